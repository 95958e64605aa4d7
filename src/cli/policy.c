/* SPDX-License-Identifier: Apache-2.0
 * policy.c: `sekisho policy check|show|public|join|steps|who FILE`, `policy keys`, `policy diff A
 * B`, and for published texts `policy import TEXT`.
 */
#include "cli/policy.h"
#include "cli/policy_text.h"

#include <errno.h>
#include <time.h>

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

enum cli_exit cli_policy_read(const struct cli *cli, const char *file, struct arena *mem,
			      struct cli_policy_bytes *ret)
{
	ret->file = file;
	enum err e = cli_read_file(file, POLICY_FILE_MAX, mem, &ret->text);
	if (e == OK)
		return CLI_DONE;
	if (e == E_LIMIT_SIZE) {
		cli_complain(cli, "%s は方針としては大きすぎます（上限 1 MB）",
			     "%s is too large for a policy (at most 1 MB)", cli_shown(file).text);
		return CLI_NO;
	}
	if (e == E_IO)
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", cli_shown(file).text,
			     cli_errno(cli, errno));
	else
		cli_complain_err(cli, file, e);
	return CLI_FAULT;
}

enum cli_exit cli_policy_load(const struct cli *cli, const struct cli_policy_bytes *from,
			      int64_t now, struct cli_policy *ret)
{
	struct policy_source beside = cli_policy_source(from->file);
	ret->mem = arena_new(POLICY_ARENA);
	enum err e = policy_load_from(from->text, &beside, now, &ret->mem, &ret->policy,
				      &ret->mistakes, &ret->text);
	ret->ok = e == OK;
	if (e == OK || e == E_CONFIG)
		return e == OK ? CLI_DONE : CLI_NO;
	cli_complain_err(cli, from->file, e);
	return CLI_FAULT;
}

/* The file named, in one step. */
static enum cli_exit load_file(const struct cli *cli, const char *file, int64_t now,
			       struct cli_policy *ret)
{
	struct cli_policy_bytes bytes;
	scope_end(arena_free) struct arena mem = arena_new(POLICY_FILE_MAX * 2);
	enum cli_exit code = cli_policy_read(cli, file, &mem, &bytes);
	return code == CLI_DONE ? cli_policy_load(cli, &bytes, now, ret) : code;
}

static enum cli_exit check(const struct cli *cli)
{
	const char *file = cli->operand[1];
	scope_end(cli_policy_free) struct cli_policy l = {0};
	enum cli_exit code = load_file(cli, file, time(NULL), &l);
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
	enum cli_exit code = load_file(cli, file, 0, &l);
	return code == CLI_DONE ? then(cli, &l.policy) : cli_policy_untaken(cli, file, code, &l);
}

static enum cli_exit print_tables(const struct cli *cli, const struct policy *p)
{
	cli_policy_show(cli, p);
	return CLI_DONE;
}

static enum cli_exit show(const struct cli *cli)
{
	return cli_with_policy(cli, cli->operand[1], print_tables);
}

static enum cli_exit write_public(const struct cli *cli, const struct policy *p)
{
	scope_end(buf_free) struct buf out = buf_new(YAML_FILE_MAX * 2);
	enum err e = policy_public(p, &out);
	if (e == E_LIMIT_SIZE) {
		cli_complain(
		    cli,
		    "インターネット側用のファイルが 1 MB を超えます。所属や、出入口（gates）の "
		    "units を減らしてください",
		    "the file for the Internet half would be over 1 MB: have fewer units, or "
		    "name fewer of them under gates");
		return CLI_NO;
	}
	if (e != OK) {
		cli_complain_err(cli, "policy public", e);
		return CLI_FAULT;
	}
	fwrite(out.p, 1, out.n, stdout);
	return CLI_DONE;
}

static enum cli_exit make_public(const struct cli *cli)
{
	return cli_with_policy(cli, cli->operand[1], write_public);
}

static enum cli_exit write_joined(const struct cli *cli, const struct cli_policy *l)
{
	if (l->policy.is_public) {
		cli_complain(cli, "%s はインターネット側用のファイルです",
			     "%s is for the Internet half", cli_shown(cli->operand[1]).text);
		return CLI_NO;
	}
	fwrite(l->text.p, 1, l->text.n, stdout);
	return CLI_DONE;
}

