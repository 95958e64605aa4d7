/* SPDX-License-Identifier: Apache-2.0
 * import_forti.c: a FortiGate's configuration as one base chain that drops what nobody accepts, and
 * a chain for each virtual domain.
 *
 * What one virtual domain accepts passes; what it denies, another may accept: between them there
 * are interfaces, and those are in the rules. Translation of sources (NAT, IP pools, central SNAT)
 * happens behind the policies. Virtual domains in transparent mode, NGFW policies, proxies and
 * asymmetric routing are refused: there, policies are not what decides.
 */
#include "zone/import/import_forti.h"

static const struct {
	const char *name;
} refused_sections[] = {
#define FORTI_KEY(how, name)
#define FORTI_SECTION(name) {name},
#define FORTI_SETTING(section, name, value)
#include "tbl/forti_keys.h"
#undef FORTI_KEY
#undef FORTI_SECTION
#undef FORTI_SETTING
};
static const struct {
	const char *section, *name, *value;
} refused_settings[] = {
#define FORTI_KEY(how, name)
#define FORTI_SECTION(name)
#define FORTI_SETTING(section, name, value) {section, name, value},
#include "tbl/forti_keys.h"
#undef FORTI_KEY
#undef FORTI_SECTION
#undef FORTI_SETTING
};

#define VDOMS_MAX 512

struct vdoms {
	struct forti_vdom *rows;
	uint32_t n, room;
};

/* --- what policies do not decide --- */

static enum err refuse_set(struct forti_vdom *v, const struct forti_node *s, size_t row)
{
	if (!forti_is(s, refused_settings[row].name, refused_settings[row].value))
		return OK;
	v->m->line = forti_get(s, refused_settings[row].name)->line;
	return import_refuse(v->m, ZONE_PROBLEM_STATEMENT, view_str(refused_settings[row].name));
}

static enum err look_at_settings(struct forti_vdom *v)
{
	for (size_t i = 0; i < array_len(refused_settings); i++) {
		const char *name = refused_settings[i].section;
		const struct forti_node *s = forti_section(v->own, name);
		for (; s; s = forti_section(s->next, name)) {
			try(refuse_set(v, s, i));
			for (const struct forti_node *one = s->children; one; one = one->next)
				try(refuse_set(v, one, i));
		}
	}
	const struct forti_node *s = forti_section(v->own, "system settings");
	for (; s; s = forti_section(s->next, "system settings"))
		/* Then every VIP is in force, whether a policy refers to it or not. */
		if (forti_is(s, "central-nat", "enable") && v->vip.n > 0) {
			v->m->line = forti_get(s, "central-nat")->line;
			return import_refuse(v->m, ZONE_PROBLEM_STATEMENT, VIEW("central-nat"));
		}
	return OK;
}

static enum err look_at_sections(struct forti_vdom *v)
{
	for (size_t i = 0; i < array_len(refused_sections); i++) {
		const struct forti_node *s = forti_section(v->own, refused_sections[i].name);
		for (; s; s = forti_section(s->next, refused_sections[i].name))
			if (s->children) {
				v->m->line = s->children->line;
				return import_refuse(v->m, ZONE_PROBLEM_STATEMENT, s->name);
			}
	}
	return OK;
}

static enum err refuse_ours(struct forti_vdom *v, const struct forti_node *of, struct view name)
{
	uint8_t at;
	v->m->line = of->line;
	return import_ours(v->m, name, &at) ? import_refuse(v->m, ZONE_PROBLEM_MEMBER, name) : OK;
}

/* Members of a switch reach each other by no policy, and policies name the switch. */
static enum err look_at_switches(struct forti_vdom *v)
{
	static const char *const sections[] = {"system switch-interface", "system virtual-switch"};
	const struct forti_node *roots[] = {v->own, v->global};
	for (size_t r = 0; r < array_len(roots); r++)
		for (size_t i = 0; i < array_len(sections); i++) {
			const struct forti_node *s = forti_section(roots[r], sections[i]);
			const struct forti_node *one = s ? s->children : NULL;
			for (; one; one = one->next) {
				const struct forti_set *set = forti_get(one, "member");
				const struct forti_node *port =
				    forti_section(one->children, "port");
				for (uint32_t k = 0; set && k < set->n; k++)
					try(refuse_ours(v, one, set->values[k]));
				for (port = port ? port->children : NULL; port; port = port->next)
					try(refuse_ours(v, port, port->name));
			}
		}
	return OK;
}

/* Between the interfaces of a zone that says so, everything passes before any policy. */
static enum err open_zones(struct forti_vdom *v)
{
	const struct forti_node *s = forti_section(v->own, "system zone");
	for (; s; s = forti_section(s->next, "system zone"))
		for (const struct forti_node *one = s->children; one; one = one->next) {
			struct import_step step = {0};
			struct forti_values in;
			if (!forti_is(one, "intrazone", "allow"))
				continue;
			try(forti_interfaces(v, forti_get(one, "interface"), &in));
			try(import_match_list(v->m, &step, ZONE_FIELD_FROM, &in.list, false));
			try(import_match_list(v->m, &step, ZONE_FIELD_TO, &in.list, false));
			try(import_end_step(v->m, &v->first, &step, ZONE_VERDICT_ACCEPT, NULL,
					    (struct zone_step){.line = one->line,
							       .label = VIEW("system zone"),
							       .comment = one->name}));
		}
	return OK;
}

