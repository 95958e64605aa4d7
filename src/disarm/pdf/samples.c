/* SPDX-License-Identifier: Apache-2.0
 * pdf/samples.c: pictures as parts of the form: any raster in any colour space as grey or RGB of
 * eight bits, with an alpha channel where colours are left out.
 */
#include "disarm/drawn.h"
#include "disarm/picture/picture.h"
#include "disarm/pdf/content.h"
#include "form/image.h"

struct making {
	const struct image *im;
	const struct colour_space *space;
	struct raster raster;
	struct raster soft; /* with a matte: to take the matte's colour out */
	double matte[COLOUR_COMPONENTS];
	double decode[2 * COLOUR_COMPONENTS];
	uint32_t colours; /* of the form: 1 or 3 */
	bool alpha;
	uint8_t (*table)[3]; /* of one component of at most 8 bits */
	uint32_t last[COLOUR_COMPONENTS];
	uint8_t last_out[3];
	bool has_last;
};

/* One raw sample; 16 bits are cut to 8 by the caller's decode. */
static uint32_t sample(const struct raster *raster, size_t row, size_t i)
{
	size_t bit = i * raster->bits, at = row + bit / 8;
	if (at >= raster->bytes.n)
		return 0;
	const uint8_t *p = raster->bytes.p + at;
	if (raster->bits == 8)
		return *p;
	if (raster->bits == 16)
		return (uint32_t)(p[0] << 8) | (at + 1 < raster->bytes.n ? p[1] : 0u);
	return (uint32_t)(*p >> (8 - raster->bits - bit % 8)) & ((1u << raster->bits) - 1);
}

static size_t row_bytes(const struct raster *raster)
{
	return ((size_t)raster->width * raster->components * raster->bits + 7) / 8;
}

static void convert(const struct making *m, const uint32_t *raw, uint8_t to[3])
{
	double v[COLOUR_COMPONENTS], rgb[3], most = (double)((1u << m->raster.bits) - 1);
	for (uint32_t i = 0; i < m->space->n; i++) {
		const double *range = m->decode + (size_t)2 * i;
		v[i] = range[0] + raw[i] * (range[1] - range[0]) / most;
	}
	struct colour c = colour_of(m->space, v);
	colour_to_rgb(&c, rgb);
	for (size_t i = 0; i < 3; i++)
		to[i] = (uint8_t)(rgb[i] * 255 + 0.5);
}

static bool left_out(const struct making *m, const uint32_t *raw)
{
	for (uint32_t i = 0; i < m->space->n; i++)
		if (raw[i] < m->im->key[2 * i] || raw[i] > m->im->key[2 * i + 1])
			return false;
	return true;
}

/* c = matte + (c' - matte) / alpha (11.6.5.2), in raw samples. */
static void take_matte(const struct making *m, size_t x, size_t y, uint32_t *raw)
{
	size_t row = y * row_bytes(&m->soft);
	uint32_t a = sample(&m->soft, row, x);
	double most = (double)((1u << m->raster.bits) - 1);
	double alpha = a / (double)((1u << m->soft.bits) - 1);
	for (uint32_t i = 0; a > 0 && i < m->space->n; i++) {
		const double *range = m->decode + (size_t)2 * i;
		double span = range[1] - range[0];
		double matte = span != 0 ? (m->matte[i] - range[0]) / span * most : 0;
		double value = matte + (raw[i] - matte) / alpha;
		raw[i] = value > 0 ? (uint32_t)min_of(value, most) : 0; /* not a number is 0 */
	}
}

static void put_pixel(struct making *m, size_t x, size_t y, size_t row, uint8_t *to)
{
	uint32_t raw[COLOUR_COMPONENTS], n = m->space->n;
	assert(n > 0); /* prepare: a picture has no pattern as its space */
	for (uint32_t i = 0; i < n; i++)
		raw[i] = sample(&m->raster, row, x * m->raster.components + i);
	if (m->soft.bytes.n > 0)
		take_matte(m, x, y, raw);
	if (m->table) {
		memcpy(to, m->table[raw[0]], m->colours);
	} else {
		if (!m->has_last || memcmp(raw, m->last, n * sizeof *raw) != 0) {
			convert(m, raw, m->last_out);
			memcpy(m->last, raw, n * sizeof *raw);
			m->has_last = true;
		}
		memcpy(to, m->last_out, m->colours);
	}
	if (m->im->keyed)
		to[m->colours] = left_out(m, raw) ? 0 : 255;
	else if (m->alpha)
		to[m->colours] =
		    (uint8_t)(sample(&m->raster, row, (x + 1) * m->raster.components - 1) >>
			      (m->raster.bits - 8));
}

/* Three bytes in, the same three out. */
static bool as_they_are(const struct making *m)
{
	return m->raster.bits == 8 && !m->im->decoded && !m->alpha && m->soft.bytes.n == 0 &&
	       m->raster.components == m->space->n &&
	       (m->space->kind == COLOUR_RGB || m->space->kind == COLOUR_GREY);
}

static void put_rows(struct making *m, uint8_t *to)
{
	const struct raster *raster = &m->raster;
	size_t theirs = row_bytes(raster), pixel = m->colours + m->alpha;
	for (size_t y = 0; y < raster->height; y++) {
		size_t row = y * theirs;
		if (as_they_are(m)) {
			size_t n =
			    row < raster->bytes.n ? min_of(theirs, raster->bytes.n - row) : 0;
			memset(to, 0, theirs);
			if (n > 0)
				memcpy(to, raster->bytes.p + row, n);
			to += theirs;
			continue;
		}
		for (size_t x = 0; x < raster->width; x++, to += pixel)
			put_pixel(m, x, y, row, to);
	}
}

