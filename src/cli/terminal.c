/* SPDX-License-Identifier: Apache-2.0
 * terminal.c: `sekisho terminal policy` and `sekisho terminal check`: Windows terminals.
 */
#include "cli/terminal.h"

#include <errno.h>
#include <unistd.h>

#include "cli/policy.h"
#include "cli/save.h"
#include "sys/file.h"

static const struct cli_option options[] = {
    [TERMINAL_OPTION_ZONE] = {.name = "zone",
			      .argument = "CODE",
			      .ja = "系の符号（terminals が1つだけなら省ける）",
			      .en = "code of the zone (not needed where only one has terminals)"},
    [TERMINAL_OPTION_AS] = {.name = "as",
			    .argument = "pol|reg|syncml",
			    .ja = "policy: Registry.pol、.reg、SyncML のどれを作るか",
			    .en = "policy: make a Registry.pol, a .reg or SyncML"},
    [TERMINAL_OPTION_OUT] = {.name = "output",
			     .letter = 'o',
			     .argument = "FILE",
			     .ja = "policy: 書き出すファイル（- は標準出力）",
			     .en = "policy: the file to write (- is standard output)"},
    [TERMINAL_OPTION_FORCE] = {.name = "force",
			       .letter = 'f',
			       .ja = "policy: 同じ名前のファイルがあれば置き換える",
			       .en = "policy: replace a file of the same name"},
    [TERMINAL_OPTION_JSON] = {.name = "json",
			      .ja = "check: 結果を JSON で書く",
			      .en = "check: write the result as JSON"},
    [TERMINAL_OPTION_CSV] = {.name = "csv",
			     .ja = "check: 判定の表を CSV（Excel で開ける形）で標準出力に書く",
			     .en = "check: write the verdicts as CSV for a spreadsheet"},
    {.name = NULL},
};

static struct policy_mistakes mistakes; /* large: not on the stack */

void terminal_policy_free(struct terminal_policy *p)
{
	arena_free(&p->mem);
}

static enum cli_exit find_zone(const struct cli *cli, struct terminal_policy *p)
{
	const char *zone = cli->option[TERMINAL_OPTION_ZONE];
	if (!zone && p->policy.terminals_count > 1) {
		cli_complain(cli, "どの系の端末かを --zone で指定してください",
			     "say with --zone which zone's terminals");
		return CLI_USAGE;
	}
	if (zone)
		p->terminal = terminal_of(&p->policy, view_str(zone));
	else if (p->policy.terminals_count)
		p->terminal = &p->policy.terminals[0];
	if (p->terminal)
		return CLI_DONE;
	if (zone)
		cli_complain(cli, "方針の terminals に、系「%s」の端末の制御がありません",
			     "the policy's terminals say nothing of zone %s", cli_shown(zone).text);
	else
		cli_complain(
		    cli,
		    "方針に terminals（端末の制御）がありません。書き方は docs/terminals.md に"
		    "あります",
		    "the policy has no terminals; docs/terminals.md shows them");
	return CLI_NO;
}

enum cli_exit cli_terminal_load(const struct cli *cli, const char *file,
				struct terminal_policy *ret)
{
	struct view text;
	struct policy_source beside = cli_policy_source(file);
	ret->mem = arena_new(POLICY_ARENA * 2);
	enum err e = cli_read_file(file, POLICY_FILE_MAX, &ret->mem, &text);
	if (e == OK)
		e = policy_load_from(text, &beside, 0, &ret->mem, &ret->policy, &mistakes, NULL);
	if (e == E_IO)
		cli_complain(cli, "%s を読めません: %s", "cannot read %s: %s", file,
			     cli_errno(cli, errno));
	else if (e == E_CONFIG)
		cli_complain(cli,
			     "%s に誤りが %u 件あります。sekisho policy check で確かめてください",
			     "%s has %u mistakes; see sekisho policy check", cli_shown(file).text,
			     mistakes.wrong);
	else if (e != OK)
		cli_complain_err(cli, file, e);
	if (e != OK)
		return e == E_CONFIG || e == E_LIMIT_SIZE ? CLI_NO : CLI_FAULT;
	return find_zone(cli, ret);
}

static bool read_kind(const struct cli *cli, enum terminal_file *ret)
{
	static const char *const names[] = {"pol", "reg", "syncml"};
	const char *as = cli->option[TERMINAL_OPTION_AS];
	for (unsigned i = 0; as && i < array_len(names); i++)
		if (view_eq(view_str(as), view_str(names[i]))) {
			*ret = (enum terminal_file)i;
			return true;
		}
	return false;
}

