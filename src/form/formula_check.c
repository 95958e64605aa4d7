/* SPDX-License-Identifier: Apache-2.0
 * formula_check.c: which token may follow which.
 *
 * Two states: an operand is wanted, or one is there. Prefix operators keep the first, percent the
 * second, infix operators and commas lead back to the first. Brackets are frames; a call counts its
 * arguments, an array its columns. So the text that rebuild prints, one spelling a token, always is
 * a formula, and nothing in it can be read as something else:
 *   - an opening bracket of its own never follows an operand, nor an operand and a space: no name
 *     becomes a call;
 *   - a colon or a space stands only between things that can be places, never between numbers;
 *   - after a name and a colon no sheet follows: that would be a range of sheets;
 *   - an address stands only as HYPERLINK's whole first argument, and HYPERLINK has nothing else
 * there.
 */
#include "form/formula.h"

static bool can_be_place(const struct formula_token *t)
{
	switch ((int)t->tag) {
	case FORMULA_T_CELL:
	case FORMULA_T_AREA:
	case FORMULA_T_COLUMNS:
	case FORMULA_T_ROWS:
	case FORMULA_T_NAME:
	case FORMULA_T_COLUMN:
	case FORMULA_T_PARAM:
		return true;
	case FORMULA_T_ERROR:
		return t->n == FORMULA_ERROR_REF;
	default:
		return false;
	}
}

/* "#Sheet2!A1": a place in this book. Nothing that a path or another book needs may be in it. */
static bool inner_target(struct view v)
{
	static const uint8_t never[] = "/\\[]|\"\n\t";
	for (size_t i = 0; i < sizeof never - 1; i++)
		if (view_find(v, 0, never[i]) < v.n)
			return false;
	return v.n >= 2 && v.n <= 255 && v.p[0] == '#';
}

void formula_check_begin(struct formula_check *k, enum formula_grammar grammar)
{
	*k = (struct formula_check){.grammar = grammar};
}

static struct formula_frame *top(struct formula_check *k)
{
	return &k->frames[k->depth];
}

/* Does the operator before ask for a place? */
static bool place_wanted(const struct formula_check *k, bool after_range)
{
	const struct formula_frame *f = &k->frames[k->depth];
	return after_range || k->last == FORMULA_T_INTERSECT ||
	       (k->last == FORMULA_T_COMMA && f->opened != FORMULA_T_CALL &&
		f->opened != FORMULA_T_ARRAY);
}

static bool operand(struct formula_check *k, const struct formula_token *t, bool after_range)
{
	bool place = can_be_place(t);
	if (k->have || (place_wanted(k, after_range) && !place))
		return false;
	if (after_range && k->span && t->where != FORMULA_HERE)
		return false;
	bool link_wanted = k->last == FORMULA_T_CALL && top(k)->function == FORMULA_F_HYPERLINK;
	bool link =
	    t->tag == FORMULA_T_URI || (t->tag == FORMULA_T_STRING && inner_target(t->text));
	if (link_wanted ? !link : t->tag == FORMULA_T_URI)
		return false;
	k->have = true;
	k->place = place;
	k->target = link_wanted;
	return true;
}

static bool open_bracket(struct formula_check *k, const struct formula_token *t, bool after_range)
{
	bool after_link = k->last == FORMULA_T_CALL && top(k)->function == FORMULA_F_HYPERLINK;
	if (k->have || after_link || k->depth == FORMULA_DEPTH_MAX)
		return false;
	if (t->tag == FORMULA_T_OPEN && k->last == FORMULA_T_INTERSECT)
		return false;
	if (t->tag == FORMULA_T_ARRAY && place_wanted(k, after_range))
		return false;
	if (k->grammar == FORMULA_RULE && t->tag == FORMULA_T_CALL && t->n == FORMULA_F_HYPERLINK)
		return false;
	k->frames[++k->depth] =
	    (struct formula_frame){.opened = t->tag, .function = t->n, .first_row = FORMULA_NO};
	return true;
}

static bool close_bracket(struct formula_check *k)
{
	const struct formula_frame *f = top(k);
	if (f->opened == FORMULA_T_CALL) {
		const struct formula_function *fn = &formula_functions[f->function];
		uint32_t args = k->last == FORMULA_T_CALL ? 0 : f->commas + 1;
		if (args < fn->least || args > fn->most)
			return false;
		/* An argument may be missing, an operand after an operator may not. */
		if (!k->have && k->last != FORMULA_T_CALL && k->last != FORMULA_T_COMMA)
			return false;
	} else if (f->opened != FORMULA_T_OPEN || !k->have) {
		return false;
	}
	k->depth--;
	k->have = k->place = true;
	k->target = false;
	return true;
}

static bool comma(struct formula_check *k)
{
	struct formula_frame *f = top(k);
	bool missing = !k->have;
	if (f->opened == FORMULA_T_CALL) {
		if (missing && k->last != FORMULA_T_CALL && k->last != FORMULA_T_COMMA)
			return false;
		if (missing && k->last == FORMULA_T_CALL && f->function == FORMULA_F_HYPERLINK)
			return false;
		if (f->commas + 1 >= formula_functions[f->function].most)
			return false;
	} else if (missing || (f->opened != FORMULA_T_ARRAY && !k->place)) {
		return false;
	}
	f->commas++;
	k->have = k->target = false;
	return true;
}

