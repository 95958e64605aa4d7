/* SPDX-License-Identifier: Apache-2.0
 * handover_act.c: what people do: ask for an original, decide, take it once.
 */
#include "flow/item.h"
#include "store/approve.h"
#include "store/handover.h"
#include "store/people.h"
#include "store/record.h"
#include "sys/log.h"

/* Errors that mean: nothing here could read it. */
static bool unreadable(enum err e)
{
	return e == E_TYPE_UNKNOWN || e == E_TYPE_MISMATCH || e == E_ENCRYPTED || e == E_POLICY;
}

/* Inbound, over, and this person's: only then there is something to ask for. */
static enum err may_ask(const struct policy_person *p, const struct item *i, enum original_way way)
{
	const struct envelope *e = &i->envelope;
	if (e->direction != DIRECTION_IN || !people_is_recipient(p, e))
		return E_FORBIDDEN;
	if (i->state != STATE_RELEASED && i->state != STATE_REFUSED)
		return E_CHANGED;
	if (way == ORIGINAL_WAY_RULE &&
	    (!handover_rule(i) || (i->state == STATE_REFUSED && !unreadable(i->err))))
		return E_POLICY;
	return handover_allowed(e->id);
}

uint32_t handover_may_ask(const struct policy_person *p, const struct item *i)
{
	uint32_t may = 0;
	if (may_ask(p, i, ORIGINAL_WAY_ASKED) == OK)
		may |= MAY_ASK_ORIGINAL;
	if (may_ask(p, i, ORIGINAL_WAY_RULE) == OK)
		may |= MAY_ASK_BY_RULE;
	return may;
}

/* The ground it rests on: the rule's clause, or that of the exception. */
static void clause_of(const struct item *i, enum original_way way, char ret[TEXT_MAX_])
{
	const struct policy_originals *o = &store.policy->originals;
	const struct policy_confirm *rule = way == ORIGINAL_WAY_RULE ? handover_rule(i) : NULL;
	struct view a = rule ? rule->clause : (struct view){NULL, 0};
	bool exception = o->meaning == POLICY_MEANS_CONVERSION;
	(void)snprintf(ret, TEXT_MAX_, "%.*s%s%.*s", (int)a.n, a.n ? (const char *)a.p : "",
		       a.n && exception ? "／" : "", exception ? (int)o->exception.clause.n : 0,
		       exception ? (const char *)o->exception.clause.p : "");
}

