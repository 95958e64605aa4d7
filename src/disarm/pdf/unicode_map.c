/* SPDX-License-Identifier: Apache-2.0
 * pdf/unicode_map.c: ToUnicode maps.
 */
#include "disarm/pdf/cmap.h"
#include "disarm/pdf/unicode.h"

struct row {
	uint32_t low, high;
	uint32_t order;		 /* of two rows for one code the later one counts */
	struct pdf_text_of text; /* of low; the last code point grows with the code */
};

struct pdf_to_unicode {
	uint32_t n;
	const struct row *rows; /* sorted by low */
};

struct reading {
	struct buf rows;
	uint32_t n;
};

/* UTF-16 without a mark; a single byte stands for itself. */
static struct pdf_text_of text_of(struct view v)
{
	struct pdf_text_of t = {0};
	struct cursor c = cursor_of(v);
	if (v.n == 1)
		pdf_text_add(&t, v.p[0]);
	while (cursor_left(&c) >= 2) {
		uint32_t x = cursor_u16be(&c);
		if (x >= 0xd800 && x <= 0xdbff && cursor_left(&c) >= 2) {
			struct cursor low = c;
			uint32_t y = cursor_u16be(&low);
			if (y >= 0xdc00 && y <= 0xdfff) {
				x = 0x10000 + ((x - 0xd800) << 10) + (y - 0xdc00);
				c = low;
			}
		}
		pdf_text_add(&t, x);
	}
	return t;
}

static enum err add(struct reading *r, uint32_t low, uint32_t high, struct view text)
{
	struct row row = {.low = low, .high = high, .order = r->n++, .text = text_of(text)};
	buf_put(&r->rows, view_of(&row, sizeof row));
	return r->rows.err == E_LIMIT_SIZE ? E_LIMIT_COUNT : r->rows.err;
}

static enum err take(void *context, const struct pdf_cmap_row_seen *row)
{
	struct reading *r = context;
	uint32_t low = 0, high = 0;
	uint8_t bytes = 0;
	bool one = row->section == PDF_SECTION_BF_CHAR;
	if ((!one && row->section != PDF_SECTION_BF_RANGE) ||
	    !pdf_cmap_code(&row->v[0], &low, &bytes) ||
	    !pdf_cmap_code(&row->v[one ? 0 : 1], &high, &bytes) || high < low)
		return OK;
	const struct pdf_obj *to = &row->v[one ? 1 : 2];
	if (to->kind == PDF_STRING)
		return add(r, low, high, to->bytes);
	for (uint32_t i = 0; to->kind == PDF_ARRAY && i < to->n && i <= high - low; i++)
		if (to->items[i].kind == PDF_STRING)
			try(add(r, low + i, low + i, to->items[i].bytes));
	return OK;
}

static int by_code(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void reading_end(struct reading *r)
{
	buf_free(&r->rows);
}

enum err pdf_to_unicode_parse(struct arena *mem, struct view text, struct pdf_to_unicode **ret)
{
	scope_end(reading_end) struct reading r = {
	    .rows = buf_new(PDF_CMAP_RANGES_MAX * sizeof(struct row))};
	try(pdf_cmap_scan(mem, text, &r, take));
	struct pdf_to_unicode *map = arena_alloc(mem, sizeof *map);
	struct row *rows = arena_alloc(mem, max_of(r.rows.n, (size_t)1));
	if (!map || !rows)
		return E_NO_MEMORY;
	if (r.rows.n > 0)
		memcpy(rows, r.rows.p, r.rows.n);
	qsort(rows, r.n, sizeof *rows, by_code);
	*map = (struct pdf_to_unicode){r.n, rows};
	*ret = map;
	return OK;
}

/* Rows that overlap in part are nonsense; the last one that begins at or before the code decides,
 * or the one before it. */
struct pdf_text_of pdf_to_unicode(const struct pdf_to_unicode *map, uint32_t code)
{
	uint32_t low = 0, high = map->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (map->rows[mid].low <= code)
			low = mid + 1;
		else
			high = mid;
	}
	for (uint32_t back = 0; back < 2 && low > back; back++) {
		const struct row *row = &map->rows[low - back - 1];
		if (code > row->high)
			continue;
		struct pdf_text_of t = row->text;
		if (t.n > 0)
			t.c[t.n - 1] += code - row->low;
		return t;
	}
	return (struct pdf_text_of){0};
}
