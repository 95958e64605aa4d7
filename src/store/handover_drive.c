/* SPDX-License-Identifier: Apache-2.0
 * handover_drive.c: what is asked of the notary, the originals program and release, and what they
 * answer. Only the row in the database says where a request is.
 */
#include "flow/item.h"
#include "store/handover.h"
#include "store/preserve.h"
#include "store/record.h"
#include "sys/log.h"

#define AGAIN 15 /* seconds until an unanswered question is asked again */
#define SWEEP 600
#define MOST 64
#define TAKE_SECONDS 30 /* release is near: longer means that it will not answer */

static struct {
	uint8_t id[ID_LEN];
	uint64_t tag; /* of the ORDER that the notary was asked for */
	int64_t at;   /* when; 0: free */
} asked[MOST];

static struct {
	uint8_t id[ID_LEN];
	uint64_t tag, portal; /* ours towards release; the portal's; 0: free */
	int64_t since;
} taking[MOST];

static int64_t swept;

void handover_again(void)
{
	memset(asked, 0, sizeof asked);
	swept = 0;
}

/* --- orders --- */

/* The place of this request among those that were asked about; MOST: it was, just now. */
static size_t place_of(const uint8_t id[ID_LEN], int64_t now)
{
	size_t free_ = MOST;
	for (size_t k = 0; k < MOST; k++) {
		bool same = asked[k].at && item_same(asked[k].id, id);
		bool old = !asked[k].at || now < asked[k].at || now - asked[k].at >= AGAIN;
		if (same)
			return old ? k : MOST;
		if (old)
			free_ = k;
	}
	return free_;
}

static enum err ask_order(const uint8_t id[ID_LEN], int64_t now)
{
	struct handover h;
	struct item i;
	struct body_order body;
	size_t k = place_of(id, now);
	if (k == MOST)
		return OK;
	try(handover_get(id, &h));
	try(item_get(h.item, &i));
	handover_order(&h, &i, h.state == HANDOVER_ORDERED ? ORDER_GIVE : ORDER_LOOK, &body.order);
	asked[k].at = now;
	asked[k].tag = role_tag();
	memcpy(asked[k].id, id, ID_LEN);
	return role_send(ROLE_notary, MSG_ORDER, asked[k].tag, &body, NULL);
}

/* Whoever waits for a download hears that it did not come; nothing is taken yet. */
static void give_up_waiting(int64_t now)
{
	for (size_t k = 0; k < MOST; k++)
		if (taking[k].tag && now - taking[k].since > TAKE_SECONDS) {
			query_done(taking[k].portal, E_GONE, 0);
			taking[k].tag = 0;
		}
}

void handover_tick(void)
{
	static uint8_t ids[MOST][ID_LEN];
	size_t n;
	int64_t now = clock_now();
	give_up_waiting(now);
	if (!store.has_originals || !role_has(ROLE_notary) || !role_has(ROLE_bridge))
		return;
	struct db_rows rows scope_end(db_rows_end) = db_ask_none(store.db, SQL_HANDOVER_UNDER_WAY);
	enum err e = item_list(&rows, ids, MOST, &n);
	db_rows_end(&rows);
	for (size_t k = 0; e == OK && k < n; k++)
		e = ask_order(ids[k], now);
	if (e != OK && e != E_GONE && e != E_BUSY)
		log_warn("requests for originals: %s", err_text(e)->name);
}

/* The notary's word goes as it is to the program that can follow it. */
void on_ordered(struct incoming *in)
{
	if (in->from == ROLE_notary &&
	    role_send(ROLE_bridge, MSG_ORIGINAL_ORDER, role_tag(), in->body.bytes, NULL) != OK)
		log_warn("an order for an original did not cross; it is asked again");
}

/* --- answers --- */

