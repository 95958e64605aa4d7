/* SPDX-License-Identifier: Apache-2.0
 * approve.c: requests for approval. An approval names hashes, destination, recipient and name; when
 * any of them is another, there is no approval.
 */
#include "flow/item.h"
#include "store/approve.h"
#include "store/away.h"
#include "store/drive.h"
#include "store/check.h"
#include "store/notice.h"
#include "store/voice.h"
#include "sys/file.h"
#include "sys/log.h"

const char *approve_destination(const struct envelope *e)
{
	return e->direction == DIRECTION_IN ? "inbox" : "outbox";
}

static void line(struct buf *b, const char *key, const char *value)
{
	buf_fmt(b, "%s: ", key);
	for (; *value; value++)
		buf_u8(b, *value == '\n' ? ' ' : (uint8_t)*value);
	buf_u8(b, '\n');
}

static void line_hex(struct buf *b, const char *key, struct view v)
{
	buf_fmt(b, "%s: ", key);
	buf_hex(b, v);
	buf_u8(b, '\n');
}

void approve_statement(const struct item *i, const char *kind, const char *approver,
		       const char *reason, int64_t time, struct buf *b)
{
	const struct envelope *e = &i->envelope;
	buf_str(b, "sekisho approval 2\n");
	line(b, "kind", kind);
	line_hex(b, "item", view_of(e->id, ID_LEN));
	line_hex(b, "original", view_of(e->hash, HASH_LEN));
	line_hex(b, "output", view_of(i->output, HASH_LEN));
	line(b, "destination", approve_destination(e));
	line(b, "recipient", e->recipient);
	line(b, "name", i->output_name);
	line(b, "applicant", e->sender);
	line(b, "approver", approver);
	buf_fmt(b, "time: %lld\n", (long long)time);
	line(b, "reason", reason);
}

enum err approve_ask(const struct item *i, const struct policy_demand *demand)
{
	const struct envelope *e = &i->envelope;
	int64_t round, now = clock_now();
	int64_t due = now + (int64_t)store.policy->approvals.expire_after_minutes * 60;
	struct approval a;
	try(approve_void(e->id));
	try(db_number(store.db, &round, SQL_APPROVAL_ROUND, db_bytes(e->id, ID_LEN)));
	try(db_run(store.db, SQL_APPROVAL_ASK, db_bytes(e->id, ID_LEN), db_int(round + 1),
		   db_int(demand->need), db_int(now), db_int(due), db_bytes(e->hash, HASH_LEN),
		   db_bytes(i->output, HASH_LEN), db_text(i->output_name),
		   db_text(approve_destination(e)), db_text(e->recipient), db_bytes("", 0)));
	try(approve_get(e->id, &a));
	return notice_asked(i, &a);
}

enum err approve_void(const uint8_t id[ID_LEN])
{
	/* What was confirmed and has not gone out is not waited for afterwards. */
	try(db_run(store.db, SQL_AFTERWARDS_VOID, db_bytes(id, ID_LEN)));
	return db_run(store.db, SQL_APPROVAL_VOID, db_bytes(id, ID_LEN), db_int(clock_now()));
}

