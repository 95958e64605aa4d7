/* SPDX-License-Identifier: Apache-2.0
 * pdf/vert.h: vertical forms of our own Japanese faces: brackets, dashes, small kana.
 */
#ifndef DISARM_PDF_VERT_H
#define DISARM_PDF_VERT_H

#include "base/arena.h"

/* For each of `glyphs` glyphs the one to be used when writing downwards (itself where there is no
 * other), from the font's GSUB feature "vert" (OpenType 1.9, lookup types 1 and 7). NULL: no
 * memory. A table that makes no sense changes nothing. */
const uint16_t *pdf_vert_map(struct arena *mem, struct view font, uint32_t glyphs) must_use;

/* The ordinary character of a vertical form (U+FE10..19, U+FE30..48, dots); else itself. */
uint32_t pdf_vert_plain(uint32_t code_point);

#endif
