/* SPDX-License-Identifier: Apache-2.0
 * file.c: a file named on the command line, read whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/cli.h"

#define STEP ((size_t)64 * 1024)

static void close_fd(int *fd)
{
	if (*fd > STDERR_FILENO)
		(void)close(*fd);
}

enum err cli_read_file(const char *path, size_t cap, struct arena *mem, struct view *ret)
{
	bool is_stdin = view_eq(view_str(path), VIEW("-"));
	scope_end(close_fd) int fd =
	    is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return E_IO;
	/* One byte more than allowed, so that a file of exactly `cap` bytes is told from a longer
	 * one. */
	scope_end(buf_free) struct buf all = buf_new(cap + 1);
	for (;;) {
		size_t want = min_of(STEP, cap + 1 - all.n);
		if (want == 0)
			return E_LIMIT_SIZE;
		uint8_t *at = buf_grow(&all, want);
		if (!at)
			return all.err;
		ssize_t got;
		do
			got = read(fd, at, want);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return E_IO;
		all.n -= want - (size_t)got;
		if (got == 0)
			break;
	}
	struct view copy = arena_copy(mem, buf_view(&all));
	if (!copy.p)
		return E_NO_MEMORY;
	*ret = copy;
	return OK;
}
