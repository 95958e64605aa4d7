/* SPDX-License-Identifier: Apache-2.0
 * names.c: readdir, and telling its end from its failure.
 */
#include "sys/names.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/wire.h"

struct names names_in(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct names n = {.stream = fd >= 0 ? fdopendir(fd) : NULL};
	if (!n.stream) {
		n.err = err_of_errno(errno);
		close_fd(&fd);
	}
	return n;
}

const char *names_next(struct names *n)
{
	const struct dirent *entry = NULL;
	if (!n->stream)
		return NULL;
	do {
		errno = 0;
		entry = readdir(n->stream);
	} while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
	if (!entry && errno != 0)
		n->err = err_of_errno(errno);
	return entry ? entry->d_name : NULL;
}

void names_end(struct names *n)
{
	if (n->stream)
		(void)closedir(n->stream);
	n->stream = NULL;
}

enum err names_remove(int dir, struct view prefix)
{
	scope_end(names_end) struct names in = names_in(dir);
	for (const char *name; (name = names_next(&in));)
		if (view_starts(view_str(name), prefix) && unlinkat(dir, name, 0) != 0 &&
		    errno != ENOENT)
			in.err = err_of_errno(errno);
	return in.err;
}
