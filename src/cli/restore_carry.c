/* SPDX-License-Identifier: Apache-2.0
 * restore_carry.c: what happened after the backup and is still on the disk is not thrown away.
 *
 * Ledger, journals, spools, vault and inbox only grow. Where those of the old state begin with
 * what the backup holds, they are the same story told further, and are kept: what was accepted is
 * not lost, what release's journal holds is never sent again, an original whose key was deleted
 * does not come back. Where they do not, something is wrong with them, and the backup's stand.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/restore.h"
#include "flow/item.h"
#include "flow/journal.h"
#include "flow/release_journal.h"
#include "flow/spool.h"
#include "flow/states.h"
#include "notary/leaf.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/wire.h"

#define COMPARE ((size_t)1 << 16)

/* What is taken over together, when each of the growing files begins with the backup's. */
struct story {
	const char *growing[2];
	const char *below[4]; /* directories whose files replace those of the backup */
	const char *ja;
};
#define STORY_LEDGER 0
static const struct story stories[] = {
    {{"lgwan/notary/ledger/leaves", "lgwan/notary/ledger/heads"}, {NULL}, "証跡台帳"},
    {{"internet/release/journal"},
     {"internet/release/outbox", "internet/release/staged"},
     "引渡しの記録（インターネット側）"},
    {{"lgwan/release/journal"},
     {"lgwan/release/delivered", "lgwan/release/forward", "lgwan/release/staged"},
     "引渡しの記録（LGWAN側）"},
    {{"lgwan/release/handed/journal"}, {"lgwan/release/handed"}, "元ファイルの交付の記録"},
    {{"internet/belt/journal"},
     {"internet/belt/new", "internet/belt/done", "internet/belt/vault"},
     "受付の記録（インターネット側）"},
    {{"lgwan/belt/journal"},
     {"lgwan/belt/new", "lgwan/belt/done", "lgwan/belt/vault"},
     "受付の記録（LGWAN側）"},
};

enum err restore_own(struct restore *r, int fd, uint32_t owner, unsigned mode)
{
	uid_t uid = owner == BACKUP_NOBODY || geteuid() != 0 ? geteuid() : r->uid_base + owner;
	if (uid != geteuid() && fchown(fd, uid, uid) != 0)
		return err_of_errno(errno);
	return fchmod(fd, mode) == 0 ? OK : err_of_errno(errno);
}

