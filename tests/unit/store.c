/* SPDX-License-Identifier: Apache-2.0
 * store.c: an item's whole life with everybody else played by the test, approvals, and what a
 * restart asks again.
 */
#include <openssl/rand.h>
#include <sqlite3.h>
#include <unistd.h>

#include "flow/item.h"
#include "form/report.h"
#include "people/ticket.h"
#include "roles.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/item.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static char place[] = "/tmp/sekisho-store-XXXXXX", path[64];
static struct signing_key auth;
static uint64_t belt_nonce = 77;

static const char policy_text[] =
    "schema: 1\n"
    "body: {name: 関所町}\n"
    "organs: [{code: mayor, name: 町長部局}]\n"
    "units:\n"
    "  - {code: soumu, name: 総務課, organ: mayor, manager: '1001'}\n"
    "  - {code: kensetsu, name: 建設課, organ: mayor, manager: '2001'}\n"
    "people:\n"
    "  - {number: '1001', name: 石田 和子, units: [soumu], roles: [clerk, approver]}\n"
    "  - {number: '1003', name: 大西 健, units: [soumu], roles: [clerk, approver]}\n"
    "  - {number: '1002', name: 高野 誠, units: [soumu], roles: [clerk, operator]}\n"
    "  - {number: '2001', name: 村上 勇, units: [kensetsu], roles: [clerk, approver], deputy: "
    "'2002'}\n"
    "  - {number: '2002', name: 藤井 直樹, units: [kensetsu], roles: [clerk]}\n"
    "zones:\n"
    "  - {code: inet, name: インターネット接続系, kind: internet}\n"
    "  - {code: lgwan, name: LGWAN接続系, kind: lgwan}\n"
    "flows:\n"
    "  - {code: in, name: 取込, direction: inbound, from: inet, to: lgwan}\n"
    "  - {code: out, name: 庁外送付, direction: outbound, from: lgwan, to: inet,\n"
    "     destinations: [{domain: '*.lg.jp', highest_grade: 3}, {domain: '*', highest_grade: 2}]}\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "approvals: {deputy_after_minutes: 0, expire_after_minutes: 60}\n";

enum {
#define FORMAT(name, extensions, ja, en) FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
};

/* --- the house around the store --- */

static void open_store(void)
{
	expect_err(store_open(path, view_str(policy_text), &auth.public), OK);
}

static void hello(enum role from)
{
	struct body_hello h = {.nonce = belt_nonce, .answer = store.nonce};
	memcpy(h.policy, store.policy->hash, HASH_LEN);
	deliver(on_store_hello, from, MSG_HELLO, 1, &h, -1, -1);
}

static void everybody_up(void)
{
	static const enum role all[] = {ROLE_notary, ROLE_release, ROLE_portal, ROLE_belt,
					ROLE_bridge};
	for (size_t i = 0; i < array_len(all); i++) {
		there[all[i]] = true;
		store_peer_up(all[i]);
	}
	hello(ROLE_belt);
	hello(ROLE_bridge);
}

static void everybody_down(void)
{
	memset(there, 0, sizeof there);
}

static struct envelope inbound(void)
{
	struct envelope e = {.version = 1,
			     .direction = DIRECTION_IN,
			     .recipient_kind = RECIPIENT_UNIT,
			     .size = 5,
			     .accepted = clock_now()};
	expect(RAND_bytes(e.id, ID_LEN) == 1);
	expect(RAND_bytes(e.session, HASH_LEN) == 1);
	hash_bytes(VIEW("hello"), e.hash);
	expect(item_set_text(e.name, sizeof e.name, VIEW("お知らせ.txt")));
	expect(item_set_text(e.recipient, sizeof e.recipient, VIEW("soumu")));
	return e;
}

static struct envelope outbound(enum grade grade)
{
	struct envelope e = inbound();
	e.direction = DIRECTION_OUT;
	e.recipient_kind = RECIPIENT_OUTSIDE;
	e.grade = (uint8_t)grade;
	memset(e.session, 0, HASH_LEN);
	expect(item_set_text(e.recipient, sizeof e.recipient, VIEW("info@city.example.lg.jp")));
	expect(item_set_text(e.sender, sizeof e.sender, VIEW("1001")));
	expect(item_set_text(e.unit, sizeof e.unit, VIEW("soumu")));
	return e;
}

