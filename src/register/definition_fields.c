/* SPDX-License-Identifier: Apache-2.0
 * definition_fields.c: what a field may and must say, by its type: a table.
 */
#include "register/definition_parts.h"
#include "register/fold.h"

#define TEXT_MOST 200
#define LONG_MOST 4000

enum says { SAYS_CHOICES, SAYS_TO, SAYS_COLUMNS, SAYS_SUM, SAYS_MANY, SAYS_LENGTH, SAYS_COUNT };

static const char *const keys[SAYS_COUNT] = {"choices", "to", "columns", "sum", "many", "length"};

#define BIT(says) (1u << SAYS_##says)

/* Of each type: what it must say, and what it may. Nothing else of the above. */
static const struct {
	uint32_t must, may;
	enum expr_type seen;
	bool limits;
} types[REGISTER_TYPES] = {
    [REGISTER_TEXT] = {0, BIT(LENGTH), EXPR_TEXT, false},
    [REGISTER_LONG] = {0, BIT(LENGTH), EXPR_TEXT, false},
    [REGISTER_NUMBER] = {0, 0, EXPR_NUMBER, true},
    [REGISTER_MONEY] = {0, 0, EXPR_NUMBER, true},
    [REGISTER_DATE] = {0, 0, EXPR_DATE, true},
    [REGISTER_TIME] = {0, 0, EXPR_TIME, true},
    [REGISTER_YES] = {0, 0, EXPR_YES, false},
    [REGISTER_CHOICE] = {BIT(CHOICES), 0, EXPR_WORD, false},
    [REGISTER_CHOICES] = {BIT(CHOICES), 0, EXPR_WORDS, false},
    [REGISTER_UNIT] = {0, BIT(MANY), EXPR_UNIT, false},
    [REGISTER_PERSON] = {0, BIT(MANY), EXPR_PERSON, false},
    [REGISTER_RECORD] = {BIT(TO), BIT(MANY), EXPR_RECORD, false},
    [REGISTER_FILE] = {0, BIT(MANY), EXPR_FILE, false},
    [REGISTER_URL] = {0, 0, EXPR_TEXT, false},
    [REGISTER_TABLE] = {BIT(COLUMNS), 0, EXPR_ROWS, false},
    [REGISTER_JOURNAL] = {BIT(COLUMNS), 0, EXPR_ROWS, false},
    [REGISTER_SUM] = {BIT(SUM), 0, EXPR_NUMBER, false},
};

/* Of several only whether there is one can be asked. */
enum expr_type def_type_seen(enum register_type type, bool many)
{
	return many ? EXPR_FILE : types[type].seen;
}

struct view def_type_name(const struct def_reader *x, enum register_type type)
{
	const struct policy_word *w = policy_word(WORDS_FIELD, type);
	assert(w && x);
	return view_str(w->word);
}

