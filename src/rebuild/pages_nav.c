/* SPDX-License-Identifier: Apache-2.0
 * pages_nav.c: links, outline and page labels (ISO 32000-1 12.3.2, 12.3.3, 12.4.2, 12.5.6.5). The
 * only action there is opens a checked address; a place in the file is a destination, not an
 * action.
 */
#include "form/uri.h"
#include "rebuild/pages.h"

static enum err put_uri(struct pages *p, struct buf *b)
{
	struct form_target_uri t;
	try(form_target_uri_read(&p->c, &t));
	if (!uri_ok(t.uri))
		return E_FORM;
	buf_str(b, "/A<</S/URI/URI");
	pdf_string(b, t.uri);
	buf_str(b, ">>");
	return OK;
}

static enum err put_place(struct pages *p, struct buf *b)
{
	struct form_target_page t;
	try(form_target_page_read(&p->c, &t));
	const struct pages_item *page = pages_ref(p, t.page, FORM_PAGE_ITEM_KIND_PAGE);
	bool point = t.view == FORM_TARGET_PAGE_VIEW_POINT;
	bool x = point || t.view == FORM_TARGET_PAGE_VIEW_TALL;
	bool y = point || t.view == FORM_TARGET_PAGE_VIEW_WIDE;
	if (!page || (t.x && !x) || (t.y && !y) || (t.zoom && !point))
		return E_FORM;
	buf_fmt(b, "/Dest[%u 0 R", page->object);
	buf_str(b, point ? "/XYZ " : x ? "/FitV " : y ? "/FitH " : "/Fit");
	if (x)
		pdf_fixed(b, t.x, 6);
	if (y)
		pdf_fixed(b, t.y, 6);
	if (point)
		pdf_fixed(b, t.zoom, 6);
	buf_str(b, "]");
	return OK;
}

