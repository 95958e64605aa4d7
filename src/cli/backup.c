/* SPDX-License-Identifier: Apache-2.0
 * backup.c: `sekisho backup --state DIR -o DEST`: both halves, while they run.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/backup.h"
#include "cli/console_note.h"
#include "cli/freeze.h"
#include "notary/leaf.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

enum { OPTION_STATE, OPTION_OUT, OPTION_KEY, OPTION_UID_BASE };

static const struct cli_option options[] = {
    [OPTION_STATE] = {.name = "state",
		      .argument = "DIR",
		      .ja = "状態のディレクトリ（必須）",
		      .en = "the state directory (required)"},
    [OPTION_OUT] = {.name = "output",
		    .letter = 'o',
		    .argument = "DEST",
		    .ja = "控えを置くフォルダー（必須）。別の機械や媒体が望ましい",
		    .en = "where backups lie (required); another machine or medium is best"},
    [OPTION_KEY] = {.name = "with-originals-key",
		    .ja = "元ファイル保管庫の秘密鍵も控えに含める（既定では含めない）",
		    .en = "also the private key of the originals' vault (left out otherwise)"},
    [OPTION_UID_BASE] = {.name = "uid-base",
			 .argument = "N",
			 .ja = "root のとき、各プロセスの利用者番号の起点（既定 60800）",
			 .en = "as root: where the processes' user ids begin (60800)"},
    {.name = NULL},
};

#define NAME_FORMAT "sekisho-%04d%02d%02d-%02d%02d%02d"
#define MAKING ".making"

struct run {
	const struct cli *cli;
	const char *state_path, *dest_path;
	int state, dest, making, copy; /* copy: the "state" directory of the backup being made */
	int previous;		       /* that of the newest backup in dest; -1 */
	struct backup old, first,
	    second; /* previous; before standing still; while standing still */
	uint32_t uid_base;
	bool with_key;
	uint64_t still_us, linked;
	struct frozen frozen;
};

/* Removes what an earlier run left. Names are ours: nothing in there is a link to elsewhere. */
static enum err remove_tree(int dir, const char *name)
{
	scope_end(close_fd) int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	scope_end(names_end) struct names in = names_in(fd);
	for (const char *below; (below = names_next(&in));) {
		if (unlinkat(fd, below, 0) == 0)
			continue;
		if (errno != EISDIR && errno != EPERM)
			return err_of_errno(errno);
		try(remove_tree(fd, below));
	}
	try(in.err);
	return unlinkat(dir, name, AT_REMOVEDIR) == 0 ? OK : err_of_errno(errno);
}

