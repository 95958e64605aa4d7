/* SPDX-License-Identifier: Apache-2.0
 * document_grammar.c: numbers, times, animations and number formats.
 */
#include "form/document_grammar.h"

static bool is_digit(uint8_t b)
{
	return b >= '0' && b <= '9';
}

static bool is_letter(uint8_t b)
{
	return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
}

/* End of an unsigned number at `at`; `at` itself when there is none. */
static size_t number_end(struct view v, size_t at)
{
	size_t i = at, digits = 0;
	for (; i < v.n && is_digit(v.p[i]); i++)
		digits++;
	if (i < v.n && v.p[i] == '.')
		for (i++; i < v.n && is_digit(v.p[i]); i++)
			digits++;
	if (digits == 0)
		return at;
	size_t e = i;
	if (e < v.n && (v.p[e] == 'e' || v.p[e] == 'E')) {
		e += e + 1 < v.n && (v.p[e + 1] == '-' || v.p[e + 1] == '+') ? 2 : 1;
		size_t from = e;
		while (e < v.n && is_digit(v.p[e]))
			e++;
		if (e > from)
			i = e;
	}
	return i;
}

bool doc_decimal_ok(struct view v)
{
	size_t from = v.n > 0 && (v.p[0] == '-' || v.p[0] == '+') ? 1 : 0;
	size_t end = number_end(v, from);
	return end > from && end == v.n;
}

bool doc_time_ok(struct view v)
{
	int64_t n;
	return view_eq(v, VIEW("indefinite")) || view_int(v, 0, UINT32_MAX, &n) == OK;
}

static bool among(struct view v, const char *const words[])
{
	for (size_t i = 0; words[i]; i++)
		if (view_eq(v, view_str(words[i])))
			return true;
	return false;
}

/* What a value may name. */
static bool animation_word(struct view v)
{
	static const char *const words[] = {
	    "ppt_x",   "ppt_y",	  "ppt_w",   "ppt_h",	"ppt_c",   "ppt_r", "abs",	"acos",
	    "asin",    "atan",	  "ceil",    "cos",	"cosh",	   "deg",   "exp",	"floor",
	    "ln",      "max",	  "min",     "rad",	"rand",	   "sin",   "sinh",	"sqrt",
	    "tan",     "tanh",	  "pi",	     "e",	"true",	   "false", "on",	"off",
	    "visible", "hidden",  "normal",  "bold",	"italic",  "none",  "solid",	"underline",
	    "inherit", "rgb",	  "hsl",     "bg1",	"tx1",	   "bg2",   "tx2",	"accent1",
	    "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink", NULL};
	return among(v, words);
}

static size_t word_end(struct view v, size_t at)
{
	while (at < v.n && (is_letter(v.p[at]) || is_digit(v.p[at]) || v.p[at] == '_'))
		at++;
	return at;
}

/* "#ppt_x", "#ff8000" or "$", the time. */
static size_t marked_end(struct view v, size_t at)
{
	if (v.p[at] == '$')
		return at + 1;
	size_t end = word_end(v, at + 1);
	struct view word = view_sub(v, at + 1, end - at - 1);
	bool hex = word.n == 6;
	for (size_t i = 0; i < word.n && hex; i++)
		hex =
		    is_digit(word.p[i]) || ((word.p[i] | 0x20) >= 'a' && (word.p[i] | 0x20) <= 'f');
	return hex || view_starts(word, VIEW("ppt_")) ? end : at;
}

bool doc_animation_ok(struct view v)
{
	static const char marks[] = "+-*/^%(),;: ";
	for (size_t at = 0, end; at < v.n; at = end) {
		uint8_t b = v.p[at];
		if (is_digit(b) || b == '.')
			end = number_end(v, at);
		else if (b == '#' || b == '$')
			end = marked_end(v, at);
		else if (is_letter(b))
			end = animation_word(view_sub(v, at, word_end(v, at) - at))
				  ? word_end(v, at)
				  : at;
		else
			end = b < 0x80 && strchr(marks, b) ? at + 1 : at;
		if (end == at)
			return false;
	}
	return true;
}

