/* SPDX-License-Identifier: Apache-2.0
 * read.c: the listing's objects, and the base chains of the forward path.
 */
#include "zone/rules/read.h"

const struct zone_problem_text *zone_problem_text(enum zone_problem_code code)
{
	static const struct zone_problem_text texts[] = {
#define ZONE_PROBLEM(name, ja, en) {ja, en},
#include "tbl/zone_problems.h"
#undef ZONE_PROBLEM
	};
	assert(code < array_len(texts));
	return &texts[code];
}

enum err reader_refuse(struct reader *r, enum zone_problem_code code, const char *what)
{
	struct zone_problem *p = r->problem;
	p->code = code;
	p->line = 0;
	(void)snprintf(p->what, sizeof p->what, "%s", what);
	p->where[0] = '\0';
	if (!r->at)
		return E_CONFIG;
	const struct zone_chain *c = &r->at->chain;
	(void)snprintf(p->where, sizeof p->where, "table %.*s %.*s, chain %.*s", (int)c->family.n,
		       (const char *)c->family.p, (int)c->table.n, (const char *)c->table.p,
		       (int)c->name.n, (const char *)c->name.p);
	size_t n = strlen(p->where);
	if (r->handle)
		(void)snprintf(p->where + n, sizeof p->where - n, ", handle %llu",
			       (unsigned long long)r->handle);
	return E_CONFIG;
}

/* --- names --- */

/* No part holds a NUL (jansson refuses it) or a tab (nft's names have none; a file's may: refused).
 */
static enum err key_of(struct reader *r, const char *family, const char *table, const char *name,
		       struct buf *ret)
{
	if (!family || !table || !name || strchr(table, '\t') || strchr(name, '\t'))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, name ? name : "name");
	buf_fmt(ret, "%s\t%s\t%s", family, table, name);
	buf_u8(ret, 0);
	return ret->err == OK ? OK : reader_refuse(r, ZONE_PROBLEM_LIMIT, "name");
}

static json_t *find(struct reader *r, json_t *in, const char *name)
{
	scope_end(buf_free) struct buf key = buf_new(1024);
	const struct zone_chain *c = &r->at->chain;
	/* These are NUL-terminated: arena_copy. */
	if (!name || key_of(r, (const char *)c->family.p, (const char *)c->table.p, name, &key))
		return NULL;
	return json_object_get(in, (const char *)key.p);
}

json_t *reader_set(struct reader *r, const char *name)
{
	return find(r, r->sets, name);
}

struct draft *reader_chain(struct reader *r, const char *name)
{
	json_t *number = find(r, r->chains, name);
	return number ? &r->drafts[json_integer_value(number)] : NULL;
}

static bool has_flag(json_t *object, const char *flag)
{
	json_t *flags = json_object_get(object, "flags");
	if (same(json_string_value(flags), flag))
		return true;
	for (size_t i = 0; i < json_array_size(flags); i++)
		if (same(json_string_value(json_array_get(flags, i)), flag))
			return true;
	return false;
}

/* Set in a set's object: a rule adds to it or takes from it. nft 1.0.6 lists no flag of that. */
static const char changed_by_rule[] = "changed by a rule";

enum err reader_values(struct reader *r, json_t *right, json_t **ret, bool *ret_changing)
{
	const char *text = json_string_value(right);
	json_t *anonymous = json_object_get(right, "set");
	*ret = NULL;
	*ret_changing = false;
	if (anonymous) {
		*ret = anonymous;
		return json_is_array(anonymous) ? OK : reader_refuse(r, ZONE_PROBLEM_SHAPE, "set");
	}
	if (!text || text[0] != '@')
		return OK;
	json_t *set = reader_set(r, text + 1);
	if (!set)
		return reader_refuse(r, ZONE_PROBLEM_NAME, text);
	*ret_changing = has_flag(set, "dynamic") || has_flag(set, "timeout") ||
			json_object_get(set, "timeout") || json_object_get(set, changed_by_rule);
	*ret = json_object_get(set, "elem");
	if (*ret && !json_is_array(*ret))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, text);
	if (!*ret) { /* an empty set has no such key */
		static const char none[] = "none";
		*ret = json_object_get(r->sets, none);
	}
	return OK;
}

/* --- objects --- */

static enum err add_named(struct reader *r, json_t *in, json_t *object, json_t *value)
{
	scope_end(buf_free) struct buf key = buf_new(1024);
	const char *name = text_of(object, "name");
	try(key_of(r, text_of(object, "family"), text_of(object, "table"), name, &key));
	if (json_object_get(in, (const char *)key.p))
		return reader_refuse(r, ZONE_PROBLEM_TWICE, name);
	return json_object_set(in, (const char *)key.p, value) == 0 ? OK : E_NO_MEMORY;
}

