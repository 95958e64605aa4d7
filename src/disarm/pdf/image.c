/* SPDX-License-Identifier: Apache-2.0
 * pdf/image.c: what a picture's dictionary says, and which item of the form it becomes.
 */
#include "disarm/pdf/content.h"

#define ROWS_MAX ((size_t)512 << 20)

static const struct pdf_obj *either(struct reader *r, const struct pdf_obj *dict, const char *name,
				    const char *brief)
{
	const struct pdf_obj *o = pdf_get(&r->pdf, dict, name);
	return o->kind != PDF_NULL ? o : pdf_get(&r->pdf, dict, brief);
}

static bool stencil_of(struct reader *r, const struct pdf_obj *dict)
{
	return pdf_flag(either(r, dict, "ImageMask", "IM"), false);
}

bool image_is_stencil(struct reader *r, const struct pdf_obj *dict)
{
	return stencil_of(r, dict);
}

/* Is a picture that only the converter reads within the limit, as its dictionary and itself say? */
static bool jbig2_fits(struct reader *r, const struct pdf_obj *dict)
{
	struct buf bytes scope_end(buf_free) = buf_new(PDF_STREAM_MAX);
	enum pdf_codec codec = PDF_CODEC_NONE;
	const struct pdf_obj *parms = &pdf_null;
	uint64_t most = r->d->limits->pixels;
	int64_t width = pdf_int(either(r, dict, "Width", "W"), 0);
	int64_t height = pdf_int(either(r, dict, "Height", "H"), 0);
	if (pdf_codec_of(&r->pdf, dict) != PDF_CODEC_JBIG2)
		return true;
	if (width > 0 && height > 0 && (uint64_t)height > most / (uint64_t)width)
		return pdf_fail(&r->pdf, E_LIMIT_PIXELS);
	enum err e = dict->kind == PDF_STREAM
			 ? pdf_stream_picture(&r->pdf, dict, &bytes, &codec, &parms)
			 : E_BROKEN;
	if (e != OK)
		return e == E_BROKEN || pdf_fail(&r->pdf, e);
	return jbig2_within(buf_view(&bytes), most) || pdf_fail(&r->pdf, E_LIMIT_PIXELS);
}

static void read_decode(struct reader *r, struct image *im)
{
	const struct pdf_obj *o = either(r, im->dict, "Decode", "D");
	double usual[2 * COLOUR_COMPONENTS], given[2 * COLOUR_COMPONENTS];
	uint32_t n = im->space ? im->space->n : 0;
	if (n == 0)
		return;
	colour_decode(im->space, im->bits, usual);
	memcpy(im->decode, usual, sizeof(double) * 2 * n);
	if (pdf_numbers_most(&r->pdf, o, given, 2 * n) != 2 * n)
		return;
	im->opposite = true;
	for (uint32_t i = 0; i < n; i++) {
		im->opposite &=
		    given[2 * i] == usual[2 * i + 1] && given[2 * i + 1] == usual[2 * i];
		im->decoded |= given[2 * i] != usual[2 * i] || given[2 * i + 1] != usual[2 * i + 1];
	}
	memcpy(im->decode, given, sizeof(double) * 2 * n);
	im->opposite &= im->decoded;
}

/* Colours that are left out (8.9.6.4), as raw samples. */
static void read_key(struct reader *r, struct image *im)
{
	const struct pdf_obj *o = pdf_get(&r->pdf, im->dict, "Mask");
	uint32_t n = im->space ? im->space->n : 0;
	if (o->kind != PDF_ARRAY || n == 0 || o->n < 2 * n)
		return;
	for (uint32_t i = 0; i < 2 * n; i++)
		im->key[i] = pdf_int(pdf_at(&r->pdf, o, i), 0);
	im->keyed = true;
}

static struct image *read_image(struct reader *r, const struct pdf_obj *dict,
				const struct pdf_obj *resources, bool bare)
{
	struct image *im = arena_alloc(r->pdf.mem, sizeof *im);
	int64_t width = pdf_int(either(r, dict, "Width", "W"), 0);
	int64_t height = pdf_int(either(r, dict, "Height", "H"), 0);
	enum pdf_codec codec = pdf_codec_of(&r->pdf, dict);
	const struct pdf_obj *space = either(r, dict, "ColorSpace", "CS");
	if (!im) {
		pdf_fail(&r->pdf, E_NO_MEMORY);
		return NULL;
	}
	if (width < 1 || height < 1 || width > 65535 || height > 65535)
		return NULL;
	if ((uint64_t)width * (uint64_t)height > r->d->limits->pixels) {
		pdf_fail(&r->pdf, E_LIMIT_PIXELS);
		return NULL;
	}
	*im = (struct image){.dict = dict, .bare = bare, .page = r->page};
	im->width = (uint32_t)width;
	im->height = (uint32_t)height;
	bool stencil = stencil_of(r, dict);
	int64_t bits = pdf_int(either(r, dict, "BitsPerComponent", "BPC"), 8);
	im->bits = stencil || codec == PDF_CODEC_CCITT ? 1
		   : codec == PDF_CODEC_NONE	       ? (uint32_t)bits
						       : 8;
	if (im->bits != 1 && im->bits != 2 && im->bits != 4 && im->bits != 8 && im->bits != 16)
		return NULL;
	im->smooth = pdf_flag(either(r, dict, "Interpolate", "I"), false);
	if (stencil)
		im->space = &colour_grey;
	else if (space->kind != PDF_NULL)
		im->space = colour_space_read(&r->pdf, space, resources);
	else if (codec == PDF_CODEC_CCITT)
		im->space = &colour_grey;
	else if (codec != PDF_CODEC_JPX && codec != PDF_CODEC_DCT)
		return NULL;
	if (im->space && im->space->kind == COLOUR_PATTERN)
		return NULL;
	if (!im->space && space->kind != PDF_NULL && codec != PDF_CODEC_JPX)
		return NULL;
	read_decode(r, im);
	read_key(r, im);
	return im;
}

