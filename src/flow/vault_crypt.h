/* SPDX-License-Identifier: Apache-2.0
 * vault_crypt.h: the cryptography of the vault, shared by its writer (vault.c) and its reader
 * (vault_read.c). Every function is one call of a standard thing in OpenSSL.
 */
#ifndef FLOW_VAULT_CRYPT_H
#define FLOW_VAULT_CRYPT_H

#include "base/view.h"
#include "tbl/bodies.h"

#define VAULT_KEY 32
#define VAULT_TAG 16
#define VAULT_CHUNK ((size_t)64 * 1024)
#define VAULT_HEADER (4 + ID_LEN + HASH_LEN) /* "SKV1", id, SHA-256 of the original */
#define VAULT_WRAP \
	(4 + VAULT_KEY + VAULT_KEY + VAULT_TAG) /* "SKW1", ephemeral key, wrapped key, tag */

extern const uint8_t vault_wrap_magic[4];

struct vault_nonce {
	uint8_t bytes[12];
};

/* STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015): three zero bytes, the chunk's number
 * big-endian, 1 for the last. */
struct vault_nonce vault_nonce(uint64_t chunk, bool last);
void vault_header(const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN],
		  uint8_t ret[VAULT_HEADER]);

/* AES-256-GCM; `out` gets in.n bytes and `tag` 16, or the other way about. */
enum err vault_seal(const uint8_t key[VAULT_KEY], struct vault_nonce nonce, struct view aad,
		    struct view in, uint8_t *out, uint8_t tag[VAULT_TAG]) must_use;
enum err vault_unseal(const uint8_t key[VAULT_KEY], struct vault_nonce nonce, struct view aad,
		      struct view in, const uint8_t tag[VAULT_TAG], uint8_t *out) must_use;

/* The key that wraps the item's key: HKDF-SHA256 (RFC 5869) of the X25519 secret, salted with
 * both public keys, for this item. Exactly one of the two keys is private. */
enum err vault_agree(const uint8_t private_key[VAULT_KEY], const uint8_t peer_public[VAULT_KEY],
		     const uint8_t ephemeral[VAULT_KEY], const uint8_t recipient[VAULT_KEY],
		     const uint8_t id[ID_LEN], uint8_t ret[VAULT_KEY]) must_use;
enum err vault_pair(uint8_t ret_private[VAULT_KEY], uint8_t ret_public[VAULT_KEY]) must_use;
enum err vault_public_of(const uint8_t private_key[VAULT_KEY], uint8_t ret[VAULT_KEY]) must_use;

#endif
