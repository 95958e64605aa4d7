/* SPDX-License-Identifier: Apache-2.0
 * pdf/function.c: sampled, exponential and stitched functions (ISO 32000-2 7.10.2 to 7.10.4).
 */
#include <math.h>

#include "disarm/pdf/function.h"

#define NESTED_MAX 8
#define SAMPLES_MAX ((size_t)64 << 20)

struct sampled {
	uint32_t size[FUNCTION_INPUTS], bits;
	double encode[2 * FUNCTION_INPUTS], decode[2 * FUNCTION_OUTPUTS];
	struct view samples;
};

struct power {
	double from[FUNCTION_OUTPUTS], to[FUNCTION_OUTPUTS], exponent;
};

struct stitched {
	uint32_t n;
	const struct function **pieces;
	double *bounds, *encode; /* n - 1, 2 n */
};

struct joined {
	const struct function *one[FUNCTION_OUTPUTS];
};

static double clip(double x, double least, double most)
{
	return x >= least ? (x <= most ? x : most) : least; /* NaN becomes least */
}

static double between(double x, double from, double to, double out_from, double out_to)
{
	return from == to ? out_from : out_from + (x - from) * (out_to - out_from) / (to - from);
}

void function_eval(const struct function *f, const double *in, double *out)
{
	double clipped[FUNCTION_INPUTS] = {0};
	for (uint32_t i = 0; i < f->inputs; i++)
		clipped[i] = clip(in[i], f->domain[2 * i], f->domain[2 * i + 1]);
	for (uint32_t i = 0; i < f->outputs; i++)
		out[i] = 0;
	f->eval(f, clipped, out);
	for (uint32_t i = 0; i < f->outputs; i++) {
		if (!isfinite(out[i]))
			out[i] = 0;
		if (f->ranged)
			out[i] = clip(out[i], f->range[2 * i], f->range[2 * i + 1]);
	}
}

/* --- type 0 --- */

static double sample_at(const struct sampled *s, uint64_t index)
{
	uint64_t bit = index * s->bits, value = 0;
	for (uint32_t left = s->bits; left > 0;) {
		uint64_t byte = bit / 8;
		uint32_t have = 8 - (uint32_t)(bit % 8), take = min_of(have, left);
		uint32_t here = byte < s->samples.n ? s->samples.p[byte] : 0;
		value = value << take | (here >> (have - take) & ((1u << take) - 1));
		bit += take;
		left -= take;
	}
	return (double)value / (double)((UINT64_C(1) << s->bits) - 1);
}

static void eval_sampled(const struct function *f, const double *in, double *out)
{
	const struct sampled *s = f->data;
	uint32_t low[FUNCTION_INPUTS] = {0};
	double part[FUNCTION_INPUTS] = {0};
	for (uint32_t i = 0; i < f->inputs; i++) {
		double x = between(in[i], f->domain[2 * i], f->domain[2 * i + 1], s->encode[2 * i],
				   s->encode[2 * i + 1]);
		x = clip(x, 0, s->size[i] - 1);
		low[i] = min_of((uint32_t)x, s->size[i] - 1);
		part[i] = x - low[i];
	}
	for (uint32_t corner = 0; corner < 1u << f->inputs; corner++) {
		double weight = 1;
		uint64_t index = 0, stride = 1;
		for (uint32_t i = 0; i < f->inputs; i++) {
			bool high = corner >> i & 1;
			weight *= high ? part[i] : 1 - part[i];
			index += stride * min_of(low[i] + high, s->size[i] - 1);
			stride *= s->size[i];
		}
		for (uint32_t k = 0; weight > 0 && k < f->outputs; k++)
			out[k] += weight * sample_at(s, index * f->outputs + k);
	}
	for (uint32_t k = 0; k < f->outputs; k++)
		out[k] = between(out[k], 0, 1, s->decode[2 * k], s->decode[2 * k + 1]);
}

