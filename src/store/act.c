/* SPDX-License-Identifier: Apache-2.0
 * act.c: what a person does to an item: approve, return, try again, refuse.
 */
#include "flow/item.h"
#include "notary/order.h"
#include "notary/picks.h"
#include "store/approve.h"
#include "store/check.h"
#include "store/drive.h"
#include "store/people.h"
#include "store/record.h"
#include "store/urgent.h"
#include "store/voice.h"
#include "sys/log.h"

/* The page they looked at was of these hashes. */
static enum err same_hashes(const struct item *i, const struct body_act *a)
{
	return memcmp(a->pick.original, i->envelope.hash, HASH_LEN) == 0 &&
		       memcmp(a->pick.output, i->output, HASH_LEN) == 0
		   ? OK
		   : E_CHANGED;
}

/* And of this recipient, name, grade and sender. */
static enum err same_terms(const struct item *i, const struct body_act *a)
{
	uint8_t terms[HASH_LEN];
	try(same_hashes(i, a));
	picks_terms(&i->envelope, i->output_name, terms);
	return memcmp(a->pick.terms, terms, HASH_LEN) == 0 ? OK : E_CHANGED;
}

/* A second factor was given just now for a list of decisions, and this is one of it: nothing that
 * a portal says or remembers approves another. */
static enum err warranted(const struct body_act *a)
{
	uint8_t what[HASH_LEN];
	if (a->among.count > store.policy->approvals.bulk_most ||
	    pick_subject((enum act)a->act, &a->pick, &a->among, what) != OK)
		return E_STEPUP;
	enum err e = warrant_check(&store.auth, &a->warrant, what, clock_now());
	if (e != OK)
		return e == E_CHANGED ? E_CHANGED : E_STEPUP;
	return view_eq(view_str(a->warrant.person), view_str(a->ticket.person)) ? OK : E_FORBIDDEN;
}

static enum err give_back(struct item *i, const struct body_act *a)
{
	uint8_t hash[HASH_LEN];
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(approve_decide(i, VERDICT_RETURNED, a->ticket.person, a->reason, hash));
	try(drive_move(i, CAUSE_RETURN, OK, a->ticket.person, a->reason));
	try(item_preview(i->envelope.id, (struct view){NULL, 0}));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

/* One voice more; with the last that was wanted it goes. */
static enum err speak(struct item *i, const struct body_act *a, const struct approval *request,
		      struct policy_request *r, const struct policy_person *p)
{
	uint8_t hash[HASH_LEN];
	const struct vote vote = {.warrant = a->warrant, .among = a->among};
	struct db_tx tx scope_end(db_tx_end) = {0};
	r->voices[r->voices_count++] = p;
	bool enough = policy_enough(store.policy, r);
	try(db_tx_begin(store.db, &tx));
	try(voice_add(i, request, p->number, a->reason, &vote));
	if (enough) {
		try(approve_decide(i, VERDICT_APPROVED, p->number, a->reason, hash));
		memcpy(i->approval, hash, HASH_LEN);
		try(drive_move(i, CAUSE_APPROVED, OK, p->number, a->reason));
	} else {
		try(record_add(EVENT_VOICE, i->envelope.id, p->number, a->reason));
	}
	try(db_tx_commit(&tx));
	if (enough)
		drive_after(i);
	else
		record_send();
	return OK;
}

static enum err approve(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	struct approval request;
	struct policy_request r;
	try(approve_may(p, i));
	try(same_terms(i, a));
	try(warranted(a));
	try(approve_get(i->envelope.id, &request));
	try(approve_request(i, &request, &r));
	if (request.due <= clock_now())
		return E_EXPIRED;
	if (a->among.count > 1 && !r.demand.bulk)
		return E_POLICY;
	/* 理由必須: of who asks or of who approves. */
	if (check_needs(&r.demand) == 2 && !i->envelope.reason[0] && !a->reason[0])
		return E_REASON;
	assert(r.voices_count < VOTES_MAX); /* or nobody may any more */
	return speak(i, a, &request, &r, p);
}

static enum err send_back(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	try(approve_may(p, i));
	try(same_hashes(i, a));
	if (!a->reason[0])
		return E_REASON;
	return give_back(i, a);
}

static enum err retry(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	if (!policy_has_role(p, PERSON_OPERATOR))
		return E_FORBIDDEN;
	if (i->state != STATE_HELD)
		return E_CHANGED;
	i->faults = 0;
	return drive_step(i, CAUSE_RETRY, OK, p->number, a->reason);
}

static enum err refuse(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	if (!policy_has_role(p, PERSON_OPERATOR))
		return E_FORBIDDEN;
	if (i->state != STATE_HELD && i->state != STATE_LOCKED)
		return E_CHANGED;
	if (!a->reason[0])
		return E_REASON;
	/* It keeps saying why it was held; the log says who gave up and why. */
	return drive_step(i, CAUSE_FAILED, i->err, p->number, a->reason);
}

/* --- 緊急送付 --- */

static enum err urgent(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	return urgent_ask(i, p, a->reason);
}

/* Not everybody has a second factor: the password typed again just now counts, too. */
static enum err confirm(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	int64_t fresh = (int64_t)store.policy->limits.session.step_up_minutes * 60;
	try(urgent_may_confirm(p, i));
	try(same_hashes(i, a));
	if (people_stepped_up(&a->ticket) != OK && clock_now() - a->ticket.issued > fresh)
		return E_STEPUP;
	return urgent_confirm(i, p, &a->ticket);
}

static enum err after_yes(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	try(urgent_may_after(p, i));
	try(same_terms(i, a));
	try(warranted(a));
	return urgent_decide(i, p, true, a->reason);
}

static enum err after_no(struct item *i, const struct body_act *a, const struct policy_person *p)
{
	return urgent_decide(i, p, false, a->reason);
}

static enum err act(const struct body_act *a)
{
	typedef enum err (*doing)(struct item * i, const struct body_act *a,
				  const struct policy_person *p);
	static const doing doings[ACT_COUNT] = {
	    [ACT_APPROVE] = approve,	 [ACT_RETURN] = send_back,  [ACT_RETRY] = retry,
	    [ACT_REFUSE] = refuse,	 [ACT_URGENT] = urgent,	    [ACT_CONFIRM] = confirm,
	    [ACT_AFTER_YES] = after_yes, [ACT_AFTER_NO] = after_no,
	};
	const struct policy_person *p;
	struct item i;
	if (a->act >= ACT_COUNT || !doings[a->act] || !body_text_ok(a->reason, sizeof a->reason))
		return E_PROTOCOL;
	try(people_of_ticket(&a->ticket, &p));
	try(item_get(a->pick.id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	return doings[a->act](&i, a, p);
}

void on_act(struct incoming *in)
{
	static struct body_act a;
	memcpy(&a, in->body.bytes, sizeof a);
	enum err e = act(&a);
	if (e != OK)
		log_info("item %s: act %u: %s", item_hex(a.pick.id).s, a.act, err_text(e)->name);
	role_done(in, e);
}
