/* SPDX-License-Identifier: Apache-2.0
 * pdf.c: objects, object streams, cross-reference stream.
 */
#include <libdeflate.h>

#include "base/utf8.h"
#include "rebuild/pdf.h"

#define LEVEL 6
#define GATHER 200u /* objects of one object stream */
#define OBJECTS_MAX 8000000u

/* Two random-looking constants would say no more than zeros do. */
#define FILE_ID "<00000000000000000000000000000000>"

void pdf_begin(struct pdf *f, struct buf *out)
{
	*f = (struct pdf){.out = out};
	f->places = buf_new((size_t)OBJECTS_MAX * sizeof(struct pdf_place));
	f->index = buf_new(1u << 16);
	f->bodies = buf_new(out->cap);
	f->deflate = libdeflate_alloc_compressor(LEVEL);
	if (!f->deflate)
		f->err = E_NO_MEMORY;
	buf_str(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	(void)pdf_new(f); /* number 0 is the head of the free list */
}

uint32_t pdf_new(struct pdf *f)
{
	struct pdf_place place = {0};
	if (f->n == OBJECTS_MAX) {
		f->err = E_LIMIT_COUNT;
		return 0;
	}
	buf_put(&f->places, view_of(&place, sizeof place));
	return f->n++;
}

static void place(struct pdf *f, uint32_t number, uint64_t at, uint32_t stream)
{
	struct pdf_place p = {at, stream, true}, *all = (void *)f->places.p;
	if (f->err != OK || f->places.err != OK)
		return;
	assert(number > 0 && number < f->n && !all[number].written);
	all[number] = p;
}

static void put_alone(struct pdf *f, uint32_t number, struct view entries, const char *filter,
		      struct view content)
{
	place(f, number, f->out->n, 0);
	buf_int(f->out, number);
	buf_str(f->out, " 0 obj\n<<");
	buf_put(f->out, entries);
	buf_str(f->out, filter);
	buf_str(f->out, "/Length ");
	buf_int(f->out, (int64_t)content.n);
	buf_str(f->out, ">>stream\n");
	buf_put(f->out, content);
	buf_str(f->out, "\nendstream\nendobj\n");
}

void pdf_stream_as_is(struct pdf *f, uint32_t number, struct view entries, struct view content)
{
	put_alone(f, number, entries, "", content);
}

void pdf_stream(struct pdf *f, uint32_t number, struct view entries, struct view content)
{
	if (f->err != OK)
		return;
	size_t bound = libdeflate_zlib_compress_bound(f->deflate, content.n);
	struct buf packed scope_end(buf_free) = buf_new(bound);
	uint8_t *to = buf_grow(&packed, bound);
	size_t n = to ? libdeflate_zlib_compress(f->deflate, content.p, content.n, to, bound) : 0;
	if (n == 0)
		f->err = to ? E_INTERNAL : E_NO_MEMORY;
	else
		put_alone(f, number, entries, "/Filter/FlateDecode", view_of(to, n));
}

static void flush(struct pdf *f)
{
	struct buf entries scope_end(buf_free) = buf_new(128);
	struct buf content scope_end(buf_free) = buf_new(f->index.n + f->bodies.n);
	if (f->gathered == 0)
		return;
	buf_fmt(&entries, "/Type/ObjStm/N %u/First %zu", f->gathered, f->index.n);
	buf_put(&content, buf_view(&f->index));
	buf_put(&content, buf_view(&f->bodies));
	if (f->err == OK)
		f->err = max_of(max_of(content.err, f->bodies.err), f->index.err);
	pdf_stream(f, f->stream, buf_view(&entries), buf_view(&content));
	buf_clear(&f->index);
	buf_clear(&f->bodies);
	f->gathered = 0;
}

void pdf_object(struct pdf *f, uint32_t number, struct view body)
{
	if (f->gathered == 0)
		f->stream = pdf_new(f);
	place(f, number, f->gathered, f->stream);
	buf_fmt(&f->index, "%u %zu ", number, f->bodies.n);
	buf_put(&f->bodies, body);
	buf_u8(&f->bodies, '\n');
	if (++f->gathered == GATHER || f->bodies.n > 1u << 20)
		flush(f);
}

/* ISO 32000-1 7.5.8: a row an object: 1, place or 2, object stream, index in it. */
static void put_xref(struct pdf *f, uint32_t root, uint32_t info)
{
	struct buf rows scope_end(buf_free) = buf_new((size_t)f->n * 11 + 16);
	struct buf entries scope_end(buf_free) = buf_new(256);
	uint32_t number = pdf_new(f);
	uint64_t at = f->out->n;
	const struct pdf_place *all = (const void *)f->places.p;
	for (uint32_t i = 0; i < f->n && f->places.err == OK && f->err == OK; i++) {
		const struct pdf_place *p = &all[i];
		assert(i == 0 || i == number || p->written);
		buf_u8(&rows, i == 0 ? 0 : p->stream ? 2 : 1);
		buf_u64be(&rows, i == number ? at : p->stream ? p->stream : p->at);
		buf_u8(&rows, i == 0 ? 255 : (uint8_t)(p->stream ? p->at : 0));
	}
	buf_fmt(&entries,
		"/Type/XRef/Size %u/W[1 8 1]/Root %u 0 R/Info %u 0 R/ID[" FILE_ID FILE_ID "]", f->n,
		root, info);
	pdf_stream(f, number, buf_view(&entries), buf_view(&rows));
	buf_fmt(f->out, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)at);
}

