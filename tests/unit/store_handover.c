/* SPDX-License-Identifier: Apache-2.0
 * store_handover.c: 元ファイルの交付 in the store: who may ask, decide and take, and what everybody
 * else could say about it who must not be believed.
 */
#include "store/handover.h"

#include <unistd.h>

#include "store/drive.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static struct signing_key program, stranger;

static struct envelope delivered(void)
{
	struct envelope e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, 9);
	delivered_of(&e, OK);
	expect(now(&e).state == STATE_RELEASED);
	return e;
}

static enum err say(enum original_act what, const uint8_t id[ID_LEN], const struct envelope *e,
		    const char *person, const struct warrant *w)
{
	struct body_original_act a = {.ticket = ticket_of(person, "soumu", false),
				      .act = (uint32_t)what,
				      .reason = "図面を原寸で確かめるため"};
	memcpy(a.id, id, ID_LEN);
	memcpy(a.original, e->hash, HASH_LEN);
	if (w)
		a.warrant = *w;
	sent_clear();
	deliver(on_original_act, ROLE_portal, MSG_ORIGINAL_ACT, 21, &a, -1, -1);
	return sent_last(ROLE_portal, MSG_DONE) ? done_err() : OK;
}

static enum err ask(const struct envelope *e, const char *person)
{
	return say(ORIGINAL_ACT_ASK, e->id, e, person, NULL);
}

static struct body_row_original row(const struct envelope *e, const char *person)
{
	struct body_row_original r = {.state = HANDOVER_NONE};
	sent_clear();
	if (rows(QUERY_ORIGINALS, person, "item", e, MSG_ROW_ORIGINAL) > 0)
		memcpy(&r, sent_last(ROLE_portal, MSG_ROW_ORIGINAL)->body, sizeof r);
	return r;
}

static struct body_order ordered(void)
{
	struct body_order o = {0};
	sent_clear();
	handover_again();
	handover_tick();
	struct sent *m = sent_last(ROLE_notary, MSG_ORDER);
	if (expect(m != NULL))
		memcpy(&o, m->body, sizeof o);
	return o;
}

static struct body_said said(const struct order *o, enum err err, const struct signing_key *by)
{
	struct body_said s = {.said = {.version = ORDER_VERSION,
				       .kind = o->kind,
				       .err = (uint32_t)err,
				       .scan = SCAN_CLEAN,
				       .length = o->length,
				       .time = clock_now()}};
	memcpy(s.said.id, o->id, ID_LEN);
	memcpy(s.said.item, o->item, ID_LEN);
	memcpy(s.said.original, o->original, HASH_LEN);
	expect_err(said_sign(by, &s.said), OK);
	return s;
}

static void looked(const struct envelope *e)
{
	struct body_order o = ordered();
	expect(o.order.kind == ORDER_LOOK && !o.order.warrant.person[0]);
	struct body_said s = said(&o.order, OK, &stranger);
	deliver(on_original_said, ROLE_bridge, MSG_ORIGINAL_SAID, 22, &s, -1, -1);
	expect(row(e, "1003").state == HANDOVER_ASKED); /* nobody's word */
	s = said(&o.order, OK, &program);
	s.said.scan = SCAN_FOUND;
	deliver(on_original_said, ROLE_bridge, MSG_ORIGINAL_SAID, 22, &s, -1, -1);
	expect(row(e, "1003").state == HANDOVER_ASKED); /* changed on its way */
	s = said(&o.order, OK, &program);
	deliver(on_original_said, ROLE_belt, MSG_ORIGINAL_SAID, 22, &s, -1, -1);
	expect(violated == ROLE_belt && row(e, "1003").state == HANDOVER_ASKED);
	violated = ROLE_NONE;
	deliver(on_original_said, ROLE_bridge, MSG_ORIGINAL_SAID, 22, &s, -1, -1);
	expect(row(e, "1001").state == HANDOVER_WAITING);
}

static struct warrant warrant(const char *person, const uint8_t what[HASH_LEN], int64_t issued,
			      const struct signing_key *by)
{
	struct warrant w = {.issued = issued, .expires = issued + 300};
	(void)snprintf(w.person, sizeof w.person, "%s", person);
	memcpy(w.what, what, HASH_LEN);
	expect_err(warrant_sign(by, &w), OK);
	return w;
}

static void who_may(void)
{
	struct envelope e = delivered(), out = outbound(GRADE_1);
	offer(&out);
	expect_err(ask(&e, "2003"), E_NOT_FOUND);   /* another unit's */
	expect_err(ask(&e, "1006"), OK);	    /* of the unit: it is the unit's */
	expect_err(ask(&e, "1006"), E_CHANGED);	    /* one at a time */
	expect_err(ask(&out, "1001"), E_FORBIDDEN); /* what goes out stays in the other vault */
	struct envelope fresh = inbound();
	offer(&fresh);
	expect_err(ask(&fresh, "1001"), E_CHANGED); /* not over yet */
}

