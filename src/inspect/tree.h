/* SPDX-License-Identifier: Apache-2.0
 * tree.h: an office form as a tree in memory, each record with the bytes it takes in part 0.
 */
#ifndef INSPECT_TREE_H
#define INSPECT_TREE_H

#include "form/document_read.h"
#include "inspect/detect.h"

struct leaf_value {
	uint8_t number;
	int64_t n;
	struct view view;
	uint32_t at, end; /* bytes of attribute number and value */
};

struct node {
	uint16_t type;
	uint8_t kind;	    /* of its part */
	uint32_t part;	    /* number among its kind */
	uint32_t up, after; /* nodes: the parent (SCAN_NO: a root), the first behind its subtree */
	uint32_t at, end;   /* bytes of the record */
	uint32_t inside;    /* first byte of what it holds */
	uint32_t values, n_values;
	struct view text;
	uint32_t text_at, text_end; /* bytes of its value, behind the tag; equal: none */
};

struct tree {
	struct scan *s;
	struct document d;
	struct document_reader r;
	size_t base; /* of d.records in the body */
	struct buf nodes, values;
	struct buf relations; /* struct tree_relation */
};

/* What a part names without an element. */
struct tree_relation {
	uint8_t kind, to;
	uint32_t part, number;
};

enum err tree_read(struct scan *s, struct tree *t) must_use;
void tree_free(struct tree *t);

static inline uint32_t tree_nodes(const struct tree *t)
{
	return (uint32_t)(t->nodes.n / sizeof(struct node));
}
static inline struct node *tree_node(const struct tree *t, uint32_t n)
{
	return &((struct node *)(void *)t->nodes.p)[n];
}
const struct leaf_value *tree_value(const struct tree *t, const struct node *n, unsigned attr);
int64_t tree_int(const struct tree *t, const struct node *n, unsigned attr, int64_t otherwise);
/* First child (or any below) of that type; SCAN_NO. */
uint32_t tree_child(const struct tree *t, uint32_t node, unsigned type);
uint32_t tree_below(const struct tree *t, uint32_t node, unsigned type);
/* Nearest ancestor of that type; SCAN_NO. */
uint32_t tree_above(const struct tree *t, uint32_t node, unsigned type);
/* Root of a part; SCAN_NO. */
uint32_t tree_part(const struct tree *t, unsigned kind, uint32_t part);
bool tree_is(const struct node *n, const char *local); /* by name, whatever its type */

/* The edits that detectors of office forms need. */
void tree_cut(struct tree *t, uint32_t candidate, uint32_t node);
/* The element goes, what it holds stays. */
void tree_unwrap(struct tree *t, uint32_t candidate, uint32_t node);
void tree_set_text(struct tree *t, uint32_t candidate, uint32_t node, struct view text);
void tree_set_value(struct tree *t, uint32_t candidate, const struct leaf_value *v,
		    struct view text);
/* The text of an attribute, as a piece that is not added yet. */
struct piece tree_value_piece(const struct leaf_value *v);
/* A piece of a node's text. */
uint32_t tree_piece(struct tree *t, uint32_t node);

enum err office_word(struct tree *t) must_use;
enum err office_sheet(struct tree *t) must_use;
enum err office_slides(struct tree *t) must_use;
/* Pictures of which a part is not shown; what names of people the form keeps. */
void office_crops(struct tree *t);
void office_authors(struct tree *t);
/* By look of a cell (xf): does it show nothing? *ret_n: how many there are. NULL: no memory. */
uint8_t *sheet_white(struct tree *t, uint32_t *ret_n);
/* Formulas that touch a sheet become the values they show. */
void sheet_fix_formulas(struct tree *t, uint32_t candidate, uint32_t sheet);

#endif
