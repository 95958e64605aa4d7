/* SPDX-License-Identifier: Apache-2.0
 * query.c: rows for the portal. What a person may not see is not found.
 */
#include "flow/item.h"
#include "flow/states.h"
#include "store/approve.h"
#include "store/check.h"
#include "store/clear.h"
#include "store/handover.h"
#include "store/password.h"
#include "store/people.h"
#include "store/preserve.h"
#include "store/query.h"
#include "store/record.h"
#include "store/trial.h"
#include "store/urgent.h"
#include "store/voice.h"
#include "store/zone.h"
#include "sys/log.h"

void query_row(uint64_t tag, enum msg m, const void *body, const int *fds)
{
	if (role_send(ROLE_portal, m, tag, body, fds) != OK)
		log_warn("a row did not reach the portal");
}

void query_done(uint64_t tag, enum err e, uint64_t count)
{
	struct body_done done = {.err = (uint32_t)e, .count = count};
	if (role_send(ROLE_portal, MSG_DONE, tag, &done, NULL) != OK)
		log_warn("an answer did not reach the portal");
}

/* --- items --- */

/* How many it needs, who has approved. */
static void voices_row(const struct item *i, const struct approval *a, struct body_row_item *row)
{
	static struct voices v;
	struct policy_request r;
	char name[128];
	scope_end(buf_free) struct buf names = buf_new(sizeof row->given_by - 1);
	if (voices_of(i->envelope.id, a->round, &v) != OK)
		return;
	for (size_t k = 0; k < v.n; k++) {
		people_name(v.one[k].person, name);
		buf_fmt(&names, "%s%s", k ? "、" : "", name);
	}
	if (names.n) /* of very long names those that fit */
		memcpy(row->given_by, names.p, names.n);
	if (approve_request(i, a, &r) != OK)
		return;
	row->needs = check_needs(&r.demand);
	row->wanted = policy_wanted(store.policy, &r);
	row->given = policy_given(store.policy, &r);
	/* Only the manager's is missing: it does not say that there are enough. */
	if (!policy_enough(store.policy, &r))
		row->wanted = max_of(row->wanted, row->given + 1);
	row->alone = !r.demand.bulk;
	if (r.demand.rule == POLICY_NONE)
		return;
	struct view clause = store.policy->approvals.rules[r.demand.rule].clause;
	if (clause.n && clause.n < sizeof row->clause)
		memcpy(row->clause, clause.p, clause.n);
}

static void decision_of(const struct item *i, struct body_row_item *row)
{
	struct approval a;
	if (approve_get(i->envelope.id, &a) == OK) {
		voices_row(i, &a, row);
		if (a.verdict == VERDICT_OPEN)
			row->due = a.due;
		if (a.verdict == VERDICT_APPROVED || a.verdict == VERDICT_RETURNED ||
		    a.verdict == VERDICT_CONFIRMED) {
			people_name(a.approver, row->decided_by);
			memcpy(row->decision, a.reason, sizeof row->decision);
		}
	}
	/* An operator's refusal has its reason in the log. */
	if (i->state == STATE_REFUSED && !row->decision[0]) {
		struct db_rows rows scope_end(db_rows_end) = db_ask(
		    store.db, SQL_LOG_WHY, db_bytes(i->envelope.id, ID_LEN), db_int(EVENT_REFUSED));
		if (db_next(&rows) && db_col(&rows, 1).n) {
			char who[CODE_MAX];
			db_col_text(&rows, 0, row->decision, sizeof row->decision);
			db_col_text(&rows, 1, who, sizeof who);
			people_name(who, row->decided_by);
		}
	}
}

static uint32_t may(const struct policy_person *p, const struct item *i)
{
	bool operator= policy_has_role(p, PERSON_OPERATOR) && i->state == STATE_HELD;
	uint32_t bits = operator? MAY_OPERATE : 0;
	if (i->state == STATE_WAITING && approve_may(p, i) == OK)
		bits |= MAY_APPROVE;
	if (i->state == STATE_WAITING && urgent_may_ask(p, i) == OK)
		bits |= MAY_URGENT;
	if (i->state == STATE_WAITING && urgent_may_confirm(p, i) == OK)
		bits |= MAY_CONFIRM;
	if (i->envelope.direction == DIRECTION_OUT && urgent_may_after(p, i) == OK)
		bits |= MAY_AFTER;
	if (check_may(p, i, CHOICE_ERASE))
		bits |= MAY_CHECK;
	if (check_may(p, i, CHOICE_WITHDRAW))
		bits |= MAY_WITHDRAW;
	return bits;
}