/* --- virtual domains --- */

/* Interfaces that the device has, so that it can be said which of the policy's it knows. */
static void name_interfaces(struct forti_vdom *v)
{
	const struct forti_node *s = forti_section(v->global, "system interface");
	uint8_t at;
	for (; s; s = forti_section(s->next, "system interface"))
		for (const struct forti_node *one = s->children; one; one = one->next)
			if (import_ours(v->m, one->name, &at))
				v->m->named[at] = true;
}

static enum err read_vdom(struct forti_vdom *v, struct zone_chain **ret)
{
	struct zone_chain *chain = arena_alloc(v->m->mem, sizeof *chain);
	if (!chain)
		return E_NO_MEMORY;
	try(forti_objects(v));
	try(look_at_settings(v));
	try(look_at_sections(v));
	try(look_at_switches(v));
	name_interfaces(v);
	try(open_zones(v));
	try(forti_policies(v, "firewall policy"));
	try(forti_policies(v, "firewall policy6"));
	for (uint32_t i = 0; i < v->steps.n; i++) {
		struct zone_step *rows =
		    import_grow(v->m, v->first.rows, v->first.n, &v->first.room, sizeof *rows);
		if (!rows)
			return E_NO_MEMORY;
		rows[v->first.n++] = v->steps.rows[i];
		v->first.rows = rows;
	}
	*chain = (struct zone_chain){.family = VIEW("FortiGate"),
				     .table = v->name,
				     .name = VIEW("firewall policy"),
				     .steps = v->first.rows,
				     .steps_count = v->first.n};
	*ret = chain;
	return OK;
}

/* A virtual domain's sections may stand in several "config vdom": the first lists the names. */
static enum err find_vdoms(struct import *m, const struct forti_node *root, struct vdoms *ret)
{
	const struct forti_node *global = forti_section(root->children, "global");
	const struct forti_node *s = forti_section(root->children, "vdom");
	for (; s; s = forti_section(s->next, "vdom"))
		for (const struct forti_node *one = s->children; one; one = one->next) {
			struct forti_vdom *rows =
			    import_grow(m, ret->rows, ret->n, &ret->room, sizeof *rows);
			if (!rows)
				return E_NO_MEMORY;
			ret->rows = rows;
			m->line = one->line;
			if (ret->n == VDOMS_MAX)
				return import_refuse(m, ZONE_PROBLEM_LIMIT, one->name);
			if (!one->children)
				continue;
			for (uint32_t i = 0; i < ret->n; i++)
				if (view_eq(rows[i].name, one->name))
					return import_refuse(m, ZONE_PROBLEM_TWICE, one->name);
			rows[ret->n++] =
			    (struct forti_vdom){.m = m,
						.name = one->name,
						.own = one->children,
						.global = global ? global->children : NULL};
		}
	return OK;
}

static enum err all_vdoms(struct import *m, const struct forti_node *root, struct vdoms *ret)
{
	try(find_vdoms(m, root, ret));
	if (ret->n == 0) {
		ret->rows = arena_alloc(m->mem, sizeof *ret->rows);
		if (!ret->rows)
			return E_NO_MEMORY;
		ret->rows[ret->n++] =
		    (struct forti_vdom){.m = m, .own = root->children, .global = root->children};
	}
	for (uint32_t i = 0; i < ret->n; i++)
		ret->rows[i].alone = ret->n == 1;
	return OK;
}

bool import_is_forti(struct view text)
{
	static const char *const heads[] = {"config firewall ", "config system ", "config vdom",
					    "config global"};
	if (view_starts(text, VIEW("#config-version=")))
		return true;
	for (unsigned i = 0; i < 5000 && text.n > 0; i++) {
		struct view line = view_trim(view_take(&text, '\n'));
		for (size_t k = 0; k < array_len(heads); k++)
			if (view_starts(line, view_str(heads[k])))
				return true;
	}
	return false;
}

enum err import_forti(struct import *m, struct view text, struct zone_ruleset *ret)
{
	struct forti_node *root;
	struct vdoms vdoms = {0};
	struct import_steps steps = {0};
	struct zone_chain *base = arena_alloc(m->mem, sizeof *base);
	const struct zone_chain **bases = arena_array(m->mem, 1, sizeof(void *));
	if (!base || !bases)
		return E_NO_MEMORY;
	try(forti_parse(m, text, &root));
	try(all_vdoms(m, root, &vdoms));
	for (uint32_t i = 0; i < vdoms.n; i++) {
		struct zone_chain *chain;
		struct import_step s = {0};
		try(read_vdom(&vdoms.rows[i], &chain));
		try(import_end_step(m, &steps, &s, ZONE_VERDICT_JUMP, chain,
				    (struct zone_step){.line = 1, .label = VIEW("vdom")}));
	}
	*base = (struct zone_chain){.family = VIEW("FortiGate"),
				    .name = VIEW("vdom"),
				    .steps = steps.rows,
				    .steps_count = steps.n,
				    .drops = true};
	bases[0] = base;
	ret->bases = bases;
	ret->bases_count = 1;
	m->rules -= vdoms.n;
	return OK;
}
