/* SPDX-License-Identifier: Apache-2.0
 * watch_own.c: what the proof does not look at in our own table: the boundary's own input and
 * output, the check of sources, and that no answer is let on without the generation's mark. A drop
 * in our chains counts whatever other tables accept, so ours alone are looked at.
 *
 * Not a second model: each rule must be of a shape that the compiler writes (compile.c).
 */
#include <jansson.h>

#include "zone/rules/compile.h"
#include "zone/live/watch_parts.h"

#define META(key) "{\"left\":{\"meta\":{\"key\":\"" key "\"}},\"op\":\"==\",\"right\":\"lo\"}"
#define FIELD(protocol, field, right)                                              \
	"{\"left\":{\"payload\":{\"field\":\"" field "\",\"protocol\":\"" protocol \
	"\"}},\"op\":\"==\",\"right\":" right "}"

/* The matches of what the boundary itself may take in and send. */
static const char *const own_accepts[] = {
    "[" META("iifname") "]",
    "[" META("oifname") "]",
    "[" FIELD("ip6", "hoplimit", "255") "," FIELD(
	"icmpv6", "type", "{\"set\":[\"nd-neighbor-solicit\",\"nd-neighbor-advert\"]}") "]",
    "[" FIELD(
	"icmp", "type",
	"{\"set\":[\"destination-unreachable\",\"time-exceeded\",\"parameter-problem\"]}") "]",
    "[" FIELD("icmpv6", "type",
	      "{\"set\":[\"destination-unreachable\",\"packet-too-big\",\"time-exceeded\","
	      "\"parameter-problem\"]}") "]",
};

struct table {
	const json_t *list;
	bool input, output; /* the base chain is there, and drops */
	uint32_t sources;   /* rules that drop a source of another interface */
};

static const char *word(const json_t *x, const char *key)
{
	const char *s = json_string_value(json_object_get(x, key));
	return s ? s : "";
}

static bool is(const json_t *x, const char *key, const char *want)
{
	return strcmp(word(x, key), want) == 0;
}

static bool is_ours(const json_t *x)
{
	return is(x, "family", "inet") && is(x, "table", ZONE_TABLE);
}

/* The hook of our base chain of that name; "" for one that is jumped to. */
static const char *hook_of(const struct table *t, const char *name)
{
	const json_t *object;
	size_t i;
	json_array_foreach(t->list, i, object)
	{
		const json_t *chain = json_object_get(object, "chain");
		if (chain && is_ours(chain) && is(chain, "name", name))
			return word(chain, "hook");
	}
	return "";
}

/* --- rules --- */

static bool is_own_accept(const json_t *expr)
{
	const json_t *statement;
	size_t i;
	bool found = false;
	json_t *matches = json_array();
	json_array_foreach(expr, i, statement)
	{
		json_t *match = json_object_get(statement, "match");
		if (match && json_array_append(matches, match) != 0)
			break;
	}
	char *text = json_dumps(matches, JSON_COMPACT | JSON_SORT_KEYS);
	for (size_t k = 0; text && k < array_len(own_accepts); k++)
		found = found || strcmp(text, own_accepts[k]) == 0;
	free(text);
	json_decref(matches);
	return found;
}

static bool asks_fib(const json_t *match)
{
	return json_object_get(json_object_get(match, "left"), "fib") != NULL;
}

/* Only jumps: an accept in a map would be without a mark. */
static bool only_jumps(const json_t *vmap)
{
	const json_t *set = json_object_get(json_object_get(vmap, "data"), "set"), *pair;
	size_t i;
	json_array_foreach(set, i, pair)
	{
		if (!json_object_get(json_array_get(pair, 1), "jump"))
			return false;
	}
	return json_is_array(set);
}

struct seen {
	bool accept, drop, fib, other, jump;
	bool asks, sets, begins; /* for the mark; the mark; for what begins a flow */
};

static bool asks_new(const json_t *match)
{
	json_t *left = json_object_get(match, "left");
	return is(json_object_get(left, "ct"), "key", "state") && is(match, "right", "new") &&
	       (is(match, "op", "in") || is(match, "op", "=="));
}

