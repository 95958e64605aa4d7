/* SPDX-License-Identifier: Apache-2.0
 * import.c: any bytes as an export of a firewall's or switch's rules; what can be read is also put
 * to the proof.
 */
#include "town.h"
#include "zone/import/import.h"
#include "zone/proof/prove.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void prove(const struct zone_ruleset *ruleset)
{
	struct zone_proof proof;
	if (ruleset->rules_count >= 200 || zone_prove(&town, ruleset, &proof) != OK || proof.holds)
		return;
	struct buf words = buf_new(1 << 16);
	zone_leak_words(&town, ruleset, &proof.leak, false, &words);
	assert(words.n > 0);
	buf_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct zone_alias alias = {{(const uint8_t *)"wan1", 4}, 0};
	static const struct zone_aliases aliases = {&alias, 1};
	struct arena mem = arena_new((size_t)64 << 20);
	struct zone_ruleset ruleset;
	struct zone_problem problem;
	enum zone_format format;
	if (zone_import(view_of(data, n), &aliases, &town, &mem, &format, &ruleset, &problem) == OK)
		prove(&ruleset);
	arena_free(&mem);
	return 0;
}
