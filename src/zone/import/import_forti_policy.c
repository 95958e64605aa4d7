/* SPDX-License-Identifier: Apache-2.0
 * import_forti_policy.c: the policies of one virtual domain, in their order; the first that
 * matches decides.
 *
 * A destination is translated before policies are asked, and a policy that refers to no VIP does
 * not stop what goes to one: so accepts of VIPs come first here, with the address behind them.
 */
#include "zone/import/import_forti.h"

enum key_how { MATCH, NEUTRAL, NARROW, REFUSE };
static const struct {
	enum key_how how;
	const char *name;
} keys[] = {
#define FORTI_KEY(how, name) {how, name},
#define FORTI_SECTION(name)
#define FORTI_SETTING(section, name, value)
#include "tbl/forti_keys.h"
#undef FORTI_KEY
#undef FORTI_SECTION
#undef FORTI_SETTING
};

struct policy_read {
	struct forti_vdom *v;
	const struct forti_node *node;
	bool six;    /* of "firewall policy6" */
	bool narrow; /* asks what is not known */
	bool accept;
	struct forti_values from, to, services;
	char label[80];
};

/* --- settings --- */

static enum err look_at_key(struct policy_read *p, const struct forti_set *set)
{
	bool off = set->n == 0 || view_eq(set->values[0], VIEW("disable"));
	size_t i = 0;
	while (i < array_len(keys) && !view_eq(set->key, view_str(keys[i].name)))
		i++;
	p->v->m->line = set->line;
	if (i == array_len(keys) || (keys[i].how == REFUSE && !off))
		return import_refuse(p->v->m, ZONE_PROBLEM_STATEMENT, set->key);
	p->narrow = p->narrow || (keys[i].how == NARROW && !off);
	return OK;
}

/* Every day and all day: what it is called when nobody changed it. */
static bool is_always(const struct forti_vdom *v, const struct forti_set *schedule)
{
	if (!schedule || !view_eq(schedule->values[0], VIEW("always")))
		return false;
	const struct forti_node *one = import_index_find(&v->always, VIEW("always"));
	const struct forti_set *day = one ? forti_get(one, "day") : NULL;
	return !one || (!forti_get(one, "start") && !forti_get(one, "end") && day && day->n == 7);
}

static enum err look_at_keys(struct policy_read *p)
{
	const struct forti_set *action = forti_get(p->node, "action");
	const struct forti_set *schedule = forti_get(p->node, "schedule");
	for (const struct forti_set *s = p->node->sets; s; s = s->next)
		try(look_at_key(p, s));
	p->narrow = p->narrow || !is_always(p->v, schedule);
	p->v->m->line = p->node->line;
	if (p->node->children)
		return import_refuse(p->v->m, ZONE_PROBLEM_STATEMENT, p->node->children->name);
	p->accept = action && view_eq(action->values[0], VIEW("accept"));
	if (action && !p->accept && !view_eq(action->values[0], VIEW("deny"))) {
		p->v->m->line = action->line;
		return import_refuse(p->v->m, ZONE_PROBLEM_STATEMENT, action->values[0]);
	}
	return OK;
}

/* --- steps --- */

static enum err match_values(struct policy_read *p, struct import_step *s,
			     const struct forti_values *x, const enum zone_field *fields,
			     uint8_t family, bool negated)
{
	struct zone_match match = {.family = family,
				   .protocol = ZONE_ANY_PROTOCOL,
				   .unknown = (x->unknown && !x->any) || (x->loose && negated),
				   .negated = negated,
				   .loose = x->loose,
				   .columns = x->any && !negated ? 0 : x->list.columns,
				   .ranges = x->list.rows,
				   .elements = x->list.n};
	memcpy(match.field, fields, x->list.columns * sizeof *fields);
	if (x->any && negated && !x->loose) { /* nothing */
		match.negated = match.unknown = false;
		match.elements = 0;
	}
	return import_match(p->v->m, s, &match);
}

static enum err match_one(struct policy_read *p, struct import_step *s,
			  const struct forti_values *x, enum zone_field field, uint8_t family,
			  bool negated)
{
	return match_values(p, s, x, &field, family, negated);
}

static enum err match_service(struct policy_read *p, struct import_step *s)
{
	static const enum zone_field fields[] = {ZONE_FIELD_PROTOCOL, ZONE_FIELD_PORT};
	return match_values(p, s, &p->services, fields, 0,
			    forti_is(p->node, "service-negate", "enable"));
}

static enum err begin_step(struct policy_read *p, struct import_step *s)
{
	*s = (struct import_step){0};
	if (p->narrow)
		try(import_unknown(p->v->m, s));
	try(match_one(p, s, &p->from, ZONE_FIELD_FROM, 0, false));
	return match_one(p, s, &p->to, ZONE_FIELD_TO, 0, false);
}

/* A denied packet is given back: another virtual domain has its own say on its own. */
static enum err end_step(struct policy_read *p, struct import_steps *steps,
			 const struct import_step *s)
{
	const struct forti_set *name = forti_get(p->node, "name");
	struct view label = arena_copy(p->v->m->mem, view_str(p->label));
	if (!label.p)
		return E_NO_MEMORY;
	return import_end_step(
	    p->v->m, steps, s, p->accept ? ZONE_VERDICT_ACCEPT : ZONE_VERDICT_RETURN, NULL,
	    (struct zone_step){.line = p->node->line,
			       .label = label,
			       .comment = name ? name->values[0] : (struct view){0}});
}