enum err image_raster(struct reader *r, const struct image *im, struct raster *ret)
{
	struct pdf *pdf = &r->pdf;
	struct buf bytes scope_end(buf_free) = buf_new(PDF_STREAM_MAX);
	enum pdf_codec codec = PDF_CODEC_NONE;
	const struct pdf_obj *parms = &pdf_null;
	if (im->bare)
		try(pdf_unpack(pdf, im->dict, im->packed, &bytes, &codec, &parms));
	else
		try(pdf_stream_picture(pdf, im->dict, &bytes, &codec, &parms));
	switch (codec) {
	case PDF_CODEC_NONE:
		*ret = (struct raster){.width = im->width,
				       .height = im->height,
				       .components = im->space ? im->space->n : 1,
				       .bits = im->bits,
				       .bytes = bytes};
		bytes = (struct buf){0};
		return OK;
	case PDF_CODEC_CCITT:
		return ccitt_read(pdf, parms, im->width, im->height, buf_view(&bytes), ret);
	case PDF_CODEC_DCT:
		return dct_read(pdf, parms, buf_view(&bytes), ret);
	case PDF_CODEC_JPX:
		return jpx_read(pdf, buf_view(&bytes), ret);
	case PDF_CODEC_JBIG2:
	default:
		return E_BROKEN;
	}
}

/* Rows of one bit a pixel, exactly as many as the form wants. `flip`: 0 and 1 change places. */
static enum err put_rows(const struct raster *from, uint32_t width, uint32_t height, bool flip,
			 struct buf *out)
{
	size_t theirs = ((size_t)from->width + 7) / 8, ours = ((size_t)width + 7) / 8;
	uint8_t *to = buf_grow(out, ours * height);
	if (!to)
		return out->err;
	for (uint32_t y = 0; y < height; y++, to += ours) {
		size_t at = y * theirs,
		       n = at < from->bytes.n ? min_of(theirs, from->bytes.n - at) : 0;
		n = min_of(n, ours);
		memset(to, flip ? 0xff : 0, ours); /* what is missing is 0, as viewers take it */
		if (n > 0)
			memcpy(to, from->bytes.p + at, n);
		for (size_t i = 0; flip && i < ours; i++)
			to[i] = i < n ? (uint8_t)~to[i] : to[i];
		if (width % 8 != 0)
			to[ours - 1] &= (uint8_t)(0xff << (8 - width % 8));
	}
	return OK;
}

static void free_raster(struct raster *raster)
{
	buf_free(&raster->bytes);
}

/* An item of bits: a stencil, or a picture of two colours. */
static node_id bits_node(struct reader *r, const struct image *im, bool stencil)
{
	struct raster raster scope_end(free_raster) = {0};
	struct buf rows scope_end(buf_free) = buf_new(ROWS_MAX);
	struct form_page_bits bits = {.stencil = stencil, .smooth = im->smooth};
	enum err e = image_raster(r, im, &raster);
	if (e == OK && (raster.bits != 1 || raster.components != 1))
		e = E_BROKEN;
	bits.width = im->width;
	bits.height = im->height;
	/* PDF paints where a sample is 0 (unless Decode turns it); the form where it is 1. */
	if (e == OK)
		e = put_rows(&raster, im->width, im->height, stencil && !im->opposite, &rows);
	if (e != OK) {
		if (e != E_BROKEN)
			pdf_fail(&r->pdf, e);
		report_add(r->d->report, FINDING_PICTURE_BROKEN, PLACE_PAGE, r->page, VIEW(""),
			   NULL);
		return 0;
	}
	for (uint32_t i = 0; !stencil && i < 2; i++) {
		struct colour c = colour_of(im->space, &im->decode[i]);
		double rgb[3];
		colour_to_rgb(&c, rgb);
		for (size_t k = 0; k < 3; k++)
			bits.colours[3 * i + k] = (uint8_t)(rgb[k] * 255 + 0.5);
		r->tones |= rgb[0] != rgb[1] || rgb[1] != rgb[2] || (rgb[0] != 0 && rgb[0] != 1);
	}
	bits.rows = buf_view(&rows);
	struct ops body scope_end(ops_free) = ops_new();
	form_page_bits_write(&body.bytes, &bits);
	return node_new(&r->nodes, FORM_PAGE_ITEM_KIND_BITS, &body);
}

