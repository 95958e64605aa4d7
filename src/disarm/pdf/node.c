/* SPDX-License-Identifier: Apache-2.0
 * pdf/node.c: items with gaps, numbered and written at the end.
 */
#include <math.h>

#include "disarm/pdf/font.h"
#include "disarm/pdf/image.h"
#include "disarm/pdf/node.h"

#define GAPS_MAX ((size_t)256 << 20)
#define DEPTH_MAX 400 /* of nodes naming nodes; reading is bounded far below */

struct gap {
	uint32_t node;
	uint64_t at;
};

struct node {
	uint8_t kind, state; /* enum state */
	bool spoilt;
	uint32_t number;
	struct ops body;
	const struct pdf_font *font;
	struct image *image;
};

enum state { FRESH, ENTERED, PLACED };

struct ops ops_new(void)
{
	return (struct ops){.bytes = buf_new(NODE_BYTES_MAX), .gaps = buf_new(GAPS_MAX)};
}

void ops_free(struct ops *o)
{
	buf_free(&o->bytes);
	buf_free(&o->gaps);
	o->n = 0;
}

void ops_begin(struct ops *o, enum form_page_op_op op)
{
	form_page_op_write(&o->bytes, &(struct form_page_op){.op = op});
	o->n++;
}

void ops_gap(struct ops *o, size_t at, node_id node)
{
	struct gap gap = {.node = node, .at = at};
	if (node != 0)
		buf_put(&o->gaps, view_of(&gap, sizeof gap));
}

static size_t gap_count(const struct ops *o)
{
	return o->gaps.n / sizeof(struct gap);
}

static struct gap gap_at(const struct ops *o, size_t i)
{
	struct gap gap;
	memcpy(&gap, o->gaps.p + i * sizeof gap, sizeof gap);
	return gap;
}

void ops_append(struct ops *o, const struct ops *more)
{
	for (size_t i = 0; i < gap_count(more); i++) {
		struct gap gap = gap_at(more, i);
		gap.at += o->bytes.n;
		buf_put(&o->gaps, view_of(&gap, sizeof gap));
	}
	buf_put(&o->bytes, buf_view(&more->bytes));
	if (more->bytes.err != OK && o->bytes.err == OK)
		o->bytes.err = more->bytes.err;
	if (more->gaps.err != OK && o->gaps.err == OK)
		o->gaps.err = more->gaps.err;
	o->n += more->n;
}

enum err ops_err(const struct ops *o)
{
	return o->bytes.err != OK ? o->bytes.err : o->gaps.err;
}

/* --- the table of nodes --- */

struct nodes nodes_new(struct pdf *pdf)
{
	return (struct nodes){.pdf = pdf,
			      .list = buf_new((size_t)1 << 30),
			      .parts_of = buf_new(FORM_PARTS_MAX * sizeof(struct nodes_part))};
}

static struct node *at(const struct nodes *t, node_id node)
{
	assert(node > 0 && node <= t->n);
	return (struct node *)(void *)t->list.p + (node - 1);
}

void nodes_free(struct nodes *t)
{
	for (node_id i = 1; i <= t->n; i++)
		ops_free(&at(t, i)->body);
	buf_free(&t->list);
	buf_free(&t->parts_of);
	t->n = 0;
}

static node_id add(struct nodes *t, const struct node *node)
{
	if (t->n >= 1000000) {
		pdf_fail(t->pdf, E_LIMIT_COUNT);
		return 0;
	}
	buf_put(&t->list, view_of(node, sizeof *node));
	if (t->list.err != OK) {
		pdf_fail(t->pdf, t->list.err);
		return 0;
	}
	return ++t->n;
}

node_id node_new(struct nodes *t, enum form_page_item_kind kind, struct ops *body)
{
	struct node node = {.kind = (uint8_t)kind, .body = *body};
	if (ops_err(body) != OK)
		pdf_fail(t->pdf, ops_err(body));
	node_id id = add(t, &node);
	if (id != 0)
		*body = (struct ops){0};
	return id;
}

node_id node_font(struct nodes *t, const struct pdf_font *font)
{
	return add(t, &(struct node){.kind = FORM_PAGE_ITEM_KIND_FONT, .font = font});
}

node_id node_image(struct nodes *t, struct image *image)
{
	return add(t, &(struct node){.kind = FORM_PAGE_ITEM_KIND_IMAGE, .image = image});
}

