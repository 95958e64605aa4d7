/* SPDX-License-Identifier: Apache-2.0
 * class.c: grammars of the text classes, by hand and by cursor.
 */
#include "form/class.h"

bool class_clean(struct view v)
{
	return utf8_clean(v);
}

static bool clean_without(struct view v, uint8_t byte)
{
	return view_find(v, 0, byte) == v.n;
}

bool class_line(struct view v)
{
	return clean_without(v, '\n') && utf8_clean(v);
}

bool class_word(struct view v)
{
	return clean_without(v, '\t') && class_line(v);
}

static size_t digits(struct view v, size_t at, size_t most)
{
	size_t n = 0;
	while (n < most && at + n < v.n && v.p[at + n] >= '0' && v.p[at + n] <= '9')
		n++;
	return n;
}

static bool is_at(struct view v, size_t at, uint8_t byte)
{
	return at < v.n && v.p[at] == byte;
}

bool class_number(struct view v)
{
	size_t at = is_at(v, 0, '+') || is_at(v, 0, '-') ? 1 : 0;
	size_t whole = digits(v, at, SIZE_MAX), part = 0;
	at += whole;
	while (whole && is_at(v, at, ',') && digits(v, at + 1, 4) == 3)
		at += 4;
	if (is_at(v, at, '.')) {
		part = digits(v, at + 1, SIZE_MAX);
		at += part ? part + 1 : 0;
	}
	if (!whole && !part)
		return false;
	if (is_at(v, at, 'e') || is_at(v, at, 'E')) {
		size_t from = at + (is_at(v, at + 1, '+') || is_at(v, at + 1, '-') ? 2 : 1);
		size_t power = digits(v, from, 4);
		if (!power)
			return false;
		at = from + power;
	}
	if (is_at(v, at, '%'))
		at++;
	return at == v.n;
}

/* One or two digits of at most `most` and at least `least`; moves past them. */
static bool small_number(struct view v, size_t *at, unsigned least, unsigned most)
{
	size_t n = digits(v, *at, 3);
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++)
		sum = sum * 10 + (unsigned)(v.p[*at + i] - '0');
	*at += n;
	return n >= 1 && n <= 2 && sum >= least && sum <= most;
}

bool class_date(struct view v)
{
	if (digits(v, 0, 5) != 4)
		return false;
	uint8_t mark = v.n > 4 ? v.p[4] : 0;
	size_t at = 5;
	if ((mark != '-' && mark != '/' && mark != '.') || !small_number(v, &at, 1, 12) ||
	    !is_at(v, at++, mark) || !small_number(v, &at, 1, 31))
		return false;
	if (at == v.n)
		return true;
	if (!is_at(v, at++, ' ') || !small_number(v, &at, 0, 24) || !is_at(v, at++, ':') ||
	    !small_number(v, &at, 0, 59))
		return false;
	if (is_at(v, at, ':')) {
		at++;
		if (!small_number(v, &at, 0, 60))
			return false;
	}
	return at == v.n;
}

/* U+FF01..FF5E are ! to ~ in full width; U+3000 is their space, U+2212 the minus of JIS X 0208. */
static uint32_t half_width(uint32_t x)
{
	if (x == 0x3000 || x == 0xa0)
		return ' ';
	if (x == 0x2212)
		return '-';
	return x >= 0xff01 && x <= 0xff5e ? x - 0xff00 + 0x20 : x;
}

static bool name_char(uint32_t x)
{
	return (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z') || x == '_';
}

bool class_formula(struct view v)
{
	struct cursor c = cursor_of(v);
	uint32_t lead = ' ';
	while (cursor_left(&c) > 0 && (lead == ' ' || lead == '\t' || lead == '\n' || lead == '\r'))
		lead = half_width(utf8_next(&c));
	if (lead != '=' && lead != '+' && lead != '-' && lead != '@')
		return false;
	bool in_name = false;
	while (cursor_left(&c) > 0) {
		uint32_t x = half_width(utf8_next(&c));
		if (lead == '=' && x != '=' && x != '-' && x != ' ')
			return true;
		if (x == '|' || x == '!' || (x == '(' && in_name))
			return true;
		/* A name may hold digits and dots after its first letter (LOG10, T.TEST), and
		 * spreadsheets forgive a space before the parenthesis. */
		bool continues = in_name && ((x >= '0' && x <= '9') || x == '.' || x == ' ');
		in_name = name_char(x) || continues;
	}
	return false;
}

bool class_needs_marks(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == ',' || v.p[i] == '\t' || v.p[i] == ';' || v.p[i] == '"' ||
		    v.p[i] == '\n')
			return true;
	return false;
}

bool class_directive(struct view cell)
{
	return view_eq_nocase(view_sub(cell, 0, 4), VIEW("sep="));
}

bool class_foreign(struct view start)
{
	static const char *const magics[] = {"%PDF-", "{\\rtf", "%!PS", "GIF87a", "GIF89a", "Rar!"};
	for (size_t i = 0; i < array_len(magics); i++)
		if (view_starts(start, view_str(magics[i])))
			return true;
	return false;
}
