/* SPDX-License-Identifier: Apache-2.0
 * import_iptables.c: what iptables-save and ip6tables-save print (iptables-save(8), iptables(8),
 * iptables-extensions(8)): tables, chains and rules, in the order in which they are asked.
 *
 * Read as rules: the filter table's FORWARD and what it jumps to. Everything else can only drop
 * more, and is looked at for targets that change packets or take them out of the path. Extensions
 * that only ask (-m) and are not known may match or not.
 */
#include "zone/import/import_parts.h"

#define TOKENS_MAX 512
#define CHAINS_MAX 20000

struct rule_line {
	struct view text;
	uint32_t line;
	struct rule_line *next;
};

struct table_chain {
	struct zone_chain chain;
	struct rule_line *first, **last;
	uint32_t height;
	bool done, busy;
};

struct token {
	struct view text;
	bool quoted;
};
/* One run of iptables-save follows another: the head of each says of which family it is. */
struct tables {
	struct import *m;
	struct token tokens[TOKENS_MAX]; /* of the rule that is read */
	struct import_index chains;	 /* "4 filter NAME" */
	struct table_chain *forward[2];
	uint8_t family; /* of what is being read: 0, 4 or 6 */
	struct view table;
};

struct rule {
	struct tables *t;
	struct token *tokens;
	size_t n, at;
	bool negated;	   /* of the option that is read now */
	uint16_t protocol; /* after -p, not negated; else ZONE_ANY_PROTOCOL */
	struct import_step step;
	struct view comment;
	uint8_t family;
};

/* --- words of a line --- */

/* Quotes as xtables writes them: around what is no plain word, a backslash before " and \. */
static enum err next_token(struct rule *r, struct cursor *c)
{
	struct import *m = r->t->m;
	struct token *t = &r->tokens[r->n];
	size_t left = cursor_left(c), n = 0;
	if (r->n == TOKENS_MAX)
		return import_refuse(m, ZONE_PROBLEM_LIMIT, VIEW("512 words"));
	t->quoted = c->v.p[c->at] == '"';
	if (!t->quoted) {
		struct view rest = view_sub(c->v, c->at, left);
		t->text = view_take(&rest, ' ');
		c->at += t->text.n;
		r->n++;
		return OK;
	}
	uint8_t *to = arena_alloc(m->mem, left);
	if (!to)
		return E_NO_MEMORY;
	c->at++;
	while (cursor_left(c) > 0 && c->v.p[c->at] != '"') {
		if (c->v.p[c->at] == '\\')
			c->at++;
		to[n++] = cursor_u8(c);
	}
	if (cursor_u8(c) != '"')
		return import_refuse(m, ZONE_PROBLEM_SHAPE, VIEW("\""));
	t->text = view_of(to, n);
	r->n++;
	return OK;
}

static enum err split(struct rule *r, struct view line)
{
	struct cursor c = cursor_of(line);
	while (cursor_left(&c) > 0) {
		if (c.v.p[c.at] == ' ')
			c.at++;
		else
			try(next_token(r, &c));
	}
	return OK;
}

static enum err argument(struct rule *r, struct view *ret)
{
	if (r->at == r->n)
		return import_refuse(r->t->m, ZONE_PROBLEM_SHAPE, r->tokens[r->n - 1].text);
	*ret = r->tokens[r->at++].text;
	return OK;
}

/* --- matches --- */

static enum err add_one(struct rule *r, enum zone_field field, struct zone_range row)
{
	struct import_list list = {.columns = 1};
	try(import_add(r->t->m, &list, &row));
	return import_match_list(r->t->m, &r->step, field, &list, r->negated);
}

static enum err address(struct rule *r, enum zone_field field)
{
	struct view text = {0};
	struct zone_range row = {0};
	bool v6 = false;
	try(argument(r, &text));
	if (!import_addresses(text, true, &row, &v6) || v6 != (r->family == 6))
		return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, text);
	return add_one(r, field, row);
}

static enum err source(struct rule *r)
{
	return address(r, ZONE_FIELD_SOURCE);
}

static enum err destination(struct rule *r)
{
	return address(r, ZONE_FIELD_DESTINATION);
}

static enum err interface(struct rule *r, enum zone_field field)
{
	struct view text = {0};
	uint8_t at = 0;
	try(argument(r, &text));
	if (view_ends(text, VIEW("+")))
		return import_unknown(r->t->m, &r->step);
	try(import_interface(r->t->m, text, &at));
	return add_one(r, field, import_byte(at, at));
}

