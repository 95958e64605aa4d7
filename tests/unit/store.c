/* SPDX-License-Identifier: Apache-2.0
 * store.c: an item's whole life with everybody else played by the test, and what a restart asks
 * again.
 */
#include <openssl/rand.h>

#include "flow/item.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/record.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static void inbound_life(void)
{
	struct envelope e = inbound();
	sent_clear();
	offer(&e);
	expect(now(&e).state == STATE_DISARMING && told(&e, STATE_DISARMING));
	expect(sent_last(ROLE_bridge, MSG_WANT) && !sent_last(ROLE_belt, MSG_WANT));
	offer(&e); /* offered again: nothing new */
	expect(sent_how_many(ROLE_bridge, MSG_WANT) == 1);
	good_form(&e);
	expect(now(&e).state == STATE_REBUILDING && sent_last(ROLE_notary, MSG_REBUILD));
	expect(now(&e).removed == 1 && now(&e).kept == 1);
	good_form(&e); /* late: not a second rebuild */
	expect(sent_how_many(ROLE_notary, MSG_REBUILD) == 1);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_SIGNING && sent_last(ROLE_notary, MSG_SIGN));
	struct body_sign sign;
	memcpy(&sign, sent_last(ROLE_notary, MSG_SIGN)->body, sizeof sign);
	expect(view_eq(view_str(sign.binding.name), VIEW("お知らせ.txt")));
	expect(view_eq(view_str(sign.binding.destination), VIEW("inbox")));
	expect(memcmp(sign.binding.original, e.hash, HASH_LEN) == 0);
	signed_of(&e, 4);
	expect(now(&e).state == STATE_RELEASING && now(&e).position == 4);
	delivered_of(&e, OK);
	expect(now(&e).state == STATE_RELEASED && told(&e, STATE_RELEASED));
	expect(!sent_last(ROLE_release, MSG_UNSTAGE));
	delivered_of(&e, OK);
	offer(&e);
	expect(now(&e).state == STATE_RELEASED && told(&e, STATE_RELEASED));

	expect(rows(QUERY_INBOX, "1001", "unit", NULL, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_INBOX, "1001", "mine", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_INBOX, "2001", "unit", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_ITEM, "1003", "", &e, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_FINDINGS, "1003", "", &e, MSG_ROW_FINDING) == 2);
	expect(rows(QUERY_ITEM, "2002", "", &e, MSG_ROW_ITEM) == SIZE_MAX);
	expect(done_err() == E_NOT_FOUND);
	expect(rows(QUERY_FILE, "2002", "", &e, MSG_ROW_FD) == SIZE_MAX &&
	       !sent_last(ROLE_release, MSG_FETCH));
}

static void refusals_and_holds(void)
{
	struct envelope e = inbound();
	offer(&e);
	form_of(&e, E_ENCRYPTED, VIEW("no report at all"));
	expect(now(&e).state == STATE_REFUSED && now(&e).err == E_ENCRYPTED &&
	       told(&e, STATE_REFUSED));
	expect(sent_last(ROLE_release, MSG_UNSTAGE) != NULL);

	e = inbound();
	offer(&e);
	form_of(&e, OK, VIEW("no report at all")); /* a lie of a captured disarm */
	expect(now(&e).state == STATE_REFUSED && now(&e).err == E_FORM);

	e = inbound();
	expect(item_set_text(e.recipient, sizeof e.recipient, VIEW("nobody")));
	sent_clear();
	offer(&e);
	expect(now(&e).state == STATE_HELD && now(&e).err == E_RECIPIENT);
	expect(!sent_last(ROLE_bridge, MSG_WANT));

	/* A captured gate takes what the policy keeps out: here it ends. */
	struct envelope closed = inbound();
	closed.recipient_kind = RECIPIENT_UNIT;
	expect(item_set_text(closed.recipient, sizeof closed.recipient, VIEW("tosho")));
	offer(&closed);
	expect(now(&closed).state == STATE_HELD && now(&closed).err == E_GATE);
	closed = inbound();
	closed.size = 90000001;
	offer(&closed);
	expect(now(&closed).state == STATE_HELD && now(&closed).err == E_LIMIT_SIZE);
	expect(!sent_last(ROLE_bridge, MSG_WANT));
	expect(rows(QUERY_STUCK, "1002", "", NULL, MSG_ROW_ITEM) >= 1);
	expect_err(act(ACT_RETRY, &e, ticket_of("1001", "soumu", true), ""), E_NOT_FOUND);
	expect_err(act(ACT_RETRY, &e, ticket_of("1002", "soumu", false), ""), OK);
	expect(now(&e).state == STATE_HELD);
	expect_err(act(ACT_REFUSE, &e, ticket_of("1002", "soumu", false), ""), E_REASON);
	expect_err(act(ACT_REFUSE, &e, ticket_of("1002", "soumu", false), "宛先不明"), OK);
	expect(now(&e).state == STATE_REFUSED);
	expect_err(act(ACT_REFUSE, &e, ticket_of("1002", "soumu", false), "宛先不明"), E_CHANGED);

	e = inbound();
	e.hash[0] ^= 1;
	offer(&e);
	struct envelope other = e;
	other.hash[0] ^= 1;
	form_of(&other, OK, VIEW("")); /* a form of another file */
	expect(now(&e).state == STATE_HELD && now(&e).err == E_HASH);

	e = inbound();
	e.direction = DIRECTION_OUT; /* the Internet half has nothing to send out */
	struct body_offer o = {.envelope = e};
	deliver(on_offer, ROLE_bridge, MSG_OFFER, 2, &o, -1, -1);
	expect(violated == ROLE_bridge);
	violated = ROLE_NONE;
}

