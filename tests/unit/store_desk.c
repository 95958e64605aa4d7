/* SPDX-License-Identifier: Apache-2.0
 * store_desk.c: what an office does around its items: two who approve at once, who is away,
 * 緊急送付, reminders and notices, いまどこ, search.
 */
#include "flow/item.h"
#include "people/ticket.h"
#include "store/calendar.h"
#include "store/clock.h"
#include "store/drive.h"
#include "store/notice.h"
#include "store/search.h"
#include "store_house.h"
#include "sys/log.h"
#include "tap.h"

static struct ticket manager, clerk, colleague, approver;

static void people(void)
{
	manager = ticket_of("2001", "kensetsu", true);
	clerk = ticket_of("2003", "kensetsu", false);
	colleague = ticket_of("2004", "kensetsu", false);
	approver = ticket_of("2005", "kensetsu", true);
}

/* Of 2003, who has a colleague 2004, an approver 2005 and the manager 2001. */
static struct envelope waiting_of(enum grade grade)
{
	struct envelope e = outbound(grade);
	expect(item_set_text(e.sender, sizeof e.sender, VIEW("2003")));
	expect(item_set_text(e.unit, sizeof e.unit, VIEW("kensetsu")));
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING);
	return e;
}

static struct body_row_item row_of(const char *person, const struct envelope *e)
{
	struct body_row_item row = {.state = 0};
	if (rows(QUERY_ITEM, person, "", e, MSG_ROW_ITEM) == 1)
		memcpy(&row, sent_last(ROLE_portal, MSG_ROW_ITEM)->body, sizeof row);
	return row;
}

static void two_at_once(void)
{
	struct envelope e = waiting_of(GRADE_2);
	expect(row_of("2001", &e).may == MAY_APPROVE && row_of("2005", &e).may == MAY_APPROVE);
	expect_err(act(ACT_APPROVE, &e, approver, ""), OK);
	sent_clear();
	expect_err(act(ACT_APPROVE, &e, manager, ""), E_DECIDED);
	expect_err(act(ACT_RETURN, &e, manager, "だめ"), E_DECIDED);
	expect(!sent_last(ROLE_notary, MSG_SIGN) && now(&e).state == STATE_SIGNING);
	/* the second sees who was first */
	struct body_row_item row = row_of("2001", &e);
	expect(view_eq(view_str(row.decided_by), VIEW("西 進")) && row.may == 0);
	expect_err(act(ACT_APPROVE, &e, approver, ""), E_CHANGED); /* pressed twice */
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), E_NOT_FOUND);
}

/* A policy without 2005 from now on; the ticket is still good for hours. */
static void without_2005(void)
{
	char text[POLICY_TEXT_MAX];
	(void)snprintf(text, sizeof text, "%s", policy_text);
	char *row = strstr(text, "  - {number: '2005'");
	char *end = row ? strchr(row, '\n') + 1 : NULL;
	if (row)
		memmove(row, end, strlen(end) + 1);
	store_close();
	everybody_down();
	expect_err(store_open(path, view_str(text), &auth.public), OK);
	everybody_up();
}

static void with_2005(void)
{
	store_close();
	everybody_down();
	open_store();
	everybody_up();
}

/* Between the page and the click. */
static void an_approver_who_left(void)
{
	struct envelope e = waiting_of(GRADE_2);
	without_2005();
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING);
	expect_err(act(ACT_APPROVE, &e, approver, ""), E_SIGNIN);
	expect_err(act(ACT_APPROVE, &e, manager, ""), OK);
	with_2005();
}

/* Between the approval and the receipt: what 2005 approved is asked again, of those who are there.
 */
