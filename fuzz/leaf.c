/* SPDX-License-Identifier: Apache-2.0
 * leaf.c: any bytes as a leaf line, a record and a receipt: what is read is written again as it
 * was.
 */
#include "notary/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view v = view_of(data, size);
	struct leaf l;
	struct receipt r;
	uint8_t record[LEAF_LEN];
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	if (leaf_read(v, &l) == OK) {
		leaf_write(&l, record);
		assert(size == LEAF_LEN && memcmp(record, data, LEAF_LEN) == 0);
	}
	if (leaf_line_read(v, &l) == OK) {
		leaf_line_write(&l, &b);
		assert(view_eq(buf_view(&b), v));
	}
	buf_clear(&b);
	if (receipt_read(v, &r) == OK) {
		receipt_write(&r, &b);
		assert(view_eq(buf_view(&b), v));
	}
	return 0;
}
