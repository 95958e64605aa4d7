/* SPDX-License-Identifier: Apache-2.0
 * formula.c: a formula's text cut into tokens (ECMA-376 part 1, 18.17.2). What may follow what is
 * not decided here: every token goes through the automaton of form/formula_check.c.
 */
#include "disarm/office/formula.h"
#include "form/uri.h"

struct parser {
	struct view v;
	size_t at;
	const struct formula_lookup *lookup;
	struct buf *out;
	enum finding_code why;
	bool single; /* an @ waits for the place it belongs to */
	struct formula_check check;
};

static uint8_t peek(const struct parser *p, size_t ahead)
{
	return p->at + ahead < p->v.n ? p->v.p[p->at + ahead] : 0;
}

static bool refuse(struct parser *p, enum finding_code why)
{
	p->why = why;
	return false;
}

static bool emit_one(struct parser *p, const struct formula_token *t)
{
	const struct formula_frame *f = &p->check.frames[p->check.depth];
	bool target = f->opened == FORMULA_T_CALL && f->function == FORMULA_F_HYPERLINK &&
		      (p->check.last == FORMULA_T_CALL || p->check.target);
	if (!formula_check_token(&p->check, t))
		return target && refuse(p, FINDING_FORMULA_CALL);
	formula_token_write(p->out, t);
	return true;
}

/* A place. Around it @ and # become the calls that files spell for them. */
static bool emit_place(struct parser *p, const struct formula_token *t)
{
	bool spill = peek(p, 0) == '#' && t->tag == FORMULA_T_CELL, single = p->single;
	struct formula_token call = {.tag = FORMULA_T_CALL}, close = {.tag = FORMULA_T_CLOSE};
	if (spill)
		p->at++;
	p->single = false;
	if (single) {
		call.n = FORMULA_F_SINGLE;
		if (!emit_one(p, &call))
			return false;
	}
	call.n = FORMULA_F_ANCHORARRAY;
	return (!spill || emit_one(p, &call)) && emit_one(p, t) &&
	       (!spill || emit_one(p, &close)) && (!single || emit_one(p, &close));
}

static bool emit(struct parser *p, struct formula_token t)
{
	return !p->single && emit_one(p, &t);
}

static bool is_digit(uint8_t x)
{
	return x >= '0' && x <= '9';
}

/* Bytes of the identifier at `at`: letters, digits, dots, underscores. */
static size_t word_at(const struct parser *p, size_t at)
{
	struct cursor c = cursor_of(p->v);
	c.at = at;
	while (cursor_left(&c) > 0) {
		size_t before = c.at;
		uint32_t x = utf8_next(&c);
		if (c.bad || !(formula_letter(x) || (x < 0x80 && is_digit((uint8_t)x)) || x == '.'))
			return before - at;
	}
	return p->v.n - at;
}

static bool word_ends(const struct parser *p, size_t at)
{
	return at >= p->v.n || (word_at(p, at) == 0 && !strchr("(![$", p->v.p[at]));
}

struct corner {
	bool has_column, has_row, fixed_column, fixed_row;
	uint32_t column, row;
	size_t end;
};

/* $AB$12, AB or 12 at `at`. False when it is none of them. */
static bool corner_at(const struct parser *p, size_t at, struct corner *ret)
{
	struct corner c = {0};
	bool dollar = at < p->v.n && p->v.p[at] == '$';
	size_t i = at + dollar;
	for (; i < p->v.n && (p->v.p[i] | 0x20) >= 'a' && (p->v.p[i] | 0x20) <= 'z' &&
	       i - at - dollar < 3;
	     i++)
		c.column = c.column * 26 + (uint32_t)((p->v.p[i] | 0x20) - 'a') + 1;
	c.has_column = i > at + dollar;
	c.fixed_column = c.has_column && dollar;
	if (c.has_column) {
		dollar = i < p->v.n && p->v.p[i] == '$';
		i += dollar;
	}
	size_t digits = i;
	for (; i < p->v.n && is_digit(p->v.p[i]) && i - digits < 8; i++)
		c.row = c.row * 10 + (uint32_t)(p->v.p[i] - '0');
	c.has_row = i > digits;
	c.fixed_row = c.has_row && dollar;
	c.end = i;
	if ((dollar && !c.has_row && digits == i && c.has_column && p->v.p[i - 1] == '$') ||
	    (c.has_column && c.column > FORMULA_COLUMNS) ||
	    (c.has_row && (c.row == 0 || c.row > FORMULA_ROWS)))
		return false;
	*ret = c;
	return c.has_column || c.has_row;
}

