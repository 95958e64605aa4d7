/* SPDX-License-Identifier: Apache-2.0
 * pdf/program_outline.c: from FreeType's outline to the form's segments: one rounding, conics
 * raised to cubics exactly before it.
 */
#include <ft2build.h>
#include <freetype/freetype.h>
#include <freetype/ftoutln.h>

#include "disarm/pdf/program_parts.h"
#include "form/forms_gen.h"

#define FINE 64	     /* FreeType's points are made this much finer, so that midpoints stay whole */
#define SLANT 0x3666 /* 12 degrees, in 1/65536 */
#define BOLDER_PART 30 /* of an em */

struct drawing {
	struct buf *out;
	int64_t up, down; /* fine units times up by down are the form's */
	FT_Vector at;	  /* where the last segment ended, and where the contour began */
	FT_Vector start;
	bool moved; /* a contour was begun but nothing drawn yet */
	uint32_t n;
	bool bad;
};

/* Thirds, because a raised control point is a third of whole numbers. */
static int64_t rounded(struct drawing *d, int64_t thirds)
{
	int64_t by = d->down * 3, x = thirds * d->up;
	int64_t r = (x >= 0 ? x + by / 2 : x - by / 2) / by;
	if (r < -PDF_COORDINATE_MAX || r > PDF_COORDINATE_MAX)
		d->bad = true;
	return r;
}

static int begin(struct drawing *d, enum form_font_segment_to to)
{
	struct form_font_segment s = {to};
	if (++d->n > PDF_SEGMENTS_MAX || d->bad || d->out->err != OK) {
		d->bad = true;
		return 1;
	}
	form_font_segment_write(d->out, &s);
	return 0;
}

/* A move with nothing after it draws nothing, so it is kept back until something follows. */
static int begin_drawn(struct drawing *d, enum form_font_segment_to to)
{
	if (d->moved) {
		struct form_segment_move m = {
		    .point = {rounded(d, d->start.x * 3), rounded(d, d->start.y * 3)}};
		d->moved = false;
		if (begin(d, FORM_FONT_SEGMENT_TO_MOVE) != 0)
			return 1;
		form_segment_move_write(d->out, &m);
	}
	return begin(d, to);
}

static int draw_move(const FT_Vector *to, void *user)
{
	struct drawing *d = user;
	d->at = d->start = *to;
	d->moved = true;
	return 0;
}

static int draw_line(const FT_Vector *to, void *user)
{
	struct drawing *d = user;
	struct form_segment_line s = {.point = {rounded(d, to->x * 3), rounded(d, to->y * 3)}};
	d->at = *to;
	if (begin_drawn(d, FORM_FONT_SEGMENT_TO_LINE) != 0)
		return 1;
	form_segment_line_write(d->out, &s);
	return d->bad;
}

static int draw_curve(struct drawing *d, const int64_t thirds[4], const FT_Vector *to)
{
	struct form_segment_curve s = {.points = {rounded(d, thirds[0]), rounded(d, thirds[1]),
						  rounded(d, thirds[2]), rounded(d, thirds[3]),
						  rounded(d, to->x * 3), rounded(d, to->y * 3)}};
	d->at = *to;
	if (begin_drawn(d, FORM_FONT_SEGMENT_TO_CURVE) != 0)
		return 1;
	form_segment_curve_write(d->out, &s);
	return d->bad;
}

static int draw_conic(const FT_Vector *c, const FT_Vector *to, void *user)
{
	struct drawing *d = user;
	int64_t thirds[4] = {d->at.x + 2 * c->x, d->at.y + 2 * c->y, to->x + 2 * c->x,
			     to->y + 2 * c->y};
	return draw_curve(d, thirds, to);
}

static int draw_cubic(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user)
{
	int64_t thirds[4] = {a->x * 3, a->y * 3, b->x * 3, b->y * 3};
	return draw_curve(user, thirds, to);
}

static void make_fine(FT_Outline *o)
{
	for (int i = 0; i < o->n_points; i++) {
		o->points[i].x *= FINE;
		o->points[i].y *= FINE;
	}
}

static void reshape(FT_Outline *o, const struct pdf_shape *shape, uint16_t units)
{
	FT_Matrix m = {.xx = (FT_Fixed)(shape->stretch * 0x10000 + 0.5),
		       .xy = shape->slanted ? SLANT : 0,
		       .yy = 0x10000};
	if (shape->bolder)
		(void)FT_Outline_Embolden(o, (FT_Pos)units * FINE / BOLDER_PART);
	if (m.xx != 0x10000 || m.xy != 0)
		FT_Outline_Transform(o, &m);
}

enum err pdf_program_outline(struct pdf_program *p, uint32_t glyph, const struct pdf_shape *shape,
			     struct buf *out, uint32_t *ret_n)
{
	static const FT_Outline_Funcs funcs = {.move_to = draw_move,
					       .line_to = draw_line,
					       .conic_to = draw_conic,
					       .cubic_to = draw_cubic};
	struct drawing d = {.out = out,
			    .up = shape->units ? shape->units : p->units,
			    .down = (int64_t)p->own_units * FINE};
	size_t before = out->n;
	if (!pdf_program_load(p, glyph) || p->face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
		return E_BROKEN;
	FT_Outline *o = &p->face->glyph->outline;
	if (!p->tricky)
		make_fine(o);
	reshape(o, shape, p->own_units);
	if (FT_Outline_Decompose(o, &funcs, &d) != 0 || d.bad || out->err != OK) {
		out->n = before;
		return out->err == E_NO_MEMORY ? E_NO_MEMORY : E_LIMIT_SIZE;
	}
	*ret_n = d.n;
	return OK;
}
