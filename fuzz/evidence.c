/* SPDX-License-Identifier: Apache-2.0
 * evidence.c: any bytes as evidence; each terminal found has a verdict for each wish.
 */
#include "terminal/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct policy_device devices[] = {
	    {{(const uint8_t *)"USB\\Class_03", 12}, {NULL, 0}}};
	const struct policy_terminal policy = {.listed_only = true,
					       .devices = devices,
					       .devices_count = 1,
					       .bitlocker = true,
					       .removable_encrypted = true,
					       .card_lock = true,
					       .fresh_days = 30};
	struct arena mem = arena_new((size_t)256 << 20);
	struct evidence e;
	struct evidence_file file = {
	    .name = view_str("pc1.x"), .bytes = view_of(data, n), .time = 1700000000};
	enum err begun = evidence_begin(&mem, &e);
	assert(begun == OK);
	enum err read = evidence_add(&e, &file);
	assert(read != E_INTERNAL);
	for (uint32_t i = 0; i < e.n; i++)
		for (unsigned w = 0; w < TERMINAL_WISH_COUNT; w++) {
			struct evidence_verdict v = evidence_judge(
			    &e.terminals[i], &policy, (enum terminal_wish)w, 1700001000);
			assert(v.reason < REASON_COUNT && e.terminals[i].name.n > 0);
		}
	arena_free(&mem);
	return 0;
}
