/* SPDX-License-Identifier: Apache-2.0
 * zone_random.c: rulesets and policies at random over a space small enough to try every packet,
 * judged by the proof and by walking each packet through the rules one by one. The walker works on
 * the drafts that the JSON is written from: neither the reader nor a diagram has a part in it.
 *
 * Every value has a code: addresses and ports 0 to 3, 4 for all others; protocols tcp, udp, icmp,
 * 99, others; MAC addresses 0, 1, others; interfaces z0 (zone 0), z1, z2 (zone 1), e9 (of no zone),
 * 4 for one nobody names; three states.
 */
#include "chance.h"
#include "tap.h"
#include "zone/proof/prove.h"
#include "zone/proof/step.h"

#define ROUNDS 600
#define CONDITIONS 6
enum { SRC, DST, PROTO, PORT, IIF, OIF, MAC, STATE, FAMILY, FIELDS };
static const uint8_t sizes[FIELDS] = {5, 5, 5, 5, 5, 5, 3, 3, 2};
enum { GO_ON, ACCEPT, DROP, BACK, JUMP, GOTO };
#define CHAINS 4 /* 0 and 3 are base chains, the latter of another table */

struct condition {
	int field, mask;
	int family, proto; /* -1: whichever */
	bool negated, unknown;
};
struct outcome {
	int verdict, to;
};
struct rule {
	struct condition conditions[CONDITIONS];
	int n;
	bool map; /* by the pair of interfaces */
	struct outcome plain, pair[4][4], rest;
	bool has_pair[4][4], has_rest;
};
struct chain {
	struct rule rules[4];
	int n;
	bool drops;
};
struct town {
	struct chain chains[CHAINS];
	bool second;	   /* the other table is there */
	int second_family; /* 0 and 1: ip, ip6; 2: inet */
	struct zone_rule list[6];
	uint32_t list_count;
};

/* --- one packet, rule by rule --- */

static bool met(const struct condition *c, const int *packet, bool *maybe)
{
	if ((c->family >= 0 && packet[FAMILY] != c->family) ||
	    (c->proto >= 0 && packet[PROTO] != c->proto))
		return false;
	if (c->unknown) {
		*maybe = true;
		return true;
	}
	/* What has no MAC address: `!=` may not match. */
	*maybe = *maybe || (c->field == MAC && c->negated);
	return (c->mask >> packet[c->field] & 1) != c->negated;
}

/* What may come of it: a sum of 1 << ACCEPT, DROP, BACK. */
static int walk(const struct town *t, int chain, const int *packet)
{
	const struct chain *c = &t->chains[chain];
	int sum = 0;
	for (int i = 0; i < c->n; i++) {
		const struct rule *r = &c->rules[i];
		bool on = true, maybe = false;
		for (int k = 0; k < r->n && on; k++)
			on = met(&r->conditions[k], packet, &maybe);
		struct outcome o = r->plain;
		if (r->map) {
			int a = packet[IIF], b = packet[OIF];
			bool named = a < 4 && b < 4 && r->has_pair[a][b];
			o = named ? r->pair[a][b] : r->rest;
			on = on && (named || r->has_rest);
		}
		if (!on || o.verdict == GO_ON)
			continue;
		if (o.verdict < JUMP) {
			sum |= 1 << o.verdict;
		} else {
			int below = walk(t, o.to, packet);
			sum |= below & ~(1 << BACK);
			if (below & 1 << BACK && o.verdict == JUMP)
				maybe = true;
			else if (below & 1 << BACK)
				sum |= 1 << BACK;
		}
		if (!maybe)
			return sum;
	}
	return sum | 1 << BACK;
}

static bool passes(const struct town *t, const int *packet)
{
	for (int chain = 0; chain < CHAINS; chain += CHAINS - 1) {
		if (chain > 0 &&
		    (!t->second || (t->second_family < 2 && t->second_family != packet[FAMILY])))
			continue;
		int sum = walk(t, chain, packet);
		if (!(sum & 1 << ACCEPT) && !(sum & 1 << BACK && !t->chains[chain].drops))
			return false;
	}
	return true;
}

static bool prefix_has(const struct policy_prefix *p, int code)
{
	return p->bits == 0 ||
	       (code < 4 && code >> ((p->v6 ? 128 : 32) - p->bits) ==
				p->address[p->v6 ? 15 : 3] >> ((p->v6 ? 128 : 32) - p->bits));
}

