/* SPDX-License-Identifier: Apache-2.0
 * xlsx_cell.c: rows and cells. Most of a workbook is here, so cells are read by hand: attributes
 * in one pass, then formula and value, then one record.
 */
#include "disarm/office/xlsx.h"

struct cell {
	uint32_t column; /* from one */
	struct view style, kind;
	bool phonetic;
	struct view value;
	bool has_value, opened;
	/* its formula */
	struct view formula, formula_kind, over, si;
	bool has_formula;
};

static bool is(const struct xml *x, const char *local)
{
	return ooxml_is(x, DOC_NS_X, local);
}

static enum err attribute(struct ooxml *c, const struct xml_attr *a, struct view *ret)
{
	if (!a->plain)
		return xml_attr_value(&c->x, a, ret);
	*ret = a->raw;
	return OK;
}

static enum err cell_attributes(struct ooxml *c, struct xlsx *s, struct cell *cell)
{
	uint32_t column, row;
	cell->column = s->column + 1;
	for (uint32_t i = 0; i < c->x.n_attrs; i++) {
		const struct xml_attr *a = &c->x.attrs[i];
		struct view v;
		if (a->name.ns != XML_NS_NONE)
			continue;
		try(attribute(c, a, &v));
		if (view_eq(a->name.local, VIEW("r")) && grid_cell(v, &column, &row))
			cell->column = column + 1;
		else if (view_eq(a->name.local, VIEW("s")))
			cell->style = v;
		else if (view_eq(a->name.local, VIEW("t")))
			cell->kind = v;
		else if (view_eq(a->name.local, VIEW("ph")))
			cell->phonetic = view_eq(v, VIEW("1")) || view_eq(v, VIEW("true"));
	}
	s->column = cell->column;
	return OK;
}

/* The text of the element just opened; what is inside it is gone past. */
static enum err text_of(struct ooxml *c, struct view *ret)
{
	*ret = VIEW("");
	while (true) {
		struct view piece;
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind == XML_OPEN) {
			ooxml_count(c, FINDING_UNKNOWN_ELEMENT);
			try(xml_skip(&c->x));
			continue;
		}
		try(xml_text(&c->x, &piece));
		if (ret->n == 0) {
			*ret = piece;
			continue;
		}
		uint8_t *joined = arena_alloc(c->d->mem, ret->n + piece.n);
		if (!joined)
			return E_LIMIT_MEMORY;
		memcpy(joined, ret->p, ret->n);
		memcpy(joined + ret->n, piece.p, piece.n);
		*ret = view_of(joined, ret->n + piece.n);
	}
}

/* ---- formulas ---- */

static struct xlsx_shared *shared_of(struct xlsx *s, uint32_t si)
{
	for (uint32_t i = s->n_shared; i > 0; i--, s->compared++)
		if (s->shared[i - 1].si == si)
			return &s->shared[i - 1];
	return NULL;
}

/* The first cell of a shared formula says it; the others say only its number. */
static enum err shared(struct ooxml *c, struct xlsx *s, const struct cell *cell, struct view *ret,
		       enum finding_code *ret_why)
{
	int64_t si;
	*ret = VIEW("");
	*ret_why = FINDING_FORMULA_VALUE;
	if (!ooxml_number(cell->si, 0, UINT32_MAX, &si))
		return OK;
	struct xlsx_shared *of = shared_of(s, (uint32_t)si);
	if (s->compared > XLSX_COMPARED_MAX)
		return E_LIMIT_COUNT;
	if (view_trim(cell->formula).n == 0 && of) {
		*ret_why = of->why;
		return of->tokens.n == 0
			   ? OK
			   : xlsx_shift(c, of->tokens, (int64_t)cell->column - of->column,
					(int64_t)s->row - of->row, ret);
	}
	try(xlsx_tokens(c, cell->formula, FORMULA_CELL, ret, ret_why));
	s->shared = xlsx_more(c, s->shared, &s->n_shared, &s->room_shared, sizeof *s->shared);
	if (!s->shared)
		return E_LIMIT_MEMORY;
	s->shared[s->n_shared - 1] =
	    (struct xlsx_shared){(uint32_t)si, cell->column, s->row, *ret, *ret_why};
	return OK;
}

static enum err put_formula(struct ooxml *c, struct xlsx *s, const struct cell *cell)
{
	struct view tokens = VIEW("");
	enum finding_code why = FINDING_FORMULA_VALUE;
	if (view_eq(cell->formula_kind, VIEW("shared")))
		try(shared(c, s, cell, &tokens, &why));
	else if (!view_eq(cell->formula_kind, VIEW("dataTable")))
		try(xlsx_tokens(c, cell->formula, FORMULA_CELL, &tokens, &why));
	if (tokens.n == 0) {
		ooxml_count(c, why);
		return OK;
	}
	document_open(c->w, DOC_T_sk_f);
	if (view_eq(cell->formula_kind, VIEW("array")))
		(void)document_view(c->w, DOC_A_sk_f__over, cell->over);
	(void)document_text(c->w, tokens);
	document_close(c->w);
	return OK;
}

/* ---- values ---- */

/* "1" and "true" as XML has them; anything else is off. */
static bool truth(struct view v)
{
	return view_eq(v, VIEW("1")) || view_eq(v, VIEW("true"));
}

