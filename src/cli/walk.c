/* SPDX-License-Identifier: Apache-2.0
 * walk.c: operands to files.
 */
#include "cli/walk.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX ((size_t)1 << 20)
#define DEPTH_MAX 64

struct walk walk_new(void)
{
	return (struct walk){.mem = arena_new((size_t)1 << 30)};
}

void walk_free(struct walk *w)
{
	arena_free(&w->mem);
	free(w->files);
	*w = (struct walk){0};
}

static const char *join(struct walk *w, const char *a, const char *b)
{
	size_t na = strlen(a), room = na + strlen(b) + 2;
	const char *slash = na > 0 && a[na - 1] != '/' ? "/" : "";
	char *p = arena_alloc(&w->mem, room);
	if (p)
		(void)snprintf(p, room, "%s%s%s", a, slash, b);
	return p;
}

static enum err add(struct walk *w, const char *path, const char *relative, const char *name)
{
	if (!path || !relative || !name)
		return E_NO_MEMORY;
	if (w->n == w->room) {
		size_t room = max_of((size_t)64, w->room * 2);
		if (room > FILES_MAX)
			return E_LIMIT_COUNT;
		struct walked *files = realloc(w->files, room * sizeof *files);
		if (!files)
			return E_NO_MEMORY;
		w->files = files;
		w->room = room;
	}
	w->files[w->n++] = (struct walked){path, relative, name};
	return OK;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *d)
{
	return !view_eq(view_str(d->d_name), VIEW(".")) &&
	       !view_eq(view_str(d->d_name), VIEW(".."));
}

static enum err folder(struct walk *w, const char *path, const char *relative, unsigned depth,
		       const char **ret_path);

static enum err entry(struct walk *w, const char *path, const char *relative, const char *raw,
		      unsigned depth, const char **ret_path)
{
	struct stat st;
	const char *full = join(w, path, raw);
	const char *name = (const char *)arena_copy(&w->mem, view_str(raw)).p;
	if (!full || !name)
		return E_NO_MEMORY;
	*ret_path = full;
	if (lstat(full, &st) != 0)
		return E_IO;
	if (S_ISREG(st.st_mode))
		return add(w, full, relative, name);
	if (!S_ISDIR(st.st_mode))
		return OK;
	const char *below = join(w, relative, name);
	return below ? folder(w, full, below, depth + 1, ret_path) : E_NO_MEMORY;
}

static enum err folder(struct walk *w, const char *path, const char *relative, unsigned depth,
		       const char **ret_path)
{
	struct dirent **entries;
	if (depth > DEPTH_MAX)
		return E_LIMIT_DEPTH;
	int n = scandir(path, &entries, visible, by_name);
	if (n < 0)
		return E_IO;
	enum err e = OK;
	for (int i = 0; i < n; i++) {
		if (e == OK)
			e = entry(w, path, relative, entries[i]->d_name, depth, ret_path);
		free(entries[i]);
	}
	free(entries);
	return e;
}

enum err walk_add(struct walk *w, const char *operand, const char **ret_path)
{
	struct stat st;
	*ret_path = operand;
	if (view_eq(view_str(operand), VIEW("-")))
		return add(w, operand, "", "stdin");
	if (stat(operand, &st) != 0)
		return E_IO;
	if (S_ISDIR(st.st_mode))
		return folder(w, operand, "", 0, ret_path);
	const char *slash = strrchr(operand, '/');
	return add(w, operand, "", slash ? slash + 1 : operand);
}
