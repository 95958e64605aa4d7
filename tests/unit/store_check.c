/* SPDX-License-Identifier: Apache-2.0
 * store_check.c: 送付前点検: what is found holds an outbound item, and only its sender decides.
 */
#include "store/check.h"

#include <unistd.h>

#include "store/drive.h"
#include "store/flight.h"
#include "store/record.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static struct finds found;
static uint8_t pixels[60];

static void find(uint64_t id, enum find_kind kind)
{
	struct find f = {.id = id,
			 .kind = kind,
			 .severity = find_text(kind)->severity,
			 .erasable = find_text(kind)->erased != FIND_NOT,
			 .count = 1,
			 .width = 10,
			 .height = 6,
			 .pixels = view_of(pixels, sizeof pixels),
			 .place = {.at = FIND_AT_SHEET, .number = 1, .row = 12, .column = 2}};
	find_word_set(&f.place.name, VIEW("名簿"));
	find_word_set(&f.excerpt, VIEW("********1234"));
	if (found.pictures == FINDS_PICTURES_MAX)
		f.width = f.height = 0, f.pixels = view_of(NULL, 0);
	finds_add(&found, &f);
}

static void nothing(void)
{
	memset(&found, 0, sizeof found);
}

/* Up to the output of the finds that were set; which then begin anew. */
static void come(const struct envelope *e)
{
	if (found.erased == 0)
		expect(check_chosen(e->id, &found.erased) == OK);
	inspected_of(e, OK, &found);
	nothing();
	rebuilt_of(e, OK);
}

static struct envelope sent_out(enum grade grade)
{
	struct envelope e = outbound(grade);
	offer(&e);
	come(&e);
	return e;
}

static enum err choose_as(const struct envelope *e, const char *person, enum choice choice,
			  uint64_t id, const char *reason)
{
	struct item i = now(e);
	struct body_check b = {.ticket = ticket_of(person, "soumu", false),
			       .choice = (uint32_t)choice,
			       .n = id != 0,
			       .finds = {id}};
	memcpy(b.id, e->id, ID_LEN);
	memcpy(b.output, i.output, HASH_LEN);
	(void)snprintf(b.reason, sizeof b.reason, "%s", reason);
	sent_clear();
	deliver(on_check, ROLE_portal, MSG_CHECK, 9, &b, -1, -1);
	return done_err();
}

static enum err choose(const struct envelope *e, enum choice choice, uint64_t id,
		       const char *reason)
{
	return choose_as(e, "1001", choice, id, reason);
}

static bool to_erase(uint64_t a, uint64_t b)
{
	static struct erase list;
	struct buf bytes = buf_new(8192);
	struct sent *m = sent_last(ROLE_belt, MSG_ERASE);
	bool ok = m && memfd_is_sealed(m->fds[0]) && file_read(m->fds[0], 8192, &bytes) == OK &&
		  erase_read(buf_view(&bytes), &list) == OK &&
		  list.n == (uint32_t)((a != 0) + (b != 0)) && (!a || erase_has(&list, a)) &&
		  (!b || erase_has(&list, b)) && sent_last(ROLE_belt, MSG_WANT) > m;
	buf_free(&bytes);
	return ok;
}

/* How many there are on the list that the belt was given; 0: none, or no WANT after it. */
static uint32_t listed(void)
{
	static struct erase list;
	struct buf bytes = buf_new((size_t)64 << 10);
	struct sent *m = sent_last(ROLE_belt, MSG_ERASE);
	bool ok = m && file_read(m->fds[0], bytes.cap, &bytes) == OK &&
		  erase_read(buf_view(&bytes), &list) == OK && sent_last(ROLE_belt, MSG_WANT) > m;
	buf_free(&bytes);
	return ok ? list.n : 0;
}

static size_t seen_by(const struct envelope *e, const char *person)
{
	size_t n = rows(QUERY_FINDS, person, "", e, MSG_ROW_FIND);
	return n == SIZE_MAX ? 0 : n;
}

static int64_t finds_of(const struct envelope *e)
{
	int64_t n = -1;
	struct db_rows r = db_ask(store.db, SQL_FINDS, db_bytes(e->id, ID_LEN));
	for (n = 0; db_next(&r); n++)
		;
	db_rows_end(&r);
	return n;
}

static int64_t logged(const struct envelope *e, enum event event)
{
	int64_t n = -1;
	return db_number(store.db, &n, SQL_PASSWORD_TRIES, db_bytes(e->id, ID_LEN),
			 db_int(event)) == OK
		   ? n
		   : -1;
}

/* --- what holds it --- */