static bool put_error(struct ooxml *c, struct view v)
{
	unsigned list = doc_attr_at(DOC_T_sk_c, DOC_A_sk_c__error)->list;
	int n = doc_enum_find(list, v);
	return document_int(c->w, DOC_A_sk_c__error,
			    n == DOC_NONE_FOUND ? doc_enum_find(list, VIEW("#VALUE!")) : n);
}

static enum err put_value(struct ooxml *c, const struct cell *cell)
{
	struct view v = view_trim(cell->value), text;
	int64_t n;
	bool ok = false;
	if (cell->kind.n == 0 || view_eq(cell->kind, VIEW("n"))) {
		ok = v.n == 0 || document_view(c->w, DOC_A_sk_c__number, v);
	} else if (view_eq(cell->kind, VIEW("s"))) {
		ok = ooxml_number(v, 0, DOC_IDENTS_MAX, &n) &&
		     document_int(c->w, DOC_A_sk_c__string, n);
	} else if (view_eq(cell->kind, VIEW("b"))) {
		ok = document_int(c->w, DOC_A_sk_c__truth, truth(v));
	} else if (view_eq(cell->kind, VIEW("e"))) {
		ok = put_error(c, v);
	} else if (view_eq(cell->kind, VIEW("d"))) {
		ok = document_view(c->w, DOC_A_sk_c__date, v);
	} else {
		try(xlsx_xstring(c, cell->value, &text));
		ok = document_view(c->w, DOC_A_sk_c__text, ooxml_clean(c, text, true));
	}
	if (!ok)
		ooxml_count(c, FINDING_BAD_VALUE);
	return OK;
}

static enum err open_cell(struct ooxml *c, struct cell *cell)
{
	int64_t style;
	document_open(c->w, DOC_T_sk_c);
	cell->opened = true;
	if (!document_int(c->w, DOC_A_sk_c__col, (int64_t)cell->column - 1))
		ooxml_count(c, FINDING_BAD_VALUE);
	if (cell->style.n && (!ooxml_number(cell->style, 0, DOC_IDENTS_MAX, &style) ||
			      !document_int(c->w, DOC_A_sk_c__style, style)))
		ooxml_count(c, FINDING_BAD_VALUE);
	if (cell->phonetic)
		(void)document_int(c->w, DOC_A_sk_c__phonetic, 1);
	return cell->has_value ? put_value(c, cell) : OK;
}

static enum err formula_attributes(struct ooxml *c, struct cell *cell)
{
	cell->formula_kind = ooxml_plain(c, XML_NS_NONE, "t");
	cell->over = ooxml_plain(c, XML_NS_NONE, "ref");
	cell->si = ooxml_plain(c, XML_NS_NONE, "si");
	cell->has_formula = true;
	return text_of(c, &cell->formula);
}

/* Rich text in the cell itself: it is the value, and no formula stands beside it. */
static enum err put_inline(struct ooxml *c, struct cell *cell)
{
	if (cell->opened || cell->has_value)
		return xml_skip(&c->x);
	cell->has_formula = false;
	try(open_cell(c, cell));
	document_open(c->w, DOC_T_x_is);
	enum err e = ooxml_children(c);
	document_close(c->w);
	return e;
}

static enum err cell_children(struct ooxml *c, struct cell *cell)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		if (is(&c->x, "v")) {
			try(text_of(c, &cell->value));
			cell->has_value = !cell->opened;
		} else if (is(&c->x, "f")) {
			try(formula_attributes(c, cell));
		} else if (is(&c->x, "is")) {
			try(put_inline(c, cell));
		} else {
			if (!is(&c->x, "extLst"))
				ooxml_count(c, FINDING_UNKNOWN_ELEMENT);
			try(xml_skip(&c->x));
		}
	}
}

static enum err put_cell(struct ooxml *c)
{
	struct xlsx *s = c->own;
	struct cell cell = {0};
	try(cell_attributes(c, s, &cell));
	try(cell_children(c, &cell));
	if (!cell.opened) {
		try(open_cell(c, &cell));
		if (cell.has_formula)
			try(put_formula(c, s, &cell));
	}
	document_close(c->w);
	return OK;
}

/* ---- rows ---- */

static enum err row_number(struct ooxml *c, struct xlsx *s)
{
	int64_t row = (int64_t)s->row + 1;
	struct view r = ooxml_plain(c, XML_NS_NONE, "r");
	if (r.n == 0)
		(void)document_int(c->w, DOC_A_x_row__r, row);
	else
		(void)ooxml_number(view_trim(r), 1, GRID_ROWS, &row);
	s->row = (uint32_t)row;
	s->column = 0;
	return OK;
}

enum err xlsx_row(struct ooxml *c, unsigned type, bool *ret_done)
{
	struct xlsx *s = c->own;
	*ret_done = true;
	if (truth(ooxml_plain(c, XML_NS_NONE, "hidden")))
		ooxml_count(c, FINDING_HIDDEN_CELLS);
	document_open(c->w, type);
	try(row_number(c, s));
	try(ooxml_attributes(c, type));
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			break;
		if (c->x.kind != XML_OPEN)
			continue;
		if (is(&c->x, "c"))
			try(put_cell(c));
		else
			try(ooxml_element(c));
	}
	document_close(c->w);
	return OK;
}
