/* SPDX-License-Identifier: Apache-2.0
 * pages_desk.c: the LGWAN side for those who decide: 承認待ち, 今日の収支, 証跡台帳.
 */
#include <unistd.h>

#include "base/base64.h"
#include "web/pages_both.h"

#define SHOWN_MAX 10 /* requests on one page, each with findings and preview */
#define PREVIEW_MAX ((size_t)12 << 10)

/* After a POST: back to the list, with what happened. */
static void back(struct request *r, const char *list, enum err e, const char *done)
{
	char path[96];
	if (e == OK)
		snprintf(path, sizeof(path), "%s?done=%s", list, done);
	else if (e == E_EXPIRED || e == E_SIGNIN || e == E_SIGNATURE)
		snprintf(path, sizeof(path), "/signin?again=1");
	else
		snprintf(path, sizeof(path), "%s?err=%d", list, (int)e);
	respond_redirect(r, path);
}

static void told(struct request *r, struct trouble *ret)
{
	int64_t e = 0;
	if (view_int(view_str(request_query(r, "err", "0")), 0, ERR_COUNT - 1, &e) == OK && e > 0)
		*ret = (struct trouble){.there = true, .err = (enum err)e};
}

static void read_preview(struct request *r, int fd, struct pending *ret)
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

/* Step 1: the requests are known; ask for what each approver must see of them. */
static void ask_details(struct request *r)
{
	size_t shown = 0;
	for (const struct row *row = r->asks[0]->rows; row && shown < SHOWN_MAX; row = row->next) {
		struct body_row_item b;
		if (row->msg != MSG_ROW_ITEM)
			continue;
		memcpy(&b, row->body, sizeof(b));
		(void)ask_store(r, QUERY_FINDINGS, b.envelope.id, 0, NULL);
		(void)ask_store(r, QUERY_PREVIEW, b.envelope.id, 0, NULL);
		shown++;
	}
}

static void fill_pending(struct request *r, struct page_approvals *page)
{
	struct pending *rows = arena_array(&r->arena, SHOWN_MAX, sizeof(*rows));
	size_t n = 0;
	for (const struct row *row = r->asks[0]->rows; rows && row; row = row->next) {
		struct body_row_item b;
		if (row->msg != MSG_ROW_ITEM)
			continue;
		page->count++;
		if (n == SHOWN_MAX || 2 * n + 2 >= r->ask_count)
			continue;
		memcpy(&b, row->body, sizeof(b));
		rows_item(r, &b, &rows[n].item);
		rows_findings(r, r->asks[1 + 2 * n], &rows[n].findings);
		read_preview(r, r->asks[2 + 2 * n]->fd, &rows[n]);
		n++;
	}
	page->rows = rows;
	page->rows_count = n;
}

void portal_approvals(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_PENDING, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	if (r->step == 1) {
		ask_details(r);
		if (r->waiting)
			return;
	}
	struct page_approvals page = {.notice = rows_notice(r)};
	told(r, &page.trouble);
	respond_head(r, &page.head, WORD_approvals_title, WORD_approvals_title);
	page.needs_code = r->session->ticket.stepped_up <= clock_now();
	fill_pending(r, &page);
	respond_page(r, MHD_HTTP_OK, approvals, &page);
}

/* What is to be done, to which item, for which exact bytes. */
static struct ask *ask_act(struct request *r, enum act act)
{
	struct body_act body = {.ticket = r->session->ticket, .act = act};
	memcpy(body.id, r->id, ID_LEN);
	const char *original = request_field(r, "original"), *output = request_field(r, "output");
	const char *reason = request_field(r, "reason");
	/* Hashes that do not read stay zero: the store finds that they do not match. */
	if (hex_read(view_str(original), body.original, HASH_LEN) != OK ||
	    hex_read(view_str(output), body.output, HASH_LEN) != OK) {
		memset(body.original, 0, HASH_LEN);
		memset(body.output, 0, HASH_LEN);
	}
	if (strlen(reason) < sizeof(body.reason))
		memcpy(body.reason, reason, strlen(reason));
	return ask_peer(r, ROLE_store, MSG_ACT, &body);
}

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

void portal_approve(struct request *r)
{
	const char *code = request_field(r, "code");
	bool with_code = *code != '\0';
	if (r->step == 0 && with_code) {
		struct body_stepup body = {.ticket = r->session->ticket};
		snprintf(body.code, sizeof(body.code), "%s", code);
		(void)ask_peer(r, ROLE_auth, MSG_STEPUP, &body);
		return;
	}
	if (r->step == (with_code ? 1u : 0u)) {
		enum err e = with_code ? take_stepup(r) : OK;
		if (e == OK)
			(void)ask_act(r, ACT_APPROVE);
		else
			back(r, "/approvals", e, "");
		return;
	}
	back(r, "/approvals", r->asks[r->ask_count - 1]->err, "approved");
}

static void act_with_reason(struct request *r, enum act act, const char *list, const char *done)
{
	if (r->step > 0)
		back(r, list, r->asks[0]->err, done);
	else if (act != ACT_RETRY && !*request_field(r, "reason"))
		respond_trouble(r, MHD_HTTP_CONFLICT, WORD_no_reason, WORD_no_reason_todo);
	else
		(void)ask_act(r, act);
}

void portal_return(struct request *r)
{
	act_with_reason(r, ACT_RETURN, "/approvals", "returned");
}

void portal_retry(struct request *r)
{
	act_with_reason(r, ACT_RETRY, "/today", "retried");
}

void portal_refuse(struct request *r)
{
	act_with_reason(r, ACT_REFUSE, "/today", "refused");
}

