/* SPDX-License-Identifier: Apache-2.0
 * drawn.c: asking the converter for pages, and reading its answer.
 */
#include "disarm/drawn.h"

struct wish {
	uint32_t page;
	uint16_t dpi;
	uint8_t depth, zero;
};

bool drawn_tried(const struct disarm *d)
{
	return d->aside.n > 0;
}

bool drawn_ask(struct disarm *d, uint32_t page, enum drawn_depth depth, uint32_t dpi)
{
	struct wish wish = {
	    .page = page,
	    .dpi = (uint16_t)max_of(DRAWN_DPI_LEAST, min_of(DRAWN_DPI_MOST, dpi)),
	    .depth = (uint8_t)depth,
	};
	struct wish *all = (void *)d->wanted.p;
	if (!(d->limits->options & LIMITS_CONVERT) || drawn_tried(d) || page == 0)
		return false;
	size_t n = d->wanted.n / sizeof wish;
	if (n > 0 && all[n - 1].page == page) { /* one more reason: the finest of all */
		all[n - 1].dpi = max_of(all[n - 1].dpi, wish.dpi);
		all[n - 1].depth = max_of(all[n - 1].depth, wish.depth);
		return true;
	}
	buf_put(&d->wanted, view_of(&wish, sizeof wish));
	return d->wanted.err == OK;
}

enum err drawn_list(struct disarm *d)
{
	const struct wish *all = (const void *)d->wanted.p;
	buf_clear(d->out);
	buf_str(d->out, "SKL1");
	for (size_t i = 0; i < d->wanted.n / sizeof *all; i++) {
		buf_u32(d->out, all[i].page);
		buf_u16(d->out, all[i].dpi);
		buf_u8(d->out, all[i].depth);
		buf_u8(d->out, 0);
	}
	return d->out->err;
}

/* A number of a PNM head: digits after white space, at most 65,535. */
static uint32_t head_number(struct cursor *c)
{
	uint32_t n = 0, digits = 0;
	while (cursor_left(c) > 0 && (c->v.p[c->at] == ' ' || c->v.p[c->at] == '\n'))
		c->at++;
	for (; cursor_left(c) > 0 && c->v.p[c->at] >= '0' && c->v.p[c->at] <= '9'; digits++) {
		n = n * 10 + c->v.p[c->at++] - '0';
		if (digits == 5)
			c->bad = true;
	}
	c->bad |= digits == 0 || n == 0 || n > 65535;
	return c->bad ? 0 : n;
}

static bool read_pnm(const struct disarm *d, struct view file, struct drawn *ret)
{
	static const char letters[DRAWN_DEPTHS] = {'4', '5', '6'};
	struct cursor c = cursor_of(file);
	bool magic = cursor_u8(&c) == 'P' && cursor_u8(&c) == (uint8_t)letters[ret->depth];
	ret->width = head_number(&c);
	ret->height = head_number(&c);
	bool full = ret->depth == DRAWN_BITS || head_number(&c) == 255;
	uint8_t end = cursor_u8(&c);
	if (!magic || !full || c.bad || (end != '\n' && end != ' ') ||
	    (uint64_t)ret->width * ret->height > d->limits->pixels)
		return false;
	uint64_t row = ret->depth == DRAWN_BITS	  ? (ret->width + 7u) / 8u
		       : ret->depth == DRAWN_GREY ? ret->width
						  : ret->width * 3ull;
	ret->samples = cursor_take(&c, (size_t)(row * ret->height));
	return cursor_done(&c);
}

bool drawn_find(const struct disarm *d, uint32_t page, struct drawn *ret)
{
	struct cursor c = cursor_of(d->aside);
	if (!view_eq(cursor_take(&c, 4), VIEW("SKP1")))
		return false;
	while (cursor_left(&c) > 0) {
		struct drawn found = {0};
		uint32_t number = cursor_u32(&c);
		found.dpi = cursor_u16(&c);
		uint8_t depth = cursor_u8(&c), zero = cursor_u8(&c);
		uint64_t length = cursor_u64(&c);
		struct view file = cursor_take(&c, (size_t)min_of(length, (uint64_t)SIZE_MAX));
		if (c.bad || depth >= DRAWN_DEPTHS || zero || found.dpi < DRAWN_DPI_LEAST ||
		    found.dpi > DRAWN_DPI_MOST)
			return false;
		found.depth = (enum drawn_depth)depth;
		if (number != page)
			continue;
		if (!read_pnm(d, file, &found))
			return false;
		*ret = found;
		return true;
	}
	return false;
}

enum err drawn_bits(struct disarm *d, const struct drawn *page, struct buf *items)
{
	struct form_page_bits bits = {
	    .width = page->width, .height = page->height, .colours = {255, 255, 255, 0, 0, 0}};
	struct view rows = arena_copy(d->mem, page->samples);
	size_t row = (page->width + 7) / 8;
	uint8_t *p = rows.p ? (uint8_t *)(uintptr_t)rows.p : NULL;
	if (!p)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < page->height; y++) /* what stands behind a row's end is nobody's */
		p[row * (y + 1) - 1] &= (uint8_t)(0xffu << (row * 8 - page->width));
	bits.rows = rows;
	form_page_item_write(items, &(struct form_page_item){FORM_PAGE_ITEM_KIND_BITS});
	form_page_bits_write(items, &bits);
	return items->err;
}

void drawn_part(const struct drawn *page, struct buf *part)
{
	struct form_image image = {.width = page->width,
				   .height = page->height,
				   .dpi_x = page->dpi,
				   .dpi_y = page->dpi,
				   .content = FORM_IMAGE_CONTENT_SAMPLES};
	bool grey = page->depth == DRAWN_GREY;
	form_image_write(part, &image);
	form_image_samples_write(part,
				 &(struct form_image_samples){grey ? FORM_IMAGE_SAMPLES_LAYOUT_GREY
								   : FORM_IMAGE_SAMPLES_LAYOUT_RGB,
							      page->samples});
}

void drawn_matrix(enum form_page_page_turn turn, const int64_t crop[4], int64_t ret[6])
{
	int64_t x0 = crop[0] * 1000, y0 = crop[1] * 1000, x1 = crop[2] * 1000, y1 = crop[3] * 1000;
	int64_t w = x1 - x0, h = y1 - y0;
	/* Rows: where the picture's right and up lie in the page's space, and its lower left
	 * corner. */
	const int64_t of[FORM_PAGE_PAGE_TURN_COUNT][6] = {
	    [FORM_PAGE_PAGE_TURN_NONE] = {w, 0, 0, h, x0, y0},
	    [FORM_PAGE_PAGE_TURN_RIGHT] = {0, h, -w, 0, x1, y0},
	    [FORM_PAGE_PAGE_TURN_HALF] = {-w, 0, 0, -h, x1, y1},
	    [FORM_PAGE_PAGE_TURN_LEFT] = {0, -h, w, 0, x0, y1},
	};
	memcpy(ret, of[turn], sizeof of[turn]);
}
