/* SPDX-License-Identifier: Apache-2.0
 * pages_image.c: pictures and bit maps (ISO 32000-1 8.9.5, 8.9.6): JPEG as DCT, samples as Flate
 * with PNG's predictors, alpha as a soft mask of its own.
 */
#include "rebuild/image.h"
#include "rebuild/pages.h"

static void put_size(struct buf *b, uint32_t width, uint32_t height, bool smooth)
{
	buf_clear(b);
	buf_fmt(b, "/Type/XObject/Subtype/Image/Width %u/Height %u%s", width, height,
		smooth ? "/Interpolate true" : "");
}

static void put_palette(struct buf *b, const struct png_rows *rows, bool inverted)
{
	buf_fmt(b, "/ColorSpace[/Indexed/DeviceRGB %u<", rows->n_colours - 1);
	for (uint32_t i = 0; i < rows->n_colours; i++) {
		uint32_t x = inverted ? ~rows->colours[i] : rows->colours[i];
		uint8_t rgb[3] = {(uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16)};
		buf_hex(b, view_of(rgb, sizeof rgb));
	}
	buf_str(b, ">]");
}

/* An opaque plane of samples; `more` are further entries of the dictionary. */
static enum err put_plane(struct pages *p, const struct form_image *image,
			  const struct form_image_samples *samples, const struct form_page_image *f,
			  struct view more, uint32_t object)
{
	struct buf *b = &p->entries;
	struct png_rows rows;
	buf_clear(&p->content);
	try(png_rows(p->r, image, samples, &rows, &p->content));
	put_size(b, image->width, image->height, f->smooth);
	if (rows.n_colours)
		put_palette(b, &rows, f->inverted);
	else
		buf_fmt(b, "/ColorSpace/%s%s", rows.channels == 1 ? "DeviceGray" : "DeviceRGB",
			!f->inverted	     ? ""
			: rows.channels == 1 ? "/Decode[1 0]"
					     : "/Decode[1 0 1 0 1 0]");
	buf_fmt(b,
		"/BitsPerComponent %u/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %u"
		"/BitsPerComponent %u/Columns %u>>",
		rows.depth, rows.channels, rows.depth, image->width);
	buf_put(b, more);
	pdf_stream_as_is(&p->pdf, object, buf_view(b), buf_view(&p->content));
	return b->err;
}

/* Takes colour (from channel 0) or alpha (the last one) out of samples that have both. */
static enum err part_plane(const struct form_image *image, const struct form_image_samples *from,
			   bool alpha, struct buf *to, struct form_image_samples *ret)
{
	uint32_t channels = image_channels(from->layout), n = alpha ? 1 : channels - 1;
	size_t pixels = (size_t)image->width * image->height;
	const uint8_t *at = from->samples.p + (alpha ? channels - 1 : 0);
	*to = buf_new(pixels * n);
	uint8_t *out = buf_grow(to, pixels * n);
	if (!out)
		return to->err;
	for (size_t i = 0; i < pixels; i++, at += channels)
		for (uint32_t k = 0; k < n; k++)
			*out++ = at[k];
	*ret = (struct form_image_samples){
	    n == 1 ? FORM_IMAGE_SAMPLES_LAYOUT_GREY : FORM_IMAGE_SAMPLES_LAYOUT_RGB, buf_view(to)};
	return OK;
}

static enum err put_jpeg(struct pages *p, const struct image_part *part,
			 const struct form_page_image *f, struct view more, uint32_t object)
{
	static const char *const spaces[] = {"", "DeviceGray", "", "DeviceRGB", "DeviceCMYK"};
	struct buf *b = &p->entries;
	buf_clear(&p->content);
	try(jpeg_put(p->r, &part->image, part->jpeg.colour, part->components, part->jpeg.components,
		     &p->content));
	put_size(b, part->image.width, part->image.height, f->smooth);
	buf_fmt(b, "/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode",
		spaces[part->jpeg.components]);
	if (f->inverted) {
		buf_str(b, "/Decode[");
		for (uint32_t i = 0; i < part->jpeg.components; i++)
			buf_str(b, "1 0 ");
		buf_str(b, "]");
	}
	buf_put(b, more);
	pdf_stream_as_is(&p->pdf, object, buf_view(b), buf_view(&p->content));
	return b->err;
}

