/* SPDX-License-Identifier: Apache-2.0
 * pages_office.c: the LGWAN side for those who look after it: 今日の収支, 止まっているもの,
 * 証跡台帳.
 */
#include "notary/leaf.h"
#include "web/pages_both.h"

#define BACKUP_DAYS 1 /* what users.md asks of the first screen: seen before it is too late */
#define RESTORE_TEST_DAYS 90

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
				  .withdrawn = c->withdrawn,
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
	uint64_t sum = day->released + day->refused + day->returned + day->expired +
		       day->withdrawn + day->open;
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
				.withdrawn = day->withdrawn,
				.held = day->held,
				.open = in_progress(day),
				.diff = diff,
				.counters = rows,
				.counters_count = rows ? 3 : 0};
	for (size_t i = 0; rows && i < 3; i++)
		rows[i] = count_row(who[i], &all[i]);
}

static const struct item_row *late_rows(struct request *r, const struct ask *a, size_t *ret_n)
{
	bool moving;
	size_t all, n = 0;
	const struct item_row *rows = rows_items(r, a, &all, &moving);
	struct item_row *late = arena_array(&r->arena, all, sizeof(*late));
	for (size_t i = 0; rows && late && i < all; i++)
		if (rows[i].after_late)
			late[n++] = rows[i];
	*ret_n = n;
	return late;
}

void portal_today(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_BALANCE, NULL, 0, "today");
		(void)ask_store(r, QUERY_BALANCE, NULL, 0, NULL);
		(void)ask_store(r, QUERY_STUCK, NULL, 0, "held");
		(void)ask_store(r, QUERY_AFTER, NULL, 0, NULL);
		(void)ask_store(r, QUERY_PRESERVED, NULL, 0, NULL);
		(void)ask_store(r, QUERY_ZONE, NULL, 0, NULL);
		return;
	}
	struct body_row_balance day, all;
	struct page_today page = {.notice = rows_notice(r), .day = clock_now()};
	struct balance *sides = arena_array(&r->arena, 2, sizeof(*sides));
	bool moving;
	for (size_t i = 0; i < 5; i++)
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
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_today_title, WORD_today_title);
	fill_balance(r, &day.in[1], all.in, WORD_balance_in, &sides[0]);
	fill_balance(r, &day.out[1], all.out, WORD_balance_out, &sides[1]);
	sides[0].agree = sides[1].agree = all.balanced != 0;
	sides[0].known = sides[1].known = all.cable != 0;
	page.sides = sides;
	page.sides_count = 2;
	page.preserved = rows_preserved(r->asks[4]).since != 0;
	page.zone = rows_zone(r, r->asks[5]);
	page.oldest = all.oldest;
	page.cable = all.cable != 0;
	int64_t now = clock_now();
	page.backup = all.backup;
	page.backup_late = now - all.backup > BACKUP_DAYS * DAY;
	page.restore_test = all.restore_test;
	page.restore_late = now - all.restore_test > RESTORE_TEST_DAYS * DAY;
	page.rows = rows_items(r, r->asks[2], &page.rows_count, &moving);
	page.screen = SCREEN_OFFICER;
	page.mails_failed = all.mails_failed;
	page.mails_waiting = all.mails_waiting;
	page.late = late_rows(r, r->asks[3], &page.late_count);
	respond_page(r, MHD_HTTP_OK, today, &page);
}

/* 保留, 取込不可, 承認待ち, 事後承認: each with why and what to do. */
void portal_queue(struct request *r)
{
	static const char *const tabs[] = {"held", "refused", "waiting", "after", "checking"};
	const char *asked = request_query(r, "tab", "held");
	struct page_queue page = {.notice = rows_notice(r)};
	for (size_t i = 0; i < array_len(tabs); i++)
		if (!strcmp(asked, tabs[i]))
			page.tab = i;
	if (r->step == 0) {
		bool after = page.tab == 3;
		(void)ask_store(r, after ? QUERY_AFTER : QUERY_STUCK, NULL, request_page(r),
				after ? NULL : tabs[page.tab]);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	bool moving;
	struct pager pager = rows_pager(r, r->asks[0]);
	page.page = pager.page;
	page.prev = pager.prev;
	page.next = pager.next;
	page.has_prev = pager.has_prev;
	page.has_next = pager.has_next;
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_queue_title, WORD_queue_title);
	page.rows = rows_items(r, r->asks[0], &page.rows_count, &moving);
	respond_page(r, MHD_HTTP_OK, queue, &page);
}

/* A log row says why by the name of a row of tbl/errors.h: to people, by its words. */
static const char *log_text(struct request *r, const struct body_row_log *b)
{
	struct view text = view_of(b->text, strnlen(b->text, sizeof(b->text)));
	for (int e = OK + 1; e < ERR_COUNT; e++)
		if (view_eq(text, view_str(err_text((enum err)e)->name)))
			return r->lang == LANG_EN ? err_text((enum err)e)->en
						  : err_text((enum err)e)->ja;
	return request_text(r, text);
}

static const struct ledger_row *ledger_rows(struct request *r, const struct ask *a, size_t *ret_n)
{
	struct ledger_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	struct body_row_log b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_LOG, &b);) {
		bool some = !view_is_zero(view_of(b.id, ID_LEN));
		rows[n++] = (struct ledger_row){
		    .item = some ? request_bytes(r, b.id, ID_LEN) : NULL,
		    .position = b.position,
		    .time = b.time,
		    .event = b.event,
		    .zone = b.event >= EVENT_ZONE_SET && b.event <= EVENT_ZONE_OBSERVED,
		    .who = TEXT(r, b.who),
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
		(void)ask_store(r, QUERY_PRESERVED, NULL, 0, NULL);
		(void)ask_store(r, QUERY_ZONE, NULL, 0, NULL);
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
	page.preserved = rows_preserved(r->asks[2]).since != 0;
	page.zone = rows_zone(r, r->asks[3]);
	respond_head(r, &page.head, WORD_ledger_title, WORD_ledger_title);
	page.rows = ledger_rows(r, r->asks[0], &page.rows_count);
	respond_page(r, MHD_HTTP_OK, ledger, &page);
}
