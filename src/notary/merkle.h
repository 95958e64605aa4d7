/* SPDX-License-Identifier: Apache-2.0
 * merkle.h: the Merkle tree of RFC 6962 section 2.1 (RFC 9162 keeps its hashing).
 *
 *   leaf hash = SHA-256(0x00 || record)        node hash = SHA-256(0x01 || left || right)
 *
 * struct merkle grows one leaf at a time and remembers only the roots of the full subtrees (at most
 * 64 hashes). Proofs are made from the array of all leaf hashes and checked without it.
 */
#ifndef NOTARY_MERKLE_H
#define NOTARY_MERKLE_H

#include "base/view.h"

#define TREE_HASH 32
#define MERKLE_PATH_MAX 65 /* 64 levels, and the start of a consistency proof */

struct merkle_hash {
	uint8_t b[TREE_HASH];
};

/* full[k] is the root of a full subtree of 2^k leaves where bit k of size is set. A zeroed struct
 * is the empty tree. */
struct merkle {
	uint64_t size;
	struct merkle_hash full[64];
};

struct merkle_path {
	size_t n;
	struct merkle_hash hash[MERKLE_PATH_MAX];
};

struct merkle_hash merkle_leaf(struct view record);
void merkle_push(struct merkle *m, const struct merkle_hash *leaf);
struct merkle_hash merkle_root(const struct merkle *m);
bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b);

/* Root of the first `n` leaves. */
struct merkle_hash merkle_root_of(const struct merkle_hash *leaf, uint64_t n);
/* Audit path of leaf `index` in the tree of the first `n`, from its sibling up; index < n. */
void merkle_inclusion(const struct merkle_hash *leaf, uint64_t n, uint64_t index,
		      struct merkle_path *ret);
/* From the tree of the first `m` to that of the first `n`; 0 < m <= n. */
void merkle_consistency(const struct merkle_hash *leaf, uint64_t n, uint64_t m,
			struct merkle_path *ret);

/* OK, or E_HASH: this path does not lead from there to that root. */
enum err merkle_check_inclusion(const struct merkle_hash *leaf, uint64_t index, uint64_t n,
				const struct merkle_path *path,
				const struct merkle_hash *root) must_use;
enum err merkle_check_consistency(uint64_t m, const struct merkle_hash *old_root, uint64_t n,
				  const struct merkle_hash *new_root,
				  const struct merkle_path *path) must_use;

#endif
