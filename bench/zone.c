/* SPDX-License-Identifier: Apache-2.0
 * zone.c: how long the proof takes: a policy of n flows between addresses at random against a
 * ruleset that says the same with some more denials, as nft would list it; and, where it is there,
 * Z3 on the same question. Usage: bench-zone [N]: IPv4 and IPv6 for N = 1000, IPv4 for 10,000, or
 * for N alone.
 */
#include <stdlib.h>
#include <time.h>

#include "../tests/chance.h"
#include "zone/proof/prove.h"
#ifdef HAVE_Z3
#include <z3.h>
#endif

static double now(void)
{
	struct timespec t;
	(void)timespec_get(&t, TIME_UTC);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct policy_prefix address(bool v6, uint8_t zone)
{
	struct policy_prefix p = {.v6 = v6, .bits = v6 ? 128 : 32};
	size_t n = v6 ? 16 : 4;
	p.address[0] = v6 ? 0xfd : 10;
	p.address[1] = zone;
	for (size_t i = v6 ? 8 : 2; i < n; i++)
		p.address[i] = (uint8_t)any(256);
	if (any(3) == 0) {
		p.bits = (uint8_t)(p.bits - 8);
		p.address[n - 1] = 0;
	}
	return p;
}

static void make(struct zone_rule *rules, uint32_t n, bool both)
{
	for (uint32_t i = 0; i < n; i++) {
		bool v6 = both && i % 2;
		uint32_t from = any(3), to = (from + 1 + any(2)) % 3;
		uint16_t port = (uint16_t)(1 + any(60000));
		rules[i] =
		    (struct zone_rule){.from = from,
				       .to = to,
				       .v6 = v6,
				       .source = address(v6, (uint8_t)from),
				       .destination = address(v6, (uint8_t)to),
				       .protocol = any(3) ? 6 : 17,
				       .port_first = port,
				       .port_last = (uint16_t)(port + (any(5) ? 0 : any(100))),
				       .accept = true};
	}
}

static void put_address(struct buf *b, const char *side, const struct policy_prefix *p)
{
	buf_fmt(b,
		"{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"%s\",\"field\":\"%"
		"s\"}},"
		"\"right\":{\"prefix\":{\"addr\":\"",
		p->v6 ? "ip6" : "ip", side);
	for (size_t i = 0; i < (p->v6 ? 16u : 4u); i++)
		if (p->v6)
			buf_fmt(b, "%s%02x", i > 0 && i % 2 == 0 ? ":" : "", p->address[i]);
		else
			buf_fmt(b, "%s%u", i ? "." : "", p->address[i]);
	buf_fmt(b, "\",\"len\":%u}}}},", p->bits);
}

static void put_rule(struct buf *b, const struct zone_rule *r, uint32_t handle, const char *verdict)
{
	static const char *const names[] = {"z0", "z1", "z2"};
	buf_fmt(b,
		",{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"f\",\"handle\":%u,"
		"\"expr\":["
		"{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"%"
		"s\"}},"
		"{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"oifname\"}},\"right\":\"%"
		"s\"}},",
		handle, names[r->from], names[r->to]);
	put_address(b, "saddr", &r->source);
	put_address(b, "daddr", &r->destination);
	buf_fmt(b,
		"{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"%s\",\"field\":"
		"\"dport\"}},"
		"\"right\":{\"range\":[%u,%u]}}},{\"%s\":null}]}}",
		r->protocol == 6 ? "tcp" : "udp", r->port_first, r->port_last, verdict);
}

/* Every tenth flow is denied for one of its ports before it is let pass. */
static void put_ruleset(struct buf *b, const struct zone_rule *rules, uint32_t n)
{
	buf_str(
	    b, "{\"nftables\":[{\"metainfo\":{\"json_schema_version\":1}},{\"chain\":{\"family\":"
	       "\"inet\","
	       "\"table\":\"t\",\"name\":\"f\",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":0,"
	       "\"policy\":\"drop\"}}");
	for (uint32_t i = 0; i < n; i++) {
		struct zone_rule deny = rules[i];
		deny.port_last = deny.port_first;
		if (i % 10 == 0)
			put_rule(b, &deny, n + i, "drop");
		put_rule(b, &rules[i], i, "accept");
	}
	buf_str(b, "]}");
}

#ifdef HAVE_Z3
struct solver {
	Z3_context c;
	Z3_ast field[6]; /* source, destination, protocol, port, from, to */
};

static Z3_ast number(const struct solver *z, uint64_t value, unsigned bits)
{
	return Z3_mk_unsigned_int64(z->c, value, Z3_mk_bv_sort(z->c, bits));
}

/* The first bits of the address are those of the prefix. */
static Z3_ast in_prefix(const struct solver *z, Z3_ast x, const struct policy_prefix *p)
{
	unsigned all = p->v6 ? 128 : 32;
	Z3_ast value = NULL;
	for (unsigned i = 0; i < all / 8; i++) {
		Z3_ast byte = number(z, p->address[i], 8);
		value = value ? Z3_mk_concat(z->c, value, byte) : byte;
	}
	return Z3_mk_eq(z->c, Z3_mk_extract(z->c, all - 1, all - p->bits, x),
			Z3_mk_extract(z->c, all - 1, all - p->bits, value));
}

static Z3_ast matches(const struct solver *z, const struct zone_rule *r)
{
	Z3_ast parts[] = {in_prefix(z, z->field[0], &r->source),
			  in_prefix(z, z->field[1], &r->destination),
			  Z3_mk_eq(z->c, z->field[2], number(z, r->protocol, 8)),
			  Z3_mk_bvuge(z->c, z->field[3], number(z, r->port_first, 16)),
			  Z3_mk_bvule(z->c, z->field[3], number(z, r->port_last, 16)),
			  Z3_mk_eq(z->c, z->field[4], number(z, r->from, 8)),
			  Z3_mk_eq(z->c, z->field[5], number(z, r->to, 8))};
	return Z3_mk_and(z->c, array_len(parts), parts);
}

/* Is there a packet that some rule lets pass, none before it denies, and the list does not hold?
 * One Boolean for each match, as nested definitions take Z3 minutes. */
static bool z3_holds(const struct zone_rule *rules, uint32_t n, bool v6)
{
	static const unsigned bits[] = {0, 0, 8, 16, 8, 8};
	struct solver z = {.c = Z3_mk_context(Z3_mk_config())};
	Z3_solver s = Z3_mk_solver_for_logic(z.c, Z3_mk_string_symbol(z.c, "QF_BV"));
	Z3_ast *pass = calloc(n + 1, sizeof *pass), *list = calloc(n + 1, sizeof *list);
	unsigned count = 0;
	Z3_ast denied = Z3_mk_false(z.c);
	Z3_solver_inc_ref(z.c, s);
	for (int i = 0; i < 6; i++)
		z.field[i] = Z3_mk_const(z.c, Z3_mk_int_symbol(z.c, i),
					 Z3_mk_bv_sort(z.c, bits[i] ? bits[i]
							    : v6    ? 128
								    : 32));
	for (uint32_t i = 0; i < n && pass && list; i++) {
		if (rules[i].v6 != v6)
			continue;
		Z3_ast here = Z3_mk_fresh_const(z.c, "m", Z3_mk_bool_sort(z.c));
		Z3_solver_assert(z.c, s, Z3_mk_eq(z.c, here, matches(&z, &rules[i])));
		if (i % 10 == 0) {
			struct zone_rule deny = rules[i];
			deny.port_last = deny.port_first;
			Z3_ast more[] = {denied, matches(&z, &deny)};
			Z3_ast name = Z3_mk_fresh_const(z.c, "d", Z3_mk_bool_sort(z.c));
			Z3_solver_assert(z.c, s, Z3_mk_eq(z.c, name, Z3_mk_or(z.c, 2, more)));
			denied = name;
		}
		Z3_ast both[] = {here, Z3_mk_not(z.c, denied)};
		list[count] = here;
		pass[count++] = Z3_mk_and(z.c, 2, both);
	}
	Z3_solver_assert(z.c, s, Z3_mk_or(z.c, count, pass));
	Z3_solver_assert(z.c, s, Z3_mk_not(z.c, Z3_mk_or(z.c, count, list)));
	Z3_lbool answer = Z3_solver_check(z.c, s);
	free(pass);
	free(list);
	Z3_solver_dec_ref(z.c, s);
	Z3_del_context(z.c);
	return answer == Z3_L_FALSE;
}
#endif

static void run(uint32_t n, bool both)
{
	static const struct policy_zone zones[] = {{.code = "a"}, {.code = "b"}, {.code = "c"}};
	static const struct policy policy = {.zones = zones, .zones_count = 3};
	static const struct zone_interface interfaces[] = {{"z0", 0}, {"z1", 1}, {"z2", 2}};
	struct zone_rule *rules = calloc(n, sizeof *rules);
	struct arena mem = arena_new((size_t)1 << 30);
	struct buf json = buf_new(ZONE_RULESET_FILE_MAX);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof = {0};
	if (!rules)
		return;
	chance_seed(n);
	make(rules, n, both);
	put_ruleset(&json, rules, n);
	struct zone_allowed allowed = {&policy, interfaces, rules, 3, n};
	double t0 = now();
	enum err e = zone_read(buf_view(&json), &allowed, &mem, &ruleset, &problem);
	double t1 = now();
	if (e == OK)
		e = zone_prove(&allowed, &ruleset, &proof);
	double t2 = now();
	printf("%u flows %s: read %.3f s, proof %.3f s, %s\n", n, both ? "IPv4+IPv6" : "IPv4",
	       t1 - t0, t2 - t1,
	       e != OK	     ? err_text(e)->en
	       : proof.holds ? "holds"
			     : "does not hold");
#ifdef HAVE_Z3
	t0 = now();
	bool holds = z3_holds(rules, n, false) && (!both || z3_holds(rules, n, true));
	printf("  Z3 on the same question: %.3f s, %s\n", now() - t0,
	       holds ? "holds" : "does not hold");
#endif
	buf_free(&json);
	arena_free(&mem);
	free(rules);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		run((uint32_t)strtoul(argv[1], NULL, 10), true);
		return 0;
	}
	run(1000, true);
	run(10000, false);
	return 0;
}
