/* SPDX-License-Identifier: Apache-2.0
 * image.c: a picture of which only a rectangle is left; what lies outside becomes blank.
 *
 * Samples outside become white (or transparent). Of a JPEG, blocks outside lose every coefficient;
 * a block on the edge is reckoned back to samples, of which those outside repeat the nearest
 * inside, and forth with its own steps: so inside it stays what it was but for rounding, and
 * nothing of what was outside is left in it.
 */
#include "form/image.h"
#include "inspect/detect.h"

struct rectangle {
	uint32_t left, top, right, bottom; /* samples that stay: left <= x < right */
};

/* Whole samples that are seen at least in part, of `size`. */
static uint32_t low(uint32_t share, uint32_t size)
{
	return (uint32_t)((uint64_t)share * size / SHARES);
}

static uint32_t high(uint32_t share, uint32_t size)
{
	uint64_t x = ((uint64_t)share * size + SHARES - 1) / SHARES;
	return (uint32_t)min_of(x, (uint64_t)size);
}

static struct rectangle inside(const uint32_t shown[4], uint32_t width, uint32_t height)
{
	return (struct rectangle){low(shown[0], width), low(shown[1], height),
				  high(shown[2], width), high(shown[3], height)};
}

static enum err samples(struct cursor *c, const struct form_image *head, const uint32_t shown[4],
			struct buf *out)
{
	struct form_image_samples s;
	try(form_image_samples_read(c, &s));
	uint32_t channels = image_channels(s.layout);
	struct rectangle r = inside(shown, head->width, head->height);
	if (s.samples.n != (uint64_t)head->width * head->height * channels)
		return E_FORM;
	struct form_image_samples now = s;
	form_image_samples_write(out, &now);
	if (out->err != OK)
		return out->err;
	uint8_t *p = out->p + out->n - s.samples.n;
	for (uint32_t y = 0; y < head->height; y++)
		for (uint32_t x = 0; x < head->width; x++)
			if (y < r.top || y >= r.bottom || x < r.left || x >= r.right)
				memset(p + ((size_t)y * head->width + x) * channels, 0xff,
				       channels);
	return OK;
}

/* --- blocks of a JPEG --- */

/* cos((2 x + 1) u pi / 16) / 2, and of u = 0 that by the root of 2: times 2^14. */
static const int32_t waves[8][8] = {{5793, 5793, 5793, 5793, 5793, 5793, 5793, 5793},
				    {8035, 6811, 4551, 1598, -1598, -4551, -6811, -8035},
				    {7568, 3135, -3135, -7568, -7568, -3135, 3135, 7568},
				    {6811, -1598, -8035, -4551, 4551, 8035, 1598, -6811},
				    {5793, -5793, -5793, 5793, 5793, -5793, -5793, 5793},
				    {4551, -8035, 1598, 6811, -6811, -1598, 8035, -4551},
				    {3135, -7568, 7568, -3135, -3135, 7568, -7568, 3135},
				    {1598, -4551, 6811, -8035, 8035, -6811, 4551, -1598}};

static int32_t rounded(int64_t x)
{
	return (int32_t)((x + (1 << 13)) >> 14);
}

/* Rows, then columns; `back`: from coefficients to samples. */
static void transform(const int32_t in[64], bool back, int32_t out[64])
{
	int32_t half[64];
	for (unsigned y = 0; y < 8; y++)
		for (unsigned x = 0; x < 8; x++) {
			int64_t sum = 0;
			for (unsigned u = 0; u < 8; u++)
				sum +=
				    (int64_t)in[y * 8 + u] * (back ? waves[u][x] : waves[x][u]) * 8;
			half[y * 8 + x] = rounded(sum); /* eight times */
		}
	for (unsigned y = 0; y < 8; y++)
		for (unsigned x = 0; x < 8; x++) {
			int64_t sum = 0;
			for (unsigned v = 0; v < 8; v++)
				sum +=
				    (int64_t)half[v * 8 + x] * (back ? waves[v][y] : waves[y][v]);
			out[y * 8 + x] = (int32_t)((sum + (1 << 16)) >> 17);
		}
}