enum err approve_get(const uint8_t id[ID_LEN], struct approval *ret)
{
	struct approval a = {0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_APPROVAL_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	a.round = db_col_int(&rows, 0);
	a.needs = (uint32_t)db_col_uint(&rows, 1);
	a.asked = db_col_int(&rows, 2);
	a.due = db_col_int(&rows, 3);
	db_col_bytes(&rows, 4, a.original, HASH_LEN);
	db_col_bytes(&rows, 5, a.output, HASH_LEN);
	db_col_text(&rows, 6, a.name, sizeof a.name);
	db_col_text(&rows, 7, a.destination, sizeof a.destination);
	db_col_text(&rows, 8, a.recipient, sizeof a.recipient);
	a.verdict = (enum verdict)db_col_int(&rows, 9);
	a.decided = db_col_int(&rows, 10);
	db_col_text(&rows, 11, a.approver, sizeof a.approver);
	db_col_text(&rows, 12, a.reason, sizeof a.reason);
	if (db_col(&rows, 13).n == HASH_LEN)
		db_col_bytes(&rows, 13, a.hash, HASH_LEN);
	a.urgent = db_col_int(&rows, 14);
	db_col_text(&rows, 15, a.urgent_reason, sizeof a.urgent_reason);
	if (rows.err == OK)
		*ret = a;
	return rows.err;
}

/* What was asked about is what the item is now. */
static bool same(const struct approval *a, const struct item *i)
{
	const struct envelope *e = &i->envelope;
	return memcmp(a->original, e->hash, HASH_LEN) == 0 &&
	       memcmp(a->output, i->output, HASH_LEN) == 0 &&
	       view_eq(view_str(a->name), view_str(i->output_name)) &&
	       view_eq(view_str(a->destination), view_str(approve_destination(e))) &&
	       view_eq(view_str(a->recipient), view_str(e->recipient));
}

static const char *const kinds[] = {[VERDICT_APPROVED] = "approval",
				    [VERDICT_RETURNED] = "return",
				    [VERDICT_EXPIRED] = "expiry",
				    [VERDICT_CONFIRMED] = "urgent"};

/* Where several approved, the text of the decision names each. */
static enum err put_voices(const struct item *i, const struct approval *a, struct buf *text)
{
	static struct voices v;
	try(voices_of(i->envelope.id, a->round, &v));
	for (size_t k = 0; v.n > 1 && k < v.n; k++) {
		buf_fmt(text, "voice: %s ", v.one[k].person);
		buf_hex(text, view_of(v.one[k].hash, HASH_LEN));
		buf_u8(text, '\n');
	}
	return OK;
}

enum err approve_decide(const struct item *i, enum verdict verdict, const char *approver,
			const char *reason, uint8_t ret_hash[HASH_LEN])
{
	struct approval a;
	uint8_t hash[HASH_LEN];
	uint64_t changed;
	int64_t now = clock_now();
	scope_end(buf_free) struct buf text = buf_new(STATEMENT_MAX);
	try(approve_get(i->envelope.id, &a));
	bool yes = verdict == VERDICT_APPROVED || verdict == VERDICT_CONFIRMED;
	if (a.verdict != VERDICT_OPEN || (yes && !same(&a, i)))
		return E_CHANGED;
	approve_statement(i, kinds[verdict], approver, reason, now, &text);
	if (verdict == VERDICT_APPROVED)
		try(put_voices(i, &a, &text));
	if (text.err != OK)
		return E_INTERNAL;
	hash_bytes(buf_view(&text), hash);
	try(db_change(store.db, &changed, SQL_APPROVAL_DECIDE, db_bytes(i->envelope.id, ID_LEN),
		      db_int(a.round), db_int(verdict), db_int(now), db_text(approver),
		      db_text(reason), db_bytes(text.p, text.n), db_bytes(hash, HASH_LEN)));
	if (changed != 1)
		return E_CHANGED;
	memcpy(ret_hash, hash, HASH_LEN);
	return OK;
}

enum err approve_expire(struct item *i)
{
	uint8_t hash[HASH_LEN];
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(approve_decide(i, VERDICT_EXPIRED, "", "", hash));
	if (i->state == STATE_WAITING)
		try(drive_move(i, CAUSE_EXPIRE, E_EXPIRED, "", ""));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

/* Whose approvers are asked: the applicant's unit; inbound, the recipient's. */
const struct policy_unit *approve_unit(const struct envelope *e)
{
	const struct policy *p = store.policy;
	if (e->direction == DIRECTION_OUT)
		return policy_unit(p, view_str(e->unit));
	if (e->recipient_kind == RECIPIENT_UNIT)
		return policy_unit(p, view_str(e->recipient));
	const struct policy_person *to = policy_person(p, view_str(e->recipient));
	return to && to->units_count ? &p->units[to->units[0]] : NULL;
}

enum err approve_request(const struct item *i, const struct approval *a, struct policy_request *ret)
{
	static struct voices v;
	struct check c;
	int64_t waited = (clock_now() - a->asked) / 60;
	try(check_get(i, &c));
	try(voices_of(i->envelope.id, a->round, &v));
	struct policy_request r = {
	    .unit = approve_unit(&i->envelope),
	    .applicant = policy_person(store.policy, view_str(i->envelope.sender)),
	    .demand = check_demand(i, &c),
	    .waited_minutes = waited < 0 ? 0 : (uint32_t)min_of(waited, (int64_t)UINT32_MAX - 1),
	    .away = away_now};
	if (!r.unit)
		return E_CHANGED;
	for (size_t k = 0; k < v.n; k++) /* one who has left counts no more */
		r.voices[r.voices_count++] = policy_person(store.policy, view_str(v.one[k].person));
	*ret = r;
	return OK;
}

/* Why it cannot be decided any more, to somebody who could have. */
static enum err too_late(const struct policy_person *p, const struct item *i,
			 const struct approval *a)
{
	bool own = view_eq(view_str(a->approver), view_str(p->number)) ||
		   voice_has(i->envelope.id, a->round, p->number);
	if (a->verdict == VERDICT_EXPIRED)
		return E_EXPIRED;
	return a->verdict == VERDICT_VOID || own ? E_CHANGED : E_DECIDED;
}

enum err approve_may(const struct policy_person *p, const struct item *i)
{
	struct approval a;
	struct policy_request r;
	enum err e = approve_get(i->envelope.id, &a);
	if (e != OK)
		return e == E_NOT_FOUND ? E_CHANGED : e;
	try(approve_request(i, &a, &r));
	if (a.verdict != VERDICT_OPEN)
		r.voices_count = 0; /* then the question is who could have */
	try(policy_may_approve(store.policy, p, &r));
	if (a.verdict != VERDICT_OPEN)
		return too_late(p, i, &a);
	return i->state == STATE_WAITING ? OK : E_CHANGED;
}

bool approve_concerns(const struct policy_person *p, const struct item *i)
{
	switch ((int)approve_may(p, i)) {
	case OK:
	case E_SPOKEN:
	case E_DECIDED:
	case E_EXPIRED:
		return true;
	default:
		return approve_decided(p, i->envelope.id);
	}
}

bool approve_decided(const struct policy_person *p, const uint8_t id[ID_LEN])
{
	struct approval a;
	return approve_get(id, &a) == OK && (view_eq(view_str(a.approver), view_str(p->number)) ||
					     voice_has(id, a.round, p->number));
}
