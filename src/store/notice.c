/* SPDX-License-Identifier: Apache-2.0
 * notice.c: who is told of what.
 */
#include "store/notice.h"

#include "flow/item.h"
#include "store/away.h"
#include "store/clear.h"
#include "sys/log.h"

#define TOLD_MAX 64 /* people of one notice */

static bool wanted(void)
{
	return store.policy->notices.relay.n > 0;
}

static enum err put(enum notice kind, const struct item *i, int64_t round, enum recipient_kind to,
		    const char *code)
{
	return db_run(store.db, SQL_NOTICE_PUT, db_int(kind), db_bytes(i->envelope.id, ID_LEN),
		      db_int(round), db_int(to), db_text(code), db_int(clock_now()));
}

static enum err tell(enum notice kind, const struct item *i, int64_t round,
		     const struct policy_person *p)
{
	return p && p->mail.n ? put(kind, i, round, RECIPIENT_PERSON, p->number) : OK;
}

/* Its own address, or else everybody in it but `except`. */
static enum err tell_unit(enum notice kind, const struct item *i, int64_t round,
			  const struct policy_unit *unit, const struct policy_person *except)
{
	const struct policy *p = store.policy;
	if (!unit)
		return OK;
	if (unit->mail.n)
		return put(kind, i, round, RECIPIENT_UNIT, unit->code);
	for (uint32_t k = 0; k < p->people_count; k++)
		if (&p->people[k] != except && policy_in_unit(p, &p->people[k], unit))
			try(tell(kind, i, round, &p->people[k]));
	return OK;
}

static enum err tell_recipient(enum notice kind, const struct item *i, int64_t round)
{
	const struct envelope *e = &i->envelope;
	struct view to = view_str(e->recipient);
	if (e->recipient_kind == RECIPIENT_UNIT)
		return tell_unit(kind, i, round, policy_unit(store.policy, to), NULL);
	return tell(kind, i, round, policy_person(store.policy, to));
}

static enum err tell_role(enum notice kind, const struct item *i, int64_t round,
			  enum person_role role)
{
	const struct policy *p = store.policy;
	for (uint32_t k = 0; k < p->people_count; k++)
		if (policy_has_role(&p->people[k], role))
			try(tell(kind, i, round, &p->people[k]));
	return OK;
}

static const struct policy_person *applicant(const struct item *i)
{
	return policy_person(store.policy, view_str(i->envelope.sender));
}

/* Whose file it is: who sent it out, or whom it was for. */
static enum err tell_owner(enum notice kind, const struct item *i, int64_t round)
{
	return i->envelope.direction == DIRECTION_OUT ? tell(kind, i, round, applicant(i))
						      : tell_recipient(kind, i, round);
}

/* An unopened file is told of before it leaves. */
static enum err remind_unopened(const struct item *i)
{
	int64_t before = (int64_t)store.policy->reminders.inbox_days * DAY, due = clear_due(i);
	return before && due - before > clock_now()
		   ? notice_remind(i, NOTICE_UNOPENED, due - before)
		   : OK;
}

enum err notice_step(const struct item *i)
{
	bool in = i->envelope.direction == DIRECTION_IN;
	if (i->state == STATE_RELEASED && in)
		try(remind_unopened(i));
	int64_t later = (int64_t)store.policy->reminders.password_minutes * 60;
	if (i->state == STATE_LOCKED && later)
		try(notice_remind(i, NOTICE_PASSWORD, i->changed + later));
	if (!wanted())
		return OK;
	if (i->state == STATE_RELEASED)
		return in ? tell_recipient(NOTICE_NEW, i, 0) : OK;
	if (i->state == STATE_HELD) /* at most once a day */
		return tell_role(NOTICE_HELD, i, clock_now() / DAY, PERSON_OPERATOR);
	if (i->state == STATE_LOCKED)
		return tell_owner(NOTICE_PASSWORD, i, 0);
	if (i->state == STATE_REFUSED)
		return tell_owner(NOTICE_REFUSED, i, 0);
	if (i->state == STATE_RETURNED)
		return tell_owner(NOTICE_RETURNED, i, 0);
	return i->state == STATE_EXPIRED ? tell_owner(NOTICE_EXPIRED, i, 0) : OK;
}

/* Those who may approve now; afterwards the manager. */
static enum err tell_approvers(enum notice kind, const struct item *i, const struct approval *a)
{
	const struct policy_person *people[TOLD_MAX];
	struct policy_request r;
	if (!wanted() || approve_request(i, a, &r) != OK)
		return OK;
	if (kind == NOTICE_AFTER)
		r.demand = policy_asks(store.policy, POLICY_NEED_MANAGER);
	size_t n = policy_approvers(store.policy, &r, people, array_len(people));
	for (size_t k = 0; k < n; k++)
		try(tell(kind, i, a->round, people[k]));
	return OK;
}

enum err notice_asked(const struct item *i, const struct approval *a)
{
	int64_t before = (int64_t)store.policy->reminders.approval_minutes * 60;
	if (before && a->due - before > clock_now())
		try(notice_remind(i, NOTICE_DUE, a->due - before));
	return tell_approvers(NOTICE_ASKED, i, a);
}

