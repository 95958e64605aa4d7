/* SPDX-License-Identifier: Apache-2.0
 * pdf/object.c: asking objects what they are and hold.
 */
#include "disarm/pdf/pdf.h"
#include "base/utf8.h"

bool pdf_is_dict(const struct pdf_obj *o)
{
	return o->kind == PDF_DICT || o->kind == PDF_STREAM;
}

const struct pdf_obj *pdf_get_raw(const struct pdf_obj *dict, struct view key)
{
	if (!pdf_is_dict(dict))
		return &pdf_null;
	for (uint32_t i = dict->n; i > 0; i--)
		if (view_eq(dict->entries[i - 1].key, key))
			return &dict->entries[i - 1].value;
	return &pdf_null;
}

const struct pdf_obj *pdf_get_view(struct pdf *pdf, const struct pdf_obj *dict, struct view key)
{
	return pdf_resolve(pdf, pdf_get_raw(pdf_resolve(pdf, dict), key));
}

const struct pdf_obj *pdf_get(struct pdf *pdf, const struct pdf_obj *dict, const char *key)
{
	return pdf_get_view(pdf, dict, view_str(key));
}

const struct pdf_obj *pdf_at(struct pdf *pdf, const struct pdf_obj *array, uint32_t i)
{
	array = pdf_resolve(pdf, array);
	if (array->kind != PDF_ARRAY || i >= array->n)
		return &pdf_null;
	return pdf_resolve(pdf, &array->items[i]);
}

bool pdf_is(const struct pdf_obj *o, const char *name)
{
	return o->kind == PDF_NAME && view_eq(o->bytes, view_str(name));
}

bool pdf_is_number(const struct pdf_obj *o)
{
	return o->kind == PDF_INT || o->kind == PDF_REAL;
}

double pdf_number(const struct pdf_obj *o, double otherwise)
{
	if (o->kind == PDF_INT)
		return (double)o->whole;
	return o->kind == PDF_REAL ? o->real : otherwise;
}

int64_t pdf_int(const struct pdf_obj *o, int64_t otherwise)
{
	if (o->kind == PDF_INT)
		return o->whole;
	if (o->kind != PDF_REAL || o->real < -1e15 || o->real > 1e15)
		return otherwise;
	return (int64_t)o->real;
}

bool pdf_flag(const struct pdf_obj *o, bool otherwise)
{
	return o->kind == PDF_BOOL ? o->flag : otherwise;
}

uint32_t pdf_numbers_most(struct pdf *pdf, const struct pdf_obj *array, double *ret, uint32_t n)
{
	array = pdf_resolve(pdf, array);
	if (array->kind != PDF_ARRAY)
		return 0;
	uint32_t most = min_of(n, array->n);
	for (uint32_t i = 0; i < most; i++) {
		const struct pdf_obj *o = pdf_at(pdf, array, i);
		if (!pdf_is_number(o))
			return i;
		ret[i] = pdf_number(o, 0);
	}
	return most;
}

bool pdf_numbers(struct pdf *pdf, const struct pdf_obj *array, double *ret, uint32_t n)
{
	array = pdf_resolve(pdf, array);
	return array->kind == PDF_ARRAY && array->n == n &&
	       pdf_numbers_most(pdf, array, ret, n) == n;
}

/* --- text strings (ISO 32000-2 7.9.2.2, annex D.3) --- */

/* PDFDocEncoding where it is not Latin-1. */
static const uint16_t doc_low[] = {0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc};
static const uint16_t doc_high[] = {
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203a, 0x2212,
    0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141,
    0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0,	    0x20ac};

static uint32_t doc_char(uint8_t c)
{
	if (c >= 0x18 && c < 0x20)
		return doc_low[c - 0x18];
	if (c >= 0x80 && c <= 0xa0)
		return doc_high[c - 0x80];
	return c;
}

static void put_char(struct buf *b, uint32_t c)
{
	c = c == '\r' ? '\n' : c;
	if (c != 0 && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) && !utf8_forbidden(c))
		utf8_put(b, c);
}

static uint32_t unit(struct view v, size_t i, bool little)
{
	return little ? (uint32_t)(v.p[i] | v.p[i + 1] << 8) : (uint32_t)(v.p[i] << 8 | v.p[i + 1]);
}

static void put_utf16(struct buf *b, struct view v, bool little)
{
	for (size_t i = 2; i + 1 < v.n; i += 2) {
		uint32_t c = unit(v, i, little);
		if (c == 0x1b) { /* a language tag: up to the next escape */
			do
				i += 2;
			while (i + 1 < v.n && unit(v, i, little) != 0x1b);
			continue;
		}
		if (c >= 0xd800 && c < 0xdc00 && i + 3 < v.n) {
			uint32_t low = unit(v, i + 2, little);
			if (low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		put_char(b, c);
	}
}

struct view pdf_text_string(struct pdf *pdf, const struct pdf_obj *string)
{
	struct view v = string->bytes, mark = VIEW("\xef\xbb\xbf");
	if (string->kind != PDF_STRING)
		return VIEW("");
	struct buf b scope_end(buf_free) = buf_new(v.n * 3 + 16);
	if (view_starts(v, VIEW("\xfe\xff")) || view_starts(v, VIEW("\xff\xfe"))) {
		put_utf16(&b, v, v.p[0] == 0xff);
	} else if (view_starts(v, mark) && utf8_valid(v)) {
		struct cursor c = cursor_of(view_sub(v, mark.n, v.n));
		while (cursor_left(&c) > 0)
			put_char(&b, utf8_next(&c));
	} else {
		for (size_t i = 0; i < v.n; i++)
			put_char(&b, doc_char(v.p[i]));
	}
	struct view copy = arena_copy(pdf->mem, buf_view(&b));
	if (b.err != OK || !copy.p)
		pdf_fail(pdf, E_NO_MEMORY);
	return copy.p ? copy : VIEW("");
}
