/* SPDX-License-Identifier: Apache-2.0
 * pdf/colour.c: any colour of a PDF as grey, RGB or CMYK.
 */
#include <math.h>

#include "disarm/pdf/colour.h"

#define NESTED_MAX 8
#define LOOKUP_MAX ((size_t)256 * COLOUR_COMPONENTS)

const struct colour_space colour_grey = {.kind = COLOUR_GREY, .n = 1};
const struct colour_space colour_rgb = {.kind = COLOUR_RGB, .n = 3};
const struct colour_space colour_cmyk = {.kind = COLOUR_CMYK, .n = 4};
static const struct colour_space pattern = {.kind = COLOUR_PATTERN};

static const struct {
	const char *name;
	const struct colour_space *space;
} device[] = {
    {"DeviceGray", &colour_grey}, {"G", &colour_grey},	  {"CalGray", &colour_grey},
    {"DeviceRGB", &colour_rgb},	  {"RGB", &colour_rgb},	  {"CalRGB", &colour_rgb},
    {"DeviceCMYK", &colour_cmyk}, {"CMYK", &colour_cmyk}, {"CalCMYK", &colour_cmyk},
    {"Pattern", &pattern},
};

static const struct colour_space *device_of(const struct pdf_obj *name)
{
	for (size_t i = 0; i < array_len(device); i++)
		if (pdf_is(name, device[i].name))
			return device[i].space;
	return NULL;
}

static const struct colour_space *read_nested(struct pdf *pdf, const struct pdf_obj *o,
					      const struct pdf_obj *resources, unsigned depth);

static struct colour_space *fresh(struct pdf *pdf, enum colour_kind kind, uint8_t n)
{
	struct colour_space *s = arena_alloc(pdf->mem, sizeof *s);
	if (!s) {
		pdf_fail(pdf, E_NO_MEMORY);
		return NULL;
	}
	s->kind = (uint8_t)kind;
	s->n = n;
	return s;
}

/* Bytes 16 to 19 of a profile name its colour space (ICC.1 7.2.6). */
static bool is_lab_profile(struct pdf *pdf, const struct pdf_obj *stream)
{
	struct buf profile scope_end(buf_free) = buf_new(64 << 20);
	return pdf_stream_data(pdf, stream, &profile) == OK && profile.n >= 20 &&
	       memcmp(profile.p + 16, "Lab ", 4) == 0;
}

static const struct colour_space *read_icc(struct pdf *pdf, const struct pdf_obj *array,
					   const struct pdf_obj *resources, unsigned depth)
{
	const struct pdf_obj *stream = pdf_at(pdf, array, 1);
	const struct colour_space *alternate = NULL;
	int64_t n = pdf_int(pdf_get(pdf, stream, "N"), 0);
	if (pdf_get(pdf, stream, "Alternate")->kind != PDF_NULL)
		alternate =
		    read_nested(pdf, pdf_get(pdf, stream, "Alternate"), resources, depth + 1);
	if (n == 0 && alternate)
		n = alternate->n;
	if (n == 3 &&
	    (is_lab_profile(pdf, stream) || (alternate && alternate->kind == COLOUR_LAB))) {
		static const double range[4] = {-128, 127, -128, 127};
		static const double white[3] = {0.9642, 1, 0.8249};
		struct colour_space *lab = fresh(pdf, COLOUR_LAB, 3);
		if (lab) {
			memcpy(lab->range, range, sizeof range);
			memcpy(lab->white, white, sizeof white);
		}
		return lab;
	}
	const struct colour_space *like = n == 1   ? &colour_grey
					  : n == 3 ? &colour_rgb
					  : n == 4 ? &colour_cmyk
						   : NULL;
	struct colour_space *s = like ? fresh(pdf, like->kind, like->n) : NULL;
	if (s)
		s->profile = stream;
	return s ? s : alternate;
}

static const struct colour_space *read_lab(struct pdf *pdf, const struct pdf_obj *array)
{
	static const double range[4] = {-100, 100, -100, 100};
	const struct pdf_obj *dict = pdf_at(pdf, array, 1);
	struct colour_space *s = fresh(pdf, COLOUR_LAB, 3);
	if (!s)
		return NULL;
	memcpy(s->range, range, sizeof range);
	s->white[0] = s->white[1] = s->white[2] = 1;
	(void)pdf_numbers(pdf, pdf_get(pdf, dict, "Range"), s->range, 4);
	(void)pdf_numbers(pdf, pdf_get(pdf, dict, "WhitePoint"), s->white, 3);
	return s;
}

