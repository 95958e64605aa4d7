/* SPDX-License-Identifier: Apache-2.0
 * evidence_text.c: times and yes or no, as Windows and asset lists write them.
 */
#include "base/civil.h"
#include "terminal/evidence_parts.h"

/* --- times --- */

static bool is_digit(const struct cursor *c)
{
	return c->at < c->v.n && c->v.p[c->at] >= '0' && c->v.p[c->at] <= '9';
}

static int64_t number(struct cursor *c, unsigned most)
{
	int64_t x = 0;
	if (!is_digit(c))
		c->bad = true;
	for (unsigned i = 0; i < most && is_digit(c); i++)
		x = x * 10 + (cursor_u8(c) - '0');
	if (is_digit(c))
		c->bad = true;
	return x;
}

static bool take(struct cursor *c, char want)
{
	if (c->bad || c->at >= c->v.n || c->v.p[c->at] != (uint8_t)want)
		return false;
	c->at++;
	return true;
}

/* ConvertTo-Json of Windows PowerShell: /Date(1763600000000)/ in milliseconds. */
static enum err date_call(struct view text, int64_t *ret)
{
	struct view head = VIEW("/Date("), tail = VIEW(")/");
	int64_t ms;
	if (!view_starts(text, head) || !view_ends(text, tail) || text.n < head.n + tail.n)
		return E_BROKEN;
	if (view_int(view_sub(text, head.n, text.n - head.n - tail.n), 0, INT64_C(9000000000000),
		     &ms) != OK)
		return E_BROKEN;
	*ret = ms / 1000;
	return OK;
}

static void clock_time(struct cursor *c, int64_t *ret_seconds)
{
	int64_t hour = number(c, 2), minute = 0, second = 0;
	if (!take(c, ':'))
		c->bad = true;
	minute = number(c, 2);
	if (take(c, ':'))
		second = number(c, 2);
	if (take(c, '.'))
		(void)number(c, 9);
	if (hour > 23 || minute > 59 || second > 60)
		c->bad = true;
	*ret_seconds = hour * HOUR + minute * 60 + second;
}

static void zone_offset(struct cursor *c, int64_t *ret)
{
	bool ahead = take(c, '+'), behind = !ahead && take(c, '-');
	*ret = 9 * HOUR;
	if (take(c, 'Z'))
		*ret = 0;
	if (!ahead && !behind)
		return;
	int64_t hour = number(c, 2);
	int64_t minute = take(c, ':') ? number(c, 2) : 0;
	if (hour > 14 || minute > 59)
		c->bad = true;
	*ret = (ahead ? 1 : -1) * (hour * HOUR + minute * 60);
}

/* lastLogonTimestamp of Active Directory: a FILETIME, 100 ns since 1601, as one number. */
static bool file_time(struct view text, int64_t *ret)
{
	int64_t ticks, from_1601 = INT64_C(11644473600);
	if (text.n < 17 || text.n > 18 || view_int(text, 0, INT64_MAX, &ticks) != OK ||
	    ticks / 10000000 < from_1601)
		return false;
	*ret = ticks / 10000000 - from_1601;
	return true;
}

enum err evidence_time(struct view text, int64_t *ret)
{
	struct cursor c = cursor_of(view_trim(text));
	int64_t seconds = 0, offset = 9 * HOUR;
	if (view_starts(c.v, VIEW("/Date(")))
		return date_call(c.v, ret);
	if (file_time(c.v, ret))
		return OK;
	int64_t year = number(&c, 4);
	char between = take(&c, '/') ? '/' : '-';
	if (between == '-' && !take(&c, '-'))
		return E_BROKEN;
	int64_t month = number(&c, 2);
	if (!take(&c, between))
		return E_BROKEN;
	int64_t day = number(&c, 2);
	if (c.bad || year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31)
		return E_BROKEN;
	if (take(&c, ' ') || take(&c, 'T')) {
		clock_time(&c, &seconds);
		zone_offset(&c, &offset);
	}
	if (!cursor_done(&c))
		return E_BROKEN;
	*ret = civil_days(year, month, day) * DAY + seconds - offset;
	return OK;
}

int evidence_yes(struct view text)
{
	static const char *const yes[] = {"yes",  "true", "on", "1",	    "はい",    "有",
					  "有効", "済",	  "○",	"している", "暗号化済"};
	static const char *const no[] = {"no",	 "false", "off", "0",	       "いいえ",  "無",
					 "無効", "未",	  "×",	 "していない", "未暗号化"};
	text = view_trim(text);
	for (size_t i = 0; i < array_len(yes); i++)
		if (view_eq_nocase(text, view_str(yes[i])))
			return 1;
	for (size_t i = 0; i < array_len(no); i++)
		if (view_eq_nocase(text, view_str(no[i])))
			return 0;
	return -1;
}
