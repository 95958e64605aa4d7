/* SPDX-License-Identifier: Apache-2.0
 * pdf/dct.c: JPEGs inside PDFs whose coefficients cannot go on as they are: decoded to samples.
 */
#include "disarm/picture/jpeg_job.h"
#include "disarm/pdf/image.h"

struct dct_job {
	struct jpeg_job job;
	struct raster *to;
	int64_t transform; /* PDF's ColorTransform, -1: not said */
};

static void choose_colours(struct dct_job *k)
{
	struct jpeg_decompress_struct *in = &k->job.in;
	if (!in->saw_Adobe_marker && k->transform >= 0 && in->num_components == 3)
		in->jpeg_color_space = k->transform ? JCS_YCbCr : JCS_RGB;
	if (!in->saw_Adobe_marker && k->transform >= 0 && in->num_components == 4)
		in->jpeg_color_space = k->transform ? JCS_YCCK : JCS_CMYK;
	in->out_color_space = in->num_components == 1	? JCS_GRAYSCALE
			      : in->num_components == 3 ? JCS_RGB
			      : in->num_components == 4 ? JCS_CMYK
							: in->jpeg_color_space;
}

static void decode(struct dct_job *k)
{
	struct jpeg_decompress_struct *in = &k->job.in;
	struct raster *to = k->to;
	jpeg_open(&k->job, k->job.bytes);
	(void)jpeg_read_header(in, TRUE);
	if ((uint64_t)in->image_width * in->image_height > k->job.d->limits->pixels)
		jpeg_stop(&k->job, E_LIMIT_PIXELS);
	choose_colours(k);
	(void)jpeg_start_decompress(in);
	to->width = in->output_width;
	to->height = in->output_height;
	to->components = (uint32_t)in->output_components;
	to->bits = 8;
	size_t row = (size_t)to->width * to->components;
	uint8_t *p = buf_grow(&to->bytes, row * to->height);
	if (!p)
		jpeg_stop(&k->job, to->bytes.err);
	while (in->output_scanline < in->output_height) {
		JSAMPROW at = p + row * in->output_scanline;
		if (jpeg_read_scanlines(in, &at, 1) != 1)
			break;
	}
}

enum err dct_read(struct pdf *pdf, const struct pdf_obj *parms, struct view packed,
		  struct raster *ret)
{
	struct raster raster = {.bytes = buf_new(PDF_STREAM_MAX)};
	struct dct_job *k = arena_alloc(pdf->mem, sizeof *k);
	if (!k)
		return E_NO_MEMORY;
	k->job.d = pdf->d;
	k->job.bytes = packed;
	k->to = &raster;
	k->transform = pdf_int(pdf_get(pdf, parms, "ColorTransform"), -1);
	if (setjmp(k->job.fail) == 0)
		decode(k);
	jpeg_destroy_decompress(&k->job.in);
	if (k->job.err != OK) {
		buf_free(&raster.bytes);
		return k->job.err;
	}
	*ret = raster;
	return OK;
}

/* The start of frame says it (ITU-T T.81 B.2.2); what comes before are segments with lengths. */
uint32_t dct_components(struct view packed, const struct pdf_obj *parms, struct pdf *pdf)
{
	struct cursor c = cursor_of(packed);
	bool adobe = false;
	int64_t transform = pdf_int(pdf_get(pdf, parms, "ColorTransform"), -1);
	cursor_skip(&c, 2);
	while (!c.bad && cursor_left(&c) > 4) {
		uint8_t code = cursor_u8(&c);
		if (code != 0xff)
			continue;
		while ((code = cursor_u8(&c)) == 0xff)
			;
		if (code == 0 || code == 1 || (code >= 0xd0 && code <= 0xd8))
			continue;
		size_t length = cursor_u16be(&c);
		struct view segment = cursor_take(&c, max_of(length, (size_t)2) - 2);
		adobe |= code == 0xee && view_starts(segment, VIEW("Adobe"));
		bool frame =
		    code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
		if (!frame)
			continue;
		uint32_t n = segment.n >= 6 && segment.p[0] == 8 ? segment.p[5] : 0;
		/* A ColorTransform that says otherwise than libjpeg would guess. */
		if (!adobe && ((n == 3 && transform == 0) || (n == 4 && transform == 1)))
			return 0;
		return n == 1 || n == 3 || n == 4 ? n : 0;
	}
	return 0;
}
