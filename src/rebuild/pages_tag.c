/* SPDX-License-Identifier: Apache-2.0
 * pages_tag.c: the structure tree (ISO 32000-1 14.7, 14.8) from tags, marks and tagged links.
 */
#include "rebuild/pages.h"

enum err pages_tag(struct pages *p, struct pages_item *item)
{
	struct pages_tag *t = &p->tags[p->n_tags];
	struct form_page_tag *f = &t->tag;
	try(form_page_tag_read(&p->c, f));
	const struct pages_item *parent = pages_ref(p, f->parent, FORM_PAGE_ITEM_KIND_TAG);
	bool cell = f->role == FORM_PAGE_TAG_ROLE_TH || f->role == FORM_PAGE_TAG_ROLE_TD;
	item->content = f->role == FORM_PAGE_TAG_ROLE_CONTENT;
	if ((f->parent && (!parent || parent->content)) || (item->content && !parent) ||
	    (!cell && (f->across != 1 || f->down != 1)) ||
	    (f->role != FORM_PAGE_TAG_ROLE_TH && f->scope != FORM_PAGE_TAG_SCOPE_NONE) ||
	    (item->content && (f->alt.n || f->actual.n)))
		return E_FORM;
	item->depth = parent ? parent->depth + 1 : 0;
	if (item->depth > PAGES_TAGS_NESTED_MOST)
		return E_FORM;
	if (!p->structure)
		p->structure = pdf_new(&p->pdf);
	item->count = p->n_tags++;
	t->parent = parent ? parent->count + 1 : 0;
	t->object = item->content ? 0 : pdf_new(&p->pdf);
	return OK;
}

/* The tree as lists: next[i] is the sibling after tag i, first[i] a tag's first child; of all
 * marks, chain[m] is the next one of the same tag. 0 is none, others are place + 1. */
struct tree {
	struct pages *p;
	uint32_t *first, *last, *next, *mark_first, *mark_last, *chain;
	const struct pages_mark *marks;
	uint32_t n_marks;
};

static void append(uint32_t *first, uint32_t *last, uint32_t *next, uint32_t to, uint32_t one)
{
	if (last[to])
		next[last[to] - 1] = one;
	else
		first[to] = one;
	last[to] = one;
}

static bool make_tree(struct tree *t)
{
	struct arena *mem = t->p->r->mem;
	uint32_t n = t->p->n_tags;
	t->marks = (const void *)t->p->marks.p;
	t->n_marks = (uint32_t)(t->p->marks.n / sizeof *t->marks);
	t->first = arena_array(mem, n + 1, sizeof *t->first);
	t->last = arena_array(mem, n + 1, sizeof *t->last);
	t->next = arena_array(mem, n, sizeof *t->next);
	t->mark_first = arena_array(mem, n, sizeof *t->mark_first);
	t->mark_last = arena_array(mem, n, sizeof *t->mark_last);
	t->chain = arena_array(mem, t->n_marks + 1, sizeof *t->chain);
	if (!t->first || !t->last || !t->next || !t->mark_first || !t->mark_last || !t->chain)
		return false;
	for (uint32_t i = 0; i < n; i++)
		append(t->first, t->last, t->next, t->p->tags[i].parent, i + 1);
	for (uint32_t i = 0; i < t->n_marks; i++)
		append(t->mark_first, t->mark_last, t->chain, t->marks[i].tag, i + 1);
	return true;
}

static void put_marks(struct tree *t, uint32_t tag)
{
	struct buf *b = &t->p->entries;
	for (uint32_t m = t->mark_first[tag]; m; m = t->chain[m - 1]) {
		const struct pages_mark *mark = &t->marks[m - 1];
		uint32_t page = t->p->pages[mark->page].object;
		if (mark->link)
			buf_fmt(b, "<</Type/OBJR/Pg %u 0 R/Obj %u 0 R>>", page, mark->link);
		else
			buf_fmt(b, "<</Type/MCR/Pg %u 0 R/MCID %u>>", page, mark->number);
	}
}

static const char *const roles[FORM_PAGE_TAG_ROLE_COUNT] = {
    "",	       "Document", "Part",  "Art",	 "Sect",     "Div",   "BlockQuote", "Caption",
    "TOC",     "TOCI",	   "Index", "NonStruct", "Private",  "P",     "H",	    "H1",
    "H2",      "H3",	   "H4",    "H5",	 "H6",	     "L",     "LI",	    "Lbl",
    "LBody",   "Table",	   "TR",    "TH",	 "TD",	     "THead", "TBody",	    "TFoot",
    "Span",    "Quote",	   "Note",  "Reference", "BibEntry", "Code",  "Link",	    "Annot",
    "Ruby",    "RB",	   "RT",    "RP",	 "Warichu",  "WT",    "WP",	    "Figure",
    "Formula", "Form"};

