/* SPDX-License-Identifier: Apache-2.0
 * import_forti_object.c: what the names in a FortiGate's policies stand for: addresses, services,
 * zones, VIPs, and groups of them.
 */
#include "zone/import/import_forti.h"

#define GROUPS_MAX 8 /* within each other */

/* --- by name --- */

static enum err add_all(struct forti_vdom *v, struct import_index *x, const char *section)
{
	const struct forti_node *s = forti_section(v->own, section);
	for (; s; s = forti_section(s->next, section))
		for (struct forti_node *one = s->children; one; one = one->next) {
			v->m->line = one->line;
			try(import_index_add(v->m, x, one->name, one));
		}
	return OK;
}

/* Members of SD-WAN zones are edits of "members", each with its zone. */
static enum err add_sdwan(struct forti_vdom *v, const char *section)
{
	const struct forti_node *s = forti_section(v->own, section);
	for (; s; s = forti_section(s->next, section)) {
		const struct forti_node *members = forti_section(s->children, "members");
		for (struct forti_node *one = members ? members->children : NULL; one;
		     one = one->next) {
			const struct forti_set *zone = forti_get(one, "zone");
			struct view name = zone ? zone->values[0] : VIEW("virtual-wan-link");
			if (!import_index_find(&v->zone, name))
				try(import_index_add(v->m, &v->zone, name, one));
		}
	}
	return OK;
}

enum err forti_objects(struct forti_vdom *v)
{
	try(add_all(v, &v->address, "firewall address"));
	try(add_all(v, &v->address, "firewall addrgrp"));
	try(add_all(v, &v->address6, "firewall address6"));
	try(add_all(v, &v->address6, "firewall addrgrp6"));
	try(add_all(v, &v->service, "firewall service custom"));
	try(add_all(v, &v->service, "firewall service group"));
	try(add_all(v, &v->vip, "firewall vip"));
	try(add_all(v, &v->vip, "firewall vipgrp"));
	try(add_all(v, &v->always, "firewall schedule recurring"));
	try(add_all(v, &v->zone, "system zone"));
	try(add_sdwan(v, "system sdwan"));
	return add_sdwan(v, "system virtual-wan-link");
}

/* Groups within groups may be walked through very often. */
static enum err visit(struct forti_vdom *v, struct view name, unsigned depth)
{
	if (depth > GROUPS_MAX)
		return import_refuse(v->m, ZONE_PROBLEM_LOOP, name);
	return ++v->visits > ZONE_ELEMENTS_MAX ? import_refuse(v->m, ZONE_PROBLEM_LIMIT, name) : OK;
}

/* --- addresses --- */

static enum err add_range(struct forti_vdom *v, struct forti_values *to, struct zone_range row)
{
	return import_add(v->m, &to->list, &row);
}

static enum err bad(struct forti_vdom *v, const struct forti_set *set)
{
	v->m->line = set->line;
	return import_refuse(v->m, ZONE_PROBLEM_VALUE, set->values[0]);
}

static enum err range_of(struct forti_vdom *v, const struct forti_node *one, bool v6,
			 struct forti_values *to)
{
	const struct forti_set *first = forti_get(one, "start-ip"),
			       *last = forti_get(one, "end-ip");
	struct zone_range row = {0};
	bool six1, six2;
	if (!first || !last) {
		v->m->line = one->line;
		return import_refuse(v->m, ZONE_PROBLEM_SHAPE, one->name);
	}
	if (!import_address(first->values[0], row.first, &six1) || six1 != v6)
		return bad(v, first);
	if (!import_address(last->values[0], row.last, &six2) || six2 != v6 ||
	    memcmp(row.first, row.last, 16) > 0)
		return bad(v, last);
	return add_range(v, to, row);
}

static enum err subnet4(struct forti_vdom *v, const struct forti_node *one, struct forti_values *to)
{
	const struct forti_set *set = forti_get(one, "subnet");
	struct zone_range row = {.last = {255, 255, 255, 255}};
	bool v6 = false;
	if (set && !(set->n == 2 ? import_masked(set->values[0], set->values[1], &row)
				 : import_addresses(set->values[0], true, &row, &v6) && !v6))
		return bad(v, set);
	return add_range(v, to, row);
}

