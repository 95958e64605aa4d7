/* SPDX-License-Identifier: Apache-2.0
 * lines.c: formulas through both locks, a line each, for tests/formula/check.py.
 *
 *   lines GRAMMAR < texts in hex     what came back in hex, or - and the finding
 *   lines GRAMMAR SEED COUNT         COUNT texts that lock 2 wrote from tokens nobody parsed: a
 * walk that draws any tokens and keeps what the automaton takes, then changes bytes of them; and
 * how many of the changed ones passed GRAMMAR is 0, 1 or 2. Every name a formula asks for is there,
 * if it is one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chance.h"
#include "disarm/office/formula.h"
#include "form/uri.h"
#include "rebuild/formula.h"

#define WORDS 64u

static struct {
	uint8_t text[2100];
	size_t n;
} words[FORMULA_THINGS][WORDS];
static uint32_t n_words[FORMULA_THINGS];

static bool find(unused_arg void *arg, enum formula_thing thing, struct view name,
		 unused_arg uint32_t sheet, uint32_t *ret)
{
	bool ok = thing == FORMULA_SHEET ? formula_sheet_ok(name)
		  : thing == FORMULA_URI ? uri_ok(name)
					 : formula_name_ok(name);
	uint32_t i = n_words[thing];
	for (uint32_t k = 0; k < i; k++)
		if (view_eq(view_of(words[thing][k].text, words[thing][k].n), name)) {
			*ret = k;
			return true;
		}
	if (!ok || i == WORDS || name.n > sizeof words[0][0].text)
		return false;
	memcpy(words[thing][i].text, name.p, name.n);
	words[thing][i].n = name.n;
	n_words[thing]++;
	*ret = i;
	return true;
}

static bool say(unused_arg void *arg, enum formula_thing thing, uint32_t n, struct view *ret)
{
	*ret = view_of(words[thing][n].text, words[thing][n].n);
	return true;
}

static const struct formula_lookup lookup = {find, NULL, {{WORDS, WORDS, WORDS, WORDS}}};
static const struct formula_names names = {say, NULL, {{WORDS, WORDS, WORDS, WORDS}}};

static void put_hex(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		printf("%02x", v.p[i]);
	putchar('\n');
}

static unsigned nibble(int c)
{
	return c >= 'a' ? (unsigned)(c - 'a') + 10 : (unsigned)(c - '0');
}

static int texts(enum formula_grammar grammar)
{
	struct buf in = buf_new(1 << 20), tokens = buf_new(1 << 20), out = buf_new(1 << 20);
	for (int c; (c = getchar()) != EOF;) {
		if (c != '\n') {
			buf_u8(&in, (uint8_t)(nibble(c) << 4 | nibble(getchar())));
			continue;
		}
		enum finding_code why = FINDING_LINK;
		memset(n_words, 0, sizeof n_words);
		buf_clear(&tokens);
		buf_clear(&out);
		if (formula_parse(buf_view(&in), grammar, &lookup, &tokens, &why) != OK)
			printf("- %u\n", why - FINDING_FORMULA_CALL);
		else if (formula_print(buf_view(&tokens), grammar, &names, &out) != OK)
			abort(); /* lock 2 takes what lock 1 says */
		else
			put_hex(buf_view(&out));
		buf_clear(&in);
	}
	buf_free(&in);
	buf_free(&tokens);
	buf_free(&out);
	return 0;
}

static const char *const pieces[] = {
    "x",       "cmd|'/c calc'!A0", "=1",   "\"", "a]b",	  "\\\\h\\s", "#A1",	  "値",
    "[1]S!A1", "WEBSERVICE(",	   "it's", "",	 "#[b]x", "a\nb",     "file:///a"};

static struct view piece(void)
{
	return view_str(pieces[any(array_len(pieces))]);
}

static uint32_t near_most(uint32_t most)
{
	return any(8) == 0 ? most - 1 : any(most < 30 ? most : 30);
}

static struct formula_token any_token(void)
{
	struct formula_token t = {.tag = 1 + any(FORMULA_T_END - 1), .text = piece()};
	t.where = any(2) ? 0 : any(4);
	t.sheet[0] = any(WORDS);
	t.sheet[1] = any(WORDS);
	t.n = t.tag == FORMULA_T_CALL ? any(4) ? any(FORMULA_FUNCTIONS) : FORMULA_F_HYPERLINK
				      : any(14);
	for (unsigned i = 0; i < 2; i++) {
		t.ref.column[i] = near_most(FORMULA_COLUMNS);
		t.ref.row[i] = near_most(FORMULA_ROWS);
		t.ref.fixed_column[i] = any(2);
		t.ref.fixed_row[i] = any(2);
		t.columns[i] = piece();
	}
	t.items = any(64);
	t.n_columns = any(3);
	t.mantissa = any(3) ? any(1000) : UINT64_MAX - any(9);
	t.decimals = any(3) ? 0 : any(20);
	t.scientific = any(5) == 0;
	t.exponent = (int32_t)any(801) - 400;
	t.line = any(2);
	return t;
}

