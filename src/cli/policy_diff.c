/* SPDX-License-Identifier: Apache-2.0
 * policy_diff.c: two published policies, figure by figure and clause by clause.
 */
#include "cli/policy_text.h"
#include "sheet/table.h"

#define TEXT_SHOWN 28 /* characters of a clause without heading */

struct both {
	struct policy_text a, b;
	struct clause_diff diff;
};

static struct view or_dash(struct view v)
{
	return v.n ? v : VIEW("-");
}

static unsigned print_facts(const struct cli *cli, const struct both *x, struct arena *mem)
{
	struct cli_table table = cli_table_new(3);
	unsigned n = 0;
	cli_print(cli, "■ 異なる項目\n", "■ where they differ\n");
	cli_table_cell(&table, view_str(cli_text(cli, "項目", "what")));
	cli_table_cell(&table, VIEW("A"));
	cli_table_cell(&table, VIEW("B"));
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (cli_policy_fact_same(&x->a.facts[i], &x->b.facts[i], i))
			continue;
		n++;
		cli_table_cell(&table, view_str(cli_policy_fact_title(cli, i)));
		cli_table_cell(&table, cli_policy_fact(cli, i, &x->a.facts[i], mem));
		cli_table_cell(&table, cli_policy_fact(cli, i, &x->b.facts[i], mem));
	}
	cli_table_print(&table, stdout);
	return n;
}

static void print_clause(const struct cli *cli, const struct clause *c)
{
	struct view shown =
	    c->heading.n ? c->heading : view_sub(c->plain, 0, clause_prefix(c->plain, TEXT_SHOWN));
	cli_print(cli, "%.*s %.*s%s", "%.*s %.*s%s", (int)c->normal.n, (const char *)c->normal.p,
		  (int)shown.n, (const char *)shown.p,
		  !c->heading.n && shown.n < c->plain.n ? "…" : "");
}

static void print_pair(const struct cli *cli, const struct both *x, const struct clause_pair *p)
{
	const struct clause *a = p->a == CLAUSE_NONE ? NULL : &x->a.tree.clauses[p->a];
	const struct clause *b = p->b == CLAUSE_NONE ? NULL : &x->b.tree.clauses[p->b];
	if (!a || !b) {
		cli_print(cli, "%sだけ: ", "only %s: ", a ? "A" : "B");
		print_clause(cli, a ? a : b);
		putchar('\n');
		return;
	}
	print_clause(cli, a);
	if (!view_eq(a->normal, b->normal))
		cli_print(cli, " / B %.*s", " / B %.*s", (int)b->normal.n,
			  (const char *)b->normal.p);
	if (!view_eq(a->name, b->name) && b->heading.n)
		cli_print(cli, "「%.*s」", " \"%.*s\"", (int)b->heading.n,
			  (const char *)b->heading.p);
	cli_print(cli, "（%u 行と %u 行、一致 %u %%）\n", " (lines %u and %u, %u %% alike)\n",
		  a->line, b->line, p->alike);
	struct view d = or_dash(p->differs_a), e = or_dash(p->differs_b);
	cli_print(cli, "    A %.*s\n    B %.*s\n", "    A %.*s\n    B %.*s\n", (int)d.n,
		  (const char *)d.p, (int)e.n, (const char *)e.p);
}

static void print(const struct cli *cli, const struct both *x, struct arena *mem)
{
	unsigned same = 0, worded = 0, only_a = 0, only_b = 0;
	cli_print(cli, "A %s\n", "A %s\n", cli_shown(x->a.file).text);
	cli_print(cli, "B %s\n\n", "B %s\n\n", cli_shown(x->b.file).text);
	unsigned facts = print_facts(cli, x, mem);
	cli_print(cli, "\n■ 条項\n", "\n■ clauses\n");
	for (uint32_t i = 0; i < x->diff.n; i++) {
		const struct clause_pair *p = &x->diff.pairs[i];
		only_a += p->b == CLAUSE_NONE;
		only_b += p->a == CLAUSE_NONE;
		bool pair = p->a != CLAUSE_NONE && p->b != CLAUSE_NONE;
		same += pair && p->alike == 100;
		worded += pair && p->alike < 100;
		if (!pair || p->alike < 100)
			print_pair(cli, x, p);
	}
	cli_print(cli,
		  "\n異なる項目 %u、同じ条項 %u、文の異なる条項 %u、Aだけ %u、Bだけ "
		  "%u。原文を確認してください\n",
		  "\n%u figures differ; %u clauses alike, %u worded otherwise, %u only in A, %u "
		  "only in B: "
		  "look at the originals (原文を確認してください)\n",
		  facts, same, worded, only_a, only_b);
}

