/* SPDX-License-Identifier: Apache-2.0
 * store_people.c: what people may see and do: approvals, deputies, expiry, another policy,
 * downloads.
 */
#include <openssl/rand.h>

#include <fcntl.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/restored.h"
#include "store/clock.h"
#include "store/clear.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/preserve.h"
#include "store/record.h"
#include "store/restore.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static void approvals(void)
{
	struct envelope e = waiting(GRADE_2);
	expect(rows(QUERY_PENDING, "1003", "", NULL, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_PENDING, "1001", "", NULL, MSG_ROW_ITEM) == 0); /* asked for it */
	expect(rows(QUERY_PENDING, "2001", "", NULL, MSG_ROW_ITEM) == 0); /* another unit */
	expect(rows(QUERY_PREVIEW, "1003", "", &e, MSG_ROW_FD) == 1);
	/* an operator sees that it waits, not what is in it */
	expect(rows(QUERY_ITEM, "1002", "", &e, MSG_ROW_ITEM) == 1);
	expect(rows(QUERY_PREVIEW, "1002", "", &e, MSG_ROW_FD) == SIZE_MAX);
	expect(rows(QUERY_PREVIEW, "2002", "", &e, MSG_ROW_FD) == SIZE_MAX);

	struct ticket approver = ticket_of("1003", "soumu", true);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1001", "soumu", true), ""), E_SELF_APPROVAL);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1002", "soumu", true), ""), E_FORBIDDEN);
	expect_err(act(ACT_APPROVE, &e, ticket_of("2001", "kensetsu", true), ""), E_NOT_FOUND);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", false), ""), E_STEPUP);
	struct ticket forged = approver;
	forged.roles |= 8;
	expect_err(act(ACT_APPROVE, &e, forged, ""), E_SIGNATURE);
	struct body_act a = {.ticket = approver, .act = ACT_APPROVE};
	struct item shown = now(&e);
	struct pick other = pick_of(&shown);
	memset(other.output, 0xac, HASH_LEN);
	give_code(&a, &other, 1, 0);
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
}

static void grades(void)
{
	/* grade 3: the unit's manager and a reason; the manager asked for it herself: nobody else
	 * may */
	struct ticket approver = ticket_of("1003", "soumu", true);
	struct envelope e = waiting(GRADE_3);
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
	closed_sql("UPDATE approval SET due = 1 WHERE verdict = 0");
	expect_err(act(ACT_APPROVE, &late, ticket_of("1003", "soumu", true), ""), E_EXPIRED);
	sent_clear();
	store_tick();
	expect(now(&e).state == STATE_EXPIRED && now(&late).state == STATE_EXPIRED);
	expect(sent_how_many(ROLE_release, MSG_UNSTAGE) >= 2);
	expect_err(act(ACT_APPROVE, &e, ticket_of("1003", "soumu", true), ""), E_EXPIRED);
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

/* The notary's word for every row of the log. */
static void confirm_log(void)
{
	sent_clear();
	record_again();
	for (size_t i = 0, k = sent_count; i < k; i++) {
		struct body_log log;
		if (sent[i].msg != MSG_LOG)
			continue;
		memcpy(&log, sent[i].body, sizeof log);
		struct body_logged logged = {.row = log.row, .position = log.row + 100};
		deliver(on_logged, ROLE_notary, MSG_LOGGED, log.row, &logged, -1, -1);
	}
	record_tick();
}

static uint64_t not_opened(const char *tab)
{
	struct body_done done;
	sent_clear();
	(void)rows(QUERY_INBOX_NEW, "1001", tab, NULL, MSG_ROW_ITEM);
	memcpy(&done, sent_last(ROLE_portal, MSG_DONE)->body, sizeof done);
	return done.count;
}

static void a_download_is_logged(void)
{
	uint64_t mine = not_opened("mine"), unit = not_opened("unit");
	struct envelope e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK); /* release was faster than the notary's word */
	expect(now(&e).state == STATE_RELEASED && now(&e).position == 9);
	expect(not_opened("mine") == mine && not_opened("unit") == unit + 1);
	sent_clear();
	(void)rows(QUERY_FILE, "1001", "", &e, MSG_ROW_FD);
	struct sent *fetch = sent_last(ROLE_release, MSG_FETCH);
	expect(fetch != NULL && !sent_last(ROLE_portal, MSG_DONE));
	struct body_item body;
	memcpy(body.id, e.id, ID_LEN);
	if (fetch)
		deliver(on_fetched, ROLE_release, MSG_FETCHED, fetch->tag, &body, sealed(VIEW("x")),
			-1);
	expect(sent_last(ROLE_portal, MSG_ROW_FD) && done_err() == OK);
	expect(now(&e).fetched == 1 && not_opened("unit") == unit);
	/* the ledger's page: what has no leaf yet is not in it; a receipt has one from the start */
	size_t before = rows(QUERY_LOG, "1002", "", NULL, MSG_ROW_LOG);
	expect(before >= 1);
	confirm_log();
	expect(rows(QUERY_LOG, "1002", "", NULL, MSG_ROW_LOG) >= before + 3);
	expect(rows(QUERY_LOG, "1001", "", NULL, MSG_ROW_LOG) == SIZE_MAX);
	expect(done_err() == E_FORBIDDEN);
}

