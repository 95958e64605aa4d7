/* SPDX-License-Identifier: Apache-2.0
 * receipt.h: the permit without which release delivers nothing (struct receipt, tbl/bodies.h).
 *
 * Signed are a context of 19 bytes, the log id and the first LEAF_SIGNED bytes of the receipt's
 * leaf, so a receipt is a leaf of the ledger and the ledger alone proves its signature. Name,
 * sender and recipient are bound by
 *
 *   commitment = SHA-256(salt || u32 length || name || u32 length || sender || ... recipient)
 *
 * with a random salt of 32 bytes. Whoever holds a receipt holds the salt; whoever deletes the salt
 * has deleted what was committed to.
 */
#ifndef NOTARY_RECEIPT_H
#define NOTARY_RECEIPT_H

#include "notary/leaf.h"

#define RECEIPT_VERSION 1
#define RECEIPT_BYTES_MAX 1024 /* receipt_write */

void receipt_commitment(const struct binding *b, const uint8_t salt[HASH_LEN],
			uint8_t ret[HASH_LEN]);

/* The receipt as a leaf; `previous` is the ledger's to fill. */
void receipt_to_leaf(const struct receipt *r, struct leaf *ret);
/* The receipt that this leaf recorded, given the texts it committed to. E_CHANGED: they differ. */
enum err receipt_of_leaf(const struct leaf *l, const struct binding *texts,
			 const uint8_t salt[HASH_LEN], const uint8_t log[HASH_LEN],
			 struct receipt *ret) must_use;

/* Fills log, commitment and signature of an otherwise complete receipt. */
enum err receipt_sign(const struct signing_key *k, struct receipt *r) must_use;
/* Signature, log id and commitment; texts NUL-terminated. E_PROTOCOL (version, type, texts),
 * E_SIGNATURE (another log, or the signature or the commitment does not fit). */
enum err receipt_check(const struct public_key *k, const struct receipt *r) must_use;
/* The signature of a receipt's leaf; no texts needed. E_SIGNATURE. */
enum err receipt_check_leaf(const struct public_key *k, const struct leaf *l) must_use;

/* For files: the record, log id, salt and texts, each in one spelling. */
void receipt_write(const struct receipt *r, struct buf *b);
enum err receipt_read(struct view v, struct receipt *ret) must_use; /* E_BROKEN */

#endif
