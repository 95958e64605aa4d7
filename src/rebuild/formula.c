/* SPDX-License-Identifier: Apache-2.0
 * formula.c: one spelling a token, in order (ECMA-376 part 1, 18.17.2).
 */
#include "rebuild/formula.h"
#include "form/uri.h"

struct printer {
	const struct formula_names *names;
	struct buf *out;
	enum err err;
};

/* The text behind a number, checked again whoever gives it. */
static struct view name_of(struct printer *p, enum formula_thing thing, uint32_t number)
{
	struct view v = {0};
	bool ok = p->names->say && p->names->say(p->names->arg, thing, number, &v);
	switch (thing) {
	case FORMULA_SHEET:
		ok = ok && formula_sheet_ok(v);
		break;
	case FORMULA_NAME:
	case FORMULA_TABLE:
		ok = ok && formula_name_ok(v);
		break;
	case FORMULA_URI:
		ok = ok && uri_ok(v);
		break;
	case FORMULA_THINGS:
		ok = false;
	}
	if (!ok && p->err == OK)
		p->err = E_NOT_FOUND;
	return ok ? v : (struct view){0};
}

/* Between two marks, which are doubled inside. */
static void put_marked(struct buf *out, struct view v, uint8_t mark)
{
	for (size_t at = 0; at < v.n;) {
		size_t end = view_find(v, at, mark);
		buf_put(out, view_sub(v, at, end - at));
		if (end < v.n)
			buf_fill(out, mark, 2);
		at = end + 1;
	}
}

/* Japanese and plain names stand without quotes, as Excel writes them; all others in quotes. */
static bool plain_sheet(struct view v)
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_next(&c);
		bool letter = (x < 0x80 && formula_letter(x)) || (x >= 0x3041 && x <= 0x3096) ||
			      (x >= 0x30a1 && x <= 0x30fa) || x == 0x30fc ||
			      (x >= 0x4e00 && x <= 0x9fff);
		bool digit = x >= '0' && x <= '9' && c.at > 1;
		if (!letter && !digit)
			return false;
	}
	return formula_name_ok(v); /* not TRUE, A1, R1C1 */
}

static void put_where(struct printer *p, const struct formula_token *t)
{
	struct view a = {0}, b = {0};
	if (t->where == FORMULA_OWN_BOOK)
		buf_str(p->out, "[0]!");
	if (t->where != FORMULA_ON_SHEET && t->where != FORMULA_ON_SHEETS)
		return;
	a = name_of(p, FORMULA_SHEET, t->sheet[0]);
	if (t->where == FORMULA_ON_SHEETS)
		b = name_of(p, FORMULA_SHEET, t->sheet[1]);
	const char *quote = plain_sheet(a) && (b.n == 0 || plain_sheet(b)) ? "" : "'";
	buf_str(p->out, quote);
	put_marked(p->out, a, '\'');
	if (t->where == FORMULA_ON_SHEETS) {
		buf_str(p->out, ":");
		put_marked(p->out, b, '\'');
	}
	buf_str(p->out, quote);
	buf_str(p->out, "!");
}

static void put_column(struct buf *out, uint32_t column)
{
	char letters[4] = "";
	unsigned at = 3;
	for (uint32_t n = column + 1; n > 0 && at > 0; n = (n - 1) / 26)
		letters[--at] = (char)('A' + (n - 1) % 26);
	buf_str(out, letters + at);
}

static void put_corner(struct buf *out, const struct formula_ref *r, unsigned i, bool column,
		       bool row)
{
	if (column) {
		buf_str(out, r->fixed_column[i] ? "$" : "");
		put_column(out, r->column[i]);
	}
	if (row) {
		buf_str(out, r->fixed_row[i] ? "$" : "");
		buf_int(out, (int64_t)r->row[i] + 1);
	}
}

static void put_ref(struct printer *p, const struct formula_token *t)
{
	bool column = t->tag != FORMULA_T_ROWS, row = t->tag != FORMULA_T_COLUMNS;
	put_where(p, t);
	put_corner(p->out, &t->ref, 0, column, row);
	if (t->tag == FORMULA_T_CELL)
		return;
	buf_str(p->out, ":");
	put_corner(p->out, &t->ref, 1, column, row);
}

/* Mantissa 150 with two decimals is 1.50. */
static void put_number(struct buf *out, const struct formula_token *t)
{
	char digits[24];
	size_t n = 0, from = sizeof digits;
	for (uint64_t m = t->mantissa; m > 0 || n == 0; m /= 10, n++)
		digits[--from] = (char)('0' + m % 10);
	struct view all = view_of(digits + from, n);
	size_t whole = n > t->decimals ? n - t->decimals : 0;
	buf_put(out, whole ? view_sub(all, 0, whole) : VIEW("0"));
	if (t->decimals > 0) {
		buf_str(out, ".");
		buf_fill(out, '0', whole ? 0 : t->decimals - n);
		buf_put(out, view_sub(all, whole, n));
	}
	if (t->scientific) {
		buf_str(out, t->exponent < 0 ? "E-" : "E+");
		buf_int(out, t->exponent < 0 ? -(int64_t)t->exponent : t->exponent);
	}
}