/* Given up here while the other half had already delivered: what is true wins. */
static void held_but_delivered(void)
{
	struct envelope e = outbound(GRADE_1);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, 40);
	sent_clear();
	delivered_of(&e, E_SIGNATURE);
	expect(now(&e).state == STATE_HELD && sent_last(ROLE_release, MSG_UNSTAGE));
	delivered_of(&e, E_DESTINATION);
	expect(now(&e).state == STATE_HELD && now(&e).err == E_SIGNATURE);
	delivered_of(&e, E_REPLAY);
	expect(now(&e).state == STATE_RELEASED && now(&e).position == 9);
	/* nobody but the half that delivers there can say so */
	e = outbound(GRADE_1);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, 41);
	struct body_delivered d = {.half = 'L', .position = 41};
	memcpy(d.id, e.id, ID_LEN);
	deliver(on_delivered, ROLE_release, MSG_DELIVERED, 6, &d, -1, -1);
	expect(now(&e).state == STATE_RELEASING && violated == ROLE_release);
	violated = ROLE_NONE;
	/* and of what comes in the other half may not even say that it failed */
	e = inbound();
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, 42);
	d = (struct body_delivered){.err = E_NOT_FOUND, .half = 'I', .position = 42};
	memcpy(d.id, e.id, ID_LEN);
	deliver(on_delivered, ROLE_bridge, MSG_OUT_DONE, 6, &d, -1, -1);
	expect(now(&e).state == STATE_RELEASING && violated == ROLE_bridge);
	violated = ROLE_NONE;
}

/* Who has a wire to the store and is no belt: offers nothing, and no delivery is its to tell. */
static void no_belts(void)
{
	static const enum role others[] = {ROLE_portal, ROLE_notary, ROLE_release, ROLE_mailer};
	struct envelope e = outbound(GRADE_1), fresh = outbound(GRADE_1);
	struct body_offer o = {.envelope = fresh};
	struct body_delivered d = {.half = 'I', .position = 9};
	struct body_cable_counts counts = {.has_release = 1};
	struct item i;
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, 9);
	expect(now(&e).state == STATE_RELEASING);
	memcpy(d.id, e.id, ID_LEN);
	for (size_t k = 0; k < array_len(others); k++) {
		deliver(on_offer, others[k], MSG_OFFER, 2, &o, -1, -1);
		expect(violated == others[k] && item_get(fresh.id, &i) == E_NOT_FOUND);
		violated = ROLE_NONE;
		deliver(on_delivered, others[k], MSG_OUT_DONE, 6, &d, -1, -1);
		expect(violated == others[k] && now(&e).state == STATE_RELEASING);
		violated = ROLE_NONE;
		deliver(on_counts, others[k], MSG_CABLE_COUNTS, 7, &counts, -1, -1);
		expect(violated == others[k]);
		violated = ROLE_NONE;
	}
}

static void files_leave_the_inbox(void)
{
	struct envelope e = inbound();
	struct body_item body;
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK);
	memcpy(body.id, e.id, ID_LEN);
	expect(now(&e).state == STATE_RELEASED);
	closed_sql("UPDATE item SET changed = 1000 WHERE state = 7 AND cleared = 0");
	sent_clear();
	store_tick();
	expect(sent_how_many(ROLE_release, MSG_CLEAR) >= 1);
	sent_clear();
	deliver(on_cleared, ROLE_release, MSG_CLEARED, 9, &body, -1, -1);
	int64_t when = now(&e).cleared;
	expect(when > 0 && now(&e).state == STATE_RELEASED);
	expect(sent_how_many(ROLE_notary, MSG_LOG) == 1);
	deliver(on_cleared, ROLE_release, MSG_CLEARED, 9, &body, -1, -1);
	expect(now(&e).cleared == when && sent_how_many(ROLE_notary, MSG_LOG) == 1);
	(void)rows(QUERY_FILE, "1001", "", &e, MSG_ROW_FD);
	expect(done_err() == E_NOT_FOUND && !sent_last(ROLE_release, MSG_FETCH));
}

