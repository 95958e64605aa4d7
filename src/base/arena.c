/* SPDX-License-Identifier: Apache-2.0
 * arena.c: blocks in a chain, each at least 64 KiB.
 */
#include "base/arena.h"

#define BLOCK_SIZE ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t n, room;
	max_align_t data[];
};

struct arena arena_new(size_t cap)
{
	return (struct arena){.cap = cap};
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	*a = (struct arena){0};
}

static bool add_block(struct arena *a, size_t n)
{
	size_t room = max_of(n, BLOCK_SIZE), size;
	if (ckd_add(&size, room, sizeof(struct arena_block)))
		return false;
	struct arena_block *block = calloc(1, size);
	if (!block)
		return false;
	block->room = room;
	block->next = a->blocks;
	a->blocks = block;
	return true;
}

void *arena_alloc(struct arena *a, size_t n)
{
	const size_t unit = sizeof(max_align_t);
	size_t want, total;
	if (ckd_add(&want, n, unit - 1))
		return NULL;
	want -= want % unit;
	if (ckd_add(&total, a->used, want) || total > a->cap)
		return NULL;
	if ((!a->blocks || a->blocks->room - a->blocks->n < want) && !add_block(a, want))
		return NULL;
	uint8_t *at = (uint8_t *)a->blocks->data + a->blocks->n;
	a->blocks->n += want;
	a->used = total;
	return at;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;
	return ckd_mul(&n, count, size) ? NULL : arena_alloc(a, n);
}

struct view arena_copy(struct arena *a, struct view v)
{
	size_t n;
	uint8_t *p = ckd_add(&n, v.n, (size_t)1) ? NULL : arena_alloc(a, n);
	if (!p)
		return (struct view){NULL, 0};
	if (v.n)
		memcpy(p, v.p, v.n);
	return view_of(p, v.n);
}
