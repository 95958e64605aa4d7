/* SPDX-License-Identifier: Apache-2.0
 * store_house.c: offers, forms, receipts and people for the store's tests.
 */
#include <openssl/rand.h>
#include <sqlite3.h>
#include <unistd.h>

#include "flow/item.h"
#include "form/report.h"
#include "notary/order.h"
#include "notary/picks.h"
#include "people/ticket.h"
#include "store/flight.h"
#include "store_house.h"
#include "sys/file.h"
#include "sys/log.h"

/* What the house itself does must work: only the tests count expectations. */
#define must(condition) house_must((condition), #condition)

static void house_must(bool ok, const char *what)
{
	if (!ok)
		log_fatal("the test's own house: %s", what);
}

char place[] = "/tmp/sekisho-store-XXXXXX", path[64];
struct signing_key auth;
uint64_t belt_nonce = 77;
uint8_t rebuilt_as = 0xab;

const char policy_text[POLICY_TEXT_MAX] =
    "schema: 1\n"
    "body: {name: 関所町}\n"
    "organs: [{code: mayor, name: 町長部局}]\n"
    "units:\n"
    "  - {code: soumu, name: 総務課, organ: mayor, manager: '1001', mail: "
    "soumu@town.example.lg.jp}\n"
    "  - {code: kensetsu, name: 建設課, organ: mayor, manager: '2001'}\n"
    "  - {code: tosho, name: 図書館, organ: mayor}\n"
    "gates:\n"
    "  - {kind: portal, direction: inbound, file_mb: 90}\n"
    "  - {kind: portal, direction: inbound, on: false, units: [tosho]}\n"
    "  - {kind: portal, direction: outbound}\n"
    "people:\n"
    "  - {number: '1001', name: 石田 和子, units: [soumu], roles: [clerk, approver]}\n"
    "  - {number: '1003', name: 大西 健, units: [soumu], roles: [clerk, approver]}\n"
    "  - {number: '1002', name: 高野 誠, units: [soumu], roles: [clerk, operator]}\n"
    "  - {number: '2001', name: 村上 勇, units: [kensetsu], roles: [clerk, approver], deputy: "
    "'2002'}\n"
    "  - {number: '2002', name: 藤井 直樹, units: [kensetsu], roles: [clerk]}\n"
    "  - {number: '2003', name: 小川 美咲, units: [kensetsu], roles: [clerk]}\n"
    "  - {number: '2004', name: 森 あゆみ, units: [kensetsu], roles: [clerk]}\n"
    "  - {number: '2005', name: 西 進, units: [kensetsu], roles: [clerk, approver]}\n"
    "  - {number: '1006', name: 南 直子, units: [soumu], roles: [clerk, ciso], mail: "
    "ciso@town.example.lg.jp}\n"
    "zones:\n"
    "  - {code: inet, name: インターネット接続系, kind: internet}\n"
    "  - {code: lgwan, name: LGWAN接続系, kind: lgwan}\n"
    "flows:\n"
    "  - {code: in, name: 取込, direction: inbound, from: inet, to: lgwan}\n"
    "  - {code: out, name: 庁外送付, direction: outbound, from: lgwan, to: inet,\n"
    "     destinations: [{domain: '*.lg.jp', highest_grade: 3}, {domain: '*', highest_grade: 2}]}\n"
    "formats: {inbound: {text: allow}, outbound: {text: allow}}\n"
    "approvals: {deputy_after_minutes: 59, expire_after_minutes: 60}\n"
    "originals: {enabled: true, approval: approver}\n"
    "notices: {relay: '127.0.0.1:25', from: sekisho@town.example.lg.jp}\n";

enum {
#define FORMAT(name, extensions, ja, en) FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
};

/* --- the house around the store --- */

void open_store(void)
{
	must(store_open(path, view_str(policy_text), &auth.public) == OK);
}

void hello(enum role from)
{
	struct body_hello h = {.nonce = belt_nonce, .answer = store.nonce};
	memcpy(h.policy, store.policy->hash, HASH_LEN);
	deliver(on_store_hello, from, MSG_HELLO, 1, &h, -1, -1);
}

void everybody_up(void)
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

void everybody_down(void)
{
	memset(there, 0, sizeof there);
}

struct envelope inbound(void)
{
	struct envelope e = {.version = 1,
			     .direction = DIRECTION_IN,
			     .recipient_kind = RECIPIENT_UNIT,
			     .size = 5,
			     .accepted = clock_now()};
	must(RAND_bytes(e.id, ID_LEN) == 1);
	must(RAND_bytes(e.session, HASH_LEN) == 1);
	hash_bytes(VIEW("hello"), e.hash);
	must(item_set_text(e.name, sizeof e.name, VIEW("お知らせ.txt")));
	must(item_set_text(e.recipient, sizeof e.recipient, VIEW("soumu")));
	return e;
}