static void put_cell(struct buf *b, const struct form_page_tag *f)
{
	static const char *const scopes[] = {"", "/Scope/Row", "/Scope/Column", "/Scope/Both"};
	if (f->across == 1 && f->down == 1 && f->scope == FORM_PAGE_TAG_SCOPE_NONE)
		return;
	buf_str(b, "/A<</O/Table");
	if (f->across != 1)
		buf_fmt(b, "/ColSpan %u", f->across);
	if (f->down != 1)
		buf_fmt(b, "/RowSpan %u", f->down);
	buf_fmt(b, "%s>>", scopes[f->scope]);
}

static void put_kids(struct tree *t, uint32_t parent)
{
	struct buf *b = &t->p->entries;
	buf_str(b, "/K[");
	for (uint32_t k = t->first[parent]; k; k = t->next[k - 1]) {
		if (t->p->tags[k - 1].object)
			pdf_ref(b, t->p->tags[k - 1].object);
		else
			put_marks(t, k - 1);
	}
	if (parent)
		put_marks(t, parent - 1); /* its links */
	buf_str(b, "]");
}

static void put_tag(struct tree *t, uint32_t i)
{
	const struct pages_tag *tag = &t->p->tags[i];
	struct buf *b = &t->p->entries;
	if (!tag->object)
		return;
	buf_clear(b);
	buf_fmt(b, "<</Type/StructElem/S/%s/P %u 0 R", roles[tag->tag.role],
		tag->parent ? t->p->tags[tag->parent - 1].object : t->p->structure);
	put_cell(b, &tag->tag);
	if (tag->tag.alt.n) {
		buf_str(b, "/Alt");
		pdf_text(b, tag->tag.alt);
	}
	if (tag->tag.actual.n) {
		buf_str(b, "/ActualText");
		pdf_text(b, tag->tag.actual);
	}
	put_kids(t, i + 1);
	buf_str(b, ">>");
	pdf_object(&t->p->pdf, tag->object, buf_view(b));
}

/* The element that a mark belongs to: content tags have none, their parent has. */
static uint32_t element_of(const struct pages *p, const struct pages_mark *mark)
{
	const struct pages_tag *tag = &p->tags[mark->tag];
	return tag->object ? tag->object : p->tags[tag->parent - 1].object;
}

/* Marks of one page follow each other in the order of their numbers; so do all links. */
static uint32_t put_parents(struct tree *t)
{
	struct buf nums scope_end(buf_free) = buf_new(1u << 28);
	uint32_t object = pdf_new(&t->p->pdf), i = 0;
	buf_str(&nums, "<</Nums[");
	while (i < t->n_marks) {
		uint32_t page = t->marks[i].page;
		if (t->marks[i].link) {
			i++;
			continue;
		}
		buf_fmt(&nums, "%u[", page);
		for (; i < t->n_marks && !t->marks[i].link && t->marks[i].page == page; i++)
			pdf_ref(&nums, element_of(t->p, &t->marks[i]));
		buf_str(&nums, "]");
	}
	for (i = 0; i < t->n_marks; i++)
		if (t->marks[i].link)
			buf_fmt(&nums, "%u %u 0 R ", PAGES_LINK_PARENTS + t->marks[i].number,
				element_of(t->p, &t->marks[i]));
	buf_str(&nums, "]>>");
	pdf_object(&t->p->pdf, object, buf_view(&nums));
	if (t->p->pdf.err == OK)
		t->p->pdf.err = nums.err;
	return object;
}

void pages_tags_end(struct pages *p)
{
	struct tree t = {.p = p};
	if (!p->structure || p->pdf.err != OK)
		return;
	if (p->marks.err != OK || !make_tree(&t)) {
		p->pdf.err = p->marks.err != OK ? p->marks.err : E_NO_MEMORY;
		return;
	}
	for (uint32_t i = 0; i < p->n_tags; i++)
		put_tag(&t, i);
	uint32_t parents = put_parents(&t);
	buf_clear(&p->entries);
	buf_str(&p->entries, "<</Type/StructTreeRoot");
	put_kids(&t, 0);
	buf_fmt(&p->entries, "/ParentTree %u 0 R/ParentTreeNextKey %u>>", parents,
		PAGES_LINK_PARENTS + p->n_links);
	if (p->pdf.err == OK)
		p->pdf.err = p->entries.err;
	pdf_object(&p->pdf, p->structure, buf_view(&p->entries));
}
