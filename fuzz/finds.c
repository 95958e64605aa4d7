/* SPDX-License-Identifier: Apache-2.0
 * finds.c: finds and lists of what is to be erased, from a jailed process or from a portal: what is
 * taken is written again as the same bytes.
 */
#include "form/finds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finds finds;
	static struct erase erase;
	struct view v = view_of(data, size);
	struct buf b = buf_new(64u << 20), png = buf_new(1u << 20);
	if (finds_read(v, &finds) == OK) {
		finds_write(&finds, &b);
		assert(view_eq(buf_view(&b), v));
		for (uint32_t i = 0; i < finds.n; i++) {
			buf_clear(&png);
			find_where(&finds.rows[i].place, i % 2, &png);
			if (finds.rows[i].width)
				find_png(&finds.rows[i], &png);
			assert(png.err == OK);
		}
	}
	buf_clear(&b);
	if (erase_read(v, &erase) == OK && size > 0) {
		erase_write(&erase, &b);
		assert(view_eq(buf_view(&b), v));
	}
	buf_free(&b);
	buf_free(&png);
	return 0;
}
