/* SPDX-License-Identifier: Apache-2.0
 * formula_token.c: one token as bytes, and nothing about its place among others.
 *
 *   token   = tag, values by tag:
 *   NUMBER  = mantissa, decimals, 0 | 1 exponent (zigzag)       STRING, PARAM = length, UTF-8
 *   BOOL    = 0 | 1                                              ERROR = where, place in the list
 *   CELL    = where, column, row, dollars     AREA = where, two columns, two rows, dollars
 *   COLUMNS = where, two columns, dollars     ROWS = where, two rows, dollars
 *   NAME    = where, number                   URI = number       CALL = function
 *   COLUMN  = table, items, count, { length, UTF-8 }
 *   PREFIX, INFIX = place in the list         INTERSECT = count  BLANK = 0 | 1 (line), count
 *   where   = 0 | 1 sheet | 2 sheet sheet | 3
 * Dollars: bit 0 first column, 1 first row, 2 second column, 3 second row. One spelling each.
 */
#include "form/formula.h"
#include "form/uri.h"

#define DECIMALS_MAX 340u /* digits after the point that a double can need */
#define EXPONENT_MAX 400
#define BLANKS_MAX 8192u

/* Which values a tag has, in this order. */
enum { HAS_WHERE = 1, HAS_COLUMNS = 2, HAS_ROWS = 4, HAS_TWO = 8, HAS_TEXT = 16, HAS_N = 32 };

static const uint8_t layouts[FORMULA_T_END] = {
    [FORMULA_T_STRING] = HAS_TEXT,
    [FORMULA_T_BOOL] = HAS_N,
    [FORMULA_T_ERROR] = HAS_WHERE | HAS_N,
    [FORMULA_T_CELL] = HAS_WHERE | HAS_COLUMNS | HAS_ROWS,
    [FORMULA_T_AREA] = HAS_WHERE | HAS_COLUMNS | HAS_ROWS | HAS_TWO,
    [FORMULA_T_COLUMNS] = HAS_WHERE | HAS_COLUMNS | HAS_TWO,
    [FORMULA_T_ROWS] = HAS_WHERE | HAS_ROWS | HAS_TWO,
    [FORMULA_T_NAME] = HAS_WHERE | HAS_N,
    [FORMULA_T_PARAM] = HAS_TEXT,
    [FORMULA_T_URI] = HAS_N,
    [FORMULA_T_CALL] = HAS_N,
    [FORMULA_T_PREFIX] = HAS_N,
    [FORMULA_T_INFIX] = HAS_N,
    [FORMULA_T_INTERSECT] = HAS_N,
};

/* Numbers of a tag are smaller than this. */
static uint32_t bound(enum formula_tag tag, const struct formula_counts *counts)
{
	switch ((int)tag) {
	case FORMULA_T_BOOL:
		return 2;
	case FORMULA_T_ERROR:
		return FORMULA_ERRORS;
	case FORMULA_T_NAME:
		return counts->of[FORMULA_NAME];
	case FORMULA_T_COLUMN:
		return counts->of[FORMULA_TABLE];
	case FORMULA_T_URI:
		return counts->of[FORMULA_URI];
	case FORMULA_T_CALL:
		return FORMULA_FUNCTIONS;
	case FORMULA_T_PREFIX:
		return FORMULA_PREFIXES;
	case FORMULA_T_INFIX:
		return FORMULA_OPERATORS;
	case FORMULA_T_INTERSECT:
	case FORMULA_T_BLANK:
		return BLANKS_MAX + 1;
	default:
		return 0;
	}
}

static uint32_t number(struct cursor *c, uint32_t below)
{
	uint64_t n = cursor_varint(c);
	c->bad |= n >= below;
	return c->bad ? 0 : (uint32_t)n;
}

static struct view text(struct cursor *c)
{
	uint64_t n = cursor_varint(c);
	return cursor_take(c, n > FORMULA_BYTES_MAX ? SIZE_MAX : (size_t)n);
}

static void read_where(struct cursor *c, struct formula_token *t, const struct formula_counts *n)
{
	t->where = number(c, FORMULA_OWN_BOOK + 1u);
	if (t->where == FORMULA_ON_SHEET || t->where == FORMULA_ON_SHEETS)
		t->sheet[0] = number(c, n->of[FORMULA_SHEET]);
	if (t->where == FORMULA_ON_SHEETS)
		t->sheet[1] = number(c, n->of[FORMULA_SHEET]);
	/* "This book" stands before names only. */
	c->bad |= t->where == FORMULA_OWN_BOOK && t->tag != FORMULA_T_NAME;
	c->bad |= t->where == FORMULA_ON_SHEETS && t->tag == FORMULA_T_NAME;
}

static void read_ref(struct cursor *c, struct formula_token *t, unsigned layout)
{
	unsigned corners = layout & HAS_TWO ? 2 : 1, dollars = 0, allowed = 0;
	for (unsigned i = 0; i < corners && layout & HAS_COLUMNS; i++) {
		t->ref.column[i] = number(c, FORMULA_COLUMNS);
		allowed |= 1u << (2 * i);
	}
	for (unsigned i = 0; i < corners && layout & HAS_ROWS; i++) {
		t->ref.row[i] = number(c, FORMULA_ROWS);
		allowed |= 2u << (2 * i);
	}
	dollars = cursor_u8(c);
	c->bad |= (dollars & ~allowed) != 0;
	for (unsigned i = 0; i < corners; i++) {
		t->ref.fixed_column[i] = dollars & (1u << (2 * i));
		t->ref.fixed_row[i] = dollars & (2u << (2 * i));
	}
}

