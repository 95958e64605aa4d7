/* SPDX-License-Identifier: Apache-2.0
 * pages_boxes.c: what follows when glyphs of a page go: a black box where digits were, and the
 * texts that stand for what was drawn (alternate descriptions of its tags) go with them.
 */
#include "form/forms_gen.h"
#include "inspect/paper.h"

#define EDGE 1.0 /* points around the digits */

struct boxes {
	struct scan *s;
	struct paper *p;
	struct buf *cuts;
	struct buf ops;	  /* of the page being written */
	uint32_t page, n; /* operators in ops */
};

static void tags(struct boxes *b, uint32_t tag)
{
	for (unsigned i = 0; tag != 0 && tag <= b->p->n && i < 64; i++) {
		const struct paper_item *t = &b->p->items[tag];
		if (t->kind != FORM_PAGE_ITEM_KIND_TAG)
			return;
		if (t->texts_n)
			apply_cut(b->cuts, t->texts_at, t->texts_n, view_of("\0\0", 2));
		tag = t->up;
	}
}

static void op(struct boxes *b, enum form_page_op_op what)
{
	form_page_op_write(&b->ops, &(struct form_page_op){what});
	b->n++;
}

static int64_t micro(double x)
{
	return (int64_t)(max_of(min_of(x, 1e7), -1e7) * 1e6);
}

static void put_box(struct boxes *b, const double box[4])
{
	struct form_op_rectangle r = {.box = {micro(box[0] - EDGE), micro(box[1] - EDGE),
					      micro(box[2] - box[0] + 2 * EDGE),
					      micro(box[3] - box[1] + 2 * EDGE)}};
	op(b, FORM_PAGE_OP_OP_COLOUR);
	form_op_colour_write(
	    &b->ops, &(struct form_op_colour){FORM_OP_COLOUR_SIDE_FILL, FORM_OP_COLOUR_VALUE_GREY});
	form_colour_grey_write(&b->ops, &(struct form_colour_grey){0});
	op(b, FORM_PAGE_OP_OP_RECTANGLE);
	form_op_rectangle_write(&b->ops, &r);
	op(b, FORM_PAGE_OP_OP_PAINT);
	form_op_paint_write(&b->ops, &(struct form_op_paint){FORM_OP_PAINT_FILL_NONZERO, false,
							     FORM_OP_PAINT_CLIP_NONE});
}

/* On another line: neither is as high as the other. */
static bool apart(const double a[4], const double b[4])
{
	return a[1] >= b[3] || b[1] >= a[3];
}

/* Glyphs of one edit: their boxes on this page, one a line; their tags. */
static void edit(struct boxes *b, const struct edit *e)
{
	double box[4] = {0, 0, 0, 0}, one[4];
	bool any = false;
	for (uint32_t i = e->at; i < e->at + e->n; i++) {
		const struct letter *l = &scan_letters(b->s)[i];
		uint32_t page, tag;
		bool gone = e->kind == EDIT_EMPTY || letter_digit(l->x) != SCAN_NO;
		if (l->piece == SCAN_NO || !gone ||
		    !scan_glyph_place(b->s, l->piece, &page, one, &tag) || page != b->page)
			continue;
		tags(b, tag);
		if (any && apart(box, one)) {
			any = false;
			if (e->kind == EDIT_STARS)
				put_box(b, box);
		}
		for (unsigned k = 0; k < 4; k++)
			box[k] = !any	 ? one[k]
				 : k < 2 ? min_of(box[k], one[k])
					 : max_of(box[k], one[k]);
		any = true;
	}
	if (any && e->kind == EDIT_STARS)
		put_box(b, box);
}

static void plain(struct buf *b, enum form_op_plain_what what)
{
	form_page_op_write(b, &(struct form_page_op){FORM_PAGE_OP_OP_PLAIN});
	form_op_plain_write(b, &(struct form_op_plain){what});
}

/* What was there is put between save and restore, so that the boxes stand in the page's own space.
 */
static enum err write(struct boxes *b)
{
	const struct paper_item *page = &b->p->items[b->p->pages[b->page]];
	struct arena *mem = b->s->i->mem;
	scope_end(buf_free) struct buf count = buf_new(16), save = buf_new(16),
				       rest = buf_new(b->ops.n + 64);
	struct cursor c = cursor_of(b->p->body);
	cursor_skip(&c, page->ops);
	for (uint32_t i = 0; i < page->n_ops; i++)
		try(paper_skip(&c));
	buf_varint(&count, (uint64_t)page->n_ops + b->n + 2);
	plain(&save, FORM_OP_PLAIN_WHAT_SAVE);
	plain(&rest, FORM_OP_PLAIN_WHAT_RESTORE);
	buf_put(&rest, buf_view(&b->ops));
	buf_put(&count, buf_view(&save));
	struct view head = arena_copy(mem, buf_view(&count)),
		    tail = arena_copy(mem, buf_view(&rest));
	if (!head.p || !tail.p || rest.err != OK || b->ops.err != OK)
		return E_NO_MEMORY;
	apply_cut(b->cuts, page->count_at, page->ops - page->count_at, head);
	apply_cut(b->cuts, (uint32_t)c.at, 0, tail);
	return OK;
}

enum err pages_boxes_put(struct scan *s, const bool *chosen, struct buf *cuts)
{
	struct boxes b = {.s = s, .p = scan_paper(s), .cuts = cuts};
	const struct edit *e = (const struct edit *)(const void *)s->edits.p;
	for (b.page = 0; b.page < b.p->n_pages; b.page++) {
		b.ops = buf_new((size_t)64 << 20);
		b.n = 0;
		for (size_t i = 0; i < s->edits.n / sizeof *e; i++)
			if (chosen[e[i].candidate] &&
			    (e[i].kind == EDIT_STARS || e[i].kind == EDIT_EMPTY))
				edit(&b, &e[i]);
		enum err err = b.n > 0 ? write(&b) : b.ops.err;
		buf_free(&b.ops);
		try(err);
	}
	return cuts->err;
}
