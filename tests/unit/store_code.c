/* SPDX-License-Identifier: Apache-2.0
 * store_code.c: one code approves the list that it was typed for: all forty of it, each by itself,
 * and nothing else while it counts.
 */
#include "flow/item.h"
#include "notary/order.h"
#include "notary/picks.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

#define MANY 40 /* as many as the policy can let one code approve */

static struct ticket approver;

static enum err say(const struct body_act *a)
{
	deliver(on_act, ROLE_portal, MSG_ACT, 7, a, -1, -1);
	return done_err();
}

static struct body_act approval(const struct pick *picks, size_t n, size_t index)
{
	struct body_act a = {.ticket = approver, .act = ACT_APPROVE};
	give_code(&a, picks, n, index);
	return a;
}

/* Every place of every length leads to the one list; no other place and no other pick does. */
static void places(void)
{
	struct pick picks[PICKS_MAX];
	uint8_t want[HASH_LEN], got[HASH_LEN];
	struct place_among at;
	bool good = true, bad = false;
	for (size_t i = 0; i < PICKS_MAX; i++)
		memset(&picks[i], (int)i + 1, sizeof picks[i]);
	for (size_t n = 1; n <= PICKS_MAX; n++) {
		picks_subject(ACT_APPROVE, picks, n, want);
		for (size_t i = 0; i < n; i++) {
			picks_place(picks, n, i, &at);
			good = good && pick_subject(ACT_APPROVE, &picks[i], &at, got) == OK &&
			       memcmp(want, got, HASH_LEN) == 0;
			bad = bad || pick_subject(ACT_APPROVE, &picks[(i + 1) % PICKS_MAX], &at,
						  got) == OK;
			at.index++;
			bad = bad || pick_subject(ACT_APPROVE, &picks[i], &at, got) == OK;
		}
	}
	expect(good && !bad);
	picks_place(picks, 3, 1, &at);
	expect_err(pick_subject(ACT_APPROVE, &picks[1], &at, want), OK);
	expect_err(pick_subject(ACT_AFTER_YES, &picks[1], &at, got), OK);
	expect(memcmp(want, got, HASH_LEN) != 0);
	at.depth = PICKS_DEPTH + 1;
	expect_err(pick_subject(ACT_APPROVE, &picks[1], &at, got), E_HASH);
	at.depth = 2;
	at.count = PICKS_MAX + 1;
	expect_err(pick_subject(ACT_APPROVE, &picks[1], &at, got), E_HASH);
	at.count = 0;
	expect_err(pick_subject(ACT_APPROVE, &picks[1], &at, got), E_HASH);
	/* The root is the same, and still it is another list: its length is part of it. */
	picks_place(picks, 1, 0, &at);
	picks_subject(ACT_APPROVE, picks, 1, want);
	at.count = 2;
	expect(pick_subject(ACT_APPROVE, &picks[0], &at, got) != OK);
}

static void forty(void)
{
	static struct envelope e[MANY];
	static struct pick picks[MANY];
	size_t signing = 0, told_ok = 0;
	for (size_t i = 0; i < MANY; i++) {
		e[i] = waiting(GRADE_2);
		struct item it = now(&e[i]);
		picks[i] = pick_of(&it);
	}
	struct envelope other = waiting(GRADE_2);
	struct item not_shown = now(&other);
	struct body_act a = approval(picks, MANY, 7), forged = a;
	forged.pick = pick_of(&not_shown);
	expect_err(say(&forged), E_STEPUP); /* at the place of one that was in the list */
	picks_place(&forged.pick, 1, 0, &forged.among);
	expect_err(say(&forged),
		   E_CHANGED); /* in a list of its own, which nobody gave a code for */
	forged = a;
	forged.act = ACT_AFTER_YES;
	expect(say(&forged) != OK);
	forged = a;
	memset(&forged.warrant, 0, sizeof forged.warrant);
	expect_err(say(&forged), E_STEPUP); /* the ticket is stepped up, and that is nothing */
	forged = a;
	forged.warrant.expires = clock_now() - 1;
	forged.warrant.issued = clock_now() - 301;
	expect_err(warrant_sign(&auth, &forged.warrant), OK);
	expect_err(say(&forged), E_STEPUP);
	forged = a;
	memcpy(forged.warrant.person, "1002", 5);
	expect_err(warrant_sign(&auth, &forged.warrant), OK);
	expect_err(say(&forged), E_FORBIDDEN); /* another person's code */
	expect(now(&other).state == STATE_WAITING && now(&e[7]).state == STATE_WAITING);
	/* Somebody else was faster with one of them: it stops no other. */
	expect_err(act(ACT_RETURN, &e[3], approver, "差し戻し"), OK);
	for (size_t i = 0; i < MANY; i++) {
		picks_place(picks, MANY, i, &a.among);
		a.pick = picks[i]; /* the same warrant, typed once */
		told_ok += say(&a) == OK;
		signing += now(&e[i]).state == STATE_SIGNING;
	}
	expect(told_ok == MANY - 1 && signing == MANY - 1);
	expect(now(&other).state == STATE_WAITING);
}

/* No more than the policy says, whatever a portal counts. */
static void too_many(void)
{
	static struct pick picks[PICKS_MAX];
	struct envelope e = waiting(GRADE_2);
	struct item it = now(&e);
	memset(picks, 7, sizeof picks);
	picks[0] = pick_of(&it);
	struct body_act a = approval(picks, MANY + 1, 0);
	expect_err(say(&a), E_STEPUP);
	a = approval(picks, MANY, 0);
	expect_err(say(&a), OK);
}

int main(void)
{
	house_begin();
	approver = ticket_of("1003", "soumu", true);
	places();
	forty();
	too_many();
	house_end();
	return tap_done();
}
