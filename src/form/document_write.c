/* SPDX-License-Identifier: Apache-2.0
 * document_write.c: writes a document form so that the reader's rules hold, whatever the source
 * was.
 */
#include "form/document_writer.h"

enum err document_begin(struct arena *mem, const struct limits *limits, enum form_kind form,
			struct document_writer **ret)
{
	struct document_writer *w = arena_alloc(mem, sizeof *w);
	if (!w)
		return E_NO_MEMORY;
	w->form = form;
	w->form_bit = doc_form_bit(form);
	size_t cap = limits->output > SIZE_MAX ? SIZE_MAX : (size_t)limits->output;
	w->mem = mem;
	w->limits = limits;
	struct buf *bufs[] = {&w->links,   &w->blobs, &w->bookmarks, &w->stream,
			      &w->scratch, &w->kids,  &w->spans,     &w->stage};
	for (size_t i = 0; i < array_len(bufs); i++)
		*bufs[i] = buf_new(cap);
	for (size_t i = 0; i < DOC_IDENT_KINDS; i++)
		w->defined[i] = buf_new(cap);
	w->next[DOC_IDENT_NUM] = 1; /* 0 says "no numbering" */
	*ret = w;
	return OK;
}

void document_abandon(struct document_writer *w)
{
	struct buf *bufs[] = {&w->links,   &w->blobs, &w->bookmarks, &w->stream,
			      &w->scratch, &w->kids,  &w->spans,     &w->stage};
	for (size_t i = 0; i < array_len(bufs); i++)
		buf_free(bufs[i]);
	for (size_t i = 0; i < DOC_IDENT_KINDS; i++)
		buf_free(&w->defined[i]);
}

static struct kid *kids(struct document_writer *w)
{
	return (struct kid *)(void *)w->kids.p;
}

static void add_kid(struct document_writer *w, size_t start, const struct doc_child *row)
{
	struct kid kid = {start, 0, row};
	buf_put(&w->kids, view_of(&kid, sizeof kid));
	if (w->kids.err == OK)
		w->n_kids++;
}

static void push(struct document_writer *w, unsigned type, const struct doc_child *row)
{
	if (w->depth == DOC_DEPTH_MAX || w->depth >= w->limits->depth) {
		document_fail(w, E_LIMIT_DEPTH);
		w->skip++;
		return;
	}
	if (++w->counts.elements > (uint64_t)w->limits->elements * 1000)
		document_fail(w, E_LIMIT_COUNT);
	struct level *parent = w->depth > 0 ? document_top(w) : NULL;
	bool story = !parent || (doc_types[type].flags & DOC_STORY);
	w->levels[w->depth] = (struct level){.type = (uint16_t)type,
					     .start = w->stream.n,
					     .first_kid = w->n_kids,
					     .row = row,
					     .story = story ? w->depth : parent->story};
	if (story)
		w->fields[w->depth] = 0;
	w->levels[w->depth].fields_before = w->fields[w->levels[w->depth].story];
	w->depth++;
	w->n_staged = 0;
	buf_clear(&w->stage);
}

void document_part_begin(struct document_writer *w, enum doc_part_kind kind)
{
	assert(w->depth == 0);
	const struct doc_part *p = &doc_parts[kind];
	w->open = (struct span){.start = w->stream.n, .kind = kind};
	w->part_dropped = false;
	w->n_kids = 0;
	w->kids.n = 0;
	if (!(p->forms & w->form_bit) || (w->of_kind[kind] > 0 && !(p->many & w->form_bit)))
		w->skip++;
	else
		push(w, p->root, NULL);
}

void document_relation(struct document_writer *w, enum doc_part_kind kind, uint32_t number)
{
	const struct doc_part *p = &doc_parts[w->open.kind];
	struct span *s = &w->open;
	uint32_t at = 0;
	bool allowed = false;
	for (unsigned i = 0; i < p->n_relations; i++)
		allowed = allowed || doc_part_relations[p->first_relation + i].to == kind;
	while (at < s->n_relations && s->relations[at].kind < kind)
		at++;
	if (!allowed || s->n_relations == RELATIONS_MAX || w->skip > 0 ||
	    (at < s->n_relations && s->relations[at].kind == kind))
		return;
	memmove(&s->relations[at + 1], &s->relations[at],
		(s->n_relations - at) * sizeof s->relations[0]);
	s->n_relations++;
	s->relations[at].kind = (uint8_t)kind;
	s->relations[at].number = number;
}

