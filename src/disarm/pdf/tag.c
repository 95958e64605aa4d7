/* SPDX-License-Identifier: Apache-2.0
 * pdf/tag.c: the structure tree: elements by role, and the places where marked content goes.
 */
#include "disarm/pdf/page.h"
#include "disarm/pdf/tag.h"

#define DEPTH_MAX 64
#define TAGS_MAX 300000u
#define NUMBERS_MAX 200000 /* marked-content numbers of a page */
#define TEXT_MAX 65536

struct tags {
	struct buf order; /* of node_id, as the tree has them */
	uint32_t n;
};

/* In the order of enum form_page_tag_role, after content. */
static const char *const roles[] = {
    [FORM_PAGE_TAG_ROLE_DOCUMENT] = "Document",
    [FORM_PAGE_TAG_ROLE_PART] = "Part",
    [FORM_PAGE_TAG_ROLE_ART] = "Art",
    [FORM_PAGE_TAG_ROLE_SECT] = "Sect",
    [FORM_PAGE_TAG_ROLE_DIV] = "Div",
    [FORM_PAGE_TAG_ROLE_BLOCK_QUOTE] = "BlockQuote",
    [FORM_PAGE_TAG_ROLE_CAPTION] = "Caption",
    [FORM_PAGE_TAG_ROLE_TOC] = "TOC",
    [FORM_PAGE_TAG_ROLE_TOCI] = "TOCI",
    [FORM_PAGE_TAG_ROLE_INDEX] = "Index",
    [FORM_PAGE_TAG_ROLE_NON_STRUCT] = "NonStruct",
    [FORM_PAGE_TAG_ROLE_PRIVATE] = "Private",
    [FORM_PAGE_TAG_ROLE_P] = "P",
    [FORM_PAGE_TAG_ROLE_H] = "H",
    [FORM_PAGE_TAG_ROLE_H1] = "H1",
    [FORM_PAGE_TAG_ROLE_H2] = "H2",
    [FORM_PAGE_TAG_ROLE_H3] = "H3",
    [FORM_PAGE_TAG_ROLE_H4] = "H4",
    [FORM_PAGE_TAG_ROLE_H5] = "H5",
    [FORM_PAGE_TAG_ROLE_H6] = "H6",
    [FORM_PAGE_TAG_ROLE_L] = "L",
    [FORM_PAGE_TAG_ROLE_LI] = "LI",
    [FORM_PAGE_TAG_ROLE_LBL] = "Lbl",
    [FORM_PAGE_TAG_ROLE_L_BODY] = "LBody",
    [FORM_PAGE_TAG_ROLE_TABLE] = "Table",
    [FORM_PAGE_TAG_ROLE_TR] = "TR",
    [FORM_PAGE_TAG_ROLE_TH] = "TH",
    [FORM_PAGE_TAG_ROLE_TD] = "TD",
    [FORM_PAGE_TAG_ROLE_THEAD] = "THead",
    [FORM_PAGE_TAG_ROLE_TBODY] = "TBody",
    [FORM_PAGE_TAG_ROLE_TFOOT] = "TFoot",
    [FORM_PAGE_TAG_ROLE_SPAN] = "Span",
    [FORM_PAGE_TAG_ROLE_QUOTE] = "Quote",
    [FORM_PAGE_TAG_ROLE_NOTE] = "Note",
    [FORM_PAGE_TAG_ROLE_REFERENCE] = "Reference",
    [FORM_PAGE_TAG_ROLE_BIB_ENTRY] = "BibEntry",
    [FORM_PAGE_TAG_ROLE_CODE] = "Code",
    [FORM_PAGE_TAG_ROLE_LINK] = "Link",
    [FORM_PAGE_TAG_ROLE_ANNOT] = "Annot",
    [FORM_PAGE_TAG_ROLE_RUBY] = "Ruby",
    [FORM_PAGE_TAG_ROLE_RB] = "RB",
    [FORM_PAGE_TAG_ROLE_RT] = "RT",
    [FORM_PAGE_TAG_ROLE_RP] = "RP",
    [FORM_PAGE_TAG_ROLE_WARICHU] = "Warichu",
    [FORM_PAGE_TAG_ROLE_WT] = "WT",
    [FORM_PAGE_TAG_ROLE_WP] = "WP",
    [FORM_PAGE_TAG_ROLE_FIGURE] = "Figure",
    [FORM_PAGE_TAG_ROLE_FORMULA] = "Formula",
    [FORM_PAGE_TAG_ROLE_FORM] = "Form",
};

