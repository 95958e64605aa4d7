/* SPDX-License-Identifier: Apache-2.0
 * policy_compare.c: `sekisho policy diff A B` for two policy files; policy_diff.c does it for two
 * published texts. Which of the two kinds a file is, its content says.
 */
#include "cli/policy_text.h"
#include "policy/compare/compare.h"

#define DIFF_ARENA ((size_t)256 << 20)

/* A line of a policy file begins with this, of a text that people read none does. */
static bool has_schema(struct view text)
{
	for (size_t at = 0; at < text.n;) {
		struct view line = view_sub(text, at, view_find(text, at, '\n') - at);
		at += line.n + 1;
		if (view_starts(line, VIEW("\xef\xbb\xbf")))
			line = view_sub(line, 3, line.n);
		if (view_starts(view_trim(line), VIEW("schema:")))
			return true;
	}
	return false;
}

/* What diff was given: what its bytes say. Of blanks nothing is known. */
enum kind { BLANK, POLICY_FILE, POLICY_TEXT };

static enum kind kind_of(const struct cli_policy_bytes *x)
{
	return has_schema(x->text) ? POLICY_FILE : view_trim(x->text).n == 0 ? BLANK : POLICY_TEXT;
}

/* --- as text --- */

static void put_side(const struct cli *cli, const char *side, struct view raw, struct view worded,
		     bool entry)
{
	if (!raw.p && !worded.p)
		return;
	if (!worded.n)
		worded = VIEW("-");
	printf("    %s %.*s", side, (int)worded.n, (const char *)worded.p);
	if (!entry && !view_eq(raw, worded) && raw.n && raw.n < 60)
		printf(cli->english ? " [%.*s]" : "［%.*s］", (int)raw.n, (const char *)raw.p);
	putchar('\n');
}

static void put_change(const struct cli *cli, const struct policy_change *c)
{
	static const char *const what[][2] = {
	    [CHANGE_ADDED] = {"Bだけ: ", "only B: "},
	    [CHANGE_REMOVED] = {"Aだけ: ", "only A: "},
	    [CHANGE_VALUE] = {"", ""},
	    [CHANGE_ORDER] = {"順序: ", "order: "},
	};
	const struct view *name = cli->english ? &c->name_en : &c->name_ja;
	const char *meaning = cli->english ? c->meaning_en : c->meaning_ja;
	printf("%s%.*s (%.*s)\n", cli_text(cli, what[c->kind][0], what[c->kind][1]), (int)name->n,
	       (const char *)name->p, (int)c->path.n, (const char *)c->path.p);
	bool entry = c->kind != CHANGE_VALUE;
	put_side(cli, "A", c->a, cli->english ? c->a_en : c->a_ja, entry);
	put_side(cli, "B", c->b, cli->english ? c->b_en : c->b_ja, entry);
	if (meaning)
		printf("    → %s\n", meaning);
}

static void print(const struct cli *cli, const char *a, const char *b,
		  const struct policy_changes *all)
{
	cli_print(cli, "方針ファイルどうしを比べます\nA %s\n", "two policy files\nA %s\n",
		  cli_shown(a).text);
	cli_print(cli, "B %s\n\n", "B %s\n\n", cli_shown(b).text);
	for (size_t i = 0; i < all->n; i++)
		put_change(cli, &all->rows[i]);
	if (all->more)
		cli_print(cli, "ほかに %zu か所\n", "%zu more\n", all->more);
	if (all->n == 0)
		cli_print(cli, "違いはありません\n", "they do not differ\n");
	else
		cli_print(
		    cli,
		    "\n違い %zu か所。AからBに替えると、承認待ちのものは B の方針で無害化し直し、"
		    "承認を取り直します\n",
		    "\n%zu differences. Going from A to B, whatever waits for an approval is "
		    "disarmed again under B and asked for anew\n",
		    all->n + all->more);
}

/* --- as JSON --- */

static json_t *side(struct view v)
{
	return v.p ? cli_policy_string(v) : json_null();
}