static enum role belt_of(const struct envelope *e)
{
	return e->direction == DIRECTION_IN ? ROLE_bridge : ROLE_belt;
}

static void offer(const struct envelope *e)
{
	struct body_offer o = {.envelope = *e};
	deliver(on_offer, belt_of(e), MSG_OFFER, 2, &o, -1, -1);
}

static int sealed(struct view v)
{
	int fd = memfd_new("test");
	expect(fd >= 0 && file_write(fd, v) == OK && memfd_seal(fd) == OK);
	return fd;
}

static void form_of(const struct envelope *e, enum err err, struct view report)
{
	struct body_form f = {.err = (uint32_t)err, .format = FORMAT_text, .cpu_us = 10};
	memcpy(f.id, e->id, ID_LEN);
	memcpy(f.hash, e->hash, HASH_LEN);
	deliver(on_form, belt_of(e), MSG_FORM, 3, &f, sealed(VIEW("form")), sealed(report));
}

static void good_form(const struct envelope *e)
{
	static struct report report;
	report = (struct report){.n = 0};
	struct buf b = buf_new(4096);
	report_add(&report, FINDING_METADATA, PLACE_FILE, 0, VIEW("author"), NULL);
	report_add(&report, FINDING_ENCODING, PLACE_FILE, 0, VIEW(""), NULL);
	report_write(&report, &b);
	form_of(e, OK, buf_view(&b));
	buf_free(&b);
}

static void rebuilt_of(const struct envelope *e, enum err err)
{
	struct body_rebuilt r = {.err = (uint32_t)err, .length = 7, .ext = "txt"};
	memcpy(r.id, e->id, ID_LEN);
	memset(r.output, 0xab, HASH_LEN);
	deliver(on_rebuilt, ROLE_notary, MSG_REBUILT, 4, &r, sealed(VIEW("見る文")), -1);
}

static void signed_of(const struct envelope *e, uint64_t position)
{
	struct body_signed s = {
	    .position = position, .time = clock_now(), .tree_size = position + 1};
	memcpy(s.id, e->id, ID_LEN);
	deliver(on_signed, ROLE_notary, MSG_SIGNED, 5, &s, -1, -1);
}

static void delivered_of(const struct envelope *e, enum err err)
{
	bool in = e->direction == DIRECTION_IN;
	struct body_delivered d = {.err = (uint32_t)err, .half = in ? 'L' : 'I', .position = 9};
	memcpy(d.id, e->id, ID_LEN);
	deliver(on_delivered, in ? ROLE_release : ROLE_bridge, in ? MSG_DELIVERED : MSG_OUT_DONE, 6,
		&d, -1, -1);
}

static struct item now(const struct envelope *e)
{
	struct item i = {0};
	expect_err(item_get(e->id, &i), OK);
	return i;
}

static bool told(const struct envelope *e, enum item_state state)
{
	struct body_state s;
	struct sent *m = sent_last(belt_of(e), MSG_ITEM_STATE);
	if (!m)
		return false;
	memcpy(&s, m->body, sizeof s);
	return item_same(s.id, e->id) && s.state == (uint32_t)state;
}

/* --- people --- */

static struct ticket ticket_of(const char *person, const char *unit, bool stepped_up)
{
	struct ticket t = {.issued = clock_now(), .expires = clock_now() + 600};
	t.stepped_up = stepped_up ? clock_now() + 60 : 0;
	expect(item_set_text(t.person, sizeof t.person, view_str(person)));
	expect(item_set_text(t.unit, sizeof t.unit, view_str(unit)));
	expect(RAND_bytes(t.session, ID_LEN) == 1);
	expect_err(ticket_sign(&auth, &t), OK);
	return t;
}

static enum err done_err(void)
{
	struct body_done d = {.err = E_INTERNAL};
	struct sent *m = sent_last(ROLE_portal, MSG_DONE);
	if (m)
		memcpy(&d, m->body, sizeof d);
	return (enum err)d.err;
}

static enum err act(enum act what, const struct envelope *e, struct ticket t, const char *reason)
{
	struct item i = now(e);
	struct body_act a = {.ticket = t, .act = (uint32_t)what};
	memcpy(a.id, e->id, ID_LEN);
	memcpy(a.original, i.envelope.hash, HASH_LEN);
	memcpy(a.output, i.output, HASH_LEN);
	expect(item_set_text(a.reason, sizeof a.reason, view_str(reason)));
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	return done_err();
}