static enum err from(struct rule *r)
{
	return interface(r, ZONE_FIELD_FROM);
}

static enum err to(struct rule *r)
{
	return interface(r, ZONE_FIELD_TO);
}

static enum err protocol(struct rule *r)
{
	struct view text = {0};
	uint8_t number = 0;
	try(argument(r, &text));
	if (view_eq(text, VIEW("all")) && !r->negated)
		return OK;
	if (!import_protocol(text, &number) || number == 0)
		return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, text);
	if (!r->negated)
		r->protocol = number;
	return add_one(r, ZONE_FIELD_PROTOCOL, import_byte(number, number));
}

/* Ports are there only under a protocol that has them; it was asked for before. */
static enum err port_list(struct rule *r, struct view text, uint8_t parts)
{
	struct import_list list = {.columns = 1};
	while (text.n > 0) {
		struct view part = view_take(&text, parts);
		struct zone_range row;
		if (!import_ports(part, ':', &row))
			return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, part);
		try(import_add(r->t->m, &list, &row));
	}
	if (r->protocol == ZONE_ANY_PROTOCOL)
		return import_refuse(r->t->m, ZONE_PROBLEM_SHAPE, VIEW("--dport"));
	return import_match_list(r->t->m, &r->step, ZONE_FIELD_PORT, &list, r->negated);
}

static enum err ports(struct rule *r)
{
	struct view text = {0};
	try(argument(r, &text));
	/* "1024:" and ":1023" leave an end open. */
	char whole[32];
	if (text.n > 16)
		return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, text);
	int n =
	    snprintf(whole, sizeof whole, "%s%.*s%s", view_starts(text, VIEW(":")) ? "0" : "",
		     (int)text.n, (const char *)text.p, view_ends(text, VIEW(":")) ? "65535" : "");
	return port_list(r, view_of(whole, (size_t)n), 0);
}

static enum err many_ports(struct rule *r)
{
	struct view text = {0};
	try(argument(r, &text));
	return port_list(r, text, ',');
}

static enum err states(struct rule *r)
{
	static const struct {
		const char *word;
		int state; /* -1: an answer */
	} words[] = {{"NEW", ZONE_STATE_NEW},
		     {"INVALID", ZONE_STATE_INVALID},
		     {"UNTRACKED", ZONE_STATE_UNTRACKED},
		     {"ESTABLISHED", -1},
		     {"RELATED", -1}};
	struct import_list list = {.columns = 1};
	struct view text = {0};
	try(argument(r, &text));
	while (text.n > 0) {
		struct view word = view_take(&text, ',');
		size_t i = 0;
		while (i < array_len(words) && !view_eq(word, view_str(words[i].word)))
			i++;
		if (view_eq(word, VIEW("SNAT")) || view_eq(word, VIEW("DNAT")))
			return import_unknown(r->t->m, &r->step);
		if (i == array_len(words))
			return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, word);
		struct zone_range row =
		    import_byte((uint8_t)words[i].state, (uint8_t)words[i].state);
		if (words[i].state >= 0)
			try(import_add(r->t->m, &list, &row));
	}
	return import_match_list(r->t->m, &r->step, ZONE_FIELD_STATE, &list, r->negated);
}

/* What comes in by no Ethernet has no such address: a negated match may not match it. */
static enum err mac(struct rule *r)
{
	struct view text = {0};
	struct zone_range row = {0};
	char lower[18] = {0};
	try(argument(r, &text));
	for (size_t i = 0; i < text.n && i < 17; i++)
		lower[i] = (char)(text.p[i] | (text.p[i] >= 'A' ? 0x20 : 0));
	if (text.n != 17 || policy_mac(view_str(lower), row.first) != OK)
		return import_refuse(r->t->m, ZONE_PROBLEM_VALUE, text);
	memcpy(row.last, row.first, sizeof row.last);
	try(add_one(r, ZONE_FIELD_MAC, row));
	r->step.matches[r->step.n - 1].loose = r->negated;
	return OK;
}

static bool is_target_or_module(const struct token *t)
{
	return !t->quoted && (view_eq(t->text, VIEW("-m")) || view_eq(t->text, VIEW("-j")) ||
			      view_eq(t->text, VIEW("-g")));
}

