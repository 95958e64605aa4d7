/* SPDX-License-Identifier: Apache-2.0
 * zone_look.h: `sekisho zone observe` and `zone boundary` while they look, between the file that
 * reads and prints (zone_observe.c) and the one that makes a report of it (zone_boundary.c).
 */
#ifndef CLI_ZONE_LOOK_H
#define CLI_ZONE_LOOK_H

#include "cli/zone.h"
#include "zone/observe/observe.h"

#define LOOK_SOURCES 256 /* files that a report names */
#define LOOK_LEAKS 64	 /* sentences of it */

struct zone_look {
	const struct cli *cli;
	struct arena mem;
	struct zone_allowed allowed;
	struct zone_aliases aliases;
	struct observe observe;
	bool rules_too; /* boundary */
	uint32_t unread;
	struct zone_keep keep;
	/* Of a report; `of_rules`: which source the n-th rules came from. */
	struct zone_report_source sources[LOOK_SOURCES];
	struct view leaks[LOOK_LEAKS];
	size_t sources_count, leaks_count;
	uint32_t of_rules[OBSERVE_RULES_MAX];
};

/* What one file was; `what` is copied. */
void look_source(struct zone_look *l, const char *path, const char *what, int64_t at, bool unread);
void look_leak(struct zone_look *l, struct view sentence); /* copied */
void look_leak_words(const struct zone_look *l, const struct observe_leak *k, bool english,
		     struct buf *ret);
/* --keep of boundary; `print` prints all that was printed. */
enum cli_exit look_keep(struct zone_look *l, zone_print print);

#endif
