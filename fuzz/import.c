/* SPDX-License-Identifier: Apache-2.0
 * import.c: any bytes as an export of a firewall's or switch's rules; what can be read is also put
 * to the proof.
 */
#include "zone/import/import.h"
#include "zone/proof/prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void prove(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset)
{
	struct zone_proof proof;
	if (ruleset->rules_count >= 200 || zone_prove(allowed, ruleset, &proof) != OK ||
	    proof.holds)
		return;
	struct buf words = buf_new(1 << 16);
	zone_leak_words(allowed, ruleset, &proof.leak, false, &words);
	assert(words.n > 0);
	buf_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct policy_zone zones[] = {
	    {.code = "in", .name = {(const uint8_t *)"in", 2}, .kind = POLICY_ZONE_INTERNET},
	    {.code = "lg", .name = {(const uint8_t *)"lg", 2}, .kind = POLICY_ZONE_LGWAN}};
	static const struct policy policy = {.zones = zones, .zones_count = 2};
	static const struct zone_interface interfaces[] = {{"eth0", 0}, {"eth1", 1}};
	static const struct zone_rule rules[] = {{.from = 0,
						  .to = 1,
						  .source = {{10, 3, 0, 2}, 32, false},
						  .destination = {{10, 2, 0, 0}, 24, false},
						  .protocol = 6,
						  .port_first = 25,
						  .port_last = 25,
						  .accept = true}};
	static const struct zone_allowed allowed = {&policy, interfaces, rules, 2, 1};
	static const struct zone_alias alias = {{(const uint8_t *)"wan1", 4}, 0};
	static const struct zone_aliases aliases = {&alias, 1};
	struct arena mem = arena_new((size_t)64 << 20);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	enum zone_format format;
	if (zone_import(view_of(data, n), &aliases, &allowed, &mem, &format, &ruleset, &problem) ==
	    OK)
		prove(&allowed, &ruleset);
	arena_free(&mem);
	return 0;
}
