/* SPDX-License-Identifier: Apache-2.0
 * pdf/cmap.c: predefined CMaps unpacked, codes taken from strings, CIDs looked up.
 */
#include "base/utf8.h"
#include "disarm/pdf/cmap.h"
#include "disarm/pdf/cmap_table.h"

static const struct pdf_code_space two_bytes = {2, 0, 0xffff};
static const struct pdf_cid_range same = {0, 0xffff, 0, 2};
static const struct pdf_cmap identity[2] = {
    {.spaces_n = 1, .ranges_n = 1, .spaces = &two_bytes, .ranges = &same},
    {.vertical = true, .spaces_n = 1, .ranges_n = 1, .spaces = &two_bytes, .ranges = &same},
};

static enum err unpack_spaces(struct arena *mem, const struct pdf_cmap_table *t, struct pdf_cmap *m)
{
	struct cursor c = cursor_of(view_of(t->spaces, t->spaces_n));
	uint32_t n = t->spaces_n / 9;
	struct pdf_code_space *s = arena_array(mem, max_of(n, 1U), sizeof *s);
	if (!s)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		s[i].bytes = cursor_u8(&c);
		s[i].low = cursor_u32be(&c);
		s[i].high = cursor_u32be(&c);
	}
	m->spaces = s;
	m->spaces_n = n;
	return OK;
}

/* One pass counts, the second (with `to`) writes. */
static uint32_t unpack_into(const struct pdf_cmap_table *t, struct pdf_cid_range *to)
{
	struct cursor c = cursor_of(view_of(t->ranges, t->ranges_n));
	uint32_t n = 0, at = 0, cid = 0;
	uint8_t bytes = 0;
	while (!cursor_done(&c) && !c.bad) {
		uint32_t gap = (uint32_t)cursor_varint(&c);
		if (gap == 0) {
			bytes++;
			at = 0;
			continue;
		}
		struct pdf_cid_range r = {.low = at + gap - 1, .bytes = bytes};
		r.high = r.low + (uint32_t)cursor_varint(&c);
		cid += (uint32_t)cursor_zigzag(&c);
		r.cid = (uint16_t)cid;
		cid += r.high - r.low + 1;
		at = r.high + 1;
		if (to)
			to[n] = r;
		n++;
	}
	assert(cursor_done(&c)); /* our own table */
	return n;
}

static const struct pdf_cmap *unpack(struct arena *mem, const struct pdf_cmap_row *row, int table)
{
	const struct pdf_cmap_table *t = &pdf_cmap_tables[table];
	struct pdf_cmap *m = arena_alloc(mem, sizeof *m);
	if (!m || unpack_spaces(mem, t, m) != OK)
		return NULL;
	m->ranges_n = unpack_into(t, NULL);
	struct pdf_cid_range *r = arena_array(mem, max_of(m->ranges_n, 1U), sizeof *r);
	if (!r)
		return NULL;
	(void)unpack_into(t, r);
	m->ranges = r;
	m->vertical = t->vertical;
	m->collection = (enum pdf_collection)row->collection;
	m->coding = (enum pdf_coding)row->coding;
	m->unicode = view_starts(view_str(row->name), VIEW("Uni"));
	if (t->use >= 0) {
		m->use = unpack(mem, row, t->use);
		if (!m->use)
			return NULL;
	}
	return m;
}

const struct pdf_cmap *pdf_cmap_named(struct arena *mem, struct view name)
{
	if (view_eq(name, VIEW("Identity-H")) || view_eq(name, VIEW("Identity-V")))
		return &identity[name.p[name.n - 1] == 'V'];
	for (size_t i = 0; i < pdf_cmap_rows_n; i++)
		if (view_eq(name, view_str(pdf_cmap_rows[i].name)))
			return unpack(mem, &pdf_cmap_rows[i], pdf_cmap_rows[i].table);
	return NULL;
}

/* How many leading bytes of the string fit the space. */
static uint8_t fitting(const struct pdf_code_space *s, const uint8_t *p, size_t left)
{
	uint8_t n = 0;
	while (n < s->bytes && n < left) {
		unsigned shift = 8U * ((unsigned)s->bytes - n - 1U);
		uint8_t low = (uint8_t)(s->low >> shift), high = (uint8_t)(s->high >> shift);
		if (p[n] < low || p[n] > high)
			break;
		n++;
	}
	return n;
}

