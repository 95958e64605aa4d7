/* SPDX-License-Identifier: Apache-2.0
 * pdf/group.c: form XObjects, soft masks and what Do draws (ISO 32000-2 8.10 and 11.6).
 */
#include "disarm/pdf/content.h"

/* A form drawn under one state and one set of resources; the same form under others is another. */
struct made_group {
	struct made_group *next;
	const struct pdf_obj *resources;
	struct graphics from;
	bool transparent, uncoloured, ghost;
	bool tones;    /* shows more than black and white */
	bool inherits; /* without: `from` makes no difference */
	node_id node;
};

bool read_box(struct pdf *pdf, const struct pdf_obj *o, double ret[4])
{
	double b[4];
	if (!pdf_numbers(pdf, o, b, 4))
		return false;
	ret[0] = min_of(b[0], b[2]);
	ret[1] = min_of(b[1], b[3]);
	ret[2] = max_of(b[0], b[2]);
	ret[3] = max_of(b[1], b[3]);
	return micro(ret[0]) < micro(ret[2]) && micro(ret[1]) < micro(ret[3]);
}

void read_matrix(struct pdf *pdf, const struct pdf_obj *o, double ret[6])
{
	static const double identity[6] = {1, 0, 0, 1, 0, 0};
	if (!pdf_numbers(pdf, o, ret, 6))
		memcpy(ret, identity, sizeof identity);
}

bool reader_enter(struct reader *r, const void *what)
{
	if (memo_get(&r->memo, what, MEMO_BUSY))
		return false; /* drawn inside itself: viewers step over it */
	if (r->depth == CONTENT_DEPTH_MAX)
		return pdf_fail(&r->pdf, E_LIMIT_DEPTH);
	r->depth++;
	memo_put(&r->pdf, &r->memo, what, MEMO_BUSY, 1);
	return true;
}

void reader_leave(struct reader *r, const void *what)
{
	r->depth--;
	memo_put(&r->pdf, &r->memo, what, MEMO_BUSY, 0);
}

/* The record of a group from its dictionary; false: it draws nothing. */
static bool head(struct reader *r, const struct pdf_obj *form, bool transparent,
		 struct form_page_group *g)
{
	static const enum form_page_group_blend blends[] = {
	    [1] = FORM_PAGE_GROUP_BLEND_GREY,
	    [3] = FORM_PAGE_GROUP_BLEND_RGB,
	    [4] = FORM_PAGE_GROUP_BLEND_CMYK,
	};
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *group = pdf_get(pdf, form, "Group");
	double box[4], matrix[6];
	if (!read_box(pdf, pdf_get(pdf, form, "BBox"), box))
		return false;
	for (size_t i = 0; i < 4; i++)
		g->box[i] = micro(box[i]);
	read_matrix(pdf, pdf_get(pdf, form, "Matrix"), matrix);
	nano_matrix(matrix, g->matrix);
	if (!transparent && !pdf_is(pdf_get(pdf, group, "S"), "Transparency"))
		return true;
	g->blend = FORM_PAGE_GROUP_BLEND_PLAIN;
	g->isolated = pdf_flag(pdf_get(pdf, group, "I"), false);
	g->knockout = pdf_flag(pdf_get(pdf, group, "K"), false);
	const struct pdf_obj *cs = pdf_get(pdf, group, "CS");
	const struct colour_space *space =
	    cs->kind == PDF_NULL ? NULL
				 : colour_space_read(pdf, cs, pdf_get(pdf, form, "Resources"));
	uint8_t n = space ? colour_device(space) : 0;
	if (n == 1 || n == 3 || n == 4)
		g->blend = blends[n];
	return true;
}

