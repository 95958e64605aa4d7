/* SPDX-License-Identifier: Apache-2.0
 * zone_report.c: reports of the console about the rules between zones: kept as the notary hands
 * them over, shown to the portal with their leaf.
 */
#include "notary/zone_report.h"

#include "store/people.h"
#include "store/zone.h"
#include "sys/file.h"
#include "sys/log.h"

static enum err put(const struct leaf *l, const uint8_t record[ZONE_RECORD],
		    const struct zone_report *r, struct view file)
{
	char who[CODE_MAX] = "", words[TEXT_MAX_] = "";
	struct db_tx tx scope_end(db_tx_end) = {0};
	if (r->by.n < sizeof who)
		memcpy(who, r->by.p, r->by.n);
	zone_cut(r->about, words);
	try(db_tx_begin(store.db, &tx));
	try(db_run(store.db, SQL_ZONE_REPORT_PUT, db_uint(l->position), db_int(l->event),
		   db_int(l->time), db_text(who), db_text(words), db_bytes(record, ZONE_RECORD),
		   db_bytes(file.p, file.n)));
	return db_tx_commit(&tx);
}

/* The leaf was written before we hear of it. What cannot be read is not shown: the ledger has it
 * all the same. */
static enum err take(const struct body_zone_report *body, int fd)
{
	struct arena mem scope_end(arena_free) = arena_new(ZONE_REPORT_ARENA);
	scope_end(buf_free) struct buf file = buf_new(ZONE_REPORT_MAX);
	uint8_t hash[HASH_LEN];
	struct zone_report r;
	struct leaf l;
	try(leaf_read(view_of(body->leaf, sizeof body->leaf), &l));
	try(file_read(fd, ZONE_REPORT_MAX, &file));
	hash_bytes(buf_view(&file), hash);
	if ((l.event != EVENT_ZONE_PROVED && l.event != EVENT_ZONE_OBSERVED) ||
	    memcmp(hash, l.original, HASH_LEN) != 0)
		return E_HASH;
	try(zone_report_read(buf_view(&file), &mem, &r));
	return put(&l, body->leaf, &r, buf_view(&file));
}

void on_zone_report(struct incoming *in)
{
	struct body_zone_report body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (!memfd_is_sealed(in->fds[0])) {
		role_violation(in->from);
		return;
	}
	enum err e = take(&body, in->fds[0]);
	if (e != OK)
		log_warn("a report of the rules between zones: %s", err_text(e)->name);
	role_done(in, e);
}

/* --- showing --- */

static bool may_see(const struct policy_person *p)
{
	return people_oversees(p) || policy_has_role(p, store.policy->boundary.approver);
}

static enum err newest(enum event event, struct body_zone_report *ret, int *ret_fd)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ZONE_REPORT_NEWEST, db_int(event));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	db_col_bytes(&rows, 0, ret->leaf, sizeof ret->leaf);
	try(rows.err);
	return query_sealed("report", db_col(&rows, 1), ret_fd);
}

/* None is an answer, too. */
void query_zone_report(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p)
{
	struct body_zone_report row = {{0}};
	scope_end(close_fd) int fd = -1;
	bool proof = view_eq(view_str(q->text), VIEW("proof"));
	enum err e = !may_see(p)
			 ? E_FORBIDDEN
			 : newest(proof ? EVENT_ZONE_PROVED : EVENT_ZONE_OBSERVED, &row, &fd);
	if (e == OK)
		role_reply(in, MSG_ROW_ZONE_REPORT, &row, &fd);
	role_done(in, e == E_NOT_FOUND ? OK : e);
}

void query_zone_drift(struct incoming *in, const struct body_query *q unused_arg,
		      const struct policy_person *p)
{
	struct body_row_log row;
	if (!may_see(p)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_ZONE_DRIFTS);
	while (db_next(&rows)) {
		row = (struct body_row_log){.position = db_col_uint(&rows, 0),
					    .time = db_col_int(&rows, 1),
					    .event = (uint32_t)db_col_uint(&rows, 2)};
		db_col_text(&rows, 5, row.text, sizeof row.text);
		role_reply(in, MSG_ROW_LOG, &row, NULL);
	}
	role_done(in, rows.err);
}
