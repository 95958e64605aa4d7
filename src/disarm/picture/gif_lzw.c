/* SPDX-License-Identifier: Apache-2.0
 * gif_lzw.c: LZW with codes of 2 to 12 bits, from the low bit on, in blocks of at most 255 bytes.
 */
#include "disarm/picture/gif.h"

#define CODES 4096u
#define NONE CODES

struct reader {
	struct cursor c;
	uint32_t in_block; /* bytes left of the block at hand */
	uint32_t held, bits;
};

struct table {
	uint16_t start[CODES]; /* the string without its last index */
	uint8_t last[CODES], first[CODES];
	uint16_t length[CODES];
	uint32_t n, width, roots;
};

/* NONE at the end of the data. */
static uint32_t next_code(struct reader *r, uint32_t width)
{
	while (r->bits < width) {
		if (r->in_block == 0)
			r->in_block = cursor_u8(&r->c);
		if (r->in_block == 0 || cursor_left(&r->c) == 0)
			return NONE;
		r->held |= (uint32_t)cursor_u8(&r->c) << r->bits;
		r->bits += 8;
		r->in_block--;
	}
	uint32_t code = r->held & ((1u << width) - 1);
	r->held >>= width;
	r->bits -= width;
	return code;
}

static void clear(struct table *t)
{
	t->n = t->roots + 2;
	t->width = 1;
	while (1u << (t->width - 1) < t->roots)
		t->width++;
}

static void roots(struct table *t, uint32_t bits)
{
	t->roots = 1u << bits;
	for (uint32_t i = 0; i < t->roots; i++) {
		t->last[i] = t->first[i] = i < 256 ? (uint8_t)i : 0;
		t->length[i] = 1;
	}
	clear(t);
}

static void add(struct table *t, uint32_t start, uint8_t last)
{
	if (t->n == CODES)
		return;
	t->start[t->n] = (uint16_t)start;
	t->last[t->n] = last;
	t->first[t->n] = t->first[start];
	t->length[t->n] = (uint16_t)(t->length[start] + 1);
	if (++t->n == 1u << t->width && t->width < 12)
		t->width++;
}

/* A string from its end; what does not fit is left out. */
static size_t put(const struct table *t, uint32_t code, uint8_t *to, size_t room)
{
	size_t n = t->length[code];
	for (size_t i = n; i > 0; i--) {
		if (i - 1 < room)
			to[i - 1] = t->last[code];
		code = t->start[code];
	}
	return n < room ? n : room;
}

size_t gif_codes(struct view data, uint8_t *to, size_t n)
{
	struct reader r = {.c = cursor_of(data)};
	struct table t = {0};
	uint8_t bits = cursor_u8(&r.c);
	size_t done = 0;
	if (r.c.bad || bits < 1 || bits > 11)
		return 0;
	roots(&t, bits);
	for (uint32_t before = NONE, code; done < n; before = code) {
		code = next_code(&r, t.width);
		if (code == NONE || code == t.roots + 1)
			break;
		if (code == t.roots) {
			clear(&t);
			code = NONE;
			continue;
		}
		/* The first code after a clear is an index; any other may be the one just being
		 * made. */
		if (code > t.n || (code == t.n && (before == NONE || t.n == CODES)) ||
		    (before == NONE && code > t.roots))
			break;
		if (before != NONE)
			add(&t, before, code == t.n ? t.first[before] : t.first[code]);
		done += put(&t, code, to + done, n - done);
	}
	return done;
}