static enum form_page_tag_role role_of(struct reader *r, const struct pdf_obj *name)
{
	const struct pdf_obj *map =
	    pdf_get(&r->pdf, pdf_get(&r->pdf, r->root, "StructTreeRoot"), "RoleMap");
	for (int hops = 0; hops < 8 && name->kind == PDF_NAME; hops++) {
		for (size_t i = 1; i < array_len(roles); i++)
			if (pdf_is(name, roles[i]))
				return (enum form_page_tag_role)i;
		name = pdf_get_view(&r->pdf, map, name->bytes);
	}
	return FORM_PAGE_TAG_ROLE_NON_STRUCT;
}

static node_id add(struct reader *r, const struct form_page_tag *tag, node_id parent)
{
	struct tags *t = r->tags;
	struct ops body scope_end(ops_free) = ops_new();
	if (++t->n > TAGS_MAX) {
		pdf_fail(&r->pdf, E_LIMIT_COUNT);
		return 0;
	}
	form_page_tag_write(&body.bytes, tag);
	ops_gap(&body, 0, parent);
	node_id node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_TAG, &body);
	buf_put(&t->order, view_of(&node, sizeof node));
	return node;
}

static void add_content(struct reader *r, struct page *page, int64_t number, node_id parent)
{
	static const struct form_page_tag content = {
	    .role = FORM_PAGE_TAG_ROLE_CONTENT, .across = 1, .down = 1};
	if (!page || number < 0 || number >= NUMBERS_MAX)
		return;
	if (number >= page->n_tags) {
		uint32_t n = max_of((uint32_t)number + 1, page->n_tags * 2);
		node_id *wider = arena_array(r->pdf.mem, n, sizeof *wider);
		if (!wider) {
			pdf_fail(&r->pdf, E_NO_MEMORY);
			return;
		}
		if (page->n_tags > 0)
			memcpy(wider, page->tags, page->n_tags * sizeof *wider);
		page->tags = wider;
		page->n_tags = n;
	}
	if (page->tags[number] == 0)
		page->tags[number] = add(r, &content, parent);
}

static uint32_t span(struct pdf *pdf, const struct pdf_obj *a, const char *key, uint32_t otherwise)
{
	int64_t n = pdf_int(pdf_get(pdf, a, key), otherwise);
	return n >= 1 && n <= 1000 ? (uint32_t)n : otherwise;
}

static void read_attributes(struct reader *r, const struct pdf_obj *o, struct form_page_tag *tag)
{
	static const char *const scopes[] = {NULL, "Row", "Column", "Both"};
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *all = pdf_get(pdf, o, "A");
	uint32_t n = all->kind == PDF_ARRAY ? all->n : 1;
	bool cell = tag->role == FORM_PAGE_TAG_ROLE_TH || tag->role == FORM_PAGE_TAG_ROLE_TD;
	for (uint32_t i = 0; cell && i < n; i++) {
		const struct pdf_obj *a = all->kind == PDF_ARRAY ? pdf_at(pdf, all, i) : all;
		tag->across = span(pdf, a, "ColSpan", tag->across);
		tag->down = span(pdf, a, "RowSpan", tag->down);
		for (size_t k = 1; tag->role == FORM_PAGE_TAG_ROLE_TH && k < array_len(scopes); k++)
			if (pdf_is(pdf_get(pdf, a, "Scope"), scopes[k]))
				tag->scope = (enum form_page_tag_scope)k;
	}
}

static struct view short_text(struct reader *r, const struct pdf_obj *o)
{
	struct view v = pdf_text_string(&r->pdf, o);
	return v.n <= TEXT_MAX ? v : VIEW("");
}

static void walk(struct reader *r, const struct pdf_obj *o, node_id parent, struct page *page,
		 unsigned depth);

static void walk_kids(struct reader *r, const struct pdf_obj *kids, node_id parent,
		      struct page *page, unsigned depth)
{
	uint32_t n = kids->kind == PDF_ARRAY ? kids->n : 1;
	for (uint32_t i = 0; i < n && r->pdf.err == OK; i++)
		walk(r, kids->kind == PDF_ARRAY ? pdf_at(&r->pdf, kids, i) : kids, parent, page,
		     depth);
}