static void an_approver_who_left_after(void)
{
	struct envelope e = waiting_of(GRADE_2);
	expect_err(act(ACT_APPROVE, &e, approver, ""), OK);
	expect(now(&e).state == STATE_SIGNING);
	without_2005();
	/* It may have been signed before: the notary knows, and signs nothing of another policy. */
	expect(now(&e).state == STATE_SIGNING);
	struct body_signed no = {.err = E_CHANGED};
	memcpy(no.id, e.id, ID_LEN);
	deliver(on_signed, ROLE_notary, MSG_SIGNED, 5, &no, -1, -1);
	expect(now(&e).state == STATE_DISARMING);
	sent_clear();
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING && !sent_last(ROLE_notary, MSG_SIGN));
	expect_err(act(ACT_APPROVE, &e, approver, ""), E_SIGNIN);
	expect_err(act(ACT_APPROVE, &e, manager, ""), OK);
	expect(now(&e).state == STATE_SIGNING && sent_last(ROLE_notary, MSG_SIGN));
	with_2005();
}

static enum err away(const struct ticket *t, int64_t since, int64_t until)
{
	struct body_away a = {.ticket = *t, .since = since, .until = until};
	deliver(on_away, ROLE_portal, MSG_AWAY, 7, &a, -1, -1);
	return done_err();
}

static void absences(void)
{
	struct envelope e = waiting_of(GRADE_2);
	struct ticket deputy = ticket_of("2002", "kensetsu", true);
	int64_t t = clock_now();
	expect_err(act(ACT_APPROVE, &e, deputy, ""), E_NOT_FOUND); /* an hour is to be waited */
	expect_err(away(&manager, t - 5, t - 1), E_USAGE);
	expect_err(away(&manager, t + 3600, t + 7200), OK); /* later today */
	expect_err(act(ACT_APPROVE, &e, deputy, ""), E_NOT_FOUND);
	expect_err(away(&manager, t - 5, 0), OK);
	expect(rows(QUERY_AWAY, "2001", "", NULL, MSG_ROW_AWAY) == 1);
	struct body_row_away row;
	memcpy(&row, sent_last(ROLE_portal, MSG_ROW_AWAY)->body, sizeof row);
	expect(row.since == t - 5 && view_eq(view_str(row.deputy), VIEW("藤井 直樹")));
	expect(rows(QUERY_AWAY, "2003", "", NULL, MSG_ROW_AWAY) == 2); /* own, and who is away */
	expect(rows(QUERY_AWAY, "1003", "", NULL, MSG_ROW_AWAY) == 1);
	expect_err(away(&manager, 0, 0), OK);
	expect_err(act(ACT_APPROVE, &e, deputy, ""), E_NOT_FOUND);
	expect_err(away(&manager, t - 5, 0), OK);
	expect_err(act(ACT_APPROVE, &e, deputy, "不在のため"), OK);
	expect_err(away(&manager, 0, 0), OK);
	struct ticket forged = manager;
	forged.person[3] = '3';
	expect_err(away(&forged, t, 0), E_SIGNATURE);
}

static uint32_t urgency(const struct envelope *e)
{
	return row_of("2001", e).urgency;
}

