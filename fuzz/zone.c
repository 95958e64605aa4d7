/* SPDX-License-Identifier: Apache-2.0
 * zone.c: any bytes as a listing of the kernel's ruleset; what can be read is also put to the
 * proof.
 */
#include "town.h"
#include "zone/proof/step.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof;
	if (zone_read(view_of(data, n), &town, &mem, &ruleset, &problem) == OK &&
	    ruleset.rules_count < 200 && zone_prove(&town, &ruleset, &proof) == OK &&
	    !proof.holds) {
		struct buf words = buf_new(1 << 16);
		zone_leak_words(&town, &ruleset, &proof.leak, false, &words);
		assert(words.n > 0);
		const struct zone_rule *rule = zone_decides(&town, &proof.leak.packet);
		assert(!rule || !rule->accept);
		assert(zone_forwards(&ruleset, &proof.leak.packet) != ZONE_NO);
		buf_free(&words);
	}
	arena_free(&mem);
	return 0;
}
