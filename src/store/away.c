/* SPDX-License-Identifier: Apache-2.0
 * away.c: absences: set, ended, asked for.
 */
#include "store/away.h"

#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "sys/log.h"

#define YEAR (366 * DAY)

enum err away_get(const char *person, struct away *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ABSENCE_GET, db_text(person));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	struct away a = {.since = db_col_int(&rows, 0), .until = db_col_int(&rows, 1)};
	if (a.until && a.until <= clock_now())
		return E_NOT_FOUND;
	*ret = a;
	return OK;
}

bool away_now(const struct policy_person *person)
{
	struct away a;
	return away_get(person->number, &a) == OK && a.since <= clock_now();
}

static enum err set(const struct policy_person *p, int64_t since, int64_t until)
{
	static const uint8_t none[ID_LEN];
	struct db_tx tx scope_end(db_tx_end) = {0};
	int64_t now = clock_now();
	bool ends = since == 0;
	if (!ends && ((until && (until <= since || until <= now)) || since > now + YEAR ||
		      until > now + 2 * YEAR || since < now - YEAR || until < 0))
		return E_USAGE;
	try(db_tx_begin(store.db, &tx));
	if (ends)
		try(db_run(store.db, SQL_ABSENCE_END, db_text(p->number)));
	else
		try(db_run(store.db, SQL_ABSENCE_PUT, db_text(p->number), db_int(since),
			   db_int(until)));
	try(record_add(ends ? EVENT_BACK : EVENT_AWAY, none, p->number, ""));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

void on_away(struct incoming *in)
{
	struct body_away body;
	const struct policy_person *p;
	memcpy(&body, in->body.bytes, sizeof body);
	enum err e = people_of_ticket(&body.ticket, &p);
	if (e == OK)
		e = set(p, body.since, body.until);
	role_done(in, e);
}

static void row(struct incoming *in, const char *person, int64_t since, int64_t until)
{
	struct body_row_away body = {.since = since, .until = until};
	const struct policy_person *p = policy_person(store.policy, view_str(person));
	const struct policy_person *deputy = p ? policy_deputy(store.policy, p) : NULL;
	memcpy(body.person, person, strnlen(person, CODE_MAX - 1));
	people_name(person, body.name);
	if (deputy)
		people_name(deputy->number, body.deputy);
	role_reply(in, MSG_ROW_AWAY, &body, NULL);
}

void query_away(struct incoming *in, const struct body_query *q unused_arg,
		const struct policy_person *p)
{
	struct away own = {0};
	char person[CODE_MAX];
	enum err e = away_get(p->number, &own);
	if (e != OK && e != E_NOT_FOUND) {
		role_done(in, e);
		return;
	}
	row(in, p->number, own.since, own.until);
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ABSENCES_OF_UNITS, db_text(p->number), db_int(clock_now()));
	while (db_next(&rows)) {
		db_col_text(&rows, 0, person, sizeof person);
		row(in, person, db_col_int(&rows, 1), db_col_int(&rows, 2));
	}
	role_done(in, rows.err);
}