static void urgent(void)
{
	struct envelope e = waiting_of(GRADE_2), managed = waiting_of(GRADE_3);
	struct ticket old = colleague;
	old.issued -= 3600;
	expect_err(ticket_sign(&auth, &old), OK);
	expect(row_of("2003", &e).may == (MAY_URGENT | MAY_WITHDRAW) &&
	       row_of("2003", &managed).may == MAY_WITHDRAW);
	expect_err(act(ACT_CONFIRM, &e, colleague, ""), E_NOT_FOUND);
	expect_err(act(ACT_URGENT, &e, colleague, "急ぐ"), E_NOT_FOUND);
	expect_err(act(ACT_URGENT, &managed, clerk, "急ぐ"), E_POLICY); /* never grade 3 */
	expect_err(act(ACT_URGENT, &e, clerk, ""), E_REASON);
	expect_err(act(ACT_URGENT, &e, clerk, "明朝の工事に要る図面"), OK);
	expect_err(act(ACT_URGENT, &e, clerk, "もう一度"), E_CHANGED);
	expect(urgency(&e) == URGENCY_ASKED);
	expect(rows(QUERY_CONFIRM, "2004", "", NULL, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_CONFIRM, "1003", "", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_CONFIRM, "2003", "", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_PREVIEW, "2004", "", &e, MSG_ROW_FD) == 1);
	expect_err(act(ACT_CONFIRM, &e, clerk, ""), E_SELF_APPROVAL);
	expect_err(act(ACT_CONFIRM, &e, manager, ""), E_FORBIDDEN);
	expect_err(act(ACT_CONFIRM, &e, old, ""), E_STEPUP);
	expect_err(act(ACT_AFTER_YES, &e, manager, ""), E_CHANGED);
	expect_err(act(ACT_CONFIRM, &e, colleague, ""), OK);
	expect(now(&e).state == STATE_SIGNING && urgency(&e) == URGENCY_SENT);
	expect_err(act(ACT_CONFIRM, &e, ticket_of("2002", "kensetsu", true), ""), E_DECIDED);
	expect_err(act(ACT_APPROVE, &e, approver, ""), E_DECIDED);
	signed_of(&e, 70);
	delivered_of(&e, OK);
	expect(now(&e).state == STATE_RELEASED);

	/* afterwards: the manager, who can still read what went out */
	expect(rows(QUERY_AFTER, "2001", "", NULL, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_AFTER, "2005", "", NULL, MSG_ROW_ITEM) == 0);
	expect(rows(QUERY_PREVIEW, "2001", "", &e, MSG_ROW_FD) == 1);
	expect_err(act(ACT_AFTER_YES, &e, colleague, ""), E_SELF_APPROVAL);
	expect_err(act(ACT_AFTER_YES, &e, approver, ""), E_FORBIDDEN);
	expect_err(act(ACT_AFTER_YES, &e, ticket_of("2001", "kensetsu", false), ""), E_STEPUP);
	expect_err(act(ACT_AFTER_YES, &e, manager, "了承"), OK);
	expect_err(act(ACT_AFTER_NO, &e, manager, "やはり"), E_DECIDED);
	expect(urgency(&e) == URGENCY_APPROVED);
	expect(rows(QUERY_PREVIEW, "2001", "", &e, MSG_ROW_FD) == SIZE_MAX);
}

static void overdue(void)
{
	struct envelope e = waiting_of(GRADE_2);
	expect_err(act(ACT_URGENT, &e, clerk, "至急"), OK);
	expect_err(act(ACT_CONFIRM, &e, colleague, ""), OK);
	signed_of(&e, 80);
	delivered_of(&e, OK);
	expect(rows(QUERY_AFTER, "1002", "", NULL, MSG_ROW_ITEM) == 0);
	store_close();
	sql("UPDATE afterwards SET due = 1 WHERE urgency = 2");
	everybody_down();
	open_store();
	everybody_up();
	store_tick();
	expect(rows(QUERY_AFTER, "1002", "", NULL, MSG_ROW_ITEM) == 1); /* the operator sees it */
	expect_err(act(ACT_AFTER_NO, &e, manager, ""), E_REASON);
	expect_err(act(ACT_AFTER_NO, &e, manager, "送り先が違う"), OK);
	expect(urgency(&e) == URGENCY_OBJECTED);
	expect(rows(QUERY_AFTER, "1002", "", NULL, MSG_ROW_ITEM) == 0);
}

/* Confirmed, and then disarmed again: nothing has gone out, so nothing is waited for afterwards. */
static void urgent_and_again(void)
{
	struct envelope e = waiting_of(GRADE_2);
	struct item i;
	expect_err(act(ACT_URGENT, &e, clerk, "至急"), OK);
	expect_err(act(ACT_CONFIRM, &e, colleague, ""), OK);
	i = now(&e);
	expect_err(drive_restart(&i), OK);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING && urgency(&e) == URGENCY_NONE);
	expect(rows(QUERY_AFTER, "2001", "", NULL, MSG_ROW_ITEM) == 0);
	expect_err(act(ACT_RETURN, &e, manager, "不要"), OK);
}

static void where_is_it(void)
{
	struct envelope e = waiting_of(GRADE_2);
	size_t steps = rows(QUERY_HISTORY, "2003", "", &e, MSG_ROW_STEP);
	/* accepted, disarmed, rebuilt, waiting; manager and approver have it, the deputy later */
	expect(steps == 4 + 2 + 1);
	struct body_row_step last;
	memcpy(&last, sent_last(ROLE_portal, MSG_ROW_STEP)->body, sizeof last);
	expect(last.holder == HOLDER_DEPUTY && view_eq(view_str(last.who), VIEW("藤井 直樹")));
	expect(rows(QUERY_HISTORY, "1003", "", &e, MSG_ROW_STEP) == SIZE_MAX);
	expect_err(act(ACT_RETURN, &e, manager, "宛先の確認"), OK);
	expect(rows(QUERY_HISTORY, "2003", "", &e, MSG_ROW_STEP) == 5 + 1);
}

