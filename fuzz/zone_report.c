/* SPDX-License-Identifier: Apache-2.0
 * zone_report.c: any bytes as a report of the console; what is read is written again as it was, and
 * says of itself nothing but what its rows say.
 */
#include "notary/zone_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem scope_end(arena_free) = arena_new(ZONE_REPORT_ARENA);
	scope_end(buf_free) struct buf again = buf_new(2 * ZONE_REPORT_MAX);
	struct view file = view_of(data, n);
	struct zone_report r, second;
	if (zone_report_read(file, &mem, &r) != OK)
		return 0;
	assert(zone_report_judge(&r) == r.verdict);
	zone_report_write(&r, &again);
	if (again.err == E_LIMIT_SIZE) /* nothing but a value at its limit, cut */
		return 0;
	enum err e = zone_report_read(buf_view(&again), &mem, &second);
	assert(e == OK || e == E_NO_MEMORY);
	assert(e != OK || (second.verdict == r.verdict && second.pairs_count == r.pairs_count &&
			   second.segments_count == r.segments_count));
	return 0;
}
