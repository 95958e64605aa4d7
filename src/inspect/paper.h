/* SPDX-License-Identifier: Apache-2.0
 * paper.h: a pages form as things drawn in their order, in the space of the page (units of user
 * space, y upwards): what pages.c looks at and draw.c draws.
 *
 * The form is read once for where everything lies; a page is then walked as often as needed, with
 * whatever groups and drawn glyphs it uses. Clips are kept as their bounding box.
 */
#ifndef INSPECT_PAPER_H
#define INSPECT_PAPER_H

#include "form/pages.h"
#include "inspect/detect.h"

struct paper_glyph {
	double width; /* em */
	double vertical[3];
	double box[4]; /* em; all 0: nothing is drawn */
	struct view unicode;
	uint32_t at, n; /* segments, or operators of a drawn one */
};

struct paper_item {
	enum form_page_item_kind kind;
	uint32_t ops, n_ops; /* place of the first operator */
	uint32_t count_at;   /* of the operators' count */
	uint32_t uses;	     /* of a group, in all lists */
	struct form_page_page page;
	struct form_page_group group;
	struct form_page_image image;
	struct form_page_bits bits;
	bool vertical, drawn; /* fonts */
	double units, matrix[6];
	struct paper_glyph *glyphs;
	uint32_t n_glyphs;
	uint32_t up;		    /* of a tag */
	uint32_t texts_at, texts_n; /* bytes of its alt and actual */
};

struct paper_point {
	uint8_t kind; /* 0 move, 1 line, 2 curve (three points), 3 close */
	double x, y;
};

struct paper_colour {
	uint8_t red, green, blue;
	bool solid; /* one colour, normal, nothing shines through */
	double alpha;
};

struct paper_show {
	const struct paper_item *font;
	uint32_t number;  /* of the glyph, from 0 */
	double matrix[6]; /* em to page */
	double box[4];	  /* on the page: left bottom right top */
	double size;	  /* of an em on the page */
	unsigned mode;
	struct paper_colour colour;
	struct view unicode;
	uint32_t at, n;		   /* bytes of the glyph in its list */
	int64_t by;		   /* the adjustment that moves as far as it does */
	uint32_t actual, n_actual; /* bytes of the span's text that stands for it; 0: none */
	uint32_t tag;
	double clip[4];
};

struct paper_fill {
	const struct paper_point *points;
	size_t n;
	bool fill, stroke, evenodd;
	double width; /* of a stroke, on the page */
	struct paper_colour colour, line;
	double clip[4];
};

struct paper_image {
	const struct paper_item *item;
	double matrix[6];	    /* unit square to page */
	struct paper_colour colour; /* of a stencil; alpha */
	double clip[4];
};

struct paper_device {
	void *owner;
	bool again; /* counts for no limit: a picture of what was walked before */
	void (*glyph)(void *owner, const struct paper_show *g);
	void (*path)(void *owner, const struct paper_fill *f);
	void (*image)(void *owner, const struct paper_image *i);
	void (*shade)(void *owner, const double clip[4]);
};

struct paper {
	struct scan *s;
	struct view body;
	struct paper_item *items; /* items[0] is none */
	uint32_t n, *pages, n_pages;
	uint64_t walked;
};

/* A text of the body (behind its length) as a block of its own. */
void paper_words(struct paper *p, struct view text);
/* Texts that are searched and copied in place of what is seen: where each lies, uint32_t, 2 each.
 */
enum err paper_stood_for(struct paper *p, const struct buf *places) must_use;
enum err paper_read(struct scan *s, struct paper *p) must_use;
enum err paper_skip(struct cursor *c) must_use; /* one operator */
enum err paper_walk(struct paper *p, uint32_t page, const struct paper_device *d) must_use;
/* Points of a glyph's outline on the page, appended. */
enum err paper_outline(const struct paper *p, const struct paper_show *g,
		       struct buf *points) must_use;

void paper_times(const double a[6], const double b[6], double ret[6]); /* a, then b */
void paper_map(const double m[6], double x, double y, double *ret_x, double *ret_y);
void paper_box(const double m[6], const double box[4], double ret[4]);

#endif
