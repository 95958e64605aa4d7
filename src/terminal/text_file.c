/* SPDX-License-Identifier: Apache-2.0
 * text_file.c: UTF-16LE, UTF-8 and Windows-31J as UTF-8, and UTF-8 as UTF-16LE.
 */
#include "terminal/text_file.h"

#include <unicode/ucnv.h>

#include "base/utf8.h"

/* --- UTF-16LE --- */

enum err utf16le_read(struct view units, struct arena *mem, struct view *ret)
{
	scope_end(buf_free) struct buf text = buf_new(units.n / 2 * 3 + 1);
	struct cursor c = cursor_of(units);
	if (units.n % 2)
		return E_BROKEN;
	while (cursor_left(&c) > 0) {
		uint32_t u = cursor_u16(&c);
		if (u >= 0xD800 && u < 0xDC00) {
			uint32_t low = cursor_u16(&c);
			if (low < 0xDC00 || low > 0xDFFF)
				return E_ENCODING;
			u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
		} else if (u >= 0xDC00 && u < 0xE000) {
			return E_ENCODING;
		}
		utf8_put(&text, u);
	}
	try(text.err);
	struct view copy = arena_copy(mem, buf_view(&text));
	if (!copy.p)
		return E_NO_MEMORY;
	*ret = copy;
	return OK;
}

enum err utf16le_write(struct view text, struct buf *out)
{
	struct cursor c = cursor_of(text);
	while (cursor_left(&c) > 0) {
		uint32_t u = utf8_next(&c);
		if (u == UTF8_BAD)
			return E_ENCODING;
		if (u >= 0x10000) {
			buf_u16(out, (uint16_t)(0xD800 + ((u - 0x10000) >> 10)));
			buf_u16(out, (uint16_t)(0xDC00 + ((u - 0x10000) & 0x3FF)));
		} else {
			buf_u16(out, (uint16_t)u);
		}
	}
	return out->err;
}

/* --- files --- */

enum err text_file_read(struct view file, struct arena *mem, struct view *ret)
{
	static const uint8_t mark16[] = {0xFF, 0xFE}, mark8[] = {0xEF, 0xBB, 0xBF};
	if (view_starts(file, view_of(mark16, sizeof mark16)))
		return utf16le_read(view_sub(file, sizeof mark16, file.n), mem, ret);
	if (view_starts(file, view_of(mark8, sizeof mark8)))
		file = view_sub(file, sizeof mark8, file.n);
	if (!utf8_valid(file))
		return E_ENCODING;
	*ret = file;
	return OK;
}

/* Windows-31J to UTF-8; a byte that means nothing becomes U+FFFD, which text of that encoding never
 * holds itself. */
static enum err from_windows31j(struct view file, struct arena *mem, struct view *ret)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t most = file.n * 3 + 1;
	uint8_t *to = arena_alloc(mem, most);
	if (!to)
		return E_NO_MEMORY;
	int32_t n = ucnv_convert("UTF-8", "windows-31j", (char *)to, (int32_t)most,
				 (const char *)file.p, (int32_t)file.n, &error);
	struct view text = view_of(to, n > 0 ? (size_t)n : 0);
	if (U_FAILURE(error) || view_has(text, VIEW("\xEF\xBF\xBD")) || !utf8_valid(text))
		return E_ENCODING;
	*ret = text;
	return OK;
}

enum err text_file_read_any(struct view file, struct arena *mem, struct view *ret)
{
	if (file.n > TEXT_FILE_MAX)
		return E_LIMIT_SIZE;
	enum err e = text_file_read(file, mem, ret);
	if (e == E_ENCODING && !view_starts(file, VIEW("\xFF\xFE")))
		e = from_windows31j(file, mem, ret);
	/* A NUL is in no text; it would end words early. */
	return e == OK && view_find(*ret, 0, 0) < ret->n ? E_TYPE_UNKNOWN : e;
}