static enum err subnet6(struct forti_vdom *v, const struct forti_node *one, struct forti_values *to)
{
	const struct forti_set *set = forti_get(one, "ip6");
	struct zone_range row = {0};
	bool v6 = true;
	memset(row.last, 0xff, sizeof row.last);
	if (set && (!import_addresses(set->values[0], true, &row, &v6) || !v6))
		return bad(v, set);
	return add_range(v, to, row);
}

static enum err one_address(struct forti_vdom *v, struct view name, bool v6, unsigned depth,
			    struct forti_values *to);

static enum err members(struct forti_vdom *v, const struct forti_node *group, bool v6,
			unsigned depth, struct forti_values *to)
{
	const struct forti_set *set = forti_get(group, "member");
	to->loose = to->loose || forti_is(group, "exclude", "enable");
	for (uint32_t i = 0; set && i < set->n; i++) {
		v->m->line = set->line;
		try(one_address(v, set->values[i], v6, depth + 1, to));
	}
	return OK;
}

/* Names, countries, tags and MAC addresses are what the device finds out: not known here. */
static enum err one_address(struct forti_vdom *v, struct view name, bool v6, unsigned depth,
			    struct forti_values *to)
{
	const struct forti_node *one = import_index_find(v6 ? &v->address6 : &v->address, name);
	try(visit(v, name, depth));
	bool changed = one && (forti_get(one, "type") || forti_get(one, v6 ? "ip6" : "subnet"));
	if (view_eq(name, VIEW("all")) && !changed) {
		to->any = true;
		return OK;
	}
	if (!one)
		return import_refuse(v->m, ZONE_PROBLEM_NAME, name);
	struct view of = one->parent->name;
	if (view_eq(of, VIEW("firewall addrgrp")) || view_eq(of, VIEW("firewall addrgrp6")))
		return members(v, one, v6, depth, to);
	const struct forti_set *type = forti_get(one, "type");
	/* An interface's own subnet may come by DHCP: then it does not stand there. */
	bool subnet = !v6 && type && view_eq(type->values[0], VIEW("interface-subnet")) &&
		      forti_get(one, "subnet");
	if (!type || subnet || view_eq(type->values[0], v6 ? VIEW("ipprefix") : VIEW("ipmask")))
		return v6 ? subnet6(v, one, to) : subnet4(v, one, to);
	if (view_eq(type->values[0], VIEW("iprange")))
		return range_of(v, one, v6, to);
	to->unknown = true;
	return OK;
}

enum err forti_addresses(struct forti_vdom *v, const struct forti_set *names, bool v6,
			 struct forti_values *ret)
{
	*ret = (struct forti_values){.list.columns = 1};
	for (uint32_t i = 0; names && i < names->n; i++) {
		v->m->line = names->line;
		if (v6 || !import_index_find(&v->vip, names->values[i]))
			try(one_address(v, names->values[i], v6, 0, ret));
	}
	return OK;
}

/* --- services --- */

static enum err add_service(struct forti_vdom *v, struct forti_values *to, uint8_t first,
			    uint8_t last, const struct zone_range *ports)
{
	struct zone_range rows[2] = {import_byte(first, last), {.last = {255, 255}}};
	if (ports)
		rows[1] = *ports;
	return import_add(v->m, &to->list, rows);
}

/* "443", "8000-8010", "443:1024-65535": what stands behind ":" are source ports. */
static enum err port_ranges(struct forti_vdom *v, const struct forti_set *set, uint8_t protocol,
			    struct forti_values *to)
{
	for (uint32_t i = 0; i < set->n; i++) {
		struct view source = set->values[i];
		struct view text = view_take(&source, ':');
		struct zone_range row;
		if (!import_ports(text, '-', &row))
			return bad(v, set);
		to->loose = to->loose || source.n > 0;
		try(add_service(v, to, protocol, protocol, &row));
	}
	return OK;
}

