/* SPDX-License-Identifier: Apache-2.0
 * notice_send.c: the queue of notices out to sekisho-mailer, and what became of each.
 */
#include "flow/item.h"
#include "store/clear.h"
#include "store/notice.h"
#include "store/urgent.h"
#include "store/zone.h"
#include "sys/log.h"

#define AT_ONCE 8
#define PATIENCE 120 /* seconds for the mailer to say what became of one */
#define LONGEST ((int64_t)4 * 3600)
#define GIVE_UP (3 * DAY)

static struct {
	int64_t number, since; /* 0: free */
} out[AT_ONCE];

static bool is_out(int64_t number)
{
	for (size_t k = 0; k < AT_ONCE; k++)
		if (out[k].number == number)
			return true;
	return false;
}

static bool take_place(int64_t number)
{
	int64_t now = clock_now();
	for (size_t k = 0; k < AT_ONCE; k++)
		if (!out[k].number || now - out[k].since > PATIENCE) {
			out[k].number = number;
			out[k].since = now;
			return true;
		}
	return false;
}

static void free_place(int64_t number)
{
	for (size_t k = 0; k < AT_ONCE; k++)
		if (out[k].number == number)
			out[k].number = 0;
}

/* 2, 4, 8... seconds, up to four hours. */
static enum err again(int64_t number, enum err why)
{
	int64_t now = clock_now();
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_NOTICE_TRIES, db_int(number));
	if (!db_next(&rows))
		return rows.err;
	int64_t tries = db_col_int(&rows, 0), made = db_col_int(&rows, 1);
	db_rows_end(&rows);
	if (now - made > GIVE_UP)
		return db_run(store.db, SQL_NOTICE_GIVE_UP, db_int(number), db_int(why));
	int64_t wait = tries < 12 ? (int64_t)2 << tries : LONGEST;
	return db_run(store.db, SQL_NOTICE_AGAIN, db_int(number),
		      db_int(now + min_of(wait, LONGEST)), db_int(why));
}

static struct view address_of(int64_t kind, const char *code)
{
	const struct policy_person *p = policy_person(store.policy, view_str(code));
	const struct policy_unit *u = policy_unit(store.policy, view_str(code));
	if (kind == RECIPIENT_PERSON)
		return p ? p->mail : VIEW("");
	return u ? u->mail : VIEW("");
}

static int64_t date_of(enum notice kind, const struct item *i)
{
	struct approval a;
	struct afterwards after;
	if (kind == NOTICE_NEW || kind == NOTICE_UNOPENED)
		return clear_due(i);
	if ((kind == NOTICE_ASKED || kind == NOTICE_DUE) && approve_get(i->envelope.id, &a) == OK)
		return a.due;
	if ((kind == NOTICE_AFTER || kind == NOTICE_OVERDUE) &&
	    urgent_after(i->envelope.id, &after) == OK)
		return after.due;
	return 0;
}

static enum err about_item(struct body_notice *body)
{
	struct item i;
	try(item_get(body->id, &i));
	memcpy(body->item, i.number, sizeof body->item);
	if (store.policy->notices.names)
		memcpy(body->name, i.output_name[0] ? i.output_name : i.envelope.name,
		       sizeof body->name);
	body->due = date_of((enum notice)body->kind, &i);
	return OK;
}

static enum err about_zone(struct body_notice *body)
{
	struct zone_plan plan;
	try(zone_plan_get(body->id, &plan));
	body->page = NOTICE_PAGE_ZONE;
	(void)snprintf(body->item, sizeof body->item, "0x%08x", plan.permit.request.generation);
	return OK;
}

static enum err send_one(int64_t number, struct body_notice *body, int64_t to_kind, const char *to)
{
	struct view address = address_of(to_kind, to);
	try(body->kind == NOTICE_ZONE_ASKED ? about_zone(body) : about_item(body));
	if (!address.n || !item_set_text(body->to, sizeof body->to, address))
		return db_run(store.db, SQL_NOTICE_GIVE_UP, db_int(number), db_int(E_RECIPIENT));
	if (!take_place(number))
		return E_BUSY;
	enum err e = role_send(ROLE_mailer, MSG_NOTICE, (uint64_t)number, body, NULL);
	if (e != OK)
		free_place(number);
	return e;
}

static enum err send_due(void)
{
	static struct body_notice bodies[2 * AT_ONCE];
	static char to[2 * AT_ONCE][CODE_MAX];
	int64_t kinds[2 * AT_ONCE];
	size_t n = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_NOTICES_DUE, db_int(clock_now()));
	while (n < array_len(bodies) && db_next(&rows)) {
		struct body_notice *b = &bodies[n];
		*b = (struct body_notice){.number = db_col_uint(&rows, 0),
					  .kind = (uint32_t)db_col_uint(&rows, 1),
					  .made = db_col_int(&rows, 5)};
		db_col_bytes(&rows, 2, b->id, ID_LEN);
		kinds[n] = db_col_int(&rows, 3);
		db_col_text(&rows, 4, to[n], CODE_MAX);
		n++;
	}
	db_rows_end(&rows);
	try(rows.err);
	for (size_t k = 0; k < n; k++)
		if (!is_out((int64_t)bodies[k].number))
			try(send_one((int64_t)bodies[k].number, &bodies[k], kinds[k], to[k]));
	return OK;
}

void notice_send(void)
{
	if (!role_has(ROLE_mailer) || !store.policy->notices.relay.n)
		return;
	enum err e = send_due();
	if (e != OK && e != E_BUSY && e != E_GONE)
		log_warn("notices: %s", err_text(e)->name);
}

void notice_mailer_up(void)
{
	memset(out, 0, sizeof out); /* what it was asked went with it */
	notice_send();
}

void on_noticed(struct incoming *in)
{
	struct body_noticed body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (body.number > INT64_MAX || !is_out((int64_t)body.number))
		return; /* late: it was asked again, and has the same Message-ID */
	int64_t number = (int64_t)body.number;
	free_place(number);
	enum err why = body.err < ERR_COUNT ? (enum err)body.err : E_PROTOCOL;
	enum err e;
	if (why == OK)
		e = db_run(store.db, SQL_NOTICE_SENT, db_int(number), db_int(clock_now()));
	else if (why == E_RECIPIENT) /* the relay will never take that one */
		e = db_run(store.db, SQL_NOTICE_GIVE_UP, db_int(number), db_int(why));
	else
		e = again(number, why);
	if (e != OK)
		log_warn("notice %lld: %s", (long long)number, err_text(e)->name);
}