bool doc_motion_ok(struct view v)
{
	static const char marks[] = "MLCZEmlcze -+,";
	for (size_t at = 0, end; at < v.n; at = end) {
		uint8_t b = v.p[at];
		end = is_digit(b) || b == '.'		      ? number_end(v, at)
		      : b < 0x80 && b > 0 && strchr(marks, b) ? at + 1
							      : at;
		if (end == at)
			return false;
	}
	return v.n > 0;
}

bool doc_guid_ok(struct view v)
{
	static const char shape[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
	bool ok = v.n == sizeof shape - 1;
	for (size_t i = 0; ok && i < v.n; i++) {
		uint8_t b = v.p[i], low = b | 0x20;
		bool hex = is_digit(b) || (low >= 'a' && low <= 'f');
		ok = shape[i] == 'x' ? hex : b == (uint8_t)shape[i];
	}
	return ok;
}

/* ---- number formats ---- */

static bool all_of(struct view v, char letter)
{
	for (size_t i = 0; i < v.n; i++)
		if ((v.p[i] | 0x20) != letter)
			return false;
	return v.n > 0;
}

static bool numbered(struct view v, const char *word, int64_t max)
{
	struct view w = view_str(word);
	int64_t n;
	return v.n > w.n && view_eq_nocase(view_sub(v, 0, w.n), w) &&
	       view_int(view_sub(v, w.n, v.n), 0, max, &n) == OK;
}

/* "[$¥-411]", "[$-409]", "[$-ja-JP-x-gannen]", "[$€]": a sign, then a language. */
static bool currency(struct view v)
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0) {
		uint32_t code = utf8_next(&c);
		if (code < 0x20 || code == '[' || code == ']' || code == '"' || code == '\\' ||
		    code == '/' || code == ':')
			return false;
	}
	return !c.bad;
}

/* "[>=100]", "[<0]". */
static bool condition(struct view v)
{
	size_t at = 0;
	while (at < v.n && at < 2 && (v.p[at] == '<' || v.p[at] == '>' || v.p[at] == '='))
		at++;
	return at > 0 && doc_decimal_ok(view_sub(v, at, v.n));
}

static bool bracket_ok(struct view v)
{
	static const char *const colours[] = {"black", "blue",	 "cyan", "green", "magenta", "red",
					      "white", "yellow", "黒",	 "青",	  "水",	     "緑",
					      "紫",    "赤",	 "白",	 "黄"};
	for (size_t i = 0; i < array_len(colours); i++)
		if (view_eq_nocase(v, view_str(colours[i])))
			return true;
	if (v.n > 0 && v.p[0] == '$')
		return currency(view_sub(v, 1, v.n));
	return all_of(v, 'h') || all_of(v, 'm') || all_of(v, 's') || numbered(v, "color", 56) ||
	       numbered(v, "色", 56) || numbered(v, "dbnum", 4) || numbered(v, "natnum", 20) ||
	       condition(v);
}

bool doc_numfmt_ok(struct view v)
{
	size_t sections = 1;
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0) {
		size_t at = c.at, end;
		uint32_t code = utf8_next(&c);
		if (code == '\n' || code == '\t')
			return false;
		sections += code == ';';
		if (code == '\\' || code == '_' || code == '*') {
			if (cursor_left(&c) > 0 && utf8_next(&c) == '\n')
				return false;
			continue;
		}
		if (code != '"' && code != '[')
			continue;
		end = view_find(v, at + 1, code == '"' ? '"' : ']');
		if (end == v.n || (code == '[' && !bracket_ok(view_sub(v, at + 1, end - at - 1))))
			return false;
		cursor_skip(&c, end - at);
	}
	return sections <= 4 && !c.bad;
}