/* -m: of an extension that is not known, all it asks. */
static enum err module(struct rule *r)
{
	static const char *const known[] = {"tcp",     "udp",	    "sctp", "dccp", "state",
					    "udplite", "conntrack", "mac",  "icmp", "multiport",
					    "comment", "iprange",   "icmp6"};
	struct view name = {0};
	try(argument(r, &name));
	for (size_t i = 0; i < array_len(known); i++)
		if (view_eq(name, view_str(known[i])))
			return OK;
	while (r->at < r->n && !is_target_or_module(&r->tokens[r->at]))
		r->at++;
	return import_unknown(r->t->m, &r->step);
}

static const struct {
	const char *word;
	enum err (*take)(struct rule *);
} options[] = {
    {"-s", source},
    {"-d", destination},
    {"-i", from},
    {"-o", to},
    {"-p", protocol},
    {"-m", module},
    {"--dport", ports},
    {"--dports", many_ports},
    {"--ctstate", states},
    {"--state", states},
    {"--mac-source", mac},
    {"--src-range", source},
    {"--dst-range", destination},
};

/* They ask what the model does not hold: of one value, of two, of none. */
static const char *const asks[][20] = {
    {"--syn", "-f"},
    {"--sport",		"--sports",	   "--ports",	    "--tcp-option",    "--icmp-type",
     "--icmpv6-type",	"--dccp-types",	   "--dccp-option", "--ctproto",       "--ctorigsrc",
     "--ctorigdst",	"--ctreplsrc",	   "--ctrepldst",   "--ctorigsrcport", "--ctorigdstport",
     "--ctreplsrcport", "--ctrepldstport", "--ctstatus",    "--ctexpire",      "--ctdir"},
    {"--tcp-flags", "--chunk-types"}};

static enum err unknown_option(struct rule *r, struct view word)
{
	for (size_t n = 0; n < array_len(asks); n++)
		for (size_t i = 0; i < array_len(asks[n]) && asks[n][i]; i++) {
			if (!view_eq(word, view_str(asks[n][i])))
				continue;
			struct view value = {0};
			for (size_t k = 0; k < n; k++)
				try(argument(r, &value));
			return import_unknown(r->t->m, &r->step);
		}
	return import_refuse(r->t->m, ZONE_PROBLEM_STATEMENT, word);
}

static enum err one_option(struct rule *r)
{
	struct view word = {0};
	try(argument(r, &word));
	r->negated = view_eq(word, VIEW("!"));
	if (r->negated)
		try(argument(r, &word));
	for (size_t i = 0; i < array_len(options); i++)
		if (view_eq(word, view_str(options[i].word)))
			return options[i].take(r);
	return view_eq(word, VIEW("--comment")) ? argument(r, &r->comment)
						: unknown_option(r, word);
}

/* Everything before the target; its name, or nothing: the rule only counts. */
static enum err read_rule(struct rule *r, struct view line, struct view *ret_target, bool *ret_goto)
{
	*ret_target = (struct view){0};
	*ret_goto = false;
	r->protocol = ZONE_ANY_PROTOCOL;
	r->family = r->t->family;
	try(split(r, line));
	while (r->at < r->n) {
		struct view word = r->tokens[r->at].text;
		*ret_goto = view_eq(word, VIEW("-g"));
		if (*ret_goto || view_eq(word, VIEW("-j"))) {
			r->at++;
			return argument(r, ret_target);
		}
		try(one_option(r));
	}
	return OK;
}

/* --- targets --- */

/* Let the packet go on to the next rule as it was, as far as the model asks. */
static bool is_neutral(struct view target)
{
	static const char *const words[] = {
	    "LOG",	"NFLOG",    "ULOG",	 "AUDIT", "TRACE",   "MARK",	    "CONNMARK",
	    "CLASSIFY", "CHECKSUM", "TOS",	 "DSCP",  "SECMARK", "CONNSECMARK", "TTL",
	    "HL",	"TCPMSS",   "IDLETIMER", "LED",	  "SET"};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_eq(target, view_str(words[i])))
			return true;
	return target.n == 0;
}

static bool is_verdict(struct view target, enum zone_verdict *ret)
{
	static const struct {
		const char *word;
		enum zone_verdict verdict;
	} words[] = {{"ACCEPT", ZONE_VERDICT_ACCEPT},
		     {"DROP", ZONE_VERDICT_DROP},
		     {"REJECT", ZONE_VERDICT_DROP},
		     {"RETURN", ZONE_VERDICT_RETURN}};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_eq(target, view_str(words[i].word))) {
			*ret = words[i].verdict;
			return true;
		}
	return false;
}

