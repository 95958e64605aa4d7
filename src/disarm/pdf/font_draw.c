/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_draw.c: outlines: from the program inside the file, or from a face of ours.
 */
#include "base/utf8.h"
#include "disarm/pdf/font_parts.h"
#include "disarm/pdf/vert.h"

#define GETA 0x3013 /* 〓: printers' mark for a type that is missing */

struct pdf_program *pdf_font_face(struct pdf_fonts *set, enum pdf_face face)
{
	if (!set->face_tried[face]) {
		struct view bytes = pdf_face_bytes(face);
		set->face_tried[face] = true;
		if (bytes.n > 0 && pdf_program_open(set->lib, bytes, &set->faces[face]) != OK)
			set->faces[face] = NULL;
	}
	return set->faces[face];
}

static uint32_t downwards(struct pdf_fonts *set, enum pdf_face face, uint32_t glyph)
{
	uint32_t n = pdf_program_glyphs(set->faces[face]);
	if (!set->vert[face])
		set->vert[face] = pdf_vert_map(set->mem, pdf_face_bytes(face), n);
	return set->vert[face] && glyph < n ? set->vert[face][glyph] : glyph;
}

/* The glyph of a code point in one face; 0: none. */
static uint32_t in_face(struct pdf_font *f, enum pdf_face face, uint32_t x,
			struct pdf_program **ret)
{
	struct pdf_program *p = pdf_font_face(f->set, face);
	if (!p)
		return 0;
	bool vertical = pdf_font_vertical(f);
	uint32_t plain = pdf_vert_plain(x);
	uint32_t glyph = pdf_program_by_unicode(p, plain);
	if (glyph != 0 && (vertical || plain != x) && face >= PDF_FACE_MINCHO)
		glyph = downwards(f->set, face, glyph);
	*ret = p;
	return glyph;
}

/* The stand-in first, then whatever has it: Japanese before Latin for a composite font. */
static uint32_t in_any_face(struct pdf_font *f, uint32_t x, struct pdf_program **ret)
{
	bool serif = (f->flags & FLAG_SERIF) || f->stand_in.face == PDF_FACE_MINCHO ||
		     f->stand_in.face == PDF_FACE_PMINCHO;
	const enum pdf_face chain[] = {
	    f->stand_in.face,
	    serif ? PDF_FACE_MINCHO : PDF_FACE_GOTHIC,
	    serif ? PDF_FACE_SERIF : PDF_FACE_SANS,
	    PDF_FACE_SYMBOL,
	    PDF_FACE_DINGBATS,
	    PDF_FACE_NAMES,
	};
	uint32_t glyph = 0;
	for (size_t i = 0; i < array_len(chain) && glyph == 0; i++)
		glyph = in_face(f, chain[i], x, ret);
	return glyph;
}

static double off_width(struct pdf_program *p, uint32_t glyph, const struct pdf_glyph *g)
{
	double off = glyph != 0 ? pdf_program_width(p, glyph) - g->width : 1e9;
	return off < 0 ? -off : off;
}

/* Proportional faces differ in which full-width characters they narrow: the fixed one is taken
 * where it fits the file's width better. */
static uint32_t fitting_face(struct pdf_font *f, const struct pdf_glyph *g, uint32_t x,
			     struct pdf_program **ret)
{
	uint32_t glyph = in_any_face(f, x, ret);
	bool mincho = f->stand_in.face == PDF_FACE_PMINCHO;
	if (!f->composite || (!mincho && f->stand_in.face != PDF_FACE_PGOTHIC))
		return glyph;
	struct pdf_program *fixed = NULL;
	uint32_t other = in_face(f, mincho ? PDF_FACE_MINCHO : PDF_FACE_GOTHIC, x, &fixed);
	if (other == 0 || off_width(fixed, other, g) >= off_width(*ret, glyph, g))
		return glyph;
	*ret = fixed;
	return other;
}

