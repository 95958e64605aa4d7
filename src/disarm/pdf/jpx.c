/* SPDX-License-Identifier: Apache-2.0
 * pdf/jpx.c: JPEG 2000 (ISO/IEC 15444-1) to samples, by openjpeg.
 */
#include <openjpeg.h>

#include "disarm/pdf/image.h"

struct source {
	struct view bytes;
	size_t at;
};

static OPJ_SIZE_T on_read(void *to, OPJ_SIZE_T n, void *user)
{
	struct source *s = user;
	size_t some = min_of(s->bytes.n - s->at, n);
	if (some == 0)
		return (OPJ_SIZE_T)-1;
	memcpy(to, s->bytes.p + s->at, some);
	s->at += some;
	return some;
}

static OPJ_OFF_T on_skip(OPJ_OFF_T n, void *user)
{
	struct source *s = user;
	if (n < 0)
		return -1;
	size_t some = min_of(s->bytes.n - s->at, (size_t)n);
	s->at += some;
	return some > 0 || n == 0 ? (OPJ_OFF_T)some : -1;
}

static OPJ_BOOL on_seek(OPJ_OFF_T to, void *user)
{
	struct source *s = user;
	if (to < 0 || (size_t)to > s->bytes.n)
		return OPJ_FALSE;
	s->at = (size_t)to;
	return OPJ_TRUE;
}

static void on_message(unused_arg const char *text, unused_arg void *user)
{
}

static uint8_t eight_bits(const opj_image_comp_t *c, uint32_t x, uint32_t y)
{
	uint32_t cx = x / max_of(c->dx, 1u), cy = y / max_of(c->dy, 1u);
	if (!c->data || c->w == 0 || c->h == 0)
		return 0;
	cx = min_of(cx, c->w - 1);
	cy = min_of(cy, c->h - 1);
	int64_t v = c->data[(size_t)cy * c->w + cx];
	v += c->sgnd ? INT64_C(1) << (c->prec - 1) : 0;
	if (c->prec > 8)
		v >>= c->prec - 8;
	else if (c->prec < 8)
		v = v * 255 / ((INT64_C(1) << c->prec) - 1);
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

/* ITU-T T.871 6 */
static void ycc_to_rgb(uint8_t *p)
{
	double y = p[0], cb = p[1] - 128.0, cr = p[2] - 128.0;
	double rgb[3] = {y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb};
	for (size_t i = 0; i < 3; i++)
		p[i] = (uint8_t)(rgb[i] < 0 ? 0 : rgb[i] > 255 ? 255 : rgb[i] + 0.5);
}

static enum err put_samples(const opj_image_t *image, struct raster *to)
{
	uint32_t n = image->numcomps;
	to->components = n;
	to->bits = 8;
	to->alpha = n > 1 && image->comps[n - 1].alpha != 0;
	uint8_t *p = buf_grow(&to->bytes, (size_t)to->width * to->height * n);
	if (!p)
		return to->bytes.err;
	for (uint32_t y = 0; y < to->height; y++)
		for (uint32_t x = 0; x < to->width; x++, p += n) {
			for (uint32_t i = 0; i < n; i++)
				p[i] = eight_bits(&image->comps[i], x, y);
			if (image->color_space == OPJ_CLRSPC_SYCC && n >= 3)
				ycc_to_rgb(p);
		}
	return OK;
}

static bool sane(const opj_image_t *image)
{
	if (image->numcomps < 1 || image->numcomps > 5 || image->x1 <= image->x0 ||
	    image->y1 <= image->y0)
		return false;
	for (uint32_t i = 0; i < image->numcomps; i++)
		if (image->comps[i].prec < 1 || image->comps[i].prec > 31)
			return false;
	return true;
}

static enum err decode(struct pdf *pdf, opj_codec_t *codec, opj_stream_t *stream,
		       opj_image_t **image, struct raster *to)
{
	opj_dparameters_t parameters;
	opj_set_default_decoder_parameters(&parameters);
	if (!opj_setup_decoder(codec, &parameters))
		return E_NO_MEMORY;
	(void)opj_decoder_set_strict_mode(codec, OPJ_FALSE);
	if (!opj_read_header(stream, codec, image) || !sane(*image))
		return E_BROKEN;
	to->width = (*image)->x1 - (*image)->x0;
	to->height = (*image)->y1 - (*image)->y0;
	if ((uint64_t)to->width * to->height > pdf->d->limits->pixels || to->width > 65535 ||
	    to->height > 65535)
		return E_LIMIT_PIXELS;
	if (!opj_decode(codec, stream, *image) || !sane(*image))
		return E_BROKEN;
	(void)opj_end_decompress(codec, stream);
	return put_samples(*image, to);
}

enum err jpx_read(struct pdf *pdf, struct view packed, struct raster *ret)
{
	struct raster raster = {.bytes = buf_new(PDF_STREAM_MAX)};
	struct source source = {.bytes = packed};
	bool bare = view_starts(packed, VIEW("\xff\x4f\xff\x51"));
	opj_image_t *image = NULL;
	opj_codec_t *codec = opj_create_decompress(bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
	opj_stream_t *stream = opj_stream_create(1 << 16, OPJ_TRUE);
	enum err e = codec && stream ? OK : E_NO_MEMORY;
	if (e == OK) {
		opj_set_error_handler(codec, on_message, NULL);
		opj_set_warning_handler(codec, on_message, NULL);
		opj_set_info_handler(codec, on_message, NULL);
		opj_stream_set_read_function(stream, on_read);
		opj_stream_set_skip_function(stream, on_skip);
		opj_stream_set_seek_function(stream, on_seek);
		opj_stream_set_user_data(stream, &source, NULL);
		opj_stream_set_user_data_length(stream, packed.n);
		e = decode(pdf, codec, stream, &image, &raster);
	}
	opj_image_destroy(image);
	if (stream)
		opj_stream_destroy(stream);
	if (codec)
		opj_destroy_codec(codec);
	if (e != OK) {
		buf_free(&raster.bytes);
		return e;
	}
	*ret = raster;
	return OK;
}
