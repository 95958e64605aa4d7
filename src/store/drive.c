/* SPDX-License-Identifier: Apache-2.0
 * drive.c: one step of an item, what is asked because of it, and how an item comes to us (OFFER).
 * Each handler: look, one transaction, then speak. FORM and REBUILT: drive_form.c; SIGNED and
 * DELIVERED: drive_end.c.
 */
#include "flow/item.h"
#include "form/form.h"
#include "store/approve.h"
#include "store/check.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/notice.h"
#include "store/record.h"
#include "store/search.h"
#include "store/trial.h"
#include "store/urgent.h"
#include "store/voice.h"
#include "sys/log.h"

/* What the log calls the outcome of a step; the others are not remembered one by one. */
static const enum event told[CAUSE_COUNT] = {
    [CAUSE_OFFERED] = EVENT_ACCEPTED,	 [CAUSE_FAILED] = EVENT_REFUSED,
    [CAUSE_FAULT] = EVENT_HELD,		 [CAUSE_HOLD] = EVENT_HELD,
    [CAUSE_APPROVED] = EVENT_APPROVED,	 [CAUSE_RETURN] = EVENT_RETURNED,
    [CAUSE_EXPIRE] = EVENT_EXPIRED,	 [CAUSE_DELIVERED] = EVENT_RELEASED,
    [CAUSE_RETRY] = EVENT_RETRIED,	 [CAUSE_PASSWORD] = EVENT_PASSWORD,
    [CAUSE_CONFIRMED] = EVENT_CONFIRMED, [CAUSE_ERASE] = EVENT_ERASED,
    [CAUSE_LEFT] = EVENT_SENT_AS_IS,	 [CAUSE_LEFT_ASKED] = EVENT_SENT_AS_IS,
    [CAUSE_WITHDRAW] = EVENT_WITHDRAWN,
};

static bool is_zero(const uint8_t *p, size_t n)
{
	uint8_t any = 0;
	for (size_t i = 0; i < n; i++)
		any |= p[i];
	return any == 0;
}

/* --- one step --- */

/* What its sender had to decide is decided; what was found in it goes with its end. */
static enum err finds_after(const struct item *i, enum item_state before)
{
	struct afterwards after;
	if (before == STATE_CHECKING)
		try(check_over(i->envelope.id));
	if (i->envelope.direction != DIRECTION_OUT || !state_final(i->state) ||
	    urgent_after(i->envelope.id, &after) == OK) /* the manager looks afterwards */
		return OK;
	return check_forget(i->envelope.id);
}

enum err drive_move(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text)
{
	enum item_state next, before = i->state;
	try(state_step(i->state, cause, &next));
	bool moved = next != before;
	i->state = next;
	i->err = why;
	i->changed = clock_now();
	if (told[cause])
		try(record_add(told[cause], i->envelope.id, who,
			       text[0] || why == OK ? text : err_text(why)->name));
	try(item_set(i));
	if (!moved) /* asked again */
		return OK;
	try(item_step(i, who));
	try(finds_after(i, before));
	return notice_step(i);
}

