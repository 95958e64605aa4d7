/* SPDX-License-Identifier: Apache-2.0
 * document.h: the plain form of an office package (FORM_DOCUMENT, FORM_SHEET, FORM_SLIDES): tables
 * and values. One table and one grammar for the three; each form has its own kinds of parts.
 *
 *   body    = form, links, blobs, idents, counts, parts
 *   links   = count, { length, ASCII }            every outside address of the file (uri_ok)
 *   blobs   = count, { part of the form, cx, cy } pictures; part 0: a neutral frame of that extent
 *   idents  = a count of each doc_ident_dialect, { name of each bookmark }
 *   counts  = how many parts of each kind (doc_part_kind)
 *   parts   = { kind, relations, root record }            kinds in ascending order
 *   relations = count, { kind, number }                   kinds ascending, once each
 *   record  = type + 2, count, { attribute number, value }, { record } or text, 0
 *   text    = 1, value
 * Numbers are varints in their shortest form; parent and child type decide what may stand where.
 * A child row that defines an ident makes each such child the next number of that kind.
 * Values by class: bool u8; enum place in its list; int, date (Unix seconds) zigzag; hex raw
 * bytes; colour 0 auto or 1 + RGB; ident and ref a number in idents, links, blobs or parts; text
 * length + UTF-8 by dialect; field see struct doc_field. Class auto is written by rebuild only.
 * Tables: document.tsv, document_fields.tsv. Explained in docs/plain-forms-document.md.
 */
#ifndef FORM_DOCUMENT_H
#define FORM_DOCUMENT_H

#include "base/arena.h"
#include "base/utf8.h"
#include "form/document_table.h"
#include "form/limits.h"

#define DOC_NONE_FOUND (-1)
#define DOC_NO UINT32_MAX /* no such link, blob or ident */
#define DOC_DEPTH_MAX 128
#define DOC_ATTRS_MAX 48
#define DOC_NAME_SLOTS 8192u
#define DOC_IDENTS_MAX 4194304u /* of a kind; for links and pictures see document_read.c */
#define DOC_EMU_MAX 51206400
#define DOC_DATE_MIN (-2208988800) /* 1900-01-01 */
#define DOC_DATE_MAX 7258118400	   /* 2200-01-01 */
/* Flags of attributes and children. */
#define DOC_REQUIRED 1u
#define DOC_DEFINES 2u	/* this ident attribute defines what the others refer to */
#define DOC_ONCE 4u	/* nothing else at its rank after or before it */
#define DOC_NEEDED 8u	/* the parent (DOC_NEED_ONE) must hold one */
#define DOC_ASCENDS 16u /* greater than that of the sibling before that has one */
/* Flags of types. */
#define DOC_END_WITH_P 1u /* its last block may not be a table, and it has one */
#define DOC_NEED_ONE 2u
#define DOC_STORY 4u	/* fields begin and end within it */
#define DOC_NEED_ANY 8u /* not without a child */

struct doc_attr {
	const char *local;
	uint8_t prefix; /* enum doc_prefix; 255: no namespace */
	uint8_t class, dialect, flags;
	uint16_t list; /* of doc_enums */
	int64_t min, max;
};

struct doc_child {
	uint16_t name, type;
	uint8_t rank, flags; /* ranks of siblings never decrease */
	uint8_t defines;     /* 1 + the ident whose next number each one is; 0: none */
};

struct doc_type {
	const char *local;
	uint8_t prefix, flags;
	uint16_t name, first_attr, n_attrs, first_child, n_children;
	uint8_t must, need;   /* required attributes, required children */
	bool own;	      /* a record of ours (sk:...), not an element */
	bool plain;	      /* may stand empty: asks for no attribute and no child */
	struct doc_attr text; /* class DOC_NONE: it has children, no text */
};

struct doc_enum {
	uint16_t first, n; /* in doc_words */
};

struct doc_namespace {
	const char *prefix, *uri, *strict;
	bool ignorable; /* by a reader that does not know it */
};

struct doc_name {
	uint8_t prefix;
	const char *local;
};

struct doc_part {
	const char *name;
	uint16_t root;		   /* type */
	uint8_t forms, main, many; /* bits: may be there; is the one main part; in any number */
	uint16_t first_relation, n_relations;
};

/* A part may name one of that kind without an element that says so (slide: its layout). */
struct doc_part_relation {
	uint8_t to;
	bool required;
};

extern const struct doc_type doc_types[DOC_TYPE_COUNT];
extern const struct doc_attr doc_attrs[];
extern const struct doc_child doc_children[]; /* of one type: ascending name */
extern const struct doc_enum doc_enums[];
extern const char *const doc_words[];
extern const struct doc_namespace doc_namespaces[DOC_NS_COUNT];
extern const struct doc_name doc_names[DOC_NAME_COUNT];
extern const uint16_t doc_name_slots[DOC_NAME_SLOTS];
extern const struct doc_part doc_parts[DOC_PART_COUNT];
extern const struct doc_part_relation doc_part_relations[];

extern const bool doc_ident_placed[DOC_IDENT_KINDS]; /* known by their place */

/* The bit of a form (enum doc_form_bit), 0 for any other kind; its main part. */
unsigned doc_form_bit(unsigned form_kind);
unsigned doc_main_part(unsigned form_bit);

/* Looking up what an XML reader meets; DOC_NONE_FOUND when the form has no such thing. */
int doc_prefix_find(struct view namespace_uri); /* transitional or strict */
int doc_name_find(unsigned prefix, struct view local);
const struct doc_child *doc_child_find(unsigned type, int name);      /* NULL: not allowed there */
int doc_attr_find(unsigned type, unsigned prefix, struct view local); /* prefix 255: none */
const struct doc_attr *doc_attr_at(unsigned type, unsigned number);
int doc_enum_find(unsigned list, struct view word);
const char *doc_enum_word(unsigned list, unsigned number);

/* Text by dialect (enum doc_text_dialect): length, clean characters, own grammar. */
bool doc_text_ok(unsigned dialect, struct view text);
size_t doc_text_max(unsigned dialect); /* bytes */
bool doc_bookmark_ok(struct view name);
bool doc_block(unsigned type); /* paragraph, table, block of controls: what a cell may end with */

#endif