static void what_holds(void)
{
	struct envelope e = sent_out(GRADE_1);
	expect(now(&e).state == STATE_SIGNING); /* nothing was found */
	find(5, FIND_NUMBER_LIKE);
	e = sent_out(GRADE_1);
	expect(now(&e).state == STATE_SIGNING); /* only told */
	expect(seen_by(&e, "1001") == 1);
	find(6, FIND_COMMENTS);
	e = sent_out(GRADE_1);
	expect(now(&e).state == STATE_CHECKING && told(&e, STATE_CHECKING));
	expect(logged(&e, EVENT_FOUND) == 1);
	expect(rows(QUERY_ITEM, "1001", "", &e, MSG_ROW_ITEM) == 1);
	found.rest[FIND_TRACKED] = 300; /* not listed: it holds as well, and nobody can tick it */
	e = sent_out(GRADE_2);
	expect(now(&e).state == STATE_CHECKING && seen_by(&e, "1001") == 1);
	expect_err(choose(&e, CHOICE_ERASE_ALL, 0, ""), E_NOTHING_CHOSEN);
	find(7, FIND_COMMENTS); /* where the inspector is less sure, it is only told */
	found.rows[0].severity = FIND_TELL;
	e = sent_out(GRADE_1);
	expect(now(&e).state == STATE_SIGNING);
}

static void who_sees_and_decides(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	expect(seen_by(&e, "1001") == 1);
	expect(seen_by(&e, "1003") == 0); /* approves later, and looks then */
	expect(seen_by(&e, "1002") == 0); /* the operator does not read along */
	expect(seen_by(&e, "2001") == 0);
	expect_err(choose_as(&e, "1003", CHOICE_AS_IS, 0, "急ぐ"), E_NOT_FOUND);
	expect_err(choose_as(&e, "1002", CHOICE_WITHDRAW, 0, ""), E_FORBIDDEN);
	expect_err(choose_as(&e, "2001", CHOICE_ERASE, 6, ""), E_NOT_FOUND);
	expect_err(choose(&e, CHOICE_NONE, 0, ""), E_PROTOCOL);
	expect_err(choose(&e, CHOICE_COUNT, 0, ""), E_PROTOCOL);
	expect(rows(QUERY_CHECKING, "1001", "", NULL, MSG_ROW_ITEM) >= 1);
	expect(rows(QUERY_CHECKING, "1003", "", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_STUCK, "1002", "checking", NULL, MSG_ROW_ITEM) >= 1);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(choose(&e, CHOICE_WITHDRAW, 0, ""), OK);
}

static enum err picture(const struct envelope *e, const char *person, uint32_t number)
{
	struct body_query q = {.ticket = ticket_of(person, "soumu", false),
			       .query = QUERY_FIND_PICTURE,
			       .page = number};
	memcpy(q.id, e->id, ID_LEN);
	sent_clear();
	deliver(on_query, ROLE_portal, MSG_QUERY, 8, &q, -1, -1);
	return done_err();
}

static void pictures(void)
{
	char head[4] = "";
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	expect_err(picture(&e, "1001", 1), OK);
	struct sent *m = sent_last(ROLE_portal, MSG_ROW_FD);
	expect(m && memfd_is_sealed(m->fds[0]) && pread(m->fds[0], head, 4, 0) == 4 &&
	       !memcmp(head, "\x89PNG", 4));
	expect_err(picture(&e, "1001", 2), E_NOT_FOUND);
	expect_err(picture(&e, "1003", 1), E_NOT_FOUND);
	expect_err(picture(&e, "1002", 1), E_NOT_FOUND);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "先方の依頼のため"), OK);
	expect_err(picture(&e, "1003", 1), OK); /* who approves it */
	expect_err(picture(&e, "1002", 1), E_NOT_FOUND);
	expect_err(act(ACT_RETURN, &e, ticket_of("1003", "soumu", true), "消してから"), OK);
	expect_err(picture(&e, "1001", 1), E_NOT_FOUND); /* gone with its end */
	expect(finds_of(&e) == 0);
}

/* --- 消して送る --- */

