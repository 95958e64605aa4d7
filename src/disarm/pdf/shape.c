/* SPDX-License-Identifier: Apache-2.0
 * pdf/shape.c: annotations that have no appearance of their own, drawn from what they say (ISO
 * 32000-2 12.5.6): boxes, ellipses, lines, marks over text, ink, borders of links.
 */
#include <math.h>

#include "disarm/pdf/page.h"

#define POINTS_MAX 2000
#define ARC 0.5522847498 /* a quarter of a circle as one curve */

struct shape {
	struct content *c;
	struct reader *r;
	const struct pdf_obj *o;
	double rect[4], width;
	bool filled, stroked;
};

static void call(struct shape *s, void (*op)(struct content *c, const struct pdf_obj *a),
		 const double *v, uint32_t n)
{
	struct pdf_obj a[6] = {0};
	for (uint32_t i = 0; i < n; i++)
		a[i] = (struct pdf_obj){.kind = PDF_REAL, .real = v[i]};
	op(s->c, a);
}

static bool set_colour(struct shape *s, const char *key, bool stroke)
{
	double v[4];
	uint32_t n = pdf_numbers_most(&s->r->pdf, pdf_get(&s->r->pdf, s->o, key), v, 4);
	if (n == 0 || n == 2)
		return false;
	paint_colour(s->c, stroke, n == 1 ? &colour_grey : n == 3 ? &colour_rgb : &colour_cmyk, v);
	return true;
}

/* Width and dashes of BS, or of Border. */
static void set_line(struct shape *s)
{
	struct pdf *pdf = &s->r->pdf;
	const struct pdf_obj *style = pdf_get(pdf, s->o, "BS"),
			     *border = pdf_get(pdf, s->o, "Border");
	const struct pdf_obj *dash = &pdf_null;
	s->width = 1;
	if (pdf_is_dict(style)) {
		s->width = pdf_number(pdf_get(pdf, style, "W"), 1);
		if (pdf_is(pdf_get(pdf, style, "S"), "D"))
			dash = pdf_get(pdf, style, "D");
	} else if (border->kind == PDF_ARRAY) {
		s->width = pdf_number(pdf_at(pdf, border, 2), 1);
		dash = pdf_at(pdf, border, 3);
	}
	call(s, op_width, &s->width, 1);
	if (dash->kind == PDF_ARRAY && dash->n > 0)
		op_dash(s->c, (const struct pdf_obj[2]){*dash, {.kind = PDF_INT}});
}

static void set_alpha(struct shape *s)
{
	const struct pdf_obj *alpha = pdf_get(&s->r->pdf, s->o, "CA");
	for (int side = 0; pdf_is_number(alpha) && side < 2; side++) {
		ops_begin(&s->c->ops, FORM_PAGE_OP_OP_ALPHA);
		form_op_alpha_write(
		    &s->c->ops.bytes,
		    &(struct form_op_alpha){.side = (enum form_op_alpha_side)side,
					    .alpha = micro_unit(pdf_number(alpha, 1))});
	}
}

static void finish(struct shape *s)
{
	if (s->filled && s->stroked)
		op_both(s->c, NULL);
	else if (s->filled)
		op_fill(s->c, NULL);
	else
		op_stroke(s->c, NULL);
}

static bool inset(struct shape *s, double box[4])
{
	double differences[4] = {0};
	(void)pdf_numbers(&s->r->pdf, pdf_get(&s->r->pdf, s->o, "RD"), differences, 4);
	for (size_t i = 0; i < 4; i++)
		box[i] = s->rect[i] +
			 (i < 2 ? 1 : -1) * (differences[i] + (s->stroked ? s->width / 2 : 0));
	return box[2] > box[0] && box[3] > box[1];
}

static bool square(struct shape *s)
{
	double box[4];
	if (!inset(s, box))
		return false;
	call(s, op_rectangle, (const double[4]){box[0], box[1], box[2] - box[0], box[3] - box[1]},
	     4);
	finish(s);
	return true;
}

static bool circle(struct shape *s)
{
	double b[4];
	if (!inset(s, b))
		return false;
	double x = (b[0] + b[2]) / 2, y = (b[1] + b[3]) / 2;
	double rx = (b[2] - b[0]) / 2, ry = (b[3] - b[1]) / 2, ax = rx * ARC, ay = ry * ARC;
	call(s, op_move, (const double[2]){b[2], y}, 2);
	call(s, op_curve, (const double[6]){b[2], y + ay, x + ax, b[3], x, b[3]}, 6);
	call(s, op_curve, (const double[6]){x - ax, b[3], b[0], y + ay, b[0], y}, 6);
	call(s, op_curve, (const double[6]){b[0], y - ay, x - ax, b[1], x, b[1]}, 6);
	call(s, op_curve, (const double[6]){x + ax, b[1], b[2], y - ay, b[2], y}, 6);
	op_close(s->c, NULL);
	finish(s);
	return true;
}

