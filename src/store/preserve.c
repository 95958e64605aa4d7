/* SPDX-License-Identifier: Apache-2.0
 * preserve.c: 証拠保全: begun by one, ended by two.
 */
#include "store/preserve.h"

#include "flow/item.h"
#include "store/clear.h"
#include "store/people.h"
#include "store/record.h"
#include "sys/log.h"

struct preservation {
	int64_t since, asked;
	char person[CODE_MAX], asked_by[CODE_MAX];
	char reason[TEXT_MAX_], asked_reason[TEXT_MAX_];
};

/* E_NOT_FOUND: none is in force. */
static enum err get(struct preservation *ret)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_PRESERVATION_GET);
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	struct preservation p = {.since = db_col_int(&rows, 0), .asked = db_col_int(&rows, 3)};
	db_col_text(&rows, 1, p.person, sizeof p.person);
	db_col_text(&rows, 2, p.reason, sizeof p.reason);
	db_col_text(&rows, 4, p.asked_by, sizeof p.asked_by);
	db_col_text(&rows, 5, p.asked_reason, sizeof p.asked_reason);
	if (rows.err == OK)
		*ret = p;
	return rows.err;
}

bool preserve_on(void)
{
	struct preservation p;
	enum err e = get(&p);
	if (e != OK && e != E_NOT_FOUND)
		log_warn("whether evidence is preserved cannot be read: nothing is deleted");
	return e != E_NOT_FOUND;
}

static bool may(const struct policy_person *p)
{
	return policy_has_role(p, PERSON_OPERATOR) || policy_has_role(p, PERSON_CISO);
}

static bool asked_it(const struct preservation *now, const struct policy_person *p)
{
	return view_eq(view_str(now->asked_by), view_str(p->number));
}

/* `now` is zero while none is in force. */
static bool allows(enum preserve act, const struct preservation *now, const struct policy_person *p)
{
	switch (act) {
	case PRESERVE_BEGIN:
		return now->since == 0;
	case PRESERVE_ASK_END:
		return now->since != 0 && now->asked == 0;
	case PRESERVE_KEEP:
		return now->asked != 0;
	case PRESERVE_END:
		return now->asked != 0 && !asked_it(now, p);
	case PRESERVE_NONE:
	case PRESERVE_COUNT:
		break;
	}
	return false;
}

/* --- doing --- */

static enum err change(const struct body_preserve *a, const struct preservation *now,
		       const char *person, int64_t time, uint64_t *ret_changed)
{
	switch ((enum preserve)a->act) {
	case PRESERVE_BEGIN:
		return db_change(store.db, ret_changed, SQL_PRESERVATION_PUT, db_int(time),
				 db_text(person), db_text(a->reason));
	case PRESERVE_ASK_END:
		return db_change(store.db, ret_changed, SQL_PRESERVATION_ASK, db_int(now->since),
				 db_int(time), db_text(person), db_text(a->reason));
	case PRESERVE_KEEP:
		return db_change(store.db, ret_changed, SQL_PRESERVATION_ASK, db_int(now->since),
				 db_int(0), db_text(""), db_text(""));
	case PRESERVE_END:
		return db_change(store.db, ret_changed, SQL_PRESERVATION_END, db_int(now->since),
				 db_int(time), db_text(person), db_text(a->reason));
	case PRESERVE_NONE:
	case PRESERVE_COUNT:
		break;
	}
	return E_PROTOCOL;
}

/* The log names every step's own person and reason. */
static enum err keep(const struct body_preserve *a, const struct preservation *now,
		     const char *person)
{
	static const enum event told[PRESERVE_COUNT] = {[PRESERVE_BEGIN] = EVENT_PRESERVED,
							[PRESERVE_ASK_END] = EVENT_UNPRESERVE,
							[PRESERVE_KEEP] = EVENT_PRESERVE_ON,
							[PRESERVE_END] = EVENT_UNPRESERVED};
	static const uint8_t none[ID_LEN];
	uint64_t changed = 0;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(change(a, now, person, clock_now(), &changed));
	if (changed != 1)
		return E_CHANGED;
	try(record_add(told[a->act], none, person, a->reason));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

static enum err act(const struct body_preserve *a)
{
	struct preservation now = {0};
	const struct policy_person *p;
	if (a->act == PRESERVE_NONE || a->act >= PRESERVE_COUNT ||
	    !body_text_ok(a->reason, sizeof a->reason))
		return E_PROTOCOL;
	try(people_of_ticket(&a->ticket, &p));
	if (!may(p))
		return E_FORBIDDEN;
	enum err e = get(&now);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	/* The page they looked at was of this one. */
	if (a->since != now.since)
		return E_CHANGED;
	if (a->act == PRESERVE_END && now.asked && asked_it(&now, p))
		return E_SELF_APPROVAL;
	if (!allows((enum preserve)a->act, &now, p))
		return E_CHANGED;
	try(people_stepped_up(&a->ticket));
	if (a->act != PRESERVE_KEEP && !a->reason[0])
		return E_REASON;
	return keep(a, &now, p->number);
}

void on_preserve(struct incoming *in)
{
	static struct body_preserve a;
	memcpy(&a, in->body.bytes, sizeof a);
	enum err e = act(&a);
	if (e == OK)
		log_info("preservation of evidence: act %u", a.act);
	role_done(in, e);
}

/* --- showing --- */

void query_preserved(struct incoming *in, const struct body_query *q unused_arg,
		     const struct policy_person *p)
{
	static struct body_row_preserved row;
	struct preservation now = {0};
	enum err e = people_oversees(p) ? get(&now) : E_FORBIDDEN;
	if (e != OK && e != E_NOT_FOUND) {
		role_done(in, e);
		return;
	}
	row = (struct body_row_preserved){.since = now.since, .asked = now.asked};
	for (int a = PRESERVE_BEGIN; may(p) && a < PRESERVE_COUNT; a++)
		row.may |= allows((enum preserve)a, &now, p) ? 1u << a : 0;
	memcpy(row.reason, now.reason, sizeof row.reason);
	memcpy(row.asked_reason, now.asked_reason, sizeof row.asked_reason);
	if (now.since)
		people_name(now.person, row.by);
	if (now.asked)
		people_name(now.asked_by, row.asked_by);
	role_reply(in, MSG_ROW_PRESERVED, &row, NULL);
	role_done(in, OK);
}