static struct view key_of(const struct tables *t, struct view name, char key[300])
{
	int n = snprintf(key, 300, "%u %.*s %.*s", t->family, (int)min_of(t->table.n, 99u),
			 (const char *)t->table.p, (int)min_of(name.n, 99u), (const char *)name.p);
	return view_of(key, (size_t)n);
}

static struct table_chain *find_chain(struct tables *t, struct view name)
{
	char key[300];
	return import_index_find(&t->chains, key_of(t, name, key));
}

static enum err make_chain(struct tables *t, struct table_chain *c, unsigned depth);

static enum err make_rule(struct tables *t, struct table_chain *c, const struct rule_line *l,
			  struct import_steps *steps, unsigned depth)
{
	struct rule r = {.t = t, .tokens = t->tokens};
	struct view target = {0};
	bool goes;
	enum zone_verdict verdict;
	const struct zone_chain *to_chain = NULL;
	t->m->line = l->line;
	try(read_rule(&r, l->text, &target, &goes));
	struct table_chain *next = find_chain(t, target); /* perhaps called LOG */
	if (!next && is_neutral(target))
		return OK;
	/* A match behind the target, which iptables-restore takes, too, would narrow it. */
	bool reason = r.n - r.at == 2 && view_eq(r.tokens[r.at].text, VIEW("--reject-with"));
	if (r.at < r.n && !reason && (next || is_verdict(target, &verdict)))
		return import_refuse(t->m, ZONE_PROBLEM_STATEMENT, r.tokens[r.at].text);
	if (!is_verdict(target, &verdict)) {
		if (!next)
			return import_refuse(t->m, ZONE_PROBLEM_STATEMENT, target);
		try(make_chain(t, next, depth + 1));
		c->height = max_of(c->height, next->height + 1);
		if (c->height > ZONE_JUMPS_MAX)
			return import_refuse(t->m, ZONE_PROBLEM_LOOP, target);
		to_chain = &next->chain;
		verdict = goes ? ZONE_VERDICT_GOTO : ZONE_VERDICT_JUMP;
	}
	t->m->line = l->line;
	struct zone_step like = {.line = l->line, .comment = r.comment};
	return import_end_step(t->m, steps, &r.step, verdict, to_chain, like);
}

static enum err make_chain(struct tables *t, struct table_chain *c, unsigned depth)
{
	struct import_steps steps = {0};
	if (c->done)
		return OK;
	if (c->busy || depth > ZONE_JUMPS_MAX)
		return import_refuse(t->m, ZONE_PROBLEM_LOOP, c->chain.name);
	c->busy = true;
	for (const struct rule_line *l = c->first; l; l = l->next)
		try(make_rule(t, c, l, &steps, depth));
	c->chain.steps = steps.rows;
	c->chain.steps_count = steps.n;
	c->busy = false;
	c->done = true;
	return OK;
}

/* A source that is translated behind the filter changes nothing about what passes it. */
static bool is_source_nat(const struct tables *t, struct view target)
{
	return view_eq(t->table, VIEW("nat")) &&
	       (view_eq(target, VIEW("SNAT")) || view_eq(target, VIEW("MASQUERADE")));
}

static enum err look_at_rule(struct tables *t, struct view line)
{
	struct rule r = {.t = t, .tokens = t->tokens};
	enum zone_verdict verdict;
	try(split(&r, line));
	while (r.at < r.n &&
	       (!is_target_or_module(&r.tokens[r.at]) || view_eq(r.tokens[r.at].text, VIEW("-m"))))
		r.at++;
	if (r.at == r.n)
		return OK;
	r.at++;
	struct view target = {0};
	try(argument(&r, &target));
	return is_neutral(target) || is_verdict(target, &verdict) || is_source_nat(t, target) ||
		       find_chain(t, target)
		   ? OK
		   : import_refuse(t->m, ZONE_PROBLEM_STATEMENT, target);
}

/* --- lines --- */

static struct view word_of(struct view *rest)
{
	struct view word = view_take(rest, ' ');
	*rest = view_trim(*rest);
	return word;
}

