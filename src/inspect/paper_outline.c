/* SPDX-License-Identifier: Apache-2.0
 * paper_outline.c: points of a glyph's outline, on the page.
 */
#include "inspect/paper.h"

static enum err segment(struct cursor *c, const double m[6], double units, struct buf *points)
{
	struct form_font_segment s;
	int64_t xy[6];
	unsigned n = 2;
	struct form_segment_move move;
	struct form_segment_line line;
	struct form_segment_curve curve;
	try(form_font_segment_read(c, &s));
	if (s.to == FORM_FONT_SEGMENT_TO_CURVE) {
		try(form_segment_curve_read(c, &curve));
		memcpy(xy, curve.points, sizeof xy);
		n = 6;
	} else if (s.to == FORM_FONT_SEGMENT_TO_MOVE) {
		try(form_segment_move_read(c, &move));
		memcpy(xy, move.point, sizeof move.point);
	} else {
		try(form_segment_line_read(c, &line));
		memcpy(xy, line.point, sizeof line.point);
	}
	for (unsigned i = 0; i < n; i += 2) {
		struct paper_point p = {.kind = (uint8_t)s.to};
		paper_map(m, (double)xy[i] / units, (double)xy[i + 1] / units, &p.x, &p.y);
		buf_put(points, view_of(&p, sizeof p));
	}
	return points->err;
}

enum err paper_outline(const struct paper *p, const struct paper_show *g, struct buf *points)
{
	const struct paper_glyph *glyph = &g->font->glyphs[g->number];
	struct cursor c = cursor_of(p->body);
	cursor_skip(&c, glyph->at);
	for (uint32_t i = 0; i < glyph->n && !g->font->drawn; i++)
		try(segment(&c, g->matrix, g->font->units, points));
	return points->err;
}