static void from_asking_to_taking(void)
{
	struct envelope e = delivered(), e2 = delivered();
	int64_t t = clock_now();
	expect_err(ask(&e, "1003"), OK);
	looked(&e);
	struct body_row_original r = row(&e, "1001");
	struct warrant good = warrant("1001", r.what, t, &auth),
		       w = warrant("1003", r.what, t, &auth);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1003", &w), E_SELF_APPROVAL);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1003", &good), E_SELF_APPROVAL);
	w = warrant("2003", r.what, t, &auth);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "2003", &w), E_FORBIDDEN);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &w), E_FORBIDDEN);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", NULL), E_STEPUP);
	w = warrant("1001", r.what, t, &stranger);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &w), E_STEPUP);
	w = warrant("1001", r.what, t - 400, &auth); /* of an hour ago */
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &w), E_STEPUP);
	w = warrant("1001", e2.hash, t, &auth); /* for something else */
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &w), E_CHANGED);
	expect(row(&e, "1001").state == HANDOVER_WAITING);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &good), OK);
	expect_err(say(ORIGINAL_ACT_APPROVE, r.id, &e, "1001", &good), E_CHANGED); /* two windows */
	expect_err(say(ORIGINAL_ACT_RETURN, r.id, &e, "1001", NULL), E_CHANGED);

	struct body_order o = ordered();
	expect(o.order.kind == ORDER_GIVE && !memcmp(&o.order.warrant, &good, sizeof good));
	struct body_handed h = {.err = E_HASH};
	memcpy(h.id, r.id, ID_LEN);
	deliver(on_handed, ROLE_release, MSG_HANDED, 23, &h, -1, -1);
	expect(row(&e, "1003").state == HANDOVER_ORDERED);
	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1003", NULL), E_CHANGED);
	h.err = OK;
	deliver(on_handed, ROLE_release, MSG_HANDED, 23, &h, -1, -1);
	expect(row(&e, "1003").state == HANDOVER_HERE);

	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1001", NULL), E_NOT_FOUND); /* approver */
	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1006", NULL), E_NOT_FOUND); /* colleague */
	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1003", NULL), OK);
	struct sent *m = sent_last(ROLE_release, MSG_HAND);
	uint64_t first = m ? m->tag : 0;
	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1003", NULL), OK); /* the other window */
	m = sent_last(ROLE_release, MSG_HAND);
	uint64_t second = m ? m->tag : 0;
	struct body_item b;
	memcpy(b.id, r.id, ID_LEN);
	sent_clear();
	deliver(on_fetched, ROLE_release, MSG_FETCHED, first, &b, sealed(VIEW("hello")), -1);
	expect(sent_last(ROLE_portal, MSG_ROW_FD) && sent_last(ROLE_release, MSG_HAND_CLEAR));
	sent_clear();
	deliver(on_fetched, ROLE_release, MSG_FETCHED, second, &b, sealed(VIEW("hello")), -1);
	expect(!sent_last(ROLE_portal, MSG_ROW_FD) && done_err() == E_REPLAY);
	expect(row(&e, "1003").state == HANDOVER_TAKEN);
	expect_err(say(ORIGINAL_ACT_TAKE, r.id, &e, "1003", NULL), E_REPLAY);
}

static void open_again(void)
{
	open_store();
	everybody_up();
	store.has_originals = true;
	store.originals = program.public;
}

static void change(const char *text)
{
	store_close();
	everybody_down();
	sql(text);
	open_again();
}

/* One person with a long list is asked about slowly; others are not behind him. */
static void a_flood(void)
{
	unsigned asked = 0;
	enum err e = OK;
	struct envelope it;
	for (unsigned k = 0; e == OK && k < 3 * HANDOVER_OPEN_MAX; k++) {
		it = delivered();
		e = ask(&it, "1002");
		asked += e == OK;
	}
	expect(asked == HANDOVER_OPEN_MAX && e == E_BUSY);
	expect_err(ask(&it, "1006"), OK);
	change("UPDATE handover SET state = 7 WHERE applicant = '1002'");
	expect_err(ask(&it, "1002"), OK);
}

/* What can still be decided or taken is never behind what is over. */
static void the_own_list(void)
{
	bool found = false;
	struct envelope e = delivered();
	expect_err(ask(&e, "1001"), OK);
	struct body_row_original r = row(&e, "1001");
	for (unsigned k = 0; k < 4 * (HANDOVER_OPEN_MAX - 1); k++) {
		struct envelope later = delivered();
		expect_err(ask(&later, "1001"), OK);
		if (k % (HANDOVER_OPEN_MAX - 1) == HANDOVER_OPEN_MAX - 2)
			change("UPDATE handover SET state = 8, asked = asked + 1 WHERE applicant = "
			       "'1001' AND state = 1 AND rowid > (SELECT min(rowid) FROM handover "
			       "WHERE applicant = '1001')");
	}
	sent_clear();
	expect(rows(QUERY_ORIGINALS, "1001", "mine", NULL, MSG_ROW_ORIGINAL) == 50);
	for (size_t k = 0; k < sent_count; k++)
		found |= sent[k].msg == MSG_ROW_ORIGINAL && !memcmp(sent[k].body, r.id, ID_LEN);
	expect(found);
}

int main(void)
{
	house_begin();
	expect_err(signing_key_new("originals", true, &program), OK);
	expect_err(signing_key_new("other", true, &stranger), OK);
	store.has_originals = true;
	store.originals = program.public;
	who_may();
	from_asking_to_taking();
	a_flood();
	the_own_list();
	house_end();
	return tap_done();
}
