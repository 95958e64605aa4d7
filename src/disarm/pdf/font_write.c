/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_write.c: a font's record of the PAGES form.
 */
#include "disarm/pdf/font_parts.h"
#include "form/pages.h"

#define WIDTH_MOST 2048000
#define METRIC_MOST 32000

static int64_t whole(double x, int64_t most)
{
	if (!(x >= -(double)most && x <= (double)most)) /* NaN too */
		return x > 0 ? most : x < 0 ? -most : 0;
	return (int64_t)(x >= 0 ? x + 0.5 : x - 0.5);
}

static uint16_t units_of(const struct pdf_font *f)
{
	struct pdf_program *p = f->program ? f->program : pdf_font_face(f->set, f->stand_in.face);
	return p ? pdf_program_units(p) : 1000;
}

/* The descriptor's, because text extraction groups lines by it; else the program's. */
static int64_t height(const struct pdf_font *f, const char *key, int64_t otherwise)
{
	struct pdf *pdf = f->set->pdf;
	const struct pdf_obj *o = pdf_get(pdf, f->descriptor, key);
	return whole(pdf_number(o, (double)otherwise), METRIC_MOST);
}

/* Viewers take the number of a glyph that says nothing for a character: better an honest mark, or a
 * space where nothing is drawn. */
static struct view said(const struct pdf_glyph *g)
{
	if (g->text.n > 0)
		return g->text;
	return g->segments_n > 0 ? VIEW("\xef\xbf\xbd") : VIEW(" ");
}

enum err pdf_font_write(const struct pdf_font *f, struct buf *out)
{
	bool vertical = pdf_font_vertical(f);
	struct form_page_font head = {
	    .vertical = vertical,
	    .units = units_of(f),
	    .ascent = height(f, "Ascent", f->program ? pdf_program_ascent(f->program) : 800),
	    .descent = height(f, "Descent", f->program ? pdf_program_descent(f->program) : -200),
	    .glyphs = f->glyphs_n};
	form_page_font_write(out, &head);
	const struct pdf_glyph *g = (const struct pdf_glyph *)(const void *)f->glyphs.p;
	for (uint32_t i = 0; i < f->glyphs_n; i++, g++) {
		struct form_font_glyph glyph = {.width = whole(g->width * 64, WIDTH_MOST),
						.unicode = said(g),
						.segments = g->segments_n};
		for (int k = 0; vertical && k < 3; k++)
			glyph.vertical[k] = whole(g->vertical[k], METRIC_MOST);
		form_font_glyph_write(out, &glyph);
		buf_put(out, g->segments);
	}
	return out->err;
}
