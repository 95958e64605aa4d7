/* SPDX-License-Identifier: Apache-2.0
 * id_index.c: ids are random bytes, so any eight of them are a hash.
 */
#include "flow/id_index.h"

#include <stdlib.h>

#include "flow/item.h"

static const uint8_t *id_of(const void *rows, size_t size, size_t row)
{
	return (const uint8_t *)rows + row * size;
}

static size_t first_slot(const struct id_index *x, const uint8_t id[ID_LEN])
{
	uint64_t hash;
	memcpy(&hash, id, sizeof hash);
	return (size_t)hash & (x->count - 1);
}

enum err id_index_grow(struct id_index *x, size_t room, const void *rows, size_t size, size_t n)
{
	struct id_index wider = {.count = room * 2};
	wider.slots = room < UINT32_MAX / 4 ? calloc(wider.count, sizeof *wider.slots) : NULL;
	if (!wider.slots)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++)
		id_index_add(&wider, rows, size, i);
	free(x->slots);
	*x = wider;
	return OK;
}

void id_index_free(struct id_index *x)
{
	free(x->slots);
	*x = (struct id_index){0};
}

void id_index_add(struct id_index *x, const void *rows, size_t size, size_t row)
{
	size_t i = first_slot(x, id_of(rows, size, row));
	while (x->slots[i])
		i = (i + 1) & (x->count - 1);
	x->slots[i] = (uint32_t)row + 1;
}

size_t id_index_find(const struct id_index *x, const void *rows, size_t size,
		     const uint8_t id[ID_LEN])
{
	if (x->count == 0)
		return SIZE_MAX;
	for (size_t i = first_slot(x, id); x->slots[i]; i = (i + 1) & (x->count - 1))
		if (item_same(id_of(rows, size, x->slots[i] - 1), id))
			return x->slots[i] - 1;
	return SIZE_MAX;
}
