/* SPDX-License-Identifier: Apache-2.0
 * document_field.h: a field as values on the wire; one spelling, checked the same way on both
 * sides.
 *
 *   code, { argument }, count, { place of the switch, ascending, value }
 * An optional argument or switch value begins with u8 0 or 1. Values: int zigzag (32 bits); level
 * from * 16 + to, 1..9; bookmark, link, format, numfmt, calc a number; the rest length + UTF-8.
 */
#ifndef FORM_DOCUMENT_FIELD_H
#define FORM_DOCUMENT_FIELD_H

#include "form/document.h"

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

struct doc_field_counts {
	uint32_t bookmarks, links; /* how many there are to refer to */
};

/* False, and nothing written, when the field breaks its code's grammar. */
bool doc_field_write(struct buf *b, const struct doc_field *f,
		     const struct doc_field_counts *counts);
bool doc_field_read(struct cursor *c, struct doc_field *ret, const struct doc_field_counts *counts);
bool doc_field_textual(unsigned kind);

#endif