static enum err looked(struct handover *h, const struct said *s)
{
	static const char *const scans[SCAN_COUNT] = {[SCAN_OFF] = "検査：未設定",
						      [SCAN_UNREACHED] = "検査：応答なし",
						      [SCAN_CLEAN] = "検査：検出なし",
						      [SCAN_FOUND] = "検査：検出",
						      [SCAN_TOO_LARGE] = "検査：大きすぎて不可"};
	char text[TEXT_MAX_];
	enum err why = s->err < ERR_COUNT ? (enum err)s->err : E_PROTOCOL;
	h->scan = (enum scan_result)s->scan;
	h->format = (enum original_format)s->format;
	memcpy(h->scanner, s->scanner, sizeof h->scanner);
	(void)snprintf(text, sizeof text, "%s%s%s", scans[s->scan], s->scanner[0] ? " " : "",
		       s->scanner);
	if (why != OK)
		return handover_step(h, HANDOVER_REFUSED, why, EVENT_ORIGINAL_REFUSED, "", text);
	return handover_step(h, HANDOVER_WAITING, OK, EVENT_ORIGINAL_LOOKED, "", text);
}

static enum err said(const struct said *s)
{
	struct handover h;
	struct item i;
	struct order o;
	if (!store.has_originals)
		return E_POLICY;
	try(said_check(&store.originals, s));
	try(handover_get(s->id, &h));
	try(item_get(h.item, &i));
	handover_order(&h, &i, (enum order_kind)s->kind, &o);
	if (!said_of(s, &o))
		return E_CHANGED;
	if (s->kind == ORDER_LOOK && h.state == HANDOVER_ASKED)
		return looked(&h, s);
	/* What was clean when it was looked at and is not any more does not leave. */
	if (s->kind == ORDER_GIVE && h.state == HANDOVER_ORDERED && s->err != OK)
		return looked(&h, s);
	return OK; /* said twice */
}

void on_original_said(struct incoming *in)
{
	struct body_said body;
	if (in->from != ROLE_bridge) {
		role_violation(in->from);
		return;
	}
	memcpy(&body, in->body.bytes, sizeof body);
	enum err e = said(&body.said);
	if (e != OK)
		log_warn("what was said of an original does not count: %s", err_text(e)->name);
}

static enum err give_up(const struct body_handed *b)
{
	struct handover h;
	try(handover_get(b->id, &h));
	if (h.state != HANDOVER_ASKED && h.state != HANDOVER_ORDERED)
		return OK;
	return handover_step(&h, HANDOVER_REFUSED, (enum err)b->err, EVENT_ORIGINAL_REFUSED, "",
			     err_text((enum err)b->err)->ja);
}

/* Nobody signed this: it can hold a request up or end it, and nothing more. */
void on_original_not(struct incoming *in)
{
	struct body_handed b;
	if (in->from != ROLE_bridge) {
		role_violation(in->from);
		return;
	}
	memcpy(&b, in->body.bytes, sizeof b);
	bool ended = b.err == E_NOT_FOUND || b.err == E_SIGNATURE || b.err == E_LIMIT_SIZE;
	enum err e = ended ? give_up(&b) : OK;
	if (e != OK)
		log_warn("a request for an original cannot be ended: %s", err_text(e)->name);
}

static void clear(const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	if (!preserve_on() &&
	    role_send(ROLE_release, MSG_HAND_CLEAR, role_tag(), &body, NULL) != OK)
		log_info("release is asked again to let an original go");
}

static enum err handed(const struct body_handed *b)
{
	struct handover h;
	if (b->err >= ERR_COUNT)
		return E_PROTOCOL;
	enum err known = handover_get(b->id, &h);
	if (known == E_NOT_FOUND) {
		clear(b->id); /* of a request that a restore took back */
		return OK;
	}
	try(known);
	if (h.state != HANDOVER_ORDERED)
		return OK;
	if (b->err == OK || b->err == E_REPLAY)
		return handover_step(&h, HANDOVER_HERE, OK, EVENT_ORIGINAL_HERE, "", "");
	/* What came was not it: whoever is in between is not believed, and it is asked for again,
	 * until its time is over. */
	return OK;
}

void on_handed(struct incoming *in)
{
	struct body_handed b;
	memcpy(&b, in->body.bytes, sizeof b);
	enum err e = handed(&b);
	if (e != OK)
		log_warn("that an original arrived cannot be noted: %s", err_text(e)->name);
}

/* --- the one download --- */

