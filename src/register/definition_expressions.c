/* SPDX-License-Identifier: Apache-2.0
 * definition_expressions.c: the names that a register's expressions know, and every expression
 * read against them.
 */
#include "register/definition_parts.h"

#define RECORD_NAMES 3 /* state, unit, live */
#define SQL_MAX 256

static const char *sql_of(struct def_reader *x, const char *form, const char *code)
{
	scope_end(buf_free) struct buf out = buf_new(SQL_MAX);
	for (const char *p = form; *p; p++)
		if (*p == '%')
			buf_str(&out, code);
		else
			buf_u8(&out, (uint8_t)*p);
	struct view copy = arena_copy(x->s->mem, buf_view(&out));
	if (!copy.p || out.err != OK)
		x->s->err = E_NO_MEMORY;
	return copy.p ? (const char *)copy.p : "";
}

static const struct view *words_of(struct def_reader *x, const struct register_choice *choices,
				   uint32_t count)
{
	struct view *words = def_take(x, count, sizeof *words);
	for (uint32_t i = 0; words && i < count; i++)
		words[i] = view_str(choices[i].code);
	return words;
}

static const struct expr_scope *columns_of(struct def_reader *x, const struct register_field *f)
{
	struct expr_scope *scope = def_take(x, 1, sizeof *scope);
	struct expr_name *names = def_take(x, f->columns_count, sizeof *names);
	for (uint32_t i = 0; scope && names && i < f->columns_count; i++) {
		const struct register_column *c = &f->columns[i];
		names[i] = (struct expr_name){
		    .name = view_str(c->code),
		    .type = def_type_seen(c->type, false),
		    .sql = sql_of(x, "(record_row.data ->> '%')", c->code),
		    .words = words_of(x, c->choices, c->choices_count),
		    .words_count = c->choices_count,
		};
	}
	if (scope)
		*scope = (struct expr_scope){names, f->columns_count};
	return scope;
}

static struct expr_name name_of(struct def_reader *x, const struct register_field *f)
{
	bool rows = f->columns_count > 0;
	return (struct expr_name){
	    .name = view_str(f->code),
	    .type = def_type_seen(f->type, f->many),
	    .sql = sql_of(
		x,
		rows ? "record_row WHERE record_row.record = record.id AND record_row.field = '%'"
		     : "(record.data ->> '%')",
		f->code),
	    .words = words_of(x, f->choices, f->choices_count),
	    .words_count = f->choices_count,
	    .rows = rows ? columns_of(x, f) : NULL,
	};
}

static struct expr_name *make_scope(struct def_reader *x)
{
	const struct register_definition *d = &x->r->d;
	struct expr_name *names = def_take(x, d->fields_count + RECORD_NAMES, sizeof *names);
	struct view *states = def_take(x, d->states_count, sizeof *states);
	if (!names || !states)
		return NULL;
	for (uint32_t i = 0; i < d->fields_count; i++)
		names[i] = name_of(x, &d->fields[i]);
	for (uint32_t i = 0; i < d->states_count; i++)
		states[i] = view_str(d->states[i].code);
	struct expr_name *own = names + d->fields_count;
	own[0] = (struct expr_name){VIEW("state"), EXPR_WORD,	    "record.state",
				    states,	   d->states_count, NULL};
	own[1] = (struct expr_name){VIEW("unit"), EXPR_UNIT, "record.unit", NULL, 0, NULL};
	own[2] = (struct expr_name){VIEW("live"), EXPR_YES, "record.live", NULL, 0, NULL};
	x->r->scope = (struct expr_scope){names, d->fields_count + RECORD_NAMES};
	return names;
}

/* Where in the expression, then what is wrong; all four texts. */
void def_complain_expression(struct def_reader *x, const struct expr_mistake *m,
			     const struct yaml_node *at)
{
	scope_end(buf_free) struct buf ja = buf_new(2048);
	scope_end(buf_free) struct buf en = buf_new(2048);
	buf_fmt(&ja, "式の %u 文字目: %s", m->at, m->ja);
	buf_fmt(&en, "character %u of the expression: %s", m->at, m->en);
	def_complain(
	    x, MISTAKE_EXPRESSION, at,
	    VALUES(buf_view(&ja), buf_view(&en), view_str(m->todo_ja), view_str(m->todo_en)));
}

/* NULL where there is none, or it is wrong. */
static const struct expr *read(struct def_reader *x, struct view text, enum expr_type want,
			       const struct yaml_node *map, const char *key)
{
	const struct expr *e = NULL;
	struct expr_mistake m;
	if (text.n == 0 || x->s->err != OK)
		return NULL;
	enum err err = expr_read(text, &x->r->scope, want, x->s->mem, &e, &m);
	if (err == E_CONFIG)
		def_complain_expression(x, &m, def_member(map, key));
	else
		x->s->err = err;
	return err == OK ? e : NULL;
}

