/* SPDX-License-Identifier: Apache-2.0
 * clause_mark.c: the number at the beginning of a line, in the ways that Japanese rules write it.
 */
#include "policy/published/clause_parts.h"

#define DIGITS_MAX 3

static const char kana[] =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
#define KANA_COUNT ((sizeof(kana) - 1) / 3)

static uint32_t kana_ordinal(uint32_t x)
{
	struct cursor c = cursor_of(view_str(kana));
	for (uint32_t i = 1; cursor_left(&c) > 0; i++)
		if (utf8_next(&c) == x)
			return i;
	return 0;
}

/* ① to ㊿ */
static uint32_t circle_ordinal(uint32_t x)
{
	if (x >= 0x2460 && x <= 0x2473)
		return x - 0x2460 + 1;
	if (x >= 0x3251 && x <= 0x325f)
		return x - 0x3251 + 21;
	return x >= 0x32b1 && x <= 0x32bf ? x - 0x32b1 + 36 : 0;
}

static void put_circle(struct buf *out, uint32_t n)
{
	if (n >= 1 && n <= 20)
		utf8_put(out, 0x2460 + n - 1);
	else if (n >= 21 && n <= 35)
		utf8_put(out, 0x3251 + n - 21);
	else if (n >= 36 && n <= 50)
		utf8_put(out, 0x32b1 + n - 36);
	else
		buf_fmt(out, "〔%u〕", n);
}

void clause_put_number(struct buf *out, uint32_t depth, uint32_t n)
{
	bool letter = n >= 1 && n <= KANA_COUNT;
	struct view one = letter ? view_of(kana + (size_t)(n - 1) * 3, 3) : VIEW("");
	if (depth == 1)
		buf_fmt(out, "%u", n);
	else if (depth == 2)
		buf_fmt(out, "(%u)", n);
	else if (depth == 3)
		put_circle(out, n);
	else if (depth == 4 && letter)
		buf_put(out, one);
	else if (depth == 5 && letter)
		buf_fmt(out, "(%.*s)", (int)one.n, (const char *)one.p);
	else
		buf_fmt(out, "〔%u〕", n);
}

static void spaces(struct cursor *c)
{
	while (clause_peek(c) == ' ')
		(void)utf8_next(c);
}

static bool take(struct cursor *c, uint32_t x)
{
	if (clause_peek(c) != x)
		return false;
	(void)utf8_next(c);
	return true;
}

/* 0: none, or more than a number of a clause has. In brackets spaces may stand between: "(1 2)". */
static uint32_t digits(struct cursor *c, bool spaced)
{
	uint32_t n = 0, count = 0;
	for (uint32_t x; (x = clause_peek(c)) != 0;) {
		if (spaced && x == ' ') {
			(void)utf8_next(c);
			continue;
		}
		if (x < '0' || x > '9')
			break;
		n = n * 10 + (x - '0');
		if (++count > DIGITS_MAX)
			return 0;
		(void)utf8_next(c);
	}
	return n;
}

/* A number within a sentence, broken over two lines, goes on with one of these. */
static bool goes_on(uint32_t x, bool sure)
{
	static const char words[] = "のにはをがでともへ、。及又並若",
			  units[] = "年月日条項号章件人台";
	struct cursor c = cursor_of(view_str(words));
	while (cursor_left(&c) > 0)
		if (utf8_next(&c) == x)
			return true;
	c = cursor_of(view_str(sure ? "" : units));
	while (cursor_left(&c) > 0)
		if (utf8_next(&c) == x)
			return true;
	return false;
}

static struct clause_mark done(const struct cursor *c, struct clause_mark m)
{
	m.number = clause_trim(view_sub(c->v, 0, c->at));
	m.rest = clause_trim(view_sub(c->v, c->at, c->v.n));
	struct cursor rest = cursor_of(m.rest);
	uint32_t next = clause_peek(&rest);
	if (next == ',' || (m.kind != MARK_ARTICLE && goes_on(next, m.sure || m.kind == MARK_KANA)))
		m.kind = MARK_NONE;
	return m;
}

