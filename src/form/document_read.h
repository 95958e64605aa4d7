/* SPDX-License-Identifier: Apache-2.0
 * document_read.h: reading a document form. Everything the form promises is checked here, record by
 * record: what a caller sees has passed. E_FORM for anything else; nothing is repaired.
 *
 *   document_head(body, limits, mem, &d);
 *   for (document_start(&d, &r); (e = document_next(&r)) == OK && r.event != DOC_END;) ...
 *
 * The reader lives in memory of the caller; it allocates nothing after document_head.
 */
#ifndef FORM_DOCUMENT_READ_H
#define FORM_DOCUMENT_READ_H

#include "form/document_field.h"
#include "form/form.h"
#include "form/formula.h"

struct doc_blob {
	uint32_t part;	 /* of the form; 0: a neutral frame */
	uint32_t cx, cy; /* EMU */
};

struct document {
	const struct limits *limits;
	enum form_kind form;
	unsigned form_bit; /* enum doc_form_bit */
	uint32_t n_links, n_blobs, n_parts;
	struct view *links;
	struct doc_blob *blobs;
	uint32_t idents[DOC_IDENT_KINDS]; /* numbers below these exist; 0 of NUM says "none" */
	struct view *bookmarks;
	uint32_t of_kind[DOC_PART_COUNT]; /* how many parts of each kind there are */
	struct view records;		  /* the parts */
	uint8_t
	    *defined[DOC_IDENT_KINDS]; /* one byte a number, set as the reader meets definitions */
};

/* Counts and tables before the parts. `form_parts` is how many parts the form has (pictures: 1..);
 * its kind must be ret->form, which the caller compares with the frame's. */
enum err document_head(struct view body, uint32_t form_parts, const struct limits *limits,
		       struct arena *mem, struct document *ret) must_use;

struct doc_value {
	uint8_t number; /* of the attribute in its type */
	const struct doc_attr *attr;
	int64_t n;	  /* bool enum int colour (-1: auto) date ident ref */
	struct view view; /* hex, text */
};

enum doc_event { DOC_PART, DOC_OPEN, DOC_STRING, DOC_CLOSE, DOC_END };

struct doc_level {
	uint16_t type;
	uint8_t rank, required;	       /* of the last child; required children seen */
	bool any, needed, text, ended; /* had a child; the needed one; text; a last paragraph */
	bool has_order;
	int64_t order;		/* of the last child with an attribute that ascends */
	uint32_t story, fields; /* level of its story; open fields, where it is one */
};

struct document_reader {
	struct document *d;
	struct cursor c;
	enum doc_event event;
	unsigned type;	     /* DOC_OPEN, DOC_STRING, DOC_CLOSE */
	unsigned kind, part; /* of the part, and its number among its kind */
	uint32_t n_relations;
	struct doc_relation {
		uint8_t kind;
		uint32_t number;
	} relations[DOC_PART_COUNT]; /* DOC_PART: what it names without an element */
	uint32_t n_values;	     /* DOC_OPEN: the attributes, ascending */
	struct doc_value values[DOC_ATTRS_MAX];
	struct doc_field field; /* DOC_OPEN of sk:field */
	struct doc_value text;	/* DOC_STRING */
	/* inside */
	uint32_t depth, done, of_kind[DOC_PART_COUNT], elements;
	uint32_t next[DOC_IDENT_KINDS]; /* of the idents that are known by their place */
	bool opened;			/* the part's root came */
	struct doc_level levels[DOC_DEPTH_MAX];
};

void document_start(struct document *d, struct document_reader *r);
enum err document_next(struct document_reader *r) must_use;
/* The type of the record that comes next inside the open element, unchecked; DOC_NONE_FOUND: none.
 */
int document_peek(const struct document_reader *r);
/* Likewise the text that comes next, for a type whose text has a length; empty when none does. */
struct view document_peek_text(const struct document_reader *r);
/* How many things there are that formulas refer to by number. */
struct formula_counts document_formula_counts(const struct document *d);
/* The value of an attribute of the element just opened, or NULL. */
const struct doc_value *document_value(const struct document_reader *r, unsigned attr);

/* For `sekisho form`: one line a record. */
enum err document_print(struct view body, struct arena *mem, struct buf *out) must_use;

#endif
