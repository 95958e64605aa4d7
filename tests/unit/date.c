/* SPDX-License-Identifier: Apache-2.0
 * date.c: days as offices write them; every day of two centuries written in each way comes back.
 */
#include "register/date.h"

#include "base/civil.h"
#include "tap.h"

static bool reads(const char *text, int64_t year, int64_t month, int64_t day)
{
	int64_t got = 0;
	bool ok = date_read(view_str(text), &got) && got == civil_days(year, month, day);
	if (!ok)
		printf("# %s gave %lld\n", text, (long long)got);
	return ok;
}

static bool refuses(const char *text)
{
	int64_t got;
	bool ok = !date_read(view_str(text), &got);
	if (!ok)
		printf("# %s was taken\n", text);
	return ok;
}

static void test_written_ways(void)
{
	static const char *const ways[] = {
	    "2027-03-31",
	    "2027/3/31",
	    "2027.3.31",
	    "20270331",
	    "2027年3月31日",
	    "令和9年3月31日",
	    "令和 9年 3月31日",
	    "R9.3.31",
	    "r9.3.31",
	    "R09-03-31",
	    "R9/3/31",
	    "Ｒ９．３．３１",
	    "㋿9年3月31日",
	    "平成39年3月31日",
	    "２０２７年３月３１日",
	    " 2027/03/31 ",
	    "令和9年3月31日（水）",
	    "2027-03-31(水曜日)",
	    "R9・3・31",
	    "令和９年３月３１日",
	};
	for (size_t i = 0; i < array_len(ways); i++)
		expect(reads(ways[i], 2027, 3, 31));
	expect(reads("令和元年5月1日", 2019, 5, 1));
	expect(reads("令和1年5月1日", 2019, 5, 1));
	expect(reads("平成元年1月8日", 1989, 1, 8));
	expect(reads("昭和64年1月7日", 1989, 1, 7));
	expect(reads("大正15年12月24日", 1926, 12, 24));
	expect(reads("明治6年1月1日", 1873, 1, 1));
	expect(reads("平成31年4月30日", 2019, 4, 30));
	expect(reads("令和6年2月29日", 2024, 2, 29));
}

static void test_refused(void)
{
	static const char *const no[] = {
	    "",
	    "令和",
	    "2027",
	    "2027-02-29",
	    "2027-13-01",
	    "2027-3/31",
	    "令和0年5月1日",
	    "令和元年4月30日",
	    "R7.2.29",
	    "27-03-31",
	    "3/31",
	    "2027-03-31x",
	    "20270332",
	    "202703311",
	    "令和9年3月31日（火）",
	    "令和9年3月",
	    "9年3月31日",
	    "Q9.3.31",
	    "2027-03-31-01",
	    "平成0年1月1日",
	    "明治5年1月1日",
	    "0999-01-01",
	    "令和9年3月31",
	    "\xff\xfe",
	    "2027年3月31日まで",
	};
	for (size_t i = 0; i < array_len(no); i++)
		expect(refuses(no[i]));
	int64_t day;
	expect(date_read_plain(VIEW("2027-03-31"), &day));
	expect(!date_read_plain(VIEW("2027/03/31"), &day));
	expect(!date_read_plain(VIEW("2027-3-31"), &day));
}

static void test_every_day_comes_back(void)
{
	static void (*const write[])(struct buf *, int64_t) = {date_write_plain, date_write_era,
							       date_write_era_short};
	int64_t lost = 0;
	for (size_t way = 0; way < array_len(write); way++)
		for (int64_t day = civil_days(1873, 1, 1); day < civil_days(2100, 1, 1); day++) {
			int64_t again = 0;
			scope_end(buf_free) struct buf out = buf_new(64);
			write[way](&out, day);
			lost += !date_read(buf_view(&out), &again) || again != day;
		}
	expect(lost == 0);
}

static bool time_reads(const char *text, int hour, int minute)
{
	int64_t got;
	return date_read_time(view_str(text), &got) &&
	       got == civil_japan_begin(civil_days(2027, 3, 31)) + hour * 3600 + minute * 60;
}

static void test_times(void)
{
	expect(time_reads("2027-03-31 14:05", 14, 5));
	expect(time_reads("2027-03-31T14:05", 14, 5));
	expect(time_reads("2027.3.31 14:05", 14, 5));
	expect(time_reads("2027.3.31　１４：０５", 14, 5));
	expect(time_reads("令和9年3月31日 午後2時5分", 14, 5));
	expect(time_reads("令和９年３月３１日午後２時半", 14, 30));
	expect(time_reads("令和 9 年 3 月 31 日 9 時", 9, 0));
	expect(time_reads("R9.3.31", 0, 0));
	expect(time_reads("2027-03-31 午前12時", 12, 0));
	int64_t t;
	expect(!date_read_time(VIEW("2027-03-31 24:00"), &t));
	expect(!date_read_time(VIEW("2027-03-31 午後13時"), &t));
	expect(!date_read_time(VIEW("2027-03-31 14:"), &t));
	expect(!date_read_time(VIEW("14:05"), &t));
}

static bool moved(int64_t from, int64_t months, int64_t days, const char *want)
{
	scope_end(buf_free) struct buf out = buf_new(64);
	date_write_plain(&out, date_add(from, months, days));
	return view_eq(buf_view(&out), view_str(want));
}

static void test_moved(void)
{
	expect(moved(civil_days(2026, 1, 31), 1, 0, "2026-02-28"));
	expect(moved(civil_days(2028, 2, 29), 12, 0, "2029-02-28"));
	expect(moved(civil_days(2026, 12, 15), 1, 0, "2027-01-15"));
	expect(moved(civil_days(2027, 1, 31), -2, 0, "2026-11-30"));
	expect(moved(civil_days(2027, 3, 31), 0, -90, "2026-12-31"));
	expect(date_fiscal_year(civil_days(2027, 3, 31)) == 2026);
	expect(date_fiscal_year(civil_days(2027, 4, 1)) == 2027);
}

int main(void)
{
	test_written_ways();
	test_refused();
	test_every_day_comes_back();
	test_times();
	test_moved();
	return tap_done();
}
