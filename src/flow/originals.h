/* SPDX-License-Identifier: Apache-2.0
 * originals.h: the program that hands originals (元ファイル) over, without its wires
 * (proc/originals.c). Its directory, made by `sekisho init` where the policy enables it:
 *
 *   vault.key    private half of the vault's key, 32 bytes; nobody else can load it
 *   key          its own signing key
 *   notary.pub   whose orders count           auth.pub   whose warrants count
 *
 * It keeps nothing: an order that comes again is done again, and that only one file comes of it is
 * release's to see to (flow/release_original.h). Decrypted bytes are in sealed memory only.
 */
#ifndef FLOW_ORIGINALS_H
#define FLOW_ORIGINALS_H

#include "flow/vault.h"
#include "notary/order.h"

struct originals {
	uint8_t vault_key[VAULT_KEY_LEN];
	struct signing_key key;
	struct public_key notary, auth;
	uint64_t most; /* bytes of an original that the policy takes in at all */
	bool scan_demanded;
	/* Asks the scanner; what it called it goes into `name`. NULL: none is configured. */
	enum scan_result (*scan)(int fd, uint64_t length, char name[64]);
};

/* E_CONFIG: something is not there, or was made for evaluation and this is not, or the reverse. */
enum err originals_open(int dir, bool evaluation, struct originals *ret) must_use;
void originals_wipe(struct originals *o);

/* Does what an order says with what the belt handed over. Errors are about the order: it is
 * nobody's word, or no longer. OK: *ret is signed and tells what was found; where it tells of no
 * error and the order was to give, *ret_fd is the original, sealed, else -1. */
enum err originals_do(const struct originals *o, const struct order *order, int data, int wrapped,
		      int64_t now, struct said *ret, int *ret_fd) must_use;

#endif
