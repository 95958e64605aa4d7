/* SPDX-License-Identifier: Apache-2.0
 * document_read.c: the document form's grammar, record by record.
 */
#include "form/document_read.h"
#include "form/form.h"
#include "form/formula.h"
#include "form/uri.h"

#define LINKS_MAX 65536u

/* A count that could be true of what is left: each thing takes at least `size` bytes. */
static bool count_read(struct cursor *c, uint32_t most, size_t size, uint32_t *ret)
{
	uint64_t n = cursor_varint(c);
	if (c->bad || n > most || n * size > cursor_left(c))
		return false;
	*ret = (uint32_t)n;
	return true;
}

static struct view view_read(struct cursor *c)
{
	uint64_t n = cursor_varint(c);
	return cursor_take(c, n > SIZE_MAX ? SIZE_MAX : (size_t)n);
}

static enum err links_read(struct cursor *c, struct arena *mem, struct document *d)
{
	if (!count_read(c, LINKS_MAX, 1, &d->n_links))
		return E_FORM;
	d->links = arena_array(mem, d->n_links, sizeof *d->links);
	if (!d->links)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < d->n_links; i++) {
		d->links[i] = view_read(c);
		if (c->bad || !uri_ok(d->links[i]))
			return E_FORM;
	}
	return OK;
}

static enum err blobs_read(struct cursor *c, struct arena *mem, uint32_t form_parts,
			   struct document *d)
{
	if (!count_read(c, FORM_PARTS_MAX * 4, 3, &d->n_blobs))
		return E_FORM;
	d->blobs = arena_array(mem, d->n_blobs, sizeof *d->blobs);
	if (!d->blobs)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < d->n_blobs; i++) {
		uint64_t part = cursor_varint(c), cx = cursor_varint(c), cy = cursor_varint(c);
		if (c->bad || part >= form_parts || cx < 1 || cy < 1 || cx > DOC_EMU_MAX ||
		    cy > DOC_EMU_MAX)
			return E_FORM;
		d->blobs[i] = (struct doc_blob){(uint32_t)part, (uint32_t)cx, (uint32_t)cy};
	}
	return OK;
}

static enum err idents_read(struct cursor *c, struct arena *mem, struct document *d)
{
	for (unsigned kind = 0; kind < DOC_IDENT_KINDS; kind++) {
		if (!count_read(c, DOC_IDENTS_MAX, 0, &d->idents[kind]))
			return E_FORM;
		d->defined[kind] = arena_alloc(mem, (size_t)d->idents[kind] + 1);
		if (!d->defined[kind])
			return E_NO_MEMORY;
	}
	uint32_t n = d->idents[DOC_IDENT_BOOKMARK];
	if (d->idents[DOC_IDENT_NUM] == 0 || n > cursor_left(c))
		return E_FORM;
	d->bookmarks = arena_array(mem, n, sizeof *d->bookmarks);
	if (!d->bookmarks)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		d->bookmarks[i] = view_read(c);
		if (c->bad || !doc_bookmark_ok(d->bookmarks[i]))
			return E_FORM;
	}
	return OK;
}

/* Kinds that the form may have, as many as it may have of them. */
static enum err counts_read(struct cursor *c, const struct limits *limits, struct document *d)
{
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++) {
		const struct doc_part *p = &doc_parts[kind];
		uint32_t most =
		    p->many & d->form_bit ? limits->parts : (p->forms & d->form_bit) != 0;
		if (!count_read(c, most, 0, &d->of_kind[kind]))
			return E_FORM;
		if ((p->main & d->form_bit) && d->of_kind[kind] != 1)
			return E_FORM;
		d->n_parts += d->of_kind[kind];
	}
	return d->n_parts <= limits->parts ? OK : E_FORM;
}

