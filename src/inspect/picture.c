/* SPDX-License-Identifier: Apache-2.0
 * picture.c: an image part as samples, for a find's picture. Of a large JPEG the first coefficient
 * of each block is enough.
 */
#include "form/image.h"
#include "inspect/canvas.h"

#define SMALL 800u /* pixels along a side: below it, every sample is reckoned */

struct plane {
	uint32_t width, height;
	uint8_t *p;
};

static enum err samples(struct scan *s, struct cursor *c, const struct form_image *head,
			struct picture *ret)
{
	struct form_image_samples in;
	try(form_image_samples_read(c, &in));
	uint32_t n = image_channels(in.layout);
	size_t pixels = (size_t)head->width * head->height;
	if (in.samples.n != pixels * n)
		return E_FORM;
	uint32_t by = 1;
	while (head->width / by > 2 * SMALL || head->height / by > 2 * SMALL)
		by++;
	ret->width = head->width / by;
	ret->height = head->height / by;
	if (ret->width == 0 || ret->height == 0)
		return E_FORM;
	ret->rgba = arena_array(s->i->mem, (size_t)ret->width * ret->height, 4);
	if (!ret->rgba)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < ret->height; y++)
		for (uint32_t x = 0; x < ret->width; x++) {
			const uint8_t *p =
			    in.samples.p + ((size_t)y * by * head->width + (size_t)x * by) * n;
			uint8_t *to = ret->rgba + ((size_t)y * ret->width + x) * 4;
			to[0] = p[0];
			to[1] = p[n >= 3 ? 1 : 0];
			to[2] = p[n >= 3 ? 2 : 0];
			to[3] = n == 2 ? p[1] : n == 4 ? p[3] : 255;
		}
	return OK;
}

/* --- JPEG --- */

static uint8_t level(int32_t x)
{
	return (uint8_t)max_of(min_of(x + 128, 255), 0);
}

static enum err plane_read(struct scan *s, struct cursor *c, const struct form_image *head,
			   uint32_t across, uint32_t down, bool small, struct plane *ret)
{
	struct form_jpeg_component k;
	try(form_jpeg_component_read(c, &k));
	if (k.across > across || k.down > down)
		return E_FORM;
	uint32_t w = image_blocks(head->width, k.across, across),
		 h = image_blocks(head->height, k.down, down);
	uint32_t side = small ? 8 : 1;
	struct cursor in = cursor_of(k.coefficients);
	ret->width = w * side;
	ret->height = h * side;
	ret->p = arena_array(s->i->mem, ret->width, ret->height);
	if (!ret->p)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			int16_t block[64];
			int32_t out[64];
			try(image_block_read(&in, block));
			if (!small) {
				ret->p[(size_t)y * w + x] = level(block[0] * k.steps[0] / 8);
				continue;
			}
			image_block_samples(block, k.steps, out);
			for (unsigned i = 0; i < 64; i++)
				ret->p[((size_t)y * 8 + i / 8) * ret->width + (size_t)x * 8 +
				       i % 8] = level(out[i]);
		}
	return OK;
}

static uint8_t at(const struct plane *p, uint32_t x, uint32_t y, const struct plane *full)
{
	uint32_t px = (uint32_t)((uint64_t)x * p->width / full->width),
		 py = (uint32_t)((uint64_t)y * p->height / full->height);
	return p->p[(size_t)min_of(py, p->height - 1) * p->width + min_of(px, p->width - 1)];
}

static uint8_t clamp(int x)
{
	return (uint8_t)max_of(min_of(x, 255), 0);
}

static void colour(enum form_image_jpeg_colour kind, const uint8_t v[4], uint8_t rgba[4])
{
	bool ycc = kind == FORM_IMAGE_JPEG_COLOUR_YCC || kind == FORM_IMAGE_JPEG_COLOUR_YCCK;
	int y = v[0], cb = v[1] - 128, cr = v[2] - 128;
	uint8_t c[3] = {v[0], v[1], v[2]};
	if (kind == FORM_IMAGE_JPEG_COLOUR_GREY)
		c[1] = c[2] = v[0];
	if (ycc) {
		c[0] = clamp(y + (91881 * cr >> 16));
		c[1] = clamp(y - ((22554 * cb + 46802 * cr) >> 16));
		c[2] = clamp(y + (116130 * cb >> 16));
	}
	if (kind == FORM_IMAGE_JPEG_COLOUR_CMYK) {
		for (unsigned i = 0; i < 3; i++)
			c[i] = (uint8_t)((255 - v[i]) * (255 - v[3]) / 255);
	} else if (kind == FORM_IMAGE_JPEG_COLOUR_CMYK_INVERTED ||
		   kind == FORM_IMAGE_JPEG_COLOUR_YCCK) {
		for (unsigned i = 0; i < 3; i++)
			c[i] = (uint8_t)(c[i] * v[3] / 255);
	}
	memcpy(rgba, c, 3);
	rgba[3] = 255;
}

static enum err jpeg(struct scan *s, struct cursor *c, const struct form_image *head,
		     struct picture *ret)
{
	struct form_image_jpeg j;
	struct plane planes[4] = {{0}};
	uint32_t across = 1, down = 1;
	bool small = head->width <= SMALL && head->height <= SMALL;
	try(form_image_jpeg_read(c, &j));
	struct cursor look = *c;
	for (uint32_t i = 0; i < j.components; i++) {
		struct form_jpeg_component k;
		try(form_jpeg_component_read(&look, &k));
		across = max_of(across, (uint32_t)k.across);
		down = max_of(down, (uint32_t)k.down);
	}
	if (j.components != image_components(j.colour))
		return E_FORM;
	for (uint32_t i = 0; i < j.components; i++)
		try(plane_read(s, c, head, across, down, small, &planes[i]));
	/* A component may have fewer samples than the picture, the first one as well. */
	struct plane full = {.width = image_blocks(head->width, 1, 1) * (small ? 8 : 1),
			     .height = image_blocks(head->height, 1, 1) * (small ? 8 : 1)};
	assert(full.width > 0 && full.height > 0); /* as form_image_read checked */
	ret->width = small ? head->width : (head->width + 7) / 8;
	ret->height = small ? head->height : (head->height + 7) / 8;
	ret->rgba = arena_array(s->i->mem, (size_t)ret->width * ret->height, 4);
	if (!ret->rgba)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < ret->height; y++)
		for (uint32_t x = 0; x < ret->width; x++) {
			uint8_t v[4] = {0, 0, 0, 0};
			for (uint32_t i = 0; i < j.components; i++)
				v[i] = at(&planes[i], x, y, &full);
			colour(j.colour, v, ret->rgba + ((size_t)y * ret->width + x) * 4);
		}
	return OK;
}

enum err picture_read(struct scan *s, uint32_t part, struct picture *ret)
{
	struct form_image head;
	if (part == 0 || part >= s->form.n || s->form.parts[part].kind != FORM_IMAGE)
		return E_FORM;
	struct cursor c = cursor_of(s->form.parts[part].body);
	try(form_image_read(&c, &head));
	return head.content == FORM_IMAGE_CONTENT_JPEG ? jpeg(s, &c, &head, ret)
						       : samples(s, &c, &head, ret);
}
