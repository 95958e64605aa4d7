/* SPDX-License-Identifier: Apache-2.0
 * read.c: the listing's objects, and the statements of the rules on the forward path.
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

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
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
	*ret_changing =
	    has_flag(set, "dynamic") || has_flag(set, "timeout") || json_object_get(set, "timeout");
	*ret = json_object_get(set, "elem");
	if (*ret && !json_is_array(*ret))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, text);
	if (!*ret) { /* an empty set has no such key */
		static const char none[] = "none";
		*ret = json_object_get(r->sets, none);
	}
	return OK;
}

/* --- statements --- */

static enum err make_steps(struct reader *r, struct draft *d, unsigned depth);

static enum err target(struct reader *r, json_t *where, unsigned depth,
		       const struct zone_chain **ret)
{
	const char *name = text_of(where, "target");
	json_t *number = find(r, r->chains, name);
	if (!number)
		return reader_refuse(r, ZONE_PROBLEM_NAME, name ? name : "target");
	struct draft *to = &r->drafts[json_integer_value(number)];
	struct draft *at = r->at;
	uint64_t handle = r->handle;
	try(make_steps(r, to, depth + 1));
	r->at = at;
	r->handle = handle;
	/* One made before may stand on others, deeper than the way here. */
	at->height = max_of(at->height, to->height + 1);
	if (at->height > ZONE_JUMPS_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LOOP, name);
	*ret = &to->chain;
	return OK;
}

/* {"accept": null}, {"jump": {"target": ...}} ...; false in *ret_is: it is no verdict. */
static enum err verdict(struct reader *r, const char *word, json_t *value, unsigned depth,
			struct zone_outcome *ret, bool *ret_is)
{
	static const struct {
		const char *word;
		enum zone_verdict verdict;
	} words[] = {{"accept", ZONE_VERDICT_ACCEPT}, {"drop", ZONE_VERDICT_DROP},
		     {"reject", ZONE_VERDICT_DROP},   {"continue", ZONE_VERDICT_NONE},
		     {"return", ZONE_VERDICT_RETURN}, {"jump", ZONE_VERDICT_JUMP},
		     {"goto", ZONE_VERDICT_GOTO}};
	*ret_is = false;
	for (size_t i = 0; i < array_len(words); i++)
		if (same(words[i].word, word)) {
			*ret_is = true;
			ret->verdict = words[i].verdict;
			bool goes =
			    ret->verdict == ZONE_VERDICT_JUMP || ret->verdict == ZONE_VERDICT_GOTO;
			return goes ? target(r, value, depth, &ret->to) : OK;
		}
	return OK;
}

struct rule {
	struct zone_match *matches;
	struct zone_outcome *outcomes;
	size_t matches_count, outcomes_count;
	unsigned depth;
};

static enum err map_outcome(struct reader *r, json_t *pair, const struct zone_match *left,
			    struct rule *rule)
{
	struct zone_outcome *o = &rule->outcomes[rule->outcomes_count];
	json_t *key = json_array_get(pair, 0), *to = json_array_get(pair, 1);
	void *it = json_object_iter(to);
	bool is = false;
	if (json_array_size(pair) != 2 || json_object_size(to) != 1)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "vmap");
	try(verdict(r, json_object_iter_key(it), json_object_iter_value(it), rule->depth, o, &is));
	if (!is)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "vmap");
	struct zone_match *m = arena_alloc(r->mem, sizeof *m);
	if (!m)
		return E_NO_MEMORY;
	*m = *left;
	try(read_elements(r, &key, 1, m));
	m->unknown = m->unknown || m->loose;
	o->when = m;
	rule->outcomes_count++;
	return OK;
}

/* A map that packets or time may change could hold any of its elements, or not: all unknown. What
 * is left ("*") comes last. */
static enum err verdict_map(struct reader *r, json_t *map, struct rule *rule)
{
	struct zone_match left;
	json_t *pairs, *rest = NULL;
	bool changing;
	try(read_left(r, json_object_get(map, "key"), &left));
	try(reader_values(r, json_object_get(map, "data"), &pairs, &changing));
	left.unknown = left.unknown || changing;
	if (!pairs)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "vmap");
	size_t n = json_array_size(pairs);
	if (n > ZONE_ELEMENTS_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LIMIT, "vmap");
	rule->outcomes = arena_array(r->mem, n + 1, sizeof *rule->outcomes);
	if (!rule->outcomes)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++) {
		json_t *pair = json_array_get(pairs, i);
		if (same(json_string_value(json_array_get(pair, 0)), "*") && !rest)
			rest = pair;
		else
			try(map_outcome(r, pair, &left, rule));
	}
	if (!rest)
		return OK;
	json_t *to = json_array_get(rest, 1);
	void *it = json_object_iter(to);
	struct zone_outcome *o = &rule->outcomes[rule->outcomes_count++];
	bool is = false;
	if (json_array_size(rest) == 2 && json_object_size(to) == 1)
		try(verdict(r, json_object_iter_key(it), json_object_iter_value(it), rule->depth, o,
			    &is));
	/* Only where the key can be read at all. */
	struct zone_match *needs = arena_alloc(r->mem, sizeof *needs);
	if (!needs)
		return E_NO_MEMORY;
	*needs = (struct zone_match){
	    .family = left.family, .protocol = left.protocol, .unknown = left.unknown};
	for (size_t i = 0; i < left.columns; i++)
		needs->unknown = needs->unknown || left.field[i] == ZONE_FIELD_MAC;
	o->when = needs;
	return is ? OK : reader_refuse(r, ZONE_PROBLEM_SHAPE, "vmap");
}