enum err document_head(struct view body, uint32_t form_parts, const struct limits *limits,
		       struct arena *mem, struct document *ret)
{
	struct document d = {.limits = limits};
	struct cursor c = cursor_of(body);
	uint64_t form = cursor_varint(&c);
	d.form_bit = form <= UINT16_MAX ? doc_form_bit((unsigned)form) : 0;
	if (c.bad || d.form_bit == 0)
		return E_FORM;
	d.form = (enum form_kind)form;
	try(links_read(&c, mem, &d));
	try(blobs_read(&c, mem, form_parts, &d));
	try(idents_read(&c, mem, &d));
	try(counts_read(&c, limits, &d));
	d.records = view_sub(body, c.at, body.n);
	*ret = d;
	return OK;
}

void document_start(struct document *d, struct document_reader *r)
{
	*r = (struct document_reader){.d = d, .c = cursor_of(d->records)};
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++)
		memset(d->defined[i], 0, (size_t)d->idents[i] + 1);
}

const struct doc_value *document_value(const struct document_reader *r, unsigned attr)
{
	for (uint32_t i = 0; i < r->n_values; i++)
		if (r->values[i].number == attr)
			return &r->values[i];
	return NULL;
}

static uint32_t refs_of(const struct document *d, unsigned dialect)
{
	if (dialect >= DOC_REF_PART)
		return d->of_kind[dialect - DOC_REF_PART];
	return dialect == DOC_REF_LINK ? d->n_links : d->n_blobs;
}

static bool number_below(struct cursor *c, uint64_t bound, int64_t *ret)
{
	uint64_t n = cursor_varint(c);
	*ret = (int64_t)(n & INT64_MAX);
	return !c->bad && n < bound;
}

/* An ident; what defines may do so once, and "no numbering" is nothing to define. */
static bool ident_read(struct document_reader *r, const struct doc_attr *a, int64_t *ret)
{
	struct document *d = r->d;
	if (!number_below(&r->c, d->idents[a->dialect], ret))
		return false;
	if (!(a->flags & DOC_DEFINES))
		return true;
	uint8_t *mark = &d->defined[a->dialect][*ret];
	if (*mark || (a->dialect == DOC_IDENT_NUM && *ret == 0))
		return false;
	*mark = 1;
	return true;
}

static bool formula_fits(const struct document *d, const struct doc_attr *a, struct view tokens)
{
	struct formula_counts counts = document_formula_counts(d);
	return formula_ok(tokens, (enum formula_grammar)a->dialect, &counts);
}

static bool value_read(struct document_reader *r, const struct doc_attr *a, struct doc_value *v)
{
	struct doc_field_counts counts = {r->d->idents[DOC_IDENT_BOOKMARK], r->d->n_links};
	*v = (struct doc_value){.attr = a};
	switch ((enum doc_class)a->class) {
	case DOC_BOOL:
		v->n = cursor_u8(&r->c);
		return v->n <= 1 && !r->c.bad;
	case DOC_ENUM:
		return number_below(&r->c, doc_enums[a->list].n, &v->n);
	case DOC_INT:
		v->n = cursor_zigzag(&r->c);
		return v->n >= a->min && v->n <= a->max && !r->c.bad;
	case DOC_DATE:
		v->n = cursor_zigzag(&r->c);
		return v->n >= DOC_DATE_MIN && v->n <= DOC_DATE_MAX && !r->c.bad;
	case DOC_HEX:
		v->view = cursor_take(&r->c, a->dialect);
		return !r->c.bad;
	case DOC_COLOUR:
		if (!number_below(&r->c, 0x1000001, &v->n))
			return false;
		v->n--;
		return v->n >= 0 || a->dialect == DOC_COLOUR_AUTO;
	case DOC_IDENT:
		return ident_read(r, a, &v->n);
	case DOC_REF:
		return number_below(&r->c, refs_of(r->d, a->dialect), &v->n);
	case DOC_TEXT:
		v->view = view_read(&r->c);
		return !r->c.bad && doc_text_ok(a->dialect, v->view);
	case DOC_FORMULA:
		v->view = view_read(&r->c);
		return !r->c.bad && v->view.n <= FORMULA_BYTES_MAX &&
		       formula_fits(r->d, a, v->view);
	case DOC_FIELD:
		return doc_field_read(&r->c, &r->field, &counts);
	case DOC_NONE:
	case DOC_AUTO:
		return false;
	}
	return false;
}

