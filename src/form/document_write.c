/* SPDX-License-Identifier: Apache-2.0
 * document_write.c: writes a document form so that the reader's rules hold, whatever the source
 * was.
 */
#include "form/document_field.h"
#include "form/document_write.h"
#include "form/uri.h"

#define MAP_SLOTS 4096u

enum { MAP_LINK = DOC_IDENT_KINDS, MAP_BLOB, MAP_KINDS };

struct entry {
	struct entry *next;
	struct view key;
	uint32_t kind, number;
};

struct kid {
	size_t start, end; /* of its record in the stream; the end is known when they are sorted */
	const struct doc_child *row;
};

struct level {
	uint16_t type;
	uint8_t last_rank;
	bool flushed, dead, disordered, has_text, root;
	size_t start, first_kid;
	uint32_t story, fields_before; /* open fields of the story when it began */
	const struct doc_child *row;   /* in the parent; NULL for a root */
};

struct span {
	size_t start, n;
	enum doc_part_kind kind;
};

struct staged {
	uint16_t number;
	size_t at, n;
};

struct document_writer {
	struct arena *mem;
	const struct limits *limits;
	enum err err;
	struct entry *map[MAP_SLOTS];
	uint32_t next[MAP_KINDS];
	struct buf defined[DOC_IDENT_KINDS]; /* one byte a number */
	struct buf links, blobs, bookmarks, stream, stage, scratch, kids, spans;
	uint32_t n_kids, n_spans, of_kind[DOC_PART_COUNT];
	struct level levels[DOC_DEPTH_MAX];
	uint32_t depth, skip;
	uint32_t fields[DOC_DEPTH_MAX]; /* open fields of the story that began at that depth */
	struct staged staged[DOC_ATTRS_MAX];
	uint32_t n_staged;
	size_t part_start;
	enum doc_part_kind part;
	bool part_dropped;
	struct document_counts counts;
};

static void fail(struct document_writer *w, enum err e)
{
	if (w->err == OK)
		w->err = e;
}

enum err document_begin(struct arena *mem, const struct limits *limits,
			struct document_writer **ret)
{
	struct document_writer *w = arena_alloc(mem, sizeof *w);
	if (!w)
		return E_NO_MEMORY;
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

/* The number of a key; a new one is entered when `add`. */
static uint32_t map_number(struct document_writer *w, uint32_t kind, struct view key, bool *ret_new)
{
	uint32_t hash = 2166136261u ^ kind;
	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ key.p[i]) * 16777619u;
	struct entry **slot = &w->map[hash % MAP_SLOTS];
	*ret_new = false;
	for (struct entry *e = *slot; e; e = e->next)
		if (e->kind == kind && view_eq(e->key, key))
			return e->number;
	struct entry *e = arena_alloc(w->mem, sizeof *e);
	struct view copy = arena_copy(w->mem, key);
	if (!e || !copy.p) {
		fail(w, E_LIMIT_MEMORY);
		return DOC_NO;
	}
	*e = (struct entry){*slot, copy, kind, w->next[kind]++};
	*slot = e;
	*ret_new = true;
	return e->number;
}

uint32_t document_link(struct document_writer *w, struct view uri)
{
	bool new;
	if (!uri_ok(uri))
		return DOC_NO;
	uint32_t number = map_number(w, MAP_LINK, uri, &new);
	if (new) {
		buf_varint(&w->links, uri.n);
		buf_put(&w->links, uri);
	}
	return number;
}

uint32_t document_blob(struct document_writer *w, uint32_t part, int64_t cx, int64_t cy)
{
	bool new;
	int64_t key[3] = {part, max_of(1, min_of(cx, (int64_t)DOC_EMU_MAX)),
			  max_of(1, min_of(cy, (int64_t)DOC_EMU_MAX))};
	uint32_t number = map_number(w, MAP_BLOB, view_of(key, sizeof key), &new);
	for (size_t i = 0; new &&i < 3; i++)
		buf_varint(&w->blobs, (uint64_t)key[i]);
	return number;
}

