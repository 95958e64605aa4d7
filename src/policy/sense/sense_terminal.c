/* SPDX-License-Identifier: Apache-2.0
 * sense_terminal.c: whether what is said of terminals makes sense.
 *
 * What a device id may hold: Microsoft, "Device Identification Strings" (no byte up to space, none
 * above 0x7F, no comma, at most 200 with its NUL). Quotes we leave out too: no maker uses them.
 */
#include "policy/sense/lint.h"

static bool is_device_id(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] >= 0x7F || v.p[i] == ',' || v.p[i] == '"' ||
		    v.p[i] == '\'')
			return false;
	return v.n > 0 && v.n <= POLICY_DEVICE_ID_MAX;
}

static void check_devices(const struct policy_terminal *t, const struct yaml_node *node,
			  struct view zone, struct schema_reader *s)
{
	const struct yaml_node *list = yaml_member(node, "devices");
	const struct yaml_node *device = list ? list->first : NULL;
	for (uint32_t i = 0; i < t->devices_count && device; i++, device = device->next)
		if (!is_device_id(t->devices[i].id))
			lint_complain(s, MISTAKE_BAD_DEVICE_ID, lint_below(device, "id"),
				      VALUES(t->devices[i].id));
	if (t->listed_only && !t->devices_count)
		lint_complain(s, MISTAKE_DEVICES_NONE, lint_below(node, "listed_only"),
			      VALUES(zone));
	if (!t->listed_only && t->devices_count)
		lint_complain(s, MISTAKE_DEVICES_UNUSED, lint_below(node, "devices"), VALUES(zone));
}

static void check_twice(const struct policy *p, uint32_t i, const struct yaml_node *first,
			const struct yaml_node *node, struct schema_reader *s)
{
	const struct yaml_node *other = first;
	for (uint32_t k = 0; k < i; k++, other = other->next)
		if (p->terminals[k].zone == p->terminals[i].zone) {
			lint_complain(s, MISTAKE_TERMINAL_TWICE, lint_below(node, "zone"),
				      VALUES(view_str(p->zones[p->terminals[i].zone].code),
					     lint_line(s, other)));
			return;
		}
}

/* 持ち出し不可設定 is the published policy's word, writing denied is what a terminal is told. */
static void check_exports(const struct policy *p, const struct yaml_node *root,
			  struct schema_reader *s)
{
	const struct policy_document *d = &p->document;
	const struct yaml_node *list = d->zones_count ? yaml_member(root, "document") : NULL;
	const struct yaml_node *node = list ? yaml_member(list, "zones")->first : NULL;
	for (uint32_t k = 0; k < d->zones_count && node; k++, node = node->next) {
		uint32_t z = d->zones[k].zone;
		bool denied = !(d->zones[k].measures & 1u << POLICY_MEASURE_NO_EXPORT);
		for (uint32_t i = 0; i < p->terminals_count; i++)
			denied = denied || (p->terminals[i].zone == z &&
					    p->terminals[i].write == POLICY_DENY);
		if (!denied)
			lint_complain(s, MISTAKE_NO_EXPORT_UNSET, lint_below(node, "measures"),
				      VALUES(p->zones[z].name, view_str(p->zones[z].code)));
	}
}

void lint_terminals(const struct policy *p, const struct yaml_node *root, struct schema_reader *s)
{
	const struct yaml_node *list = yaml_member(root, "terminals");
	const struct yaml_node *node = list ? list->first : NULL;
	check_exports(p, root, s);
	for (uint32_t i = 0; i < p->terminals_count && node; i++, node = node->next) {
		const struct policy_terminal *t = &p->terminals[i];
		const struct policy_zone *zone = &p->zones[t->zone];
		check_twice(p, i, list->first, node, s);
		check_devices(t, node, view_str(zone->code), s);
		if (t->removable_encrypted && t->write == POLICY_DENY)
			lint_complain(s, MISTAKE_REMOVABLE_UNUSED,
				      lint_below(node, "removable_encrypted"),
				      VALUES(view_str(zone->code)));
		if (zone->kind == POLICY_ZONE_MYNUMBER && t->write == POLICY_ALLOW)
			lint_complain(s, MISTAKE_MYNUMBER_WRITE, lint_below(node, "write"),
				      VALUES(view_str(zone->code)));
	}
}
