/* SPDX-License-Identifier: Apache-2.0
 * store_voices.c: rules that ask several people: each once, with a code of their own, in any order;
 * what is changed, who has left, bulk, 緊急送付; and what the notary is given to count.
 */
#include "flow/item.h"
#include "store/approve.h"
#include "store/clock.h"
#include "store/voice.h"
#include "store/check.h"
#include "store_house.h"
#include "sys/log.h"
#include "tap.h"

#define ONE_MORE "  - {number: '2006', name: 東 光, units: [kensetsu], roles: [approver]}\n"

static const char rules[] =
    "approvals:\n"
    "  deputy_after_minutes: 59\n"
    "  expire_after_minutes: 60\n"
    "  rules:\n"
    "    - {grades: [2], recipients: [{address: info@city.example.lg.jp}], need: any, count: 2, "
    "bulk: false, clause: 6(2)}\n"
    "    - {grades: [3], recipients: [{address: six@city.example.lg.jp}], need: any, count: 6, "
    "among: people, people: ['1001', '1002', '1003', '1006', '2002', '2004', '2006']}\n"
    "    - {grades: [3], need: all, among: people, people: ['1006', '1002'], deputy_minutes: 5}\n"
    "    - {grades: [2], recipients: [{address: urgent@city.example.lg.jp}], need: approver, "
    "afterwards: true}\n"
    "    - {grades: [2], need: approver}\n";

static char text[2 * POLICY_TEXT_MAX];

/* The house's own town, under these rules, with one approver more. `left`: without that row of
 * people; "": the same in another file. */
static void town(const char *left)
{
	const char *zones = strstr(policy_text, "zones:"), *old = strstr(policy_text, "approvals:");
	(void)snprintf(text, sizeof text, "%.*s%s%.*s%s%s%s", (int)(zones - policy_text),
		       policy_text, ONE_MORE, (int)(old - zones), zones, rules,
		       strchr(old, '\n') + 1, left && !*left ? "# another\n" : "");
	char *row = left && *left ? strstr(text, left) : NULL;
	char *end = row ? strchr(row, '\n') + 1 : NULL;
	if (row)
		memmove(row, end, strlen(end) + 1);
	store_close();
	everybody_down();
	expect_err(store_open(path, view_str(text), &auth.public), OK);
	everybody_up();
}

static struct envelope asked(enum grade grade, const char *sender, const char *to)
{
	struct envelope e = outbound(grade);
	expect(item_set_text(e.sender, sizeof e.sender, view_str(sender)));
	expect(item_set_text(e.unit, sizeof e.unit, VIEW("kensetsu")));
	expect(item_set_text(e.recipient, sizeof e.recipient, view_str(to)));
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING);
	return e;
}

static struct envelope two(void)
{
	return asked(GRADE_2, "2003", "info@city.example.lg.jp");
}

static struct ticket person(const char *number)
{
	return ticket_of(number, "kensetsu", true);
}

static struct body_row_item row_of(const char *who, const struct envelope *e)
{
	struct body_row_item row = {0};
	expect(rows(QUERY_ITEM, who, "", e, MSG_ROW_ITEM) == 1);
	memcpy(&row, sent_last(ROLE_portal, MSG_ROW_ITEM)->body, sizeof row);
	return row;
}

static struct body_sign signing(void)
{
	struct body_sign s = {0};
	struct sent *m = sent_last(ROLE_notary, MSG_SIGN);
	if (m)
		memcpy(&s, m->body, sizeof s);
	return s;
}

static void any_two(void)
{
	struct envelope e = two();
	struct body_row_item row = row_of("2003", &e);
	expect(row.wanted == 2 && row.given == 0 && row.alone == 1 && row.needs == 1);
	expect(view_eq(view_str(row.clause), VIEW("6(2)")));
	expect_err(act(ACT_APPROVE, &e, person("2003"), ""), E_SELF_APPROVAL);
	sent_clear();
	expect_err(act(ACT_APPROVE, &e, person("2005"), "見ました"), OK);
	expect(now(&e).state == STATE_WAITING && !sent_last(ROLE_notary, MSG_SIGN));
	row = row_of("2003", &e);
	expect(row.given == 1 && view_eq(view_str(row.given_by), VIEW("西 進")));
	/* One person twice is not two; and sees no button for it. */
	expect(row_of("2005", &e).may == 0 &&
	       rows(QUERY_PENDING, "2005", "", NULL, MSG_ROW_ITEM) == 0);
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), E_SPOKEN);
	expect(rows(QUERY_PENDING, "2001", "", NULL, MSG_ROW_ITEM) == 1);
	sent_clear();
	expect_err(act(ACT_APPROVE, &e, person("2001"), ""), OK);
	expect(now(&e).state == STATE_SIGNING);
	struct body_sign s = signing();
	expect(s.votes == 2 && view_eq(view_str(s.unit), VIEW("kensetsu")));
	expect(view_eq(view_str(s.vote[0].warrant.person), VIEW("2005")) &&
	       view_eq(view_str(s.vote[1].warrant.person), VIEW("2001")));
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), E_CHANGED); /* all is over */
	expect_err(act(ACT_APPROVE, &e, person("2001"), ""), E_CHANGED);
}