/* A bookmark's name as the form allows it: other characters become "_", at most 40 of them. */
static struct view fit_name(struct view key, struct buf *out)
{
	struct cursor c = cursor_of(key);
	for (size_t count = 0; cursor_left(&c) > 0 && count < 40; count++) {
		size_t at = c.at;
		uint32_t code = utf8_next(&c);
		struct view one = view_sub(key, at, c.at - at);
		bool ok = code != UTF8_BAD &&
			  (doc_bookmark_ok(one) || (count > 0 && (code == '-' || code == '.')));
		buf_put(out, ok ? one : VIEW("_"));
	}
	if (out->n == 0)
		buf_u8(out, '_');
	return buf_view(out);
}

uint32_t document_ident(struct document_writer *w, enum doc_ident_dialect kind, struct view key)
{
	bool new;
	if (kind != DOC_IDENT_BOOKMARK)
		return map_number(w, kind, key, &new);
	struct buf fitted scope_end(buf_free) = buf_new(256);
	struct view name = fit_name(key, &fitted);
	uint32_t number = map_number(w, kind, name, &new);
	if (new) {
		buf_varint(&w->bookmarks, name.n);
		buf_put(&w->bookmarks, name);
	}
	return number;
}

static struct level *top(struct document_writer *w)
{
	return &w->levels[w->depth - 1];
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
		fail(w, E_LIMIT_DEPTH);
		w->skip++;
		return;
	}
	if (++w->counts.elements > (uint64_t)w->limits->elements * 1000)
		fail(w, E_LIMIT_COUNT);
	struct level *parent = w->depth > 0 ? top(w) : NULL;
	bool story = !parent || (doc_types[type].flags & DOC_STORY);
	w->levels[w->depth] = (struct level){.type = (uint16_t)type,
					     .start = w->stream.n,
					     .first_kid = w->n_kids,
					     .row = row,
					     .root = !parent,
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
	bool many = kind == DOC_PART_HEADER || kind == DOC_PART_FOOTER;
	w->part = kind;
	w->part_start = w->stream.n;
	w->part_dropped = false;
	w->n_kids = 0;
	w->kids.n = 0;
	if (w->of_kind[kind] > 0 && !many)
		w->skip++;
	else
		push(w, doc_roots[kind], NULL);
}

/* Writes type and attributes of the open element once nothing more can come. */
static void flush(struct document_writer *w)
{
	struct level *l = top(w);
	unsigned must = 0;
	if (l->flushed)
		return;
	l->flushed = true;
	for (uint32_t i = 1; i < w->n_staged; i++) /* few, and nearly sorted */
		for (uint32_t j = i; j > 0 && w->staged[j].number < w->staged[j - 1].number; j--) {
			struct staged swap = w->staged[j];
			w->staged[j] = w->staged[j - 1];
			w->staged[j - 1] = swap;
		}
	buf_varint(&w->stream, (uint64_t)l->type + 2);
	buf_varint(&w->stream, w->n_staged);
	for (uint32_t i = 0; i < w->n_staged; i++) {
		const struct staged *s = &w->staged[i];
		must += (doc_attr_at(l->type, s->number)->flags & DOC_REQUIRED) != 0;
		buf_varint(&w->stream, s->number);
		buf_put(&w->stream, view_sub(buf_view(&w->stage), s->at, s->n));
	}
	l->dead = must != doc_types[l->type].must;
}

