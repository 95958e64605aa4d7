/* SPDX-License-Identifier: Apache-2.0
 * zip_crypt.c: from protected bytes to content. A password is right when the content is: lengths,
 * CRC-32 or HMAC decide, the check bytes only save work.
 */
#include <libdeflate.h>

#include "disarm/crypt.h"
#include "disarm/encoding.h"
#include "disarm/zip_crypt.h"

#define FLAG_DESCRIPTOR 0x0008u
#define EXTRA_AES 0x9901
#define OLD_HEADER 12
#define AES_ROUNDS 1000
#define AES_CHECK 2
#define AES_MAC 10

struct aes {
	bool no_crc; /* AE-2: the HMAC stands for the CRC */
	size_t key, salt;
	uint16_t method;
	struct view packed;
};

/* --- PKWARE's old cipher --- */

struct keys {
	uint32_t k[3];
};

static uint32_t crc_step(uint32_t crc, uint8_t c)
{
	return ~libdeflate_crc32(~crc, &c, 1);
}

static void keys_add(struct keys *k, uint8_t c)
{
	k->k[0] = crc_step(k->k[0], c);
	k->k[1] = (k->k[1] + (k->k[0] & 0xff)) * 134775813u + 1;
	k->k[2] = crc_step(k->k[2], (uint8_t)(k->k[1] >> 24));
}

static uint8_t keys_next(struct keys *k, uint8_t c)
{
	uint32_t t = (k->k[2] & 0xffff) | 2;
	uint8_t plain = (uint8_t)(c ^ ((t * (t ^ 1)) >> 8 & 0xff));
	keys_add(k, plain);
	return plain;
}

/* False: it cannot be this password (one in 256 wrong ones passes here). */
static bool old_decrypt(const struct zip_member *m, struct view password, uint8_t *out)
{
	struct keys k = {{0x12345678, 0x23456789, 0x34567890}};
	uint8_t last = 0;
	for (size_t i = 0; i < password.n; i++)
		keys_add(&k, password.p[i]);
	for (size_t i = 0; i < OLD_HEADER; i++)
		last = keys_next(&k, m->packed.p[i]);
	uint8_t want = (uint8_t)(m->flags & FLAG_DESCRIPTOR ? m->modified >> 8 : m->crc >> 24);
	if (last != want && last != (uint8_t)(m->crc >> 24))
		return false;
	for (size_t i = OLD_HEADER; i < m->packed.n; i++)
		out[i - OLD_HEADER] = keys_next(&k, m->packed.p[i]);
	return true;
}

/* --- AE-1 and AE-2 --- */

static enum err aes_open(const struct zip_member *m, struct aes *ret)
{
	struct cursor c = cursor_of(zip_extra(m->extra, EXTRA_AES));
	uint16_t version = cursor_u16(&c), vendor = cursor_u16(&c);
	uint8_t strength = cursor_u8(&c);
	uint16_t method = cursor_u16(&c);
	if (!cursor_done(&c) || version < 1 || version > 2 || vendor != 0x4541 || strength < 1 ||
	    strength > 3)
		return E_ENCRYPTED;
	struct aes a = {.no_crc = version == 2,
			.key = 8 + 8 * (size_t)strength,
			.salt = 4 + 4 * (size_t)strength,
			.method = method};
	size_t around = a.salt + AES_CHECK + AES_MAC;
	if (m->packed.n < around)
		return E_BROKEN;
	a.packed = view_sub(m->packed, a.salt + AES_CHECK, m->packed.n - around);
	*ret = a;
	return OK;
}

