/* SPDX-License-Identifier: Apache-2.0
 * file.h: durable files and sealed memory. "Durable" = fsync of file, rename, fsync of directory.
 * All names are single components below a directory descriptor.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"

/* Whole regular file or memfd, from its start, at most `max` bytes (E_LIMIT_SIZE). */
enum err file_read(int fd, size_t max, struct buf *ret) must_use; /* ret must have cap >= max */
enum err file_write(int fd, struct view v) must_use; /* all of it, from the offset on */
/* Writes dir/name atomically and durably: temporary name, fsync, rename, fsync of dir. */
enum err file_replace(int dir, const char *name, struct view v) must_use;
/* Appends one record and makes it durable; E_NO_SPACE leaves the file as it was. */
enum err file_append(int fd, struct view v) must_use;
enum err file_sync_dir(int dir) must_use;
/* Copies all bytes by offset from one descriptor to another (copy_file_range, else read/write). */
enum err file_copy(int from, int to, uint64_t *ret_size) must_use;
/* SHA-256 (FIPS 180-4) of the whole file. */
enum err file_hash(int fd, uint8_t ret[32], uint64_t *ret_size) must_use;
void hash_bytes(struct view v, uint8_t ret[32]);
bool hash_is(struct view v, const uint8_t hash[32]);

/* A file by its absolute path, mapped read-only for as long as the process lives (fonts of the
 * system, before a jail closes). E_IO: not there, empty, or not a regular file. */
enum err file_map(const char *path, struct view *ret) must_use;
/* A sealed memfd, to look at without reading it in; it cannot change or shrink under the view. An
 * empty one is E_EMPTY. */
enum err memfd_map(int fd, struct view *ret) must_use;
void memfd_unmap(struct view *v); /* also as scope_end(memfd_unmap); ignores an empty view */

int memfd_new(const char *name); /* CLOEXEC, sealable, MFD_NOEXEC_SEAL where known; -1 on failure */
enum err memfd_seal(int fd) must_use; /* WRITE, GROW, SHRINK, SEAL */
bool memfd_is_sealed(int fd);

/* Of a call that failed, so never OK, which whoever reads a caller can see here. */
static inline enum err err_of_errno(int e)
{
	if (e == ENOSPC || e == EDQUOT || e == EFBIG)
		return E_NO_SPACE;
	return e == ENOMEM ? E_NO_MEMORY : E_IO;
}

#endif
