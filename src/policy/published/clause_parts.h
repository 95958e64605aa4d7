/* SPDX-License-Identifier: Apache-2.0
 * clause_parts.h: the steps of clause.c: characters, lines, numbers, dates.
 */
#ifndef POLICY_CLAUSE_PARTS_H
#define POLICY_CLAUSE_PARTS_H

#include "base/utf8.h"
#include "policy/published/clause.h"

/* Full-width ASCII folded to ASCII, every space and tab to ' ', dashes to '-', 靭 to 靱; without
 * spaces and line ends; {NULL, 0} when memory is out. */
struct view clause_squeeze(struct arena *mem, struct view text) must_use;
/* Without spaces of any width at both ends. */
struct view clause_trim(struct view v);
/* The next folded character, which stays there; 0 at the end. */
uint32_t clause_peek(const struct cursor *c);
/* Where `word` begins, or v.n. */
size_t clause_find(struct view v, struct view word);
/* X(Y), squeezed: the name, and what stands in its brackets or "". */
void clause_names(struct view name, struct view ret[2]);
/* Fills the problem; E_CONFIG. */
enum err clause_say(struct clause_problem *problem, enum clause_problem_code code,
		    uint32_t line) must_use;

enum clause_line_kind { LINE_TEXT, LINE_BLANK, LINE_PAGE, LINE_CONTENTS };

struct clause_line {
	struct view text; /* trimmed, without marks of headings and lists */
	struct view plain;
	enum clause_line_kind kind;
	bool heading; /* marked as one with # */
};

struct clause_lines {
	struct clause_line *rows; /* row i is line i + 1 */
	uint32_t n;
	uint32_t width; /* characters of the longest line of text */
};

/* As clause_read; text of at most CLAUSE_TEXT_MAX bytes. */
enum err clause_lines(struct view text, struct arena *mem, struct clause_lines *ret,
		      struct clause_problem *problem) must_use;

enum clause_mark_kind {
	MARK_NONE,
	MARK_PART,	 /* 第1章, 第1節: closes what was open */
	MARK_ARTICLE,	 /* 第1条, 第1条の2 */
	MARK_SUPPLEMENT, /* 附則 */
	MARK_PLAIN,	 /* 1, 1. */
	MARK_SECOND,	 /* 6.1 */
	MARK_THIRD,	 /* 6.1.1 */
	MARK_PAREN,	 /* (1) */
	MARK_HALF,	 /* 1) */
	MARK_CIRCLE,
	MARK_KANA,
	MARK_PAREN_KANA,
};

struct clause_mark {
	enum clause_mark_kind kind;
	uint32_t ordinal;
	uint32_t outer; /* of MARK_SECOND and MARK_THIRD: the ordinal before it */
	uint32_t sub;	/* of MARK_ARTICLE: 第1条の2 has 2 */
	bool sure;	/* written as only a number of a clause is: one may be missing before it */
	struct view number; /* as written */
	struct view rest;   /* of the line */
};

struct clause_mark clause_mark(const struct clause_line *line);
/* The suffix of a normal number: "6", "(3)", "①", "ア", ... by depth from 1. */
void clause_put_number(struct buf *out, uint32_t depth, uint32_t ordinal);

/* Dates of lines [from, to) into the tree; `all`: also those that stand alone. */
enum err clause_dates(const struct clause_lines *lines, uint32_t from, uint32_t to, bool all,
		      struct arena *mem, struct clause_tree *tree) must_use;

#endif
