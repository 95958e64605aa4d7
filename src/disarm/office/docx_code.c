/* SPDX-License-Identifier: Apache-2.0
 * docx_code.c: a field's code, "NAME argument \s value", as values of the form's field table.
 * What does not fit the table word for word is not a field of ours: its result stays as text.
 */
#include "disarm/office/ooxml_refer.h"

/* Codes that fetch, start or evaluate something: reported by name. Any other code that the form
 * does not have is only fixed to its result. */
static const char *const dangerous[] = {
    "DDE",	"DDEAUTO",	  "LINK",	 "EMBED",	"IMPORT",
    "INCLUDE",	"INCLUDEPICTURE", "INCLUDETEXT", "DATABASE",	"RD",
    "AUTOTEXT", "AUTOTEXTLIST",	  "GLOSSARY",	 "MACROBUTTON", "GOTOBUTTON",
    "PRINT",	"CONTROL",	  "HTMLACTIVEX", "ADDIN",	"SHAPE",
    "PRIVATE",	"QUOTE",	  "SET",	 "ASK",		"FILLIN",
};

struct words {
	struct ooxml *c;
	struct view rest;
};

static bool is_blank(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static void skip_blanks(struct words *w)
{
	while (w->rest.n && is_blank(w->rest.p[0]))
		w->rest = view_sub(w->rest, 1, w->rest.n);
}

/* Length of an opening or closing quote here: ASCII, or the typographic ones Word also takes. */
static size_t quote(struct view v)
{
	if (v.n && v.p[0] == '"')
		return 1;
	if (view_starts(v, VIEW("\xe2\x80\x9c")) || view_starts(v, VIEW("\xe2\x80\x9d")))
		return 3;
	return 0;
}

/* A quoted word with its escapes (\" and \\) resolved. */
static struct view quoted(struct words *w, size_t mark)
{
	struct view v = view_sub(w->rest, mark, w->rest.n);
	uint8_t *to = arena_alloc(w->c->d->mem, max_of(v.n, (size_t)1));
	size_t n = 0, i = 0;
	while (to && i < v.n && quote(view_sub(v, i, v.n)) == 0) {
		if (v.p[i] == '\\' && i + 1 < v.n && (v.p[i + 1] == '"' || v.p[i + 1] == '\\'))
			i++;
		to[n++] = v.p[i++];
	}
	w->rest = view_sub(v, i + quote(view_sub(v, i, v.n)), v.n);
	return view_of(to, n);
}

/* The next word; false at the end and before a switch. */
static bool take_word(struct words *w, struct view *ret)
{
	skip_blanks(w);
	if (w->rest.n == 0 || w->rest.p[0] == '\\')
		return false;
	size_t mark = quote(w->rest);
	if (mark) {
		*ret = quoted(w, mark);
		return true;
	}
	size_t n = 0;
	while (n < w->rest.n && !is_blank(w->rest.p[n]))
		n++;
	*ret = view_sub(w->rest, 0, n);
	w->rest = view_sub(w->rest, n, w->rest.n);
	return true;
}

static bool take_switch(struct words *w, struct view *ret)
{
	skip_blanks(w);
	if (w->rest.n < 2 || w->rest.p[0] != '\\')
		return false;
	*ret = view_sub(w->rest, 1, 1);
	w->rest = view_sub(w->rest, 2, w->rest.n);
	return true;
}

static int find_in(const char *const *list, struct view word,
		   bool (*same)(struct view, struct view))
{
	for (int i = 0; list[i]; i++)
		if (same(view_str(list[i]), word))
			return i;
	return DOC_NONE_FOUND;
}

/* "1-3", or one level. */
static bool level_value(struct view v, int64_t *ret)
{
	size_t dash = view_find(v, 0, '-');
	int64_t from, to;
	if (view_int(view_trim(view_sub(v, 0, dash)), 1, 9, &from) != OK)
		return false;
	to = from;
	if (dash < v.n && view_int(view_trim(view_sub(v, dash + 1, v.n)), 1, 9, &to) != OK)
		return false;
	*ret = from * 16 + to;
	return from <= to;
}

static bool number_value(struct ooxml *c, unsigned kind, struct view v, int64_t *ret)
{
	uint32_t number = DOC_NO;
	switch ((enum doc_field_value)kind) {
	case DOC_FIELD_INT:
		return view_int(v, INT32_MIN, INT32_MAX, ret) == OK;
	case DOC_FIELD_LEVEL:
		return level_value(v, ret);
	case DOC_FIELD_BOOKMARK:
		number = v.n ? document_ident(c->w, DOC_IDENT_BOOKMARK, v) : DOC_NO;
		break;
	case DOC_FIELD_LINK:
		number = ooxml_link(c, v);
		break;
	case DOC_FIELD_CALC:
		*ret = find_in(doc_field_calcs, v, view_eq_nocase);
		return *ret != DOC_NONE_FOUND;
	case DOC_FIELD_FORMAT:
		*ret = find_in(doc_field_formats, v, view_eq_nocase);
		return *ret != DOC_NONE_FOUND;
	case DOC_FIELD_NUMFMT:
		*ret = find_in(doc_field_numfmts, v, view_eq);
		return *ret != DOC_NONE_FOUND;
	case DOC_FIELD_NONE:
	case DOC_FIELD_TEXT:
	case DOC_FIELD_NAME:
	case DOC_FIELD_FONT:
	case DOC_FIELD_SEP:
	case DOC_FIELD_LETTER:
	case DOC_FIELD_EQ:
	case DOC_FIELD_PICTURE:
	case DOC_FIELD_NUMBER:
		return false;
	}
	*ret = number;
	return number != DOC_NO;
}

static bool put_value(struct ooxml *c, unsigned kind, struct view v, struct doc_field_item *ret)
{
	struct doc_field_item item = {.present = true};
	bool text = doc_field_text_ok(kind, v);
	if (text)
		item.text = v;
	else if (!number_value(c, kind, v, &item.n))
		return false;
	*ret = item;
	return true;
}

/* "\* word": a letter case or a number format; the table has them as two switches. */
static bool put_format(struct words *w, struct doc_field *f)
{
	struct view word;
	if (!take_word(w, &word))
		return false;
	static const char *const letters[] = {"*", "*n"};
	for (size_t i = 0; i < array_len(letters); i++) {
		int s = doc_switch_find(f->code, view_str(letters[i]));
		if (s == DOC_NONE_FOUND)
			continue;
		unsigned kind = doc_code_switches[doc_codes[f->code].first_switch + s].value;
		if (!put_value(w->c, kind, word, &f->values[s]))
			continue;
		f->on[s] = true;
		return true;
	}
	return false;
}

/* Where a link opens and image maps: left out, the link is a link without them. */
static bool left_out(unsigned code, struct view letter)
{
	return code == DOC_CODE_HYPERLINK &&
	       (view_eq_nocase(letter, VIEW("t")) || view_eq_nocase(letter, VIEW("m")) ||
		view_eq_nocase(letter, VIEW("n")));
}

static bool put_switch(struct words *w, struct doc_field *f, struct view letter)
{
	struct view word;
	if (view_eq(letter, VIEW("*")))
		return put_format(w, f);
	if (left_out(f->code, letter)) {
		if (letter.p[0] == 't' || letter.p[0] == 'T')
			(void)take_word(w, &word);
		return true;
	}
	int s = doc_switch_find(f->code, letter);
	if (s == DOC_NONE_FOUND || f->on[s])
		return s != DOC_NONE_FOUND;
	const struct doc_code_switch *row = &doc_code_switches[doc_codes[f->code].first_switch + s];
	f->on[s] = true;
	if (row->value == DOC_FIELD_NONE)
		return true;
	if (!take_word(w, &word))
		return row->optional;
	return put_value(w->c, row->value, word, &f->values[s]);
}

/* EQ and = take everything up to the first general switch as one argument. */
static bool takes_rest(unsigned code)
{
	return code == DOC_CODE_EQ || code == DOC_CODE_CALC;
}

static struct view take_rest(struct words *w, unsigned code)
{
	struct view all = view_trim(w->rest);
	size_t end = all.n;
	for (size_t i = 0; code == DOC_CODE_CALC && i < end; i++)
		if (all.p[i] == '\\')
			end = i;
	w->rest = view_sub(all, end, all.n);
	return view_trim(view_sub(all, 0, end));
}

static bool put_arguments(struct words *w, struct doc_field *f)
{
	const struct doc_code *code = &doc_codes[f->code];
	for (unsigned i = 0; i < code->n_args; i++) {
		const struct doc_code_arg *row = &doc_code_args[code->first_arg + i];
		struct view word = VIEW("");
		bool there = takes_rest(f->code) || take_word(w, &word);
		if (takes_rest(f->code))
			word = take_rest(w, f->code);
		if (!there || word.n == 0) {
			if (!row->optional)
				return false;
			break;
		}
		if (!put_value(w->c, row->value, word, &f->args[i]))
			return false;
	}
	return true;
}

static bool parse(struct words *w, struct doc_field *f)
{
	struct view letter, word;
	if (!put_arguments(w, f))
		return false;
	while (take_switch(w, &letter))
		if (!put_switch(w, f, letter))
			return false;
	return !take_word(w, &word) && w->rest.n == 0;
}

static void report_code(struct ooxml *c, struct view name)
{
	for (size_t i = 0; i < array_len(dangerous); i++) {
		if (view_eq_nocase(name, view_str(dangerous[i]))) {
			report_add(c->d->report, FINDING_FIELD, PLACE_PART, c->part + 1,
				   view_str(dangerous[i]), NULL);
			return;
		}
	}
	ooxml_count(c, FINDING_FIELD_TEXT);
}

const struct doc_field *docx_code(struct ooxml *c, struct view code)
{
	struct words w = {c, code};
	struct view name = VIEW("=");
	skip_blanks(&w);
	if (view_starts(w.rest, name))
		w.rest = view_sub(w.rest, 1, w.rest.n);
	else if (!take_word(&w, &name))
		name = VIEW("");
	int number = doc_code_find(name);
	struct doc_field *f = arena_alloc(c->d->mem, sizeof *f);
	if (number != DOC_NONE_FOUND && f) {
		f->code = (uint16_t)number;
		if (parse(&w, f))
			return f;
	}
	report_code(c, name);
	return NULL;
}