static const struct colour_space *read_indexed(struct pdf *pdf, const struct pdf_obj *array,
					       const struct pdf_obj *resources, unsigned depth)
{
	struct colour_space *s = fresh(pdf, COLOUR_INDEXED, 1);
	const struct pdf_obj *table = pdf_at(pdf, array, 3);
	struct buf bytes scope_end(buf_free) = buf_new(LOOKUP_MAX);
	int64_t high = pdf_int(pdf_at(pdf, array, 2), -1);
	if (!s || high < 0)
		return NULL;
	s->high = (uint32_t)min_of(high, 255);
	s->base = read_nested(pdf, pdf_at(pdf, array, 1), resources, depth + 1);
	if (!s->base || s->base->kind == COLOUR_INDEXED || s->base->kind == COLOUR_PATTERN)
		return NULL;
	size_t want = (s->high + 1) * (size_t)s->base->n;
	if (table->kind == PDF_STRING)
		buf_put(&bytes, view_sub(table->bytes, 0, LOOKUP_MAX));
	else if (table->kind == PDF_STREAM && pdf_stream_data(pdf, table, &bytes) == E_NO_MEMORY)
		return NULL;
	if (bytes.n < want) /* viewers take what is missing for 0 */
		buf_fill(&bytes, 0, want - bytes.n);
	s->lookup = arena_copy(pdf->mem, view_sub(buf_view(&bytes), 0, want));
	return s->lookup.p ? s : NULL;
}

static const struct colour_space *read_tint(struct pdf *pdf, const struct pdf_obj *array,
					    const struct pdf_obj *resources, unsigned depth)
{
	const struct pdf_obj *names = pdf_at(pdf, array, 1);
	uint32_t n = names->kind == PDF_ARRAY ? names->n : 1, none = 0;
	struct colour_space *s = fresh(pdf, COLOUR_TINT, (uint8_t)min_of(n, 255u));
	if (!s || n < 1 || n > COLOUR_COMPONENTS)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		none += pdf_is(names->kind == PDF_ARRAY ? pdf_at(pdf, names, i) : names, "None");
	s->none = none == n;
	s->base = read_nested(pdf, pdf_at(pdf, array, 2), resources, depth + 1);
	s->tint = function_read(pdf, pdf_at(pdf, array, 3));
	if (!s->base || s->base->kind == COLOUR_PATTERN || s->base->kind == COLOUR_INDEXED)
		return NULL;
	if (!s->tint || s->tint->inputs != n || s->tint->outputs < s->base->n)
		return NULL;
	return s;
}

static const struct colour_space *read_nested(struct pdf *pdf, const struct pdf_obj *o,
					      const struct pdf_obj *resources, unsigned depth)
{
	o = pdf_resolve(pdf, o);
	if (depth > NESTED_MAX)
		return NULL;
	if (o->kind == PDF_NAME) {
		const struct pdf_obj *named =
		    pdf_get_view(pdf, pdf_get(pdf, resources, "ColorSpace"), o->bytes);
		const struct colour_space *ours = device_of(o);
		if (ours || named->kind == PDF_NULL)
			return ours;
		return read_nested(pdf, named, resources, depth + 1);
	}
	if (o->kind != PDF_ARRAY || o->n == 0)
		return NULL;
	const struct pdf_obj *family = pdf_at(pdf, o, 0);
	if (pdf_is(family, "ICCBased"))
		return read_icc(pdf, o, resources, depth);
	if (pdf_is(family, "Lab"))
		return read_lab(pdf, o);
	if (pdf_is(family, "Indexed") || pdf_is(family, "I"))
		return read_indexed(pdf, o, resources, depth);
	if (pdf_is(family, "Separation") || pdf_is(family, "DeviceN"))
		return read_tint(pdf, o, resources, depth);
	if (pdf_is(family, "Pattern") && o->n > 1) {
		struct colour_space *s = fresh(pdf, COLOUR_PATTERN, 0);
		if (s)
			s->base = read_nested(pdf, pdf_at(pdf, o, 1), resources, depth + 1);
		if (!s || !s->base || s->base->kind == COLOUR_PATTERN)
			return NULL;
		s->n = s->base->n;
		return s;
	}
	return device_of(family);
}

const struct colour_space *colour_space_read(struct pdf *pdf, const struct pdf_obj *o,
					     const struct pdf_obj *resources)
{
	return read_nested(pdf, o, resources, 0);
}

static double unit(double x)
{
	return x >= 0 ? (x <= 1 ? x : 1) : 0;
}

static double lab_step(double x)
{
	return x >= 6.0 / 29 ? x * x * x : 108.0 / 841 * (x - 4.0 / 29);
}

static double gamma_of(double x)
{
	x = unit(x);
	return x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055;
}

