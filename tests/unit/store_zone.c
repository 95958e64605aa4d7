/* SPDX-License-Identifier: Apache-2.0
 * store_zone.c: requests for rules between zones in the store: what the console may leave, who
 * decides, what notary and zone process say and when it counts. SAMPLES=DIR in the environment: the
 * note is also written there, for fuzz/zone_kept.c.
 */
#include "store/zone.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/notice.h"
#include "store/people.h"
#include "notary/zone_report.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

#define RULES "table inet sekisho\n"
#define WORDS "増えるもの / gained: 0\nなくなるもの / lost: 0\n"

static int notes = -1;

static struct zone_note good_note(uint8_t id)
{
	struct zone_note n = {
	    .magic = ZONE_NOTE_MAGIC, .words = sizeof WORDS - 1, .reason = "追加"};
	n.request = (struct zone_request){
	    .length = sizeof RULES - 1, .made = clock_now(), .generation = 5, .applicant = "1002"};
	memset(n.request.id, id, ID_LEN);
	hash_bytes(VIEW(RULES), n.request.rules);
	hash_bytes(VIEW(WORDS), n.request.words);
	memcpy(n.request.policy, store.policy->hash, HASH_LEN);
	return n;
}

/* Is it the newest request afterwards? Whatever it was, the note is gone. */
static bool taken(const struct zone_note *n, struct view rules)
{
	struct zone_plan p;
	scope_end(buf_free) struct buf b = buf_new(8192);
	buf_put(&b, view_of(n, sizeof *n));
	buf_put(&b, rules);
	buf_put(&b, VIEW(WORDS));
	expect_err(file_replace(notes, "zone-1", buf_view(&b)), OK);
	const char *samples = getenv("SAMPLES");
	scope_end(close_fd) int dir = samples ? open(samples, O_RDONLY | O_DIRECTORY) : -1;
	if (dir >= 0)
		expect_err(file_replace(dir, "note", buf_view(&b)), OK);
	zone_take_note(notes, "zone-1");
	expect(faccessat(notes, "zone-1", F_OK, 0) != 0);
	return zone_plan_newest(&p) == OK &&
	       memcmp(p.permit.request.id, n->request.id, ID_LEN) == 0;
}

static struct zone_plan newest(void)
{
	struct zone_plan p = {0};
	expect_err(zone_plan_newest(&p), OK);
	return p;
}