void document_open(struct document_writer *w, unsigned type)
{
	if (w->skip > 0 || w->depth == 0) {
		w->skip++;
		return;
	}
	document_flush(w);
	struct level *parent = document_top(w);
	const struct doc_child *row = doc_child_find(parent->type, doc_types[type].name);
	if (parent->dead || !row || row->type != type) {
		w->skip++;
		return;
	}
	push(w, type, row);
}

unsigned document_type(const struct document_writer *w)
{
	assert(w->depth > 0);
	return w->levels[w->depth - 1].type;
}

enum err document_error(const struct document_writer *w)
{
	return w->err;
}

bool document_dropped(const struct document_writer *w)
{
	return w->skip > 0 || w->depth == 0 || w->levels[w->depth - 1].dead;
}

/* A record without attributes, with the paragraph that its type wants. */
static void put_plain(struct document_writer *w, unsigned type)
{
	w->counts.added++;
	buf_varint(&w->stream, (uint64_t)type + 2);
	buf_varint(&w->stream, 0);
	if (doc_types[type].flags & DOC_END_WITH_P)
		put_plain(w, DOC_T_w_p);
	buf_varint(&w->stream, 0);
}

static void append(struct document_writer *w, struct level *l, const struct doc_child *row)
{
	add_kid(w, w->stream.n, row);
	put_plain(w, row->type);
	if (row->rank < l->last_rank)
		l->disordered = true;
	else
		l->last_rank = row->rank;
}

/* A paragraph with the ends of the fields that the story left open. */
static void close_fields(struct document_writer *w, struct level *l)
{
	const struct doc_child *p = doc_child_find(l->type, doc_types[DOC_T_w_p].name);
	uint32_t n = w->fields[w->depth - 1];
	if (l->story != w->depth - 1 || n == 0 || !p)
		return;
	add_kid(w, w->stream.n, p);
	l->disordered = l->disordered || p->rank < l->last_rank;
	buf_varint(&w->stream, DOC_T_w_p + 2u);
	buf_varint(&w->stream, 0);
	for (; n > 0; n--) {
		buf_varint(&w->stream, DOC_T_w_r + 2u);
		buf_varint(&w->stream, 0);
		put_plain(w, DOC_T_sk_fieldEnd);
		buf_varint(&w->stream, 0);
	}
	buf_varint(&w->stream, 0);
}

static bool has_kid(struct document_writer *w, const struct level *l, unsigned type)
{
	for (size_t i = l->first_kid; i < w->n_kids; i++)
		if (kids(w)[i].row->type == type)
			return true;
	return false;
}

/* A row needs a cell and gets one; a table needs a row and goes without. */
static void need_one(struct document_writer *w, struct level *l)
{
	const struct doc_type *t = &doc_types[l->type];
	const struct doc_child *fill = NULL;
	for (size_t i = l->first_kid; i < w->n_kids; i++)
		if (kids(w)[i].row->flags & DOC_NEEDED)
			return;
	for (size_t i = 0; i < t->n_children; i++) {
		const struct doc_child *row = &doc_children[t->first_child + i];
		const struct doc_type *kid = &doc_types[row->type];
		if ((row->flags & DOC_NEEDED) && (kid->plain || kid->flags == DOC_END_WITH_P))
			fill = row;
	}
	if (fill)
		append(w, l, fill);
	else
		l->dead = true;
}

/* What must be there and is not: added where it may be empty, else the element goes. */
static void complete(struct document_writer *w, struct level *l)
{
	const struct doc_type *t = &doc_types[l->type];
	if (t->flags & DOC_NEED_ONE)
		need_one(w, l);
	for (size_t i = 0; i < t->n_children && t->need > 0; i++) {
		const struct doc_child *row = &doc_children[t->first_child + i];
		if (!(row->flags & DOC_REQUIRED) || has_kid(w, l, row->type))
			continue;
		if (doc_types[row->type].plain)
			append(w, l, row);
		else
			l->dead = true;
	}
	close_fields(w, l);
	if ((t->flags & DOC_NEED_ANY) && w->n_kids == l->first_kid)
		l->dead = true;
	if (t->flags & DOC_END_WITH_P) {
		bool ends = false;
		for (size_t i = l->first_kid; i < w->n_kids; i++)
			if (doc_block(kids(w)[i].row->type))
				ends = kids(w)[i].row->type != DOC_T_w_tbl;
		if (!ends)
			append(w, l, doc_child_find(l->type, doc_types[DOC_T_w_p].name));
	}
}

