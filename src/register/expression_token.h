/* SPDX-License-Identifier: Apache-2.0
 * expression_token.h: an expression's text as words; and what is wrong with it, said.
 */
#ifndef REGISTER_EXPRESSION_TOKEN_H
#define REGISTER_EXPRESSION_TOKEN_H

#include "register/expression_parts.h"

enum expr_token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_SPAN, TOKEN_TEXT, TOKEN_SYMBOL };

struct expr_token {
	enum expr_token_kind kind;
	struct view text; /* of TEXT without its quotes, doubled ones made single */
	size_t at;	  /* its byte in the expression */
	int64_t number;
	struct expr_span span;
};

struct expr_reader {
	struct view all;
	size_t next; /* byte behind the current token */
	struct expr_token token;
	struct arena *mem;
	struct expr_mistake *m;
	const struct expr_scope *scope, *outer; /* of rows: theirs first, then the record's */
	bool in_rows;
	unsigned depth;
	enum err err;
};

/* On to the next token; false: a mistake was noted. */
bool expr_advance(struct expr_reader *r) must_use;
bool expr_at_symbol(const struct expr_reader *r, const char *symbol);
bool expr_at_word(const struct expr_reader *r, const char *word);
/* Notes the mistake at `at` (a byte of the text) unless there is one; always NULL. */
void *expr_complain(struct expr_reader *r, enum expr_problem problem, size_t at, struct view v1,
		    struct view v2);
/* The token as a person sees it: "末尾" at the end. */
struct view expr_token_shown(const struct expr_reader *r);

#endif