static void erase_and_send(void)
{
	find(6, FIND_COMMENTS);
	find(7, FIND_PERSONAL_NUMBER);
	find(8, FIND_ADDRESS_LIST); /* nobody but a person can take that out */
	rebuilt_as = 0x11;
	struct envelope e = sent_out(GRADE_2);
	expect_err(choose(&e, CHOICE_ERASE, 0, ""), E_NOTHING_CHOSEN);
	expect_err(choose(&e, CHOICE_ERASE, 99, ""), E_CHANGED);
	expect_err(choose(&e, CHOICE_ERASE, 8, ""), E_CHANGED);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(choose(&e, CHOICE_ERASE_ALL, 0, ""), OK);
	expect(now(&e).state == STATE_DISARMING && to_erase(6, 7));
	expect_err(choose(&e, CHOICE_ERASE_ALL, 0, ""), E_CHANGED); /* the other window */
	expect(logged(&e, EVENT_ERASED) == 1);

	sent_clear(); /* the store dies: the list is asked for again */
	restart();
	everybody_up();
	hello(ROLE_belt);
	flight_due(STATE_DISARMING, DIRECTION_NONE);
	flight_pump();
	expect(to_erase(6, 7));

	find(8, FIND_ADDRESS_LIST);
	rebuilt_as = 0x22;
	come(&e);
	expect(now(&e).state == STATE_CHECKING && seen_by(&e, "1001") == 3);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "名簿を送ることが目的のため"), OK);
	expect(now(&e).state == STATE_WAITING && now(&e).needs == POLICY_NEED_APPROVER);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), OK);
	expect(now(&e).state == STATE_SIGNING);
	signed_of(&e, 9);
	delivered_of(&e, OK);
	expect(now(&e).state == STATE_RELEASED && finds_of(&e) == 0);
	rebuilt_as = 0xab;
}

/* The report of lock 1 says "kept" of a comment; not when it is erased. */
static void the_report(void)
{
	static struct report report;
	struct buf seen = buf_new(4096);
	report.n = 0;
	report_add(&report, FINDING_COMMENTS, PLACE_FILE, 0, VIEW(""), NULL);
	report_add(&report, FINDING_LINK, PLACE_FILE, 0, VIEW(""), NULL);
	report_write(&report, &seen);
	struct envelope e = outbound(GRADE_1);
	offer(&e);
	find(6, FIND_COMMENTS);
	inspected_as(&e, OK, buf_view(&seen), &found);
	rebuilt_of(&e, OK);
	expect(now(&e).kept == 2 && rows(QUERY_FINDINGS, "1001", "", &e, MSG_ROW_FINDING) == 2);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), OK);
	nothing();
	found.erased = 1;
	inspected_as(&e, OK, buf_view(&seen), &found);
	nothing();
	expect(now(&e).kept == 1 && rows(QUERY_FINDINGS, "1001", "", &e, MSG_ROW_FINDING) == 1);
	buf_free(&seen);
}

static void in_two_rounds(void)
{
	find(6, FIND_COMMENTS);
	find(7, FIND_TRACKED);
	struct envelope e = sent_out(GRADE_1);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), OK);
	expect(to_erase(6, 0));
	find(7, FIND_TRACKED);
	rebuilt_as = 0x33;
	come(&e);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), E_CHANGED); /* an older page */
	expect_err(choose(&e, CHOICE_ERASE, 7, ""), OK);
	expect(to_erase(6, 7)); /* from the original each time: both */
	rebuilt_as = 0x44;
	come(&e);
	expect(now(&e).state == STATE_SIGNING);
	rebuilt_as = 0xab;
}

/* Each round lists as many as there is room for; what is chosen adds up. */
static void in_many_rounds(void)
{
	uint64_t next = 1000;
	struct envelope e;
	rebuilt_as = 0x60;
	for (unsigned k = 0; k < FINDS_MAX; k++)
		find(next++, FIND_COMMENTS);
	e = sent_out(GRADE_1);
	for (uint32_t n = FINDS_MAX; n <= ERASE_MAX; n += FINDS_MAX) {
		expect_err(choose(&e, CHOICE_ERASE_ALL, 0, ""), OK);
		expect(now(&e).state == STATE_DISARMING && listed() == n);
		for (unsigned k = 0; k < FINDS_MAX; k++)
			find(next++, FIND_COMMENTS);
		rebuilt_as++;
		come(&e);
		expect(now(&e).state == STATE_CHECKING);
	}
	/* More than a list holds: said at once, and it still is its sender's to decide. */
	expect_err(choose(&e, CHOICE_ERASE_ALL, 0, ""), E_LIMIT_COUNT);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(choose(&e, CHOICE_WITHDRAW, 0, ""), OK);
	rebuilt_as = 0xab;
}

