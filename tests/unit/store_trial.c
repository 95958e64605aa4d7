/* SPDX-License-Identifier: Apache-2.0
 * store_trial.c: 試行 in the store: results and nothing else, whatever a belt, a portal or the
 * store's own other faces try with such an id.
 */
#include "flow/item.h"
#include "store/flight.h"
#include "store/item.h"
#include "store/trial.h"
#include "store_house.h"
#include "tap.h"

static const char batch_hex[] = "000102030405060708090a0b0c0d0e0f";

static struct envelope trial(const char *sender)
{
	struct envelope e = inbound();
	e.direction = DIRECTION_TRIAL;
	e.recipient_kind = RECIPIENT_NONE;
	memset(e.session, 0, HASH_LEN);
	memcpy(e.id + ID_LEN - TRIAL_MARK_LEN, TRIAL_MARK, TRIAL_MARK_LEN);
	expect(item_set_text(e.recipient, sizeof e.recipient, view_str(batch_hex)));
	expect(item_set_text(e.sender, sizeof e.sender, view_str(sender)));
	expect(item_set_text(e.unit, sizeof e.unit, VIEW("soumu")));
	return e;
}

static bool over(const struct envelope *e)
{
	struct body_state s;
	struct sent *m = sent_last(ROLE_belt, MSG_ITEM_STATE);
	if (!m)
		return false;
	memcpy(&s, m->body, sizeof s);
	return item_same(s.id, e->id) && state_final((enum item_state)s.state);
}

static size_t files(const char *person, struct body_row_trial_file *ret)
{
	struct envelope batch = {0};
	expect_err(item_from_hex(batch_hex, batch.id), OK);
	size_t n = rows(QUERY_TRIAL_FILES, person, "", &batch, MSG_ROW_TRIAL_FILE);
	struct sent *m = sent_last(ROLE_portal, MSG_ROW_TRIAL_FILE);
	if (m && ret)
		memcpy(ret, m->body, sizeof *ret);
	return n;
}

static enum err drop(const char *person)
{
	struct body_query q = {.ticket = ticket_of(person, "soumu", false)};
	expect_err(item_from_hex(batch_hex, q.id), OK);
	sent_clear();
	deliver(on_trial_drop, ROLE_portal, MSG_TRIAL_DROP, 70, &q, -1, -1);
	return done_err();
}

static void one_life(void)
{
	struct body_row_trial_file row = {0};
	struct envelope e = trial("1002");
	struct item item;
	sent_clear();
	offer(&e);
	expect(sent_last(ROLE_belt, MSG_WANT) != NULL);
	expect_err(item_get(e.id, &item), E_NOT_FOUND); /* no item */
	good_form(&e);
	expect(sent_last(ROLE_notary, MSG_REBUILD) != NULL);
	expect(files("1002", &row) == 1 && !row.ended);
	rebuilt_of(&e, OK);
	expect(over(&e));
	expect(!sent_last(ROLE_notary, MSG_SIGN));
	expect(files("1002", &row) == 1 && row.ended && row.err == OK);
	expect(strcmp(row.name, e.name) == 0 && row.size == e.size);
	expect(files("1001", NULL) == SIZE_MAX && done_err() == E_FORBIDDEN); /* no operator */
	expect(rows(QUERY_TRIALS, "1002", "", NULL, MSG_ROW_TRIAL) == 1);
	offer(&e); /* the belt did not hear the end */
	expect(over(&e) && files("1002", NULL) == 1);

	struct envelope bad = trial("1002");
	bad.hash[0] ^= 1;
	offer(&bad);
	form_of(&bad, E_ENCRYPTED, VIEW("no report at all"));
	expect(over(&bad) && files("1002", &row) == 2 && row.err == E_ENCRYPTED);
}

static enum err try_act(enum act what, const struct envelope *e, struct ticket t)
{
	struct body_act a = {.ticket = t, .act = (uint32_t)what, .reason = "理由"};
	memcpy(a.pick.id, e->id, ID_LEN);
	memcpy(a.pick.original, e->hash, HASH_LEN);
	sent_clear();
	deliver(on_act, ROLE_portal, MSG_ACT, 71, &a, -1, -1);
	return done_err();
}

/* It is no item, so nothing that one can be made to do can be done with it. */
static void never_released(void)
{
	struct envelope e = trial("1002");
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	struct ticket boss = ticket_of("1001", "soumu", true),
		      officer = ticket_of("1002", "soumu", true);
	const enum act acts[] = {ACT_APPROVE, ACT_RETURN, ACT_RETRY,
				 ACT_REFUSE,  ACT_URGENT, ACT_CONFIRM};
	for (size_t i = 0; i < array_len(acts); i++) {
		expect_err(try_act(acts[i], &e, boss), E_NOT_FOUND);
		expect_err(try_act(acts[i], &e, officer), E_NOT_FOUND);
	}
	expect(rows(QUERY_ITEM, "1002", "", &e, MSG_ROW_ITEM) == SIZE_MAX);
	expect(rows(QUERY_FILE, "1002", "", &e, MSG_ROW_FD) == SIZE_MAX);
	sent_clear();
	signed_of(&e, 5); /* a captured notary, a captured release */
	delivered_of(&e, OK);
	expect(!sent_last(ROLE_release, MSG_FETCH) && !sent_last(ROLE_notary, MSG_SIGN));
	struct envelope o = e;
	o.direction = DIRECTION_OUT; /* the mark is the id's own: not as anything else */
	o.recipient_kind = RECIPIENT_OUTSIDE;
	struct body_offer body = {.envelope = o};
	deliver(on_offer, ROLE_belt, MSG_OFFER, 2, &body, -1, -1);
	expect(violated == ROLE_belt);
	violated = ROLE_NONE;
	body.envelope = e; /* nor does the Internet half try anything here */
	deliver(on_offer, ROLE_bridge, MSG_OFFER, 2, &body, -1, -1);
	expect(violated == ROLE_bridge);
	violated = ROLE_NONE;
	everybody_up();
}

static void faults_and_ends(void)
{
	struct body_row_trial_file row = {0};
	struct envelope e = trial("1002");
	size_t before = files("1002", NULL);
	offer(&e);
	for (int i = 0; i < 3; i++) {
		good_form(&e);
		rebuilt_of(&e, E_GONE); /* ours: tried again, then told as ours */
	}
	expect(over(&e) && files("1002", &row) == before + 1 && row.err == E_GONE && row.ended);

	struct envelope clerk = trial("1001"); /* no operator: let go */
	sent_clear();
	offer(&clerk);
	expect(over(&clerk) && files("1002", NULL) == before + 1);

	struct envelope open = trial("1002");
	offer(&open);
	restart();
	sent_clear();
	everybody_up();
	expect(sent_last(ROLE_belt, MSG_WANT) != NULL); /* asked again */
	offer(&open);
	expect_err(drop("1001"), E_FORBIDDEN);
	expect_err(drop("1002"), OK);
	expect(over(&open));
	expect_err(drop("1002"), E_NOT_FOUND);
	expect(files("1002", NULL) == 0 &&
	       rows(QUERY_TRIALS, "1002", "", NULL, MSG_ROW_TRIAL) == 0);

	struct envelope again = trial("1002");
	offer(&again);
	store_close();
	sql("UPDATE trial SET changed = 1000");
	open_store();
	trial_tick();
	expect(files("1002", NULL) == 0); /* its days are over */
}

int main(void)
{
	house_begin();
	everybody_up();
	one_life();
	never_released();
	faults_and_ends();
	house_end();
	return tap_done();
}