static void walk(struct reader *r, const struct pdf_obj *o, node_id parent, struct page *page,
		 unsigned depth)
{
	struct pdf *pdf = &r->pdf;
	struct form_page_tag tag = {.across = 1, .down = 1};
	if (o->kind == PDF_INT && parent != 0) {
		add_content(r, page, o->whole, parent);
		return;
	}
	if (!pdf_is_dict(o) || depth > DEPTH_MAX)
		return;
	struct page *own = page_of(r, pdf_get(pdf, o, "Pg"));
	page = own ? own : page;
	const struct pdf_obj *type = pdf_get(pdf, o, "Type");
	if (pdf_is(type, "MCR")) {
		if (parent != 0 && pdf_get(pdf, o, "Stm")->kind == PDF_NULL)
			add_content(r, page, pdf_int(pdf_get(pdf, o, "MCID"), -1), parent);
		return;
	}
	if (pdf_is(type, "OBJR") || memo_get(&r->memo, o, MEMO_TAG))
		return; /* links find their element themselves; or a loop */
	tag.role = role_of(r, pdf_get(pdf, o, "S"));
	tag.alt = short_text(r, pdf_get(pdf, o, "Alt"));
	tag.actual = short_text(r, pdf_get(pdf, o, "ActualText"));
	read_attributes(r, o, &tag);
	node_id node = add(r, &tag, parent);
	memo_put(pdf, &r->memo, o, MEMO_TAG, node);
	if (node != 0)
		walk_kids(r, pdf_get(pdf, o, "K"), node, page, depth + 1);
}

void tags_open(struct reader *r)
{
	const struct pdf_obj *tree = pdf_get(&r->pdf, r->root, "StructTreeRoot");
	if (!pdf_is_dict(tree))
		return;
	r->tags = arena_alloc(r->pdf.mem, sizeof *r->tags);
	if (!r->tags) {
		pdf_fail(&r->pdf, E_NO_MEMORY);
		return;
	}
	r->tags->order = buf_new((TAGS_MAX + 1) * sizeof(node_id));
	walk_kids(r, pdf_get(&r->pdf, tree, "K"), 0, NULL, 0);
}

node_id tag_of(struct reader *r, int64_t number)
{
	const struct page *page = r->page > 0 ? &r->pages->list[r->page - 1] : NULL;
	return page && number >= 0 && number < page->n_tags ? page->tags[number] : 0;
}

enum err tags_place(struct reader *r)
{
	for (size_t i = 0; r->tags && i < r->tags->order.n / sizeof(node_id); i++) {
		node_id node;
		memcpy(&node, r->tags->order.p + i * sizeof node, sizeof node);
		if (node != 0)
			try(node_place(&r->nodes, node));
	}
	return OK;
}

/* The value of a number tree (7.9.7). */
static const struct pdf_obj *in_tree(struct pdf *pdf, const struct pdf_obj *node, int64_t number,
				     unsigned depth)
{
	const struct pdf_obj *nums = pdf_get(pdf, node, "Nums"), *kids = pdf_get(pdf, node, "Kids");
	for (uint32_t i = 0; nums->kind == PDF_ARRAY && i + 1 < nums->n; i += 2)
		if (pdf_int(pdf_at(pdf, nums, i), -1) == number)
			return pdf_at(pdf, nums, i + 1);
	for (uint32_t i = 0; kids->kind == PDF_ARRAY && depth < 16 && i < kids->n; i++) {
		const struct pdf_obj *limits = pdf_get(pdf, pdf_at(pdf, kids, i), "Limits");
		if (number < pdf_int(pdf_at(pdf, limits, 0), INT64_MIN) ||
		    number > pdf_int(pdf_at(pdf, limits, 1), INT64_MAX))
			continue;
		const struct pdf_obj *o = in_tree(pdf, pdf_at(pdf, kids, i), number, depth + 1);
		if (o->kind != PDF_NULL)
			return o;
	}
	return &pdf_null;
}

node_id tag_of_annotation(struct reader *r, const struct pdf_obj *annotation)
{
	struct pdf *pdf = &r->pdf;
	int64_t number = pdf_int(pdf_get(pdf, annotation, "StructParent"), -1);
	if (!r->tags || number < 0)
		return 0;
	const struct pdf_obj *tree =
	    pdf_get(pdf, pdf_get(pdf, r->root, "StructTreeRoot"), "ParentTree");
	return (node_id)memo_get(&r->memo, in_tree(pdf, tree, number, 0), MEMO_TAG);
}

void tags_free(struct reader *r)
{
	if (r->tags)
		buf_free(&r->tags->order);
}
