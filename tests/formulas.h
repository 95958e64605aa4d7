/* SPDX-License-Identifier: Apache-2.0
 * formulas.h: a small book that the tests' formulas refer to: sheets, names, tables, any link.
 */
#ifndef TESTS_FORMULAS_H
#define TESTS_FORMULAS_H

#include "disarm/office/formula.h"
#include "form/uri.h"
#include "rebuild/formula.h"

static const char *const book_words[FORMULA_THINGS][7] = {
    [FORMULA_SHEET] = {"Sheet1", "a b", "売上", "it's", "Sheet3", "4月", NULL},
    [FORMULA_NAME] = {"rate", "税率", "_x.y", "ABCD", "SUMME", "cmd", NULL},
    [FORMULA_TABLE] = {"Table1", "表", NULL},
};

static struct buf book_links; /* the link last given out is the only one */

static inline bool book_find(unused_arg void *arg, enum formula_thing thing, struct view name,
			     unused_arg uint32_t sheet, uint32_t *ret)
{
	if (thing == FORMULA_URI) {
		book_links.cap = URI_MAX;
		buf_clear(&book_links);
		buf_put(&book_links, name);
		*ret = 0;
		return true;
	}
	for (uint32_t i = 0; book_words[thing][i]; i++)
		if (view_eq_nocase(view_str(book_words[thing][i]), name)) {
			*ret = i;
			return true;
		}
	return false;
}

static inline bool book_say(unused_arg void *arg, enum formula_thing thing, uint32_t n,
			    struct view *ret)
{
	*ret = thing == FORMULA_URI ? book_links.n ? buf_view(&book_links) : VIEW("https://a.jp/")
				    : view_str(book_words[thing][n]);
	return true;
}

static const struct formula_counts book_counts = {{6, 6, 2, 1}};
static const struct formula_lookup book_lookup = {book_find, NULL, {{6, 6, 2, 1}}};
static const struct formula_names book_names = {book_say, NULL, {{6, 6, 2, 1}}};

#endif
