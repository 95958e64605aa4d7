/* SPDX-License-Identifier: Apache-2.0
 * pdf/program_parts.h: for pdf/program*.c alone.
 */
#ifndef DISARM_PDF_PROGRAM_PARTS_H
#define DISARM_PDF_PROGRAM_PARTS_H

#include <ft2build.h>
#include <freetype/freetype.h>

#include "disarm/pdf/program.h"

struct pdf_program {
	FT_Face face;
	enum pdf_program_kind kind;
	struct arena *mem;
	uint16_t own_units, units; /* an em in the program, and in the form */
	bool tricky;		   /* its glyphs are put together by bytecode only */
	bool listed;
	uint32_t *unicode;	    /* by glyph, when listed; NULL: no memory */
	struct view places, shapes; /* TrueType's loca and glyf */
	bool wide_places;
};

void pdf_program_find_glyphs(struct pdf_program *p, struct view font);
/* False: a composite of composites without end, or nearly. */
bool pdf_program_affordable(const struct pdf_program *p, uint32_t glyph);

/* Into face->glyph, unscaled (tricky: 64 units a unit). */
bool pdf_program_load(struct pdf_program *p, uint32_t glyph);

#endif