void image_block_samples(const int16_t c[64], const uint16_t steps[64], int32_t ret[64])
{
	int32_t in[64];
	for (unsigned i = 0; i < 64; i++)
		in[i] = (int32_t)c[i] * steps[i];
	transform(in, true, ret);
}

enum err image_block_read(struct cursor *c, int16_t ret[64])
{
	uint64_t mask = cursor_u64(c);
	memset(ret, 0, 64 * sizeof *ret);
	for (unsigned k = 0; k < 64; k++)
		if (mask >> k & 1)
			ret[image_zigzag[k]] = (int16_t)cursor_u16(c);
	return c->bad ? E_FORM : OK;
}

static void block_write(struct buf *out, const int16_t c[64])
{
	uint64_t mask = 0;
	for (unsigned k = 0; k < 64; k++)
		mask |= (uint64_t)(c[image_zigzag[k]] != 0) << k;
	buf_u64(out, mask);
	for (unsigned k = 0; k < 64; k++)
		if (c[image_zigzag[k]] != 0)
			buf_u16(out, (uint16_t)c[image_zigzag[k]]);
}

static int16_t quantised(int32_t x, uint16_t step, bool dc)
{
	int32_t q = (x >= 0 ? x + step / 2 : x - step / 2) / step,
		least = dc ? IMAGE_DC_LEAST : IMAGE_AC_LEAST;
	return (int16_t)max_of(min_of(q, IMAGE_COEFFICIENT_MOST), least);
}

/* Samples outside repeat the nearest inside. */
static void edge(int16_t c[64], const uint16_t steps[64], uint32_t x0, uint32_t y0,
		 const struct rectangle *r)
{
	int32_t in[64], now[64];
	image_block_samples(c, steps, in);
	for (uint32_t y = 0; y < 8; y++)
		for (uint32_t x = 0; x < 8; x++) {
			uint32_t at_x = max_of(min_of(x0 + x, r->right - 1), r->left) - x0,
				 at_y = max_of(min_of(y0 + y, r->bottom - 1), r->top) - y0;
			now[y * 8 + x] = in[at_y * 8 + at_x];
		}
	transform(now, false, in);
	for (unsigned i = 0; i < 64; i++)
		c[i] = quantised(in[i], steps[i], i == 0);
}

struct component {
	struct form_jpeg_component k;
	uint32_t across, down; /* blocks */
	struct rectangle r;    /* what is shown of it, in its own samples */
};

static enum err component_read(struct cursor *c, const struct form_image *head,
			       uint32_t most_across, uint32_t most_down, const uint32_t shown[4],
			       struct component *ret)
{
	struct form_jpeg_component *k = &ret->k;
	try(form_jpeg_component_read(c, k));
	if (k->across > most_across || k->down > most_down)
		return E_FORM;
	ret->across = image_blocks(head->width, k->across, most_across);
	ret->down = image_blocks(head->height, k->down, most_down);
	ret->r = inside(shown, (head->width * k->across + most_across - 1) / most_across,
			(head->height * k->down + most_down - 1) / most_down);
	return OK;
}

static bool block_outside(const struct rectangle *r, uint32_t x0, uint32_t y0)
{
	return x0 + 8 <= r->left || x0 >= r->right || y0 + 8 <= r->top || y0 >= r->bottom;
}

static enum err component(struct cursor *c, const struct form_image *head, uint32_t most_across,
			  uint32_t most_down, const uint32_t shown[4], struct buf *out)
{
	struct component k;
	try(component_read(c, head, most_across, most_down, shown, &k));
	struct rectangle r = k.r;
	struct cursor in = cursor_of(k.k.coefficients);
	scope_end(buf_free) struct buf blocks =
	    buf_new(k.k.coefficients.n + (size_t)k.across * k.down * IMAGE_BLOCK_MOST);
	if (r.left >= r.right || r.top >= r.bottom)
		return E_FORM;
	for (uint32_t y = 0; y < k.down; y++)
		for (uint32_t x = 0; x < k.across; x++) {
			int16_t b[64];
			uint32_t x0 = x * 8, y0 = y * 8;
			try(image_block_read(&in, b));
			bool within =
			    x0 >= r.left && x0 + 8 <= r.right && y0 >= r.top && y0 + 8 <= r.bottom;
			if (block_outside(&r, x0, y0))
				memset(b, 0, sizeof b);
			else if (!within)
				edge(b, k.k.steps, x0, y0, &r);
			block_write(&blocks, b);
		}
	k.k.coefficients = buf_view(&blocks);
	form_jpeg_component_write(out, &k.k);
	return blocks.err == OK ? out->err : blocks.err;
}

