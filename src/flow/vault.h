/* SPDX-License-Identifier: Apache-2.0
 * vault.h: the original (元ファイル) of every accepted item, encrypted so that this host cannot
 * read it again: each under a key of its own, that key wrapped to a public key whose private half
 * is elsewhere. Bytes: docs/vault.md.
 *
 *   vault.pub   32 bytes, X25519 public key (RFC 7748), below the belt's own directory
 *   data/ID     header and 64 KiB chunks, AES-256-GCM each (NIST SP 800-38D), in STREAM order
 *   keys/ID     the wrapped key; deleting this file is the deletion of the original
 *
 * A chunk cannot be changed, dropped, repeated, moved to another place or item, and the last one
 * is marked: a file cut at a chunk's end does not open.
 */
#ifndef FLOW_VAULT_H
#define FLOW_VAULT_H

#include "base/base.h"
#include "tbl/bodies.h"

#define VAULT_KEY_LEN 32

struct vault {
	int dir, data, keys; /* below the belt's root */
	uint8_t public_key[VAULT_KEY_LEN];
};

/* Makes vault/data and vault/keys below `root`. E_CONFIG: vault.pub is not there or no key. */
enum err vault_open(int root, struct vault *ret) must_use;
void vault_close(struct vault *v);

/* Uses every algorithm once, so that nothing is loaded later. */
enum err vault_warm(uint8_t scratch[VAULT_KEY_LEN]) must_use;

/* Encrypts all of `from` under `id`, durably. OK at once when it is there already. On failure
 * nothing is left of it. `hash` is the original's; it is bound in. */
enum err vault_put(struct vault *v, const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN],
		   int from) must_use;
bool vault_has(const struct vault *v, const uint8_t id[ID_LEN]); /* in whole */
bool vault_has_key(const struct vault *v, const uint8_t id[ID_LEN]);
/* Deletes the wrapped key, durably, then the data. OK when it was not there. */
enum err vault_delete(struct vault *v, const uint8_t id[ID_LEN]) must_use;

/* For `sekisho init`, the originals program and tests: never linked where the vault is written. */
enum err vault_new_key(uint8_t ret_private[VAULT_KEY_LEN],
		       uint8_t ret_public[VAULT_KEY_LEN]) must_use;
/* Writes the original to `to`. E_SIGNATURE: not what was put, in whole. Use `to` only when OK. */
enum err vault_get(const struct vault *v, const uint8_t private_key[VAULT_KEY_LEN],
		   const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN], int to) must_use;
/* The same from two descriptors: those of data/ID and keys/ID. What is in them is not believed:
 * after `most` bytes it ends with E_SIGNATURE. */
enum err vault_open_sealed(int data, int wrapped, const uint8_t private_key[VAULT_KEY_LEN],
			   const uint8_t id[ID_LEN], const uint8_t hash[HASH_LEN], uint64_t most,
			   int to) must_use;
/* The two for reading, as the belt hands them to who has the private key. E_NOT_FOUND: deleted. */
enum err vault_lend(const struct vault *v, const uint8_t id[ID_LEN], int ret_fds[2]) must_use;

#endif
