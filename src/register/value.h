/* SPDX-License-Identifier: Apache-2.0
 * value.h: what people write into a field, as it is kept; and as they read it.
 *
 * Kept (canonical, register/definition.h): numbers in digits, '2027-03-31', seconds since 1970,
 * "true" or "false", the code of a choice, ",a,b," of several. What is empty is kept as nothing.
 * Read in any way that offices write it: full-width, 和暦, 1,200 円, △300, ○, the choice's title.
 * What was shown for a kept value, read again, is the same value.
 */
#ifndef REGISTER_VALUE_H
#define REGISTER_VALUE_H

#include "register/definition.h"

#define VALUE_NUMBER_MAX 999999999999999 /* and its negative */

enum value_problem {
#define PROBLEM(code, ja, en, todo_ja, todo_en) VALUE_##code,
#include "tbl/value_problems.h"
#undef PROBLEM
	VALUE_PROBLEM_COUNT
};

struct value_mistake {
	enum value_problem problem;
	char ja[600], en[600], todo_ja[600], todo_en[600];
};

/* Of a field or a column. */
struct value_kind {
	enum register_type type;
	bool many;
	const struct register_choice *choices;
	uint32_t choices_count;
	uint32_t most; /* characters of text and long */
};

struct value_kind value_of_field(const struct register_rules *r, uint32_t field);
struct value_kind value_of_column(const struct register_column *c);

/* What was written, appended to `out` as it is kept. E_CONFIG: it is not taken; why: *m. */
enum err value_read(const struct value_kind *k, struct view written, struct buf *out,
		    struct value_mistake *m) must_use;
/* A kept value as it is shown: the title of a choice, 令和9年3月31日, はい. What cannot be a kept
 * value is shown as it is. */
void value_show(const struct value_kind *k, struct view kept, bool english, struct buf *out);

#endif
