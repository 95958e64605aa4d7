/* SPDX-License-Identifier: Apache-2.0
 * query_history.c: いまどこ: every step of one item, and who has it in hand now.
 */
#include "store/approve.h"
#include "store/people.h"
#include "store/query.h"
#include "store/urgent.h"

#define HOLDERS_MAX 12

static void holder(struct incoming *in, const struct item *i, enum holder kind, const char *name,
		   int64_t since)
{
	struct body_row_step row = {.time = since,
				    .state = (uint32_t)i->state,
				    .err = (uint32_t)i->err,
				    .holder = (uint32_t)kind};
	memcpy(row.who, name, strnlen(name, sizeof row.who - 1));
	role_reply(in, MSG_ROW_STEP, &row, NULL);
}

static void holder_person(struct incoming *in, const struct item *i, enum holder kind,
			  const char *number, int64_t since)
{
	char name[128];
	people_name(number, name);
	holder(in, i, kind, name, since);
}

/* Those who may decide now; and from when the deputies may. */
static void approvers(struct incoming *in, const struct item *i)
{
	const struct policy_person *now[HOLDERS_MAX], *later[HOLDERS_MAX];
	struct approval a;
	struct policy_request r;
	if (approve_get(i->envelope.id, &a) != OK || approve_request(i, &a, &r) != OK)
		return;
	size_t n = policy_approvers(store.policy, &r, now, HOLDERS_MAX);
	for (size_t k = 0; k < n; k++)
		holder_person(in, i, HOLDER_APPROVER, now[k]->number, a.asked);
	r.waited_minutes = UINT32_MAX;
	size_t all = policy_approvers(store.policy, &r, later, HOLDERS_MAX);
	int64_t from = a.asked + (int64_t)r.demand.deputy_minutes * 60;
	for (size_t k = 0; k < all; k++) {
		bool before = false;
		for (size_t j = 0; j < n; j++)
			before = before || now[j] == later[k];
		if (!before)
			holder_person(in, i, HOLDER_DEPUTY, later[k]->number, from);
	}
}

static void holders(struct incoming *in, const struct item *i)
{
	char name[128];
	switch ((int)i->state) {
	case STATE_WAITING:
		approvers(in, i);
		break;
	case STATE_HELD:
		holder(in, i, HOLDER_OPERATOR, "", i->changed);
		break;
	case STATE_LOCKED: /* whoever may type its password */
		if (i->envelope.direction == DIRECTION_OUT) {
			holder_person(in, i, HOLDER_SENDER, i->envelope.sender, i->changed);
			break;
		}
		people_recipient(&i->envelope, name);
		holder(in, i, HOLDER_RECIPIENT, name, i->changed);
		break;
	case STATE_RELEASED:
		people_recipient(&i->envelope, name);
		if (i->envelope.direction == DIRECTION_OUT)
			holder(in, i, HOLDER_OUTSIDE, name, i->changed);
		else if (!i->cleared)
			holder(in, i, HOLDER_RECIPIENT, name, i->changed);
		break;
	case STATE_CHECKING: /* only who sent it decides */
	case STATE_WITHDRAWN:
	case STATE_REFUSED:
	case STATE_RETURNED:
	case STATE_EXPIRED:
		if (i->envelope.sender[0])
			holder_person(in, i, HOLDER_SENDER, i->envelope.sender, i->changed);
		break;
	default:
		holder(in, i, HOLDER_SYSTEM, "", i->changed);
	}
}

void query_history(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	char who[CODE_MAX];
	enum err e = query_seen(q->id, p, &i);
	if (e != OK) {
		role_done(in, e);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_STEPS, db_bytes(q->id, ID_LEN));
	while (db_next(&rows)) {
		struct body_row_step row = {.time = db_col_int(&rows, 0),
					    .state = (uint32_t)db_col_uint(&rows, 1),
					    .err = (uint32_t)db_col_uint(&rows, 2),
					    .event = (uint32_t)db_col_uint(&rows, 3)};
		db_col_text(&rows, 4, who, sizeof who);
		if (who[0])
			people_name(who, row.who);
		db_col_text(&rows, 5, row.text, sizeof row.text);
		role_reply(in, MSG_ROW_STEP, &row, NULL);
	}
	e = rows.err;
	if (e == OK)
		holders(in, &i);
	role_done(in, e);
}
