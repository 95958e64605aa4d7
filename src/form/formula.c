/* SPDX-License-Identifier: Apache-2.0
 * formula.c: words of formulas, and the names that may stand behind numbers.
 */
#include "form/formula.h"

const char *const formula_operators[FORMULA_OPERATORS] = {"+",	"-", "*", "/",	"^",  "&", "=",
							  "<>", "<", ">", "<=", ">=", ":"};
const char *const formula_errors[FORMULA_ERRORS] = {
    "#NULL!", "#DIV/0!", "#VALUE!",	  "#REF!",   "#NAME?",
    "#NUM!",  "#N/A",	 "#GETTING_DATA", "#SPILL!", "#CALC!"};

/* Letters outside ASCII that names may hold: no punctuation, no symbol, nothing that looks like a
 * mark of a formula in full width (U+FF01, U+FF08, U+FF5C ...). */
static const struct {
	uint32_t from, to;
} letters[] = {
    {0xaa, 0xaa},     {0xb5, 0xb5},	{0xba, 0xba},	  {0xc0, 0xd6},	    {0xd8, 0xf6},
    {0xf8, 0x2c1},    {0x370, 0x373},	{0x376, 0x377},	  {0x37b, 0x37d},   {0x386, 0x386},
    {0x388, 0x481},   {0x48a, 0x556},	{0x561, 0x587},	  {0x5d0, 0x5ea},   {0x620, 0x669},
    {0x671, 0x6d3},   {0x904, 0x939},	{0xe01, 0xe3a},	  {0xe40, 0xe4e},   {0x10a0, 0x10ff},
    {0x1100, 0x11ff}, {0x1e00, 0x1fbc}, {0x2160, 0x2188}, {0x2460, 0x24ff}, {0x3005, 0x3007},
    {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3041, 0x3096}, {0x309d, 0x309f}, {0x30a1, 0x30ff},
    {0x3105, 0x312f}, {0x3131, 0x318e}, {0x31f0, 0x31ff}, {0x3220, 0x33ff}, {0x3400, 0x4dbf},
    {0x4e00, 0x9fff}, {0xa000, 0xa48c}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xff10, 0xff19},
    {0xff21, 0xff3a}, {0xff3f, 0xff3f}, {0xff41, 0xff5a}, {0xff66, 0xff9f}, {0x20000, 0x3134f},
};

static bool is_digit(uint32_t x)
{
	return x >= '0' && x <= '9';
}

static bool is_alpha(uint32_t x)
{
	return (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z');
}

bool formula_letter(uint32_t x)
{
	if (x < 0x80)
		return is_alpha(x) || x == '_';
	for (size_t i = 0; i < array_len(letters); i++)
		if (x <= letters[i].to)
			return x >= letters[i].from;
	return false;
}

static size_t span(struct view v, size_t at, bool (*in)(uint32_t))
{
	size_t n = 0;
	while (at + n < v.n && in(v.p[at + n]))
		n++;
	return n;
}

bool formula_looks_like_place(struct view v)
{
	size_t alphas = span(v, 0, is_alpha), digits = span(v, alphas, is_digit);
	if (alphas >= 1 && alphas <= 3 && digits && alphas + digits == v.n)
		return true; /* AB12; also what only looks like it: XFE1, A9999999 */
	/* R1C1 style: R, C, RC, R1, C1, R1C, RC1, R1C1. */
	size_t at = 0;
	bool row = v.n > 0 && (v.p[0] | 0x20) == 'r';
	if (row)
		at = 1 + span(v, 1, is_digit);
	bool column = at < v.n && (v.p[at] | 0x20) == 'c';
	if (column)
		at += 1 + span(v, at + 1, is_digit);
	return (row || column) && at == v.n;
}

static bool begins(struct view v, const char *word)
{
	struct view w = view_str(word);
	return view_eq_nocase(view_sub(v, 0, w.n), w);
}

bool formula_name_ok(struct view v)
{
	struct cursor c = cursor_of(v);
	if (v.n == 0 || v.n > 1020 || is_digit(v.p[0]) || v.p[0] == '.')
		return false;
	uint32_t count = 0;
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		if (c.bad || ++count > 255 || !(formula_letter(x) || is_digit(x) || x == '.'))
			return false;
	}
	return !formula_looks_like_place(v) && !begins(v, "_xl") && !begins(v, "auto_") &&
	       !view_eq_nocase(v, VIEW("true")) && !view_eq_nocase(v, VIEW("false"));
}

bool formula_sheet_ok(struct view v)
{
	static const uint8_t never[] = ":\\/?*[]|\t\n";
	struct cursor c = cursor_of(v);
	uint32_t units = 0;
	for (size_t i = 0; i < sizeof never - 1; i++)
		if (view_find(v, 0, never[i]) < v.n)
			return false;
	if (v.n == 0 || !utf8_clean(v) || v.p[0] == '\'' || v.p[v.n - 1] == '\'')
		return false;
	while (cursor_left(&c) > 0)
		units += utf8_next(&c) > 0xffff ? 2 : 1;
	return units <= 31;
}

static struct view without_prefix(struct view name)
{
	if (begins(name, "_xlfn.")) {
		name = view_sub(name, 6, name.n);
		if (begins(name, "_xlws."))
			name = view_sub(name, 6, name.n);
	}
	return name;
}

/* Byte order of the upper-case spelling against a word of the table. */
static int compare(struct view v, const char *word)
{
	for (size_t i = 0; i < v.n; i++) {
		int x = v.p[i] >= 'a' && v.p[i] <= 'z' ? v.p[i] - 0x20 : v.p[i];
		int y = (unsigned char)word[i];
		if (x != y || y == 0)
			return x - y;
	}
	return word[v.n] == 0 ? 0 : -1;
}

uint32_t formula_function_find(struct view name)
{
	size_t low = 0, high = FORMULA_FUNCTIONS;
	name = without_prefix(name);
	while (low < high) {
		size_t middle = (low + high) / 2;
		uint32_t place = formula_functions_sorted[middle];
		int order = compare(name, formula_functions[place].name);
		if (order == 0)
			return place;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return FORMULA_NO;
}
