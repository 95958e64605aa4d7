/* SPDX-License-Identifier: Apache-2.0
 * watch_parts.h: between the watcher (watch.c) and its child (watch_read.c), and what the kernel's
 * notifications and listings say (watch_look.c, watch_own.c).
 */
#ifndef ZONE_WATCH_PARTS_H
#define ZONE_WATCH_PARTS_H

#include <jansson.h>

#include "base/view.h"
#include "zone/live/watch.h"

/* In the child: takes its limits, reads and proves, and writes a struct zone_watch_report to `fd`.
 * It never returns. */
no_return void zone_watch_child(const struct policy *policy, uint32_t generation, int fd);

/* What a notification says. */
struct zone_watch_heard {
	bool change;
	uint32_t generation, pid; /* 0: not said */
	char name[17];
};
/* One datagram of a netlink socket; any bytes. What is not a new generation changes nothing. */
void zone_watch_hear(struct view datagram, struct zone_watch_heard *ret);

/* What a listing holds, apart from what is proved of it: our table, its marks and whether it is as
 * it was made, others' base chains, and its hash. `interfaces`: of the policy. E_CONFIG: it is no
 * listing. */
enum err zone_watch_look(struct view json, uint32_t interfaces,
			 struct zone_watch_report *ret) must_use;
/* Its part for our own table: intact and odd. */
void zone_watch_look_own(const json_t *list, uint32_t interfaces, struct zone_watch_report *ret);
bool zone_watch_is_mark(const json_t *expression); /* {"ct": {"key": "mark"}} */
void zone_watch_clean(char *text);		   /* what is not printable ASCII becomes '?' */

#endif
