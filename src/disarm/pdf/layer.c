/* SPDX-License-Identifier: Apache-2.0
 * pdf/layer.c: optional content as the file shows it when it is opened (ISO 32000-2 8.11): what is
 * off stays behind, and is reported.
 */
#include "disarm/pdf/content.h"

#define NESTED_MAX 16

enum { LAYER_OFF = 1, LAYER_ON = 2 };

static void set_all(struct reader *r, const struct pdf_obj *list, uintptr_t to)
{
	for (uint32_t i = 0; list->kind == PDF_ARRAY && i < list->n; i++)
		memo_put(&r->pdf, &r->memo, pdf_at(&r->pdf, list, i), MEMO_LAYER, to);
}

void layers_open(struct reader *r)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *all = pdf_get(pdf, r->root, "OCProperties");
	const struct pdf_obj *first = pdf_get(pdf, all, "D");
	if (pdf_is(pdf_get(pdf, first, "BaseState"), "OFF"))
		set_all(r, pdf_get(pdf, all, "OCGs"), LAYER_OFF);
	set_all(r, pdf_get(pdf, first, "ON"), LAYER_ON);
	set_all(r, pdf_get(pdf, first, "OFF"), LAYER_OFF);
}

static bool group_on(struct reader *r, const struct pdf_obj *group)
{
	return memo_get(&r->memo, group, MEMO_LAYER) != LAYER_OFF;
}

/* A visibility expression: an OCG, or [/And ...], [/Or ...], [/Not x]. */
static bool expression(struct reader *r, const struct pdf_obj *o, unsigned depth)
{
	const struct pdf_obj *word = pdf_at(&r->pdf, o, 0);
	if (o->kind != PDF_ARRAY || depth > NESTED_MAX)
		return group_on(r, o);
	if (pdf_is(word, "Not"))
		return !expression(r, pdf_at(&r->pdf, o, 1), depth + 1);
	bool and = pdf_is(word, "And"), result = and;
	for (uint32_t i = 1; i < o->n && result == and; i++)
		result = expression(r, pdf_at(&r->pdf, o, i), depth + 1);
	return result;
}

static bool member_on(struct reader *r, const struct pdf_obj *o)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *groups = pdf_get(pdf, o, "OCGs"), *p = pdf_get(pdf, o, "P");
	uint32_t n = groups->kind == PDF_ARRAY ? groups->n : pdf_is_dict(groups), on = 0, any = 0;
	if (pdf_get(pdf, o, "VE")->kind == PDF_ARRAY)
		return expression(r, pdf_get(pdf, o, "VE"), 0);
	for (uint32_t i = 0; i < n; i++) {
		const struct pdf_obj *g =
		    groups->kind == PDF_ARRAY ? pdf_at(pdf, groups, i) : groups;
		any += pdf_is_dict(g);
		on += pdf_is_dict(g) && group_on(r, g);
	}
	if (any == 0)
		return true;
	if (pdf_is(p, "AllOn"))
		return on == any;
	if (pdf_is(p, "AnyOff"))
		return on < any;
	return pdf_is(p, "AllOff") ? on == 0 : on > 0;
}

bool layer_hidden(struct reader *r, const struct pdf_obj *o)
{
	o = pdf_resolve(&r->pdf, o);
	if (!pdf_is_dict(o))
		return false;
	bool on = pdf_is(pdf_get(&r->pdf, o, "Type"), "OCMD") ? member_on(r, o) : group_on(r, o);
	if (!on)
		report_add(r->d->report, FINDING_PDF_LAYER, PLACE_PAGE, r->page, VIEW(""), NULL);
	return !on;
}
