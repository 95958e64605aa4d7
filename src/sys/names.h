/* SPDX-License-Identifier: Apache-2.0
 * names.h: what is in a directory, one name after the other, without "." and "..".
 *
 *   scope_end(names_end) struct names in = names_in(dir);
 *   for (const char *name; (name = names_next(&in));)
 *           ...                    names live until the next one
 *   try(in.err);                   why there were none, or no more
 *
 * It walks by a stream of its own: `dir` keeps its position. What comes or goes meanwhile may be
 * seen or not (POSIX readdir).
 */
#ifndef SYS_NAMES_H
#define SYS_NAMES_H

#include <dirent.h>

#include "base/view.h"

struct names {
	DIR *stream;
	enum err err;
};

struct names names_in(int dir);
const char *names_next(struct names *n);
void names_end(struct names *n);

/* Removes every file whose name begins with `prefix`: what a crash left half made. */
enum err names_remove(int dir, struct view prefix) must_use;

#endif