static enum err ask(const struct body_original_act *a, const struct policy_person *p)
{
	enum original_way way =
	    a->act == ORIGINAL_ACT_ASK_RULE ? ORIGINAL_WAY_RULE : ORIGINAL_WAY_ASKED;
	struct item i;
	char clause[TEXT_MAX_];
	uint8_t id[ID_LEN];
	int64_t open, now = clock_now();
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(a->id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	try(may_ask(p, &i, way));
	if (!a->reason[0])
		return E_REASON;
	/* Each is opened, scanned and shown to who decides: nobody fills that for everybody. */
	try(db_number(store.db, &open, SQL_HANDOVER_OPEN_OF, db_text(p->number)));
	if (open >= HANDOVER_OPEN_MAX)
		return E_BUSY;
	clause_of(&i, way, clause);
	const struct policy_confirm *rule = way == ORIGINAL_WAY_RULE ? handover_rule(&i) : NULL;
	try(random_bytes(id, sizeof id));
	try(db_tx_begin(store.db, &tx));
	/* One that is open already: E_CHANGED, by the index. */
	try(db_run(store.db, SQL_HANDOVER_PUT, db_bytes(id, ID_LEN), db_bytes(a->id, ID_LEN),
		   db_int(way), db_int(rule ? rule->format : ORIGINAL_FORMAT_unknown), db_int(now),
		   db_text(p->number), db_text(a->reason), db_text(clause),
		   db_int(now + (int64_t)store.policy->originals.decide_minutes * 60)));
	try(record_add(EVENT_ORIGINAL_ASKED, a->id, p->number, a->reason));
	try(db_tx_commit(&tx));
	record_send();
	handover_again();
	return OK;
}

static enum err decidable(const struct body_original_act *a, const struct policy_person *p,
			  struct handover *h, struct item *i)
{
	try(handover_get(a->id, h));
	try(item_get(h->item, i));
	try(handover_may_decide(h, i, p));
	return memcmp(a->original, i->envelope.hash, HASH_LEN) == 0 ? OK : E_CHANGED;
}

static enum err approve(const struct body_original_act *a, const struct policy_person *p)
{
	struct handover h;
	struct item i;
	struct order o;
	uint8_t what[HASH_LEN];
	int64_t now = clock_now();
	try(decidable(a, p, &h, &i));
	if (h.due <= now)
		return E_EXPIRED;
	try(handover_allowed(h.item));
	handover_order(&h, &i, ORDER_GIVE, &o);
	order_subject(&o, what);
	/* A second factor for this and nothing else; whatever the page said, it is checked here. */
	enum err e = warrant_check(&store.auth, &a->warrant, what, now);
	if (e != OK)
		return e == E_CHANGED ? E_CHANGED : E_STEPUP;
	if (!view_eq(view_str(a->warrant.person), view_str(p->number)))
		return E_FORBIDDEN;
	h.decided = now;
	h.due = now + (int64_t)store.policy->originals.keep_hours * 3600;
	h.warrant = a->warrant;
	memcpy(h.approver, p->number, sizeof h.approver);
	memcpy(h.decision, a->reason, sizeof h.decision);
	try(handover_step(&h, HANDOVER_ORDERED, OK, EVENT_ORIGINAL_APPROVED, p->number, a->reason));
	handover_again();
	return OK;
}

static enum err send_back(const struct body_original_act *a, const struct policy_person *p)
{
	struct handover h;
	struct item i;
	try(decidable(a, p, &h, &i));
	if (!a->reason[0])
		return E_REASON;
	memcpy(h.approver, p->number, sizeof h.approver);
	memcpy(h.decision, a->reason, sizeof h.decision);
	return handover_step(&h, HANDOVER_RETURNED, OK, EVENT_ORIGINAL_RETURNED, p->number,
			     a->reason);
}

/* OK: the answer comes later. */
static enum err take(struct incoming *in, const struct body_original_act *a,
		     const struct policy_person *p)
{
	struct handover h;
	try(handover_get(a->id, &h));
	if (!view_eq(view_str(h.applicant), view_str(p->number)))
		return E_NOT_FOUND;
	if (h.state == HANDOVER_TAKEN)
		return E_REPLAY;
	if (h.state != HANDOVER_HERE)
		return h.state == HANDOVER_EXPIRED ? E_EXPIRED : E_CHANGED;
	if (h.due <= clock_now())
		return E_EXPIRED;
	try(policy_originals(store.policy, clock_now()));
	return handover_take(in, &h);
}

static enum err act(struct incoming *in, const struct body_original_act *a)
{
	const struct policy_person *p;
	if (!body_text_ok(a->reason, sizeof a->reason))
		return E_PROTOCOL;
	try(people_of_ticket(&a->ticket, &p));
	switch ((enum original_act)a->act) {
	case ORIGINAL_ACT_ASK:
	case ORIGINAL_ACT_ASK_RULE:
		return ask(a, p);
	case ORIGINAL_ACT_APPROVE:
		return approve(a, p);
	case ORIGINAL_ACT_RETURN:
		return send_back(a, p);
	case ORIGINAL_ACT_TAKE:
		return take(in, a, p);
	case ORIGINAL_ACT_NONE:
	case ORIGINAL_ACT_COUNT:
		break;
	}
	return E_PROTOCOL;
}

void on_original_act(struct incoming *in)
{
	static struct body_original_act a;
	memcpy(&a, in->body.bytes, sizeof a);
	enum err e = act(in, &a);
	if (e != OK)
		log_info("original: act %u: %s", a.act, err_text(e)->name);
	if (e != OK || a.act != ORIGINAL_ACT_TAKE)
		role_done(in, e);
}