static bool read_sampled(struct pdf *pdf, const struct pdf_obj *o, struct function *f)
{
	struct sampled *s = arena_alloc(pdf->mem, sizeof *s);
	double sizes[FUNCTION_INPUTS];
	uint64_t total = 1;
	struct buf samples scope_end(buf_free) = buf_new(SAMPLES_MAX);
	if (!s || !f->ranged || !pdf_numbers(pdf, pdf_get(pdf, o, "Size"), sizes, f->inputs))
		return false;
	for (uint32_t i = 0; i < f->inputs; i++) {
		if (!(sizes[i] >= 1) || sizes[i] > 1 << 20)
			return false;
		s->size[i] = (uint32_t)sizes[i];
		s->encode[2 * i + 1] = s->size[i] - 1;
		if (ckd_mul(&total, total, s->size[i]) || total > SAMPLES_MAX)
			return false;
	}
	memcpy(s->decode, f->range, sizeof s->decode);
	(void)pdf_numbers(pdf, pdf_get(pdf, o, "Encode"), s->encode, 2 * f->inputs);
	(void)pdf_numbers(pdf, pdf_get(pdf, o, "Decode"), s->decode, 2 * f->outputs);
	int64_t bits = pdf_int(pdf_get(pdf, o, "BitsPerSample"), 8);
	if (bits < 1 || bits > 32 || pdf_stream_data(pdf, o, &samples) != OK)
		return false;
	s->bits = (uint32_t)bits;
	s->samples = arena_copy(pdf->mem, buf_view(&samples));
	f->eval = eval_sampled;
	f->data = s;
	return s->samples.p != NULL;
}

/* --- type 2 --- */

static void eval_power(const struct function *f, const double *in, double *out)
{
	const struct power *p = f->data;
	double x = p->exponent == 1 ? in[0] : pow(in[0], p->exponent);
	for (uint32_t k = 0; k < f->outputs; k++)
		out[k] = p->from[k] + x * (p->to[k] - p->from[k]);
}

static bool read_power(struct pdf *pdf, const struct pdf_obj *o, struct function *f)
{
	struct power *p = arena_alloc(pdf->mem, sizeof *p);
	if (!p || f->inputs != 1)
		return false;
	p->to[0] = 1;
	uint32_t from = pdf_numbers_most(pdf, pdf_get(pdf, o, "C0"), p->from, FUNCTION_OUTPUTS);
	uint32_t to = pdf_numbers_most(pdf, pdf_get(pdf, o, "C1"), p->to, FUNCTION_OUTPUTS);
	p->exponent = pdf_number(pdf_get(pdf, o, "N"), 1);
	f->outputs = max_of(max_of(from, to), 1u);
	f->eval = eval_power;
	f->data = p;
	return (from == 0 || from == f->outputs) && (to == 0 || to == f->outputs);
}

/* --- type 3 --- */

static void eval_stitched(const struct function *f, const double *in, double *out)
{
	const struct stitched *s = f->data;
	uint32_t i = 0;
	while (i + 1 < s->n && in[0] >= s->bounds[i])
		i++;
	double from = i == 0 ? f->domain[0] : s->bounds[i - 1];
	double to = i + 1 == s->n ? f->domain[1] : s->bounds[i];
	double x = between(in[0], from, to, s->encode[2 * i], s->encode[2 * i + 1]);
	function_eval(s->pieces[i], &x, out);
}

static const struct function *read_nested(struct pdf *pdf, const struct pdf_obj *o, unsigned depth);

