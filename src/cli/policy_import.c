/* SPDX-License-Identifier: Apache-2.0
 * policy_import.c: a published policy as a clause tree, its figures, and what to look at again.
 */
#include "cli/policy_text.h"
#include "sheet/table.h"

#define TEXT_SHOWN 28 /* characters of a clause without heading */

static const struct {
	const char *name, *ja, *en;
} notes[] = {
#define CLAUSE_NOTE(code, ja, en) {#code, ja, en},
#include "tbl/clause_notes.h"
#undef CLAUSE_NOTE
};

static const struct {
	const char *name, *ja, *en;
} kinds[] = {[DATE_PLAIN] = {"PLAIN", "日付", "date"},
	     [DATE_EFFECTIVE] = {"EFFECTIVE", "施行", "in force"},
	     [DATE_MADE] = {"MADE", "制定", "made"},
	     [DATE_AMENDED] = {"AMENDED", "改正", "amended"},
	     [DATE_VERSION] = {"VERSION", "版", "version"}};

static void print_head(const struct cli *cli, const struct policy_text *p)
{
	const struct clause_tree *t = &p->tree;
	if (t->title.n)
		cli_print(cli, "表題: %.*s\n", "title: %.*s\n", (int)t->title.n,
			  (const char *)t->title.p);
	cli_print(cli, "%u 行（目次など %u 行、ページ番号 %u 行を除く）、条項 %u: ",
		  "%u lines (%u of contents and %u page numbers left out), %u clauses: ", t->lines,
		  t->contents, t->page_numbers, t->n);
	for (unsigned i = 0; i < CLAUSE_DEPTH_MAX && t->levels[i]; i++)
		cli_print(cli, "%s第%u階層 %u", "%slevel %u: %u",
			  i ? cli_text(cli, "、", ", ") : "", i + 1, t->levels[i]);
	putchar('\n');
}

static void print_tree(const struct cli *cli, const struct clause_tree *t)
{
	cli_print(cli, "\n■ 条項（行: 番号 見出し）\n", "\n■ clauses (line: number heading)\n");
	for (uint32_t i = 0; i < t->n; i++) {
		const struct clause *c = &t->clauses[i];
		struct view shown = c->heading, rest = c->plain;
		const char *more = "";
		if (shown.n == 0) {
			shown = view_sub(rest, 0, clause_prefix(rest, TEXT_SHOWN));
			more = shown.n < rest.n ? "…" : "";
		}
		cli_print(cli, "%5u: %*s%.*s  %.*s%s\n", "%5u: %*s%.*s  %.*s%s\n", c->line,
			  (c->depth - 1) * 2, "", (int)c->normal.n, (const char *)c->normal.p,
			  (int)shown.n, (const char *)shown.p, more);
	}
}

static void print_dates(const struct cli *cli, const struct clause_tree *t)
{
	if (t->dates_count)
		cli_print(cli, "\n■ 日付\n", "\n■ dates\n");
	for (uint32_t i = 0; i < t->dates_count; i++) {
		const struct clause_date *d = &t->dates[i];
		cli_print(cli, "%5u: %04u-%02u", "%5u: %04u-%02u", d->line, d->year, d->month);
		if (d->day)
			cli_print(cli, "-%02u", "-%02u", d->day);
		cli_print(cli, " %s %.*s\n", " %s %.*s\n",
			  cli_text(cli, kinds[d->kind].ja, kinds[d->kind].en), (int)d->version.n,
			  (const char *)d->version.p);
	}
}

static void print_facts(const struct cli *cli, const struct policy_text *p, struct arena *mem)
{
	struct cli_table table = cli_table_new(3);
	cli_print(cli, "\n■ 読み取った内容\n", "\n■ what was read\n");
	cli_table_cell(&table, view_str(cli_text(cli, "項目", "what")));
	cli_table_cell(&table, view_str(cli_text(cli, "条項", "clause")));
	cli_table_cell(&table, view_str(cli_text(cli, "内容", "says")));
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct clause_fact *f = &p->facts[i];
		cli_table_cell(&table, view_str(cli_policy_fact_title(cli, i)));
		cli_table_cell(&table, f->clause == CLAUSE_NONE
					   ? VIEW("-")
					   : p->tree.clauses[f->clause].normal);
		cli_table_cell(&table, cli_policy_fact(cli, i, f, mem));
	}
	cli_table_print(&table, stdout);
}

static void print_notes(const struct cli *cli, const struct policy_text *p)
{
	const struct cli_shown shown = cli_shown(p->file);
	putchar('\n');
	for (uint32_t i = 0; i < p->notes.n; i++) {
		const struct clause_note *n = &p->notes.rows[i];
		struct view at =
		    n->clause == CLAUSE_NONE ? VIEW("") : p->tree.clauses[n->clause].normal;
		bool word = n->word.n > 0;
		cli_print(cli, "%s:%u: 参考: %.*s%s%s%.*s%s%s\n", "%s:%u: note: %.*s%s%s%.*s%s%s\n",
			  shown.text, n->line, (int)at.n, (const char *)at.p, at.n ? " " : "",
			  word ? "「" : "", (int)n->word.n, (const char *)n->word.p,
			  word ? "」" : "", cli_text(cli, notes[n->code].ja, notes[n->code].en));
	}
	if (p->notes.more)
		cli_print(cli, "（ほかにもあります）\n", "(there are more)\n");
	cli_print(cli, "%s: 参考 %u 件。取り出した文章からの読み取りです。原文を確認してください\n",
		  "%s: %u notes, read from extracted text: look at the original "
		  "(原文を確認してください)\n",
		  shown.text, p->notes.n);
}