static bool in_list(const struct town *t, const int *packet)
{
	static const uint16_t numbers[] = {6, 17, 1, 99, 200};
	for (uint32_t i = 0; i < t->list_count; i++) {
		const struct zone_rule *r = &t->list[i];
		bool on =
		    r->v6 == packet[FAMILY] && prefix_has(&r->source, packet[SRC]) &&
		    prefix_has(&r->destination, packet[DST]) &&
		    (r->from == ZONE_ANY || (int)r->from == packet[IIF]) &&
		    (r->to == ZONE_ANY || (int)r->to == packet[OIF]) &&
		    (r->protocol == ZONE_ANY_PROTOCOL || r->protocol == numbers[packet[PROTO]]) &&
		    (!r->has_mac || r->mac[5] == packet[MAC]) && packet[PORT] >= r->port_first &&
		    packet[PORT] <= r->port_last;
		if (on)
			return r->accept;
	}
	return false;
}

static bool is_leak(const struct town *t, const int *packet)
{
	static const int zone[] = {0, 1, 1, -1, -2};
	int a = zone[packet[IIF]], b = zone[packet[OIF]];
	return !(a >= 0 && a == b) && passes(t, packet) && !in_list(t, packet);
}

static bool any_leak(const struct town *t)
{
	int packet[FIELDS] = {0};
	for (;;) {
		int i = 0;
		if (is_leak(t, packet))
			return true;
		while (i < FIELDS && ++packet[i] == sizes[i])
			packet[i++] = 0;
		if (i == FIELDS)
			return false;
	}
}

/* --- at random --- */

static struct condition condition(void)
{
	struct condition c = {.field = (int)any(FIELDS), .family = -1, .proto = -1};
	bool open = c.field < PROTO || c.field == PORT; /* code 4 cannot be listed */
	int most = open || c.field == IIF || c.field == OIF || c.field == PROTO ? 4
		   : c.field == MAC						? 2
										: sizes[c.field];
	c.mask = 1 + (int)any((1u << most) - 1);
	c.negated = any(4) == 0 && c.field != STATE;
	c.unknown = any(12) == 0;
	if (c.unknown)
		c.field = STATE;
	if (c.field < PROTO)
		c.family = (int)any(2);
	if (c.field == PORT)
		c.proto = (int)any(3) - 1;
	return c;
}

static struct outcome outcome(int chain)
{
	struct outcome o = {.verdict = (int)any(5)};
	/* Downwards only, and not into the other table. */
	if (any(3) == 0 && chain < 2)
		o = (struct outcome){JUMP + (int)any(2),
				     chain + 1 + (int)any((uint32_t)(2 - chain))};
	else if (o.verdict == JUMP)
		o.verdict = DROP;
	return o;
}

static struct rule rule(int chain)
{
	struct rule r = {.n = (int)any(4), .map = any(4) == 0};
	for (int i = 0; i < r.n; i++)
		r.conditions[i] = condition();
	r.plain = outcome(chain);
	r.rest = outcome(chain);
	r.has_rest = any(2);
	for (int i = 0; i < 16; i++) {
		r.has_pair[i / 4][i % 4] = any(3) == 0;
		r.pair[i / 4][i % 4] = outcome(chain);
	}
	return r;
}

static struct policy_prefix prefix(bool v6)
{
	struct policy_prefix p = {.v6 = v6};
	unsigned less = any(4);
	if (less == 3)
		return p;
	p.bits = (uint8_t)((v6 ? 128 : 32) - less);
	p.address[0] = v6 ? 0xfd : 10;
	p.address[v6 ? 15 : 3] = (uint8_t)(any(4) >> less << less);
	return p;
}

static struct zone_rule allowed_rule(void)
{
	static const uint16_t numbers[] = {6, 17, 1, ZONE_ANY_PROTOCOL, ZONE_ANY_PROTOCOL};
	bool v6 = any(2);
	struct zone_rule r = {.v6 = v6,
			      .from = any(3),
			      .to = any(3),
			      .source = prefix(v6),
			      .destination = prefix(v6),
			      .protocol = numbers[any(5)],
			      .port_last = UINT16_MAX,
			      .has_mac = any(6) == 0,
			      .accept = any(5) > 0};
	r.from = any(2) ? ZONE_ANY : r.from;
	r.to = any(2) ? ZONE_ANY : r.to;
	r.mac[5] = (uint8_t)any(2);
	if (any(2)) {
		r.port_first = (uint16_t)any(4);
		r.port_last = (uint16_t)(r.port_first + any((uint32_t)(4 - r.port_first)));
	}
	return r;
}

