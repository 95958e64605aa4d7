/* SPDX-License-Identifier: Apache-2.0
 * sense_gates.c: whether the ways in and out, and the kinds of assets, make sense.
 */
#include "policy/sense/lint.h"

static const struct policy_word *word(enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	assert(w);
	return w;
}

/* --- gates --- */

static bool share_units(const struct policy_gate *a, const struct policy_gate *b)
{
	if (a->units_count == 0 || b->units_count == 0)
		return a->units_count == b->units_count;
	for (uint32_t i = 0; i < a->units_count; i++)
		for (uint32_t k = 0; k < b->units_count; k++)
			if (a->units[i] == b->units[k])
				return true;
	return false;
}

static void check_double(const struct policy *p, uint32_t i, const struct yaml_node *first,
			 const struct yaml_node *node, struct schema_reader *s)
{
	const struct policy_gate *g = &p->gates[i];
	for (uint32_t k = 0; k < i; k++, first = first->next)
		if (p->gates[k].kind == g->kind && p->gates[k].direction == g->direction &&
		    share_units(&p->gates[k], g)) {
			lint_complain(s, MISTAKE_GATE_TWICE, node,
				      VALUES(lint_word_ja(WORDS_GATE, g->kind),
					     lint_word_ja(WORDS_DIRECTION, g->direction),
					     lint_line(s, first), lint_word_en(WORDS_GATE, g->kind),
					     lint_word_en(WORDS_DIRECTION, g->direction)));
			return;
		}
}

static void check_gate(const struct policy *p, const struct policy_gate *g,
		       const struct yaml_node *node, struct schema_reader *s)
{
	const struct policy_word *kind = word(WORDS_GATE, g->kind);
	const struct policy_word *way = word(WORDS_DIRECTION, g->direction);
	if (g->file_mb > p->limits.file_mb)
		lint_complain(s, MISTAKE_GATE_LIMIT, lint_below(node, "file_mb"),
			      VALUES(lint_number(s, p->limits.file_mb)));
	if (g->on && !policy_gate_built(g->kind))
		lint_complain(s, MISTAKE_GATE_NOT_BUILT, lint_below(node, "kind"),
			      VALUES(view_str(kind->ja), view_str(way->ja), view_str(kind->en),
				     view_str(way->en)));
	else if (g->on && !policy_flows(p, g->direction))
		lint_complain(s, MISTAKE_GATE_NO_FLOW, lint_below(node, "direction"),
			      VALUES(view_str(way->ja), view_str(kind->ja), view_str(way->en),
				     view_str(kind->en)));
}

static void check_gates(const struct policy *p, const struct yaml_node *list,
			struct schema_reader *s)
{
	static const enum direction both[] = {DIRECTION_IN, DIRECTION_OUT};
	const struct yaml_node *node = list->first;
	for (uint32_t i = 0; i < p->gates_count; i++, node = node->next) {
		check_double(p, i, list->first, node, s);
		check_gate(p, &p->gates[i], node, s);
	}
	for (size_t d = 0; p->gates_count && d < array_len(both); d++) {
		bool any = false;
		for (unsigned k = 0; k < POLICY_GATE_KIND_COUNT; k++)
			any = any || policy_gate_open(p, (enum policy_gate_kind)k, both[d], NULL);
		const struct policy_word *way = word(WORDS_DIRECTION, both[d]);
		if (!any && policy_flows(p, both[d]))
			lint_complain(s, MISTAKE_GATE_NONE, list,
				      VALUES(view_str(way->ja), view_str(way->word)));
	}
}

/* --- assets --- */

static void check_asset(const struct policy *p, uint32_t i, const struct yaml_node *first,
			const struct yaml_node *node, struct schema_reader *s)
{
	const struct policy_asset_kind *a = &p->assets[i];
	const struct policy_word *kind = word(WORDS_ASSET, a->kind);
	for (uint32_t k = 0; k < i; k++, first = first->next)
		if (p->assets[k].kind == a->kind && view_eq(p->assets[k].name, a->name)) {
			lint_complain(s, MISTAKE_ASSET_TWICE, node,
				      VALUES(a->name.n ? a->name : view_str(kind->ja),
					     lint_line(s, first),
					     a->name.n ? a->name : view_str(kind->en)));
			return;
		}
	if (p->document.assets && !(p->document.assets & 1u << a->kind))
		lint_complain(s, MISTAKE_ASSET_NOT_COVERED, lint_below(node, "kind"),
			      VALUES(view_str(kind->ja), view_str(kind->en)));
}

static void check_assets(const struct policy *p, const struct yaml_node *list,
			 struct schema_reader *s)
{
	const struct yaml_node *node = list->first;
	uint32_t handled = 0;
	for (uint32_t i = 0; i < p->assets_count; i++, node = node->next) {
		check_asset(p, i, list->first, node, s);
		handled |= 1u << p->assets[i].kind;
	}
	for (unsigned i = 0; p->assets_count && i <= POLICY_ASSET_PUBLIC; i++)
		if (p->document.assets & ~handled & 1u << i) {
			const struct policy_word *kind = word(WORDS_ASSET, i);
			lint_complain(
			    s, MISTAKE_ASSET_NO_HANDLING, list,
			    VALUES(view_str(kind->ja), view_str(kind->en), view_str(kind->word)));
		}
}

void lint_gates(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	const struct yaml_node *gates = yaml_member(root, "gates");
	const struct yaml_node *assets = yaml_member(root, "assets");
	if (gates)
		check_gates(p, gates, s);
	if (assets)
		check_assets(p, assets, s);
}
