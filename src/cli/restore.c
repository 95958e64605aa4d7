/* SPDX-License-Identifier: Apache-2.0
 * restore.c: `sekisho restore --state DIR BACKUP`: an act, with a record and a gap that is shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/console_note.h"
#include "cli/freeze.h"
#include "cli/restore.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "sys/wire.h"

enum { OPTION_STATE, OPTION_TEST, OPTION_YES, OPTION_UID_BASE };

static const struct cli_option options[] = {
    [OPTION_STATE] = {.name = "state",
		      .argument = "DIR",
		      .ja = "戻す先の状態のディレクトリ（必須。--test では省ける）",
		      .en = "the state directory (required, but for --test)"},
    [OPTION_TEST] = {.name = "test",
		     .ja = "戻さずに、控えのすべてのファイルと台帳を確かめるだけ（復元の試験）",
		     .en = "restore nothing: check every file and the ledger of the backup"},
    [OPTION_YES] = {.name = "yes", .ja = "確認を省く", .en = "do not ask"},
    [OPTION_UID_BASE] = {.name = "uid-base",
			 .argument = "N",
			 .ja = "root のとき、各プロセスの利用者番号の起点（既定 60800）",
			 .en = "as root: where the processes' user ids begin (60800)"},
    {.name = NULL},
};

static enum cli_exit fault(const struct restore *r, const char *about, enum err e)
{
	if (e == E_IO)
		cli_complain(r->cli, "%s: %s", "%s: %s", about, cli_errno(r->cli, errno));
	else
		cli_complain_err(r->cli, about, e);
	return CLI_FAULT;
}

static enum cli_exit open_backup(struct restore *r)
{
	r->from = open(r->from_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->from < 0)
		return fault(r, r->from_path, E_IO);
	enum err e = backup_read_manifest(r->from, &r->list);
	r->files = openat(r->from, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (e == E_NOT_FOUND || e == E_BROKEN || r->files < 0) {
		cli_complain(r->cli,
			     "%s は完全な控えではありません（sekisho backup が作った日時の名前の"
			     "フォルダーを指定してください）",
			     "%s is no whole backup (name a folder that sekisho backup made)",
			     r->from_path);
		return CLI_USAGE;
	}
	if (e != OK)
		return fault(r, r->from_path, e);
	if (r->list.evaluation != (geteuid() != 0)) {
		cli_complain(r->cli,
			     "この控えは%sで取ったものです。同じ区分（root "
			     "か一般利用者か）で実行してください",
			     "this backup was made in %s; run this in the same mode",
			     r->list.evaluation
				 ? cli_text(r->cli, "評価モード（一般利用者）", "evaluation mode")
				 : cli_text(r->cli, "本番（root）", "production (root)"));
		return CLI_USAGE;
	}
	return CLI_DONE;
}

static enum cli_exit test_only(struct restore *r)
{
	if (!restore_check(r))
		return CLI_NO;
	cli_print(
	    r->cli,
	    "%s の控え：%zu 件・%.1f MB すべて控えたときのまま、台帳 %llu 件も検証できました\n",
	    "backup of %s: all %zu files, %.1f MB, as they were; %llu leaves of the ledger "
	    "verify\n",
	    clock_ja(r->list.time).s, r->list.n, (double)r->list.bytes / 1e6,
	    (unsigned long long)r->list.leaves);
	if (!r->state_path)
		return CLI_DONE;
	scope_end(close_fd) int state = open(r->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (state < 0)
		return fault(r, r->state_path, E_IO);
	enum err e = console_note(state, "restore-test", view_str(clock_ja(r->list.time).s));
	return e == OK ? CLI_DONE : fault(r, r->state_path, e);
}

static bool confirmed(const struct restore *r)
{
	char answer[8] = "";
	cli_print(
	    r->cli,
	    "%s の控え（%.1f MB、台帳 %llu 件）を %s に戻します。\n"
	    "それより後の承認・サインイン・登録の変更は失われます。受付・引渡しの記録と台帳は、"
	    "いまのものが控えの続きなら引き継ぎます。\n"
	    "いまの状態は消さず、名前を変えて残します。\n",
	    "The backup of %s (%.1f MB, %llu leaves) replaces %s.\n"
	    "Approvals, sign-ins and changes made since are lost. Acceptances, deliveries and "
	    "the ledger are kept where they continue the backup.\n"
	    "The present state is not removed but renamed.\n",
	    clock_ja(r->list.time).s, (double)r->list.bytes / 1e6,
	    (unsigned long long)r->list.leaves, r->state_path);
	if (r->cli->option[OPTION_YES])
		return true;
	if (!isatty(STDIN_FILENO)) {
		cli_complain(r->cli, "確認できないので、やめました。--yes を付けると確認を省きます",
			     "nobody to ask: left as it is; --yes does not ask");
		return false;
	}
	cli_print(r->cli, "よろしいですか [y/N] ", "Go on? [y/N] ");
	(void)fflush(stdout);
	if (fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	cli_print(r->cli, "やめました\n", "left as it is\n");
	return false;
}

/* Every start counts one up from here; a restored system never repeats a number. */
static enum err renew_epoch(struct restore *r)
{
	uint64_t most = 0;
	const int places[] = {r->made, r->old};
	for (size_t i = 0; i < array_len(places); i++) {
		scope_end(close_fd) int fd =
		    places[i] >= 0 ? backup_open(places[i], "epoch", O_RDONLY, 0) : -1;
		scope_end(buf_free) struct buf b = buf_new(64);
		int64_t n = 0;
		if (fd < 0 || file_read(fd, 64, &b) != OK)
			continue;
		struct view v = buf_view(&b);
		while (v.n && (v.p[v.n - 1] == '\n' || v.p[v.n - 1] == 0))
			v.n--;
		if (view_int(v, 0, INT64_MAX, &n) == OK)
			most = max_of(most, (uint64_t)n);
	}
	char text[24];
	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)most + 1);
	return file_replace(r->made, "epoch", view_str(text));
}