/* Called before the element's own level counts as open: its parent is at depth - 1. */
static bool ascends(struct document_reader *r, const struct doc_attr *a, int64_t n)
{
	struct doc_level *parent = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
	if (!(a->flags & DOC_ASCENDS) || !parent)
		return true;
	if (parent->has_order && n <= parent->order)
		return false;
	parent->has_order = true;
	parent->order = n;
	return true;
}

static bool attrs_read(struct document_reader *r, const struct doc_type *t)
{
	uint64_t n = cursor_varint(&r->c), least = 0;
	unsigned must = 0;
	if (r->c.bad || n > t->n_attrs || n > DOC_ATTRS_MAX)
		return false;
	r->n_values = (uint32_t)n;
	for (uint32_t i = 0; i < r->n_values; i++) {
		uint64_t number = cursor_varint(&r->c);
		if (r->c.bad || number < least || number >= t->n_attrs)
			return false;
		const struct doc_attr *a = &doc_attrs[t->first_attr + number];
		if (!value_read(r, a, &r->values[i]) || !ascends(r, a, r->values[i].n))
			return false;
		r->values[i].number = (uint8_t)number;
		must += (a->flags & DOC_REQUIRED) != 0;
		least = number + 1;
	}
	return must == t->must;
}

/* One more of the things that are known by their place. */
static bool define_next(struct document_reader *r, unsigned kind)
{
	if (r->next[kind] >= r->d->idents[kind])
		return false;
	r->d->defined[kind][r->next[kind]++] = 1;
	return true;
}

/* May `type` stand next in the parent? Order, number of times, what the parent waits for. */
static bool fits(struct document_reader *r, struct doc_level *parent, unsigned type)
{
	const struct doc_child *row = doc_child_find(parent->type, doc_types[type].name);
	if (!row || row->type != type || parent->text)
		return false;
	if (parent->any &&
	    (row->rank < parent->rank || (row->rank == parent->rank && (row->flags & DOC_ONCE))))
		return false;
	if ((row->flags & DOC_REQUIRED) && (!parent->any || parent->rank != row->rank))
		parent->required++;
	if (row->flags & DOC_NEEDED)
		parent->needed = true;
	if (doc_block(type))
		parent->ended = type != DOC_T_w_tbl;
	parent->any = true;
	parent->rank = row->rank;
	return row->defines == 0 || define_next(r, row->defines - 1u);
}

static bool field_fits(struct document_reader *r, unsigned type, uint32_t story)
{
	uint32_t *open = &r->levels[story].fields;
	if (type == DOC_T_sk_field)
		++*open;
	if (type == DOC_T_sk_fieldEnd && (*open)-- == 0)
		return false;
	return *open <= DOC_DEPTH_MAX;
}

static enum err open_read(struct document_reader *r, uint64_t type)
{
	struct doc_level *parent = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
	if (type >= DOC_TYPE_COUNT)
		return E_FORM;
	if (parent ? !fits(r, parent, (unsigned)type)
		   : r->opened || type != doc_parts[r->kind].root)
		return E_FORM;
	if (r->depth == DOC_DEPTH_MAX || r->depth >= r->d->limits->depth)
		return E_LIMIT_DEPTH;
	if (++r->elements > (uint64_t)r->d->limits->elements * 1000)
		return E_LIMIT_COUNT;
	const struct doc_type *t = &doc_types[type];
	bool story = !parent || (t->flags & DOC_STORY);
	uint32_t of = story ? r->depth : parent->story;
	r->levels[r->depth] = (struct doc_level){.type = (uint16_t)type, .story = of};
	if (!field_fits(r, (unsigned)type, of) || !attrs_read(r, t))
		return E_FORM;
	r->depth++;
	r->opened = true;
	r->event = DOC_OPEN;
	r->type = (unsigned)type;
	return OK;
}

static enum err text_read(struct document_reader *r)
{
	struct doc_level *l = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
	if (!l || l->text || l->any || !value_read(r, &doc_types[l->type].text, &r->text))
		return E_FORM;
	l->text = true;
	r->event = DOC_STRING;
	r->type = l->type;
	return OK;
}

