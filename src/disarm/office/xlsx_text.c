/* SPDX-License-Identifier: Apache-2.0
 * xlsx_text.c: spellings of text that only spreadsheets know.
 */
#include "base/base64.h"
#include "disarm/office/xlsx.h"

/* _xHHHH_ at `at`: the character, or -1. */
static int32_t escaped(struct view v, size_t at)
{
	int32_t code = 0;
	if (at + 7 > v.n || v.p[at] != '_' || v.p[at + 1] != 'x' || v.p[at + 6] != '_')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		int digit = hex_digit(v.p[i]);
		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

/* ECMA-376 part 1, 22.9.2.19. A carriage return is a line end; what XML cannot hold is gone. */
enum err xlsx_xstring(struct ooxml *c, struct view v, struct view *ret)
{
	size_t n = 0, first = view_find(v, 0, '_');
	*ret = v;
	if (first == v.n)
		return OK;
	uint8_t *to = arena_alloc(c->d->mem, v.n);
	if (!to)
		return E_LIMIT_MEMORY;
	for (size_t i = 0; i < v.n;) {
		int32_t code = escaped(v, i);
		if (code < 0) {
			to[n++] = v.p[i++];
			continue;
		}
		i += 7;
		bool surrogate = code >= 0xd800 && code < 0xe000;
		if (code == '\r')
			code = i < v.n && (v.p[i] == '\n' || escaped(v, i) == '\n') ? 0 : '\n';
		else if (surrogate || (utf8_forbidden((uint32_t)code) && code != '\n'))
			ooxml_count(c, FINDING_FORBIDDEN_CHAR);
		if (code != 0 && !surrogate && (code == '\n' || !utf8_forbidden((uint32_t)code)))
			n += utf8_encode(to + n, (uint32_t)code);
	}
	*ret = view_of(to, n);
	return OK;
}

/* Length of the code at `at` (behind "&"); 0 when it may not stand in the form. */
static size_t code_length(struct view v, size_t at)
{
	size_t i = at + 1;
	if (at >= v.n)
		return 0;
	if (v.p[at] == '"')
		while (i < v.n && v.p[i] != '"')
			i++;
	if (v.p[at] == '"' && i < v.n)
		i++;
	if (v.p[at] == 'K')
		i = at + 7;
	struct view code = view_sub(v, at - 1, i - at + 1);
	return i <= v.n && grid_headfoot_ok(code) ? i - at : 0;
}

/* Codes that name the file, its folder or a picture are left out, and any that nobody knows. */
static enum err head_foot(struct ooxml *c, struct view v, struct view *ret)
{
	uint8_t *to = arena_alloc(c->d->mem, v.n + 1);
	size_t n = 0;
	if (!to)
		return E_LIMIT_MEMORY;
	for (size_t i = 0; i < v.n;) {
		if (v.p[i] != '&') {
			to[n++] = v.p[i++];
			continue;
		}
		size_t length = code_length(v, i + 1);
		if (length == 0) {
			ooxml_count(c, FINDING_FIELD_TEXT);
			bool letter = i + 1 < v.n && v.p[i + 1] < 0x80 && v.p[i + 1] != '&';
			i += letter ? 2 : 1;
			continue;
		}
		memcpy(to + n, v.p + i, length + 1);
		n += length + 1;
		i += length + 1;
	}
	*ret = view_of(to, n);
	return OK;
}

enum err xlsx_text(struct ooxml *c, unsigned type, struct view *text)
{
	unsigned dialect = doc_types[type].text.dialect;
	if (dialect == DOC_TEXT_XSTRING)
		return xlsx_xstring(c, *text, text);
	return dialect == DOC_TEXT_HEADFOOT ? head_foot(c, *text, text) : OK;
}
