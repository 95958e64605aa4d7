/* SPDX-License-Identifier: Apache-2.0
 * urgent.c: asked for, confirmed by a colleague, approved afterwards or not.
 */
#include "store/urgent.h"

#include "flow/item.h"
#include "store/approve.h"
#include "store/away.h"
#include "store/calendar.h"
#include "store/check.h"
#include "store/drive.h"
#include "store/notice.h"
#include "store/people.h"
#include "store/record.h"
#include "store/voice.h"
#include "sys/file.h"
#include "sys/log.h"

static const char *const findings[] = {
#define FINDING(name, kind, ja, en) #name,
#include "tbl/findings.h"
#undef FINDING
};

enum err urgent_after(const uint8_t id[ID_LEN], struct afterwards *ret)
{
	struct afterwards a = {0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_AFTERWARDS_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	a.urgency = (enum urgency)db_col_int(&rows, 0);
	db_col_text(&rows, 1, a.colleague, sizeof a.colleague);
	a.confirmed = db_col_int(&rows, 2);
	a.due = db_col_int(&rows, 3);
	a.late = db_col_int(&rows, 4);
	db_col_text(&rows, 5, a.manager, sizeof a.manager);
	db_col_text(&rows, 6, a.reason, sizeof a.reason);
	if (rows.err == OK)
		*ret = a;
	return rows.err;
}

/* --- who may --- */

/* Rows that tell of personal numbers begin so (tbl/findings.h). */
static enum err no_personal_number(const struct item *i)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDINGS_CODES, db_bytes(i->envelope.id, ID_LEN));
	while (db_next(&rows)) {
		uint64_t code = db_col_uint(&rows, 0);
		if (code < array_len(findings) &&
		    view_starts(view_str(findings[code]), VIEW("PERSONAL_NUMBER")))
			return E_POLICY;
	}
	db_rows_end(&rows);
	try(rows.err);
	struct check c; /* 送付前点検 reads what will go out, not what came */
	try(check_get(i, &c));
	return c.personal ? E_POLICY : OK;
}

static enum err allowed(const struct item *i, const struct approval *a)
{
	struct policy_request r;
	if (i->state != STATE_WAITING || a->verdict != VERDICT_OPEN)
		return E_CHANGED;
	try(approve_request(i, a, &r));
	if (!r.demand.urgent)
		return E_POLICY;
	return no_personal_number(i);
}

static bool is_applicant(const struct policy_person *p, const struct item *i)
{
	return i->envelope.sender[0] && view_eq(view_str(i->envelope.sender), view_str(p->number));
}

enum err urgent_may_ask(const struct policy_person *p, const struct item *i)
{
	struct approval a;
	if (!is_applicant(p, i))
		return E_FORBIDDEN;
	try(approve_get(i->envelope.id, &a));
	return a.urgent ? E_CHANGED : allowed(i, &a);
}

enum err urgent_may_confirm(const struct policy_person *p, const struct item *i)
{
	struct approval a;
	const struct policy_unit *unit = policy_unit(store.policy, view_str(i->envelope.unit));
	if (is_applicant(p, i))
		return E_SELF_APPROVAL;
	if (!unit || !policy_in_unit(store.policy, p, unit))
		return E_FORBIDDEN;
	/* The manager follows afterwards, and has a better way to let it go. */
	if (unit->manager != POLICY_NONE && &store.policy->people[unit->manager] == p)
		return E_FORBIDDEN;
	try(approve_get(i->envelope.id, &a));
	if (!a.urgent)
		return E_FORBIDDEN;
	if (a.verdict == VERDICT_CONFIRMED || a.verdict == VERDICT_APPROVED ||
	    a.verdict == VERDICT_RETURNED)
		return E_DECIDED;
	return allowed(i, &a);
}

static bool is_manager(const struct policy_person *p, const struct item *i,
		       const struct afterwards *a)
{
	int64_t waited = (clock_now() - a->confirmed) / 60;
	struct policy_request r = {
	    .unit = policy_unit(store.policy, view_str(i->envelope.unit)),
	    .applicant = policy_person(store.policy, view_str(i->envelope.sender)),
	    .demand = policy_asks(store.policy, POLICY_NEED_MANAGER),
	    .waited_minutes = (uint32_t)min_of(max_of(waited, (int64_t)0), (int64_t)UINT32_MAX - 1),
	    .away = away_now};
	return r.unit && policy_may_approve(store.policy, p, &r) == OK;
}

enum err urgent_may_after(const struct policy_person *p, const struct item *i)
{
	struct afterwards a;
	enum err e = urgent_after(i->envelope.id, &a);
	if (e != OK)
		return e == E_NOT_FOUND ? E_CHANGED : e;
	/* Who let it go does not say afterwards that it was right. */
	if (is_applicant(p, i) || view_eq(view_str(a.colleague), view_str(p->number)))
		return E_SELF_APPROVAL;
	if (!is_manager(p, i, &a))
		return E_FORBIDDEN;
	return a.urgency == URGENCY_SENT ? OK : E_DECIDED;
}