static enum err make(struct restore *r, const char *made_path)
{
	if (mkdir(made_path, 0711) != 0)
		return err_of_errno(errno);
	r->made = open(made_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->made < 0)
		return err_of_errno(errno);
	try(restore_files(r));
	try(restore_carry(r));
	try(renew_epoch(r));
	return syncfs(r->made) == 0 ? OK : err_of_errno(errno);
}

/* The directory that holds both names. */
static int open_above(const char *path)
{
	const char *slash = strrchr(path, '/');
	char above[4096] = ".";
	if (slash)
		(void)snprintf(above, sizeof above, "%.*s", (int)max_of(slash - path, (ptrdiff_t)1),
			       path);
	return open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum err swap(const struct restore *r, const char *made_path, const char *aside)
{
	scope_end(close_fd) int above = open_above(r->state_path);
	if (above < 0)
		return err_of_errno(errno);
	if (r->old >= 0 && rename(r->state_path, aside) != 0)
		return err_of_errno(errno);
	if (rename(made_path, r->state_path) == 0) {
		/* It is done; what may be lost with the power now is only that it was. */
		if (file_sync_dir(above) != OK)
			(void)fault(r, r->state_path, E_IO);
		return OK;
	}
	enum err e = err_of_errno(errno);
	if (r->old >= 0)
		(void)rename(aside, r->state_path);
	return e;
}

static void say_done(const struct restore *r, const char *aside)
{
	cli_print(r->cli,
		  "戻しました：%s\n控えの後のもの：受付 %llu 件を引き継ぎ（うち終わっていた %u "
		  "件は登録し直します）、台帳 %llu 件を引き継ぎました\n",
		  "restored: %s\nSince the backup: %llu acceptances kept (%u had ended and are "
		  "registered again), %llu leaves of the ledger kept\n",
		  r->state_path, (unsigned long long)r->head.carried, r->head.rows,
		  (unsigned long long)(r->head.leaves_now - r->head.leaves_then));
	if (r->deleted_again)
		cli_print(
		    r->cli,
		    "台帳で消去済みの元ファイル %llu 件の鍵は、控えから戻さずに消しました\n",
		    "keys of %llu originals whose deletion is in the ledger were not restored\n",
		    (unsigned long long)r->deleted_again);
	if (r->head.preserved || r->head.unsure)
		cli_print(
		    r->cli, "証拠保全：%s\n", "Preservation of evidence: %s\n",
		    r->head.preserved
			? cli_text(r->cli, "継続します。台帳で終了が確かめられません",
				   "stays in force: the ledger knows no end of it")
			: cli_text(r->cli,
				   "始めます。控えの後に始まったかどうか確かめられないためです。"
				   "不要なら二人で終えてください",
				   "begins: whether one was begun since cannot be known; end it "
				   "by two persons if there was none"));
	if (r->refused[0])
		cli_print(r->cli,
			  "控えの続きではないため、控えのものに戻した記録：%"
			  "s。下の古い状態を調べてください\n",
			  "Did not continue the backup, so the backup's stand: %s; look into the "
			  "old state\n",
			  r->refused);
	if (r->old >= 0)
		cli_print(r->cli, "前の状態：%s\n", "the state before: %s\n", aside);
	if (!backup_find(&r->list, "keys/originals.key") && r->old < 0)
		cli_print(r->cli,
			  "元ファイル保管庫の秘密鍵は控えにありません。封をして保管した "
			  "originals.key を %s/keys/ に戻してください\n",
			  "The originals' private key is not in the backup: put the sealed "
			  "originals.key into %s/keys/\n",
			  r->state_path);
	cli_print(r->cli, "次に：起動し、「今日の収支」の差が0であることを確かめてください\n",
		  "Next: start it and see that today's balance is even\n");
}

static enum cli_exit act(struct restore *r)
{
	char made[4096], aside[4096];
	int64_t now = clock_now();
	if (freeze_keeper(r->state_path)) {
		cli_complain(r->cli, "%s で関所が動いています。止めてから実行してください",
			     "Sekisho is running on %s: stop it first", r->state_path);
		return CLI_NO;
	}
	r->old = open(r->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->old < 0 && errno != ENOENT)
		return fault(r, r->state_path, E_IO);
	if (!restore_check(r) || !confirmed(r))
		return CLI_NO;
	int n = snprintf(made, sizeof made, "%s.restoring-%lld", r->state_path, (long long)now);
	int m = snprintf(aside, sizeof aside, "%s.before-%lld", r->state_path, (long long)now);
	if (n < 0 || m < 0 || (size_t)n >= sizeof made || (size_t)m >= sizeof aside)
		return fault(r, r->state_path, E_NAME);
	r->head.restored = now;
	enum err e = make(r, made);
	if (e == OK)
		e = swap(r, made, aside);
	if (e != OK) {
		int why = errno; /* saying so may change it */
		cli_complain(r->cli, "戻せませんでした。いまの状態は元のままです（途中まで：%s）",
			     "not restored; the present state is as it was (unfinished: %s)", made);
		errno = why;
		return fault(r, r->state_path, e);
	}
	say_done(r, aside);
	return CLI_DONE;
}

static enum cli_exit run_in(struct restore *r)
{
	enum cli_exit code = open_backup(r);
	if (code != CLI_DONE)
		return code;
	return r->cli->option[OPTION_TEST] ? test_only(r) : act(r);
}

static enum cli_exit run(const struct cli *cli)
{
	static struct restore r;
	char state[4096] = "";
	int64_t base = JAIL_UID_BASE;
	r = (struct restore){.cli = cli,
			     .from_path = cli->operand[0],
			     .from = -1,
			     .files = -1,
			     .made = -1,
			     .old = -1};
	if (!cli->option[OPTION_STATE] && !cli->option[OPTION_TEST]) {
		cli_complain(cli, "--state で戻す先を指定してください", "say where with --state");
		return CLI_USAGE;
	}
	if (cli->option[OPTION_UID_BASE] &&
	    view_int(view_str(cli->option[OPTION_UID_BASE]), 1, 1 << 30, &base) != OK) {
		cli_complain(cli, "--uid-base は 1 以上の数です", "--uid-base is a number from 1");
		return CLI_USAGE;
	}
	if (cli->option[OPTION_STATE]) { /* names beside it are made of it */
		size_t n = strlen(cli->option[OPTION_STATE]);
		while (n > 1 && cli->option[OPTION_STATE][n - 1] == '/')
			n--;
		if (n >= sizeof state)
			return CLI_USAGE;
		memcpy(state, cli->option[OPTION_STATE], n);
		r.state_path = state;
	}
	r.uid_base = (uint32_t)base;
	enum cli_exit code = run_in(&r);
	backup_free(&r.list);
	int *const fds[] = {&r.from, &r.files, &r.made, &r.old};
	for (size_t i = 0; i < array_len(fds); i++)
		close_fd(fds[i]);
	return code;
}

const struct command command_restore = {
    .options = options,
    .operands_min = 1,
    .operands_max = 1,
    .run = run,
    .more_ja = "控えは、sekisho backup が作った日時の名前のフォルダーです。両側を一度に戻します。\n"
	       "戻したことと、控えの後に何があったかは台帳に残ります。",
    .more_en = "BACKUP is a folder that sekisho backup made; both halves are restored at once.\n"
	       "That it was done, and what had happened since, is written into the ledger."};