void document_open(struct document_writer *w, unsigned type)
{
	if (w->skip > 0 || w->depth == 0) {
		w->skip++;
		return;
	}
	flush(w);
	struct level *parent = top(w);
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

bool document_dropped(const struct document_writer *w)
{
	return w->skip > 0 || w->depth == 0 || w->levels[w->depth - 1].dead;
}

/* Begins an attribute's value in the stage; NULL when it cannot be taken. */
static const struct doc_attr *stage(struct document_writer *w, unsigned number)
{
	if (w->skip > 0 || w->depth == 0 || top(w)->flushed || w->n_staged == DOC_ATTRS_MAX)
		return NULL;
	const struct doc_attr *a = doc_attr_at(top(w)->type, number);
	for (uint32_t i = 0; i < w->n_staged; i++)
		if (w->staged[i].number == number)
			return NULL;
	w->staged[w->n_staged] = (struct staged){.number = (uint16_t)number, .at = w->stage.n};
	return a;
}

static bool staged(struct document_writer *w)
{
	struct staged *s = &w->staged[w->n_staged++];
	s->n = w->stage.n - s->at;
	return true;
}

static bool define(struct document_writer *w, const struct doc_attr *a, uint64_t n)
{
	struct buf *b = &w->defined[a->dialect];
	if (!(a->flags & DOC_DEFINES))
		return true;
	if (n >= b->n)
		buf_fill(b, 0, (size_t)n + 1 - b->n);
	if (b->err != OK || b->p[n])
		return false;
	b->p[n] = 1;
	return true;
}

static uint32_t count_of(const struct document_writer *w, const struct doc_attr *a)
{
	if (a->class == DOC_IDENT)
		return w->next[a->dialect];
	if (a->dialect == DOC_REF_HEADER || a->dialect == DOC_REF_FOOTER)
		return DOC_NO; /* the part may still come; document_end checks nothing: rebuild does
				*/
	return w->next[a->dialect == DOC_REF_LINK ? MAP_LINK : MAP_BLOB];
}

static bool put_number(struct document_writer *w, struct buf *b, const struct doc_attr *a,
		       int64_t n)
{
	switch ((enum doc_class)a->class) {
	case DOC_BOOL:
		if (n != 0 && n != 1)
			return false;
		buf_u8(b, (uint8_t)n);
		return true;
	case DOC_ENUM:
		if (n < 0 || n >= doc_enums[a->list].n)
			return false;
		buf_varint(b, (uint64_t)n);
		return true;
	case DOC_INT:
	case DOC_DATE:
		if (n < (a->class == DOC_INT ? a->min : DOC_DATE_MIN) ||
		    n > (a->class == DOC_INT ? a->max : DOC_DATE_MAX))
			return false;
		buf_zigzag(b, n);
		return true;
	case DOC_COLOUR:
		if (n < (a->dialect == DOC_COLOUR_RGB ? 0 : -1) || n > 0xffffff)
			return false;
		buf_varint(b, (uint64_t)(n + 1));
		return true;
	case DOC_IDENT:
	case DOC_REF:
		if (n < 0 || n >= count_of(w, a) ||
		    (a->class == DOC_IDENT && !define(w, a, (uint64_t)n)))
			return false;
		buf_varint(b, (uint64_t)n);
		return true;
	case DOC_NONE:
	case DOC_HEX:
	case DOC_TEXT:
	case DOC_FIELD:
	case DOC_AUTO:
		return false;
	}
	return false;
}

bool document_int(struct document_writer *w, unsigned attr, int64_t n)
{
	const struct doc_attr *a = stage(w, attr);
	return a && put_number(w, &w->stage, a, n) && staged(w);
}

bool document_view(struct document_writer *w, unsigned attr, struct view v)
{
	const struct doc_attr *a = stage(w, attr);
	if (a && a->class == DOC_HEX && v.n == a->dialect) {
		buf_put(&w->stage, v);
		return staged(w);
	}
	if (!a || a->class != DOC_TEXT || !doc_text_ok(a->dialect, v))
		return false;
	buf_varint(&w->stage, v.n);
	buf_put(&w->stage, v);
	return staged(w);
}

bool document_field(struct document_writer *w, const struct doc_field *field)
{
	struct doc_field_counts counts = {w->next[DOC_IDENT_BOOKMARK], w->next[MAP_LINK]};
	const struct doc_attr *a = stage(w, DOC_A_sk_field__code);
	return a && a->class == DOC_FIELD && doc_field_write(&w->stage, field, &counts) &&
	       staged(w);
}

static bool text_begin(struct document_writer *w)
{
	if (w->skip > 0 || w->depth == 0)
		return false;
	flush(w);
	return !top(w)->dead && !top(w)->has_text;
}

bool document_text(struct document_writer *w, struct view text)
{
	if (!text_begin(w))
		return false;
	const struct doc_attr *a = &doc_types[top(w)->type].text;
	if (a->class != DOC_TEXT || !doc_text_ok(a->dialect, text))
		return false;
	top(w)->has_text = true;
	buf_varint(&w->stream, 1);
	buf_varint(&w->stream, text.n);
	buf_put(&w->stream, text);
	return true;
}

bool document_text_int(struct document_writer *w, int64_t n)
{
	if (!text_begin(w))
		return false;
	const struct doc_attr *a = &doc_types[top(w)->type].text;
	size_t before = w->stream.n;
	buf_varint(&w->stream, 1);
	top(w)->has_text = put_number(w, &w->stream, a, n);
	if (!top(w)->has_text)
		w->stream.n = before;
	return top(w)->has_text;
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

/* What must be there and is not: added where it may be empty, else the element goes. */
static void complete(struct document_writer *w, struct level *l)
{
	const struct doc_type *t = &doc_types[l->type];
	for (size_t i = 0; i < t->n_children && (t->need > 0 || (t->flags & DOC_NEED_ONE)); i++) {
		const struct doc_child *row = &doc_children[t->first_child + i];
		if (!(row->flags & (DOC_REQUIRED | DOC_NEEDED)) || has_kid(w, l, row->type))
			continue;
		if ((row->flags & DOC_NEEDED) || doc_types[row->type].plain)
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

/* Children in the order of the table; of a DOC_ONCE rank only the first. */
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
	int last = -1;
	for (size_t i = 0; i < n; i++) {
		if ((k[i].row->flags & DOC_ONCE) && k[i].row->rank == last) {
			w->counts.dropped++;
			continue;
		}
		last = k[i].row->rank;
		buf_put(&w->stream,
			view_sub(buf_view(&w->scratch), k[i].start - begin, k[i].end - k[i].start));
	}
}

/* Counts a field that begins or ends here; false when an end has no beginning. */
static bool count_field(struct document_writer *w, const struct level *l)
{
	uint32_t *open = &w->fields[l->story];
	if (l->type == DOC_T_sk_field)
		++*open;
	if (l->type != DOC_T_sk_fieldEnd)
		return true;
	return *open > 0 ? (--*open, true) : false;
}

/* Takes the closed element as a child of its parent; false: a second one where one may be. */
static bool enlist(struct document_writer *w, const struct level *l)
{
	if (w->depth == 0)
		return true;
	struct level *parent = top(w);
	if ((l->row->flags & DOC_ONCE) && w->n_kids > parent->first_kid &&
	    parent->last_rank == l->row->rank)
		return false;
	if (w->n_kids > parent->first_kid && l->row->rank < parent->last_rank)
		parent->disordered = true;
	parent->last_rank = max_of(parent->last_rank, l->row->rank);
	add_kid(w, l->start, l->row);
	return true;
}

void document_close(struct document_writer *w)
{
	if (w->skip > 0) {
		w->skip--;
		return;
	}
	assert(w->depth > 0);
	flush(w);
	struct level *l = top(w);
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

uint32_t document_part_end(struct document_writer *w)
{
	bool second = w->skip > 0;
	document_close(w);
	assert(w->depth == 0 && w->skip == 0);
	if (second || w->part_dropped)
		return DOC_NO;
	struct span span = {w->part_start, w->stream.n - w->part_start, w->part};
	buf_put(&w->spans, view_of(&span, sizeof span));
	w->n_spans += w->spans.err == OK;
	return w->of_kind[w->part]++;
}

struct document_counts document_counts(const struct document_writer *w)
{
	return w->counts;
}

static void put_parts(struct document_writer *w, struct buf *out)
{
	const struct span *spans = (const struct span *)(const void *)w->spans.p;
	buf_varint(out, w->n_spans);
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		for (uint32_t i = 0; i < w->n_spans; i++) {
			if (spans[i].kind != (enum doc_part_kind)kind)
				continue;
			buf_varint(out, kind);
			buf_put(out, view_sub(buf_view(&w->stream), spans[i].start, spans[i].n));
		}
}

enum err document_end(struct document_writer *w, struct buf *out)
{
	assert(w->depth == 0);
	struct buf *bufs[] = {&w->links,   &w->blobs, &w->bookmarks, &w->stream,
			      &w->scratch, &w->kids,  &w->spans,     &w->stage};
	for (size_t i = 0; i < array_len(bufs); i++)
		fail(w, bufs[i]->err);
	buf_varint(out, w->next[MAP_LINK]);
	buf_put(out, buf_view(&w->links));
	buf_varint(out, w->next[MAP_BLOB]);
	buf_put(out, buf_view(&w->blobs));
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++)
		buf_varint(out, w->next[i]);
	buf_put(out, buf_view(&w->bookmarks));
	buf_varint(out, w->of_kind[DOC_PART_HEADER]);
	buf_varint(out, w->of_kind[DOC_PART_FOOTER]);
	put_parts(w, out);
	document_abandon(w);
	return w->err != OK ? w->err : out->err;
}