static json_t *number(const struct clause_tree *t, uint32_t clause)
{
	return clause == CLAUSE_NONE ? json_null() : cli_policy_string(t->clauses[clause].normal);
}

static json_t *facts_json(const struct both *x)
{
	json_t *facts = json_object();
	bool whole = facts != NULL;
	for (unsigned i = 0; i < FACT_COUNT; i++)
		if (!cli_policy_fact_same(&x->a.facts[i], &x->b.facts[i], i))
			whole = json_object_set_new(
				    facts, cli_policy_fact_name(i),
				    json_pack("[o, o]", cli_policy_fact_json(i, &x->a.facts[i]),
					      cli_policy_fact_json(i, &x->b.facts[i]))) == 0 &&
				whole;
	if (whole)
		return facts;
	json_decref(facts);
	return NULL;
}

static json_t *pair_json(const struct both *x, const struct clause_pair *p)
{
	bool pair = p->a != CLAUSE_NONE && p->b != CLAUSE_NONE;
	const struct clause *c =
	    p->a != CLAUSE_NONE ? &x->a.tree.clauses[p->a] : &x->b.tree.clauses[p->b];
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "a", number(&x->a.tree, p->a), "b",
			 number(&x->b.tree, p->b), "heading", cli_policy_string(c->heading),
			 "alike", pair ? json_integer(p->alike) : json_null(), "differs_a",
			 cli_policy_string(p->differs_a), "differs_b",
			 cli_policy_string(p->differs_b));
}

static bool print_json(const struct both *x)
{
	struct cli_policy_rows rows = cli_policy_rows();
	for (uint32_t i = 0; i < x->diff.n; i++)
		cli_policy_add(&rows, pair_json(x, &x->diff.pairs[i]));
	return cli_policy_json(json_pack("{s:o, s:o, s:o, s:o}", "a", cli_policy_file(x->a.file),
					 "b", cli_policy_file(x->b.file), "facts", facts_json(x),
					 "clauses", cli_policy_whole(&rows)));
}

static bool any_difference(const struct both *x)
{
	for (uint32_t i = 0; i < x->diff.n; i++)
		if (x->diff.pairs[i].a == CLAUSE_NONE || x->diff.pairs[i].b == CLAUSE_NONE ||
		    x->diff.pairs[i].alike < 100)
			return true;
	for (unsigned i = 0; i < FACT_COUNT; i++)
		if (!cli_policy_fact_same(&x->a.facts[i], &x->b.facts[i], i))
			return true;
	return false;
}

enum cli_exit cli_policy_diff(const struct cli *cli, const struct cli_policy_bytes *a,
			      const struct cli_policy_bytes *b, bool json)
{
	scope_end(arena_free) struct arena mem = arena_new(CLAUSE_ARENA * 2);
	struct both x;
	enum cli_exit code = cli_policy_text(cli, a, &mem, &x.a);
	if (code == CLI_DONE)
		code = cli_policy_text(cli, b, &mem, &x.b);
	if (code != CLI_DONE)
		return code;
	enum err e = clause_diff(&x.a.tree, &x.b.tree, &mem, &x.diff);
	if (e == OK && json && !print_json(&x))
		e = E_NO_MEMORY;
	if (e != OK) {
		cli_complain_err(cli, "policy diff", e);
		return CLI_FAULT;
	}
	if (!json)
		print(cli, &x, &mem);
	return any_difference(&x) ? CLI_NO : CLI_DONE;
}
