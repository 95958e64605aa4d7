/* SPDX-License-Identifier: Apache-2.0
 * trial_plan.c: what is to be asked: the ends of sweeps, packets beside each rule, flows.
 */
#include "zone/lab/trial_parts.h"

#define EDGES_A_RULE 40
#define RULES_MAX 2000 /* that get edges and flows */

static const uint8_t some_mac[6] = {2, 0, 0, 0, 0, 1};

struct planner {
	const struct zone_allowed *allowed;
	const struct zone_lab *lab;
	struct trial_plan *plan;
};

/* The boundary's own, at any of its interfaces. */
static bool is_own(const struct zone_allowed *allowed, const struct zone_lab *lab,
		   const uint8_t *address, bool v6)
{
	for (uint32_t i = 0; i < allowed->interfaces_count; i++) {
		const struct zone_lab_end *end = zone_lab_end(lab, i);
		if (end->has[v6] && memcmp(end->own[v6], address, v6 ? 16 : 4) == 0)
			return true;
	}
	return false;
}

bool trial_can_send(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    const struct zone_packet *k)
{
	if (k->from >= allowed->interfaces_count || k->to >= allowed->interfaces_count ||
	    allowed->interfaces[k->from].zone == allowed->interfaces[k->to].zone ||
	    !zone_lab_usable(k->source, k->v6) || !zone_lab_usable(k->destination, k->v6) ||
	    zone_lab_route(allowed, k->destination, k->v6) != k->to)
		return false;
	return !is_own(allowed, lab, k->source, k->v6) &&
	       !is_own(allowed, lab, k->destination, k->v6);
}

/* --- sweeps --- */

/* An address of a host there: in a small segment the first that comes may be the boundary's own. */
static bool host_in(const struct planner *w, const struct policy_prefix *prefix, uint32_t interface,
		    uint8_t ret[16])
{
	static const unsigned numbers[] = {1, 0, 2};
	for (size_t i = 0; i < array_len(numbers); i++)
		if (zone_lab_address(w->allowed, prefix, interface, numbers[i], ret) &&
		    !is_own(w->allowed, w->lab, ret, prefix->v6))
			return true;
	return false;
}

/* An ordinary address behind an interface: of its first segment of that family, else of a network
 * within it. */
static bool ordinary(const struct planner *w, uint32_t interface, bool v6, uint8_t ret[16])
{
	const struct policy *p = w->allowed->policy;
	const char *name = w->allowed->interfaces[interface].name;
	struct policy_prefix prefix;
	for (int within = 0; within < 2; within++)
		for (uint32_t i = 0; i < p->networks_count; i++)
			if ((strcmp(p->networks[i].interface, name) == 0) == !within &&
			    zone_prefix(&p->networks[i], v6, &prefix) &&
			    host_in(w, &prefix, interface, ret))
				return true;
	return false;
}

static bool same_ends(const struct trial_ends *a, const struct trial_ends *b)
{
	return a->from == b->from && a->to == b->to && a->v6 == b->v6 &&
	       memcmp(a->source, b->source, sizeof a->source) == 0 &&
	       memcmp(a->destination, b->destination, sizeof a->destination) == 0 &&
	       memcmp(a->mac, b->mac, sizeof a->mac) == 0;
}

static void add_sweep(struct planner *w, const struct trial_ends *ends)
{
	struct trial_plan *plan = w->plan;
	for (uint32_t i = 0; i < plan->sweeps_count; i++)
		if (same_ends(&plan->sweeps[i], ends))
			return;
	if (plan->sweeps_count == ZONE_PROBE_SWEEPS_MAX)
		plan->sweeps_left_out++;
	else
		plan->sweeps[plan->sweeps_count++] = *ends;
}

static struct trial_ends ends_of(uint32_t from, uint32_t to, bool v6)
{
	struct trial_ends e = {.from = from, .to = to, .v6 = v6};
	memcpy(e.mac, some_mac, sizeof e.mac);
	return e;
}

static void plan_pair(struct planner *w, uint32_t from, uint32_t to, bool v6)
{
	static const uint8_t foreign[2][16] = {{192, 0, 2, 9},
					       {0x20, 0x01, 0x0d, 0xb8, 0xff, [15] = 9}};
	struct trial_ends e = ends_of(from, to, v6);
	/* Without addresses of this family there: whatever comes from there is forged. */
	if (!ordinary(w, from, v6, e.source))
		memcpy(e.source, foreign[v6], sizeof e.source);
	if (ordinary(w, to, v6, e.destination))
		add_sweep(w, &e);
	else
		w->plan->pairs_without++;
	for (uint32_t i = 0; i < w->allowed->rules_count; i++) {
		const struct zone_rule *r = &w->allowed->rules[i];
		if (!r->accept || r->from != from || r->to != to || r->v6 != v6)
			continue;
		e = ends_of(from, to, v6);
		if (r->has_mac)
			memcpy(e.mac, r->mac, sizeof e.mac);
		if (host_in(w, &r->source, from, e.source) &&
		    host_in(w, &r->destination, to, e.destination))
			add_sweep(w, &e);
	}
}

