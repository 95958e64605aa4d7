/* SPDX-License-Identifier: Apache-2.0
 * totp.c: codes by liboath, secrets as text.
 */
#include <liboath/oath.h>
#include <openssl/crypto.h>

#include "people/totp.h"

enum err totp_begin(void)
{
	return oath_init() == OATH_OK ? OK : E_INTERNAL;
}

static enum err code_at(const uint8_t secret[TOTP_SECRET_LEN], uint64_t step, struct totp_code *ret)
{
	struct totp_code c;
	if (oath_hotp_generate((const char *)secret, TOTP_SECRET_LEN, step, TOTP_DIGITS, false,
			       OATH_HOTP_DYNAMIC_TRUNCATION, c.s) != OATH_OK)
		return E_INTERNAL;
	*ret = c;
	return OK;
}

enum err totp_of(const uint8_t secret[TOTP_SECRET_LEN], int64_t now, struct totp_code *ret)
{
	return now < 0 ? E_INTERNAL : code_at(secret, (uint64_t)now / TOTP_STEP, ret);
}

enum err totp_check(const uint8_t secret[TOTP_SECRET_LEN], const char *code, int64_t now,
		    uint64_t after, uint64_t *ret_step)
{
	uint64_t step = now < TOTP_STEP ? 1 : (uint64_t)now / TOTP_STEP, found = 0;
	if (strlen(code) != TOTP_DIGITS)
		return E_SIGNIN;
	for (uint64_t s = step - 1; s <= step + 1; s++) {
		struct totp_code want;
		try(code_at(secret, s, &want));
		if (CRYPTO_memcmp(want.s, code, TOTP_DIGITS) == 0 && s > after)
			found = s;
	}
	if (found == 0)
		return E_SIGNIN;
	*ret_step = found;
	return OK;
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void totp_secret_write(const uint8_t secret[TOTP_SECRET_LEN], struct buf *b)
{
	for (size_t bit = 0; bit < (size_t)TOTP_SECRET_LEN * 8; bit += 5) {
		size_t i = bit / 8;
		unsigned two = (unsigned)secret[i] << 8 |
			       (i + 1 < TOTP_SECRET_LEN ? (unsigned)secret[i + 1] : 0U);
		buf_u8(b, (uint8_t)digits[two >> (11 - bit % 8) & 31]);
	}
}

enum err totp_secret_read(struct view text, uint8_t ret[TOTP_SECRET_LEN])
{
	uint8_t out[TOTP_SECRET_LEN] = {0};
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		if (c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (uint8_t)(c - ('a' - 'A'));
		const char *at = c ? strchr(digits, c) : NULL;
		if (!at || n == TOTP_TEXT)
			return E_BROKEN;
		unsigned value = (unsigned)(at - digits);
		for (unsigned k = 0; k < 5; k++, value <<= 1) {
			size_t bit = n * 5 + k;
			if (value & 16)
				out[bit / 8] |= (uint8_t)(0x80U >> bit % 8);
		}
		n++;
	}
	if (n != TOTP_TEXT)
		return E_BROKEN;
	memcpy(ret, out, sizeof out);
	return OK;
}

static void put_encoded(struct buf *b, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    c == '-' || c == '_' || c == '.')
			buf_u8(b, c);
		else
			buf_fmt(b, "%%%02X", c);
	}
}

void totp_uri(struct view issuer, struct view account, const uint8_t secret[TOTP_SECRET_LEN],
	      struct buf *b)
{
	buf_str(b, "otpauth://totp/");
	put_encoded(b, issuer);
	buf_str(b, ":");
	put_encoded(b, account);
	buf_str(b, "?secret=");
	totp_secret_write(secret, b);
	buf_str(b, "&issuer=");
	put_encoded(b, issuer);
}
