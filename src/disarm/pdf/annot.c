/* SPDX-License-Identifier: Apache-2.0
 * pdf/annot.c: what annotations show becomes part of the page (ISO 32000-2 12.5.5); what they do
 * stays behind, but for links.
 */
#include <math.h>

#include "disarm/pdf/page.h"

#define ANNOTATIONS_MAX 100000

enum { HIDDEN = 2, NO_VIEW = 32 };

/* The normal appearance; where there are several, the one of the annotation's state. */
static const struct pdf_obj *appearance(struct reader *r, const struct pdf_obj *annotation)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *normal = pdf_get(pdf, pdf_get(pdf, annotation, "AP"), "N");
	if (normal->kind != PDF_DICT)
		return normal;
	const struct pdf_obj *state = pdf_get(pdf, annotation, "AS");
	if (state->kind != PDF_NAME)
		return &pdf_null;
	return pdf_get_view(pdf, normal, state->bytes);
}

/* From the form's space to the place that the annotation has on the page: the box of the form,
 * turned by its matrix, is stretched to the rectangle (12.5.5). */
static bool fit(const double box[4], const double m[6], const double rect[4], double ret[6])
{
	double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
	for (int i = 0; i < 4; i++) {
		double x = box[i & 1 ? 2 : 0], y = box[i & 2 ? 3 : 1];
		double p[2] = {m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]};
		for (size_t k = 0; k < 2; k++) {
			low[k] = fmin(low[k], p[k]);
			high[k] = fmax(high[k], p[k]);
		}
	}
	if (!(high[0] > low[0]) || !(high[1] > low[1]))
		return false;
	double x = (rect[2] - rect[0]) / (high[0] - low[0]);
	double y = (rect[3] - rect[1]) / (high[1] - low[1]);
	const double to[6] = {x, 0, 0, y, rect[0] - low[0] * x, rect[1] - low[1] * y};
	memcpy(ret, to, sizeof to);
	return true;
}

static void draw_at(struct content *c, node_id node, const double matrix[6])
{
	nest_save(c);
	put_matrix(c, matrix);
	draw_node(c, node);
	nest_restore(c);
}

static bool draw_appearance(struct content *c, const struct pdf_obj *form, const double rect[4])
{
	struct pdf *pdf = &c->r->pdf;
	double box[4], matrix[6], to[6];
	if (form->kind != PDF_STREAM || !read_box(pdf, pdf_get(pdf, form, "BBox"), box))
		return false;
	read_matrix(pdf, pdf_get(pdf, form, "Matrix"), matrix);
	if (!fit(box, matrix, rect, to))
		return false;
	node_id node = group_node(c, form, false);
	if (node != 0)
		draw_at(c, node, to);
	return true;
}

static void draw(struct content *c, struct page *page, const struct pdf_obj *o)
{
	struct reader *r = c->r;
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *subtype = pdf_get(pdf, o, "Subtype");
	int64_t flags = pdf_int(pdf_get(pdf, o, "F"), 0);
	double rect[4];
	if (!pdf_is_dict(o) || pdf_is(subtype, "Popup"))
		return;
	if (pdf_is(subtype, "Link"))
		link_add(r, page, o);
	if ((flags & (HIDDEN | NO_VIEW)) != 0) {
		if (!pdf_is(subtype, "Link"))
			report_add(r->d->report, FINDING_PDF_HIDDEN, PLACE_PAGE, page->number,
				   VIEW(""), NULL);
		return;
	}
	if (layer_hidden(r, pdf_get_raw(o, VIEW("OC"))) ||
	    !read_box(pdf, pdf_get(pdf, o, "Rect"), rect))
		return;
	const struct pdf_obj *form = appearance(r, o);
	bool widget = pdf_is(subtype, "Widget"), drawn = false;
	if (widget && field_wants_appearance(r, o)) {
		node_id node = field_appearance(c, o, rect);
		if (node != 0) {
			const double at[6] = {1, 0, 0, 1, rect[0], rect[1]};
			draw_at(c, node, at);
		}
		drawn = true;
	} else if (form->kind == PDF_STREAM) {
		drawn = draw_appearance(c, form, rect);
	} else {
		drawn = annotation_shape(c, o, rect);
	}
	if (widget)
		report_add(r->d->report, FINDING_PDF_FIELD, PLACE_PAGE, page->number, VIEW(""),
			   NULL);
	else if (drawn && !pdf_is(subtype, "Link"))
		report_add(r->d->report, FINDING_PDF_ANNOTATION, PLACE_PAGE, page->number,
			   subtype->kind == PDF_NAME ? subtype->bytes : VIEW(""), NULL);
	else if (!drawn && !pdf_is(subtype, "Link"))
		report_add(r->d->report, FINDING_PDF_ANNOTATION_LOST, PLACE_PAGE, page->number,
			   subtype->kind == PDF_NAME ? subtype->bytes : VIEW(""), NULL);
}

void annotations_draw(struct content *c, struct page *page)
{
	struct pdf *pdf = &c->r->pdf;
	const struct pdf_obj *list = pdf_get(pdf, page->o, "Annots");
	if (list->kind == PDF_ARRAY && list->n > ANNOTATIONS_MAX)
		pdf_fail(pdf, E_LIMIT_COUNT);
	for (uint32_t i = 0; list->kind == PDF_ARRAY && i < list->n && pdf->err == OK; i++)
		draw(c, page, pdf_at(pdf, list, i));
}
