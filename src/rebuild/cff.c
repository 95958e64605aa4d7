/* SPDX-License-Identifier: Apache-2.0
 * cff.c: charstrings and the tables around them.
 */
#include "rebuild/cff.h"

#define FONT_MOST (32u << 20)
#define STRING_MOST 65535u
#define STACK_MOST 48u /* operands (TN 5177, appendix B) */

/* Charstring operators (TN 5177, 4.1). */
enum { RLINETO = 5, RRCURVETO = 8, ENDCHAR = 14, RMOVETO = 21, HMOVETO = 22, VMOVETO = 4 };

void cff_begin(struct cff *f, uint32_t units)
{
	*f = (struct cff){.units = units};
	f->strings = buf_new(FONT_MOST);
	f->ends = buf_new(65536 * sizeof(uint32_t));
	buf_u8(&f->strings, ENDCHAR); /* CID 0 */
	buf_u32(&f->ends, 1);
	f->glyphs = 1;
}

void cff_free(struct cff *f)
{
	buf_free(&f->strings);
	buf_free(&f->ends);
}

static void put_number(struct buf *b, int32_t x)
{
	if (x >= -107 && x <= 107) {
		buf_u8(b, (uint8_t)(x + 139));
	} else if (x >= 108 && x <= 1131) {
		buf_u8(b, (uint8_t)(247 + ((x - 108) >> 8)));
		buf_u8(b, (uint8_t)(x - 108));
	} else if (x >= -1131 && x <= -108) {
		buf_u8(b, (uint8_t)(251 + ((-x - 108) >> 8)));
		buf_u8(b, (uint8_t)(-x - 108));
	} else {
		buf_u8(b, 28);
		buf_u8(b, (uint8_t)((uint32_t)x >> 8));
		buf_u8(b, (uint8_t)x);
	}
}

void cff_glyph_begin(struct cff *f, int32_t width)
{
	f->width = max_of(-32768, min_of(32767, width));
	f->x = f->y = 0;
	f->drawn = false;
}

/* Says the operator whose operands lie on the stack. */
static void flush(struct cff *f)
{
	if (f->run)
		buf_u8(&f->strings, f->run);
	f->run = 0;
	f->held = 0;
}

/* Lines follow lines and curves curves without a word of their own, as far as the stack goes. */
static void gather(struct cff *f, uint8_t op, unsigned operands)
{
	if (f->run != op || f->held + operands > STACK_MOST)
		flush(f);
	f->run = op;
	f->held += operands;
}

static void put_delta(struct cff *f, const int64_t to[2])
{
	int32_t x = (int32_t)to[0], y = (int32_t)to[1];
	put_number(&f->strings, x - f->x);
	put_number(&f->strings, y - f->y);
	f->x = x;
	f->y = y;
}

/* Control points are counted too: a box that is a little large is allowed. */
static void reach(struct cff *f, const int64_t *points, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int32_t at = (int32_t)points[i];
		int32_t *least = &f->box[i % 2], *most = &f->box[2 + i % 2];
		*least = f->any ? min_of(*least, at) : at;
		*most = f->any ? max_of(*most, at) : at;
		if (i % 2 == 1)
			f->any = true;
	}
}

/* The first operator that clears the stack carries the width (default and nominal are 0). */
static void put_width(struct cff *f)
{
	if (!f->drawn && f->width != 0)
		put_number(&f->strings, f->width);
	f->drawn = true;
}

void cff_move(struct cff *f, const int64_t to[2])
{
	int32_t x = (int32_t)to[0], y = (int32_t)to[1];
	flush(f);
	put_width(f);
	if (y == f->y) {
		put_number(&f->strings, x - f->x);
		buf_u8(&f->strings, HMOVETO);
	} else if (x == f->x) {
		put_number(&f->strings, y - f->y);
		buf_u8(&f->strings, VMOVETO);
	} else {
		put_number(&f->strings, x - f->x);
		put_number(&f->strings, y - f->y);
		buf_u8(&f->strings, RMOVETO);
	}
	f->x = x;
	f->y = y;
	reach(f, to, 2);
}

void cff_line(struct cff *f, const int64_t to[2])
{
	gather(f, RLINETO, 2);
	put_delta(f, to);
	reach(f, to, 2);
}

void cff_curve(struct cff *f, const int64_t points[6])
{
	gather(f, RRCURVETO, 6);
	for (unsigned i = 0; i < 6; i += 2)
		put_delta(f, points + i);
	reach(f, points, 6);
}

enum err cff_glyph_end(struct cff *f)
{
	flush(f);
	put_width(f);
	buf_u8(&f->strings, ENDCHAR);
	const uint8_t *last = f->ends.p ? f->ends.p + f->ends.n - 4 : NULL;
	uint32_t before = 0;
	if (last)
		memcpy(&before, last, sizeof before);
	if (f->strings.err == OK && f->strings.n - before > STRING_MOST)
		return E_FORM;
	uint32_t end = (uint32_t)f->strings.n;
	buf_put(&f->ends, view_of(&end, sizeof end));
	f->glyphs++;
	return max_of(f->strings.err, f->ends.err);
}