/* From the original again: its password is asked for again, and the list goes with it. */
static void a_protected_one(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_1);
	struct body_password b = {.ticket = ticket_of("1001", "soumu", false),
				  .password = "kanri-2026"};
	memcpy(b.id, e.id, ID_LEN);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), OK);
	form_of(&e, E_PASSWORD, VIEW(""));
	expect(now(&e).state == STATE_LOCKED);
	sent_clear();
	deliver(on_password, ROLE_portal, MSG_PASSWORD, 9, &b, -1, -1);
	expect_err(done_err(), OK);
	struct sent *list = sent_last(ROLE_belt, MSG_ERASE),
		    *word = sent_last(ROLE_belt, MSG_UNLOCK);
	expect(list && word && list < word);
	come(&e);
	expect(now(&e).state == STATE_SIGNING);
}

static void an_older_list(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_1);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), OK);
	inspected_of(&e, E_ERASE, NULL); /* another edition does not find it so */
	expect(now(&e).state == STATE_DISARMING && sent_last(ROLE_belt, MSG_WANT));
	expect(finds_of(&e) == 0);
	sent_clear();
	flight_due(STATE_DISARMING, DIRECTION_NONE);
	flight_pump();
	expect(sent_last(ROLE_belt, MSG_WANT) && !sent_last(ROLE_belt, MSG_ERASE));
	inspected_of(&e, E_ERASE, NULL); /* a belt that says so all the same */
	expect(now(&e).state == STATE_HELD);
}

/* Answers that come late, to what was asked before its sender chose. */
static void late_answers(void)
{
	struct body_rebuilt r = {.length = 7, .ext = "txt"};
	find(6, FIND_PERSONAL_NUMBER);
	rebuilt_as = 0x71;
	struct envelope e = outbound(GRADE_1);
	offer(&e);
	inspected_of(&e, OK, &found);
	uint64_t old = flight_tag(e.id);
	nothing();
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(choose(&e, CHOICE_ERASE, 6, ""), OK);
	/* A form from before: nothing of it is erased, whatever its finds say. */
	inspected_of(&e, OK, &found);
	expect(now(&e).state == STATE_DISARMING && now(&e).faults == 1);
	sent_clear();
	flight_due(STATE_DISARMING, DIRECTION_NONE);
	flight_pump();
	expect(to_erase(6, 0));
	found.erased = 1;
	inspected_of(&e, OK, &found);
	nothing();
	expect(now(&e).state == STATE_REBUILDING && flight_tag(e.id) && flight_tag(e.id) != old);
	/* The notary's answer about the form from before: the number is still in that output. */
	memcpy(r.id, e.id, ID_LEN);
	memset(r.output, 0x71, HASH_LEN);
	deliver(on_rebuilt, ROLE_notary, MSG_REBUILT, old, &r, sealed(VIEW("見る文")), -1);
	expect(now(&e).state == STATE_REBUILDING);
	rebuilt_as = 0x72;
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_SIGNING && now(&e).output[0] == 0x72);
	rebuilt_as = 0xab;
}

/* --- このまま送る --- */

static void as_it_is(void)
{
	find(6, FIND_COMMENTS);
	rebuilt_as = 0x55;
	struct envelope e = sent_out(GRADE_2);
	expect_err(choose(&e, CHOICE_AS_IS, 0, ""), E_REASON);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "先方の照会への回答のため"), OK);
	expect(now(&e).state == STATE_WAITING && logged(&e, EVENT_SENT_AS_IS) == 1);
	expect(seen_by(&e, "1003") == 1 && seen_by(&e, "1002") == 0);
	/* Disarmed again under the same rules it is the same output: not asked twice. */
	struct item i = now(&e);
	expect_err(drive_restart(&i), OK);
	find(6, FIND_COMMENTS);
	come(&e);
	expect(now(&e).state == STATE_WAITING);
	/* Another output is another decision. */
	i = now(&e);
	expect_err(drive_restart(&i), OK);
	find(6, FIND_COMMENTS);
	rebuilt_as = 0x56;
	come(&e);
	expect(now(&e).state == STATE_CHECKING);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), E_NOT_FOUND);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "先方の照会への回答のため"), OK);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1001", "soumu", true), ""), E_SELF_APPROVAL);
	rebuilt_as = 0xab;
}

static void an_old_page(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	struct body_check b = {.ticket = ticket_of("1001", "soumu", false), .choice = CHOICE_AS_IS};
	memcpy(b.id, e.id, ID_LEN);
	memset(b.output, 0x01, HASH_LEN);
	memcpy(b.reason, "reason", 6);
	deliver(on_check, ROLE_portal, MSG_CHECK, 9, &b, -1, -1);
	expect_err(done_err(), E_CHANGED);
	expect(now(&e).state == STATE_CHECKING);
}

