/* SPDX-License-Identifier: Apache-2.0
 * expression.c: a condition or sum read against a scope: what it says, and of which type it is.
 */
#include "register/date.h"
#include "register/expression_token.h"

const struct expr_function expr_functions[] = {
#define FUNCTION(name, takes, of, gives, sql, ja, en) \
	{#name, EXPR_TAKES_##takes, of, gives, sql, ja, en},
#include "tbl/expression_functions.h"
#undef FUNCTION
};
const size_t expr_functions_count = array_len(expr_functions);

static const char *const type_names[EXPR_TYPES + 1] = {
    [EXPR_YES] = "条件",    [EXPR_NUMBER] = "数",	   [EXPR_TEXT] = "文字",
    [EXPR_WORD] = "選択肢", [EXPR_WORDS] = "複数の選択肢", [EXPR_DATE] = "日付",
    [EXPR_TIME] = "日時",   [EXPR_SPAN] = "期間",	   [EXPR_PERSON] = "職員",
    [EXPR_UNIT] = "所属",   [EXPR_RECORD] = "台帳の記録",  [EXPR_FILE] = "ファイル",
    [EXPR_ROWS] = "表",	    [EXPR_TYPES] = "値",
};

static struct view type_name(enum expr_type type)
{
	return view_str(type_names[type]);
}

static struct expr *new_expr(struct expr_reader *r, enum expr_kind kind, enum expr_type type)
{
	struct expr *e = r->err == OK ? arena_alloc(r->mem, sizeof *e) : NULL;
	if (!e) {
		r->err = r->err == OK ? E_NO_MEMORY : r->err;
		return NULL;
	}
	e->kind = kind;
	e->type = type;
	return e;
}

static struct expr *read_or(struct expr_reader *r);

static bool take_symbol(struct expr_reader *r, const char *symbol)
{
	if (!expr_at_symbol(r, symbol))
		return expr_complain(r, EXPR_PROBLEM_EXPECTED, r->token.at, expr_token_shown(r),
				     view_str(symbol));
	return expr_advance(r);
}

/* --- names --- */

static const struct expr_name *find(const struct expr_scope *scope, struct view name)
{
	for (uint32_t i = 0; scope && i < scope->count; i++)
		if (view_eq(scope->names[i].name, name))
			return &scope->names[i];
	return NULL;
}

/* One letter too many, too few or wrong. */
static bool is_near(struct view a, struct view b)
{
	size_t head = 0, tail = 0, short_n = min_of(a.n, b.n), long_n = max_of(a.n, b.n);
	while (head < short_n && a.p[head] == b.p[head])
		head++;
	while (tail < short_n - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	return long_n > 2 && long_n - head - tail <= 1;
}

static void *complain_name(struct expr_reader *r, const struct expr_scope *scope)
{
	for (uint32_t i = 0; scope && i < scope->count; i++)
		if (is_near(scope->names[i].name, r->token.text))
			return expr_complain(r, EXPR_PROBLEM_NAME_NEAR, r->token.at, r->token.text,
					     scope->names[i].name);
	return expr_complain(r, EXPR_PROBLEM_NO_NAME, r->token.at, r->token.text, r->token.text);
}

static const struct expr_name *take_name(struct expr_reader *r)
{
	const struct expr_name *name = find(r->scope, r->token.text);
	if (!name)
		name = find(r->outer, r->token.text);
	if (r->token.kind != TOKEN_NAME || !name)
		return complain_name(r, r->scope);
	return expr_advance(r) ? name : NULL;
}

static struct expr *named(struct expr_reader *r)
{
	struct expr_token at = r->token;
	const struct expr_name *name = take_name(r);
	if (!name)
		return NULL;
	if (name->type == EXPR_ROWS)
		return expr_complain(r, EXPR_PROBLEM_IS_TABLE, at.at, at.text, at.text);
	struct expr *e = new_expr(r, EXPR_IS_NAME, name->type);
	if (e)
		e->name = name;
	return e;
}

/* --- functions --- */

static const struct expr_function *find_function(struct expr_reader *r)
{
	scope_end(buf_free) struct buf list = buf_new(1024);
	for (size_t i = 0; i < expr_functions_count; i++) {
		if (view_eq(r->token.text, view_str(expr_functions[i].name)))
			return &expr_functions[i];
		buf_fmt(&list, "%s%s", i ? ", " : "", expr_functions[i].name);
	}
	return expr_complain(r, EXPR_PROBLEM_NO_FUNCTION, r->token.at, r->token.text,
			     buf_view(&list));
}

static const struct expr_name *take_table(struct expr_reader *r)
{
	struct expr_token at = r->token;
	if (r->in_rows)
		return expr_complain(r, EXPR_PROBLEM_NESTED, at.at, at.text, at.text);
	const struct expr_name *name = take_name(r);
	if (name && name->type != EXPR_ROWS)
		return expr_complain(r, EXPR_PROBLEM_NO_TABLE, at.at, at.text, at.text);
	return name;
}

/* Of a table's rows: its columns first, then the record's own names. */
static struct expr *within(struct expr_reader *r, const struct expr_name *table,
			   struct expr *(*read)(struct expr_reader *))
{
	const struct expr_scope *scope = r->scope;
	r->scope = table->rows;
	r->outer = read == named ? NULL : scope;
	r->in_rows = true;
	struct expr *e = read(r);
	r->scope = scope;
	r->outer = NULL;
	r->in_rows = false;
	return e;
}

static struct expr *want(struct expr_reader *r, struct expr *e, enum expr_type type, size_t at)
{
	if (!e || type == EXPR_TYPES || e->type == type)
		return e;
	return expr_complain(r, type == EXPR_YES ? EXPR_PROBLEM_CONDITION : EXPR_PROBLEM_WANTED, at,
			     type_name(type == EXPR_YES ? e->type : type), type_name(e->type));
}

static bool take_one(struct expr_reader *r, struct expr *call)
{
	size_t at = r->token.at;
	call->a = want(r, read_or(r), call->function->of, at);
	return call->a != NULL;
}

static struct view word_list(struct expr_reader *r, const struct expr_name *name)
{
	scope_end(buf_free) struct buf out = buf_new(4096);
	for (uint32_t i = 0; i < name->words_count && out.n < 300; i++) {
		buf_str(&out, i ? ", " : "");
		buf_put(&out, name->words[i]);
	}
	return arena_copy(r->mem, buf_view(&out));
}

/* A text that is to be one of a field's choices. */
static bool check_word(struct expr_reader *r, const struct expr_name *name, struct view word,
		       size_t at)
{
	for (uint32_t i = 0; i < name->words_count; i++)
		if (view_eq(name->words[i], word))
			return true;
	return expr_complain(r, EXPR_PROBLEM_NO_WORD, at, word, word_list(r, name));
}

static struct expr *literal(struct expr_reader *r)
{
	struct expr *e = new_expr(r, EXPR_IS_TEXT, EXPR_TEXT);
	if (e)
		e->text = r->token.text;
	return e && expr_advance(r) ? e : NULL;
}

static bool take_words_text(struct expr_reader *r, struct expr *call)
{
	if (!take_one(r, call) || !take_symbol(r, ","))
		return false;
	size_t at = r->token.at;
	if (r->token.kind != TOKEN_TEXT)
		return expr_complain(r, EXPR_PROBLEM_NO_VALUE, at, expr_token_shown(r),
				     expr_token_shown(r));
	call->b = literal(r);
	return call->b && check_word(r, call->a->name, call->b->text, at);
}

static bool take_column(struct expr_reader *r, struct expr *call)
{
	call->rows = take_table(r);
	if (!call->rows || !take_symbol(r, "."))
		return false;
	call->a = within(r, call->rows, named);
	if (call->a && call->type == EXPR_TYPES)
		call->type = call->a->type;
	return call->a != NULL;
}

static bool take_rows(struct expr_reader *r, struct expr *call)
{
	call->rows = take_table(r);
	if (!call->rows || !expr_at_symbol(r, ","))
		return call->rows != NULL;
	if (!expr_advance(r))
		return false;
	size_t at = r->token.at;
	call->a = want(r, within(r, call->rows, read_or), EXPR_YES, at);
	return call->a != NULL;
}

static struct expr *read_call(struct expr_reader *r)
{
	static bool (*const take[])(struct expr_reader *, struct expr *) = {
	    [EXPR_TAKES_ONE] = take_one,
	    [EXPR_TAKES_WORDS_TEXT] = take_words_text,
	    [EXPR_TAKES_COLUMN] = take_column,
	    [EXPR_TAKES_ROWS] = take_rows,
	};
	struct view name = r->token.text;
	const struct expr_function *function = find_function(r);
	struct expr *e = function ? new_expr(r, EXPR_IS_CALL, function->gives) : NULL;
	if (!e || !expr_advance(r) || !take_symbol(r, "("))
		return NULL;
	e->function = function;
	if (!take[function->takes](r, e))
		return NULL;
	if (expr_at_symbol(r, ","))
		return expr_complain(r, EXPR_PROBLEM_ARGUMENTS, r->token.at, name, name);
	return take_symbol(r, ")") ? e : NULL;
}

/* --- single values --- */

static struct expr *constant(struct expr_reader *r, enum expr_kind kind, enum expr_type type,
			     int64_t number)
{
	struct expr *e = new_expr(r, kind, type);
	if (!e)
		return NULL;
	e->number = number;
	e->span = r->token.span;
	return expr_advance(r) ? e : NULL;
}

static bool is_call(const struct expr_reader *r)
{
	size_t at = r->next;
	while (at < r->all.n && r->all.p[at] == ' ')
		at++;
	return at < r->all.n && r->all.p[at] == '(';
}

static struct expr *read_name(struct expr_reader *r)
{
	static const struct {
		const char *word;
		enum expr_kind kind;
		enum expr_type type;
		int64_t number;
	} constants[] = {
	    {"true", EXPR_IS_TRUTH, EXPR_YES, 1},
	    {"false", EXPR_IS_TRUTH, EXPR_YES, 0},
	    {"today", EXPR_IS_TODAY, EXPR_DATE, 0},
	    {"now", EXPR_IS_NOW, EXPR_TIME, 0},
	};
	static const char *const reserved[] = {"and", "or", "in", "is", "null"};
	for (size_t i = 0; i < array_len(constants); i++)
		if (expr_at_word(r, constants[i].word))
			return constant(r, constants[i].kind, constants[i].type,
					constants[i].number);
	for (size_t i = 0; i < array_len(reserved); i++)
		if (expr_at_word(r, reserved[i]))
			return expr_complain(r, EXPR_PROBLEM_NO_VALUE, r->token.at, r->token.text,
					     r->token.text);
	return is_call(r) ? read_call(r) : named(r);
}

static struct expr *read_value(struct expr_reader *r)
{
	struct expr *e;
	switch (r->token.kind) {
	case TOKEN_NAME:
		return read_name(r);
	case TOKEN_TEXT:
		return literal(r);
	case TOKEN_NUMBER:
		return constant(r, EXPR_IS_NUMBER, EXPR_NUMBER, r->token.number);
	case TOKEN_SPAN:
		return constant(r, EXPR_IS_SPAN, EXPR_SPAN, 0);
	case TOKEN_SYMBOL:
		if (!expr_at_symbol(r, "("))
			break;
		e = expr_advance(r) ? read_or(r) : NULL;
		return e && take_symbol(r, ")") ? e : NULL;
	case TOKEN_END:
		break;
	}
	return expr_complain(r, EXPR_PROBLEM_NO_VALUE, r->token.at, expr_token_shown(r),
			     expr_token_shown(r));
}

/* --- sums --- */

static struct expr *pair(struct expr_reader *r, enum expr_kind kind, enum expr_type type,
			 const struct expr *a, const struct expr *b, const char *op)
{
	struct expr *e = new_expr(r, kind, type);
	if (!e)
		return NULL;
	e->a = a;
	e->b = b;
	e->op = op;
	return e;
}

static bool is_point(enum expr_type type)
{
	return type == EXPR_DATE || type == EXPR_TIME;
}

/* A day has no hours to be moved by; a time is moved by hours and days alone. */
static bool can_move(const struct expr *point, const struct expr *span)
{
	return point->type == EXPR_DATE ? span->span.hours == 0 : span->span.months == 0;
}

static struct expr *sum(struct expr_reader *r, const struct expr *a, const struct expr *b,
			const char *op, size_t at)
{
	if (a->type == EXPR_NUMBER && b->type == EXPR_NUMBER)
		return pair(r, EXPR_IS_SUM, EXPR_NUMBER, a, b, op);
	if (is_point(a->type) && b->kind == EXPR_IS_SPAN && *op != '*' && can_move(a, b)) {
		struct expr *e = pair(r, EXPR_IS_MOVED, a->type, a, b, op);
		if (e)
			e->number = *op == '+' ? 1 : -1;
		return e;
	}
	return expr_complain(r, EXPR_PROBLEM_SUM, at, type_name(a->type), type_name(b->type));
}

static struct expr *read_product(struct expr_reader *r)
{
	struct expr *a = read_value(r);
	while (a && expr_at_symbol(r, "*")) {
		size_t at = r->token.at;
		struct expr *b = expr_advance(r) ? read_value(r) : NULL;
		a = b ? sum(r, a, b, "*", at) : NULL;
	}
	return a;
}

static struct expr *read_sum(struct expr_reader *r)
{
	bool minus = expr_at_symbol(r, "-");
	size_t at = r->token.at;
	if (minus && !expr_advance(r))
		return NULL;
	struct expr *a = read_product(r);
	if (a && minus)
		a = want(r, a, EXPR_NUMBER, at) ? pair(r, EXPR_IS_MINUS, EXPR_NUMBER, a, NULL, NULL)
						: NULL;
	while (a && (expr_at_symbol(r, "+") || expr_at_symbol(r, "-"))) {
		const char *op = expr_at_symbol(r, "+") ? "+" : "-";
		at = r->token.at;
		struct expr *b = expr_advance(r) ? read_product(r) : NULL;
		a = b ? sum(r, a, b, op, at) : NULL;
	}
	return a;
}

/* --- comparisons --- */

static bool is_code(enum expr_type type)
{
	return type == EXPR_PERSON || type == EXPR_UNIT || type == EXPR_RECORD;
}

static bool is_order(const char *op)
{
	return op[0] != '=' && strcmp(op, "<>") != 0;
}

/* What a person wrote between quotes, next to a value of that type. */
static bool check_text(struct expr_reader *r, const struct expr *value, const struct expr *text,
		       size_t at)
{
	int64_t day;
	if (value->type == EXPR_WORD && value->name)
		return check_word(r, value->name, text->text, at);
	if (value->type == EXPR_DATE && !date_read_plain(text->text, &day))
		return expr_complain(r, EXPR_PROBLEM_NO_DATE, at, text->text, text->text);
	return true;
}

static bool can_compare(struct expr_reader *r, const struct expr *a, const struct expr *b,
			const char *op, size_t at)
{
	bool ordered = a->type == EXPR_NUMBER || is_point(a->type) || is_point(b->type);
	bool ok = a->type == b->type && a->type != EXPR_WORDS && a->type != EXPR_SPAN &&
		  a->type != EXPR_FILE;
	const struct expr *text = b->kind == EXPR_IS_TEXT ? b : a;
	const struct expr *value = text == b ? a : b;
	if (!ok && text->kind == EXPR_IS_TEXT)
		ok = value->type == EXPR_WORD || value->type == EXPR_DATE || is_code(value->type);
	if (!ok || (is_order(op) && !ordered))
		return expr_complain(r, EXPR_PROBLEM_COMPARE, at, type_name(a->type),
				     type_name(b->type));
	return text->kind != EXPR_IS_TEXT || check_text(r, value, text, at);
}

static const char *take_operator(struct expr_reader *r)
{
	static const char *const ops[][2] = {{"=", "="},   {"==", "="},	 {"<>", "<>"}, {"!=", "<>"},
					     {"<=", "<="}, {">=", ">="}, {"<", "<"},   {">", ">"}};
	for (size_t i = 0; i < array_len(ops); i++)
		if (expr_at_symbol(r, ops[i][0]))
			return expr_advance(r) ? ops[i][1] : NULL;
	return NULL;
}

static struct expr *read_null(struct expr_reader *r, const struct expr *a)
{
	bool is_not = expr_advance(r) && expr_at_word(r, "not");
	if (r->err != OK || (is_not && !expr_advance(r)))
		return NULL;
	if (!expr_at_word(r, "null"))
		return expr_complain(r, EXPR_PROBLEM_EXPECTED, r->token.at, expr_token_shown(r),
				     VIEW("null"));
	if (!expr_advance(r))
		return NULL;
	struct expr *e = pair(r, EXPR_IS_NULL, EXPR_YES, a, NULL, NULL);
	return e && is_not ? pair(r, EXPR_IS_NOT, EXPR_YES, e, NULL, NULL) : e;
}

static struct expr *read_member(struct expr_reader *r, const struct expr *a)
{
	size_t at = r->token.at;
	struct expr *e = read_value(r);
	if (!e || (e->kind != EXPR_IS_TEXT && e->kind != EXPR_IS_NUMBER))
		return expr_complain(r, EXPR_PROBLEM_NO_VALUE, at, expr_token_shown(r),
				     expr_token_shown(r));
	if (a->type == EXPR_WORDS && e->kind == EXPR_IS_TEXT)
		return check_word(r, a->name, e->text, at) ? e : NULL;
	return can_compare(r, a, e, "=", at) ? e : NULL;
}

static struct expr *read_in(struct expr_reader *r, const struct expr *a)
{
	struct expr *first = NULL, **end = &first;
	struct expr *e = pair(r, EXPR_IS_IN, EXPR_YES, a, NULL, NULL);
	if (!e || !expr_advance(r) || !take_symbol(r, "("))
		return NULL;
	for (;;) {
		*end = read_member(r, a);
		if (!*end)
			return NULL;
		end = &(*end)->next;
		if (!expr_at_symbol(r, ","))
			break;
		if (!expr_advance(r))
			return NULL;
	}
	e->b = first;
	return take_symbol(r, ")") ? e : NULL;
}

static struct expr *read_comparison(struct expr_reader *r)
{
	struct expr *a = read_sum(r);
	if (!a)
		return NULL;
	size_t at = r->token.at;
	if (expr_at_word(r, "is"))
		return read_null(r, a);
	if (expr_at_word(r, "not")) {
		if (!expr_advance(r))
			return NULL;
		if (!expr_at_word(r, "in"))
			return expr_complain(r, EXPR_PROBLEM_EXPECTED, r->token.at,
					     expr_token_shown(r), VIEW("in"));
		struct expr *e = read_in(r, a);
		return e ? pair(r, EXPR_IS_NOT, EXPR_YES, e, NULL, NULL) : NULL;
	}
	if (expr_at_word(r, "in"))
		return read_in(r, a);
	const char *op = take_operator(r);
	if (!op)
		return r->err == OK ? a : NULL;
	struct expr *b = read_sum(r);
	return b && can_compare(r, a, b, op, at) ? pair(r, EXPR_IS_COMPARED, EXPR_YES, a, b, op)
						 : NULL;
}

/* --- conditions --- */

static struct expr *read_not(struct expr_reader *r)
{
	if (!expr_at_word(r, "not"))
		return read_comparison(r);
	if (++r->depth > EXPR_DEPTH_MAX)
		return expr_complain(r, EXPR_PROBLEM_DEEP, r->token.at, (struct view){0},
				     (struct view){0});
	size_t at = r->token.at;
	struct expr *a = expr_advance(r) ? want(r, read_not(r), EXPR_YES, at) : NULL;
	r->depth--;
	return a ? pair(r, EXPR_IS_NOT, EXPR_YES, a, NULL, NULL) : NULL;
}

static struct expr *read_chain(struct expr_reader *r, const char *word, enum expr_kind kind,
			       struct expr *(*read)(struct expr_reader *))
{
	size_t at = r->token.at;
	struct expr *a = read(r);
	while (a && expr_at_word(r, word)) {
		if (!want(r, a, EXPR_YES, at) || !expr_advance(r))
			return NULL;
		at = r->token.at;
		struct expr *b = want(r, read(r), EXPR_YES, at);
		a = b ? pair(r, kind, EXPR_YES, a, b, NULL) : NULL;
	}
	return a;
}

static struct expr *read_and(struct expr_reader *r)
{
	return read_chain(r, "and", EXPR_IS_AND, read_not);
}

static struct expr *read_or(struct expr_reader *r)
{
	if (++r->depth > EXPR_DEPTH_MAX)
		return expr_complain(r, EXPR_PROBLEM_DEEP, r->token.at, (struct view){0},
				     (struct view){0});
	struct expr *e = read_chain(r, "or", EXPR_IS_OR, read_and);
	r->depth--;
	return e;
}

enum err expr_read(struct view text, const struct expr_scope *scope, enum expr_type type,
		   struct arena *mem, const struct expr **ret, struct expr_mistake *m)
{
	struct expr_reader r = {.all = text, .scope = scope, .mem = mem, .m = m};
	struct view none = {0};
	if (text.n > EXPR_TEXT_MAX)
		expr_complain(&r, EXPR_PROBLEM_LONG, 0, none, none);
	if (r.err == OK && expr_advance(&r) && r.token.kind == TOKEN_END)
		expr_complain(&r, EXPR_PROBLEM_EMPTY, 0, none, none);
	struct expr *e = r.err == OK ? want(&r, read_or(&r), type, 0) : NULL;
	if (e && r.token.kind != TOKEN_END)
		e = expr_complain(&r, EXPR_PROBLEM_LEFT, r.token.at, r.token.text, r.token.text);
	if (e && type == EXPR_TYPES && e->type == EXPR_SPAN)
		e = expr_complain(&r, EXPR_PROBLEM_NO_VALUE, 0, text, text);
	if (!e)
		return r.err;
	*ret = e;
	return OK;
}

enum expr_type expr_type_of(const struct expr *e)
{
	return e->type;
}

bool expr_uses(const struct expr *e, const struct expr_name *name)
{
	return e && (e->name == name || e->rows == name || expr_uses(e->a, name) ||
		     expr_uses(e->b, name) || expr_uses(e->next, name));
}

bool expr_changes(const struct expr *e)
{
	if (!e)
		return false;
	bool here =
	    e->kind == EXPR_IS_TODAY || e->kind == EXPR_IS_NOW ||
	    (e->function && (strstr(e->function->sql, "%T") || strstr(e->function->sql, "%N") ||
			     strstr(e->function->sql, "register_person")));
	return here || expr_changes(e->a) || expr_changes(e->b) || expr_changes(e->next);
}
