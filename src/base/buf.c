/* SPDX-License-Identifier: Apache-2.0
 * buf.c: capped buffers.
 */
#include <stdarg.h>

#include "base/buf.h"

struct buf buf_new(size_t cap)
{
	return (struct buf){.cap = cap};
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){.err = E_LIMIT_SIZE};
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->err = OK;
}

struct view buf_view(const struct buf *b)
{
	return view_of(b->p, b->n);
}

uint8_t *buf_grow(struct buf *b, size_t n)
{
	size_t want;
	if (b->err != OK)
		return NULL;
	if (ckd_add(&want, b->n, n) || want > b->cap) {
		b->err = E_LIMIT_SIZE;
		return NULL;
	}
	if (want > b->room) {
		size_t room = max_of(b->room, (size_t)256);
		while (room < want)
			room = room > b->cap / 2 ? b->cap : room * 2;
		uint8_t *p = realloc(b->p, room);
		if (!p) {
			b->err = E_NO_MEMORY;
			return NULL;
		}
		b->p = p;
		b->room = room;
	}
	uint8_t *at = b->p + b->n;
	b->n = want;
	return at;
}

void buf_put(struct buf *b, struct view v)
{
	uint8_t *at = v.n ? buf_grow(b, v.n) : NULL;
	if (at)
		memcpy(at, v.p, v.n);
}

static void put_number(struct buf *b, uint64_t x, size_t n, bool big_endian)
{
	uint8_t *at = buf_grow(b, n);
	if (!at)
		return;
	for (size_t i = 0; i < n; i++) {
		at[big_endian ? n - 1 - i : i] = (uint8_t)x;
		x >>= 8;
	}
}

void buf_u8(struct buf *b, uint8_t x)
{
	put_number(b, x, 1, false);
}

void buf_u16(struct buf *b, uint16_t x)
{
	put_number(b, x, 2, false);
}

void buf_u32(struct buf *b, uint32_t x)
{
	put_number(b, x, 4, false);
}

void buf_u64(struct buf *b, uint64_t x)
{
	put_number(b, x, 8, false);
}

void buf_u32be(struct buf *b, uint32_t x)
{
	put_number(b, x, 4, true);
}

void buf_u64be(struct buf *b, uint64_t x)
{
	put_number(b, x, 8, true);
}

void buf_varint(struct buf *b, uint64_t x)
{
	while (x >= 0x80) {
		buf_u8(b, (uint8_t)(x | 0x80));
		x >>= 7;
	}
	buf_u8(b, (uint8_t)x);
}

void buf_zigzag(struct buf *b, int64_t x)
{
	buf_varint(b, (uint64_t)x << 1 ^ (x < 0 ? UINT64_MAX : 0));
}

void buf_fill(struct buf *b, uint8_t byte, size_t n)
{
	uint8_t *at = n ? buf_grow(b, n) : NULL;
	if (at)
		memset(at, byte, n);
}

void buf_str(struct buf *b, const char *s)
{
	buf_put(b, view_str(s));
}

void buf_int(struct buf *b, int64_t x)
{
	buf_fmt(b, "%lld", (long long)x);
}

void buf_hex(struct buf *b, struct view v)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < v.n; i++) {
		buf_u8(b, (uint8_t)digits[v.p[i] >> 4]);
		buf_u8(b, (uint8_t)digits[v.p[i] & 15]);
	}
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n < sizeof small) {
		buf_put(b, view_of(small, (size_t)n));
		return;
	}
	/* vsnprintf writes a final NUL: take one byte more, then give it back. */
	uint8_t *at = buf_grow(b, (size_t)n + 1);
	if (!at)
		return;
	va_start(ap, fmt);
	(void)vsnprintf((char *)at, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n--;
}

void buf_set_u32(struct buf *b, size_t at, uint32_t x)
{
	if (b->err != OK)
		return;
	assert(at <= b->n && b->n - at >= 4);
	for (size_t i = 0; i < 4; i++) {
		b->p[at + i] = (uint8_t)x;
		x >>= 8;
	}
}
