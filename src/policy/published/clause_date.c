/* SPDX-License-Identifier: Apache-2.0
 * clause_date.c: dates in force, made and amended, and the rows of a table of versions.
 */
#include "policy/published/clause_parts.h"

#define YEAR_MIN 1945
#define YEAR_MAX 2100

static const struct {
	const char *name;
	uint32_t before; /* the year before its first */
} eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"R", 2018}, {"H", 1988}, {"", 0}};

static bool word(struct view *rest, const char *s)
{
	struct view v = view_str(s);
	if (!view_starts(*rest, v))
		return false;
	*rest = view_sub(*rest, v.n, rest->n);
	return true;
}

static uint32_t number(struct view *rest)
{
	uint32_t n = 0, count = 0;
	while (rest->n > 0 && rest->p[0] >= '0' && rest->p[0] <= '9' && count < 4) {
		n = n * 10 + (uint32_t)(rest->p[0] - '0');
		count++;
		*rest = view_sub(*rest, 1, rest->n);
	}
	return n;
}

/* 令和8年4月1日, 平成元年4月, 2026年3月31日 at the beginning; moves behind it. */
static bool date(struct view *rest, struct clause_date *ret)
{
	for (size_t i = 0; i < array_len(eras); i++) {
		struct view v = *rest;
		if (!word(&v, eras[i].name))
			continue;
		uint32_t year = eras[i].before + (word(&v, "元") ? 1 : number(&v));
		bool whole = word(&v, "年");
		uint32_t month = number(&v), day = 0;
		whole = whole && word(&v, "月");
		struct view behind = v;
		uint32_t d = number(&behind);
		if (d > 0 && word(&behind, "日")) {
			day = d;
			v = behind;
		}
		if (!whole || year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 ||
		    day > 31)
			continue;
		ret->year = (uint16_t)year;
		ret->month = (uint8_t)month;
		ret->day = (uint8_t)day;
		*rest = v;
		return true;
	}
	return false;
}

static enum clause_date_kind kind_of(struct view line)
{
	if (view_has(line, VIEW("施行")) || view_has(line, VIEW("適用")))
		return DATE_EFFECTIVE;
	if (view_has(line, VIEW("制定")) || view_has(line, VIEW("策定")))
		return DATE_MADE;
	if (view_has(line, VIEW("改正")) || view_has(line, VIEW("改訂")) ||
	    view_has(line, VIEW("改定")))
		return DATE_AMENDED;
	return DATE_PLAIN;
}

/* "4.0版", "第2版" right behind a date at the beginning: a row of the table of versions. */
static struct view version(struct view rest)
{
	size_t n = 0;
	while (n < rest.n && n < 24 && !view_ends(view_sub(rest, 0, n), VIEW("版")))
		n++;
	struct view v = view_sub(rest, 0, n);
	bool digit = false;
	for (size_t i = 0; i < v.n; i++)
		digit = digit || (v.p[i] >= '0' && v.p[i] <= '9');
	return digit && view_ends(v, VIEW("版")) ? v : view_sub(rest, 0, 0);
}

static bool find(const struct clause_line *line, bool all, struct clause_date *ret)
{
	for (size_t at = 0; at < line->plain.n; at++) {
		if ((line->plain.p[at] & 0xc0) == 0x80)
			continue;
		struct view rest = view_sub(line->plain, at, line->plain.n);
		if (!date(&rest, ret))
			continue;
		ret->kind = kind_of(line->plain);
		ret->text = line->text;
		ret->version = at == 0 ? version(rest) : VIEW("");
		if (ret->version.n > 0)
			ret->kind = DATE_VERSION;
		if (ret->kind == DATE_VERSION || (at == 0 && rest.n == 0))
			return all;
		return ret->kind != DATE_PLAIN && (all || view_has(rest, VIEW("から")));
	}
	return false;
}

enum err clause_dates(const struct clause_lines *lines, uint32_t from, uint32_t to, bool all,
		      struct arena *mem, struct clause_tree *tree)
{
	if (!tree->dates)
		tree->dates = arena_array(mem, CLAUSE_DATES_MAX, sizeof *tree->dates);
	if (!tree->dates)
		return E_NO_MEMORY;
	for (uint32_t i = from; i < to && tree->dates_count < CLAUSE_DATES_MAX; i++) {
		struct clause_date d = {.line = i + 1};
		if (lines->rows[i].kind == LINE_TEXT && find(&lines->rows[i], all, &d))
			tree->dates[tree->dates_count++] = d;
	}
	return OK;
}
