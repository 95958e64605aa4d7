/* SPDX-License-Identifier: Apache-2.0
 * save.c: results on disk.
 */
#include "cli/save.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/walk.h"
#include "form/name.h"
#include "sys/file.h"
#include "sys/wire.h"

void save_path(const struct walked *file, const char *directory, const char *ext, struct buf *out)
{
	struct view raw = view_str(file->name);
	if (directory) {
		buf_fmt(out, "%s/", directory);
		if (file->relative[0])
			buf_fmt(out, "%s/", file->relative);
		name_clean(raw, ext, out, NULL);
	} else {
		size_t folder = strlen(file->path) - min_of(raw.n, strlen(file->path));
		scope_end(buf_free) struct buf marked = buf_new(4096);
		size_t dot = raw.n;
		while (dot > 0 && raw.p[dot - 1] != '.')
			dot--;
		if (!view_eq(view_str(file->path), VIEW("-")))
			buf_put(out, view_of(file->path, folder));
		buf_put(&marked, view_sub(raw, 0, dot > 1 ? dot - 1 : raw.n));
		buf_fmt(&marked, ".sekisho.%s", ext);
		name_clean(buf_view(&marked), ext, out, NULL);
	}
	buf_u8(out, '\0');
}

static enum err make_folders(const char *path)
{
	char part[4096];
	int n = snprintf(part, sizeof part, "%s", path);
	if (n < 0 || (size_t)n >= sizeof part)
		return E_NAME;
	for (char *p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			return E_IO;
		*p = '/';
	}
	return OK;
}

/* First under a temporary name, so that nobody ever sees half a file under the real one. */
enum err save_file(int fd, const char *path, bool force)
{
	char temporary[4200];
	uint64_t size;
	try(make_folders(path));
	(void)snprintf(temporary, sizeof temporary, "%s.%d.part", path, (int)getpid());
	scope_end(close_fd) int to =
	    open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (to < 0)
		return E_IO;
	enum err e = file_copy(fd, to, &size);
	if (e == OK && force && rename(temporary, path) != 0)
		e = E_IO;
	if (e == OK && !force && link(temporary, path) != 0)
		e = errno == EEXIST ? E_NAME : E_IO;
	int why = errno;
	if (e != OK || !force)
		(void)unlink(temporary);
	errno = why;
	return e;
}
