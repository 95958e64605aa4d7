/* SPDX-License-Identifier: Apache-2.0
 * pages_first.c: the clerk's first screen: one place to drop files, what has arrived, what
 * colleagues ask for. The others' first screens are 承認待ち and 今日の収支.
 */
#include "web/pages_both.h"

static void fill_send(struct request *r, struct page_desk *page)
{
	page->limit = server->site->limit;
	page->closed = !portal_sends(r);
	page->kinds = site_kinds(r);
	page->sent = rows_sent(r);
	page->grades = rows_grades(r, &page->grades_count);
}

static uint64_t item_rows(const struct ask *a)
{
	uint64_t n = 0;
	for (const struct row *row = a->rows; row; row = row->next)
		n += row->msg == MSG_ROW_ITEM;
	return n;
}

void portal_desk(struct request *r)
{
	bool unit;
	const struct ask *list;
	bool known = pages_inbox(r, &unit, &list);
	if (r->step == 0) {
		(void)ask_store(r, QUERY_CONFIRM, NULL, 0, NULL); /* asks[3] */
		(void)ask_store(r, QUERY_AWAY, NULL, 0, NULL);
		(void)ask_store(r, QUERY_CHECKING, NULL, 0, NULL);
		if (request_may(r, WHO_AUDITOR)) /* the CISO, who approves rules between zones */
			(void)ask_store(r, QUERY_ZONE, NULL, 0, NULL);
	}
	if (!known || respond_if_failed(r, list))
		return;
	struct away_row own;
	struct page_desk page = {.notice = rows_notice(r),
				 .screen = SCREEN_CLERK,
				 .unit_tab = unit,
				 .mine_new = r->asks[1]->end.count,
				 .unit_new = r->asks[2]->end.count};
	respond_head(r, &page.head, WORD_desk_title, WORD_desk_title);
	page.head.live = true;
	fill_send(r, &page);
	page.confirm = item_rows(r->asks[3]);
	page.checking = rows_items(r, r->asks[5], &page.checking_count, &page.moving);
	page.checking_n = page.checking_count;
	if (request_may(r, WHO_AUDITOR))
		page.zone = rows_zone(r, r->asks[6]);
	page.rows = rows_items(r, list, &page.rows_count, &page.moving);
	page.rows_count = min_of(page.rows_count, (size_t)20);
	page.others = rows_away(r, r->asks[4], &own, &page.others_count);
	respond_page(r, MHD_HTTP_OK, desk, &page);
}