static void put_be(struct buf *b, uint32_t x, unsigned bytes)
{
	while (bytes-- > 0)
		buf_u8(b, (uint8_t)(x >> bytes * 8));
}

/* An INDEX of one object (TN 5176, 5). */
static void put_index(struct buf *b, struct view one)
{
	put_be(b, 1, 2);
	buf_u8(b, 2);
	put_be(b, 1, 2);
	put_be(b, (uint32_t)one.n + 1, 2);
	buf_put(b, one);
}

/* A number of five bytes, so that no offset changes the length of what holds it. */
static void put_wide(struct buf *b, uint32_t x)
{
	buf_u8(b, 29);
	put_be(b, x, 4);
}

/* 1/units as a DICT's packed decimal (TN 5176, table 5): digits, a point, then the end mark. */
static void put_inverse(struct buf *b, uint32_t units)
{
	uint64_t digits = (1000000000000ull + units / 2) / units; /* 12 decimals: 16 to 16384 */
	uint8_t nibbles[16] = {0xa};
	for (unsigned i = 12; i > 0; i--, digits /= 10)
		nibbles[i] = (uint8_t)(digits % 10);
	nibbles[13] = 0xf;
	buf_u8(b, 30);
	for (unsigned i = 0; i < 14; i += 2)
		buf_u8(b, (uint8_t)(nibbles[i] << 4 | nibbles[i + 1]));
}

struct offsets {
	uint32_t charset, select, strings, fonts;
};

static void put_top(const struct cff *f, struct buf *b, const struct offsets *at)
{
	put_number(b, 391); /* ROS: Adobe, Identity, supplement 0 */
	put_number(b, 392);
	put_number(b, 0);
	put_be(b, 12 << 8 | 30, 2);
	if (f->units != 1000) {
		put_inverse(b, f->units);
		put_number(b, 0);
		put_number(b, 0);
		put_inverse(b, f->units);
		put_number(b, 0);
		put_number(b, 0);
		put_be(b, 12 << 8 | 7, 2);
	}
	for (unsigned i = 0; i < 4; i++)
		put_number(b, f->box[i]);
	buf_u8(b, 5); /* FontBBox */
	put_wide(b, f->glyphs);
	put_be(b, 12 << 8 | 34, 2); /* CIDCount */
	put_wide(b, at->charset);
	buf_u8(b, 15);
	put_wide(b, at->strings);
	buf_u8(b, 17);
	put_wide(b, at->fonts);
	put_be(b, 12 << 8 | 36, 2); /* FDArray */
	put_wide(b, at->select);
	put_be(b, 12 << 8 | 37, 2); /* FDSelect */
}

/* Header, names, top dictionary, strings, no global subroutines. */
static void put_head(const struct cff *f, struct buf *b, const struct offsets *at)
{
	struct buf top scope_end(buf_free) = buf_new(256);
	put_top(f, &top, at);
	put_be(b, 0x01000404, 4);
	put_index(b, VIEW("SK"));
	put_index(b, buf_view(&top));
	put_be(b, 2, 2);
	buf_str(b, "\x01\x01\x06\x0e"
		   "AdobeIdentity");
	put_be(b, 0, 2);
}

enum err cff_end(struct cff *f, struct buf *out)
{
	struct buf head scope_end(buf_free) = buf_new(1024);
	struct offsets at = {0};
	put_head(f, &head, &at); /* for its length */
	uint32_t n = f->glyphs;
	at.charset = (uint32_t)head.n;
	at.select = at.charset + 5;
	at.strings = at.select + 8;
	at.fonts = at.strings + 3 + (n + 1) * 4 + (uint32_t)f->strings.n;
	uint32_t private = at.fonts + 7 + 7;
	buf_clear(&head);
	put_head(f, &head, &at);
	try(max_of(head.err, max_of(f->strings.err, f->ends.err)));
	buf_put(out, buf_view(&head));
	buf_u8(out, 2); /* charset: one range, glyph n is CID n */
	put_be(out, 1, 2);
	put_be(out, n > 1 ? n - 2 : 0, 2);
	buf_u8(out, 3); /* FDSelect: one range */
	put_be(out, 1, 2);
	put_be(out, 0, 2);
	buf_u8(out, 0);
	put_be(out, n, 2);
	put_be(out, n, 2);
	buf_u8(out, 4);
	put_be(out, 1, 4);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t end;
		memcpy(&end, f->ends.p + i * sizeof end, sizeof end);
		put_be(out, end + 1, 4);
	}
	buf_put(out, buf_view(&f->strings));
	struct buf font scope_end(buf_free) = buf_new(16);
	put_number(&font, 2); /* the Private dictionary right behind: defaultWidthX is 0 */
	put_wide(&font, private);
	buf_u8(&font, 18);
	put_index(out, buf_view(&font));
	put_number(out, 0);
	buf_u8(out, 20);
	return max_of(font.err, out->err);
}
