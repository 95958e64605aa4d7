/* SPDX-License-Identifier: Apache-2.0
 * balance.c: asking three counters, comparing them.
 */
#include "flow/item.h"
#include "store/balance.h"
#include "store/notice.h"
#include "store/query.h"
#include "store/record.h"
#include "sys/log.h"

#define ASKED_MAX 16
#define PATIENCE ((uint64_t)3000000) /* microseconds */
#define AGAIN ((uint64_t)300000)

enum part { PART_BELT = 1, PART_CABLE = 2, PART_RELEASE = 4, PART_ALL = 7 };

struct asked {
	uint64_t portal; /* the portal's tag; 0: free */
	uint64_t tag;	 /* ours towards the counters */
	uint64_t since, day, again_at;
	unsigned have, tries;
	struct body_row_balance row;
};

static struct asked asked[ASKED_MAX];

static void count_one(struct body_counts *c, enum item_state state, uint64_t n)
{
	c->accepted += n;
	if (state == STATE_RELEASED)
		c->released += n;
	else if (state == STATE_REFUSED)
		c->refused += n;
	else if (state == STATE_RETURNED)
		c->returned += n;
	else if (state == STATE_EXPIRED)
		c->expired += n;
	else if (state == STATE_WITHDRAWN)
		c->withdrawn += n;
	else
		c->open += n;
	if (state == STATE_HELD)
		c->held += n;
}

/* Counts of the database: [0] in, [1] out. */
static enum err balance_store(uint64_t day, struct body_counts ret[2])
{
	struct db_rows rows scope_end(db_rows_end) =
	    day ? db_ask(store.db, SQL_COUNTS_OF_DAY, db_uint(day))
		: db_ask_none(store.db, SQL_COUNTS);
	struct body_counts c[2] = {{.day = day}, {.day = day}};
	while (db_next(&rows))
		count_one(&c[db_col_int(&rows, 0) == DIRECTION_OUT],
			  (enum item_state)db_col_int(&rows, 1), db_col_uint(&rows, 2));
	memcpy(ret, c, sizeof c);
	return rows.err;
}

static bool same(const struct body_counts *a, const struct body_counts *b)
{
	return a->accepted == b->accepted && a->released == b->released &&
	       a->refused == b->refused && a->returned == b->returned && a->expired == b->expired &&
	       a->withdrawn == b->withdrawn;
}

static bool adds_up(const struct body_counts *c)
{
	return c->accepted ==
	       c->released + c->refused + c->returned + c->expired + c->withdrawn + c->open;
}

static bool balance_agrees(const struct body_row_balance *row)
{
	return same(&row->in[0], &row->in[1]) && same(&row->out[0], &row->out[1]) &&
	       row->in[1].released == row->in[2].released &&
	       row->out[1].released == row->out[2].released && adds_up(&row->in[1]) &&
	       adds_up(&row->out[1]);
}

static void ask(struct asked *a)
{
	struct body_day day = {.day = a->day};
	a->tag = role_tag();
	a->since = clock_us();
	a->have = 0;
	a->again_at = 0;
	static const struct {
		enum role peer;
		enum msg msg;
	} counters[] = {{ROLE_belt, MSG_ASK_COUNTS},
			{ROLE_bridge, MSG_CABLE_COUNT},
			{ROLE_release, MSG_RELEASE_COUNT}};
	for (size_t i = 0; i < array_len(counters); i++)
		if (role_send(counters[i].peer, counters[i].msg, a->tag, &day, NULL) != OK)
			log_info("%s does not count now", role_name(counters[i].peer));
}

/* When the console last made a backup, or tested one. */
static enum err last_of(enum event event, int64_t *ret)
{
	static const uint8_t nobody[ID_LEN];
	return db_number(store.db, ret, SQL_LOG_LAST, db_bytes(nobody, ID_LEN), db_int(event));
}

static enum err complete(struct asked *a)
{
	struct body_counts c[2];
	int64_t oldest = 0;
	try(balance_store(a->day, c));
	a->row.in[1] = c[0];
	a->row.out[1] = c[1];
	enum err e = db_number_all(store.db, SQL_OLDEST_OPEN, NULL, 0, &oldest);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	a->row.oldest = oldest;
	try(last_of(EVENT_BACKUP, &a->row.backup));
	try(last_of(EVENT_RESTORE_TEST, &a->row.restore_test));
	a->row.tree_size = store.tree_size;
	a->row.head_time = store.tree_time;
	struct notice_counts mails;
	try(notice_counts(&mails));
	a->row.mails_failed = (uint32_t)mails.failed;
	a->row.mails_waiting = (uint32_t)mails.waiting;
	a->row.cable = (a->have & PART_CABLE) != 0;
	/* A day's deliveries may be of another day's items: only the whole can be compared. */
	a->row.balanced = a->have == PART_ALL && (a->day || balance_agrees(&a->row));
	return OK;
}

static void answer(struct asked *a)
{
	enum err e = complete(a);
	if (e == OK && a->have == PART_ALL && !a->row.balanced && a->tries++ == 0) {
		a->again_at = clock_us() + AGAIN;
		return;
	}
	if (e == OK)
		query_row(a->portal, MSG_ROW_BALANCE, &a->row, NULL);
	query_done(a->portal, e, e == OK);
	a->portal = 0;
}

void balance_ask(uint64_t tag, uint64_t day)
{
	for (size_t i = 0; i < ASKED_MAX; i++) {
		if (asked[i].portal)
			continue;
		asked[i] = (struct asked){.portal = tag, .day = day};
		ask(&asked[i]);
		return;
	}
	query_done(tag, E_BUSY, 0);
}

void on_counts(struct incoming *in)
{
	struct body_counts counts;
	struct body_cable_counts cable;
	if (in->msg == MSG_CABLE_COUNTS && in->from != ROLE_bridge) { /* ANY in tbl/messages.h */
		role_violation(in->from);
		return;
	}
	for (size_t i = 0; i < ASKED_MAX; i++) {
		struct asked *a = &asked[i];
		if (!a->portal || a->tag != in->tag)
			continue;
		memcpy(&counts, in->body.bytes, sizeof counts);
		memcpy(&cable, in->body.bytes, sizeof cable);
		if (in->msg == MSG_COUNTS) {
			a->row.out[0] = counts;
			a->have |= PART_BELT;
		} else if (in->msg == MSG_RELEASE_COUNTS) {
			a->row.in[2] = counts;
			a->have |= PART_RELEASE;
		} else if (cable.has_release) {
			a->row.in[0] = cable.belt;
			a->row.out[2] = cable.release;
			a->have |= PART_CABLE;
		}
		if (a->have == PART_ALL)
			answer(a);
	}
}

void balance_tick(void)
{
	uint64_t now = clock_us();
	for (size_t i = 0; i < ASKED_MAX; i++) {
		if (asked[i].portal && asked[i].again_at && now > asked[i].again_at)
			ask(&asked[i]);
		else if (asked[i].portal && !asked[i].again_at && now - asked[i].since > PATIENCE)
			answer(&asked[i]);
	}
}
