/* SPDX-License-Identifier: Apache-2.0
 * pdf/content.h: what the files that read content streams ask of one another.
 *
 * What no rule of the form can say makes the content `spoilt`: a page that holds it must be drawn
 * by the converter instead. It is never left out silently.
 */
#ifndef DISARM_PDF_CONTENT_H
#define DISARM_PDF_CONTENT_H

#include "disarm/pdf/reader.h"

/* --- pdf_memo --- */

uintptr_t memo_get(const struct memo *m, const void *key, enum memo_what what);
void memo_put(struct pdf *pdf, struct memo *m, const void *key, enum memo_what what, uintptr_t to);

/* --- pdf/content.c --- */

/* Starts the state of a page (`from` NULL) or of what is drawn within `from`. */
void content_start(struct content *c, struct reader *r, const struct pdf_obj *resources,
		   const struct graphics *from);
void content_free(struct content *c);
/* Reads operators until the bytes end, then closes everything. Errors go to r->pdf.err. */
void content_read(struct content *c, struct view bytes);
/* The bytes of a stream, or of an array of streams with a blank between them. */
enum err content_bytes(struct reader *r, const struct pdf_obj *o, struct buf *out) must_use;
/* An operator names a resource that is not there: viewers step over it. */
void content_missing(struct content *c, const char *operator);
/* "A rule is missing": the page must be drawn by the converter. */
void content_spoil(struct content *c, const char *why);

/* --- pdf/nest.c: what is open in the form --- */

void nest_save(struct content *c);
void nest_restore(struct content *c);
void nest_leave_text(struct content *c); /* before anything that is no text */
bool nest_enter_text(struct content *c); /* false: too deep, spoilt */
void nest_mark(struct content *c, const struct mark *mark, const struct form_op_mark *what,
	       node_id tag);
void nest_mark_end(struct content *c);
void nest_end(struct content *c); /* closes everything */

/* --- operators, by their word in tbl/pdf_operators.h --- */

#define PDF_OPERATOR(word, operands, name) \
	void op_##name(struct content *c, const struct pdf_obj *a);
#include "tbl/pdf_operators.h"
#undef PDF_OPERATOR

/* --- pdf/text.c --- */

void text_flush(struct content *c); /* glyphs waiting become one show */
void text_font(struct content *c, const struct pdf_obj *font, double size);
/* --- pdf/paint.c --- */
void paint_colour(struct content *c, bool stroke, const struct colour_space *space,
		  const double *components);
void put_matrix(struct content *c, const double matrix[6]);
/* a x b: first a, then b */
void matrix_times(const double a[6], const double b[6], double ret[6]);
bool matrix_same(const double a[6], const double b[6]);

/* --- pdf/group.c --- */

/* A form under the state of `c`; as a transparency group even if it does not say so. 0: nothing. */
node_id group_node(struct content *c, const struct pdf_obj *form, bool transparent);
void draw_node(struct content *c, node_id node);
void draw_xobject(struct content *c, const struct pdf_obj *xobject);
node_id mask_node(struct content *c, const struct pdf_obj *dict);
/* A box with sides; false without. The identity where there is no matrix. */
bool read_box(struct pdf *pdf, const struct pdf_obj *o, double ret[4]);
void read_matrix(struct pdf *pdf, const struct pdf_obj *o, double ret[6]);
/* Around a content stream of its own: false when it is at work already, or too deep. */
bool reader_enter(struct reader *r, const void *what);
void reader_leave(struct reader *r, const void *what);
/* --- pdf/pattern.c, pdf/shading.c --- */
node_id pattern_node(struct content *c, const struct pdf_obj *pattern, bool *ret_uncoloured);
node_id shading_node(struct content *c, const struct pdf_obj *shading);
node_id function_node(struct reader *r, const struct function *f, const double domain[4],
		      const struct colour_space *space);
/* --- pdf/layer.c --- */
void layers_open(struct reader *r);
bool layer_hidden(struct reader *r, const struct pdf_obj *o); /* OCG or OCMD; anything else: no */
/* --- pdf/drawn.c: Type 3 --- */
/* The node of the current font; the glyph shown is drawn when it is new. 0: cannot be shown. */
node_id drawn_node(struct content *c, const struct pdf_shown *shown);
void drawn_finish(struct reader *r); /* writes the items of all of them */
void drawn_free(struct reader *r);

#endif