/* ":FORWARD DROP [0:0]" */
static enum err add_chain(struct tables *t, struct view line)
{
	struct view name = word_of(&line), policy = word_of(&line);
	char key[300];
	if (t->table.n == 0 || name.n == 0 || name.n > 99 || t->table.n > 99)
		return import_refuse(t->m, ZONE_PROBLEM_SHAPE, name);
	struct table_chain *c = arena_alloc(t->m->mem, sizeof *c);
	struct view kept = arena_copy(t->m->mem, key_of(t, name, key));
	if (!c || !kept.p)
		return E_NO_MEMORY;
	if (t->chains.n == CHAINS_MAX)
		return import_refuse(t->m, ZONE_PROBLEM_LIMIT, VIEW("chains"));
	c->chain = (struct zone_chain){.family = t->family == 4 ? VIEW("ip") : VIEW("ip6"),
				       .table = t->table,
				       .name = name,
				       .only = t->family,
				       .drops = view_eq(policy, VIEW("DROP"))};
	c->last = &c->first;
	if (!c->chain.drops && !view_eq(policy, VIEW("ACCEPT")) && !view_eq(policy, VIEW("-")))
		return import_refuse(t->m, ZONE_PROBLEM_VALUE, policy);
	if (view_eq(t->table, VIEW("filter")) && view_eq(name, VIEW("FORWARD")))
		t->forward[t->family == 6] = c;
	return import_index_add(t->m, &t->chains, kept, c);
}

static enum err add_rule(struct tables *t, struct view line)
{
	struct view name = word_of(&line);
	struct table_chain *c = find_chain(t, name);
	struct rule_line *l = arena_alloc(t->m->mem, sizeof *l);
	if (!c)
		return import_refuse(t->m, ZONE_PROBLEM_NAME, name);
	if (!l)
		return E_NO_MEMORY;
	bool own = view_eq(name, VIEW("INPUT")) || view_eq(name, VIEW("OUTPUT"));
	if (!view_eq(t->table, VIEW("filter")))
		return own ? OK : look_at_rule(t, line);
	*l = (struct rule_line){.text = line, .line = t->m->line};
	*c->last = l;
	c->last = &l->next;
	return OK;
}

/* Who wrote it, and what it says that it has left out. */
static enum err read_remark(struct tables *t, struct view line)
{
	if (view_has(line, VIEW("legacy tables present")) ||
	    view_has(line, VIEW("is incompatible, use 'nft'")))
		return import_refuse(t->m, ZONE_PROBLEM_LEFT_OUT, line);
	if (view_starts(line, VIEW("# Generated by ip6tables-save")))
		t->family = 6;
	else if (view_starts(line, VIEW("# Generated by iptables-save")))
		t->family = 4;
	return OK;
}

static enum err read_line(struct tables *t, struct view line)
{
	static const char *const known[] = {"filter", "nat", "mangle", "raw", "security"};
	struct view rest = view_sub(line, 1, line.n);
	if (line.p[0] == '#')
		return read_remark(t, line);
	if (!t->family)
		return import_refuse(t->m, ZONE_PROBLEM_FAMILY, line);
	if (line.p[0] == '*') {
		t->table = rest;
		for (size_t i = 0; i < array_len(known); i++)
			if (view_eq(rest, view_str(known[i])))
				return OK;
		return import_refuse(t->m, ZONE_PROBLEM_OBJECT, rest);
	}
	if (line.p[0] == ':')
		return add_chain(t, rest);
	if (view_eq(line, VIEW("COMMIT"))) {
		t->table = (struct view){0};
		return OK;
	}
	if (line.p[0] == '[') { /* counters */
		(void)view_take(&line, ']');
		line = view_trim(line);
	}
	struct view word = word_of(&line);
	return view_eq(word, VIEW("-A")) ? add_rule(t, line)
					 : import_refuse(t->m, ZONE_PROBLEM_SHAPE, word);
}

enum err import_iptables(struct import *m, struct view text, struct zone_ruleset *ret)
{
	struct tables *t = arena_alloc(m->mem, sizeof *t);
	const struct zone_chain **bases = arena_array(m->mem, 2, sizeof(void *));
	if (!t || !bases)
		return E_NO_MEMORY;
	t->m = m;
	while (text.n > 0) {
		struct view line;
		try(import_line(m, &text, &line));
		line = view_trim(line);
		if (line.n > 0)
			try(read_line(t, line));
	}
	if (t->table.n > 0)
		return import_refuse(m, ZONE_PROBLEM_SHAPE, VIEW("COMMIT"));
	t->table = VIEW("filter");
	for (unsigned i = 0; i < 2; i++) {
		t->family = i ? 6 : 4;
		if (!t->forward[i])
			continue;
		try(make_chain(t, t->forward[i], 0));
		bases[ret->bases_count++] = &t->forward[i]->chain;
	}
	ret->bases = bases;
	return OK;
}
