/* SPDX-License-Identifier: Apache-2.0
 * import.h: rules of equipment that Sekisho does not run, as the ruleset that prove.h asks about
 * (ruleset.h): an export of the town's own firewall or switch, told by what it looks like.
 *
 * The same promise as for what the kernel holds: a match is exact or says that it is not, what
 * changes packets in a way that the model does not hold is refused by name and line. Addresses are
 * those that the rules themselves see: a destination after it was translated, a source before.
 *
 * Their names of interfaces: one of ours by an alias, else by having the same name, else one that
 * the policy does not know. Text may be UTF-8 (with or without mark), UTF-16 or Windows-31J.
 */
#ifndef ZONE_IMPORT_H
#define ZONE_IMPORT_H

#include "zone/rules/ruleset.h"

#define ZONE_IMPORT_FILE_MAX ((size_t)10 << 20) /* but nft's own listing: ZONE_RULESET_FILE_MAX */
#define ZONE_IMPORT_RULES_MAX 100000
#define ZONE_IMPORT_LINE_MAX ((size_t)64 << 10)
#define ZONE_ALIASES_MAX 256

enum zone_format {
	ZONE_FORMAT_NFT,      /* nft -j list ruleset */
	ZONE_FORMAT_IPTABLES, /* iptables-save and ip6tables-save, one after the other */
	ZONE_FORMAT_CSV,      /* docs/zones.md */
	ZONE_FORMAT_FORTIGATE,
	ZONE_FORMAT_COUNT
};

/* "port1" of the export is the policy's interface of that index. */
struct zone_alias {
	struct view theirs;
	uint32_t ours; /* into zone_allowed.interfaces */
};
struct zone_aliases {
	const struct zone_alias *rows;
	uint32_t n;
};

/* "port1=eth0,wan1=eth2" in the arena. E_NAME: not of that shape, or no interface of the policy
 * (*ret_bad: the part); E_LIMIT_COUNT. */
enum err zone_aliases(struct view text, const struct zone_allowed *allowed, struct arena *mem,
		      struct zone_aliases *ret, struct view *ret_bad) must_use;

/* E_CONFIG: what ret_problem says, also where it is an export of a maker that cannot be read.
 * E_NO_MEMORY. *ret_format is set when the format was told. The ruleset points into the arena. */
enum err zone_import(struct view file, const struct zone_aliases *aliases,
		     const struct zone_allowed *allowed, struct arena *mem,
		     enum zone_format *ret_format, struct zone_ruleset *ret,
		     struct zone_problem *ret_problem) must_use;

const struct zone_problem_text *zone_format_name(enum zone_format f);
/* What such an import has not looked at, beyond zone_unseen; NULL behind the last. */
const struct zone_problem_text *zone_format_unseen(enum zone_format f, size_t i);

#endif
