/* SPDX-License-Identifier: Apache-2.0
 * diagram.c: fields, ranges, matches and the policy's list as diagrams.
 */
#include "zone/proof/diagram.h"

#define UNNAMED 255 /* an interface that neither policy nor ruleset names */

static bool failed;

/* In the order of the diagrams, which decides their size: protocol, destination port, destination,
 * source, the pair of interfaces. FAMILY is no variable: there is one set for each. */
static const struct {
	enum zone_field field;
	int bits, bits4;
} layout[] = {{ZONE_FIELD_PROTOCOL, 8, 8},	 {ZONE_FIELD_PORT, 16, 16},
	      {ZONE_FIELD_DESTINATION, 128, 32}, {ZONE_FIELD_SOURCE, 128, 32},
	      {ZONE_FIELD_FROM, 8, 8},		 {ZONE_FIELD_TO, 8, 8},
	      {ZONE_FIELD_MAC, 48, 48},		 {ZONE_FIELD_STATE, 8, 8}};
static int place[ZONE_FIELD_COUNT];

static int bits_of(enum zone_field field, bool v6)
{
	for (size_t i = 0; i < array_len(layout); i++)
		if (layout[i].field == field)
			return v6 ? layout[i].bits : layout[i].bits4;
	return 0;
}

static void on_error(int code unused_arg)
{
	failed = true;
}

bool diagram_failed(void)
{
	return failed;
}

enum err diagram_open(uint32_t rules)
{
	int nodes = (int)min_of(max_of(rules, 150u) * 100u, 3000000u);
	int all = 0;
	assert(!bdd_isrunning());
	failed = false;
	for (size_t i = 0; i < array_len(layout); i++) {
		place[layout[i].field] = all;
		all += layout[i].bits;
	}
	if (bdd_init(nodes, nodes / 16) < 0)
		return E_NO_MEMORY;
	bdd_error_hook(on_error);
	bdd_gbc_hook(NULL);
	bdd_setmaxnodenum(ZONE_NODES_MAX);
	bdd_setmaxincrease(1000000);
	bdd_setcacheratio(4);
	if (bdd_setvarnum(all) < 0 || failed) {
		bdd_done();
		return E_NO_MEMORY;
	}
	return OK;
}

void diagram_close(void)
{
	bdd_done();
}

BDD keep(BDD x)
{
	return bdd_addref(x);
}

void drop(BDD x)
{
	bdd_delref(x);
}

static BDD apply(BDD a, BDD b, int op)
{
	BDD x = bdd_addref(bdd_apply(a, b, op));
	bdd_delref(a);
	bdd_delref(b);
	return x;
}

BDD both(BDD a, BDD b)
{
	return apply(a, b, bddop_and);
}

BDD either(BDD a, BDD b)
{
	return apply(a, b, bddop_or);
}

BDD less(BDD a, BDD b)
{
	return apply(a, b, bddop_diff);
}

BDD other(BDD a)
{
	BDD x = bdd_addref(bdd_not(a));
	bdd_delref(a);
	return x;
}

/* --- fields --- */

static bool bit_of(const uint8_t *value, int i)
{
	return (value[i / 8] & 0x80u >> i % 8) != 0;
}

/* At most, or at least, that value: from the last bit upwards, one node a bit. */
static BDD bound(int at, int bits, const uint8_t *value, bool most)
{
	BDD x = keep(bddtrue);
	for (int i = bits - 1; i >= 0; i--) {
		BDD same = keep(bit_of(value, i) ? bdd_ithvar(at + i) : bdd_nithvar(at + i));
		BDD beyond = keep(most ? bdd_nithvar(at + i) : bdd_ithvar(at + i));
		/* Below a 1 (above a 0) everything goes; else the bit must be the same. */
		if (bit_of(value, i) == most)
			x = either(both(same, x), beyond);
		else {
			x = both(same, x);
			drop(beyond);
		}
	}
	return x;
}