static bool in_list(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (same(word, list[i]))
			return true;
	return false;
}

/* Marks change nothing that is asked about here; what is written into a packet would. */
static bool is_mark(json_t *mangle)
{
	static const char *const meta[] = {"mark", "priority", "nftrace", "secmark"};
	static const char *const ct[] = {"mark", "label", "event", "secmark"};
	json_t *key = json_object_get(mangle, "key");
	return json_object_size(key) == 1 &&
	       (in_list(text_of(json_object_get(key, "meta"), "key"), meta, array_len(meta)) ||
		in_list(text_of(json_object_get(key, "ct"), "key"), ct, array_len(ct)));
}

static enum err statement(struct reader *r, const char *word, json_t *value, struct rule *rule)
{
	/* Let everything through to the next statement. */
	static const char *const neutral[] = {"counter", "log", "last", "comment"};
	/* Let through what they choose, by time, amount or memory. */
	static const char *const moody[] = {"limit", "quota", "ct count", "set"};
	struct zone_outcome *o = arena_alloc(r->mem, sizeof *o);
	bool is;
	if (!o)
		return E_NO_MEMORY;
	if (rule->outcomes_count > 0)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, word);
	if (same(word, "match"))
		return read_match(r, value, &rule->matches[rule->matches_count++]);
	if (in_list(word, moody, array_len(moody))) {
		rule->matches[rule->matches_count++] =
		    (struct zone_match){.protocol = ZONE_ANY_PROTOCOL, .unknown = true};
		return OK;
	}
	if (in_list(word, neutral, array_len(neutral)) || (same(word, "mangle") && is_mark(value)))
		return OK;
	if (same(word, "vmap"))
		return verdict_map(r, value, rule);
	try(verdict(r, word, value, rule->depth, o, &is));
	if (!is)
		return reader_refuse(r, ZONE_PROBLEM_STATEMENT, word);
	rule->outcomes = o;
	rule->outcomes_count = 1;
	return OK;
}

static enum err make_step(struct reader *r, json_t *rule, unsigned depth, struct zone_step *ret)
{
	json_t *expr = json_object_get(rule, "expr");
	const char *comment = text_of(rule, "comment");
	size_t n = json_array_size(expr);
	struct rule made = {.depth = depth};
	r->handle = (uint64_t)json_integer_value(json_object_get(rule, "handle"));
	if (!json_is_array(expr))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "expr");
	made.matches = arena_array(r->mem, n + 1, sizeof *made.matches);
	if (!made.matches)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_array_get(expr, i);
		void *it = json_object_iter(one);
		/* "flow", "notrack", "xt": some of these come as a bare word. */
		const char *word = json_string_value(one);
		if (!it || json_object_size(one) != 1)
			return reader_refuse(r, word ? ZONE_PROBLEM_STATEMENT : ZONE_PROBLEM_SHAPE,
					     word ? word : "expr");
		try(statement(r, json_object_iter_key(it), json_object_iter_value(it), &made));
	}
	*ret = (struct zone_step){.handle = r->handle,
				  .matches = made.matches,
				  .outcomes = made.outcomes,
				  .matches_count = (uint32_t)made.matches_count,
				  .outcomes_count = (uint32_t)made.outcomes_count};
	if (comment) {
		ret->comment = arena_copy(r->mem, view_str(comment));
		return ret->comment.p ? OK : E_NO_MEMORY;
	}
	return OK;
}

static enum err make_steps(struct reader *r, struct draft *d, unsigned depth)
{
	size_t n = 0;
	if (d->done)
		return OK;
	if (depth > ZONE_JUMPS_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LOOP, (const char *)d->chain.name.p);
	for (const struct link *l = d->first; l; l = l->next)
		n++;
	struct zone_step *steps = arena_array(r->mem, max_of(n, (size_t)1), sizeof *steps);
	if (!steps)
		return E_NO_MEMORY;
	n = 0;
	for (const struct link *l = d->first; l; l = l->next) {
		r->at = d;
		try(make_step(r, l->rule, depth, &steps[n++]));
	}
	r->handle = 0;
	r->rules += (uint32_t)n;
	d->chain.steps = steps;
	d->chain.steps_count = (uint32_t)n;
	d->done = true;
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
	return OK;
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
	return make_steps(r, d, 0);
}

static enum err read_path(struct reader *r, struct zone_ruleset *ret)
{
	uint32_t n = 0;
	const struct zone_chain **bases =
	    arena_array(r->mem, (size_t)r->drafts_count + 1, sizeof *bases);
	if (!bases)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < r->drafts_count; i++)
		try(one_base(r, &r->drafts[i], bases, &n));
	qsort(bases, n, sizeof *bases, by_priority);
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
