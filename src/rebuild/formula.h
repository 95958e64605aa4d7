/* SPDX-License-Identifier: Apache-2.0
 * formula.h: formula tokens checked and written back as text; nothing here reads a formula's text.
 */
#ifndef REBUILD_FORMULA_H
#define REBUILD_FORMULA_H

#include "form/formula.h"

/* The text behind a number, as it stands without quotes; checked again here whatever it says
 * (formula_sheet_ok, formula_name_ok, uri_ok). False: there is no such thing in what is written. */
struct formula_names {
	bool (*say)(void *arg, enum formula_thing thing, uint32_t number, struct view *ret_name);
	void *arg;
	struct formula_counts counts;
};

/* Appends the text, without "=" and not yet escaped for XML; it may hold line ends. On error `out`
 * is as before: E_FORM when the tokens are none of the grammar, E_NOT_FOUND when a name behind a
 * number is missing or not allowed (leave the formula out, keep the value). */
enum err formula_print(struct view tokens, enum formula_grammar grammar,
		       const struct formula_names *names, struct buf *out) must_use;

#endif
