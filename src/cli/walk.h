/* SPDX-License-Identifier: Apache-2.0
 * walk.h: the files that operands of a command mean: files as they are, folders with all below
 * them.
 */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "base/arena.h"

struct walked {
	const char *path; /* to open; "-" for standard input */
	const char
	    *relative;	  /* below the operand: folders included, "" before a plain file's name */
	const char *name; /* the last component */
};

struct walk {
	struct arena mem;
	struct walked *files;
	size_t n, room;
};

struct walk walk_new(void);
void walk_free(struct walk *w);
/* Adds what one operand means, in the order of names. Symbolic links in folders are not followed.
 * E_IO leaves errno, and what could not be read in `ret_path`. */
enum err walk_add(struct walk *w, const char *operand, const char **ret_path) must_use;

#endif
