/* SPDX-License-Identifier: Apache-2.0
 * backup_tree.c: listing a state and copying its files.
 *
 * It runs as root over directories that belong to roles, any of which may be captured: no link is
 * followed, and a file counts only when it belongs to whom its directory belongs.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "cli/backup.h"
#include "sys/file.h"
#include "sys/names.h"
#include "sys/wire.h"

#define DEPTH_MAX 8
#define CHUNK ((size_t)1 << 20)

/* What is made again at every start, or belongs to one run. */
static const char *const left_out[] = {
    "internet/nginx/pid",
    "lgwan/nginx/pid",
    "keeper.pid",
    "keeper.log",
};
/* The private half of the vault's key, wherever it is. */
static const char *const originals_keys[] = {"keys/originals.key", "internet/originals/vault.key"};

int backup_open(int root, const char *path, int flags, unsigned mode)
{
	struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
			       .mode = flags & O_CREAT ? mode : 0,
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

void backup_free(struct backup *b)
{
	arena_free(&b->mem);
	*b = (struct backup){0};
}

static enum err grow(struct backup *b)
{
	size_t room = b->room ? 2 * b->room : 1024;
	struct backup_entry *entries = arena_array(&b->mem, room, sizeof *entries);
	if (!entries)
		return E_NO_MEMORY;
	if (b->n)
		memcpy(entries, b->entries, b->n * sizeof *entries);
	b->entries = entries;
	b->room = room;
	return OK;
}

static bool belongs(const char *path, bool with_originals_key)
{
	for (size_t i = 0; i < array_len(left_out); i++)
		if (strcmp(path, left_out[i]) == 0)
			return false;
	for (size_t i = 0; i < array_len(originals_keys) && !with_originals_key; i++)
		if (strcmp(path, originals_keys[i]) == 0)
			return false;
	return true;
}

/* None of ours has one, and a line of the manifest would break. */
static bool has_control(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < 0x20)
			return true;
	return false;
}

/* A file's owner sets its times: what cannot be counted, or set again, is no time. */
static int64_t nanoseconds(struct timespec t)
{
	if (t.tv_sec < 0 || t.tv_sec > INT64_MAX / 1000000000 - 1)
		return 0;
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static enum err add(struct backup *b, const char *path, const struct stat *st, uint32_t uid_base)
{
	if (b->n == b->room)
		try(grow(b));
	size_t n = strlen(path) + 1;
	char *copy = arena_alloc(&b->mem, n);
	if (!copy)
		return E_NO_MEMORY;
	memcpy(copy, path, n);
	bool own = st->st_uid == geteuid() || st->st_uid < uid_base;
	b->entries[b->n++] =
	    (struct backup_entry){.path = copy,
				  .dir = S_ISDIR(st->st_mode),
				  .mode = st->st_mode & 07777,
				  .owner = own ? BACKUP_NOBODY : st->st_uid - uid_base,
				  .size = S_ISDIR(st->st_mode) ? 0 : (uint64_t)st->st_size,
				  .mtime = nanoseconds(st->st_mtim),
				  .ctime = nanoseconds(st->st_ctim),
				  .inode = st->st_ino};
	if (!S_ISDIR(st->st_mode))
		b->bytes += (uint64_t)st->st_size;
	return OK;
}

struct scan {
	struct backup *b;
	uint32_t uid_base;
	bool with_key;
};

static enum err scan(const struct scan *s, int fd, const char *path, unsigned depth);

static enum err scan_one(const struct scan *s, int dir, const struct stat *above, const char *path,
			 const char *name, unsigned depth)
{
	char full[BACKUP_PATH_MAX + 1];
	struct stat st;
	int n = snprintf(full, sizeof full, "%s%s%s", path, path[0] ? "/" : "", name);
	if (n < 0 || (size_t)n >= sizeof full) /* nothing of ours has such a name */
		return OK;
	if (!belongs(full, s->with_key) || has_control(name))
		return OK;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	if (S_ISDIR(st.st_mode)) {
		scope_end(close_fd) int fd =
		    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return errno == ENOENT || errno == ELOOP ? OK : err_of_errno(errno);
		try(add(s->b, full, &st, s->uid_base));
		return scan(s, fd, full, depth + 1);
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != above->st_uid)
		return OK;
	return add(s->b, full, &st, s->uid_base);
}

static enum err scan(const struct scan *s, int fd, const char *path, unsigned depth)
{
	struct stat st;
	if (depth > DEPTH_MAX) /* nothing of ours is so deep, and no role may stop a backup so */
		return OK;
	if (fstat(fd, &st) != 0)
		return err_of_errno(errno);
	scope_end(names_end) struct names in = names_in(fd);
	for (const char *name; (name = names_next(&in));)
		try(scan_one(s, fd, &st, path, name, depth));
	return in.err;
}

static int by_path(const void *a, const void *b)
{
	const struct backup_entry *x = a, *y = b;
	return strcmp(x->path, y->path);
}

enum err backup_scan(int root, uint32_t uid_base, bool with_originals_key, struct backup *ret)
{
	struct scan s = {ret, uid_base, with_originals_key};
	ret->mem = arena_new(BACKUP_ARENA);
	try(scan(&s, root, "", 0));
	qsort(ret->entries, ret->n, sizeof *ret->entries, by_path);
	return OK;
}

struct backup_entry *backup_find(const struct backup *b, const char *path)
{
	struct backup_entry key = {.path = path};
	return b->n ? bsearch(&key, b->entries, b->n, sizeof *b->entries, by_path) : NULL;
}

static enum err copy_hashing(int from, int to, struct backup_entry *e, EVP_MD_CTX *md)
{
	static uint8_t chunk[CHUNK];
	ssize_t n;
	if (EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
		return E_INTERNAL;
	e->size = 0;
	while ((n = read(from, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_of_errno(errno);
		if (EVP_DigestUpdate(md, chunk, (size_t)n) != 1)
			return E_INTERNAL;
		try(file_write(to, view_of(chunk, (size_t)n)));
		e->size += (uint64_t)n;
	}
	return EVP_DigestFinal_ex(md, e->hash, NULL) == 1 ? OK : E_INTERNAL;
}

enum err backup_copy(int from, int to, struct backup_entry *e)
{
	/* Its owner may have put something else there since it was listed; a pipe would be waited
	 * for without end. */
	struct stat st;
	scope_end(close_fd) int in = backup_open(from, e->path, O_RDONLY | O_NONBLOCK, 0);
	if (in < 0)
		return errno == ENOENT || errno == ELOOP ? E_NOT_FOUND : err_of_errno(errno);
	if (fstat(in, &st) != 0 || !S_ISREG(st.st_mode))
		return E_NOT_FOUND;
	scope_end(close_fd) int out = backup_open(to, e->path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (out < 0)
		return err_of_errno(errno);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	enum err err = md ? copy_hashing(in, out, e, md) : E_NO_MEMORY;
	EVP_MD_CTX_free(md);
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
				    {e->mtime / 1000000000, e->mtime % 1000000000}};
	if (err == OK && futimens(out, times) != 0)
		err = err_of_errno(errno);
	e->hashed = err == OK;
	return err;
}