static size_t search(const char *person, const char *words, const char *number, const char *party)
{
	struct body_search s = {.ticket = ticket_of(person, "soumu", false)};
	expect(item_set_text(s.words, sizeof s.words, view_str(words)));
	expect(item_set_text(s.number, sizeof s.number, view_str(number)));
	expect(item_set_text(s.party, sizeof s.party, view_str(party)));
	sent_clear();
	deliver(on_search, ROLE_portal, MSG_SEARCH, 8, &s, -1, -1);
	return done_err() == OK ? sent_how_many(ROLE_portal, MSG_ROW_ITEM) : SIZE_MAX;
}

static void finding_again(void)
{
	struct envelope e = inbound();
	expect(item_set_text(e.name, sizeof e.name, VIEW("町道ＡＢ号線_舗装.txt")));
	offer(&e);
	expect(search("1001", "舗装", "", "") == 1);
	expect(search("1001", "道ab", "", "") == 1);
	expect(search("1001", "装舗", "", "") == 0);
	expect(search("1001", "舗", "", "") == 1); /* one character: one by one */
	expect(search("2003", "舗装", "", "") == 0);
	expect(search("1002", "舗装", "", "総務課") == 1);
	expect(search("1002", "舗装", "", "建設課") == 0);
	expect(search("1001", "", now(&e).number, "") == 1);
	expect(search("2003", "", now(&e).number, "") == 0);
	expect(search("1001", "", "R1-0000", "") == 0);
	scope_end(buf_free) struct buf b = buf_new(64);
	search_fold(VIEW("ＡＢｃ　Ｘ"), &b);
	expect(view_eq(buf_view(&b), VIEW("abc x")));
}

/* What others were told of before is out. */
static void mailed_all(void)
{
	sent_clear();
	notice_send();
	for (size_t i = 0, n = sent_count; i < n; i++) {
		struct body_notice one;
		if (sent[i].msg != MSG_NOTICE)
			continue;
		memcpy(&one, sent[i].body, sizeof one);
		struct body_noticed said = {.number = one.number};
		deliver(on_noticed, ROLE_mailer, MSG_NOTICED, one.number, &said, -1, -1);
	}
}

static void notices(void)
{
	struct envelope e = inbound();
	struct body_notice n;
	there[ROLE_mailer] = true;
	mailed_all();
	sent_clear();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK);
	notice_send();
	struct sent *m = sent_last(ROLE_mailer, MSG_NOTICE);
	expect(m != NULL && sent_how_many(ROLE_mailer, MSG_NOTICE) == 1);
	if (!m)
		return;
	memcpy(&n, m->body, sizeof n);
	expect(n.kind == NOTICE_NEW && view_eq(view_str(n.to), VIEW("soumu@town.example.lg.jp")));
	expect(n.name[0] == '\0' && n.item[0] == 'R'); /* no file name but by policy */
	notice_send();
	expect(sent_how_many(ROLE_mailer, MSG_NOTICE) == 1); /* under way */
	struct body_noticed said = {.number = n.number, .err = E_BUSY};
	deliver(on_noticed, ROLE_mailer, MSG_NOTICED, n.number, &said, -1, -1);
	notice_send();
	expect(sent_how_many(ROLE_mailer, MSG_NOTICE) == 1); /* later */
	store_close();
	sql("UPDATE notice SET next = 1 WHERE sent = 0");
	everybody_down();
	open_store();
	everybody_up();
	there[ROLE_mailer] = true;
	sent_clear();
	notice_mailer_up();
	expect(sent_how_many(ROLE_mailer, MSG_NOTICE) == 1); /* what a restart forgot */
	said.err = OK;
	deliver(on_noticed, ROLE_mailer, MSG_NOTICED, n.number, &said, -1, -1);
	sent_clear();
	offer(&e);
	notice_send();
	expect(sent_how_many(ROLE_mailer, MSG_NOTICE) == 0); /* told once */
	there[ROLE_mailer] = false;
}

