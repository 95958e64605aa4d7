/* SPDX-License-Identifier: Apache-2.0
 * xml_text.c: encodings, references, line ends.
 */
#include "base/base64.h"
#include "base/utf8.h"
#include "disarm/office/xml_text.h"

/* XML 1.0 production 2. */
static bool xml_char(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static uint32_t unit_at(struct view v, size_t i, bool big)
{
	return big ? (uint32_t)v.p[i] << 8 | v.p[i + 1] : (uint32_t)v.p[i + 1] << 8 | v.p[i];
}

static enum err from_utf16(struct view v, bool big, struct arena *mem, struct view *ret)
{
	size_t room;
	if (v.n % 2 || ckd_mul(&room, v.n / 2, (size_t)3))
		return E_BROKEN;
	uint8_t *to = arena_alloc(mem, max_of(room, (size_t)1));
	if (!to)
		return E_LIMIT_MEMORY;
	size_t n = 0;
	for (size_t i = 0; i < v.n; i += 2) {
		uint32_t c = unit_at(v, i, big);
		if (c >= 0xdc00 && c <= 0xdfff)
			return E_BROKEN;
		if (c >= 0xd800 && c <= 0xdbff) {
			uint32_t low = i + 2 < v.n ? unit_at(v, i + 2, big) : 0;
			if (low < 0xdc00 || low > 0xdfff)
				return E_BROKEN;
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		n += utf8_encode(to + n, c);
	}
	*ret = view_of(to, n);
	return OK;
}

/* The encoding that the declaration names must be what the bytes are. */
static bool encoding_ok(struct view declaration, bool wide)
{
	const uint8_t *at = memmem(declaration.p, declaration.n, "encoding", 8);
	if (!at)
		return true;
	struct view v = view_sub(declaration, (size_t)(at - declaration.p) + 8, declaration.n);
	while (v.n && (v.p[0] == ' ' || v.p[0] == '=' || v.p[0] == '\t'))
		v = view_sub(v, 1, v.n);
	if (v.n == 0 || (v.p[0] != '"' && v.p[0] != '\''))
		return false;
	struct view name = view_sub(v, 1, view_find(v, 1, v.p[0]) - 1);
	if (wide)
		return view_eq_nocase(view_sub(name, 0, 6), VIEW("UTF-16"));
	return view_eq_nocase(name, VIEW("UTF-8")) || view_eq_nocase(name, VIEW("US-ASCII"));
}

static enum err skip_declaration(struct view v, bool wide, struct view *ret)
{
	*ret = v;
	if (!view_starts(v, VIEW("<?xml")) || v.n < 6 ||
	    (v.p[5] != ' ' && v.p[5] != '\t' && v.p[5] != '\r' && v.p[5] != '\n'))
		return OK;
	const uint8_t *end = memmem(v.p, v.n, "?>", 2);
	if (!end)
		return E_BROKEN;
	size_t n = (size_t)(end - v.p) + 2;
	if (!encoding_ok(view_sub(v, 0, n), wide))
		return E_BROKEN;
	*ret = view_sub(v, n, v.n);
	return OK;
}

enum err xml_to_utf8(struct view bytes, struct arena *mem, struct view *ret)
{
	bool bom = view_starts(bytes, VIEW("\xff\xfe")) || view_starts(bytes, VIEW("\xfe\xff"));
	if (bom || view_starts(bytes, VIEW("<\0?\0")) || view_starts(bytes, VIEW("\0<\0?"))) {
		struct view utf8;
		bool big = bytes.p[0] == 0xfe || bytes.p[0] == 0;
		try(from_utf16(view_sub(bytes, bom ? 2 : 0, bytes.n), big, mem, &utf8));
		return skip_declaration(utf8, true, ret);
	}
	if (view_starts(bytes, VIEW("\xef\xbb\xbf")))
		bytes = view_sub(bytes, 3, bytes.n);
	if (!utf8_valid(bytes))
		return E_BROKEN;
	return skip_declaration(bytes, false, ret);
}

static enum err number(struct view digits, uint32_t *ret)
{
	uint32_t base = 10, sum = 0;
	if (digits.n && digits.p[0] == 'x') {
		base = 16;
		digits = view_sub(digits, 1, digits.n);
	}
	if (digits.n == 0 || digits.n > 8)
		return E_BROKEN;
	for (size_t i = 0; i < digits.n; i++) {
		int digit = hex_digit(digits.p[i]);
		if (digit < 0 || (uint32_t)digit >= base)
			return E_BROKEN;
		sum = sum * base + (uint32_t)digit;
	}
	if (!xml_char(sum))
		return E_BROKEN;
	*ret = sum;
	return OK;
}

static enum err reference(struct view name, uint32_t *ret)
{
	static const struct {
		const char *name;
		uint32_t c;
	} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	if (name.n && name.p[0] == '#')
		return number(view_sub(name, 1, name.n), ret);
	for (size_t i = 0; i < array_len(entities); i++) {
		if (view_eq(name, view_str(entities[i].name))) {
			*ret = entities[i].c;
			return OK;
		}
	}
	return E_BROKEN;
}

enum err xml_decode(struct arena *mem, struct view raw, unsigned how, struct view *ret)
{
	/* Every reference is at least as long as the character it names. */
	uint8_t *to = arena_alloc(mem, max_of(raw.n, (size_t)1));
	size_t n = 0;
	if (!to)
		return E_LIMIT_MEMORY;
	for (size_t i = 0; i < raw.n; i++) {
		uint8_t b = raw.p[i];
		if (b == '&' && !(how & XML_DECODE_CDATA)) {
			struct view near = view_sub(raw, 0, i + 12); /* &#x0010ffff; */
			size_t end = view_find(near, i, ';');
			uint32_t c;
			if (end == near.n)
				return E_BROKEN;
			try(reference(view_sub(raw, i + 1, end - i - 1), &c));
			n += utf8_encode(to + n, c);
			i = end;
			continue;
		}
		if (b == '\r') {
			if (i + 1 < raw.n && raw.p[i + 1] == '\n')
				i++;
			b = '\n';
		}
		if (b < ' ' && how & XML_DECODE_ATTR)
			b = ' ';
		to[n++] = b;
	}
	*ret = view_of(to, n);
	return OK;
}
