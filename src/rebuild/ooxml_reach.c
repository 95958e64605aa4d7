/* SPDX-License-Identifier: Apache-2.0
 * ooxml_reach.c: which parts a package needs: those that its main part leads to.
 */
#include "rebuild/ooxml.h"

/* One part refers to another. */
struct edge {
	uint32_t from, to;
};

static void refer(struct ooxml *x, struct buf *edges, unsigned kind, uint32_t number)
{
	struct edge e = {ooxml_part_at(x, x->in.kind, x->in.part), ooxml_part_at(x, kind, number)};
	buf_put(edges, view_of(&e, sizeof e));
}

void ooxml_find_edges(struct ooxml *x, struct buf *edges)
{
	const struct document_reader *in = &x->in;
	for (uint32_t i = 0; in->event == DOC_PART && i < in->n_relations; i++)
		refer(x, edges, in->relations[i].kind, in->relations[i].number);
	for (uint32_t i = 0; in->event == DOC_OPEN && i < in->n_values; i++) {
		const struct doc_value *v = &in->values[i];
		if (v->attr->class == DOC_REF && v->attr->dialect >= DOC_REF_PART)
			refer(x, edges, v->attr->dialect - (unsigned)DOC_REF_PART, (uint32_t)v->n);
	}
}

static int by_from(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

struct walk {
	struct ooxml *x;
	const struct edge *edges;
	size_t n_edges, n;
	uint32_t *queue; /* parts reached and not yet gone through */
	uint8_t *reached;
};

static void reach(struct walk *w, uint32_t part)
{
	if (w->reached[part])
		return;
	w->reached[part] = 1;
	w->queue[w->n++] = part;
}

static void begin(struct walk *w)
{
	const struct document *d = &w->x->d;
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		if (d->of_kind[kind] > 0 && !(doc_parts[kind].many & d->form_bit))
			reach(w, ooxml_part_at(w->x, kind, 0));
	for (size_t k = 0; k < ooxml_n_main_refers; k++)
		for (uint32_t i = 0; i < d->of_kind[ooxml_main_refers[k]]; i++)
			reach(w, ooxml_part_at(w->x, ooxml_main_refers[k], i));
}

static void go_on(struct walk *w, uint32_t part)
{
	size_t low = 0, high = w->n_edges;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (w->edges[mid].from < part)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->n_edges && w->edges[low].from == part; low++)
		reach(w, w->edges[low].to);
}

enum err ooxml_leave_unreached(struct ooxml *x, struct buf *edges)
{
	struct edge *e = (struct edge *)(void *)edges->p;
	struct walk w = {.x = x, .edges = e, .n_edges = edges->n / sizeof *e};
	w.queue = arena_array(x->r->mem, x->d.n_parts, sizeof *w.queue);
	w.reached = arena_array(x->r->mem, x->d.n_parts, sizeof *w.reached);
	if (!w.queue || !w.reached)
		return E_NO_MEMORY;
	if (w.n_edges > 0)
		qsort(e, w.n_edges, sizeof *e, by_from);
	begin(&w);
	for (size_t at = 0; at < w.n; at++)
		if (!x->left_out[w.queue[at]])
			go_on(&w, w.queue[at]);
	for (uint32_t i = 0; i < x->d.n_parts; i++)
		x->left_out[i] = x->left_out[i] || !w.reached[i];
	return OK;
}
