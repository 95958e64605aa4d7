/* SPDX-License-Identifier: Apache-2.0
 * xlsx_formula.c: formulas of a workbook: what their names are the numbers of, and shared ones.
 */
#include "disarm/office/xlsx.h"

static bool find_sheet(struct xlsx *s, struct view name, uint32_t *ret)
{
	s->compared += s->n_sheets;
	for (uint32_t i = 0; i < s->n_sheets; i++) {
		if (!view_eq_nocase(s->sheets[i].name, name))
			continue;
		*ret = i;
		return true;
	}
	return false;
}

/* A name of the sheet goes before one of the workbook. */
static bool find_name(struct ooxml *c, struct view name, uint32_t sheet, uint32_t *ret)
{
	struct xlsx *s = c->own;
	uint32_t found = FORMULA_NO, scope = sheet == FORMULA_NO ? s->here : sheet;
	s->compared += s->n_names;
	for (uint32_t i = 0; i < s->n_names; i++) {
		const struct xlsx_name *n = &s->names[i];
		if (!n->kept || n->built_in >= 0 || !view_eq_nocase(n->name, name))
			continue;
		if (n->scope == scope || (n->scope == FORMULA_NO && found == FORMULA_NO))
			found = i;
	}
	if (found != FORMULA_NO)
		*ret = document_ident(c->w, DOC_IDENT_NAME, view_of(&found, sizeof found));
	return found != FORMULA_NO;
}

static bool find_table(struct ooxml *c, struct view name, uint32_t *ret)
{
	struct xlsx *s = c->own;
	s->compared += s->n_tables;
	for (uint32_t i = 0; i < s->n_tables; i++) {
		if (!view_eq_nocase(s->tables[i].name, name))
			continue;
		*ret = document_ident(c->w, DOC_IDENT_TABLE, s->tables[i].id);
		return true;
	}
	return false;
}

static bool find(void *arg, enum formula_thing thing, struct view name, uint32_t sheet,
		 uint32_t *ret)
{
	struct ooxml *c = arg;
	switch (thing) {
	case FORMULA_SHEET:
		return find_sheet(c->own, name, ret);
	case FORMULA_NAME:
		return find_name(c, name, sheet, ret);
	case FORMULA_TABLE:
		return find_table(c, name, ret);
	case FORMULA_URI:
		*ret = document_link(c->w, name);
		return *ret != DOC_NO;
	case FORMULA_THINGS:
		break;
	}
	return false;
}

enum err xlsx_tokens(struct ooxml *c, struct view text, enum formula_grammar grammar,
		     struct view *ret, enum finding_code *ret_why)
{
	struct xlsx *s = c->own;
	struct formula_lookup lookup = {
	    find, c, {{s->n_sheets, FORMULA_NO, FORMULA_NO, FORMULA_NO}}};
	struct buf tokens scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	*ret = VIEW("");
	*ret_why = FINDING_FORMULA_VALUE;
	enum err e = formula_parse(view_trim(text), grammar, &lookup, &tokens, ret_why);
	if (s->compared > XLSX_COMPARED_MAX)
		return E_LIMIT_COUNT;
	if (e != OK || tokens.n == 0)
		return e == E_NO_MEMORY ? e : OK;
	*ret = arena_copy(c->d->mem, buf_view(&tokens));
	return ret->p ? OK : E_LIMIT_MEMORY;
}

static bool move(uint32_t *place, bool fixed, int64_t by, uint32_t bound)
{
	int64_t n = (int64_t)*place + (fixed ? 0 : by);
	*place = (uint32_t)n;
	return n >= 0 && n < bound;
}

static bool shift_token(struct formula_token *t, int64_t columns, int64_t rows)
{
	bool two = t->tag != FORMULA_T_CELL;
	bool has_columns =
	    t->tag == FORMULA_T_CELL || t->tag == FORMULA_T_AREA || t->tag == FORMULA_T_COLUMNS;
	bool has_rows =
	    t->tag == FORMULA_T_CELL || t->tag == FORMULA_T_AREA || t->tag == FORMULA_T_ROWS;
	for (unsigned i = 0; i < (two ? 2u : 1u); i++) {
		if (has_columns &&
		    !move(&t->ref.column[i], t->ref.fixed_column[i], columns, FORMULA_COLUMNS))
			return false;
		if (has_rows && !move(&t->ref.row[i], t->ref.fixed_row[i], rows, FORMULA_ROWS))
			return false;
	}
	return true;
}

enum err xlsx_shift(struct ooxml *c, struct view tokens, int64_t columns, int64_t rows,
		    struct view *ret)
{
	static const struct formula_counts any = {{FORMULA_NO, FORMULA_NO, FORMULA_NO, FORMULA_NO}};
	struct buf out scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	struct cursor at = cursor_of(tokens);
	*ret = VIEW("");
	while (cursor_left(&at) > 0) {
		struct formula_token t;
		if (!formula_token_read(&at, &t, &any) || !shift_token(&t, columns, rows))
			return OK;
		formula_token_write(&out, &t);
	}
	if (out.err != OK)
		return out.err == E_NO_MEMORY ? E_NO_MEMORY : OK;
	struct xlsx *s = c->own;
	s->shifted += out.n;
	if (s->shifted > XLSX_SHIFTED_MAX)
		return E_LIMIT_SIZE;
	*ret = arena_copy(c->d->mem, buf_view(&out));
	return ret->p ? OK : E_LIMIT_MEMORY;
}

bool xlsx_formula(struct ooxml *c, const struct doc_attr *a, struct view text, unsigned number)
{
	struct view tokens;
	enum finding_code why;
	c->failed = xlsx_tokens(c, text, (enum formula_grammar)a->dialect, &tokens, &why);
	if (c->failed == OK && tokens.n == 0)
		ooxml_count(c, why);
	else if (c->failed == OK && number == OOXML_TEXT)
		(void)document_text(c->w, tokens);
	else if (c->failed == OK)
		(void)document_view(c->w, number, tokens);
	return true;
}
