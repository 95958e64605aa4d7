/* SPDX-License-Identifier: Apache-2.0
 * frame.c: draws the neutral picture as PNG with two colours (ISO/IEC 15948). Its paper lets most
 * of what lies behind shine through: a frame may be larger than what it stands for, and must not
 * hide text.
 */
#include <libdeflate.h>

#include "rebuild/frame.h"

#define SIDE_MAX 480
#define EMU_PER_PIXEL 9525 /* at 96 dpi */
#define PAPER 0xf4u
#define INK 0xb4u
#define SHADE 0x60u /* alpha of the paper */

static void chunk(struct buf *out, const char *type, struct view data)
{
	uint32_t crc = libdeflate_crc32(libdeflate_crc32(0, type, 4), data.p, data.n);
	buf_u32be(out, (uint32_t)data.n);
	buf_put(out, view_of(type, 4));
	buf_put(out, data);
	buf_u32be(out, crc);
}

/* A bit a pixel: 1 is ink. */
static void draw(struct buf *rows, int64_t w, int64_t h)
{
	for (int64_t y = 0; y < h; y++) {
		unsigned bits = 0;
		buf_u8(rows, 0); /* no filter */
		int64_t a = h > 1 ? y * (w - 1) / (h - 1) : 0;
		for (int64_t x = 0; x < w; x++) {
			bool edge = x == 0 || y == 0 || x == w - 1 || y == h - 1;
			bits = bits << 1 | (edge || x == a || x == w - 1 - a);
			if (x % 8 == 7)
				buf_u8(rows, (uint8_t)bits);
		}
		if (w % 8)
			buf_u8(rows, (uint8_t)(bits << (8 - w % 8)));
	}
}

static void header(struct buf *out, int64_t w, int64_t h)
{
	static const uint8_t colours[] = {PAPER, PAPER, PAPER, INK, INK, INK};
	static const uint8_t alpha[] = {SHADE, 0xff};
	struct buf b scope_end(buf_free) = buf_new(16);
	buf_u32be(&b, (uint32_t)w);
	buf_u32be(&b, (uint32_t)h);
	buf_u8(&b, 1);
	buf_u8(&b, 3);	    /* colours by number */
	buf_fill(&b, 0, 3); /* deflate, adaptive, not interlaced */
	buf_put(out, VIEW("\x89PNG\r\n\x1a\n"));
	chunk(out, "IHDR", buf_view(&b));
	chunk(out, "PLTE", view_of(colours, sizeof colours));
	chunk(out, "tRNS", view_of(alpha, sizeof alpha));
}

void frame_png(int64_t cx, int64_t cy, struct buf *out)
{
	int64_t longer = max_of(cx, cy), most = (int64_t)SIDE_MAX * EMU_PER_PIXEL;
	int64_t scale = max_of((int64_t)EMU_PER_PIXEL, EMU_PER_PIXEL * longer / most);
	int64_t w = min_of((int64_t)SIDE_MAX, max_of((int64_t)1, cx / scale));
	int64_t h = min_of((int64_t)SIDE_MAX, max_of((int64_t)1, cy / scale));
	struct buf rows scope_end(buf_free) = buf_new((SIDE_MAX / 8 + 1) * SIDE_MAX);
	struct buf data scope_end(buf_free) = buf_new((size_t)SIDE_MAX * SIDE_MAX);
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	draw(&rows, w, h);
	size_t bound = libdeflate_zlib_compress_bound(c, rows.n);
	uint8_t *at = c ? buf_grow(&data, bound) : NULL;
	if (at && rows.err == OK)
		data.n = libdeflate_zlib_compress(c, rows.p, rows.n, at, bound);
	libdeflate_free_compressor(c);
	if (!at || rows.err != OK) {
		out->err = out->err == OK ? E_NO_MEMORY : out->err;
		return;
	}
	header(out, w, h);
	chunk(out, "IDAT", buf_view(&data));
	chunk(out, "IEND", VIEW(""));
}
