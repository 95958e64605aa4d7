/* SPDX-License-Identifier: Apache-2.0
 * pdf/unicode.h: what a glyph says: glyph names, the encodings of simple fonts, ToUnicode maps.
 *
 * Text is up to PDF_FONT_UNICODE code points. What comes out of here may still hold characters no
 * form carries; pdf_text_clean is the last step.
 */
#ifndef DISARM_PDF_UNICODE_H
#define DISARM_PDF_UNICODE_H

#include "base/arena.h"
#include "base/buf.h"

#define PDF_TEXT_MAX 8

struct pdf_text_of {
	uint32_t n; /* 0: not known */
	uint32_t c[PDF_TEXT_MAX];
};

void pdf_text_add(struct pdf_text_of *t, uint32_t code_point); /* what is too much is left out */

/* As UTF-8 in `out`, without what no form carries; Latin ligatures as their letters. */
struct view pdf_text_clean(const struct pdf_text_of *t, uint8_t out[4 * PDF_TEXT_MAX]);

/* The text of a glyph's name: Adobe's names, uniXXXX, uXXXXXX, f_i, name.suffix. */
struct pdf_text_of pdf_name_text(struct view name);

enum pdf_encoding {
	PDF_ENCODING_STANDARD,
	PDF_ENCODING_WIN,
	PDF_ENCODING_MAC,
	PDF_ENCODING_MAC_OS, /* Macintosh Roman as TrueType's (1,0) cmaps have it */
	PDF_ENCODING_SYMBOL,
	PDF_ENCODING_DINGBATS,
};

struct view pdf_encoding_name(enum pdf_encoding e, uint8_t code); /* empty: none */
uint8_t pdf_mac_code(struct view name);				  /* in MAC_OS; 0: none */

/* A ToUnicode map (Adobe Technical Note 5411). E_LIMIT_COUNT, E_NO_MEMORY. */
struct pdf_to_unicode;
enum err pdf_to_unicode_parse(struct arena *mem, struct view text,
			      struct pdf_to_unicode **ret) must_use;
struct pdf_text_of pdf_to_unicode(const struct pdf_to_unicode *map, uint32_t code);

#endif