static int by_rank(const void *a, const void *b)
{
	const struct kid *x = a, *y = b;
	if (x->row->rank != y->row->rank)
		return x->row->rank < y->row->rank ? -1 : 1;
	return x->start < y->start ? -1 : 1;
}

/* Children in the order of the table; those of one rank stay as they came. */
static void sort_kids(struct document_writer *w, struct level *l)
{
	struct kid *k = kids(w) + l->first_kid;
	size_t n = w->n_kids - l->first_kid, begin = k[0].start;
	w->counts.sorted++;
	buf_clear(&w->scratch);
	buf_put(&w->scratch, view_sub(buf_view(&w->stream), begin, w->stream.n));
	if (w->scratch.err != OK || w->stream.err != OK)
		return;
	for (size_t i = 0; i < n; i++)
		k[i].end = i + 1 < n ? k[i + 1].start : w->stream.n;
	qsort(k, n, sizeof *k, by_rank);
	w->stream.n = begin;
	for (size_t i = 0; i < n; i++)
		buf_put(&w->stream,
			view_sub(buf_view(&w->scratch), k[i].start - begin, k[i].end - k[i].start));
}

/* Counts a field that begins or ends here; false when an end has no beginning. */
static bool count_field(struct document_writer *w, struct level *l)
{
	uint32_t *open = &w->fields[l->story];
	if (doc_types[l->type].flags & DOC_STORY)
		l->has_fields = false; /* balanced: its fields are nobody else's matter */
	else if (l->type == DOC_T_sk_field || l->type == DOC_T_sk_fieldEnd)
		l->has_fields = true;
	if (l->type == DOC_T_sk_field)
		++*open;
	if (l->type != DOC_T_sk_fieldEnd)
		return true;
	return *open > 0 ? (--*open, true) : false;
}

/* One more of the things that are known by their place. */
static void define_next(struct document_writer *w, const struct doc_child *row)
{
	if (row->defines == 0)
		return;
	if (++w->next[row->defines - 1] == DOC_IDENTS_MAX)
		document_fail(w, E_LIMIT_COUNT);
}

static bool has_rank(struct document_writer *w, const struct level *l, unsigned rank)
{
	for (size_t i = l->first_kid; i < w->n_kids; i++)
		if (kids(w)[i].row->rank == rank)
			return true;
	return false;
}

/* Takes the closed element as a child of its parent. False: a second one where one may be, or its
 * place in the table's order would put the end of a field before its beginning. */
static bool enlist(struct document_writer *w, const struct level *l)
{
	if (w->depth == 0)
		return true;
	struct level *parent = document_top(w);
	bool first = w->n_kids == parent->first_kid;
	unsigned rank = l->row->rank;
	if ((l->row->flags & DOC_ONCE) && !first && rank <= parent->last_rank &&
	    has_rank(w, parent, rank))
		return false;
	if (l->has_fields && parent->has_fields && rank < parent->field_rank)
		return false;
	if (l->has_fields) {
		parent->has_fields = true;
		parent->field_rank = l->row->rank;
	}
	if (!first && rank < parent->last_rank)
		parent->disordered = true;
	parent->last_rank = max_of(parent->last_rank, l->row->rank);
	add_kid(w, l->start, l->row);
	define_next(w, l->row);
	if (l->has_own) {
		parent->has_order = true;
		parent->order = l->own;
	}
	return true;
}

void document_close(struct document_writer *w)
{
	if (w->skip > 0) {
		w->skip--;
		return;
	}
	assert(w->depth > 0);
	document_flush(w);
	struct level *l = document_top(w);
	const struct doc_attr *text = &doc_types[l->type].text;
	if (text->class != DOC_NONE && text->class != DOC_TEXT && !l->has_text)
		l->dead = true;
	if (!l->dead)
		complete(w, l);
	if (!l->dead && l->disordered && w->kids.err == OK)
		sort_kids(w, l);
	buf_varint(&w->stream, 0);
	w->depth--;
	w->n_kids = (uint32_t)l->first_kid;
	w->kids.n = w->n_kids * sizeof(struct kid);
	if (l->dead || !count_field(w, l) || !enlist(w, l)) {
		w->fields[l->story] = l->fields_before;
		w->stream.n = min_of(l->start, w->stream.n);
		w->counts.dropped++;
		w->part_dropped = w->depth == 0;
	}
}

