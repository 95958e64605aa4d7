/* SPDX-License-Identifier: Apache-2.0
 * import_build.c: what every reader of an export needs: arrays, names, matches, steps.
 */
#include "zone/import/import_parts.h"

enum err import_refuse(struct import *m, enum zone_problem_code code, struct view what)
{
	struct zone_problem *p = m->problem;
	p->code = code;
	p->line = m->line;
	(void)snprintf(p->what, sizeof p->what, "%.*s", (int)min_of(what.n, sizeof p->what),
		       what.n ? (const char *)what.p : "");
	(void)snprintf(p->where, sizeof p->where, "%s", m->place ? m->place : "");
	return E_CONFIG;
}

void *import_grow(struct import *m, void *rows, uint32_t n, uint32_t *room, size_t size)
{
	if (n < *room)
		return rows;
	uint32_t more = *room ? *room * 2 : 4;
	void *grown = arena_array(m->mem, more, size);
	if (!grown)
		return NULL;
	if (n > 0)
		memcpy(grown, rows, n * size);
	*room = more;
	return grown;
}

/* --- names --- */

struct import_entry {
	struct view name;
	void *thing; /* NULL: free */
};

/* Names come from a file: the table is walked no further than it is full. */
static struct import_entry *entry_of(struct import_entry *entries, uint32_t room, struct view name)
{
	uint32_t at = view_hash(VIEW_HASH_BEGIN, name) & (room - 1);
	while (entries[at].thing && !view_eq(entries[at].name, name))
		at = (at + 1) & (room - 1);
	return &entries[at];
}

void *import_index_find(const struct import_index *x, struct view name)
{
	return x->n ? entry_of(x->entries, x->room, name)->thing : NULL;
}

enum err import_index_add(struct import *m, struct import_index *x, struct view name, void *thing)
{
	if (import_index_find(x, name))
		return import_refuse(m, ZONE_PROBLEM_TWICE, name);
	if ((x->n + 1) * 2 > x->room) {
		uint32_t room = x->room ? x->room * 2 : 64;
		struct import_entry *grown = arena_array(m->mem, room, sizeof *grown);
		if (!grown)
			return E_NO_MEMORY;
		for (uint32_t i = 0; i < x->room; i++)
			if (x->entries[i].thing)
				*entry_of(grown, room, x->entries[i].name) = x->entries[i];
		x->entries = grown;
		x->room = room;
	}
	*entry_of(x->entries, x->room, name) = (struct import_entry){name, thing};
	x->n++;
	return OK;
}

/* --- matches and steps --- */

enum err import_add(struct import *m, struct import_list *l, const struct zone_range *row)
{
	if (m->elements == ZONE_ELEMENTS_MAX)
		return import_refuse(m, ZONE_PROBLEM_LIMIT, VIEW("addresses and ports"));
	size_t size = l->columns * sizeof *l->rows;
	struct zone_range *rows = import_grow(m, l->rows, l->n, &l->room, size);
	if (!rows)
		return E_NO_MEMORY;
	memcpy(&rows[(size_t)l->n * l->columns], row, size);
	l->rows = rows;
	l->n++;
	m->elements++;
	return OK;
}

enum err import_match(struct import *m, struct import_step *s, const struct zone_match *match)
{
	struct zone_match *rows = import_grow(m, s->matches, s->n, &s->room, sizeof *rows);
	if (!rows)
		return E_NO_MEMORY;
	rows[s->n++] = *match;
	s->matches = rows;
	return OK;
}

enum err import_match_list(struct import *m, struct import_step *s, enum zone_field field,
			   const struct import_list *l, bool negated)
{
	struct zone_match match = {.protocol = ZONE_ANY_PROTOCOL,
				   .negated = negated,
				   .columns = 1,
				   .field = {field},
				   .ranges = l->rows,
				   .elements = l->n};
	return import_match(m, s, &match);
}

enum err import_unknown(struct import *m, struct import_step *s)
{
	return import_match(m, s,
			    &(struct zone_match){.protocol = ZONE_ANY_PROTOCOL, .unknown = true});
}

enum err import_end_step(struct import *m, struct import_steps *steps, const struct import_step *s,
			 enum zone_verdict verdict, const struct zone_chain *to,
			 struct zone_step like)
{
	if (m->rules == ZONE_IMPORT_RULES_MAX)
		return import_refuse(m, ZONE_PROBLEM_LIMIT, VIEW("rules"));
	struct zone_step *rows = import_grow(m, steps->rows, steps->n, &steps->room, sizeof *rows);
	struct zone_outcome *outcome = arena_alloc(m->mem, sizeof *outcome);
	if (!rows || !outcome)
		return E_NO_MEMORY;
	*outcome = (struct zone_outcome){.verdict = verdict, .to = to};
	like.matches = s->matches;
	like.matches_count = s->n;
	like.outcomes = outcome;
	like.outcomes_count = 1;
	rows[steps->n++] = like;
	steps->rows = rows;
	m->rules++;
	return OK;
}

/* --- interfaces --- */

bool import_ours(const struct import *m, struct view name, uint8_t *ret)
{
	for (uint32_t i = 0; i < m->aliases->n; i++)
		if (view_eq(m->aliases->rows[i].theirs, name)) {
			*ret = (uint8_t)m->aliases->rows[i].ours;
			return true;
		}
	for (uint32_t i = 0; i < m->allowed->interfaces_count; i++)
		if (view_eq(view_str(m->allowed->interfaces[i].name), name)) {
			*ret = (uint8_t)i;
			return true;
		}
	return false;
}

enum err import_interface(struct import *m, struct view name, uint8_t *ret)
{
	if (import_ours(m, name, ret)) {
		m->named[*ret] = true;
		return OK;
	}
	if (name.n == 0 || name.n >= ZONE_INTERFACE_MAX)
		return import_refuse(m, ZONE_PROBLEM_INTERFACE, name);
	for (uint32_t i = m->allowed->interfaces_count; i < m->names_count; i++)
		if (view_eq(view_str(m->names[i]), name)) {
			*ret = (uint8_t)i;
			return OK;
		}
	if (m->names_count == ZONE_INTERFACES_MAX)
		return import_refuse(m, ZONE_PROBLEM_LIMIT, name);
	memcpy(m->names[m->names_count], name.p, name.n);
	m->named[m->names_count] = true;
	*ret = (uint8_t)m->names_count++;
	return OK;
}
