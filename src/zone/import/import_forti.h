/* SPDX-License-Identifier: Apache-2.0
 * import_forti.h: between the files that read a FortiGate's configuration (CLI reference of
 * FortiOS: config, edit, set, unset, next, end; words in quotes with a backslash before " and \).
 */
#ifndef ZONE_IMPORT_FORTI_H
#define ZONE_IMPORT_FORTI_H

#include "zone/import/import_parts.h"

struct forti_set {
	struct view key;
	const struct view *values;
	uint32_t n, line; /* n 0: unset */
	struct forti_set *next;
};

/* "config firewall policy" or, below it, "edit 7". */
struct forti_node {
	struct view name; /* "firewall policy", "7" */
	uint32_t line;
	bool edit;
	struct forti_set *sets, **last_set;
	struct forti_node *children, **last_child, *next, *parent;
};

enum err forti_parse(struct import *m, struct view text, struct forti_node **ret) must_use;
/* The last of that key; NULL: not set, or unset again. */
const struct forti_set *forti_get(const struct forti_node *node, const char *key);
bool forti_is(const struct forti_node *node, const char *key, const char *value);
/* The next `config NAME` among the children, from `node` on. */
const struct forti_node *forti_section(const struct forti_node *node, const char *name);

struct forti_vdom {
	struct import *m;
	struct view name;
	const struct forti_node *own; /* its first section */
	bool alone;		      /* no other virtual domain */
	const struct forti_node *global;
	/* Objects by name; each thing is the node of its edit. */
	struct import_index address, address6, service, vip, zone, always;
	struct import_steps first, steps; /* what comes before any policy, and the policies */
	bool vip_denied;
	uint32_t visits; /* of names, again for each group: ZONE_ELEMENTS_MAX */
};

/* What a row of names stands for. Rows are addresses, or pairs of protocol and port. */
struct forti_values {
	struct import_list list;
	bool unknown; /* perhaps more, perhaps less */
	bool loose;   /* perhaps less */
	bool any;
};

enum err forti_objects(struct forti_vdom *v) must_use;
enum err forti_addresses(struct forti_vdom *v, const struct forti_set *names, bool v6,
			 struct forti_values *ret) must_use;
enum err forti_services(struct forti_vdom *v, const struct forti_set *names,
			struct forti_values *ret) must_use;
enum err forti_interfaces(struct forti_vdom *v, const struct forti_set *names,
			  struct forti_values *ret) must_use;
/* Is any of these a VIP or a group of them? */
bool forti_has_vip(const struct forti_vdom *v, const struct forti_set *names);
/* One VIP or group after the other. */
struct forti_vip {
	struct zone_range mapped;
	bool forwards; /* to that protocol and port alone */
	uint8_t protocol;
	struct zone_range port;
};
enum err forti_vips(struct forti_vdom *v, const struct forti_set *names, struct forti_vip **ret,
		    uint32_t *ret_n) must_use;

/* Policies of one family's list ("firewall policy": both), in their order. */
enum err forti_policies(struct forti_vdom *v, const char *section) must_use;

#endif
