/* SPDX-License-Identifier: Apache-2.0
 * find_picture.c: the one palette of finds' pictures, and a PNG of one: blocks stored, nothing
 * compressed, so that no byte of it is anybody's but the palette's and the pixels'.
 */
#include "form/finds.h"

#define STEPS 6u
#define CUBE (STEPS * STEPS * STEPS)
#define GREYS (256u - CUBE)
#define STORED_MOST 65535u

#define STEP(x) ((uint8_t)((x)*51))
#define GREY(x) ((uint8_t)((x)*255 / (GREYS - 1)))
#define PLACE(i)                                                     \
	{                                                            \
		(i) < CUBE ? STEP((i) / 36) : GREY((i)-CUBE),        \
		    (i) < CUBE ? STEP((i) / 6 % 6) : GREY((i)-CUBE), \
		    (i) < CUBE ? STEP((i) % 6) : GREY((i)-CUBE)      \
	}
#define FOUR(i) PLACE(i), PLACE((i) + 1), PLACE((i) + 2), PLACE((i) + 3)
#define SIXTEEN(i) FOUR(i), FOUR((i) + 4), FOUR((i) + 8), FOUR((i) + 12)
#define SIXTY_FOUR(i) SIXTEEN(i), SIXTEEN((i) + 16), SIXTEEN((i) + 32), SIXTEEN((i) + 48)

const uint8_t find_palette[256][3] = {SIXTY_FOUR(0u), SIXTY_FOUR(64u), SIXTY_FOUR(128u),
				      SIXTY_FOUR(192u)};

static unsigned apart(unsigned place, uint8_t red, uint8_t green, uint8_t blue)
{
	int r = find_palette[place][0] - red, g = find_palette[place][1] - green,
	    b = find_palette[place][2] - blue;
	return (unsigned)(r * r + g * g + b * b);
}

uint8_t find_colour(uint8_t red, uint8_t green, uint8_t blue)
{
	unsigned cube = (red + 25u) / 51u * 36u + (green + 25u) / 51u * 6u + (blue + 25u) / 51u;
	unsigned sum = (unsigned)red + green + blue;
	unsigned grey = CUBE + (sum / 3 * (GREYS - 1) + 127) / 255;
	return (uint8_t)(apart(grey, red, green, blue) <= apart(cube, red, green, blue) ? grey
											: cube);
}

static uint32_t crc(struct view v)
{
	uint32_t x = UINT32_MAX;
	for (size_t i = 0; i < v.n; i++) {
		x ^= v.p[i];
		for (unsigned k = 0; k < 8; k++)
			x = x >> 1 ^ (x & 1 ? 0xedb88320u : 0);
	}
	return ~x;
}

static uint32_t adler(struct view v)
{
	uint32_t a = 1, b = 0;
	for (size_t i = 0; i < v.n; i++) {
		a = (a + v.p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

static void chunk(struct buf *out, const char *type, struct view body)
{
	size_t at = out->n + 4;
	buf_u32be(out, (uint32_t)body.n);
	buf_str(out, type);
	buf_put(out, body);
	if (out->err == OK)
		buf_u32be(out, crc(view_of(out->p + at, out->n - at)));
}

static void stored(struct buf *out, struct view rows)
{
	buf_u16(out, 0x0178); /* zlib: deflate, 32 K, no preset */
	for (size_t at = 0; at < rows.n;) {
		size_t n = min_of(rows.n - at, (size_t)STORED_MOST);
		buf_u8(out, at + n == rows.n);
		buf_u16(out, (uint16_t)n);
		buf_u16(out, (uint16_t)~n);
		buf_put(out, view_sub(rows, at, n));
		at += n;
	}
	buf_u32be(out, adler(rows));
}

void find_png(const struct find *f, struct buf *out)
{
	scope_end(buf_free) struct buf head = buf_new(16), rows = buf_new(2 * FIND_PIXELS_MAX),
				       data = buf_new(3 * FIND_PIXELS_MAX);
	buf_u32be(&head, f->width);
	buf_u32be(&head, f->height);
	buf_put(&head, VIEW("\x08\x03\0\0\0")); /* 8 bits, palette */
	for (uint32_t y = 0; y < f->height; y++) {
		buf_u8(&rows, 0);
		buf_put(&rows, view_sub(f->pixels, (size_t)y * f->width, f->width));
	}
	stored(&data, buf_view(&rows));
	buf_put(out, VIEW("\x89PNG\r\n\x1a\n"));
	chunk(out, "IHDR", buf_view(&head));
	chunk(out, "PLTE", view_of(find_palette, sizeof find_palette));
	chunk(out, "IDAT", buf_view(&data));
	chunk(out, "IEND", VIEW(""));
	if (out->err == OK && (head.err != OK || rows.err != OK || data.err != OK))
		out->err = E_NO_MEMORY;
}