static enum err aes_decrypt(const struct zip_member *m, const struct aes *a, struct view password,
			    uint8_t *out)
{
	uint8_t keys[2 * 32 + AES_CHECK], mac[SHA1_LEN];
	crypt_pbkdf2_sha1(password, view_sub(m->packed, 0, a->salt), AES_ROUNDS, keys,
			  2 * a->key + AES_CHECK);
	enum err e = E_PASSWORD_WRONG;
	if (memcmp(keys + 2 * a->key, m->packed.p + a->salt, AES_CHECK) == 0) {
		crypt_hmac_sha1(view_of(keys + a->key, a->key), a->packed, mac);
		bool good = memcmp(mac, m->packed.p + m->packed.n - AES_MAC, AES_MAC) == 0 &&
			    crypt_aes_ctr(view_of(keys, a->key), a->packed, out);
		e = good ? OK : E_BROKEN;
	}
	explicit_bzero(keys, sizeof keys);
	return e;
}

/* --- either --- */

static enum err unpack(const struct zip_member *m, uint16_t method, struct view packed, uint8_t *to)
{
	if (method == ZIP_DEFLATED)
		return zip_inflate(packed, to, m->size);
	if (method != ZIP_STORED)
		return E_TYPE_UNKNOWN;
	if (packed.n != m->size)
		return E_BROKEN;
	if (packed.n)
		memcpy(to, packed.p, packed.n);
	return OK;
}

static enum err check_crc(const struct zip_member *m, const uint8_t *content)
{
	return libdeflate_crc32(0, content, m->size) == m->crc ? OK : E_BROKEN;
}

struct attempt {
	const struct zip_member *m;
	const struct aes *aes; /* NULL: the old cipher */
	uint8_t *scratch, *to;
};

static enum err try_one(const struct attempt *a, struct view password)
{
	if (a->aes) {
		try(aes_decrypt(a->m, a->aes, password, a->scratch));
		try(unpack(a->m, a->aes->method, view_of(a->scratch, a->aes->packed.n), a->to));
		return a->aes->no_crc ? OK : check_crc(a->m, a->to);
	}
	if (!old_decrypt(a->m, password, a->scratch))
		return E_PASSWORD_WRONG;
	struct view packed = view_of(a->scratch, a->m->packed.n - OLD_HEADER);
	enum err e = unpack(a->m, a->m->method, packed, a->to);
	if (e == OK)
		e = check_crc(a->m, a->to);
	return e == E_BROKEN ? E_PASSWORD_WRONG : e;
}

static bool plain_ascii(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] >= 0x80)
			return false;
	return true;
}

/* As typed (UTF-8), and as an older Japanese program would have written it. */
static enum err try_both(const struct attempt *a, struct view password)
{
	enum err e = try_one(a, password);
	if (e != E_PASSWORD_WRONG || plain_ascii(password))
		return e;
	scope_end(buf_free) struct buf old = buf_new(512);
	if (encoding_from_utf8(ENCODING_WINDOWS_31J, password, &old) == OK)
		e = try_one(a, buf_view(&old));
	if (old.p)
		explicit_bzero(old.p, old.n);
	return e;
}

static enum err open_protected(const struct disarm *d, const struct zip_member *m, uint8_t *to)
{
	struct aes aes;
	struct attempt a = {.m = m, .to = to};
	struct view password;
	if (m->method == ZIP_AES) {
		try(aes_open(m, &aes));
		a.aes = &aes;
	} else if (m->packed.n < OLD_HEADER) {
		return E_BROKEN;
	}
	if (d->password.n == 0)
		return E_PASSWORD;
	a.scratch = malloc(max_of(m->packed.n, (size_t)1));
	if (!a.scratch)
		return E_NO_MEMORY;
	enum err e = E_PASSWORD_WRONG, last = e;
	/* Broken under one password may be whole under the next: check bytes are few. */
	for (size_t at = 0; last != OK && disarm_password(d, &at, &password);) {
		last = try_both(&a, password);
		if (last != E_PASSWORD_WRONG)
			e = last;
	}
	free(a.scratch);
	return e;
}

enum err zip_content(const struct disarm *d, const struct zip_member *m, uint8_t *to)
{
	if (m->flags & ZIP_ENCRYPTED)
		return open_protected(d, m, to);
	try(unpack(m, m->method, m->packed, to));
	return check_crc(m, to);
}
