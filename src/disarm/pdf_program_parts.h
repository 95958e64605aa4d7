/* SPDX-License-Identifier: Apache-2.0
 * pdf_program_parts.h: for pdf_program*.c alone.
 */
#ifndef DISARM_PDF_PROGRAM_PARTS_H
#define DISARM_PDF_PROGRAM_PARTS_H

#include <ft2build.h>
#include <freetype/freetype.h>

#include "disarm/pdf_program.h"

struct pdf_program {
	FT_Face face;
	enum pdf_program_kind kind;
	struct arena *mem;
	uint16_t own_units, units; /* an em in the program, and in the form */
	bool tricky;		   /* its glyphs are put together by bytecode only */
	bool listed;
	uint32_t *unicode; /* by glyph, when listed; NULL: no memory */
};

/* Into face->glyph, unscaled (tricky: 64 units a unit). */
bool pdf_program_load(struct pdf_program *p, uint32_t glyph);

#endif