/* Rows of an array are equally long. */
static bool row_end(struct formula_check *k)
{
	struct formula_frame *f = top(k);
	if (f->opened != FORMULA_T_ARRAY || !k->have)
		return false;
	if (f->first_row == FORMULA_NO)
		f->first_row = f->commas;
	else if (f->first_row != f->commas)
		return false;
	f->commas = 0;
	k->have = false;
	return true;
}

static bool operator(struct formula_check *k, const struct formula_token *t)
{
	bool between_places =
	    t->tag == FORMULA_T_INTERSECT || (t->tag == FORMULA_T_INFIX && t->n == FORMULA_RANGE);
	if (t->tag == FORMULA_T_PREFIX) /* the last of a row of them asks for no place */
		return !k->have && !place_wanted(k, false) &&
		       !(k->last == FORMULA_T_CALL && top(k)->function == FORMULA_F_HYPERLINK);
	if (!k->have || k->target || (between_places && !k->place))
		return false;
	if (t->tag == FORMULA_T_INTERSECT && k->blank)
		return false;
	k->have = t->tag == FORMULA_T_PERCENT;
	k->place = false;
	return true;
}

/* What may stand between braces: constants, with a sign before a number. */
static bool allowed_in_array(const struct formula_check *k, const struct formula_token *t)
{
	if (k->last == FORMULA_T_PREFIX)
		return t->tag == FORMULA_T_NUMBER;
	switch ((int)t->tag) {
	case FORMULA_T_NUMBER:
	case FORMULA_T_STRING:
	case FORMULA_T_BOOL:
	case FORMULA_T_COMMA:
	case FORMULA_T_ARRAY_ROW:
	case FORMULA_T_ARRAY_END:
	case FORMULA_T_PREFIX:
	case FORMULA_T_BLANK:
		return true;
	default:
		return t->tag == FORMULA_T_ERROR && t->where == FORMULA_HERE;
	}
}

static bool allowed_in_areas(const struct formula_token *t)
{
	return can_be_place(t) || t->tag == FORMULA_T_OPEN || t->tag == FORMULA_T_CLOSE ||
	       t->tag == FORMULA_T_COMMA || t->tag == FORMULA_T_BLANK ||
	       t->tag == FORMULA_T_INTERSECT ||
	       (t->tag == FORMULA_T_INFIX && t->n == FORMULA_RANGE);
}

static bool step(struct formula_check *k, const struct formula_token *t)
{
	bool after_range = k->range;
	k->range = t->tag == FORMULA_T_INFIX && t->n == FORMULA_RANGE;
	switch (t->tag) {
	case FORMULA_T_CALL:
	case FORMULA_T_OPEN:
	case FORMULA_T_ARRAY:
		return open_bracket(k, t, after_range);
	case FORMULA_T_CLOSE:
		return close_bracket(k);
	case FORMULA_T_COMMA:
		return comma(k);
	case FORMULA_T_ARRAY_ROW:
		return row_end(k);
	case FORMULA_T_ARRAY_END:
		if (!row_end(k))
			return false;
		k->depth--;
		k->have = true;
		k->place = false;
		return true;
	case FORMULA_T_INFIX:
		k->span = k->last == FORMULA_T_NAME || k->last == FORMULA_T_PARAM;
		return operator(k, t);
	case FORMULA_T_PREFIX:
	case FORMULA_T_PERCENT:
	case FORMULA_T_INTERSECT:
		return !after_range && operator(k, t);
	case FORMULA_T_NUMBER:
	case FORMULA_T_STRING:
	case FORMULA_T_BOOL:
	case FORMULA_T_ERROR:
	case FORMULA_T_CELL:
	case FORMULA_T_AREA:
	case FORMULA_T_COLUMNS:
	case FORMULA_T_ROWS:
	case FORMULA_T_NAME:
	case FORMULA_T_COLUMN:
	case FORMULA_T_PARAM:
	case FORMULA_T_URI:
		return operand(k, t, after_range);
	case FORMULA_T_BLANK:
	case FORMULA_T_END:
		break;
	}
	return false;
}

bool formula_check_token(struct formula_check *k, const struct formula_token *t)
{
	if (k->bad)
		return false;
	k->bad = (top(k)->opened == FORMULA_T_ARRAY && !allowed_in_array(k, t)) ||
		 (k->grammar == FORMULA_AREAS && !allowed_in_areas(t)) ||
		 (k->grammar == FORMULA_RULE && t->tag == FORMULA_T_ARRAY);
	if (t->tag == FORMULA_T_BLANK) { /* one of a kind at a time; a space beside an intersection
					    is its own */
		k->bad |= k->last == FORMULA_T_INTERSECT && !k->have;
		k->blank = true;
		return !k->bad;
	}
	k->bad = k->bad || !step(k, t);
	if (k->bad)
		return false;
	k->last = t->tag;
	k->blank = false;
	return true;
}

bool formula_check_end(struct formula_check *k)
{
	return !k->bad && k->have && k->depth == 0;
}

bool formula_ok(struct view tokens, enum formula_grammar grammar,
		const struct formula_counts *counts)
{
	struct formula_check k;
	struct cursor c = cursor_of(tokens);
	formula_check_begin(&k, grammar);
	if (tokens.n > FORMULA_BYTES_MAX)
		return false;
	while (cursor_left(&c) > 0) {
		struct formula_token t;
		if (!formula_token_read(&c, &t, counts) || !formula_check_token(&k, &t))
			return false;
	}
	return formula_check_end(&k);
}
