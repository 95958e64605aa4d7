/* SPDX-License-Identifier: Apache-2.0
 * checkpoint.h: a signed head of the ledger: C2SP tlog-checkpoint, which is a C2SP signed note.
 *
 *   sekisho/ledger/0a1b2c3d            origin = the key's name
 *   123                                leaves
 *   CsUYapGGPo4dkMgI...=               base64 of the root
 *                                      an empty line
 *   — sekisho/ledger/0a1b2c3d AbCd...  base64 of u32 key id and the Ed25519 signature of the
 *                                      three lines above with their newlines
 *
 * Lines of other signers (witnesses) may follow; they are ignored. Extension lines are refused.
 */
#ifndef NOTARY_CHECKPOINT_H
#define NOTARY_CHECKPOINT_H

#include "notary/merkle.h"
#include "notary/sign.h"

#define CHECKPOINT_MAX 16384 /* a note with some witnesses */
#define CHECKPOINT_SIGNERS_MAX 16

struct checkpoint {
	uint64_t size;
	struct merkle_hash root;
};

enum err checkpoint_write(const struct signing_key *k, const struct checkpoint *c,
			  struct buf *b) must_use;
/* A whole note. E_BROKEN: not one; E_SIGNATURE: not of this log or not by this key. */
enum err checkpoint_read(struct view note, const struct public_key *k,
			 struct checkpoint *ret) must_use;
/* Splits one note off a file of notes, each followed by an empty line; moves the cursor. Empty at
 * the end; an unfinished note is returned as it is. */
struct view checkpoint_next(struct cursor *c);

/* c2sp.org/tlog-proof@v1: "this leaf is in that tree", on its own. `extra` carries the record. */
struct proof {
	uint64_t index;
	uint8_t record[1024];
	size_t record_len;
	struct merkle_path path;
};

#define PROOF_MAX (CHECKPOINT_MAX + 8192)

void proof_write(const struct proof *p, struct view note, struct buf *b);
/* Reads and verifies: form, head, path. E_BROKEN, E_SIGNATURE, E_HASH. */
enum err proof_read(struct view text, const struct public_key *k, struct proof *ret,
		    struct checkpoint *ret_head) must_use;

#endif
