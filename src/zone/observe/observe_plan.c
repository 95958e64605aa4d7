/* SPDX-License-Identifier: Apache-2.0
 * observe_plan.c: which connections are worth trying, and what the policy says of each.
 */
#include <openssl/evp.h>

#include "zone/import/import_parts.h"
#include "zone/observe/observe.h"
#include "zone/proof/step.h"

#define HOSTS_MAX 256
#define PORTS_MAX 512

/* --- one packet --- */

enum observe_answer observe_allows(const struct zone_allowed *allowed,
				   const struct zone_packet *packet)
{
	bool by_mac = false;
	for (uint32_t i = 0; i < allowed->rules_count; i++) {
		const struct zone_rule *r = &allowed->rules[i];
		if (!zone_rule_meets(r, packet))
			continue;
		if (r->has_mac) {
			by_mac = by_mac || r->accept;
			continue;
		}
		return r->accept ? OBSERVE_YES : by_mac ? OBSERVE_BY_MAC : OBSERVE_NO;
	}
	return by_mac ? OBSERVE_BY_MAC : OBSERVE_NO;
}

/* The smallest segment counts; an address in another zone's network is never in the rest. */
bool observe_interface(const struct zone_allowed *allowed, uint32_t zone, const uint8_t address[16],
		       bool v6, uint32_t *ret)
{
	const struct policy *p = allowed->policy;
	int best = -1;
	uint32_t best_zone = zone;
	const struct policy_network *found = NULL;
	for (uint32_t i = 0; i < p->networks_count; i++) {
		const struct policy_network *n = &p->networks[i];
		struct policy_prefix prefix;
		if (!zone_prefix(n, v6, &prefix) || !zone_prefix_has(&prefix, address) ||
		    (int)prefix.bits < best)
			continue;
		if ((int)prefix.bits > best || n->zone == zone)
			best_zone = n->zone;
		if (n->role == POLICY_NETWORK_SEGMENT && n->zone == zone)
			found = n;
		best = prefix.bits;
	}
	for (uint32_t i = 0; found && best_zone == zone && i < allowed->interfaces_count; i++)
		if (strcmp(allowed->interfaces[i].name, found->interface) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

/* --- hosts --- */

static bool zone_of(const struct policy *p, struct view code, uint32_t *ret)
{
	for (uint32_t i = 0; i < p->zones_count; i++)
		if (view_eq(view_str(p->zones[i].code), code)) {
			*ret = i;
			return true;
		}
	return false;
}

enum err observe_hosts(struct view text, const struct zone_allowed *allowed, struct arena *mem,
		       struct observe_host **ret, uint32_t *ret_n, struct view *ret_bad)
{
	struct observe_host *rows = arena_array(mem, HOSTS_MAX, sizeof *rows);
	uint32_t n = 0;
	if (!rows)
		return E_NO_MEMORY;
	while (text.n > 0) {
		struct view part = view_take(&text, ','), address = part;
		struct view code = view_take(&address, '=');
		*ret_bad = part;
		if (n == HOSTS_MAX)
			return E_LIMIT_COUNT;
		struct observe_host *h = &rows[n];
		if (!zone_of(allowed->policy, code, &h->zone) || address.n >= sizeof h->text ||
		    !import_address(address, h->address, &h->v6) ||
		    !observe_interface(allowed, h->zone, h->address, h->v6, &h->interface))
			return E_NAME;
		memcpy(h->text, address.p, address.n);
		for (uint32_t i = 0; i < n; i++)
			if (strcmp(rows[i].text, h->text) == 0)
				return E_NAME;
		n++;
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}

/* --- the plan --- */

struct ports {
	uint16_t port[PORTS_MAX];
	size_t n;
};

static void add_port(struct ports *p, long port)
{
	if (port < 1 || port > 65535 || p->n == PORTS_MAX)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (p->port[i] == port)
			return;
	p->port[p->n++] = (uint16_t)port;
}

/* Ports that are abused, and some that the policy's own hash picks: nobody can prepare for them
 * alone. */
static void add_sample(const struct policy *policy, bool udp, struct ports *p)
{
	static const uint16_t tcp[] = {22,   23,   25,	 53,   80,   135,  139,	 443, 445,
				       1433, 3306, 3389, 5432, 5900, 5985, 8080, 8443};
	static const uint16_t datagrams[] = {53, 69, 123, 137, 161, 500, 514, 1194, 3389, 4500};
	for (size_t i = 0; i < (udp ? array_len(datagrams) : array_len(tcp)); i++)
		add_port(p, udp ? datagrams[i] : tcp[i]);
	for (size_t i = 0; i < 4; i++) {
		size_t at = i * 4 + udp * 2u;
		add_port(p, 1024 + (policy->hash[at] << 8 | policy->hash[at + 1]) % 60000);
	}
}

static void add_named(const struct zone_allowed *allowed, const struct observe_host *from,
		      const struct observe_host *to, bool udp, struct ports *p)
{
	for (uint32_t i = 0; i < allowed->rules_count; i++) {
		const struct zone_rule *r = &allowed->rules[i];
		bool between = r->from != ZONE_ANY && r->to != ZONE_ANY &&
			       allowed->interfaces[r->from].zone == from->zone &&
			       allowed->interfaces[r->to].zone == to->zone;
		if (!r->accept || !between || r->protocol != (udp ? 17 : 6))
			continue;
		add_port(p, r->port_first);
		add_port(p, r->port_last);
		add_port(p, r->port_first - 1L);
		add_port(p, r->port_last + 1L);
	}
}

static bool listens(const struct observe_text *t, const struct observe_host *h, bool udp,
		    uint16_t port)
{
	for (uint32_t i = 0; i < t->listens_count; i++)
		if (t->listens[i].udp == udp && t->listens[i].port == port &&
		    strcmp(t->listens[i].address, h->text) == 0)
			return true;
	return false;
}

static enum err add_try(const struct policy *p, const struct observe_host *from,
			const struct observe_host *to, bool udp, uint16_t port,
			struct observe_text *t)
{
	if (t->tries_count == OBSERVE_TRIES_MAX || t->listens_count == OBSERVE_LISTENS_MAX)
		return E_LIMIT_COUNT;
	struct observe_try *x = &t->tries[t->tries_count++];
	*x = (struct observe_try){.number = t->tries_count, .udp = udp, .port = port};
	memcpy(x->from, p->zones[from->zone].code, sizeof x->from);
	memcpy(x->to, p->zones[to->zone].code, sizeof x->to);
	memcpy(x->source, from->text, sizeof x->source);
	memcpy(x->destination, to->text, sizeof x->destination);
	if (listens(t, to, udp, port))
		return OK;
	struct observe_listen *l = &t->listens[t->listens_count++];
	*l = (struct observe_listen){.udp = udp, .port = port};
	memcpy(l->zone, x->to, sizeof l->zone);
	memcpy(l->address, to->text, sizeof l->address);
	return OK;
}

static enum err add_pair(const struct zone_allowed *allowed, const struct observe_host *from,
			 const struct observe_host *to, struct observe_text *t)
{
	for (int udp = 0; udp < 2; udp++) {
		struct ports p = {.n = 0};
		add_named(allowed, from, to, udp, &p);
		add_sample(allowed->policy, udp, &p);
		for (size_t i = 0; i < p.n; i++)
			try(add_try(allowed->policy, from, to, udp, p.port[i], t));
	}
	return OK;
}

/* The plan's own name: a hash of all that it says. */
static enum err name_plan(struct observe_text *t)
{
	scope_end(buf_free) struct buf out = buf_new(OBSERVE_FILE_MAX);
	uint8_t hash[HASH_LEN];
	size_t hash_n = sizeof hash;
	observe_write(t, &out);
	if (out.err != OK)
		return out.err;
	if (EVP_Q_digest(NULL, "SHA256", NULL, out.p, out.n, hash, &hash_n) != 1)
		return E_INTERNAL;
	for (size_t i = 0; i < 8; i++)
		(void)snprintf(t->plan + i * 2, 3, "%02x", hash[i]);
	return OK;
}

enum err observe_plan(const struct zone_allowed *allowed, const struct observe_host *hosts,
		      uint32_t n, int64_t now, struct arena *mem, struct observe_text *ret)
{
	struct observe_text t = {.time = now};
	t.tries = arena_array(mem, OBSERVE_TRIES_MAX, sizeof *t.tries);
	t.listens = arena_array(mem, OBSERVE_LISTENS_MAX, sizeof *t.listens);
	if (!t.tries || !t.listens)
		return E_NO_MEMORY;
	for (size_t i = 0; i < HASH_LEN; i++)
		(void)snprintf(t.policy + i * 2, 3, "%02x", allowed->policy->hash[i]);
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = 0; b < n; b++)
			if (hosts[a].zone != hosts[b].zone && hosts[a].v6 == hosts[b].v6)
				try(add_pair(allowed, &hosts[a], &hosts[b], &t));
	if (t.tries_count == 0)
		return E_NOT_FOUND;
	try(name_plan(&t));
	*ret = t;
	return OK;
}
