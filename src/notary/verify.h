/* SPDX-License-Identifier: Apache-2.0
 * verify.h: a copy of the ledger, checked without the system: every line, the chain from leaf to
 * leaf, the signature of every receipt and every head, and that each head's root is that of the
 * leaves below it (which makes every two heads consistent).
 *
 * What is wrong is named by line. The chain says which line was edited, removed or moved; the
 * signed heads say that nobody rewrote the chain with it.
 */
#ifndef NOTARY_VERIFY_H
#define NOTARY_VERIFY_H

#include "notary/checkpoint.h"
#include "notary/leaf.h"

#define EXPORT_WORD "sekisho-ledger/1"

/* The parts of a copy. Lines are counted from 1, in the file each part came from. */
struct ledger_copy {
	struct view leaves, heads, public;
	size_t leaves_line, heads_line; /* number of each part's first line */
};

/* One file: the word, "public KEY", "leaves", lines, "heads", notes. E_BROKEN: it is not one. */
enum err ledger_copy_read(struct view file, struct ledger_copy *ret) must_use;
void ledger_copy_write(const struct ledger_copy *c, struct buf *b);

enum problem {
	PROBLEM_NONE,
#define PROBLEM(name, ja, en) PROBLEM_##name,
#include "tbl/ledger_problems.h"
#undef PROBLEM
	PROBLEM_COUNT
};

#define PROBLEMS_MAX 100

struct problem_found {
	enum problem what;
	bool in_heads;	   /* `line` is one of the heads; else of the leaves */
	size_t line;	   /* where it shows; 0: at the end */
	uint64_t from, to; /* positions it is about, as the text of its row says */
};

struct verdict {
	uint64_t leaves, receipts, heads;
	uint64_t head_size; /* of the newest good head */
	struct merkle_hash head_root;
	int64_t first_time, last_time;
	size_t problems; /* found; the first PROBLEMS_MAX are kept */
	struct problem_found problem[PROBLEMS_MAX];
};

/* OK means it was looked at: the answer is whether ret->problems is 0. E_NO_MEMORY. */
enum err ledger_verify(const struct ledger_copy *c, const struct public_key *k,
		       struct verdict *ret) must_use;

/* The newest head of the copy that holds `position` and is properly signed; its whole note.
 * E_NOT_FOUND. */
enum err ledger_copy_head(const struct ledger_copy *c, const struct public_key *k,
			  uint64_t position, struct checkpoint *ret,
			  struct view *ret_note) must_use;

#endif
