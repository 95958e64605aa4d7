/* SPDX-License-Identifier: Apache-2.0
 * document_write.h: writing a document form, for disarm.
 *
 *   document_begin(mem, limits, FORM_DOCUMENT, &w);
 *   document_part_begin(w, DOC_PART_BODY);        opens the root; then per element:
 *     document_open(w, type); document_int(w, attr, 5); document_text(w, v); document_close(w);
 *   document_part_end(w);
 *   document_end(w, out);                         appends the body of the form part
 *
 * The writer keeps the form's rules, so that its caller may emit in the order of the source:
 *   - attributes come in any order; a bad value is not taken (false); a required name, flag or
 *     offset that is missing is empty or 0, any other drops the element with all below it;
 *   - children are sorted by rank; a second one of a DOC_ONCE rank is dropped; required ones that
 *     are missing are added empty, or the parent is dropped;
 *   - a story or cell gets its last paragraph, a row its cell; open fields are closed;
 *   - parts come in any order; a header that is referred to and never comes is an empty one, and
 *     only parts whose root may be empty can be referred to before they come.
 * It never refuses on such grounds: document_counts tells. Errors (memory, limits) are sticky and
 * come out of document_end.
 */
#ifndef FORM_DOCUMENT_WRITE_H
#define FORM_DOCUMENT_WRITE_H

#include "form/document_field.h"
#include "form/form.h"

struct document_writer;

/* The writer lives in `mem`; its buffers are freed by document_end or document_abandon. */
enum err document_begin(struct arena *mem, const struct limits *limits, enum form_kind form,
			struct document_writer **ret) must_use;
void document_abandon(struct document_writer *w);
/* Appends the body; E_LIMIT_*, E_NO_MEMORY. The writer is used up. */
enum err document_end(struct document_writer *w, struct buf *out) must_use;

/* What elements refer to. Numbers are stable from the first call with the same key. */
uint32_t document_link(struct document_writer *w, struct view uri); /* DOC_NO: not allowed */
/* `part` is the picture's part in the form, or 0: a neutral frame. cx, cy in EMU (1..51206400,
 * clamped). */
uint32_t document_blob(struct document_writer *w, uint32_t part, int64_t cx, int64_t cy);
/* `key` is the source's own id ("Heading1", "12"); bookmarks: their name, made to fit. */
uint32_t document_ident(struct document_writer *w, enum doc_ident_dialect kind, struct view key);

/* Has that number been defined yet? */
bool document_defined(const struct document_writer *w, enum doc_ident_dialect kind, uint32_t n);

void document_part_begin(struct document_writer *w, enum doc_part_kind kind);
/* What the open part names without an element that says so (doc_part_relations). The other part
 * may come later; where it never comes, document_end gives E_BROKEN. */
void document_relation(struct document_writer *w, enum doc_part_kind kind, uint32_t number);
/* Returns the part's number among its kind, for references to headers and footers. */
uint32_t document_part_end(struct document_writer *w);
/* How many parts of that kind there are so far. */
uint32_t document_parts(const struct document_writer *w, enum doc_part_kind kind);
/* So many parts of that kind will come: they can be referred to before they do. Where they do not
 * come, document_end gives E_BROKEN. */
void document_promise(struct document_writer *w, enum doc_part_kind kind, uint32_t n);

/* `type` must be a child of the open element (doc_child_find). Every open has its close, also when
 * the writer has dropped the element. */
void document_open(struct document_writer *w, unsigned type);
void document_close(struct document_writer *w);
unsigned document_type(const struct document_writer *w); /* of the open element */
/* True while inside something dropped: nothing put now will be in the form. */
bool document_dropped(const struct document_writer *w);
/* The first limit that was broken, or OK: nothing put after it counts any more. */
enum err document_error(const struct document_writer *w);

/* Attributes, before the first child or text. False: not in the form (class, range, taken). */
bool document_int(struct document_writer *w, unsigned attr,
		  int64_t n); /* bool enum int colour date ident ref */
bool document_view(struct document_writer *w, unsigned attr,
		   struct view v); /* hex, text: must be clean */
bool document_field(struct document_writer *w, const struct doc_field *field); /* of sk:field */
/* The text of a type with text: of class text, or a number or place in a list. */
bool document_text(struct document_writer *w, struct view text);
bool document_text_int(struct document_writer *w, int64_t n);

/* How many elements were dropped, and fields closed or sorted children, by the rules above. */
struct document_counts {
	uint32_t dropped, sorted, added, elements;
};
struct document_counts document_counts(const struct document_writer *w);

#endif