static enum err jpeg(struct cursor *c, const struct form_image *head, const uint32_t shown[4],
		     struct buf *out)
{
	struct form_image_jpeg j;
	uint32_t across = 1, down = 1;
	try(form_image_jpeg_read(c, &j));
	form_image_jpeg_write(out, &j);
	struct cursor look = *c;
	for (uint32_t i = 0; i < j.components; i++) {
		struct form_jpeg_component k;
		try(form_jpeg_component_read(&look, &k));
		across = max_of(across, (uint32_t)k.across);
		down = max_of(down, (uint32_t)k.down);
	}
	for (uint32_t i = 0; i < j.components; i++)
		try(component(c, head, across, down, shown, out));
	return OK;
}

enum err image_blank(struct view body, const uint32_t shown[4], struct buf *out)
{
	struct cursor c = cursor_of(body);
	struct form_image head;
	try(form_image_read(&c, &head));
	form_image_write(out, &head);
	enum err e = head.content == FORM_IMAGE_CONTENT_JPEG ? jpeg(&c, &head, shown, out)
							     : samples(&c, &head, shown, out);
	try(e);
	return cursor_done(&c) ? out->err : E_FORM;
}

/* --- is there anything to be blanked --- */

static bool samples_hide(struct cursor *c, const struct form_image *head, const uint32_t shown[4])
{
	struct form_image_samples s;
	if (form_image_samples_read(c, &s) != OK)
		return true;
	uint32_t channels = image_channels(s.layout);
	struct rectangle r = inside(shown, head->width, head->height);
	if (s.samples.n != (uint64_t)head->width * head->height * channels)
		return true;
	for (uint32_t y = 0; y < head->height; y++)
		for (uint32_t x = 0; x < head->width; x++) {
			const uint8_t *p = s.samples.p + ((size_t)y * head->width + x) * channels;
			bool out = y < r.top || y >= r.bottom || x < r.left || x >= r.right;
			for (uint32_t k = 0; out && k < channels; k++)
				if (p[k] != 0xff)
					return true;
		}
	return false;
}

/* Of a JPEG whole blocks: what is less than one is not told. */
static bool component_hides(struct cursor *c, const struct form_image *head, uint32_t most_across,
			    uint32_t most_down, const uint32_t shown[4])
{
	struct component k;
	if (component_read(c, head, most_across, most_down, shown, &k) != OK)
		return true;
	struct cursor in = cursor_of(k.k.coefficients);
	for (uint32_t y = 0; y < k.down; y++)
		for (uint32_t x = 0; x < k.across; x++) {
			uint64_t mask = cursor_u64(&in);
			cursor_skip(&in, (size_t)__builtin_popcountll(mask) * 2);
			if (in.bad || (mask && block_outside(&k.r, x * 8, y * 8)))
				return true;
		}
	return false;
}

bool image_hides(struct view body, const uint32_t shown[4])
{
	struct cursor c = cursor_of(body);
	struct form_image head;
	struct form_image_jpeg j;
	uint32_t across = 1, down = 1;
	if (form_image_read(&c, &head) != OK)
		return true;
	if (head.content != FORM_IMAGE_CONTENT_JPEG)
		return samples_hide(&c, &head, shown);
	if (form_image_jpeg_read(&c, &j) != OK)
		return true;
	struct cursor look = c;
	for (uint32_t i = 0; i < j.components; i++) {
		struct form_jpeg_component k;
		if (form_jpeg_component_read(&look, &k) != OK)
			return true;
		across = max_of(across, (uint32_t)k.across);
		down = max_of(down, (uint32_t)k.down);
	}
	for (uint32_t i = 0; i < j.components; i++)
		if (component_hides(&c, &head, across, down, shown))
			return true;
	return false;
}
