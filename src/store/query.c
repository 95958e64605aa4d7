/* SPDX-License-Identifier: Apache-2.0
 * query.c: rows for the portal. What a person may not see is not found.
 */
#include "flow/item.h"
#include "flow/states.h"
#include "store/approve.h"
#include "store/balance.h"
#include "store/clear.h"
#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define FILES_MAX 64
#define FILE_SECONDS 30
#define PEOPLE_PAGE 1000

void query_row(uint64_t tag, enum msg m, const void *body, const int *fds)
{
	if (role_send(ROLE_portal, m, tag, body, fds) != OK)
		log_warn("a row did not reach the portal");
}

void query_done(uint64_t tag, enum err e, uint64_t count)
{
	struct body_done done = {.err = (uint32_t)e, .count = count};
	if (role_send(ROLE_portal, MSG_DONE, tag, &done, NULL) != OK)
		log_warn("an answer did not reach the portal");
}

/* --- items --- */

static void decision_of(const struct item *i, struct body_row_item *row)
{
	struct approval a;
	if (approve_get(i->envelope.id, &a) == OK) {
		row->needs = a.needs;
		if (a.verdict == VERDICT_OPEN)
			row->due = a.due;
		if (a.verdict == VERDICT_APPROVED || a.verdict == VERDICT_RETURNED) {
			people_name(a.approver, row->decided_by);
			memcpy(row->decision, a.reason, sizeof row->decision);
		}
	}
	/* An operator's refusal has its reason in the log. */
	if (i->state == STATE_REFUSED && !row->decision[0]) {
		struct db_rows rows scope_end(db_rows_end) = db_ask(
		    store.db, SQL_LOG_WHY, db_bytes(i->envelope.id, ID_LEN), db_int(EVENT_REFUSED));
		if (db_next(&rows) && db_col(&rows, 1).n) {
			char who[CODE_MAX];
			db_col_text(&rows, 0, row->decision, sizeof row->decision);
			db_col_text(&rows, 1, who, sizeof who);
			people_name(who, row->decided_by);
		}
	}
}

static void row_of(const struct item *i, struct body_row_item *row)
{
	const struct envelope *e = &i->envelope;
	*row = (struct body_row_item){.envelope = *e,
				      .output_size = i->output_size,
				      .cpu_us = i->cpu_us,
				      .state = (uint32_t)i->state,
				      .err = (uint32_t)i->err,
				      .format = i->format,
				      .removed = i->removed,
				      .lost = i->lost,
				      .kept = i->kept,
				      .changed = i->changed,
				      .needs = i->needs,
				      .due = clear_due(i),
				      .cleared = i->cleared,
				      .fetched = i->fetched};
	memcpy(row->number, i->number, sizeof row->number);
	if (i->position >= 0)
		memcpy(row->receipt, item_receipt_number(i->position, i->signed_at).s,
		       sizeof row->receipt);
	memcpy(row->output_name, i->output_name, sizeof row->output_name);
	memcpy(row->output, i->output, HASH_LEN);
	people_recipient(e, row->recipient_name);
	if (e->sender[0])
		people_name(e->sender, row->sender_name);
	decision_of(i, row);
}

typedef bool (*wanted)(const struct policy_person *p, const struct item *i);

/* Rows of the items in a list; `also` NULL takes all. */
static void send_items(struct incoming *in, struct db_rows *rows, const struct policy_person *p,
		       wanted also, size_t skip)
{
	static uint8_t ids[1024][ID_LEN];
	static struct body_row_item row;
	struct body_done done = {0};
	struct item i;
	size_t n;
	enum err e = item_list(rows, ids, array_len(ids), &n);
	for (size_t k = 0; e == OK && k < n && done.count < QUERY_PAGE; k++) {
		e = item_get(ids[k], &i);
		if (e != OK || (also && !also(p, &i)))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		row_of(&i, &row);
		role_reply(in, MSG_ROW_ITEM, &row, NULL);
		done.count++;
	}
	done.err = (uint32_t)e;
	role_reply(in, MSG_DONE, &done, NULL);
}