bool urgent_took_part(const struct policy_person *p, const struct item *i)
{
	struct afterwards a;
	if (urgent_after(i->envelope.id, &a) != OK)
		return false;
	return view_eq(view_str(a.colleague), view_str(p->number)) ||
	       view_eq(view_str(a.manager), view_str(p->number)) || is_manager(p, i, &a);
}

/* --- what they do --- */

enum err urgent_ask(struct item *i, const struct policy_person *p, const char *reason)
{
	struct approval a;
	uint64_t changed;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(urgent_may_ask(p, i));
	if (!reason[0])
		return E_REASON;
	try(approve_get(i->envelope.id, &a));
	try(db_tx_begin(store.db, &tx));
	try(db_change(store.db, &changed, SQL_URGENT_SET, db_bytes(i->envelope.id, ID_LEN),
		      db_int(a.round), db_int(clock_now()), db_text(reason)));
	if (changed != 1)
		return E_CHANGED;
	try(record_add(EVENT_URGENT, i->envelope.id, p->number, reason));
	try(notice_urgent(i, &a));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

enum err urgent_confirm(struct item *i, const struct policy_person *p, const struct ticket *ticket)
{
	struct approval a;
	uint8_t hash[HASH_LEN];
	struct db_tx tx scope_end(db_tx_end) = {0};
	int64_t now = clock_now(), due = calendar_next_noon(now);
	try(urgent_may_confirm(p, i));
	try(approve_get(i->envelope.id, &a));
	if (a.due <= now)
		return E_EXPIRED;
	try(db_tx_begin(store.db, &tx));
	try(voice_colleague(i, &a, p->number, ticket));
	try(approve_decide(i, VERDICT_CONFIRMED, p->number, a.urgent_reason, hash));
	memcpy(i->approval, hash, HASH_LEN);
	try(db_run(store.db, SQL_AFTERWARDS_PUT, db_bytes(i->envelope.id, ID_LEN),
		   db_text(p->number), db_int(now), db_int(due), db_bytes("", 0)));
	try(drive_move(i, CAUSE_CONFIRMED, OK, p->number, a.urgent_reason));
	try(notice_after(i, NOTICE_AFTER));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

enum err urgent_decide(struct item *i, const struct policy_person *p, bool yes, const char *reason)
{
	uint64_t changed;
	uint8_t hash[HASH_LEN];
	scope_end(buf_free) struct buf text = buf_new(STATEMENT_MAX);
	struct db_tx tx scope_end(db_tx_end) = {0};
	int64_t now = clock_now();
	try(urgent_may_after(p, i));
	if (!yes && !reason[0])
		return E_REASON;
	approve_statement(i, yes ? "afterwards" : "objection", p->number, reason, now, &text);
	if (text.err != OK)
		return E_INTERNAL;
	hash_bytes(buf_view(&text), hash);
	try(db_tx_begin(store.db, &tx));
	try(db_change(store.db, &changed, SQL_AFTERWARDS_DECIDE, db_bytes(i->envelope.id, ID_LEN),
		      db_int(yes ? URGENCY_APPROVED : URGENCY_OBJECTED), db_int(now),
		      db_text(p->number), db_text(reason), db_bytes(text.p, text.n),
		      db_bytes(hash, HASH_LEN)));
	if (changed != 1)
		return E_DECIDED;
	try(record_add(yes ? EVENT_AFTER : EVENT_OBJECTED, i->envelope.id, p->number, reason));
	if (!yes)
		try(notice_after(i, NOTICE_OBJECTED));
	try(item_preview(i->envelope.id, (struct view){NULL, 0}));
	try(check_forget(i->envelope.id));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

static enum err tell_late(const uint8_t id[ID_LEN])
{
	struct item i;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(id, &i));
	try(db_tx_begin(store.db, &tx));
	try(db_run(store.db, SQL_AFTERWARDS_LATE, db_bytes(id, ID_LEN), db_int(clock_now())));
	try(record_add(EVENT_OVERDUE, id, "", ""));
	try(notice_after(&i, NOTICE_OVERDUE));
	return db_tx_commit(&tx);
}

void urgent_tick(void)
{
	uint8_t ids[64][ID_LEN];
	size_t n = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_AFTERWARDS_DUE, db_int(clock_now()));
	enum err e = item_list(&rows, ids, array_len(ids), &n);
	for (size_t k = 0; e == OK && k < n; k++)
		e = tell_late(ids[k]);
	if (e != OK)
		log_warn("what is to be approved afterwards: %s", err_text(e)->name);
	if (n)
		record_send();
}

void urgent_row(const struct item *i, struct body_row_item *row)
{
	struct approval a;
	struct afterwards after;
	if (i->envelope.direction != DIRECTION_OUT || approve_get(i->envelope.id, &a) != OK ||
	    !a.urgent)
		return;
	row->urgency = URGENCY_ASKED;
	memcpy(row->urgent_reason, a.urgent_reason, sizeof row->urgent_reason);
	if (urgent_after(i->envelope.id, &after) != OK)
		return;
	row->urgency = (uint32_t)after.urgency;
	row->after_due = after.due;
	people_name(after.colleague, row->urgent_by);
	if (after.manager[0])
		people_name(after.manager, row->after_by);
	memcpy(row->after_reason, after.reason, sizeof row->after_reason);
}