static void reminders(void)
{
	struct envelope e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK);
	store_close();
	sql("UPDATE notice SET sent = 1; UPDATE reminder SET due = 1 WHERE done = 0");
	everybody_down();
	open_store();
	everybody_up();
	there[ROLE_mailer] = true;
	sent_clear();
	notice_tick();
	struct body_notice n = {0};
	struct sent *m = sent_last(ROLE_mailer, MSG_NOTICE);
	expect(m != NULL);
	bool found = false;
	for (size_t i = 0; i < sent_count; i++) {
		if (sent[i].msg != MSG_NOTICE)
			continue;
		memcpy(&n, sent[i].body, sizeof n);
		found = found || (n.kind == NOTICE_UNOPENED && item_same(n.id, e.id));
	}
	expect(found);
	there[ROLE_mailer] = false;
}

/* 2026-11-21 is a Saturday; the 23rd is 勤労感謝の日. */
static void working_days(void)
{
	int64_t day = 20778; /* 2026-11-21 */
	int64_t noon = day * 86400 + 3 * 3600;
	expect(!calendar_works(day) && !calendar_works(day + 1) && !calendar_works(day + 2));
	expect(calendar_works(day + 3));
	expect(calendar_next_noon(noon) == noon + 3 * 86400);
	int64_t monday = noon + 9 * 86400;
	expect(calendar_next_noon(monday - 7200) == monday);
	expect(calendar_next_noon(monday - 1800) == monday + 86400); /* less than an hour */
	expect(civil_japan_day(noon) == day);
	/* 5 May 2024 was a Sunday: the 6th stands in; 21 September 2032 lies between two holidays
	 */
	expect(!calendar_works(19849) && calendar_works(19850));
	expect(!calendar_works(22909));
	expect(!calendar_works(20818) && !calendar_works(20821)); /* 31 December, 3 January */
}

static void clocks(void)
{
	struct clock_watch w = {.seen = false};
	bool leapt;
	expect(clock_may_fire(&w, 1000, 5000000, &leapt) && !leapt);
	expect(clock_may_fire(&w, 1001, 6000000, &leapt) && !leapt);
	expect(clock_may_fire(&w, 900, 7000000, &leapt) && !leapt); /* back: nothing ends early */
	expect(!clock_may_fire(&w, 900 + 86400, 8000000, &leapt) && leapt);
	expect(!clock_may_fire(&w, 901 + 86400, 9000000, &leapt) && !leapt);
	expect(clock_may_fire(&w, 990, 3608000000, &leapt) && !leapt); /* an hour later */
	/* In steps, each too small to be seen by itself. */
	w = (struct clock_watch){.seen = false};
	unsigned k = 0;
	for (leapt = false; !leapt && k < 10; k++)
		(void)clock_may_fire(&w, 1000 + k * 1800, 1000000 * (uint64_t)k, &leapt);
	expect(leapt && k == 4);
	expect(clock_may_fire(&w, 1000 + 4 * 1800 + 3600, (uint64_t)3604 * 1000000, &leapt));
	clock_begin(clock_now() + 100);
	expect(clock_steady() >= clock_now() + 90); /* set back a little: it stands still */
	clock_begin(clock_now() + 86400 * 400);
	expect(clock_steady() <= clock_now() + 1); /* far ahead: a clock that was wrong before */
	expect(clock_trusted());
	clock_begin(clock_now() - 7200); /* what it did while nobody was here is not known */
	expect(!clock_trusted());
	clock_begin(0); /* a house that has just been built */
	expect(clock_trusted());
}

int main(void)
{
	house_begin();
	people();
	working_days();
	clocks();
	two_at_once();
	an_approver_who_left();
	an_approver_who_left_after();
	absences();
	urgent();
	overdue();
	urgent_and_again();
	where_is_it();
	finding_again();
	notices();
	reminders();
	house_end();
	return tap_done();
}