static bool may_approve(const struct policy_person *p, const struct item *i)
{
	return approve_may(p, i) == OK;
}

static void inbox(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	bool unit = view_eq(view_str(q->text), VIEW("unit"));
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, unit ? SQL_INBOX_UNITS : SQL_INBOX_PERSON, db_text(p->number),
		   db_int((int64_t)q->page * QUERY_PAGE));
	send_items(in, &rows, p, NULL, 0);
}

static void inbox_new(struct incoming *in, const struct body_query *q,
		      const struct policy_person *p)
{
	bool unit = view_eq(view_str(q->text), VIEW("unit"));
	struct body_done done = {0};
	int64_t n = 0;
	enum err e = db_number(store.db, &n, unit ? SQL_INBOX_UNITS_NEW : SQL_INBOX_PERSON_NEW,
			       db_text(p->number));
	done.err = (uint32_t)e;
	done.count = (uint64_t)n;
	role_reply(in, MSG_DONE, &done, NULL);
}

static void sent(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_SENT, db_text(p->number), db_int((int64_t)q->page * QUERY_PAGE));
	send_items(in, &rows, p, NULL, 0);
}

static void pending(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_WAITING);
	send_items(in, &rows, p, may_approve, (size_t)q->page * QUERY_PAGE);
}

static void stuck(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	if (!people_oversees(p)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_STUCK, db_int((int64_t)q->page * QUERY_PAGE));
	send_items(in, &rows, p, NULL, 0);
}