enum err pdf_end(struct pdf *f, uint32_t root, uint32_t info)
{
	flush(f);
	if (f->err == OK)
		put_xref(f, root, info);
	if (f->err == OK)
		f->err = max_of(f->out->err, f->places.err);
	return f->err;
}

void pdf_free(struct pdf *f)
{
	libdeflate_free_compressor(f->deflate);
	buf_free(&f->places);
	buf_free(&f->index);
	buf_free(&f->bodies);
}

void pdf_fixed(struct buf *b, int64_t value, unsigned places)
{
	char text[32];
	size_t at = sizeof text;
	uint64_t rest = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
	bool any = false;
	text[--at] = ' ';
	for (unsigned i = 0; i < places; i++, rest /= 10) {
		any |= rest % 10 != 0;
		if (any)
			text[--at] = (char)('0' + rest % 10);
	}
	if (any)
		text[--at] = '.';
	for (; rest > 0 || text[at] == ' '; rest /= 10)
		text[--at] = (char)('0' + rest % 10);
	if (value < 0)
		text[--at] = '-';
	buf_put(b, view_of(text + at, sizeof text - at));
}

void pdf_micro(struct buf *b, const int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pdf_fixed(b, values[i], 6);
}

void pdf_shares(struct buf *b, const uint32_t *micro, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pdf_fixed(b, micro[i], 6);
}

void pdf_nano(struct buf *b, const int64_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pdf_fixed(b, values[i], 9);
}

void pdf_ref(struct buf *b, uint32_t number)
{
	buf_fmt(b, "%u 0 R ", number);
}

static void put_unit(struct buf *b, uint32_t unit)
{
	static const char digits[] = "0123456789ABCDEF";
	for (unsigned shift = 16; shift > 0; shift -= 4)
		buf_u8(b, (uint8_t)digits[unit >> (shift - 4) & 15]);
}

void pdf_utf16(struct buf *b, struct view text)
{
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0 && !c.bad) {
		uint32_t x = utf8_next(&c);
		if (x < 0x10000) {
			put_unit(b, x);
		} else if (x != UTF8_BAD) {
			put_unit(b, 0xd800 + ((x - 0x10000) >> 10));
			put_unit(b, 0xdc00 + ((x - 0x10000) & 0x3ff));
		}
	}
}

void pdf_text(struct buf *b, struct view text)
{
	buf_str(b, "<FEFF");
	pdf_utf16(b, text);
	buf_str(b, ">");
}

void pdf_string(struct buf *b, struct view bytes)
{
	buf_u8(b, '(');
	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t c = bytes.p[i];
		if (c == '\r') { /* a bare one would be read as a line feed */
			buf_str(b, "\\r");
			continue;
		}
		if (c == '(' || c == ')' || c == '\\')
			buf_u8(b, '\\');
		buf_u8(b, c);
	}
	buf_u8(b, ')');
}
