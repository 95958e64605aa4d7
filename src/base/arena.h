/* SPDX-License-Identifier: Apache-2.0
 * arena.h: memory that lives as long as one item; freeing is dropping the arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/view.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used; /* handed out so far */
	size_t cap;  /* most it may hand out */
};

struct arena arena_new(size_t cap);
void arena_free(struct arena *a); /* also as scope_end(arena_free) */

/* Zeroed, aligned for any type; NULL when the cap or memory is exhausted. */
void *arena_alloc(struct arena *a, size_t n) must_use;
void *arena_array(struct arena *a, size_t count, size_t size) must_use; /* overflow-checked */
/* A copy with a NUL after it (not counted in n); {NULL, 0} when exhausted. */
struct view arena_copy(struct arena *a, struct view v) must_use;

#endif