static void our_own_faults(void)
{
	struct envelope e = inbound();
	offer(&e);
	for (int i = 1; i < STORE_FAULTS; i++) {
		good_form(&e);
		rebuilt_of(&e, E_GONE);
		expect(now(&e).state == STATE_REBUILDING);
		flight_due(STATE_REBUILDING, DIRECTION_NONE);
		flight_pump();
		expect(now(&e).state == STATE_DISARMING);
	}
	good_form(&e);
	rebuilt_of(&e, E_GONE);
	expect(now(&e).state == STATE_HELD && now(&e).err == E_GONE);

	e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, E_FORM);
	expect(now(&e).state == STATE_REFUSED && now(&e).err == E_FORM);
}

static void a_restart_asks_again(void)
{
	struct envelope disarming = inbound(), rebuilding = inbound(), signing = inbound(),
			releasing = inbound();
	struct envelope *all[] = {&disarming, &rebuilding, &signing, &releasing};
	for (size_t i = 0; i < array_len(all); i++) {
		offer(all[i]);
		if (i > 0)
			good_form(all[i]);
		if (i > 1)
			rebuilt_of(all[i], OK);
		if (i > 2)
			signed_of(all[i], 30);
	}
	restart();
	expect(now(&rebuilding).state == STATE_REBUILDING);
	everybody_up();
	expect(now(&disarming).state == STATE_DISARMING &&
	       now(&rebuilding).state == STATE_DISARMING);
	expect(sent_how_many(ROLE_bridge, MSG_WANT) >= 2);
	expect(now(&signing).state == STATE_SIGNING && now(&releasing).state == STATE_RELEASING);
	expect(sent_how_many(ROLE_notary, MSG_SIGN) >= 2);
	signed_of(&releasing, 30);
	expect(now(&releasing).state == STATE_RELEASING);
	delivered_of(&releasing, E_REPLAY);
	expect(now(&releasing).state == STATE_RELEASED);
	/* release lost its copy: from the original, and a new receipt */
	signed_of(&signing, 31);
	delivered_of(&signing, E_NOT_FOUND);
	expect(now(&signing).state == STATE_DISARMING);
	/* the bridge is a new one: what was asked over the old one is asked again */
	sent_clear();
	store_peer_down(ROLE_bridge);
	store_peer_up(ROLE_bridge);
	expect(!sent_last(ROLE_bridge, MSG_WANT));
	/* its first word was dropped by a bridge that had no cable yet: said until it is answered
	 */
	sent_clear();
	store_tick();
	expect(sent_how_many(ROLE_bridge, MSG_HELLO) == 1);
	hello(ROLE_bridge);
	expect(sent_how_many(ROLE_bridge, MSG_WANT) >= 3);
	sent_clear();
	store_tick();
	expect(sent_how_many(ROLE_bridge, MSG_HELLO) == 0);
}

