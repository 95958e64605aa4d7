/* SPDX-License-Identifier: Apache-2.0
 * expression_sql.c: an expression as SQL with bound values. What stands in the text is ours: SQL of
 * tables compiled in and of the scope.
 */
#include "register/date.h"
#include "register/expression_parts.h"

#define SQL_MAX ((size_t)64 << 10)
#define BINDS_MAX 512

struct writer {
	struct buf *out;
	struct expr_bind *binds;
	uint32_t count;
	enum err err;
};

static void put(struct writer *w, const struct expr *e);

static void bind(struct writer *w, struct expr_bind b)
{
	if (w->count == BINDS_MAX) {
		w->err = E_LIMIT_SIZE;
		return;
	}
	w->binds[w->count++] = b;
	buf_u8(w->out, '?');
}

static void bind_number(struct writer *w, int64_t number)
{
	bind(w, (struct expr_bind){.kind = EXPR_BIND_NUMBER, .number = number});
}

static void bind_text(struct writer *w, struct view text)
{
	bind(w, (struct expr_bind){.kind = EXPR_BIND_TEXT, .text = text});
}

static void put_pair(struct writer *w, const struct expr *e, const char *op)
{
	buf_u8(w->out, '(');
	put(w, e->a);
	buf_fmt(w->out, " %s ", op);
	put(w, e->b);
	buf_u8(w->out, ')');
}

static void put_in(struct writer *w, const struct expr *e)
{
	bool several = e->a->type == EXPR_WORDS;
	buf_u8(w->out, '(');
	if (!several) {
		put(w, e->a);
		buf_str(w->out, " IN (");
	}
	for (const struct expr *m = e->b; m; m = m->next) {
		buf_str(w->out, m == e->b ? "" : several ? " OR " : ", ");
		if (several) {
			buf_str(w->out, "register_has(");
			put(w, e->a);
			buf_str(w->out, ", ");
		}
		put(w, m);
		buf_str(w->out, several ? ")" : "");
	}
	buf_str(w->out, several ? ")" : "))");
}

/* A day by months, then days; a time by seconds. */
static void put_moved(struct writer *w, const struct expr *e)
{
	const struct expr_span *s = &e->b->span;
	if (e->type == EXPR_DATE) {
		buf_str(w->out, "register_add(");
		put(w, e->a);
		buf_str(w->out, ", ");
		bind_number(w, e->number * s->months);
		buf_str(w->out, ", ");
		bind_number(w, e->number * s->days);
	} else {
		buf_u8(w->out, '(');
		put(w, e->a);
		buf_str(w->out, " + ");
		bind_number(w, e->number * (s->days * 24 + s->hours) * 3600);
	}
	buf_u8(w->out, ')');
}

static void put_condition(struct writer *w, const struct expr *e)
{
	if (e)
		put(w, e);
	else
		buf_str(w->out, "1 = 1");
}

static void put_call(struct writer *w, const struct expr *e)
{
	for (const char *p = e->function->sql; *p; p++) {
		if (*p != '%') {
			buf_u8(w->out, (uint8_t)*p);
			continue;
		}
		switch (*++p) {
		case '1':
			put(w, e->a);
			break;
		case '2':
			put(w, e->b);
			break;
		case 'T':
			bind(w, (struct expr_bind){.kind = EXPR_BIND_TODAY});
			break;
		case 'N':
			bind(w, (struct expr_bind){.kind = EXPR_BIND_NOW});
			break;
		case 'R':
			buf_str(w->out, e->rows->sql);
			break;
		case 'C':
			put_condition(w, e->a);
			break;
		default:
			assert(!"a sign that no function of the table has");
		}
	}
}

static void put_not(struct writer *w, const char *before, const struct expr *a, const char *after)
{
	buf_str(w->out, before);
	put(w, a);
	buf_str(w->out, after);
}

static void put(struct writer *w, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_IS_NAME:
		buf_str(w->out, e->name->sql);
		return;
	case EXPR_IS_NUMBER:
	case EXPR_IS_TRUTH:
		bind_number(w, e->number);
		return;
	case EXPR_IS_TEXT:
		bind_text(w, e->text);
		return;
	case EXPR_IS_TODAY:
		bind(w, (struct expr_bind){.kind = EXPR_BIND_TODAY});
		return;
	case EXPR_IS_NOW:
		bind(w, (struct expr_bind){.kind = EXPR_BIND_NOW});
		return;
	case EXPR_IS_AND:
		put_pair(w, e, "AND");
		return;
	case EXPR_IS_OR:
		put_pair(w, e, "OR");
		return;
	case EXPR_IS_NOT:
		put_not(w, "(NOT ", e->a, ")");
		return;
	case EXPR_IS_COMPARED:
	case EXPR_IS_SUM:
		put_pair(w, e, e->op);
		return;
	case EXPR_IS_NULL:
		put_not(w, "(", e->a, " IS NULL)");
		return;
	case EXPR_IS_MINUS:
		put_not(w, "(- ", e->a, ")");
		return;
	case EXPR_IS_IN:
		put_in(w, e);
		return;
	case EXPR_IS_MOVED:
		put_moved(w, e);
		return;
	case EXPR_IS_CALL:
		put_call(w, e);
		return;
	case EXPR_IS_SPAN:
		break;
	}
	assert(!"a span stands only behind a date or time");
}

enum err expr_sql(const struct expr *e, struct arena *mem, struct expr_sql *ret)
{
	scope_end(buf_free) struct buf out = buf_new(SQL_MAX);
	struct writer w = {&out, arena_array(mem, BINDS_MAX, sizeof *w.binds), 0, OK};
	if (!w.binds)
		return E_NO_MEMORY;
	put(&w, e);
	try(w.err);
	try(out.err);
	struct view text = arena_copy(mem, buf_view(&out));
	if (!text.p)
		return E_NO_MEMORY;
	*ret = (struct expr_sql){text, w.binds, w.count};
	return OK;
}