/* Most accepts become a rule of the list, or nearly: else hardly a pair would hold. */
static void follow(struct rule *r, const struct zone_rule *l)
{
	int n = l->protocol == 6 ? 0 : l->protocol == 17 ? 1 : l->protocol == 1 ? 2 : (int)any(4);
	struct condition same[] = {
	    {SRC, 0, l->v6, -1, false, false},	      {DST, 0, l->v6, -1, false, false},
	    {IIF, 1 << any(3), -1, -1, false, false}, {OIF, 1 << any(3), -1, -1, false, false},
	    {PROTO, 1 << n, -1, -1, false, false},    {PORT, 0, -1, -1, false, false}};
	for (int k = 0; k < 4; k++) {
		same[0].mask |= prefix_has(&l->source, k) << k;
		same[1].mask |= prefix_has(&l->destination, k) << k;
		same[5].mask |= (k >= l->port_first && k <= l->port_last) << k;
	}
	if (l->from != ZONE_ANY)
		same[2].mask = 1 << l->from;
	if (l->to != ZONE_ANY)
		same[3].mask = 1 << l->to;
	r->n = 6;
	for (int i = 0; i < 6; i++)
		r->conditions[i] = same[i];
	if (any(4) == 0)
		r->conditions[any(6)] = condition();
}

/* All that comes, or nearly, goes to another chain first; what returns meets an accept. */
static void detour(struct town *t)
{
	struct rule *r = t->chains[0].rules;
	t->chains[0].n = 2;
	r[0] = (struct rule){.n = (int)any(2), .plain = {JUMP, 1 + (int)any(2)}};
	r[0].conditions[0] = condition();
	r[1] = (struct rule){.n = 2, .plain = {ACCEPT, 0}};
	r[1].conditions[0] = condition();
	r[1].conditions[1] = condition();
	if (any(2))
		follow(&r[1], &t->list[any(t->list_count)]);
}

static void make(struct town *t)
{
	memset(t, 0, sizeof *t);
	t->list_count = 1 + any(6);
	for (uint32_t i = 0; i < t->list_count; i++)
		t->list[i] = allowed_rule();
	for (int c = 0; c < CHAINS; c++) {
		t->chains[c].n = (int)any(5);
		t->chains[c].drops = any(8) > 0;
		for (int i = 0; i < t->chains[c].n; i++)
			t->chains[c].rules[i] = rule(c);
	}
	t->second = any(2);
	t->second_family = (int)any(3);
	for (int c = 0; c < CHAINS && any(6); c++)
		for (int i = 0; i < t->chains[c].n; i++) {
			struct rule *r = &t->chains[c].rules[i];
			if (r->map)
				for (int k = 0; k < 16;
				     k++) /* maps that accept are let through by others */
					if (r->pair[k / 4][k % 4].verdict == ACCEPT && any(8))
						r->pair[k / 4][k % 4].verdict = BACK;
			if (r->map && r->rest.verdict == ACCEPT)
				r->rest.verdict = GO_ON;
			if (!r->map && r->plain.verdict == ACCEPT)
				follow(r, &t->list[any(t->list_count)]);
		}
	if (any(4) == 0)
		detour(t);
}

/* --- as nft lists it --- */

static void put_value(struct buf *b, int field, int family, int code)
{
	static const char *const protocols[] = {"\"tcp\"", "\"udp\"", "\"icmp\"", "99"};
	static const char *const names[] = {"z0", "z1", "z2", "e9"};
	static const char *const states[] = {"new", "invalid", "untracked"};
	if (field < PROTO)
		buf_fmt(b, family ? "\"fd00::%d\"" : "\"10.0.0.%d\"", code);
	else if (field == PROTO)
		buf_str(b, protocols[code]);
	else if (field == PORT)
		buf_fmt(b, "%d", code);
	else if (field == MAC)
		buf_fmt(b, "\"00:00:00:00:00:0%d\"", code);
	else if (field == FAMILY)
		buf_str(b, code ? "\"ipv6\"" : "\"ipv4\"");
	else
		buf_fmt(b, "\"%s\"", field == STATE ? states[code] : names[code]);
}