static struct seen look_over(const json_t *expr)
{
	static const char *const plain[] = {"log", "counter", "match", "drop", "accept"};
	struct seen s = {0};
	const json_t *statement;
	size_t i;
	json_array_foreach(expr, i, statement)
	{
		const json_t *x = json_object_get(statement, "match");
		bool known = json_object_get(statement, "mangle") != NULL;
		for (size_t k = 0; k < array_len(plain); k++)
			known = known || json_object_get(statement, plain[k]);
		s.fib = s.fib || asks_fib(x);
		s.accept = s.accept || json_object_get(statement, "accept");
		s.drop = s.drop || json_object_get(statement, "drop");
		s.begins = s.begins || asks_new(x);
		s.asks =
		    s.asks || (zone_watch_is_mark(json_object_get(x, "left")) && is(x, "op", "=="));
		x = json_object_get(json_object_get(statement, "mangle"), "key");
		s.sets = s.sets || zone_watch_is_mark(x);
		s.other = s.other || (x && !zone_watch_is_mark(x));
		x = json_object_get(statement, "vmap");
		s.jump = s.jump || x;
		s.other = s.other || (x ? !only_jumps(x) : !known);
	}
	return s;
}

static bool as_compiled(struct table *t, const json_t *rule)
{
	const json_t *expr = json_object_get(rule, "expr");
	const char *hook = hook_of(t, word(rule, "chain"));
	struct seen s = look_over(expr);
	if (s.other || (s.accept && s.drop))
		return false;
	if (strcmp(hook, "input") == 0 || strcmp(hook, "output") == 0)
		return !s.jump && !s.sets && (!s.accept || is_own_accept(expr));
	if (strcmp(hook, "prerouting") == 0) {
		t->sources += s.fib && s.drop;
		return !s.jump && !s.sets && !s.accept;
	}
	/* The mark is asked for, or it is given to what begins: never to what an older rule set let
	 * in. */
	return s.sets ? s.accept && s.begins : !s.accept || s.asks;
}

static bool look_at_chain(struct table *t, const json_t *chain)
{
	const char *hook = word(chain, "hook");
	bool drops = is(chain, "policy", "drop");
	t->input = t->input || (strcmp(hook, "input") == 0 && drops);
	t->output = t->output || (strcmp(hook, "output") == 0 && drops);
	/* One of each: what a second adds is not ours. */
	return !hook[0] ||
	       strcmp(word(chain, "name"), strcmp(hook, "prerouting") == 0 ? "b_source"
					   : strcmp(hook, "forward") == 0  ? "b_forward"
					   : strcmp(hook, "input") == 0	   ? "b_input"
									   : "b_output") == 0;
}

void zone_watch_look_own(const json_t *list, uint32_t interfaces, struct zone_watch_report *ret)
{
	struct table t = {.list = list};
	const json_t *object;
	size_t i;
	ret->intact = true;
	json_array_foreach(list, i, object)
	{
		const json_t *chain = json_object_get(object, "chain");
		const json_t *rule = json_object_get(object, "rule");
		bool right = true;
		if (chain && is_ours(chain))
			right = look_at_chain(&t, chain);
		if (rule && is_ours(rule))
			right = as_compiled(&t, rule);
		if (right || !ret->intact)
			continue;
		ret->intact = false;
		(void)snprintf(
		    ret->odd, sizeof ret->odd, "chain %.60s, handle %lld",
		    chain ? word(chain, "name") : word(rule, "chain"),
		    (long long)json_integer_value(json_object_get(chain ? chain : rule, "handle")));
	}
	if (ret->intact && !(t.input && t.output && t.sources == 2 * interfaces)) {
		ret->intact = false;
		(void)snprintf(ret->odd, sizeof ret->odd, "%s",
			       t.input && t.output ? "b_source"
			       : t.input	   ? "b_output"
						   : "b_input");
	}
	zone_watch_clean(ret->odd);
}
