/* SPDX-License-Identifier: Apache-2.0
 * image_preview.c: what an approver sees of a picture: a small PNG, drawn from the plain form.
 *
 * The form's values have been checked by the writers before. Of a JPEG's blocks only as many
 * coefficients are used as the preview has pixels for: an inverse DCT of 8, 4, 2 or 1 points over
 * the lowest ones (T.81 A.3.3 at 8), so the cost follows the preview and not the picture.
 */
#include "rebuild/image.h"
#include "rebuild/jpeg_code.h"

#define AREA ((uint64_t)320000) /* pixels: at most 960 kB of them before deflate */

struct plane {
	uint32_t across, down; /* pixels */
	uint8_t *p;
};

struct preview {
	struct rebuild *r;
	uint32_t width, height; /* of the source, at the scale the planes have */
	uint32_t n;		/* components */
	uint32_t factors[4][2], most[2];
	struct plane planes[4];
	enum form_image_jpeg_colour colour;
};

/* cos(k pi / 16); the basis of the shorter transforms is among these. */
static const float cosines[32] = {
    1.0f,  0.980785f,  0.923880f,  0.831470f,  0.707107f,  0.555570f,  0.382683f,  0.195090f,
    0.0f,  -0.195090f, -0.382683f, -0.555570f, -0.707107f, -0.831470f, -0.923880f, -0.980785f,
    -1.0f, -0.980785f, -0.923880f, -0.831470f, -0.707107f, -0.555570f, -0.382683f, -0.195090f,
    0.0f,  0.195090f,  0.382683f,  0.555570f,  0.707107f,  0.831470f,  0.923880f,  0.980785f};

static uint8_t clamp(float x)
{
	int rounded = x <= 0 ? 0 : x >= 255 ? 255 : (int)(2 * x + 1) / 2;
	return (uint8_t)rounded;
}

static float basis(uint32_t x, uint32_t u, uint32_t points)
{
	return u == 0 ? 0.353553f : 0.5f * cosines[(2 * x + 1) * u * (8 / points) % 32];
}

/* The lowest points x points coefficients of a block as that many pixels. */
static void draw_block(const int16_t block[64], const uint32_t steps[64], uint32_t points,
		       uint8_t *to, size_t stride)
{
	float rows[8][8];
	for (uint32_t v = 0; v < points; v++) {
		for (uint32_t x = 0; x < points; x++) {
			rows[v][x] = 0;
			for (uint32_t u = 0; u < points; u++)
				rows[v][x] += (float)block[8 * v + u] * (float)steps[8 * v + u] *
					      basis(x, u, points);
		}
	}
	for (uint32_t y = 0; y < points; y++) {
		for (uint32_t x = 0; x < points; x++) {
			float sum = 128;
			for (uint32_t v = 0; v < points; v++)
				sum += rows[v][x] * basis(y, v, points);
			to[y * stride + x] = clamp(sum);
		}
	}
}

static enum err draw_component(struct preview *p, const struct form_image *image,
			       const struct form_jpeg_component *from, uint32_t i, uint32_t points)
{
	uint32_t across = image_blocks(image->width, from->across, p->most[0]);
	uint32_t down = image_blocks(image->height, from->down, p->most[1]);
	struct plane *plane = &p->planes[i];
	struct cursor c = cursor_of(from->coefficients);
	uint32_t steps[64];
	int16_t(*row)[64] = arena_array(p->r->mem, across, sizeof *row);
	*plane = (struct plane){.across = across * points, .down = down * points};
	plane->p = arena_array(p->r->mem, plane->across, plane->down);
	if (!row || !plane->p)
		return E_NO_MEMORY;
	for (uint32_t k = 0; k < 64; k++)
		steps[k] = from->steps[k];
	for (uint32_t y = 0; y < down; y++) {
		memset(row, 0, (size_t)across * sizeof *row);
		jpeg_fill(&c, across, row);
		for (uint32_t x = 0; x < across; x++)
			draw_block(row[x], steps, points,
				   plane->p + (size_t)y * points * plane->across +
				       (size_t)x * points,
				   plane->across);
	}
	return OK;
}

static uint8_t sample(const struct preview *p, uint32_t i, uint32_t x, uint32_t y)
{
	const struct plane *plane = &p->planes[i];
	x = x * p->factors[i][0] / p->most[0];
	y = y * p->factors[i][1] / p->most[1];
	return plane
	    ->p[(size_t)min_of(y, plane->down - 1) * plane->across + min_of(x, plane->across - 1)];
}

/* To RGB: JFIF's YCbCr, and inks over white paper (the Adobe kinds are stored inverted). */
static void colour_of(const struct preview *p, uint32_t x, uint32_t y, uint8_t ret[3])
{
	uint8_t c[4] = {0};
	for (uint32_t i = 0; i < p->n; i++)
		c[i] = sample(p, i, x, y);
	bool ycc =
	    p->colour == FORM_IMAGE_JPEG_COLOUR_YCC || p->colour == FORM_IMAGE_JPEG_COLOUR_YCCK;
	if (p->n == 1)
		c[1] = c[2] = c[0];
	if (ycc) {
		float l = c[0], b = (float)c[1] - 128, r = (float)c[2] - 128;
		c[0] = clamp(l + 1.402f * r);
		c[1] = clamp(l - 0.344136f * b - 0.714136f * r);
		c[2] = clamp(l + 1.772f * b);
	}
	if (p->n == 4) {
		bool inverted = p->colour != FORM_IMAGE_JPEG_COLOUR_CMYK;
		for (unsigned i = 0; i < 4; i++)
			c[i] = inverted ? c[i] : (uint8_t)(255 - c[i]);
		for (unsigned i = 0; i < 3; i++)
			c[i] = (uint8_t)(c[i] * c[3] / 255);
	}
	memcpy(ret, c, 3);
}

