/* SPDX-License-Identifier: Apache-2.0
 * pdf/font.h: the fonts of a PDF as numbers: which glyph a code shows, how wide, what it says, and
 * its outline as integers. No byte of a font program goes on.
 *
 * A font is known by its font object: the same program under two encodings is two fonts. Its
 * glyphs are numbered from 1 in the order of their first use; fonts from 1 when their first glyph
 * is shown. The outline of a glyph is read when it is first shown visibly, so that an error comes
 * while the page is still being read and the page can be rasterised instead.
 *
 *   embedded      outlines of the program inside the file (Type 1, CFF, TrueType, OpenType)
 *   substituted   no program, or one that cannot be read: a face of ours (pdf/face.h), each glyph
 *                 scaled to the file's width; reported
 *   ghost         no program and never shown visibly: widths and Unicode, no outlines
 *   type3         drawn by the reader: pdf_shown.proc is a content stream; the glyphs here are
 *                 ghosts for the text behind the drawing
 *
 * Sources: ISO 32000-2 9.5 to 9.10; Adobe Technical Notes 5014 (CMaps), 5411 (ToUnicode).
 */
#ifndef DISARM_PDF_FONT_H
#define DISARM_PDF_FONT_H

#include "base/arena.h"
#include "base/buf.h"

struct pdf;
struct pdf_obj;
struct pdf_font;
struct pdf_fonts; /* all fonts of one document */

#define PDF_FONT_GLYPHS 65534 /* of one font */
#define PDF_FONT_UNICODE 8    /* code points one glyph may say */

enum pdf_font_source {
	PDF_FONT_EMBEDDED,
	PDF_FONT_SUBSTITUTED,
	PDF_FONT_GHOST,
	PDF_FONT_TYPE3,
};

/* What one code of a string shows. */
struct pdf_shown {
	uint32_t code;
	uint8_t bytes;	/* of the code: 1 to 4 */
	bool space;	/* the single-byte code 32: word spacing acts on it (and on no other) */
	uint16_t glyph; /* number in its font, from 1 */
	/* How far the text moves, in units of the font size: to the right, or (writing mode 1)
	 * upwards, so usually negative. Without character and word spacing and horizontal
	 * scaling. */
	double advance;
	const struct pdf_obj *proc; /* type3: its stream; NULL: shows nothing */
};

/* One set a document; pdf_fonts_close frees what the font library holds. NULL without memory. */
struct pdf_fonts *pdf_fonts_open(struct pdf *pdf) must_use;
void pdf_fonts_close(struct pdf_fonts *set); /* NULL is fine */

/* The font of a dictionary (or a reference to one); the same object gives the same font. Never
 * NULL on OK. A font that makes no sense still loads, as one that is substituted.
 * E_NO_MEMORY, E_LIMIT_*: the whole document. */
enum err pdf_font_load(struct pdf_fonts *set, const struct pdf_obj *font,
		       struct pdf_font **ret) must_use;

/* The next code of a string; the string must not be at its end. `visible` is false for text
 * rendering mode 3. E_BROKEN: this glyph cannot be drawn by a rule (the page is to be rasterised);
 * E_NO_MEMORY, E_LIMIT_*: the whole document. The cursor has moved even on E_BROKEN, `ret` is set
 * and its glyph is a ghost. */
enum err pdf_font_next(struct pdf_font *f, struct cursor *string, bool visible,
		       struct pdf_shown *ret) must_use;

bool pdf_font_vertical(const struct pdf_font *f); /* writing mode 1 */
enum pdf_font_source pdf_font_source(const struct pdf_font *f);

/* Only of PDF_FONT_TYPE3: from glyph space to text space, and its resources (perhaps null). */
const double *pdf_font_matrix(const struct pdf_font *f);
const struct pdf_obj *pdf_font_resources(const struct pdf_font *f);

/* What glyph number `glyph` says, as UTF-8 of at most PDF_FONT_UNICODE code points; may be empty.
 * The bytes live as long as the document. A Type 3 font is written by the reader of pages, glyph
 * for glyph, with this beside the drawing. */
struct view pdf_font_unicode(const struct pdf_font *f, uint16_t glyph);

uint32_t pdf_font_glyphs(const struct pdf_font *f); /* shown so far */

/* How many fonts have a number, and the font of a number (from 1). */
uint32_t pdf_fonts_count(const struct pdf_fonts *set);
const struct pdf_font *pdf_fonts_at(const struct pdf_fonts *set, uint32_t number);

/* The body of the font's item (`page_font`) of the PAGES form; not of PDF_FONT_TYPE3. */
enum err pdf_font_write(const struct pdf_font *f, struct buf *out) must_use;

/* Findings about what was substituted, missing or unreadable; once, when everything was shown. */
void pdf_fonts_report(const struct pdf_fonts *set);

#endif
