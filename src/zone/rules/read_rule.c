/* SPDX-License-Identifier: Apache-2.0
 * read_rule.c: the statements of a chain's rules, and what of them nft leaves unsaid.
 */
#include "zone/rules/read.h"

static enum err target(struct reader *r, json_t *where, unsigned depth,
		       const struct zone_chain **ret)
{
	const char *name = text_of(where, "target");
	struct draft *at = r->at, *to = reader_chain(r, name);
	if (!to)
		return reader_refuse(r, ZONE_PROBLEM_NAME, name ? name : "target");
	uint64_t handle = r->handle;
	try(reader_steps(r, to, depth + 1));
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

/* What it says may hold or not: the statements behind it may not be reached. */
static void perhaps(struct rule *rule)
{
	rule->matches[rule->matches_count++] =
	    (struct zone_match){.protocol = ZONE_ANY_PROTOCOL, .unknown = true};
}

/* A rule ends where a value cannot be had: what stands in no map, a mark without a connection. */
static bool is_fixed(json_t *value)
{
	return !json_is_object(value);
}

/* A counter of a map's choice. */
static bool is_chosen(json_t *counter)
{
	return json_object_get(counter, "map") != NULL;
}

/* nft does not list that it asks for the family, or the protocol, that the answer belongs to. */
static enum err needs_of_reject(struct reader *r, json_t *reject, struct rule *rule)
{
	static const struct {
		const char *type;
		uint8_t family;
		uint16_t protocol;
	} rows[] = {{"icmp", 4, ZONE_ANY_PROTOCOL},
		    {"icmpv6", 6, ZONE_ANY_PROTOCOL},
		    {"icmpx", 0, ZONE_ANY_PROTOCOL},
		    {"tcp reset", 0, 6}};
	const char *type = text_of(reject, "type");
	for (size_t i = 0; i < array_len(rows); i++)
		if (same(type, rows[i].type)) {
			rule->matches[rule->matches_count++] = (struct zone_match){
			    .family = rows[i].family, .protocol = rows[i].protocol};
			return OK;
		}
	return type ? reader_refuse(r, ZONE_PROBLEM_VALUE, type) : OK;
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
	bool mark = same(word, "mangle") && is_mark(value);
	if (in_list(word, moody, array_len(moody)) ||
	    (mark && !is_fixed(json_object_get(value, "value"))) ||
	    (same(word, "counter") && is_chosen(value)))
		perhaps(rule);
	if (mark || in_list(word, moody, array_len(moody)) ||
	    in_list(word, neutral, array_len(neutral)))
		return OK;
	if (same(word, "vmap"))
		return verdict_map(r, value, rule);
	if (same(word, "reject"))
		try(needs_of_reject(r, value, rule));
	try(verdict(r, word, value, rule->depth, o, &is));
	if (!is)
		return reader_refuse(r, ZONE_PROBLEM_STATEMENT, word);
	rule->outcomes = o;
	rule->outcomes_count = 1;
	return OK;
}

/* `meta nfproto ipv4 meta l4proto icmp` is listed without its first part, and so is ICMPv6's: in
 * the other family such a rule matches, or does not. */
static void loosen_icmp(const struct reader *r, struct rule *rule)
{
	bool family = r->at->chain.only != 0;
	for (size_t i = 0; i < rule->matches_count; i++) {
		const struct zone_match *m = &rule->matches[i];
		family = family || m->family != 0 ||
			 (m->columns == 1 && m->field[0] == ZONE_FIELD_FAMILY);
	}
	for (size_t i = 0; i < rule->matches_count && !family; i++) {
		struct zone_match *m = &rule->matches[i];
		if (m->columns == 1 && m->field[0] == ZONE_FIELD_PROTOCOL && m->elements == 1 &&
		    (m->ranges->first[0] == POLICY_ICMP || m->ranges->first[0] == POLICY_ICMPV6))
			m->loose = true;
	}
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
	loosen_icmp(r, &made);
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

enum err reader_steps(struct reader *r, struct draft *d, unsigned depth)
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