/* Two at once: both looked at the same page; whoever comes second is the second. A third is late.
 */
static void at_once(void)
{
	struct envelope e = asked(GRADE_2, "2004", "info@city.example.lg.jp");
	struct item i = now(&e);
	struct body_act a = {.ticket = person("2005"), .act = ACT_APPROVE},
			b = {.ticket = person("2001"), .act = ACT_APPROVE};
	struct pick shown = pick_of(&i), other = shown;
	give_code(&a, &shown, 1, 0);
	give_code(&b, &shown, 1, 0);
	other.terms[0] ^= 1; /* the page showed another recipient */
	struct body_act c = b;
	give_code(&c, &other, 1, 0);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &c, -1, -1);
	expect_err(done_err(), E_CHANGED);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	expect_err(done_err(), OK);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &b, -1, -1);
	expect_err(done_err(), OK);
	expect(now(&e).state == STATE_SIGNING);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	expect(done_err() != OK);
}

/* One says no: it goes back, however many said yes. */
static void returned(void)
{
	struct envelope e = two();
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), OK);
	expect_err(act(ACT_RETURN, &e, person("2001"), "宛先が違います"), OK);
	expect(now(&e).state == STATE_RETURNED);
}

/* Rebuilt to something else: the first approval was not of that. */
static void changed(void)
{
	struct envelope e = two();
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), OK);
	town(NULL); /* the same policy: nothing happens */
	expect(row_of("2003", &e).given == 1);
	town("");
	expect(now(&e).state == STATE_DISARMING);
	good_form(&e);
	rebuilt_as = 0xcd;
	rebuilt_of(&e, OK);
	rebuilt_as = 0xab;
	expect(row_of("2003", &e).given == 0);
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), OK); /* asked anew */
	expect_err(act(ACT_APPROVE, &e, person("2001"), ""), OK);
	expect(now(&e).state == STATE_SIGNING && signing().votes == 2);
	town(NULL);
}

/* The first of two has left: there are not enough any more, and it says so at once. */
static void left(void)
{
	struct envelope e = two();
	expect_err(act(ACT_APPROVE, &e, person("2005"), ""), OK);
	struct approval a;
	struct policy_request r;
	struct item i = now(&e);
	expect(approve_get(e.id, &a) == OK && approve_request(&i, &a, &r) == OK);
	expect(r.voices_count == 1 && r.voices[0] && policy_given(store.policy, &r) == 1);
	r.voices[0] = NULL;
	expect(policy_given(store.policy, &r) == 0);
	town("  - {number: '2005'");
	expect(now(&e).state == STATE_HELD || now(&e).state == STATE_DISARMING);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect(now(&e).state == STATE_WAITING && row_of("2003", &e).given == 0);
	town(NULL);
	good_form(&e);
	rebuilt_of(&e, OK);
	expect_err(act(ACT_RETURN, &e, person("2001"), "やり直し"), OK);
}

static void all_of_list(void)
{
	struct envelope e = asked(GRADE_3, "2003", "info@city.example.lg.jp");
	expect(row_of("2003", &e).wanted == 2);
	expect_err(act(ACT_APPROVE, &e, person("2001"), "理由"), E_NOT_FOUND); /* not on the list */
	expect_err(act(ACT_APPROVE, &e, ticket_of("1006", "soumu", true), "理由"), OK);
	expect(now(&e).state == STATE_WAITING);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1002", "soumu", true), "理由"), OK);
	expect(now(&e).state == STATE_SIGNING && signing().votes == 2);
	expect_err(act(ACT_URGENT, &e, person("2003"), "急ぐ"), E_CHANGED);
}