struct envelope outbound(enum grade grade)
{
	struct envelope e = inbound();
	e.direction = DIRECTION_OUT;
	e.recipient_kind = RECIPIENT_OUTSIDE;
	e.grade = (uint8_t)grade;
	memset(e.session, 0, HASH_LEN);
	must(item_set_text(e.recipient, sizeof e.recipient, VIEW("info@city.example.lg.jp")));
	must(item_set_text(e.sender, sizeof e.sender, VIEW("1001")));
	must(item_set_text(e.unit, sizeof e.unit, VIEW("soumu")));
	return e;
}

enum role belt_of(const struct envelope *e)
{
	return e->direction == DIRECTION_IN ? ROLE_bridge : ROLE_belt;
}

void offer(const struct envelope *e)
{
	struct body_offer o = {.envelope = *e};
	deliver(on_offer, belt_of(e), MSG_OFFER, 2, &o, -1, -1);
}

int sealed(struct view v)
{
	int fd = memfd_new("test");
	must(fd >= 0 && file_write(fd, v) == OK && memfd_seal(fd) == OK);
	return fd;
}

void form_of(const struct envelope *e, enum err err, struct view report)
{
	struct body_form f = {.err = (uint32_t)err, .format = FORMAT_text, .cpu_us = 10};
	memcpy(f.id, e->id, ID_LEN);
	memcpy(f.hash, e->hash, HASH_LEN);
	deliver(on_form, belt_of(e), MSG_FORM, 3, &f, sealed(VIEW("form")), sealed(report));
}

void inspected_as(const struct envelope *e, enum err err, struct view seen,
		  const struct finds *finds)
{
	static const struct finds nothing;
	struct body_form f = {.err = (uint32_t)err, .format = FORMAT_text, .cpu_us = 10};
	struct buf found = buf_new((size_t)1 << 20);
	memcpy(f.id, e->id, ID_LEN);
	memcpy(f.hash, e->hash, HASH_LEN);
	finds_write(finds ? finds : &nothing, &found);
	must(found.err == OK);
	const int fds[MSG_FDS_MAX] = {sealed(VIEW("form")), sealed(seen), sealed(buf_view(&found))};
	deliver_fds(on_form, ROLE_belt, MSG_INSPECTED, 3, &f, fds);
	buf_free(&found);
}

void inspected_of(const struct envelope *e, enum err err, const struct finds *finds)
{
	static struct report report;
	struct buf seen = buf_new(4096);
	report_write(&report, &seen);
	inspected_as(e, err, buf_view(&seen), finds);
	buf_free(&seen);
}

void good_form(const struct envelope *e)
{
	static struct report report;
	report = (struct report){.n = 0};
	struct buf b = buf_new(4096);
	report_add(&report, FINDING_METADATA, PLACE_FILE, 0, VIEW("author"), NULL);
	report_add(&report, FINDING_ENCODING, PLACE_FILE, 0, VIEW(""), NULL);
	report_write(&report, &b);
	if (e->direction == DIRECTION_OUT) /* whatever goes out is inspected */
		inspected_as(e, OK, buf_view(&b), NULL);
	else
		form_of(e, OK, buf_view(&b));
	buf_free(&b);
}

void rebuilt_of(const struct envelope *e, enum err err)
{
	struct body_rebuilt r = {.err = (uint32_t)err, .length = 7, .ext = "txt"};
	memcpy(r.id, e->id, ID_LEN);
	memset(r.output, rebuilt_as, HASH_LEN);
	deliver(on_rebuilt, ROLE_notary, MSG_REBUILT, flight_tag(e->id), &r, sealed(VIEW("見る文")),
		-1);
}

void signed_of(const struct envelope *e, uint64_t position)
{
	struct body_signed s = {
	    .position = position, .time = clock_now(), .tree_size = position + 1};
	memcpy(s.id, e->id, ID_LEN);
	deliver(on_signed, ROLE_notary, MSG_SIGNED, 5, &s, -1, -1);
}

void delivered_of(const struct envelope *e, enum err err)
{
	bool in = e->direction == DIRECTION_IN;
	struct body_delivered d = {.err = (uint32_t)err, .half = in ? 'L' : 'I', .position = 9};
	memcpy(d.id, e->id, ID_LEN);
	deliver(on_delivered, in ? ROLE_release : ROLE_bridge, in ? MSG_DELIVERED : MSG_OUT_DONE, 6,
		&d, -1, -1);
}

