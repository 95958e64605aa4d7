/* SPDX-License-Identifier: Apache-2.0
 * pdf/path.c: lines, their looks and what is painted (ISO 32000-2 8.4 and 8.5).
 */
#include <math.h>

#include "disarm/pdf/content.h"

#define DASHES_MAX 64

void matrix_times(const double a[6], const double b[6], double ret[6])
{
	double m[6] = {a[0] * b[0] + a[1] * b[2],	 a[0] * b[1] + a[1] * b[3],
		       a[2] * b[0] + a[3] * b[2],	 a[2] * b[1] + a[3] * b[3],
		       a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]};
	memcpy(ret, m, sizeof m);
}

bool matrix_same(const double a[6], const double b[6])
{
	for (size_t i = 0; i < 6; i++)
		if (!(a[i] == b[i]))
			return false;
	return true;
}

void put_matrix(struct content *c, const double matrix[6])
{
	struct form_op_matrix m;
	nest_leave_text(c);
	nano_matrix(matrix, m.matrix);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_MATRIX);
	form_op_matrix_write(&c->ops.bytes, &m);
}

void op_matrix(struct content *c, const struct pdf_obj *a)
{
	double m[6];
	for (size_t i = 0; i < 6; i++)
		m[i] = pdf_number(&a[i], 0);
	put_matrix(c, m);
}

void op_width(struct content *c, const struct pdf_obj *a)
{
	int64_t width = micro(fabs(pdf_number(a, 0)));
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_WIDTH);
	form_op_width_write(&c->ops.bytes, &(struct form_op_width){(uint64_t)width});
}

void op_cap(struct content *c, const struct pdf_obj *a)
{
	int64_t cap = pdf_int(a, 0);
	if (cap < 0 || cap > 2)
		return;
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_CAP);
	form_op_cap_write(&c->ops.bytes, &(struct form_op_cap){(enum form_op_cap_cap)cap});
}

void op_join(struct content *c, const struct pdf_obj *a)
{
	int64_t join = pdf_int(a, 0);
	if (join < 0 || join > 2)
		return;
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_JOIN);
	form_op_join_write(&c->ops.bytes, &(struct form_op_join){(enum form_op_join_join)join});
}

void op_miter(struct content *c, const struct pdf_obj *a)
{
	double limit = pdf_number(a, 10);
	limit = limit >= 1 ? min_of(limit, 1e6) : 1;
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_MITER);
	form_op_miter_write(&c->ops.bytes, &(struct form_op_miter){(uint64_t)micro(limit)});
}

void op_dash(struct content *c, const struct pdf_obj *a)
{
	double lengths[DASHES_MAX], sum = 0, phase = pdf_number(&a[1], 0);
	uint32_t n = pdf_numbers_most(&c->r->pdf, &a[0], lengths, DASHES_MAX);
	if (a[0].n > DASHES_MAX)
		content_spoil(c, "d");
	for (uint32_t i = 0; i < n; i++) {
		if (!(lengths[i] >= 0))
			return;
		sum += lengths[i];
	}
	if (micro(sum) <= (int64_t)n) /* nothing but zeroes: an unbroken line */
		n = 0;
	if (phase < 0 && n > 0) {
		phase = fmod(phase, 2 * sum);
		phase += phase < 0 ? 2 * sum : 0;
	}
	text_flush(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_DASH);
	struct form_op_dash dash = {.phase = (uint64_t)micro(n > 0 ? phase : 0), .lengths = n};
	form_op_dash_write(&c->ops.bytes, &dash);
	for (uint32_t i = 0; i < n; i++)
		form_op_dash_length_write(
		    &c->ops.bytes, &(struct form_op_dash_length){(uint64_t)micro(lengths[i])});
}

/* --- the path that waits --- */

static void move_to(struct content *c, double x, double y)
{
	struct form_op_move m = {{micro(x), micro(y)}};
	ops_begin(&c->path, FORM_PAGE_OP_OP_MOVE);
	form_op_move_write(&c->path.bytes, &m);
	c->start[0] = c->point[0] = x;
	c->start[1] = c->point[1] = y;
	c->has_point = true;
}

void op_move(struct content *c, const struct pdf_obj *a)
{
	move_to(c, pdf_number(&a[0], 0), pdf_number(&a[1], 0));
}

void op_line(struct content *c, const struct pdf_obj *a)
{
	double x = pdf_number(&a[0], 0), y = pdf_number(&a[1], 0);
	if (!c->has_point) { /* as viewers do */
		move_to(c, x, y);
		return;
	}
	ops_begin(&c->path, FORM_PAGE_OP_OP_LINE);
	form_op_line_write(&c->path.bytes, &(struct form_op_line){{micro(x), micro(y)}});
	c->point[0] = x;
	c->point[1] = y;
}

