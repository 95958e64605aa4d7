/* SPDX-License-Identifier: Apache-2.0
 * clause_line.c: a published text as lines, without what a printer put between them.
 */
#include "policy/published/clause_parts.h"

#define CONTENTS_MAX 300 /* lines of a table of contents */

/* One character for those that a text writes in several ways: full-width ASCII as ASCII, every
 * space and tab as ' ', dashes as '-', 靭 as 靱. */
static uint32_t fold(uint32_t x)
{
	if (x >= 0xff01 && x <= 0xff5e)
		x -= 0xfee0;
	if (x == 0x3000 || x == 0xa0 || x == '\t' || x == '\n' || (x >= 0x2000 && x <= 0x200a))
		return ' ';
	if ((x >= 0x2010 && x <= 0x2015) || x == 0x2212 || x == 0x2500)
		return '-';
	return x == 0x976d ? 0x9771 : x;
}

uint32_t clause_peek(const struct cursor *c)
{
	struct cursor look = *c;
	if (cursor_left(c) == 0)
		return 0;
	return fold(utf8_next(&look));
}

size_t clause_prefix(struct view v, size_t n)
{
	struct cursor c = cursor_of(v);
	while (n-- > 0 && cursor_left(&c) > 0)
		(void)utf8_next(&c);
	return c.at;
}

size_t clause_find(struct view v, struct view word)
{
	for (size_t i = 0; i + word.n <= v.n; i++)
		if (view_starts(view_sub(v, i, v.n), word))
			return i;
	return v.n;
}

void clause_names(struct view name, struct view ret[2])
{
	size_t at = view_find(name, 0, '(');
	ret[0] = view_sub(name, 0, at);
	ret[1] = view_sub(name, at + 1, name.n);
	if (view_ends(ret[1], VIEW(")")))
		ret[1].n--;
}

struct view clause_squeeze(struct arena *mem, struct view text)
{
	struct buf out = buf_new(text.n + 1);
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0) {
		uint32_t x = fold(utf8_next(&c));
		if (x != ' ')
			utf8_put(&out, x);
	}
	struct view ret = out.err == OK ? arena_copy(mem, buf_view(&out)) : (struct view){NULL, 0};
	buf_free(&out);
	return ret;
}

struct view clause_trim(struct view v)
{
	struct cursor c = cursor_of(v);
	while (clause_peek(&c) == ' ')
		(void)utf8_next(&c);
	v = view_sub(v, c.at, v.n);
	size_t end = 0;
	for (c = cursor_of(v); cursor_left(&c) > 0;) {
		uint32_t x = fold(utf8_next(&c));
		if (x != ' ')
			end = c.at;
	}
	return view_sub(v, 0, end);
}

enum err clause_say(struct clause_problem *problem, enum clause_problem_code code, uint32_t line)
{
	static const char *const texts[][2] = {
#define CLAUSE_PROBLEM(code, ja, en) {ja, en},
#include "tbl/clause_problems.h"
#undef CLAUSE_PROBLEM
	};
	*problem = (struct clause_problem){code, line, texts[code][0], texts[code][1]};
	return E_CONFIG;
}

/* What no reader sees goes; what no text holds is refused. CR LF and a lone CR are line ends. */
static enum err clean(struct view text, struct arena *mem, struct view *ret,
		      struct clause_problem *problem)
{
	static const char *const others[] = {"%PDF-", "PK\3\4", "\xd0\xcf\x11\xe0", "{\\rtf"};
	for (size_t i = 0; i < array_len(others); i++)
		if (view_starts(text, view_str(others[i])))
			return clause_say(problem, CLAUSE_NOT_TEXT, 0);
	scope_end(buf_free) struct buf out = buf_new(text.n + 1);
	struct cursor c = cursor_of(text);
	uint32_t line = 1;
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		if (x == UTF8_BAD)
			return clause_say(problem, CLAUSE_NOT_UTF8, line);
		if (x == '\r') {
			if (clause_peek(&c) == ' ' && c.v.p[c.at] == '\n')
				continue;
			x = '\n';
		}
		line += x == '\n';
		if (x == '\f' || x == '\v')
			x = ' ';
		if (x < ' ' && x != '\n' && x != '\t')
			return clause_say(problem, CLAUSE_NOT_TEXT, line);
		if (!utf8_forbidden(x))
			utf8_put(&out, x);
	}
	if (out.err != OK)
		return out.err;
	*ret = arena_copy(mem, buf_view(&out));
	return ret->p ? OK : E_NO_MEMORY;
}

/* "# ", "- ", "* " before a line are marks of a page's source, not of the text. */
static void unmark(struct clause_line *line)
{
	struct view v = line->text;
	size_t n = 0;
	while (n < v.n && n < 6 && v.p[n] == '#')
		n++;
	if (n > 0 && n < v.n && v.p[n] == ' ') {
		line->heading = true;
		v = clause_trim(view_sub(v, n, v.n));
	}
	if (v.n > 2 && (v.p[0] == '-' || v.p[0] == '*') && v.p[1] == ' ')
		v = clause_trim(view_sub(v, 2, v.n));
	line->text = v;
}