static void put_corner(struct formula_token *t, unsigned i, const struct corner *c)
{
	t->ref.column[i] = c->has_column ? c->column - 1 : 0;
	t->ref.row[i] = c->has_row ? c->row - 1 : 0;
	t->ref.fixed_column[i] = c->fixed_column;
	t->ref.fixed_row[i] = c->fixed_row;
}

/* A cell, an area, columns or rows at the cursor? Moves past it then. */
static bool ref_here(struct parser *p, struct formula_token *t)
{
	struct corner a, b;
	if (!corner_at(p, p->at, &a))
		return false;
	bool cell = a.has_column && a.has_row;
	bool pair = a.end < p->v.n && p->v.p[a.end] == ':' && corner_at(p, a.end + 1, &b) &&
		    b.has_column == a.has_column && b.has_row == a.has_row && word_ends(p, b.end);
	if (!pair && (!cell || !word_ends(p, a.end)))
		return false;
	put_corner(t, 0, &a);
	if (pair)
		put_corner(t, 1, &b);
	t->tag = !pair		? FORMULA_T_CELL
		 : cell		? FORMULA_T_AREA
		 : a.has_column ? FORMULA_T_COLUMNS
				: FORMULA_T_ROWS;
	p->at = pair ? b.end : a.end;
	return true;
}

static bool number(struct parser *p)
{
	struct formula_token t = {.tag = FORMULA_T_NUMBER};
	int64_t exponent = 0;
	bool point = false, any = false;
	for (; is_digit(peek(p, 0)) || (peek(p, 0) == '.' && !point); p->at++) {
		if (peek(p, 0) == '.') {
			point = true;
			continue;
		}
		any = true;
		if (t.mantissa < UINT64_C(1000000000000000000) && t.decimals < 330) {
			t.mantissa = t.mantissa * 10 + (uint64_t)(peek(p, 0) - '0');
			t.decimals += point;
		} else {
			exponent += !point; /* more digits than any number has */
		}
	}
	t.scientific = exponent != 0;
	if (any && (peek(p, 0) | 0x20) == 'e') {
		bool minus = peek(p, 1) == '-';
		size_t digits = 0;
		int64_t power = 0;
		p->at += peek(p, 1) == '-' || peek(p, 1) == '+' ? 2 : 1;
		for (; is_digit(peek(p, 0)) && digits < 4; p->at++, digits++)
			power = power * 10 + peek(p, 0) - '0';
		any = digits > 0;
		exponent += minus ? -power : power;
		t.scientific = true;
	}
	t.exponent = (int32_t)exponent;
	return any && exponent >= -400 && exponent <= 400 && word_at(p, p->at) == 0 && emit(p, t);
}

/* Text between two marks, doubled inside: read once to find the end, then without the doubles. */
static bool marked(struct parser *p, uint8_t mark, struct buf *text)
{
	for (p->at++; p->at < p->v.n;) {
		size_t end = view_find(p->v, p->at, mark);
		struct view part = view_sub(p->v, p->at, end - p->at);
		buf_put(text, part);
		p->at = end + 1;
		if (end >= p->v.n)
			return false;
		if (peek(p, 0) != mark)
			return text->err == OK;
		buf_u8(text, mark);
		p->at++;
	}
	return false;
}

static bool string(struct parser *p)
{
	struct buf text scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	struct formula_token t = {.tag = FORMULA_T_STRING};
	const struct formula_frame *f = &p->check.frames[p->check.depth];
	if (!marked(p, '"', &text) || !utf8_clean(buf_view(&text)))
		return false;
	t.text = buf_view(&text);
	bool link = p->check.last == FORMULA_T_CALL && f->function == FORMULA_F_HYPERLINK;
	if (link && uri_ok(t.text)) {
		t.tag = FORMULA_T_URI;
		if (!p->lookup->find(p->lookup->arg, FORMULA_URI, t.text, FORMULA_NO, &t.n))
			return refuse(p, FINDING_FORMULA_CALL);
	}
	return emit(p, t);
}

static bool error_here(struct parser *p, struct formula_token *t)
{
	struct view rest = view_sub(p->v, p->at, p->v.n);
	for (uint32_t i = 0; i < FORMULA_ERRORS; i++) {
		struct view word = view_str(formula_errors[i]);
		if (view_starts(rest, word)) {
			t->tag = FORMULA_T_ERROR;
			t->n = i;
			p->at += word.n;
			return true;
		}
	}
	return false;
}