enum err pages_link(struct pages *p, unused_arg struct pages_item *item)
{
	struct form_page_link f;
	struct buf *b = &p->entries;
	try(form_page_link_read(&p->c, &f));
	const struct pages_item *on = pages_ref(p, f.page, FORM_PAGE_ITEM_KIND_PAGE);
	const struct pages_item *tag = pages_ref(p, f.tag, FORM_PAGE_ITEM_KIND_TAG);
	if (!on || (f.tag && (!tag || tag->content)) || !pages_box_ok(f.box))
		return E_FORM;
	buf_clear(b);
	buf_str(b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[");
	pdf_micro(b, f.box, 4);
	buf_str(b, "]");
	try(f.target == FORM_PAGE_LINK_TARGET_URI ? put_uri(p, b) : put_place(p, b));
	struct pages_page *page = &p->pages[on->count];
	uint32_t object = pdf_new(&p->pdf);
	if (tag) {
		/* Parents of links are numbered behind those of pages. */
		struct pages_mark mark = {tag->count, on->count, p->n_links++, object};
		buf_put(&p->marks, view_of(&mark, sizeof mark));
		buf_fmt(b, "/StructParent %u", PAGES_LINK_PARENTS + mark.number);
	}
	buf_str(b, ">>");
	pdf_object(&p->pdf, object, buf_view(b));
	pdf_ref(&page->annots, object);
	return max_of(b->err, page->annots.err);
}

enum err pages_outline(struct pages *p, unused_arg struct pages_item *item)
{
	struct pages_outline *o = &p->outlines[p->n_outlines];
	struct form_target_none none;
	struct buf *b = &p->entries;
	try(form_page_outline_read(&p->c, &o->outline));
	unsigned before = p->n_outlines ? p->outlines[p->n_outlines - 1].outline.depth : 0;
	if (o->outline.depth > before + 1)
		return E_FORM;
	buf_clear(b);
	if (o->outline.target == FORM_PAGE_OUTLINE_TARGET_NONE)
		try(form_target_none_read(&p->c, &none));
	if (o->outline.target == FORM_PAGE_OUTLINE_TARGET_URI)
		try(put_uri(p, b));
	if (o->outline.target == FORM_PAGE_OUTLINE_TARGET_PAGE)
		try(put_place(p, b));
	o->object = pdf_new(&p->pdf);
	o->target = arena_copy(p->r->mem, buf_view(b));
	p->n_outlines++;
	return o->target.p ? b->err : E_NO_MEMORY;
}

/* Finds everybody's parent, neighbours and children; 0 is nobody, others are place + 1. */
static void join_outlines(struct pages *p)
{
	uint32_t open[33] = {0}, last[33] = {0};
	for (uint32_t i = 0; i < p->n_outlines; i++) {
		struct pages_outline *o = &p->outlines[i];
		unsigned depth = o->outline.depth;
		o->parent = open[depth - 1];
		o->before = last[depth];
		if (o->before)
			p->outlines[o->before - 1].next = i + 1;
		if (o->parent) {
			struct pages_outline *parent = &p->outlines[o->parent - 1];
			parent->first = parent->first ? parent->first : i + 1;
			parent->last = i + 1;
		}
		open[depth] = last[depth] = i + 1;
		if (depth < 32)
			last[depth + 1] = 0;
	}
	/* Count: what is seen below it when it is open. Children stand behind their parents. */
	for (uint32_t i = p->n_outlines; i > 0; i--) {
		struct pages_outline *o = &p->outlines[i - 1];
		if (o->parent)
			p->outlines[o->parent - 1].kids += 1 + (o->outline.open ? o->kids : 0);
	}
}

static void put_outline(struct pages *p, const struct pages_outline *o, uint32_t root)
{
	struct buf *b = &p->entries;
	const struct pages_outline *all = p->outlines;
	buf_clear(b);
	buf_str(b, "<</Title");
	pdf_text(b, o->outline.title);
	buf_fmt(b, "/Parent %u 0 R", o->parent ? all[o->parent - 1].object : root);
	if (o->before)
		buf_fmt(b, "/Prev %u 0 R", all[o->before - 1].object);
	if (o->next)
		buf_fmt(b, "/Next %u 0 R", all[o->next - 1].object);
	if (o->first)
		buf_fmt(b, "/First %u 0 R/Last %u 0 R/Count %s%u", all[o->first - 1].object,
			all[o->last - 1].object, o->outline.open ? "" : "-", o->kids);
	if (o->outline.bold || o->outline.italic)
		buf_fmt(b, "/F %d", o->outline.bold * 2 + o->outline.italic);
	if (o->outline.colour[0] || o->outline.colour[1] || o->outline.colour[2]) {
		buf_str(b, "/C[");
		pdf_shares(b, o->outline.colour, 3);
		buf_str(b, "]");
	}
	buf_put(b, o->target);
	buf_str(b, ">>");
	pdf_object(&p->pdf, o->object, buf_view(b));
}

uint32_t pages_outlines_end(struct pages *p)
{
	uint32_t last = 0, seen = 0;
	if (p->n_outlines == 0)
		return 0;
	uint32_t root = pdf_new(&p->pdf);
	join_outlines(p);
	for (uint32_t i = 0; i < p->n_outlines; i++) {
		const struct pages_outline *o = &p->outlines[i];
		put_outline(p, o, root);
		if (o->parent == 0) {
			last = i;
			seen += 1 + (o->outline.open ? o->kids : 0);
		}
	}
	buf_clear(&p->entries);
	buf_fmt(&p->entries, "<</Type/Outlines/First %u 0 R/Last %u 0 R/Count %u>>",
		p->outlines[0].object, p->outlines[last].object, seen);
	pdf_object(&p->pdf, root, buf_view(&p->entries));
	return root;
}

enum err pages_label(struct pages *p, unused_arg struct pages_item *item)
{
	static const char *const styles[] = {"", "/S/D", "/S/R", "/S/r", "/S/A", "/S/a"};
	struct form_page_label f;
	struct buf *b = &p->labels;
	try(form_page_label_read(&p->c, &f));
	const struct pages_item *page = pages_ref(p, f.page, FORM_PAGE_ITEM_KIND_PAGE);
	if (!page || (p->n_labels ? page->count <= p->last_label : page->count != 0))
		return E_FORM;
	buf_fmt(b, "%u<<%s", page->count, styles[f.style]);
	if (f.prefix.n) {
		buf_str(b, "/P");
		pdf_text(b, f.prefix);
	}
	if (f.first != 1)
		buf_fmt(b, "/St %u", f.first);
	buf_str(b, ">>");
	p->last_label = page->count;
	p->n_labels++;
	return b->err;
}