static void curve(struct content *c, const double p[6])
{
	struct form_op_curve curve;
	if (!c->has_point)
		move_to(c, p[0], p[1]);
	for (size_t i = 0; i < 6; i++)
		curve.points[i] = micro(p[i]);
	ops_begin(&c->path, FORM_PAGE_OP_OP_CURVE);
	form_op_curve_write(&c->path.bytes, &curve);
	c->point[0] = p[4];
	c->point[1] = p[5];
}

void op_curve(struct content *c, const struct pdf_obj *a)
{
	double p[6];
	for (size_t i = 0; i < 6; i++)
		p[i] = pdf_number(&a[i], 0);
	curve(c, p);
}

void op_curve_from(struct content *c, const struct pdf_obj *a)
{
	double x = pdf_number(&a[0], 0), y = pdf_number(&a[1], 0);
	double end[2] = {pdf_number(&a[2], 0), pdf_number(&a[3], 0)};
	if (!c->has_point)
		move_to(c, x, y);
	curve(c, (const double[6]){c->point[0], c->point[1], x, y, end[0], end[1]});
}

void op_curve_to(struct content *c, const struct pdf_obj *a)
{
	double x = pdf_number(&a[0], 0), y = pdf_number(&a[1], 0);
	double end[2] = {pdf_number(&a[2], 0), pdf_number(&a[3], 0)};
	curve(c, (const double[6]){x, y, end[0], end[1], end[0], end[1]});
}

void op_close(struct content *c, unused_arg const struct pdf_obj *a)
{
	if (!c->has_point)
		return;
	ops_begin(&c->path, FORM_PAGE_OP_OP_PLAIN);
	form_op_plain_write(&c->path.bytes,
			    &(struct form_op_plain){.what = FORM_OP_PLAIN_WHAT_CLOSE});
	c->point[0] = c->start[0];
	c->point[1] = c->start[1];
}

void op_rectangle(struct content *c, const struct pdf_obj *a)
{
	struct form_op_rectangle r;
	for (size_t i = 0; i < 4; i++)
		r.box[i] = micro(pdf_number(&a[i], 0));
	ops_begin(&c->path, FORM_PAGE_OP_OP_RECTANGLE);
	form_op_rectangle_write(&c->path.bytes, &r);
	c->start[0] = c->point[0] = pdf_number(&a[0], 0);
	c->start[1] = c->point[1] = pdf_number(&a[1], 0);
	c->has_point = true;
}

static void paint(struct content *c, enum form_op_paint_fill fill, bool stroke)
{
	struct form_op_paint p = {
	    .fill = fill, .stroke = stroke, .clip = (enum form_op_paint_clip)c->clip};
	if (c->now.paint.fill->none || c->hidden > 0)
		p.fill = FORM_OP_PAINT_FILL_NONE;
	if (c->now.paint.stroke->none || c->hidden > 0)
		p.stroke = false;
	if (c->ghost)
		c->path.n = 0;
	bool seen =
	    p.fill != FORM_OP_PAINT_FILL_NONE || p.stroke || p.clip != FORM_OP_PAINT_CLIP_NONE;
	if (c->path.n > 0 && seen) {
		nest_leave_text(c);
		ops_append(&c->ops, &c->path);
		ops_begin(&c->ops, FORM_PAGE_OP_OP_PAINT);
		form_op_paint_write(&c->ops.bytes, &p);
	}
	buf_clear(&c->path.bytes);
	c->path.n = 0;
	c->has_point = false;
	c->clip = FORM_OP_PAINT_CLIP_NONE;
}

void op_stroke(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_NONE, true);
}

void op_close_stroke(struct content *c, const struct pdf_obj *a)
{
	op_close(c, a);
	paint(c, FORM_OP_PAINT_FILL_NONE, true);
}

void op_fill(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_NONZERO, false);
}

void op_fill_evenodd(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_EVENODD, false);
}

void op_both(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_NONZERO, true);
}

void op_both_evenodd(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_EVENODD, true);
}

void op_close_both(struct content *c, const struct pdf_obj *a)
{
	op_close(c, a);
	paint(c, FORM_OP_PAINT_FILL_NONZERO, true);
}

void op_close_both_evenodd(struct content *c, const struct pdf_obj *a)
{
	op_close(c, a);
	paint(c, FORM_OP_PAINT_FILL_EVENODD, true);
}

void op_end_path(struct content *c, unused_arg const struct pdf_obj *a)
{
	paint(c, FORM_OP_PAINT_FILL_NONE, false);
}

void op_clip(struct content *c, unused_arg const struct pdf_obj *a)
{
	c->clip = FORM_OP_PAINT_CLIP_NONZERO;
}

void op_clip_evenodd(struct content *c, unused_arg const struct pdf_obj *a)
{
	c->clip = FORM_OP_PAINT_CLIP_EVENODD;
}