static bool find(struct parser *p, enum formula_thing thing, struct view name, uint32_t sheet,
		 uint32_t *ret)
{
	return p->lookup->find && p->lookup->find(p->lookup->arg, thing, name, sheet, ret);
}

/* What follows "Sheet1!": a place, a lost one, a name. */
static bool after_sheet(struct parser *p, struct formula_token *t)
{
	if (ref_here(p, t))
		return emit_place(p, t);
	if (peek(p, 0) == '#')
		return error_here(p, t) && !p->single && emit_one(p, t);
	size_t n = word_at(p, p->at);
	struct view name = view_sub(p->v, p->at, n);
	t->tag = FORMULA_T_NAME;
	p->at += n;
	if (n == 0 || peek(p, 0) == '(' || t->where == FORMULA_ON_SHEETS ||
	    !find(p, FORMULA_NAME, name, t->where == FORMULA_ON_SHEET ? t->sheet[0] : FORMULA_NO,
		  &t->n))
		return false;
	return emit_place(p, t);
}

/* `first` [`:` `second`] before the exclamation mark. */
static bool on_sheet(struct parser *p, struct view sheets)
{
	struct formula_token t = {.where = FORMULA_ON_SHEET};
	static const uint8_t outside[] = "[]|\\/";
	for (size_t i = 0; i < sizeof outside - 1; i++)
		if (view_find(sheets, 0, outside[i]) < sheets.n)
			return refuse(p, FINDING_FORMULA_OUTSIDE);
	size_t colon = view_find(sheets, 0, ':');
	if (colon < sheets.n) {
		t.where = FORMULA_ON_SHEETS;
		if (!find(p, FORMULA_SHEET, view_sub(sheets, colon + 1, sheets.n), FORMULA_NO,
			  &t.sheet[1]))
			return false;
	}
	return find(p, FORMULA_SHEET, view_sub(sheets, 0, colon), FORMULA_NO, &t.sheet[0]) &&
	       after_sheet(p, &t);
}

static bool quoted_sheet(struct parser *p)
{
	struct buf text scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	if (!marked(p, '\'', &text) || peek(p, 0) != '!')
		return false;
	p->at++;
	return on_sheet(p, buf_view(&text));
}

/* [0]!name is a name of this book; any other number is another book. */
static bool book(struct parser *p)
{
	struct formula_token t = {.where = FORMULA_OWN_BOOK};
	if (!view_starts(view_sub(p->v, p->at, p->v.n), VIEW("[0]!")))
		return refuse(p, FINDING_FORMULA_OUTSIDE);
	p->at += 4;
	if (word_at(p, p->at) == 0)
		return false;
	t.tag = FORMULA_T_NAME;
	size_t n = word_at(p, p->at);
	struct view name = view_sub(p->v, p->at, n);
	p->at += n;
	return peek(p, 0) != '(' && find(p, FORMULA_NAME, name, FORMULA_NO, &t.n) &&
	       emit_place(p, &t);
}

/* [text] with ' before marks; the cursor stands on the bracket. */
static bool bracketed(struct parser *p, struct buf *text)
{
	for (p->at++; p->at < p->v.n; p->at++) {
		uint8_t x = peek(p, 0);
		if (x == ']') {
			p->at++;
			return text->err == OK;
		}
		if (x == '[')
			return false;
		if (x == '\'' && ++p->at >= p->v.n)
			return false;
		buf_u8(text, peek(p, 0));
	}
	return false;
}

/* One [...] of a table: an item or a column, whose text goes to `store`. */
static bool table_part(struct parser *p, struct formula_token *t, struct buf store[2])
{
	static const struct {
		const char *word;
		uint32_t item;
	} items[] = {{"#All", FORMULA_ITEM_ALL},
		     {"#Data", FORMULA_ITEM_DATA},
		     {"#Headers", FORMULA_ITEM_HEADERS},
		     {"#Totals", FORMULA_ITEM_TOTALS},
		     {"#This Row", FORMULA_ITEM_THIS_ROW}};
	bool special = peek(p, 1) == '#';
	struct buf *text = &store[min_of(t->n_columns, 1u)];
	buf_clear(text);
	if (!bracketed(p, text))
		return false;
	for (size_t i = 0; i < array_len(items) && special; i++)
		if (view_eq_nocase(buf_view(text), view_str(items[i].word))) {
			t->items |= items[i].item;
			return t->n_columns == 0;
		}
	t->n_columns++;
	return !special && t->n_columns <= 2;
}