static struct clause_mark bracketed(struct cursor *c)
{
	struct clause_mark m = {.kind = MARK_PAREN, .sure = true};
	(void)take(c, '(');
	spaces(c);
	m.ordinal = kana_ordinal(clause_peek(c));
	if (m.ordinal) {
		m.kind = MARK_PAREN_KANA;
		(void)utf8_next(c);
		spaces(c);
	} else {
		m.ordinal = digits(c, true);
	}
	if (m.ordinal == 0 || !take(c, ')'))
		m.kind = MARK_NONE;
	return done(c, m);
}

/* 1, 1., 6.1, 6.1., 6.1.1, 1) */
static struct clause_mark pointed(struct cursor *c, bool heading)
{
	struct clause_mark m = {.kind = MARK_PLAIN, .ordinal = digits(c, false)};
	bool point = false;
	while (m.ordinal && m.kind < MARK_THIRD) {
		point = take(c, '.');
		uint32_t x = clause_peek(c);
		if (!point || x < '0' || x > '9')
			break;
		m.outer = m.ordinal;
		m.ordinal = digits(c, false);
		m.kind++;
		point = false;
	}
	if (m.kind == MARK_THIRD)
		point = take(c, '.') || point;
	uint32_t next = clause_peek(c);
	if (m.kind == MARK_PLAIN && next == ')') {
		(void)utf8_next(c);
		m.kind = MARK_HALF;
		point = true;
	}
	m.sure = point || heading;
	bool hiragana = false;
	if (!point && next == ' ') {
		spaces(c);
		next = clause_peek(c);
		hiragana = next >= 0x3041 && next <= 0x3096;
		point = true;
	}
	if (m.ordinal == 0 || !point || hiragana)
		m.kind = MARK_NONE;
	return done(c, m);
}

/* 第1条, 第1条の2, 第1章 */
static struct clause_mark article(struct cursor *c)
{
	struct clause_mark m = {.kind = MARK_ARTICLE};
	(void)utf8_next(c);
	m.ordinal = digits(c, true);
	uint32_t unit = clause_peek(c);
	if (cursor_left(c) > 0)
		(void)utf8_next(c);
	if (unit == 0x7ae0 || unit == 0x7bc0) /* 章 節 */
		m.kind = MARK_PART;
	else if (unit != 0x6761) /* 条 */
		m.ordinal = 0;
	if (m.kind == MARK_ARTICLE && take(c, 0x306e)) /* の */
		m.sub = digits(c, false);
	uint32_t next = clause_peek(c);
	if (m.ordinal == 0 || (next != ' ' && next != '(' && next != 0))
		m.kind = MARK_NONE;
	return done(c, m);
}

static struct clause_mark supplement(struct cursor *c)
{
	struct clause_mark m = {.kind = MARK_SUPPLEMENT, .ordinal = 1};
	(void)utf8_next(c);
	spaces(c);
	if (!take(c, 0x5247)) /* 則 */
		m.kind = MARK_NONE;
	uint32_t next = clause_peek(c);
	if (next != 0 && next != ' ' && next != '(')
		m.kind = MARK_NONE;
	return done(c, m);
}

struct clause_mark clause_mark(const struct clause_line *line)
{
	struct cursor c = cursor_of(line->text);
	uint32_t first = clause_peek(&c);
	struct clause_mark m = {.kind = MARK_NONE};
	if (first == '(')
		return bracketed(&c);
	if (first >= '0' && first <= '9')
		return pointed(&c, line->heading);
	if (first == 0x7b2c) /* 第 */
		return article(&c);
	if (first == 0x9644) /* 附 */
		return supplement(&c);
	if (first >= 0x2474 && first <= 0x2487) { /* ⑴ */
		m = (struct clause_mark){
		    .kind = MARK_PAREN, .ordinal = first - 0x2474 + 1, .sure = true};
		(void)utf8_next(&c);
		return done(&c, m);
	}
	m.ordinal = circle_ordinal(first);
	if (m.ordinal) {
		m.kind = MARK_CIRCLE;
		m.sure = true;
		(void)utf8_next(&c);
		return done(&c, m);
	}
	m.ordinal = kana_ordinal(first);
	if (m.ordinal) {
		(void)utf8_next(&c);
		if (take(&c, '.') || clause_peek(&c) == ' ') {
			m.kind = MARK_KANA;
			return done(&c, m);
		}
	}
	return (struct clause_mark){.kind = MARK_NONE};
}