enum err notice_urgent(const struct item *i, const struct approval *a)
{
	const struct policy_unit *unit = policy_unit(store.policy, view_str(i->envelope.unit));
	return wanted() ? tell_unit(NOTICE_URGENT, i, a->round, unit, applicant(i)) : OK;
}

enum err notice_after(const struct item *i, enum notice kind)
{
	struct approval a;
	if (!wanted())
		return OK;
	try(approve_get(i->envelope.id, &a));
	if (kind == NOTICE_AFTER)
		return tell_approvers(kind, i, &a);
	if (kind == NOTICE_OBJECTED)
		try(tell(kind, i, a.round, applicant(i)));
	try(tell_role(kind, i, a.round, PERSON_CISO));
	return tell_role(kind, i, a.round, PERSON_OPERATOR);
}

/* Each time that it waits for its sender is told of, and each once more before its time is over. */
enum err notice_check(const struct item *i, int64_t due)
{
	int64_t before = (int64_t)store.policy->reminders.approval_minutes * 60;
	if (before && due - before > clock_now())
		try(notice_remind(i, NOTICE_CHECK, due - before));
	return wanted() ? tell(NOTICE_CHECK, i, i->changed, applicant(i)) : OK;
}

enum err notice_original(const struct item *i, enum notice kind, int64_t round,
			 const struct policy_person *to)
{
	return wanted() ? tell(kind, i, round, to) : OK;
}

enum err notice_zone(const struct zone_request *r)
{
	const struct policy *p = store.policy;
	for (uint32_t k = 0; wanted() && k < p->people_count; k++) {
		const struct policy_person *one = &p->people[k];
		if (one->mail.n && policy_has_role(one, p->boundary.approver) &&
		    !view_eq(view_str(one->number), view_str(r->applicant)))
			try(db_run(store.db, SQL_NOTICE_PUT, db_int(NOTICE_ZONE_ASKED),
				   db_bytes(r->id, ID_LEN), db_int(0), db_int(RECIPIENT_PERSON),
				   db_text(one->number), db_int(clock_now())));
	}
	return OK;
}

/* --- reminders --- */

enum err notice_remind(const struct item *i, enum notice kind, int64_t due)
{
	return db_run(store.db, SQL_REMINDER_PUT, db_bytes(i->envelope.id, ID_LEN), db_int(kind),
		      db_int(due));
}

/* Is it still so that somebody should be told? */
static enum err remind(const struct item *i, enum notice kind)
{
	struct approval a;
	if (kind == NOTICE_DUE && i->state == STATE_WAITING &&
	    approve_get(i->envelope.id, &a) == OK && a.verdict == VERDICT_OPEN)
		return tell_approvers(kind, i, &a);
	if (kind == NOTICE_UNOPENED && wanted() && clear_due(i) && i->fetched == 0)
		return tell_recipient(kind, i, 0);
	if (kind == NOTICE_CHECK && wanted() && i->state == STATE_CHECKING)
		return tell(kind, i, i->changed + 1, applicant(i));
	if (kind == NOTICE_PASSWORD && wanted() && i->state == STATE_LOCKED)
		return tell_owner(kind, i, 1); /* a second time */
	return OK;
}

static enum err fire(const uint8_t id[ID_LEN], enum notice kind)
{
	struct item i;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(id, &i));
	try(db_tx_begin(store.db, &tx));
	try(remind(&i, kind));
	try(db_run(store.db, SQL_REMINDER_DONE, db_bytes(id, ID_LEN), db_int(kind),
		   db_int(clock_now())));
	return db_tx_commit(&tx);
}

static enum err fire_due(void)
{
	struct {
		uint8_t id[ID_LEN];
		enum notice kind;
	} due[64];
	size_t n = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_REMINDERS_DUE, db_int(clock_now()));
	while (n < array_len(due) && db_next(&rows)) {
		db_col_bytes(&rows, 0, due[n].id, ID_LEN);
		due[n++].kind = (enum notice)db_col_int(&rows, 1);
	}
	db_rows_end(&rows);
	try(rows.err);
	for (size_t k = 0; k < n; k++)
		try(fire(due[k].id, due[k].kind));
	return OK;
}

enum err notice_counts(struct notice_counts *ret)
{
	struct notice_counts c;
	try(db_number(store.db, &c.failed, SQL_NOTICES_FAILED, db_int(clock_now() - 30 * DAY)));
	try(db_number_all(store.db, SQL_NOTICES_WAITING, NULL, 0, &c.waiting));
	*ret = c;
	return OK;
}

static enum err forget(void)
{
	int64_t before = clock_now() - 40 * DAY;
	try(db_run(store.db, SQL_REMINDERS_FORGET, db_int(before)));
	return db_run(store.db, SQL_NOTICES_FORGET, db_int(before));
}

void notice_tick(void)
{
	static int64_t forgot;
	int64_t now = clock_now();
	enum err e = fire_due();
	if (e == OK && now - forgot > DAY) {
		forgot = now;
		e = forget();
	}
	if (e != OK)
		log_warn("reminders: %s", err_text(e)->name);
	notice_send();
}