static void read_masks(struct reader *r, struct image *im, const struct pdf_obj *resources)
{
	const struct pdf_obj *soft = pdf_get(&r->pdf, im->dict, "SMask");
	const struct pdf_obj *mask = pdf_get(&r->pdf, im->dict, "Mask");
	if (soft->kind == PDF_STREAM) {
		im->keyed = false;
		im->soft = read_image(r, soft, resources, false);
		if (im->soft) {
			im->soft->grey = true;
			im->matte = pdf_get(&r->pdf, soft, "Matte")->kind == PDF_ARRAY;
		}
	} else if (mask->kind == PDF_STREAM) {
		struct image *stencil = read_image(r, mask, resources, false);
		if (stencil && stencil->bits == 1)
			im->stencil = bits_node(r, stencil, true);
	}
}

/* Can the JPEG's own coefficients go into the form? Only where its colours mean the same. */
static bool as_coefficients(struct reader *r, struct image *im)
{
	struct buf bytes scope_end(buf_free) = buf_new(PDF_STREAM_MAX);
	enum pdf_codec codec = PDF_CODEC_NONE;
	const struct pdf_obj *parms = &pdf_null;
	if (im->grey || im->keyed || im->matte || im->bare || (im->decoded && !im->opposite) ||
	    pdf_codec_of(&r->pdf, im->dict) != PDF_CODEC_DCT)
		return false;
	if (pdf_stream_picture(&r->pdf, im->dict, &bytes, &codec, &parms) != OK)
		return false;
	uint32_t n = dct_components(buf_view(&bytes), parms, &r->pdf);
	if (n == 0 || !im->space)
		return n != 0;
	return im->space->kind <= COLOUR_CMYK && im->space->n == n;
}

static node_id make(struct reader *r, struct image *im, const struct pdf_obj *resources)
{
	if (stencil_of(r, im->dict))
		return bits_node(r, im, true);
	if (!im->bare)
		read_masks(r, im, resources);
	if (im->bits == 1 && im->space && im->space->n == 1 && !im->keyed && !im->soft &&
	    im->stencil == 0)
		return bits_node(r, im, false);
	r->tones = true;
	im->jpeg = as_coefficients(r, im);
	im->inverted = im->jpeg && im->opposite;
	return node_image(&r->nodes, im);
}

node_id image_node(struct reader *r, const struct pdf_obj *stream, const struct pdf_obj *resources,
		   bool *ret_cannot)
{
	node_id node = (node_id)memo_get(&r->memo, stream, MEMO_IMAGE);
	if (node != 0) {
		r->tones |= node_kind(&r->nodes, node) == FORM_PAGE_ITEM_KIND_IMAGE;
		return node;
	}
	const struct pdf_obj *soft = pdf_get(&r->pdf, stream, "SMask"),
			     *mask = pdf_get(&r->pdf, stream, "Mask");
	if (pdf_codec_of(&r->pdf, stream) == PDF_CODEC_JBIG2 ||
	    pdf_codec_of(&r->pdf, soft) == PDF_CODEC_JBIG2 ||
	    pdf_codec_of(&r->pdf, mask) == PDF_CODEC_JBIG2) {
		*ret_cannot = jbig2_fits(r, stream) && jbig2_fits(r, soft) && jbig2_fits(r, mask);
		int64_t width = pdf_int(pdf_get(&r->pdf, stream, "Width"), 0);
		if (width > r->bits_across && width <= 65535)
			r->bits_across = (uint32_t)width;
		return 0;
	}
	struct image *im = read_image(r, stream, resources, false);
	if (!im) {
		report_add(r->d->report, FINDING_PICTURE_BROKEN, PLACE_PAGE, r->page, VIEW(""),
			   NULL);
		return 0;
	}
	node = make(r, im, resources);
	memo_put(&r->pdf, &r->memo, stream, MEMO_IMAGE, node);
	return node;
}

node_id image_inline(struct reader *r, const struct pdf_obj *dict, struct view packed,
		     const struct pdf_obj *resources, bool *ret_cannot)
{
	struct image *im = read_image(r, dict, resources, true);
	*ret_cannot = pdf_codec_of(&r->pdf, dict) == PDF_CODEC_JBIG2;
	if (!im || *ret_cannot)
		return 0;
	im->packed = arena_copy(r->pdf.mem, packed);
	if (!im->packed.p)
		pdf_fail(&r->pdf, E_NO_MEMORY);
	return make(r, im, resources);
}

void image_write(const struct nodes *t, const struct image *im, struct buf *out)
{
	struct form_page_image record = {.part = im->part,
					 .inverted = im->inverted,
					 .smooth = im->smooth,
					 .soft = im->soft ? im->soft->part : 0,
					 .stencil = node_number(t, im->stencil)};
	form_page_image_write(out, &record);
}
