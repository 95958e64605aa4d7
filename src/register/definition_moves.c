/* SPDX-License-Identifier: Apache-2.0
 * definition_moves.c: moves between states: resolved, and every state reached and left.
 */
#include "register/definition_parts.h"

_Static_assert(sizeof((struct register_move_rules){0}.from) * 8 >= 40, "a bit for every state");

static void read_from(struct def_reader *x, const struct register_move *m,
		      struct register_move_rules *r, const struct yaml_node *at)
{
	const struct yaml_node *node = def_member(at, "from")->first;
	for (uint32_t i = 0; i < m->from_count; i++, node = node->next) {
		uint32_t state = def_state(x, m->from[i], node);
		if (state == POLICY_NONE)
			continue;
		if (state == r->to)
			def_complain(x, MISTAKE_MOVE_STAYS, node,
				     VALUES(view_str(m->code), m->from[i]));
		r->from |= (uint64_t)1 << state;
	}
}

static void read_need(struct def_reader *x, const struct register_move *m,
		      struct register_move_rules *r, const struct yaml_node *at)
{
	uint32_t *need = def_take(x, m->need_count, sizeof *need);
	const struct yaml_node *node = def_member(at, "need")->first;
	for (uint32_t i = 0; need && i < m->need_count; i++, node = node->next)
		need[i] = def_field(x, m->need[i], node);
	r->need = need;
}

static void read_within(struct def_reader *x, const struct register_move *m,
			struct register_move_rules *r, const struct yaml_node *at)
{
	struct expr_span span = {0};
	if (m->within.n == 0)
		return;
	if (!expr_read_span(m->within, &span) || span.months != 0)
		def_complain(x, MISTAKE_SPAN_TEXT, def_member(at, "within"), VALUES(m->within));
	r->within = (span.days * 24 + span.hours) * 3600;
}

static void read_automatic(struct def_reader *x, const struct register_move *m,
			   struct register_move_rules *r, const struct yaml_node *at)
{
	struct expr_mistake wrong;
	if (m->automatic.n == 0)
		return;
	enum err e =
	    expr_read(m->automatic, &x->r->scope, EXPR_YES, x->s->mem, &r->automatic, &wrong);
	if (e == E_CONFIG)
		def_complain_expression(x, &wrong, def_member(at, "automatic"));
	else
		x->s->err = e;
}

static void read_move(struct def_reader *x, uint32_t i)
{
	const struct register_move *m = &x->r->d.moves[i];
	struct register_move_rules *r = &x->r->moves[i];
	const struct yaml_node *at = def_entry(x, "moves", i);
	r->to = def_state(x, m->to, def_member(at, "to"));
	read_from(x, m, r, at);
	read_need(x, m, r, at);
	read_within(x, m, r, at);
	read_automatic(x, m, r, at);
	if (!m->by && m->automatic.n == 0)
		def_complain(x, MISTAKE_MOVE_NOBODY, at, VALUES(view_str(m->code)));
}

/* From the first state by moves, each state that can be come to. */
static uint64_t reached(const struct register_rules *r)
{
	uint64_t states = 1, before;
	do {
		before = states;
		for (uint32_t i = 0; i < r->d.moves_count; i++)
			if (r->moves[i].from & states)
				states |= (uint64_t)1 << r->moves[i].to;
	} while (states != before);
	return states;
}

static bool can_be_left(const struct register_rules *r, uint32_t state)
{
	for (uint32_t i = 0; i < r->d.moves_count; i++)
		if (r->moves[i].from & (uint64_t)1 << state)
			return true;
	return false;
}

void def_check_moves(struct def_reader *x)
{
	struct register_rules *r = x->r;
	r->moves = def_take(x, r->d.moves_count, sizeof *r->moves);
	for (uint32_t i = 0; r->moves && i < r->d.moves_count; i++)
		read_move(x, i);
	if (x->s->err != OK || x->s->m->wrong > 0)
		return;
	uint64_t states = reached(r);
	for (uint32_t i = 0; i < r->d.states_count; i++) {
		const struct register_state *s = &r->d.states[i];
		const struct yaml_node *at = def_entry(x, "states", i);
		if (!(states & (uint64_t)1 << i))
			def_complain(x, MISTAKE_STATE_UNREACHED, at, VALUES(view_str(s->code)));
		else if (!s->end && r->d.states_count > 1 && !can_be_left(r, i))
			def_complain(x, MISTAKE_STATE_NO_EXIT, at, VALUES(view_str(s->code)));
	}
}
