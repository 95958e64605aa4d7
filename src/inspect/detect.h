/* SPDX-License-Identifier: Apache-2.0
 * detect.h: who does what with a form under inspection (scan.h).
 */
#ifndef INSPECT_DETECT_H
#define INSPECT_DETECT_H

#include "inspect/scan.h"

#define PERSONAL_DIGITS 12u /* of a 個人番号 */
#define SHARES 1000000u	    /* of a side of a picture: where something on it begins and ends */

/* As ASCII where it is a full-width form; digits of any width. */
uint32_t letter_plain(uint32_t x);
bool letter_space(uint32_t x);
/* 0 to 9, however it is written (full-width, circled, raised, 〇 to 九...); SCAN_NO: none. */
uint32_t letter_digit(uint32_t x);
bool letter_is_kanji_digit(uint32_t x);
/* Shows nothing and takes no room: a reader sees what stands on both sides of it as one. */
bool letter_unseen(uint32_t x);
/* Twelve digits and more: what stands on no page is looked at then. */
bool letters_number(struct view text);
/* May stand between the digits of one number. */
bool letter_between(uint32_t x);
/* Place of `word` (plain letters; spaces between letters do not count) from `from` on; SCAN_NO. */
uint32_t letters_find(const struct letter *l, uint32_t n, uint32_t from, const char *word,
		      uint32_t *ret_n);

/* Readers: blocks of letters, and what the records themselves tell. */
enum err scan_plain(struct scan *s) must_use;  /* TEXT, TABLE */
enum err scan_office(struct scan *s) must_use; /* DOCUMENT, SHEET, SLIDES */
/* For a reader: blocks from `first` on that are a number with a box for each digit, side by side,
 * put together as one more block. */
void scan_boxes(struct scan *s, uint32_t first);
/* Before the detectors: numbers that begin on one line and end on a later one, each put together as
 * one more block. */
void scan_wraps(struct scan *s);
/* Strings of a workbook that no cell shows (any more) become empty: `out` is such a form. */
enum err sheet_tidy(struct scan *s, struct buf *out) must_use;
enum err scan_pages(struct scan *s) must_use;
/* After the detectors: where on its page each find of words stands; what an image below it still
 * shows cannot be erased with the words. */
void scan_pages_note(struct scan *s);
void scan_pages_free(struct scan *s);
struct paper *scan_paper(const struct scan *s); /* NULL: not pages */
/* Where the glyph of a piece stands: index of its page, its box there, its tag. */
bool scan_glyph_place(const struct scan *s, uint32_t piece, uint32_t *ret_page, double ret_box[4],
		      uint32_t *ret_tag);

void detect_numbers(struct scan *s);
void detect_people(struct scan *s);
void detect_marks(struct scan *s);

/* The form without what the chosen candidates name. */
enum err apply(struct scan *s, const bool *chosen, struct buf *out) must_use;
/* Bytes of part 0 and what takes their place, as apply.c gathers them. */
struct cut {
	uint32_t at, end;
	uint32_t order; /* of making: of two alike the first counts */
	struct view with;
};
void apply_cut(struct buf *cuts, uint32_t at, uint32_t n, struct view with);
/* pages.c: black boxes where digits were, and the counts of the lists that hold them. */
enum err pages_boxes_put(struct scan *s, const bool *chosen, struct buf *cuts) must_use;
/* Draws the picture of a candidate, when there is one. */
void draw(struct scan *s, uint32_t candidate);
/* A block of coefficients: read; as samples around 0. */
enum err image_block_read(struct cursor *c, int16_t ret[64]) must_use;
void image_block_samples(const int16_t coefficients[64], const uint16_t steps[64], int32_t ret[64]);
/* Is there anything outside left, top, right, bottom (shares of 1,000,000) that is not blank? */
bool image_hides(struct view body, const uint32_t shown[4]);
/* An image part whose samples outside left, top, right, bottom (shares of 1,000,000) are blank. */
enum err image_blank(struct view body, const uint32_t shown[4], struct buf *out) must_use;

#endif
