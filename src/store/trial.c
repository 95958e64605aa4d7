/* SPDX-License-Identifier: Apache-2.0
 * trial.c: see trial.h.
 */
#include "base/base64.h"
#include "flow/item.h"
#include "store/drive.h"
#include "store/people.h"
#include "store/record.h"
#include "store/trial.h"
#include "sys/log.h"

#define AT_ONCE 2	/* files of trials under way */
#define TRIES 3		/* our own faults */
#define PATIENCE 900	/* seconds */
#define SWEEP_EVERY 600 /* seconds */
#define BITS 32		/* bytes */

_Static_assert(FINDING_COUNT <= 8 * BITS, "each kind of finding must have its bit");

enum trial_state { TRIAL_WAITS, TRIAL_DISARM, TRIAL_REBUILD, TRIAL_ENDED };

struct trial_file {
	uint8_t id[ID_LEN], batch[ID_LEN], original[HASH_LEN], findings[BITS];
	uint64_t size, cpu_us;
	enum trial_state state;
	enum err err;
	uint32_t tries;
};

static enum err get(const uint8_t id[ID_LEN], struct trial_file *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_TRIAL_FILE_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	memcpy(ret->id, id, ID_LEN);
	db_col_bytes(&rows, 0, ret->batch, ID_LEN);
	ret->size = db_col_uint(&rows, 1);
	db_col_bytes(&rows, 2, ret->original, HASH_LEN);
	ret->state = (enum trial_state)db_col_uint(&rows, 3);
	ret->err = (enum err)db_col_uint(&rows, 4);
	ret->tries = (uint32_t)db_col_uint(&rows, 5);
	ret->cpu_us = db_col_uint(&rows, 6);
	db_col_bytes(&rows, 7, ret->findings, BITS);
	return rows.err;
}

static enum err set(const struct trial_file *f)
{
	int64_t now = clock_now();
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(db_run(store.db, SQL_TRIAL_FILE_SET, db_bytes(f->id, ID_LEN), db_int(f->state),
		   db_int(f->err), db_int(f->tries), db_int(now),
		   db_int((int64_t)min_of(f->cpu_us, (uint64_t)INT64_MAX)),
		   db_bytes(f->findings, BITS)));
	try(db_run(store.db, SQL_TRIAL_TOUCH, db_bytes(f->batch, ID_LEN), db_int(now)));
	return db_tx_commit(&tx);
}

/* The belt lets go of the file: nothing more is wanted of it. */
static void tell_over(const uint8_t id[ID_LEN], enum err err)
{
	struct body_state state = {
	    .state = STATE_EXPIRED, .err = (uint32_t)err, .changed = clock_now()};
	memcpy(state.id, id, ID_LEN);
	enum err e = role_send(ROLE_belt, MSG_ITEM_STATE, role_tag(), &state, NULL);
	if (e != OK && e != E_GONE) /* offered again at the next meeting, and told then */
		log_warn("trial %s: its end was not told", item_hex(id).s);
}

/* --- one after another --- */

static enum err start_next(void)
{
	struct trial_file f;
	struct body_item body;
	int64_t busy;
	try(db_number_all(store.db, SQL_TRIAL_UNDER_WAY, NULL, 0, &busy));
	if (busy >= AT_ONCE || !store.links[1].ready)
		return E_NOT_FOUND;
	{
		struct db_rows rows scope_end(db_rows_end) =
		    db_ask(store.db, SQL_TRIAL_NEXT, db_int(TRIES));
		if (!db_next(&rows))
			return rows.err == OK ? E_NOT_FOUND : rows.err;
		db_col_bytes(&rows, 0, body.id, ID_LEN);
		try(rows.err);
	}
	try(get(body.id, &f));
	f.state = TRIAL_DISARM;
	try(set(&f));
	return role_send(ROLE_belt, MSG_WANT, role_tag(), &body, NULL);
}

static void pump(void)
{
	enum err e = OK;
	for (size_t i = 0; i < AT_ONCE && e == OK; i++)
		e = start_next();
	if (e != OK && e != E_NOT_FOUND && e != E_GONE)
		log_warn("no trial can be started: %s", err_text(e)->name);
}

/* What the file is the reason of is its result; a fault of ours is tried again first. */
static void came_out(struct trial_file *f, enum err why)
{
	bool ours = err_text(why)->kind == ERR_KIND_FAULT && f->tries + 1 < TRIES;
	f->tries += ours;
	f->state = ours ? TRIAL_WAITS : TRIAL_ENDED;
	f->err = ours ? OK : why;
	enum err e = set(f);
	if (e != OK)
		log_warn("trial %s: its result cannot be kept: %s", item_hex(f->id).s,
			 err_text(e)->name);
	else if (!ours)
		tell_over(f->id, why);
	pump();
}

/* --- coming in --- */

