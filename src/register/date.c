/* SPDX-License-Identifier: Apache-2.0
 * date.c: days read and written, by our calendar's eras and by the common one.
 */
#include "register/date.h"

#include "base/civil.h"
#include "base/utf8.h"

#define FOLDED_MAX 128 /* bytes of a text that may be a date */
#define YEAR_MAX 2199
#define ERA_YEAR_MAX 199
#define JAPAN (9 * HOUR)

static const struct {
	const char *name, *sign; /* 令和, ㋿ */
	char letter;
	int year, month, day; /* its first; year 1 of it */
} eras[] = {
    {"令和", "㋿", 'R', 2019, 5, 1},  {"平成", "㍻", 'H', 1989, 1, 8},
    {"昭和", "㍼", 'S', 1926, 12, 25}, {"大正", "㍽", 'T', 1912, 7, 30},
    {"明治", "㍾", 'M', 1873, 1, 1}, /* its year 6 */
};

#define MEIJI_OFFSET 1867 /* year 1 of it is 1868 */

static int64_t year_before(size_t era)
{
	return eras[era].letter == 'M' ? MEIJI_OFFSET : eras[era].year - 1;
}

/* Full-width forms as plain ones, no spaces, 元 as a number's place is left alone. */
static bool fold(struct view text, struct buf *out)
{
	struct cursor c = cursor_of(text);
	if (text.n > FOLDED_MAX)
		return false;
	while (cursor_left(&c) > 0) {
		uint32_t u = utf8_next(&c);
		if (u == UTF8_BAD)
			return false;
		if (u >= 0xff01 && u <= 0xff5e)
			u -= 0xff01 - '!';
		if (u == 0x3002 || u == 0x30fb) /* 。・ */
			u = '.';
		if (u == 0x2212 || u == 0x2010 || u == 0x2013)
			u = '-';
		if (u != ' ' && u != '\t' && u != 0x3000 && u != 0xa0)
			utf8_put(out, u);
	}
	return out->err == OK;
}

static bool take(struct view *v, const char *what)
{
	if (!view_starts(*v, view_str(what)))
		return false;
	*v = view_sub(*v, strlen(what), v->n);
	return true;
}

/* One to four digits. */
static bool take_number(struct view *v, int64_t *ret)
{
	size_t n = 0;
	while (n < v->n && n < 5 && v->p[n] >= '0' && v->p[n] <= '9')
		n++;
	if (n == 0 || n > 4 || view_int(view_sub(*v, 0, n), 0, 9999, ret) != OK)
		return false;
	*v = view_sub(*v, n, v->n);
	return true;
}

static bool is_day(int64_t year, int64_t month, int64_t day)
{
	if (year < 1868 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	struct civil back = civil_utc(civil_days(year, month, day) * DAY);
	return back.month == month && back.day == day;
}

static bool take_era(struct view *v, size_t *ret_era)
{
	for (size_t i = 0; i < array_len(eras); i++) {
		const char letter[2] = {eras[i].letter, 0};
		const char small[2] = {(char)(eras[i].letter | 0x20), 0};
		if (take(v, eras[i].name) || take(v, eras[i].sign) || take(v, letter) ||
		    take(v, small)) {
			*ret_era = i;
			return true;
		}
	}
	return false;
}

/* Which sign stands between its parts: 年 and 月, or one of three, the same twice. */
static bool take_rest(struct view *v, int64_t *month, int64_t *day)
{
	static const char *const signs[][3] = {
	    {"年", "月", "日"}, {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}};
	for (size_t i = 0; i < array_len(signs); i++)
		if (take(v, signs[i][0]))
			return take_number(v, month) && take(v, signs[i][1]) &&
			       take_number(v, day) && take(v, signs[i][2]);
	return false;
}

static bool take_in_era(struct view *v, size_t era, int64_t *ret_day)
{
	int64_t year, month, day;
	if (take(v, "元"))
		year = 1;
	else if (!take_number(v, &year) || year < 1 || year > ERA_YEAR_MAX)
		return false;
	year += year_before(era);
	if (!take_rest(v, &month, &day) || !is_day(year, month, day))
		return false;
	*ret_day = civil_days(year, month, day);
	return *ret_day >= civil_days(eras[era].year, eras[era].month, eras[era].day);
}

/* 20270331 */
static bool take_eight(struct view *v, int64_t *ret_day)
{
	int64_t x;
	struct view digits = view_sub(*v, 0, 8);
	bool more = v->n > 8 && v->p[8] >= '0' && v->p[8] <= '9';
	if (digits.n < 8 || more || view_int(digits, 0, 99999999, &x) != OK ||
	    !is_day(x / 10000, x / 100 % 100, x % 100))
		return false;
	*ret_day = civil_days(x / 10000, x / 100 % 100, x % 100);
	*v = view_sub(*v, 8, v->n);
	return true;
}

static bool take_common(struct view *v, int64_t *ret_day)
{
	int64_t year, month, day;
	struct view all = *v;
	if (take_number(v, &year) && take_rest(v, &month, &day) && year >= 1000 &&
	    is_day(year, month, day)) {
		*ret_day = civil_days(year, month, day);
		return true;
	}
	*v = all;
	return take_eight(v, ret_day);
}

/* (水), 水曜日: whichever stands there must be that day's. */
static bool take_weekday(struct view *v, int64_t day)
{
	static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};
	bool open = take(v, "(");
	if (!open)
		return true;
	if (!take(v, names[civil_utc(day * DAY).weekday]))
		return false;
	(void)(take(v, "曜日") || take(v, "曜"));
	return take(v, ")");
}

