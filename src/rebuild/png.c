/* SPDX-License-Identifier: Apache-2.0
 * png.c: samples -> PNG (ISO/IEC 15948), by libdeflate.
 *
 * Rows get the filter whose bytes, read as signed numbers, sum to the least (the heuristic of the
 * standard, 12.7); palettes and few-bit greys none, as the standard advises.
 */
#include <libdeflate.h>

#include "rebuild/image.h"

#define LEVEL 6
#define SLOTS 1024 /* of the colour table: four times as many as colours */

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGBA = 6 }; /* colour types, table 11.1 */

struct colours {
	uint32_t n;
	uint32_t list[256]; /* R G B A from the low byte on; the order of the palette */
	uint32_t key[SLOTS];
	uint16_t place[SLOTS]; /* index into list + 1; 0 is free */
};

struct png {
	const struct form_image *image;
	const uint8_t *samples;
	uint32_t channels;
	uint8_t type, depth;
	bool plain;		 /* no palette */
	struct colours *colours; /* when type is PALETTE */
	size_t row;		 /* bytes a row, without its filter byte */
};

static uint32_t pixel(const uint8_t *p, uint32_t channels)
{
	uint32_t r = p[0], g = channels >= 3 ? p[1] : r, b = channels >= 3 ? p[2] : r;
	uint32_t a = channels % 2 == 0 ? p[channels - 1] : 255;
	return r | g << 8 | b << 16 | a << 24;
}

static uint16_t *slot(struct colours *c, uint32_t colour)
{
	uint32_t i = colour * 2654435761u >> 22;
	while (c->place[i] && c->key[i] != colour)
		i = (i + 1) % SLOTS;
	c->key[i] = colour;
	return &c->place[i];
}

/* Collects the colours of the picture; false as soon as there are more than `most`. */
static bool collect(struct png *p, uint32_t most)
{
	size_t n = (size_t)p->image->width * p->image->height;
	uint32_t last = ~pixel(p->samples, p->channels);
	for (size_t i = 0; i < n; i++) {
		uint32_t x = pixel(p->samples + i * p->channels, p->channels);
		if (x == last)
			continue;
		uint16_t *at = slot(p->colours, x);
		if (!*at) {
			if (p->colours->n == most)
				return false;
			p->colours->list[p->colours->n++] = x;
			*at = (uint16_t)p->colours->n;
		}
		last = x;
	}
	return true;
}

/* tRNS may be cut after the last colour that is not opaque: those go first. */
static void order_palette(struct colours *c)
{
	uint32_t ordered[256] = {0}, n = 0;
	for (unsigned opaque = 0; opaque < 2; opaque++)
		for (uint32_t i = 0; i < c->n; i++)
			if ((c->list[i] >> 24 == 255) == opaque)
				ordered[n++] = c->list[i];
	memcpy(c->list, ordered, n * sizeof *ordered);
	for (uint32_t i = 0; i < n; i++)
		*slot(c, c->list[i]) = (uint16_t)(i + 1);
}

/* Fewest bits that hold every grey of the picture exactly: 1, 2, 4 or 8 (multiples of 255, 85, 17,
 * 1). */
static uint8_t grey_depth(const struct png *p)
{
	size_t n = (size_t)p->image->width * p->image->height;
	uint8_t depth = 1;
	for (size_t i = 0; i < n && depth < 8; i++) {
		uint8_t x = p->samples[i];
		uint8_t need = x % 255 == 0 ? 1 : x % 85 == 0 ? 2 : x % 17 == 0 ? 4 : 8;
		depth = max_of(depth, need);
	}
	return depth;
}

static enum err choose(struct rebuild *r, struct png *p)
{
	static const uint8_t types[] = {GREY, GREY_ALPHA, RGB, RGBA};
	p->type = types[p->channels - 1];
	p->depth = p->channels == 1 ? grey_depth(p) : 8;
	p->colours = p->depth == 8 && !p->plain ? arena_alloc(r->mem, sizeof *p->colours) : NULL;
	if (p->depth == 8 && !p->plain && !p->colours)
		return E_NO_MEMORY;
	/* A grey of eight bits gains only when a palette index needs fewer. */
	if (p->colours && collect(p, p->channels == 1 ? 16 : 256)) {
		order_palette(p->colours);
		p->type = PALETTE;
		p->depth = p->colours->n <= 2	 ? 1
			   : p->colours->n <= 4	 ? 2
			   : p->colours->n <= 16 ? 4
						 : 8;
	}
	uint32_t channels = p->type == PALETTE ? 1 : p->channels;
	p->row = ((size_t)p->image->width * channels * p->depth + 7) / 8;
	return OK;
}