static enum cli_exit join(const struct cli *cli)
{
	scope_end(cli_policy_free) struct cli_policy l = {0};
	enum cli_exit code = load_file(cli, cli->operand[1], 0, &l);
	return code == CLI_DONE ? write_joined(cli, &l)
				: cli_policy_untaken(cli, cli->operand[1], code, &l);
}

static enum cli_exit keys(const struct cli *cli)
{
	cli_policy_keys(cli, RECORD_policy);
	return CLI_DONE;
}

static enum cli_exit steps(const struct cli *cli)
{
	return cli_with_policy(cli, cli->operand[1], cli_policy_steps);
}

static enum cli_exit who(const struct cli *cli)
{
	return cli_with_policy(cli, cli->operand[1], cli_policy_who);
}

static enum cli_exit import(const struct cli *cli)
{
	return cli_policy_import(cli, cli->operand[1], cli->option[OPTION_JSON] != NULL);
}

static enum cli_exit diff(const struct cli *cli)
{
	return cli_policy_differ(cli, cli->operand[1], cli->operand[2],
				 cli->option[OPTION_JSON] != NULL);
}

static const struct {
	const char *word;
	enum cli_exit (*run)(const struct cli *cli);
	int operands; /* the word among them */
	bool json;
	const char *ja, *en; /* what is to stand behind the word */
} parts[] = {
    {"check", check, 2, true, " 方針ファイル", " FILE"},
    {"show", show, 2, false, " 方針ファイル", " FILE"},
    {"who", who, 7, false, " 方針ファイル 職員番号 送付先 区分 ファイル名 バイト数",
     " FILE STAFF-NUMBER RECIPIENT GRADE NAME BYTES"},
    {"public", make_public, 2, false, " 方針ファイル", " FILE"},
    {"join", join, 2, false, " 方針ファイル", " FILE"},
    {"steps", steps, 2, false, " 方針ファイル", " FILE"},
    {"keys", keys, 1, false, "", ""},
    {"import", import, 2, true, " 公表された方針の文章", " TEXT"},
    {"diff", diff, 3, true, " A B（方針ファイルどうし、または文章どうし）",
     " A B, two policy files or two texts"},
};

static enum cli_exit run(const struct cli *cli)
{
	struct view word = view_str(cli->operand[0]);
	for (size_t i = 0; i < array_len(parts); i++) {
		if (!view_eq(word, view_str(parts[i].word)))
			continue;
		if (cli->option[OPTION_JSON] && !parts[i].json) {
			cli_complain(cli, "--json は check、import、diff のオプションです",
				     "--json is for check, import and diff only");
			return CLI_USAGE;
		}
		if (cli->operand_count == parts[i].operands)
			return parts[i].run(cli);
		cli_complain(cli, "使い方: sekisho policy %s%s", "usage: sekisho policy %s%s",
			     parts[i].word, cli_text(cli, parts[i].ja, parts[i].en));
		return CLI_USAGE;
	}
	cli_complain(
	    cli,
	    "check、show、who、public、join、steps、keys、import、diff のどれかを"
	    "指定してください。例: sekisho policy check ファイル（説明は sekisho help policy）",
	    "say check, show, who, public, join, steps, keys, import or diff, such as "
	    "sekisho policy check FILE (sekisho help policy)");
	return CLI_USAGE;
}

const struct command command_policy = {
    .options = options,
    .operands_min = 1,
    .operands_max = CLI_ANY,
    .more_ja = "  check   誤りと参考を、行・桁・直し方とともに示す。誤りがあれば終了コード 1\n"
	       "  show    方針の内容を表で示す\n"
	       "  who     職員が区分とともに送付先へ送るファイルを、誰が承認するか\n"
	       "  public  インターネット側に渡すファイルを標準出力に書く（職員は含まない）\n"
	       "  join    機関の方針に、本体の方針の系・所属・職員などを合わせて標準出力に書く\n"
	       "  steps   画面を試すときの5つの手順を、この方針の所属と職員番号で\n"
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
	"  steps   five steps to try the pages, with this policy's units and staff numbers\n"
	"  keys    every key there is, and its default\n"
	"  import  read a published text (UTF-8) as a tree of clauses: its figures, and notes\n"
	"  diff    two policy files, key by key, or two published texts, clause by clause; exit "
	"code 1 where they differ",
    .run = run,
};
