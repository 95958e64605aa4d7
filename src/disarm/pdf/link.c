/* SPDX-License-Identifier: Apache-2.0
 * pdf/link.c: where links and outlines lead (ISO 32000-2 12.3, 12.6.4): to pages of this file, or
 * to http, https and mailto addresses; anything else is gone and counted. Page labels (12.4.2).
 */
#include <math.h>

#include "disarm/pdf/page.h"
#include "disarm/pdf/tag.h"
#include "form/uri.h"

#define NAMES_DEPTH_MAX 32
#define OUTLINES_MAX 50000
#define LABELS_MAX 100000
#define LOOKED_UP_MAX 50000000u /* names compared, for all links together */

struct target {
	struct page *page; /* NULL: `uri`, or nowhere when that is empty */
	struct view uri;
	struct form_target_page view;
};

struct page_link {
	double box[4];
	struct target target;
	node_id tag;
};

static int compare(struct view a, struct view b)
{
	int order = memcmp(a.p, b.p, min_of(a.n, b.n));
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* Trees may be loops, and as many links lead into them: what all of it costs is bounded. */
static bool look_up(struct pdf *pdf, uint64_t n)
{
	bool fits = n <= LOOKED_UP_MAX - pdf->looked_up;
	pdf->looked_up += fits ? (uint32_t)n : 0;
	return (fits && pdf->err == OK) || pdf_fail(pdf, E_LIMIT_COUNT);
}

/* A name tree's value (7.9.6): every node says between which names it stands. */
static const struct pdf_obj *in_tree(struct pdf *pdf, const struct pdf_obj *node, struct view name,
				     unsigned depth)
{
	const struct pdf_obj *names = pdf_get(pdf, node, "Names"),
			     *kids = pdf_get(pdf, node, "Kids");
	if (!look_up(pdf, (uint64_t)names->n + kids->n + 1))
		return &pdf_null;
	for (uint32_t i = 0; names->kind == PDF_ARRAY && i + 1 < names->n; i += 2)
		if (view_eq(pdf_at(pdf, names, i)->bytes, name) &&
		    pdf_at(pdf, names, i)->kind == PDF_STRING)
			return pdf_at(pdf, names, i + 1);
	for (uint32_t i = 0; kids->kind == PDF_ARRAY && depth < NAMES_DEPTH_MAX && i < kids->n;
	     i++) {
		const struct pdf_obj *kid = pdf_at(pdf, kids, i),
				     *limits = pdf_get(pdf, kid, "Limits");
		struct view low = pdf_at(pdf, limits, 0)->bytes,
			    high = pdf_at(pdf, limits, 1)->bytes;
		if (pdf_at(pdf, limits, 0)->kind == PDF_STRING &&
		    pdf_at(pdf, limits, 1)->kind == PDF_STRING &&
		    (compare(name, low) < 0 || compare(name, high) > 0))
			continue;
		const struct pdf_obj *found = in_tree(pdf, kid, name, depth + 1);
		if (found->kind != PDF_NULL)
			return found;
	}
	return &pdf_null;
}

static const struct pdf_obj *named(struct reader *r, const struct pdf_obj *name)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *dests = pdf_get(pdf, r->root, "Dests"), *o = &pdf_null;
	if (look_up(pdf, dests->n))
		o = pdf_get_view(pdf, dests, name->bytes);
	if (o->kind == PDF_NULL)
		o = in_tree(pdf, pdf_get(pdf, pdf_get(pdf, r->root, "Names"), "Dests"), name->bytes,
			    0);
	return pdf_is_dict(o) ? pdf_get(pdf, o, "D") : o;
}

static int64_t place(struct pdf *pdf, const struct pdf_obj *array, uint32_t i, bool *ret_there)
{
	const struct pdf_obj *o = pdf_at(pdf, array, i);
	*ret_there = pdf_is_number(o);
	return micro(fmin(fmax(pdf_number(o, 0), -14400), 14400));
}