static bool take_day(struct view *v, int64_t *ret_day)
{
	size_t era;
	int64_t day;
	if (!(take_era(v, &era) ? take_in_era(v, era, &day) : take_common(v, &day)) ||
	    !take_weekday(v, day))
		return false;
	*ret_day = day;
	return true;
}

bool date_read(struct view text, int64_t *ret_day)
{
	int64_t day;
	scope_end(buf_free) struct buf folded = buf_new((size_t)FOLDED_MAX * 2);
	if (!fold(text, &folded))
		return false;
	struct view v = buf_view(&folded);
	if (!take_day(&v, &day) || v.n > 0)
		return false;
	*ret_day = day;
	return true;
}

bool date_read_plain(struct view text, int64_t *ret_day)
{
	int64_t day;
	scope_end(buf_free) struct buf again = buf_new(DATE_PLAIN * 2);
	if (text.n != DATE_PLAIN || !date_read(text, &day))
		return false;
	date_write_plain(&again, day);
	if (!view_eq(buf_view(&again), text))
		return false;
	*ret_day = day;
	return true;
}

/* 14:05, 14時5分, 14時, 午後2時5分 */
static bool take_clock(struct view *v, int64_t *ret_seconds)
{
	int64_t hour, minute = 0, second = 0;
	bool morning = take(v, "午前"), evening = !morning && take(v, "午後");
	if (!take_number(v, &hour))
		return false;
	if (take(v, ":")) {
		if (!take_number(v, &minute) || (take(v, ":") && !take_number(v, &second)))
			return false;
	} else if (!take(v, "時")) {
		return false;
	} else if (take(v, "半")) {
		minute = 30;
	} else if (v->n > 0 && (!take_number(v, &minute) || !take(v, "分"))) {
		return false;
	}
	if ((morning || evening) && hour > 12)
		return false;
	hour += evening && hour < 12 ? 12 : 0;
	*ret_seconds = hour * 3600 + minute * 60 + second;
	return hour <= 23 && minute <= 59 && second <= 59;
}

/* The space is what parts 2027.3.31 from 14:05: where the first one stands that has a day before
 * it; 0: none has. */
static size_t day_end(struct view text, int64_t *ret_day)
{
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0 && !c.bad && text.n <= FOLDED_MAX) {
		size_t at = c.at;
		uint32_t u = utf8_next(&c);
		if ((u == ' ' || u == 0x3000) && date_read(view_sub(text, 0, at), ret_day))
			return at;
	}
	return 0;
}

bool date_read_time(struct view text, int64_t *ret_time)
{
	int64_t day, seconds = 0;
	scope_end(buf_free) struct buf folded = buf_new((size_t)FOLDED_MAX * 2);
	size_t gap = day_end(text, &day);
	if (!fold(view_sub(text, gap, text.n), &folded))
		return false;
	struct view v = buf_view(&folded);
	if (gap == 0 && !take_day(&v, &day))
		return false;
	if (gap == 0)
		(void)take(&v, "T");
	if (v.n > 0 && (!take_clock(&v, &seconds) || v.n > 0))
		return false;
	*ret_time = day * DAY + seconds - JAPAN;
	return true;
}

void date_write_plain(struct buf *out, int64_t day)
{
	struct civil c = civil_utc(day * DAY);
	buf_fmt(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static size_t era_of(int64_t day)
{
	size_t i = 0;
	while (i < array_len(eras) && day < civil_days(eras[i].year, eras[i].month, eras[i].day))
		i++;
	return i;
}

void date_write_era(struct buf *out, int64_t day)
{
	struct civil c = civil_utc(day * DAY);
	size_t era = era_of(day);
	int64_t year = era < array_len(eras) ? c.year - year_before(era) : c.year;
	buf_str(out, era < array_len(eras) ? eras[era].name : "");
	if (year == 1)
		buf_str(out, "元");
	else
		buf_int(out, year);
	buf_fmt(out, "年%d月%d日", c.month, c.day);
}

void date_write_era_short(struct buf *out, int64_t day)
{
	struct civil c = civil_utc(day * DAY);
	size_t era = era_of(day);
	if (era < array_len(eras))
		buf_fmt(out, "%c%d.%d.%d", eras[era].letter, (int)(c.year - year_before(era)),
			c.month, c.day);
	else
		date_write_plain(out, day);
}

void date_write_time(struct buf *out, int64_t time)
{
	struct civil c = civil_japan(time);
	date_write_era(out, civil_japan_day(time));
	buf_fmt(out, " %02d:%02d", c.hour, c.minute);
	if (c.second)
		buf_fmt(out, ":%02d", c.second);
}

int64_t date_add(int64_t day, int64_t months, int64_t days)
{
	struct civil c = civil_utc(day * DAY);
	int64_t count = (int64_t)c.year * 12 + c.month - 1 + months;
	int64_t year = count / 12, month = count % 12 + 1;
	int64_t last = civil_days(year, month + 1, 1) - civil_days(year, month, 1);
	return civil_days(year, month, min_of((int64_t)c.day, last)) + days;
}

int64_t date_fiscal_year(int64_t day)
{
	struct civil c = civil_utc(day * DAY);
	return c.month >= 4 ? c.year : c.year - 1;
}
