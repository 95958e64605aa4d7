/* SPDX-License-Identifier: Apache-2.0
 * expression_parts.h: an expression as a tree; between expression.c, which reads it, and
 * expression_sql.c, which writes it.
 */
#ifndef REGISTER_EXPRESSION_PARTS_H
#define REGISTER_EXPRESSION_PARTS_H

#include "register/expression.h"

enum expr_kind {
	EXPR_IS_NAME,
	EXPR_IS_NUMBER,
	EXPR_IS_TEXT,
	EXPR_IS_TRUTH,
	EXPR_IS_SPAN,
	EXPR_IS_TODAY,
	EXPR_IS_NOW,
	EXPR_IS_AND,
	EXPR_IS_OR,
	EXPR_IS_NOT,
	EXPR_IS_COMPARED,
	EXPR_IS_IN,    /* a: value; b: the list, by `next` */
	EXPR_IS_NULL,  /* a IS NULL */
	EXPR_IS_SUM,   /* + - * of numbers */
	EXPR_IS_MOVED, /* a date or time and a span */
	EXPR_IS_MINUS,
	EXPR_IS_CALL, /* a, b: what it is given */
};

enum expr_takes { EXPR_TAKES_ONE, EXPR_TAKES_WORDS_TEXT, EXPR_TAKES_COLUMN, EXPR_TAKES_ROWS };

struct expr_function {
	const char *name;
	enum expr_takes takes;
	enum expr_type of, gives;
	const char *sql;
	const char *ja, *en;
};

struct expr {
	enum expr_kind kind;
	enum expr_type type;
	const struct expr *a, *b;
	struct expr *next;	      /* in the list of an IN */
	const struct expr_name *name; /* NAME */
	const struct expr_name *rows; /* CALL of a table */
	const struct expr_function *function;
	const char *op; /* COMPARED and SUM: SQL's own */
	int64_t number; /* NUMBER, TRUTH; MOVED: 1 or -1 */
	struct view text;
	struct expr_span span;
};

extern const struct expr_function expr_functions[];
extern const size_t expr_functions_count;

#endif
