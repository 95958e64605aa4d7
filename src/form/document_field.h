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

struct doc_field_counts {
	uint32_t bookmarks, links; /* how many there are to refer to */
};

/* False, and nothing written, when the field breaks its code's grammar. */
bool doc_field_write(struct buf *b, const struct doc_field *f,
		     const struct doc_field_counts *counts);
bool doc_field_read(struct cursor *c, struct doc_field *ret, const struct doc_field_counts *counts);
bool doc_field_textual(unsigned kind);

#endif
