/* SPDX-License-Identifier: Apache-2.0
 * denial.c: any prefix, to the first zero, and any packet behind it, as the kernel might log them.
 */
#include "zone/live/nflog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct policy_zone zones[] = {
	    {.code = "in", .name = {(const uint8_t *)"in", 2}, .kind = POLICY_ZONE_INTERNET}};
	static const struct policy policy = {.zones = zones, .zones_count = 1};
	static const struct zone_interface interfaces[] = {{"eth1", 0}};
	static const struct zone_allowed allowed = {&policy, interfaces, NULL, 1, 0};
	scope_end(buf_free) struct buf words = buf_new(1 << 16);
	struct zone_denial d = {0};
	struct view rest = view_of(data, n), prefix = view_take(&rest, 0);
	zone_denial_read(prefix, rest, view_sub(rest, 0, 6), &d);
	zone_denial_words(&allowed, &d, false, &words);
	zone_denial_words(&allowed, &d, true, &words);
	assert(words.err == OK && words.n > 0 && !memchr(words.p, '\x1b', words.n));
	return 0;
}
