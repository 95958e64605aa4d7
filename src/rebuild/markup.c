/* SPDX-License-Identifier: Apache-2.0
 * markup.c: escaping, in runs.
 */
#include "rebuild/markup.h"

static const char *const escapes[256] = {
    ['&'] = "&amp;",  ['<'] = "&lt;",	['>'] = "&gt;",
    ['"'] = "&quot;", ['\n'] = "&#10;", ['\t'] = "&#9;",
};

static void put(struct buf *b, struct view v, bool value)
{
	size_t from = 0;
	for (size_t i = 0; i < v.n; i++) {
		const char *escape = escapes[v.p[i]];
		if (!escape || (!value && (v.p[i] == '\n' || v.p[i] == '\t' || v.p[i] == '"')))
			continue;
		buf_put(b, view_sub(v, from, i - from));
		buf_str(b, escape);
		from = i + 1;
	}
	buf_put(b, view_sub(v, from, v.n));
}

void markup_text(struct buf *b, struct view v)
{
	put(b, v, false);
}

void markup_value(struct buf *b, struct view v)
{
	put(b, v, true);
}

void markup_attr(struct buf *b, const char *name, struct view v)
{
	buf_u8(b, ' ');
	buf_str(b, name);
	buf_str(b, "=\"");
	markup_value(b, v);
	buf_u8(b, '"');
}

void markup_int(struct buf *b, int64_t n)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		digits[--at] = '-';
	buf_put(b, view_of(digits + at, sizeof digits - at));
}

void markup_attr_int(struct buf *b, const char *name, int64_t n)
{
	buf_u8(b, ' ');
	buf_str(b, name);
	buf_str(b, "=\"");
	markup_int(b, n);
	buf_u8(b, '"');
}

static bool blank(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

bool markup_preserve(struct view v)
{
	if (v.n == 0)
		return false;
	if (blank(v.p[0]) || blank(v.p[v.n - 1]))
		return true;
	for (size_t i = 1; i < v.n; i++)
		if (v.p[i] == '\n' || v.p[i] == '\t' || (v.p[i] == ' ' && v.p[i - 1] == ' '))
			return true;
	return false;
}