static enum err with_ports(struct forti_vdom *v, const struct forti_node *one,
			   struct forti_values *to)
{
	static const struct {
		const char *key;
		uint8_t protocol;
	} rows[] = {{"tcp-portrange", 6},
		    {"udp-portrange", 17},
		    {"sctp-portrange", 132},
		    {"udplite-portrange", 136}};
	bool any = false;
	for (size_t i = 0; i < array_len(rows); i++) {
		const struct forti_set *set = forti_get(one, rows[i].key);
		any = any || set;
		if (set)
			try(port_ranges(v, set, rows[i].protocol, to));
	}
	v->m->line = one->line;
	return any ? OK : import_refuse(v->m, ZONE_PROBLEM_SHAPE, one->name);
}

static enum err by_number(struct forti_vdom *v, const struct forti_node *one,
			  struct forti_values *to)
{
	const struct forti_set *set = forti_get(one, "protocol-number");
	int64_t number = 0;
	if (set && view_int(set->values[0], 0, 255, &number) != OK)
		return bad(v, set);
	return add_service(v, to, (uint8_t)number, number ? (uint8_t)number : 255, NULL);
}

static enum err custom(struct forti_vdom *v, const struct forti_node *one, struct forti_values *to)
{
	const struct forti_set *protocol = forti_get(one, "protocol");
	struct view p = protocol ? protocol->values[0] : VIEW("TCP/UDP/SCTP");
	/* They ask for more than the model holds. */
	to->loose = to->loose || forti_get(one, "iprange") || forti_get(one, "fqdn") ||
		    forti_get(one, "icmptype") || forti_get(one, "icmpcode") ||
		    forti_get(one, "application") || forti_get(one, "app-category");
	if (view_starts(p, VIEW("TCP/UDP")))
		return with_ports(v, one, to);
	if (view_eq(p, VIEW("ICMP")))
		return add_service(v, to, 1, 1, NULL);
	if (view_eq(p, VIEW("ICMP6")))
		return add_service(v, to, 58, 58, NULL);
	if (view_eq(p, VIEW("IP")))
		return by_number(v, one, to);
	v->m->line = one->line;
	return import_refuse(v->m, ZONE_PROBLEM_VALUE, p);
}

static enum err one_service(struct forti_vdom *v, struct view name, unsigned depth,
			    struct forti_values *to)
{
	const struct forti_node *one = import_index_find(&v->service, name);
	try(visit(v, name, depth));
	if (!one && view_eq(name, VIEW("ALL")))
		return add_service(v, to, 0, 255, NULL);
	if (!one)
		return import_refuse(v->m, ZONE_PROBLEM_NAME, name);
	if (!view_eq(one->parent->name, VIEW("firewall service group")))
		return custom(v, one, to);
	const struct forti_set *set = forti_get(one, "member");
	for (uint32_t i = 0; set && i < set->n; i++) {
		v->m->line = set->line;
		try(one_service(v, set->values[i], depth + 1, to));
	}
	return OK;
}

enum err forti_services(struct forti_vdom *v, const struct forti_set *names,
			struct forti_values *ret)
{
	*ret = (struct forti_values){.list.columns = 2};
	for (uint32_t i = 0; names && i < names->n; i++) {
		v->m->line = names->line;
		try(one_service(v, names->values[i], 0, ret));
	}
	return OK;
}

/* --- interfaces --- */

static enum err add_interface(struct forti_vdom *v, struct view name, struct forti_values *to)
{
	uint8_t at;
	try(import_interface(v->m, name, &at));
	return add_range(v, to, import_byte(at, at));
}

/* All of an SD-WAN zone: the edits beside the one that the index holds. */
static enum err add_sdwan_members(struct forti_vdom *v, const struct forti_node *one,
				  struct view zone, struct forti_values *to)
{
	for (const struct forti_node *k = one->parent->children; k; k = k->next) {
		const struct forti_set *whose = forti_get(k, "zone"),
				       *name = forti_get(k, "interface");
		if (name && view_eq(whose ? whose->values[0] : VIEW("virtual-wan-link"), zone))
			try(add_interface(v, name->values[0], to));
	}
	return OK;
}

static enum err one_interface(struct forti_vdom *v, struct view name, struct forti_values *to)
{
	uint8_t at;
	const struct forti_node *zone = import_index_find(&v->zone, name);
	if (!zone || import_ours(v->m, name, &at))
		return add_interface(v, name, to);
	if (!view_eq(zone->parent->name, VIEW("system zone")))
		return add_sdwan_members(v, zone, name, to);
	const struct forti_set *set = forti_get(zone, "interface");
	for (uint32_t i = 0; set && i < set->n; i++)
		try(add_interface(v, set->values[i], to));
	return OK;
}