/* Into r->made, where a file of that name is replaced. */
static enum err take(struct restore *r, int from, const struct backup_entry *entry)
{
	struct backup_entry e = *entry;
	if (e.dir && mkdirat(r->made, e.path, 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	if (!e.dir) {
		if (unlinkat(r->made, e.path, 0) != 0 && errno != ENOENT)
			return err_of_errno(errno);
		try(backup_copy(from, r->made, &e));
	}
	scope_end(close_fd) int fd =
	    backup_open(r->made, e.path, e.dir ? O_RDONLY | O_DIRECTORY : O_RDONLY, 0);
	return fd >= 0 ? restore_own(r, fd, e.owner, e.mode) : err_of_errno(errno);
}

enum err restore_files(struct restore *r)
{
	for (size_t i = 0; i < r->list.n; i++)
		try(take(r, r->files, &r->list.entries[i]));
	return OK;
}

/* Does what `longer` holds begin with all of `shorter`? A missing longer one does not. */
static bool continues(int shorter_at, int longer_at, const char *path)
{
	static uint8_t a[COMPARE], b[COMPARE];
	scope_end(close_fd) int s = backup_open(shorter_at, path, O_RDONLY, 0);
	scope_end(close_fd) int l = backup_open(longer_at, path, O_RDONLY, 0);
	if (s < 0 || l < 0)
		return s < 0 && errno == ENOENT;
	for (off_t at = 0;;) {
		ssize_t n = pread(s, a, sizeof a, at);
		if (n < 0)
			return false;
		if (n == 0)
			return true;
		ssize_t m = pread(l, b, (size_t)n, at);
		if (m != n || memcmp(a, b, (size_t)n) != 0)
			return false;
		at += n;
	}
}

static bool below(const char *path, const char *directory)
{
	size_t n = strlen(directory);
	return strncmp(path, directory, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static bool is_below(const struct story *s, const char *path)
{
	for (size_t i = 0; i < array_len(s->below) && s->below[i]; i++)
		if (below(path, s->below[i]))
			return true;
	return false;
}

/* What the backup has and the old state has no more. */
static enum err drop_gone(struct restore *r, const struct story *s, const struct backup *old)
{
	for (size_t i = r->list.n; i > 0; i--) {
		const struct backup_entry *e = &r->list.entries[i - 1];
		if (!is_below(s, e->path) || backup_find(old, e->path))
			continue;
		if (unlinkat(r->made, e->path, e->dir ? AT_REMOVEDIR : 0) != 0)
			return err_of_errno(errno);
	}
	return OK;
}

static enum err take_story(struct restore *r, const struct story *s, const struct backup *old,
			   uint64_t *ret_kept)
{
	try(drop_gone(r, s, old));
	for (size_t i = 0; i < old->n; i++) {
		const struct backup_entry *e = &old->entries[i];
		bool growing = false;
		for (size_t k = 0; k < array_len(s->growing) && s->growing[k]; k++)
			growing |= strcmp(e->path, s->growing[k]) == 0;
		if (!growing && !is_below(s, e->path))
			continue;
		const struct backup_entry *had = backup_find(&r->list, e->path);
		bool same = had && had->size == e->size && had->mtime == e->mtime;
		if (same && !e->dir)
			continue;
		try(take(r, r->old, e));
		*ret_kept += !had && !e->dir;
	}
	return OK;
}

static void refuse(struct restore *r, const struct story *s)
{
	size_t n = strlen(r->refused);
	(void)snprintf(r->refused + n, sizeof r->refused - n, "%s%s", n ? "、" : "", s->ja);
}

static enum err take_stories(struct restore *r, const struct backup *old)
{
	uint64_t *const counts[] = {&r->kept_ledger, &r->kept_inbox, &r->kept_inbox,
				    &r->kept_inbox,  &r->kept_spool, &r->kept_spool};
	for (size_t i = 0; i < array_len(stories); i++) {
		const struct story *s = &stories[i];
		bool good = true;
		for (size_t k = 0; k < array_len(s->growing) && s->growing[k]; k++)
			good = good && continues(r->files, r->old, s->growing[k]);
		if (good)
			try(take_story(r, s, old, counts[i]));
		if (good && i == STORY_LEDGER)
			r->ledger_continues = true;
		if (!good)
			refuse(r, s);
	}
	return OK;
}

/* --- what the store has to know --- */

struct half {
	const char *belt, *release;
	enum direction direction; /* of every item of its belt */
	struct spool spool;
	struct journal before, now; /* of the backup; of the new state */
	struct release_journal delivered;
};

/* A copy in memory: its reader cuts a torn last line off, and that is for its owner to do. A
 * file that is not there yet reads as an empty one. */
static enum err open_copy(int root, const char *directory, const char *name, int *ret)
{
	char path[128];
	uint64_t size;
	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	scope_end(close_fd) int from = backup_open(root, path, O_RDONLY, 0);
	if (from < 0 && errno != ENOENT)
		return err_of_errno(errno);
	scope_end(close_fd) int copy = memfd_new("journal");
	if (copy < 0)
		return E_NO_MEMORY;
	if (from >= 0)
		try(file_copy(from, copy, &size));
	*ret = take_fd(&copy);
	return OK;
}

static enum err open_half(struct restore *r, struct half *h)
{
	int fd;
	h->spool = (struct spool){.root = -1, .tmp = -1, .fresh = -1, .done = -1};
	scope_end(close_fd) int belt = backup_open(r->made, h->belt, O_RDONLY | O_DIRECTORY, 0);
	if (belt < 0)
		return err_of_errno(errno);
	try(open_copy(r->files, h->belt, "journal", &fd));
	try(journal_open(fd, &h->before));
	try(open_copy(r->made, h->belt, "journal", &fd));
	try(journal_open(fd, &h->now));
	try(open_copy(r->made, h->release, "journal", &fd));
	try(release_journal_open(fd, &h->delivered));
	h->spool.fresh = openat(belt, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	h->spool.done = openat(belt, "done", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return OK;
}

static void close_half(struct half *h)
{
	journal_close(&h->before);
	journal_close(&h->now);
	release_journal_close(&h->delivered);
	close_fd(&h->spool.fresh);
	close_fd(&h->spool.done);
}

struct rows {
	struct restore *r;
	struct half *half;
	/* An item that came in was delivered in the LGWAN half, one that went out in the other. */
	const struct release_journal *delivered;
	struct buf *out;
};

/* What its receipt says that release's journal does not. */
static void add_leaf(const struct restore *r, struct restored_row *row)
{
	uint8_t line[LEAF_LINE];
	struct leaf leaf;
	scope_end(close_fd) int fd =
	    backup_open(r->made, "lgwan/notary/ledger/leaves", O_RDONLY, 0);
	off_t at = (off_t)(row->position * LEAF_LINE);
	if (fd < 0 || pread(fd, line, sizeof line, at) != sizeof line ||
	    leaf_line_read(view_of(line, sizeof line), &leaf) != OK ||
	    !item_same(leaf.item, row->envelope.id))
		return; /* the ledger that was kept does not have it: the gap says so */
	row->length = leaf.length;
	row->form_version = leaf.form_version;
	memcpy(row->policy, leaf.policy, HASH_LEN);
	memcpy(row->approval, leaf.approval, HASH_LEN);
}

/* An item of the spool that has its final state and had none in the backup. */
static enum err put_row(const uint8_t id[ID_LEN], void *context)
{
	struct rows *rows = context;
	const struct journal_row *before = journal_find(&rows->half->before, id);
	struct restored_row row = {0};
	if (before && state_final(before->state))
		return OK;
	const struct release_row *d = release_journal_find(rows->delivered, id);
	/* Another direction is nothing that its belt has a word about. */
	if (spool_envelope(&rows->half->spool, id, &row.envelope) != OK ||
	    row.envelope.direction != rows->half->direction)
		return OK;
	if (spool_state(&rows->half->spool, id, &row.state) != OK) {
		if (!d)
			return OK; /* still open: the belt offers it again */
		row.state = (struct body_state){.state = STATE_RELEASED, .changed = d->journaled};
		memcpy(row.state.id, id, ID_LEN);
	}
	if (d) {
		row.delivered = 1;
		row.position = d->position;
		row.delivered_at = d->delivered ? d->delivered : d->journaled;
		memcpy(row.output, d->output, HASH_LEN);
		add_leaf(rows->r, &row);
	}
	buf_put(rows->out, view_of(&row, sizeof row));
	rows->r->head.rows++;
	return rows->out->err;
}

static enum err put_rows(struct restore *r, struct half *h, const struct release_journal *delivered,
			 struct buf *out)
{
	struct rows rows = {r, h, delivered, out};
	for (size_t i = 0; i < h->now.n; i++)
		r->head.carried += !journal_find(&h->before, h->now.rows[i].id);
	if (h->spool.done >= 0)
		try(spool_walk(&h->spool, true, put_row, &rows));
	return h->spool.fresh >= 0 ? spool_walk(&h->spool, false, put_row, &rows) : OK;
}

static enum err write_restored(struct restore *r, struct buf *rows)
{
	scope_end(buf_free) struct buf all = buf_new(rows->n + sizeof r->head);
	scope_end(close_fd) int store =
	    backup_open(r->made, "lgwan/store", O_RDONLY | O_DIRECTORY, 0);
	struct stat st;
	if (store < 0)
		return err_of_errno(errno);
	buf_put(&all, view_of(&r->head, sizeof r->head));
	buf_put(&all, buf_view(rows));
	try(all.err);
	try(file_replace(store, "restored", buf_view(&all)));
	scope_end(close_fd) int fd = openat(store, "restored", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(store, &st) != 0)
		return err_of_errno(errno);
	if (st.st_uid != geteuid() && fchown(fd, st.st_uid, st.st_gid) != 0)
		return err_of_errno(errno);
	return OK;
}

static uint64_t leaves_of(int root)
{
	struct stat st;
	scope_end(close_fd) int fd = backup_open(root, "lgwan/notary/ledger/leaves", O_RDONLY, 0);
	return fd >= 0 && fstat(fd, &st) == 0 ? (uint64_t)st.st_size / LEAF_LINE : 0;
}

enum err restore_carry(struct restore *r)
{
	struct half halves[2] = {
	    {.belt = "internet/belt", .release = "internet/release", .direction = DIRECTION_IN},
	    {.belt = "lgwan/belt", .release = "lgwan/release", .direction = DIRECTION_OUT}};
	scope_end(backup_free) struct backup old = {0};
	scope_end(buf_free) struct buf rows =
	    buf_new((size_t)RESTORED_MOST * sizeof(struct restored_row));
	if (r->old >= 0) {
		try(backup_scan(r->old, r->uid_base, true, &old));
		try(take_stories(r, &old));
		const struct backup_entry *key = backup_find(&old, "keys/originals.key");
		if (key && !backup_find(&r->list, key->path))
			try(take(r, r->old, key));
	}
	try(restore_by_ledger(r));
	enum err e = open_half(r, &halves[0]);
	if (e == OK)
		e = open_half(r, &halves[1]);
	if (e == OK)
		e = put_rows(r, &halves[0], &halves[1].delivered, &rows);
	if (e == OK)
		e = put_rows(r, &halves[1], &halves[0].delivered, &rows);
	close_half(&halves[0]);
	close_half(&halves[1]);
	try(e);
	r->head.magic = RESTORED_MAGIC;
	r->head.backup = r->list.time;
	r->head.leaves_then = r->list.leaves;
	r->head.leaves_now = leaves_of(r->made);
	return write_restored(r, &rows);
}
