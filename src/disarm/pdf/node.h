/* SPDX-License-Identifier: Apache-2.0
 * pdf/node.h: the items of a PAGES form while they are being made.
 *
 * In the form an item names only earlier items, and a font stands before the first page that uses
 * it; but its glyphs are known only when the last page was read. So every item is a node whose
 * bytes hold gaps where numbers of other nodes go, and the numbers are given at the end, every
 * node after those it names. Nodes that nothing names are left out.
 *
 *   ops_begin(&o, FORM_PAGE_OP_OP_DRAW);
 *   size_t at = o.bytes.n;
 *   form_op_draw_write(&o.bytes, &(struct form_op_draw){.item = 0});
 *   ops_gap(&o, at, group);           instead of that 0: the node's number, once it is known
 */
#ifndef DISARM_PDF_NODE_H
#define DISARM_PDF_NODE_H

#include "disarm/pdf/pdf.h"
#include "form/pages.h"

#define NODE_BYTES_MAX ((size_t)1 << 30)

/* A list of records with gaps. */
struct ops {
	struct buf bytes, gaps;
	uint32_t n; /* records */
};

typedef uint32_t node_id; /* from 1; 0 is none */

struct node;
struct image; /* pdf/image.h */
struct pdf_font;

struct nodes_part {
	struct image *image;
};

struct nodes {
	struct pdf *pdf;
	struct buf list; /* of struct node */
	uint32_t n;
	uint32_t items;	     /* numbered so far */
	uint32_t parts;	     /* image parts so far, from 1 */
	struct buf parts_of; /* of struct nodes_part, in the order of parts */
};

struct ops ops_new(void);
void ops_free(struct ops *o); /* also as scope_end */
void ops_begin(struct ops *o, enum form_page_op_op op);
/* The field at offset `at` was written as 0: it will be the node's number. Offsets ascend. */
void ops_gap(struct ops *o, size_t at, node_id node);
/* All of `more` behind `o`, gaps and count too. */
void ops_append(struct ops *o, const struct ops *more);
enum err ops_err(const struct ops *o);

struct nodes nodes_new(struct pdf *pdf);
void nodes_free(struct nodes *t);

/* A node of that kind, whose record is `body` (taken over, then empty). 0 without memory. */
node_id node_new(struct nodes *t, enum form_page_item_kind kind, struct ops *body) must_use;
/* Nodes whose record is written at the end. */
node_id node_font(struct nodes *t, const struct pdf_font *font) must_use;
node_id node_image(struct nodes *t, struct image *image) must_use;
/* A node whose record is not known yet, and its record. */
void node_set(struct nodes *t, node_id node, struct ops *body);
enum form_page_item_kind node_kind(const struct nodes *t, node_id node);
/* A page that needs this node cannot be said in the form. */
void node_spoil(struct nodes *t, node_id node);
bool node_spoilt(const struct nodes *t, node_id node);

/* Gives the node its number (and first those that it names). The order of these calls is the order
 * of pages, links, outlines and labels. */
enum err node_place(struct nodes *t, node_id node) must_use;
uint32_t node_number(const struct nodes *t, node_id node); /* 0: not placed */
/* How many items were placed; and their bytes, in order. */
enum err nodes_write(struct nodes *t, struct buf *out) must_use;

/* Numbers of the form, cut off at what it can hold; not a number is 0. */
int64_t micro(double x);
int64_t nano(double x);
uint32_t micro_unit(double x); /* 0..1 */
void nano_matrix(const double from[6], int64_t to[6]);

#endif
