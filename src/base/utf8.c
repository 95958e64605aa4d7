/* SPDX-License-Identifier: Apache-2.0
 * utf8.c: decoding by table of lead bytes.
 */
#include "base/utf8.h"

struct lead {
	uint8_t from, to; /* lead byte range */
	uint8_t more;     /* continuation bytes */
	uint8_t low, high; /* allowed range of the first continuation byte */
};

/* Unicode 15, table 3-7 "Well-Formed UTF-8 Byte Sequences". */
static const struct lead leads[] = {
    {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
    {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
    {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

static const struct lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < array_len(leads); i++)
		if (byte >= leads[i].from && byte <= leads[i].to)
			return &leads[i];
	return NULL;
}

uint32_t utf8_next(struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	if (c->bad || first < 0x80)
		return c->bad ? UTF8_BAD : first;
	const struct lead *lead = lead_of(first);
	struct view rest = cursor_take(c, lead ? lead->more : SIZE_MAX);
	if (c->bad || rest.p[0] < lead->low || rest.p[0] > lead->high) {
		c->bad = true;
		return UTF8_BAD;
	}
	uint32_t code = first & (0x3fu >> lead->more);
	for (size_t i = 0; i < rest.n; i++) {
		if ((rest.p[i] & 0xc0) != 0x80) {
			c->bad = true;
			return UTF8_BAD;
		}
		code = code << 6 | (rest.p[i] & 0x3f);
	}
	return code;
}

bool utf8_valid(struct view v)
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0)
		if (utf8_next(&c) == UTF8_BAD)
			return false;
	return true;
}

size_t utf8_count(struct view v)
{
	size_t count = 0;
	for (size_t i = 0; i < v.n; i++)
		if ((v.p[i] & 0xc0) != 0x80)
			count++;
	return count;
}

void utf8_put(struct buf *b, uint32_t x)
{
	assert(x <= 0x10ffff && !(x >= 0xd800 && x <= 0xdfff));
	if (x < 0x80) {
		buf_u8(b, (uint8_t)x);
	} else if (x < 0x800) {
		buf_u8(b, (uint8_t)(0xc0 | x >> 6));
		buf_u8(b, (uint8_t)(0x80 | (x & 0x3f)));
	} else if (x < 0x10000) {
		buf_u8(b, (uint8_t)(0xe0 | x >> 12));
		buf_u8(b, (uint8_t)(0x80 | (x >> 6 & 0x3f)));
		buf_u8(b, (uint8_t)(0x80 | (x & 0x3f)));
	} else {
		buf_u8(b, (uint8_t)(0xf0 | x >> 18));
		buf_u8(b, (uint8_t)(0x80 | (x >> 12 & 0x3f)));
		buf_u8(b, (uint8_t)(0x80 | (x >> 6 & 0x3f)));
		buf_u8(b, (uint8_t)(0x80 | (x & 0x3f)));
	}
}

static const struct {
	uint32_t from, to;
} forbidden[] = {
    {0x00, 0x08},         {0x0b, 0x1f},         {0x7f, 0x9f},     {0x061c, 0x061c},
    {0x200b, 0x200b},     {0x200e, 0x200f},     {0x202a, 0x202e}, {0x2060, 0x206f},
    {0xfdd0, 0xfdef},     {0xfeff, 0xfeff},     {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

bool utf8_forbidden(uint32_t x)
{
	if (x > 0x10ffff || (x & 0xfffe) == 0xfffe || (x >= 0xd800 && x <= 0xdfff))
		return true;
	for (size_t i = 0; i < array_len(forbidden); i++)
		if (x >= forbidden[i].from && x <= forbidden[i].to)
			return true;
	return false;
}

bool utf8_clean(struct view v)
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0)
		if (utf8_forbidden(utf8_next(&c)))
			return false;
	return true;
}
