/* SPDX-License-Identifier: Apache-2.0
 * expression.h: the small language of conditions and sums in a register's definition.
 *
 *   state = 'live' and days(last) > 180          zone = 'cloud' and conf in ('3A', '3B')
 *   exists(report, at is null and due < now)      from + 1y          likely * loss
 *
 * or, and, not; = <> != < <= > >=; in (...), is null, is not null; + - *; names of fields, columns
 * of rows (log.at), functions (tbl/expression_functions.h); 'texts', whole numbers, true, false,
 * spans of time (1y 6mo 30d 24h), today and now.
 *
 * It is read against a scope that knows every name and its type, so a wrong word is found where it
 * stands. It becomes SQL in which everything that a person wrote is a bound value: of the text
 * itself nothing reaches the database. A name is the SQL that its scope gives it. What is missing
 * is NULL, and a condition about it is not true.
 */
#ifndef REGISTER_EXPRESSION_H
#define REGISTER_EXPRESSION_H

#include "base/arena.h"
#include "base/buf.h"

#define EXPR_TEXT_MAX 1000 /* bytes */
#define EXPR_DEPTH_MAX 32
#define EXPR_MONTHS_MAX 1200
#define EXPR_SPAN_MAX 36600 /* days, hours */

enum expr_type {
	EXPR_YES,
	EXPR_NUMBER,
	EXPR_TEXT,
	EXPR_WORD,  /* one of a field's choices */
	EXPR_WORDS, /* several: ",a,b," */
	EXPR_DATE,  /* '2026-04-01' */
	EXPR_TIME,  /* seconds since 1970 */
	EXPR_SPAN,
	EXPR_PERSON, /* staff number */
	EXPR_UNIT,   /* code */
	EXPR_RECORD, /* of a register */
	EXPR_FILE,
	EXPR_ROWS, /* a table within a record */
	EXPR_TYPES
};

struct expr_scope;

struct expr_name {
	struct view name;
	enum expr_type type;
	const char
	    *sql; /* its value; of ROWS: "table AS r WHERE ...", what its rows are read from */
	const struct view *words; /* codes of WORD and WORDS */
	uint32_t words_count;
	const struct expr_scope *rows; /* columns of ROWS */
};

struct expr_scope {
	const struct expr_name *names;
	uint32_t count;
};

enum expr_problem {
#define PROBLEM(code, ja, en, todo_ja, todo_en) EXPR_PROBLEM_##code,
#include "tbl/expression_problems.h"
#undef PROBLEM
	EXPR_PROBLEM_COUNT
};

/* The first thing that is wrong. */
struct expr_mistake {
	enum expr_problem problem;
	uint32_t at; /* character of the text, from 1 */
	const char *ja, *en, *todo_ja, *todo_en;
};

struct expr_span {
	int64_t months, days, hours;
};

struct expr; /* lives in the arena, and points at the scope */

/* E_CONFIG: why stands in *m. `want`: what it has to be; EXPR_TYPES takes anything that is a single
 * value. */
enum err expr_read(struct view text, const struct expr_scope *scope, enum expr_type want,
		   struct arena *mem, const struct expr **ret, struct expr_mistake *m) must_use;
enum expr_type expr_type_of(const struct expr *e);
bool expr_uses(const struct expr *e, const struct expr_name *name);
/* Its value changes with the day or the hour. */
bool expr_changes(const struct expr *e);
/* The word stands in the text, whatever it means there: for the order in which sums are read. */
bool expr_mentions(struct view text, struct view word);
/* "1y", "6mo", "30d", "24h" and nothing else. */
bool expr_read_span(struct view text, struct expr_span *ret) must_use;

enum expr_bind_kind { EXPR_BIND_NUMBER, EXPR_BIND_TEXT, EXPR_BIND_TODAY, EXPR_BIND_NOW };

struct expr_bind {
	enum expr_bind_kind kind;
	int64_t number;
	struct view text;
};

/* One '?' a bind, in this order. Besides SQL's own words it calls register_add, register_days,
 * register_has and register_fiscal (sql_functions.h) and reads the view register_person. */
struct expr_sql {
	struct view text;
	const struct expr_bind *binds;
	uint32_t count;
};

enum err expr_sql(const struct expr *e, struct arena *mem, struct expr_sql *ret) must_use;

#endif