static void original(void (*handle)(struct incoming *), enum role from, const struct envelope *e)
{
	struct body_item body;
	memcpy(body.id, e->id, ID_LEN);
	enum msg m = handle == on_original_old ? MSG_ORIGINAL_OLD : MSG_ORIGINAL_GONE;
	sent_clear();
	deliver(handle, from, m, 9, &body, -1, -1);
}

static void originals_leave_the_vault(void)
{
	struct envelope e = inbound(), other = inbound();
	e.accepted = 1000;
	offer(&e);
	original(on_original_old, ROLE_bridge, &e);
	expect(!sent_last(ROLE_bridge, MSG_ORIGINAL_DROP)); /* it has not ended */
	original(on_original_gone, ROLE_bridge, &e);
	expect(!sent_last(ROLE_bridge, MSG_ORIGINAL_NOTED) && !sent_last(ROLE_notary, MSG_LOG));
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK);
	original(on_original_old, ROLE_belt, &e); /* an item of the other half's belt */
	expect(!sent_last(ROLE_belt, MSG_ORIGINAL_DROP));
	original(on_original_gone, ROLE_belt, &e);
	expect(!sent_last(ROLE_belt, MSG_ORIGINAL_NOTED) && !sent_last(ROLE_notary, MSG_LOG));
	clock_begin(clock_now() - 7200); /* as after a leap of the clock: that would be for good */
	original(on_original_old, ROLE_bridge, &e);
	expect(!sent_last(ROLE_bridge, MSG_ORIGINAL_DROP));
	clock_begin(clock_now());
	original(on_original_old, ROLE_bridge, &e);
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_DROP) == 1);
	expect(!sent_last(ROLE_notary, MSG_LOG)); /* a word, not yet a deed */
	original(on_original_gone, ROLE_bridge, &e);
	struct sent *log = sent_last(ROLE_notary, MSG_LOG);
	struct body_log leaf = {0};
	if (expect(log != NULL))
		memcpy(&leaf, log->body, sizeof leaf);
	expect(leaf.event == EVENT_DELETED && !memcmp(leaf.id, e.id, ID_LEN));
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_NOTED) == 1);
	restart();
	everybody_up();
	original(on_original_gone, ROLE_bridge, &e); /* said again after a crash: one record */
	expect(!sent_last(ROLE_notary, MSG_LOG));
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_NOTED) == 1);

	offer(&other); /* its time is not over */
	good_form(&other);
	rebuilt_of(&other, OK);
	delivered_of(&other, OK);
	original(on_original_old, ROLE_bridge, &other);
	expect(now(&other).state == STATE_RELEASED && !sent_last(ROLE_bridge, MSG_ORIGINAL_DROP));

	struct envelope lost = inbound(); /* known before this database was restored */
	original(on_original_old, ROLE_bridge, &lost);
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_DROP) == 1);
	original(on_original_gone, ROLE_bridge, &lost);
	expect(sent_how_many(ROLE_notary, MSG_LOG) == 1);
	original(on_original_gone, ROLE_portal, &lost); /* nobody else may say it */
	expect(violated == ROLE_portal && !sent_last(ROLE_portal, MSG_ORIGINAL_NOTED));
	violated = ROLE_NONE;
}

static enum err preserve(enum preserve what, const char *person, bool stepped_up, int64_t since,
			 const char *reason)
{
	struct body_preserve b = {
	    .ticket = ticket_of(person, "soumu", stepped_up), .act = what, .since = since};
	memcpy(b.reason, reason, strlen(reason));
	sent_clear();
	deliver(on_preserve, ROLE_portal, MSG_PRESERVE, 9, &b, -1, -1);
	return done_err();
}

static struct body_row_preserved preserved(const char *person)
{
	struct body_row_preserved row = {.since = -1};
	sent_clear();
	(void)rows(QUERY_PRESERVED, person, "", NULL, MSG_ROW_PRESERVED);
	struct sent *m = sent_last(ROLE_portal, MSG_ROW_PRESERVED);
	if (m)
		memcpy(&row, m->body, sizeof row);
	return row;
}