/* Every row gets its leaf, also when the notary died in between. */
static void the_log_is_confirmed(void)
{
	struct envelope e = inbound();
	restart();
	offer(&e); /* nobody is there to confirm */
	there[ROLE_notary] = true;
	store_peer_up(ROLE_notary);
	size_t n = sent_how_many(ROLE_notary, MSG_LOG);
	expect(n > 0);
	for (size_t i = 0, k = sent_count; i < k; i++) {
		if (sent[i].msg != MSG_LOG)
			continue;
		struct body_log log;
		memcpy(&log, sent[i].body, sizeof log);
		struct body_logged logged = {
		    .row = log.row, .position = log.row + 100, .tree_size = 500};
		deliver(on_logged, ROLE_notary, MSG_LOGGED, log.row, &logged, -1, -1);
	}
	record_tick();
	sent_clear();
	record_again();
	expect(sent_how_many(ROLE_notary, MSG_LOG) == 0);
	expect(store.tree_size == 500);
	uint8_t a[HASH_LEN], b[HASH_LEN], salt[HASH_LEN] = {1};
	record_commitment(salt, "ab", "c", a);
	record_commitment(salt, "a", "bc", b);
	expect(memcmp(a, b, HASH_LEN) != 0);
}

static void counters_balance(void)
{
	restart();
	everybody_up();
	sent_clear();
	static const uint8_t nobody[ID_LEN];
	int64_t begun = clock_now();
	expect(record_add(EVENT_BACKUP, nobody, "", "DEST") == OK);
	(void)rows(QUERY_BALANCE, "1002", "", NULL, MSG_ROW_BALANCE);
	struct sent *belt = sent_last(ROLE_belt, MSG_ASK_COUNTS),
		    *cable = sent_last(ROLE_bridge, MSG_CABLE_COUNT),
		    *release = sent_last(ROLE_release, MSG_RELEASE_COUNT);
	if (!expect(belt && cable && release))
		return;
	struct db_rows r = db_ask_none(store.db, SQL_COUNTS);
	struct body_counts c[2] = {{0}, {0}};
	while (db_next(&r)) {
		struct body_counts *one = &c[db_col_int(&r, 0) == DIRECTION_OUT];
		uint64_t n = db_col_uint(&r, 2);
		int64_t state = db_col_int(&r, 1);
		one->accepted += n;
		if (state == STATE_RELEASED)
			one->released += n;
		else if (state == STATE_REFUSED)
			one->refused += n;
		else if (state == STATE_RETURNED)
			one->returned += n;
		else if (state == STATE_EXPIRED)
			one->expired += n;
		else if (state == STATE_WITHDRAWN)
			one->withdrawn += n;
	}
	struct body_cable_counts both = {
	    .belt = c[0], .release = {.released = c[1].released}, .has_release = 1};
	struct body_counts in_release = {.released = c[0].released};
	uint64_t tag = belt->tag;
	deliver(on_counts, ROLE_belt, MSG_COUNTS, tag, &c[1], -1, -1);
	deliver(on_counts, ROLE_release, MSG_RELEASE_COUNTS, tag, &in_release, -1, -1);
	expect(!sent_last(ROLE_portal, MSG_ROW_BALANCE));
	deliver(on_counts, ROLE_bridge, MSG_CABLE_COUNTS, tag, &both, -1, -1);
	struct sent *row = sent_last(ROLE_portal, MSG_ROW_BALANCE);
	if (!expect(row != NULL))
		return;
	struct body_row_balance balance;
	memcpy(&balance, row->body, sizeof balance);
	expect(balance.balanced == 1 && balance.cable == 1 && balance.in[1].accepted > 5);
	expect(balance.backup >= begun && balance.restore_test == 0);
}

static void nobody_waits_for_a_thousand(void)
{
	struct envelope many = inbound(), few;
	restart(); /* nobody is there: everything queues up */
	for (int i = 0; i < 40; i++) {
		struct envelope e = inbound();
		memcpy(e.session, many.session, HASH_LEN);
		offer(&e);
		many = e;
	}
	few = inbound();
	offer(&few);
	everybody_up();
	/* the newcomer's one file is among the first to be started, not the forty-first */
	flight_pump();
	expect(now(&few).state == STATE_DISARMING);
	expect(now(&many).state == STATE_ACCEPTED);
}

int main(void)
{
	house_begin();
	inbound_life();
	refusals_and_holds();
	our_own_faults();
	a_restart_asks_again();
	the_log_is_confirmed();
	counters_balance();
	nobody_waits_for_a_thousand();
	house_end();
	return tap_done();
}