static enum cli_exit save(const struct cli *cli, struct view bytes)
{
	const char *path = cli->option[TERMINAL_OPTION_OUT];
	if (view_eq(view_str(path), VIEW("-")))
		return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n && fflush(stdout) == 0
			   ? CLI_DONE
			   : CLI_FAULT;
	int fd = memfd_new("terminal");
	enum err e = fd < 0 ? E_NO_MEMORY : file_write(fd, bytes);
	if (e == OK)
		e = save_file(fd, path, cli->option[TERMINAL_OPTION_FORCE] != NULL);
	if (fd >= 0)
		(void)close(fd);
	if (e == E_NAME)
		cli_complain(cli, "%s はすでにあります。置き換えるには --force を付けてください",
			     "%s is there already; --force replaces it", cli_shown(path).text);
	else if (e != OK)
		cli_complain(cli, "%s に書けません: %s", "cannot write %s: %s",
			     cli_shown(path).text, cli_errno(cli, errno));
	return e == OK ? CLI_DONE : e == E_NAME ? CLI_NO : CLI_FAULT;
}

/* What is wished and does not stand in that file. */
static void tell_left_out(const struct cli *cli, const struct policy_terminal *t,
			  enum terminal_file file)
{
	if (t->bitlocker && file != TERMINAL_SYNCML)
		cli_print_to(
		    cli, stderr,
		    "参考: 端末の暗号化（bitlocker）はこの形式では指示できません。terminal check "
		    "で確かめてください\n",
		    "note: this file cannot turn BitLocker on; see it with terminal check\n");
	if (t->card_lock && file == TERMINAL_POL)
		cli_print_to(cli, stderr,
			     "参考: カードを抜いたときのロック（card_lock）は Registry.pol "
			     "に入りません。グループ ポリシーの「セキュリティ "
			     "オプション」で設定してください\n",
			     "note: card_lock is a security option, not in a Registry.pol\n");
	cli_print_to(cli, stderr, "参考: 可搬媒体の制御は、端末を再起動してから効きます\n",
		     "note: rights to removable storage take effect after a restart\n");
}

static enum cli_exit make(const struct cli *cli, struct terminal_policy *p)
{
	enum terminal_file file;
	scope_end(buf_free) struct buf out = buf_new(TERMINAL_FILE_MAX);
	if (!read_kind(cli, &file) || !cli->option[TERMINAL_OPTION_OUT] ||
	    cli->operand_count != 2) {
		cli_complain(cli,
			     "sekisho terminal policy 方針 --as pol|reg|syncml -o 出力 "
			     "の形で指定してください",
			     "say sekisho terminal policy POLICY --as pol|reg|syncml -o OUT");
		return CLI_USAGE;
	}
	enum cli_exit code = cli_terminal_load(cli, cli->operand[1], p);
	if (code != CLI_DONE)
		return code;
	enum err e = terminal_write(p->terminal, file, &p->mem, &out);
	if (e != OK) {
		cli_complain_err(cli, cli->operand[1], e);
		return CLI_FAULT;
	}
	code = save(cli, buf_view(&out));
	if (code == CLI_DONE)
		tell_left_out(cli, p->terminal, file);
	return code;
}

static enum cli_exit run(const struct cli *cli)
{
	scope_end(terminal_policy_free) struct terminal_policy p = {0};
	if (view_eq(view_str(cli->operand[0]), VIEW("policy")))
		return make(cli, &p);
	if (view_eq(view_str(cli->operand[0]), VIEW("check")) && cli->operand_count > 2) {
		enum cli_exit code = cli_terminal_load(cli, cli->operand[1], &p);
		return code == CLI_DONE ? cli_terminal_check(cli, &p) : code;
	}
	if (view_eq(view_str(cli->operand[0]), VIEW("check")))
		cli_complain(
		    cli,
		    "記録のファイルかフォルダーを指定してください: sekisho terminal check 方針 "
		    "記録...",
		    "name files or folders of evidence: sekisho terminal check POLICY EVIDENCE...");
	else
		cli_complain(
		    cli,
		    "policy か check を指定し、続けてファイルを書いてください（くわしくは sekisho "
		    "help terminal）",
		    "say policy or check, and then the files (more: sekisho help terminal)");
	return CLI_USAGE;
}

const struct command command_terminal = {
    .options = options,
    .operands_min = 2,
    .operands_max = CLI_ANY,
    .more_ja =
	"  policy  方針から、可搬媒体と機器の取付けを制御する設定ファイルを作る\n"
	"  check   端末から集めた記録（イベント ログ .evtx、gpresult、Registry.pol、.reg、\n"
	"          BitLocker の状態、資産一覧の CSV など）を方針と照らし、端末ごとに判定する。\n"
	"          フォルダーはその下を全部読む。ファイル名の最初の点までを端末名とする\n"
	"終了コード: 0 すべて技術的に担保または点検済  1 それ以外がある",
    .more_en = "  policy  make settings for removable storage and device installation\n"
	       "  check   hold evidence from terminals (event logs, gpresult, Registry.pol, .reg, "
	       "BitLocker,\n"
	       "          lists of assets) against the policy; of a folder all that lies below; a "
	       "file's name up to\n"
	       "          its first dot is the terminal\n"
	       "Exit code: 0 all enforced or checked, 1 some are not",
    .run = run};
