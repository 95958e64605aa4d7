/* SPDX-License-Identifier: Apache-2.0
 * policy.c: `sekisho policy check|show|public|join|who FILE`, `policy keys`, `policy diff A B`, and
 * for published texts `policy import TEXT`.
 */
#include "cli/policy.h"
#include "cli/policy_text.h"

#include <errno.h>
#include <time.h>

#define WHO_OPERANDS 7

enum { OPTION_JSON };

static const struct cli_option options[] = {
    [OPTION_JSON] = {.name = "json",
		     .ja = "check、import、diff の結果を JSON で書く",
		     .en = "check, import, diff: write the result as JSON"},
    {.name = NULL},
};

void cli_policy_free(struct cli_policy *l)
{
	arena_free(&l->mem);
}

enum cli_exit cli_policy_load(const struct cli *cli, const char *file, int64_t now,
			      struct cli_policy *ret)
{
	struct view text;
	struct policy_source beside = cli_policy_source(file);
	ret->mem = arena_new(POLICY_ARENA);
	enum err e = cli_read_file(file, POLICY_FILE_MAX, &ret->mem, &text);
	if (e == E_IO) {
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", file,
			     cli_errno(cli, errno));
		return CLI_FAULT;
	}
	if (e == E_LIMIT_SIZE) {
		cli_complain(cli, "%s は方針ファイルには大きすぎます（上限 1 MB）",
			     "%s is too large for a policy file (at most 1 MB)",
			     cli_shown(file).text);
		return CLI_NO;
	}
	if (e == OK)
		e = policy_load_from(text, &beside, now, &ret->mem, &ret->policy, &ret->mistakes,
				     &ret->text);
	ret->ok = e == OK;
	if (e == OK || e == E_CONFIG)
		return e == OK ? CLI_DONE : CLI_NO;
	cli_complain_err(cli, file, e);
	return CLI_FAULT;
}

static enum cli_exit check(const struct cli *cli, const char *file)
{
	scope_end(cli_policy_free) struct cli_policy l = {0};
	enum cli_exit code = cli_policy_load(cli, file, time(NULL), &l);
	if (code == CLI_FAULT || (code == CLI_NO && l.mistakes.wrong == 0))
		return code;
	const struct policy *p = l.ok ? &l.policy : NULL;
	if (!cli->option[OPTION_JSON]) {
		cli_policy_print(cli, file, p, &l.mistakes);
	} else if (!cli_policy_print_json(file, p, &l.mistakes)) {
		cli_complain_err(cli, file, E_NO_MEMORY);
		return CLI_FAULT;
	}
	return code;
}

enum cli_exit cli_policy_untaken(const struct cli *cli, const char *file, enum cli_exit code,
				 const struct cli_policy *l)
{
	if (code == CLI_NO && l->mistakes.wrong > 0)
		cli_complain(cli,
			     "%s に誤りが %u 件あります。sekisho policy check で確かめてください",
			     "%s has %u mistakes; see sekisho policy check", cli_shown(file).text,
			     l->mistakes.wrong);
	return code;
}

enum cli_exit cli_with_policy(const struct cli *cli, const char *file,
			      enum cli_exit (*then)(const struct cli *, const struct policy *))
{
	scope_end(cli_policy_free) struct cli_policy l = {0};
	enum cli_exit code = cli_policy_load(cli, file, 0, &l);
	return code == CLI_DONE ? then(cli, &l.policy) : cli_policy_untaken(cli, file, code, &l);
}

static enum cli_exit show(const struct cli *cli, const struct policy *p)
{
	cli_policy_show(cli, p);
	return CLI_DONE;
}

static enum cli_exit write_public(const struct cli *cli, const struct policy *p)
{
	scope_end(buf_free) struct buf out = buf_new(YAML_FILE_MAX * 2);
	enum err e = policy_public(p, &out);
	if (e != OK) {
		cli_complain_err(cli, "policy public", e);
		return CLI_FAULT;
	}
	fwrite(out.p, 1, out.n, stdout);
	return CLI_DONE;
}

/* import reads a text for people; diff two of them, or two policy files. */
static bool is_published(struct view word, int operands)
{
	return (view_eq(word, VIEW("import")) && operands == 2) ||
	       (view_eq(word, VIEW("diff")) && operands == 3);
}

static enum cli_exit published(const struct cli *cli)
{
	bool json = cli->option[OPTION_JSON] != NULL;
	if (cli->operand_count == 2)
		return cli_policy_import(cli, cli->operand[1], json);
	return cli_policy_differ(cli, cli->operand[1], cli->operand[2], json);
}

