/* SPDX-License-Identifier: Apache-2.0
 * drawn.h: pages that no rule expresses, drawn by the converter (poppler in a jail of its own).
 *
 *   first life    the reader of a format calls drawn_ask for each such page. When it got true for
 * any, what it writes is thrown away: disarm_run answers with the list of pages instead. converter
 * is given original and list, draws, and answers with "SKP1" and pages (below) second life   the
 * same original, and the converter's answer beside it, hostile like any input: drawn_ask says
 * false, drawn_find has the page, and the reader makes it an image with the page's text invisible
 * over it, and reports PAGE_DRAWN at page n.
 *
 * Where there is no converter, or it failed, drawn_ask says false and drawn_find too: the reader
 * then puts a frame where the picture was, as for any picture it cannot read.
 *
 *   list    "SKL1", then for each page: u32 page from 1, u16 dots an inch, u8 depth, u8 0
 *   answer  "SKP1", then for each page: u32 page, u16 dots an inch, u8 depth, u8 0, u64 length, a
 * PNM file (P4 bits, P5 grey, P6 colour) of its crop box, turned upright
 */
#ifndef DISARM_DRAWN_H
#define DISARM_DRAWN_H

#include "disarm/disarm.h"
#include "form/pages.h"

#define DRAWN_LIST_MOST ((size_t)64 << 10)
#define DRAWN_DPI_LEAST 36u
#define DRAWN_DPI_MOST 1200u

enum drawn_depth {
	DRAWN_BITS, /* scans in black and white */
	DRAWN_GREY,
	DRAWN_COLOUR,
	DRAWN_DEPTHS
};

struct drawn {
	enum drawn_depth depth;
	uint32_t width, height, dpi;
	struct view samples; /* rows from the top; bits: a byte holds 8, 1 is black */
};

/* Is page n (from 1) going to be drawn? False: make do without. */
bool drawn_ask(struct disarm *d, uint32_t page, enum drawn_depth depth, uint32_t dpi);
/* The page as the converter drew it. False: it did not, or not as a PNM file within the limits. */
bool drawn_find(const struct disarm *d, uint32_t page, struct drawn *ret);
/* Was there an answer of the converter at all? Then nothing more can be asked of it. */
bool drawn_tried(const struct disarm *d);

/* Of a page of bits: its item (kind and record) for a pages form. */
enum err drawn_bits(struct disarm *d, const struct drawn *page, struct buf *items) must_use;
/* Of any other: the body of an image part. */
void drawn_part(const struct drawn *page, struct buf *part);
/* Where the unit square must go so that the picture fills the crop box (micro) of a page that is
 * shown turned: a matrix in nano for op_matrix. */
void drawn_matrix(enum form_page_page_turn turn, const int64_t crop[4], int64_t ret[6]);

/* disarm.c: the list instead of a form. d->wanted stays, so that whoever ran the reader sees it. */
enum err drawn_list(struct disarm *d) must_use;

#endif