/* CIE 1976 L*a*b* relative to the space's white, its white made sRGB's (IEC 61966-2-1). */
static struct colour lab_to_rgb(const double *lab)
{
	double m = (lab[0] + 16) / 116, l = m + lab[1] / 500, n = m - lab[2] / 200;
	double x = lab_step(l) * 0.9505, y = lab_step(m), z = lab_step(n) * 1.089;
	struct colour c = {.n = 3};
	c.v[0] = gamma_of(3.2406 * x - 1.5372 * y - 0.4986 * z);
	c.v[1] = gamma_of(-0.9689 * x + 1.8758 * y + 0.0415 * z);
	c.v[2] = gamma_of(0.0557 * x - 0.2040 * y + 1.0570 * z);
	return c;
}

struct colour colour_of(const struct colour_space *s, const double *in)
{
	double some[FUNCTION_OUTPUTS] = {0};
	struct colour c = {.n = s->n};
	switch ((enum colour_kind)s->kind) {
	case COLOUR_GREY:
	case COLOUR_RGB:
	case COLOUR_CMYK:
		for (uint32_t i = 0; i < s->n; i++)
			c.v[i] = unit(in[i]);
		return c;
	case COLOUR_LAB:
		return lab_to_rgb(in);
	case COLOUR_INDEXED: {
		double at = in[0] >= 0 ? in[0] : 0, range[2 * COLOUR_COMPONENTS];
		uint32_t entry = at >= s->high ? s->high : (uint32_t)at;
		colour_decode(s->base, 8, range);
		for (uint32_t i = 0; i < s->base->n; i++)
			some[i] = range[2 * i] + s->lookup.p[entry * s->base->n + i] / 255.0 *
						     (range[2 * i + 1] - range[2 * i]);
		return colour_of(s->base, some);
	}
	case COLOUR_TINT:
		function_eval(s->tint, in, some);
		return colour_of(s->base, some);
	case COLOUR_PATTERN:
	default:
		return (struct colour){.n = 1};
	}
}

void colour_first(const struct colour_space *s, double *ret)
{
	for (uint32_t i = 0; i < s->n; i++)
		ret[i] = s->kind == COLOUR_TINT ? 1 : 0;
	if (s->kind == COLOUR_CMYK)
		ret[3] = 1;
	for (uint32_t i = 0; s->kind == COLOUR_LAB && i < 2; i++)
		ret[i + 1] = max_of(0.0, s->range[2 * i]);
}

void colour_decode(const struct colour_space *s, uint32_t bits, double *ret)
{
	for (uint32_t i = 0; i < s->n; i++) {
		ret[2 * i] = 0;
		ret[2 * i + 1] = 1;
	}
	if (s->kind == COLOUR_INDEXED)
		ret[1] = (double)((UINT64_C(1) << bits) - 1);
	if (s->kind == COLOUR_LAB) {
		ret[1] = 100;
		memcpy(ret + 2, s->range, sizeof s->range);
	}
}

uint8_t colour_device(const struct colour_space *s)
{
	if (s->kind == COLOUR_INDEXED || s->kind == COLOUR_TINT)
		return colour_device(s->base);
	return s->kind == COLOUR_LAB ? 3 : s->n;
}

/* The sixteen full and empty mixtures of process inks on coated paper (SWOP), as sRGB: bit 3 cyan,
 * bit 2 magenta, bit 1 yellow, bit 0 black. What lies between is mixed of its neighbours. */
static const double inks[16][3] = {
    {1, 1, 1},
    {0.1373, 0.1216, 0.1255},
    {1, 0.949, 0},
    {0.1098, 0.102, 0},
    {0.9255, 0, 0.549},
    {0.1412, 0, 0},
    {0.9294, 0.1098, 0.1412},
    {0.1333, 0, 0},
    {0, 0.6784, 0.9373},
    {0, 0.0588, 0.1412},
    {0, 0.651, 0.3137},
    {0, 0.0745, 0},
    {0.1804, 0.1922, 0.5725},
    {0, 0, 0.0078},
    {0.2118, 0.2119, 0.2235},
    {0, 0, 0},
};

void colour_to_rgb(const struct colour *c, double ret[3])
{
	for (uint32_t i = 0; i < 3; i++)
		ret[i] = c->n == 3 ? c->v[i] : c->n == 1 ? c->v[0] : 0;
	for (uint32_t mix = 0; c->n == 4 && mix < 16; mix++) {
		double share = 1;
		for (uint32_t ink = 0; ink < 4; ink++)
			share *= mix >> (3 - ink) & 1 ? c->v[ink] : 1 - c->v[ink];
		for (uint32_t i = 0; i < 3; i++)
			ret[i] += share * inks[mix][i];
	}
}
