/* SPDX-License-Identifier: Apache-2.0
 * policy_text.c: reading a published policy, and its facts in words.
 */
#include "cli/policy_text.h"

#include "base/utf8.h"

#define JSON_TEXT_MAX ((size_t)1 << 30)

enum cli_exit cli_policy_text(const struct cli *cli, const struct cli_policy_bytes *from,
			      struct arena *mem, struct policy_text *ret)
{
	const char *file = ret->file = from->file;
	struct clause_problem problem = {0};
	enum err e = clause_read(from->text, mem, &ret->tree, &problem);
	if (e == OK)
		e = clause_facts(&ret->tree, mem, ret->facts);
	if (e == OK)
		e = clause_notes(&ret->tree, ret->facts, mem, &ret->notes);
	if (e == OK)
		return CLI_DONE;
	if (e != E_CONFIG) {
		cli_complain_err(cli, file, e);
		return CLI_FAULT;
	}
	if (problem.line > 0)
		cli_complain(cli, "%s:%u: %s", "%s:%u: %s", cli_shown(file).text, problem.line,
			     cli_text(cli, problem.ja, problem.en));
	else
		cli_complain(cli, "%s: %s", "%s: %s", cli_shown(file).text,
			     cli_text(cli, problem.ja, problem.en));
	return CLI_NO;
}

static const struct {
	enum clause_fact_kind kind;
	const char *name, *ja, *en;
} facts[] = {
#define CLAUSE_FACT(name, kind, ja, en) {FACT_##kind, #name, ja, en},
#include "tbl/clause_facts.h"
#undef CLAUSE_FACT
};

static const struct {
	const char *name, *ja, *en;
} words[] = {
#define CLAUSE_WORD(name, ja, en) {#name, ja, en},
#include "tbl/clause_words.h"
#undef CLAUSE_WORD
};

const char *cli_policy_fact_title(const struct cli *cli, enum clause_fact_code code)
{
	return cli_text(cli, facts[code].ja, facts[code].en);
}

const char *cli_policy_fact_name(enum clause_fact_code code)
{
	return facts[code].name;
}

struct view cli_policy_fact(const struct cli *cli, enum clause_fact_code code,
			    const struct clause_fact *f, struct arena *mem)
{
	char text[16];
	struct view v;
	switch (facts[code].kind) {
	case FACT_YES:
		return view_str(f->number ? cli_text(cli, "あり", "yes")
					  : cli_text(cli, "なし", "no"));
	case FACT_WORD:
		return view_str(cli_text(cli, words[f->number].ja, words[f->number].en));
	case FACT_TEXT:
		return f->text.n ? f->text : VIEW("-");
	case FACT_NUMBER:
		break;
	}
	v = arena_copy(mem, view_of(text, (size_t)snprintf(text, sizeof text, "%u", f->number)));
	return v.p ? v : VIEW("?");
}

bool cli_policy_fact_same(const struct clause_fact *a, const struct clause_fact *b,
			  enum clause_fact_code code)
{
	return facts[code].kind == FACT_TEXT ? view_eq(a->text, b->text) : a->number == b->number;
}

json_t *cli_policy_fact_json(enum clause_fact_code code, const struct clause_fact *f)
{
	switch (facts[code].kind) {
	case FACT_YES:
		return json_boolean(f->number);
	case FACT_WORD:
		return json_string(words[f->number].name);
	case FACT_TEXT:
		return cli_policy_string(f->text);
	case FACT_NUMBER:
		break;
	}
	return json_integer(f->number);
}

json_t *cli_policy_string(struct view v)
{
	return json_stringn((const char *)v.p, v.n);
}

json_t *cli_policy_file(const char *file)
{
	const struct cli_shown shown = cli_shown(file);
	return json_string(utf8_valid(view_str(file)) ? file : shown.text);
}

struct cli_policy_rows cli_policy_rows(void)
{
	struct cli_policy_rows r = {.list = json_array()};
	r.lost = !r.list;
	return r;
}

void cli_policy_add(struct cli_policy_rows *r, json_t *row)
{
	if (json_array_append_new(r->list, row) != 0)
		r->lost = true;
}

json_t *cli_policy_whole(struct cli_policy_rows *r)
{
	if (!r->lost)
		return r->list;
	json_decref(r->list);
	return NULL;
}

static int put_json(const char *text, size_t n, void *out)
{
	buf_put(out, view_of(text, n));
	return ((const struct buf *)out)->err == OK ? 0 : -1;
}

/* jansson 2.14 does not ask whether a key could be written: our buffer remembers. */
bool cli_policy_json(json_t *all)
{
	scope_end(buf_free) struct buf text = buf_new(JSON_TEXT_MAX);
	int done = all ? json_dump_callback(all, put_json, &text, JSON_INDENT(2)) : -1;
	json_decref(all);
	buf_u8(&text, '\n');
	if (done != 0 || text.err != OK)
		return false;
	fwrite(text.p, 1, text.n, stdout);
	return true;
}
