/* SPDX-License-Identifier: Apache-2.0
 * document.c: looking up the tables, and the grammars of text in a document.
 */
#include "form/document_field.h"
#include "form/document_grammar.h"
#include "form/form.h"
#include "form/formula.h"
#include "form/grid.h"

unsigned doc_form_bit(unsigned kind)
{
	switch (kind) {
	case FORM_DOCUMENT:
		return DOC_OF_DOCUMENT;
	case FORM_SHEET:
		return DOC_OF_SHEET;
	case FORM_SLIDES:
		return DOC_OF_SLIDES;
	default:
		return 0;
	}
}

unsigned doc_main_part(unsigned form_bit)
{
	unsigned kind = 0;
	while (kind < DOC_PART_COUNT - 1 && !(doc_parts[kind].main & form_bit))
		kind++;
	return kind;
}

int doc_prefix_find(struct view uri)
{
	for (int i = 0; i < DOC_NS_COUNT; i++)
		if (uri.n > 0 && (view_eq(uri, view_str(doc_namespaces[i].uri)) ||
				  view_eq(uri, view_str(doc_namespaces[i].strict))))
			return i;
	return DOC_NONE_FOUND;
}

/* As in tools/gen_document.py. */
int doc_name_find(unsigned prefix, struct view local)
{
	uint32_t hash = view_hash(VIEW_HASH_BEGIN ^ prefix, local);
	for (uint32_t at = hash % DOC_NAME_SLOTS; doc_name_slots[at] != 0;
	     at = (at + 1) % DOC_NAME_SLOTS) {
		const struct doc_name *name = &doc_names[doc_name_slots[at] - 1];
		if (name->prefix == prefix && view_eq(view_str(name->local), local))
			return doc_name_slots[at] - 1;
	}
	return DOC_NONE_FOUND;
}

const struct doc_child *doc_child_find(unsigned type, int name)
{
	const struct doc_type *t = &doc_types[type];
	size_t low = 0, high = t->n_children;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct doc_child *c = &doc_children[t->first_child + mid];
		if (c->name == name)
			return c;
		if (c->name < name)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct doc_attr *doc_attr_at(unsigned type, unsigned number)
{
	const struct doc_type *t = &doc_types[type];
	return number < t->n_attrs ? &doc_attrs[t->first_attr + number] : NULL;
}

int doc_attr_find(unsigned type, unsigned prefix, struct view local)
{
	const struct doc_type *t = &doc_types[type];
	for (int i = 0; i < t->n_attrs; i++) {
		const struct doc_attr *a = &doc_attrs[t->first_attr + i];
		if (a->prefix == prefix && view_eq(view_str(a->local), local))
			return i;
	}
	return DOC_NONE_FOUND;
}

int doc_enum_find(unsigned list, struct view word)
{
	const struct doc_enum *e = &doc_enums[list];
	for (int i = 0; i < e->n; i++)
		if (view_eq(view_str(doc_words[e->first + i]), word))
			return i;
	return DOC_NONE_FOUND;
}

const char *doc_enum_word(unsigned list, unsigned number)
{
	const struct doc_enum *e = &doc_enums[list];
	return number < e->n ? doc_words[e->first + number] : NULL;
}

int doc_code_find(struct view name)
{
	for (int i = 0; i < DOC_CODE_COUNT; i++)
		if (view_eq_nocase(view_str(doc_codes[i].name), name))
			return i;
	return DOC_NONE_FOUND;
}

int doc_switch_find(unsigned code, struct view letter)
{
	const struct doc_code *c = &doc_codes[code];
	for (int i = 0; i < c->n_switches; i++)
		if (view_eq_nocase(view_str(doc_code_switches[c->first_switch + i].letter), letter))
			return i;
	return DOC_NONE_FOUND;
}

static bool is_alnum(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool each(struct view v, bool (*allowed)(uint32_t c))
{
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0)
		if (!allowed(utf8_next(&c)))
			return false;
	return true;
}

static bool one_line(uint32_t c)
{
	return c != '\n' && c != '\t';
}

static bool any_char(uint32_t c unused_arg)
{
	return true;
}

/* In a field code a quote ends the argument and a backslash starts a switch; both mean the same
 * as 0x13..0x15 would: a way to say something else. None of them may stand in a text argument. */
static bool field_char(uint32_t c)
{
	return one_line(c) && c != '"' && c != '\\' && c != 0x201c && c != 0x201d && c != '{' &&
	       c != '}';
}

static bool eq_char(uint32_t c)
{
	return one_line(c) && c != '"' && c != '{' && c != '}';
}

static bool bookmark_char(uint32_t c)
{
	return is_alnum(c) || c == '_' || c == '.' || c == '-' ||
	       (c > 0xa0 && c != 0x3000 && !(c >= 0x2000 && c < 0x2070) && c != 0xff02);
}

static bool token_char(uint32_t c)
{
	return is_alnum(c) || c == '_' || c == '.' || c == '-';
}

static bool token_ok(struct view v)
{
	return v.n > 0 && each(v, token_char);
}

/* RFC 5646 in outline: subtags of one to eight letters and digits. */
static bool lang_ok(struct view v)
{
	size_t run = 0;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '-' ? run == 0 : !is_alnum(v.p[i]) || run == 8)
			return false;
		run = v.p[i] == '-' ? 0 : run + 1;
	}
	return run > 0;
}