static enum err copy_text(struct reader *r, json_t *object, const char *key, struct view *ret)
{
	*ret = arena_copy(r->mem, view_str(text_of(object, key)));
	return ret->p ? OK : E_NO_MEMORY;
}

static enum err add_chain(struct reader *r, json_t *object)
{
	json_t *number = json_integer(r->drafts_count);
	struct draft *d = &r->drafts[r->drafts_count];
	enum err e = number ? add_named(r, r->chains, object, number) : E_NO_MEMORY;
	json_decref(number);
	try(e);
	r->drafts_count++;
	const char *policy = text_of(object, "policy");
	d->last = &d->first;
	d->hook = text_of(object, "hook");
	d->type = text_of(object, "type");
	d->chain.priority = json_integer_value(json_object_get(object, "prio"));
	try(copy_text(r, object, "family", &d->chain.family));
	try(copy_text(r, object, "table", &d->chain.table));
	try(copy_text(r, object, "name", &d->chain.name));
	d->chain.only = view_eq(d->chain.family, VIEW("ip"))	? 4
			: view_eq(d->chain.family, VIEW("ip6")) ? 6
								: 0;
	d->chain.drops = same(policy, "drop");
	if (policy && !d->chain.drops && !same(policy, "accept"))
		return reader_refuse(r, ZONE_PROBLEM_VALUE, policy);
	return OK;
}

/* {"set": {"op": "add", "elem": ..., "set": "@name"}}: packets fill it. */
static enum err see_changes(struct reader *r, json_t *rule)
{
	json_t *statement;
	size_t i;
	json_array_foreach(json_object_get(rule, "expr"), i, statement)
	{
		scope_end(buf_free) struct buf key = buf_new(1024);
		const char *name = text_of(json_object_get(statement, "set"), "set");
		if (!name || name[0] != '@')
			continue;
		try(key_of(r, text_of(rule, "family"), text_of(rule, "table"), name + 1, &key));
		json_t *set = json_object_get(r->sets, (const char *)key.p);
		if (set && json_object_set_new(set, changed_by_rule, json_true()) != 0)
			return E_NO_MEMORY;
	}
	return OK;
}

static enum err add_rule(struct reader *r, json_t *object)
{
	scope_end(buf_free) struct buf key = buf_new(1024);
	const char *chain = text_of(object, "chain");
	try(key_of(r, text_of(object, "family"), text_of(object, "table"), chain, &key));
	json_t *number = json_object_get(r->chains, (const char *)key.p);
	if (!number)
		return reader_refuse(r, ZONE_PROBLEM_NAME, chain);
	struct draft *d = &r->drafts[json_integer_value(number)];
	struct link *l = arena_alloc(r->mem, sizeof *l);
	if (!l)
		return E_NO_MEMORY;
	l->rule = object;
	*d->last = l;
	d->last = &l->next;
	return see_changes(r, object);
}

static enum err add_table(struct reader *r, json_t *object)
{
	const char *name = text_of(object, "name");
	if (!name || !text_of(object, "family"))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "table");
	return json_object_get(object, "flags") ? reader_refuse(r, ZONE_PROBLEM_TABLE_FLAGS, name)
						: OK;
}

static enum err add_set(struct reader *r, json_t *object)
{
	return add_named(r, r->sets, object, object);
}

static enum err check_version(struct reader *r, json_t *object)
{
	json_t *version = json_object_get(object, "json_schema_version");
	return json_is_integer(version) && json_integer_value(version) == 1
		   ? OK
		   : reader_refuse(r, ZONE_PROBLEM_NOT_JSON, "json_schema_version");
}

/* They do nothing by themselves: the statement that uses one is seen. */
static enum err nothing(struct reader *r unused_arg, json_t *object unused_arg)
{
	return OK;
}

static enum err one_object(struct reader *r, json_t *one)
{
	static const struct {
		const char *word;
		enum err (*take)(struct reader *, json_t *);
	} rows[] = {
	    {"metainfo", check_version}, {"table", add_table},	  {"chain", add_chain},
	    {"rule", add_rule},		 {"set", add_set},	  {"map", add_set},
	    {"counter", nothing},	 {"quota", nothing},	  {"limit", nothing},
	    {"ct helper", nothing},	 {"ct timeout", nothing}, {"ct expectation", nothing},
	    {"secmark", nothing},	 {"synproxy", nothing}};
	void *it = json_object_iter(one);
	if (!it || json_object_size(one) != 1)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "nftables");
	for (size_t i = 0; i < array_len(rows); i++)
		if (same(rows[i].word, json_object_iter_key(it)))
			return rows[i].take(r, json_object_iter_value(it));
	return reader_refuse(r, ZONE_PROBLEM_OBJECT, json_object_iter_key(it));
}

