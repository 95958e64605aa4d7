/* SPDX-License-Identifier: Apache-2.0
 * belt_part.c: uploads that come in pieces: what a door may say of them. Every answer is a DONE
 * whose `count` is what stands on disk, so that whoever lost an answer asks no other question.
 */
#include <unistd.h>

#include "flow/belt_door.h"
#include "flow/item.h"
#include "people/ticket.h"
#include "sys/log.h"

#define LIST_MOST PARTS_OWN
#define EXPIRE_SECONDS 60

static void reply(struct incoming *in, enum err e, const uint8_t id[ID_LEN], uint64_t have)
{
	struct body_done done = {.err = (uint32_t)e, .count = have};
	memcpy(done.id, id, ID_LEN);
	role_reply(in, MSG_DONE, &done, NULL);
}

/* A person goes on at whatever screen, after whatever new sign-in. */
static enum err owner_of(const uint8_t said[HASH_LEN], const struct ticket *t,
			 uint8_t ret[HASH_LEN])
{
	memcpy(ret, said, HASH_LEN);
	if (belt.half == 'I')
		return OK;
	try(ticket_verify(&belt.auth, t, clock_now()));
	part_owner_person(t->person, ret);
	return OK;
}

static enum err open_part(struct envelope *e, const struct ticket *t,
			  const uint8_t source[HASH_LEN])
{
	if (e->size > belt.part_bytes)
		return E_LIMIT_SIZE;
	try(belt_room_for(e->size));
	try(belt_complete(e, e->size, t));
	return parts_new(&belt.parts, e, source, clock_now());
}

void on_part_open(struct incoming *in)
{
	static struct body_part_open open; /* large; one at a time */
	if (!belt_from_door(in))
		return;
	memcpy(&open, in->body.bytes, sizeof open);
	enum err e = open_part(&open.envelope, &open.ticket, open.source);
	reply(in, e, open.envelope.id, 0);
}

/* Old ones that nobody goes on with make room; what is being sent is not cut off. Nobody takes all
 * of it, but with one file that is as large. */
static enum err room_for_piece(const struct body_part_piece *body, const struct part *p)
{
	uint64_t need, from;
	if (ckd_add(&need, belt.parts.bytes, body->size) ||
	    ckd_add(&from, parts_of_source(&belt.parts, p), body->size))
		return E_LIMIT_SIZE;
	if (from > max_of(belt.part_bytes / 4 * 3, p->size))
		return E_BUSY;
	while (need > belt.part_bytes && parts_evict(&belt.parts, clock_now()))
		need = belt.parts.bytes + body->size;
	return need > belt.part_bytes ? E_BUSY : belt_room_for(0);
}

static enum err append(const struct body_part_piece *body, const struct belt_upload *u,
		       uint64_t *ret_have)
{
	uint8_t owner[HASH_LEN];
	try(owner_of(body->owner, &body->ticket, owner));
	struct part *p = parts_find(&belt.parts, owner, body->id);
	if (!p)
		return E_NOT_FOUND;
	*ret_have = p->have;
	if (!u)
		return E_GONE;
	p->touched = clock_now();
	try(room_for_piece(body, p));
	p = parts_find(&belt.parts, owner, body->id); /* the rows may have moved */
	if (!p)
		return E_NOT_FOUND;
	enum err e = part_append(&belt.parts, p,
				 &(struct piece){.from = u->fd,
						 .size = body->size,
						 .offset = body->offset,
						 .before = body->before,
						 .hash = body->hash},
				 clock_now());
	*ret_have = p->have;
	return e;
}