/* As many source pixels a side as one of the preview stands for. */
static uint32_t reduction(uint32_t width, uint32_t height)
{
	uint64_t step = 1;
	while (((uint64_t)width / step) * ((uint64_t)height / step) > AREA)
		step++;
	return (uint32_t)step;
}

static enum err put(struct rebuild *r, uint32_t width, uint32_t height, const uint8_t *rgb)
{
	struct form_image image = {.width = width, .height = height};
	struct form_image_samples samples = {.layout = FORM_IMAGE_SAMPLES_LAYOUT_RGB,
					     .samples = view_of(rgb, (size_t)width * height * 3)};
	return png_put(r, &image, &samples, r->preview);
}

static enum err draw_jpeg(struct rebuild *r, struct cursor *c, const struct form_image *image)
{
	struct form_image_jpeg head;
	struct form_jpeg_component components[4];
	struct preview p = {.r = r, .most = {1, 1}};
	uint32_t points = 8;
	try(form_image_jpeg_read(c, &head));
	p.n = head.components;
	p.colour = head.colour;
	for (uint32_t i = 0; i < p.n; i++) {
		try(form_jpeg_component_read(c, &components[i]));
		p.factors[i][0] = components[i].across;
		p.factors[i][1] = components[i].down;
		p.most[0] = max_of(p.most[0], p.factors[i][0]);
		p.most[1] = max_of(p.most[1], p.factors[i][1]);
	}
	while (points > 1 && (uint64_t)image->width * image->height * points * points / 64 > AREA)
		points /= 2;
	for (uint32_t i = 0; i < p.n; i++)
		try(draw_component(&p, image, &components[i], i, points));
	p.width = (image->width * points + 7) / 8;
	p.height = (image->height * points + 7) / 8;
	uint32_t step = reduction(p.width, p.height);
	uint32_t width = max_of(p.width / step, 1u), height = max_of(p.height / step, 1u);
	uint8_t *rgb = arena_array(r->mem, (size_t)width * height, 3);
	if (!rgb)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			colour_of(&p, x * step, y * step, rgb + 3 * ((size_t)y * width + x));
	return put(r, width, height, rgb);
}

/* The mean of a square of pixels, over white where they are transparent. */
static void mean(const struct form_image *image, const uint8_t *from, uint32_t channels, uint32_t x,
		 uint32_t y, uint32_t step, uint8_t ret[3])
{
	uint64_t sum[3] = {0}, n = 0;
	for (uint32_t j = y; j < min_of(y + step, image->height); j++) {
		for (uint32_t i = x; i < min_of(x + step, image->width); i++, n++) {
			const uint8_t *s = from + ((size_t)j * image->width + i) * channels;
			uint32_t alpha = channels % 2 == 0 ? s[channels - 1] : 255;
			for (unsigned k = 0; k < 3; k++)
				sum[k] +=
				    (s[channels >= 3 ? k : 0] * alpha + 255 * (255 - alpha)) / 255;
		}
	}
	for (unsigned k = 0; k < 3; k++)
		ret[k] = (uint8_t)(sum[k] / max_of(n, (uint64_t)1));
}

static enum err draw_samples(struct rebuild *r, struct cursor *c, const struct form_image *image)
{
	struct form_image_samples samples;
	try(form_image_samples_read(c, &samples));
	uint32_t channels = image_channels(samples.layout);
	uint32_t step = reduction(image->width, image->height);
	uint32_t width = max_of(image->width / step, 1u), height = max_of(image->height / step, 1u);
	uint8_t *rgb = arena_array(r->mem, (size_t)width * height, 3);
	if (!rgb)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			mean(image, samples.samples.p, channels, x * step, y * step, step,
			     rgb + 3 * ((size_t)y * width + x));
	return put(r, width, height, rgb);
}

static enum err draw_bits(struct rebuild *r, const struct form_page_bits *bits)
{
	uint32_t step = reduction(bits->width, bits->height);
	uint32_t width = max_of(bits->width / step, 1u), height = max_of(bits->height / step, 1u);
	size_t row = (bits->width + 7) / 8;
	uint8_t *rgb = arena_array(r->mem, (size_t)width * height, 3), *to = rgb;
	if (!rgb)
		return E_NO_MEMORY;
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++, to += 3) {
			uint32_t set = 0, all = step * step;
			assert(all > 0); /* no side is longer than 65,535 */
			for (uint32_t k = 0; k < all; k++) {
				uint32_t i = x * step + k % step, j = y * step + k / step;
				set += (uint32_t)bits->rows.p[row * j + i / 8] >> (7 - i % 8) & 1u;
			}
			for (unsigned k = 0; k < 3; k++)
				to[k] = (uint8_t)((bits->colours[k] * (all - set) +
						   bits->colours[3 + k] * set) /
						  all);
		}
	}
	return put(r, width, height, rgb);
}

void image_preview_bits(struct rebuild *r, const struct form_page_bits *bits)
{
	if (draw_bits(r, bits) != OK)
		buf_clear(r->preview);
}

void image_preview(struct rebuild *r, uint32_t part)
{
	struct form_image image;
	struct cursor c = cursor_of(r->form->parts[part].body);
	enum err e = form_image_read(&c, &image);
	if (e == OK)
		e = image.content == FORM_IMAGE_CONTENT_SAMPLES ? draw_samples(r, &c, &image)
								: draw_jpeg(r, &c, &image);
	if (e != OK)
		buf_clear(r->preview); /* the file itself is good: only nothing is shown of it */
}
