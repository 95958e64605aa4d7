/* SPDX-License-Identifier: Apache-2.0
 * pages_away.c: 不在設定: one switch with dates, and who decides meanwhile.
 */
#include "web/pages_both.h"

/* "2026-11-21": the first second of that day in Japan; false when it is no such date. */
bool rows_day(const char *text, int64_t *ret)
{
	struct view v = view_str(text);
	int64_t y, m, d;
	if (v.n != 10 || v.p[4] != '-' || v.p[7] != '-' ||
	    view_int(view_sub(v, 0, 4), 1970, 9999, &y) != OK ||
	    view_int(view_sub(v, 5, 2), 1, 12, &m) != OK ||
	    view_int(view_sub(v, 8, 2), 1, 31, &d) != OK)
		return false;
	int64_t day = civil_days(y, m, d);
	if (civil_utc(day * DAY).day != d) /* 30 February */
		return false;
	*ret = civil_japan_begin(day);
	return true;
}

static const char *today(struct request *r)
{
	struct buf text scope_end(buf_free) = buf_new(32);
	struct put put = {&text, LANG_JA};
	put_date_iso(&put, PUT_ATTR, clock_now());
	return request_text(r, view_sub(buf_view(&text), 0, 10));
}

const struct away_row *rows_away(struct request *r, const struct ask *a, struct away_row *ret_own,
				 size_t *ret_n)
{
	struct away_row *rows = arena_array(&r->arena, a->count, sizeof(*rows)), one;
	size_t n = 0;
	bool own = true;
	struct body_row_away b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_AWAY, &b);) {
		one = (struct away_row){.name = TEXT(r, b.name),
					.deputy = TEXT(r, b.deputy),
					.since = b.since,
					.until = b.until};
		if (own)
			*ret_own = one; /* the first is the asker's */
		else
			rows[n++] = one;
		own = false;
	}
	*ret_n = n;
	return rows;
}

void portal_away_form(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_AWAY, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct away_row own = {0};
	struct page_away page = {.notice = rows_notice(r), .today = today(r)};
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_away_title, WORD_none);
	page.others = rows_away(r, r->asks[0], &own, &page.others_count);
	page.set = own.since > 0;
	page.now = page.set && own.since <= clock_now();
	page.since = own.since;
	page.until = own.until;
	page.deputy = own.deputy;
	page.approver = page.head.approver;
	respond_page(r, MHD_HTTP_OK, away, &page);
}

static void ask_away(struct request *r, int64_t since, int64_t until)
{
	struct body_away body = {.ticket = r->session->ticket, .since = since, .until = until};
	(void)ask_peer(r, ROLE_store, MSG_AWAY, &body);
}

/* From today means from now; until a day means to its end. */
void portal_away(struct request *r)
{
	const char *from = request_field(r, "from"), *to = request_field(r, "to");
	int64_t since = clock_now(), until = 0, now = since;
	if (r->step > 0) {
		enum err e = r->asks[0]->err;
		respond_back(r, "/away", e, "away");
		return;
	}
	if ((*from && !rows_day(from, &since)) || (*to && !rows_day(to, &until)) ||
	    (until && until + DAY <= max_of(since, now))) {
		respond_trouble(r, MHD_HTTP_CONFLICT, WORD_away_dates, WORD_away_dates_todo);
		return;
	}
	if (since <= now && now < since + DAY)
		since = now;
	ask_away(r, since, until ? until + DAY : 0);
}

void portal_back(struct request *r)
{
	if (r->step > 0)
		respond_back(r, "/away", r->asks[0]->err, "back");
	else
		ask_away(r, 0, 0);
}
