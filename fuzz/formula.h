/* SPDX-License-Identifier: Apache-2.0
 * formula.h: a book for fuzzed formulas, in which every name that may be one is found.
 */
#ifndef FUZZ_FORMULA_H
#define FUZZ_FORMULA_H

#include <stdlib.h>

#include "disarm/office/formula.h"
#include "form/uri.h"
#include "rebuild/formula.h"

static struct view formula_words[FORMULA_THINGS][256];
static uint32_t formula_n[FORMULA_THINGS];

static inline bool formula_book_find(void *arg, enum formula_thing thing, struct view name,
				     unused_arg uint32_t sheet, uint32_t *ret)
{
	bool ok = thing == FORMULA_SHEET ? formula_sheet_ok(name)
		  : thing == FORMULA_URI ? uri_ok(name)
					 : formula_name_ok(name);
	for (uint32_t i = 0; i < formula_n[thing]; i++)
		if (view_eq(formula_words[thing][i], name)) {
			*ret = i;
			return true;
		}
	struct view copy = ok && formula_n[thing] < 256 ? arena_copy(arg, name) : (struct view){0};
	if (!copy.p)
		return false;
	*ret = formula_n[thing]++;
	formula_words[thing][*ret] = copy;
	return true;
}

static inline bool formula_book_say(unused_arg void *arg, enum formula_thing thing, uint32_t n,
				    struct view *ret)
{
	*ret = formula_words[thing][n];
	return n < formula_n[thing];
}

#define FORMULA_BOOK_COUNTS ((struct formula_counts){{256, 256, 256, 256}})

/* What reaches out, told by bytes outside of strings, quotes and brackets: not by our tokens. */
static inline void formula_must_be_inert(struct view v)
{
	uint8_t inside = 0;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t x = v.p[i];
		if (inside) {
			if (inside == ']' && x == '\'')
				i++;
			else if (x == inside)
				inside = 0;
			else if (inside == '\'' && (x == '|' || x == '[' || x == '\\' || x == '/'))
				abort();
		} else if (x == '"' || x == '\'') {
			inside = x;
		} else if (x == '|' || x == '\\' || x == '[') {
			bool own = view_starts(view_sub(v, i, 4), VIEW("[0]!"));
			size_t end = i;
			if (x != '[')
				abort();
			if (own)
				continue;
			/* A table's brackets: at most one level inside, marks after an apostrophe.
			 */
			if (i == 0 || v.p[i - 1] == '(' || v.p[i - 1] == ' ')
				abort();
			for (unsigned depth = 0; end < v.n; end++) {
				if (v.p[end] == '\'')
					end++;
				else if (v.p[end] == '[')
					depth++;
				else if (v.p[end] == ']' && --depth == 0)
					break;
			}
			i = end;
		}
	}
	if (inside)
		abort();
}

#endif