/* Of what is in x. Where x asks for nothing that comes before this field, a bit costs one node. */
static BDD within_of(BDD x, enum zone_field field, bool v6, const uint8_t *first,
		     const uint8_t *last)
{
	uint8_t family = v6 ? 6 : 4;
	if (field == ZONE_FIELD_FAMILY && first[0] <= family && family <= last[0])
		return x;
	if (field == ZONE_FIELD_FAMILY) {
		drop(x);
		return keep(bddfalse);
	}
	int at = place[field], bits = bits_of(field, v6), shared = 0;
	/* What both ends begin with is told apart once: most ranges are prefixes. */
	while (shared < bits && bit_of(first, shared) == bit_of(last, shared))
		shared++;
	bool low_end = false, high_end = false;
	for (int i = shared; i < bits; i++) {
		low_end = low_end || bit_of(first, i);
		high_end = high_end || !bit_of(last, i);
	}
	if (low_end)
		x = both(bound(at, bits, first, false), x);
	if (high_end)
		x = both(bound(at, bits, last, true), x);
	for (int i = shared - 1; i >= 0; i--) { /* diagrams of one bit need no counting */
		BDD bit = bit_of(first, i) ? bdd_ithvar(at + i) : bdd_nithvar(at + i);
		BDD more = bdd_addref(bdd_apply(bit, x, bddop_and));
		bdd_delref(x);
		x = more;
	}
	return x;
}

BDD within(enum zone_field field, bool v6, const uint8_t *first, const uint8_t *last)
{
	return within_of(keep(bddtrue), field, v6, first, last);
}

BDD is(enum zone_field field, bool v6, const uint8_t *value)
{
	return within(field, v6, value, value);
}

static BDD is_byte_of(BDD x, enum zone_field field, uint8_t value)
{
	return within_of(x, field, false, &value, &value);
}

BDD is_byte(enum zone_field field, uint8_t value)
{
	return is_byte_of(keep(bddtrue), field, value);
}

static BDD in_prefix_of(BDD x, enum zone_field field, const struct policy_prefix *prefix)
{
	struct zone_range r = zone_range_of(prefix->address, prefix->bits, prefix->v6);
	return within_of(x, field, prefix->v6, r.first, r.last);
}

BDD in_prefix(enum zone_field field, const struct policy_prefix *prefix)
{
	return in_prefix_of(keep(bddtrue), field, prefix);
}

/* --- matches --- */

static BDD element(BDD x, const struct zone_match *m, bool v6, uint32_t i)
{
	const struct zone_range *row = &m->ranges[(size_t)i * m->columns];
	for (size_t k = m->columns; k > 0; k--)
		x = within_of(x, m->field[k - 1], v6, row[k - 1].first, row[k - 1].last);
	return x;
}

/* Halves, and halves of them: small diagrams meet small ones. */
static BDD elements(const struct zone_match *m, bool v6, uint32_t from, uint32_t n)
{
	if (n == 0)
		return keep(bddfalse);
	if (n == 1)
		return element(keep(bddtrue), m, v6, from);
	return either(elements(m, v6, from, n / 2), elements(m, v6, from + n / 2, n - n / 2));
}

static struct span span_of(const struct zone_match *m, bool v6)
{
	struct span s;
	if (m->family != 0 && m->family != (v6 ? 6 : 4))
		return (struct span){keep(bddfalse), keep(bddfalse)};
	if (m->unknown) {
		s = (struct span){keep(bddfalse), keep(bddtrue)};
	} else {
		BDD x = m->columns ? elements(m, v6, 0, m->elements) : keep(bddtrue);
		x = m->negated ? other(x) : x;
		s = (struct span){m->loose ? keep(bddfalse) : keep(x), x};
	}
	if (m->protocol != ZONE_ANY_PROTOCOL) {
		s.least = both(s.least, is_byte(ZONE_FIELD_PROTOCOL, (uint8_t)m->protocol));
		s.most = both(s.most, is_byte(ZONE_FIELD_PROTOCOL, (uint8_t)m->protocol));
	}
	return s;
}

struct span span_kept(struct span s)
{
	return (struct span){keep(s.least), keep(s.most)};
}

struct span span_met(struct span a, struct span b)
{
	return (struct span){both(a.least, b.least), both(a.most, b.most)};
}

/* Most matches: one thing, and certain. */
static bool is_plain(const struct zone_match *m, bool v6)
{
	return m->elements == 1 && m->columns > 0 && !m->negated && !m->loose && !m->unknown &&
	       m->protocol == ZONE_ANY_PROTOCOL && (m->family == 0 || m->family == (v6 ? 6 : 4));
}

struct span span_matching(struct span here, const struct zone_match *m, bool v6)
{
	if (!is_plain(m, v6))
		return span_met(here, span_of(m, v6));
	bool same = here.least == here.most;
	here.most = element(here.most, m, v6, 0);
	if (!same)
		here.least = element(here.least, m, v6, 0);
	else {
		drop(here.least);
		here.least = keep(here.most);
	}
	return here;
}