/* One row of palette indices or few-bit greys. */
static void pack_row(const struct png *p, const uint8_t *from, uint8_t *to)
{
	unsigned bits = 0, held = 0;
	for (uint32_t x = 0; x < p->image->width; x++) {
		const uint8_t *at = from + (size_t)x * p->channels;
		unsigned value = p->type == PALETTE ? *slot(p->colours, pixel(at, p->channels)) - 1u
						    : (unsigned)*at >> (8 - p->depth);
		held = held << p->depth | value;
		bits += p->depth;
		if (bits == 8) {
			*to++ = (uint8_t)held;
			bits = held = 0;
		}
	}
	if (bits)
		*to = (uint8_t)(held << (8 - bits));
}

static uint8_t paeth(uint8_t a, uint8_t b, uint8_t c)
{
	int pa = b - c, pb = a - c, pc = pa + pb;
	pa = pa < 0 ? -pa : pa;
	pb = pb < 0 ? -pb : pb;
	pc = pc < 0 ? -pc : pc;
	uint8_t best = pb <= pc ? b : c;
	return pa <= pb && pa <= pc ? a : best;
}

/* Filters: 0 none, 1 sub, 2 up, 4 Paeth. `up` is the row above, all zero for the first; the first
 * `step` bytes have zeros to their left. */
static void filter_row(uint8_t kind, const uint8_t *row, const uint8_t *up, size_t n, size_t step,
		       uint8_t *to)
{
	size_t head = min_of(step, n);
	if (kind == 0)
		memcpy(to, row, n);
	if (kind == 1) {
		memcpy(to, row, head);
		for (size_t i = head; i < n; i++)
			to[i] = (uint8_t)(row[i] - row[i - step]);
	}
	if (kind == 2)
		for (size_t i = 0; i < n; i++)
			to[i] = (uint8_t)(row[i] - up[i]);
	if (kind == 4) {
		for (size_t i = 0; i < head; i++)
			to[i] = (uint8_t)(row[i] - up[i]);
		for (size_t i = head; i < n; i++)
			to[i] = (uint8_t)(row[i] - paeth(row[i - step], up[i], up[i - step]));
	}
}

static uint64_t cost(const uint8_t *p, size_t n)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += p[i] < 128 ? p[i] : 256u - p[i];
	return sum;
}

/* Writes the filter byte and the best of four filtered rows to `to`; `scratch` holds a row. */
static void best_row(const struct png *p, const uint8_t *row, const uint8_t *up, uint8_t *scratch,
		     uint8_t *to)
{
	static const uint8_t kinds[] = {0, 1, 2, 4};
	uint64_t least = UINT64_MAX;
	for (size_t i = 0; i < array_len(kinds); i++) {
		filter_row(kinds[i], row, up, p->row, p->channels, scratch);
		uint64_t sum = cost(scratch, p->row);
		if (sum >= least)
			continue;
		least = sum;
		to[0] = kinds[i];
		memcpy(to + 1, scratch, p->row);
	}
}

static void put_chunk(struct buf *out, const char *type, struct view data)
{
	size_t at = out->n + 4;
	buf_u32be(out, (uint32_t)data.n);
	buf_str(out, type);
	buf_put(out, data);
	if (out->err == OK)
		buf_u32be(out, libdeflate_crc32(0, out->p + at, data.n + 4));
}

static void put_head(const struct png *p, struct buf *out)
{
	struct buf b scope_end(buf_free) = buf_new(64);
	buf_put(out, VIEW("\x89PNG\r\n\x1a\n"));
	buf_u32be(&b, p->image->width);
	buf_u32be(&b, p->image->height);
	buf_u8(&b, p->depth);
	buf_u8(&b, p->type);
	buf_fill(&b, 0, 3);
	put_chunk(out, "IHDR", buf_view(&b));
	if (p->image->dpi_x && p->image->dpi_y) {
		buf_clear(&b); /* dots an inch to pixels a metre, rounded */
		buf_u32be(&b, (p->image->dpi_x * 10000 + 127) / 254);
		buf_u32be(&b, (p->image->dpi_y * 10000 + 127) / 254);
		buf_u8(&b, 1);
		put_chunk(out, "pHYs", buf_view(&b));
	}
}

