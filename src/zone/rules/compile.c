/* SPDX-License-Identifier: Apache-2.0
 * compile.c: the list of what may pass, written as nftables reads it.
 */
#include "zone/rules/compile.h"

#include <openssl/evp.h>

#define PREFIX_CLAUSE 60 /* bytes */

struct writer {
	const struct zone_allowed *a;
	struct buf *out;
	uint32_t generation;
};

/* --- words --- */

/* A comment or prefix between quotes: nft has no escape, and reads a '$' in a prefix as a variable,
 * so what it could trip over becomes '_'. */
static void put_text(struct buf *out, struct view v, size_t most)
{
	for (size_t i = 0; i < v.n && i < most; i++) {
		uint8_t c = v.p[i];
		/* cut between characters only */
		if (i + 4 > most && (c & 0xc0) == 0xc0)
			return;
		buf_u8(out, c < ' ' || c == '"' || c == '\\' || c == '$' ? '_' : c);
	}
}

static void put_address(struct buf *out, const struct policy_prefix *p)
{
	const uint8_t *a = p->address;
	if (!p->v6) {
		buf_fmt(out, "%u.%u.%u.%u/%u", a[0], a[1], a[2], a[3], p->bits);
		return;
	}
	for (size_t i = 0; i < 16; i += 2)
		buf_fmt(out, "%s%x", i ? ":" : "", (unsigned)a[i] << 8 | a[i + 1]);
	buf_fmt(out, "/%u", p->bits);
}

static const char *interface_of(const struct zone_allowed *a, uint32_t i)
{
	assert(i < a->interfaces_count);
	return a->interfaces[i].name;
}

/* --- one rule --- */

static void put_match(struct writer *w, const struct zone_rule *r)
{
	struct buf *out = w->out;
	const char *ip = r->v6 ? "ip6" : "ip";
	buf_fmt(out, "\t\tmeta nfproto %s ", r->v6 ? "ipv6" : "ipv4");
	if (r->has_mac)
		buf_fmt(out, "ether saddr %02x:%02x:%02x:%02x:%02x:%02x ", r->mac[0], r->mac[1],
			r->mac[2], r->mac[3], r->mac[4], r->mac[5]);
	if (r->source.bits) {
		buf_fmt(out, "%s saddr ", ip);
		put_address(out, &r->source);
		buf_str(out, " ");
	}
	if (r->destination.bits) {
		buf_fmt(out, "%s daddr ", ip);
		put_address(out, &r->destination);
		buf_str(out, " ");
	}
	if (r->protocol == ZONE_ANY_PROTOCOL)
		return;
	buf_fmt(out, "meta l4proto %u ", r->protocol);
	if (r->port_first != 0 || r->port_last != UINT16_MAX)
		buf_fmt(out, "th dport %u-%u ", r->port_first, r->port_last);
}

static void put_rule(struct writer *w, const struct zone_rule *r)
{
	put_match(w, r);
	if (r->accept)
		buf_fmt(w->out, "ct state new ct mark set 0x%08x counter accept", w->generation);
	else
		buf_str(w->out, "counter drop");
	buf_str(w->out, " comment \"");
	put_text(w->out, r->text, 100);
	buf_str(w->out, "\"\n");
}

/* --- pairs of interfaces --- */

static bool rule_of(const struct zone_rule *r, uint32_t from, uint32_t to)
{
	return (r->from == from || r->from == ZONE_ANY) && (r->to == to || r->to == ZONE_ANY);
}

static bool any_accepts(const struct zone_allowed *a, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < a->rules_count; i++)
		if (a->rules[i].accept && rule_of(&a->rules[i], from, to))
			return true;
	return false;
}

/* Answers come the other way: that pair has a chain, too. */
static bool has_chain(const struct zone_allowed *a, uint32_t from, uint32_t to)
{
	return a->interfaces[from].zone != a->interfaces[to].zone &&
	       (any_accepts(a, from, to) || any_accepts(a, to, from));
}

/* The clause that keeps the zones apart stands in the prefix, of which the kernel takes 127 bytes:
 * at most 61 for the word and two interfaces, then the clause. */
static void put_clause(struct writer *w)
{
	struct view clause = w->a->policy->boundary.clause;
	put_text(w->out, clause, PREFIX_CLAUSE);
	buf_str(w->out, clause.n ? " " : "");
}

static void put_log(struct writer *w)
{
	put_clause(w);
	buf_fmt(w->out, "\" group %d snaplen 128 queue-threshold 1", ZONE_LOG_GROUP);
}

static void put_drop(struct writer *w, const char *from, const char *to)
{
	buf_fmt(w->out, "\t\tlog prefix \"sekisho:deny:%s>%s ", from, to);
	put_log(w);
	buf_str(w->out, "\n\t\tcounter drop\n");
}

/* No interface's name holds a dot: with '_' between them "a", "b_c" and "a_b", "c" would be one
 * chain. */
