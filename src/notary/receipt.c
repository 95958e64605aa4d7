/* SPDX-License-Identifier: Apache-2.0
 * receipt.c: canonical bytes, commitment, signature and check of a receipt.
 */
#include "base/utf8.h"
#include "notary/receipt.h"

#define CONTEXT "sekisho receipt v1\n"

static void put_texts(struct buf *b, const struct binding *t)
{
	sign_put_text(b, t->name, sizeof t->name);
	sign_put_text(b, t->sender, sizeof t->sender);
	sign_put_text(b, t->recipient, sizeof t->recipient);
}

void receipt_commitment(const struct binding *t, const uint8_t salt[HASH_LEN],
			uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	buf_put(&b, view_of(salt, HASH_LEN));
	put_texts(&b, t);
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

void receipt_to_leaf(const struct receipt *r, struct leaf *ret)
{
	const struct binding *b = &r->binding;
	struct leaf l = {
	    .version = LEAF_VERSION,
	    .event = EVENT_RECEIPT,
	    .epoch = r->epoch,
	    .position = r->position,
	    .time = r->time,
	    .length = b->length,
	    .form_version = b->form_version,
	    .direction = b->direction,
	    .recipient_kind = b->recipient_kind,
	    .grade = b->grade,
	    .type = (uint8_t)r->type,
	    .expires = r->expires,
	};
	memcpy(l.item, b->id, ID_LEN);
	memcpy(l.original, b->original, HASH_LEN);
	memcpy(l.output, b->output, HASH_LEN);
	memcpy(l.policy, b->policy, HASH_LEN);
	memcpy(l.approval, b->approval, HASH_LEN);
	memcpy(l.destination, b->destination, CODE_MAX);
	memcpy(l.commitment, r->commitment, HASH_LEN);
	memcpy(l.signature, r->signature, SIG_LEN);
	*ret = l;
}

/* All but the texts. */
static void from_leaf(const struct leaf *l, const uint8_t log[HASH_LEN], struct receipt *r)
{
	struct binding *b = &r->binding;
	r->version = RECEIPT_VERSION;
	r->type = l->type;
	r->epoch = l->epoch;
	r->position = l->position;
	r->time = l->time;
	r->expires = l->expires;
	memcpy(r->log, log, HASH_LEN);
	memcpy(r->commitment, l->commitment, HASH_LEN);
	memcpy(r->signature, l->signature, SIG_LEN);
	memcpy(b->id, l->item, ID_LEN);
	memcpy(b->original, l->original, HASH_LEN);
	memcpy(b->output, l->output, HASH_LEN);
	b->length = l->length;
	b->form_version = l->form_version;
	b->direction = l->direction;
	b->recipient_kind = l->recipient_kind;
	b->grade = l->grade;
	memcpy(b->policy, l->policy, HASH_LEN);
	memcpy(b->approval, l->approval, HASH_LEN);
	memcpy(b->destination, l->destination, CODE_MAX);
}

enum err receipt_of_leaf(const struct leaf *l, const struct binding *texts,
			 const uint8_t salt[HASH_LEN], const uint8_t log[HASH_LEN],
			 struct receipt *ret)
{
	uint8_t commitment[HASH_LEN];
	receipt_commitment(texts, salt, commitment);
	if (l->event != EVENT_RECEIPT || memcmp(commitment, l->commitment, HASH_LEN) != 0)
		return E_CHANGED;
	struct receipt r = {0};
	from_leaf(l, log, &r);
	memcpy(r.salt, salt, HASH_LEN);
	memcpy(r.binding.name, texts->name, sizeof texts->name);
	memcpy(r.binding.sender, texts->sender, sizeof texts->sender);
	memcpy(r.binding.recipient, texts->recipient, sizeof texts->recipient);
	*ret = r;
	return OK;
}

/* What the signature covers. */
static void put_signed(struct buf *b, const struct leaf *l, const uint8_t log[HASH_LEN])
{
	uint8_t record[LEAF_LEN];
	leaf_write(l, record);
	buf_str(b, CONTEXT);
	buf_put(b, view_of(log, HASH_LEN));
	buf_put(b, view_of(record, LEAF_SIGNED));
	assert(b->err == OK);
}

enum err receipt_sign(const struct signing_key *k, struct receipt *r)
{
	struct leaf l;
	public_key_log_id(&k->public, r->log);
	receipt_commitment(&r->binding, r->salt, r->commitment);
	receipt_to_leaf(r, &l);
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	put_signed(&b, &l, r->log);
	return sign_bytes(k, buf_view(&b), r->signature);
}

enum err receipt_check_leaf(const struct public_key *k, const struct leaf *l)
{
	uint8_t log[HASH_LEN];
	public_key_log_id(k, log);
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	put_signed(&b, l, log);
	return sign_check(k, buf_view(&b), l->signature);
}

static bool text_ok(const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	if (n == size || !utf8_clean(view_of(field, n)))
		return false;
	for (size_t i = n; i < size; i++)
		if (field[i] != '\0')
			return false;
	return true;
}

/* What a leaf or a file can say at all: a receipt outside it was not made by us. */
static bool shape_ok(const struct receipt *r)
{
	struct leaf l, again;
	uint8_t record[LEAF_LEN];
	const struct binding *b = &r->binding;
	if (r->version != RECEIPT_VERSION || r->type > UINT8_MAX || b->zero != 0 ||
	    !text_ok(b->name, sizeof b->name) || !text_ok(b->sender, sizeof b->sender) ||
	    !text_ok(b->recipient, sizeof b->recipient) || b->name[0] == '\0')
		return false;
	receipt_to_leaf(r, &l);
	leaf_write(&l, record);
	return leaf_read(view_of(record, sizeof record), &again) == OK;
}

enum err receipt_check(const struct public_key *k, const struct receipt *r)
{
	struct leaf l;
	uint8_t log[HASH_LEN], commitment[HASH_LEN];
	if (!shape_ok(r))
		return E_PROTOCOL;
	public_key_log_id(k, log);
	receipt_commitment(&r->binding, r->salt, commitment);
	if (memcmp(log, r->log, HASH_LEN) != 0 || memcmp(commitment, r->commitment, HASH_LEN) != 0)
		return E_SIGNATURE;
	receipt_to_leaf(r, &l);
	return receipt_check_leaf(k, &l);
}

void receipt_write(const struct receipt *r, struct buf *b)
{
	struct leaf l;
	uint8_t record[LEAF_LEN];
	receipt_to_leaf(r, &l);
	leaf_write(&l, record);
	buf_put(b, view_of(record, sizeof record));
	buf_put(b, view_of(r->log, HASH_LEN));
	buf_put(b, view_of(r->salt, HASH_LEN));
	put_texts(b, &r->binding);
}

/* `field` is zeroed; one byte stays for the NUL. */
static void take_text(struct cursor *c, char *field, size_t size)
{
	struct view v = cursor_take(c, cursor_u32be(c));
	if (v.n >= size)
		c->bad = true;
	else if (v.n > 0)
		memcpy(field, v.p, v.n);
}

enum err receipt_read(struct view v, struct receipt *ret)
{
	struct cursor c = cursor_of(v);
	struct leaf l;
	struct receipt r = {0};
	struct view record = cursor_take(&c, LEAF_LEN), log = cursor_take(&c, HASH_LEN),
		    salt = cursor_take(&c, HASH_LEN);
	take_text(&c, r.binding.name, sizeof r.binding.name);
	take_text(&c, r.binding.sender, sizeof r.binding.sender);
	take_text(&c, r.binding.recipient, sizeof r.binding.recipient);
	if (!cursor_done(&c) || leaf_read(record, &l) != OK || l.event != EVENT_RECEIPT)
		return E_BROKEN;
	from_leaf(&l, log.p, &r);
	memcpy(r.salt, salt.p, HASH_LEN);
	uint8_t none[HASH_LEN] = {0};
	if (memcmp(l.previous, none, HASH_LEN) != 0 || !shape_ok(&r))
		return E_BROKEN;
	*ret = r;
	return OK;
}