/* A letter first: a name of expressions, and none of their words. */
static bool can_be_named(const char *code)
{
	static const char *const words[] = {"and",   "or",   "not",   "in",    "is",
					    "null",  "true", "false", "today", "now",
					    "state", "unit", "live"};
	if (code[0] < 'a' || code[0] > 'z')
		return false;
	for (const char *p = code; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_'))
			return false;
	for (size_t i = 0; i < array_len(words); i++)
		if (strcmp(code, words[i]) == 0)
			return false;
	return true;
}

static void check_says(struct def_reader *x, enum register_type type, uint32_t said,
		       const struct yaml_node *at)
{
	for (unsigned i = 0; i < SAYS_COUNT; i++) {
		struct view key = view_str(keys[i]), name = def_type_name(x, type);
		bool there = said & 1u << i, must = types[type].must & 1u << i;
		if (must && !there)
			def_complain(x, MISTAKE_FIELD_WANTS, at, VALUES(name, key));
		if (there && !must && !(types[type].may & 1u << i))
			def_complain(x, MISTAKE_FIELD_NOT_TAKEN, def_member(at, keys[i]),
				     VALUES(name, key));
	}
}

/* Of everything that a choice may be written as, in one width and case. */
static bool is_alike(const struct register_choice *a, const struct register_choice *b)
{
	const struct view names[2][3] = {{a->title, view_str(a->code), a->english},
					 {b->title, view_str(b->code), b->english}};
	for (int i = 0; i < 9; i++) {
		scope_end(buf_free) struct buf x = buf_new(1024);
		scope_end(buf_free) struct buf y = buf_new(1024);
		if (fold_width(names[0][i % 3], &x) && fold_width(names[1][i / 3], &y) && x.n > 0 &&
		    view_eq_nocase(buf_view(&x), buf_view(&y)))
			return true;
	}
	return false;
}

static bool has_sign(struct view title)
{
	return view_has(title, VIEW("、")) || view_has(title, VIEW(",")) ||
	       view_has(title, VIEW(";")) || view_has(title, VIEW("，")) ||
	       view_has(title, VIEW("；"));
}

static void check_choices(struct def_reader *x, const struct register_choice *list, uint32_t count,
			  bool several, const struct yaml_node *at)
{
	const struct yaml_node *node = def_member(at, "choices")->first;
	for (uint32_t i = 0; i < count; i++, node = node->next) {
		if (several && (has_sign(list[i].title) || has_sign(list[i].english)))
			def_complain(x, MISTAKE_CHOICE_SIGN, node, VALUES(list[i].title));
		for (uint32_t k = 0; k < i; k++)
			if (is_alike(&list[k], &list[i]))
				def_complain(x, MISTAKE_CHOICE_ALIKE, node,
					     VALUES(list[k].title, list[i].title));
	}
}

static void check_column(struct def_reader *x, const struct register_column *c,
			 const struct yaml_node *at)
{
	uint32_t said = (c->choices_count ? BIT(CHOICES) : 0) | (c->to.n ? BIT(TO) : 0);
	enum expr_type seen = types[c->type].seen;
	check_choices(x, c->choices, c->choices_count, c->type == REGISTER_CHOICES, at);
	if (!can_be_named(c->code))
		def_complain(x, MISTAKE_FIELD_CODE, def_member(at, "code"),
			     VALUES(view_str(c->code)));
	if (seen == EXPR_ROWS || c->type == REGISTER_SUM)
		def_complain(x, MISTAKE_FIELD_COLUMN, def_member(at, "type"),
			     VALUES(def_type_name(x, c->type)));
	else
		check_says(x, c->type, said, at);
}

static void check_field(struct def_reader *x, const struct register_field *f,
			const struct yaml_node *at)
{
	uint32_t said = (f->choices_count ? BIT(CHOICES) : 0) | (f->to.n ? BIT(TO) : 0) |
			(f->columns_count ? BIT(COLUMNS) : 0) | (f->sum.n ? BIT(SUM) : 0) |
			(f->many ? BIT(MANY) : 0) | (f->length ? BIT(LENGTH) : 0);
	const struct yaml_node *columns = yaml_member(at, "columns");
	struct view name = def_type_name(x, f->type);
	check_choices(x, f->choices, f->choices_count, f->type == REGISTER_CHOICES, at);
	if (!can_be_named(f->code))
		def_complain(x, MISTAKE_FIELD_CODE, def_member(at, "code"),
			     VALUES(view_str(f->code)));
	check_says(x, f->type, said, at);
	if ((f->min.n || f->max.n) && !types[f->type].limits)
		def_complain(x, MISTAKE_FIELD_LIMIT, def_member(at, f->min.n ? "min" : "max"),
			     VALUES(name));
	if (f->type == REGISTER_SUM && (f->required || f->initial.n))
		def_complain(x, MISTAKE_FIELD_NOT_TAKEN,
			     def_member(at, f->required ? "required" : "initial"),
			     VALUES(name, view_str(f->required ? "required" : "initial")));
	const struct yaml_node *c = columns ? columns->first : NULL;
	for (uint32_t i = 0; c && i < f->columns_count; i++, c = c->next)
		check_column(x, &f->columns[i], c);
}

void def_check_fields(struct def_reader *x)
{
	const struct register_definition *d = &x->r->d;
	struct register_field_rules *rules = def_take(x, d->fields_count, sizeof *rules);
	for (uint32_t i = 0; rules && i < d->fields_count; i++) {
		const struct register_field *f = &d->fields[i];
		check_field(x, f, def_entry(x, "fields", i));
		rules[i].most = f->length		   ? f->length
				: f->type == REGISTER_LONG ? LONG_MOST
							   : TEXT_MOST;
	}
	x->r->fields = rules;
}
