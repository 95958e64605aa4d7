/* SPDX-License-Identifier: Apache-2.0
 * spool.c: directories of items; the order of the steps is the whole point.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/spool.h"
#include "flow/states.h"
#include "sys/file.h"
#include "sys/names.h"
#include "sys/wire.h"

static const char *const members[] = {"original", "envelope", "state", ".new.state"};

static int open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static enum err make_dir(int root, const char *name, int *ret)
{
	if (mkdirat(root, name, 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	int fd = open_dir(root, name);
	if (fd < 0)
		return err_of_errno(errno);
	*ret = fd;
	return OK;
}

/* An item's directory with everything we ever put into one. */
static enum err remove_item(int at, const char *name)
{
	{
		scope_end(close_fd) int dir = open_dir(at, name);
		for (size_t i = 0; dir >= 0 && i < array_len(members); i++)
			(void)unlinkat(dir, members[i], 0);
	}
	if (unlinkat(at, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return OK;
	return unlinkat(at, name, 0) == 0 ? OK : err_of_errno(errno);
}

static enum err empty(int dir)
{
	scope_end(names_end) struct names in = names_in(dir);
	for (const char *name; (name = names_next(&in));)
		try(remove_item(dir, name));
	try(in.err);
	return file_sync_dir(dir);
}

enum err spool_open(int root, struct spool *ret)
{
	struct spool s = {.root = root, .tmp = -1, .fresh = -1, .done = -1};
	enum err e = make_dir(root, "tmp", &s.tmp);
	if (e == OK)
		e = make_dir(root, "new", &s.fresh);
	if (e == OK)
		e = make_dir(root, "done", &s.done);
	if (e == OK)
		e = empty(s.tmp);
	if (e == OK)
		e = file_sync_dir(root);
	if (e != OK) {
		spool_close(&s);
		return e;
	}
	*ret = s;
	return OK;
}

void spool_close(struct spool *s)
{
	close_fd(&s->tmp);
	close_fd(&s->fresh);
	close_fd(&s->done);
}

struct tmp_name {
	char s[32];
};

static struct tmp_name tmp_name(struct spool *s)
{
	struct tmp_name name;
	(void)snprintf(name.s, sizeof name.s, "%llu", (unsigned long long)s->next++);
	return name;
}

/* Named for a moment only: two descriptions of one file with different rights cannot be had from
 * O_TMPFILE without /proc, and there is none in here. */
enum err spool_upload(struct spool *s, int *ret_read, int *ret_write)
{
	struct tmp_name name = tmp_name(s);
	scope_end(close_fd) int out =
	    openat(s->tmp, name.s, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out < 0)
		return errno == EMFILE || errno == ENFILE ? E_BUSY : err_of_errno(errno);
	scope_end(close_fd) int in = openat(s->tmp, name.s, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int failed = errno;
	(void)unlinkat(s->tmp, name.s, 0);
	if (in < 0)
		return failed == EMFILE || failed == ENFILE ? E_BUSY : err_of_errno(failed);
	*ret_read = take_fd(&in);
	*ret_write = take_fd(&out);
	return OK;
}

static enum err copy_original(int from, int dir, uint64_t most, struct envelope *e)
{
	struct stat st;
	uint64_t copied, hashed;
	if (fstat(from, &st) != 0)
		return err_of_errno(errno);
	if (st.st_size == 0)
		return E_EMPTY;
	if ((uint64_t)st.st_size > most)
		return E_LIMIT_SIZE;
	scope_end(close_fd) int to =
	    openat(dir, "original", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (to < 0)
		return err_of_errno(errno);
	try(file_copy(from, to, &copied));
	try(file_hash(to, e->hash, &hashed));
	if (hashed != e->size || copied != e->size)
		return E_CHANGED;
	return fsync(to) == 0 ? OK : err_of_errno(errno);
}

/* In tmp/ nobody looks yet: no rename of its own is needed. */
static enum err write_envelope(int dir, const struct envelope *e)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	scope_end(close_fd) int fd =
	    openat(dir, "envelope", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	if (fd < 0)
		return err_of_errno(errno);
	envelope_write(e, &b);
	if (b.err != OK)
		return b.err;
	try(file_write(fd, buf_view(&b)));
	if (fsync(fd) != 0)
		return err_of_errno(errno);
	return file_sync_dir(dir);
}

static enum err fill_item(struct spool *s, const char *name, int from, uint64_t most,
			  struct envelope *e)
{
	if (mkdirat(s->tmp, name, 0700) != 0)
		return err_of_errno(errno);
	scope_end(close_fd) int dir = open_dir(s->tmp, name);
	if (dir < 0)
		return err_of_errno(errno);
	try(copy_original(from, dir, most, e));
	if (!envelope_ok(e))
		return E_PROTOCOL;
	return write_envelope(dir, e);
}

enum err spool_accept(struct spool *s, int from, uint64_t most, struct envelope *e)
{
	struct tmp_name name = tmp_name(s);
	struct item_hex hex = item_hex(e->id);
	enum err err = fill_item(s, name.s, from, most, e);
	if (err == OK && renameat(s->tmp, name.s, s->fresh, hex.s) != 0)
		err = err_of_errno(errno);
	if (err != OK) {
		(void)remove_item(s->tmp, name.s);
		return err;
	}
	/* A rename is one transaction of ext4, xfs and btrfs: that it left tmp/ is synced with it.
	 */
	err = file_sync_dir(s->fresh);
	/* It would be accepted, but nobody can be promised so: take it back. */
	if (err != OK)
		(void)remove_item(s->fresh, hex.s);
	return err;
}

enum err spool_withdraw(struct spool *s, const uint8_t id[ID_LEN])
{
	try(remove_item(s->fresh, item_hex(id).s));
	return file_sync_dir(s->fresh);
}

static int open_item(const struct spool *s, const uint8_t id[ID_LEN])
{
	int dir = open_dir(s->fresh, item_hex(id).s);
	return dir >= 0 ? dir : open_dir(s->done, item_hex(id).s);
}

enum err spool_original(const struct spool *s, const uint8_t id[ID_LEN], int *ret_fd)
{
	scope_end(close_fd) int dir = open_dir(s->fresh, item_hex(id).s);
	int fd = dir < 0 ? -1 : openat(dir, "original", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	*ret_fd = fd;
	return OK;
}

static enum err read_member(const struct spool *s, const uint8_t id[ID_LEN], const char *name,
			    struct buf *ret)
{
	scope_end(close_fd) int dir = open_item(s, id);
	scope_end(close_fd) int fd =
	    dir < 0 ? -1 : openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	enum err e = file_read(fd, ITEM_FILE_MAX, ret);
	return e == E_LIMIT_SIZE ? E_BROKEN : e;
}

enum err spool_envelope(const struct spool *s, const uint8_t id[ID_LEN], struct envelope *ret)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	struct envelope e;
	try(read_member(s, id, "envelope", &b));
	try(envelope_read(buf_view(&b), &e));
	if (!item_same(e.id, id))
		return E_BROKEN;
	*ret = e;
	return OK;
}

enum err spool_state(const struct spool *s, const uint8_t id[ID_LEN], struct body_state *ret)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	struct body_state state;
	try(read_member(s, id, "state", &b));
	try(item_state_read(buf_view(&b), &state));
	if (!item_same(state.id, id))
		return E_BROKEN;
	*ret = state;
	return OK;
}

enum err spool_set_state(struct spool *s, const struct body_state *state)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	scope_end(close_fd) int dir = open_item(s, state->id);
	if (dir < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	item_state_write(state, &b);
	if (b.err != OK)
		return b.err;
	return file_replace(dir, "state", buf_view(&b));
}

enum err spool_finish(struct spool *s, const uint8_t id[ID_LEN])
{
	struct item_hex hex = item_hex(id);
	if (renameat(s->fresh, hex.s, s->done, hex.s) == 0) {
		try(file_sync_dir(s->done));
		try(file_sync_dir(s->fresh));
	} else if (errno != ENOENT) {
		return err_of_errno(errno);
	}
	scope_end(close_fd) int dir = open_dir(s->done, hex.s);
	if (dir < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	if (unlinkat(dir, "original", 0) != 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	return file_sync_dir(dir);
}

bool spool_is_done(const struct spool *s, const uint8_t id[ID_LEN])
{
	return faccessat(s->done, item_hex(id).s, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

enum err spool_forget(struct spool *s, const uint8_t id[ID_LEN])
{
	return remove_item(s->done, item_hex(id).s);
}

enum err spool_walk(const struct spool *s, bool done, spool_each each, void *context)
{
	scope_end(names_end) struct names in = names_in(done ? s->done : s->fresh);
	uint8_t id[ID_LEN];
	for (const char *name; (name = names_next(&in));) {
		try(item_from_hex(name, id));
		try(each(id, context));
	}
	return in.err;
}

uint64_t spool_free_bytes(const struct spool *s)
{
	struct statvfs st;
	if (fstatvfs(s->fresh, &st) != 0)
		return 0;
	return (uint64_t)st.f_bavail * (uint64_t)st.f_frsize;
}