static void skip_blanks(struct parser *p)
{
	while (peek(p, 0) == ' ' || peek(p, 0) == '\n')
		p->at++;
}

/* Table[...]: one part, or several in brackets of their own. */
static bool table_parts(struct parser *p, struct formula_token *t, struct buf store[2])
{
	if (peek(p, 1) == ']') {
		p->at += 2;
		return true;
	}
	size_t after = p->at + 1;
	while (after < p->v.n && p->v.p[after] == ' ')
		after++;
	if (after >= p->v.n || p->v.p[after] != '[')
		return table_part(p, t, store);
	p->at = after;
	for (bool colon = false;;) {
		if (peek(p, 0) != '[' || !table_part(p, t, store) || (colon && t->n_columns != 2))
			return false;
		if (t->n_columns == 2 && !colon)
			return false;
		skip_blanks(p);
		uint8_t mark = peek(p, 0);
		p->at++;
		if (mark == ']') {
			t->items |= t->items == 0 && t->n_columns == 1 ? FORMULA_ITEM_INNER : 0;
			return true;
		}
		colon = mark == ':' && t->n_columns == 1;
		if (mark != ',' && !colon)
			return false;
		skip_blanks(p);
	}
}

static bool table(struct parser *p, struct view name)
{
	struct buf store[2] = {buf_new(4096), buf_new(4096)};
	struct formula_token t = {.tag = FORMULA_T_COLUMN};
	bool ok = find(p, FORMULA_TABLE, name, FORMULA_NO, &t.n) && table_parts(p, &t, store);
	t.columns[0] = buf_view(&store[0]);
	t.columns[1] = buf_view(&store[1]);
	ok = ok && emit_place(p, &t);
	buf_free(&store[0]);
	buf_free(&store[1]);
	return ok;
}

static bool call(struct parser *p, struct view name)
{
	uint32_t function = formula_function_find(name);
	if (function == FORMULA_NO)
		return refuse(p, FINDING_FORMULA_CALL);
	p->at++;
	return emit(p, (struct formula_token){.tag = FORMULA_T_CALL, .n = function});
}

/* Neither a call nor a place: TRUE, a parameter, a name, a table. */
static bool name(struct parser *p, struct view word)
{
	struct formula_token t = {.tag = FORMULA_T_BOOL};
	if (view_eq_nocase(word, VIEW("TRUE")) || view_eq_nocase(word, VIEW("FALSE"))) {
		t.n = word.n == 4;
		return emit(p, t);
	}
	if (view_eq_nocase(view_sub(word, 0, 6), VIEW("_xlpm."))) {
		t.tag = FORMULA_T_PARAM;
		t.text = view_sub(word, 6, word.n);
		return formula_name_ok(t.text) && emit_place(p, &t);
	}
	t.tag = FORMULA_T_NAME;
	if (find(p, FORMULA_NAME, word, FORMULA_NO, &t.n))
		return emit_place(p, &t);
	t.tag = FORMULA_T_COLUMN;
	return find(p, FORMULA_TABLE, word, FORMULA_NO, &t.n) && emit_place(p, &t);
}

static bool word(struct parser *p)
{
	size_t n = word_at(p, p->at), end = p->at + n;
	struct view text = view_sub(p->v, p->at, n);
	uint8_t next = end < p->v.n ? p->v.p[end] : 0;
	if (n && next == '(') {
		p->at = end;
		return call(p, text);
	}
	if (n && next == '!') {
		p->at = end + 1;
		return on_sheet(p, text);
	}
	size_t second = next == ':' ? word_at(p, end + 1) : 0, mark = end + 1 + second;
	if (n && second && mark < p->v.n && p->v.p[mark] == '!' &&
	    !formula_looks_like_place(text)) {
		p->at = mark + 1;
		return on_sheet(p, view_sub(p->v, mark - second - 1 - n, n + 1 + second));
	}
	struct formula_token t = {0};
	if (ref_here(p, &t))
		return emit_place(p, &t);
	if (is_digit(peek(p, 0)) || peek(p, 0) == '.')
		return number(p);
	p->at = end;
	if (n == 0 || next == '|' || next == '$')
		return next == '|' && refuse(p, FINDING_FORMULA_OUTSIDE);
	return next == '[' ? table(p, text) : name(p, text);
}