static void complain_texts(const struct cli *cli, bool import)
{
	if (import)
		cli_complain(cli,
			     "公表された方針の文章を指定してください: sekisho policy import 文章",
			     "name the text of a policy: sekisho policy import TEXT");
	else
		cli_complain(cli,
			     "方針ファイルか文章を2つ指定してください: sekisho policy diff A B",
			     "name two policy files or two texts: sekisho policy diff A B");
}

static enum cli_exit who(const struct cli *cli)
{
	if (cli->operand_count == WHO_OPERANDS && !cli->option[OPTION_JSON])
		return cli_with_policy(cli, cli->operand[1], cli_policy_who);
	cli_complain(
	    cli,
	    "sekisho policy who ファイル 職員番号 送付先 区分 ファイル名 バイト数 と書いてください",
	    "write sekisho policy who FILE STAFF-NUMBER RECIPIENT GRADE NAME BYTES");
	return CLI_USAGE;
}

static enum cli_exit run(const struct cli *cli)
{
	struct view word = view_str(cli->operand[0]);
	if (is_published(word, cli->operand_count))
		return published(cli);
	if (view_eq(word, VIEW("import")) || view_eq(word, VIEW("diff"))) {
		complain_texts(cli, view_eq(word, VIEW("import")));
		return CLI_USAGE;
	}
	if (view_eq(word, VIEW("who")))
		return who(cli);
	bool keys = view_eq(word, VIEW("keys"));
	const char *file = cli->operand_count == 2 ? cli->operand[1] : NULL;
	if (!keys && file && view_eq(word, VIEW("check")))
		return check(cli, file);
	if (cli->option[OPTION_JSON]) {
		cli_complain(cli, "--json は check、import、diff のオプションです",
			     "--json is for check, import and diff only");
		return CLI_USAGE;
	}
	if (keys && cli->operand_count == 1) {
		cli_policy_keys(cli);
		return CLI_DONE;
	}
	if (!keys && file && view_eq(word, VIEW("show")))
		return cli_with_policy(cli, file, show);
	if (!keys && file && view_eq(word, VIEW("public")))
		return cli_with_policy(cli, file, write_public);
	if (!keys && file && view_eq(word, VIEW("join")))
		return cli_policy_join(cli, file);
	bool known = view_eq(word, VIEW("check")) || view_eq(word, VIEW("show")) ||
		     view_eq(word, VIEW("public")) || view_eq(word, VIEW("join"));
	if (keys)
		cli_complain(cli, "keys はファイルを取りません", "keys takes no file");
	else if (known)
		cli_complain(cli, "方針ファイルを指定してください: sekisho policy %s ファイル",
			     "name a policy file: sekisho policy %s FILE", cli->operand[0]);
	else
		cli_complain(
		    cli,
		    "check、show、who、public、join、keys、import、diff のどれかを指定してください",
		    "say check, show, who, public, join, keys, import or diff");
	return CLI_USAGE;
}

const struct command command_policy = {
    .options = options,
    .operands_min = 1,
    .operands_max = WHO_OPERANDS,
    .more_ja = "  check   誤りと参考を、行・桁・直し方とともに示す。誤りがあれば終了コード 1\n"
	       "  show    方針の内容を表で示す\n"
	       "  who     職員が区分とともに送付先へ送るファイルを、誰が承認するか\n"
	       "  public  インターネット側に渡すファイルを標準出力に書く（職員は含まない）\n"
	       "  join    機関の方針に、本体の方針の系・所属・職員などを合わせて標準出力に書く\n"
	       "  keys    書けるキーと既定値の一覧\n"
	       "  import  公表された方針の文章（UTF-8）を条項の木として読み、数と参考を示す\n"
	       "  diff    方針ファイル2つをキーごとに、または公表された方針の文章2つを条項ごとに"
	       "比べる。違いがあれば終了コード 1",
    .more_en =
	"  check   mistakes and notes, with line, column and what to write; exit code 1 if wrong\n"
	"  show    what the policy says, in tables\n"
	"  who     who has to approve what a person sends there, of that grade\n"
	"  public  write the file for the Internet half (nobody's name) to standard output\n"
	"  join    an organ's policy with its host's zones, units and people, to standard output\n"
	"  keys    every key there is, and its default\n"
	"  import  read a published text (UTF-8) as a tree of clauses: its figures, and notes\n"
	"  diff    two policy files, key by key, or two published texts, clause by clause; exit "
	"code 1 where they differ",
    .run = run,
};
