/* SPDX-License-Identifier: Apache-2.0
 * base64.c: bytes as text and back, one spelling only.
 */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buf *b, struct view v)
{
	for (size_t i = 0; i < v.n; i += 3) {
		size_t left = min_of(v.n - i, (size_t)3);
		uint32_t x = (uint32_t)v.p[i] << 16;
		x |= left > 1 ? (uint32_t)v.p[i + 1] << 8 : 0;
		x |= left > 2 ? (uint32_t)v.p[i + 2] : 0;
		buf_u8(b, (uint8_t)digits[x >> 18]);
		buf_u8(b, (uint8_t)digits[x >> 12 & 63]);
		buf_u8(b, left > 1 ? (uint8_t)digits[x >> 6 & 63] : '=');
		buf_u8(b, left > 2 ? (uint8_t)digits[x & 63] : '=');
	}
}

static uint32_t value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 52;
	return c == '+' ? 62 : c == '/' ? 63 : UINT32_MAX;
}

/* One group of four characters into `want` (1 to 3) bytes. */
static bool read_group(const uint8_t *p, uint8_t *ret, size_t want)
{
	uint32_t x = 0;
	for (size_t i = 0; i < 4; i++) {
		uint32_t d = i <= want ? value_of(p[i]) : (p[i] == '=' ? 0 : UINT32_MAX);
		if (d == UINT32_MAX)
			return false;
		x = x << 6 | d;
	}
	if (want < 3 && (x & (want == 1 ? 0xffffU : 0xffU)) != 0)
		return false;
	for (size_t i = 0; i < want; i++)
		ret[i] = (uint8_t)(x >> (16 - 8 * i));
	return true;
}

enum err base64_read(struct view text, uint8_t *ret, size_t n)
{
	if (text.n != BASE64_LEN(n))
		return E_BROKEN;
	/* First a look, then the answer: ret stays untouched on failure. */
	uint8_t scratch[3] = {0};
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i * 3 < n; i++)
			if (!read_group(text.p + i * 4, pass ? ret + i * 3 : scratch,
					min_of(n - i * 3, (size_t)3)))
				return E_BROKEN;
	return OK;
}

int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err hex_read(struct view text, uint8_t *ret, size_t n)
{
	if (text.n / 2 != n || text.n % 2 != 0)
		return E_BROKEN;
	for (size_t i = 0; i < text.n; i++)
		if (hex_digit(text.p[i]) < 0 || (text.p[i] >= 'A' && text.p[i] <= 'F'))
			return E_BROKEN;
	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)(16 * hex_digit(text.p[2 * i]) + hex_digit(text.p[2 * i + 1]));
	return OK;
}
