/* SPDX-License-Identifier: Apache-2.0
 * ledger.h: the two append-only files of the ledger, below one directory:
 *
 *   leaves   one line of LEAF_LINE bytes a leaf; line k + 1 is leaf k
 *   heads    signed heads (checkpoint.h), each followed by an empty line
 *   public   the verifier key; for whoever takes a copy, never read by the notary
 *
 * ledger_append returns only when the line is on disk. So at opening, a last line that is not whole
 * was never acknowledged: it is cut off and the number of its bytes goes into the START leaf.
 * Anything else that does not fit (a position, a chain, a time going back, a head that the leaves
 * do not lead to) is E_HASH: somebody wrote in these files, and nothing may be added to them.
 */
#ifndef NOTARY_LEDGER_H
#define NOTARY_LEDGER_H

#include "notary/checkpoint.h"
#include "notary/leaf.h"

struct ledger {
	int leaves, heads; /* descriptors; -1 when closed */
	struct merkle tree;
	struct merkle_hash last; /* leaf hash of the newest leaf */
	uint64_t epoch;		 /* of the newest leaf */
	int64_t time;		 /* of the newest leaf */
	uint64_t head_size;	 /* leaves under the newest head */
	uint64_t cut;		 /* bytes of a torn last line cut off at opening */
	/* Positions + 1 by a hash of the leaf's key (ledger_key); 0 an empty place. */
	uint64_t *slot;
	size_t slots;
};

/* E_HASH: the files were changed; E_NO_MEMORY, E_IO. Makes the files when they are not there. */
enum err ledger_open(int dir, const struct public_key *k, struct ledger *ret) must_use;
void ledger_close(struct ledger *l); /* also as scope_end(ledger_close) */

/* Fills version, epoch, position, time (never less than the last) and previous. */
void ledger_next(const struct ledger *l, int64_t now, struct leaf *leaf);
/* The leaf as ledger_next numbered it, durable when OK. */
enum err ledger_append(struct ledger *l, const struct leaf *leaf) must_use;
enum err ledger_read(const struct ledger *l, uint64_t position, struct leaf *ret) must_use;
/* Newest leaf with the same key as `like` for which `same` says yes: E_NOT_FOUND. Keys: item and
 * destination of receipts; event and value of everything else. */
enum err ledger_find(const struct ledger *l, const struct leaf *like,
		     bool (*same)(const struct leaf *found, const struct leaf *like),
		     struct leaf *ret) must_use;

/* Signs and appends a head when the tree grew since the last one. */
enum err ledger_head(struct ledger *l, const struct signing_key *k) must_use;

#endif