/* Every interface of this virtual domain, where there are others. */
static enum err own_interfaces(struct forti_vdom *v, struct forti_values *to)
{
	const struct forti_node *s = forti_section(v->global, "system interface");
	for (; s; s = forti_section(s->next, "system interface"))
		for (const struct forti_node *one = s->children; one; one = one->next) {
			const struct forti_set *vdom = forti_get(one, "vdom");
			if (!vdom || view_eq(vdom->values[0], v->name))
				try(add_interface(v, one->name, to));
		}
	return OK;
}

enum err forti_interfaces(struct forti_vdom *v, const struct forti_set *names,
			  struct forti_values *ret)
{
	*ret = (struct forti_values){.list.columns = 1};
	for (uint32_t i = 0; names && i < names->n; i++) {
		v->m->line = names->line;
		bool any = view_eq(names->values[i], VIEW("any"));
		if (any && v->alone)
			ret->any = true;
		else if (any)
			try(own_interfaces(v, ret));
		else
			try(one_interface(v, names->values[i], ret));
	}
	return OK;
}

/* --- VIPs --- */

bool forti_has_vip(const struct forti_vdom *v, const struct forti_set *names)
{
	for (uint32_t i = 0; names && i < names->n; i++)
		if (import_index_find(&v->vip, names->values[i]))
			return true;
	return false;
}

struct vip_list {
	struct forti_vip *rows;
	uint32_t n, room;
};

static enum err read_vip(struct forti_vdom *v, const struct forti_node *one, struct forti_vip *ret)
{
	const struct forti_set *type = forti_get(one, "type"), *mapped = forti_get(one, "mappedip"),
			       *protocol = forti_get(one, "protocol"),
			       *port = forti_get(one, "mappedport");
	bool v6;
	*ret = (struct forti_vip){.forwards = forti_is(one, "portforward", "enable")};
	v->m->line = one->line;
	if ((type && !view_eq(type->values[0], VIEW("static-nat"))) || !mapped || mapped->n != 1)
		return import_refuse(v->m, ZONE_PROBLEM_STATEMENT, one->name);
	if (!import_addresses(mapped->values[0], false, &ret->mapped, &v6) || v6)
		return bad(v, mapped);
	if (!ret->forwards)
		return OK;
	if (!import_protocol(protocol ? protocol->values[0] : VIEW("tcp"), &ret->protocol))
		return bad(v, protocol);
	port = port ? port : forti_get(one, "extport");
	if (!port)
		return import_refuse(v->m, ZONE_PROBLEM_SHAPE, one->name);
	return import_ports(port->values[0], '-', &ret->port) ? OK : bad(v, port);
}

static enum err one_vip(struct forti_vdom *v, struct view name, unsigned depth, struct vip_list *to)
{
	const struct forti_node *one = import_index_find(&v->vip, name);
	if (!one)
		return import_refuse(v->m, ZONE_PROBLEM_NAME, name);
	try(visit(v, name, depth));
	if (view_eq(one->parent->name, VIEW("firewall vipgrp"))) {
		const struct forti_set *set = forti_get(one, "member");
		for (uint32_t i = 0; set && i < set->n; i++)
			try(one_vip(v, set->values[i], depth + 1, to));
		return OK;
	}
	struct forti_vip *rows = import_grow(v->m, to->rows, to->n, &to->room, sizeof *rows);
	if (!rows)
		return E_NO_MEMORY;
	to->rows = rows;
	return read_vip(v, one, &rows[to->n++]);
}

enum err forti_vips(struct forti_vdom *v, const struct forti_set *names, struct forti_vip **ret,
		    uint32_t *ret_n)
{
	struct vip_list list = {0};
	for (uint32_t i = 0; names && i < names->n; i++) {
		v->m->line = names->line;
		if (import_index_find(&v->vip, names->values[i]))
			try(one_vip(v, names->values[i], 0, &list));
	}
	*ret = list.rows;
	*ret_n = list.n;
	return OK;
}