/* Ends the open part and gives its number. */
static uint32_t add_span(struct document_writer *w)
{
	w->open.n = w->stream.n - w->open.start;
	buf_put(&w->spans, view_of(&w->open, sizeof w->open));
	w->n_spans += w->spans.err == OK;
	return w->of_kind[w->open.kind]++;
}

uint32_t document_part_end(struct document_writer *w)
{
	bool second = w->skip > 0;
	document_close(w);
	assert(w->depth == 0 && w->skip == 0);
	if (second || w->part_dropped)
		return DOC_NO;
	return add_span(w);
}

struct document_counts document_counts(const struct document_writer *w)
{
	return w->counts;
}

/* Every relation that must be there is, and names a part that came. */
static bool relations_hold(const struct document_writer *w, const struct span *s)
{
	const struct doc_part *p = &doc_parts[s->kind];
	for (uint32_t i = 0; i < s->n_relations; i++)
		if (s->relations[i].number >= w->of_kind[s->relations[i].kind])
			return false;
	for (unsigned k = 0; k < p->n_relations; k++) {
		const struct doc_part_relation *row = &doc_part_relations[p->first_relation + k];
		bool there = !row->required;
		for (uint32_t i = 0; i < s->n_relations; i++)
			there = there || s->relations[i].kind == row->to;
		if (!there)
			return false;
	}
	return true;
}

static void put_part(struct document_writer *w, const struct span *s, struct buf *out)
{
	if (!relations_hold(w, s))
		document_fail(w, E_BROKEN);
	buf_varint(out, s->kind);
	buf_varint(out, s->n_relations);
	for (uint32_t i = 0; i < s->n_relations; i++) {
		buf_varint(out, s->relations[i].kind);
		buf_varint(out, s->relations[i].number);
	}
	buf_put(out, view_sub(buf_view(&w->stream), s->start, s->n));
}

static void put_parts(struct document_writer *w, struct buf *out)
{
	const struct span *spans = (const struct span *)(const void *)w->spans.p;
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		for (uint32_t i = 0; i < w->n_spans; i++)
			if (spans[i].kind == (enum doc_part_kind)kind)
				put_part(w, &spans[i], out);
}

/* A header or footer that is referred to and never came is an empty one. */
static void add_wanted(struct document_writer *w)
{
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++) {
		if (w->of_kind[kind] < w->promised[kind])
			document_fail(w, E_BROKEN);
		while (w->err == OK && w->of_kind[kind] < w->wanted[kind]) {
			w->open =
			    (struct span){.start = w->stream.n, .kind = (enum doc_part_kind)kind};
			put_plain(w, doc_parts[kind].root);
			(void)add_span(w);
		}
	}
}

uint32_t document_parts(const struct document_writer *w, enum doc_part_kind kind)
{
	return w->of_kind[kind];
}

void document_promise(struct document_writer *w, enum doc_part_kind kind, uint32_t n)
{
	w->promised[kind] = n;
}

enum err document_end(struct document_writer *w, struct buf *out)
{
	assert(w->depth == 0);
	add_wanted(w);
	struct buf *bufs[] = {&w->links,   &w->blobs, &w->bookmarks, &w->stream,
			      &w->scratch, &w->kids,  &w->spans,     &w->stage};
	for (size_t i = 0; i < array_len(bufs); i++)
		document_fail(w, bufs[i]->err);
	buf_varint(out, w->form);
	buf_varint(out, w->next[MAP_LINK]);
	buf_put(out, buf_view(&w->links));
	buf_varint(out, w->next[MAP_BLOB]);
	buf_put(out, buf_view(&w->blobs));
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++)
		buf_varint(out, w->next[i]);
	buf_put(out, buf_view(&w->bookmarks));
	for (unsigned i = 0; i < DOC_PART_COUNT; i++)
		buf_varint(out, w->of_kind[i]);
	put_parts(w, out);
	document_abandon(w);
	return w->err != OK ? w->err : out->err;
}
