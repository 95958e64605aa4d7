/* SPDX-License-Identifier: Apache-2.0
 * classes.c: the sets that rules take, met with what can be sent, and one packet of each.
 */
#include "zone/proof/classes.h"

#include "zone/proof/diagram.h"

struct gather {
	const struct zone_allowed *allowed;
	struct zone_classes *ret;
	uint32_t most;
	bool v6;
	BDD sendable, honest; /* honest: the source lies behind its interface */
};

/* Addresses as zone_lab_route has them: the most specific segment counts. */
static BDD routed(const struct gather *g, enum zone_field address, enum zone_field interface)
{
	const struct policy *p = g->allowed->policy;
	struct policy_prefix prefix;
	BDD all = keep(bddfalse), before = keep(bddfalse);
	for (int bits = g->v6 ? 128 : 32; bits >= 0; bits--)
		for (uint32_t i = 0; i < p->networks_count; i++) {
			const struct policy_network *n = &p->networks[i];
			if (!n->interface[0] || !zone_prefix(n, g->v6, &prefix) ||
			    (int)prefix.bits != bits)
				continue;
			for (uint32_t k = 0; k < g->allowed->interfaces_count; k++) {
				if (strcmp(g->allowed->interfaces[k].name, n->interface) != 0)
					continue;
				BDD x = less(in_prefix(address, &prefix), keep(before));
				all = either(all, both(x, is_byte(interface, (uint8_t)k)));
			}
			before = either(before, in_prefix(address, &prefix));
		}
	drop(before);
	return all;
}

static BDD without_odd(BDD set, bool v6)
{
	static const struct policy_prefix odd[] = {
	    {{0}, 8, false},   {{127}, 8, false},	 {{224}, 3, false}, {{169, 254}, 16, false},
	    {{0xff}, 8, true}, {{0xfe, 0x80}, 10, true}, {{0}, 80, true},
	};
	/* No transport, or none that connection tracking lets begin (frame.h). */
	static const uint8_t four[] = {58}, six[] = {0, 1, 43, 44, 51, 59, 60};
	for (size_t i = 0; i < array_len(odd); i++)
		if (odd[i].v6 == v6) {
			set = less(set, in_prefix(ZONE_FIELD_SOURCE, &odd[i]));
			set = less(set, in_prefix(ZONE_FIELD_DESTINATION, &odd[i]));
		}
	for (size_t i = 0; i < (v6 ? array_len(six) : array_len(four)); i++)
		set = less(set, is_byte(ZONE_FIELD_PROTOCOL, v6 ? six[i] : four[i]));
	return both(set, is_byte(ZONE_FIELD_STATE, ZONE_STATE_NEW));
}

static void see(void *who, BDD set)
{
	struct gather *g = who;
	if (set == bddfalse)
		return;
	BDD x = both(keep(set), keep(g->sendable));
	BDD y = both(keep(x), keep(g->honest));
	if (x == bddfalse)
		g->ret->unsendable++;
	else if (g->ret->count == g->most)
		g->ret->left_out++;
	else
		pick(y != bddfalse ? y : x, g->v6, g->allowed, &g->ret->packets[g->ret->count++]);
	drop(x);
	drop(y);
}

static void of_policy(struct gather *g)
{
	BDD before = keep(bddfalse);
	for (uint32_t i = 0; i < g->allowed->rules_count && !diagram_failed(); i++) {
		if (g->allowed->rules[i].v6 != g->v6)
			continue;
		BDD rule = rule_set(&g->allowed->rules[i]);
		BDD x = less(keep(rule), keep(before));
		see(g, x);
		drop(x);
		before = either(before, rule);
	}
	drop(before);
}

enum err zone_classes(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		      struct arena *mem, uint32_t most, struct zone_classes *ret)
{
	*ret = (struct zone_classes){.packets = arena_array(mem, most, sizeof *ret->packets)};
	if (!ret->packets)
		return E_NO_MEMORY;
	try(diagram_open(min_of(allowed->rules_count + ruleset->rules_count, 100000u)));
	for (int v6 = 0; v6 < 2; v6++) {
		struct gather g = {allowed, ret, most, v6, bddfalse, bddfalse};
		BDD all = crossing(allowed, ruleset);
		g.sendable = routed(&g, ZONE_FIELD_DESTINATION, ZONE_FIELD_TO);
		g.sendable = without_odd(both(g.sendable, keep(all)), v6);
		uint8_t first = 0, last = (uint8_t)(allowed->interfaces_count - 1);
		g.sendable = both(g.sendable, within(ZONE_FIELD_FROM, false, &first, &last));
		g.honest = routed(&g, ZONE_FIELD_SOURCE, ZONE_FIELD_FROM);
		of_policy(&g);
		walk_bases(ruleset, v6, all, see, &g);
		drop(g.sendable);
		drop(g.honest);
	}
	enum err e = diagram_failed() ? E_LIMIT_MEMORY : OK;
	diagram_close();
	return e;
}
