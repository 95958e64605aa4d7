/* SPDX-License-Identifier: Apache-2.0
 * clear.c: what has been in the inbox for long enough.
 */
#include "flow/item.h"
#include "store/clear.h"
#include "store/handover.h"
#include "store/preserve.h"
#include "store/record.h"
#include "sys/log.h"

#define EVERY 600 /* seconds */
#define AT_ONCE 256

static int64_t asked;

static int64_t kept_for(void)
{
	return (int64_t)store.policy->limits.retention.inbox_days * DAY;
}

int64_t clear_due(const struct item *i)
{
	bool there =
	    i->envelope.direction == DIRECTION_IN && i->state == STATE_RELEASED && i->cleared == 0;
	return there ? i->changed + kept_for() : 0;
}

static enum err ask_old(int64_t now)
{
	static uint8_t ids[AT_ONCE][ID_LEN];
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_INBOX_OLD, db_int(now - kept_for()));
	try(item_list(&rows, ids, AT_ONCE, &n));
	for (size_t k = 0; k < n; k++) {
		struct body_item body;
		memcpy(body.id, ids[k], ID_LEN);
		try(role_send(ROLE_release, MSG_CLEAR, role_tag(), &body, NULL));
	}
	return OK;
}

void clear_tick(void)
{
	int64_t now = clock_now();
	if (!role_has(ROLE_release) || preserve_on() || (now >= asked && now - asked < EVERY))
		return;
	asked = now;
	enum err e = ask_old(now);
	if (e != OK)
		log_warn("the inbox cannot be cleared: %s", err_text(e)->name);
}

void clear_again(void)
{
	asked = 0;
}

static enum err note(const uint8_t id[ID_LEN])
{
	struct item i;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(id, &i));
	if (clear_due(&i) == 0)
		return OK; /* said twice */
	try(db_tx_begin(store.db, &tx));
	try(db_run(store.db, SQL_ITEM_CLEARED, db_bytes(id, ID_LEN), db_int(clock_now())));
	try(record_add(EVENT_CLEARED, id, "", ""));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

void on_cleared(struct incoming *in)
{
	struct body_item body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (handover_cleared(body.id))
		return;
	enum err e = note(body.id);
	/* An original whose request a restore took back is not known here. */
	if (e != OK && e != E_NOT_FOUND)
		log_warn("item %s: that its file left the inbox cannot be noted: %s",
			 item_hex(body.id).s, err_text(e)->name);
}