static void put_pair(struct writer *w, uint32_t from, uint32_t to)
{
	const struct zone_allowed *a = w->a;
	const char *in = interface_of(a, from), *out = interface_of(a, to);
	buf_fmt(w->out, "\tchain p_%s.%s {\n", in, out);
	buf_fmt(w->out, "\t\tct state established,related ct mark 0x%08x counter accept\n",
		w->generation);
	for (uint32_t i = 0; i < a->rules_count; i++)
		if (rule_of(&a->rules[i], from, to))
			put_rule(w, &a->rules[i]);
	put_drop(w, in, out);
	buf_str(w->out, "\t}\n");
}

static void each_pair(struct writer *w, void (*put)(struct writer *w, uint32_t from, uint32_t to))
{
	uint32_t n = w->a->interfaces_count;
	for (uint32_t from = 0; from < n; from++)
		for (uint32_t to = 0; to < n; to++)
			if (from != to && has_chain(w->a, from, to))
				put(w, from, to);
}

static void put_jump(struct writer *w, uint32_t from, uint32_t to)
{
	const char *in = interface_of(w->a, from), *out = interface_of(w->a, to);
	buf_fmt(w->out, "\t\t\t\"%s\" . \"%s\" : jump p_%s.%s,\n", in, out, in, out);
}

/* --- the base chains --- */

static void put_forward(struct writer *w)
{
	bool any = false;
	uint32_t n = w->a->interfaces_count;
	for (uint32_t from = 0; from < n && !any; from++)
		for (uint32_t to = 0; to < n && !any; to++)
			any = from != to && has_chain(w->a, from, to);
	buf_str(w->out, "\tchain b_forward {\n"
			"\t\ttype filter hook forward priority filter; policy drop;\n"
			"\t\tct state invalid counter drop\n");
	if (any) {
		buf_str(w->out, "\t\tiifname . oifname vmap {\n");
		each_pair(w, put_jump);
		buf_str(w->out, "\t\t}\n");
	}
	put_drop(w, "?", "?");
	buf_str(w->out, "\t}\n");
}

static void put_forged(struct writer *w, const char *interface, const char *match)
{
	buf_fmt(w->out, "\t\tiifname \"%s\" %s log prefix \"sekisho:forged:%s ", interface, match,
		interface);
	put_log(w);
	buf_str(w->out, " counter drop\n");
}

/* A source address that belongs to another interface is forged (RFC 2827). */
static void put_spoof(struct writer *w)
{
	buf_str(w->out, "\tchain b_source {\n"
			"\t\ttype filter hook prerouting priority raw; policy accept;\n");
	for (uint32_t i = 0; i < w->a->interfaces_count; i++) {
		const char *name = interface_of(w->a, i);
		put_forged(w, name, "fib saddr . iif oif missing ip6 saddr != fe80::/10");
		put_forged(w, name, "meta nfproto ipv4 fib saddr . iif oif missing");
	}
	buf_str(w->out, "\t}\n");
}

/* Its own ground: neighbours are found, and nothing else is heard or said. */
static void put_own(struct writer *w, const char *hook)
{
	buf_fmt(w->out,
		"\tchain b_%s {\n"
		"\t\ttype filter hook %s priority filter; policy drop;\n"
		"\t\t%s \"lo\" accept\n"
		"\t\tip6 hoplimit 255 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } "
		"accept\n"
		"\t\ticmp type { destination-unreachable, time-exceeded, parameter-problem } "
		"accept\n"
		"\t\ticmpv6 type { destination-unreachable, packet-too-big, time-exceeded, "
		"parameter-problem } accept\n",
		hook, hook, strcmp(hook, "input") == 0 ? "iifname" : "oifname");
	put_drop(w, hook, "own");
	buf_str(w->out, "\t}\n");
}

static void put_table(struct writer *w)
{
	buf_fmt(w->out,
		"# Made by 'sekisho zone compile'; not edited by hand. Generation 0x%08x.\n"
		"table inet " ZONE_TABLE "\n"
		"delete table inet " ZONE_TABLE "\n"
		"table inet " ZONE_TABLE " {\n",
		w->generation);
	each_pair(w, put_pair);
	put_spoof(w);
	put_forward(w);
	put_own(w, "input");
	put_own(w, "output");
	buf_str(w->out, "}\n");
}

enum err zone_compile(const struct zone_allowed *allowed, struct buf *out, uint32_t *ret_generation)
{
	uint8_t hash[32];
	size_t n = sizeof hash;
	scope_end(buf_free) struct buf draft = buf_new(ZONE_TEXT_MAX);
	struct writer w = {.a = allowed, .out = &draft};
	put_table(&w);
	if (draft.err != OK)
		return draft.err;
	if (EVP_Q_digest(NULL, "SHA256", NULL, draft.p, draft.n, hash, &n) != 1)
		return E_INTERNAL;
	/* The mark of a text is made from that text without a mark. */
	w.generation = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 |
		       (uint32_t)hash[3] | 1u;
	w.out = out;
	put_table(&w);
	*ret_generation = w.generation;
	return out->err;
}
