/* SPDX-License-Identifier: Apache-2.0
 * pdf/mark.c: marked content (ISO 32000-2 14.6): layers that hide, places of the structure tree,
 * what a span says instead of what it shows.
 */
#include "disarm/pdf/tag.h"

#define ACTUAL_MAX 65536

void op_mark(struct content *c, const struct pdf_obj *a)
{
	static const struct form_op_mark artifact = {.kind = FORM_OP_MARK_KIND_ARTIFACT};
	bool is = c->on_page && c->r->tags && pdf_is(a, "Artifact");
	nest_mark(c, &(struct mark){0}, is ? &artifact : NULL, 0);
}

void op_mark_with(struct content *c, const struct pdf_obj *a)
{
	struct pdf *pdf = &c->r->pdf;
	struct mark mark = {0};
	struct form_op_mark what = {.kind = FORM_OP_MARK_KIND_COUNT};
	const struct pdf_obj *raw = &a[1];
	if (a[1].kind == PDF_NAME)
		raw = pdf_get_raw(pdf_get(pdf, c->resources, "Properties"), a[1].bytes);
	const struct pdf_obj *properties = pdf_resolve(pdf, raw);
	node_id tag = 0;
	if (pdf_is(&a[0], "OC")) {
		mark.hides = layer_hidden(c->r, properties);
	} else if (c->on_page) {
		int64_t number = pdf_int(pdf_get(pdf, properties, "MCID"), -1);
		struct view actual = pdf_text_string(pdf, pdf_get(pdf, properties, "ActualText"));
		tag = number >= 0 ? tag_of(c->r, number) : 0;
		if (tag != 0) {
			what.kind = FORM_OP_MARK_KIND_TAGGED;
		} else if (actual.n > 0 && actual.n <= ACTUAL_MAX) {
			what.kind = FORM_OP_MARK_KIND_SPAN;
			what.actual = actual;
		} else if (c->r->tags && pdf_is(&a[0], "Artifact")) {
			what.kind = FORM_OP_MARK_KIND_ARTIFACT;
		}
	}
	nest_mark(c, &mark, what.kind == FORM_OP_MARK_KIND_COUNT ? NULL : &what, tag);
}

void op_mark_end(struct content *c, unused_arg const struct pdf_obj *a)
{
	nest_mark_end(c);
}
