/* SPDX-License-Identifier: Apache-2.0
 * document.h: the plain form of a Word document (FORM_DOCUMENT): tables, values and reader.
 *
 *   body    = links, blobs, idents, parts
 *   links   = count, { length, ASCII }            every outside address of the file (uri_ok)
 *   blobs   = count, { part of the form, cx, cy } pictures; part 0: a neutral frame of that extent
 *   idents  = 8 x count (doc_ident_dialect), { name of each bookmark }, headers, footers
 *   parts   = count, { kind (doc_part_kind), root record }      kinds in ascending order
 *   record  = type + 2, count, { attribute number, value }, { record } or text, 0
 *   text    = 1, value
 * Numbers are varints in their shortest form; parent and child type decide what may stand where.
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
#define DOC_NAME_SLOTS 4096u
#define DOC_IDENT_KINDS (DOC_IDENT_MOVE + 1)
#define DOC_EMU_MAX 51206400
#define DOC_DATE_MIN (-2208988800) /* 1900-01-01 */
#define DOC_DATE_MAX 7258118400	   /* 2200-01-01 */
/* Flags of attributes and children. */
#define DOC_REQUIRED 1u
#define DOC_DEFINES 2u /* this ident attribute defines what the others refer to */
#define DOC_ONCE 4u    /* nothing else at its rank after or before it */
#define DOC_NEEDED 8u  /* the parent (DOC_NEED_ONE) must hold one */
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
};

struct doc_name {
	uint8_t prefix;
	const char *local;
};

extern const struct doc_type doc_types[DOC_TYPE_COUNT];
extern const struct doc_attr doc_attrs[];
extern const struct doc_child doc_children[]; /* of one type: ascending name */
extern const struct doc_enum doc_enums[];
extern const char *const doc_words[];
extern const struct doc_namespace doc_namespaces[DOC_NS_COUNT];
extern const struct doc_name doc_names[DOC_NAME_COUNT];
extern const uint16_t doc_name_slots[DOC_NAME_SLOTS];
extern const uint16_t doc_roots[DOC_PART_COUNT]; /* root type of a part kind */

/* Looking up what an XML reader meets; DOC_NONE_FOUND when the form has no such thing. */
int doc_prefix_find(struct view namespace_uri); /* transitional or strict */
int doc_name_find(unsigned prefix, struct view local);
const struct doc_child *doc_child_find(unsigned type, int name);      /* NULL: not allowed there */
int doc_attr_find(unsigned type, unsigned prefix, struct view local); /* prefix 255: none */
const struct doc_attr *doc_attr_at(unsigned type, unsigned number);
int doc_enum_find(unsigned list, struct view word);
const char *doc_enum_word(unsigned list, unsigned number);

/* Fields: a code, arguments and switches as values, never a text that is parsed again. */
struct doc_code {
	const char *name;
	uint16_t first_arg, n_args, first_switch, n_switches;
};

struct doc_code_arg {
	uint8_t value; /* enum doc_field_value */
	bool optional;
};

struct doc_code_switch {
	const char *letter; /* "h"; "*", "*n", "#", "@" are the general ones */
	uint8_t value;
	bool optional; /* the value may be missing */
};

extern const struct doc_code doc_codes[DOC_CODE_COUNT];
extern const struct doc_code_arg doc_code_args[];
extern const struct doc_code_switch doc_code_switches[];
extern const char *const doc_field_formats[]; /* these three end with NULL */
extern const char *const doc_field_numfmts[];
extern const char *const doc_field_calcs[];

struct doc_field_item {
	bool present;
	int64_t n;	  /* int, bookmark, link, place in a list, levels from * 16 + to */
	struct view text; /* the text-like kinds */
};

#define DOC_FIELD_ARGS 2
#define DOC_FIELD_SWITCHES 24
struct doc_field {
	uint16_t code;
	struct doc_field_item args[DOC_FIELD_ARGS];
	bool on[DOC_FIELD_SWITCHES]; /* by place in the code's list */
	struct doc_field_item values[DOC_FIELD_SWITCHES];
};

int doc_code_find(struct view name); /* upper or lower case */
int doc_switch_find(unsigned code, struct view letter);
/* A text-like value by its kind (DOC_FIELD_TEXT, NAME, FONT, SEP, LETTER, EQ, PICTURE, NUMBER). */
bool doc_field_text_ok(unsigned kind, struct view text);

/* Text by dialect (enum doc_text_dialect): length, clean characters, own grammar. */
bool doc_text_ok(unsigned dialect, struct view text);
size_t doc_text_max(unsigned dialect); /* bytes */
bool doc_bookmark_ok(struct view name);
bool doc_block(unsigned type); /* paragraph, table, block of controls: what a cell may end with */

#endif
