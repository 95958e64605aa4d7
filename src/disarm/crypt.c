/* SPDX-License-Identifier: Apache-2.0
 * crypt.c: hashes, HMAC, PBKDF2 and AES for protected files.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/aes.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "disarm/crypt.h"

union context {
	SHA_CTX sha1;
	SHA256_CTX sha256;
	SHA512_CTX sha512; /* of SHA-384 too */
};

/* These compute only; they have no way to fail. */
static void must(int ok)
{
	assert(ok == 1);
}

#define FACE(name, NAME, member)                                   \
	static void begin_##name(union context *c)                 \
	{                                                          \
		must(NAME##_Init(&c->member));                     \
	}                                                          \
	static void add_##name(union context *c, struct view v)    \
	{                                                          \
		if (v.n)                                           \
			must(NAME##_Update(&c->member, v.p, v.n)); \
	}                                                          \
	static void end_##name(union context *c, uint8_t *ret)     \
	{                                                          \
		must(NAME##_Final(ret, &c->member));               \
	}
FACE(sha1, SHA1, sha1)
FACE(sha256, SHA256, sha256)
FACE(sha384, SHA384, sha512)
FACE(sha512, SHA512, sha512)
#undef FACE

static const struct hash {
	size_t len, block;
	void (*begin)(union context *c);
	void (*add)(union context *c, struct view v);
	void (*end)(union context *c, uint8_t *ret);
} hashes[CRYPT_HASH_COUNT] = {
    [CRYPT_SHA1] = {SHA1_LEN, 64, begin_sha1, add_sha1, end_sha1},
    [CRYPT_SHA256] = {32, 64, begin_sha256, add_sha256, end_sha256},
    [CRYPT_SHA384] = {48, 128, begin_sha384, add_sha384, end_sha384},
    [CRYPT_SHA512] = {SHA512_LEN, 128, begin_sha512, add_sha512, end_sha512},
};

size_t crypt_hash_len(enum crypt_hash h)
{
	return hashes[h].len;
}

void crypt_hash2(enum crypt_hash h, struct view a, struct view b, uint8_t ret[SHA512_LEN])
{
	union context c;
	hashes[h].begin(&c);
	hashes[h].add(&c, a);
	hashes[h].add(&c, b);
	hashes[h].end(&c, ret);
}

/* --- HMAC: the two keyed beginnings, made once --- */

struct hmac {
	const struct hash *hash;
	union context inner, outer;
};

static struct hmac hmac_of(enum crypt_hash h, struct view key)
{
	struct hmac m = {.hash = &hashes[h]};
	uint8_t block[128] = {0}, short_key[SHA512_LEN];
	if (key.n > m.hash->block) {
		crypt_hash2(h, key, VIEW(""), short_key);
		key = view_of(short_key, m.hash->len);
	}
	if (key.n)
		memcpy(block, key.p, key.n);
	for (size_t i = 0; i < m.hash->block; i++)
		block[i] ^= 0x36;
	m.hash->begin(&m.inner);
	m.hash->add(&m.inner, view_of(block, m.hash->block));
	for (size_t i = 0; i < m.hash->block; i++)
		block[i] ^= 0x36 ^ 0x5c;
	m.hash->begin(&m.outer);
	m.hash->add(&m.outer, view_of(block, m.hash->block));
	explicit_bzero(block, sizeof block);
	return m;
}

static void hmac_run(const struct hmac *m, struct view a, struct view b, uint8_t ret[SHA512_LEN])
{
	union context inner = m->inner, outer = m->outer;
	m->hash->add(&inner, a);
	m->hash->add(&inner, b);
	m->hash->end(&inner, ret);
	m->hash->add(&outer, view_of(ret, m->hash->len));
	m->hash->end(&outer, ret);
}

void crypt_hmac(enum crypt_hash h, struct view key, struct view data, uint8_t ret[SHA512_LEN])
{
	struct hmac m = hmac_of(h, key);
	hmac_run(&m, data, VIEW(""), ret);
}

void crypt_hmac_sha1(struct view key, struct view data, uint8_t ret[SHA1_LEN])
{
	uint8_t full[SHA512_LEN];
	crypt_hmac(CRYPT_SHA1, key, data, full);
	memcpy(ret, full, SHA1_LEN);
}

void crypt_pbkdf2_sha1(struct view password, struct view salt, uint32_t rounds, uint8_t *ret,
		       size_t n)
{
	struct hmac m = hmac_of(CRYPT_SHA1, password);
	uint8_t sum[SHA1_LEN], u[SHA512_LEN];
	for (uint32_t block = 1; n > 0; block++) {
		uint8_t number[4] = {(uint8_t)(block >> 24), (uint8_t)(block >> 16),
				     (uint8_t)(block >> 8), (uint8_t)block};
		hmac_run(&m, salt, view_of(number, sizeof number), u);
		memcpy(sum, u, sizeof sum);
		for (uint32_t i = 1; i < rounds; i++) {
			hmac_run(&m, view_of(u, SHA1_LEN), VIEW(""), u);
			for (size_t k = 0; k < SHA1_LEN; k++)
				sum[k] ^= u[k];
		}
		size_t part = min_of(n, sizeof sum);
		memcpy(ret, sum, part);
		ret += part;
		n -= part;
	}
	explicit_bzero(&m, sizeof m);
}

/* --- AES --- */

bool crypt_aes_decrypt(struct view key, const uint8_t *iv, struct view in, uint8_t *out)
{
	AES_KEY k;
	uint8_t chain[AES_BLOCK];
	if (in.n % AES_BLOCK != 0 || key.n > 32 ||
	    AES_set_decrypt_key(key.p, (int)key.n * 8, &k) != 0)
		return false;
	if (iv) {
		memcpy(chain, iv, sizeof chain);
		AES_cbc_encrypt(in.p, out, in.n, &k, chain, AES_DECRYPT);
	} else {
		for (size_t at = 0; at < in.n; at += AES_BLOCK)
			AES_decrypt(in.p + at, out + at, &k);
	}
	OPENSSL_cleanse(&k, sizeof k);
	return true;
}

bool crypt_aes_ctr(struct view key, struct view in, uint8_t *out)
{
	AES_KEY k;
	uint8_t counter[AES_BLOCK] = {0}, stream[AES_BLOCK];
	if (key.n > 32 || AES_set_encrypt_key(key.p, (int)key.n * 8, &k) != 0)
		return false;
	for (size_t at = 0; at < in.n; at += AES_BLOCK) {
		for (size_t i = 0; i < AES_BLOCK && ++counter[i] == 0; i++)
			;
		AES_encrypt(counter, stream, &k);
		for (size_t i = 0; i < min_of((size_t)AES_BLOCK, in.n - at); i++)
			out[at + i] = in.p[at + i] ^ stream[i];
	}
	OPENSSL_cleanse(&k, sizeof k);
	return true;
}