static uint64_t in_progress(const struct body_counts *c)
{
	return c->open - min_of(c->held, c->open); /* held ones are open, too */
}

static struct count_row count_row(enum word who, const struct body_counts *c)
{
	return (struct count_row){.who = who,
				  .accepted = c->accepted,
				  .released = c->released,
				  .refused = c->refused,
				  .returned = c->returned,
				  .expired = c->expired,
				  .held = c->held,
				  .open = in_progress(c)};
}

static uint64_t apart(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* The day's numbers are the store's; what is compared is everything since the beginning, because a
 * delivery of today may be of a file of yesterday. */
static void fill_balance(struct request *r, const struct body_counts *day,
			 const struct body_counts all[3], enum word title, struct balance *ret)
{
	static const enum word who[3] = {WORD_counter_intake, WORD_counter_store,
					 WORD_counter_release};
	struct count_row *rows = arena_array(&r->arena, 3, sizeof(*rows));
	uint64_t sum = day->released + day->refused + day->returned + day->expired + day->open;
	uint64_t diff = apart(day->accepted, sum) + apart(all[0].accepted, all[1].accepted) +
			apart(all[1].released, all[2].released);
	/* What is on its way has been counted by some and not yet by others. */
	if (diff <= in_progress(&all[1]))
		diff = 0;
	*ret = (struct balance){.title = title,
				.accepted = day->accepted,
				.released = day->released,
				.refused = day->refused,
				.returned = day->returned,
				.expired = day->expired,
				.held = day->held,
				.open = in_progress(day),
				.diff = diff,
				.counters = rows,
				.counters_count = rows ? 3 : 0};
	for (size_t i = 0; rows && i < 3; i++)
		rows[i] = count_row(who[i], &all[i]);
}

void portal_today(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_BALANCE, NULL, 0, "today");
		(void)ask_store(r, QUERY_BALANCE, NULL, 0, NULL);
		(void)ask_store(r, QUERY_STUCK, NULL, 0, NULL);
		return;
	}
	struct body_row_balance day, all;
	struct page_today page = {.notice = rows_notice(r), .day = clock_now()};
	struct balance *sides = arena_array(&r->arena, 2, sizeof(*sides));
	bool moving;
	for (size_t i = 0; i < 3; i++)
		if (respond_if_failed(r, r->asks[i]))
			return;
	const void *day_row = ask_first(r->asks[0], MSG_ROW_BALANCE);
	const void *all_row = ask_first(r->asks[1], MSG_ROW_BALANCE);
	if (!day_row || !all_row || !sides) {
		respond_error(r, E_GONE);
		return;
	}
	memcpy(&day, day_row, sizeof(day));
	memcpy(&all, all_row, sizeof(all));
	told(r, &page.trouble);
	respond_head(r, &page.head, WORD_today_title, WORD_today_title);
	fill_balance(r, &day.in[1], all.in, WORD_balance_in, &sides[0]);
	fill_balance(r, &day.out[1], all.out, WORD_balance_out, &sides[1]);
	sides[0].agree = sides[1].agree = all.balanced != 0;
	sides[0].known = sides[1].known = all.cable != 0;
	page.sides = sides;
	page.sides_count = 2;
	page.oldest = all.oldest;
	page.cable = all.cable != 0;
	page.rows = rows_items(r, r->asks[2], &page.rows_count, &moving);
	respond_page(r, MHD_HTTP_OK, today, &page);
}

/* A log row says why by the name of a row of tbl/errors.h: to people, by its words. */
static const char *log_text(struct request *r, const struct body_row_log *b)
{
	struct view text = view_of(b->text, strnlen(b->text, sizeof(b->text)));
	for (int e = OK + 1; e < ERR_COUNT; e++)
		if (view_eq(text, view_str(err_text((enum err)e)->name)))
			return r->lang == LANG_EN ? err_text((enum err)e)->en
						  : err_text((enum err)e)->ja;
	return (const char *)arena_copy(&r->arena, text).p;
}

static const struct ledger_row *ledger_rows(struct request *r, const struct ask *a, size_t *ret_n)
{
	struct ledger_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	for (const struct row *row = a->rows; rows && row; row = row->next) {
		struct body_row_log b;
		if (row->msg != MSG_ROW_LOG)
			continue;
		memcpy(&b, row->body, sizeof(b));
		struct view who = view_of(b.who, strnlen(b.who, sizeof(b.who)));
		rows[n++] = (struct ledger_row){.position = b.position,
						.time = b.time,
						.event = b.event,
						.who = (const char *)arena_copy(&r->arena, who).p,
						.text = log_text(r, &b)};
	}
	*ret_n = n;
	return rows;
}

void portal_ledger(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_LOG, NULL, request_page(r), NULL);
		(void)ask_store(r, QUERY_BALANCE, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct pager pager = rows_pager(r, r->asks[0]);
	struct page_ledger page = {.page = pager.page,
				   .prev = pager.prev,
				   .next = pager.next,
				   .has_prev = pager.has_prev,
				   .has_next = pager.has_next};
	const void *row = ask_first(r->asks[1], MSG_ROW_BALANCE);
	if (row) {
		struct body_row_balance b;
		memcpy(&b, row, sizeof(b));
		page.known = true;
		page.size = b.tree_size;
		page.head_time = b.head_time;
	}
	respond_head(r, &page.head, WORD_ledger_title, WORD_ledger_title);
	page.rows = ledger_rows(r, r->asks[0], &page.rows_count);
	respond_page(r, MHD_HTTP_OK, ledger, &page);
}
