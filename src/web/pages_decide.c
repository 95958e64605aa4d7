/* SPDX-License-Identifier: Apache-2.0
 * pages_decide.c: the LGWAN side for those who decide: 承認待ち, 一括承認, 緊急送付, 事後承認.
 */
#include <unistd.h>

#include "base/base64.h"
#include "notary/picks.h"
#include "web/pages_both.h"

#define PREVIEW_MAX ((size_t)12 << 10)

/* After a POST: back to the list, with what happened. */
void respond_back(struct request *r, const char *list, enum err e, const char *done)
{
	char path[160];
	/* A request of the item's can expire, too: then the ticket is still good. */
	bool over = e == E_EXPIRED && r->session && r->session->ticket.expires <= clock_now();
	if (e == OK)
		snprintf(path, sizeof(path), "%s?done=%s", list, done);
	else if (over || e == E_SIGNIN || e == E_SIGNATURE)
		snprintf(path, sizeof(path), "/signin?again=1");
	else
		snprintf(path, sizeof(path), "%s?err=%d", list, (int)e);
	respond_redirect(r, path);
}

void rows_told(struct request *r, struct trouble *ret)
{
	int64_t e = 0;
	if (view_int(view_str(request_query(r, "err", "0")), 0, ERR_COUNT - 1, &e) == OK && e > 0)
		*ret = (struct trouble){.there = true, .err = (enum err)e};
}

void cards_preview(struct request *r, int fd, struct pending *ret)
{
	char *text = arena_alloc(&r->arena, PREVIEW_MAX + 1);
	if (!text || fd < 0)
		return;
	ssize_t n = pread(fd, text, PREVIEW_MAX, 0);
	if (n <= 0)
		return;
	ret->picture = rows_is_picture(text, (size_t)n);
	if (ret->picture)
		return;
	ret->preview_cut = (size_t)n == PREVIEW_MAX;
	while (ret->preview_cut && n > 0 && (text[n - 1] & 0xC0) == 0x80)
		n--; /* not through the middle of a character */
	if (ret->preview_cut && n > 0 && (text[n - 1] & 0x80))
		n--;
	text[n] = '\0';
	ret->preview = text;
}

bool cards_ask(struct request *r, const struct ask *list, size_t first)
{
	size_t at = 0, from = (r->ask_count - first) / 3,
	       end = min_of(from + CARDS_ASKED, CARDS_MAX);
	struct body_row_item b;
	for (const struct row *row = list->rows; at < end && ask_row(&row, MSG_ROW_ITEM, &b);) {
		if (at++ < from)
			continue;
		(void)ask_store(r, QUERY_FINDINGS, b.envelope.id, 0, NULL);
		(void)ask_store(r, QUERY_PREVIEW, b.envelope.id, 0, NULL);
		(void)ask_store(r, QUERY_FINDS, b.envelope.id, 0, NULL);
	}
	return r->waiting > 0;
}

/* The value of a tick: the item and the very bytes that the page showed. */
static const char *pick_of(struct request *r, const struct body_row_item *b, const uint8_t *terms)
{
	struct buf text scope_end(buf_free) = buf_new(320);
	if (!terms)
		return "";
	buf_hex(&text, view_of(b->envelope.id, ID_LEN));
	buf_u8(&text, ':');
	buf_hex(&text, view_of(b->envelope.hash, HASH_LEN));
	buf_u8(&text, ':');
	buf_hex(&text, view_of(b->output, HASH_LEN));
	buf_u8(&text, ':');
	buf_hex(&text, view_of(terms, HASH_LEN));
	return request_text(r, buf_view(&text));
}

/* `first`: where the answers about the first card are among the request's asks. */
void cards_fill(struct request *r, const struct ask *list, size_t first, struct pending *rows,
		size_t *ret_n, uint64_t *ret_all)
{
	size_t n = 0;
	struct body_row_item b;
	for (const struct row *at = list->rows; ask_row(&at, MSG_ROW_ITEM, &b);) {
		(*ret_all)++;
		if (n == CARDS_MAX || first + 3 * n + 3 > r->ask_count)
			continue;
		rows_item(r, &b, &rows[n].item);
		rows_findings(r, r->asks[first + 3 * n], &rows[n].findings);
		cards_preview(r, r->asks[first + 3 * n + 1]->fd, &rows[n]);
		rows[n].finds = rows_finds(r, r->asks[first + 3 * n + 2], rows[n].item.id, false,
					   &rows[n].finds_count);
		rows[n].pick = pick_of(r, &b, rows[n].item.terms);
		n++;
	}
	*ret_n = n;
}

