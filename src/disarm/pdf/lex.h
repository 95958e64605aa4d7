/* SPDX-License-Identifier: Apache-2.0
 * pdf/lex.h: PDF's syntax (ISO 32000-2 7.2, 7.3): tokens and objects of any bytes, be it qpdf's
 * normalised text, a content stream, a CMap or a function.
 *
 * Lenient as viewers are: a delimiter where none belongs is a word of its own, never an error; the
 * caller sees an unknown word. It ends at the end of the bytes and always moves on.
 */
#ifndef DISARM_PDF_LEX_H
#define DISARM_PDF_LEX_H

#include "disarm/pdf/pdf.h"

enum pdf_token {
	PDF_TOKEN_END,
	PDF_TOKEN_VALUE, /* a number, string or name in ret */
	PDF_TOKEN_WORD, /* operator, true, false, null, R, obj, {, } ...: its bytes in ret->bytes */
	PDF_TOKEN_ARRAY,
	PDF_TOKEN_ARRAY_END,
	PDF_TOKEN_DICT,
	PDF_TOKEN_DICT_END,
};

struct pdf_lex {
	struct view in;
	size_t at;
	struct arena *mem; /* where decoded strings and names go */
	enum err err;	   /* E_NO_MEMORY, E_LIMIT_DEPTH: sticky; then only PDF_TOKEN_END comes */
};

enum pdf_token pdf_lex_token(struct pdf_lex *lex, struct pdf_obj *ret);

/* The next operand or operator: PDF_TOKEN_VALUE is a whole object (arrays and dictionaries too,
 * true, false and null as values; no references: use pdf_parse), PDF_TOKEN_WORD an operator.
 * Stray closing brackets are left out. `stack` is scratch, empty before and after. */
enum pdf_token pdf_lex_operand(struct pdf_lex *lex, struct buf *stack, struct pdf_obj *ret);

/* One whole object with references, as qpdf writes it. E_BROKEN when there is none. */
enum err pdf_parse(struct view text, struct arena *mem, struct buf *stack,
		   struct pdf_obj *ret) must_use;

bool pdf_is_space(uint8_t c);
bool pdf_is_delimiter(uint8_t c);

#endif
