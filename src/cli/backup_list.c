/* SPDX-License-Identifier: Apache-2.0
 * backup_list.c: the manifest of a backup: lines out, lines in.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/base64.h"
#include "cli/backup.h"
#include "sys/file.h"
#include "sys/wire.h"

#define MANIFEST_MAX ((size_t)1 << 30)

static void write_owner(struct buf *b, uint32_t owner)
{
	if (owner == BACKUP_NOBODY)
		buf_str(b, "- ");
	else
		buf_fmt(b, "%u ", owner);
}

enum err backup_write_manifest(int dir, const struct backup *b)
{
	scope_end(buf_free) struct buf out = buf_new(MANIFEST_MAX);
	buf_fmt(&out, "%s\ntime %lld\nmode %s\nleaves %llu\n", BACKUP_WORD, (long long)b->time,
		b->evaluation ? "evaluation" : "production", (unsigned long long)b->leaves);
	for (size_t i = 0; i < b->n; i++) {
		const struct backup_entry *e = &b->entries[i];
		buf_fmt(&out, "%c %o ", e->dir ? 'd' : 'f', e->mode);
		write_owner(&out, e->owner);
		if (!e->dir) {
			buf_fmt(&out, "%llu %lld ", (unsigned long long)e->size,
				(long long)e->mtime);
			buf_hex(&out, view_of(e->hash, sizeof e->hash));
			buf_u8(&out, ' ');
		}
		buf_fmt(&out, "%s\n", e->path);
	}
	buf_fmt(&out, "end %zu\n", b->n);
	try(out.err);
	return file_replace(dir, "manifest", buf_view(&out));
}

static struct view word(struct view *line)
{
	return view_take(line, ' ');
}

static enum err octal(struct view w, unsigned *ret)
{
	unsigned x = 0;
	if (w.n == 0 || w.n > 4)
		return E_BROKEN;
	for (size_t i = 0; i < w.n; i++) {
		if (w.p[i] < '0' || w.p[i] > '7')
			return E_BROKEN;
		x = x * 8 + (unsigned)(w.p[i] - '0');
	}
	*ret = x;
	return OK;
}

/* Relative, without anything that leads elsewhere. */
static bool path_ok(struct view path)
{
	if (path.n == 0 || path.n > BACKUP_PATH_MAX || path.p[0] == '/')
		return false;
	for (size_t at = 0; at <= path.n;) {
		size_t end = view_find(path, at, '/');
		struct view part = view_sub(path, at, end - at);
		if (part.n == 0 || view_eq(part, VIEW(".")) || view_eq(part, VIEW("..")))
			return false;
		at = end + 1;
	}
	return memchr(path.p, 0, path.n) == NULL;
}

static enum err read_entry(struct view line, struct backup *b)
{
	struct backup_entry e = {0};
	struct view kind = word(&line), mode = word(&line), owner = word(&line);
	int64_t n = 0;
	e.dir = view_eq(kind, VIEW("d"));
	if (!e.dir && !view_eq(kind, VIEW("f")))
		return E_BROKEN;
	try(octal(mode, &e.mode));
	e.owner = BACKUP_NOBODY;
	if (!view_eq(owner, VIEW("-"))) {
		try(view_int(owner, 0, 1 << 20, &n));
		e.owner = (uint32_t)n;
	}
	if (!e.dir) {
		try(view_int(word(&line), 0, INT64_MAX, &n));
		e.size = (uint64_t)n;
		try(view_int(word(&line), INT64_MIN, INT64_MAX, &e.mtime));
		try(hex_read(word(&line), e.hash, sizeof e.hash));
		e.hashed = true;
		b->bytes += e.size;
	}
	if (!path_ok(line) || b->n == b->room)
		return E_BROKEN;
	char *path = arena_alloc(&b->mem, line.n + 1);
	if (!path)
		return E_NO_MEMORY;
	memcpy(path, line.p, line.n);
	path[line.n] = 0;
	e.path = path;
	if (b->n && strcmp(b->entries[b->n - 1].path, path) >= 0)
		return E_BROKEN;
	b->entries[b->n++] = e;
	return OK;
}

static struct view next_line(struct view *rest)
{
	return view_take(rest, '\n');
}

static enum err read_head(struct view *rest, struct backup *b)
{
	struct view line = next_line(rest);
	int64_t leaves = 0;
	if (!view_eq(line, VIEW(BACKUP_WORD)))
		return E_BROKEN;
	line = next_line(rest);
	if (!view_eq(word(&line), VIEW("time")))
		return E_BROKEN;
	try(view_int(line, 0, INT64_MAX, &b->time));
	line = next_line(rest);
	b->evaluation = view_eq(line, VIEW("mode evaluation"));
	if (!b->evaluation && !view_eq(line, VIEW("mode production")))
		return E_BROKEN;
	line = next_line(rest);
	if (!view_eq(word(&line), VIEW("leaves")))
		return E_BROKEN;
	try(view_int(line, 0, INT64_MAX, &leaves));
	b->leaves = (uint64_t)leaves;
	return OK;
}

static enum err read_all(struct view text, struct backup *b)
{
	struct view rest = text;
	for (size_t i = 0; i < text.n; i++)
		b->room += text.p[i] == '\n';
	b->entries = arena_array(&b->mem, b->room + 1, sizeof *b->entries);
	if (!b->entries)
		return E_NO_MEMORY;
	try(read_head(&rest, b));
	while (rest.n) {
		struct view line = next_line(&rest);
		int64_t n = 0;
		if (!view_starts(line, VIEW("end "))) {
			try(read_entry(line, b));
			continue;
		}
		try(view_int(view_sub(line, 4, SIZE_MAX), 0, INT64_MAX, &n));
		return rest.n == 0 && (size_t)n == b->n ? OK : E_BROKEN;
	}
	return E_BROKEN;
}

enum err backup_read_manifest(int dir, struct backup *ret)
{
	scope_end(close_fd) int fd = backup_open(dir, "manifest", O_RDONLY, 0);
	scope_end(buf_free) struct buf text = buf_new(MANIFEST_MAX);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	try(file_read(fd, MANIFEST_MAX, &text));
	ret->mem = arena_new(BACKUP_ARENA);
	enum err e = read_all(buf_view(&text), ret);
	if (e == E_NO_MEMORY)
		return e;
	return e == OK ? OK : E_BROKEN;
}