/* [page /Kind ...] */
static bool read_destination(struct reader *r, const struct pdf_obj *o, struct target *t)
{
	struct pdf *pdf = &r->pdf;
	bool x_there, y_there;
	if (o->kind == PDF_NAME || o->kind == PDF_STRING)
		o = named(r, o);
	if (o->kind != PDF_ARRAY || o->n == 0)
		return false;
	const struct pdf_obj *page = pdf_at(pdf, o, 0), *kind = pdf_at(pdf, o, 1);
	t->page = page_of(r, page);
	if (page->kind == PDF_INT && page->whole >= 0 && page->whole < r->pages->n)
		t->page = &r->pages->list[page->whole];
	if (!t->page)
		return false;
	t->view = (struct form_target_page){.view = FORM_TARGET_PAGE_VIEW_WHOLE};
	if (pdf_is(kind, "XYZ")) {
		double zoom = pdf_number(pdf_at(pdf, o, 4), 0);
		t->view.view = FORM_TARGET_PAGE_VIEW_POINT;
		t->view.x = place(pdf, o, 2, &x_there);
		t->view.y = place(pdf, o, 3, &y_there);
		t->view.zoom = zoom > 0 && zoom <= 64 ? (uint32_t)micro(zoom) : 0;
		if (!y_there)
			t->view.view = FORM_TARGET_PAGE_VIEW_WHOLE;
	} else if (pdf_is(kind, "FitH") || pdf_is(kind, "FitBH")) {
		t->view.y = place(pdf, o, 2, &y_there);
		t->view.view = y_there ? FORM_TARGET_PAGE_VIEW_WIDE : FORM_TARGET_PAGE_VIEW_WHOLE;
	} else if (pdf_is(kind, "FitV") || pdf_is(kind, "FitBV")) {
		t->view.x = place(pdf, o, 2, &x_there);
		t->view.view = x_there ? FORM_TARGET_PAGE_VIEW_TALL : FORM_TARGET_PAGE_VIEW_WHOLE;
	} else if (pdf_is(kind, "FitR")) {
		t->view.view = FORM_TARGET_PAGE_VIEW_POINT;
		t->view.x = place(pdf, o, 2, &x_there);
		t->view.y = place(pdf, o, 5, &y_there);
	}
	if (t->view.view == FORM_TARGET_PAGE_VIEW_WHOLE)
		t->view.x = t->view.y = t->view.zoom = 0;
	return true;
}

/* What an annotation or an outline leads to: Dest, or an action that is GoTo or URI. */
static bool read_target(struct reader *r, const struct pdf_obj *o, struct target *t)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *dest = pdf_get(pdf, o, "Dest"), *action = pdf_get(pdf, o, "A");
	const struct pdf_obj *kind = pdf_get(pdf, action, "S");
	*t = (struct target){0};
	if (dest->kind != PDF_NULL)
		return read_destination(r, dest, t);
	if (pdf_is(kind, "GoTo"))
		return read_destination(r, pdf_get(pdf, action, "D"), t);
	if (!pdf_is(kind, "URI"))
		return false;
	const struct pdf_obj *uri = pdf_get(pdf, action, "URI");
	if (uri->kind != PDF_STRING || !uri_ok(uri->bytes)) {
		report_add(r->d->report, FINDING_LINK_BAD, PLACE_PAGE, r->page, VIEW("URI"), NULL);
		return false;
	}
	t->uri = uri->bytes;
	return true;
}

void link_add(struct reader *r, struct page *page, const struct pdf_obj *o)
{
	struct page_link link = {0};
	if (!read_box(&r->pdf, pdf_get(&r->pdf, o, "Rect"), link.box) ||
	    !read_target(r, o, &link.target))
		return;
	for (size_t i = 0; i < 4; i++)
		link.box[i] = fmin(fmax(link.box[i], -14400), 14400);
	if (micro(link.box[0]) >= micro(link.box[2]) || micro(link.box[1]) >= micro(link.box[3]))
		return;
	link.tag = tag_of_annotation(r, o);
	if (link.target.uri.n > 0)
		report_add(r->d->report, FINDING_LINK, PLACE_PAGE, page->number, VIEW(""), NULL);
	buf_put(&page->links, view_of(&link, sizeof link));
}

static void put_target(struct ops *body, const struct target *t)
{
	size_t at = body->bytes.n;
	if (t->page) {
		form_target_page_write(&body->bytes, &t->view);
		ops_gap(body, at, t->page->node);
	} else {
		form_target_uri_write(&body->bytes, &(struct form_target_uri){.uri = t->uri});
	}
}

static enum err place_body(struct reader *r, enum form_page_item_kind kind, struct ops *body)
{
	node_id node = node_new(&r->nodes, kind, body);
	return node == 0 ? r->pdf.err : node_place(&r->nodes, node);
}

enum err links_place(struct reader *r)
{
	for (uint32_t i = 0; i < r->pages->n; i++) {
		struct page *page = &r->pages->list[i];
		for (size_t k = 0; k < page->links.n / sizeof(struct page_link); k++) {
			struct ops body scope_end(ops_free) = ops_new();
			struct page_link link;
			struct form_page_link head = {0};
			memcpy(&link, page->links.p + k * sizeof link, sizeof link);
			for (size_t n = 0; n < 4; n++)
				head.box[n] = micro(link.box[n]);
			head.target = link.target.page ? FORM_PAGE_LINK_TARGET_PAGE
						       : FORM_PAGE_LINK_TARGET_URI;
			form_page_link_write(&body.bytes, &head);
			ops_gap(&body, 0, page->node);
			ops_gap(&body, 1, link.tag);
			put_target(&body, &link.target);
			try(place_body(r, FORM_PAGE_ITEM_KIND_LINK, &body));
		}
		buf_free(&page->links);
	}
	return OK;
}

/* --- outlines --- */

