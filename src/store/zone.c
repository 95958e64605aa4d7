/* SPDX-License-Identifier: Apache-2.0
 * zone.c: requests for a change of the rules between zones: taken from the console, signed, loaded.
 */
#include "store/zone.h"

#include <fcntl.h>
#include <unistd.h>

#include "store/notice.h"
#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define AGAIN 15 /* seconds until an unanswered question is asked again */
#define NOTE_MAX (sizeof(struct zone_note) + ZONE_SET_MAX + ZONE_WORDS_MAX)

static struct zone_running running;
static int64_t asked_at;   /* when we last asked notary or zone process, or had nothing to ask;
			    * 0: due at once */
static uint64_t asked_tag; /* of the notary */

const struct zone_running *zone_running(void)
{
	return &running;
}

/* --- rows --- */

enum err zone_plan_get(const uint8_t id[ID_LEN], struct zone_plan *ret)
{
	struct zone_plan p = {0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ZONE_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	p.stage = (enum zone_stage)db_col_int(&rows, 0);
	p.err = (enum err)db_col_int(&rows, 1);
	p.asked = db_col_int(&rows, 2);
	p.decided = db_col_int(&rows, 3);
	p.applied = db_col_int(&rows, 4);
	db_col_text(&rows, 5, p.applicant, sizeof p.applicant);
	db_col_text(&rows, 6, p.approver, sizeof p.approver);
	db_col_text(&rows, 7, p.reason, sizeof p.reason);
	db_col_text(&rows, 8, p.decision, sizeof p.decision);
	if (db_col(&rows, 9).n != sizeof p.permit)
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	db_col_bytes(&rows, 9, &p.permit, sizeof p.permit);
	if (rows.err == OK)
		*ret = p;
	return rows.err;
}

static enum err plan_of(enum sql q, struct zone_plan *ret)
{
	uint8_t id[ID_LEN];
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, q);
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	db_col_bytes(&rows, 0, id, ID_LEN);
	try(rows.err);
	db_rows_end(&rows);
	return zone_plan_get(id, ret);
}

enum err zone_plan_newest(struct zone_plan *ret)
{
	return plan_of(SQL_ZONE_NEWEST, ret);
}

bool zone_plan_named(const struct zone_plan *p)
{
	return p->stage == ZONE_STAGE_WAITING && !p->permit.asked.person[0];
}

enum err zone_plan_move(struct zone_plan *p, enum zone_stage to, enum err why, enum event event,
			const char *who, const char *text)
{
	uint64_t changed;
	const uint8_t *id = p->permit.request.id;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(db_change(store.db, &changed, SQL_ZONE_MOVE, db_bytes(id, ID_LEN), db_int(p->stage),
		      db_int(to), db_int(why), db_int(p->decided), db_int(p->applied),
		      db_text(p->approver), db_text(p->decision),
		      db_bytes(&p->permit, sizeof p->permit)));
	if (changed != 1)
		return E_CHANGED;
	if (event != EVENT_NONE)
		try(record_add(event, id, who, text));
	if (to == ZONE_STAGE_WAITING)
		try(notice_zone(&p->permit.request));
	try(db_tx_commit(&tx));
	p->stage = to;
	p->err = why;
	record_send();
	return OK;
}

/* --- from the console --- */

enum err zone_note_read(struct view file, struct zone_note *ret, struct view *ret_rules,
			struct view *ret_words)
{
	const struct zone_request *r = &ret->request;
	if (file.n < sizeof *ret)
		return E_BROKEN;
	memcpy(ret, file.p, sizeof *ret);
	if (memcmp(ret->magic, ZONE_NOTE_MAGIC, sizeof ZONE_NOTE_MAGIC) != 0 ||
	    ret->words > ZONE_WORDS_MAX || !body_text_ok(ret->reason, sizeof ret->reason) ||
	    !body_text_ok(r->applicant, sizeof r->applicant))
		return E_BROKEN;
	try(zone_request_shape(r));
	if (file.n != sizeof *ret + r->length + ret->words)
		return E_BROKEN;
	*ret_rules = view_sub(file, sizeof *ret, r->length);
	*ret_words = view_sub(file, sizeof *ret + r->length, ret->words);
	return hash_is(*ret_rules, r->rules) && hash_is(*ret_words, r->words) ? OK : E_HASH;
}