static enum err one_vip(struct policy_read *p, const struct forti_vip *vip,
			const struct forti_values *source)
{
	struct import_step s;
	struct forti_values to = {.list.columns = 1}, port = {.list.columns = 2};
	bool every = p->services.list.n == 1 && p->services.list.rows[0].last[0] == 255;
	try(begin_step(p, &s));
	try(match_one(p, &s, source, ZONE_FIELD_SOURCE, 4,
		      forti_is(p->node, "srcaddr-negate", "enable")));
	try(import_add(p->v->m, &to.list, &vip->mapped));
	try(match_one(p, &s, &to, ZONE_FIELD_DESTINATION, 4, false));
	if (vip->forwards) {
		static const enum zone_field fields[] = {ZONE_FIELD_PROTOCOL, ZONE_FIELD_PORT};
		const struct zone_range row[2] = {import_byte(vip->protocol, vip->protocol),
						  vip->port};
		try(import_add(p->v->m, &port.list, row));
		try(match_values(p, &s, &port, fields, 0, false));
	} else {
		try(match_service(p, &s));
	}
	/* A deny that refers to it, or the service before it was translated, may stop it. */
	if (p->v->vip_denied || (vip->forwards && !every))
		try(import_unknown(p->v->m, &s));
	return end_step(p, &p->v->first, &s);
}

static enum err vips(struct policy_read *p, const struct forti_set *names,
		     const struct forti_values *source)
{
	struct forti_vip *list;
	uint32_t n;
	if (!p->accept || !forti_has_vip(p->v, names))
		return OK;
	if (forti_is(p->node, "dstaddr-negate", "enable"))
		return import_refuse(p->v->m, ZONE_PROBLEM_STATEMENT, VIEW("dstaddr-negate"));
	try(forti_vips(p->v, names, &list, &n));
	for (uint32_t i = 0; i < n; i++)
		try(one_vip(p, &list[i], source));
	return OK;
}

/* An internet service stands in for address and service: unknown, so everything may be meant. */
static bool by_service(const struct forti_node *node, bool v6, bool source)
{
	const char *key = v6 ? (source ? "internet-service6-src" : "internet-service6")
			     : (source ? "internet-service-src" : "internet-service");
	return forti_is(node, key, "enable");
}

/* Of one family: nothing, if the policy names no address of it. */
static enum err one_family(struct policy_read *p, bool v6)
{
	bool own = p->six || !v6; /* its addresses stand under the plain names */
	const struct forti_set *from = forti_get(p->node, own ? "srcaddr" : "srcaddr6"),
			       *to = forti_get(p->node, own ? "dstaddr" : "dstaddr6");
	bool from_service = by_service(p->node, v6 && !p->six, true),
	     to_service = by_service(p->node, v6 && !p->six, false);
	bool not_from = forti_is(p->node, own ? "srcaddr-negate" : "srcaddr6-negate", "enable"),
	     not_to = forti_is(p->node, own ? "dstaddr-negate" : "dstaddr6-negate", "enable");
	struct forti_values source, destination;
	struct import_step s;
	if (!from && !to && !from_service && !to_service)
		return OK;
	try(forti_addresses(p->v, from, v6, &source));
	try(forti_addresses(p->v, to, v6, &destination));
	/* Which family "srcaddr-negate" means depends on the version where the other has no key. */
	source.unknown = source.unknown || from_service ||
			 (!own && !forti_get(p->node, "srcaddr6-negate") &&
			  forti_is(p->node, "srcaddr-negate", "enable"));
	destination.unknown = destination.unknown || to_service ||
			      (!own && !forti_get(p->node, "dstaddr6-negate") &&
			       forti_is(p->node, "dstaddr-negate", "enable"));
	if (!v6)
		try(vips(p, to, &source));
	try(begin_step(p, &s));
	try(match_one(p, &s, &source, ZONE_FIELD_SOURCE, v6 ? 6 : 4, not_from));
	try(match_one(p, &s, &destination, ZONE_FIELD_DESTINATION, v6 ? 6 : 4, not_to));
	if (!to_service)
		try(match_service(p, &s));
	return end_step(p, &p->v->steps, &s);
}

static enum err one_policy(struct forti_vdom *v, const struct forti_node *node, bool six)
{
	struct policy_read p = {.v = v, .node = node, .six = six};
	(void)snprintf(p.label, sizeof p.label, "%.*s%s%s %.*s", (int)min_of(v->name.n, (size_t)32),
		       (const char *)v->name.p, v->alone ? "" : ": ",
		       six ? "firewall policy6" : "firewall policy",
		       (int)min_of(node->name.n, (size_t)12), (const char *)node->name.p);
	if (forti_is(node, "status", "disable"))
		return OK;
	try(look_at_keys(&p));
	try(forti_interfaces(v, forti_get(node, "srcintf"), &p.from));
	try(forti_interfaces(v, forti_get(node, "dstintf"), &p.to));
	try(forti_services(v, forti_get(node, "service"), &p.services));
	if (!six)
		try(one_family(&p, false));
	return one_family(&p, true);
}

/* Does a policy that denies refer to VIPs, or to what they stand for? */
static bool denies_vip(const struct forti_vdom *v, const struct forti_node *node)
{
	return !forti_is(node, "status", "disable") && !forti_is(node, "action", "accept") &&
	       (forti_has_vip(v, forti_get(node, "dstaddr")) ||
		!forti_is(node, "match-vip", "disable"));
}

enum err forti_policies(struct forti_vdom *v, const char *section)
{
	bool six = strcmp(section, "firewall policy6") == 0;
	for (int pass = 0; pass < 2; pass++) {
		const struct forti_node *s = forti_section(v->own, section);
		for (; s; s = forti_section(s->next, section))
			for (const struct forti_node *one = s->children; one; one = one->next)
				if (pass == 0)
					v->vip_denied = v->vip_denied || denies_vip(v, one);
				else
					try(one_policy(v, one, six));
	}
	return OK;
}
