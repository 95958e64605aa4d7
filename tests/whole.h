/* SPDX-License-Identifier: Apache-2.0
 * whole.h: a whole file read and written, for tests. A buffer's cap is how much it may grow to.
 */
#ifndef TESTS_WHOLE_H
#define TESTS_WHOLE_H

#include <stdio.h>

#include "base/buf.h"

/* Behind what `to` holds already. False: not to be opened, or more than the buffer takes. */
static inline bool whole_read(const char *path, struct buf *to)
{
	uint8_t block[4096];
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
		buf_put(to, view_of(block, n));
	(void)fclose(f);
	return to->err == OK;
}

static inline bool whole_write(const char *path, struct view v)
{
	FILE *f = fopen(path, "wb");
	bool written = f && (v.n == 0 || fwrite(v.p, 1, v.n, f) == v.n);
	return f && fclose(f) == 0 && written;
}

#endif
