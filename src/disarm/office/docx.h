/* SPDX-License-Identifier: Apache-2.0
 * docx.h: what only the Word reader (docx*.c) has: fields, bookmarks, old drawings.
 */
#ifndef DISARM_OFFICE_DOCX_H
#define DISARM_OFFICE_DOCX_H

#include "base/view.h"
#include "form/document.h"

struct ooxml;

/* One w:fldChar, known by where its tag ends in the part. */
struct docx_field_mark {
	size_t at;
	uint32_t begin;		       /* place of its beginning in the list; UINT32_MAX: none */
	bool is_begin, is_end;	       /* neither: the separator */
	bool paired;		       /* the field has an end in the same story */
	bool parted;		       /* at the end: there was a separator */
	bool seen, written;	       /* at the beginning, while the part is put: */
	const struct doc_field *field; /* at the beginning; NULL: only the result stays */
};

struct docx_fields {
	uint32_t n, room;
	struct docx_field_mark *marks;
};

struct docx_bookmark {
	struct view id; /* in the source */
	uint32_t ident;
};

/* docx_field.c */
/* Reads the part that c->x was just opened on to its end. */
enum err docx_fields_find(struct ooxml *c) must_use;
enum err docx_field_char(struct ooxml *c) must_use;
enum err docx_field_simple(struct ooxml *c) must_use;
/* docx_code.c: a field's code as values; NULL when the form cannot say it, then counted. */
const struct doc_field *docx_code(struct ooxml *c, struct view code);

/* w:drawing: as it is, or a frame of its size when it shows what the form cannot. */
enum err docx_drawing(struct ooxml *c) must_use;

/* docx_vml.c: w:pict and w:object become records of our own, or go. */
enum err docx_vml(struct ooxml *c) must_use;

#endif
