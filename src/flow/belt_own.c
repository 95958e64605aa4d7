/* SPDX-License-Identifier: Apache-2.0
 * belt_own.c: what an outside sender may know of what he sent: number, state, minute. By the
 * browser that sent it, or by a link that only that browser was given.
 */
#include <openssl/crypto.h>

#include "flow/belt.h"
#include "flow/item.h"
#include "sys/file.h"

#define OWN_MOST 500 /* rows of one answer */
#define LINK_PLAIN 4 /* bytes of a link that are the id's own: its number shows them too */

/* The rest is a hash of what no other process is told together: the id and the browser's session.
 * 96 bits of it; nothing is kept for it. */
static void link_of(const struct envelope *e, uint8_t ret[ID_LEN])
{
	static const char what[] = "sekisho where 1";
	uint8_t text[sizeof what + ID_LEN + HASH_LEN], hash[HASH_LEN];
	memcpy(text, what, sizeof what);
	memcpy(text + sizeof what, e->id, ID_LEN);
	memcpy(text + sizeof what + ID_LEN, e->session, HASH_LEN);
	hash_bytes(view_of(text, sizeof text), hash);
	memcpy(ret, e->id, LINK_PLAIN);
	memcpy(ret + LINK_PLAIN, hash, ID_LEN - LINK_PLAIN);
}

static bool own_row(const struct journal_row *row, const uint8_t session[HASH_LEN],
		    struct body_own_row *ret)
{
	struct envelope e;
	if (spool_envelope(&belt.spool, row->id, &e) != OK ||
	    memcmp(e.session, session, HASH_LEN) != 0)
		return false;
	*ret = (struct body_own_row){.size = e.size,
				     .accepted = e.accepted,
				     .changed = row->changed,
				     .state = row->state,
				     .err = row->err};
	memcpy(ret->id, e.id, ID_LEN);
	link_of(&e, ret->link);
	memcpy(ret->number, item_number(e.id, e.accepted).s, sizeof ret->number);
	memcpy(ret->name, e.name, sizeof ret->name);
	memcpy(ret->recipient, e.recipient, sizeof ret->recipient);
	return true;
}

void on_own_list(struct incoming *in)
{
	struct body_own own;
	struct body_own_row row;
	struct body_done done = {0};
	memcpy(&own, in->body.bytes, sizeof own);
	uint64_t owner = journal_owner(own.session), most = min_of(own.most, (uint64_t)OWN_MOST);
	for (size_t i = belt.journal.n; i > 0 && done.count < most && owner; i--) {
		if (belt.journal.rows[i - 1].owner != owner ||
		    !own_row(&belt.journal.rows[i - 1], own.session, &row))
			continue;
		role_reply(in, MSG_OWN_ROW, &row, NULL);
		done.count++;
	}
	role_reply(in, MSG_DONE, &done, NULL);
}

/* The item of that link, if there is one; its row says nothing but number, state and times. */
static bool find_link(const uint8_t link[ID_LEN], struct body_own_row *ret)
{
	uint8_t have[ID_LEN];
	struct envelope e;
	for (size_t i = 0; i < belt.journal.n; i++) {
		const struct journal_row *row = &belt.journal.rows[i];
		if (row->direction != DIRECTION_IN || memcmp(row->id, link, LINK_PLAIN) != 0 ||
		    spool_envelope(&belt.spool, row->id, &e) != OK)
			continue;
		link_of(&e, have);
		if (CRYPTO_memcmp(have, link, ID_LEN) != 0 || !own_row(row, e.session, ret))
			continue;
		memset(ret->id, 0, sizeof ret->id);
		memset(ret->name, 0, sizeof ret->name);
		memset(ret->recipient, 0, sizeof ret->recipient);
		ret->size = 0;
		return true;
	}
	return false;
}

void on_own_find(struct incoming *in)
{
	struct body_item link;
	struct body_own_row row;
	struct body_done done = {.err = E_NOT_FOUND};
	memcpy(&link, in->body.bytes, sizeof link);
	if (find_link(link.id, &row)) {
		role_reply(in, MSG_OWN_ROW, &row, NULL);
		done = (struct body_done){.count = 1};
	}
	role_reply(in, MSG_DONE, &done, NULL);
}