/* Chains before rules: whatever order the listing has. */
static enum err read_objects(struct reader *r, json_t *list)
{
	size_t chains = 0, n = json_array_size(list);
	if (!json_is_array(list) || !json_object_get(json_array_get(list, 0), "metainfo"))
		return reader_refuse(r, ZONE_PROBLEM_NOT_JSON, "nftables");
	for (size_t i = 0; i < n; i++)
		chains += json_object_get(json_array_get(list, i), "chain") != NULL;
	if (chains > ZONE_CHAINS_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LIMIT, "chain");
	r->drafts = arena_array(r->mem, chains + 1, sizeof *r->drafts);
	if (!r->drafts)
		return E_NO_MEMORY;
	for (int rules = 0; rules < 2; rules++)
		for (size_t i = 0; i < n; i++) {
			json_t *one = json_array_get(list, i);
			if ((json_object_get(one, "rule") != NULL) == (rules == 1))
				try(one_object(r, one));
		}
	return OK;
}

/* --- the path --- */

static int by_priority(const void *a, const void *b)
{
	const struct zone_chain *x = *(const struct zone_chain *const *)a;
	const struct zone_chain *y = *(const struct zone_chain *const *)b;
	return (x->priority > y->priority) - (x->priority < y->priority);
}

static enum err one_base(struct reader *r, struct draft *d, const struct zone_chain **bases,
			 uint32_t *n)
{
	static const char *const outside[] = {"input", "output"};
	static const char *const only_drop[] = {"prerouting", "postrouting", "ingress", "egress"};
	bool ip = view_eq(d->chain.family, VIEW("inet")) || d->chain.only;
	r->at = d;
	r->handle = 0;
	if (!d->hook || in_list(d->hook, outside, array_len(outside)))
		return OK;
	/* Frames of a bridge go round the hook that is proved. */
	if (view_eq(d->chain.family, VIEW("bridge")))
		return reader_refuse(r, ZONE_PROBLEM_OBJECT, "bridge");
	if (ip && same(d->hook, "forward")) {
		if (!same(d->type, "filter"))
			return reader_refuse(r, ZONE_PROBLEM_OBJECT, d->type ? d->type : "type");
		bases[(*n)++] = &d->chain;
	} else if (!in_list(d->hook, only_drop, array_len(only_drop))) {
		return reader_refuse(r, ZONE_PROBLEM_OBJECT, d->hook);
	}
	return reader_steps(r, d, 0);
}

static enum err read_path(struct reader *r, struct zone_ruleset *ret)
{
	uint32_t n = 0;
	const struct zone_chain **bases =
	    arena_array(r->mem, (size_t)r->drafts_count + 1, sizeof(void *));
	if (!bases)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < r->drafts_count; i++)
		try(one_base(r, &r->drafts[i], bases, &n));
	qsort(bases, n, sizeof(void *), by_priority);
	*ret = (struct zone_ruleset){.bases = bases,
				     .bases_count = n,
				     .rules_count = r->rules,
				     .names = (const char(*)[ZONE_INTERFACE_MAX])r->names,
				     .names_count = r->names_count};
	return OK;
}

static enum err prepare(struct reader *r, const struct zone_allowed *allowed)
{
	r->names = arena_array(r->mem, ZONE_INTERFACES_MAX, sizeof *r->names);
	r->sets = json_object();
	r->chains = json_object();
	if (!r->names || !r->sets || !r->chains ||
	    json_object_set_new(r->sets, "none", json_array()) != 0)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < allowed->interfaces_count; i++)
		memcpy(r->names[i], allowed->interfaces[i].name, ZONE_INTERFACE_MAX);
	r->names_count = allowed->interfaces_count;
	return OK;
}

enum err zone_read(struct view json, const struct zone_allowed *allowed, struct arena *mem,
		   struct zone_ruleset *ret, struct zone_problem *ret_problem)
{
	struct reader r = {.mem = mem, .problem = ret_problem};
	json_error_t why;
	if (json.n > ZONE_RULESET_FILE_MAX)
		return reader_refuse(&r, ZONE_PROBLEM_LIMIT, "64 MB");
	json_t *root = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, &why);
	enum err e =
	    root ? prepare(&r, allowed) : reader_refuse(&r, ZONE_PROBLEM_NOT_JSON, why.text);
	if (e == OK)
		e = read_objects(&r, json_object_get(root, "nftables"));
	if (e == OK)
		e = read_path(&r, ret);
	json_decref(r.sets);
	json_decref(r.chains);
	json_decref(root);
	return e;
}
