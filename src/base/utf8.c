/* SPDX-License-Identifier: Apache-2.0
 * utf8.c: decoding by table of lead bytes.
 */
#include "base/utf8.h"

struct lead {
	uint8_t from, to;  /* lead byte range */
	uint8_t more;	   /* continuation bytes */
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
	if (!lead) {
		c->bad = true;
		return UTF8_BAD;
	}
	struct view rest = cursor_take(c, lead->more);
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

/* Markup is nearly all ASCII and Japanese nearly all three-byte forms that start at U+3000 or
 * above and below the surrogates: both are stepped over without decoding. */
static void skip_common(struct cursor *c)
{
	const uint8_t *p = c->v.p;
	while (c->v.n - c->at >= 8) {
		uint64_t eight;
		memcpy(&eight, p + c->at, sizeof eight);
		if (!(eight & 0x8080808080808080u))
			c->at += 8;
		else if (p[c->at] >= 0xe3 && p[c->at] <= 0xec && (p[c->at + 1] & 0xc0) == 0x80 &&
			 (p[c->at + 2] & 0xc0) == 0x80)
			c->at += 3;
		else if (p[c->at] < 0x80)
			c->at++;
		else
			return;
	}
}

bool utf8_valid(struct view v)
{
	struct cursor c = cursor_of(v);
	for (skip_common(&c); cursor_left(&c) > 0; skip_common(&c))
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

size_t utf8_encode(uint8_t *to, uint32_t x)
{
	static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	assert(x <= 0x10ffff && !(x >= 0xd800 && x <= 0xdfff));
	size_t n = x < 0x80 ? 1 : x < 0x800 ? 2 : x < 0x10000 ? 3 : 4;
	for (size_t i = n; i > 1; i--) {
		to[i - 1] = (uint8_t)(0x80 | (x & 0x3f));
		x >>= 6;
	}
	to[0] = (uint8_t)(lead[n] | x);
	return n;
}

void utf8_put(struct buf *b, uint32_t x)
{
	uint8_t bytes[4];
	buf_put(b, view_of(bytes, utf8_encode(bytes, x)));
}

static const struct {
	uint32_t from, to;
} forbidden[] = {
    {0x00, 0x08},     {0x0b, 0x1f},	{0x7f, 0x9f},	  {0x061c, 0x061c},
    {0x200b, 0x200b}, {0x200e, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},
    {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
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

/* Length of a character here that is surely whole and allowed; 0: look at it properly. Two-byte
 * forms from U+00C0 on but U+0600..U+063F, three-byte ones from U+3000 to U+CFFF hold nothing
 * forbidden; the C1 controls and U+061C lie in what is left out. */
static size_t plain_length(const uint8_t *p, size_t n)
{
	if ((p[0] >= 0x20 && p[0] < 0x7f) || p[0] == '\n' || p[0] == '\t')
		return 1;
	if (n >= 2 && p[0] >= 0xc3 && p[0] <= 0xdf && p[0] != 0xd8)
		return (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if (n >= 3 && p[0] >= 0xe3 && p[0] <= 0xec)
		return (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 ? 3 : 0;
	return 0;
}

bool utf8_clean(struct view v)
{
	struct cursor c = cursor_of(v);
	while (c.at < v.n) {
		size_t n = plain_length(v.p + c.at, v.n - c.at);
		c.at += n;
		if (n == 0 && (utf8_forbidden(utf8_next(&c)) || c.bad))
			return false;
	}
	return true;
}

uint32_t utf8_shown(struct cursor *c)
{
	size_t at = c->at;
	uint32_t x = utf8_next(c);
	if (x == UTF8_BAD)
		*c = (struct cursor){c->v, at + 1, false};
	return x == UTF8_BAD || utf8_forbidden(x) ? 0xfffd : x;
}

uint32_t utf8_shown_in_line(struct cursor *c)
{
	uint32_t x = utf8_shown(c);
	return x == '\t' || x == '\n' ? 0xfffd : x;
}
