/* SPDX-License-Identifier: Apache-2.0
 * formula_form.c: any bytes as the tokens of a formula; what lock 2 writes must be inert, and be
 * read by lock 1 as a formula again.
 */
#include "formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const words[FORMULA_THINGS][8] = {
    {"S", "a b", "\xe8\xa1\xa8", "it's", "cmd|x", "[1]S", "\\\\h\\s", "A1"},
    {"n", "cmd", "SUM", "WEBSERVICE", "a!b", "x|y", "Auto_Open", "TRUE"},
    {"T", "a(b", "R1C1", "DDE", "_x", "t.u", "a b", "T2"},
    {"https://a.jp/", "mailto:a@b.jp", "file:///a", "\\\\h\\s", "http://a.jp/\"", "x", "", "a"}};

static bool say(unused_arg void *arg, enum formula_thing thing, uint32_t n, struct view *ret)
{
	*ret = view_str(words[thing][n % 8]);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct formula_names names = {say, NULL, FORMULA_BOOK_COUNTS};
	struct arena mem scope_end(arena_free) = arena_new(1 << 20);
	const struct formula_lookup lookup = {formula_book_find, &mem, FORMULA_BOOK_COUNTS};
	struct buf out scope_end(buf_free) = buf_new(1 << 20);
	struct buf tokens scope_end(buf_free) = buf_new(1 << 20);
	enum finding_code why = FINDING_FORMULA_VALUE;
	enum formula_grammar grammar = n ? data[0] % 3 : 0;
	memset(formula_n, 0, sizeof formula_n);
	if (n == 0 || formula_print(view_of(data + 1, n - 1), grammar, &names, &out) != OK)
		return 0;
	formula_must_be_inert(buf_view(&out));
	if (utf8_count(buf_view(&out)) <= FORMULA_TEXT_MAX &&
	    formula_parse(buf_view(&out), grammar, &lookup, &tokens, &why) != OK)
		abort();
	return 0;
}
