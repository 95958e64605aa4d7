/* SPDX-License-Identifier: Apache-2.0
 * formula_text.c: any text as a formula through both locks, twice: what lock 1 says lock 2 writes,
 * and what lock 2 writes says the same again.
 */
#include "formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum err once(struct view in, enum formula_grammar grammar, struct arena *mem,
		     struct buf *tokens, struct buf *out)
{
	const struct formula_lookup lookup = {formula_book_find, mem, FORMULA_BOOK_COUNTS};
	const struct formula_names names = {formula_book_say, NULL, FORMULA_BOOK_COUNTS};
	enum finding_code why = FINDING_FORMULA_VALUE;
	memset(formula_n, 0, sizeof formula_n);
	try(formula_parse(in, grammar, &lookup, tokens, &why));
	enum err e = formula_print(buf_view(tokens), grammar, &names, out);
	if (e != OK && out->n > 0)
		abort();
	return e == E_FORM && buf_view(tokens).n < FORMULA_BYTES_MAX / 32 ? (abort(), e) : e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem scope_end(arena_free) = arena_new(1 << 20);
	struct buf tokens scope_end(buf_free) = buf_new(1 << 20);
	struct buf out scope_end(buf_free) = buf_new(1 << 20);
	struct buf again scope_end(buf_free) = buf_new(1 << 20);
	enum formula_grammar grammar = n ? data[0] % 3 : 0;
	if (n == 0 || once(view_of(data + 1, n - 1), grammar, &mem, &tokens, &out) != OK)
		return 0;
	formula_must_be_inert(buf_view(&out));
	buf_clear(&tokens);
	/* Its own spelling may be longer than what a reader takes. */
	if (utf8_count(buf_view(&out)) <= FORMULA_TEXT_MAX &&
	    (once(buf_view(&out), grammar, &mem, &tokens, &again) != OK ||
	     !view_eq(buf_view(&out), buf_view(&again))))
		abort();
	return 0;
}
