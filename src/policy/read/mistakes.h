/* SPDX-License-Identifier: Apache-2.0
 * mistakes.h: what is wrong with a policy file, where, and what to write instead.
 *
 * Reading a policy never stops at the first mistake that leaves something to read: they are
 * collected here, in Japanese and English, by code (tbl/mistakes.h). Texts live in the arena that
 * the policy was read into.
 */
#ifndef POLICY_MISTAKES_H
#define POLICY_MISTAKES_H

#include "base/arena.h"

#define POLICY_MISTAKES_MAX 200 /* rows kept; the rest is only counted */
#define MISTAKE_VALUES_MAX 5

enum mistake_code {
#define MISTAKE(code, severity, what_ja, what_en, instead_ja, instead_en) MISTAKE_##code,
#include "tbl/mistakes.h"
#include "tbl/register_mistakes.h"
#undef MISTAKE
};

struct policy_mistake {
	enum mistake_code code;
	bool note;	       /* 参考: the policy is taken all the same */
	uint32_t line, column; /* from 1; the column counts characters, not bytes */
	const char *path;      /* "people[2].deputy", counted from 0; "" for the whole file */
	const char *what_ja, *what_en;
	const char *instead_ja, *instead_en;
};

struct policy_mistakes {
	struct arena *mem;
	uint32_t wrong, notes; /* how many there were, kept or not */
	/* Of a policy with its host's sections behind it (join.h): lines beyond `own` are not this
	 * file's. What is wrong there is told where it names its host; notes are the host's own. 0:
	 * all lines are. */
	uint32_t own, host_line, host_column;
	uint32_t n;
	struct policy_mistake rows[POLICY_MISTAKES_MAX];
};

/* Values for the text's %1 to %5; those it does not name may be zero. */
struct mistake_values {
	struct view v[MISTAKE_VALUES_MAX];
};
#define VALUES(...) ((struct mistake_values){{__VA_ARGS__}})
/* A number as one of them. */
struct view mistake_number(struct policy_mistakes *m, int64_t x);

void mistake_add(struct policy_mistakes *m, enum mistake_code code, uint32_t line, uint32_t column,
		 const char *path, struct mistake_values values);
/* Name as written in the table, "KEY_UNKNOWN": for JSON and tests. */
const char *mistake_name(enum mistake_code code);
/* By line and column; called once, when all are found. */
void mistakes_sort(struct policy_mistakes *m);
/* The candidate fewest edits away from `word`, when near enough to be a slip of the hand; else -1.
 */
int mistake_nearest(struct view word, const struct view *candidates, size_t n);

#endif