static uint32_t code_point_of(struct pdf_font *f, const struct pdf_glyph *g)
{
	struct pdf_text_of t = {0};
	if (f->composite)
		t = pdf_font_cid_text(f, g);
	if (t.n == 1)
		return t.c[0];
	struct cursor c = cursor_of(g->text);
	return g->text.n > 0 ? utf8_next(&c) : 0;
}

/* Blank characters have no outline in any face. */
static bool blank(uint32_t x)
{
	return x <= 0x20 || (x >= 0x7f && x <= 0xa0) || x == 0xad || (x >= 0x2000 && x <= 0x200f) ||
	       x == 0x3000 || x == 0x202f || x == 0x205f || x == 0x2060 || x == 0xfeff;
}

uint32_t pdf_font_stand_in_glyph(struct pdf_font *f, const struct pdf_glyph *g,
				 struct pdf_program **ret)
{
	struct pdf_program *p = pdf_font_face(f->set, f->stand_in.face);
	*ret = p;
	if (p && !f->composite) {
		uint32_t glyph = pdf_program_by_name(p, f->names[g->code]);
		if (glyph != 0)
			return glyph;
	}
	uint32_t x = code_point_of(f, g);
	return x != 0 ? fitting_face(f, g, x, ret) : 0;
}

static struct pdf_shape shape_of(const struct pdf_font *f, const struct pdf_glyph *g,
				 struct pdf_program *p, uint32_t glyph)
{
	struct pdf_program *first = f->set->faces[f->stand_in.face];
	struct pdf_shape shape = {.units = pdf_program_units(first ? first : p),
				  .stretch = 1,
				  .bolder = f->stand_in.bolder,
				  .slanted = f->stand_in.slanted};
	double own = pdf_program_width(p, glyph), by = own > 0 ? g->width / own : 1;
	/* Full-width cells hold narrow characters as they are; a narrow cell squeezes a wide one.
	 */
	if (by > 0.4 && by < (f->composite ? 0.99 : 2.5) && (by < 0.995 || by > 1.005))
		shape.stretch = by;
	return shape;
}

static enum err draw_stand_in(struct pdf_font *f, struct pdf_glyph *g, struct pdf_program **ret_p,
			      uint32_t *ret_glyph)
{
	uint32_t x = code_point_of(f, g);
	*ret_glyph = pdf_font_stand_in_glyph(f, g, ret_p);
	if (*ret_glyph != 0 || (blank(x) && g->text.n > 0))
		return OK;
	/* No text, or no face at all: only a viewer may know what to show. */
	if (x == 0 || !pdf_font_face(f->set, PDF_FACE_GOTHIC))
		return E_BROKEN;
	f->missing++;
	*ret_glyph = in_face(f, PDF_FACE_GOTHIC, GETA, ret_p);
	return *ret_glyph != 0 ? OK : E_BROKEN;
}

enum err pdf_font_draw(struct pdf_font *f, struct pdf_glyph *g)
{
	struct pdf_program *p = f->program;
	struct buf *out = &f->set->scratch;
	struct pdf_shape shape = {.stretch = 1};
	uint32_t glyph = g->glyph;
	buf_clear(out);
	if (!p) {
		try(draw_stand_in(f, g, &p, &glyph));
		if (glyph == 0)
			return OK;
		shape = shape_of(f, g, p, glyph);
	} else if (glyph == 0 && g->text.n > 0 && blank(code_point_of(f, g))) {
		return OK; /* a space the subset left out is not the box of glyph 0 */
	}
	enum err e = pdf_program_outline(p, glyph, &shape, out, &g->segments_n);
	if (e == E_BROKEN) { /* blank, as in any viewer */
		f->blank++;
		return OK;
	}
	try(e);
	g->segments = arena_copy(f->set->mem, buf_view(out));
	return g->segments.p ? OK : E_NO_MEMORY;
}