static void plan_own(struct planner *w, uint32_t i, bool v6)
{
	const struct zone_lab_end *end = zone_lab_end(w->lab, i);
	struct trial_ends in = ends_of(i, ZONE_SELF, v6), out = ends_of(ZONE_SELF, i, v6);
	if (!end->has[v6] || !ordinary(w, i, v6, in.source))
		return;
	memcpy(in.destination, end->own[v6], sizeof in.destination);
	memcpy(out.source, in.destination, sizeof out.source);
	memcpy(out.destination, in.source, sizeof out.destination);
	w->plan->own[w->plan->own_count++] = in;
	w->plan->own[w->plan->own_count++] = out;
}

/* --- beside each rule --- */

static void add_edge(struct planner *w, const struct zone_packet *k)
{
	struct zone_packet one = *k;
	one.to = zone_lab_route(w->allowed, k->destination, k->v6);
	if (trial_can_send(w->allowed, w->lab, &one))
		w->plan->edges[w->plan->edges_count++] = one;
}

static void add_number(uint8_t *address, bool v6, int add)
{
	for (size_t i = v6 ? 16 : 4; i > 0 && add != 0; i--) {
		int x = address[i - 1] + add;
		address[i - 1] = (uint8_t)x;
		add = x < 0 ? -1 : x > 255 ? 1 : 0;
	}
}

static void address_edges(struct planner *w, const struct zone_packet *base, bool source,
			  const struct policy_prefix *p)
{
	struct zone_packet k = *base;
	uint8_t *at = source ? k.source : k.destination;
	for (int which = 0; which < 4; which++) {
		struct zone_range all = zone_range_of(p->address, p->bits, p->v6);
		memcpy(at, which < 2 ? all.first : all.last, 16);
		if (which == 1 || which == 3)
			add_number(at, p->v6, which == 1 ? -1 : 1);
		add_edge(w, &k);
	}
}

static void rule_edges(struct planner *w, const struct zone_rule *r, const struct zone_packet *base)
{
	static const uint8_t protocols[] = {1, 6, 17, 47, 50, 58, 132, 255};
	const int ports[] = {r->port_first - 1, r->port_first, (r->port_first + r->port_last) / 2,
			     r->port_last, r->port_last + 1};
	struct zone_packet k = *base;
	for (size_t i = 0; i < array_len(ports); i++) {
		k.port = (uint16_t)ports[i];
		if (ports[i] >= 0 && ports[i] <= UINT16_MAX)
			add_edge(w, &k);
	}
	k = *base;
	for (size_t i = 0; i < array_len(protocols); i++) {
		k.protocol = protocols[i];
		add_edge(w, &k);
	}
	k = *base;
	k.mac[5] ^= 1;
	add_edge(w, &k);
	k = *base;
	for (uint32_t i = 0; i < min_of(w->allowed->interfaces_count, 15u); i++) {
		k.from = i;
		add_edge(w, &k);
	}
	address_edges(w, base, true, &r->source);
	address_edges(w, base, false, &r->destination);
}

static void plan_rule(struct planner *w, const struct zone_rule *r)
{
	struct zone_packet base = {
	    .v6 = r->v6, .from = r->from, .to = r->to, .port = r->port_first};
	base.protocol = r->protocol == ZONE_ANY_PROTOCOL ? 6 : (uint8_t)r->protocol;
	memcpy(base.mac, r->has_mac ? r->mac : some_mac, sizeof base.mac);
	if (!host_in(w, &r->source, r->from, base.source) ||
	    !host_in(w, &r->destination, r->to, base.destination))
		return;
	rule_edges(w, r, &base);
	bool echo = base.protocol == 1 || base.protocol == 58;
	const struct zone_rule *first = zone_decides(w->allowed, &base);
	if (first && first->accept && (base.protocol == 6 || base.protocol == 17 || echo) &&
	    trial_can_send(w->allowed, w->lab, &base))
		w->plan->flows[w->plan->flows_count++] = base;
}

enum err trial_plan(const struct zone_allowed *allowed, const struct zone_lab *lab,
		    struct arena *mem, struct trial_plan *ret)
{
	struct planner w = {allowed, lab, ret};
	uint32_t n = allowed->interfaces_count,
		 rules = min_of(allowed->rules_count, (uint32_t)RULES_MAX);
	*ret = (struct trial_plan){
	    .rules_left_out = allowed->rules_count - rules,
	    .sweeps = arena_array(mem, ZONE_PROBE_SWEEPS_MAX, sizeof *ret->sweeps),
	    .own = arena_array(mem, (size_t)n * 4 + 1, sizeof *ret->own),
	    .edges = arena_array(mem, (size_t)rules * EDGES_A_RULE + 1, sizeof *ret->edges),
	    .edges_silent = arena_array(mem, (size_t)rules * EDGES_A_RULE + 1, 1),
	    .flows = arena_array(mem, (size_t)rules + 1, sizeof *ret->flows)};
	if (!ret->sweeps || !ret->own || !ret->edges || !ret->edges_silent || !ret->flows)
		return E_NO_MEMORY;
	for (int v6 = 0; v6 < 2; v6++)
		for (uint32_t from = 0; from < n; from++) {
			plan_own(&w, from, v6);
			for (uint32_t to = 0; to < n; to++)
				if (allowed->interfaces[from].zone != allowed->interfaces[to].zone)
					plan_pair(&w, from, to, v6);
		}
	for (uint32_t i = 0; i < rules; i++)
		if (allowed->rules[i].accept)
			plan_rule(&w, &allowed->rules[i]);
	return OK;
}
