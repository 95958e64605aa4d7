/* SPDX-License-Identifier: Apache-2.0
 * pdf/page.h: pages of a PDF: their tree, their boxes, and what is made of each.
 */
#ifndef DISARM_PDF_PAGE_H
#define DISARM_PDF_PAGE_H

#include "disarm/pdf/content.h"

#define PAGES_MAX 20000

struct page {
	const struct pdf_obj *o;
	const struct pdf_obj *resources; /* inherited ones too */
	const struct pdf_obj *media, *crop, *rotate;
	uint32_t number; /* from 1 */
	node_id node;
	bool spoilt; /* no rule says it all */
	bool asked;  /* ... and the converter is going to draw it */
	const char *why;
	struct buf links; /* of struct page_link: pdf/link.c */
	node_id *tags;	  /* by number of marked content: pdf/tag.c */
	uint32_t n_tags;
};

struct pages_read {
	uint32_t n, room;
	struct page *list;
};

/* The page tree in reading order, attributes inherited (7.7.3). E_BROKEN: no page at all. */
enum err pages_find(struct reader *r) must_use;
/* The page of an object (of the tree); NULL: none. */
struct page *page_of(struct reader *r, const struct pdf_obj *o);
/* The page's item. */
enum err page_read(struct reader *r, struct page *page) must_use;

/* pdf/annot.c: what annotations show, drawn over the page; links are remembered. */
void annotations_draw(struct content *c, struct page *page);
/* pdf/shape.c: an annotation without an appearance; false: we have no rule for it. */
bool annotation_shape(struct content *c, const struct pdf_obj *annotation, const double rect[4]);
/* pdf/field.c: the appearance of a field's widget that has none, or one that its value outdates: a
 * group; 0: nothing to be seen. */
node_id field_appearance(struct content *c, const struct pdf_obj *widget, const double box[4]);
bool field_wants_appearance(struct reader *r, const struct pdf_obj *widget);

/* pdf/link.c */
void link_add(struct reader *r, struct page *page, const struct pdf_obj *annotation);
enum err links_place(struct reader *r) must_use;
enum err outlines_place(struct reader *r) must_use;
enum err labels_place(struct reader *r) must_use;

/* pdf/alive.c: what acts, reaches out or hides has no name in the form; here it is counted. */
void alive_report(struct reader *r);

#endif
