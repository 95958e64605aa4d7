/* SPDX-License-Identifier: Apache-2.0
 * sheet_formula.c: when cells of a sheet go, the strings that only they showed go; and every
 * formula that touches that sheet becomes the value it shows: else it would be reckoned anew, from
 * nothing, on opening.
 */
#include "inspect/tree.h"

struct fix {
	struct tree *t;
	struct formula_counts counts;
	uint32_t sheet; /* place in the book */
	uint8_t *names; /* by number: touches it */
};

/* `home`: the sheet that the formula itself stands on; SCAN_NO: none. */
static bool touches(const struct fix *f, struct view tokens, uint32_t home)
{
	struct cursor c = cursor_of(tokens);
	struct formula_token k;
	while (cursor_left(&c) > 0 && formula_token_read(&c, &k, &f->counts)) {
		bool place = k.tag == FORMULA_T_CELL || k.tag == FORMULA_T_AREA ||
			     k.tag == FORMULA_T_COLUMNS || k.tag == FORMULA_T_ROWS;
		if (k.tag == FORMULA_T_COLUMN)
			return true; /* a table: on whichever sheet */
		if (k.tag == FORMULA_T_NAME && k.n < f->counts.of[FORMULA_NAME] && f->names[k.n])
			return true;
		if (place && k.where == FORMULA_HERE && home == f->sheet)
			return true;
		if (place && k.where == FORMULA_ON_SHEET && k.sheet[0] == f->sheet)
			return true;
		if (place && k.where == FORMULA_ON_SHEETS)
			return true;
	}
	return false;
}

static struct view formula_of(const struct tree *t, const struct node *n)
{
	if (doc_types[n->type].text.class == DOC_FORMULA)
		return n->text;
	for (uint32_t k = 0; k < n->n_values; k++) {
		const struct leaf_value *v =
		    &((struct leaf_value *)(void *)t->values.p)[n->values + k];
		if (doc_attr_at(n->type, v->number)->class == DOC_FORMULA)
			return v->view;
	}
	return VIEW("");
}

static uint32_t home_of(const struct tree *t, const struct node *n)
{
	uint32_t at = 0;
	if (n->kind != DOC_PART_SHEET)
		return SCAN_NO;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		const struct node *o = tree_node(t, i);
		if (o->type != DOC_T_sk_sheet && o->type != DOC_T_sk_chartSheet)
			continue;
		if (o->type == DOC_T_sk_sheet &&
		    tree_int(t, o, DOC_A_sk_sheet__part, -1) == n->part)
			return at;
		at++;
	}
	return SCAN_NO;
}

/* A chart's reference with what it shows becomes what it shows. */
static void literal(struct tree *t, uint32_t candidate, uint32_t ref)
{
	static const uint16_t kinds[][3] = {{DOC_T_c_numRef, DOC_T_c_numCache, DOC_T_c_numLit},
					    {DOC_T_c_strRef, DOC_T_c_strCache, DOC_T_c_strLit}};
	const struct node *n = tree_node(t, ref);
	for (size_t i = 0; i < array_len(kinds); i++) {
		uint32_t cache = n->type == kinds[i][0] ? tree_child(t, ref, kinds[i][1]) : SCAN_NO;
		if (cache == SCAN_NO ||
		    !doc_child_find(tree_node(t, n->up)->type, doc_types[kinds[i][2]].name))
			continue;
		const struct node *c = tree_node(t, cache);
		scope_end(buf_free) struct buf b = buf_new(16);
		buf_varint(&b, kinds[i][2] + 2u);
		buf_varint(&b, 0);
		scan_put_bytes(t->s, candidate, n->at, c->inside - n->at, buf_view(&b));
		scan_cut(t->s, candidate, c->end, n->end - c->end);
		return;
	}
	tree_cut(t, candidate, ref);
}

static uint32_t only_child_of(const struct tree *t, uint32_t node)
{
	uint32_t up = tree_node(t, node)->up;
	return up != SCAN_NO && up + 1 == node &&
		       tree_node(t, up)->after == tree_node(t, node)->after
		   ? up
		   : SCAN_NO;
}

