/* SPDX-License-Identifier: Apache-2.0
 * cff.h: glyph outlines -> a bare CID-keyed Compact Font Format font (Adobe Technical Notes 5176
 * and 5177), without hints, subroutines or names.
 *
 *   cff_begin(&f, units); for each glyph: cff_glyph_begin(&f, width); cff_move ... ;
 *   cff_glyph_end(&f) ... cff_end(&f, out);
 *
 * Glyph n is CID n, from 1; CID 0 is an empty glyph of ours. Coordinates are absolute and within
 * 16,000 of the origin, so that every difference fits 16 bits.
 */
#ifndef REBUILD_CFF_H
#define REBUILD_CFF_H

#include "base/buf.h"

struct cff {
	struct buf strings, ends; /* charstrings; u32 of where each ends */
	uint32_t units, glyphs;	  /* of one em; so far, CID 0 counted */
	int32_t x, y;		  /* current point */
	int32_t width;
	bool drawn;    /* this glyph has a contour; its width is said */
	uint8_t run;   /* operator whose operands are being gathered, 0: none */
	unsigned held; /* operands of it on the stack */
	int32_t box[4];
	bool any; /* the box has a point */
};

void cff_begin(struct cff *f, uint32_t units);
void cff_glyph_begin(struct cff *f, int32_t width); /* in units; cut to 16 bits */
void cff_move(struct cff *f, const int64_t to[2]);
void cff_line(struct cff *f, const int64_t to[2]);
void cff_curve(struct cff *f, const int64_t points[6]);
/* E_FORM when the charstring is longer than the format's 65,535 bytes. */
enum err cff_glyph_end(struct cff *f) must_use;
/* Appends the font. E_LIMIT_SIZE, E_NO_MEMORY. */
enum err cff_end(struct cff *f, struct buf *out) must_use;
void cff_free(struct cff *f);

#endif