/* MS-XLSX and ECMA-376 part 1, 18.17.2.4: these are marked by an apostrophe within brackets. */
static void put_column_name(struct buf *out, struct view v)
{
	buf_str(out, "[");
	for (size_t i = 0; i < v.n; i++) {
		uint8_t x = v.p[i];
		if (x == '[' || x == ']' || x == '#' || x == '\'' || x == '@')
			buf_u8(out, '\'');
		buf_u8(out, x);
	}
	buf_str(out, "]");
}

static void put_table(struct printer *p, const struct formula_token *t)
{
	static const char *const items[] = {"[#All]", "[#Headers]", "[#Data]", "[#Totals]",
					    "[#This Row]"};
	static const uint32_t bits[] = {FORMULA_ITEM_ALL, FORMULA_ITEM_HEADERS, FORMULA_ITEM_DATA,
					FORMULA_ITEM_TOTALS, FORMULA_ITEM_THIS_ROW};
	struct buf *out = p->out;
	uint32_t pair = t->items & (t->items - 1);
	buf_put(out, name_of(p, FORMULA_TABLE, t->n));
	bool single = t->items ? !pair && t->n_columns == 0 : t->n_columns <= 1;
	if (t->items == 0 && t->n_columns == 0) {
		buf_str(out, "[]");
		return;
	}
	const char *between = "";
	buf_str(out, single ? "" : "[");
	for (unsigned i = 0; i < array_len(bits); i++)
		if (t->items & bits[i]) {
			buf_str(out, between);
			buf_str(out, items[i]);
			between = ",";
		}
	for (unsigned i = 0; i < t->n_columns; i++) {
		buf_str(out, i ? ":" : between);
		put_column_name(out, t->columns[i]);
	}
	buf_str(out, single ? "" : "]");
}

static void put_text(struct buf *out, struct view v)
{
	buf_str(out, "\"");
	put_marked(out, v, '"');
	buf_str(out, "\"");
}

static void put_words(struct printer *p, const struct formula_token *t)
{
	switch ((int)t->tag) {
	case FORMULA_T_BOOL:
		buf_str(p->out, t->n ? "TRUE" : "FALSE");
		break;
	case FORMULA_T_ERROR:
		put_where(p, t);
		buf_str(p->out, formula_errors[t->n]);
		break;
	case FORMULA_T_NAME:
		put_where(p, t);
		buf_put(p->out, name_of(p, FORMULA_NAME, t->n));
		break;
	case FORMULA_T_PARAM:
		buf_str(p->out, "_xlpm.");
		buf_put(p->out, t->text);
		break;
	case FORMULA_T_CALL:
		buf_str(p->out, formula_functions[t->n].prefix);
		buf_str(p->out, formula_functions[t->n].name);
		buf_str(p->out, "(");
		break;
	case FORMULA_T_PREFIX:
	case FORMULA_T_INFIX:
		buf_str(p->out, formula_operators[t->n]);
		break;
	default:
		buf_fill(p->out, t->tag == FORMULA_T_BLANK && t->line ? '\n' : ' ', t->n);
	}
}

static void put(struct printer *p, const struct formula_token *t)
{
	static const char *const marks[FORMULA_T_END] = {
	    [FORMULA_T_OPEN] = "(",   [FORMULA_T_CLOSE] = ")",	   [FORMULA_T_COMMA] = ",",
	    [FORMULA_T_ARRAY] = "{",  [FORMULA_T_ARRAY_ROW] = ";", [FORMULA_T_ARRAY_END] = "}",
	    [FORMULA_T_PERCENT] = "%"};
	if (marks[t->tag])
		buf_str(p->out, marks[t->tag]);
	else if (t->tag == FORMULA_T_NUMBER)
		put_number(p->out, t);
	else if (t->tag == FORMULA_T_STRING)
		put_text(p->out, t->text);
	else if (t->tag == FORMULA_T_URI)
		put_text(p->out, name_of(p, FORMULA_URI, t->n));
	else if (t->tag == FORMULA_T_COLUMN)
		put_table(p, t);
	else if (t->tag >= FORMULA_T_CELL && t->tag <= FORMULA_T_ROWS)
		put_ref(p, t);
	else
		put_words(p, t);
}

enum err formula_print(struct view tokens, enum formula_grammar grammar,
		       const struct formula_names *names, struct buf *out)
{
	struct printer p = {.names = names, .out = out};
	struct cursor c = cursor_of(tokens);
	size_t before = out->n;
	if (!formula_ok(tokens, grammar, &names->counts))
		return E_FORM;
	while (cursor_left(&c) > 0 && p.err == OK && out->err == OK) {
		struct formula_token t;
		if (!formula_token_read(&c, &t, &names->counts))
			return E_INTERNAL; /* it was read a moment ago */
		put(&p, &t);
		if (out->n - before > FORMULA_BYTES_MAX)
			p.err = E_FORM;
	}
	if (p.err != OK)
		out->n = before;
	return p.err != OK ? p.err : out->err;
}