static enum err put(const struct zone_note *n, struct view rules, struct view words)
{
	struct zone_permit permit = {.request = n->request};
	const struct zone_request *r = &n->request;
	int64_t now = clock_now();
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(db_run(store.db, SQL_ZONE_REPLACE, db_int(now)));
	try(db_run(store.db, SQL_ZONE_PUT, db_bytes(r->id, ID_LEN), db_int(now),
		   db_text(r->applicant), db_text(n->reason), db_bytes(&permit, sizeof permit),
		   db_bytes(rules.p, rules.n), db_bytes(words.p, words.n)));
	return db_tx_commit(&tx);
}

static enum err take_note(int notes, const char *name)
{
	struct zone_note n;
	struct view rules, words;
	scope_end(buf_free) struct buf file = buf_new(NOTE_MAX);
	scope_end(close_fd) int fd = openat(notes, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_read(fd, NOTE_MAX, &file));
	try(zone_note_read(buf_view(&file), &n, &rules, &words));
	const struct policy_person *who =
	    policy_person(store.policy, view_str(n.request.applicant));
	if (!who || !policy_has_role(who, PERSON_OPERATOR))
		return E_FORBIDDEN;
	/* Made before the policy was changed: it would be refused later, by everybody. */
	if (memcmp(n.request.policy, store.policy->hash, HASH_LEN) != 0)
		return E_CHANGED;
	return put(&n, rules, words);
}

static bool is_fault(enum err e)
{
	return e == E_NO_SPACE || e == E_NO_MEMORY || e == E_IO || e == E_BUSY || e == E_GONE;
}

void zone_take_note(int notes, const char *name)
{
	if (!view_starts(view_str(name), VIEW("zone-")))
		return;
	enum err e = take_note(notes, name);
	if (e != OK)
		log_warn("a request for rules between zones: %s", err_text(e)->name);
	if (!is_fault(e))
		(void)unlinkat(notes, name, 0);
}

/* --- to the notary and the zone process --- */

void zone_again(void)
{
	asked_at = 0;
}

void zone_gone(void)
{
	running.heard = false;
	asked_at = 0;
}

static bool has_leaf(const struct zone_plan *p)
{
	return !view_is_zero(view_of(p->permit.leaf, ZONE_RECORD));
}