static uint64_t urgent_ones(const struct ask *list)
{
	uint64_t n = 0;
	struct body_row_item b;
	for (const struct row *at = list->rows; ask_row(&at, MSG_ROW_ITEM, &b);)
		n += b.urgency == URGENCY_ASKED;
	return n;
}

static void own_absence(const struct ask *a, struct page_approvals *page)
{
	struct body_row_away b;
	const void *row = ask_first(a, MSG_ROW_AWAY);
	if (!row)
		return;
	memcpy(&b, row, sizeof(b));
	page->away = b.since > 0 && b.since <= clock_now();
	page->away_until = b.until;
}

void portal_approvals(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_PENDING, NULL, 0, NULL);
		(void)ask_store(r, QUERY_AFTER, NULL, 0, NULL);
		(void)ask_store(r, QUERY_AWAY, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	if (cards_ask(r, r->asks[0], 3))
		return;
	bool moving;
	struct pending *rows = arena_array(&r->arena, CARDS_MAX, sizeof(*rows));
	struct page_approvals page = {.notice = rows_notice(r), .rows = rows};
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_approvals_title, WORD_approvals_title);
	page.screen = SCREEN_HEAD;
	page.bulk_most = server->site->policy.approvals.bulk_most;
	page.urgent = urgent_ones(r->asks[0]);
	page.after = rows_items(r, r->asks[1], &page.after_count, &moving);
	own_absence(r->asks[2], &page);
	if (rows)
		cards_fill(r, r->asks[0], 3, rows, &page.rows_count, &page.count);
	page.bulk = page.rows_count > 1;
	respond_page(r, MHD_HTTP_OK, approvals, &page);
}

/* What is to be done, to which item, for which exact bytes. */
struct ask *ask_act(struct request *r, enum act act)
{
	return ask_act_as(r, act, &r->session->ticket);
}

/* Hashes that do not read stay zero: the store finds that they do not match. */
static struct pick pick_of_form(struct request *r)
{
	struct pick p;
	const char *original = request_field(r, "original"), *output = request_field(r, "output");
	memcpy(p.id, r->id, ID_LEN);
	if (hex_read(view_str(request_field(r, "terms")), p.terms, HASH_LEN) != OK)
		memset(p.terms, 0, HASH_LEN); /* returning names the hashes alone */
	if (hex_read(view_str(original), p.original, HASH_LEN) != OK ||
	    hex_read(view_str(output), p.output, HASH_LEN) != OK) {
		memset(p.original, 0, HASH_LEN);
		memset(p.output, 0, HASH_LEN);
	}
	return p;
}

static struct ask *say_act(struct request *r, struct body_act *body)
{
	const char *reason = request_field(r, "reason");
	if (strlen(reason) < sizeof(body->reason))
		memcpy(body->reason, reason, strlen(reason));
	return ask_peer(r, ROLE_store, MSG_ACT, body);
}

struct ask *ask_act_as(struct request *r, enum act act, const struct ticket *ticket)
{
	struct body_act body = {.ticket = *ticket, .act = act, .pick = pick_of_form(r)};
	return say_act(r, &body);
}

/* --- decisions that a code is given for, and for nothing else --- */

bool ask_warrant(struct request *r, const uint8_t what[HASH_LEN])
{
	const char *code = request_field(r, "code");
	struct body_stepup_for body = {.ticket = r->session->ticket};
	if (!*code)
		return false;
	snprintf(body.code, sizeof(body.code), "%s", code);
	memcpy(body.what, what, HASH_LEN);
	(void)ask_peer(r, ROLE_auth, MSG_STEPUP_FOR, &body);
	explicit_bzero(&body, sizeof(body));
	return true;
}

enum err take_warrant(const struct request *r, struct warrant *ret)
{
	struct body_warrant w;
	const void *row = ask_first(r->asks[0], MSG_WARRANT);
	enum err e = r->asks[0]->err;
	if (e != OK || !row)
		return e == OK || e == E_SIGNIN ? E_STEPUP
						: e; /* the code was wrong, not the person */
	memcpy(&w, row, sizeof(w));
	*ret = w.warrant;
	return OK;
}