/* Who runs a trial is an operator; the rest of a batch belongs to who began it. */
static enum err begin(const struct envelope *e, uint8_t batch[ID_LEN])
{
	char person[CODE_MAX] = "";
	int64_t files;
	const struct policy_person *p = policy_person(store.policy, view_str(e->sender));
	if (!p || !policy_has_role(p, PERSON_OPERATOR))
		return E_FORBIDDEN;
	if (item_from_hex(e->recipient, batch) != OK)
		return E_PROTOCOL;
	uint64_t fresh;
	try(db_change(store.db, &fresh, SQL_TRIAL_BEGIN, db_bytes(batch, ID_LEN),
		      db_text(e->sender), db_int(e->accepted)));
	if (fresh)
		try(record_add(EVENT_TRIAL, batch, e->sender, ""));
	{
		struct db_rows rows scope_end(db_rows_end) =
		    db_ask(store.db, SQL_TRIAL_PERSON, db_bytes(batch, ID_LEN));
		if (!db_next(&rows))
			return rows.err == OK ? E_NOT_FOUND : rows.err;
		db_col_text(&rows, 0, person, sizeof person);
		try(rows.err);
	}
	if (strcmp(person, e->sender) != 0)
		return E_FORBIDDEN;
	try(db_number(store.db, &files, SQL_TRIAL_FILES_OF, db_bytes(batch, ID_LEN)));
	return files < TRIAL_FILES_MAX ? OK : E_LIMIT_COUNT;
}

static enum err adopt(const struct envelope *e)
{
	uint8_t batch[ID_LEN], none[BITS] = {0};
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(begin(e, batch));
	try(db_run(store.db, SQL_TRIAL_FILE_PUT, db_bytes(e->id, ID_LEN), db_bytes(batch, ID_LEN),
		   db_text(e->name), db_uint(e->size), db_bytes(e->hash, HASH_LEN),
		   db_int(clock_now()), db_bytes(none, BITS)));
	return db_tx_commit(&tx);
}

void trial_offer(const struct envelope *e)
{
	struct trial_file f = {.state = TRIAL_WAITS};
	enum err err = get(e->id, &f);
	if (err == E_NOT_FOUND)
		err = adopt(e);
	else if (err == OK && f.state == TRIAL_ENDED)
		tell_over(e->id, f.err);
	record_send();
	/* Not a trial that anybody may run: it is let go. */
	if (err != OK && err_text(err)->kind != ERR_KIND_FAULT)
		tell_over(e->id, err);
	if (err != OK)
		log_warn("trial %s cannot be taken: %s", item_hex(e->id).s, err_text(err)->name);
	struct body_state heard = {.state = STATE_ACCEPTED, .changed = clock_now()};
	memcpy(heard.id, e->id, ID_LEN);
	if (err == OK && f.state != TRIAL_ENDED &&
	    role_send(ROLE_belt, MSG_ITEM_STATE, role_tag(), &heard, NULL) != OK)
		log_warn("trial %s: the belt did not hear", item_hex(e->id).s);
	pump();
}

void trial_form(struct incoming *in)
{
	static struct report report;
	struct body_form form;
	struct body_rebuild body;
	struct trial_file f;
	memcpy(&form, in->body.bytes, sizeof form);
	if (in->from != ROLE_belt || get(form.id, &f) != OK || f.state != TRIAL_DISARM)
		return;
	report.n = 0;
	enum err why = drive_check_form(DIRECTION_IN, f.original, &form, in->fds[0]);
	enum err seen = drive_read_report(in->fds[1], &report);
	memset(f.findings, 0, BITS);
	for (uint32_t i = 0; seen == OK && i < report.n; i++)
		f.findings[report.rows[i].code / 8] |= (uint8_t)(1u << report.rows[i].code % 8);
	f.cpu_us = form.cpu_us;
	if (why == OK)
		why = seen;
	if (why != OK) {
		came_out(&f, why);
		return;
	}
	f.state = TRIAL_REBUILD;
	memcpy(body.id, f.id, ID_LEN);
	policy_limits_of(store.policy, DIRECTION_IN, &body.limits);
	why = set(&f);
	if (why == OK)
		why = role_send(ROLE_notary, MSG_REBUILD, role_tag(), &body, &in->fds[0]);
	if (why != OK)
		came_out(&f, why);
}

void trial_rebuilt(struct incoming *in)
{
	struct body_rebuilt r;
	struct trial_file f;
	memcpy(&r, in->body.bytes, sizeof r);
	if (get(r.id, &f) != OK || f.state != TRIAL_REBUILD)
		return;
	if (r.cpu_us < UINT64_MAX / 2)
		f.cpu_us += r.cpu_us;
	came_out(&f, r.err < ERR_COUNT ? (enum err)r.err : E_PROTOCOL);
}

void trial_again(void)
{
	enum err e = db_run(store.db, SQL_TRIAL_AGAIN, db_int(INT64_MAX));
	if (e != OK)
		log_warn("trials cannot be taken up again: %s", err_text(e)->name);
	pump();
}

