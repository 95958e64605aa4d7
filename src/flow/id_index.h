/* SPDX-License-Identifier: Apache-2.0
 * id_index.h: which row of an array is an item's. The array is its owner's: rows of `size` bytes,
 * each beginning with the item's id, that are added at the end and never taken away.
 */
#ifndef FLOW_ID_INDEX_H
#define FLOW_ID_INDEX_H

#include "tbl/bodies.h"

struct id_index {
	uint32_t *slots; /* row + 1, open addressing; a power of two of them, at most half in use */
	size_t count;
};

/* For `room` rows, a power of two, with the `n` that are there. E_NO_MEMORY leaves it as it was. */
enum err id_index_grow(struct id_index *x, size_t room, const void *rows, size_t size,
		       size_t n) must_use;
void id_index_free(struct id_index *x);

/* `rows` grew by this row, and there is room. */
void id_index_add(struct id_index *x, const void *rows, size_t size, size_t row);
/* The row's number; SIZE_MAX when there is none. */
size_t id_index_find(const struct id_index *x, const void *rows, size_t size,
		     const uint8_t id[ID_LEN]);

#endif
