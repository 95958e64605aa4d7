/* SPDX-License-Identifier: Apache-2.0
 * xlsx_box.c: the boxes of comments, which stand in a drawing of the old kind (VML; ECMA-376 part
 * 4, 19.4.2) beside the list of comments. Only corners and visibility are taken from there.
 */
#include "disarm/office/xlsx.h"

static bool is(const struct xml *x, const char *local)
{
	return view_eq(x->name.local, view_str(local));
}

/* Text up to the end of the element just opened. */
static enum err text_of(struct xml *x, struct view *ret)
{
	*ret = VIEW("");
	do {
		try(xml_next(x));
		if (x->kind == XML_TEXT && ret->n == 0)
			try(xml_text(x, ret));
		else if (x->kind == XML_OPEN)
			try(xml_skip(x));
	} while (x->kind == XML_TEXT || x->kind == XML_OPEN);
	return OK;
}

/* Eight numbers with commas between. */
static bool corners(struct view v, int64_t to[8])
{
	static const int64_t most[4] = {GRID_COLUMNS - 1, 65535, GRID_ROWS - 1, 65535};
	size_t from = 0;
	for (unsigned i = 0; i < 8; i++) {
		size_t end = view_find(v, from, ',');
		struct view one = view_trim(view_sub(v, from, end - min_of(from, end)));
		if (from > v.n || !ooxml_number(one, 0, most[i % 4], &to[i]))
			return false;
		from = end + 1;
	}
	return from > v.n;
}

static enum err client_data(struct ooxml *c, struct xml *x)
{
	struct xlsx *s = c->own;
	struct xlsx_box box = {0};
	int64_t row = -1, column = -1;
	bool placed = false;
	struct view text;
	uint32_t depth = x->depth;
	while (true) {
		try(xml_next(x));
		if (x->kind == XML_CLOSE && x->depth == depth)
			break;
		if (x->kind != XML_OPEN)
			continue;
		bool anchor = is(x, "Anchor"), at_row = is(x, "Row"), at_column = is(x, "Column");
		box.shown = box.shown || is(x, "Visible");
		try(text_of(x, &text));
		if (anchor)
			placed = corners(text, box.corners);
		if (at_row)
			(void)ooxml_number(view_trim(text), 0, GRID_ROWS - 1, &row);
		if (at_column)
			(void)ooxml_number(view_trim(text), 0, GRID_COLUMNS - 1, &column);
	}
	if (!placed || row < 0 || column < 0)
		return OK;
	s->boxes = xlsx_more(c, s->boxes, &s->n_boxes, &s->room_boxes, sizeof *s->boxes);
	if (!s->boxes)
		return E_LIMIT_MEMORY;
	box.row = (uint32_t)row;
	box.column = (uint32_t)column;
	s->boxes[s->n_boxes - 1] = box;
	return OK;
}

static enum err read_boxes(struct ooxml *c, uint32_t part)
{
	struct view bytes;
	struct xml *x = arena_alloc(c->d->mem, sizeof *x);
	if (!x)
		return E_LIMIT_MEMORY;
	try(opc_read(&c->opc, part, &bytes));
	try(xml_open(x, bytes, ooxml_namespace_of, c->d->mem));
	while (true) {
		try(xml_next(x));
		if (x->kind == XML_END)
			return OK;
		if (x->kind != XML_OPEN || !is(x, "ClientData"))
			continue;
		const struct xml_attr *kind = xml_find(x, XML_NS_NONE, VIEW("ObjectType"));
		if (kind && view_eq(kind->raw, VIEW("Note")))
			try(client_data(c, x));
		else
			ooxml_count(c, FINDING_VML);
	}
}

/* The sheet that this list of comments belongs to says where the boxes are. A drawing that is not
 * XML, as some programs write it, says nothing. */
enum err xlsx_boxes(struct ooxml *c)
{
	struct xlsx *s = c->own;
	struct opc_relations of;
	s->n_boxes = 0;
	for (uint32_t i = 0; i < s->n_sheets; i++) {
		bool ours = false;
		try(opc_relations(&c->opc, s->sheets[i].part, &of));
		for (uint32_t k = 0; k < of.n; k++)
			ours =
			    ours || (of.rows[k].kind == REL_COMMENTS && of.rows[k].part == c->part);
		for (uint32_t k = 0; ours && k < of.n; k++) {
			if (of.rows[k].kind != REL_VML || of.rows[k].part == OPC_NONE)
				continue;
			enum err e = read_boxes(c, of.rows[k].part);
			if (e != OK && e != E_BROKEN && e != E_LIMIT_DEPTH && e != E_LIMIT_COUNT)
				return e;
		}
	}
	return OK;
}

void xlsx_put_box(struct ooxml *c)
{
	const struct xlsx *s = c->own;
	for (uint32_t i = 0; i < s->n_boxes; i++) {
		const struct xlsx_box *box = &s->boxes[i];
		if (box->row + 1 != s->row || box->column + 1 != s->column)
			continue;
		document_open(c->w, DOC_T_sk_box);
		if (box->shown)
			(void)document_int(c->w, DOC_A_sk_box__shown, 1);
		for (unsigned k = 0; k < 8; k++)
			(void)document_int(c->w, DOC_A_sk_box__left + k, box->corners[k]);
		document_close(c->w);
		return;
	}
}
