/* SPDX-License-Identifier: Apache-2.0
 * query_log.c: people, log and balance for the portal.
 */
#include "flow/item.h"
#include "store/balance.h"
#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "sys/log.h"

#define PEOPLE_PAGE 1000

/* Units, then people, PEOPLE_PAGE a page: a body may have more than one wire holds at once. */
void query_people(struct incoming *in, const struct body_query *q,
		  const struct policy_person *p unused_arg)
{
	const struct policy *policy = store.policy;
	struct body_done done = {0};
	uint64_t from = (uint64_t)q->page * PEOPLE_PAGE,
		 all = (uint64_t)policy->units_count + policy->people_count;
	for (uint64_t i = from; i < all && done.count < PEOPLE_PAGE; i++, done.count++) {
		struct body_row_person row = {.kind = RECIPIENT_UNIT};
		if (i < policy->units_count) {
			memcpy(row.code, policy->units[i].code, CODE_MAX);
			people_unit_name(row.code, row.name);
		} else {
			const struct policy_person *one = &policy->people[i - policy->units_count];
			row.kind = RECIPIENT_PERSON;
			row.roles = one->roles;
			memcpy(row.code, one->number, CODE_MAX);
			memcpy(row.unit, policy->units[one->units[0]].code, CODE_MAX);
			people_name(row.code, row.name);
		}
		role_reply(in, MSG_ROW_PERSON, &row, NULL);
	}
	role_reply(in, MSG_DONE, &done, NULL);
}

/* The rows that we asked leaves for and the receipts; START, POLICY and CLOCK are the notary's own
 * and only in the ledger. What has no leaf yet is not in the ledger yet. */
void query_log(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static struct body_row_log row;
	char who[CODE_MAX];
	if (!people_oversees(p)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) = db_ask(
	    store.db, SQL_LOG_NEWEST, db_int((int64_t)q->page * QUERY_PAGE), db_int(EVENT_RECEIPT));
	while (db_next(&rows)) {
		row = (struct body_row_log){.position = db_col_uint(&rows, 0),
					    .time = db_col_int(&rows, 1),
					    .event = (uint32_t)db_col_uint(&rows, 2)};
		db_col_bytes(&rows, 3, row.id, ID_LEN);
		db_col_text(&rows, 4, who, sizeof who);
		people_name(who, row.who);
		db_col_text(&rows, 5, row.text, sizeof row.text);
		role_reply(in, MSG_ROW_LOG, &row, NULL);
	}
	role_done(in, rows.err);
}

void query_balance(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	if (!people_oversees(p))
		role_done(in, E_FORBIDDEN);
	else
		balance_ask(in->tag,
			    view_eq(view_str(q->text), VIEW("today")) ? item_day(clock_now()) : 0);
}
