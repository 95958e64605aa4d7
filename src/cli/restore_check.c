/* SPDX-License-Identifier: Apache-2.0
 * restore_check.c: is this backup one that can be trusted with the state?
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/ledger.h"
#include "cli/restore.h"
#include "sys/file.h"
#include "sys/wire.h"

static bool bad(const struct restore *r, const char *path, const char *ja, const char *en)
{
	cli_complain(r->cli, "控えの %s %s。この控えは使えません。別の控えを指定してください",
		     "%s of the backup %s; this backup is no good, name another", path,
		     cli_text(r->cli, ja, en));
	return false;
}

static bool check_file(const struct restore *r, const struct backup_entry *e)
{
	uint8_t hash[32];
	uint64_t size;
	scope_end(close_fd) int fd = backup_open(r->files, e->path, O_RDONLY, 0);
	if (fd < 0)
		return bad(r, e->path, "がありません", "is missing");
	if (file_hash(fd, hash, &size) != OK)
		return bad(r, e->path, "を読めません", "cannot be read");
	if (size != e->size || memcmp(hash, e->hash, sizeof hash) != 0)
		return bad(r, e->path, "が控えたときの内容と違います", "is not what was backed up");
	return true;
}

static bool check_ledger(const struct restore *r)
{
	static struct verdict v;
	char path[4096];
	struct ledger_source source;
	scope_end(arena_free) struct arena mem = arena_new(LEDGER_ARENA);
	int n = snprintf(path, sizeof path, "%s/state/lgwan/notary/ledger", r->from_path);
	if (n < 0 || (size_t)n >= sizeof path)
		return false;
	if (ledger_load(r->cli, path, NULL, &mem, &source) != CLI_DONE)
		return false;
	if (ledger_verify(&source.copy, &source.key, &v) != OK)
		return false;
	if (v.problems)
		return bad(r, "lgwan/notary/ledger", "（証跡台帳）が検証できません",
			   "does not verify");
	return true;
}

bool restore_check(struct restore *r)
{
	uint64_t done = 0;
	for (size_t i = 0; i < r->list.n; i++) {
		const struct backup_entry *e = &r->list.entries[i];
		if (!e->dir && !check_file(r, e))
			return false;
		done += e->size;
		if (isatty(STDERR_FILENO) && r->list.bytes > 0)
			fprintf(stderr, "\r\033[K%s %llu%%",
				cli_text(r->cli, "確かめています", "checking"),
				(unsigned long long)(done * 100 / r->list.bytes));
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	return r->list.leaves == 0 || check_ledger(r); /* never started: no ledger yet */
}