/* How many finds of which weight; what they are: QUERY_FINDS. */
static void finds_of(const struct item *i, struct body_row_item *row)
{
	struct check c;
	if (i->envelope.direction != DIRECTION_OUT || check_get(i, &c) != OK)
		return;
	row->finds = c.left;
	row->finds_ask = c.ask;
	row->finds_never = c.never;
	row->finds_erased = c.erased;
	row->finds_erasable = c.erasable;
	row->finds_personal = c.personal;
	if (i->state == STATE_CHECKING)
		row->due = c.due;
	if (!c.decided)
		return;
	people_name(c.who, row->left_by);
	memcpy(row->left_reason, c.reason, sizeof row->left_reason);
}

static void row_of(const struct policy_person *p, const struct item *i, struct body_row_item *row)
{
	const struct envelope *e = &i->envelope;
	*row = (struct body_row_item){.envelope = *e,
				      .output_size = i->output_size,
				      .cpu_us = i->cpu_us,
				      .state = (uint32_t)i->state,
				      .err = (uint32_t)i->err,
				      .format = i->format,
				      .removed = i->removed,
				      .lost = i->lost,
				      .kept = i->kept,
				      .changed = i->changed,
				      .needs = i->needs,
				      .due = clear_due(i),
				      .cleared = i->cleared,
				      .fetched = i->fetched};
	memcpy(row->number, i->number, sizeof row->number);
	if (i->position >= 0)
		memcpy(row->receipt, item_receipt_number(i->position, i->signed_at).s,
		       sizeof row->receipt);
	memcpy(row->output_name, i->output_name, sizeof row->output_name);
	memcpy(row->output, i->output, HASH_LEN);
	people_recipient(e, row->recipient_name);
	if (e->sender[0])
		people_name(e->sender, row->sender_name);
	decision_of(i, row);
	urgent_row(i, row);
	finds_of(i, row);
	row->may = may(p, i);
}

void query_items(struct incoming *in, struct db_rows *rows, const struct policy_person *p,
		 query_wanted also, size_t skip)
{
	static uint8_t ids[QUERY_LOOKED_AT][ID_LEN];
	static struct body_row_item row;
	struct body_done done = {0};
	struct item i;
	size_t n;
	enum err e = item_list(rows, ids, array_len(ids), &n);
	for (size_t k = 0; e == OK && k < n && done.count < QUERY_PAGE; k++) {
		e = item_get(ids[k], &i);
		if (e != OK || (also && !also(p, &i)))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		row_of(p, &i, &row);
		role_reply(in, MSG_ROW_ITEM, &row, NULL);
		done.count++;
	}
	done.err = (uint32_t)e;
	role_reply(in, MSG_DONE, &done, NULL);
}

void query_item_rows(struct incoming *in, const struct policy_person *p, uint8_t (*ids)[ID_LEN],
		     size_t n)
{
	static struct body_row_item row;
	struct item i;
	for (size_t k = 0; k < n; k++) {
		if (item_get(ids[k], &i) != OK)
			continue;
		row_of(p, &i, &row);
		role_reply(in, MSG_ROW_ITEM, &row, NULL);
	}
}

static bool may_approve(const struct policy_person *p, const struct item *i)
{
	return approve_may(p, i) == OK;
}

static void inbox(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	bool unit = view_eq(view_str(q->text), VIEW("unit"));
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, unit ? SQL_INBOX_UNITS : SQL_INBOX_PERSON, db_text(p->number),
		   db_int((int64_t)q->page * QUERY_PAGE));
	query_items(in, &rows, p, NULL, 0);
}

static void inbox_new(struct incoming *in, const struct body_query *q,
		      const struct policy_person *p)
{
	bool unit = view_eq(view_str(q->text), VIEW("unit"));
	struct body_done done = {0};
	int64_t n = 0;
	enum err e = db_number(store.db, &n, unit ? SQL_INBOX_UNITS_NEW : SQL_INBOX_PERSON_NEW,
			       db_text(p->number));
	done.err = (uint32_t)e;
	done.count = (uint64_t)n;
	role_reply(in, MSG_DONE, &done, NULL);
}

static void sent(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_SENT, db_text(p->number), db_int((int64_t)q->page * QUERY_PAGE));
	query_items(in, &rows, p, NULL, 0);
}

static void pending(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_WAITING);
	query_items(in, &rows, p, may_approve, (size_t)q->page * QUERY_PAGE);
}

/* What an operator looks after. */
static void stuck(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static const struct {
		const char *text;
		enum item_state state;
	} lists[] = {{"held", STATE_HELD},
		     {"refused", STATE_REFUSED},
		     {"waiting", STATE_WAITING},
		     {"checking", STATE_CHECKING}};
	int64_t skip = (int64_t)q->page * QUERY_PAGE;
	if (!people_oversees(p)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	for (size_t k = 0; k < array_len(lists); k++) {
		if (!view_eq(view_str(q->text), view_str(lists[k].text)))
			continue;
		struct db_rows rows scope_end(db_rows_end) =
		    db_ask(store.db, SQL_IN_STATE_NEWEST, db_int(lists[k].state), db_int(skip));
		query_items(in, &rows, p, NULL, 0);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) = db_ask(store.db, SQL_STUCK, db_int(skip));
	query_items(in, &rows, p, NULL, 0);
}

static void checking(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask(
	    store.db, SQL_CHECKING, db_text(p->number), db_int((int64_t)q->page * QUERY_PAGE));
	query_items(in, &rows, p, NULL, 0);
}

static bool may_confirm(const struct policy_person *p, const struct item *i)
{
	return urgent_may_confirm(p, i) == OK;
}

static void confirmable(struct incoming *in, const struct body_query *q,
			const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_URGENT_WAITING, db_text(p->number));
	query_items(in, &rows, p, may_confirm, (size_t)q->page * QUERY_PAGE);
}

