/* SPDX-License-Identifier: Apache-2.0
 * votes.c: counts approvals against the policy.
 */
#include "notary/votes.h"

#include "notary/order.h"
#include "notary/picks.h"
#include "people/ticket.h"
#include "sys/wire.h"

#define VOTE_AGE ((int64_t)62 * 86400) /* the longest request and the longest receipt */
#define VOTE_AHEAD 60		       /* seconds auth's clock may be before ours */

/* Whose approvers are asked: the sender's unit; inbound, the recipient's. */
static enum err unit_of(const struct policy *p, const struct body_sign *ask,
			struct policy_request *r)
{
	const struct binding *b = &ask->binding;
	struct view to = view_str(b->recipient);
	if (b->direction == DIRECTION_OUT) {
		r->applicant = policy_person(p, view_str(b->sender));
		r->unit = policy_unit(p, view_str(ask->unit));
		return r->applicant && r->unit && policy_in_unit(p, r->applicant, r->unit)
			   ? OK
			   : E_FORBIDDEN;
	}
	const struct policy_person *person = policy_person(p, to);
	if (b->recipient_kind == RECIPIENT_UNIT)
		r->unit = policy_unit(p, to);
	else if (person && person->units_count)
		r->unit = &p->units[person->units[0]];
	return r->unit ? OK : E_FORBIDDEN;
}

static void envelope_of(const struct body_sign *ask, struct envelope *ret)
{
	const struct binding *b = &ask->binding;
	*ret = (struct envelope){
	    .direction = b->direction, .recipient_kind = b->recipient_kind, .grade = b->grade};
	memcpy(ret->sender, b->sender, sizeof ret->sender);
	memcpy(ret->unit, ask->unit, sizeof ret->unit);
	memcpy(ret->recipient, b->recipient, sizeof ret->recipient);
}

static enum err take_vote(const struct policy *p, const struct public_key *auth,
			  const struct body_sign *ask, const struct vote *v, int64_t now,
			  struct policy_request *r)
{
	struct pick pick;
	struct envelope e;
	uint8_t what[HASH_LEN];
	const struct warrant *w = &v->warrant;
	memcpy(pick.id, ask->binding.id, ID_LEN);
	memcpy(pick.original, ask->binding.original, HASH_LEN);
	memcpy(pick.output, ask->binding.output, HASH_LEN);
	envelope_of(ask, &e);
	picks_terms(&e, ask->binding.name, pick.terms);
	if (pick_subject(ACT_APPROVE, &pick, &v->among, what) != OK)
		return E_CHANGED;
	try(warrant_check(auth, w, what, w->issued));
	if (w->issued > now + VOTE_AHEAD || now - w->issued > VOTE_AGE)
		return E_EXPIRED;
	if (v->among.count > p->approvals.bulk_most || (v->among.count > 1 && !r->demand.bulk))
		return E_POLICY;
	const struct policy_person *person = policy_person(p, view_str(w->person));
	for (size_t i = 0; person && i < r->voices_count; i++)
		if (r->voices[i] == person)
			return OK; /* twice is once */
	if (person && person != r->applicant)
		r->voices[r->voices_count++] = person;
	return OK;
}

/* 緊急送付: another person of the same unit. */
static bool confirmed(const struct policy *p, const struct public_key *auth,
		      const struct body_sign *ask, const struct policy_request *r)
{
	const struct ticket *t = &ask->colleague;
	if (!r->demand.urgent || ticket_verify(auth, t, t->issued) != OK)
		return false;
	const struct policy_person *person = policy_person(p, view_str(t->person));
	return person && person != r->applicant && policy_in_unit(p, person, r->unit);
}

enum err votes_count(const struct policy *p, const struct public_key *auth,
		     const struct body_sign *ask, int64_t now)
{
	const struct binding *b = &ask->binding;
	struct policy_case c = {.direction = b->direction,
				.grade = b->grade,
				.name = view_str(b->name),
				.length = b->length,
				.recipient = view_str(b->recipient)};
	struct policy_request r = {.demand = policy_demand(p, &c), .waited_minutes = UINT32_MAX};
	if (ask->votes > VOTES_MAX || !body_text_ok(ask->unit, sizeof ask->unit))
		return E_PROTOCOL;
	if (r.demand.need == POLICY_NEED_NONE)
		return OK;
	if (!auth || view_is_zero(view_of(b->approval, HASH_LEN)))
		return E_POLICY;
	try(unit_of(p, ask, &r));
	for (uint32_t i = 0; i < ask->votes; i++)
		try(take_vote(p, auth, ask, &ask->vote[i], now, &r));
	return policy_enough(p, &r) || confirmed(p, auth, ask, &r) ? OK : E_POLICY;
}