static enum err put_samples(struct making *m, struct buf *out)
{
	const struct raster *raster = &m->raster;
	struct form_image head = {.width = raster->width,
				  .height = raster->height,
				  .content = FORM_IMAGE_CONTENT_SAMPLES};
	size_t n = (size_t)raster->width * raster->height * (m->colours + m->alpha);
	form_image_write(out, &head);
	/* as form_image_samples_write, whose samples would have to lie elsewhere first */
	buf_u8(out, (uint8_t)(m->colours + m->alpha - 1));
	buf_varint(out, n);
	uint8_t *to = buf_grow(out, n);
	if (to)
		put_rows(m, to);
	return out->err;
}

static const struct colour_space *guess(const struct raster *raster)
{
	uint32_t n = raster->components - raster->alpha;
	return n == 1 ? &colour_grey : n == 4 ? &colour_cmyk : &colour_rgb;
}

static bool only_grey(const struct colour_space *space)
{
	return colour_device(space) == 1;
}

static enum err prepare(struct reader *r, struct making *m)
{
	const struct image *im = m->im;
	struct raster *raster = &m->raster;
	uint32_t bits = raster->bits, n = raster->components - raster->alpha;
	m->space = im->space;
	if (!m->space || m->space->n > n) /* of more components than the space's the first count */
		m->space = guess(raster);
	if (m->space->n > raster->components)
		return E_BROKEN;
	colour_decode(m->space, bits, m->decode);
	if (im->decoded && m->space == im->space)
		memcpy(m->decode, im->decode, sizeof m->decode);
	m->colours = im->grey || only_grey(m->space) ? 1 : 3;
	m->alpha = im->keyed || (raster->alpha && !im->soft && bits >= 8);
	if (m->space->n == 1 && bits <= 8) {
		m->table = arena_array(r->pdf.mem, 256, 3);
		if (!m->table)
			return E_NO_MEMORY;
		for (uint32_t i = 0; i < 1u << bits; i++)
			convert(m, &i, m->table[i]);
	}
	return OK;
}

static void read_matte(struct reader *r, struct making *m)
{
	const struct image *im = m->im;
	const struct pdf_obj *matte = pdf_get(&r->pdf, im->soft->dict, "Matte");
	if (pdf_numbers_most(&r->pdf, matte, m->matte, m->space->n) != m->space->n ||
	    image_raster(r, im->soft, &m->soft) != OK)
		return;
	if (m->soft.width != m->raster.width || m->soft.height != m->raster.height ||
	    m->soft.components != 1)
		buf_free(&m->soft.bytes);
}

static enum err put_decoded(struct reader *r, const struct image *im, struct buf *out)
{
	struct making m = {.im = im};
	enum err e = image_raster(r, im, &m.raster);
	if (e == OK && (uint64_t)m.raster.width * m.raster.height > r->d->limits->pixels)
		e = E_LIMIT_PIXELS;
	if (e == OK)
		e = prepare(r, &m);
	if (e == OK && im->matte)
		read_matte(r, &m);
	if (e == OK)
		e = put_samples(&m, out);
	buf_free(&m.raster.bytes);
	buf_free(&m.soft.bytes);
	return e;
}

static enum err put_jpeg(struct reader *r, const struct image *im)
{
	struct buf bytes scope_end(buf_free) = buf_new(PDF_STREAM_MAX);
	enum pdf_codec codec = PDF_CODEC_NONE;
	const struct pdf_obj *parms = &pdf_null;
	try(pdf_stream_picture(&r->pdf, im->dict, &bytes, &codec, &parms));
	return jpeg_body_as_is(r->d, buf_view(&bytes));
}

static void put_grey_pixel(struct buf *out)
{
	static const uint8_t grey = 0xc0;
	form_image_write(out, &(struct form_image){
				  .width = 1, .height = 1, .content = FORM_IMAGE_CONTENT_SAMPLES});
	form_image_samples_write(
	    out, &(struct form_image_samples){.layout = FORM_IMAGE_SAMPLES_LAYOUT_GREY,
					      .samples = view_of(&grey, 1)});
}

static enum err put_part(struct reader *r, struct image *im)
{
	struct buf *out = r->d->out;
	size_t start = out->n;
	if (im->drawn) {
		drawn_part(im->drawn, out);
		return out->err;
	}
	enum err e = im->jpeg ? put_jpeg(r, im) : put_decoded(r, im, out);
	if (im->jpeg && e != OK && e != E_NO_MEMORY && out->err == OK) {
		out->n = start;
		e = put_decoded(r, im, out);
	}
	if (e == OK || (e != E_BROKEN && e != E_TYPE_UNKNOWN))
		return e;
	out->n = start;
	report_add(r->d->report, FINDING_PICTURE_BROKEN, PLACE_PAGE, im->page, VIEW(""), NULL);
	put_grey_pixel(out);
	return out->err;
}

enum err image_parts(struct reader *r, struct form_writer *w)
{
	const struct buf *list = &r->nodes.parts_of;
	for (size_t i = 0; i < r->nodes.parts; i++) {
		struct nodes_part part;
		memcpy(&part, list->p + i * sizeof part, sizeof part);
		form_part_begin(w, FORM_IMAGE);
		try(put_part(r, part.image));
		form_part_end(w);
	}
	return r->d->out->err;
}
