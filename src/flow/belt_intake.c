/* SPDX-License-Identifier: Apache-2.0
 * belt_intake.c: uploads: a descriptor out, a durable item in.
 */
#include <openssl/rand.h>
#include <unistd.h>

#include "flow/belt_door.h"
#include "flow/item.h"
#include "form/name.h"
#include "people/ticket.h"
#include "policy/policy.h"
#include "sys/log.h"

/* --- uploads --- */

bool belt_from_door(const struct incoming *in)
{
	if (in->from == ROLE_gate || in->from == ROLE_portal)
		return true;
	role_violation(in->from);
	return false;
}

struct belt_upload *belt_upload(uint64_t number, enum role from)
{
	for (size_t i = 0; i < belt.upload_count; i++)
		if (belt.uploads[i].number == number && belt.uploads[i].from == from)
			return &belt.uploads[i];
	return NULL;
}

void belt_drop_upload(struct belt_upload *u)
{
	close_fd(&u->fd);
	*u = belt.uploads[--belt.upload_count];
}

void belt_drop_uploads(enum role from, uint64_t before)
{
	for (size_t i = belt.upload_count; i > 0; i--) {
		struct belt_upload *u = &belt.uploads[i - 1];
		if ((from == ROLE_NONE || u->from == from) && u->since <= before)
			belt_drop_upload(u);
	}
}

/* The upload, our copy and the vault's: three times its size. */
enum err belt_room_for(uint64_t size)
{
	uint64_t need;
	if (size > belt.limits.input)
		return E_LIMIT_SIZE;
	if (ckd_mul(&need, size, (uint64_t)3) || ckd_add(&need, need, BELT_RESERVE))
		return E_LIMIT_SIZE;
	return spool_free_bytes(&belt.spool) < need ? E_NO_SPACE : OK;
}

static enum err new_upload(enum role from, uint64_t size, struct body_upload *ret, int *ret_write)
{
	int in = -1;
	try(belt_room_for(size));
	if (belt.upload_count == BELT_UPLOADS)
		return E_BUSY;
	try(spool_upload(&belt.spool, &in, ret_write));
	ret->upload = ++belt.next_upload;
	belt.uploads[belt.upload_count++] = (struct belt_upload){
	    .number = ret->upload, .from = from, .fd = in, .since = clock_us()};
	return OK;
}

void on_item_open(struct incoming *in)
{
	struct body_open open;
	struct body_upload upload;
	scope_end(close_fd) int out = -1;
	if (!belt_from_door(in))
		return;
	memcpy(&open, in->body.bytes, sizeof open);
	enum err e = new_upload(in->from, open.size_hint, &upload, &out);
	if (e == OK)
		role_reply(in, MSG_ITEM_FD, &upload, &out);
	else
		role_done(in, e);
}

void on_item_drop(struct incoming *in)
{
	struct body_upload body;
	if (!belt_from_door(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	struct belt_upload *u = belt_upload(body.upload, in->from);
	if (u)
		belt_drop_upload(u);
}

/* --- acceptance --- */

/* The owner's name for the file, made harmless; its own extension, in lower case. */
static enum err clean_name(char name[NAME_MAX_])
{
	char ext[9];
	bool changed;
	struct view raw = view_str(name);
	scope_end(buf_free) struct buf out = buf_new(NAME_MAX_ - 1);
	name_ext(raw, ext);
	if (raw.n == 0)
		return E_NAME;
	if (!ext[0])
		return E_TYPE_UNKNOWN;
	name_clean(raw, ext, &out, &changed);
	if (out.err != OK || name_check(buf_view(&out)) != OK)
		return E_NAME;
	return item_set_text(name, NAME_MAX_, buf_view(&out)) ? OK : E_NAME;
}

/* Which of the two it is, its id says for ever. */
static enum err new_id(struct envelope *e)
{
	do
		if (RAND_bytes(e->id, ID_LEN) != 1)
			return E_INTERNAL;
	while (id_is_trial(e->id));
	if (e->direction == DIRECTION_TRIAL)
		memcpy(e->id + ID_LEN - TRIAL_MARK_LEN, TRIAL_MARK, TRIAL_MARK_LEN);
	return OK;
}

/* What goes this way in this half; a trial is the LGWAN half's own. */
static bool direction_ok(const struct envelope *e)
{
	return belt.half == 'I' ? e->direction == DIRECTION_IN
				: e->direction == DIRECTION_OUT || e->direction == DIRECTION_TRIAL;
}

enum err belt_may_send(const struct envelope *e, const struct ticket *t)
{
	if (belt.half == 'I')
		return OK;
	try(ticket_verify(&belt.auth, t, clock_now()));
	if (!view_eq(view_str(e->sender), view_str(t->person)) ||
	    !view_eq(view_str(e->unit), view_str(t->unit)))
		return E_FORBIDDEN;
	bool operates = t->roles & (1u << PERSON_OPERATOR);
	return e->direction != DIRECTION_TRIAL || operates ? OK : E_FORBIDDEN;
}

/* What belt alone decides of an envelope. The asker's half fixes the direction. */
enum err belt_complete(struct envelope *e, uint64_t size, const struct ticket *t)
{
	e->version = 1;
	e->size = size;
	e->accepted = clock_now();
	memset(e->hash, 0, HASH_LEN);
	try(new_id(e));
	if (!body_text_ok(e->name, sizeof e->name))
		return E_NAME;
	try(clean_name(e->name));
	if (size == 0)
		return E_EMPTY;
	if (!direction_ok(e))
		return E_PROTOCOL;
	return envelope_ok(e) ? belt_may_send(e, t) : E_PROTOCOL;
}

enum err belt_accept(int from, struct envelope *e)
{
	try(belt_room_for(0));
	try(spool_accept(&belt.spool, from, belt.limits.input, e));
	enum err err = e->direction == DIRECTION_TRIAL ? OK : journal_accepted(&belt.journal, e);
	if (err == OK)
		err = belt_add(e->id);
	/* Nobody was told yet: take it back rather than have it uncounted. */
	if (err != OK && spool_withdraw(&belt.spool, e->id) != OK)
		log_warn("item %s: not promised, but accepted at the next start",
			 item_hex(e->id).s);
	return err;
}

void belt_reply_accepted(struct incoming *in, enum err e, const struct envelope *envelope)
{
	struct body_done done = {.err = (uint32_t)e};
	if (e == OK) {
		memcpy(done.id, envelope->id, ID_LEN);
		struct item_number number = item_number(envelope->id, envelope->accepted);
		memcpy(done.number, number.s, sizeof done.number);
		done.count = envelope->size;
		log_info("item %s accepted as %s, %llu bytes", item_hex(done.id).s, number.s,
			 (unsigned long long)envelope->size);
	}
	role_reply(in, MSG_DONE, &done, NULL);
	if (e == OK)
		belt_offer();
}

void on_item_seal(struct incoming *in)
{
	static struct body_seal seal; /* large; one at a time */
	if (!belt_from_door(in))
		return;
	memcpy(&seal, in->body.bytes, sizeof seal);
	struct belt_upload *u = belt_upload(seal.upload, in->from);
	enum err e = u ? belt_complete(&seal.envelope, seal.size, &seal.ticket) : E_NOT_FOUND;
	if (e == OK)
		e = belt_accept(u->fd, &seal.envelope);
	if (u)
		belt_drop_upload(u);
	belt_reply_accepted(in, e, &seal.envelope);
}