static enum err place_outline(struct reader *r, const struct pdf_obj *o, uint8_t depth)
{
	struct pdf *pdf = &r->pdf;
	struct ops body scope_end(ops_free) = ops_new();
	struct form_page_outline head = {.depth = depth};
	struct target target;
	double colour[3];
	struct buf title scope_end(buf_free) = buf_new(4096);
	struct view text = pdf_text_string(pdf, pdf_get(pdf, o, "Title"));
	int64_t flags = pdf_int(pdf_get(pdf, o, "F"), 0);
	for (struct cursor c = cursor_of(text); cursor_left(&c) > 0 && title.n < 4000;) {
		uint32_t point = utf8_next(&c);
		utf8_put(&title, point == '\n' ? ' ' : point);
	}
	head.title = buf_view(&title);
	head.open = pdf_int(pdf_get(pdf, o, "Count"), 0) > 0;
	head.italic = (flags & 1) != 0;
	head.bold = (flags & 2) != 0;
	if (pdf_numbers(pdf, pdf_get(pdf, o, "C"), colour, 3))
		for (size_t i = 0; i < 3; i++)
			head.colour[i] = micro_unit(colour[i]);
	bool leads = read_target(r, o, &target);
	head.target = !leads	    ? FORM_PAGE_OUTLINE_TARGET_NONE
		      : target.page ? FORM_PAGE_OUTLINE_TARGET_PAGE
				    : FORM_PAGE_OUTLINE_TARGET_URI;
	form_page_outline_write(&body.bytes, &head);
	if (leads)
		put_target(&body, &target);
	else
		form_target_none_write(&body.bytes, &(struct form_target_none){0});
	return place_body(r, FORM_PAGE_ITEM_KIND_OUTLINE, &body);
}

static enum err walk_outlines(struct reader *r, const struct pdf_obj *first, uint8_t depth,
			      uint32_t *n)
{
	struct pdf *pdf = &r->pdf;
	for (const struct pdf_obj *o = first; pdf_is_dict(o); o = pdf_get(pdf, o, "Next")) {
		if (memo_get(&r->memo, o, MEMO_OUTLINE))
			return OK; /* a loop */
		memo_put(pdf, &r->memo, o, MEMO_OUTLINE, 1);
		if (++*n > OUTLINES_MAX)
			return E_LIMIT_COUNT;
		try(place_outline(r, o, depth));
		if (depth < 32)
			try(walk_outlines(r, pdf_get(pdf, o, "First"), (uint8_t)(depth + 1), n));
		if (pdf->err != OK)
			return pdf->err;
	}
	return OK;
}

enum err outlines_place(struct reader *r)
{
	uint32_t n = 0;
	return walk_outlines(r, pdf_get(&r->pdf, pdf_get(&r->pdf, r->root, "Outlines"), "First"), 1,
			     &n);
}

/* --- labels: a number tree, page index to style --- */

struct labels {
	struct reader *r;
	int64_t last; /* index of the label before, -1: none */
	uint32_t n;
};

static enum err place_label(struct labels *l, uint32_t index, const struct pdf_obj *o)
{
	static const char *const styles[] = {NULL, "D", "R", "r", "A", "a"};
	struct reader *r = l->r;
	struct pdf *pdf = &r->pdf;
	struct ops body scope_end(ops_free) = ops_new();
	struct form_page_label head = {0};
	int64_t first = pdf_int(pdf_get(pdf, o, "St"), 1);
	struct view prefix = pdf_text_string(pdf, pdf_get(pdf, o, "P"));
	for (size_t i = 1; i < array_len(styles); i++)
		if (pdf_is(pdf_get(pdf, o, "S"), styles[i]))
			head.style = (enum form_page_label_style)i;
	head.first = first >= 1 && first <= 1000000 ? (uint32_t)first : 1;
	head.prefix = prefix.n <= 256 && view_find(prefix, 0, '\n') == prefix.n ? prefix : VIEW("");
	form_page_label_write(&body.bytes, &head);
	ops_gap(&body, 0, r->pages->list[index].node);
	l->last = index;
	return place_body(r, FORM_PAGE_ITEM_KIND_LABEL, &body);
}

static enum err walk_labels(struct labels *l, const struct pdf_obj *node, unsigned depth)
{
	struct pdf *pdf = &l->r->pdf;
	const struct pdf_obj *nums = pdf_get(pdf, node, "Nums"), *kids = pdf_get(pdf, node, "Kids");
	if (depth > NAMES_DEPTH_MAX)
		return OK;
	for (uint32_t i = 0; nums->kind == PDF_ARRAY && i + 1 < nums->n; i += 2) {
		int64_t index = pdf_int(pdf_at(pdf, nums, i), -1);
		const struct pdf_obj *o = pdf_at(pdf, nums, i + 1);
		if (index <= l->last || index >= l->r->pages->n || !pdf_is_dict(o) ||
		    l->n++ > LABELS_MAX)
			continue;
		if (l->last < 0 && index > 0) /* the form's first label is for the first page */
			try(place_label(l, 0, &pdf_null));
		try(place_label(l, (uint32_t)index, o));
	}
	for (uint32_t i = 0; kids->kind == PDF_ARRAY && i < kids->n && l->n <= LABELS_MAX; i++)
		try(walk_labels(l, pdf_at(pdf, kids, i), depth + 1));
	return pdf->err;
}

enum err labels_place(struct reader *r)
{
	struct labels l = {.r = r, .last = -1};
	return walk_labels(&l, pdf_get(&r->pdf, r->root, "PageLabels"), 0);
}
