/* SPDX-License-Identifier: Apache-2.0
 * read.h: the parts of the ruleset's reader: objects (read.c), statements (read_rule.c), matches
 * (read_match.c). Every function that fails has said why in reader.problem.
 */
#ifndef ZONE_READ_H
#define ZONE_READ_H

#include <jansson.h>

#include "zone/rules/ruleset.h"

struct reader {
	struct arena *mem;
	struct zone_problem *problem;
	char (*names)[ZONE_INTERFACE_MAX];
	uint32_t names_count;
	uint32_t elements; /* so far, of all matches */
	uint32_t rules;
	json_t *sets;	/* "family table name" -> the set's or map's object */
	json_t *chains; /* "family table name" -> its number */
	struct draft *drafts;
	uint32_t drafts_count;
	struct draft *at; /* where it reads: for the problem */
	uint64_t handle;
};

/* A chain as it is found; its steps are made when something comes to it. */
struct draft {
	struct zone_chain chain;
	struct link {
		json_t *rule; /* the listing's */
		struct link *next;
	} * first, **last;
	const char *hook, *type; /* NULL: no base chain */
	uint32_t height;	 /* how deep the chains below it go */
	bool done;
};

static inline bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static inline const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static inline bool in_list(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same(word, list[i]))
			return true;
	return false;
}

/* E_CONFIG, always: so that callers return it. */
enum err reader_refuse(struct reader *r, enum zone_problem_code code, const char *what);
/* The object of that name in the table of the chain that is being read; NULL: none. */
json_t *reader_set(struct reader *r, const char *name);
struct draft *reader_chain(struct reader *r, const char *name);
/* The chain's rules become steps, and those of the chains below it. */
enum err reader_steps(struct reader *r, struct draft *d, unsigned depth) must_use;
/* The values of {"set": [...]}, or of the named set of "@name". *ret_changing: packets change it.
 */
enum err reader_values(struct reader *r, json_t *right, json_t **ret, bool *ret_changing) must_use;

/* {"op", "left", "right"} */
enum err read_match(struct reader *r, json_t *match, struct zone_match *ret) must_use;
/* The left side alone; its elements are still to come. */
enum err read_left(struct reader *r, json_t *left, struct zone_match *ret) must_use;
/* One element after the other, into ret->ranges: `values` is an array. */
enum err read_elements(struct reader *r, json_t *const *values, size_t n,
		       struct zone_match *ret) must_use;

#endif