static enum err rules_fd(const struct zone_plan *p, int *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ZONE_RULES, db_bytes(p->permit.request.id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	return query_sealed("rules", db_col(&rows, 0), ret);
}

static enum err ask(const struct zone_plan *p)
{
	const struct body_zone_permit body = {.permit = p->permit};
	scope_end(close_fd) int fd = -1;
	asked_tag = role_tag();
	if (!has_leaf(p))
		return role_send(ROLE_notary, MSG_ZONE_SIGN, asked_tag, &body, NULL);
	if (!role_has(ROLE_zone))
		return E_GONE;
	try(rules_fd(p, &fd));
	return role_send(ROLE_zone, MSG_ZONE_LOAD, role_tag(), &body, &fd);
}

/* It was approved and cannot come into force: its applicant begins anew. */
static void refuse(struct zone_plan *p, enum err why)
{
	enum err e =
	    zone_plan_move(p, ZONE_STAGE_REFUSED, why, EVENT_ZONE_REFUSED, "", err_text(why)->name);
	if (e != OK)
		log_warn("refused rules cannot be noted: %s", err_text(e)->name);
}

/* Not loaded in time, as far as anybody has said. */
static bool has_lapsed(const struct zone_plan *p, int64_t now)
{
	bool runs = running.heard && memcmp(running.state.id, p->permit.request.id, ID_LEN) == 0;
	return !runs && now >= zone_until(&p->permit, store.policy->boundary.load_days);
}

void zone_tick(void)
{
	struct zone_plan p;
	int64_t now = clock_now();
	if (asked_at && now >= asked_at && now - asked_at < AGAIN)
		return;
	enum err e = plan_of(SQL_ZONE_UNDER_WAY, &p);
	if (e == OK && has_lapsed(&p, now))
		refuse(&p, E_EXPIRED);
	else if (e == OK)
		e = ask(&p);
	asked_at = now;
	if (e != OK && e != E_NOT_FOUND && !is_fault(e))
		log_warn("rules between zones: %s", err_text(e)->name);
}

void on_zone_signed(struct incoming *in)
{
	struct body_zone_permit body;
	struct zone_plan p;
	memcpy(&body, in->body.bytes, sizeof body);
	if (plan_of(SQL_ZONE_UNDER_WAY, &p) != OK || has_leaf(&p) ||
	    memcmp(&body.permit.request, &p.permit.request, sizeof p.permit.request) != 0 ||
	    memcmp(&body.permit.warrant, &p.permit.warrant, sizeof p.permit.warrant) != 0)
		return; /* of an earlier life of ours */
	p.permit = body.permit;
	enum err e = zone_plan_move(&p, ZONE_STAGE_APPROVED, OK, EVENT_NONE, "", "");
	if (e != OK)
		log_warn("signed rules cannot be kept yet: %s", err_text(e)->name);
	zone_again();
	zone_tick();
}

bool zone_not_signed(struct incoming *in, uint32_t err)
{
	struct zone_plan p;
	enum err why = err < ERR_COUNT ? (enum err)err : E_PROTOCOL;
	if (in->from != ROLE_notary || !asked_tag || in->tag != asked_tag)
		return false;
	asked_tag = 0;
	if (!is_fault(why) && plan_of(SQL_ZONE_UNDER_WAY, &p) == OK && !has_leaf(&p))
		refuse(&p, why);
	return true;
}

void on_zone_done(struct incoming *in)
{
	struct body_zone_done d;
	struct zone_plan p;
	char text[TEXT_MAX_];
	memcpy(&d, in->body.bytes, sizeof d);
	enum err why = d.err < ERR_COUNT ? (enum err)d.err : E_PROTOCOL;
	if (plan_of(SQL_ZONE_UNDER_WAY, &p) != OK ||
	    memcmp(d.id, p.permit.request.id, ID_LEN) != 0 || is_fault(why))
		return;
	if (why != OK) {
		refuse(&p, why);
		return;
	}
	p.applied = clock_now();
	(void)snprintf(text, sizeof text, "世代 0x%08x", p.permit.request.generation);
	enum err e =
	    zone_plan_move(&p, ZONE_STAGE_APPLIED, OK, EVENT_ZONE_APPLIED, p.approver, text);
	if (e != OK)
		log_warn("rules in force cannot be noted: %s", err_text(e)->name);
}

/* --- what runs --- */

static bool was_bad(void)
{
	int64_t event;
	enum err e = db_number_all(store.db, SQL_ZONE_LAST_DRIFT, NULL, 0, &event);
	return e == OK && event == EVENT_ZONE_DRIFT;
}

void zone_cut(struct view text, char ret[TEXT_MAX_])
{
	size_t n = min_of(text.n, (size_t)TEXT_MAX_ - 1);
	while (n > 0 && n < text.n && (text.p[n] & 0xc0) == 0x80)
		n--;
	memset(ret, 0, TEXT_MAX_);
	if (n > 0)
		memcpy(ret, text.p, n);
}

static enum err note_drift(bool bad, const struct body_zone_state *s)
{
	char text[TEXT_MAX_];
	zone_cut(view_str(bad ? s->words : ""), text);
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(record_add(bad ? EVENT_ZONE_DRIFT : EVENT_ZONE_DRIFT_OVER, s->id, "", text));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

void on_zone_state(struct incoming *in)
{
	struct body_zone_state s;
	memcpy(&s, in->body.bytes, sizeof s);
	if (!body_text_ok(s.words, sizeof s.words) || s.proved >= ZONE_PROVED_COUNT) {
		role_violation(in->from);
		return;
	}
	bool bad = s.drifted != 0 || s.proved != ZONE_PROVED;
	running = (struct zone_running){.heard = true, .state = s};
	enum err e = bad == was_bad() ? OK : note_drift(bad, &s);
	if (e != OK)
		log_warn("a difference of the rules cannot be noted: %s", err_text(e)->name);
}
