/* SPDX-License-Identifier: Apache-2.0
 * policy.c: `sekisho policy check|show|public FILE` and `sekisho policy keys`.
 */
#include "cli/policy.h"

#include <errno.h>
#include <time.h>

enum { OPTION_JSON };

static const struct cli_option options[] = {
    [OPTION_JSON] = {.name = "json",
		     .ja = "check の結果を JSON で書く",
		     .en = "check: write the result as JSON"},
    {.name = NULL},
};

struct loaded {
	struct arena mem;
	struct policy policy;
	struct policy_mistakes mistakes;
	bool ok; /* policy may be used */
};

static void loaded_free(struct loaded *l)
{
	arena_free(&l->mem);
}

/* CLI_NO when the file has mistakes: they are in ret->mistakes. */
static enum cli_exit load(const struct cli *cli, const char *file, struct loaded *ret)
{
	struct view text;
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
		e = policy_load_at(text, time(NULL), &ret->mem, &ret->policy, &ret->mistakes);
	ret->ok = e == OK;
	if (e == OK || e == E_CONFIG)
		return e == OK ? CLI_DONE : CLI_NO;
	cli_complain_err(cli, file, e);
	return CLI_FAULT;
}

static enum cli_exit check(const struct cli *cli, const char *file)
{
	scope_end(loaded_free) struct loaded l = {0};
	enum cli_exit code = load(cli, file, &l);
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

enum cli_exit cli_with_policy(const struct cli *cli, const char *file,
			      enum cli_exit (*then)(const struct cli *, const struct policy *))
{
	scope_end(loaded_free) struct loaded l = {0};
	enum cli_exit code = load(cli, file, &l);
	if (code == CLI_DONE)
		return then(cli, &l.policy);
	if (code == CLI_NO && l.mistakes.wrong > 0)
		cli_complain(cli,
			     "%s に誤りが %u 件あります。sekisho policy check で確かめてください",
			     "%s has %u mistakes; see sekisho policy check", cli_shown(file).text,
			     l.mistakes.wrong);
	return code;
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

static enum cli_exit run(const struct cli *cli)
{
	struct view word = view_str(cli->operand[0]);
	bool keys = view_eq(word, VIEW("keys"));
	const char *file = cli->operand_count == 2 ? cli->operand[1] : NULL;
	if (!keys && file && view_eq(word, VIEW("check")))
		return check(cli, file);
	if (cli->option[OPTION_JSON]) {
		cli_complain(cli, "--json は check だけのオプションです",
			     "--json is for check only");
		return CLI_USAGE;
	}
	if (keys && !file) {
		cli_policy_keys(cli);
		return CLI_DONE;
	}
	if (!keys && file && view_eq(word, VIEW("show")))
		return cli_with_policy(cli, file, show);
	if (!keys && file && view_eq(word, VIEW("public")))
		return cli_with_policy(cli, file, write_public);
	bool known = view_eq(word, VIEW("check")) || view_eq(word, VIEW("show")) ||
		     view_eq(word, VIEW("public"));
	if (keys)
		cli_complain(cli, "keys はファイルを取りません", "keys takes no file");
	else if (known)
		cli_complain(cli, "方針ファイルを指定してください: sekisho policy %s ファイル",
			     "name a policy file: sekisho policy %s FILE", cli->operand[0]);
	else
		cli_complain(cli, "check、show、public、keys のどれかを指定してください",
			     "say check, show, public or keys");
	return CLI_USAGE;
}

const struct command command_policy = {
    .options = options,
    .operands_min = 1,
    .operands_max = 2,
    .more_ja = "  check   誤りと参考を、行・桁・直し方とともに示す。誤りがあれば終了コード 1\n"
	       "  show    方針の内容を表で示す\n"
	       "  public  インターネット側に渡すファイルを標準出力に書く（職員は含まない）\n"
	       "  keys    書けるキーと既定値の一覧",
    .more_en =
	"  check   mistakes and notes, with line, column and what to write; exit code 1 if wrong\n"
	"  show    what the policy says, in tables\n"
	"  public  write the file for the Internet half (nobody's name) to standard output\n"
	"  keys    every key there is, and its default",
    .run = run,
};
