/* SPDX-License-Identifier: Apache-2.0
 * pdf/program.h: font programs (Type 1, CFF, TrueType, OpenType) read by FreeType: glyph numbers,
 * widths and outlines as integers. Nothing else of a program is ever looked at.
 *
 * The kind is told by the first bytes, not by what the PDF calls it. An OpenType font with CFF
 * outlines is opened as its bare CFF table, where FreeType takes CIDs for glyph numbers; so for
 * a CID-keyed program "glyph" means CID everywhere here.
 */
#ifndef DISARM_PDF_PROGRAM_H
#define DISARM_PDF_PROGRAM_H

#include "base/arena.h"
#include "base/buf.h"

#define PDF_PROGRAM_MAX ((size_t)64 << 20)     /* bytes of one program */
#define PDF_PROGRAM_MEMORY ((size_t)384 << 20) /* FreeType's, for all programs of a document */
#define PDF_SEGMENTS_MAX 20000		       /* of one glyph, as the form has it */
#define PDF_COORDINATE_MAX 16000

struct pdf_library;
struct pdf_program;

enum pdf_program_kind { PDF_PROGRAM_TYPE1, PDF_PROGRAM_CFF, PDF_PROGRAM_TRUETYPE };

/* FreeType with a lid on its memory; closing it closes every program. NULL without memory. */
struct pdf_library *pdf_library_open(struct arena *mem) must_use;
void pdf_library_close(struct pdf_library *lib); /* NULL is fine */

/* `bytes` must live as long as the library. E_BROKEN, E_LIMIT_SIZE, E_NO_MEMORY. */
enum err pdf_program_open(struct pdf_library *lib, struct view bytes,
			  struct pdf_program **ret) must_use;

/* A table of an OpenType or TrueType font by its four letters; empty: none. */
struct view pdf_program_table(struct view font, const char tag[static 4]);

enum pdf_program_kind pdf_program_kind(const struct pdf_program *p);
bool pdf_program_cid_keyed(const struct pdf_program *p);
uint16_t pdf_program_units(const struct pdf_program *p);  /* of outlines; 16 to 16384 an em */
uint32_t pdf_program_glyphs(const struct pdf_program *p); /* 1 to 65536 */
int32_t pdf_program_ascent(const struct pdf_program *p);  /* thousandths of an em */
int32_t pdf_program_descent(const struct pdf_program *p);

/* Glyph numbers; 0: none. */
uint32_t pdf_program_by_name(struct pdf_program *p, struct view name);
uint32_t pdf_program_by_char(struct pdf_program *p, uint16_t platform, uint16_t encoding,
			     uint32_t code);
bool pdf_program_has_cmap(const struct pdf_program *p, uint16_t platform, uint16_t encoding);
bool pdf_program_has_any_cmap(const struct pdf_program *p);
uint32_t pdf_program_built_in(struct pdf_program *p, uint32_t code); /* Type 1's, CFF's encoding */
uint32_t pdf_program_by_unicode(struct pdf_program *p, uint32_t code_point);

/* The code point that the program's own tables give a glyph; 0: none. */
uint32_t pdf_program_unicode(struct pdf_program *p, uint32_t glyph);
/* Its name, into `out`; empty: none. */
struct view pdf_program_name(struct pdf_program *p, uint32_t glyph, char out[128]);
double pdf_program_width(struct pdf_program *p, uint32_t glyph); /* thousandths of an em */

/* What a stand-in does to its glyphs. */
struct pdf_shape {
	uint16_t units; /* an em of the record; 0: the program's own */
	double stretch; /* across; 1 for as it is */
	bool bolder, slanted;
};

/* The records `font_segment` of the PAGES form, appended to `out`; `ret_n` says how many.
 * E_BROKEN: FreeType cannot draw it; E_LIMIT_SIZE: beyond the form's limits; then `out` is as it
 * was. */
enum err pdf_program_outline(struct pdf_program *p, uint32_t glyph, const struct pdf_shape *shape,
			     struct buf *out, uint32_t *ret_n) must_use;

#endif
