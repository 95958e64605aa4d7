/* SPDX-License-Identifier: Apache-2.0
 * pdf/lex.c: PDF's tokens and objects (ISO 32000-2 7.2 and 7.3).
 */
#include <math.h>

#include "base/base64.h"
#include "disarm/pdf/lex.h"

bool pdf_is_space(uint8_t c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

bool pdf_is_delimiter(uint8_t c)
{
	return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' ||
	       c == '}' || c == '/' || c == '%';
}

static bool is_regular(uint8_t c)
{
	return !pdf_is_space(c) && !pdf_is_delimiter(c);
}

/* The byte `ahead` of where we are, 0 beyond the end (0 is white space). */
static uint8_t peek(const struct pdf_lex *lex, size_t ahead)
{
	return lex->at + ahead < lex->in.n ? lex->in.p[lex->at + ahead] : 0;
}

static void skip_space(struct pdf_lex *lex)
{
	while (lex->at < lex->in.n) {
		uint8_t c = lex->in.p[lex->at];
		if (c == '%')
			while (lex->at < lex->in.n && lex->in.p[lex->at] != '\n' &&
			       lex->in.p[lex->at] != '\r')
				lex->at++;
		else if (pdf_is_space(c))
			lex->at++;
		else
			return;
	}
}

static uint8_t *room(struct pdf_lex *lex, size_t n)
{
	uint8_t *p = arena_alloc(lex->mem, n + 1);
	if (!p && lex->err == OK)
		lex->err = E_NO_MEMORY;
	return p;
}

static void lex_name(struct pdf_lex *lex, struct pdf_obj *ret)
{
	size_t from = ++lex->at, n = 0;
	bool coded = false;
	for (; lex->at < lex->in.n && is_regular(lex->in.p[lex->at]); lex->at++)
		coded |= lex->in.p[lex->at] == '#';
	struct view raw = view_sub(lex->in, from, lex->at - from);
	*ret = (struct pdf_obj){.kind = PDF_NAME, .bytes = raw};
	uint8_t *p = room(lex, raw.n);
	if (!p) {
		ret->bytes = VIEW("");
		return;
	}
	for (size_t i = 0; i < raw.n; i++) {
		bool code = coded && raw.p[i] == '#' && i + 2 < raw.n;
		int high = code ? hex_digit(raw.p[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(raw.p[i + 2]) : -1;
		p[n++] = low >= 0 ? (uint8_t)(high * 16 + low) : raw.p[i];
		i += low >= 0 ? 2 : 0;
	}
	ret->bytes = view_of(p, n);
}

static void lex_hex(struct pdf_lex *lex, struct pdf_obj *ret)
{
	size_t end = view_find(lex->in, ++lex->at, '>'), n = 0;
	uint8_t *p = room(lex, (end - lex->at) / 2 + 1);
	int high = -1;
	*ret = (struct pdf_obj){.kind = PDF_STRING, .bytes = VIEW("")};
	for (; p && lex->at < end; lex->at++) {
		int digit = hex_digit(lex->in.p[lex->at]);
		if (digit < 0)
			continue;
		if (high >= 0)
			p[n++] = (uint8_t)(high * 16 + digit);
		high = high >= 0 ? -1 : digit;
	}
	if (p && high >= 0)
		p[n++] = (uint8_t)(high * 16);
	lex->at = min_of(end + 1, lex->in.n);
	if (p)
		ret->bytes = view_of(p, n);
}

/* Offset of the ")" that ends the string whose first byte is at `from`. */
static size_t string_end(struct view in, size_t from)
{
	size_t depth = 1;
	for (size_t i = from; i < in.n; i++) {
		if (in.p[i] == '\\')
			i++;
		else if (in.p[i] == '(')
			depth++;
		else if (in.p[i] == ')' && --depth == 0)
			return i;
	}
	return in.n;
}

/* What follows a backslash; returns how many bytes of `in` at i it took, and writes at most one. */
static size_t escape(struct view in, size_t i, uint8_t *to, size_t *n)
{
	static const char letters[] = "nrtbf", codes[] = "\n\r\t\b\f";
	uint8_t c = in.p[i];
	const char *letter = c ? strchr(letters, c) : NULL;
	if (c >= '0' && c <= '7') {
		unsigned value = 0;
		size_t k = 0;
		while (k < 3 && i + k < in.n && in.p[i + k] >= '0' && in.p[i + k] <= '7')
			value = value * 8 + (unsigned)(in.p[i + k++] - '0');
		to[(*n)++] = (uint8_t)value;
		return k;
	}
	if (c == '\r')
		return i + 1 < in.n && in.p[i + 1] == '\n' ? 2 : 1;
	if (c != '\n')
		to[(*n)++] = letter ? (uint8_t)codes[letter - letters] : c;
	return 1;
}

static void lex_string(struct pdf_lex *lex, struct pdf_obj *ret)
{
	size_t end = string_end(lex->in, ++lex->at), n = 0;
	struct view raw = view_sub(lex->in, lex->at, end - lex->at);
	uint8_t *p = room(lex, raw.n);
	*ret = (struct pdf_obj){.kind = PDF_STRING, .bytes = VIEW("")};
	lex->at = min_of(end + 1, lex->in.n);
	if (!p)
		return;
	for (size_t i = 0; i < raw.n;) {
		if (raw.p[i] == '\\') {
			i += 1;
			i += i < raw.n ? escape(raw, i, p, &n) : 0;
		} else if (raw.p[i] == '\r') { /* an end of line is one newline */
			p[n++] = '\n';
			i += i + 1 < raw.n && raw.p[i + 1] == '\n' ? 2 : 1;
		} else {
			p[n++] = raw.p[i++];
		}
	}
	ret->bytes = view_of(p, n);
}

/* Digits with perhaps a sign and a point; what follows in the same word is left out, as viewers do
 * ("1.2.3", "5-6"). A word without any digit is no number. */
static bool word_number(struct view word, struct pdf_obj *ret)
{
	size_t i = 0, digits = 0;
	bool negative = false, point = false;
	double value = 0, unit = 1;
	int64_t whole = 0;
	for (; i < word.n && (word.p[i] == '+' || word.p[i] == '-'); i++)
		negative |= word.p[i] == '-';
	for (; i < word.n; i++) {
		uint8_t c = word.p[i];
		if (c == '.' && !point) {
			point = true;
		} else if (c >= '0' && c <= '9') {
			digits++;
			value = value * 10 + (c - '0');
			unit *= point ? 10 : 1;
			if (digits <= 18)
				whole = whole * 10 + (c - '0');
		} else if (c == '-' || c == '.') {
			break;
		} else {
			return false;
		}
	}
	if (digits == 0 && !(word.n == i && word.n > 0 && (point || word.p[0] == '-')))
		return false;
	value = value / unit;
	*ret = (struct pdf_obj){.kind = PDF_REAL, .real = negative ? -value : value};
	if (!isfinite(value))
		ret->real = 0;
	if (!point && digits <= 18)
		*ret = (struct pdf_obj){.kind = PDF_INT, .whole = negative ? -whole : whole};
	return true;
}

static enum pdf_token lex_word(struct pdf_lex *lex, struct pdf_obj *ret)
{
	size_t from = lex->at;
	while (lex->at < lex->in.n && is_regular(lex->in.p[lex->at]))
		lex->at++;
	if (lex->at == from)
		lex->at++;
	struct view word = view_sub(lex->in, from, lex->at - from);
	uint8_t first = word.p[0];
	bool numeric =
	    (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
	if (numeric && word_number(word, ret))
		return PDF_TOKEN_VALUE;
	*ret = (struct pdf_obj){.bytes = word};
	return PDF_TOKEN_WORD;
}

enum pdf_token pdf_lex_token(struct pdf_lex *lex, struct pdf_obj *ret)
{
	*ret = pdf_null;
	skip_space(lex);
	if (lex->at >= lex->in.n || lex->err != OK)
		return PDF_TOKEN_END;
	switch (lex->in.p[lex->at]) {
	case '/':
		lex_name(lex, ret);
		return PDF_TOKEN_VALUE;
	case '(':
		lex_string(lex, ret);
		return PDF_TOKEN_VALUE;
	case '<':
		if (peek(lex, 1) == '<') {
			lex->at += 2;
			return PDF_TOKEN_DICT;
		}
		lex_hex(lex, ret);
		return PDF_TOKEN_VALUE;
	case '>':
		if (peek(lex, 1) == '>') {
			lex->at += 2;
			return PDF_TOKEN_DICT_END;
		}
		return lex_word(lex, ret);
	case '[':
		lex->at++;
		return PDF_TOKEN_ARRAY;
	case ']':
		lex->at++;
		return PDF_TOKEN_ARRAY_END;
	default:
		return lex_word(lex, ret);
	}
}

/* --- objects: what is not yet closed waits on a stack --- */

static struct pdf_obj stack_at(const struct buf *stack, size_t i)
{
	struct pdf_obj o;
	memcpy(&o, stack->p + i * sizeof o, sizeof o);
	return o;
}

static void push(struct buf *stack, const struct pdf_obj *o)
{
	buf_put(stack, view_of(o, sizeof *o));
}

/* "n g R": the two numbers on top become a reference. */
static void fold_reference(struct buf *stack, size_t base)
{
	size_t n = stack->n / sizeof(struct pdf_obj);
	if (n < base + 2)
		return;
	struct pdf_obj number = stack_at(stack, n - 2), gen = stack_at(stack, n - 1);
	if (number.kind != PDF_INT || gen.kind != PDF_INT)
		return;
	bool good = number.whole > 0 && number.whole <= PDF_NUMBER_MAX && gen.whole >= 0 &&
		    gen.whole <= UINT16_MAX;
	struct pdf_obj ref = {.kind = good ? PDF_REF : PDF_NULL};
	ref.number = good ? (uint32_t)number.whole : 0;
	ref.gen = good ? (uint32_t)gen.whole : 0;
	stack->n = (n - 2) * sizeof ref;
	push(stack, &ref);
}

static bool keyword(struct view word, struct pdf_obj *ret)
{
	bool yes = view_eq(word, VIEW("true")), no = view_eq(word, VIEW("false"));
	if (yes || no)
		*ret = (struct pdf_obj){.kind = PDF_BOOL, .flag = yes};
	else if (view_eq(word, VIEW("null")))
		*ret = pdf_null;
	else
		return false;
	return true;
}

/* What lies on the stack from `base` on becomes an array or a dictionary. */
static struct pdf_obj closed(struct pdf_lex *lex, struct buf *stack, size_t base, bool dict)
{
	size_t n = stack->n / sizeof(struct pdf_obj) - base, pairs = 0;
	struct pdf_obj *items = NULL, o = {.kind = dict ? PDF_DICT : PDF_ARRAY};
	struct pdf_entry *entries = NULL;
	if (dict)
		entries = arena_array(lex->mem, n / 2 + 1, sizeof *entries);
	else
		items = arena_array(lex->mem, n + 1, sizeof *items);
	if (!items && !entries) {
		lex->err = E_NO_MEMORY;
		return pdf_null;
	}
	for (size_t i = 0; items && i < n; i++)
		items[i] = stack_at(stack, base + i);
	for (size_t i = 0; entries && i + 1 < n; i++) {
		struct pdf_obj key = stack_at(stack, base + i);
		if (key.kind != PDF_NAME) /* a stray value: the next name begins a pair again */
			continue;
		entries[pairs].key = key.bytes;
		entries[pairs++].value = stack_at(stack, base + ++i);
	}
	stack->n = base * sizeof(struct pdf_obj);
	o.n = (uint32_t)(dict ? pairs : n);
	if (dict)
		o.entries = entries;
	else
		o.items = items;
	return o;
}

static struct pdf_obj build(struct pdf_lex *lex, struct buf *stack, bool dict, bool refs,
			    unsigned depth)
{
	size_t base = stack->n / sizeof(struct pdf_obj);
	struct pdf_obj o;
	if (depth > PDF_NESTING_MAX) {
		lex->err = E_LIMIT_DEPTH;
		return pdf_null;
	}
	for (;;) {
		enum pdf_token t = pdf_lex_token(lex, &o);
		if (t == PDF_TOKEN_END || t == PDF_TOKEN_ARRAY_END || t == PDF_TOKEN_DICT_END)
			break;
		if (t == PDF_TOKEN_ARRAY || t == PDF_TOKEN_DICT)
			o = build(lex, stack, t == PDF_TOKEN_DICT, refs, depth + 1);
		else if (t == PDF_TOKEN_WORD && refs && view_eq(o.bytes, VIEW("R"))) {
			fold_reference(stack, base);
			continue;
		} else if (t == PDF_TOKEN_WORD && !keyword(o.bytes, &o))
			continue;
		push(stack, &o);
	}
	if (stack->err != OK && lex->err == OK)
		lex->err = stack->err;
	return lex->err == OK ? closed(lex, stack, base, dict) : pdf_null;
}

static enum pdf_token operand(struct pdf_lex *lex, struct buf *stack, bool refs,
			      struct pdf_obj *ret)
{
	enum pdf_token t;
	do
		t = pdf_lex_token(lex, ret);
	while (t == PDF_TOKEN_ARRAY_END || t == PDF_TOKEN_DICT_END);
	if (t == PDF_TOKEN_WORD && keyword(ret->bytes, ret))
		return PDF_TOKEN_VALUE;
	if (t != PDF_TOKEN_ARRAY && t != PDF_TOKEN_DICT)
		return t;
	*ret = build(lex, stack, t == PDF_TOKEN_DICT, refs, 1);
	if (lex->err != OK)
		stack->n = 0;
	return lex->err == OK ? PDF_TOKEN_VALUE : PDF_TOKEN_END;
}

enum pdf_token pdf_lex_operand(struct pdf_lex *lex, struct buf *stack, struct pdf_obj *ret)
{
	return operand(lex, stack, false, ret);
}

enum err pdf_parse(struct view text, struct arena *mem, struct buf *stack, struct pdf_obj *ret)
{
	struct pdf_lex lex = {.in = text, .mem = mem};
	struct pdf_obj o = pdf_null, rest;
	enum pdf_token t = operand(&lex, stack, true, &o);
	if (t == PDF_TOKEN_VALUE && o.kind == PDF_INT) { /* the whole object may be a reference */
		push(stack, &o);
		if (pdf_lex_token(&lex, &rest) == PDF_TOKEN_VALUE && rest.kind == PDF_INT) {
			push(stack, &rest);
			if (pdf_lex_token(&lex, &rest) == PDF_TOKEN_WORD &&
			    view_eq(rest.bytes, VIEW("R"))) {
				fold_reference(stack, 0);
				o = stack_at(stack, 0);
			}
		}
		stack->n = 0;
	}
	if (lex.err != OK)
		return lex.err;
	if (t != PDF_TOKEN_VALUE)
		return E_BROKEN;
	*ret = o;
	return OK;
}
