/* SPDX-License-Identifier: Apache-2.0
 * save.h: a result under a name of its own, never over something that is there.
 */
#ifndef CLI_SAVE_H
#define CLI_SAVE_H

#include "base/buf.h"

struct walked;

/* Where the result of `file` goes: below `directory` under the cleaned name, or, without one,
 * beside the file with ".sekisho" before the extension. */
void save_path(const struct walked *file, const char *directory, const char *ext, struct buf *out);
/* Copies a memfd there, making folders as needed. E_NAME: the path is there already (and not
 * force); E_IO leaves errno. */
enum err save_file(int fd, const char *path, bool force) must_use;

#endif
