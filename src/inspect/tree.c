/* SPDX-License-Identifier: Apache-2.0
 * tree.c: reading an office form into a tree; cutting and replacing its records.
 */
#include "inspect/tree.h"

static size_t varint_length(uint64_t x)
{
	size_t n = 1;
	for (; x >= 0x80; x >>= 7)
		n++;
	return n;
}

static void append(struct scan *s, struct buf *b, const void *p, size_t n)
{
	buf_put(b, view_of(p, n));
	if (b->err != OK && s->err == OK)
		s->err = b->err == E_LIMIT_SIZE ? E_LIMIT_MEMORY : b->err;
}

/* Bytes of a value; the reader took it, so there is one spelling. A field stands alone. */
static size_t value_length(const struct doc_value *v)
{
	switch ((enum doc_class)v->attr->class) {
	case DOC_BOOL:
		return 1;
	case DOC_INT:
	case DOC_DATE:
		return varint_length((uint64_t)v->n << 1 ^ (v->n < 0 ? UINT64_MAX : 0));
	case DOC_ENUM:
	case DOC_IDENT:
	case DOC_REF:
		return varint_length((uint64_t)v->n);
	case DOC_COLOUR:
		return varint_length((uint64_t)(v->n + 1));
	case DOC_HEX:
		return v->view.n;
	case DOC_TEXT:
	case DOC_FORMULA:
		return varint_length(v->view.n) + v->view.n;
	case DOC_FIELD:
	case DOC_NONE:
	case DOC_AUTO:
		break;
	}
	return 0;
}

static void put_values(struct tree *t, size_t at)
{
	const struct document_reader *r = &t->r;
	at += varint_length(r->type + 2u) + varint_length(r->n_values);
	for (uint32_t i = 0; i < r->n_values; i++) {
		const struct doc_value *v = &r->values[i];
		struct leaf_value now = {.number = v->number,
					 .n = v->n,
					 .view = v->view,
					 .at = (uint32_t)(t->base + at)};
		at += varint_length(v->number) + value_length(v);
		now.end = (uint32_t)(t->base + at);
		append(t->s, &t->values, &now, sizeof now);
	}
}

static void opened(struct tree *t, size_t at, uint32_t *up)
{
	const struct document_reader *r = &t->r;
	struct node n = {.type = (uint16_t)r->type,
			 .kind = (uint8_t)r->kind,
			 .part = r->part,
			 .up = *up,
			 .at = (uint32_t)(t->base + at),
			 .inside = (uint32_t)(t->base + r->c.at),
			 .values = (uint32_t)(t->values.n / sizeof(struct leaf_value)),
			 .n_values = r->n_values};
	put_values(t, at);
	*up = tree_nodes(t);
	append(t->s, &t->nodes, &n, sizeof n);
}

static void closed(struct tree *t, uint32_t *up)
{
	struct node *n = tree_node(t, *up);
	n->end = (uint32_t)(t->base + t->r.c.at);
	n->after = tree_nodes(t);
	*up = n->up;
}

static void took_text(struct tree *t, size_t at, uint32_t up)
{
	struct node *n = tree_node(t, up);
	n->text = t->r.text.view;
	n->text_at = (uint32_t)(t->base + at + 1); /* behind the tag */
	n->text_end = (uint32_t)(t->base + t->r.c.at);
}

static void took_part(struct tree *t)
{
	for (uint32_t i = 0; i < t->r.n_relations; i++) {
		struct tree_relation x = {.kind = (uint8_t)t->r.kind,
					  .part = t->r.part,
					  .to = t->r.relations[i].kind,
					  .number = t->r.relations[i].number};
		append(t->s, &t->relations, &x, sizeof x);
	}
}

enum err tree_read(struct scan *s, struct tree *t)
{
	const struct form_part *part = &s->form.parts[0];
	size_t most = (size_t)s->i->limits->memory / 3;
	t->s = s;
	t->nodes = buf_new(most);
	t->values = buf_new(most);
	t->relations = buf_new((size_t)8 << 20);
	if (part->body.n > UINT32_MAX)
		return E_LIMIT_SIZE;
	try(document_head(part->body, s->form.n, s->i->limits, s->i->mem, &t->d));
	if (t->d.form != part->kind)
		return E_FORM;
	t->base = (size_t)(t->d.records.p - part->body.p);
	document_start(&t->d, &t->r);
	for (uint32_t up = SCAN_NO; s->err == OK;) {
		size_t at = t->r.c.at;
		try(document_next(&t->r));
		if (t->r.event == DOC_END)
			break;
		if (t->r.event == DOC_PART)
			took_part(t);
		else if (t->r.event == DOC_OPEN)
			opened(t, at, &up);
		else if (t->r.event == DOC_STRING)
			took_text(t, at, up);
		else
			closed(t, &up);
	}
	return s->err;
}

