/* SPDX-License-Identifier: Apache-2.0
 * sign.c: Ed25519 and SHA-256 by OpenSSL's EVP, keys as text.
 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "notary/sign.h"

#define PRIVATE_WORD "sekisho-private-key/1"
#define NOTE_ED25519 0x01

static void free_pkey(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

static void free_md(EVP_MD_CTX **p)
{
	EVP_MD_CTX_free(*p);
}

void sha256(struct view v, uint8_t ret[DIGEST_LEN])
{
	(void)SHA256(v.p ? v.p : (const uint8_t *)"", v.n, ret);
}

enum err random_bytes(void *p, size_t n)
{
	return n <= INT32_MAX && RAND_bytes(p, (int)n) == 1 ? OK : E_INTERNAL;
}

static bool name_ok(struct view name)
{
	if (name.n == 0 || name.n >= KEY_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] > '~' || name.p[i] == '+')
			return false;
	return true;
}

static enum err public_of_seed(const uint8_t seed[KEY_LEN], uint8_t ret[KEY_LEN])
{
	scope_end(free_pkey) EVP_PKEY *p =
	    EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, KEY_LEN);
	uint8_t key[KEY_LEN];
	size_t n = sizeof key;
	if (!p || EVP_PKEY_get_raw_public_key(p, key, &n) != 1 || n != KEY_LEN)
		return E_INTERNAL;
	memcpy(ret, key, KEY_LEN);
	return OK;
}

enum err signing_key_from_seed(const char *name, const uint8_t seed[KEY_LEN],
			       struct signing_key *ret)
{
	struct view n = view_str(name);
	if (!name_ok(n))
		return E_CONFIG;
	scope_end(signing_key_wipe) struct signing_key k = {0};
	try(public_of_seed(seed, k.public.key));
	memcpy(k.public.name, n.p, n.n);
	memcpy(k.seed, seed, KEY_LEN);
	*ret = k;
	return OK;
}

enum err signing_key_new(const char *what, bool evaluation, struct signing_key *ret)
{
	scope_end(signing_key_wipe) struct signing_key k = {0};
	try(random_bytes(k.seed, KEY_LEN));
	try(public_of_seed(k.seed, k.public.key));
	uint8_t id[DIGEST_LEN];
	public_key_log_id(&k.public, id);
	scope_end(buf_free) struct buf name = buf_new(KEY_NAME_MAX - 1);
	buf_fmt(&name, "%s%s/", evaluation ? KEY_EVALUATION : KEY_PRODUCTION, what);
	buf_hex(&name, view_of(id, 4));
	if (name.err != OK || !name_ok(buf_view(&name)))
		return E_CONFIG;
	memcpy(k.public.name, name.p, name.n);
	*ret = k;
	return OK;
}

void signing_key_write(const struct signing_key *k, struct buf *b)
{
	buf_fmt(b, PRIVATE_WORD " %s ", k->public.name);
	base64_put(b, view_of(k->seed, KEY_LEN));
	buf_u8(b, '\n');
}

enum err signing_key_read(struct view text, struct signing_key *ret)
{
	text = view_trim(text);
	size_t word = view_find(text, 0, ' '), name = view_find(text, word + 1, ' ');
	struct view n = view_sub(text, word + 1, name - min_of(name, word + 1));
	if (!view_eq(view_sub(text, 0, word), VIEW(PRIVATE_WORD)) || name >= text.n || !name_ok(n))
		return E_CONFIG;
	char copy[KEY_NAME_MAX] = {0};
	memcpy(copy, n.p, n.n);
	uint8_t seed[KEY_LEN];
	if (base64_read(view_sub(text, name + 1, text.n), seed, sizeof seed) != OK)
		return E_CONFIG;
	enum err e = signing_key_from_seed(copy, seed, ret);
	OPENSSL_cleanse(seed, sizeof seed);
	return e;
}

void signing_key_wipe(struct signing_key *k)
{
	OPENSSL_cleanse(k, sizeof *k);
}

void public_key_log_id(const struct public_key *k, uint8_t ret[DIGEST_LEN])
{
	sha256(view_of(k->key, KEY_LEN), ret);
}

uint32_t public_key_id(const struct public_key *k)
{
	uint8_t text[KEY_NAME_MAX + 2 + KEY_LEN], digest[DIGEST_LEN];
	size_t n = strnlen(k->name, KEY_NAME_MAX - 1);
	memcpy(text, k->name, n);
	text[n] = '\n';
	text[n + 1] = NOTE_ED25519;
	memcpy(text + n + 2, k->key, KEY_LEN);
	sha256(view_of(text, n + 2 + KEY_LEN), digest);
	struct cursor c = cursor_of(view_of(digest, 4));
	return cursor_u32be(&c);
}

bool public_key_is_evaluation(const struct public_key *k)
{
	return view_starts(view_str(k->name), VIEW(KEY_EVALUATION));
}

void public_key_write(const struct public_key *k, struct buf *b)
{
	uint8_t bytes[1 + KEY_LEN] = {NOTE_ED25519};
	memcpy(bytes + 1, k->key, KEY_LEN);
	buf_fmt(b, "%s+%08x+", k->name, public_key_id(k));
	base64_put(b, view_of(bytes, sizeof bytes));
	buf_u8(b, '\n');
}

enum err public_key_read(struct view text, struct public_key *ret)
{
	text = view_trim(text);
	size_t name = view_find(text, 0, '+'), id = view_find(text, name + 1, '+');
	struct view n = view_sub(text, 0, name);
	uint8_t bytes[1 + KEY_LEN], number[4];
	if (id >= text.n || !name_ok(n) ||
	    hex_read(view_sub(text, name + 1, id - name - 1), number, sizeof number) != OK ||
	    base64_read(view_sub(text, id + 1, text.n), bytes, sizeof bytes) != OK ||
	    bytes[0] != NOTE_ED25519)
		return E_CONFIG;
	struct public_key k = {0};
	memcpy(k.name, n.p, n.n);
	memcpy(k.key, bytes + 1, KEY_LEN);
	struct cursor c = cursor_of(view_of(number, sizeof number));
	if (cursor_u32be(&c) != public_key_id(&k))
		return E_CONFIG;
	*ret = k;
	return OK;
}

void sign_put_text(struct buf *b, const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	buf_u32be(b, (uint32_t)n);
	buf_put(b, view_of(field, n));
}

enum err sign_bytes(const struct signing_key *k, struct view v, uint8_t ret[SIGNATURE_LEN])
{
	scope_end(free_pkey) EVP_PKEY *p =
	    EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed, KEY_LEN);
	scope_end(free_md) EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t signature[SIGNATURE_LEN];
	size_t n = sizeof signature;
	if (!p || !md || EVP_DigestSignInit(md, NULL, NULL, NULL, p) != 1 ||
	    EVP_DigestSign(md, signature, &n, v.p, v.n) != 1 || n != SIGNATURE_LEN)
		return E_INTERNAL;
	memcpy(ret, signature, SIGNATURE_LEN);
	return OK;
}

enum err sign_check(const struct public_key *k, struct view v,
		    const uint8_t signature[SIGNATURE_LEN])
{
	scope_end(free_pkey) EVP_PKEY *p =
	    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->key, KEY_LEN);
	scope_end(free_md) EVP_MD_CTX *md = EVP_MD_CTX_new();
	if (!p || !md || EVP_DigestVerifyInit(md, NULL, NULL, NULL, p) != 1)
		return E_SIGNATURE;
	return EVP_DigestVerify(md, signature, SIGNATURE_LEN, v.p, v.n) == 1 ? OK : E_SIGNATURE;
}

enum err sign_warm(void)
{
	struct signing_key k;
	uint8_t signature[SIGNATURE_LEN];
	try(signing_key_new("warm", true, &k));
	try(sign_bytes(&k, VIEW("warm"), signature));
	return sign_check(&k.public, VIEW("warm"), signature);
}
