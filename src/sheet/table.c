/* SPDX-License-Identifier: Apache-2.0
 * table.c: columns by display width.
 */
#include "sheet/table.h"

#include "base/utf8.h"

#define TABLE_BYTES ((size_t)16 << 20)
#define GAP 2

struct cli_table cli_table_new(size_t columns)
{
	assert(columns >= 1 && columns <= CLI_TABLE_COLUMNS);
	return (struct cli_table){.columns = columns, .text = buf_new(TABLE_BYTES)};
}

/* UAX #11, wide and full-width, in blocks: enough for names and sentences. */
static const struct {
	uint32_t from, to;
} wide[] = {
    {0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd},
};

static size_t width_of(uint32_t x)
{
	if ((x >= 0x300 && x <= 0x36f) || x == 0x3099 || x == 0x309a ||
	    (x >= 0xfe00 && x <= 0xfe0f))
		return 0;
	for (size_t i = 0; i < array_len(wide); i++)
		if (x >= wide[i].from && x <= wide[i].to)
			return 2;
	return 1;
}

size_t cli_width(struct view text)
{
	struct cursor c = cursor_of(text);
	size_t sum = 0;
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		if (x == UTF8_BAD)
			break;
		sum += width_of(x);
	}
	return sum;
}

void cli_table_cell(struct cli_table *t, struct view text)
{
	size_t column = t->cells++ % t->columns;
	size_t begin = t->text.n;
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0)
		utf8_put(&t->text, utf8_shown_in_line(&c));
	t->width[column] =
	    max_of(t->width[column], cli_width(view_sub(buf_view(&t->text), begin, SIZE_MAX)));
	buf_u8(&t->text, 0);
}

void cli_table_print(struct cli_table *t, FILE *to)
{
	struct view all = buf_view(&t->text);
	for (size_t i = 0, at = 0; i < t->cells && at < all.n; i++) {
		size_t end = view_find(all, at, 0), column = i % t->columns;
		struct view cell = view_sub(all, at, end - at);
		fwrite(cell.p, 1, cell.n, to);
		at = end + 1;
		if (column + 1 == t->columns)
			fputc('\n', to);
		else
			fprintf(to, "%*s", (int)(t->width[column] - cli_width(cell) + GAP), "");
	}
	buf_free(&t->text);
}
