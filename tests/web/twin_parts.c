/* SPDX-License-Identifier: Apache-2.0
 * twin_parts.c: uploads in pieces without their bytes: the chain of the hashes that were said; and
 * what a sender is told of his own items.
 */
#include "sys/file.h"
#include "sys/log.h"
#include "tests/web/twin.h"

#define PARTS 4096

static struct {
	uint8_t owner[HASH_LEN];
	struct envelope envelope;
	struct body_part_row row;
} parts[PARTS];
static size_t part_count;

/* As the belt: on the LGWAN side a ticket says whose, and nothing else does. */
static void owner_of(const uint8_t said[HASH_LEN], const struct ticket *t, uint8_t ret[HASH_LEN])
{
	memcpy(ret, said, HASH_LEN);
	if (t->person[0])
		hash_bytes(view_str(t->person), ret);
}

static size_t find(const uint8_t owner[HASH_LEN], const uint8_t id[ID_LEN])
{
	size_t i = 0;
	while (i < part_count && (memcmp(parts[i].row.id, id, ID_LEN) != 0 ||
				  memcmp(parts[i].owner, owner, HASH_LEN) != 0))
		i++;
	return i;
}

static void open_part(const struct body_part_open *b, struct body_done *ret)
{
	const struct envelope *e = &b->envelope;
	struct body_part_row row = {
	    .size = e->size, .touched = clock_now(), .expires = clock_now() + 3 * 86400};
	ret->err = e->size ? part_count < PARTS ? OK : E_BUSY : E_EMPTY;
	if (ret->err != OK)
		return;
	uint64_t number = role_tag();
	memcpy(row.id, &number, sizeof(number));
	memcpy(row.name, e->name, sizeof(row.name));
	memcpy(row.recipient, e->recipient, sizeof(row.recipient));
	if (e->direction == DIRECTION_IN)
		memcpy(parts[part_count].owner, e->session, HASH_LEN);
	else
		hash_bytes(view_str(e->sender), parts[part_count].owner);
	parts[part_count].envelope = *e;
	parts[part_count++].row = row;
	memcpy(ret->id, row.id, ID_LEN);
}

static void piece(const struct body_part_piece *b, struct body_done *ret)
{
	uint8_t both[2 * HASH_LEN], owner[HASH_LEN];
	owner_of(b->owner, &b->ticket, owner);
	size_t i = find(owner, b->id);
	memcpy(ret->id, b->id, ID_LEN);
	ret->err = E_NOT_FOUND;
	if (i == part_count)
		return;
	struct body_part_row *row = &parts[i].row;
	ret->err = E_CHANGED;
	if (b->offset == row->have && memcmp(b->before, row->chain, HASH_LEN) == 0) {
		ret->err = OK;
		row->have += b->size;
		memcpy(both, row->chain, HASH_LEN);
		memcpy(both + HASH_LEN, b->hash, HASH_LEN);
		hash_bytes(view_of(both, sizeof(both)), row->chain);
	}
	ret->count = row->have;
}

#define SET(field, text) snprintf(field, sizeof(field), "%s", text)

static struct body_own_row own_row(const struct body_row_item *i)
{
	struct body_own_row row = {.accepted = i->envelope.accepted,
				   .changed = i->changed,
				   .state = i->state,
				   .err = i->err};
	memcpy(row.link, i->envelope.id, ID_LEN); /* here a link is the id */
	SET(row.number, i->number);
	return row;
}

static void own_list(uint64_t tag, const struct body_own *own)
{
	size_t n = 0;
	twin_advance();
	while (twin_item(n))
		n++;
	for (size_t k = n; k > 0; k--) {
		const struct body_row_item *i = twin_item(k - 1);
		struct body_own_row row = own_row(i);
		if (memcmp(i->envelope.session, own->session, HASH_LEN) != 0)
			continue;
		row.size = i->envelope.size;
		SET(row.name, i->envelope.name);
		SET(row.recipient, i->envelope.recipient);
		twin_answer(tag, ROLE_belt, MSG_OWN_ROW, &row, -1);
	}
}

static enum err own_find(uint64_t tag, const struct body_item *link)
{
	const struct body_row_item *i;
	for (size_t k = 0; (i = twin_item(k)); k++) {
		struct body_own_row row = own_row(i);
		if (memcmp(i->envelope.id, link->id, ID_LEN) != 0)
			continue;
		twin_answer(tag, ROLE_belt, MSG_OWN_ROW, &row, -1);
		return OK;
	}
	return E_NOT_FOUND;
}

void twin_parts(enum msg m, uint64_t tag, const void *body)
{
	struct body_done done = {0};
	const struct body_part *p = body;
	uint8_t owner[HASH_LEN];
	if (m == MSG_OWN_LIST) {
		own_list(tag, body);
	} else if (m == MSG_OWN_FIND) {
		done.err = own_find(tag, body);
	} else if (m == MSG_PART_OPEN) {
		open_part(body, &done);
	} else if (m == MSG_PART_PIECE) {
		piece(body, &done);
	} else if (m == MSG_PART_LIST) {
		owner_of(p->owner, &p->ticket, owner);
		for (size_t i = 0; i < part_count; i++)
			if (!memcmp(parts[i].owner, owner, HASH_LEN))
				twin_answer(tag, ROLE_belt, MSG_PART_ROW, &parts[i].row, -1);
	} else if (m == MSG_PART_FINISH || m == MSG_PART_DROP) {
		owner_of(p->owner, &p->ticket, owner);
		size_t i = find(owner, p->id);
		done.err = i == part_count ? E_NOT_FOUND : OK;
		if (done.err == OK && m == MSG_PART_FINISH)
			done.err = parts[i].row.have == parts[i].row.size
				       ? twin_accept(&parts[i].envelope, &done)
				       : E_EMPTY;
		if (done.err == OK)
			parts[i] = parts[--part_count];
	} else {
		return;
	}
	twin_done(tag, ROLE_belt, (enum err)done.err, &done);
}
