/* SPDX-License-Identifier: Apache-2.0
 * grid.c: cells, areas, names, headers and footers, dates.
 */
#include "form/grid.h"

static bool is_digit(uint8_t b)
{
	return b >= '0' && b <= '9';
}

static bool is_letter(uint8_t b)
{
	return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
}

/* Column letters at `*at`: the number from one, 0 when there are none or too many. */
static uint32_t take_column(struct view v, size_t *at)
{
	uint32_t n = 0;
	size_t i = *at;
	if (i < v.n && v.p[i] == '$')
		i++;
	for (; i < v.n && is_letter(v.p[i]) && n <= GRID_COLUMNS; i++)
		n = n * 26 + (uint32_t)((v.p[i] & 0x1f));
	if (n == 0 || n > GRID_COLUMNS)
		return 0;
	*at = i;
	return n;
}

static uint32_t take_row(struct view v, size_t *at)
{
	uint32_t n = 0;
	size_t i = *at;
	if (i < v.n && v.p[i] == '$')
		i++;
	if (i < v.n && v.p[i] == '0')
		return 0;
	for (; i < v.n && is_digit(v.p[i]) && n <= GRID_ROWS; i++)
		n = n * 10 + (uint32_t)(v.p[i] - '0');
	if (n == 0 || n > GRID_ROWS)
		return 0;
	*at = i;
	return n;
}

bool grid_cell(struct view v, uint32_t *ret_column, uint32_t *ret_row)
{
	size_t at = 0;
	uint32_t column = take_column(v, &at), row = column ? take_row(v, &at) : 0;
	if (row == 0 || at != v.n)
		return false;
	*ret_column = column - 1;
	*ret_row = row - 1;
	return true;
}

size_t grid_letters(uint32_t column, char to[3])
{
	char back[3];
	size_t n = 0;
	for (uint32_t c = column + 1; c > 0 && n < 3; c = (c - 1) / 26)
		back[n++] = (char)('A' + (c - 1) % 26);
	for (size_t i = 0; i < n; i++)
		to[i] = back[n - 1 - i];
	return n;
}

bool grid_cell_ok(struct view v)
{
	uint32_t column, row;
	return view_find(v, 0, '$') == v.n && grid_cell(v, &column, &row);
}

bool grid_area_ok(struct view v)
{
	uint32_t column, row;
	size_t colon = view_find(v, 0, ':'), a = 0, b = 0;
	struct view first = view_sub(v, 0, colon), second = view_sub(v, colon + 1, v.n);
	if (colon == v.n)
		return grid_cell(v, &column, &row);
	if (grid_cell(first, &column, &row))
		return grid_cell(second, &column, &row);
	if (take_column(first, &a) && a == first.n)
		return take_column(second, &b) && b == second.n;
	a = 0;
	return take_row(first, &a) && a == first.n && take_row(second, &b) && b == second.n;
}

bool grid_areas_ok(struct view v)
{
	for (size_t from = 0, to; from <= v.n; from = to + 1) {
		to = view_find(v, from, ' ');
		if (!grid_area_ok(view_sub(v, from, to - from)))
			return false;
	}
	return v.n > 0;
}

bool grid_headfoot_code(uint8_t b)
{
	return b != 0 && strchr("LCRPNDTABIUESXYOH&", b);
}

/* "&K" takes six hex digits, or a theme colour "01+000". */
static size_t colour_end(struct view v, size_t at)
{
	size_t i = at;
	while (i < v.n && i < at + 6 &&
	       (is_digit(v.p[i]) || is_letter(v.p[i]) || v.p[i] == '+' || v.p[i] == '-'))
		i++;
	return i == at + 6 ? i : 0;
}

/* "font,style" between quotes. */
static size_t font_end(struct view v, size_t at)
{
	for (size_t i = at; i < v.n; i++) {
		if (v.p[i] == '"')
			return i + 1;
		if (v.p[i] < ' ' || strchr("\\/:<>|&", v.p[i]))
			return 0;
	}
	return 0;
}

bool grid_headfoot_ok(struct view v)
{
	for (size_t i = 0; i < v.n;) {
		if (v.p[i] != '&') {
			i++;
			continue;
		}
		if (++i == v.n)
			return false;
		if (is_digit(v.p[i]) || grid_headfoot_code(v.p[i]))
			i++;
		else if (v.p[i] == 'K')
			i = colour_end(v, i + 1);
		else if (v.p[i] == '"')
			i = font_end(v, i + 1);
		else
			i = 0;
		if (i == 0)
			return false;
	}
	return true;
}

bool grid_date_ok(struct view v)
{
	if (v.n < 4 || v.n > 32)
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!is_digit(v.p[i]) && !strchr("-:.TZ", v.p[i]))
			return false;
	return is_digit(v.p[0]);
}
