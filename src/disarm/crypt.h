/* SPDX-License-Identifier: Apache-2.0
 * crypt.h: the little cryptography that protected files ask for, over libcrypto's block functions:
 * they compute only, so that they work in a jail, where the EVP face cannot load its providers.
 */
#ifndef DISARM_CRYPT_H
#define DISARM_CRYPT_H

#include "base/view.h"

#define SHA1_LEN 20
#define SHA512_LEN 64
#define AES_BLOCK 16

enum crypt_hash { CRYPT_SHA1, CRYPT_SHA256, CRYPT_SHA384, CRYPT_SHA512, CRYPT_HASH_COUNT };

size_t crypt_hash_len(enum crypt_hash h);
/* Hash of a and b one behind the other; ret has room for SHA512_LEN bytes. */
void crypt_hash2(enum crypt_hash h, struct view a, struct view b, uint8_t ret[SHA512_LEN]);

/* RFC 2104, RFC 8018 5.2 */
void crypt_hmac_sha1(struct view key, struct view data, uint8_t ret[SHA1_LEN]);
void crypt_hmac(enum crypt_hash h, struct view key, struct view data, uint8_t ret[SHA512_LEN]);
void crypt_pbkdf2_sha1(struct view password, struct view salt, uint32_t rounds, uint8_t *ret,
		       size_t n);

/* Key of 16, 24 or 32 bytes; `in` a multiple of AES_BLOCK; false otherwise. CBC, or ECB without an
 * iv. `out` may be `in`. */
bool crypt_aes_decrypt(struct view key, const uint8_t *iv, struct view in, uint8_t *out);
/* CTR as WinZip has it: the counter is little-endian and begins with 1. */
bool crypt_aes_ctr(struct view key, struct view in, uint8_t *out);

#endif