/* The newest whole backup of the folder, to link to what did not change. None is no error. */
static void find_previous(struct run *r)
{
	char newest[64] = "";
	scope_end(names_end) struct names in = names_in(r->dest);
	for (const char *name; (name = names_next(&in));)
		if (strncmp(name, "sekisho-", 8) == 0 && strlen(name) < sizeof newest &&
		    strcmp(name, newest) > 0)
			memcpy(newest, name, strlen(name) + 1);
	scope_end(close_fd) int fd =
	    newest[0] ? openat(r->dest, newest, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
		      : -1;
	if (fd >= 0 && backup_read_manifest(fd, &r->old) == OK)
		r->previous = openat(fd, "state", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Never written to after it came: the same in the backup before. */
static bool link_previous(struct run *r, struct backup_entry *e)
{
	if (r->previous < 0 || (e->mode & 0222))
		return false;
	const struct backup_entry *old = backup_find(&r->old, e->path);
	if (!old || old->dir || old->size != e->size || old->mtime != e->mtime ||
	    old->mode != e->mode)
		return false;
	if (linkat(r->previous, e->path, r->copy, e->path, 0) != 0)
		return false;
	memcpy(e->hash, old->hash, sizeof e->hash);
	e->hashed = true;
	r->linked += e->size;
	return true;
}

static enum err copy_one(struct run *r, struct backup_entry *e)
{
	if (e->dir)
		return mkdirat(r->copy, e->path, 0700) == 0 || errno == EEXIST
			   ? OK
			   : err_of_errno(errno);
	return link_previous(r, e) ? OK : backup_copy(r->state, r->copy, e);
}

static void progress(const struct run *r, const char *ja, const char *en, uint64_t done,
		     uint64_t all)
{
	if (isatty(STDERR_FILENO) && all > 0)
		fprintf(stderr, "\r\033[K%s %llu%%", cli_text(r->cli, ja, en),
			(unsigned long long)(done * 100 / all));
}

/* While everything runs: what comes and goes meanwhile is seen again below. */
static enum err copy_running(struct run *r)
{
	uint64_t done = 0;
	try(backup_scan(r->state, r->uid_base, r->with_key, &r->first));
	for (size_t i = 0; i < r->first.n; i++) {
		enum err e = copy_one(r, &r->first.entries[i]);
		if (e != OK && e != E_NOT_FOUND)
			return e;
		done += r->first.entries[i].size;
		progress(r, "写しています", "copying", done, r->first.bytes);
	}
	return OK;
}

static bool unchanged(const struct backup_entry *a, const struct backup_entry *b)
{
	return a->hashed && a->dir == b->dir && a->size == b->size && a->mtime == b->mtime &&
	       a->ctime == b->ctime && a->inode == b->inode;
}

/* While everything stands still: what changed since, and only that. */
static enum err copy_still(struct run *r)
{
	try(backup_scan(r->state, r->uid_base, r->with_key, &r->second));
	for (size_t i = 0; i < r->second.n; i++) {
		struct backup_entry *e = &r->second.entries[i];
		struct backup_entry *before = backup_find(&r->first, e->path);
		if (before && !e->dir && unchanged(before, e)) {
			memcpy(e->hash, before->hash, sizeof e->hash);
			e->hashed = true;
			continue;
		}
		if (before && !e->dir && unlinkat(r->copy, e->path, 0) != 0 && errno != ENOENT)
			return err_of_errno(errno);
		try(copy_one(r, e));
	}
	return OK;
}

/* What was copied and is no more: it was not there when everything stood still. */
static enum err drop_gone(struct run *r)
{
	for (size_t i = r->first.n; i > 0; i--) {
		const struct backup_entry *e = &r->first.entries[i - 1];
		if (backup_find(&r->second, e->path))
			continue;
		if (unlinkat(r->copy, e->path, e->dir ? AT_REMOVEDIR : 0) != 0 && errno != ENOENT)
			return err_of_errno(errno);
	}
	return OK;
}

static enum err still(struct run *r)
{
	pid_t keeper = freeze_keeper(r->state_path);
	sigset_t all, before;
	if (keeper == 0) {
		r->second.time = clock_now();
		return copy_still(r);
	}
	/* Nobody may stop us while others stand still because of us. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &before);
	enum err e = freeze_begin(keeper, &r->frozen);
	if (e == OK) {
		e = copy_still(r);
		r->second.time = clock_now();
		r->still_us = freeze_end(&r->frozen);
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return e;
}

/* On the disk before it has its name. Files are synced by one call of the whole file system. */
static enum err finish(struct run *r, char *name, size_t room)
{
	struct backup *b = &r->second;
	const struct backup_entry *leaves = backup_find(b, "lgwan/notary/ledger/leaves");
	struct civil t = civil_japan(b->time);
	b->leaves = leaves ? leaves->size / LEAF_LINE : 0;
	b->evaluation = geteuid() != 0;
	try(drop_gone(r));
	try(backup_write_manifest(r->making, b));
	if (syncfs(r->making) != 0)
		return E_IO;
	(void)snprintf(name, room, NAME_FORMAT, t.year, t.month, t.day, t.hour, t.minute, t.second);
	size_t n = strlen(name);
	for (int again = 2; renameat(r->dest, MAKING, r->dest, name) != 0; again++) {
		if ((errno != EEXIST && errno != ENOTEMPTY) || again > 9)
			return err_of_errno(errno);
		(void)snprintf(name + n, room - n, "-%d", again); /* two in one second */
	}
	return file_sync_dir(r->dest);
}

static enum err open_places(struct run *r)
{
	struct stat st;
	r->state = open(r->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->state < 0 || fstatat(r->state, "policy.yaml", &st, 0) != 0)
		return E_NOT_FOUND;
	if (mkdir(r->dest_path, 0700) != 0 && errno != EEXIST)
		return E_IO;
	r->dest = open(r->dest_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dest < 0)
		return E_IO;
	try(remove_tree(r->dest, MAKING));
	if (mkdirat(r->dest, MAKING, 0700) != 0)
		return E_IO;
	r->making = openat(r->dest, MAKING, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->making < 0 || mkdirat(r->making, "state", 0700) != 0)
		return E_IO;
	r->copy = openat(r->making, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return r->copy >= 0 ? OK : E_IO;
}

static enum cli_exit say(struct run *r, enum err e, const char *name)
{
	int why = errno;
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	if (e == E_NOT_FOUND) {
		cli_complain(r->cli, "%s は関所の状態ではありません", "%s is no state of Sekisho",
			     r->state_path);
		return CLI_USAGE;
	}
	if (e != OK && e != E_IO)
		cli_complain_err(r->cli, r->dest_path, e);
	else if (e == E_IO)
		cli_complain(r->cli, "%s に控えを作れません: %s",
			     "cannot make the backup in %s: %s", r->dest_path,
			     cli_errno(r->cli, why));
	if (e != OK)
		return CLI_FAULT;
	cli_print(r->cli,
		  "控えを作りました: %s/%s\n%zu 件、%.1f MB（うち前回と同じもの %.1f MB）。"
		  "止まっていた時間 %.2f 秒。台帳 %llu 件\n",
		  "backup made: %s/%s\n%zu files and folders, %.1f MB (%.1f MB as in the one "
		  "before); stood still for %.2f seconds; %llu leaves in the ledger\n",
		  r->dest_path, name, r->second.n, (double)r->second.bytes / 1e6,
		  (double)r->linked / 1e6, (double)r->still_us / 1e6,
		  (unsigned long long)r->second.leaves);
	cli_print(r->cli,
		  "鍵と個人情報を含みます。施錠できる場所に置き、sekisho restore --test "
		  "で戻せることを確かめてください\n",
		  "It holds keys and personal data: keep it locked away, and try it with sekisho "
		  "restore --test\n");
	if (!r->with_key)
		cli_print(
		    r->cli,
		    "元ファイル保管庫の秘密鍵（keys/originals.key）は含みません。別に封をして"
		    "保管してください\n",
		    "The private key of the originals (keys/originals.key) is not in it: keep "
		    "it sealed elsewhere\n");
	return CLI_DONE;
}

static enum cli_exit run_in(struct run *r)
{
	char name[64] = "";
	enum err e = open_places(r);
	if (e == OK) {
		find_previous(r);
		e = copy_running(r);
	}
	if (e == OK)
		e = still(r);
	if (e == OK)
		e = finish(r, name, sizeof name);
	enum cli_exit code = say(r, e, name);
	if (e == OK && console_note(r->state, "backup", view_str(name)) != OK)
		cli_complain(r->cli, "控えを取ったことを台帳に伝えられませんでした",
			     "the ledger could not be told of this backup");
	return code;
}

static enum cli_exit run(const struct cli *cli)
{
	static struct run r;
	int64_t base = JAIL_UID_BASE;
	r = (struct run){.cli = cli,
			 .state_path = cli->option[OPTION_STATE],
			 .dest_path = cli->option[OPTION_OUT],
			 .state = -1,
			 .dest = -1,
			 .making = -1,
			 .copy = -1,
			 .previous = -1,
			 .with_key = cli->option[OPTION_KEY] != NULL};
	if (!r.state_path || !r.dest_path) {
		cli_complain(cli, "--state と -o を指定してください", "name --state and -o");
		return CLI_USAGE;
	}
	if (cli->option[OPTION_UID_BASE] &&
	    view_int(view_str(cli->option[OPTION_UID_BASE]), 1, 1 << 30, &base) != OK) {
		cli_complain(cli, "--uid-base は 1 以上の数です", "--uid-base is a number from 1");
		return CLI_USAGE;
	}
	r.uid_base = (uint32_t)base;
	enum cli_exit code = run_in(&r);
	backup_free(&r.old);
	backup_free(&r.first);
	backup_free(&r.second);
	int *const fds[] = {&r.state, &r.dest, &r.making, &r.copy, &r.previous};
	for (size_t i = 0; i < array_len(fds); i++)
		close_fd(fds[i]);
	return code;
}

const struct command command_backup = {
    .options = options,
    .run = run,
    .more_ja = "動いたまま取れます。最後の一瞬だけ全体を止めて写し、すぐ再開します。\n"
	       "DEST に前の控えがあれば、変わっていないファイルはそれと共有します。",
    .more_en = "Everything may run on: it stands still for a moment at the end, and goes on.\n"
	       "What did not change is shared with the backup before in the same DEST."};