/* A coordinate: a number, or the name of a guide (ECMA-376 part 1, 20.1.10.2). */
static bool coord_ok(struct view v)
{
	int64_t n;
	bool digits = v.n > 0 && ((v.p[0] >= '0' && v.p[0] <= '9') || v.p[0] == '-');
	return digits ? view_int(v, -27273042329600, 27273042316900, &n) == OK || token_ok(v)
		      : token_ok(v);
}

/* Guide formula: operator and its operands, single spaces (ECMA-376 part 1, 20.1.9.11). */
static bool guide_ok(struct view v)
{
	static const struct {
		const char *op;
		size_t n;
	} ops[] = {{"*/", 3},	{"+-", 3},  {"+/", 3},	 {"?:", 3},  {"abs", 1}, {"at2", 2},
		   {"cat2", 3}, {"cos", 2}, {"max", 2},	 {"min", 2}, {"mod", 3}, {"pin", 3},
		   {"sat2", 3}, {"sin", 2}, {"sqrt", 1}, {"tan", 2}, {"val", 1}};
	size_t end = view_find(v, 0, ' '), want = 0, got = 0;
	for (size_t i = 0; i < array_len(ops); i++)
		if (view_eq(view_sub(v, 0, end), view_str(ops[i].op)))
			want = ops[i].n;
	while (end < v.n && got <= want) {
		size_t next = view_find(v, end + 1, ' ');
		if (!coord_ok(view_sub(v, end + 1, next - end - 1)))
			return false;
		end = next;
		got++;
	}
	return want > 0 && got == want;
}

static bool char_ok(struct view v)
{
	return utf8_count(v) <= 2 && each(v, one_line);
}

static bool line_ok(struct view v)
{
	return each(v, one_line);
}

/* A font is looked up by name, never by address. */
static bool font_char(uint32_t c)
{
	return one_line(c) && c != '\\' && c != '/' && c != ':' && c != '"' && c != '<' &&
	       c != '>' && c != '|';
}

static bool font_ok(struct view v)
{
	return each(v, font_char);
}

static bool text_ok(struct view v)
{
	return each(v, any_char);
}

static const struct {
	size_t max;
	bool (*ok)(struct view v);
} dialects[] = {
    [DOC_TEXT_RUN] = {4u << 20, text_ok},
    [DOC_TEXT_NAME] = {1024, line_ok},
    [DOC_TEXT_LONG] = {32768, text_ok},
    [DOC_TEXT_TIP] = {1040, line_ok},
    [DOC_TEXT_FONT] = {256, font_ok},
    [DOC_TEXT_PERSON] = {1024, line_ok},
    [DOC_TEXT_CHAR] = {8, char_ok},
    [DOC_TEXT_LANG] = {35, lang_ok},
    [DOC_TEXT_TOKEN] = {64, token_ok},
    [DOC_TEXT_GUIDE] = {200, guide_ok},
    [DOC_TEXT_COORD] = {64, coord_ok},
    [DOC_TEXT_DECIMAL] = {40, doc_decimal_ok},
    [DOC_TEXT_TIME] = {10, doc_time_ok},
    [DOC_TEXT_ANIMATION] = {512, doc_animation_ok},
    [DOC_TEXT_MOTION] = {16384, doc_motion_ok},
    [DOC_TEXT_NUMFMT] = {1020, doc_numfmt_ok},
    [DOC_TEXT_GUID] = {38, doc_guid_ok},
    [DOC_TEXT_XSTRING] = {131072, text_ok},
    [DOC_TEXT_CELL] = {16, grid_cell_ok},
    [DOC_TEXT_AREA] = {32, grid_area_ok},
    [DOC_TEXT_AREAS] = {262144, grid_areas_ok},
    [DOC_TEXT_HEADFOOT] = {1024, grid_headfoot_ok},
    [DOC_TEXT_SHEET] = {124, formula_sheet_ok},
    [DOC_TEXT_DEFINEDNAME] = {1020, formula_name_ok},
    [DOC_TEXT_ISODATE] = {32, grid_date_ok},
};

size_t doc_text_max(unsigned dialect)
{
	assert(dialect < array_len(dialects));
	return dialects[dialect].max;
}

bool doc_text_ok(unsigned dialect, struct view text)
{
	return text.n <= doc_text_max(dialect) && utf8_clean(text) && dialects[dialect].ok(text);
}

bool doc_bookmark_ok(struct view name)
{
	return name.n > 0 && name.n <= 160 && utf8_clean(name) && utf8_count(name) <= 40 &&
	       each(name, bookmark_char) && name.p[0] != '-' && name.p[0] != '.';
}

bool doc_block(unsigned type)
{
	return type == DOC_T_w_p || type == DOC_T_w_tbl || type == DOC_T_w_CT_SdtBlock_w_sdt;
}

bool doc_field_text_ok(unsigned kind, struct view text)
{
	if (text.n > 1024 || !utf8_clean(text))
		return false;
	switch (kind) {
	case DOC_FIELD_LETTER:
		return text.n == 1 && is_alnum(text.p[0]);
	case DOC_FIELD_NAME:
		return text.n > 0 && text.n <= 160 && each(text, bookmark_char);
	case DOC_FIELD_SEP:
		return utf8_count(text) <= 15 && each(text, field_char);
	case DOC_FIELD_FONT:
		return text.n > 0 && doc_text_ok(DOC_TEXT_FONT, text);
	case DOC_FIELD_EQ:
		return text.n > 0 && each(text, eq_char);
	case DOC_FIELD_TEXT:
	case DOC_FIELD_PICTURE:
	case DOC_FIELD_NUMBER:
		return each(text, field_char);
	default:
		return false;
	}
}