void tree_free(struct tree *t)
{
	buf_free(&t->nodes);
	buf_free(&t->values);
	buf_free(&t->relations);
}

const struct leaf_value *tree_value(const struct tree *t, const struct node *n, unsigned attr)
{
	const struct leaf_value *v = (const struct leaf_value *)(void *)t->values.p;
	for (uint32_t i = 0; i < n->n_values; i++)
		if (v[n->values + i].number == attr)
			return &v[n->values + i];
	return NULL;
}

int64_t tree_int(const struct tree *t, const struct node *n, unsigned attr, int64_t otherwise)
{
	const struct leaf_value *v = tree_value(t, n, attr);
	return v ? v->n : otherwise;
}

uint32_t tree_child(const struct tree *t, uint32_t node, unsigned type)
{
	uint32_t after = tree_node(t, node)->after;
	for (uint32_t i = node + 1; i < after; i = tree_node(t, i)->after)
		if (tree_node(t, i)->type == type)
			return i;
	return SCAN_NO;
}

uint32_t tree_below(const struct tree *t, uint32_t node, unsigned type)
{
	for (uint32_t i = node + 1; i < tree_node(t, node)->after; i++)
		if (tree_node(t, i)->type == type)
			return i;
	return SCAN_NO;
}

uint32_t tree_above(const struct tree *t, uint32_t node, unsigned type)
{
	uint32_t i = tree_node(t, node)->up;
	while (i != SCAN_NO && tree_node(t, i)->type != type)
		i = tree_node(t, i)->up;
	return i;
}

uint32_t tree_part(const struct tree *t, unsigned kind, uint32_t part)
{
	for (uint32_t i = 0; i < tree_nodes(t); i = tree_node(t, i)->after)
		if (tree_node(t, i)->kind == kind && tree_node(t, i)->part == part)
			return i;
	return SCAN_NO;
}

bool tree_is(const struct node *n, const char *local)
{
	return strcmp(doc_types[n->type].local, local) == 0;
}

void tree_cut(struct tree *t, uint32_t candidate, uint32_t node)
{
	const struct node *n = tree_node(t, node);
	scan_cut(t->s, candidate, n->at, n->end - n->at);
}

void tree_unwrap(struct tree *t, uint32_t candidate, uint32_t node)
{
	const struct node *n = tree_node(t, node);
	scan_cut(t->s, candidate, n->at, n->inside - n->at);
	scan_cut(t->s, candidate, n->end - 1, 1);
}

void tree_set_text(struct tree *t, uint32_t candidate, uint32_t node, struct view text)
{
	const struct node *n = tree_node(t, node);
	scope_end(buf_free) struct buf b = buf_new(text.n + 16);
	buf_varint(&b, text.n);
	buf_put(&b, text);
	if (n->text_end > n->text_at)
		scan_put_bytes(t->s, candidate, n->text_at, n->text_end - n->text_at, buf_view(&b));
}

void tree_set_value(struct tree *t, uint32_t candidate, const struct leaf_value *v,
		    struct view text)
{
	scope_end(buf_free) struct buf b = buf_new(text.n + 16);
	buf_varint(&b, v->number);
	buf_varint(&b, text.n);
	buf_put(&b, text);
	if (v->end > v->at)
		scan_put_bytes(t->s, candidate, v->at, v->end - v->at, buf_view(&b));
}

struct piece tree_value_piece(const struct leaf_value *v)
{
	uint32_t at = v->at + (uint32_t)varint_length(v->number);
	return (struct piece){.kind = PIECE_TEXT, .at = at, .n = v->end - at, .text = v->view};
}

uint32_t tree_piece(struct tree *t, uint32_t node)
{
	const struct node *n = tree_node(t, node);
	struct piece p = {
	    .kind = PIECE_TEXT, .at = n->text_at, .n = n->text_end - n->text_at, .text = n->text};
	return scan_piece_add(t->s, &p);
}
