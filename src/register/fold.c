/* SPDX-License-Identifier: Apache-2.0
 * fold.c: two widths as one.
 */
#include "register/fold.h"

#include "base/utf8.h"

bool fold_width(struct view text, struct buf *out)
{
	struct cursor c = cursor_of(text);
	size_t begin = out->n, end = out->n;
	while (cursor_left(&c) > 0) {
		uint32_t u = utf8_next(&c);
		if (u == UTF8_BAD)
			return false;
		if (u >= 0xff01 && u <= 0xff5e)
			u -= 0xff01 - '!';
		if (u == 0x3000 || u == 0xa0 || u == '\t' || u == '\n' || u == '\r')
			u = ' ';
		if (u == ' ' && out->n == begin)
			continue;
		utf8_put(out, u);
		if (u != ' ')
			end = out->n;
	}
	if (out->err == OK)
		out->n = end;
	return out->err == OK;
}