/* Whose it is to decide; for those above, what is late. */
static bool may_after(const struct policy_person *p, const struct item *i)
{
	struct afterwards a;
	bool above = policy_has_role(p, PERSON_OPERATOR) || policy_has_role(p, PERSON_CISO);
	if (urgent_may_after(p, i) == OK)
		return true;
	return above && urgent_after(i->envelope.id, &a) == OK && a.late;
}

static void afterwards(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_AFTERWARDS_OPEN);
	query_items(in, &rows, p, may_after, (size_t)q->page * QUERY_PAGE);
}

enum err query_seen(const uint8_t id[ID_LEN], const struct policy_person *p, struct item *ret)
{
	struct item i;
	try(item_get(id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	*ret = i;
	return OK;
}

static void one_item(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static struct body_row_item row;
	struct item i;
	enum err e = query_seen(q->id, p, &i);
	if (e == OK) {
		row_of(p, &i, &row);
		row.may_unlock = password_may(p, &i);
		row.may |= handover_may_ask(p, &i);
		if (i.state == STATE_LOCKED)
			e = password_tries(q->id, &row.tries);
		role_reply(in, MSG_ROW_ITEM, &row, NULL);
	}
	role_done(in, e);
}

static void finding_of(struct db_rows *rows, struct finding *f)
{
	struct view hash = db_col(rows, 4), text;
	*f = (struct finding){.code = (uint16_t)db_col_uint(rows, 0),
			      .place_kind = (uint8_t)db_col_uint(rows, 1),
			      .has_hash = hash.n == HASH_LEN,
			      .place = (uint32_t)db_col_uint(rows, 2),
			      .count = (uint32_t)db_col_uint(rows, 3)};
	if (f->has_hash)
		memcpy(f->hash, hash.p, HASH_LEN);
	text = db_col(rows, 5);
	f->text_len = (uint32_t)min_of(text.n, sizeof f->text);
	if (f->text_len)
		memcpy(f->text, text.p, f->text_len);
}

static void findings(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_row_finding row;
	enum err e = query_seen(q->id, p, &i);
	if (e != OK) {
		role_done(in, e);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDINGS, db_bytes(q->id, ID_LEN));
	while (db_next(&rows)) {
		finding_of(&rows, &row.finding);
		role_reply(in, MSG_ROW_FINDING, &row, NULL);
	}
	role_done(in, rows.err);
}

static const query_answer answers[QUERY_COUNT] = {
    [QUERY_INBOX] = inbox,
    [QUERY_SENT] = sent,
    [QUERY_PENDING] = pending,
    [QUERY_STUCK] = stuck,
    [QUERY_ITEM] = one_item,
    [QUERY_FINDINGS] = findings,
    [QUERY_FILE] = query_file,
    [QUERY_PREVIEW] = query_preview,
    [QUERY_PEOPLE] = query_people,
    [QUERY_BALANCE] = query_balance,
    [QUERY_LOG] = query_log,
    [QUERY_INBOX_NEW] = inbox_new,
    [QUERY_HISTORY] = query_history,
    [QUERY_CONFIRM] = confirmable,
    [QUERY_AFTER] = afterwards,
    [QUERY_AWAY] = query_away,
    [QUERY_PRESERVED] = query_preserved,
    [QUERY_CHECKING] = checking,
    [QUERY_FINDS] = query_finds,
    [QUERY_FIND_PICTURE] = query_find_picture,
    [QUERY_ORIGINALS] = query_originals,
    [QUERY_VAULT] = query_vault,
    [QUERY_TRIALS] = query_trials,
    [QUERY_TRIAL_FILES] = query_trial_files,
    [QUERY_ZONE] = query_zone,
    [QUERY_ZONE_REPORT] = query_zone_report,
    [QUERY_ZONE_DRIFT] = query_zone_drift,
};

void on_query(struct incoming *in)
{
	struct body_query q;
	const struct policy_person *p;
	memcpy(&q, in->body.bytes, sizeof q);
	if (q.query >= QUERY_COUNT || !answers[q.query] || !body_text_ok(q.text, sizeof q.text)) {
		role_done(in, E_PROTOCOL);
		return;
	}
	enum err e = people_of_ticket(&q.ticket, &p);
	if (e != OK)
		role_done(in, e);
	else
		answers[q.query](in, &q, p);
}