/* Requests in all. */
static int64_t rows_of(void)
{
	int64_t n = -1;
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	if (sqlite3_open(path, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT count(*) FROM zone_change", -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return n;
}

static void console(void)
{
	struct zone_note n = good_note(1), bad = n;
	bad.magic[0] = 'x';
	expect(!taken(&bad, VIEW(RULES)));
	bad = n;
	bad.words++;
	expect(!taken(&bad, VIEW(RULES)));
	bad = n;
	memset(bad.reason, 'a', sizeof bad.reason);
	expect(!taken(&bad, VIEW(RULES)));
	bad = n;
	bad.request.length = UINT64_MAX;
	expect(!taken(&bad, VIEW(RULES)));
	expect(!taken(&n, VIEW("table inet Sekisho\n")));
	bad = n;
	memcpy(bad.request.applicant, "2002", 5); /* no operator */
	expect(!taken(&bad, VIEW(RULES)));
	memcpy(bad.request.applicant, "9999", 5);
	expect(!taken(&bad, VIEW(RULES)));
	bad = n;
	bad.request.policy[0] ^= 1;
	expect(!taken(&bad, VIEW(RULES)));
	expect(taken(&n, VIEW(RULES)));
	n = good_note(2); /* replaces the first */
	expect(taken(&n, VIEW(RULES)));
	const uint8_t first[ID_LEN] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
	struct zone_plan p;
	expect(zone_plan_get(first, &p) == OK && p.stage == ZONE_STAGE_REPLACED);
	/* Its id is there already: it is not taken again, and what is there stays as it was. */
	int64_t many = rows_of(), asked = newest().asked;
	struct zone_note again = n;
	memcpy(again.reason, "another", 8);
	expect(taken(&again, VIEW(RULES)));
	expect(rows_of() == many && newest().asked == asked &&
	       newest().stage == ZONE_STAGE_WAITING && strcmp(newest().reason, n.reason) == 0);
}

static enum err decide(const char *person, enum zone_act what, const struct warrant *w)
{
	struct zone_plan p = newest();
	struct body_zone_act a = {.ticket = ticket_of(person, "soumu", false),
				  .act = (uint32_t)what};
	memcpy(a.id, p.permit.request.id, ID_LEN);
	if (w)
		a.warrant = *w;
	sent_clear();
	deliver(on_zone_act, ROLE_portal, MSG_ZONE_ACT, 9, &a, -1, -1);
	return done_err();
}

static struct warrant code_of(const char *person)
{
	struct zone_plan p = newest();
	struct warrant w = {.issued = clock_now(), .expires = clock_now() + 60};
	(void)snprintf(w.person, sizeof w.person, "%s", person);
	zone_subject(&p.permit.request, w.what);
	expect_err(warrant_sign(&auth, &w), OK);
	return w;
}

static void state(struct body_zone_state s)
{
	deliver(on_zone_state, ROLE_zone, MSG_ZONE_STATE, 4, &s, -1, -1);
}

/* How many log rows of that event went to the notary. */
static size_t logged(enum event event)
{
	size_t n = 0;
	for (size_t i = 0; i < sent_count; i++) {
		struct body_log log;
		memcpy(&log, sent[i].body, sizeof log);
		n += sent[i].msg == MSG_LOG && log.event == (uint32_t)event;
	}
	return n;
}

/* What the portal says of it to this person. */
static struct body_row_zone page_of(const char *person)
{
	struct body_row_zone row = {0};
	expect(rows(QUERY_ZONE, person, "", NULL, MSG_ROW_ZONE) == 1);
	memcpy(&row, sent_last(ROLE_portal, MSG_ROW_ZONE)->body, sizeof row);
	return row;
}

/* Whoever may approve it has a mail; who asked has none. */
static void mailed(void)
{
	struct body_notice n = {0};
	there[ROLE_mailer] = true;
	sent_clear();
	notice_send();
	struct sent *m = sent_last(ROLE_mailer, MSG_NOTICE);
	expect(m && sent_how_many(ROLE_mailer, MSG_NOTICE) == 1);
	if (m)
		memcpy(&n, m->body, sizeof n);
	expect(n.kind == NOTICE_ZONE_ASKED && n.page == NOTICE_PAGE_ZONE &&
	       strcmp(n.item, "0x00000005") == 0 && strcmp(n.to, "ciso@town.example.lg.jp") == 0 &&
	       memcmp(n.id, newest().permit.request.id, ID_LEN) == 0);
	there[ROLE_mailer] = false;
}

/* Named at the console is not asked for: that takes a code of the one who is named. */
static void naming(void)
{
	struct warrant w = code_of("1002"), approver = code_of("1006"), other = w;
	expect(page_of("1002").stage == ZONE_STAGE_NAMED &&
	       page_of("1002").may == 1u << ZONE_ACT_ASK && page_of("1006").may == 0);
	expect_err(decide("1006", ZONE_ACT_APPROVE, &approver), E_FORBIDDEN);
	expect_err(decide("1006", ZONE_ACT_RETURN, NULL), E_FORBIDDEN);
	expect_err(decide("1006", ZONE_ACT_ASK, &approver), E_FORBIDDEN);
	expect_err(decide("1002", ZONE_ACT_ASK, NULL), E_STEPUP);
	expect_err(decide("1002", ZONE_ACT_ASK, &approver), E_FORBIDDEN); /* somebody else's code */
	other.what[0] ^= 1;
	expect_err(warrant_sign(&auth, &other), OK);
	expect_err(decide("1002", ZONE_ACT_ASK, &other), E_CHANGED);
	other = w;
	other.issued -= 120;
	other.expires = other.issued + 60; /* typed for it, but not just now */
	expect_err(warrant_sign(&auth, &other), OK);
	expect_err(decide("1002", ZONE_ACT_ASK, &other), E_STEPUP);
	expect(!newest().permit.asked.person[0] && logged(EVENT_ZONE_ASKED) == 0);
	expect_err(decide("1002", ZONE_ACT_ASK, &w), OK);
	expect(logged(EVENT_ZONE_ASKED) == 1);
	expect_err(decide("1002", ZONE_ACT_ASK, &w), E_DECIDED);
	expect(page_of("1002").stage == ZONE_STAGE_WAITING && page_of("1002").may == 0 &&
	       page_of("1006").may != 0);
}

static void people(void)
{
	struct warrant w = code_of("1006"), other = w;
	expect_err(decide("1006", ZONE_ACT_APPROVE, NULL), E_STEPUP);
	other.what[0] ^= 1;
	expect_err(decide("1006", ZONE_ACT_APPROVE, &other), E_STEPUP);
	expect_err(decide("1001", ZONE_ACT_APPROVE, &w), E_FORBIDDEN); /* no CISO */
	other = code_of("1001");
	expect_err(decide("1006", ZONE_ACT_APPROVE, &other), E_FORBIDDEN); /* somebody else's */
	other = code_of("1002");
	expect_err(decide("1006", ZONE_ACT_APPROVE, &other), E_SELF_APPROVAL);
	expect_err(decide("1006", ZONE_ACT_RETURN, NULL), E_REASON);
	expect(newest().stage == ZONE_STAGE_WAITING && newest().permit.asked.person[0]);
	mailed();
	expect_err(decide("1006", ZONE_ACT_APPROVE, &w), OK);
	expect_err(decide("1006", ZONE_ACT_APPROVE, &w), E_DECIDED);
	expect(newest().stage == ZONE_STAGE_APPROVED);
}

/* The zone process's word about one. */
static void done(const struct zone_plan *p, enum err e)
{
	struct body_zone_done d = {.err = (uint32_t)e};
	memcpy(d.id, p->permit.request.id, ID_LEN);
	deliver(on_zone_done, ROLE_zone, MSG_ZONE_DONE, 3, &d, -1, -1);
}

static void loading(void)
{
	struct zone_plan p = newest();
	struct body_zone_permit signed_;
	sent_clear();
	zone_again();
	zone_tick();
	const struct sent *ask = sent_last(ROLE_notary, MSG_ZONE_SIGN);
	expect(ask != NULL && !sent_last(ROLE_zone, MSG_ZONE_LOAD));
	if (!ask)
		return;
	memcpy(&signed_, ask->body, sizeof signed_);
	struct body_zone_permit wrong = signed_;
	wrong.permit.request.rules[0] ^= 1;
	wrong.permit.leaf[0] = 1;
	deliver(on_zone_signed, ROLE_notary, MSG_ZONE_SIGNED, 1, &wrong, -1, -1);
	expect(!sent_last(ROLE_zone, MSG_ZONE_LOAD));
	signed_.permit.leaf[3] = 1;
	deliver(on_zone_signed, ROLE_notary, MSG_ZONE_SIGNED, 1, &signed_, -1, -1);
	expect(sent_last(ROLE_zone, MSG_ZONE_LOAD) != NULL);
	done(&p, E_NO_SPACE); /* ours: asked again */
	expect(newest().stage == ZONE_STAGE_APPROVED);
	sent_clear();
	zone_again();
	zone_tick();
	expect(sent_last(ROLE_zone, MSG_ZONE_LOAD) != NULL);
	done(&p, OK);
	p = newest();
	expect(p.stage == ZONE_STAGE_APPLIED && p.applied > 0);
	done(&p, E_FORM); /* said late: what is in force stays so */
	expect(newest().stage == ZONE_STAGE_APPLIED);
}

static void ask_for_it(void)
{
	struct warrant w = code_of("1002");
	expect_err(decide("1002", ZONE_ACT_ASK, &w), OK);
}

/* Approved, and nobody loaded it within the days of the policy. */
static void lapsing(void)
{
	struct zone_note n = good_note(4);
	expect(taken(&n, VIEW(RULES)));
	ask_for_it();
	struct warrant w = code_of("1006");
	expect_err(decide("1006", ZONE_ACT_APPROVE, &w), OK);
	int64_t until = w.issued + (int64_t)7 * 86400;
	expect(page_of("1006").until == until);
	struct zone_plan p = newest();
	p.permit.warrant.issued -= (int64_t)7 * 86400 - 600; /* nearly */
	expect_err(zone_plan_move(&p, ZONE_STAGE_APPROVED, OK, EVENT_NONE, "", ""), OK);
	sent_clear();
	zone_again();
	zone_tick();
	expect(sent_last(ROLE_notary, MSG_ZONE_SIGN) && newest().stage == ZONE_STAGE_APPROVED);
	p.permit.warrant.issued -= 600;
	expect_err(zone_plan_move(&p, ZONE_STAGE_APPROVED, OK, EVENT_NONE, "", ""), OK);
	/* It runs, and its answer was lost: that is no reason to call it over. */
	struct body_zone_state runs = {.proved = ZONE_PROVED};
	memcpy(runs.id, p.permit.request.id, ID_LEN);
	state(runs);
	zone_again();
	zone_tick();
	expect(newest().stage == ZONE_STAGE_APPROVED);
	state((struct body_zone_state){.proved = ZONE_PROVED});
	sent_clear();
	zone_again();
	zone_tick();
	expect(!sent_last(ROLE_notary, MSG_ZONE_SIGN) && !sent_last(ROLE_zone, MSG_ZONE_LOAD));
	expect(newest().stage == ZONE_STAGE_REFUSED && newest().err == E_EXPIRED);
	expect(logged(EVENT_ZONE_REFUSED) == 1);
	expect(page_of("1006").stage == ZONE_STAGE_LAPSED && page_of("1006").until == 0);
}

static void refusing(void)
{
	struct zone_note n = good_note(3);
	expect(taken(&n, VIEW(RULES)));
	struct warrant w = code_of("1006");
	ask_for_it();
	expect_err(decide("1006", ZONE_ACT_APPROVE, &w), OK);
	sent_clear();
	zone_again();
	zone_tick();
	const struct sent *ask = sent_last(ROLE_notary, MSG_ZONE_SIGN);
	struct body_done no = {.err = E_CHANGED};
	if (ask)
		deliver(on_done, ROLE_notary, MSG_DONE, ask->tag, &no, -1, -1);
	expect(newest().stage == ZONE_STAGE_REFUSED && newest().err == E_CHANGED);
}

static void drifting(void)
{
	struct body_zone_state good = {.proved = ZONE_PROVED},
			       bad = {.proved = ZONE_LEAKS, .drifted = 5};
	memset(bad.words, 'w', sizeof bad.words - 1); /* longer than a log row holds */
	sent_clear();
	state(good);
	expect(zone_running()->heard && logged(EVENT_ZONE_DRIFT) == 0);
	state(bad);
	state(bad);
	expect(logged(EVENT_ZONE_DRIFT) == 1);
	state(good);
	state(good);
	expect(logged(EVENT_ZONE_DRIFT) == 1 && logged(EVENT_ZONE_DRIFT_OVER) == 1);
	zone_gone();
	expect(!zone_running()->heard);
}

static enum err report(const char *text, struct leaf *l, bool sealed)
{
	struct body_zone_report body;
	int fd = memfd_new("report");
	expect_err(file_write(fd, view_str(text)), OK);
	if (sealed)
		expect_err(memfd_seal(fd), OK);
	leaf_write(l, body.leaf);
	sent_clear();
	deliver(on_zone_report, ROLE_notary, MSG_ZONE_REPORT, 11, &body, fd, -1);
	struct sent *m = sent_last(ROLE_notary, MSG_DONE);
	struct body_done said = {.err = E_GONE};
	if (m)
		memcpy(&said, m->body, sizeof said);
	return (enum err)said.err;
}

/* The store keeps what its leaf is of, once, and hands it out with that leaf. */
static void reports(void)
{
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define REPORT(verdict, rows)                                                                     \
	"sekisho zone proof 1\nmade 1790000000\nhost gw\nby 1002\npolicy " ZEROS "\nrules " ZEROS \
	"\ngeneration 5\ndays 0\nabout x\nverdict " verdict "\n" rows "text\nx\n"
	static const char good[] = REPORT("proved", ""), odd[] = REPORT("proved", "leak\tx\n");
	struct leaf l, other;
	struct body_zone_report row;
	expect(rows(QUERY_ZONE_REPORT, "1002", "proof", NULL, MSG_ROW_ZONE_REPORT) == 0);
	expect_err(zone_report_leaf(view_str(good), false, &l), OK);
	l.position = 900;
	expect_err(report(good, &l, true), OK);
	expect_err(report(good, &l, true), OK); /* told twice is kept once */
	expect_err(report(odd, &l, true), E_HASH);
	expect_err(zone_report_leaf(view_str(odd), false, &other), OK);
	other.position = 901;
	expect_err(report(odd, &other, true), E_BROKEN); /* in the ledger, and never shown */
	other = l;
	other.event = EVENT_ZONE_SET;
	expect(report(good, &other, true) != OK);
	expect(rows(QUERY_ZONE_REPORT, "1002", "proof", NULL, MSG_ROW_ZONE_REPORT) == 1);
	memcpy(&row, sent_last(ROLE_portal, MSG_ROW_ZONE_REPORT)->body, sizeof row);
	uint8_t record[LEAF_LEN];
	leaf_write(&l, record);
	expect(memcmp(row.leaf, record, LEAF_LEN) == 0);
	expect(rows(QUERY_ZONE_REPORT, "1002", "boundary", NULL, MSG_ROW_ZONE_REPORT) == 0);
	expect(rows(QUERY_ZONE_REPORT, "2003", "proof", NULL, MSG_ROW_ZONE_REPORT) == SIZE_MAX);
}

int main(void)
{
	house_begin();
	there[ROLE_zone] = true;
	expect(mkdir("/tmp/sekisho-notes-test", 0700) == 0 || errno == EEXIST);
	notes = open("/tmp/sekisho-notes-test", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	console();
	naming();
	people();
	loading();
	refusing();
	lapsing();
	drifting();
	reports();
	close_fd(&notes);
	(void)rmdir("/tmp/sekisho-notes-test");
	house_end();
	return tap_done();
}
