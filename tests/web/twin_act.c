/* SPDX-License-Identifier: Apache-2.0
 * twin_act.c: what becomes of an item of the town when somebody decides about it.
 */
#include "notary/picks.h"
#include "sys/log.h"
#include "tests/web/twin.h"

#define SET(field, value) (void)snprintf((field), sizeof(field), "%s", (value))

enum err twin_act(const struct body_act *a)
{
	struct body_row_item *i = twin_find(a->pick.id);
	bool decides = a->act == ACT_APPROVE || a->act == ACT_AFTER_YES;
	uint8_t what[HASH_LEN], terms[HASH_LEN];
	if (!i)
		return E_NOT_FOUND;
	/* The code was for a list with this one. */
	if (decides && (pick_subject((enum act)a->act, &a->pick, &a->among, what) != OK ||
			memcmp(what, a->warrant.what, HASH_LEN) != 0))
		return E_STEPUP;
	if (a->act == ACT_APPROVE || a->act == ACT_RETURN) {
		if (!strcmp(i->envelope.sender, a->ticket.person))
			return E_SELF_APPROVAL;
		if (i->state != STATE_WAITING && strcmp(i->decided_by, a->ticket.person) != 0)
			return E_DECIDED;
		picks_terms(&i->envelope, i->output_name, terms);
		if (a->act == ACT_APPROVE && memcmp(a->pick.terms, terms, HASH_LEN) != 0)
			return E_CHANGED;
		if (i->state != STATE_WAITING ||
		    memcmp(a->pick.original, i->envelope.hash, HASH_LEN) != 0 ||
		    memcmp(a->pick.output, i->output, HASH_LEN) != 0)
			return E_CHANGED;
	}
	if (a->act == ACT_APPROVE && ++i->given < i->wanted)
		return OK;
	if (a->act == ACT_URGENT) {
		i->urgency = URGENCY_ASKED;
		SET(i->urgent_reason, a->reason);
		return a->reason[0] ? OK : E_REASON;
	}
	if (a->act == ACT_AFTER_YES || a->act == ACT_AFTER_NO) {
		if (i->urgency != URGENCY_SENT)
			return E_DECIDED;
		i->urgency = a->act == ACT_AFTER_YES ? URGENCY_APPROVED : URGENCY_OBJECTED;
		return OK;
	}
	if (a->act == ACT_CONFIRM) {
		if (i->state != STATE_WAITING)
			return E_DECIDED;
		i->urgency = URGENCY_SENT;
		i->after_due = clock_now() + 60000;
	}
	SET(i->decided_by, a->ticket.person);
	SET(i->decision, a->reason);
	i->state = a->act == ACT_APPROVE || a->act == ACT_CONFIRM ? STATE_SIGNING
		   : a->act == ACT_RETURN			  ? STATE_RETURNED
		   : a->act == ACT_RETRY			  ? STATE_ACCEPTED
								  : STATE_REFUSED;
	twin_moves(i);
	return OK;
}

/* The right one is known to the test; two lines are two candidates. */
enum err twin_password(const struct body_password *p)
{
	struct body_row_item *i = twin_find(p->id);
	if (!i || i->state != STATE_LOCKED)
		return E_CHANGED;
	if (!p->password[0] && !p->leave_out)
		return E_PASSWORD;
	i->tries++;
	i->err = E_PASSWORD_WRONG;
	if (view_has(view_str(p->password), VIEW("kanri-2026")) || p->leave_out) {
		i->state = STATE_RELEASED;
		i->err = OK;
	} else if (i->tries >= PASSWORD_TRIES) {
		i->state = STATE_REFUSED;
		i->err = E_PASSWORD_TRIES;
	}
	return OK;
}

static struct body_row_preserved preserved; /* 証拠保全 */

enum err twin_preserve(const struct body_preserve *a)
{
	if (a->ticket.stepped_up <= clock_now())
		return E_STEPUP;
	if (a->since != preserved.since)
		return E_CHANGED;
	if (a->act == PRESERVE_BEGIN) {
		preserved = (struct body_row_preserved){.since = clock_now(), .by = "佐々木 亮"};
		memcpy(preserved.reason, a->reason, sizeof(preserved.reason));
	} else if (a->act == PRESERVE_ASK_END) {
		preserved.asked = clock_now();
		memcpy(preserved.asked_by, preserved.by, sizeof(preserved.asked_by));
		memcpy(preserved.asked_reason, a->reason, sizeof(preserved.asked_reason));
	} else if (a->act == PRESERVE_KEEP) {
		preserved.asked = 0;
	} else {
		return E_SELF_APPROVAL;
	}
	return OK;
}

void twin_preserved(uint64_t tag, const char *person)
{
	preserved.may = 0;
	if (!strcmp(person, "1101"))
		preserved.may = !preserved.since   ? 1u << PRESERVE_BEGIN
				: !preserved.asked ? 1u << PRESERVE_ASK_END
						   : 1u << PRESERVE_KEEP;
	twin_answer(tag, ROLE_store, MSG_ROW_PRESERVED, &preserved, -1);
}
