/* SPDX-License-Identifier: Apache-2.0
 * drive_end.c: the receipt is signed (SIGNED), the file delivered (DELIVERED, OUT_DONE).
 */
#include "flow/item.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/record.h"
#include "store/urgent.h"
#include "sys/log.h"

static enum err take_signed(struct item *i, const struct body_signed *s)
{
	enum err why = s->err < ERR_COUNT ? (enum err)s->err : E_PROTOCOL;
	if (why == OK) {
		if (s->tree_size > store.tree_size) {
			store.tree_size = s->tree_size;
			store.tree_time = s->time;
		}
		if (i->state == STATE_RELEASING && i->position == (int64_t)s->position)
			return OK; /* asked again, the same receipt */
		i->position = (int64_t)s->position;
		i->signed_at = s->time;
		return i->state == STATE_SIGNING ? drive_step(i, CAUSE_SIGNED, OK, "", "")
						 : item_set(i);
	}
	/* Another policy by now, or an output the notary does not remember: from the original. */
	if (why == E_CHANGED || why == E_HASH)
		return ++i->faults < STORE_FAULTS ? drive_restart(i)
						  : drive_step(i, CAUSE_FAULT, why, "", "");
	if (err_text(why)->kind != ERR_KIND_FAULT || ++i->faults >= STORE_FAULTS)
		return drive_step(i, CAUSE_FAULT, why, "", "");
	try(item_set(i));
	flight_later(s->id, 1u << min_of(i->faults, 5u));
	return OK;
}

void on_signed(struct incoming *in)
{
	struct body_signed s;
	struct item i;
	memcpy(&s, in->body.bytes, sizeof s);
	if (item_get(s.id, &i) != OK || (i.state != STATE_SIGNING && i.state != STATE_RELEASING))
		return;
	enum err e = s.position <= INT64_MAX ? take_signed(&i, &s) : E_PROTOCOL;
	if (e != OK)
		log_warn("item %s: its receipt could not be noted: %s", item_hex(s.id).s,
			 err_text(e)->name);
}

/* Under a receipt that was signed before this database came back from a backup: its salt went with
 * the other one, so only the log can say why it cannot be opened. */
static enum err note_older(const struct item *i, const struct body_delivered *d)
{
	char text[TEXT_MAX_];
	int64_t since = 0;
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_LOG_RESTORED);
	bool any = db_next(&rows);
	if (any)
		since = db_col_int(&rows, 0);
	if (!any || (since >= 0 && (int64_t)d->position >= since)) /* -1: not in the ledger yet */
		return rows.err;
	(void)snprintf(text, sizeof text, "復元前の通過記録（台帳 %llu）で引き渡された",
		       (unsigned long long)d->position);
	return record_add(EVENT_RESTORED, i->envelope.id, "", text);
}

/* Delivered, now or before. Its word may overtake the notary's SIGNED. */
static enum err delivered(struct item *i, const struct body_delivered *d)
{
	struct afterwards after;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	/* The receipt it took: a replay names the one that it was delivered under. */
	if (i->position != (int64_t)d->position) {
		try(note_older(i, d));
		i->position = (int64_t)d->position;
		i->signed_at = d->time;
	}
	if (i->state == STATE_SIGNING)
		try(drive_move(i, CAUSE_SIGNED, OK, "", ""));
	try(drive_move(i, CAUSE_DELIVERED, OK, "", ""));
	if (urgent_after(i->envelope.id, &after) == E_NOT_FOUND) /* the manager looks afterwards */
		try(item_preview(i->envelope.id, (struct view){NULL, 0}));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static enum err take_delivered(struct item *i, const struct body_delivered *d)
{
	enum err why = d->err < ERR_COUNT ? (enum err)d->err : E_PROTOCOL;
	if (why == OK || why == E_REPLAY)
		return delivered(i, d);
	if (i->state != STATE_RELEASING)
		return OK; /* of an older receipt: the newer one is on its way, or it is held */
	/* Nothing staged any more, or too late: from the original, with a new receipt. */
	if (why == E_NOT_FOUND || why == E_HASH || why == E_EXPIRED)
		return ++i->faults < STORE_FAULTS ? drive_restart(i)
						  : drive_step(i, CAUSE_FAULT, why, "", "");
	if (err_text(why)->kind != ERR_KIND_FAULT)
		return drive_step(i, CAUSE_FAULT, why, "", "");
	flight_later(i->envelope.id, 5); /* a cut cable, a full disk: for as long as it takes */
	return OK;
}

/* DELIVERED of our own release; OUT_DONE of the other half's, by the bridge. */
void on_delivered(struct incoming *in)
{
	struct body_delivered d;
	struct item i;
	memcpy(&d, in->body.bytes, sizeof d);
	if (in->msg == MSG_OUT_DONE && in->from != ROLE_bridge) { /* ANY in tbl/messages.h */
		role_violation(in->from);
		return;
	}
	if (d.position > INT64_MAX || item_get(d.id, &i) != OK ||
	    (i.state != STATE_SIGNING && i.state != STATE_RELEASING && i.state != STATE_HELD))
		return;
	bool out = i.envelope.direction == DIRECTION_OUT, good = d.err == OK || d.err == E_REPLAY;
	/* Only who delivers into that destination can say that it did, and the other half has no
	 * word about what comes in. */
	if ((in->msg == MSG_OUT_DONE) != out && (good || !out)) {
		role_violation(in->from);
		return;
	}
	enum err e = take_delivered(&i, &d);
	if (e != OK)
		log_warn("item %s: its delivery could not be noted: %s", item_hex(d.id).s,
			 err_text(e)->name);
}