/* Six are asked, none of them the manager, who has to see what was found in it, too: the seventh
 * voice is the last, and it is kept and sent like any other. */
static void six_and_manager(void)
{
	static const char *const six[] = {"1001", "1002", "1003", "1006", "2004", "2006"};
	static struct finds found;
	struct find f = {.id = 9,
			 .kind = FIND_COVERED,
			 .severity = find_text(FIND_COVERED)->severity,
			 .count = 1,
			 .place = {.at = FIND_AT_SHEET, .number = 1, .row = 1, .column = 1}};
	struct envelope e = outbound(GRADE_3);
	expect(item_set_text(e.sender, sizeof e.sender, VIEW("2003")));
	expect(item_set_text(e.unit, sizeof e.unit, VIEW("kensetsu")));
	expect(item_set_text(e.recipient, sizeof e.recipient, VIEW("six@city.example.lg.jp")));
	find_word_set(&f.excerpt, VIEW("塗り"));
	finds_add(&found, &f);
	offer(&e);
	inspected_of(&e, OK, &found);
	rebuilt_of(&e, OK);
	struct item i = now(&e);
	struct body_check as_is = {.ticket = person("2003"), .choice = CHOICE_AS_IS};
	memcpy(as_is.id, e.id, ID_LEN);
	memcpy(as_is.output, i.output, HASH_LEN);
	(void)snprintf(as_is.reason, sizeof as_is.reason, "図の一部のため");
	deliver(on_check, ROLE_portal, MSG_CHECK, 9, &as_is, -1, -1);
	expect_err(done_err(), OK);
	expect(now(&e).state == STATE_WAITING && row_of("2003", &e).wanted == 6);
	for (size_t k = 0; k < array_len(six); k++)
		expect_err(act(ACT_APPROVE, &e, person(six[k]), "理由"), OK);
	expect(now(&e).state == STATE_WAITING);
	struct body_row_item row = row_of("2003", &e);
	expect(row.given == 6 && row.wanted == 7); /* or it would say that nobody is missing */
	expect_err(act(ACT_APPROVE, &e, person("2002"), "理由"), E_SPOKEN); /* six there are */
	sent_clear();
	expect_err(act(ACT_APPROVE, &e, person("2001"), "理由"), OK);
	expect(now(&e).state == STATE_SIGNING && signing().votes == VOTES_MAX);
	expect(view_eq(view_str(signing().vote[6].warrant.person), VIEW("2001")));
}

static void bulk(void)
{
	struct envelope e[2] = {two(), two()};
	struct pick picks[2];
	for (size_t k = 0; k < 2; k++) {
		struct item i = now(&e[k]);
		picks[k] = pick_of(&i);
	}
	struct body_act a = {.ticket = person("2005"), .act = ACT_APPROVE};
	give_code(&a, picks, 2, 0);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	expect_err(done_err(), E_POLICY);
	expect(row_of("2003", &e[0]).given == 0);
}

/* 緊急送付 only under the rule that allows it. */
static void urgent(void)
{
	struct envelope no = two(), also_no = asked(GRADE_2, "2003", "x@city.example.lg.jp");
	struct envelope yes = asked(GRADE_2, "2003", "urgent@city.example.lg.jp");
	expect_err(act(ACT_URGENT, &no, person("2003"), "急ぐ"), E_POLICY);
	expect_err(act(ACT_URGENT, &also_no, person("2003"), "急ぐ"), E_POLICY);
	expect_err(act(ACT_URGENT, &yes, person("2003"), "急ぐ"), OK);
	sent_clear();
	struct ticket colleague = person("2004");
	expect_err(act(ACT_CONFIRM, &yes, colleague, ""), OK);
	struct body_sign s = signing();
	expect(s.votes == 0 && memcmp(&s.colleague, &colleague, sizeof colleague) == 0);
	expect(row_of("2003", &also_no).alone == 0);
}

/* The grade that was chosen comes back from the database as it was. */
static void grades(void)
{
	for (enum grade g = GRADE_1; g < GRADE_COUNT; g++) {
		struct envelope e = outbound(g);
		offer(&e);
		expect(now(&e).envelope.grade == g);
		expect((now(&e).state == STATE_HELD) ==
		       (g > GRADE_3)); /* not of this body's scale */
	}
}

int main(void)
{
	house_begin();
	town(NULL);
	any_two();
	at_once();
	returned();
	changed();
	left();
	all_of_list();
	six_and_manager();
	bulk();
	urgent();
	grades();
	house_end();
	return tap_done();
}