/* Digits with what stands around them at the foot of a page: "3", "- 3 -", "3/10", "3ページ",
 * "P.3". */
static bool is_page_number(struct view plain)
{
	static const char *const around[] = {"-", "/", "ページ", "頁", "P", "p", ".", "(", ")"};
	unsigned digits = 0;
	for (size_t at = 0; at < plain.n;) {
		size_t step = 0;
		if (plain.p[at] >= '0' && plain.p[at] <= '9') {
			digits++;
			step = 1;
		}
		for (size_t i = 0; step == 0 && i < array_len(around); i++)
			if (view_starts(view_sub(plain, at, plain.n), view_str(around[i])))
				step = view_str(around[i]).n;
		if (step == 0)
			return false;
		at += step;
	}
	/* "(3)" is a number that lost its text; it stays. */
	return digits > 0 && digits <= 8 && plain.n <= 20 && plain.p[0] != '(';
}

static struct view without_digits(struct view plain)
{
	while (plain.n > 0 && plain.p[plain.n - 1] >= '0' && plain.p[plain.n - 1] <= '9')
		plain.n--;
	return plain;
}

/* "1目的.....1": leaders before a page number. */
static bool has_leaders(struct view plain)
{
	static const struct {
		const char *text;
		unsigned dots;
	} leaders[] = {{".", 1}, {"・", 1}, {"･", 1}, {"·", 1},
		       {"‥", 2}, {"…", 3},  {"-", 1}, {"_", 1}};
	struct view v = without_digits(plain);
	if (v.n == plain.n)
		return false;
	unsigned dots = 0;
	for (bool more = true; more && dots < 3;) {
		more = false;
		for (size_t i = 0; i < array_len(leaders) && !more; i++)
			if (view_ends(v, view_str(leaders[i].text))) {
				v.n -= view_str(leaders[i].text).n;
				dots += leaders[i].dots;
				more = true;
			}
	}
	return dots >= 3;
}

/* Within a table of contents without leaders: the same line, without its page, comes again below.
 */
static bool comes_again(const struct clause_lines *lines, uint32_t at)
{
	struct view whole = lines->rows[at].plain, cut = without_digits(whole);
	for (uint32_t i = at + 1; i < lines->n; i++) {
		struct view other = lines->rows[i].plain;
		if (other.n > 0 && (view_eq(other, whole) || view_eq(other, cut)))
			return true;
	}
	return false;
}

static void mark_contents(struct clause_lines *lines)
{
	bool within = false;
	unsigned looked = 0;
	for (uint32_t i = 0; i < lines->n; i++) {
		struct clause_line *line = &lines->rows[i];
		if (line->kind != LINE_TEXT)
			continue;
		if (view_eq(line->plain, VIEW("目次"))) {
			within = looked == 0;
			line->kind = LINE_CONTENTS;
		} else if (has_leaders(line->plain)) {
			line->kind = LINE_CONTENTS;
		} else if (within) {
			within = ++looked < CONTENTS_MAX && comes_again(lines, i);
			if (within)
				line->kind = LINE_CONTENTS;
		}
	}
}

enum err clause_lines(struct view text, struct arena *mem, struct clause_lines *ret,
		      struct clause_problem *problem)
{
	struct view rest;
	if (text.n > CLAUSE_TEXT_MAX)
		return clause_say(problem, CLAUSE_TOO_LARGE, 0);
	try(clean(text, mem, &rest, problem));
	struct clause_lines all = {0};
	for (size_t i = 0; i <= rest.n; i++)
		all.n += i == rest.n || rest.p[i] == '\n';
	if (all.n > CLAUSE_LINES_MAX)
		return clause_say(problem, CLAUSE_MANY_LINES, CLAUSE_LINES_MAX);
	all.rows = arena_array(mem, all.n, sizeof *all.rows);
	if (!all.rows)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < all.n; i++) {
		struct clause_line *line = &all.rows[i];
		line->text = clause_trim(view_take(&rest, '\n'));
		struct view before = clause_squeeze(mem, line->text);
		unmark(line);
		line->plain = clause_squeeze(mem, line->text);
		if (!line->plain.p || !before.p)
			return E_NO_MEMORY;
		line->kind = line->plain.n == 0	      ? LINE_BLANK
			     : is_page_number(before) ? LINE_PAGE
						      : LINE_TEXT;
		if (line->kind == LINE_TEXT)
			all.width = max_of(all.width, (uint32_t)utf8_count(line->text));
	}
	mark_contents(&all);
	*ret = all;
	return OK;
}