/* One item that this person may see. */
static enum err seen_item(const struct body_query *q, const struct policy_person *p,
			  struct item *ret)
{
	struct item i;
	try(item_get(q->id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	*ret = i;
	return OK;
}

static void one_item(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static struct body_row_item row;
	struct item i;
	enum err e = seen_item(q, p, &i);
	if (e == OK) {
		row_of(&i, &row);
		role_reply(in, MSG_ROW_ITEM, &row, NULL);
	}
	role_done(in, e);
}

static void finding_of(struct db_rows *rows, struct finding *f)
{
	struct view hash = db_col(rows, 4), text;
	*f = (struct finding){.code = (uint16_t)db_col_uint(rows, 0),
			      .place_kind = (uint8_t)db_col_uint(rows, 1),
			      .has_hash = hash.n == HASH_LEN,
			      .place = (uint32_t)db_col_uint(rows, 2),
			      .count = (uint32_t)db_col_uint(rows, 3)};
	if (f->has_hash)
		memcpy(f->hash, hash.p, HASH_LEN);
	text = db_col(rows, 5);
	f->text_len = (uint32_t)min_of(text.n, sizeof f->text);
	if (f->text_len)
		memcpy(f->text, text.p, f->text_len);
}

static void findings(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_row_finding row;
	enum err e = seen_item(q, p, &i);
	if (e != OK) {
		role_done(in, e);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDINGS, db_bytes(q->id, ID_LEN));
	while (db_next(&rows)) {
		finding_of(&rows, &row.finding);
		role_reply(in, MSG_ROW_FINDING, &row, NULL);
	}
	role_done(in, rows.err);
}

/* The recipient once it was delivered; who decides or asked while it waits. */
static enum err may_fetch(const struct item *i, const struct policy_person *p)
{
	const struct envelope *e = &i->envelope;
	if (e->direction == DIRECTION_IN && i->state == STATE_RELEASED)
		return people_is_recipient(p, e) && !i->cleared ? OK : E_NOT_FOUND;
	bool own = e->sender[0] && view_eq(view_str(e->sender), view_str(p->number));
	return i->state == STATE_WAITING && (own || approve_may(p, i) == OK) ? OK : E_NOT_FOUND;
}

static enum err preview_fd(const struct body_query *q, int *ret)
{
	scope_end(close_fd) int fd = memfd_new("preview");
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_PREVIEW_GET, db_bytes(q->id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	if (fd < 0)
		return E_NO_MEMORY;
	try(file_write(fd, db_col(&rows, 0)));
	try(memfd_seal(fd));
	*ret = take_fd(&fd);
	return OK;
}

static void preview(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_item row;
	scope_end(close_fd) int fd = -1;
	/* It is content: who oversees the traffic does not read along. */
	enum err e = item_get(q->id, &i);
	if (e == OK)
		e = may_fetch(&i, p);
	if (e == OK)
		e = preview_fd(q, &fd);
	memcpy(row.id, q->id, ID_LEN);
	if (e == OK)
		role_reply(in, MSG_ROW_FD, &row, &fd);
	role_done(in, e);
}

/* --- files: from release, by descriptor; a download is counted and logged --- */

struct fetching {
	uint64_t tag, portal; /* ours towards release; the portal's; 0: free */
	int64_t since;
	uint8_t id[ID_LEN];
	uint8_t output[HASH_LEN]; /* it must be, when `waiting` */
	bool waiting;		  /* looked at before it is decided: no download */
	char who[CODE_MAX];
};

static struct fetching fetching[FILES_MAX];

static void file(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_item ask;
	struct fetching *f = NULL;
	enum err e = item_get(q->id, &i);
	if (e == OK)
		e = may_fetch(&i, p);
	for (size_t k = 0; k < FILES_MAX; k++)
		if (!fetching[k].tag)
			f = &fetching[k];
	if (e == OK && !f)
		e = E_BUSY;
	if (e == OK) {
		*f = (struct fetching){.tag = role_tag(), .portal = in->tag, .since = clock_now()};
		f->waiting = i.state == STATE_WAITING;
		memcpy(f->output, i.output, HASH_LEN);
		memcpy(f->id, q->id, ID_LEN);
		memcpy(f->who, p->number, CODE_MAX);
		memcpy(ask.id, q->id, ID_LEN);
		e = role_send(ROLE_release, MSG_FETCH, f->tag, &ask, NULL);
		if (e != OK)
			f->tag = 0;
	}
	if (e != OK)
		role_done(in, e);
}

static struct fetching *fetching_of(uint64_t tag)
{
	for (size_t k = 0; k < FILES_MAX; k++)
		if (fetching[k].tag && fetching[k].tag == tag)
			return &fetching[k];
	return NULL;
}

static enum err note_fetch(const struct fetching *f)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	if (!f->waiting)
		try(db_run(store.db, SQL_ITEM_FETCHED, db_bytes(f->id, ID_LEN)));
	try(record_add(EVENT_FETCHED, f->id, f->who, f->waiting ? "before the decision" : ""));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

/* Who decides must see the very bytes that will be decided about. */
static enum err check_fetched(const struct fetching *f, int fd)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	if (!f->waiting)
		return OK;
	try(file_hash(fd, hash, &size));
	return memcmp(hash, f->output, HASH_LEN) == 0 ? OK : E_CHANGED;
}

/* The file only goes out with its log row durable. */
void on_fetched(struct incoming *in)
{
	struct body_item row;
	struct fetching *f = fetching_of(in->tag);
	if (!f)
		return;
	memcpy(row.id, f->id, ID_LEN);
	enum err e = check_fetched(f, in->fds[0]);
	if (e == OK)
		e = note_fetch(f);
	if (e == OK)
		query_row(f->portal, MSG_ROW_FD, &row, in->fds);
	query_done(f->portal, e, e == OK);
	f->tag = 0;
}

/* Release could not give it; the notary's DONE is about the log. */
void on_done(struct incoming *in)
{
	struct body_done done;
	struct fetching *f = in->from == ROLE_release ? fetching_of(in->tag) : NULL;
	memcpy(&done, in->body.bytes, sizeof done);
	if (in->from == ROLE_notary)
		record_refused();
	if (!f)
		return;
	query_done(f->portal, done.err < ERR_COUNT ? (enum err)done.err : E_PROTOCOL, 0);
	f->tag = 0;
}

void query_forget(enum role peer)
{
	for (size_t k = 0; k < FILES_MAX; k++) {
		if (fetching[k].tag && peer == ROLE_release)
			query_done(fetching[k].portal, E_GONE, 0);
		fetching[k].tag = 0;
	}
}

void query_tick(void)
{
	int64_t now = clock_now();
	for (size_t k = 0; k < FILES_MAX; k++)
		if (fetching[k].tag && now - fetching[k].since > FILE_SECONDS) {
			query_done(fetching[k].portal, E_GONE, 0);
			fetching[k].tag = 0;
		}
}

/* --- people, log, balance --- */

/* Units, then people, PEOPLE_PAGE a page: a body may have more than one wire holds at once. */
static void people(struct incoming *in, const struct body_query *q,
		   const struct policy_person *p unused_arg)
{
	const struct policy *policy = store.policy;
	struct body_done done = {0};
	uint64_t from = (uint64_t)q->page * PEOPLE_PAGE,
		 all = (uint64_t)policy->units_count + policy->people_count;
	for (uint64_t i = from; i < all && done.count < PEOPLE_PAGE; i++, done.count++) {
		struct body_row_person row = {.kind = RECIPIENT_UNIT};
		if (i < policy->units_count) {
			memcpy(row.code, policy->units[i].code, CODE_MAX);
			people_unit_name(row.code, row.name);
		} else {
			const struct policy_person *one = &policy->people[i - policy->units_count];
			row.kind = RECIPIENT_PERSON;
			row.roles = one->roles;
			memcpy(row.code, one->number, CODE_MAX);
			memcpy(row.unit, policy->units[one->units[0]].code, CODE_MAX);
			people_name(row.code, row.name);
		}
		role_reply(in, MSG_ROW_PERSON, &row, NULL);
	}
	role_reply(in, MSG_DONE, &done, NULL);
}

/* The rows that we asked leaves for and the receipts; START, POLICY and CLOCK are the notary's own
 * and only in the ledger. What has no leaf yet is not in the ledger yet. */
static void newest_log(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p)
{
	static struct body_row_log row;
	char who[CODE_MAX];
	if (!people_oversees(p)) {
		role_done(in, E_FORBIDDEN);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) = db_ask(
	    store.db, SQL_LOG_NEWEST, db_int((int64_t)q->page * QUERY_PAGE), db_int(EVENT_RECEIPT));
	while (db_next(&rows)) {
		row = (struct body_row_log){.position = db_col_uint(&rows, 0),
					    .time = db_col_int(&rows, 1),
					    .event = (uint32_t)db_col_uint(&rows, 2)};
		db_col_bytes(&rows, 3, row.id, ID_LEN);
		db_col_text(&rows, 4, who, sizeof who);
		people_name(who, row.who);
		db_col_text(&rows, 5, row.text, sizeof row.text);
		role_reply(in, MSG_ROW_LOG, &row, NULL);
	}
	role_done(in, rows.err);
}

static void balance(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	if (!people_oversees(p))
		role_done(in, E_FORBIDDEN);
	else
		balance_ask(in->tag,
			    view_eq(view_str(q->text), VIEW("today")) ? item_day(clock_now()) : 0);
}

typedef void (*answer)(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p);

static const answer answers[QUERY_COUNT] = {
    [QUERY_INBOX] = inbox,     [QUERY_SENT] = sent,	  [QUERY_PENDING] = pending,
    [QUERY_STUCK] = stuck,     [QUERY_ITEM] = one_item,	  [QUERY_FINDINGS] = findings,
    [QUERY_FILE] = file,       [QUERY_PREVIEW] = preview, [QUERY_PEOPLE] = people,
    [QUERY_BALANCE] = balance, [QUERY_LOG] = newest_log,  [QUERY_INBOX_NEW] = inbox_new,
};

void on_query(struct incoming *in)
{
	struct body_query q;
	const struct policy_person *p;
	memcpy(&q, in->body.bytes, sizeof q);
	if (q.query >= QUERY_COUNT || !answers[q.query] || !body_text_ok(q.text, sizeof q.text)) {
		role_done(in, E_PROTOCOL);
		return;
	}
	enum err e = people_of_ticket(&q.ticket, &p);
	if (e != OK)
		role_done(in, e);
	else
		answers[q.query](in, &q, p);
}