enum err drive_step(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(drive_move(i, cause, why, who, text));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

const struct store_link *drive_link(enum direction d)
{
	return &store.links[d == DIRECTION_IN ? 0 : 1];
}

static void tell(const struct item *i)
{
	struct body_state state = {
	    .state = (uint32_t)i->state, .err = (uint32_t)i->err, .changed = i->changed};
	memcpy(state.id, i->envelope.id, ID_LEN);
	/* While it is away nothing is lost: it offers everything again and is told then. */
	enum role belt = drive_link((enum direction)i->envelope.direction)->peer;
	enum err e = role_send(belt, MSG_ITEM_STATE, role_tag(), &state, NULL);
	if (e != OK && e != E_GONE)
		log_warn("item %s: its state was not told", item_hex(state.id).s);
}

/* Release has nothing to keep of it: held (tried again from the original), refused, returned,
 * expired, or gone out by the other half. */
static bool is_over(const struct item *i)
{
	if (i->state == STATE_RELEASED)
		return i->envelope.direction == DIRECTION_OUT;
	return i->state == STATE_HELD || state_final(i->state);
}

void drive_unstage(const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	enum err e = role_send(ROLE_release, MSG_UNSTAGE, role_tag(), &body, NULL);
	if (e != OK && e != E_GONE) /* told again when release comes up */
		log_warn("item %s: still staged", item_hex(id).s);
}

void drive_told(const struct item *i)
{
	flight_note(i);
	record_send();
	tell(i);
}

void drive_after(const struct item *i)
{
	drive_told(i);
	enum err e = OK;
	if (i->state == STATE_DISARMING)
		e = drive_want(i);
	else if (i->state == STATE_SIGNING)
		e = drive_sign(i);
	else if (is_over(i))
		drive_unstage(i->envelope.id);
	if (e != OK)
		flight_later(i->envelope.id, 1);
	flight_pump();
}

/* --- asking --- */

enum err drive_erase(const struct item *i)
{
	struct body_item body;
	scope_end(close_fd) int list = -1;
	if (i->envelope.direction != DIRECTION_OUT)
		return OK;
	enum err e = check_list(i->envelope.id, &list);
	if (e != OK)
		return e == E_NOT_FOUND ? OK : e;
	memcpy(body.id, i->envelope.id, ID_LEN);
	return role_send(ROLE_belt, MSG_ERASE, role_tag(), &body, &list);
}

enum err drive_want(const struct item *i)
{
	struct body_item body;
	const struct store_link *link = drive_link((enum direction)i->envelope.direction);
	memcpy(body.id, i->envelope.id, ID_LEN);
	if (!link->ready)
		return E_GONE;
	try(drive_erase(i));
	return role_send(link->peer, MSG_WANT, role_tag(), &body, NULL);
}

enum err drive_restart(struct item *i)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	if (i->state == STATE_WAITING || !is_zero(i->approval, HASH_LEN))
		try(approve_void(i->envelope.id)); /* it named an output that is no more */
	memset(i->approval, 0, HASH_LEN);
	memcpy(i->policy, store.policy->hash, HASH_LEN);
	i->form_version = form_edition();
	try(drive_move(i, CAUSE_WANTED, OK, "", ""));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static void binding_of(const struct item *i, struct binding *b)
{
	const struct envelope *e = &i->envelope;
	*b = (struct binding){.length = i->output_size,
			      .form_version = i->form_version,
			      .direction = e->direction,
			      .recipient_kind = e->recipient_kind,
			      .grade = e->grade};
	memcpy(b->id, e->id, ID_LEN);
	memcpy(b->original, e->hash, HASH_LEN);
	memcpy(b->output, i->output, HASH_LEN);
	memcpy(b->policy, i->policy, HASH_LEN);
	memcpy(b->approval, i->approval, HASH_LEN);
	memcpy(b->name, i->output_name, sizeof b->name);
	memcpy(b->sender, e->sender, sizeof b->sender);
	memcpy(b->recipient, e->recipient, sizeof b->recipient);
	bool fits =
	    item_set_text(b->destination, sizeof b->destination, view_str(approve_destination(e)));
	assert(fits);
}

/* Who approved it, in auth's own words. */
static enum err votes_of(const struct item *i, struct body_sign *sign)
{
	static struct voices v;
	struct approval a;
	try(approve_get(i->envelope.id, &a));
	try(voices_of(i->envelope.id, a.round, &v));
	for (size_t k = 0; k < v.n; k++)
		sign->vote[sign->votes++] = v.one[k].vote;
	if (v.urgent)
		sign->colleague = v.colleague;
	return OK;
}

/* While RELEASING too: the notary finds the same receipt and release hears of it again. */
enum err drive_sign(const struct item *i)
{
	struct body_sign sign = {.life = store.policy->limits.receipt_minutes * 60};
	binding_of(i, &sign.binding);
	memcpy(sign.salt, i->salt, HASH_LEN);
	memcpy(sign.unit, i->envelope.unit, sizeof sign.unit);
	if (!is_zero(i->approval, HASH_LEN))
		try(votes_of(i, &sign));
	return role_send(ROLE_notary, MSG_SIGN, role_tag(), &sign, NULL);
}

/* --- may it pass at all? --- */

/* Of all gates only portals are there (policy/ask/gates.h): whatever comes came by one. */
static enum err allowed_gate(const struct envelope *e, const struct policy_unit *unit)
{
	const struct policy *p = store.policy;
	enum direction d = (enum direction)e->direction;
	if (!policy_gate_open(p, POLICY_GATE_PORTAL, d, unit))
		return E_GATE;
	return e->size > policy_gate_limit(p, POLICY_GATE_PORTAL, d, unit) ? E_LIMIT_SIZE : OK;
}

static enum err allowed_in(const struct envelope *e)
{
	const struct policy *p = store.policy;
	struct view to = view_str(e->recipient);
	const struct policy_unit *unit = policy_unit(p, to);
	if (e->recipient_kind != RECIPIENT_UNIT) {
		const struct policy_person *person = policy_person(p, to);
		unit = person ? &p->units[person->units[0]] : NULL;
	}
	return unit ? allowed_gate(e, unit) : E_RECIPIENT;
}

static enum err allowed_out(const struct envelope *e)
{
	const struct policy *p = store.policy;
	const struct policy_person *sender = policy_person(p, view_str(e->sender));
	const struct policy_unit *unit = policy_unit(p, view_str(e->unit));
	if (!sender || !unit || !policy_in_unit(p, sender, unit))
		return E_FORBIDDEN;
	if (!policy_grade_used(p, (enum grade)e->grade))
		return E_POLICY;
	try(allowed_gate(e, unit));
	return policy_destination(p, view_str(e->recipient), (enum grade)e->grade);
}

enum err drive_allowed(const struct envelope *e)
{
	struct limits limits;
	enum direction d = (enum direction)e->direction;
	if (!policy_flows(store.policy, d))
		return E_POLICY;
	policy_limits_of(store.policy, d, &limits);
	if (e->size > limits.input)
		return E_LIMIT_SIZE;
	return d == DIRECTION_IN ? allowed_in(e) : allowed_out(e);
}

/* --- OFFER --- */

static enum err adopt(const struct envelope *e, struct item *ret)
{
	bool fresh;
	struct db_tx tx scope_end(db_tx_end) = {0};
	enum item_state first;
	try(state_step(STATE_NONE, CAUSE_OFFERED, &first));
	try(db_tx_begin(store.db, &tx));
	try(item_put(e, first, &fresh));
	if (fresh)
		try(record_add(EVENT_ACCEPTED, e->id, e->sender, ""));
	try(item_get(e->id, ret));
	if (fresh) {
		try(item_step(ret, e->sender));
		try(search_add(ret));
	}
	try(db_tx_commit(&tx));
	/* The same id with another file: not the item that we know. */
	return memcmp(ret->envelope.hash, e->hash, HASH_LEN) == 0 ? OK : E_HASH;
}

void on_offer(struct incoming *in)
{
	static struct body_offer offer;
	struct item i;
	memcpy(&offer, in->body.bytes, sizeof offer);
	enum direction d = in->from == ROLE_bridge ? DIRECTION_IN : DIRECTION_OUT;
	if (offer.envelope.direction == DIRECTION_TRIAL && in->from == ROLE_belt &&
	    envelope_ok(&offer.envelope)) {
		trial_offer(&offer.envelope);
		return;
	}
	bool belt = in->from == ROLE_bridge || in->from == ROLE_belt; /* ANY in tbl/messages.h */
	if (!belt || !envelope_ok(&offer.envelope) || offer.envelope.direction != d) {
		role_violation(in->from);
		return;
	}
	enum err e = adopt(&offer.envelope, &i);
	if (e != OK) { /* offered again at the next meeting, at the latest */
		log_warn("item %s cannot be adopted: %s", item_hex(offer.envelope.id).s,
			 err_text(e)->name);
		return;
	}
	record_send();
	tell(&i);
	flight_pump();
}