/* Writes a part, whose alpha (if it has one) becomes the mask `alpha_object`. */
static enum err put_part(struct pages *p, const struct image_part *part,
			 const struct form_page_image *f, struct view more, uint32_t object)
{
	if (part->image.content != FORM_IMAGE_CONTENT_SAMPLES)
		return put_jpeg(p, part, f, more, object);
	if (image_channels(part->samples.layout) % 2 == 1)
		return put_plane(p, &part->image, &part->samples, f, more, object);
	struct buf colour scope_end(buf_free) = buf_new(0);
	struct buf alpha scope_end(buf_free) = buf_new(0);
	struct form_image_samples samples;
	struct form_page_image plain = {.smooth = f->smooth};
	struct buf entry scope_end(buf_free) = buf_new(64);
	uint32_t mask = pdf_new(&p->pdf);
	try(part_plane(&part->image, &part->samples, true, &alpha, &samples));
	try(put_plane(p, &part->image, &samples, &plain, VIEW(""), mask));
	try(part_plane(&part->image, &part->samples, false, &colour, &samples));
	buf_fmt(&entry, "/SMask %u 0 R", mask);
	return put_plane(p, &part->image, &samples, f, buf_view(&entry), object);
}

static bool has_alpha(const struct image_part *part)
{
	return part->image.content == FORM_IMAGE_CONTENT_SAMPLES &&
	       image_channels(part->samples.layout) % 2 == 0;
}

static bool is_grey(const struct image_part *part)
{
	return part->image.content == FORM_IMAGE_CONTENT_SAMPLES
		   ? part->samples.layout == FORM_IMAGE_SAMPLES_LAYOUT_GREY
		   : part->jpeg.colour == FORM_IMAGE_JPEG_COLOUR_GREY;
}

enum err pages_image(struct pages *p, struct pages_item *item)
{
	struct form_page_image f, plain = {0};
	struct image_part part, soft;
	struct buf entry scope_end(buf_free) = buf_new(64);
	try(form_page_image_read(&p->c, &f));
	try(image_part_read(p->r, f.part, &part));
	const struct pages_item *bits = pages_ref(p, f.stencil, FORM_PAGE_ITEM_KIND_BITS);
	if ((f.stencil && (!bits || !bits->stencil)) ||
	    (f.soft != 0) + (f.stencil != 0) + has_alpha(&part) > 1)
		return E_FORM;
	if (f.soft) {
		uint32_t mask = pdf_new(&p->pdf);
		try(image_part_read(p->r, f.soft, &soft));
		if (!is_grey(&soft))
			return E_FORM;
		plain.smooth = f.smooth;
		try(put_part(p, &soft, &plain, VIEW(""), mask));
		buf_fmt(&entry, "/SMask %u 0 R", mask);
	}
	if (bits)
		buf_fmt(&entry, "/Mask %u 0 R", bits->object);
	item->object = pdf_new(&p->pdf);
	item->count = f.part;
	item->coloured = true;
	item->cost = 1;
	return put_part(p, &part, &f, buf_view(&entry), item->object);
}

enum err pages_bits(struct pages *p, struct pages_item *item)
{
	static const uint8_t zeros[6], black[6] = {0, 0, 0, 255, 255, 255};
	struct form_page_bits f;
	struct buf *b = &p->entries;
	try(form_page_bits_read(&p->c, &f));
	size_t row = (f.width + 7) / 8;
	if (f.rows.n != (uint64_t)row * f.height ||
	    (f.stencil && memcmp(f.colours, zeros, sizeof zeros) != 0))
		return E_FORM;
	if ((uint64_t)f.width * f.height > p->r->limits->pixels)
		return E_LIMIT_PIXELS;
	uint8_t spare = (uint8_t)((1u << (row * 8 - f.width)) - 1);
	for (uint32_t y = 0; y < f.height; y++)
		if (f.rows.p[row * (y + 1) - 1] & spare)
			return E_FORM;
	put_size(b, f.width, f.height, f.smooth);
	buf_str(b, "/BitsPerComponent 1");
	if (f.stencil) {
		buf_str(b, "/ImageMask true/Decode[1 0]");
	} else if (memcmp(f.colours, black, sizeof black) == 0) {
		buf_str(b, "/ColorSpace/DeviceGray");
	} else {
		buf_str(b, "/ColorSpace[/Indexed/DeviceRGB 1<");
		buf_hex(b, view_of(f.colours, sizeof f.colours));
		buf_str(b, ">]");
	}
	item->object = pdf_new(&p->pdf);
	item->stencil = f.stencil;
	struct form_page_bits *copy = arena_alloc(p->r->mem, sizeof *copy);
	if (!copy)
		return E_NO_MEMORY;
	*copy = f;
	item->bits = copy;
	item->coloured = !f.stencil;
	item->cost = 1;
	pdf_stream(&p->pdf, item->object, buf_view(b), f.rows);
	return b->err;
}