/* A run of blanks: an intersection when an operand stands on both sides, else nothing but looks. */
static bool blanks(struct parser *p)
{
	size_t from = p->at;
	skip_blanks(p);
	static const char closing[] = ")},;+-*/^&=<>:%";
	uint8_t next = peek(p, 0);
	bool between = p->check.have && next && !strchr(closing, next);
	struct view run = view_sub(p->v, from, p->at - from);
	struct formula_token t = {.tag = FORMULA_T_BLANK};
	if (between) {
		t.tag = FORMULA_T_INTERSECT;
		t.n = (uint32_t)run.n;
		return view_find(run, 0, '\n') == run.n && emit(p, t);
	}
	for (size_t i = 0; i < run.n;) {
		t.line = run.p[i] == '\n';
		for (t.n = 0; i < run.n && (run.p[i] == '\n') == t.line; i++)
			t.n++;
		if (!emit(p, t))
			return false;
	}
	return true;
}

static bool operator(struct parser *p)
{
	struct view rest = view_sub(p->v, p->at, p->v.n);
	struct formula_token t = {.tag = p->check.have ? FORMULA_T_INFIX : FORMULA_T_PREFIX};
	uint32_t best = FORMULA_NO;
	for (uint32_t i = 0; i < FORMULA_OPERATORS; i++)
		if (view_starts(rest, view_str(formula_operators[i])) &&
		    (best == FORMULA_NO || formula_operators[i][1]))
			best = i;
	if (best == FORMULA_NO || (!p->check.have && best >= FORMULA_PREFIXES))
		return p->v.p[p->at] == '|' && refuse(p, FINDING_FORMULA_OUTSIDE);
	t.n = best;
	p->at += view_str(formula_operators[best]).n;
	return emit(p, t);
}

static bool step(struct parser *p)
{
	static const uint8_t tags[256] = {
	    ['('] = FORMULA_T_OPEN,   [')'] = FORMULA_T_CLOSE,	   [','] = FORMULA_T_COMMA,
	    ['{'] = FORMULA_T_ARRAY,  [';'] = FORMULA_T_ARRAY_ROW, ['}'] = FORMULA_T_ARRAY_END,
	    ['%'] = FORMULA_T_PERCENT};
	uint8_t x = peek(p, 0);
	if (tags[x]) {
		p->at++;
		return emit(p, (struct formula_token){.tag = tags[x]});
	}
	struct formula_token t = {0};
	switch (x) {
	case ' ':
	case '\n':
		return blanks(p);
	case '"':
		return string(p);
	case '\'':
		return quoted_sheet(p);
	case '[':
		return book(p);
	case '#':
		return error_here(p, &t) && emit(p, t);
	case '@':
		p->at++;
		p->single = !p->single;
		return p->single && !p->check.have;
	default:
		if (x == '$' || x == '.' || word_at(p, p->at) > 0)
			return word(p);
		return operator(p);
	}
}

/* One spelling of line ends, before anything else. */
static struct view one_line_end(struct view v, struct buf *store)
{
	if (view_find(v, 0, '\r') == v.n)
		return v;
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] != '\r')
			buf_u8(store, v.p[i]);
		else if (i + 1 == v.n || v.p[i + 1] != '\n')
			buf_u8(store, '\n');
	return buf_view(store);
}

enum err formula_parse(struct view text, enum formula_grammar grammar,
		       const struct formula_lookup *lookup, struct buf *out,
		       enum finding_code *ret_why)
{
	struct parser p = {.lookup = lookup, .out = out, .why = FINDING_FORMULA_VALUE};
	struct buf store scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	size_t before = out->n;
	bool ok = text.n > 0 && text.n <= FORMULA_BYTES_MAX && utf8_valid(text) &&
		  utf8_count(text) <= FORMULA_TEXT_MAX;
	p.v = ok ? one_line_end(text, &store) : p.v;
	formula_check_begin(&p.check, grammar);
	while (ok && p.at < p.v.n)
		ok = step(&p) && out->n - before <= FORMULA_BYTES_MAX;
	ok = ok && !p.single && formula_check_end(&p.check);
	if (out->err != OK || store.err != OK)
		return E_LIMIT_MEMORY;
	/* Numbers that were given out are held against their bounds as rebuild will do it. */
	struct view tokens = view_sub(buf_view(out), before, out->n);
	if (!ok || !formula_ok(tokens, grammar, &lookup->counts)) {
		out->n = before;
		*ret_why = p.why;
		return E_FORM;
	}
	return OK;
}
