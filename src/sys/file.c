/* SPDX-License-Identifier: Apache-2.0
 * file.c: durable files and sealed memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/wire.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3; the headers of Debian 12 are older */
#endif

#define CHUNK ((size_t)64 * 1024)
#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)

static enum err file_size(int fd, uint64_t *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_of_errno(errno);
	if (!S_ISREG(st.st_mode) || st.st_size < 0)
		return E_IO;
	*ret = (uint64_t)st.st_size;
	return OK;
}

enum err file_map(const char *path, struct view *ret)
{
	uint64_t size;
	scope_end(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return E_IO;
	try(file_size(fd, &size));
	void *p = size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	if (p == MAP_FAILED)
		return E_IO;
	*ret = view_of(p, (size_t)size);
	return OK;
}

enum err file_read(int fd, size_t max, struct buf *ret)
{
	uint64_t size;
	try(file_size(fd, &size));
	if (size > max)
		return E_LIMIT_SIZE;
	size_t n = (size_t)size, got = 0, before = ret->n;
	uint8_t *at = n ? buf_grow(ret, n) : NULL;
	if (n && !at)
		return ret->err;
	while (got < n) {
		ssize_t r = pread(fd, at + got, n - got, (off_t)got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			ret->n = before;
			return err_of_errno(errno);
		}
		if (r == 0) /* it shrank while we read: what is left is the file */
			break;
		got += (size_t)r;
	}
	ret->n = before + got;
	return OK;
}

enum err file_write(int fd, struct view v)
{
	while (v.n) {
		ssize_t w = write(fd, v.p, v.n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return err_of_errno(errno);
		v = view_sub(v, (size_t)w, SIZE_MAX);
	}
	return OK;
}

enum err file_sync_dir(int dir)
{
	return fsync(dir) == 0 ? OK : err_of_errno(errno);
}

static enum err write_new(int dir, const char *name, struct view v)
{
	/* Ours alone: not a pipe to wait for, nor a file that somebody else has open or named. */
	(void)unlinkat(dir, name, 0);
	scope_end(close_fd) int fd =
	    openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_write(fd, v));
	return fsync(fd) == 0 ? OK : err_of_errno(errno);
}

enum err file_replace(int dir, const char *name, struct view v)
{
	char temporary[NAME_MAX_ + 8];
	int n = snprintf(temporary, sizeof temporary, ".new.%s", name);
	if (n < 0 || (size_t)n >= sizeof temporary)
		return E_NAME;
	enum err e = write_new(dir, temporary, v);
	if (e == OK && renameat(dir, temporary, dir, name) != 0)
		e = err_of_errno(errno);
	if (e != OK) {
		(void)unlinkat(dir, temporary, 0);
		return e;
	}
	return file_sync_dir(dir);
}

enum err file_append(int fd, struct view v)
{
	uint64_t before;
	try(file_size(fd, &before));
	if (lseek(fd, (off_t)before, SEEK_SET) < 0)
		return err_of_errno(errno);
	enum err e = file_write(fd, v);
	if (e == OK && fsync(fd) != 0)
		e = err_of_errno(errno);
	if (e != OK && ftruncate(fd, (off_t)before) == 0)
		(void)fsync(fd);
	return e;
}

/* The slow way, where the kernel cannot copy between these two file systems. */
static enum err copy_by_hand(int from, int to, uint64_t at)
{
	uint8_t chunk[CHUNK / 2];
	for (;;) {
		ssize_t r = pread(from, chunk, sizeof chunk, (off_t)at);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return err_of_errno(errno);
		if (r == 0)
			return OK;
		for (ssize_t done = 0; done < r;) {
			ssize_t w =
			    pwrite(to, chunk + done, (size_t)(r - done), (off_t)at + (off_t)done);
			if (w < 0 && errno != EINTR)
				return err_of_errno(errno);
			done += w > 0 ? w : 0;
		}
		at += (uint64_t)r;
	}
}

enum err file_copy(int from, int to, uint64_t *ret_size)
{
	uint64_t size;
	try(file_size(from, &size));
	off_t in = 0, out = 0;
	while ((uint64_t)in < size) {
		ssize_t n = copy_file_range(from, &in, to, &out, (size_t)(size - (uint64_t)in), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
			return err_of_errno(errno);
		if (n <= 0) { /* other file systems: EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, or 0 */
			try(copy_by_hand(from, to, (uint64_t)in));
			break;
		}
	}
	*ret_size = size;
	return OK;
}

enum err memfd_map(int fd, struct view *ret)
{
	uint64_t size;
	if (!memfd_is_sealed(fd))
		return E_PROTOCOL;
	try(file_size(fd, &size));
	if (size == 0)
		return E_EMPTY;
	void *p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_of_errno(errno);
	*ret = view_of(p, (size_t)size);
	return OK;
}

void memfd_unmap(struct view *v)
{
	void *p;
	memcpy(&p, &v->p, sizeof p); /* munmap takes no const */
	if (v->n)
		(void)munmap(p, v->n);
	*v = (struct view){NULL, 0};
}

int memfd_new(const char *name)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);
	return fd >= 0 || errno != EINVAL ? fd : memfd_create(name, flags);
}

enum err memfd_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, SEALS) == 0 ? OK : err_of_errno(errno);
}

bool memfd_is_sealed(int fd)
{
	int seals = fcntl(fd, F_GET_SEALS);
	return seals >= 0 && (seals & SEALS) == SEALS;
}
