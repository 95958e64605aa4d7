/* SPDX-License-Identifier: Apache-2.0
 * zone_permit.c: canonical bytes, signature and checks of a permit for rules between zones.
 */
#include "notary/zone_permit.h"

#include "base/utf8.h"
#include "notary/receipt.h"

#define BYTES_MAX 1024
static_assert(ZONE_RECORD == LEAF_LEN, "a permit carries a leaf");

void zone_subject(const struct zone_request *r, uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	buf_str(&b, "sekisho zone request v1\n");
	buf_put(&b, view_of(r->id, ID_LEN));
	buf_put(&b, view_of(r->rules, HASH_LEN));
	buf_put(&b, view_of(r->words, HASH_LEN));
	buf_put(&b, view_of(r->policy, HASH_LEN));
	buf_u64be(&b, r->length);
	buf_u64be(&b, r->base);
	buf_u64be(&b, (uint64_t)r->made);
	buf_u32be(&b, r->generation);
	sign_put_text(&b, r->applicant, sizeof r->applicant);
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

static bool number_ok(const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	for (size_t i = n; i < size; i++)
		if (field[i] != '\0')
			return false;
	return n > 0 && n < size && utf8_clean(view_of(field, n));
}

enum err zone_request_shape(const struct zone_request *r)
{
	bool ok = r->length > 0 && r->length <= ZONE_SET_MAX && r->made > 0 && r->generation != 0 &&
		  r->zero == 0 && r->base <= INT64_MAX &&
		  number_ok(r->applicant, sizeof r->applicant);
	return ok ? OK : E_PROTOCOL;
}

enum err zone_asked(const struct public_key *auth, const struct zone_permit *p)
{
	uint8_t subject[HASH_LEN];
	try(zone_request_shape(&p->request));
	zone_subject(&p->request, subject);
	try(warrant_check(auth, &p->asked, subject, p->asked.issued));
	return strcmp(p->asked.person, p->request.applicant) == 0 ? OK : E_FORBIDDEN;
}

enum err zone_approved(const struct public_key *auth, const struct zone_permit *p, int64_t time)
{
	const struct warrant *w = &p->warrant;
	uint8_t subject[HASH_LEN];
	try(zone_asked(auth, p));
	zone_subject(&p->request, subject);
	try(warrant_check(auth, w, subject, w->issued));
	if (strcmp(w->person, p->request.applicant) == 0)
		return E_SELF_APPROVAL;
	if (w->issued - p->asked.issued >= ZONE_ASKED_LIFE)
		return E_EXPIRED;
	return time >= w->issued && time - w->issued < ZONE_APPROVAL_LIFE ? OK : E_EXPIRED;
}

int64_t zone_until(const struct zone_permit *p, uint32_t days)
{
	return p->warrant.issued + (int64_t)days * 86400;
}

static void put_warrant(struct buf *b, const struct warrant *w)
{
	sign_put_text(b, w->person, sizeof w->person);
	buf_u64be(b, (uint64_t)w->issued);
	buf_u64be(b, (uint64_t)w->expires);
	buf_put(b, view_of(w->signature, SIG_LEN));
}

static void approval_of(const struct zone_permit *p, uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	uint8_t subject[HASH_LEN];
	zone_subject(&p->request, subject);
	buf_str(&b, "sekisho zone approval v2\n");
	buf_put(&b, view_of(subject, HASH_LEN));
	put_warrant(&b, &p->warrant);
	put_warrant(&b, &p->asked);
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

void zone_to_leaf(const struct zone_permit *p, bool evaluation, struct leaf *ret)
{
	const struct zone_request *r = &p->request;
	struct leaf l = {.version = LEAF_VERSION,
			 .event = EVENT_ZONE_SET,
			 .value = r->generation,
			 .length = r->length,
			 .type = RECEIPT_REBUILT | (evaluation ? RECEIPT_EVALUATION : 0),
			 .destination = ZONE_DESTINATION};
	memcpy(l.item, r->id, ID_LEN);
	memcpy(l.original, r->rules, HASH_LEN);
	memcpy(l.output, r->words, HASH_LEN);
	memcpy(l.policy, r->policy, HASH_LEN);
	approval_of(p, l.approval);
	*ret = l;
}

static void put_signed(struct buf *b, const struct public_key *k, const struct leaf *l)
{
	uint8_t record[LEAF_LEN], log[HASH_LEN];
	leaf_write(l, record);
	public_key_log_id(k, log);
	buf_str(b, l->event == EVENT_ZONE_SET ? "sekisho zone v1\n" : "sekisho zone report v1\n");
	buf_put(b, view_of(log, HASH_LEN));
	buf_put(b, view_of(record, LEAF_SIGNED));
	assert(b->err == OK);
}

enum err zone_leaf_sign(const struct signing_key *k, struct leaf *l)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	put_signed(&b, &k->public, l);
	return sign_bytes(k, buf_view(&b), l->signature);
}

enum err zone_leaf_check(const struct public_key *k, const struct leaf *l)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	put_signed(&b, k, l);
	return sign_check(k, buf_view(&b), l->signature);
}

enum err zone_permit_check(const struct public_key *notary, const struct public_key *auth,
			   bool evaluation, const struct zone_permit *p, struct leaf *ret_leaf)
{
	struct leaf l, like;
	uint8_t a[LEAF_LEN], b[LEAF_LEN];
	try(leaf_read(view_of(p->leaf, sizeof p->leaf), &l));
	if (l.event != EVENT_ZONE_SET)
		return E_BROKEN;
	try(zone_leaf_check(notary, &l));
	zone_to_leaf(p, evaluation, &like);
	like.epoch = l.epoch;
	like.position = l.position;
	like.time = l.time;
	memcpy(like.signature, l.signature, SIG_LEN);
	memcpy(like.previous, l.previous, HASH_LEN);
	leaf_write(&l, a);
	leaf_write(&like, b);
	if (memcmp(a, b, LEAF_LEN) != 0)
		return E_CHANGED;
	try(zone_approved(auth, p, l.time));
	*ret_leaf = l;
	return OK;
}