struct item now(const struct envelope *e)
{
	struct item i = {0};
	must(item_get(e->id, &i) == OK);
	return i;
}

bool told(const struct envelope *e, enum item_state state)
{
	struct body_state s;
	struct sent *m = sent_last(belt_of(e), MSG_ITEM_STATE);
	if (!m)
		return false;
	memcpy(&s, m->body, sizeof s);
	return item_same(s.id, e->id) && s.state == (uint32_t)state;
}

/* --- people --- */

struct ticket ticket_of(const char *person, const char *unit, bool stepped_up)
{
	struct ticket t = {.issued = clock_now(), .expires = clock_now() + 600};
	t.stepped_up = stepped_up ? clock_now() + 60 : 0;
	must(item_set_text(t.person, sizeof t.person, view_str(person)));
	must(item_set_text(t.unit, sizeof t.unit, view_str(unit)));
	must(RAND_bytes(t.session, ID_LEN) == 1);
	must(ticket_sign(&auth, &t) == OK);
	return t;
}

enum err done_err(void)
{
	struct body_done d = {.err = E_INTERNAL};
	struct sent *m = sent_last(ROLE_portal, MSG_DONE);
	if (m)
		memcpy(&d, m->body, sizeof d);
	return (enum err)d.err;
}

struct pick pick_of(const struct item *i)
{
	struct pick p;
	memcpy(p.id, i->envelope.id, ID_LEN);
	memcpy(p.original, i->envelope.hash, HASH_LEN);
	memcpy(p.output, i->output, HASH_LEN);
	picks_terms(&i->envelope, i->output_name, p.terms);
	return p;
}

void give_code(struct body_act *a, const struct pick *picks, size_t n, size_t index)
{
	struct warrant w = {.issued = clock_now(), .expires = clock_now() + 60};
	memcpy(w.person, a->ticket.person, sizeof w.person);
	picks_subject((enum act)a->act, picks, n, w.what);
	must(warrant_sign(&auth, &w) == OK);
	a->warrant = w;
	a->pick = picks[index];
	picks_place(picks, n, index, &a->among);
}

enum err act(enum act what, const struct envelope *e, struct ticket t, const char *reason)
{
	struct item i = now(e);
	struct body_act a = {.ticket = t, .act = (uint32_t)what};
	a.pick = pick_of(&i);
	must(item_set_text(a.reason, sizeof a.reason, view_str(reason)));
	if (t.stepped_up && (what == ACT_APPROVE || what == ACT_AFTER_YES))
		give_code(&a, &a.pick, 1, 0);
	deliver(on_act, ROLE_portal, MSG_ACT, 7, &a, -1, -1);
	return done_err();
}

size_t rows(enum query q, const char *person, const char *text, const struct envelope *e,
	    enum msg row)
{
	struct body_query query = {.ticket = ticket_of(person, "soumu", false),
				   .query = (uint32_t)q};
	if (e)
		memcpy(query.id, e->id, ID_LEN);
	must(item_set_text(query.text, sizeof query.text, view_str(text)));
	sent_clear();
	deliver(on_query, ROLE_portal, MSG_QUERY, 8, &query, -1, -1);
	return done_err() == OK ? sent_how_many(ROLE_portal, row) : SIZE_MAX;
}

struct envelope waiting(enum grade grade)
{
	struct envelope e = outbound(grade);
	offer(&e);
	good_form(&e);
	rebuilt_of(&e, OK);
	must(now(&e).state == STATE_WAITING);
	return e;
}

void sql(const char *text)
{
	sqlite3 *db = NULL;
	must(sqlite3_open(path, &db) == SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		log_fatal("the test's own house: %s: %s", text, sqlite3_errmsg(db));
	must(sqlite3_close(db) == SQLITE_OK);
}

void restart(void)
{
	store_close();
	everybody_down();
	sent_clear();
	open_store();
}

void house_begin(void)
{
	must(mkdtemp(place) != NULL);
	(void)snprintf(path, sizeof path, "%s/store.db", place);
	must(signing_key_new("auth", true, &auth) == OK);
	open_store();
	everybody_up();
}

void house_end(void)
{
	store_close();
	sent_clear();
	free(sent);
	must(unlink(path) == 0 && rmdir(place) == 0);
}

void closed_sql(const char *text)
{
	store_close();
	sql(text);
	everybody_down();
	open_store();
	everybody_up();
}