static node_id make(struct content *c, const struct pdf_obj *form, const struct pdf_obj *resources,
		    struct made_group *made)
{
	struct reader *r = c->r;
	struct form_page_group g = {0};
	struct buf bytes scope_end(buf_free) = buf_new(CONTENT_BYTES_MAX);
	struct content inner;
	if (!head(r, form, made->transparent, &g))
		return 0;
	enum err e = content_bytes(r, form, &bytes);
	if (e != OK) {
		pdf_fail(&r->pdf, e);
		return 0;
	}
	content_start(&inner, r, resources, &c->now);
	inner.uncoloured = c->uncoloured;
	inner.ghost = c->ghost;
	content_read(&inner, buf_view(&bytes));
	struct ops body scope_end(ops_free) = ops_new();
	g.operators = inner.ops.n;
	form_page_group_write(&body.bytes, &g);
	ops_append(&body, &inner.ops);
	node_id node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_GROUP, &body);
	if (inner.spoilt && node != 0)
		node_spoil(&r->nodes, node);
	if (inner.spoilt)
		content_spoil(c, inner.why);
	made->inherits = inner.inherits;
	content_free(&inner);
	return node;
}

static bool same_text(const struct text_state *a, const struct text_state *b)
{
	return a->font == b->font && a->size == b->size && a->word == b->word &&
	       a->spacing == b->spacing && a->stretch == b->stretch && a->leading == b->leading &&
	       a->rise == b->rise && a->render == b->render;
}

static bool same_graphics(const struct graphics *a, const struct graphics *b)
{
	return same_text(&a->text, &b->text) && a->paint.fill == b->paint.fill &&
	       a->paint.stroke == b->paint.stroke && a->overprint.stroke == b->overprint.stroke &&
	       a->overprint.fill == b->overprint.fill && a->overprint.mode == b->overprint.mode;
}

node_id group_node(struct content *c, const struct pdf_obj *form, bool transparent)
{
	struct reader *r = c->r;
	const struct pdf_obj *resources = pdf_get(&r->pdf, form, "Resources");
	if (!pdf_is_dict(resources))
		resources = c->resources; /* as PDF 1.1 had it */
	struct made_group *known = (struct made_group *)memo_get(&r->memo, form, MEMO_GROUP);
	for (struct made_group *m = known; m; m = m->next)
		if (m->resources == resources && m->transparent == transparent &&
		    m->uncoloured == c->uncoloured && m->ghost == c->ghost &&
		    (!m->inherits || same_graphics(&m->from, &c->now))) {
			r->tones |= m->tones;
			return m->node;
		}
	struct made_group *made = arena_alloc(r->pdf.mem, sizeof *made);
	if (!made || !reader_enter(r, form)) {
		if (!made)
			pdf_fail(&r->pdf, E_NO_MEMORY);
		return 0;
	}
	*made = (struct made_group){.next = known,
				    .resources = resources,
				    .from = c->now,
				    .transparent = transparent,
				    .uncoloured = c->uncoloured,
				    .ghost = c->ghost};
	bool before = r->tones;
	r->tones = false;
	made->node = make(c, form, resources, made);
	made->tones = r->tones;
	r->tones |= before;
	reader_leave(r, form);
	memo_put(&r->pdf, &r->memo, form, MEMO_GROUP, (uintptr_t)made);
	return made->node;
}

void draw_node(struct content *c, node_id node)
{
	if (node == 0 || c->hidden > 0)
		return;
	nest_leave_text(c);
	if (node_spoilt(&c->r->nodes, node))
		content_spoil(c, "Do");
	ops_begin(&c->ops, FORM_PAGE_OP_OP_DRAW);
	size_t at = c->ops.bytes.n;
	form_op_draw_write(&c->ops.bytes, &(struct form_op_draw){0});
	ops_gap(&c->ops, at, node);
}