enum err handover_take(struct incoming *in, const struct handover *h)
{
	struct body_item ask;
	for (size_t k = 0; k < MOST; k++) {
		if (taking[k].tag)
			continue;
		memcpy(ask.id, h->id, ID_LEN);
		memcpy(taking[k].id, h->id, ID_LEN);
		taking[k].since = clock_now();
		taking[k].portal = in->tag;
		taking[k].tag = role_tag();
		enum err e = role_send(ROLE_release, MSG_HAND, taking[k].tag, &ask, NULL);
		if (e != OK)
			taking[k].tag = 0;
		return e;
	}
	return E_BUSY;
}

/* Taken is durable before a byte leaves: whoever dies now, nobody gets it twice. */
static enum err took(const uint8_t id[ID_LEN])
{
	struct handover h;
	try(handover_get(id, &h));
	if (h.state != HANDOVER_HERE)
		return E_REPLAY;
	h.taken = clock_now();
	enum err e = handover_step(&h, HANDOVER_TAKEN, OK, EVENT_ORIGINAL_TAKEN, h.applicant, "");
	return e == E_CHANGED ? E_REPLAY : e;
}

void handover_fetched(struct incoming *in)
{
	struct body_item row;
	for (size_t k = 0; k < MOST; k++) {
		if (!taking[k].tag || taking[k].tag != in->tag || in->from != ROLE_release)
			continue;
		enum err e = took(taking[k].id);
		memcpy(row.id, taking[k].id, ID_LEN);
		if (e == OK)
			query_row(taking[k].portal, MSG_ROW_FD, &row, in->fds);
		query_done(taking[k].portal, e, e == OK);
		if (e == OK)
			clear(taking[k].id);
		taking[k].tag = 0;
		return;
	}
}

bool handover_refused(struct incoming *in, uint32_t err)
{
	for (size_t k = 0; in->from == ROLE_release && k < MOST; k++)
		if (taking[k].tag && taking[k].tag == in->tag) {
			query_done(taking[k].portal, err < ERR_COUNT ? (enum err)err : E_PROTOCOL,
				   0);
			taking[k].tag = 0;
			return true;
		}
	for (size_t k = 0; in->from == ROLE_notary && k < MOST; k++)
		if (asked[k].at && asked[k].tag == in->tag) {
			log_warn("the notary does not order an original: %s",
				 err < ERR_COUNT ? err_text((enum err)err)->name : "?");
			return true;
		}
	return false;
}

void handover_forget(enum role peer)
{
	for (size_t k = 0; k < MOST; k++) {
		if (taking[k].tag && peer == ROLE_release)
			query_done(taking[k].portal, E_GONE, 0);
		taking[k].tag = 0;
	}
}

/* --- the clock --- */

static enum err expire(const uint8_t id[ID_LEN])
{
	struct handover h;
	try(handover_get(id, &h));
	return handover_step(&h, HANDOVER_EXPIRED, E_EXPIRED, EVENT_ORIGINAL_EXPIRED, "", "");
}

static enum err each(enum sql q, int64_t now, enum err (*do_)(const uint8_t id[ID_LEN]))
{
	static uint8_t ids[MOST][ID_LEN];
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    q == SQL_HANDOVER_DUE ? db_ask(store.db, q, db_int(now)) : db_ask_none(store.db, q);
	try(item_list(&rows, ids, MOST, &n));
	db_rows_end(&rows);
	for (size_t k = 0; k < n; k++)
		try(do_(ids[k]));
	return OK;
}

static enum err clear_one(const uint8_t id[ID_LEN])
{
	clear(id);
	return OK;
}

void handover_deadlines(int64_t now)
{
	enum err e = each(SQL_HANDOVER_DUE, now, expire);
	if (e == OK && role_has(ROLE_release) && (now < swept || now - swept > SWEEP)) {
		swept = now;
		e = each(SQL_HANDOVER_TO_CLEAR, now, clear_one);
	}
	if (e != OK)
		log_warn("requests for originals past their time: %s", err_text(e)->name);
}

bool handover_cleared(const uint8_t id[ID_LEN])
{
	struct handover h;
	if (handover_get(id, &h) != OK)
		return false;
	if (db_run(store.db, SQL_HANDOVER_CLEARED, db_bytes(id, ID_LEN), db_int(clock_now())) != OK)
		log_warn("that an original left release cannot be noted; it is asked again");
	return true;
}
