/* SPDX-License-Identifier: Apache-2.0
 * record.c: log rows out to the notary, positions back into the rows.
 */
#include "flow/item.h"
#include "store/clock.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define CONFIRMED_MAX 64
#define UNDER_WAY_MAX 512

static int64_t sent_to;	 /* rows up to here were sent to this notary */
static size_t under_way; /* sent and not confirmed */
static struct body_logged confirmed[CONFIRMED_MAX];
static size_t confirmed_count;
static uint64_t resend_at; /* clock_us; 0: nothing to repeat */

void record_commitment(const uint8_t salt[HASH_LEN], const char *who, const char *text,
		       uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(1024);
	struct view w = view_str(who), t = view_str(text);
	buf_put(&b, view_of(salt, HASH_LEN));
	buf_u32be(&b, (uint32_t)w.n);
	buf_put(&b, w);
	buf_u32be(&b, (uint32_t)t.n);
	buf_put(&b, t);
	assert(b.err == OK);
	hash_bytes(buf_view(&b), ret);
}

enum err record_add(enum event event, const uint8_t id[ID_LEN], const char *who, const char *text)
{
	uint8_t salt[HASH_LEN], commitment[HASH_LEN];
	try(random_bytes(salt, sizeof salt));
	record_commitment(salt, who, text, commitment);
	return db_run(store.db, SQL_LOG_PUT, db_int(clock_steady()), db_int(event),
		      db_bytes(id, ID_LEN), db_text(who), db_text(text), db_bytes(salt, HASH_LEN),
		      db_bytes(commitment, HASH_LEN), db_bytes("", 0));
}

void record_send(void)
{
	struct body_log log;
	if (!role_has(ROLE_notary) || under_way >= UNDER_WAY_MAX)
		return;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_LOG_OPEN, db_int(sent_to));
	while (under_way < UNDER_WAY_MAX && db_next(&rows)) {
		log = (struct body_log){.row = db_col_uint(&rows, 0),
					.event = (uint32_t)db_col_uint(&rows, 1)};
		db_col_bytes(&rows, 2, log.id, ID_LEN);
		db_col_bytes(&rows, 3, log.commitment, HASH_LEN);
		if (rows.err != OK || role_send(ROLE_notary, MSG_LOG, log.row, &log, NULL) != OK)
			break;
		sent_to = (int64_t)log.row;
		under_way++;
	}
	if (rows.err != OK)
		log_warn("the log cannot be read: %s", err_text(rows.err)->name);
}

void record_again(void)
{
	sent_to = 0;
	under_way = 0;
	resend_at = 0;
	record_send();
}

static enum err keep(void)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	for (size_t i = 0; i < confirmed_count; i++)
		try(db_run(store.db, SQL_LOG_CONFIRM, db_uint(confirmed[i].row),
			   db_uint(confirmed[i].position), db_bytes(confirmed[i].leaf, HASH_LEN)));
	return db_tx_commit(&tx);
}

/* Positions of many rows in one transaction. What is lost with us is told again. */
static void keep_confirmed(void)
{
	if (!confirmed_count)
		return;
	enum err e = keep();
	if (e != OK) {
		log_warn("positions of log rows cannot be kept yet: %s", err_text(e)->name);
		resend_at = clock_us() + 5000000;
	}
	confirmed_count = 0;
}

void on_logged(struct incoming *in)
{
	struct body_logged logged;
	memcpy(&logged, in->body.bytes, sizeof logged);
	if (logged.row > INT64_MAX || logged.position > INT64_MAX) {
		role_violation(in->from);
		return;
	}
	if (confirmed_count == CONFIRMED_MAX)
		keep_confirmed();
	confirmed[confirmed_count++] = logged;
	if (logged.tree_size > store.tree_size) {
		store.tree_size = logged.tree_size;
		store.tree_time = logged.time;
	}
	under_way -= under_way > 0;
	if (confirmed_count == CONFIRMED_MAX)
		keep_confirmed();
	if (under_way == UNDER_WAY_MAX / 2)
		record_send();
}

/* A full disk there: a while later from the beginning. */
void record_refused(void)
{
	resend_at = clock_us() + 5000000;
}

void record_tick(void)
{
	keep_confirmed();
	if (resend_at && clock_us() > resend_at)
		record_again();
	else
		record_send();
}
