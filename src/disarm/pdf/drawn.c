/* SPDX-License-Identifier: Apache-2.0
 * pdf/drawn.c: Type 3 fonts (ISO 32000-2 9.6.4): each glyph is a small content stream, read when it
 * is first shown; the font's item is written when the last page was read.
 */
#include "disarm/pdf/content.h"

#define GLYPHS_MAX 255

struct drawn_glyph {
	struct form_drawn_glyph head;
	struct ops ops;
};

struct drawn_font {
	struct drawn_font *next;
	struct pdf_font *font;
	node_id node;
	uint32_t n;
	struct drawn_glyph glyphs[GLYPHS_MAX];
};

static struct drawn_font *drawn_of(struct content *c, struct pdf_font *font)
{
	struct reader *r = c->r;
	struct drawn_font *d = (struct drawn_font *)memo_get(&r->memo, font, MEMO_DRAWN);
	struct ops none = ops_new();
	if (d)
		return d;
	d = arena_alloc(r->pdf.mem, sizeof *d);
	if (!d) {
		pdf_fail(&r->pdf, E_NO_MEMORY);
		return NULL;
	}
	*d = (struct drawn_font){.next = r->drawn, .font = font};
	d->node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_DRAWN, &none);
	r->drawn = d;
	memo_put(&r->pdf, &r->memo, font, MEMO_DRAWN, (uintptr_t)d);
	return d;
}

static void read_glyph(struct content *c, struct drawn_font *d, struct drawn_glyph *g,
		       const struct pdf_obj *proc)
{
	struct reader *r = c->r;
	struct buf bytes scope_end(buf_free) = buf_new(CONTENT_BYTES_MAX);
	const struct pdf_obj *resources = pdf_font_resources(d->font);
	struct content inner;
	if (!proc || proc->kind != PDF_STREAM || !reader_enter(r, proc))
		return;
	enum err e = content_bytes(r, proc, &bytes);
	if (e != OK)
		pdf_fail(&r->pdf, e);
	content_start(&inner, r, pdf_is_dict(resources) ? resources : c->resources, NULL);
	inner.glyph = &g->head;
	r->in_glyph = true;
	content_read(&inner, buf_view(&bytes));
	r->in_glyph = false;
	reader_leave(r, proc);
	if (inner.spoilt) {
		content_spoil(c, inner.why);
		node_spoil(&r->nodes, d->node);
	}
	ops_append(&g->ops, &inner.ops);
	content_free(&inner);
}

/* Until d0 or d1 says otherwise. */
static void new_glyph(struct content *c, struct drawn_font *d, const struct pdf_shown *shown)
{
	struct drawn_glyph *g = &d->glyphs[d->n++];
	const double *matrix = pdf_font_matrix(d->font);
	double scale = matrix[0] != 0 ? matrix[0] : 0.001;
	*g = (struct drawn_glyph){.ops = ops_new()};
	g->head.width = micro(shown->advance / scale);
	g->head.coloured = true;
	/* Nothing is cut off by a box that says nothing; the largest that viewers take. */
	g->head.box[0] = g->head.box[1] = micro(-10000);
	g->head.box[2] = g->head.box[3] = micro(10000);
	g->head.unicode = pdf_font_unicode(d->font, shown->glyph);
	read_glyph(c, d, g, shown->proc);
}

node_id drawn_node(struct content *c, const struct pdf_shown *shown)
{
	struct reader *r = c->r;
	struct drawn_font *d = drawn_of(c, c->now.text.font);
	r->tones = true;
	if (!d || d->node == 0)
		return 0;
	if (r->in_glyph || shown->glyph > GLYPHS_MAX) { /* no glyph draws with a drawn font */
		content_spoil(c, "Type3");
		return 0;
	}
	if (shown->glyph == d->n + 1)
		new_glyph(c, d, shown);
	if (node_spoilt(&r->nodes, d->node))
		content_spoil(c, "Type3");
	return shown->glyph >= 1 && shown->glyph <= d->n ? d->node : 0;
}

void op_glyph_coloured(unused_arg struct content *c, unused_arg const struct pdf_obj *a)
{
}

void op_glyph_uncoloured(struct content *c, const struct pdf_obj *a)
{
	double x0 = pdf_number(&a[2], 0), y0 = pdf_number(&a[3], 0);
	double x1 = pdf_number(&a[4], 0), y1 = pdf_number(&a[5], 0);
	if (!c->glyph)
		return;
	c->glyph->coloured = false;
	c->uncoloured = true;
	if (micro(x0) == micro(x1) || micro(y0) == micro(y1))
		return; /* a box without sides is no box */
	c->glyph->box[0] = micro(min_of(x0, x1));
	c->glyph->box[1] = micro(min_of(y0, y1));
	c->glyph->box[2] = micro(max_of(x0, x1));
	c->glyph->box[3] = micro(max_of(y0, y1));
}

void drawn_finish(struct reader *r)
{
	for (struct drawn_font *d = r->drawn; d; d = d->next) {
		struct ops body scope_end(ops_free) = ops_new();
		struct form_page_drawn head = {.glyphs = d->n};
		if (d->node == 0 || d->n == 0)
			continue;
		nano_matrix(pdf_font_matrix(d->font), head.matrix);
		form_page_drawn_write(&body.bytes, &head);
		for (uint32_t i = 0; i < d->n; i++) {
			struct drawn_glyph *g = &d->glyphs[i];
			g->head.operators = g->ops.n;
			form_drawn_glyph_write(&body.bytes, &g->head);
			ops_append(&body, &g->ops);
		}
		node_set(&r->nodes, d->node, &body);
	}
}

void drawn_free(struct reader *r)
{
	for (struct drawn_font *d = r->drawn; d; d = d->next)
		for (uint32_t i = 0; i < d->n; i++)
			ops_free(&d->glyphs[i].ops);
}
