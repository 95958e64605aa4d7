/* SPDX-License-Identifier: Apache-2.0
 * belt_keep.c: originals and envelopes older than the policy keeps them. Nothing is deleted here
 * without the store's word, and nothing is forgotten before the store has it in its log:
 *
 *   done/ID, key in the vault   ORIGINAL_OLD is said    the store answers ORIGINAL_DROP, or nothing
 *   done/ID, no key             ORIGINAL_GONE is said   the store answers ORIGINAL_NOTED
 *   no done/ID                  over
 *
 * The directory and the key are the whole state, so a crash anywhere only says a word again.
 */
#include "flow/belt.h"
#include "flow/item.h"
#include "flow/states.h"
#include "sys/log.h"

#define ROUND_SECONDS 3600
#define LOOKED_AT_ONCE 4096 /* rows of the journal in one second */
#define SAID_AT_ONCE 64	    /* words in one second */

static size_t at;     /* row of the journal that is next */
static int64_t begun; /* this round, seconds since 1970 */

static bool is_old(const struct journal_row *row)
{
	return row && state_final((enum item_state)row->state) &&
	       row->accepted < clock_now() - (int64_t)belt.keep_days * DAY;
}

static enum err say(enum msg m, const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	return role_send(belt.up, m, role_tag(), &body, NULL);
}

/* The wrapped key is what makes it readable; whatever else is left of it goes as well. */
static enum err drop(const uint8_t id[ID_LEN])
{
	try(vault_delete(&belt.vault, id));
	return say(MSG_ORIGINAL_GONE, id);
}

/* Says the word that this row's files ask for. E_NOT_FOUND: none. */
static enum err look(const struct journal_row *row)
{
	if (!is_old(row) || !spool_is_done(&belt.spool, row->id))
		return E_NOT_FOUND;
	return vault_has_key(&belt.vault, row->id) ? say(MSG_ORIGINAL_OLD, row->id) : drop(row->id);
}

void belt_keep_again(void)
{
	at = SIZE_MAX;
	begun = 0;
}

/* One round an hour over the journal, a piece of it at a time; the next one says again what was
 * not answered in this. */
void belt_keep_tick(void)
{
	size_t said = 0, looked = 0;
	int64_t now = clock_now();
	if (!belt.peer_nonce || !role_has(belt.up))
		return;
	if (at >= belt.journal.n) {
		if (now >= begun && now - begun < ROUND_SECONDS)
			return;
		begun = now;
		at = 0;
	}
	for (; at < belt.journal.n && looked < LOOKED_AT_ONCE && said < SAID_AT_ONCE; at++) {
		const struct journal_row *row = &belt.journal.rows[at];
		enum err e = look(row);
		looked++;
		said += e == OK;
		if (e == E_GONE || e == E_BUSY || e == E_NO_MEMORY)
			return; /* the same row again in a second */
		if (e != OK && e != E_NOT_FOUND)
			log_warn("item %s: its original cannot be deleted yet: %s",
				 item_hex(row->id).s, err_text(e)->name);
	}
}

/* The age is checked here again: whoever speaks for the store cannot have a young one deleted. */
void on_original_drop(struct incoming *in)
{
	struct body_item body;
	if (!belt_from_up(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	enum err e = is_old(journal_find(&belt.journal, body.id)) ? drop(body.id) : E_POLICY;
	if (e != OK)
		log_warn("item %s: its original was not deleted: %s", item_hex(body.id).s,
			 err_text(e)->name);
}

void on_original_noted(struct incoming *in)
{
	struct body_item body;
	if (!belt_from_up(in))
		return;
	memcpy(&body, in->body.bytes, sizeof body);
	enum err e = E_POLICY;
	if (is_old(journal_find(&belt.journal, body.id)) && !vault_has_key(&belt.vault, body.id))
		e = spool_forget(&belt.spool, body.id);
	if (e != OK && e != E_NOT_FOUND)
		log_warn("item %s: its envelope was not forgotten: %s", item_hex(body.id).s,
			 err_text(e)->name);
}