/* ISO 32000-2 9.7.6.3: the space that fits; or the shortest of those that fit furthest. */
static uint8_t code_length(const struct pdf_cmap *m, const uint8_t *p, size_t left)
{
	uint8_t best_fit = 0, best = 0;
	for (; m; m = m->use) {
		for (uint32_t i = 0; i < m->spaces_n; i++) {
			uint8_t fit = fitting(&m->spaces[i], p, left);
			uint8_t bytes = m->spaces[i].bytes;
			if (fit == bytes)
				return bytes;
			if (best == 0 || fit > best_fit || (fit == best_fit && bytes < best)) {
				best_fit = fit;
				best = bytes;
			}
		}
	}
	return best == 0 ? 2 : best;
}

static uint32_t next_utf8(struct cursor *s, uint8_t *ret_bytes)
{
	size_t from = s->at;
	uint32_t x = utf8_next(s);
	if (x == UTF8_BAD) {
		s->bad = false;
		s->at = from + 1;
		x = 0xfffd;
	}
	*ret_bytes = (uint8_t)(s->at - from);
	return x;
}

static uint32_t next_utf16(struct cursor *s, uint8_t *ret_bytes)
{
	*ret_bytes = (uint8_t)min_of(cursor_left(s), (size_t)2);
	if (*ret_bytes < 2)
		return cursor_u8(s);
	uint32_t x = cursor_u16be(s);
	if (x < 0xd800 || x > 0xdbff || cursor_left(s) < 2)
		return x;
	struct cursor low = *s;
	uint32_t y = cursor_u16be(&low);
	if (y < 0xdc00 || y > 0xdfff)
		return x;
	*s = low;
	*ret_bytes = 4;
	return 0x10000 + ((x - 0xd800) << 10) + (y - 0xdc00);
}

uint32_t pdf_cmap_next(const struct pdf_cmap *m, struct cursor *string, uint8_t *ret_bytes)
{
	if (m->coding == PDF_CODING_UTF8)
		return next_utf8(string, ret_bytes);
	if (m->coding == PDF_CODING_UTF16)
		return next_utf16(string, ret_bytes);
	size_t left = cursor_left(string);
	uint8_t n = code_length(m, string->v.p + string->at, left);
	uint32_t code = 0;
	n = (uint8_t)min_of((size_t)n, left);
	for (uint8_t i = 0; i < n; i++)
		code = code << 8 | cursor_u8(string);
	*ret_bytes = n;
	return code;
}

static const struct pdf_cid_range *range_of(const struct pdf_cmap *m, uint32_t code, uint8_t bytes)
{
	uint32_t low = 0, high = m->ranges_n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct pdf_cid_range *r = &m->ranges[mid];
		if (r->bytes < bytes || (r->bytes == bytes && r->high < code))
			low = mid + 1;
		else if (r->bytes > bytes || r->low > code)
			high = mid;
		else
			return r;
	}
	return NULL;
}

uint16_t pdf_cmap_cid(const struct pdf_cmap *m, uint32_t code, uint8_t bytes)
{
	if (m->coding != PDF_CODING_SPACES)
		bytes = 4;
	for (; m; m = m->use) {
		const struct pdf_cid_range *r = range_of(m, code, bytes);
		if (r)
			return (uint16_t)(r->cid + (code - r->low));
	}
	return 0;
}

const uint32_t *pdf_cid_unicode(struct arena *mem, enum pdf_collection collection, uint32_t *ret_n)
{
	const struct pdf_cid_unicode *t = &pdf_cid_unicodes[collection];
	uint32_t *codes = t->count > 0 ? arena_array(mem, t->count, sizeof *codes) : NULL;
	if (!codes)
		return NULL;
	struct cursor c = cursor_of(view_of(t->packed, t->bytes));
	int64_t before = 0;
	for (uint32_t i = 0; i < t->count; i++) {
		before += cursor_zigzag(&c) + 1;
		/* Spaces of both widths, which poppler-data tells by other ones. */
		codes[i] = before == 0xa0 ? 0x20 : before == 0x2003 ? 0x3000 : (uint32_t)before;
	}
	*ret_n = t->count;
	return codes;
}