static void read_number(struct cursor *c, struct formula_token *t)
{
	t->mantissa = cursor_varint(c);
	t->decimals = number(c, DECIMALS_MAX + 1);
	t->scientific = number(c, 2);
	int64_t exponent = t->scientific ? cursor_zigzag(c) : 0;
	c->bad |= exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX;
	t->exponent = c->bad ? 0 : (int32_t)exponent;
}

/* A column's name: anything clean; rebuild puts the marks that its brackets ask for. */
static bool column_ok(struct view v)
{
	return v.n > 0 && v.n <= 1024 && utf8_count(v) <= 255 && utf8_clean(v);
}

static void read_column(struct cursor *c, struct formula_token *t,
			const struct formula_counts *counts)
{
	const uint32_t most = FORMULA_ITEM_ALL | FORMULA_ITEM_DATA | FORMULA_ITEM_HEADERS |
			      FORMULA_ITEM_TOTALS | FORMULA_ITEM_THIS_ROW | FORMULA_ITEM_INNER;
	t->n = number(c, counts->of[FORMULA_TABLE]);
	t->items = number(c, most + 1);
	t->n_columns = number(c, 3);
	for (uint32_t i = 0; i < t->n_columns; i++) {
		t->columns[i] = text(c);
		c->bad |= !column_ok(t->columns[i]);
	}
	c->bad |=
	    t->items & FORMULA_ITEM_INNER && (t->items != FORMULA_ITEM_INNER || t->n_columns != 1);
	/* Excel knows: one item, or headers or totals together with the data. */
	uint32_t pair = t->items & ~FORMULA_ITEM_DATA;
	c->bad |= pair && (pair & (pair - 1));
	c->bad |= t->items & FORMULA_ITEM_DATA && pair & (FORMULA_ITEM_ALL | FORMULA_ITEM_THIS_ROW);
}

bool formula_token_read(struct cursor *c, struct formula_token *ret,
			const struct formula_counts *counts)
{
	struct formula_token t = {.tag = cursor_u8(c)};
	if (c->bad || t.tag == 0 || t.tag >= FORMULA_T_END)
		return false;
	unsigned layout = layouts[t.tag];
	if (layout & HAS_WHERE)
		read_where(c, &t, counts);
	if (layout & (HAS_COLUMNS | HAS_ROWS))
		read_ref(c, &t, layout);
	if (layout & HAS_N)
		t.n = number(c, bound(t.tag, counts));
	if (layout & HAS_TEXT)
		t.text = text(c);
	if (t.tag == FORMULA_T_NUMBER)
		read_number(c, &t);
	if (t.tag == FORMULA_T_COLUMN)
		read_column(c, &t, counts);
	if (t.tag == FORMULA_T_BLANK) {
		t.line = number(c, 2);
		t.n = number(c, bound(t.tag, counts));
	}
	c->bad |= (t.tag == FORMULA_T_BLANK || t.tag == FORMULA_T_INTERSECT) && t.n == 0;
	c->bad |= t.tag == FORMULA_T_STRING && !utf8_clean(t.text);
	c->bad |= t.tag == FORMULA_T_PARAM && !formula_name_ok(t.text);
	/* Only a lost place keeps its sheet: Sheet1!#REF! */
	c->bad |= t.tag == FORMULA_T_ERROR && t.where != FORMULA_HERE && t.n != FORMULA_ERROR_REF;
	if (!c->bad)
		*ret = t;
	return !c->bad;
}

static void write_text(struct buf *b, struct view v)
{
	buf_varint(b, v.n);
	buf_put(b, v);
}

static void write_ref(struct buf *b, const struct formula_ref *r, unsigned layout)
{
	unsigned corners = layout & HAS_TWO ? 2 : 1, dollars = 0;
	for (unsigned i = 0; i < corners && layout & HAS_COLUMNS; i++) {
		buf_varint(b, r->column[i]);
		dollars |= (unsigned)r->fixed_column[i] << (2 * i);
	}
	for (unsigned i = 0; i < corners && layout & HAS_ROWS; i++) {
		buf_varint(b, r->row[i]);
		dollars |= (unsigned)r->fixed_row[i] << (2 * i + 1);
	}
	buf_u8(b, (uint8_t)dollars);
}

void formula_token_write(struct buf *b, const struct formula_token *t)
{
	unsigned layout = layouts[t->tag];
	buf_u8(b, (uint8_t)t->tag);
	if (layout & HAS_WHERE) {
		buf_varint(b, t->where);
		for (unsigned i = 0; i < 2; i++)
			if (t->where == FORMULA_ON_SHEETS ||
			    (t->where == FORMULA_ON_SHEET && i == 0))
				buf_varint(b, t->sheet[i]);
	}
	if (layout & (HAS_COLUMNS | HAS_ROWS))
		write_ref(b, &t->ref, layout);
	if (layout & HAS_N)
		buf_varint(b, t->n);
	if (layout & HAS_TEXT)
		write_text(b, t->text);
	if (t->tag == FORMULA_T_NUMBER) {
		buf_varint(b, t->mantissa);
		buf_varint(b, t->decimals);
		buf_varint(b, t->scientific);
		if (t->scientific)
			buf_zigzag(b, t->exponent);
	}
	if (t->tag == FORMULA_T_COLUMN) {
		buf_varint(b, t->n);
		buf_varint(b, t->items);
		buf_varint(b, t->n_columns);
		for (uint32_t i = 0; i < t->n_columns; i++)
			write_text(b, t->columns[i]);
	}
	if (t->tag == FORMULA_T_BLANK) {
		buf_varint(b, t->line);
		buf_varint(b, t->n);
	}
}
