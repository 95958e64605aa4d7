/* SPDX-License-Identifier: Apache-2.0
 * original.c: originals leave the vaults when limits.retention.original_days are over. The belt
 * asks, for it has the files; the word to delete is ours alone, and so is the record of it: a row
 * and a leaf of the ledger, once, however often the belt says that one is gone.
 */
#include "flow/item.h"
#include "store/clock.h"
#include "store/drive.h"
#include "store/item.h"
#include "store/preserve.h"
#include "store/record.h"
#include "sys/log.h"

/* An item that this database does not know (it was restored from an older copy) has only the
 * belt's word: E_NOT_FOUND. */
static enum err ended(enum role from, const uint8_t id[ID_LEN], struct item *ret)
{
	try(item_get(id, ret));
	if (drive_link((enum direction)ret->envelope.direction)->peer != from)
		return E_FORBIDDEN;
	return state_final(ret->state) ? OK : E_CHANGED;
}

static enum err may_go(enum role from, const uint8_t id[ID_LEN])
{
	struct item i;
	int64_t keep = (int64_t)store.policy->limits.retention.original_days * DAY;
	enum err e = ended(from, id, &i);
	if (!clock_trusted()) /* said again within the hour */
		return E_POLICY;
	if (e == OK && i.envelope.accepted >= clock_now() - keep)
		return E_POLICY;
	return e == E_NOT_FOUND ? OK : e;
}

static enum err note(enum role from, const uint8_t id[ID_LEN])
{
	struct item i;
	uint64_t fresh = 0;
	struct db_tx tx scope_end(db_tx_end) = {0};
	enum err e = ended(from, id, &i);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	try(db_tx_begin(store.db, &tx));
	try(db_change(store.db, &fresh, SQL_ORIGINAL_DELETED, db_bytes(id, ID_LEN),
		      db_int(clock_now())));
	if (fresh)
		try(record_add(EVENT_DELETED, id, "", ""));
	try(db_tx_commit(&tx));
	if (fresh)
		record_send();
	return OK;
}

/* The belt says it again within the hour where this fails. */
static void answer(struct incoming *in, enum err (*decide)(enum role, const uint8_t[ID_LEN]),
		   enum msg yes)
{
	struct body_item body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (in->from != ROLE_bridge && in->from != ROLE_belt) { /* ANY in tbl/messages.h */
		role_violation(in->from);
		return;
	}
	enum err e = decide(in->from, body.id);
	if (e == OK && preserve_on()) /* a deletion of before is noted; the envelope stays */
		return;
	if (e == OK)
		e = role_send(in->from, yes, role_tag(), &body, NULL);
	if (e != OK)
		log_warn("item %s: %s: %s", item_hex(body.id).s, msg_name(in->msg),
			 err_text(e)->name);
}

void on_original_old(struct incoming *in)
{
	answer(in, may_go, MSG_ORIGINAL_DROP);
}

void on_original_gone(struct incoming *in)
{
	answer(in, note, MSG_ORIGINAL_NOTED);
}