bool approve_one(struct request *r, const char *list, const char *done, struct warrant *ret)
{
	uint8_t what[HASH_LEN];
	enum err e = E_STEPUP;
	if (r->step > 1) {
		respond_back(r, list, r->asks[1]->err, done);
		return false;
	}
	if (r->step == 1)
		e = take_warrant(r, ret);
	else if (hex_read(view_str(request_field(r, "what")), what, HASH_LEN) != OK)
		e = E_CHANGED;
	else if (ask_warrant(r, what))
		return false;
	if (e != OK)
		respond_back(r, list, e, "");
	return e == OK;
}

/* Each item is asked for by itself: one that somebody else was faster with stops no other. */
static void ask_decisions(struct request *r, enum act act, const struct pick *picks, size_t n,
			  const struct warrant *w)
{
	for (size_t i = 0; i < n; i++) {
		struct body_act body = {
		    .ticket = r->session->ticket, .act = act, .pick = picks[i], .warrant = *w};
		picks_place(picks, n, i, &body.among);
		(void)say_act(r, &body);
	}
}

/* Its first two steps: the code for exactly these, then the acts. False: it has been answered. */
static bool decide(struct request *r, enum act act, const struct pick *picks, size_t n)
{
	struct warrant w;
	uint8_t what[HASH_LEN];
	enum err e = E_STEPUP;
	picks_subject(act, picks, n, what);
	if (r->step == 0 && ask_warrant(r, what))
		return true;
	if (r->step == 1)
		e = take_warrant(r, &w);
	if (e == OK)
		ask_decisions(r, act, picks, n, &w);
	else
		respond_back(r, "/approvals", e, "");
	return e == OK;
}

static void decide_one(struct request *r, enum act act, const char *done)
{
	struct pick pick = pick_of_form(r);
	if (r->step > 1)
		respond_back(r, "/approvals", r->asks[1]->err, done);
	else
		(void)decide(r, act, &pick, 1);
}

void portal_approve(struct request *r)
{
	decide_one(r, ACT_APPROVE, "approved");
}

void portal_after_yes(struct request *r)
{
	decide_one(r, ACT_AFTER_YES, "after");
}

void portal_after_no(struct request *r)
{
	act_with_reason(r, ACT_AFTER_NO, "/approvals", "objected");
}

/* --- a code that raises the session: 証拠保全 --- */

/* A fresh second factor: the better ticket takes the place of the old one. */
static enum err take_stepup(struct request *r)
{
	const struct body_ticket *t = ask_first(r->asks[0], MSG_TICKET);
	struct session *kept, *copy = arena_alloc(&r->arena, sizeof(*copy));
	if (r->asks[0]->err == E_SIGNIN)
		return E_STEPUP; /* the code was wrong, not the person */
	if (r->asks[0]->err != OK)
		return r->asks[0]->err;
	kept = session_find(r->cookie_hash, clock_now(), INT64_MAX / 2);
	if (!t || !kept || !copy)
		return E_EXPIRED; /* signed out meanwhile */
	memcpy(&kept->ticket, &t->ticket, sizeof(kept->ticket));
	*copy = *kept;
	r->session = copy;
	return OK;
}

bool with_code(struct request *r, bool *ret_over, enum err *ret_err)
{
	const char *code = request_field(r, "code");
	bool typed = *code != '\0';
	*ret_over = false;
	if (r->step == 0 && typed) {
		struct body_stepup body = {.ticket = r->session->ticket};
		snprintf(body.code, sizeof(body.code), "%s", code);
		(void)ask_peer(r, ROLE_auth, MSG_STEPUP, &body);
		return false;
	}
	if (r->step == (typed ? 1u : 0u)) {
		*ret_err = typed ? take_stepup(r) : OK;
		*ret_over = *ret_err != OK;
		return *ret_err == OK;
	}
	*ret_over = true;
	*ret_err = r->asks[r->ask_count - 1]->err;
	return false;
}

/* --- 一括承認 --- */