static size_t rows(enum query q, const char *person, const char *text, const struct envelope *e,
		   enum msg row)
{
	struct body_query query = {.ticket = ticket_of(person, "soumu", false),
				   .query = (uint32_t)q};
	if (e)
		memcpy(query.id, e->id, ID_LEN);
	expect(item_set_text(query.text, sizeof query.text, view_str(text)));
	sent_clear();
	deliver(on_query, ROLE_portal, MSG_QUERY, 8, &query, -1, -1);
	return done_err() == OK ? sent_how_many(ROLE_portal, row) : SIZE_MAX;
}

/* --- tests --- */

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

static void a_download_is_logged(void)
{
	struct envelope e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK); /* release was faster than the notary's word */
	expect(now(&e).state == STATE_RELEASED && now(&e).position == 9);
	(void)rows(QUERY_FILE, "1001", "", &e, MSG_ROW_FD);
	struct sent *fetch = sent_last(ROLE_release, MSG_FETCH);
	expect(fetch != NULL && !sent_last(ROLE_portal, MSG_DONE));
	struct body_item body;
	memcpy(body.id, e.id, ID_LEN);
	if (fetch)
		deliver(on_fetched, ROLE_release, MSG_FETCHED, fetch->tag, &body, sealed(VIEW("x")),
			-1);
	expect(sent_last(ROLE_portal, MSG_ROW_FD) && done_err() == OK);
	expect(now(&e).fetched == 1);
	expect(rows(QUERY_LOG, "1002", "", NULL, MSG_ROW_LOG) >= 3);
	expect(rows(QUERY_LOG, "1001", "", NULL, MSG_ROW_LOG) == SIZE_MAX);
	expect(done_err() == E_FORBIDDEN);
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

static struct envelope waiting(enum grade grade)
{
	struct envelope e = outbound(grade);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING);
	return e;
}

static void approvals(void)
{
	struct envelope e = waiting(GRADE_2);
	expect(rows(QUERY_PENDING, "1003", "", NULL, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_PENDING, "1001", "", NULL, MSG_ROW_ITEM) == 0); /* asked for it */
	expect(rows(QUERY_PENDING, "2001", "", NULL, MSG_ROW_ITEM) == 0); /* another unit */
	expect(rows(QUERY_PREVIEW, "1003", "", &e, MSG_ROW_FD) == 1);

	struct ticket approver = ticket_of("1003", "soumu", true);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1001", "soumu", true), ""), E_SELF_APPROVAL);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1002", "soumu", true), ""), E_FORBIDDEN);
	expect_err(act(ACT_APPROVE, &e, ticket_of("2001", "kensetsu", true), ""), E_NOT_FOUND);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", false), ""), E_STEPUP);
	struct ticket forged = approver;
	forged.roles |= 8;
	expect_err(act(ACT_APPROVE, &e, forged, ""), E_SIGNATURE);
	struct body_act a = {.ticket = approver, .act = ACT_APPROVE};
	memcpy(a.id, e.id, ID_LEN);
	memcpy(a.original, e.hash, HASH_LEN);
	memset(a.output, 0xac, HASH_LEN);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	expect_err(done_err(), E_CHANGED);
	expect(now(&e).state == STATE_WAITING);
	sent_clear();
	expect_err(act(ACT_APPROVE, &e, approver, "内容を確認"), OK);
	expect(now(&e).state == STATE_SIGNING);
	struct body_sign sign;
	memcpy(&sign, sent_last(ROLE_notary, MSG_SIGN)->body, sizeof sign);
	struct item i = now(&e);
	static const uint8_t zero[HASH_LEN];
	expect(memcmp(sign.binding.approval, i.approval, HASH_LEN) == 0);
	expect(memcmp(sign.binding.approval, zero, HASH_LEN) != 0);
	expect(view_eq(view_str(sign.binding.destination), VIEW("outbox")));
	expect_err(act(ACT_APPROVE, &e, approver, ""), E_CHANGED);
	signed_of(&e, 20);
	delivered_of(&e, OK);
	expect(now(&e).state == STATE_RELEASED && sent_last(ROLE_release, MSG_UNSTAGE));

	e = waiting(GRADE_2);
	expect_err(act(ACT_RETURN, &e, approver, ""), E_REASON);
	expect_err(act(ACT_RETURN, &e, approver, "個人番号が残っています"), OK);
	expect(now(&e).state == STATE_RETURNED && told(&e, STATE_RETURNED));

	/* grade 3: the unit's manager and a reason; the manager asked for it herself: nobody else
	 * may */
	e = waiting(GRADE_3);
	expect_err(act(ACT_APPROVE, &e, approver, "理由"), E_NOT_FOUND);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1001", "soumu", true), "理由"), E_SELF_APPROVAL);

	e = outbound(GRADE_1);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_SIGNING);

	e = outbound(GRADE_3);
	expect(item_set_text(e.recipient, sizeof e.recipient, VIEW("a@example.com")));
	offer(&e);
	expect(now(&e).state == STATE_HELD && now(&e).err == E_POLICY);
}