void draw_xobject(struct content *c, const struct pdf_obj *x)
{
	struct reader *r = c->r;
	const struct pdf_obj *subtype = pdf_get(&r->pdf, x, "Subtype");
	bool cannot = false;
	if (x->kind != PDF_STREAM || c->hidden > 0 || layer_hidden(r, pdf_get_raw(x, VIEW("OC"))))
		return;
	if (pdf_is(subtype, "Image") && c->ghost)
		return;
	if (pdf_is(subtype, "Image")) {
		node_id node = image_node(r, x, c->resources, &cannot);
		if (cannot)
			content_spoil(c, "Image");
		if (node != 0 && c->uncoloured && !image_is_stencil(r, x))
			return; /* 8.7.3.3: there is no such thing */
		draw_node(c, node);
	} else if (pdf_is(subtype, "Form") || pdf_get(&r->pdf, x, "BBox")->kind == PDF_ARRAY) {
		nest_leave_text(c);
		draw_node(c, group_node(c, x, false));
	} else {
		report_add(r->d->report, FINDING_UNKNOWN_ELEMENT, PLACE_PAGE, r->page,
			   VIEW("XObject"), NULL);
	}
}

void op_draw(struct content *c, const struct pdf_obj *a)
{
	struct pdf *pdf = &c->r->pdf;
	draw_xobject(c, pdf_get_view(pdf, pdf_get(pdf, c->resources, "XObject"), a->bytes));
}

/* --- soft masks --- */

static void backdrop(struct reader *r, const struct pdf_obj *dict, const struct pdf_obj *form,
		     struct form_page_mask *mask)
{
	struct pdf *pdf = &r->pdf;
	double v[COLOUR_COMPONENTS] = {0};
	const struct pdf_obj *cs = pdf_get(pdf, pdf_get(pdf, form, "Group"), "CS");
	const struct pdf_obj *colour = pdf_get(pdf, dict, "BC");
	const struct colour_space *space =
	    cs->kind == PDF_NULL ? NULL
				 : colour_space_read(pdf, cs, pdf_get(pdf, form, "Resources"));
	if (!space || space->kind == COLOUR_PATTERN || colour->kind != PDF_ARRAY ||
	    pdf_numbers_most(pdf, colour, v, COLOUR_COMPONENTS) != space->n)
		return;
	struct colour c = colour_of(space, v);
	mask->backdrop = true;
	for (uint32_t i = 0; i < c.n; i++)
		mask->colour[i] = micro_unit(c.v[i]);
}

static node_id transfer(struct reader *r, const struct pdf_obj *o)
{
	static const double domain[4] = {0, 1, 0, 0};
	if (!pdf_is_dict(o))
		return 0;
	const struct function *f = function_read(&r->pdf, o);
	if (!f || f->inputs != 1 || f->outputs != 1)
		return 0;
	return function_node(r, f, domain, &colour_grey);
}

node_id mask_node(struct content *c, const struct pdf_obj *dict)
{
	struct reader *r = c->r;
	const struct pdf_obj *form = pdf_get(&r->pdf, dict, "G");
	node_id known = (node_id)memo_get(&r->memo, dict, MEMO_MASK);
	struct form_page_mask mask = {0};
	r->tones = true;
	if (known != 0)
		return known;
	if (form->kind != PDF_STREAM) {
		content_spoil(c, "SMask");
		return 0;
	}
	node_id group = group_node(c, form, true);
	if (group == 0) {
		content_spoil(c, "SMask");
		return 0;
	}
	mask.from = pdf_is(pdf_get(&r->pdf, dict, "S"), "Alpha") ? FORM_PAGE_MASK_FROM_ALPHA
								 : FORM_PAGE_MASK_FROM_LUMINOSITY;
	if (mask.from == FORM_PAGE_MASK_FROM_LUMINOSITY)
		backdrop(r, dict, form, &mask);
	node_id function = transfer(r, pdf_get(&r->pdf, dict, "TR"));
	struct ops body scope_end(ops_free) = ops_new();
	form_page_mask_write(&body.bytes, &mask);
	ops_gap(&body, 1, group); /* after `from` */
	ops_gap(&body, body.bytes.n - 1, function);
	node_id node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_MASK, &body);
	memo_put(&r->pdf, &r->memo, dict, MEMO_MASK, node);
	return node;
}