/* --- the two sides --- */

static BDD of_zone(const struct zone_allowed *allowed, uint32_t zone, enum zone_field field)
{
	BDD x = keep(bddfalse);
	for (uint32_t i = 0; i < allowed->interfaces_count; i++)
		if (allowed->interfaces[i].zone == zone)
			x = either(x, is_byte(field, (uint8_t)i));
	return x;
}

static BDD existing(const struct zone_ruleset *ruleset, enum zone_field field)
{
	uint8_t none = 0, last = (uint8_t)(ruleset->names_count - 1);
	BDD x = is_byte(field, UNNAMED);
	return ruleset->names_count ? either(x, within(field, false, &none, &last)) : x;
}

BDD crossing(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset)
{
	uint8_t first = 0, last = ZONE_STATE_COUNT - 1;
	BDD x = both(existing(ruleset, ZONE_FIELD_FROM), existing(ruleset, ZONE_FIELD_TO));
	x = both(x, within(ZONE_FIELD_STATE, false, &first, &last));
	for (uint32_t z = 0; z < allowed->policy->zones_count; z++)
		x = less(x, both(of_zone(allowed, z, ZONE_FIELD_FROM),
				 of_zone(allowed, z, ZONE_FIELD_TO)));
	return x;
}

BDD rule_set(const struct zone_rule *r)
{
	uint8_t first[2] = {(uint8_t)(r->port_first >> 8), (uint8_t)r->port_first};
	uint8_t last[2] = {(uint8_t)(r->port_last >> 8), (uint8_t)r->port_last};
	BDD x = r->has_mac ? is(ZONE_FIELD_MAC, r->v6, r->mac) : keep(bddtrue);
	if (r->to != ZONE_ANY)
		x = is_byte_of(x, ZONE_FIELD_TO, (uint8_t)r->to);
	if (r->from != ZONE_ANY)
		x = is_byte_of(x, ZONE_FIELD_FROM, (uint8_t)r->from);
	x = in_prefix_of(x, ZONE_FIELD_SOURCE, &r->source);
	x = in_prefix_of(x, ZONE_FIELD_DESTINATION, &r->destination);
	x = within_of(x, ZONE_FIELD_PORT, r->v6, first, last);
	return r->protocol == ZONE_ANY_PROTOCOL
		   ? x
		   : is_byte_of(x, ZONE_FIELD_PROTOCOL, (uint8_t)r->protocol);
}

/* Of the rules [from, from + n), which all accept or all deny. */
static BDD rules_set(const struct zone_rule *const *rules, size_t n)
{
	if (n == 0)
		return keep(bddfalse);
	if (n == 1)
		return rule_set(rules[0]);
	return either(rules_set(rules, n / 2), rules_set(rules + n / 2, n - n / 2));
}

BDD allowed_set(const struct zone_allowed *allowed, bool v6)
{
	const struct zone_rule *row[256];
	BDD accepted = keep(bddfalse), denied = keep(bddfalse);
	uint32_t i = 0;
	while (i < allowed->rules_count) {
		size_t n = 0;
		bool accept = allowed->rules[i].accept;
		for (; i < allowed->rules_count && n < array_len(row) &&
		       allowed->rules[i].accept == accept;
		     i++)
			if (allowed->rules[i].v6 == v6)
				row[n++] = &allowed->rules[i];
		BDD x = rules_set(row, n);
		if (accept)
			accepted = either(accepted, less(x, keep(denied)));
		else
			denied = either(denied, x);
	}
	drop(denied);
	return accepted;
}

/* --- one packet --- */

/* `set` if nothing of it is within `wish`. Takes both. */
static BDD rather(BDD set, BDD wish)
{
	BDD x = both(keep(set), wish);
	if (x == bddfalse) {
		drop(x);
		return set;
	}
	drop(set);
	return x;
}

static BDD rather_network(BDD set, const struct zone_allowed *allowed, bool v6,
			  enum zone_field field, enum zone_field interface)
{
	const struct policy *p = allowed->policy;
	struct policy_prefix prefix;
	for (uint32_t i = 0; i < p->networks_count; i++) {
		if (!zone_prefix(&p->networks[i], v6, &prefix) || prefix.bits == 0)
			continue;
		BDD x = both(in_prefix(field, &prefix),
			     of_zone(allowed, p->networks[i].zone, interface));
		x = both(x, keep(set));
		if (x != bddfalse) {
			drop(set);
			return x;
		}
		drop(x);
	}
	return set;
}

