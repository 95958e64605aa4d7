/* SPDX-License-Identifier: Apache-2.0
 * watch.c: any bytes as a notification of the kernel, and as the listing that a watcher looks over.
 */
#include "zone/live/watch_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct zone_watch_heard heard = {0};
	static struct zone_watch_report report;
	zone_watch_hear(view_of(data, n), &heard);
	assert(memchr(heard.name, 0, sizeof heard.name));
	memset(&report, 0, sizeof report);
	if (zone_watch_look(view_of(data, n), 2, &report) == OK)
		assert(memchr(report.other, 0, sizeof report.other) &&
		       memchr(report.odd, 0, sizeof report.odd));
	return 0;
}