static enum event logged(void)
{
	struct body_log leaf = {0};
	struct sent *m = sent_last(ROLE_notary, MSG_LOG);
	if (m)
		memcpy(&leaf, m->body, sizeof leaf);
	return (enum event)leaf.event;
}

static void begin_preservation(void)
{
	static const char why[] = "情報公開請求の対象";
	expect_err(preserve(PRESERVE_BEGIN, "1001", true, 0, why), E_FORBIDDEN);
	expect_err(preserve(PRESERVE_BEGIN, "1002", false, 0, why), E_STEPUP);
	expect_err(preserve(PRESERVE_BEGIN, "1002", true, 0, ""), E_REASON);
	expect_err(preserve(PRESERVE_END, "1002", true, 0, why), E_CHANGED);
	expect(preserved("1002").since == 0 && preserved("1002").may == 1u << PRESERVE_BEGIN);
	expect_err(preserve(PRESERVE_BEGIN, "1002", true, 0, why), OK);
	expect(logged() == EVENT_PRESERVED);
	expect_err(preserve(PRESERVE_BEGIN, "1002", true, 0, why), E_CHANGED); /* the old page */
}

/* `e` is old, `cleared` is to leave the inbox. */
static void nothing_goes(const struct envelope *e)
{
	original(on_original_old, ROLE_bridge, e);
	expect(!sent_count); /* no word, no deletion */
	clear_again();
	store_tick();
	expect(!sent_last(ROLE_release, MSG_CLEAR));
	original(on_original_gone, ROLE_bridge, e); /* deleted just before: noted, and no more */
	expect(logged() == EVENT_DELETED && !sent_last(ROLE_bridge, MSG_ORIGINAL_NOTED));
}

static void two_end_it(void)
{
	struct body_row_preserved now = preserved("1002");
	int64_t since = now.since;
	expect(since > 0 && now.may == 1u << PRESERVE_ASK_END && now.by[0]);
	expect(preserved("1001").since == -1); /* not for everybody */
	expect_err(preserve(PRESERVE_END, "1006", true, since, "x"), E_CHANGED);
	expect_err(preserve(PRESERVE_ASK_END, "1002", true, since, "開示が終わった"), OK);
	expect(logged() == EVENT_UNPRESERVE && preserve_on());
	expect_err(preserve(PRESERVE_END, "1002", true, since, "自分で"), E_SELF_APPROVAL);
	expect(preserved("1002").may == 1u << PRESERVE_KEEP);
	expect_err(preserve(PRESERVE_KEEP, "1006", true, since, ""), OK);
	expect(logged() == EVENT_PRESERVE_ON);
	expect_err(preserve(PRESERVE_ASK_END, "1002", true, since, "開示が終わった"), OK);
	expect(preserved("1006").may == (1u << PRESERVE_KEEP | 1u << PRESERVE_END));
	expect_err(preserve(PRESERVE_END, "1006", false, since, "確かめた"), E_STEPUP);
	expect_err(preserve(PRESERVE_END, "1006", true, since, ""), E_REASON);
	expect_err(preserve(PRESERVE_END, "1006", true, since + 1, "x"), E_CHANGED);
	expect_err(preserve(PRESERVE_END, "1003", true, since, "x"), E_FORBIDDEN);
	expect_err(preserve(PRESERVE_END, "1006", true, since, "確かめた"), OK);
	expect(logged() == EVENT_UNPRESERVED && !preserve_on());
}

static void evidence_is_preserved(void)
{
	struct envelope e = inbound(), later = inbound();
	e.accepted = later.accepted = 1000;
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	delivered_of(&e, OK);
	offer(&later);
	good_form(&later);
	rebuilt_of(&later, OK);
	delivered_of(&later, OK);
	closed_sql("UPDATE item SET changed = 1000 WHERE state = 7 AND cleared = 0");
	begin_preservation();
	nothing_goes(&e);
	restart(); /* it outlives us */
	everybody_up();
	sent_clear();
	original(on_original_old, ROLE_bridge, &later);
	expect(!sent_count);
	two_end_it();
	original(on_original_old, ROLE_bridge, &later);
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_DROP) == 1);
	original(on_original_gone, ROLE_bridge, &e);
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_NOTED) == 1 && !logged());
	clear_again();
	store_tick();
	expect(sent_last(ROLE_release, MSG_CLEAR) != NULL);
}

static int64_t restored_preserved;
static uint32_t restored_unsure;

