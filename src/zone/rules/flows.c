/* SPDX-License-Identifier: Apache-2.0
 * flows.c: flows as lines, and two lists of lines against each other.
 */
#include "zone/rules/flows.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "zone/rules/ruleset.h"

/* Behind the flows, where lines are put in order. */
#define INTERFACE "インターフェース / interface "
#define EXCEPT "除外 / except "

static void put_end(struct buf *out, const struct zone_allowed *a, uint32_t interface,
		    const struct policy_prefix *p, bool v6)
{
	if (interface == ZONE_ANY) {
		buf_str(out, "*");
	} else {
		const struct zone_interface *i = &a->interfaces[interface];
		struct view zone = a->policy->zones[i->zone].name;
		buf_put(out, zone);
		buf_fmt(out, "(%s)", i->name);
	}
	char text[INET6_ADDRSTRLEN];
	if (p->bits == 0)
		buf_str(out, " *");
	else if (inet_ntop(v6 ? AF_INET6 : AF_INET, p->address, text, sizeof text))
		buf_fmt(out, " %s/%u", text, p->bits);
}

static void put_rule(struct buf *out, const struct zone_allowed *a, const struct zone_rule *r)
{
	buf_str(out, r->accept ? "" : EXCEPT);
	buf_put(out, r->text);
	buf_fmt(out, ": IPv%c ", r->v6 ? '6' : '4');
	put_end(out, a, r->from, &r->source, r->v6);
	if (r->has_mac)
		buf_fmt(out, " MAC %02x:%02x:%02x:%02x:%02x:%02x", r->mac[0], r->mac[1], r->mac[2],
			r->mac[3], r->mac[4], r->mac[5]);
	buf_str(out, " → ");
	put_end(out, a, r->to, &r->destination, r->v6);
	const char *name = zone_protocol_name(r->protocol);
	if (name)
		buf_fmt(out, " %s", name);
	else if (r->protocol != ZONE_ANY_PROTOCOL)
		buf_fmt(out, " IP %u", r->protocol);
	if (r->port_first == r->port_last)
		buf_fmt(out, " %u", r->port_first);
	else if (r->port_first != 0 || r->port_last != UINT16_MAX)
		buf_fmt(out, " %u-%u", r->port_first, r->port_last);
	buf_str(out, "\n");
}

enum err zone_flows(const struct zone_allowed *a, struct buf *out)
{
	for (uint32_t i = 0; i < a->interfaces_count; i++) {
		buf_fmt(out, INTERFACE "%s = ", a->interfaces[i].name);
		buf_put(out, a->policy->zones[a->interfaces[i].zone].name);
		buf_str(out, "\n");
	}
	for (uint32_t i = 0; i < a->rules_count; i++)
		put_rule(out, a, &a->rules[i]);
	return out->err;
}

uint32_t zone_flows_count(struct view lines)
{
	uint32_t n = 0;
	while (lines.n > 0) {
		struct view line = view_take(&lines, '\n');
		n += view_has(line, VIEW(": IPv")) && !view_starts(line, VIEW(EXCEPT));
	}
	return n;
}

/* --- comparing --- */

struct lines {
	struct view *v;
	size_t n;
};

static int by_text(const void *a, const void *b)
{
	const struct view *x = a, *y = b;
	int c = memcmp(x->p, y->p, min_of(x->n, y->n));
	return c != 0 ? c : x->n < y->n ? -1 : x->n > y->n;
}

static enum err cut(struct view text, struct lines *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	ret->v = calloc(n + 1, sizeof *ret->v);
	if (!ret->v)
		return E_NO_MEMORY;
	while (text.n > 0 && ret->n <= n) {
		struct view line = view_take(&text, '\n');
		if (line.n > 0)
			ret->v[ret->n++] = line;
	}
	if (ret->n > 1)
		qsort(ret->v, ret->n, sizeof *ret->v, by_text);
	return OK;
}

static void put_line(struct buf *out, char sign, struct view line)
{
	buf_fmt(out, "  %c ", sign);
	buf_put(out, line);
	buf_str(out, "\n");
}

/* Lines of `a` that are not in `b`, as often as they are there; how many, and how many are flows.
 */
static uint32_t only_in(const struct lines *a, const struct lines *b, char sign, struct buf *out,
			uint32_t *ret_flows)
{
	uint32_t n = 0;
	*ret_flows = 0;
	for (size_t i = 0, j = 0; i < a->n;) {
		int c = j < b->n ? by_text(&a->v[i], &b->v[j]) : -1;
		if (c < 0) {
			n++;
			*ret_flows += zone_flows_count(a->v[i]);
			if (out)
				put_line(out, sign, a->v[i]);
		}
		i += c <= 0;
		j += c >= 0;
	}
	return n;
}

static void compare(const struct lines *old, const struct lines *new, struct buf *out,
		    struct zone_change *ret)
{
	uint32_t more, less;
	ret->gained = only_in(new, old, '+', NULL, &more);
	ret->lost = only_in(old, new, '-', NULL, &less);
	buf_fmt(out, "増えるもの / gained: %u (通信 / flows: %u)\n", ret->gained, more);
	(void)only_in(new, old, '+', out, &more);
	buf_fmt(out, "なくなるもの / lost: %u (通信 / flows: %u)\n", ret->lost, less);
	(void)only_in(old, new, '-', out, &less);
}

enum err zone_flows_change(struct view before, struct view after, struct buf *out,
			   struct zone_change *ret)
{
	struct lines old = {0}, new = {0};
	enum err e = cut(before, &old);
	if (e == OK)
		e = cut(after, &new);
	if (e == OK)
		compare(&old, &new, out, ret);
	free(old.v);
	free(new.v);
	return e == OK ? out->err : e;
}