static json_t *clauses_json(const struct clause_tree *t)
{
	static const char *const topics[] = {
	    [TOPIC_NONE] = NULL,
#define CLAUSE_TOPIC(name, parent, a, b, c) [TOPIC_##name] = #name,
#include "tbl/clause_topics.h"
#undef CLAUSE_TOPIC
	};
	struct cli_policy_rows rows = cli_policy_rows();
	for (uint32_t i = 0; i < t->n; i++) {
		const struct clause *c = &t->clauses[i];
		cli_policy_add(
		    &rows,
		    json_pack("{s:i, s:i, s:o, s:o, s:s?, s:o, s:o}", "line", (int)c->line, "depth",
			      (int)c->depth, "number", cli_policy_string(c->normal), "written",
			      cli_policy_string(c->number), "topic", topics[c->topic], "heading",
			      cli_policy_string(c->heading), "text", cli_policy_string(c->text)));
	}
	return cli_policy_whole(&rows);
}

static json_t *dates_json(const struct clause_tree *t)
{
	struct cli_policy_rows rows = cli_policy_rows();
	for (uint32_t i = 0; i < t->dates_count; i++) {
		const struct clause_date *d = &t->dates[i];
		json_t *day = d->day ? json_integer(d->day) : json_null();
		cli_policy_add(&rows, json_pack("{s:i, s:s, s:i, s:i, s:o, s:o}", "line",
						(int)d->line, "kind", kinds[d->kind].name, "year",
						(int)d->year, "month", (int)d->month, "day", day,
						"version", cli_policy_string(d->version)));
	}
	return cli_policy_whole(&rows);
}

static json_t *notes_json(const struct policy_text *p)
{
	struct cli_policy_rows rows = cli_policy_rows();
	for (uint32_t i = 0; i < p->notes.n; i++) {
		const struct clause_note *n = &p->notes.rows[i];
		struct view at =
		    n->clause == CLAUSE_NONE ? VIEW("") : p->tree.clauses[n->clause].normal;
		cli_policy_add(&rows,
			       json_pack("{s:i, s:o, s:s, s:o, s:{s:s, s:s}}", "line", (int)n->line,
					 "clause", cli_policy_string(at), "code",
					 notes[n->code].name, "word", cli_policy_string(n->word),
					 "why", "ja", notes[n->code].ja, "en", notes[n->code].en));
	}
	return cli_policy_whole(&rows);
}

static json_t *levels_json(const struct clause_tree *t)
{
	struct cli_policy_rows rows = cli_policy_rows();
	for (unsigned i = 0; i < CLAUSE_DEPTH_MAX && t->levels[i]; i++)
		cli_policy_add(&rows, json_integer(t->levels[i]));
	return cli_policy_whole(&rows);
}

static json_t *facts_json(const struct policy_text *p)
{
	json_t *facts = json_object();
	bool whole = facts != NULL;
	for (unsigned i = 0; i < FACT_COUNT; i++)
		whole = json_object_set_new(facts, cli_policy_fact_name(i),
					    cli_policy_fact_json(i, &p->facts[i])) == 0 &&
			whole;
	if (whole)
		return facts;
	json_decref(facts);
	return NULL;
}

static bool print_json(const struct policy_text *p)
{
	const struct clause_tree *t = &p->tree;
	return cli_policy_json(
	    json_pack("{s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o}", "file", cli_policy_file(p->file),
		      "title", cli_policy_string(t->title), "count", (int)t->n, "levels",
		      levels_json(t), "facts", facts_json(p), "dates", dates_json(t), "notes",
		      notes_json(p), "clauses", clauses_json(t)));
}

enum cli_exit cli_policy_import(const struct cli *cli, const char *file, bool json)
{
	scope_end(arena_free) struct arena mem = arena_new(CLAUSE_ARENA);
	struct cli_policy_bytes bytes;
	struct policy_text p;
	enum cli_exit code = cli_policy_read(cli, file, &mem, &bytes);
	if (code == CLI_DONE)
		code = cli_policy_text(cli, &bytes, &mem, &p);
	if (code != CLI_DONE)
		return code;
	if (json) {
		if (print_json(&p))
			return CLI_DONE;
		cli_complain_err(cli, file, E_NO_MEMORY);
		return CLI_FAULT;
	}
	print_head(cli, &p);
	print_tree(cli, &p.tree);
	print_dates(cli, &p.tree);
	print_facts(cli, &p, &mem);
	print_notes(cli, &p);
	return CLI_DONE;
}