static enum err restore_row(const struct restored_row *row)
{
	struct restored_head head = {.magic = RESTORED_MAGIC, .rows = row != NULL};
	head.preserved = restored_preserved;
	head.unsure = restored_unsure;
	scope_end(close_fd) int dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	scope_end(buf_free) struct buf all = buf_new(sizeof head + sizeof *row);
	buf_put(&all, view_of(&head, sizeof head));
	if (row)
		buf_put(&all, view_of(row, sizeof *row));
	expect_err(file_replace(dir, "restored", buf_view(&all)), OK);
	enum err e = restore_take(dir);
	(void)unlinkat(dir, "restored", 0);
	return e;
}

/* After a restore the belts' spools are read; a captured one has put an item of the other
 * direction, which waits for its approval, among its ended ones. */
static void restored_by_another_belt(void)
{
	struct envelope e = waiting(GRADE_2), in = inbound();
	struct restored_row row = {.envelope = in,
				   .state = {.state = STATE_RELEASED, .changed = 1}};
	memcpy(row.envelope.id, e.id, ID_LEN);
	memcpy(row.state.id, e.id, ID_LEN);
	expect_err(restore_row(&row), OK);
	expect(now(&e).state == STATE_WAITING);
	expect(rows(QUERY_PENDING, "1003", "", &e, MSG_ROW_ITEM) >= 1);
	row.envelope = in; /* its own word about its own */
	memcpy(row.state.id, in.id, ID_LEN);
	expect_err(restore_row(&row), OK);
	expect(now(&in).state == STATE_RELEASED);
	row.envelope.sender[0] = '1'; /* nobody sends from outside under a name */
	expect_err(restore_row(&row), E_BROKEN);
}

/* A restore from a copy that is older than the preservation, or that cannot know. */
static void restore_goes_on_preserving(void)
{
	expect(!preserve_on());
	expect_err(restore_row(NULL), OK);
	expect(!preserve_on());
	restored_unsure = 1;
	expect_err(restore_row(NULL), OK);
	record_send();
	expect(preserve_on() && logged() == EVENT_PRESERVED);
	expect(preserved("1002").since > 0 && !preserved("1002").by[0]);
	int64_t since = preserved("1002").since;
	restored_preserved = 1000; /* the one in force goes on */
	expect_err(restore_row(NULL), OK);
	expect(preserved("1002").since == since);
	expect_err(preserve(PRESERVE_ASK_END, "1002", true, since, "始まっていなかった"), OK);
	expect_err(preserve(PRESERVE_END, "1006", true, since, "確かめた"), OK);
	expect(!preserve_on());
	restored_preserved = 0;
	restored_unsure = 0;
}

static bool in_log(const struct envelope *e, enum event event)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_LOG_LAST, db_bytes(e->id, ID_LEN), db_int(event));
	return db_next(&rows) && db_col_int(&rows, 0) > 0;
}

static struct envelope released_under(uint64_t position)
{
	struct envelope e = outbound(GRADE_1);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	signed_of(&e, position);
	delivered_of(&e, OK); /* under receipt 9 */
	expect(now(&e).state == STATE_RELEASED && now(&e).position == 9);
	return e;
}

/* Release goes on with what it held before the accident: delivered under the receipt of a database
 * that is gone, which nobody can open to its names any more. The log says so. */
static void delivered_under_an_older_receipt(void)
{
	closed_sql("DELETE FROM log WHERE event = 32");
	struct envelope e = released_under(60);
	expect(!in_log(&e, EVENT_RESTORED));
	expect_err(restore_row(NULL), OK);
	e = released_under(61);
	expect(in_log(&e, EVENT_RESTORED));
	closed_sql("UPDATE log SET position = 9 WHERE event = 32");
	e = released_under(62); /* not older than the restore */
	expect(!in_log(&e, EVENT_RESTORED));
	closed_sql("UPDATE log SET position = 10 WHERE event = 32");
	e = released_under(9);
	expect(!in_log(&e, EVENT_RESTORED)); /* the one that this store asked for */
	e = released_under(63);
	expect(in_log(&e, EVENT_RESTORED));
}

int main(void)
{
	house_begin();
	approvals();
	grades();
	held_but_delivered();
	deputies_and_expiry();
	another_policy();
	a_download_is_logged();
	no_belts();
	files_leave_the_inbox();
	originals_leave_the_vault();
	evidence_is_preserved();
	restored_by_another_belt();
	restore_goes_on_preserving();
	delivered_under_an_older_receipt();
	house_end();
	return tap_done();
}
