/* SPDX-License-Identifier: Apache-2.0
 * clause.h: a published policy text read into a tree of clauses.
 *
 * What a town publishes, taken out of its PDF or page: UTF-8, lines wrapped anywhere, page numbers
 * and a table of contents in between, numbers 1, 1., ６．１, 第1条, (1), （１）, ①, ア, (ア). A
 * line opens a clause only where its number continues what stands there.
 *
 *   clause_read(text, &mem, &tree, &problem)   OK; E_CONFIG with `problem` said; E_NO_MEMORY
 *   clause_facts(&tree, &mem, facts)           the figures and switches in which such texts differ
 *   clause_notes(&tree, facts, &mem, &notes)   what a reader should look at in the original
 *   clause_diff(&a, &b, &mem, &diff)           two texts, clause by clause
 *
 * All in the arena. Nothing here decides: extracted text can be wrong (原文を確認してください).
 */
#ifndef POLICY_CLAUSE_H
#define POLICY_CLAUSE_H

#include "base/arena.h"

#define CLAUSE_TEXT_MAX ((size_t)1 << 20)
#define CLAUSE_LINES_MAX 20000u
#define CLAUSE_MAX 4000u
#define CLAUSE_DEPTH_MAX 8u /* what is numbered deeper is text */
#define CLAUSE_DATES_MAX 100u
#define CLAUSE_NOTES_MAX 200u
#define CLAUSE_ARENA ((size_t)64 << 20)
#define CLAUSE_NONE UINT32_MAX

enum clause_problem_code {
#define CLAUSE_PROBLEM(code, ja, en) CLAUSE_##code,
#include "tbl/clause_problems.h"
#undef CLAUSE_PROBLEM
};

struct clause_problem {
	enum clause_problem_code code;
	uint32_t line; /* 0: the text as a whole */
	const char *ja, *en;
};

enum clause_topic {
	TOPIC_NONE,
#define CLAUSE_TOPIC(name, parent, word1, word2, word3) TOPIC_##name,
#include "tbl/clause_topics.h"
#undef CLAUSE_TOPIC
	TOPIC_COUNT
};

struct clause {
	struct view number;  /* as written: "（３）" */
	struct view normal;  /* the same for every style: "6", "6(3)", "6(3)①"; 附則, 附則2 */
	struct view heading; /* "" where the clause has text only */
	struct view text;    /* lines joined, a line end between paragraphs; not its children's */
	struct view name, plain; /* heading, text without spaces, in one width: to search */
	uint32_t line;		 /* of the text, from 1 */
	uint32_t parent;	 /* CLAUSE_NONE at the top */
	uint8_t depth;		 /* from 1 */
	enum clause_topic topic;
	bool gap;	/* numbers before this one are missing */
	bool paragraph; /* 第2項 of an article: not one of its items */
};

enum clause_date_kind { DATE_PLAIN, DATE_EFFECTIVE, DATE_MADE, DATE_AMENDED, DATE_VERSION };

struct clause_date {
	enum clause_date_kind kind;
	uint16_t year;	    /* Gregorian */
	uint8_t month, day; /* day 0: not said */
	uint32_t line;
	struct view version; /* of DATE_VERSION: "4.0版" */
	struct view text;    /* the line */
};

struct clause_tree {
	struct view title;	/* "" where the text has none */
	struct clause *clauses; /* in the order of the text: a parent before its children */
	uint32_t n;
	uint32_t levels[CLAUSE_DEPTH_MAX]; /* clauses of depth 1, 2 ..., but those of 附則 */
	struct clause_date *dates;
	uint32_t dates_count;
	uint32_t lines, contents, page_numbers; /* lines; left out of them */
	uint32_t unplaced; /* first line with a number that continues nothing, read as text; or 0 */
};

enum clause_fact_code {
#define CLAUSE_FACT(name, kind, ja, en) FACT_##name,
#include "tbl/clause_facts.h"
#undef CLAUSE_FACT
	FACT_COUNT
};
enum clause_fact_kind { FACT_NUMBER, FACT_YES, FACT_WORD, FACT_TEXT };
enum clause_word {
#define CLAUSE_WORD(name, ja, en) CLAUSE_WORD_##name,
#include "tbl/clause_words.h"
#undef CLAUSE_WORD
};

struct clause_fact {
	uint32_t number;  /* FACT_NUMBER; FACT_YES: 0 or 1; FACT_WORD: enum clause_word */
	struct view text; /* FACT_TEXT */
	uint32_t clause;  /* where it is read, or CLAUSE_NONE */
};

enum clause_note_code {
#define CLAUSE_NOTE(code, ja, en) NOTE_##code,
#include "tbl/clause_notes.h"
#undef CLAUSE_NOTE
};

struct clause_note {
	enum clause_note_code code;
	uint32_t clause, line; /* CLAUSE_NONE, 0: the text as a whole */
	struct view word;      /* the term or words it is about, or "" */
};

struct clause_notes {
	struct clause_note *rows;
	uint32_t n;
	bool more; /* there were more than CLAUSE_NOTES_MAX */
};

struct clause_pair {
	uint32_t a, b;			  /* CLAUSE_NONE: only the other has it */
	uint8_t alike;			  /* percent; 100: the same but for spaces and width */
	struct view differs_a, differs_b; /* between the common beginning and end, cut */
};

struct clause_diff {
	struct clause_pair *pairs; /* in the order of a, those of b behind what they follow */
	uint32_t n;
};

enum err clause_read(struct view text, struct arena *mem, struct clause_tree *ret,
		     struct clause_problem *problem) must_use;
enum err clause_facts(const struct clause_tree *t, struct arena *mem,
		      struct clause_fact ret[FACT_COUNT]) must_use;
enum err clause_notes(const struct clause_tree *t, const struct clause_fact facts[FACT_COUNT],
		      struct arena *mem, struct clause_notes *ret) must_use;
enum err clause_diff(const struct clause_tree *a, const struct clause_tree *b, struct arena *mem,
		     struct clause_diff *ret) must_use;

/* The first clause with this topic, or NULL; its children, paragraphs not counted. */
const struct clause *clause_topic(const struct clause_tree *t, enum clause_topic topic);
uint32_t clause_children(const struct clause_tree *t, const struct clause *c);
/* Length of the longest prefix with at most `n` characters: to show the beginning of a text. */
size_t clause_prefix(struct view v, size_t n);

#endif