/* --- what is left of it --- */

/* The files of a batch that are still on their way. */
static enum err open_files(const uint8_t batch[ID_LEN], struct buf *ret)
{
	uint8_t id[ID_LEN];
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_TRIAL_OPEN, db_bytes(batch, ID_LEN));
	while (db_next(&rows)) {
		db_col_bytes(&rows, 0, id, ID_LEN);
		buf_put(ret, view_of(id, ID_LEN));
	}
	return rows.err == OK ? ret->err : rows.err;
}

static enum err drop(const uint8_t batch[ID_LEN], const char *who)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	scope_end(buf_free) struct buf open = buf_new(TRIAL_FILES_MAX * ID_LEN);
	uint64_t gone;
	try(db_tx_begin(store.db, &tx));
	try(open_files(batch, &open));
	try(db_run(store.db, SQL_TRIAL_FILES_DROP, db_bytes(batch, ID_LEN)));
	try(db_change(store.db, &gone, SQL_TRIAL_DROP, db_bytes(batch, ID_LEN)));
	if (!gone)
		return E_NOT_FOUND;
	try(record_add(EVENT_TRIAL_OVER, batch, who, ""));
	try(db_tx_commit(&tx));
	for (size_t at = 0; at < open.n; at += ID_LEN)
		tell_over(open.p + at, E_EXPIRED);
	record_send();
	return OK;
}

void on_trial_drop(struct incoming *in)
{
	struct body_query q;
	const struct policy_person *p;
	memcpy(&q, in->body.bytes, sizeof q);
	enum err e = people_of_ticket(&q.ticket, &p);
	if (e == OK && !policy_has_role(p, PERSON_OPERATOR))
		e = E_FORBIDDEN;
	role_done(in, e == OK ? drop(q.id, p->number) : e);
}

static int64_t kept_for(void)
{
	return (int64_t)store.policy->limits.retention.trial_days * DAY;
}

static enum err sweep(int64_t now)
{
	uint8_t batches[16][ID_LEN];
	size_t n = 0;
	{
		struct db_rows rows scope_end(db_rows_end) =
		    db_ask(store.db, SQL_TRIAL_OLD, db_int(now - kept_for()));
		while (n < array_len(batches) && db_next(&rows))
			db_col_bytes(&rows, 0, batches[n++], ID_LEN);
		try(rows.err);
	}
	for (size_t i = 0; i < n; i++)
		try(drop(batches[i], ""));
	return OK;
}

void trial_tick(void)
{
	static int64_t swept;
	int64_t now = clock_now();
	if (now >= swept && now - swept < SWEEP_EVERY) {
		pump();
		return;
	}
	swept = now;
	enum err e = sweep(now);
	if (e == OK) /* an answer that got lost */
		e = db_run(store.db, SQL_TRIAL_AGAIN, db_int(now - PATIENCE));
	if (e != OK)
		log_warn("trials: %s", err_text(e)->name);
	pump();
}

/* --- for the portal --- */

void query_trials(struct incoming *in, const struct body_query *q unused_arg,
		  const struct policy_person *p)
{
	struct body_row_trial row;
	char person[CODE_MAX];
	if (!policy_has_role(p, PERSON_OPERATOR)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_TRIALS);
	while (db_next(&rows)) {
		row = (struct body_row_trial){.started = db_col_int(&rows, 2),
					      .changed = db_col_int(&rows, 3),
					      .until = db_col_int(&rows, 3) + kept_for(),
					      .files = db_col_uint(&rows, 4),
					      .open = db_col_uint(&rows, 5),
					      .passed = db_col_uint(&rows, 6)};
		db_col_bytes(&rows, 0, row.id, ID_LEN);
		db_col_text(&rows, 1, person, sizeof person);
		people_name(person, row.person);
		role_reply(in, MSG_ROW_TRIAL, &row, NULL);
	}
	role_done(in, rows.err);
}

void query_trial_files(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p)
{
	struct body_row_trial_file row;
	if (!policy_has_role(p, PERSON_OPERATOR)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_TRIAL_FILES, db_bytes(q->id, ID_LEN), db_int(TRIAL_PAGE),
		   db_int((int64_t)q->page * TRIAL_PAGE));
	while (db_next(&rows)) {
		row = (struct body_row_trial_file){.size = db_col_uint(&rows, 1),
						   .ended = db_col_uint(&rows, 2) == TRIAL_ENDED,
						   .err = (uint32_t)db_col_uint(&rows, 3),
						   .cpu_us = db_col_uint(&rows, 4)};
		db_col_text(&rows, 0, row.name, sizeof row.name);
		db_col_bytes(&rows, 5, row.findings, sizeof row.findings);
		role_reply(in, MSG_ROW_TRIAL_FILE, &row, NULL);
	}
	role_done(in, rows.err);
}
