/* SPDX-License-Identifier: Apache-2.0
 * vault_crypt.c: X25519, HKDF and AES-GCM as the vault uses them.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "flow/vault_crypt.h"

const uint8_t vault_wrap_magic[4] = {'S', 'K', 'W', '1'};

static void free_cipher(EVP_CIPHER_CTX **c)
{
	EVP_CIPHER_CTX_free(*c);
}

static void free_key(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}

static void free_key_ctx(EVP_PKEY_CTX **c)
{
	EVP_PKEY_CTX_free(*c);
}

static void free_kdf_ctx(EVP_KDF_CTX **c)
{
	EVP_KDF_CTX_free(*c);
}

struct vault_nonce vault_nonce(uint64_t chunk, bool last)
{
	struct vault_nonce nonce = {{0}};
	for (size_t i = 0; i < 8; i++)
		nonce.bytes[3 + i] = (uint8_t)(chunk >> (56 - 8 * i));
	nonce.bytes[11] = last ? 1 : 0;
	return nonce;
}

void vault_header(const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN], uint8_t ret[VAULT_HEADER])
{
	static const uint8_t magic[4] = {'S', 'K', 'V', '1'};
	memcpy(ret, magic, sizeof magic);
	memcpy(ret + 4, id, ID_LEN);
	memcpy(ret + 4 + ID_LEN, hash, HASH_LEN);
}

enum err vault_seal(const uint8_t key[VAULT_KEY], struct vault_nonce nonce, struct view aad,
		    struct view in, uint8_t *out, uint8_t tag[VAULT_TAG])
{
	int n = 0;
	scope_end(free_cipher) EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	if (!c || in.n > VAULT_CHUNK || aad.n > VAULT_CHUNK ||
	    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce.bytes) != 1 ||
	    EVP_EncryptUpdate(c, NULL, &n, aad.p, (int)aad.n) != 1 ||
	    EVP_EncryptUpdate(c, out, &n, in.p, (int)in.n) != 1 ||
	    EVP_EncryptFinal_ex(c, out + n, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, VAULT_TAG, tag) != 1)
		return E_INTERNAL;
	return OK;
}

enum err vault_unseal(const uint8_t key[VAULT_KEY], struct vault_nonce nonce, struct view aad,
		      struct view in, const uint8_t tag[VAULT_TAG], uint8_t *out)
{
	int n = 0;
	uint8_t expected[VAULT_TAG];
	memcpy(expected, tag, sizeof expected);
	scope_end(free_cipher) EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	if (!c || in.n > VAULT_CHUNK || aad.n > VAULT_CHUNK ||
	    EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce.bytes) != 1 ||
	    EVP_DecryptUpdate(c, NULL, &n, aad.p, (int)aad.n) != 1 ||
	    EVP_DecryptUpdate(c, out, &n, in.p, (int)in.n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, VAULT_TAG, expected) != 1)
		return E_INTERNAL;
	return EVP_DecryptFinal_ex(c, out + n, &n) == 1 ? OK : E_SIGNATURE;
}

static enum err secret_of(const uint8_t private_key[VAULT_KEY], const uint8_t peer[VAULT_KEY],
			  uint8_t ret[VAULT_KEY])
{
	size_t n = VAULT_KEY;
	scope_end(free_key) EVP_PKEY *own =
	    EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key, VAULT_KEY);
	scope_end(free_key) EVP_PKEY *other =
	    EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, VAULT_KEY);
	scope_end(free_key_ctx) EVP_PKEY_CTX *c = own ? EVP_PKEY_CTX_new(own, NULL) : NULL;
	/* OpenSSL refuses the all-zero secret of a low-order point (RFC 7748, 6.1). */
	if (!c || !other || EVP_PKEY_derive_init(c) != 1 ||
	    EVP_PKEY_derive_set_peer(c, other) != 1 || EVP_PKEY_derive(c, ret, &n) != 1 ||
	    n != VAULT_KEY)
		return E_CONFIG;
	return OK;
}

static enum err hkdf(struct view secret, struct view salt, struct view info, uint8_t ret[VAULT_KEY])
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	scope_end(free_kdf_ctx) EVP_KDF_CTX *c = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	EVP_KDF_free(kdf);
	char digest[] = "SHA256";
	uint8_t copy[3][128];
	assert(secret.n <= 128 && salt.n <= 128 && info.n <= 128);
	memcpy(copy[0], secret.p, secret.n);
	memcpy(copy[1], salt.p, salt.n);
	memcpy(copy[2], info.p, info.n);
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
	    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, copy[0], secret.n),
	    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, copy[1], salt.n),
	    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, copy[2], info.n),
	    OSSL_PARAM_construct_end(),
	};
	enum err e = c && EVP_KDF_derive(c, ret, VAULT_KEY, params) == 1 ? OK : E_INTERNAL;
	OPENSSL_cleanse(copy[0], sizeof copy[0]);
	return e;
}

enum err vault_agree(const uint8_t private_key[VAULT_KEY], const uint8_t peer_public[VAULT_KEY],
		     const uint8_t ephemeral[VAULT_KEY], const uint8_t recipient[VAULT_KEY],
		     const uint8_t id[ID_LEN], uint8_t ret[VAULT_KEY])
{
	static const char what[] = "sekisho vault key 1";
	uint8_t secret[VAULT_KEY], salt[2 * VAULT_KEY], info[sizeof what - 1 + ID_LEN];
	try(secret_of(private_key, peer_public, secret));
	memcpy(salt, ephemeral, VAULT_KEY);
	memcpy(salt + VAULT_KEY, recipient, VAULT_KEY);
	memcpy(info, what, sizeof what - 1);
	memcpy(info + sizeof what - 1, id, ID_LEN);
	enum err e = hkdf(view_of(secret, sizeof secret), view_of(salt, sizeof salt),
			  view_of(info, sizeof info), ret);
	OPENSSL_cleanse(secret, sizeof secret);
	return e;
}

enum err vault_public_of(const uint8_t private_key[VAULT_KEY], uint8_t ret[VAULT_KEY])
{
	size_t n = VAULT_KEY;
	scope_end(free_key) EVP_PKEY *key =
	    EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key, VAULT_KEY);
	return key && EVP_PKEY_get_raw_public_key(key, ret, &n) == 1 && n == VAULT_KEY ? OK
										       : E_CONFIG;
}

enum err vault_pair(uint8_t ret_private[VAULT_KEY], uint8_t ret_public[VAULT_KEY])
{
	size_t n = VAULT_KEY;
	scope_end(free_key) EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
	if (!key || EVP_PKEY_get_raw_private_key(key, ret_private, &n) != 1 || n != VAULT_KEY)
		return E_INTERNAL;
	return vault_public_of(ret_private, ret_public);
}
