/* SPDX-License-Identifier: Apache-2.0
 * formula.h: the text of a spreadsheet formula (A1 style, ECMA-376 part 1, 18.17) to tokens.
 */
#ifndef DISARM_OFFICE_FORMULA_H
#define DISARM_OFFICE_FORMULA_H

#include "form/formula.h"
#include "form/report.h"

/* What a name in the text is the number of. `sheet` is where the text says to look (Sheet1!rate),
 * FORMULA_NO when it does not say. For FORMULA_URI `name` is the address, already uri_ok. Names
 * come as written, so compare without regard to case where the format does. False: no such thing.
 */
struct formula_lookup {
	bool (*find)(void *arg, enum formula_thing thing, struct view name, uint32_t sheet,
		     uint32_t *ret_number);
	void *arg;
	struct formula_counts counts; /* FORMULA_NO where numbers are given out as they come */
};

/* Appends the tokens of `text` (without "=", entities resolved) to `out`. When they cannot be said
 * `out` is as before, and *ret_why tells the report what to do with the cached value:
 *   FINDING_FORMULA_CALL     a function that may not be called
 *   FINDING_FORMULA_OUTSIDE  another workbook, DDE
 *   FINDING_FORMULA_VALUE    anything else: unknown names and functions, broken text, limits
 * E_FORM then; E_LIMIT_MEMORY when `out` is full. */
enum err formula_parse(struct view text, enum formula_grammar grammar,
		       const struct formula_lookup *lookup, struct buf *out,
		       enum finding_code *ret_why) must_use;

#endif