static bool polyline(struct shape *s, const struct pdf_obj *points, bool closed)
{
	double v[POINTS_MAX];
	uint32_t n = pdf_numbers_most(&s->r->pdf, points, v, POINTS_MAX) / 2;
	for (uint32_t i = 0; i < n; i++)
		call(s, i == 0 ? op_move : op_line, v + (size_t)2 * i, 2);
	if (closed && n > 0)
		op_close(s->c, NULL);
	return n >= 2;
}

static bool line(struct shape *s)
{
	s->filled = false;
	if (!polyline(s, pdf_get(&s->r->pdf, s->o, "L"), false))
		return false;
	finish(s);
	return true;
}

static bool polygon(struct shape *s)
{
	bool closed = pdf_is(pdf_get(&s->r->pdf, s->o, "Subtype"), "Polygon");
	s->filled &= closed;
	if (!polyline(s, pdf_get(&s->r->pdf, s->o, "Vertices"), closed))
		return false;
	finish(s);
	return true;
}

static bool ink(struct shape *s)
{
	const struct pdf_obj *list = pdf_get(&s->r->pdf, s->o, "InkList");
	bool any = false;
	for (uint32_t i = 0; list->kind == PDF_ARRAY && i < list->n; i++)
		any |= polyline(s, pdf_at(&s->r->pdf, list, i), false);
	s->filled = false;
	finish(s);
	return any;
}

/* Marks over text: each quadrilateral is upper left, upper right, lower left, lower right, as
 * viewers take it. */
static bool over_text(struct shape *s)
{
	double q[POINTS_MAX];
	const struct pdf_obj *subtype = pdf_get(&s->r->pdf, s->o, "Subtype");
	uint32_t n =
	    pdf_numbers_most(&s->r->pdf, pdf_get(&s->r->pdf, s->o, "QuadPoints"), q, POINTS_MAX) /
	    8;
	bool highlight = pdf_is(subtype, "Highlight"), strike = pdf_is(subtype, "StrikeOut");
	if (n == 0 || !set_colour(s, "C", !highlight))
		return false;
	if (highlight) {
		ops_begin(&s->c->ops, FORM_PAGE_OP_OP_BLEND);
		form_op_blend_write(&s->c->ops.bytes,
				    &(struct form_op_blend){FORM_OP_BLEND_MODE_MULTIPLY});
	}
	for (uint32_t i = 0; i < n; i++) {
		const double *p = q + (size_t)8 * i;
		double share = strike ? 0.5 : 0.07, height = hypot(p[0] - p[4], p[1] - p[5]);
		double from[2], to[2], width = fmax(height / 16, 0.5);
		for (size_t k = 0; k < 2; k++) {
			from[k] = p[4 + k] + (p[k] - p[4 + k]) * share;
			to[k] = p[6 + k] + (p[2 + k] - p[6 + k]) * share;
		}
		if (!highlight)
			call(s, op_width, &width, 1);
		call(s, op_move, highlight ? p : from, 2);
		call(s, op_line, highlight ? p + 2 : to, 2);
		if (highlight) {
			call(s, op_line, p + 6, 2);
			call(s, op_line, p + 4, 2);
			op_fill(s->c, NULL);
		} else {
			op_stroke(s->c, NULL);
		}
	}
	return true;
}

static bool border(struct shape *s)
{
	if (!s->stroked || s->width <= 0)
		return true;
	s->filled = false;
	return square(s);
}

static const struct {
	const char *subtype;
	bool (*draw)(struct shape *s);
} shapes[] = {
    {"Square", square},	      {"Circle", circle},	{"Line", line},
    {"Polygon", polygon},     {"PolyLine", polygon},	{"Ink", ink},
    {"Highlight", over_text}, {"Underline", over_text}, {"Squiggly", over_text},
    {"StrikeOut", over_text}, {"Link", border},
};

bool annotation_shape(struct content *c, const struct pdf_obj *o, const double rect[4])
{
	struct shape s = {.c = c, .r = c->r, .o = o};
	const struct pdf_obj *subtype = pdf_get(&c->r->pdf, o, "Subtype");
	memcpy(s.rect, rect, sizeof s.rect);
	for (size_t i = 0; i < array_len(shapes); i++) {
		if (!pdf_is(subtype, shapes[i].subtype))
			continue;
		nest_save(c);
		set_alpha(&s);
		s.stroked = set_colour(&s, "C", true);
		s.filled = set_colour(&s, "IC", false);
		set_line(&s);
		s.stroked &= s.width > 0;
		bool done =
		    (s.stroked || s.filled || shapes[i].draw == border) && shapes[i].draw(&s);
		op_end_path(c, NULL); /* what was begun and cannot be finished */
		nest_restore(c);
		return done;
	}
	return false;
}
