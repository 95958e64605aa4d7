/* SPDX-License-Identifier: Apache-2.0
 * expression_token.c: words, numbers, spans of time, quoted texts and signs.
 */
#include "register/expression_token.h"

#include "base/utf8.h"

#define DIGITS_MAX 15
#define SHOWN 60 /* characters of the text that are said again */

static const struct {
	const char *ja, *en, *todo_ja, *todo_en;
} problems[] = {
#define PROBLEM(code, ja, en, todo_ja, todo_en) [EXPR_PROBLEM_##code] = {ja, en, todo_ja, todo_en},
#include "tbl/expression_problems.h"
#undef PROBLEM
};

/* Their own words, cut, and nothing that could disguise the line it is shown on. */
static void put_shown(struct buf *out, struct view v)
{
	struct cursor c = cursor_of(v);
	for (size_t i = 0; cursor_left(&c) > 0; i++) {
		if (i == SHOWN) {
			buf_str(out, "…");
			return;
		}
		utf8_put(out, utf8_shown_in_line(&c));
	}
}

static const char *filled(struct expr_reader *r, const char *text, const struct view v[2])
{
	scope_end(buf_free) struct buf out = buf_new(2048);
	for (const char *p = text; *p; p++)
		if (p[0] == '%' && (p[1] == '1' || p[1] == '2'))
			put_shown(&out, v[*++p - '1']);
		else
			buf_u8(&out, (uint8_t)*p);
	struct view copy = arena_copy(r->mem, buf_view(&out));
	if (!copy.p || out.err != OK)
		r->err = E_NO_MEMORY;
	return copy.p ? (const char *)copy.p : "";
}

void *expr_complain(struct expr_reader *r, enum expr_problem problem, size_t at, struct view v1,
		    struct view v2)
{
	if (r->err != OK)
		return NULL;
	const struct view v[2] = {v1, v2};
	r->err = E_CONFIG;
	*r->m = (struct expr_mistake){
	    .problem = problem,
	    .at = (uint32_t)utf8_count(view_sub(r->all, 0, at)) + 1,
	    .ja = filled(r, problems[problem].ja, v),
	    .en = filled(r, problems[problem].en, v),
	    .todo_ja = filled(r, problems[problem].todo_ja, v),
	    .todo_en = filled(r, problems[problem].todo_en, v),
	};
	return NULL;
}

struct view expr_token_shown(const struct expr_reader *r)
{
	return r->token.kind == TOKEN_END ? VIEW("式の終わり") : r->token.text;
}

bool expr_at_symbol(const struct expr_reader *r, const char *symbol)
{
	return r->token.kind == TOKEN_SYMBOL && view_eq(r->token.text, view_str(symbol));
}