/* "ID:ORIGINAL:OUTPUT:TERMS" of one tick. */
static enum err read_pick(const char *text, struct pick *ret)
{
	struct view v = view_str(text);
	size_t id = 2 * ID_LEN, hash = 2 * HASH_LEN;
	uint8_t *const fields[] = {ret->original, ret->output, ret->terms};
	if (v.n != id + array_len(fields) * (hash + 1))
		return E_USAGE;
	try(hex_read(view_sub(v, 0, id), ret->id, ID_LEN));
	for (size_t i = 0; i < array_len(fields); i++) {
		struct view one = view_sub(v, id + i * (hash + 1), hash + 1);
		if (one.p[0] != ':')
			return E_USAGE;
		try(hex_read(view_sub(one, 1, hash), fields[i], HASH_LEN));
	}
	return OK;
}

/* How many there are, of which the first PICKS_MAX. One that does not read is not found. */
static size_t read_picks(const struct request *r, struct pick ret[PICKS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < r->field_count; i++) {
		if (strcmp(r->fields[i].name, "pick") != 0)
			continue;
		if (n < PICKS_MAX && read_pick(r->fields[i].value, &ret[n]) != OK)
			ret[n] = (struct pick){.id = {0}};
		n++;
	}
	return n;
}

static void bulk_results(struct request *r, size_t n)
{
	struct bulk_row *rows = arena_array(&r->arena, n, sizeof(*rows));
	struct page_bulk page = {.rows = rows};
	size_t acts = r->ask_count - 2 * n;
	for (size_t i = 0; rows && i < n; i++) {
		struct item_row item = {0};
		struct body_row_item b;
		const void *row = ask_first(r->asks[acts + n + i], MSG_ROW_ITEM);
		if (row) {
			memcpy(&b, row, sizeof(b));
			rows_item(r, &b, &item);
		}
		rows[i] = (struct bulk_row){.id = item.id,
					    .name = item.name,
					    .recipient = item.recipient,
					    .decided_by = item.decided_by,
					    .err = r->asks[acts + i]->err};
		page.good += rows[i].err == OK;
		page.rows_count++;
	}
	respond_head(r, &page.head, WORD_bulk_title, WORD_approvals_title);
	respond_page(r, MHD_HTTP_OK, bulk, &page);
}

void portal_bulk(struct request *r)
{
	struct pick picks[PICKS_MAX];
	size_t n = read_picks(r, picks);
	if (n == 0 || n > min_of(server->site->policy.approvals.bulk_most, (uint32_t)PICKS_MAX)) {
		respond_trouble(r, MHD_HTTP_CONFLICT, n ? WORD_bulk_many : WORD_bulk_none,
				WORD_bulk_todo);
	} else if (r->step < 2) {
		(void)decide(r, ACT_APPROVE, picks, n);
	} else if (r->step == 2) {
		for (size_t i = 0; i < n;
		     i++) /* their names, for the page of what became of each */
			(void)ask_store(r, QUERY_ITEM, picks[i].id, 0, NULL);
		if (!r->waiting)
			respond_error(r, E_GONE);
	} else {
		bulk_results(r, n);
	}
}

/* --- 緊急送付: what colleagues are asked to confirm --- */

void portal_urgent(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_CONFIRM, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	if (cards_ask(r, r->asks[0], 1))
		return;
	struct pending *rows = arena_array(&r->arena, CARDS_MAX, sizeof(*rows));
	struct page_urgent page = {.rows = rows};
	respond_head(r, &page.head, WORD_urgent_title, WORD_none);
	page.needs_password = r->session->ticket.stepped_up <= clock_now();
	if (rows)
		cards_fill(r, r->asks[0], 1, rows, &page.rows_count, &page.count);
	respond_page(r, MHD_HTTP_OK, urgent, &page);
}

void act_with_reason(struct request *r, enum act act, const char *list, const char *done)
{
	if (r->step > 0)
		respond_back(r, list, r->asks[0]->err, done);
	else if (act != ACT_RETRY && !*request_field(r, "reason"))
		respond_trouble(r, MHD_HTTP_CONFLICT, WORD_no_reason, WORD_no_reason_todo);
	else
		(void)ask_act(r, act);
}

void portal_return(struct request *r)
{
	act_with_reason(r, ACT_RETURN, "/approvals", "returned");
}