static bool read_stitched(struct pdf *pdf, const struct pdf_obj *o, struct function *f,
			  unsigned depth)
{
	const struct pdf_obj *list = pdf_get(pdf, o, "Functions");
	struct stitched *s = arena_alloc(pdf->mem, sizeof *s);
	uint32_t n = list->kind == PDF_ARRAY ? list->n : 0;
	if (!s || n < 1 || n > 4096 || f->inputs != 1)
		return false;
	s->n = n;
	s->pieces = arena_array(pdf->mem, n, sizeof(struct function *));
	s->bounds = arena_array(pdf->mem, n, sizeof(double));
	s->encode = arena_array(pdf->mem, n, 2 * sizeof(double));
	if (!s->pieces || !s->bounds || !s->encode ||
	    !pdf_numbers(pdf, pdf_get(pdf, o, "Bounds"), s->bounds, n - 1) ||
	    !pdf_numbers(pdf, pdf_get(pdf, o, "Encode"), s->encode, 2 * n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		s->pieces[i] = read_nested(pdf, pdf_at(pdf, list, i), depth + 1);
		if (!s->pieces[i] || s->pieces[i]->inputs != 1 ||
		    s->pieces[i]->outputs != s->pieces[0]->outputs)
			return false;
	}
	f->outputs = s->pieces[0]->outputs;
	f->eval = eval_stitched;
	f->data = s;
	return true;
}

/* --- type 4 --- */

static bool read_calculator(struct pdf *pdf, const struct pdf_obj *o, struct function *f)
{
	struct buf text scope_end(buf_free) = buf_new(1 << 20);
	if (!f->ranged || pdf_stream_data(pdf, o, &text) != OK)
		return false;
	struct view copy = arena_copy(pdf->mem, buf_view(&text));
	f->data = copy.p ? calculator_read(pdf, copy) : NULL;
	f->eval = calculator_eval;
	return f->data != NULL;
}

/* --- several of one output, joined --- */

static void eval_joined(const struct function *f, const double *in, double *out)
{
	const struct joined *j = f->data;
	for (uint32_t i = 0; i < f->outputs; i++) {
		double some[FUNCTION_OUTPUTS];
		function_eval(j->one[i], in, some);
		out[i] = some[0];
	}
}

static bool read_joined(struct pdf *pdf, const struct pdf_obj *list, struct function *f,
			unsigned depth)
{
	struct joined *j = arena_alloc(pdf->mem, sizeof *j);
	if (!j || list->n < 1 || list->n > FUNCTION_OUTPUTS)
		return false;
	for (uint32_t i = 0; i < list->n; i++) {
		j->one[i] = read_nested(pdf, pdf_at(pdf, list, i), depth + 1);
		if (!j->one[i] || j->one[i]->inputs != j->one[0]->inputs)
			return false;
	}
	f->inputs = j->one[0]->inputs;
	memcpy(f->domain, j->one[0]->domain, sizeof f->domain);
	f->outputs = list->n;
	f->eval = eval_joined;
	f->data = j;
	return true;
}

/* Domain and Range: pairs, the first not above the second. */
static uint32_t pairs(struct pdf *pdf, const struct pdf_obj *o, double *ret, uint32_t most)
{
	uint32_t n = pdf_numbers_most(pdf, o, ret, 2 * most) / 2;
	for (uint32_t i = 0; i < n; i++)
		if (ret[2 * i] > ret[2 * i + 1])
			return 0;
	return n;
}

static const struct function *read_nested(struct pdf *pdf, const struct pdf_obj *o, unsigned depth)
{
	struct function *f = arena_alloc(pdf->mem, sizeof *f);
	o = pdf_resolve(pdf, o);
	if (!f || depth > NESTED_MAX) {
		pdf_fail(pdf, f ? E_LIMIT_DEPTH : E_NO_MEMORY);
		return NULL;
	}
	if (o->kind == PDF_ARRAY)
		return read_joined(pdf, o, f, depth) ? f : NULL;
	f->inputs = pairs(pdf, pdf_get(pdf, o, "Domain"), f->domain, FUNCTION_INPUTS);
	f->outputs = pairs(pdf, pdf_get(pdf, o, "Range"), f->range, FUNCTION_OUTPUTS);
	f->ranged = f->outputs > 0;
	uint32_t ranges = f->outputs;
	bool good = false;
	if (f->inputs == 0)
		return NULL;
	switch (pdf_int(pdf_get(pdf, o, "FunctionType"), -1)) {
	case 0:
		good = read_sampled(pdf, o, f);
		break;
	case 2:
		good = read_power(pdf, o, f);
		break;
	case 3:
		good = read_stitched(pdf, o, f, depth);
		break;
	case 4:
		good = read_calculator(pdf, o, f);
		break;
	default:
		break;
	}
	f->ranged = ranges >= f->outputs && ranges > 0;
	return good ? f : NULL;
}

const struct function *function_read(struct pdf *pdf, const struct pdf_obj *o)
{
	return read_nested(pdf, o, 0);
}