void node_set(struct nodes *t, node_id node, struct ops *body)
{
	if (ops_err(body) != OK)
		pdf_fail(t->pdf, ops_err(body));
	ops_free(&at(t, node)->body);
	at(t, node)->body = *body;
	*body = (struct ops){0};
}

enum form_page_item_kind node_kind(const struct nodes *t, node_id node)
{
	return at(t, node)->kind;
}

void node_spoil(struct nodes *t, node_id node)
{
	at(t, node)->spoilt = true;
}

bool node_spoilt(const struct nodes *t, node_id node)
{
	return node != 0 && at(t, node)->spoilt;
}

uint32_t node_number(const struct nodes *t, node_id node)
{
	return node == 0 ? 0 : at(t, node)->number;
}

static uint32_t add_part(struct nodes *t, struct image *image)
{
	struct nodes_part part = {image};
	buf_put(&t->parts_of, view_of(&part, sizeof part));
	return ++t->parts;
}

/* The parts of a picture get their numbers, its stencil its place. */
static enum err place_image(struct nodes *t, struct image *image)
{
	if (image->part == 0) {
		if (t->parts + 2 >= FORM_PARTS_MAX)
			return E_LIMIT_COUNT;
		image->part = add_part(t, image);
		if (image->soft && image->soft->part == 0)
			image->soft->part = add_part(t, image->soft);
	}
	return t->parts_of.err;
}

static enum err place(struct nodes *t, node_id id, unsigned depth)
{
	struct node *node = at(t, id);
	if (node->state == PLACED)
		return OK;
	if (node->state == ENTERED || depth > DEPTH_MAX)
		return E_LIMIT_DEPTH; /* reading lets no circle come about */
	node->state = ENTERED;
	for (size_t i = 0; i < gap_count(&node->body); i++)
		try(place(t, gap_at(&node->body, i).node, depth + 1));
	if (node->image) {
		if (node->image->stencil != 0)
			try(place(t, node->image->stencil, depth + 1));
		try(place_image(t, node->image));
	}
	node->state = PLACED;
	node->number = ++t->items;
	return OK;
}

enum err node_place(struct nodes *t, node_id node)
{
	return place(t, node, 0);
}

static void write_body(const struct nodes *t, const struct ops *body, struct buf *out)
{
	uint64_t from = 0;
	for (size_t i = 0; i < gap_count(body); i++) {
		struct gap gap = gap_at(body, i);
		buf_put(out, view_sub(buf_view(&body->bytes), from, gap.at - from));
		buf_varint(out, node_number(t, gap.node));
		from = gap.at + 1; /* past the 0 */
	}
	buf_put(out, view_sub(buf_view(&body->bytes), from, body->bytes.n));
}

enum err nodes_write(struct nodes *t, struct buf *out)
{
	node_id *order = arena_array(t->pdf->mem, t->items + 1u, sizeof *order);
	if (!order)
		return E_NO_MEMORY;
	for (node_id i = 1; i <= t->n; i++)
		order[node_number(t, i)] = i;
	for (uint32_t i = 1; i <= t->items; i++) {
		struct node *node = at(t, order[i]);
		form_page_item_write(out, &(struct form_page_item){.kind = node->kind});
		if (node->font)
			try(pdf_font_write(node->font, out));
		else if (node->image)
			image_write(t, node->image, out);
		else
			write_body(t, &node->body, out);
		ops_free(&node->body);
		if (out->err != OK)
			return out->err;
	}
	return OK;
}

static int64_t scaled(double x, double unit, int64_t most)
{
	double y = x * unit;
	if (!(y > -(double)most))
		return y != y ? 0 : -most;
	return y < (double)most ? llround(y) : most;
}

int64_t micro(double x)
{
	return scaled(x, PAGES_MICRO, PAGES_COORD_MOST);
}

int64_t nano(double x)
{
	return scaled(x, PAGES_NANO, PAGES_MATRIX_MOST);
}

uint32_t micro_unit(double x)
{
	return (uint32_t)scaled(x > 0 ? x : 0, PAGES_MICRO, PAGES_MICRO);
}

void nano_matrix(const double from[6], int64_t to[6])
{
	for (size_t i = 0; i < 6; i++)
		to[i] = nano(from[i]);
}
