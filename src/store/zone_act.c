/* SPDX-License-Identifier: Apache-2.0
 * zone_act.c: what people decide about the rules between zones, and what they see of them.
 */
#include "store/people.h"
#include "store/query.h"
#include "store/zone.h"
#include "sys/file.h"
#include "sys/log.h"

static bool decides(const struct policy_person *p)
{
	return policy_has_role(p, store.policy->boundary.approver);
}

static enum err may_decide(const struct zone_plan *plan, const struct policy_person *p)
{
	if (!decides(p))
		return E_FORBIDDEN;
	if (view_eq(view_str(plan->applicant), view_str(p->number)))
		return E_SELF_APPROVAL;
	if (zone_plan_named(plan))
		return E_FORBIDDEN; /* nobody has asked for anything yet */
	return plan->stage == ZONE_STAGE_WAITING ? OK : E_DECIDED;
}

static enum err may_ask(const struct zone_plan *plan, const struct policy_person *p)
{
	if (!view_eq(view_str(plan->applicant), view_str(p->number)) ||
	    !policy_has_role(p, PERSON_OPERATOR))
		return E_FORBIDDEN;
	return zone_plan_named(plan) ? OK : E_DECIDED;
}

/* The one in whose name it was left at the console says that it is theirs. */
static enum err ask_for(struct zone_plan *plan, const struct body_zone_act *a,
			const struct policy_person *p)
{
	int64_t now = clock_now();
	try(may_ask(plan, p));
	plan->permit.asked = a->warrant;
	enum err e = zone_asked(&store.auth, &plan->permit);
	if (e != OK)
		return e == E_CHANGED || e == E_FORBIDDEN ? e : E_STEPUP;
	if (now < a->warrant.issued || now >= a->warrant.expires)
		return E_STEPUP;
	return zone_plan_move(plan, ZONE_STAGE_WAITING, OK, EVENT_ZONE_ASKED, p->number,
			      plan->reason);
}

static enum err approve(struct zone_plan *plan, const struct body_zone_act *a,
			const struct policy_person *p)
{
	plan->permit.warrant = a->warrant;
	/* A second factor for this and nothing else; whatever the page said, it is checked here. */
	enum err e = zone_approved(&store.auth, &plan->permit, clock_now());
	if (e != OK)
		return e == E_CHANGED || e == E_SELF_APPROVAL || e == E_EXPIRED ? e : E_STEPUP;
	if (!view_eq(view_str(a->warrant.person), view_str(p->number)))
		return E_FORBIDDEN;
	try(zone_plan_move(plan, ZONE_STAGE_APPROVED, OK, EVENT_ZONE_APPROVED, p->number,
			   a->reason));
	zone_again();
	return OK;
}

static enum err act(const struct body_zone_act *a)
{
	const struct policy_person *p;
	struct zone_plan plan;
	if (!body_text_ok(a->reason, sizeof a->reason))
		return E_PROTOCOL;
	try(people_of_ticket(&a->ticket, &p));
	try(zone_plan_get(a->id, &plan));
	if (a->act == ZONE_ACT_ASK)
		return ask_for(&plan, a, p);
	try(may_decide(&plan, p));
	plan.decided = clock_now();
	memcpy(plan.approver, p->number, sizeof plan.approver);
	memcpy(plan.decision, a->reason, sizeof plan.decision);
	if (a->act == ZONE_ACT_APPROVE)
		return approve(&plan, a, p);
	if (a->act != ZONE_ACT_RETURN)
		return E_PROTOCOL;
	if (!a->reason[0])
		return E_REASON;
	return zone_plan_move(&plan, ZONE_STAGE_RETURNED, OK, EVENT_ZONE_RETURNED, p->number,
			      a->reason);
}

void on_zone_act(struct incoming *in)
{
	static struct body_zone_act a;
	memcpy(&a, in->body.bytes, sizeof a);
	enum err e = act(&a);
	if (e != OK)
		log_info("rules between zones: act %u: %s", a.act, err_text(e)->name);
	role_done(in, e);
}

/* --- showing --- */

static enum zone_stage shown_stage(const struct zone_plan *plan)
{
	if (zone_plan_named(plan))
		return ZONE_STAGE_NAMED;
	return plan->stage == ZONE_STAGE_REFUSED && plan->err == E_EXPIRED ? ZONE_STAGE_LAPSED
									   : plan->stage;
}

static void fill_plan(const struct zone_plan *plan, const struct policy_person *p,
		      struct body_row_zone *row)
{
	row->stage = (uint32_t)shown_stage(plan);
	row->err = (uint32_t)plan->err;
	row->asked = plan->asked;
	row->decided = plan->decided;
	row->applied = plan->applied;
	if (plan->stage == ZONE_STAGE_APPROVED)
		row->until = zone_until(&plan->permit, store.policy->boundary.load_days);
	row->request = plan->permit.request;
	zone_subject(&row->request, row->what);
	people_name(plan->applicant, row->applicant);
	if (plan->approver[0])
		people_name(plan->approver, row->approver);
	memcpy(row->reason, plan->reason, sizeof row->reason);
	memcpy(row->decision, plan->decision, sizeof row->decision);
	if (may_decide(plan, p) == OK)
		row->may = 1u << ZONE_ACT_APPROVE | 1u << ZONE_ACT_RETURN;
	else if (may_ask(plan, p) == OK)
		row->may = 1u << ZONE_ACT_ASK;
}

static void fill_running(struct body_row_zone *row)
{
	const struct zone_running *r = zone_running();
	struct view clause = store.policy->boundary.clause;
	struct zone_plan plan;
	row->heard = r->heard;
	row->state = r->state;
	row->role = (uint32_t)store.policy->boundary.approver;
	memcpy(row->clause, clause.p ? clause.p : (const uint8_t *)"",
	       min_of(clause.n, sizeof row->clause - 1));
	if (r->heard && r->state.applied && zone_plan_get(r->state.id, &plan) == OK)
		people_name(plan.approver, row->running_by);
}

static enum err words_fd(const struct zone_plan *plan, int *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ZONE_WORDS, db_bytes(plan->permit.request.id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	return query_sealed("words", db_col(&rows, 0), ret);
}

void query_zone(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static struct body_row_zone row;
	struct zone_plan plan = {0};
	scope_end(close_fd) int fd = -1;
	bool words = view_eq(view_str(q->text), VIEW("words"));
	enum err e = people_oversees(p) || decides(p) ? zone_plan_newest(&plan) : E_FORBIDDEN;
	if (e == OK && words)
		e = words_fd(&plan, &fd);
	if (e == OK && words) {
		struct body_item body = {{0}};
		memcpy(body.id, plan.permit.request.id, ID_LEN);
		role_reply(in, MSG_ROW_FD, &body, &fd);
	} else if ((e == OK || e == E_NOT_FOUND) && !words) {
		row = (struct body_row_zone){0};
		fill_running(&row);
		if (e == OK)
			fill_plan(&plan, p, &row);
		role_reply(in, MSG_ROW_ZONE, &row, NULL);
		e = OK;
	}
	role_done(in, e);
}