/* Draws tokens until one may stand there; closes what is open towards the end. */
static void walk(enum formula_grammar grammar, struct buf *out)
{
	struct formula_check k;
	const struct formula_counts *counts = &lookup.counts;
	formula_check_begin(&k, grammar);
	buf_clear(out);
	uint32_t most = 1 + any(40);
	for (uint32_t tries = 0, n = 0; tries < 4000 && out->n < 4000; tries++) {
		struct formula_check before = k;
		struct formula_token t = any_token();
		size_t at = out->n;
		if (n > most && k.depth > 0 && any(2))
			t.tag = k.frames[k.depth].opened == FORMULA_T_ARRAY ? FORMULA_T_ARRAY_END
									    : FORMULA_T_CLOSE;
		formula_token_write(out, &t);
		struct cursor c = cursor_of(view_sub(buf_view(out), at, out->n));
		if (formula_token_read(&c, &t, counts) && formula_check_token(&k, &t)) {
			n++;
			if (n > most && formula_check_end(&k))
				return;
		} else {
			k = before;
			out->n = at;
		}
	}
}

static void change(struct buf *b)
{
	for (uint32_t n = 1 + any(3); n > 0 && b->n > 1; n--) {
		size_t at = any((uint32_t)b->n);
		switch (any(3)) {
		case 0:
			b->p[at] = (uint8_t)any(any(2) ? 32 : 256);
			break;
		case 1:
			memmove(b->p + at, b->p + at + 1, b->n - at - 1);
			b->n--;
			break;
		default:
			buf_u8(b, 0);
			memmove(b->p + at + 1, b->p + at, b->n - at - 1);
			b->p[at] = (uint8_t)any(32);
		}
	}
}

static int forged(enum formula_grammar grammar, uint64_t seed, unsigned long count)
{
	static const char *const start[FORMULA_THINGS][8] = {
	    [FORMULA_SHEET] = {"S", "a b", "表", "it's", "cmd|x", "[1]S", "\\\\h\\s", "A1"},
	    [FORMULA_NAME] = {"n", "名", "cmd", "SUM", "WEBSERVICE", "a!b", "x|y", "Auto_Open"},
	    [FORMULA_TABLE] = {"T", "表1", "a(b", "R1C1", "DDE", "_x", "t.u", "a b"},
	    [FORMULA_URI] = {"https://a.jp/", "mailto:a@b.jp", "file:///a", "\\\\h\\s",
			     "http://a.jp/\"", "javascript:x", "http://b.jp/?x=1", "x"}};
	struct buf tokens = buf_new(1 << 16), out = buf_new(1 << 20);
	unsigned long written = 0, changed = 0;
	chance_seed(seed);
	for (unsigned thing = 0; thing < FORMULA_THINGS; thing++)
		for (uint32_t i = 0; i < WORDS; i++) {
			struct view v = view_str(start[thing][i % 8]);
			memcpy(words[thing][i].text, v.p, v.n);
			words[thing][i].n = v.n;
		}
	while (written < count) {
		walk(grammar, &tokens);
		for (unsigned i = 0; i < 4; i++) {
			buf_clear(&out);
			if (formula_print(buf_view(&tokens), grammar, &names, &out) == OK) {
				put_hex(buf_view(&out));
				written++;
				changed += i > 0;
			}
			change(&tokens);
		}
	}
	printf("# %lu after a change\n", changed);
	buf_free(&tokens);
	buf_free(&out);
	return 0;
}

int main(int argc, char **argv)
{
	struct view grammar = view_str(argc > 1 ? argv[1] : "0");
	int64_t g = 0;
	if (view_int(grammar, 0, 2, &g) != OK)
		return 2;
	if (argc < 4)
		return texts((enum formula_grammar)g);
	int64_t seed = 0, count = 0;
	if (view_int(view_str(argv[2]), 0, INT32_MAX, &seed) != OK ||
	    view_int(view_str(argv[3]), 0, INT32_MAX, &count) != OK)
		return 2;
	return forged((enum formula_grammar)g, (uint64_t)seed, (unsigned long)count);
}
