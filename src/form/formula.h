/* SPDX-License-Identifier: Apache-2.0
 * formula.h: a spreadsheet formula as typed tokens, in the order in which it is written.
 *
 * A plain form never carries the text of a formula. It carries tokens: numbers, strings, cells,
 * operators, calls of functions by their place in formula_functions.tsv, and sheets, names, tables
 * and links by number. What has no token cannot be said: another workbook, DDE, a function outside
 * the list. Written order (not prefix or postfix) because then printing is one spelling a token, so
 * brackets, blanks and precedence come back as they were, and the check is one small automaton.
 *
 * On the wire: { tag, values }; as a value of a form: length + bytes. Layouts: formula_token.c.
 * Disarm: formula_parse. Rebuild: formula_print.
 */
#ifndef FORM_FORMULA_H
#define FORM_FORMULA_H

#include "base/utf8.h"
#include "form/formula_table.h"

#define FORMULA_TEXT_MAX 8192u	 /* code points a reader takes (Excel's limit) */
#define FORMULA_BYTES_MAX 65536u /* of tokens, and of the text written */
#define FORMULA_DEPTH_MAX 64u	 /* open brackets */
#define FORMULA_ROWS 1048576u
#define FORMULA_COLUMNS 16384u
#define FORMULA_NO UINT32_MAX
#define FORMULA_OPERATORS 13u /* + - * / ^ & = <> < > <= >= : */
#define FORMULA_PREFIXES 2u   /* the first of them */
#define FORMULA_RANGE 12u     /* the last */
#define FORMULA_ERRORS 10u    /* #NULL! #DIV/0! #VALUE! #REF! ... */
#define FORMULA_ERROR_REF 3u
extern const char *const formula_operators[FORMULA_OPERATORS];
extern const char *const formula_errors[FORMULA_ERRORS];

enum formula_grammar {		      /* where it stands decides what it may hold */
		       FORMULA_CELL,  /* of a cell, a table's column, a defined name: everything */
		       FORMULA_RULE,  /* data validation, conditional format: no HYPERLINK, no array
					 in braces */
		       FORMULA_AREAS, /* chart series, print areas, links within the book: places
					 and names only */
};

/* What formulas refer to by number; whose numbers they are is the form's affair. */
enum formula_thing { FORMULA_SHEET, FORMULA_NAME, FORMULA_TABLE, FORMULA_URI, FORMULA_THINGS };
/* How many of each there are: a number must be smaller. */
struct formula_counts {
	uint32_t of[FORMULA_THINGS];
};
enum formula_tag {
	FORMULA_T_NUMBER = 1, /* mantissa x 10^-decimals [E exponent]; never negative */
	FORMULA_T_STRING,     /* text */
	FORMULA_T_BOOL,	      /* n */
	FORMULA_T_ERROR,      /* [where] n: place in formula_errors */
	FORMULA_T_CELL,	      /* [where] ref: column, row */
	FORMULA_T_AREA,	      /* [where] ref: two corners */
	FORMULA_T_COLUMNS,    /* [where] ref: A:C */
	FORMULA_T_ROWS,	      /* [where] ref: 1:3 */
	FORMULA_T_NAME,	      /* [where] n: a defined name */
	FORMULA_T_COLUMN,     /* n: a table; items, 0 to 2 columns by their text */
	FORMULA_T_PARAM,      /* text: parameter of LET and LAMBDA, an identifier */
	FORMULA_T_URI,	      /* n: a link of the form, as HYPERLINK's first argument only */
	FORMULA_T_CALL,	      /* n: function and its opening bracket */
	FORMULA_T_OPEN,
	FORMULA_T_CLOSE,     /* of a call or a bracket */
	FORMULA_T_COMMA,     /* next argument, union of places, next column of an array */
	FORMULA_T_ARRAY,     /* { */
	FORMULA_T_ARRAY_ROW, /* ; */
	FORMULA_T_ARRAY_END, /* } */
	FORMULA_T_PREFIX,    /* n: place in formula_operators, + or - */
	FORMULA_T_INFIX,     /* n: place in formula_operators */
	FORMULA_T_PERCENT,
	FORMULA_T_INTERSECT, /* n: that many spaces between two places */
	FORMULA_T_BLANK,     /* n: that many spaces (or, with `line`, line ends); no meaning */
	FORMULA_T_END
};

enum formula_where { FORMULA_HERE, FORMULA_ON_SHEET, FORMULA_ON_SHEETS, FORMULA_OWN_BOOK };

/* Corners from zero; a `fixed` bit is a dollar sign. Columns have no rows and rows no columns. */
struct formula_ref {
	uint32_t column[2], row[2];
	bool fixed_column[2], fixed_row[2];
};

#define FORMULA_ITEM_ALL 1u
#define FORMULA_ITEM_DATA 2u
#define FORMULA_ITEM_HEADERS 4u
#define FORMULA_ITEM_TOTALS 8u
#define FORMULA_ITEM_THIS_ROW 16u
#define FORMULA_ITEM_INNER 32u /* one column alone in brackets of its own: T[[a b ]] */

struct formula_token {
	enum formula_tag tag;
	enum formula_where where;
	uint32_t sheet[2]; /* with ON_SHEET one, with ON_SHEETS first and last */
	uint32_t n;
	struct formula_ref ref;
	uint64_t mantissa;
	uint32_t decimals;
	int32_t exponent;
	bool scientific, line;
	uint32_t items, n_columns; /* FORMULA_ITEM_*; columns of a table */
	struct view text, columns[2];
};

/* One token at a time: its own values, not its place among others. False: not a token. */
bool formula_token_read(struct cursor *c, struct formula_token *ret,
			const struct formula_counts *counts);
void formula_token_write(struct buf *b, const struct formula_token *t);

/* The order of tokens: feed one after the other, then ask. Both locks use this automaton. */
struct formula_frame {
	enum formula_tag opened;   /* CALL, OPEN, ARRAY; 0 outside of all */
	uint32_t function, commas; /* in an array: commas of this row */
	uint32_t first_row;	   /* in an array: commas of its first row, FORMULA_NO during it */
};

struct formula_check {
	enum formula_grammar grammar;
	enum formula_tag last; /* blanks apart; 0 at the start */
	uint32_t depth;
	bool bad, have;	   /* have: an operand is complete, an operator may follow */
	bool place, blank; /* that operand can be a place; the token before was a blank */
	bool target;	   /* that operand is HYPERLINK's target: nothing may be done to it */
	bool range, span;  /* the token before was a colon; and before it a name */
	struct formula_frame frames[FORMULA_DEPTH_MAX + 1];
};

void formula_check_begin(struct formula_check *k, enum formula_grammar grammar);
bool formula_check_token(struct formula_check *k, const struct formula_token *t);
bool formula_check_end(struct formula_check *k);

/* All tokens of a value: the whole check but the texts behind the numbers. */
bool formula_ok(struct view tokens, enum formula_grammar grammar,
		const struct formula_counts *counts);

/* Texts behind the numbers; both locks ask these before they take one. */
bool formula_sheet_ok(
    struct view name);			/* 1..31 UTF-16 units, no : \ / ? * [ ] |, no ' at an end */
bool formula_name_ok(struct view name); /* a defined name or a table: no cell, no Auto_Open, ... */

/* A letter as names may hold it; AB12, R1C1 and the like, which are no names. */
bool formula_letter(uint32_t code_point);
bool formula_looks_like_place(struct view name);

/* A function by its name as files spell it, any prefix and case; FORMULA_NO when not listed. */
uint32_t formula_function_find(struct view name);

#endif