void on_part_piece(struct incoming *in)
{
	struct body_part_piece body;
	uint64_t have = 0;
	if (!belt_from_door(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	struct belt_upload *u = belt_upload(body.upload, in->from);
	enum err e = append(&body, u, &have);
	if (u)
		belt_drop_upload(u);
	reply(in, e, body.id, have);
}

/* Its item is there already: the answer to an earlier FINISH was lost. */
static bool finished(const uint8_t asks[HASH_LEN], const uint8_t id[ID_LEN], struct envelope *ret)
{
	uint8_t owner[HASH_LEN];
	if (spool_envelope(&belt.spool, id, ret) != OK)
		return false;
	part_owner(ret, owner);
	return memcmp(owner, asks, HASH_LEN) == 0;
}

static enum err take(struct part *p, const struct ticket *t, struct envelope *e)
{
	scope_end(close_fd) int fd = -1;
	enum err err = part_whole(&belt.parts, p, &fd, e);
	/* What it was given as no longer stands there: it cannot be gone on with. */
	if (err == E_HASH || err == E_BROKEN || err == E_CHANGED) {
		part_drop(&belt.parts, p);
		return E_HASH;
	}
	try(err);
	try(belt_may_send(e, t));
	e->accepted = clock_now();
	try(belt_accept(fd, e));
	part_drop(&belt.parts, p);
	return OK;
}

static enum err finish(const struct body_part *body, struct envelope *e)
{
	uint8_t owner[HASH_LEN];
	try(owner_of(body->owner, &body->ticket, owner));
	struct part *p = parts_find(&belt.parts, owner, body->id);
	if (!finished(owner, body->id, e))
		return p ? take(p, &body->ticket, e) : E_NOT_FOUND;
	if (p)
		part_drop(&belt.parts, p); /* a crash came between the two */
	return OK;
}

void on_part_finish(struct incoming *in)
{
	struct body_part body;
	static struct envelope e;
	if (!belt_from_door(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	belt_reply_accepted(in, finish(&body, &e), &e);
}

static enum err drop(const struct body_part *body)
{
	uint8_t owner[HASH_LEN];
	try(owner_of(body->owner, &body->ticket, owner));
	struct part *p = parts_find(&belt.parts, owner, body->id);
	if (!p)
		return E_NOT_FOUND;
	part_drop(&belt.parts, p);
	return OK;
}

void on_part_drop(struct incoming *in)
{
	struct body_part body;
	if (!belt_from_door(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	reply(in, drop(&body), body.id, 0);
}

static bool row_of(const struct part *p, struct body_part_row *ret)
{
	struct envelope e;
	if (part_envelope(&belt.parts, p, &e) != OK)
		return false;
	*ret = (struct body_part_row){.size = p->size,
				      .have = p->have,
				      .touched = p->touched,
				      .expires = p->touched + belt.part_hours * (int64_t)3600};
	memcpy(ret->id, p->id, ID_LEN);
	memcpy(ret->chain, p->chain, HASH_LEN);
	memcpy(ret->name, e.name, sizeof ret->name);
	memcpy(ret->recipient, e.recipient, sizeof ret->recipient);
	return true;
}

void on_part_list(struct incoming *in)
{
	struct body_part body;
	struct body_part_row row;
	struct body_done done = {0};
	uint8_t owner[HASH_LEN];
	if (!belt_from_door(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	done.err = (uint32_t)owner_of(body.owner, &body.ticket, owner);
	for (size_t i = 0; done.err == OK && i < belt.parts.n && done.count < LIST_MOST; i++) {
		const struct part *p = &belt.parts.rows[i];
		if (memcmp(p->owner, owner, HASH_LEN) != 0 || !row_of(p, &row))
			continue;
		role_reply(in, MSG_PART_ROW, &row, NULL);
		done.count++;
	}
	role_reply(in, MSG_DONE, &done, NULL);
}

void belt_part_tick(void)
{
	static int64_t last;
	int64_t now = clock_now();
	if (now - last < EXPIRE_SECONDS)
		return;
	last = now;
	size_t gone = parts_expire(&belt.parts, now - belt.part_hours * (int64_t)3600);
	if (gone)
		log_info(
		    "%zu unfinished uploads were given up: nobody went on with them for %u hours",
		    gone, belt.part_hours);
}