static void sql(const char *text)
{
	sqlite3 *db = NULL;
	expect(sqlite3_open(path, &db) == SQLITE_OK &&
	       sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
	expect(sqlite3_close(db) == SQLITE_OK);
}

static void restart(void)
{
	store_close();
	everybody_down();
	sent_clear();
	open_store();
}

static void deputies_and_expiry(void)
{
	struct envelope e = waiting(GRADE_2), late = waiting(GRADE_2), managed = outbound(GRADE_3);
	expect(item_set_text(managed.sender, sizeof managed.sender, VIEW("2002")));
	expect(item_set_text(managed.unit, sizeof managed.unit, VIEW("kensetsu")));
	offer(&managed);
	good_form(&managed);
	rebuilt_of(&managed, OK);
	struct ticket manager = ticket_of("2001", "kensetsu", true);
	expect_err(act(ACT_APPROVE, &managed, manager, ""), E_REASON);
	expect_err(act(ACT_APPROVE, &managed, manager, "至急"), OK);
	store_close();
	sql("UPDATE approval SET due = 1 WHERE verdict = 0");
	everybody_down();
	open_store();
	everybody_up();
	expect_err(act(ACT_APPROVE, &late, ticket_of("1003", "soumu", true), ""), E_EXPIRED);
	sent_clear();
	store_tick();
	expect(now(&e).state == STATE_EXPIRED && now(&late).state == STATE_EXPIRED);
	expect(sent_how_many(ROLE_release, MSG_UNSTAGE) >= 2);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), E_NOT_FOUND);
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
	hello(ROLE_bridge);
	expect(sent_how_many(ROLE_bridge, MSG_WANT) >= 3);
}

static void another_policy(void)
{
	struct envelope e = waiting(GRADE_2);
	store_close();
	everybody_down();
	char changed[sizeof policy_text + 32];
	(void)snprintf(changed, sizeof changed, "%s# changed\n", policy_text);
	expect_err(store_open(path, view_str(changed), &auth.public), OK);
	expect(now(&e).state == STATE_DISARMING); /* approved nothing yet, and will be asked anew */
	everybody_up();
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), E_NOT_FOUND);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), OK);
	/* a belt under another policy is asked for nothing */
	struct body_hello h = {.nonce = 5, .answer = store.nonce};
	sent_clear();
	deliver(on_store_hello, ROLE_bridge, MSG_HELLO, 1, &h, -1, -1);
	struct envelope later = inbound();
	offer(&later);
	expect(now(&later).state == STATE_ACCEPTED && !sent_last(ROLE_bridge, MSG_WANT));
	hello(ROLE_bridge);
	expect(now(&later).state == STATE_DISARMING);
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
	if (!expect(mkdtemp(place) != NULL))
		return tap_done();
	(void)snprintf(path, sizeof path, "%s/store.db", place);
	expect_err(signing_key_new("auth", true, &auth), OK);
	open_store();
	everybody_up();
	inbound_life();
	a_download_is_logged();
	refusals_and_holds();
	our_own_faults();
	approvals();
	deputies_and_expiry();
	a_restart_asks_again();
	another_policy();
	the_log_is_confirmed();
	counters_balance();
	nobody_waits_for_a_thousand();
	store_close();
	sent_clear();
	free(sent);
	expect(unlink(path) == 0 && rmdir(place) == 0);
	return tap_done();
}
