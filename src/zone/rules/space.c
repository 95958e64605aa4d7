/* SPDX-License-Identifier: Apache-2.0
 * space.c: the policy's networks and traffic as one list of rules.
 */
#include "zone/rules/ruleset.h"

struct make {
	const struct policy *p;
	struct arena *mem;
	struct zone_interface *interfaces;
	struct zone_rule *rules; /* NULL: they are only counted */
	uint32_t interfaces_count, count;
	bool bad;
};

bool zone_prefix(const struct policy_network *n, bool v6, struct policy_prefix *ret)
{
	struct view text = v6 ? n->v6 : n->v4;
	return text.n > 0 && (v6 ? policy_prefix6(text, ret) : policy_prefix4(text, ret)) == OK;
}

bool zone_is_rest(const struct policy *p, const struct policy_network *n, bool v6)
{
	struct policy_prefix prefix;
	return p->zones[n->zone].kind == POLICY_ZONE_INTERNET && zone_prefix(n, v6, &prefix) &&
	       prefix.bits == 0;
}

uint32_t zone_network_at(const struct policy *p, uint32_t zone, const uint8_t *address, bool v6)
{
	struct policy_prefix prefix;
	uint32_t found = POLICY_NONE;
	unsigned best = 0;
	for (uint32_t i = 0; i < p->networks_count; i++)
		if ((zone == ZONE_ANY || p->networks[i].zone == zone) &&
		    zone_prefix(&p->networks[i], v6, &prefix) &&
		    zone_prefix_has(&prefix, address) &&
		    (found == POLICY_NONE || prefix.bits > best)) {
			found = i;
			best = prefix.bits;
		}
	return found;
}

static uint32_t interface_of(const struct make *m, const char *name)
{
	for (uint32_t i = 0; i < m->interfaces_count; i++)
		if (strcmp(m->interfaces[i].name, name) == 0)
			return i;
	return ZONE_ANY;
}

static enum err add_interfaces(struct make *m)
{
	for (uint32_t i = 0; i < m->p->networks_count; i++) {
		const struct policy_network *n = &m->p->networks[i];
		size_t length = strlen(n->interface);
		if (length == 0 || interface_of(m, n->interface) != ZONE_ANY)
			continue;
		if (length >= ZONE_INTERFACE_MAX)
			return E_CONFIG;
		if (m->interfaces_count == ZONE_INTERFACES_MAX)
			return E_LIMIT_COUNT;
		struct zone_interface *at = &m->interfaces[m->interfaces_count++];
		memcpy(at->name, n->interface, length + 1);
		at->zone = n->zone;
	}
	return OK;
}

/* One end of a rule: a network's prefix, and which of its zone's segments it lies in. A segment's
 * neighbours of the same prefix are other ways to the same place. */
struct end {
	struct policy_prefix prefix;
	uint32_t interfaces[8];
	size_t n;
	bool rest;
};

static bool find_end(struct make *m, uint32_t network, bool v6, struct end *ret)
{
	const struct policy_network *n = &m->p->networks[network];
	struct policy_prefix outer;
	unsigned best = 0;
	*ret = (struct end){.rest = zone_is_rest(m->p, n, v6)};
	if (!zone_prefix(n, v6, &ret->prefix))
		return false;
	if (n->role == POLICY_NETWORK_SEGMENT) {
		ret->interfaces[0] = interface_of(m, n->interface);
		ret->n = 1;
		return ret->interfaces[0] != ZONE_ANY;
	}
	for (uint32_t i = 0; i < m->p->networks_count; i++) {
		const struct policy_network *s = &m->p->networks[i];
		if (s->role != POLICY_NETWORK_SEGMENT || s->zone != n->zone ||
		    !zone_prefix(s, v6, &outer) || !policy_prefix_inside(&ret->prefix, &outer) ||
		    (ret->n > 0 && outer.bits < best))
			continue;
		if (ret->n == 0 || outer.bits > best)
			ret->n = 0;
		best = outer.bits;
		if (ret->n < array_len(ret->interfaces))
			ret->interfaces[ret->n++] = interface_of(m, s->interface);
	}
	return ret->n > 0;
}

static void add(struct make *m, const struct zone_rule *rule)
{
	if (m->rules)
		m->rules[m->count] = *rule;
	m->count++;
}

static struct view words_of(struct make *m, const struct policy_traffic *t)
{
	scope_end(buf_free) struct buf text = buf_new(256);
	if (!m->rules)
		return (struct view){NULL, 0};
	buf_str(&text, t->code);
	if (t->clause.n > 0) {
		buf_str(&text, " ");
		buf_put(&text, t->clause);
	}
	struct view ret = arena_copy(m->mem, buf_view(&text));
	m->bad = m->bad || text.err != OK || !ret.p;
	return ret;
}

