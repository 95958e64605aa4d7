/* SPDX-License-Identifier: Apache-2.0
 * store_password.c: items that wait for a password: who may type it, how often, and where it goes.
 */
#include "store/flight.h"
#include "store/password.h"
#include "store_house.h"
#include "tap.h"

#define WORD "kanri-2026"

static enum err type(const struct envelope *e, const char *person, const char *unit,
		     const char *word, uint32_t leave_out)
{
	struct body_password b = {.ticket = ticket_of(person, unit, false), .leave_out = leave_out};
	memcpy(b.id, e->id, ID_LEN);
	(void)snprintf(b.password, sizeof b.password, "%s", word);
	sent_clear();
	deliver(on_password, ROLE_portal, MSG_PASSWORD, 9, &b, -1, -1);
	return done_err();
}

static bool unlocked(enum role belt, const struct envelope *e, const char *word, uint32_t leave_out)
{
	struct body_unlock b;
	struct sent *m = sent_last(belt, MSG_UNLOCK);
	if (!m || sent_how_many(belt, MSG_WANT))
		return false;
	memcpy(&b, m->body, sizeof b);
	return memcmp(b.id, e->id, ID_LEN) == 0 && !strcmp(b.password, word) &&
	       b.leave_out == leave_out;
}

static struct envelope locked(struct envelope e)
{
	offer(&e);
	form_of(&e, E_PASSWORD, VIEW(""));
	expect(now(&e).state == STATE_LOCKED && now(&e).err == E_PASSWORD);
	expect(told(&e, STATE_LOCKED));
	return e;
}

static void who_may(void)
{
	struct envelope e = locked(inbound());
	expect_err(type(&e, "2002", "kensetsu", WORD, 0), E_NOT_FOUND);
	expect(now(&e).state == STATE_LOCKED && !sent_last(ROLE_bridge, MSG_UNLOCK));
	expect_err(type(&e, "1003", "soumu", "", 0), E_PASSWORD);
	expect_err(type(&e, "1003", "soumu", WORD, 0), OK); /* anybody of the unit */
	expect(unlocked(ROLE_bridge, &e, WORD, 0));
	expect(now(&e).state == STATE_DISARMING && told(&e, STATE_DISARMING));
	expect_err(type(&e, "1003", "soumu", WORD, 0), E_CHANGED);
	good_form(&e);
	expect(now(&e).state == STATE_REBUILDING);

	e = inbound();
	e.recipient_kind = RECIPIENT_PERSON;
	memset(e.recipient, 0, sizeof e.recipient);
	memcpy(e.recipient, "2003", 4);
	e = locked(e);
	expect_err(type(&e, "1002", "soumu", WORD, 0), E_FORBIDDEN); /* sees it as the operator */
	expect_err(type(&e, "2003", "kensetsu", WORD, 1), OK);
	expect(unlocked(ROLE_bridge, &e, WORD, 1));

	e = locked(outbound(GRADE_1));
	expect(e.direction == DIRECTION_OUT);
	expect_err(type(&e, "1003", "soumu", WORD, 0), E_NOT_FOUND);
	expect_err(type(&e, e.sender, e.unit, WORD, 0), OK);
	expect(unlocked(ROLE_belt, &e, WORD, 0));
}

static void five_tries(void)
{
	struct envelope e = locked(inbound());
	uint32_t tries = 9;
	expect(password_tries(e.id, &tries) == OK && tries == 0);
	for (uint32_t i = 1; i <= PASSWORD_TRIES; i++) {
		expect_err(type(&e, "1001", "soumu", "nope", 0), OK);
		expect(password_tries(e.id, &tries) == OK && tries == i);
		form_of(&e, E_PASSWORD_WRONG, VIEW(""));
		bool last = i == PASSWORD_TRIES;
		expect(now(&e).state == (last ? STATE_REFUSED : STATE_LOCKED));
		expect_err(now(&e).err, last ? E_PASSWORD_TRIES : E_PASSWORD_WRONG);
	}
	expect_err(type(&e, "1001", "soumu", WORD, 0), E_CHANGED);
}

static void what_is_lost_is_asked_again(void)
{
	struct envelope e = locked(inbound());
	expect_err(type(&e, "1001", "soumu", WORD, 0), OK);
	restart(); /* the password is nowhere */
	sent_clear();
	everybody_up();
	hello(ROLE_bridge);
	flight_due(STATE_DISARMING, DIRECTION_NONE);
	flight_pump();
	expect(sent_last(ROLE_bridge, MSG_WANT) && !sent_last(ROLE_bridge, MSG_UNLOCK));
	form_of(&e, E_PASSWORD, VIEW(""));
	expect(now(&e).state == STATE_LOCKED);

	store_peer_down(ROLE_bridge);
	expect_err(type(&e, "1001", "soumu", WORD, 0), E_BUSY); /* nothing is counted */
	hello(ROLE_bridge);
	expect(now(&e).state == STATE_LOCKED);
	uint32_t tries = 0;
	expect(password_tries(e.id, &tries) == OK && tries == 1);
	expect_err(act(ACT_REFUSE, &e, ticket_of("1002", "soumu", false), "不要になった"), OK);
	expect(now(&e).state == STATE_REFUSED);
}

static void a_broken_word(void)
{
	struct envelope e = locked(inbound());
	struct body_password b = {.ticket = ticket_of("1001", "soumu", false)};
	memcpy(b.id, e.id, ID_LEN);
	memset(b.password, 'x', sizeof b.password); /* no end */
	deliver(on_password, ROLE_portal, MSG_PASSWORD, 9, &b, -1, -1);
	expect_err(done_err(), E_PROTOCOL);
	expect_err(type(&e, "1001", "soumu", WORD, 2), E_PROTOCOL);
	expect(now(&e).state == STATE_LOCKED);
}

/* For as long as a file stays in the inbox, and no longer. */
static void nobody_types(void)
{
	struct envelope e = locked(inbound()), out = locked(outbound(GRADE_1));
	closed_sql("UPDATE item SET changed = changed - 29 * 86400 WHERE state = 12");
	store_tick();
	expect(now(&e).state == STATE_LOCKED && now(&out).state == STATE_LOCKED);
	closed_sql("UPDATE item SET changed = changed - 2 * 86400 WHERE state = 12");
	store_tick();
	expect(now(&e).state == STATE_EXPIRED && now(&e).err == E_EXPIRED);
	expect(now(&out).state == STATE_EXPIRED);
	expect_err(type(&e, "1001", "soumu", WORD, 0), E_CHANGED);
}

int main(void)
{
	house_begin();
	who_may();
	five_tries();
	what_is_lost_is_asked_again();
	a_broken_word();
	nobody_types();
	house_end();
	return tap_done();
}
