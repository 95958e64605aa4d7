/* SPDX-License-Identifier: Apache-2.0
 * handover.c: rows of requests, their moves, the order they stand for, and the vault in numbers.
 */
#include "store/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "flow/item.h"
#include "notary/key_file.h"
#include "store/approve.h"
#include "store/away.h"
#include "store/notice.h"
#include "store/people.h"
#include "store/preserve.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define SOON ((int64_t)7 * DAY)
#define MARK "無変換_"
#define NAME_BYTES 200 /* DESIGN rule 5 */
#define TOLD_MAX 64

enum err handover_begin(int dir, bool evaluation)
{
	enum err e = public_key_file_read(dir, "originals.pub", evaluation, &store.originals);
	store.has_originals = e == OK;
	return e == E_NOT_FOUND ? OK : e;
}

enum err handover_get(const uint8_t id[ID_LEN], struct handover *ret)
{
	struct handover h = {0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_HANDOVER_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	db_col_bytes(&rows, 0, h.id, ID_LEN);
	db_col_bytes(&rows, 1, h.item, ID_LEN);
	h.way = (enum original_way)db_col_int(&rows, 2);
	h.rule = (enum original_format)db_col_int(&rows, 3);
	h.state = (enum handover_state)db_col_int(&rows, 4);
	h.err = (enum err)db_col_int(&rows, 5);
	h.changed = db_col_int(&rows, 6);
	db_col_text(&rows, 7, h.applicant, sizeof h.applicant);
	db_col_text(&rows, 8, h.reason, sizeof h.reason);
	db_col_text(&rows, 9, h.clause, sizeof h.clause);
	h.asked = db_col_int(&rows, 10);
	h.due = db_col_int(&rows, 11);
	h.scan = (enum scan_result)db_col_int(&rows, 12);
	h.format = (enum original_format)db_col_int(&rows, 13);
	db_col_text(&rows, 14, h.scanner, sizeof h.scanner);
	db_col_text(&rows, 15, h.approver, sizeof h.approver);
	db_col_text(&rows, 16, h.decision, sizeof h.decision);
	h.decided = db_col_int(&rows, 17);
	if (db_col(&rows, 18).n > 0)
		db_col_bytes(&rows, 18, &h.warrant, sizeof h.warrant);
	h.taken = db_col_int(&rows, 19);
	h.cleared = db_col_int(&rows, 20);
	if (rows.err == OK)
		*ret = h;
	return rows.err;
}

enum err handover_move(struct handover *h, enum handover_state to, enum event event,
		       const char *who, const char *text)
{
	uint64_t changed;
	bool warranted = h->warrant.person[0] != '\0';
	int64_t now = clock_now();
	try(db_change(store.db, &changed, SQL_HANDOVER_MOVE, db_bytes(h->id, ID_LEN),
		      db_int(h->state), db_int(to), db_int(h->err), db_int(now), db_int(h->due),
		      db_int(h->scan), db_int(h->format), db_text(h->scanner), db_text(h->approver),
		      db_text(h->decision), db_int(h->decided),
		      db_bytes(&h->warrant, warranted ? sizeof h->warrant : 0), db_int(h->taken)));
	if (changed != 1)
		return E_CHANGED;
	h->state = to;
	h->changed = now;
	return record_add(event, h->item, who, text);
}

static enum policy_need approval_of(const struct handover *h)
{
	const struct policy_originals *o = &store.policy->originals;
	return h->way == ORIGINAL_WAY_RULE ? o->confirm_approval : o->approval;
}

static enum err tell_deciders(const struct handover *h, const struct item *i)
{
	const struct policy_person *people[TOLD_MAX];
	struct policy_request r = {.unit = approve_unit(&i->envelope),
				   .applicant = policy_person(store.policy, view_str(h->applicant)),
				   .demand = policy_asks(store.policy, approval_of(h)),
				   .away = away_now};
	if (!r.unit)
		return OK;
	size_t n = policy_approvers(store.policy, &r, people, array_len(people));
	for (size_t k = 0; k < n; k++)
		try(notice_original(i, NOTICE_ORIGINAL_ASKED, h->asked, people[k]));
	return OK;
}

static enum err tell(const struct handover *h)
{
	struct item i;
	const struct policy_person *to = policy_person(store.policy, view_str(h->applicant));
	try(item_get(h->item, &i));
	if (h->state == HANDOVER_WAITING)
		return tell_deciders(h, &i);
	if (h->state == HANDOVER_HERE)
		return notice_original(&i, NOTICE_ORIGINAL_HERE, h->asked, to);
	if (h->state == HANDOVER_REFUSED || h->state == HANDOVER_RETURNED ||
	    h->state == HANDOVER_EXPIRED)
		return notice_original(&i, NOTICE_ORIGINAL_ENDED, h->asked, to);
	return OK;
}

enum err handover_step(struct handover *h, enum handover_state to, enum err why, enum event event,
		       const char *who, const char *text)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	h->err = why;
	try(db_tx_begin(store.db, &tx));
	try(handover_move(h, to, event, who, text));
	try(tell(h));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

/* "無変換_" and the file's own name; one that is too long loses the end of its stem. */
static void mark(const char *name, char ret[NAME_MAX_])
{
	struct view v = view_of(name, strnlen(name, NAME_MAX_));
	size_t room = NAME_BYTES - strlen(MARK), dot = v.n;
	while (dot > 0 && v.p[dot - 1] != '.' && v.n - dot < 16)
		dot--;
	struct view ext =
	    dot > 0 && v.p[dot - 1] == '.' ? view_sub(v, dot - 1, v.n) : (struct view){NULL, 0};
	size_t stem = min_of(v.n - ext.n, room - ext.n);
	while (stem > 0 && stem < v.n - ext.n && (v.p[stem] & 0xC0) == 0x80)
		stem--; /* not through the middle of a character */
	(void)snprintf(ret, NAME_MAX_, MARK "%.*s%.*s", (int)stem, name, (int)ext.n,
		       ext.n ? (const char *)ext.p : "");
}

void handover_order(const struct handover *h, const struct item *i, enum order_kind kind,
		    struct order *ret)
{
	const struct policy_originals *p = &store.policy->originals;
	bool give = kind == ORDER_GIVE;
	struct order o = {.version = ORDER_VERSION,
			  .kind = kind,
			  .way = h->way,
			  .format = h->rule,
			  .length = i->envelope.size,
			  .time = give ? h->decided : h->asked,
			  .destination = ORDER_DESTINATION};
	o.expires =
	    o.time + (give ? (int64_t)p->keep_hours * 3600 : (int64_t)p->decide_minutes * 60);
	memcpy(o.id, h->id, ID_LEN);
	memcpy(o.item, h->item, ID_LEN);
	memcpy(o.original, i->envelope.hash, HASH_LEN);
	memcpy(o.policy, store.policy->hash, HASH_LEN);
	memcpy(o.recipient, h->applicant, sizeof o.recipient);
	memset(o.name, 0, sizeof o.name);
	mark(i->envelope.name, o.name);
	if (give)
		o.warrant = h->warrant;
	*ret = o;
}

enum err handover_may_decide(const struct handover *h, const struct item *i,
			     const struct policy_person *p)
{
	int64_t waited = (clock_now() - h->asked) / 60;
	struct policy_request r = {
	    .unit = approve_unit(&i->envelope),
	    .applicant = policy_person(store.policy, view_str(h->applicant)),
	    .demand = policy_asks(store.policy, approval_of(h)),
	    .waited_minutes = waited < 0 ? 0 : (uint32_t)min_of(waited, (int64_t)UINT32_MAX - 1),
	    .away = away_now};
	if (!r.unit)
		return E_CHANGED;
	if (view_eq(view_str(h->applicant), view_str(p->number)))
		return E_SELF_APPROVAL;
	try(policy_may_approve(store.policy, p, &r));
	return h->state == HANDOVER_WAITING ? OK : E_CHANGED;
}

enum err handover_allowed(const uint8_t item[ID_LEN])
{
	int64_t gone;
	if (!store.has_originals)
		return E_POLICY;
	try(policy_originals(store.policy, clock_now()));
	try(db_number(store.db, &gone, SQL_ORIGINAL_IS_DELETED, db_bytes(item, ID_LEN)));
	return gone ? E_NOT_FOUND : OK;
}

const struct policy_confirm *handover_rule(const struct item *i)
{
	const char *name = i->envelope.name;
	return policy_confirm(store.policy, approve_unit(&i->envelope),
			      view_of(name, strnlen(name, NAME_MAX_)));
}

/* --- rows --- */

static void row_of(const struct handover *h, const struct item *i, const struct policy_person *p,
		   struct body_row_original *row)
{
	struct order o;
	handover_order(h, i, ORDER_GIVE, &o);
	*row = (struct body_row_original){.size = i->envelope.size,
					  .asked = h->asked,
					  .due = h->due,
					  .decided = h->decided,
					  .taken = h->taken,
					  .state = h->state,
					  .err = h->err,
					  .way = h->way,
					  .scan = h->scan,
					  .format = h->format};
	memcpy(row->id, h->id, ID_LEN);
	memcpy(row->item, h->item, ID_LEN);
	memcpy(row->original, i->envelope.hash, HASH_LEN);
	if (h->state == HANDOVER_WAITING)
		order_subject(&o, row->what);
	memcpy(row->number, i->number, sizeof row->number);
	memcpy(row->name, o.name, sizeof row->name);
	people_name(h->applicant, row->applicant);
	people_recipient(&i->envelope, row->recipient);
	if (h->approver[0])
		people_name(h->approver, row->approver);
	memcpy(row->reason, h->reason, sizeof row->reason);
	memcpy(row->decision, h->decision, sizeof row->decision);
	memcpy(row->clause, h->clause, sizeof row->clause);
	memcpy(row->scanner, h->scanner, sizeof row->scanner);
	if (handover_may_decide(h, i, p) == OK)
		row->may |= MAY_DECIDE_ORIGINAL;
	if (h->state == HANDOVER_HERE && view_eq(view_str(h->applicant), view_str(p->number)))
		row->may |= MAY_TAKE_ORIGINAL;
}

static bool concerns(const struct handover *h, const struct item *i, const struct policy_person *p)
{
	return view_eq(view_str(h->applicant), view_str(p->number)) || people_oversees(p) ||
	       view_eq(view_str(h->approver), view_str(p->number)) ||
	       handover_may_decide(h, i, p) == OK;
}

void query_originals(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	static uint8_t ids[256][ID_LEN];
	static struct body_row_original row;
	struct body_done done = {0};
	struct handover h;
	struct item i;
	size_t n = 0;
	bool decide = view_eq(view_str(q->text), VIEW("decide")),
	     item = view_eq(view_str(q->text), VIEW("item"));
	struct db_rows rows scope_end(db_rows_end) =
	    item     ? db_ask(store.db, SQL_HANDOVER_OF_ITEM, db_bytes(q->id, ID_LEN))
	    : decide ? db_ask_none(store.db, SQL_HANDOVER_WAITING)
		     : db_ask(store.db, SQL_HANDOVER_MINE, db_text(p->number));
	enum err e = item_list(&rows, ids, array_len(ids), &n);
	db_rows_end(&rows);
	for (size_t k = 0; e == OK && k < n; k++) {
		e = handover_get(ids[k], &h);
		if (e == OK)
			e = item_get(h.item, &i);
		if (e != OK || (decide && handover_may_decide(&h, &i, p) != OK) ||
		    !concerns(&h, &i, p))
			continue;
		row_of(&h, &i, p, &row);
		role_reply(in, MSG_ROW_ORIGINAL, &row, NULL);
		done.count++;
	}
	done.err = (uint32_t)e;
	role_reply(in, MSG_DONE, &done, NULL);
}

static enum err vault_row(enum direction d, struct body_row_vault *row)
{
	int64_t soon, deleted, keep = (int64_t)store.policy->limits.retention.original_days * DAY;
	struct db_rows rows scope_end(db_rows_end) = db_ask(store.db, SQL_VAULT_KEPT, db_int(d));
	*row = (struct body_row_vault){
	    .direction = d,
	    .days = store.policy->limits.retention.original_days,
	    .preserved = preserve_on(),
	    .enabled = store.has_originals && policy_originals(store.policy, clock_now()) == OK};
	if (!db_next(&rows))
		return rows.err == OK ? E_INTERNAL : rows.err;
	row->kept = db_col_uint(&rows, 0);
	row->oldest = db_col_int(&rows, 1);
	db_rows_end(&rows);
	try(rows.err);
	try(db_number(store.db, &deleted, SQL_VAULT_DELETED, db_int(d)));
	try(db_number(store.db, &soon, SQL_VAULT_SOON, db_int(d),
		      db_int(clock_now() - keep + SOON)));
	row->deleted = (uint64_t)deleted;
	row->soon = (uint64_t)soon;
	row->next = row->oldest ? row->oldest + keep : 0;
	return OK;
}

void query_vault(struct incoming *in, const struct body_query *q unused_arg,
		 const struct policy_person *p)
{
	struct body_row_vault row;
	enum err e = people_oversees(p) ? OK : E_FORBIDDEN;
	for (enum direction d = DIRECTION_IN; e == OK && d <= DIRECTION_OUT; d++) {
		e = vault_row(d, &row);
		if (e == OK)
			role_reply(in, MSG_ROW_VAULT, &row, NULL);
	}
	role_done(in, e);
}