static json_t *meaning(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *change_json(const struct policy_change *c)
{
	static const char *const kinds[] = {[CHANGE_ADDED] = "added",
					    [CHANGE_REMOVED] = "removed",
					    [CHANGE_VALUE] = "changed",
					    [CHANGE_ORDER] = "order"};
	return json_pack("{s:s, s:o, s:{s:o, s:o}, s:o, s:o, s:{s:o, s:o}}", "change",
			 kinds[c->kind], "path", cli_policy_string(c->path), "name", "ja",
			 cli_policy_string(c->name_ja), "en", cli_policy_string(c->name_en), "a",
			 side(c->a), "b", side(c->b), "meaning", "ja", meaning(c->meaning_ja), "en",
			 meaning(c->meaning_en));
}

static bool print_json(const char *a, const char *b, const struct policy_changes *all)
{
	struct cli_policy_rows rows = cli_policy_rows();
	for (size_t i = 0; i < all->n; i++)
		cli_policy_add(&rows, change_json(&all->rows[i]));
	return cli_policy_json(json_pack("{s:s, s:o, s:o, s:o, s:I}", "kind", "policy", "a",
					 cli_policy_file(a), "b", cli_policy_file(b), "changes",
					 cli_policy_whole(&rows), "more", (json_int_t)all->more));
}

/* --- the subcommand --- */

static enum cli_exit load(const struct cli *cli, const struct cli_policy_bytes *from,
			  struct cli_policy *ret)
{
	enum cli_exit code = cli_policy_load(cli, from, 0, ret);
	return code == CLI_DONE ? code : cli_policy_untaken(cli, from->file, code, ret);
}

static enum cli_exit compare(const struct cli *cli, const struct cli_policy_bytes *a,
			     const struct cli_policy_bytes *b, bool json)
{
	scope_end(cli_policy_free) struct cli_policy la = {0}, lb = {0};
	scope_end(arena_free) struct arena mem = arena_new(DIFF_ARENA);
	struct policy_changes all;
	enum cli_exit code = load(cli, a, &la), other = load(cli, b, &lb);
	if (code != CLI_DONE || other != CLI_DONE)
		return max_of(code, other); /* both are looked at, and both are told */
	if (la.policy.is_public != lb.policy.is_public) {
		cli_complain(cli,
			     "片方だけがインターネット側用のファイルです。同じ側のものどうしを比べ"
			     "てください",
			     "one of them is for the Internet half: compare two of one half");
		return CLI_USAGE;
	}
	enum err e = policy_compare(&la.policy, &lb.policy, &mem, &all);
	if (e == OK && json && !print_json(a->file, b->file, &all))
		e = E_NO_MEMORY;
	if (e != OK) {
		cli_complain_err(cli, "policy diff", e);
		return CLI_FAULT;
	}
	if (!json)
		print(cli, a->file, b->file, &all);
	return all.n ? CLI_NO : CLI_DONE;
}

enum cli_exit cli_policy_differ(const struct cli *cli, const char *a, const char *b, bool json)
{
	struct cli_policy_bytes x, y;
	scope_end(arena_free) struct arena mem = arena_new(POLICY_FILE_MAX * 3);
	if (view_eq(view_str(a), VIEW("-")) && view_eq(view_str(b), VIEW("-"))) {
		cli_complain(cli, "標準入力（-）で渡せるのは、2つのうち片方だけです",
			     "only one of the two can be standard input (-)");
		return CLI_USAGE;
	}
	enum cli_exit code = cli_policy_read(cli, a, &mem, &x);
	enum cli_exit other = cli_policy_read(cli, b, &mem, &y);
	if (code != CLI_DONE || other != CLI_DONE)
		return max_of(code, other);
	enum kind ka = kind_of(&x), kb = kind_of(&y);
	bool file = ka == POLICY_FILE || kb == POLICY_FILE;
	if (file && ka != POLICY_TEXT && kb != POLICY_TEXT)
		return compare(cli, &x, &y, json);
	if (!file)
		return cli_policy_diff(cli, &x, &y, json);
	cli_complain(
	    cli, "%s は方針ファイル（YAML）、%s は文章です。同じ種類のものを2つ指定してください",
	    "%s is a policy file (YAML), %s is a text: name two of one kind",
	    cli_shown(ka == POLICY_FILE ? a : b).text, cli_shown(ka == POLICY_FILE ? b : a).text);
	return CLI_USAGE;
}
