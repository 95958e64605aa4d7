/* SPDX-License-Identifier: Apache-2.0
 * pdf/nest.c: saved states, text objects and marks, made to nest as the form asks for.
 */
#include "disarm/pdf/content.h"

static void plain(struct content *c, enum form_op_plain_what what)
{
	ops_begin(&c->ops, FORM_PAGE_OP_OP_PLAIN);
	form_op_plain_write(&c->ops.bytes, &(struct form_op_plain){.what = what});
}

static bool push(struct content *c, enum nested kind, uint32_t mark)
{
	if (c->n_nest == NEST_MOST) {
		content_spoil(c, "q");
		return false;
	}
	c->nest[c->n_nest++] = (struct nest){.kind = (uint8_t)kind, .mark = mark};
	return true;
}

static struct nest *top(struct content *c)
{
	return c->n_nest > 0 ? &c->nest[c->n_nest - 1] : NULL;
}

static struct mark *mark_at(struct content *c, uint32_t i)
{
	assert(i < c->marks.n / sizeof(struct mark));
	return (struct mark *)(void *)c->marks.p + i;
}

/* Ends the mark on top, whose end may have come long ago or not yet. */
static void close_mark(struct content *c)
{
	struct nest *nest = top(c);
	assert(nest && nest->kind == NESTED_MARK);
	if (!nest->late)
		mark_at(c, nest->mark)->open = false;
	plain(c, FORM_OP_PLAIN_WHAT_MARK_END);
	c->n_nest--;
}

static void close_late(struct content *c)
{
	while (top(c) && top(c)->kind == NESTED_MARK && top(c)->late)
		close_mark(c);
}

void nest_leave_text(struct content *c)
{
	text_flush(c);
	while (top(c) && top(c)->kind == NESTED_MARK) {
		bool within = false;
		for (uint32_t i = 0; i < c->n_nest; i++)
			within |= c->nest[i].kind == NESTED_TEXT;
		if (!within)
			return;
		close_mark(c);
	}
	if (!top(c) || top(c)->kind != NESTED_TEXT)
		return;
	plain(c, FORM_OP_PLAIN_WHAT_TEXT_END);
	c->n_nest--;
	c->placed = false;
	close_late(c);
}

bool nest_enter_text(struct content *c)
{
	for (uint32_t i = c->n_nest; i > 0 && c->nest[i - 1].kind != NESTED_SAVE; i--)
		if (c->nest[i - 1].kind == NESTED_TEXT)
			return true;
	if (!push(c, NESTED_TEXT, 0))
		return false;
	plain(c, FORM_OP_PLAIN_WHAT_TEXT_BEGIN);
	c->placed = false;
	return true;
}

void nest_save(struct content *c)
{
	nest_leave_text(c);
	if (!push(c, NESTED_SAVE, 0))
		return;
	struct state state = {c->now, c->own};
	buf_put(&c->saved, view_of(&state, sizeof state));
	if (c->saved.err != OK) {
		c->n_nest--;
		pdf_fail(&c->r->pdf, c->saved.err);
		return;
	}
	plain(c, FORM_OP_PLAIN_WHAT_SAVE);
}

static void close_save(struct content *c)
{
	struct state state;
	assert(c->n_nest > 0 && c->saved.n >= sizeof state); /* one each, nest_save */
	plain(c, FORM_OP_PLAIN_WHAT_RESTORE);
	c->n_nest--;
	c->saved.n -= sizeof state;
	memcpy(&state, c->saved.p + c->saved.n, sizeof state);
	c->now = state.g;
	c->own = state.own;
}

void nest_restore(struct content *c)
{
	if (c->saved.n == 0) /* more of them than of q: viewers step over it */
		return;
	nest_leave_text(c);
	while (top(c) && top(c)->kind == NESTED_MARK)
		close_mark(c);
	close_save(c);
	close_late(c);
}

void nest_mark(struct content *c, const struct mark *mark, const struct form_op_mark *what,
	       node_id tag)
{
	struct mark m = *mark;
	text_flush(c);
	uint32_t i = (uint32_t)(c->marks.n / sizeof m);
	buf_put(&c->marks, view_of(&m, sizeof m));
	if (c->marks.err != OK) { /* nothing may stand in `nest` that is not in `marks` */
		pdf_fail(&c->r->pdf, E_LIMIT_DEPTH);
		return;
	}
	m.open = mark_at(c, i)->open = what && push(c, NESTED_MARK, i);
	c->hidden += m.hides;
	if (!m.open)
		return;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_MARK);
	size_t at = c->ops.bytes.n + 1; /* after the kind */
	form_op_mark_write(&c->ops.bytes, what);
	ops_gap(&c->ops, at, tag);
}

void nest_mark_end(struct content *c)
{
	if (c->marks.n == 0)
		return;
	text_flush(c);
	uint32_t i = (uint32_t)(c->marks.n / sizeof(struct mark)) - 1;
	struct mark mark = *mark_at(c, i);
	c->hidden -= mark.hides;
	for (uint32_t k = c->n_nest; mark.open && k > 0; k--)
		if (c->nest[k - 1].kind == NESTED_MARK && !c->nest[k - 1].late &&
		    c->nest[k - 1].mark == i) {
			if (top(c)->kind == NESTED_TEXT)
				nest_leave_text(c);
			c->nest[k - 1].late = true;
			break;
		}
	c->marks.n -= sizeof mark;
	close_late(c);
}

void nest_end(struct content *c)
{
	nest_leave_text(c);
	while (top(c)) {
		if (top(c)->kind == NESTED_MARK)
			close_mark(c);
		else if (top(c)->kind == NESTED_SAVE)
			close_save(c);
		else
			nest_leave_text(c);
	}
	ops_free(&c->path); /* begun and never painted */
	c->path = ops_new();
}

void op_save(struct content *c, unused_arg const struct pdf_obj *a)
{
	nest_save(c);
}

void op_restore(struct content *c, unused_arg const struct pdf_obj *a)
{
	nest_restore(c);
}