static enum err close_read(struct document_reader *r)
{
	if (r->depth == 0)
		return E_FORM;
	const struct doc_level *l = &r->levels[r->depth - 1];
	const struct doc_type *t = &doc_types[l->type];
	bool text_missing = t->text.class != DOC_NONE && t->text.class != DOC_TEXT && !l->text;
	if (text_missing || l->required != t->need || ((t->flags & DOC_NEED_ONE) && !l->needed) ||
	    ((t->flags & DOC_NEED_ANY) && !l->any) || ((t->flags & DOC_END_WITH_P) && !l->ended) ||
	    (l->story == r->depth - 1 && l->fields > 0))
		return E_FORM;
	r->depth--;
	r->event = DOC_CLOSE;
	r->type = l->type;
	return OK;
}

/* What a part names without an element: kinds ascend, each once, those there that must be. */
static bool relations_read(struct document_reader *r)
{
	const struct doc_part *p = &doc_parts[r->kind];
	uint64_t n = cursor_varint(&r->c);
	uint32_t at = 0;
	if (r->c.bad || n > p->n_relations)
		return false;
	r->n_relations = (uint32_t)n;
	for (uint32_t i = 0; i < r->n_relations; i++) {
		uint64_t kind = cursor_varint(&r->c);
		int64_t number;
		const struct doc_part_relation *row;
		do {
			if (at == p->n_relations)
				return false;
			row = &doc_part_relations[p->first_relation + at++];
			if (row->required && row->to != kind)
				return false;
		} while (row->to != kind);
		if (!number_below(&r->c, r->d->of_kind[kind], &number))
			return false;
		r->relations[i] = (struct doc_relation){(uint8_t)kind, (uint32_t)number};
	}
	for (; at < p->n_relations; at++)
		if (doc_part_relations[p->first_relation + at].required)
			return false;
	return true;
}

/* Kinds ascend, as many of each as was said. */
static enum err part_read(struct document_reader *r)
{
	uint64_t kind = cursor_varint(&r->c);
	if (r->c.bad || kind >= DOC_PART_COUNT || (r->done > 0 && kind < r->kind) ||
	    r->of_kind[kind] == r->d->of_kind[kind])
		return E_FORM;
	r->kind = (unsigned)kind;
	r->part = r->of_kind[kind]++;
	if (!relations_read(r))
		return E_FORM;
	r->done++;
	r->opened = false;
	r->event = DOC_PART;
	return OK;
}

/* No kind came too often, and their sum is right: every count was. */
static enum err end_read(struct document_reader *r)
{
	r->event = DOC_END;
	return cursor_done(&r->c) ? OK : E_FORM;
}

struct formula_counts document_formula_counts(const struct document *d)
{
	struct formula_counts c = {0};
	c.of[FORMULA_SHEET] = d->idents[DOC_IDENT_SHEET];
	c.of[FORMULA_NAME] = d->idents[DOC_IDENT_NAME];
	c.of[FORMULA_TABLE] = d->idents[DOC_IDENT_TABLE];
	c.of[FORMULA_URI] = d->n_links;
	return c;
}

struct view document_peek_text(const struct document_reader *r)
{
	struct cursor c = r->c;
	return cursor_varint(&c) == 1 ? view_read(&c) : VIEW("");
}

int document_peek(const struct document_reader *r)
{
	struct cursor c = r->c;
	uint64_t tag = cursor_varint(&c);
	return tag < 2 || tag >= DOC_TYPE_COUNT + 2u ? DOC_NONE_FOUND : (int)(tag - 2);
}

enum err document_next(struct document_reader *r)
{
	r->n_values = 0;
	if (r->depth == 0 && (r->done == 0 || r->opened))
		return r->done == r->d->n_parts ? end_read(r) : part_read(r);
	uint64_t tag = cursor_varint(&r->c);
	if (r->c.bad)
		return E_FORM;
	if (tag == 0)
		return close_read(r);
	return tag == 1 ? text_read(r) : open_read(r, tag - 2);
}
