/* SPDX-License-Identifier: Apache-2.0
 * ledger.c: any bytes as a copy of a ledger, a note, a proof and a key.
 */
#include "notary/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The key of the samples: public, and nothing is signed with it but them. */
static const char sample_key[] =
    "sekisho/ledger/test+40ad0aba+ASIf5faFmhpP7HkFfJ0yyNP8NW4USx2jsPkBbvbymIja";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct verdict verdict;
	struct view v = view_of(data, size);
	struct public_key k, other;
	struct checkpoint head;
	struct proof proof;
	struct ledger_copy copy;
	bool known = public_key_read(view_str(sample_key), &k) == OK;
	assert(known);
	if (checkpoint_read(v, &k, &head) == OK)
		assert(size <= CHECKPOINT_MAX);
	if (proof_read(v, &k, &proof, &head) == OK)
		assert(proof.index < head.size);
	if (public_key_read(v, &other) == OK)
		assert(strnlen(other.name, sizeof other.name) < sizeof other.name);
	if (ledger_copy_read(v, &copy) == OK && ledger_verify(&copy, &k, &verdict) == OK)
		assert(verdict.problems == 0 || verdict.problem[0].what != PROBLEM_NONE);
	return 0;
}