bool expr_at_word(const struct expr_reader *r, const char *word)
{
	return r->token.kind == TOKEN_NAME && view_eq(r->token.text, view_str(word));
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static uint8_t byte_at(const struct expr_reader *r, size_t at)
{
	return at < r->all.n ? r->all.p[at] : 0;
}

static bool end_token(struct expr_reader *r, enum expr_token_kind kind, size_t end)
{
	r->token.kind = kind;
	r->token.text = view_sub(r->all, r->token.at, end - r->token.at);
	r->next = end;
	return true;
}

/* 30d, 6mo, 1y, 24h: whatever letters follow a number are its unit. */
static bool take_number(struct expr_reader *r)
{
	static const struct {
		const char *unit;
		int64_t months, days, hours, most;
	} units[] = {
	    {"y", 12, 0, 0, EXPR_MONTHS_MAX / 12}, {"mo", 1, 0, 0, EXPR_MONTHS_MAX},
	    {"w", 0, 7, 0, EXPR_SPAN_MAX / 7},	   {"d", 0, 1, 0, EXPR_SPAN_MAX},
	    {"h", 0, 0, 1, EXPR_SPAN_MAX},
	};
	size_t begin = r->token.at, end = begin, unit_end;
	while (is_digit(byte_at(r, end)))
		end++;
	unit_end = end;
	while (is_name(byte_at(r, unit_end)))
		unit_end++;
	struct view digits = view_sub(r->all, begin, end - begin);
	struct view unit = view_sub(r->all, end, unit_end - end);
	struct view whole = view_sub(r->all, begin, unit_end - begin);
	if (digits.n > DIGITS_MAX || view_int(digits, 0, INT64_MAX, &r->token.number) != OK)
		return expr_complain(r, EXPR_PROBLEM_TOO_LARGE, begin, digits, digits);
	if (unit.n == 0)
		return end_token(r, TOKEN_NUMBER, end);
	for (size_t i = 0; i < array_len(units); i++)
		if (view_eq(unit, view_str(units[i].unit)) && r->token.number <= units[i].most) {
			int64_t n = r->token.number;
			r->token.span = (struct expr_span){n * units[i].months, n * units[i].days,
							   n * units[i].hours};
			return end_token(r, TOKEN_SPAN, unit_end);
		}
	return expr_complain(r, EXPR_PROBLEM_NO_SPAN, begin, whole, whole);
}

static bool take_text(struct expr_reader *r)
{
	scope_end(buf_free) struct buf out = buf_new(EXPR_TEXT_MAX);
	size_t end = r->token.at + 1;
	for (;; end++) {
		if (end >= r->all.n)
			return expr_complain(r, EXPR_PROBLEM_QUOTE, r->token.at, (struct view){0},
					     (struct view){0});
		if (r->all.p[end] == '\'' && byte_at(r, end + 1) != '\'')
			break;
		if (r->all.p[end] == '\'')
			end++;
		buf_u8(&out, r->all.p[end]);
	}
	(void)end_token(r, TOKEN_TEXT, end + 1);
	r->token.text = arena_copy(r->mem, buf_view(&out));
	if (!r->token.text.p || out.err != OK)
		r->err = E_NO_MEMORY;
	return r->err == OK;
}

static bool take_symbol(struct expr_reader *r)
{
	static const char *const symbols[] = {"<=", ">=", "<>", "!=", "==", "<", ">", "=",
					      "+",  "-",  "*",	"(",  ")",  ",", "."};
	struct view left = view_sub(r->all, r->token.at, r->all.n);
	for (size_t i = 0; i < array_len(symbols); i++)
		if (view_starts(left, view_str(symbols[i])))
			return end_token(r, TOKEN_SYMBOL, r->token.at + strlen(symbols[i]));
	struct cursor c = cursor_of(left);
	(void)utf8_next(&c);
	struct view one = view_sub(left, 0, c.at);
	return expr_complain(r, EXPR_PROBLEM_CHARACTER, r->token.at, one, one);
}

bool expr_advance(struct expr_reader *r)
{
	if (r->err != OK)
		return false;
	size_t at = r->next;
	while (byte_at(r, at) == ' ' || byte_at(r, at) == '\n' || byte_at(r, at) == '\t')
		at++;
	r->token = (struct expr_token){.at = at};
	uint8_t c = byte_at(r, at);
	if (at >= r->all.n)
		return end_token(r, TOKEN_END, at);
	if (c == '\'')
		return take_text(r);
	if (is_digit(c))
		return take_number(r);
	if (!is_name(c))
		return take_symbol(r);
	size_t end = at;
	while (is_name(byte_at(r, end)) || is_digit(byte_at(r, end)))
		end++;
	return end_token(r, TOKEN_NAME, end);
}

bool expr_mentions(struct view text, struct view word)
{
	struct arena mem = arena_new(EXPR_TEXT_MAX * 16);
	struct expr_mistake m = {0};
	struct expr_reader r = {.all = text, .mem = &mem, .m = &m};
	bool found = false;
	while (!found && expr_advance(&r) && r.token.kind != TOKEN_END)
		found = r.token.kind == TOKEN_NAME && view_eq(r.token.text, word);
	arena_free(&mem);
	return found;
}

bool expr_read_span(struct view text, struct expr_span *ret)
{
	struct arena mem = arena_new(EXPR_TEXT_MAX * 16);
	struct expr_mistake m = {0};
	struct expr_reader r = {.all = text, .mem = &mem, .m = &m};
	bool ok = text.n > 0 && expr_advance(&r) && r.token.kind == TOKEN_SPAN &&
		  r.next == text.n && r.token.number > 0;
	if (ok)
		*ret = r.token.span;
	arena_free(&mem);
	return ok;
}
