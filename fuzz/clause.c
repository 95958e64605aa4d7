/* SPDX-License-Identifier: Apache-2.0
 * clause.c: any bytes as a published policy; what is read is a tree, and compares with itself as
 * the same.
 */
#include "base/utf8.h"
#include "policy/published/clause.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_tree(const struct clause_tree *t)
{
	uint32_t levels = 0;
	assert(t->n > 0 && t->n <= CLAUSE_MAX && t->dates_count <= CLAUSE_DATES_MAX);
	assert(t->unplaced <= t->lines && utf8_clean(t->title));
	for (uint32_t i = 0; i < t->n; i++) {
		const struct clause *c = &t->clauses[i];
		assert(c->depth >= 1 && c->depth <= CLAUSE_DEPTH_MAX && c->topic < TOPIC_COUNT);
		assert(c->line >= 1 && c->line <= t->lines);
		assert(i == 0 || c->line > t->clauses[i - 1].line);
		if (c->depth == 1)
			assert(c->parent == CLAUSE_NONE);
		else
			assert(c->parent < i && t->clauses[c->parent].depth == c->depth - 1);
		assert(c->normal.n > 0 && utf8_clean(c->heading) && utf8_clean(c->text));
		assert(utf8_clean(c->number) && utf8_clean(c->name) && utf8_clean(c->plain));
	}
	for (unsigned i = 0; i < CLAUSE_DEPTH_MAX; i++)
		levels += t->levels[i];
	assert(levels <= t->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new(CLAUSE_ARENA * 2);
	struct clause_tree t;
	struct clause_problem problem = {0};
	struct clause_fact facts[FACT_COUNT];
	struct clause_notes notes;
	struct clause_diff diff;
	enum err e = clause_read(view_of(data, n), &mem, &t, &problem);
	assert(e == OK || (e == E_CONFIG && problem.code != CLAUSE_FINE && problem.ja[0]));
	if (e == OK) {
		check_tree(&t);
		e = clause_facts(&t, &mem, facts);
		assert(e == OK);
		e = clause_notes(&t, facts, &mem, &notes);
		assert(e == OK && notes.n <= CLAUSE_NOTES_MAX);
		for (uint32_t i = 0; i < notes.n; i++)
			assert(notes.rows[i].clause == CLAUSE_NONE || notes.rows[i].clause < t.n);
		e = clause_diff(&t, &t, &mem, &diff);
		assert(e == OK && diff.n >= t.n && diff.n <= 2 * t.n);
		for (uint32_t i = 0; i < diff.n; i++) {
			assert(diff.pairs[i].a == CLAUSE_NONE || diff.pairs[i].a < t.n);
			assert(diff.pairs[i].b == CLAUSE_NONE || diff.pairs[i].b < t.n);
			assert(utf8_valid(diff.pairs[i].differs_a) &&
			       utf8_valid(diff.pairs[i].differs_b));
		}
	}
	arena_free(&mem);
	return 0;
}