static void put_right(struct buf *b, const struct condition *c)
{
	bool range = (c->field < PROTO || c->field == PORT) && (c->mask == 6 || c->mask == 14);
	bool two = (c->field < PROTO) && (c->mask == 3 || c->mask == 12);
	bool first = true;
	if (range) { /* 1 to 2, 1 to 3 */
		buf_str(b, "{\"range\":[");
		put_value(b, c->field, c->family, 1);
		buf_str(b, ",");
		put_value(b, c->field, c->family, c->mask == 6 ? 2 : 3);
		buf_str(b, "]}");
	} else if (two) {
		buf_str(b, "{\"prefix\":{\"addr\":");
		put_value(b, c->field, c->family, c->mask == 3 ? 0 : 2);
		buf_fmt(b, ",\"len\":%d}}", c->family ? 127 : 31);
	} else if ((c->mask & (c->mask - 1)) == 0) {
		put_value(b, c->field, c->family, __builtin_ctz((unsigned)c->mask));
	} else {
		buf_str(b, c->field == STATE ? "[" : "{\"set\":[");
		for (int i = 0; i < 8; i++)
			if (c->mask >> i & 1) {
				buf_str(b, first ? "" : ",");
				put_value(b, c->field, c->family, i);
				first = false;
			}
		buf_str(b, c->field == STATE ? "]" : "]}");
	}
}

static void put_condition(struct buf *b, const struct condition *c)
{
	static const char *const transports[] = {"th", "tcp", "udp"};
	static const char *const metas[FIELDS] = {
	    [PROTO] = "l4proto", [IIF] = "iifname", [OIF] = "oifname", [FAMILY] = "nfproto"};
	if (c->unknown) {
		buf_str(b, "{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"mark\"}},"
			   "\"right\":1}},");
		return;
	}
	buf_fmt(b, "{\"match\":{\"op\":\"%s\",\"left\":",
		c->field == STATE ? "in"
		: c->negated	  ? "!="
				  : "==");
	if (c->field < PROTO)
		buf_fmt(b, "{\"payload\":{\"protocol\":\"%s\",\"field\":\"%s\"}}",
			c->family ? "ip6" : "ip", c->field == SRC ? "saddr" : "daddr");
	else if (c->field == PORT)
		buf_fmt(b, "{\"payload\":{\"protocol\":\"%s\",\"field\":\"dport\"}}",
			transports[c->proto + 1]);
	else if (c->field == MAC)
		buf_str(b, "{\"payload\":{\"protocol\":\"ether\",\"field\":\"saddr\"}}");
	else if (c->field == STATE)
		buf_str(b, "{\"ct\":{\"key\":\"state\"}}");
	else
		buf_fmt(b, "{\"meta\":{\"key\":\"%s\"}}", metas[c->field]);
	buf_str(b, ",\"right\":");
	put_right(b, c);
	buf_str(b, "}},");
}

static void put_outcome(struct buf *b, struct outcome o)
{
	static const char *const words[] = {"continue", "accept", "drop", "return", "jump", "goto"};
	if (o.verdict >= JUMP)
		buf_fmt(b, "{\"%s\":{\"target\":\"c%d\"}}", words[o.verdict], o.to);
	else
		buf_fmt(b, "{\"%s\":null}", words[o.verdict]);
}

static void put_rule(struct buf *b, const struct rule *r)
{
	for (int i = 0; i < r->n; i++)
		put_condition(b, &r->conditions[i]);
	if (!r->map) {
		put_outcome(b, r->plain);
		return;
	}
	buf_str(b, "{\"vmap\":{\"key\":{\"concat\":[{\"meta\":{\"key\":\"iifname\"}},{\"meta\":{"
		   "\"key\":\"oifname\"}}]},\"data\":{\"set\":[");
	bool first = true;
	for (int i = 0; i < 16; i++) {
		if (!r->has_pair[i / 4][i % 4])
			continue;
		buf_fmt(b, "%s[{\"concat\":[", first ? "" : ",");
		put_value(b, IIF, 0, i / 4);
		buf_str(b, ",");
		put_value(b, OIF, 0, i % 4);
		buf_str(b, "]},");
		put_outcome(b, r->pair[i / 4][i % 4]);
		buf_str(b, "]");
		first = false;
	}
	if (r->has_rest) {
		buf_str(b, first ? "[\"*\"," : ",[\"*\",");
		put_outcome(b, r->rest);
		buf_str(b, "]");
	}
	buf_str(b, "]}}}");
}

