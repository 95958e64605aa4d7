/* SPDX-License-Identifier: Apache-2.0
 * lint.c: codes sorted, doubles found, references resolved.
 */
#include "policy/sense/lint.h"

const struct yaml_node *lint_below(const struct yaml_node *node, const char *key)
{
	const struct yaml_node *found = yaml_member(node, key);
	return found ? found : node;
}

void lint_complain(struct schema_reader *s, enum mistake_code code, const struct yaml_node *node,
		   struct mistake_values values)
{
	assert(node);
	mistake_add(s->m, code, node->line, node->column, yaml_path(node, s->mem), values);
}

struct view lint_number(struct schema_reader *s, uint64_t value)
{
	return mistake_number(s->m, (int64_t)value);
}

struct view lint_line(struct schema_reader *s, const struct yaml_node *node)
{
	return mistake_number(s->m, node->line);
}

struct view lint_word_ja(enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	return view_str(w ? w->ja : "");
}

struct view lint_word_en(enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	return view_str(w ? w->en : "");
}

struct view lint_word(enum policy_word_set set, uint32_t value)
{
	const struct policy_word *w = policy_word(set, value);
	return view_str(w ? w->word : "");
}

struct by_code {
	const struct policy *p;
	enum policy_target target;
};

static int compare(const void *a, const void *b, void *context)
{
	const struct by_code *c = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int order =
	    strcmp(policy_target_code(c->p, c->target, i), policy_target_code(c->p, c->target, j));
	if (order != 0)
		return order;
	return i < j ? -1 : i > j;
}

/* The order of the target's elements by code; equal codes in the order of the file. */
static uint32_t *sorted(const struct policy *p, enum policy_target t, struct arena *mem)
{
	uint32_t n = policy_target_count(p, t);
	uint32_t *order = arena_array(mem, max_of(n, 1u), sizeof *order);
	if (!order)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	struct by_code context = {p, t};
	if (n > 1)
		qsort_r(order, n, sizeof *order, compare, &context);
	return order;
}

/* Where the code of an element stands in the file; NULL when it has none. */
struct place {
	const struct yaml_node *node;
};

static struct place *places(const struct policy *p, enum policy_target t,
			    const struct yaml_node *root, struct arena *mem)
{
	uint32_t n = policy_target_count(p, t);
	struct place *list = arena_array(mem, max_of(n, 1u), sizeof *list);
	const struct yaml_node *section = yaml_member(root, policy_targets[t].section);
	if (!list)
		return NULL;
	for (const struct yaml_node *e = section ? section->first : NULL; e; e = e->next)
		if (e->index < n)
			list[e->index].node = yaml_member(e, policy_targets[t].code);
	return list;
}

static void find_doubles(const struct policy *p, enum policy_target t, const uint32_t *order,
			 const struct place *at, struct schema_reader *s)
{
	uint32_t n = policy_target_count(p, t);
	for (uint32_t i = 1, first = 0; i < n; i++) {
		const char *code = policy_target_code(p, t, order[i]);
		if (strcmp(code, policy_target_code(p, t, order[first])) != 0) {
			first = i;
			continue;
		}
		const struct yaml_node *here = at[order[i]].node, *there = at[order[first]].node;
		if (code[0] == '\0' || !here || !there)
			continue; /* complained about already */
		lint_complain(s, MISTAKE_CODE_TWICE, here,
			      VALUES(view_str(code), lint_line(s, there)));
	}
}

#define SUGGEST_AMONG 500 /* codes: beyond, a suggestion is not worth its time */

static void complain_missing(const struct policy *p, const struct schema_ref *ref,
			     struct schema_reader *s)
{
	const struct yaml_node *node = ref->node;
	const struct policy_target_row *row = &policy_targets[ref->target];
	uint32_t n = policy_target_count(p, ref->target);
	struct view names[SUGGEST_AMONG];
	for (uint32_t i = 0; i < n && i < SUGGEST_AMONG; i++)
		names[i] = view_str(policy_target_code(p, ref->target, i));
	/* Staff numbers are all near each other: a suggestion there would be a guess. */
	int nearest = n <= SUGGEST_AMONG && ref->target != REF_PERSON
			  ? mistake_nearest(node->text, names, n)
			  : -1;
	mistake_add(s->m, nearest < 0 ? MISTAKE_REF_UNKNOWN : MISTAKE_REF_NEAR, node->line,
		    node->column, yaml_path(node, s->mem),
		    VALUES(node->text, view_str(row->ja), view_str(row->en),
			   nearest < 0 ? VIEW("") : names[nearest]));
}

/* Every element has its code; if not, that was said, and what refers to it may be right. */
static bool is_complete(const struct policy *p, enum policy_target t, const uint32_t *order)
{
	return policy_target_count(p, t) > 0 && policy_target_code(p, t, order[0])[0] != '\0';
}

enum err lint_references(struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	uint32_t *order[REF_COUNT];
	for (unsigned t = 0; t < REF_COUNT; t++) {
		const struct place *at = places(p, t, root, s->mem);
		order[t] = sorted(p, t, s->mem);
		if (!order[t] || !at)
			return E_NO_MEMORY;
		find_doubles(p, t, order[t], at, s);
	}
	p->units_sorted = order[REF_UNIT];
	p->people_sorted = order[REF_PERSON];
	for (const struct schema_ref *ref = s->refs; ref; ref = ref->next) {
		*ref->slot = policy_find(p, ref->target, order[ref->target], ref->node->text);
		if (*ref->slot == POLICY_NONE && is_complete(p, ref->target, order[ref->target]))
			complain_missing(p, ref, s);
	}
	return OK;
}