static void personal_numbers(void)
{
	find(7, FIND_PERSONAL_NUMBER);
	struct envelope e = sent_out(GRADE_2);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "番号法第19条による"), E_FIND_NEVER);
	expect(now(&e).state == STATE_CHECKING);
	find(7, FIND_PERSONAL_NUMBER);
	e = sent_out(GRADE_3);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "番号法第19条による"), OK);
	expect(now(&e).state == STATE_WAITING && now(&e).needs == POLICY_NEED_MANAGER);
	expect_err(act(ACT_URGENT, &e, ticket_of("1001", "soumu", false), "急ぐ"), E_POLICY);
	/* What is under a black box leaves with the manager's approval only, in any grade. */
	find(9, FIND_COVERED);
	e = sent_out(GRADE_1);
	e = now(&e).envelope;
	expect_err(choose_as(&e, "1001", CHOICE_AS_IS, 0, "塗りは図の一部のため"), OK);
	expect(now(&e).state == STATE_WAITING && now(&e).needs == POLICY_NEED_MANAGER);
	expect_err(act(ACT_URGENT, &e, ticket_of("1001", "soumu", false), "急ぐ"), E_POLICY);
}

/* --- its other ends --- */

static void withdrawn(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	expect_err(choose(&e, CHOICE_WITHDRAW, 0, ""), OK);
	expect(now(&e).state == STATE_WITHDRAWN && told(&e, STATE_WITHDRAWN));
	expect(sent_last(ROLE_release, MSG_UNSTAGE) && finds_of(&e) == 0);
	expect(logged(&e, EVENT_WITHDRAWN) == 1);
	expect_err(choose(&e, CHOICE_AS_IS, 0, "やはり送る"), E_CHANGED);
	expect(rows(QUERY_HISTORY, "1001", "", &e, MSG_ROW_STEP) > 3);
}

static void nobody_decides(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	check_tick();
	expect(now(&e).state == STATE_CHECKING);
	expect(db_run(store.db, SQL_INSPECTION_DUE_SET, db_bytes(e.id, ID_LEN),
		      db_int(clock_now() - 1)) == OK);
	check_tick();
	expect(now(&e).state == STATE_EXPIRED && told(&e, STATE_EXPIRED));
	expect(finds_of(&e) == 0);
}

static void another_policy(void)
{
	find(6, FIND_COMMENTS);
	struct envelope e = sent_out(GRADE_2);
	store_close();
	everybody_down();
	sql("UPDATE item SET policy = zeroblob(32) WHERE state = 13");
	sent_clear();
	open_store();
	expect(now(&e).state == STATE_DISARMING);
	struct check c;
	struct item i = now(&e);
	expect(check_get(&i, &c) == OK && c.due == 0);
	everybody_up();
	hello(ROLE_belt);
	nothing();
	come(&e);
	expect(now(&e).state == STATE_WAITING);
}

enum {
#define FORMAT(name, extensions, ja, en) FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
};

static void broken_finds(void)
{
	struct envelope e = outbound(GRADE_1);
	struct body_form f = {.err = OK, .cpu_us = 10};
	offer(&e);
	memcpy(f.id, e.id, ID_LEN);
	memcpy(f.hash, e.hash, HASH_LEN);
	static struct report report;
	struct buf seen = buf_new(4096);
	report_write(&report, &seen);
	f.format = FORMAT_text;
	const int fds[MSG_FDS_MAX] = {sealed(VIEW("form")), sealed(buf_view(&seen)),
				      sealed(VIEW("no finds"))};
	deliver_fds(on_form, ROLE_belt, MSG_INSPECTED, 3, &f, fds);
	expect(now(&e).state != STATE_REBUILDING);
	struct envelope bare = outbound(GRADE_1); /* as if there were no inspector in the house */
	offer(&bare);
	memcpy(f.id, bare.id, ID_LEN);
	memcpy(f.hash, bare.hash, HASH_LEN);
	deliver(on_form, ROLE_belt, MSG_FORM, 3, &f, sealed(VIEW("form")), sealed(buf_view(&seen)));
	expect(now(&bare).state == STATE_HELD && now(&bare).err == E_PROTOCOL);
	buf_free(&seen);
}

int main(void)
{
	house_begin();
	what_holds();
	who_sees_and_decides();
	pictures();
	erase_and_send();
	the_report();
	in_two_rounds();
	in_many_rounds();
	a_protected_one();
	an_older_list();
	late_answers();
	as_it_is();
	an_old_page();
	personal_numbers();
	withdrawn();
	nobody_decides();
	another_policy();
	broken_finds();
	house_end();
	return tap_done();
}