static void put_town(struct buf *b, const struct town *t)
{
	static const char *const families[] = {"ip", "ip6", "inet"};
	buf_str(b, "{\"nftables\":[{\"metainfo\":{\"json_schema_version\":1}}");
	for (int c = 0; c < CHAINS; c++) {
		bool second = c == CHAINS - 1;
		const char *family = second ? families[t->second_family] : "inet";
		if (second && !t->second)
			continue;
		buf_fmt(b, ",{\"chain\":{\"family\":\"%s\",\"table\":\"%s\",\"name\":\"c%d\"",
			family, second ? "u" : "t", c);
		if (c == 0 || second)
			buf_fmt(b,
				",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":%d,\"policy\":"
				"\"%s\"",
				-c, t->chains[c].drops ? "drop" : "accept");
		buf_str(b, "}}");
		for (int i = 0; i < t->chains[c].n; i++) {
			buf_fmt(b,
				",{\"rule\":{\"family\":\"%s\",\"table\":\"%s\",\"chain\":\"c%d\","
				"\"handle\":%d,\"expr\":[",
				family, second ? "u" : "t", c, i + 1);
			put_rule(b, &t->chains[c].rules[i]);
			buf_str(b, "]}}");
		}
	}
	buf_str(b, "]}");
}

/* --- both answers --- */

static int address_code(const uint8_t *a, bool v6)
{
	static const uint8_t four[3] = {10, 0, 0}, six[15] = {0xfd};
	size_t n = v6 ? 15 : 3;
	return memcmp(a, v6 ? six : four, n) == 0 && a[n] < 4 ? a[n] : 4;
}

/* Codes of a packet that the proof names. */
static void codes_of(const struct zone_packet *p, const struct zone_ruleset *r, int *ret)
{
	static const char *const names[] = {"z0", "z1", "z2", "e9"};
	const uint32_t ends[] = {p->from, p->to};
	ret[SRC] = address_code(p->source, p->v6);
	ret[DST] = address_code(p->destination, p->v6);
	ret[PROTO] = p->protocol == 6	 ? 0
		     : p->protocol == 17 ? 1
		     : p->protocol == 1	 ? 2
		     : p->protocol == 99 ? 3
					 : 4;
	ret[PORT] = min_of((int)p->port, 4);
	ret[MAC] = min_of((int)p->mac[5], 2);
	ret[STATE] = (int)p->state;
	ret[FAMILY] = p->v6;
	for (int i = 0; i < 2; i++) {
		ret[IIF + i] = 4;
		for (int k = 0; k < 4 && ends[i] != ZONE_ANY; k++)
			if (strcmp(r->names[ends[i]], names[k]) == 0)
				ret[IIF + i] = k;
	}
}

static bool agree(const struct town *t, const struct zone_allowed *allowed, unsigned *held)
{
	scope_end(buf_free) struct buf json = buf_new(1 << 20);
	scope_end(arena_free) struct arena mem = arena_new((size_t)16 << 20);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof;
	int packet[FIELDS];
	put_town(&json, t);
	if (zone_read(buf_view(&json), allowed, &mem, &ruleset, &problem) != OK) {
		printf("# %s %s\n%.*s\n", problem.where, problem.what, (int)json.n, (char *)json.p);
		return false;
	}
	if (zone_prove(allowed, &ruleset, &proof) != OK)
		return false;
	bool leak = any_leak(t);
	*held += !leak;
	if (proof.holds)
		return !leak;
	codes_of(&proof.leak.packet, &ruleset, packet);
	/* Packet by packet it comes to the same (step.h). */
	const struct zone_rule *rule = zone_decides(allowed, &proof.leak.packet);
	if ((rule && rule->accept) || zone_forwards(&ruleset, &proof.leak.packet) == ZONE_NO)
		return false;
	return leak && is_leak(t, packet);
}

int main(void)
{
	static const struct policy_zone zones[] = {{.code = "a"}, {.code = "b"}};
	static const struct policy policy = {.zones = zones, .zones_count = 2};
	static const struct zone_interface interfaces[] = {{"z0", 0}, {"z1", 1}, {"z2", 1}};
	static struct town t;
	unsigned wrong = 0, held = 0;
	for (uint32_t i = 0; i < ROUNDS; i++) {
		chance_seed(i + 1);
		make(&t);
		struct zone_allowed allowed = {&policy, interfaces, t.list, 3, t.list_count};
		if (!agree(&t, &allowed, &held)) {
			printf("# seed %u\n", i + 1);
			wrong++;
		}
	}
	printf("# %u of %u hold\n", held, (unsigned)ROUNDS);
	expect(wrong == 0);
	/* Both answers were tried in earnest. */
	expect(held > ROUNDS / 10 && held < ROUNDS * 9 / 10);
	return tap_done();
}