static void fix_one(struct tree *t, uint32_t candidate, uint32_t i)
{
	static const uint16_t whole[] = {DOC_T_x_dataValidations, DOC_T_x_conditionalFormatting,
					 DOC_T_x_hyperlink};
	const struct node *n = tree_node(t, i);
	for (size_t k = 0; k < array_len(whole); k++) {
		uint32_t up = n->type == whole[k] ? i : tree_above(t, i, whole[k]);
		uint32_t outer = up == SCAN_NO ? SCAN_NO : only_child_of(t, up);
		bool list = outer != SCAN_NO && tree_node(t, outer)->type == DOC_T_x_hyperlinks;
		if (up != SCAN_NO) {
			tree_cut(t, candidate, list ? outer : up);
			return;
		}
	}
	if (tree_is(n, "f") && n->up != SCAN_NO && n->type != DOC_T_sk_f) {
		literal(t, candidate, n->up);
		return;
	}
	if (n->type == DOC_T_sk_name) {
		uint32_t up = only_child_of(t, i);
		tree_cut(t, candidate, up != SCAN_NO ? up : i);
		return;
	}
	tree_cut(t, candidate, i);
}

void sheet_fix_formulas(struct tree *t, uint32_t candidate, uint32_t sheet)
{
	struct fix f = {.t = t, .counts = document_formula_counts(&t->d), .sheet = sheet};
	bool again = true;
	f.names = arena_alloc(t->s->i->mem, (size_t)f.counts.of[FORMULA_NAME] + 1);
	if (!f.names || candidate == SCAN_NO) {
		t->s->err = f.names ? t->s->err : E_NO_MEMORY;
		return;
	}
	while (again) { /* names of names */
		again = false;
		for (uint32_t i = 0; i < tree_nodes(t); i++) {
			const struct node *n = tree_node(t, i);
			int64_t id =
			    n->type == DOC_T_sk_name ? tree_int(t, n, DOC_A_sk_name__id, -1) : -1;
			if (id >= 0 && !f.names[id] && touches(&f, n->text, SCAN_NO))
				f.names[id] = again = true;
		}
	}
	for (uint32_t i = 0; i < tree_nodes(t) && t->s->err == OK; i++) {
		struct view tokens = formula_of(t, tree_node(t, i));
		if (tokens.n > 0 && touches(&f, tokens, home_of(t, tree_node(t, i))))
			fix_one(t, candidate, i);
	}
}

/* --- strings --- */

static void tidy(struct tree *t, uint32_t candidate, const uint8_t *used)
{
	uint32_t string = 0;
	for (uint32_t i = 0; i < tree_nodes(t); i++) {
		if (tree_node(t, i)->type != DOC_T_x_si || used[string++])
			continue;
		for (uint32_t k = i + 1; k < tree_node(t, i)->after; k++)
			if (tree_node(t, k)->type == DOC_T_x_t && tree_node(t, k)->text.n > 0)
				tree_set_text(t, candidate, k, VIEW(""));
	}
}

enum err sheet_tidy(struct scan *s, struct buf *out)
{
	static const bool chosen[1] = {true};
	struct tree *t = arena_alloc(s->i->mem, sizeof *t);
	struct find_place at = {.at = FIND_AT_FILE};
	if (!t)
		return E_NO_MEMORY;
	enum err e = tree_read(s, t);
	uint8_t *used =
	    e == OK ? arena_alloc(s->i->mem, (size_t)t->d.idents[DOC_IDENT_STRING] + 1) : NULL;
	for (uint32_t i = 0; used && i < tree_nodes(t); i++) {
		const struct node *n = tree_node(t, i);
		int64_t string =
		    n->type == DOC_T_sk_c ? tree_int(t, n, DOC_A_sk_c__string, -1) : -1;
		if (string >= 0)
			used[string] = 1;
	}
	if (used)
		tidy(t, scan_find(s, FIND_HIDDEN_SHEET, &at, VIEW("-"), VIEW("-")), used);
	tree_free(t);
	try(e);
	if (!used || s->err != OK)
		return used ? s->err : E_NO_MEMORY;
	return apply(s, chosen, out);
}