/* --- sums: each behind those it is worked out from --- */

static bool waits(const struct def_reader *x, uint32_t field, const bool *done)
{
	const struct register_definition *d = &x->r->d;
	for (uint32_t i = 0; i < d->fields_count; i++)
		if (d->fields[i].type == REGISTER_SUM && !done[i] &&
		    expr_mentions(d->fields[field].sum, view_str(d->fields[i].code)))
			return true;
	return false;
}

static void read_sum(struct def_reader *x, uint32_t i, struct expr_name *names)
{
	const struct register_field *f = &x->r->d.fields[i];
	const struct yaml_node *at = def_entry(x, "fields", i);
	const struct expr *e = read(x, f->sum, EXPR_TYPES, at, "sum");
	if (!e)
		return;
	if (expr_changes(e))
		def_complain(x, MISTAKE_SUM_DAY, def_member(at, "sum"), VALUES(view_str(f->code)));
	names[i].type = expr_type_of(e);
	x->r->fields[i].sum = e;
}

/* Is a sum, over others, worked out from itself? */
static bool comes_back(struct def_reader *x, uint32_t sum)
{
	const struct register_definition *d = &x->r->d;
	bool *seen = def_take(x, d->fields_count, sizeof *seen);
	uint32_t *next = def_take(x, (size_t)d->fields_count + 1, sizeof *next), n = 0;
	if (!seen || !next)
		return true;
	next[n++] = sum;
	while (n > 0) {
		struct view text = d->fields[next[--n]].sum;
		for (uint32_t i = 0; i < d->fields_count; i++)
			if (d->fields[i].type == REGISTER_SUM && !seen[i] &&
			    expr_mentions(text, view_str(d->fields[i].code))) {
				seen[i] = true;
				next[n++] = i;
			}
	}
	return seen[sum];
}

static void read_sums(struct def_reader *x, struct expr_name *names)
{
	const struct register_definition *d = &x->r->d;
	bool *done = def_take(x, d->fields_count, sizeof *done);
	uint32_t *order = def_take(x, d->fields_count, sizeof *order), n = 0;
	bool more = done && order;
	while (more) {
		more = false;
		for (uint32_t i = 0; i < d->fields_count; i++) {
			if (d->fields[i].type != REGISTER_SUM || done[i] || waits(x, i, done))
				continue;
			read_sum(x, i, names);
			done[i] = more = true;
			order[n++] = i;
		}
	}
	for (uint32_t i = 0; done && i < d->fields_count; i++)
		if (d->fields[i].type == REGISTER_SUM && !done[i] && comes_back(x, i))
			def_complain(x, MISTAKE_SUM_CYCLE,
				     def_member(def_entry(x, "fields", i), "sum"),
				     VALUES(view_str(d->fields[i].code)));
	x->r->sums = order;
	x->r->sums_count = n;
}

/* --- everything else --- */

static void read_fields(struct def_reader *x)
{
	const struct register_definition *d = &x->r->d;
	for (uint32_t i = 0; i < d->fields_count; i++) {
		const struct register_field *f = &d->fields[i];
		struct register_field_rules *r = &x->r->fields[i];
		const struct yaml_node *at = def_entry(x, "fields", i);
		enum expr_type seen = def_type_seen(f->type, f->many);
		r->when = read(x, f->when, EXPR_YES, at, "when");
		r->min = read(x, f->min, seen, at, "min");
		r->max = read(x, f->max, seen, at, "max");
	}
}

static void read_checks(struct def_reader *x)
{
	const struct register_definition *d = &x->r->d;
	x->r->checks = def_take(x, d->checks_count, sizeof *x->r->checks);
	for (uint32_t i = 0; x->r->checks && i < d->checks_count; i++)
		x->r->checks[i] =
		    read(x, d->checks[i].when, EXPR_YES, def_entry(x, "checks", i), "when");
}

static void read_days(struct def_reader *x)
{
	const struct yaml_node *review = def_member(x->root, "review"),
			       *keep = def_member(x->root, "keep");
	x->r->review_also = read(x, x->r->d.review.also, EXPR_DATE, review, "also");
	x->r->keep_from = read(x, x->r->d.keep.from, EXPR_DATE, keep, "from");
}

void def_read_expressions(struct def_reader *x)
{
	struct expr_name *names = make_scope(x);
	if (!names || x->s->err != OK)
		return;
	read_sums(x, names);
	if (x->s->m->wrong > 0)
		return; /* what sums give is not known */
	read_fields(x);
	read_checks(x);
	read_days(x);
}
