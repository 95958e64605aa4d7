/* SPDX-License-Identifier: Apache-2.0
 * crossing.c: gates and traffic of a policy as one list.
 */
#include "policy/ask/crossing.h"

#include "policy/read/schema.h"

static const struct crossing_text kinds[] = {
#define CROSSING(kind, style, ja, en, label_ja, label_en) \
	[CROSSING_##kind] = {style, ja, en, label_ja, label_en},
#include "tbl/crossings.h"
#undef CROSSING
};
static const struct crossing_text states[] = {
#define CROSSING_STATE(state, ja, en) [CROSSING_STATE_##state] = {"", ja, en, "", ""},
#include "tbl/crossings.h"
#undef CROSSING_STATE
};

static const struct crossing_text rules[] = {
#define BETWEEN(rule, ja, en) [POLICY_BETWEEN_##rule] = {"", ja, en, "", ""},
#include "tbl/crossings.h"
#undef BETWEEN
};

const struct crossing_text *between_text(enum policy_between b)
{
	return &rules[b];
}

const struct crossing_text *crossing_kind_text(enum crossing_kind k)
{
	return &kinds[k];
}

const struct crossing_text *crossing_state_text(enum crossing_state s)
{
	return &states[s];
}

void crossing_ports(const struct policy_traffic *t, bool english, struct buf *out)
{
	const struct policy_word *w = policy_word(WORDS_PROTOCOL, t->protocol);
	buf_str(out, !w ? "" : english ? w->en : w->ja);
	if (t->ports.n) {
		buf_str(out, " ");
		buf_put(out, t->ports);
	}
}

static const struct policy_flow *flow_of(const struct policy *p, enum direction d)
{
	for (uint32_t i = 0; i < p->flows_count; i++)
		if (p->flows[i].direction == d)
			return &p->flows[i];
	return NULL;
}

static enum crossing_state gate_state(const struct policy_gate *g)
{
	if (!g->on)
		return CROSSING_STATE_CLOSED;
	return policy_gate_built(g->kind) ? CROSSING_STATE_OPEN : CROSSING_STATE_NOT_BUILT;
}

static size_t put_gates(const struct policy *p, struct crossing *ret)
{
	static const enum direction both[] = {DIRECTION_IN, DIRECTION_OUT};
	size_t n = 0;
	for (uint32_t i = 0; i < p->gates_count; i++) {
		const struct policy_gate *g = &p->gates[i];
		const struct policy_flow *f = flow_of(p, g->direction);
		if (f)
			ret[n++] = (struct crossing){.kind = CROSSING_FILES,
						     .state = gate_state(g),
						     .from = f->from,
						     .to = f->to,
						     .direction = g->direction,
						     .gate = g->kind,
						     .row = g,
						     .clause = g->clause};
	}
	for (size_t d = 0; p->gates_count == 0 && d < array_len(both); d++) {
		const struct policy_flow *f = flow_of(p, both[d]);
		if (f)
			ret[n++] = (struct crossing){.kind = CROSSING_FILES,
						     .from = f->from,
						     .to = f->to,
						     .direction = both[d],
						     .gate = POLICY_GATE_PORTAL};
	}
	return n;
}

static struct crossing of_traffic(const struct policy *p, const struct policy_traffic *t,
				  int64_t now)
{
	static const enum crossing_kind by_way[] = {[POLICY_WAY_PLAIN] = CROSSING_PLAIN,
						    [POLICY_WAY_SANITIZED] = CROSSING_SANITIZED,
						    [POLICY_WAY_SCREEN] = CROSSING_SCREEN};
	bool special = t->special.until.n > 0 || t->special.peer != POLICY_PEER_NONE;
	return (struct crossing){.kind = special ? CROSSING_SPECIAL : by_way[t->way],
				 .state = policy_traffic_open(t, now) ? CROSSING_STATE_OPEN
								      : CROSSING_STATE_OVER,
				 .from = p->networks[t->from].zone,
				 .to = p->networks[t->to].zone,
				 .traffic = t,
				 .clause = t->clause};
}

const struct crossing *policy_crossings(const struct policy *p, int64_t now, struct arena *mem,
					size_t *ret_n)
{
	struct crossing *list =
	    arena_array(mem, (size_t)p->gates_count + p->traffic_count + 2, sizeof *list);
	if (!list)
		return NULL;
	size_t n = put_gates(p, list);
	for (uint32_t i = 0; i < p->traffic_count; i++)
		list[n++] = of_traffic(p, &p->traffic[i], now);
	*ret_n = n;
	return list;
}