static void put_palette(const struct png *p, struct buf *out)
{
	struct buf rgb scope_end(buf_free) = buf_new(768), alpha scope_end(buf_free) = buf_new(256);
	const struct colours *c = p->type == PALETTE ? p->colours : NULL;
	for (uint32_t i = 0; c && i < c->n; i++) {
		uint32_t x = c->list[i];
		buf_u8(&rgb, (uint8_t)x);
		buf_u8(&rgb, (uint8_t)(x >> 8));
		buf_u8(&rgb, (uint8_t)(x >> 16));
		if (x >> 24 != 255)
			buf_u8(&alpha, (uint8_t)(x >> 24));
	}
	if (rgb.n)
		put_chunk(out, "PLTE", buf_view(&rgb));
	if (alpha.n)
		put_chunk(out, "tRNS", buf_view(&alpha));
}

static void fill_rows(const struct png *p, uint8_t *to, uint8_t *scratch)
{
	uint32_t height = p->image->height;
	bool packed = p->type == PALETTE || p->depth < 8;
	size_t from_row = (size_t)p->image->width * p->channels;
	memset(scratch, 0, p->row * 2); /* second half: the row above the first */
	for (uint32_t y = 0; y < height; y++, to += p->row + 1) {
		const uint8_t *row = p->samples + from_row * y;
		if (packed) {
			to[0] = 0;
			pack_row(p, row, to + 1);
		} else {
			best_row(p, row, y ? row - from_row : scratch + p->row, scratch, to);
		}
	}
}

/* Appends the filtered rows as one zlib stream. */
static enum err pack_rows(const struct png *p, struct buf *out)
{
	size_t n = (p->row + 1) * p->image->height;
	struct buf rows scope_end(buf_free) = buf_new(n + p->row * 2);
	uint8_t *to = buf_grow(&rows, n + p->row * 2);
	struct libdeflate_compressor *deflate = libdeflate_alloc_compressor(LEVEL);
	if (!to || !deflate) {
		libdeflate_free_compressor(deflate);
		return E_NO_MEMORY;
	}
	fill_rows(p, to, to + n);
	size_t bound = libdeflate_zlib_compress_bound(deflate, n), start = out->n;
	uint8_t *room = bound < INT32_MAX ? buf_grow(out, bound) : NULL;
	size_t packed = room ? libdeflate_zlib_compress(deflate, to, n, room, bound) : 0;
	libdeflate_free_compressor(deflate);
	if (!packed)
		return room ? E_INTERNAL : max_of(out->err, E_LIMIT_SIZE);
	out->n = start + packed;
	return OK;
}

static enum err put_data(const struct png *p, struct buf *out)
{
	size_t start = out->n;
	buf_u32be(out, 0);
	buf_str(out, "IDAT");
	try(pack_rows(p, out));
	size_t n = out->n - start - 8;
	for (unsigned i = 0; i < 4; i++)
		out->p[start + i] = (uint8_t)(n >> (24 - i * 8));
	buf_u32be(out, libdeflate_crc32(0, out->p + start + 4, n + 4));
	return out->err;
}

enum err png_rows(struct rebuild *r, const struct form_image *image,
		  const struct form_image_samples *samples, struct png_rows *ret, struct buf *out)
{
	struct png p = {.image = image,
			.samples = samples->samples.p,
			.channels = image_channels(samples->layout)};
	assert(p.channels % 2 == 1);
	p.plain = p.channels == 1; /* a mask must be grey */
	try(choose(r, &p));
	try(pack_rows(&p, out));
	bool palette = p.type == PALETTE;
	*ret = (struct png_rows){.depth = p.depth,
				 .channels = palette ? 1 : p.channels,
				 .n_colours = palette ? p.colours->n : 0,
				 .colours = palette ? p.colours->list : NULL};
	return OK;
}

enum err png_put(struct rebuild *r, const struct form_image *image,
		 const struct form_image_samples *samples, struct buf *out)
{
	struct png p = {.image = image,
			.samples = samples->samples.p,
			.channels = image_channels(samples->layout)};
	try(choose(r, &p));
	put_head(&p, out);
	put_palette(&p, out);
	try(out->err);
	try(put_data(&p, out));
	put_chunk(out, "IEND", VIEW(""));
	return out->err;
}
