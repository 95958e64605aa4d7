/* SPDX-License-Identifier: Apache-2.0
 * zone.c: any bytes as a listing of the kernel's ruleset; what can be read is also put to the
 * proof.
 */
#include "zone/proof/step.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct policy_zone zones[] = {
	    {.code = "in", .name = {(const uint8_t *)"in", 2}, .kind = POLICY_ZONE_INTERNET},
	    {.code = "lg", .name = {(const uint8_t *)"lg", 2}, .kind = POLICY_ZONE_LGWAN}};
	static const struct policy policy = {.zones = zones, .zones_count = 2};
	static const struct zone_interface interfaces[] = {{"z-in", 0}, {"z-lg", 1}};
	static const struct zone_rule rules[] = {{.from = 0,
						  .to = 1,
						  .source = {{10, 3, 0, 2}, 32, false},
						  .destination = {{10, 2, 0, 0}, 24, false},
						  .protocol = 6,
						  .port_first = 25,
						  .port_last = 25,
						  .accept = true}};
	static const struct zone_allowed allowed = {&policy, interfaces, rules, 2, 1};
	struct arena mem = arena_new((size_t)64 << 20);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	struct zone_proof proof;
	if (zone_read(view_of(data, n), &allowed, &mem, &ruleset, &problem) == OK &&
	    ruleset.rules_count < 200 && zone_prove(&allowed, &ruleset, &proof) == OK &&
	    !proof.holds) {
		struct buf words = buf_new(1 << 16);
		zone_leak_words(&allowed, &ruleset, &proof.leak, false, &words);
		assert(words.n > 0);
		const struct zone_rule *rule = zone_decides(&allowed, &proof.leak.packet);
		assert(!rule || !rule->accept);
		assert(zone_forwards(&ruleset, &proof.leak.packet) != ZONE_NO);
		buf_free(&words);
	}
	arena_free(&mem);
	return 0;
}