static BDD narrowed(BDD set, bool v6, const struct zone_allowed *allowed)
{
	static const uint16_t ports[] = {443, 80, 22, 445, 3389, 53, 25};
	static const uint8_t protocols[] = {6, 17, 1, 58};
	int bits = v6 ? 128 : 32;
	uint8_t first = 0, last = (uint8_t)(max_of(allowed->interfaces_count, 1u) - 1);
	BDD x = rather(keep(set), is_byte(ZONE_FIELD_STATE, ZONE_STATE_NEW));
	x = rather(x, within(ZONE_FIELD_FROM, false, &first, &last));
	x = rather(x, within(ZONE_FIELD_TO, false, &first, &last));
	x = rather_network(x, allowed, v6, ZONE_FIELD_SOURCE, ZONE_FIELD_FROM);
	x = rather_network(x, allowed, v6, ZONE_FIELD_DESTINATION, ZONE_FIELD_TO);
	for (size_t i = array_len(protocols); i > 0; i--)
		x = rather(x, is_byte(ZONE_FIELD_PROTOCOL, protocols[array_len(protocols) - i]));
	for (size_t i = 0; i < array_len(ports); i++) {
		const uint8_t port[2] = {(uint8_t)(ports[i] >> 8), (uint8_t)ports[i]};
		x = rather(x, is(ZONE_FIELD_PORT, v6, port));
	}
	x = rather(x, keep(bdd_ithvar(place[ZONE_FIELD_SOURCE] + bits - 1)));
	return rather(x, keep(bdd_ithvar(place[ZONE_FIELD_DESTINATION] + bits - 1)));
}

/* Where a bit may be either, it is 0. */
static void read_bits(BDD set, bool bits[512])
{
	memset(bits, 0, 512 * sizeof *bits);
	while (set != bddtrue && set != bddfalse) {
		BDD low = bdd_low(set);
		if (low == bddfalse)
			bits[bdd_var(set)] = true;
		set = low == bddfalse ? bdd_high(set) : low;
	}
}

static void gather(const bool *bits, enum zone_field field, bool v6, uint8_t *ret)
{
	for (int i = 0; i < bits_of(field, v6); i++)
		if (bits[place[field] + i])
			ret[i / 8] |= (uint8_t)(0x80u >> i % 8);
}

void pick(BDD set, bool v6, const struct zone_allowed *allowed, struct zone_packet *ret)
{
	bool bits[512];
	uint8_t port[2] = {0}, from = 0, to = 0, state = 0;
	BDD one = narrowed(set, v6, allowed);
	read_bits(one, bits);
	drop(one);
	*ret = (struct zone_packet){.v6 = v6};
	gather(bits, ZONE_FIELD_PROTOCOL, v6, &ret->protocol);
	gather(bits, ZONE_FIELD_PORT, v6, port);
	gather(bits, ZONE_FIELD_DESTINATION, v6, ret->destination);
	gather(bits, ZONE_FIELD_SOURCE, v6, ret->source);
	gather(bits, ZONE_FIELD_FROM, v6, &from);
	gather(bits, ZONE_FIELD_TO, v6, &to);
	gather(bits, ZONE_FIELD_MAC, v6, ret->mac);
	gather(bits, ZONE_FIELD_STATE, v6, &state);
	ret->port = (uint16_t)(port[0] << 8 | port[1]);
	ret->from = from == UNNAMED ? ZONE_ANY : from;
	ret->to = to == UNNAMED ? ZONE_ANY : to;
	ret->state = (enum zone_state)state;
}

BDD packet_set(const struct zone_packet *p)
{
	const uint8_t port[2] = {(uint8_t)(p->port >> 8), (uint8_t)p->port};
	BDD x = is_byte(ZONE_FIELD_STATE, (uint8_t)p->state);
	x = both(is(ZONE_FIELD_MAC, p->v6, p->mac), x);
	x = both(is_byte(ZONE_FIELD_TO, (uint8_t)min_of(p->to, (uint32_t)UNNAMED)), x);
	x = both(is_byte(ZONE_FIELD_FROM, (uint8_t)min_of(p->from, (uint32_t)UNNAMED)), x);
	x = both(is(ZONE_FIELD_SOURCE, p->v6, p->source), x);
	x = both(is(ZONE_FIELD_DESTINATION, p->v6, p->destination), x);
	x = both(is(ZONE_FIELD_PORT, p->v6, port), x);
	return both(is_byte(ZONE_FIELD_PROTOCOL, p->protocol), x);
}