static void add_ports(struct make *m, struct zone_rule *rule, const struct policy_traffic *t)
{
	struct policy_ports ports = {.n = 1, .range = {{0, 65535}}};
	if (t->ports.n > 0 && policy_ports(t->ports, &ports) != OK) {
		m->bad = true;
		return;
	}
	for (size_t i = 0; i < ports.n; i++) {
		rule->port_first = ports.range[i].first;
		rule->port_last = ports.range[i].last;
		add(m, rule);
	}
}

static void add_traffic(struct make *m, uint32_t index, bool v6, bool rest)
{
	const struct policy_traffic *t = &m->p->traffic[index];
	const struct policy_network *from = &m->p->networks[t->from], *to = &m->p->networks[t->to];
	struct end a, b;
	if (from->zone == to->zone || t->protocol == (v6 ? POLICY_ICMP : POLICY_ICMPV6) ||
	    !find_end(m, t->from, v6, &a) || !find_end(m, t->to, v6, &b) ||
	    (a.rest || b.rest) != rest)
		return;
	struct zone_rule rule = {.v6 = v6,
				 .source = a.prefix,
				 .destination = b.prefix,
				 .protocol = (uint16_t)t->protocol,
				 .has_mac = from->mac.n > 0,
				 .accept = true,
				 .traffic = index,
				 .text = words_of(m, t)};
	if (rule.has_mac && policy_mac(from->mac, rule.mac) != OK)
		m->bad = true;
	for (size_t i = 0; i < a.n; i++)
		for (size_t k = 0; k < b.n; k++) {
			rule.from = a.interfaces[i];
			rule.to = b.interfaces[k];
			add_ports(m, &rule, t);
		}
}

/* What `rest` is not: every other network, neither as source nor as destination behind it. */
static void add_rest(struct make *m, const struct policy_network *rest, bool v6)
{
	uint32_t at = interface_of(m, rest->interface);
	for (uint32_t i = 0; i < m->p->networks_count; i++) {
		const struct policy_network *n = &m->p->networks[i];
		struct policy_prefix prefix, any = {.v6 = v6};
		if (zone_is_rest(m->p, n, v6) || !zone_prefix(n, v6, &prefix))
			continue;
		struct zone_rule rule = {.from = at,
					 .to = ZONE_ANY,
					 .v6 = v6,
					 .source = prefix,
					 .destination = any,
					 .protocol = ZONE_ANY_PROTOCOL,
					 .port_last = 65535,
					 .traffic = POLICY_NONE,
					 .text = view_str(n->code)};
		add(m, &rule);
		rule.from = ZONE_ANY;
		rule.to = at;
		rule.source = any;
		rule.destination = prefix;
		add(m, &rule);
	}
}

static void add_rules(struct make *m, int64_t now)
{
	m->count = 0;
	for (int pass = 0; pass < 3; pass++)
		for (int v6 = 0; v6 < 2; v6++) {
			for (uint32_t i = 0; pass != 1 && i < m->p->traffic_count; i++)
				if (policy_traffic_open(&m->p->traffic[i], now))
					add_traffic(m, i, v6, pass == 2);
			for (uint32_t i = 0; pass == 1 && i < m->p->networks_count; i++)
				if (m->p->networks[i].interface[0] &&
				    zone_is_rest(m->p, &m->p->networks[i], v6))
					add_rest(m, &m->p->networks[i], v6);
		}
}

enum err zone_allowed(const struct policy *p, int64_t now, struct arena *mem,
		      struct zone_allowed *ret)
{
	struct make m = {.p = p, .mem = mem};
	m.interfaces = arena_array(mem, ZONE_INTERFACES_MAX, sizeof *m.interfaces);
	if (!m.interfaces)
		return E_NO_MEMORY;
	try(add_interfaces(&m));
	add_rules(&m, now);
	if (m.bad)
		return E_CONFIG;
	if (m.count > ZONE_RULES_MAX)
		return E_LIMIT_COUNT;
	m.rules = arena_array(mem, max_of(m.count, 1u), sizeof *m.rules);
	if (!m.rules)
		return E_NO_MEMORY;
	add_rules(&m, now);
	if (m.bad)
		return E_NO_MEMORY;
	*ret = (struct zone_allowed){.policy = p,
				     .interfaces = m.interfaces,
				     .rules = m.rules,
				     .interfaces_count = m.interfaces_count,
				     .rules_count = m.count};
	return OK;
}
