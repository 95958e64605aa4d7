/* SPDX-License-Identifier: Apache-2.0
 * zone_report.h: what `sekisho zone prove` or `zone boundary` found, kept by the ledger.
 *
 * A report is text, written at the console and handed to the notary there, never to the store: the
 * notary looks at its first line alone, and signs its hash as a leaf (ZONE_PROVED, ZONE_OBSERVED).
 * The store keeps the bytes; the portal shows them only when leaf and hash fit. So no captured
 * store, portal or zone process can have another verdict shown than one that the ledger has.
 *
 *   sekisho zone boundary 1                  or "proof": decides the leaf's event
 *   made 1790000000 ... verdict weak         ten lines of a word and a value, in their order
 *   segment TAB ...                          rows: `rows` in zone_report.c
 *   text                                     then what the command printed, to the end
 *
 * The verdict is not believed: zone_report_read makes it from the rows again (E_BROKEN where it is
 * another one). ENSURED, the only one that clause 6(3) may be called 技術的に担保 for, needs
 * every pair and every segment confirmed by a probe, and no leak.
 *
 * Signed: "sekisho zone report v1\n" || log id || the first LEAF_SIGNED bytes of the leaf. In it:
 * original the report's hash, item the first bytes of that, length, destination "zone".
 */
#ifndef NOTARY_ZONE_REPORT_H
#define NOTARY_ZONE_REPORT_H

#include "base/arena.h"
#include "notary/zone_permit.h"

#define ZONE_REPORT_MAX ((size_t)512 << 10)
#define ZONE_REPORT_ARENA ((size_t)8 << 20) /* for reading one */
#define ZONE_REPORT_DAYS 30		    /* then it has to be done again */
#define ZONE_REPORT_FIELD 2000		    /* bytes of one value */

enum zone_report_kind {
	ZONE_REPORT_NONE,
	ZONE_REPORT_PROOF,
	ZONE_REPORT_BOUNDARY,
	ZONE_REPORT_KIND_COUNT
};

enum zone_report_verdict {
	ZONE_REPORT_UNPROVED, /* proof: nothing can be said */
	ZONE_REPORT_DIFFERS,  /* something else passes than the policy allows */
	ZONE_REPORT_PROVED,
	ZONE_REPORT_WEAK,  /* boundary: not every pair and segment was confirmed by a probe */
	ZONE_REPORT_LEAKS, /* boundary: more passes than the policy allows */
	ZONE_REPORT_ENSURED,
	ZONE_REPORT_VERDICT_COUNT
};

/* As zone/observe/observe.h orders them, from the weakest. */
enum zone_report_how {
	ZONE_REPORT_NOBODY,
	ZONE_REPORT_OWN,
	ZONE_REPORT_IMPORTED,
	ZONE_REPORT_PROBED,
	ZONE_REPORT_HOW_COUNT
};

/* What was read: a file, and what it is. */
struct zone_report_source {
	struct view name, what;
	int64_t at;
	bool unread; /* it says nothing here */
};
struct zone_report_segment {
	struct view zone, name, where; /* name "": the zone has none */
	enum zone_report_how how;
	int64_t at;
	struct view by; /* hosts of probes, files of rules */
};
struct zone_report_pair {
	struct view from, to;
	enum zone_report_how how;
	int64_t at;
	bool leaks, stale;
	uint32_t arrived, stopped, missing, unclear; /* tries of probes */
};

struct zone_report {
	enum zone_report_kind kind;
	enum zone_report_verdict verdict;
	int64_t made;
	uint32_t generation;			   /* of the rules in force on this host; 0: none */
	uint32_t days;				   /* how long an observation counts; a proof: 0 */
	uint8_t policy[HASH_LEN], rules[HASH_LEN]; /* rules: of what was read; zero: several */
	struct view host, by;			   /* by: a staff number, or "" */
	struct view about;			   /* what was asked of what, a sentence */
	const struct zone_report_source *sources;
	const struct zone_report_segment *segments;
	const struct zone_report_pair *pairs;
	const struct view *leaks, *unseen; /* sentences */
	size_t sources_count, segments_count, pairs_count, leaks_count, unseen_count;
	struct view text;
};

/* E_LIMIT_SIZE in *ret. Control characters become spaces, what is too long is cut. */
void zone_report_write(const struct zone_report *r, struct buf *ret);
/* Hostile bytes. E_BROKEN, E_LIMIT_SIZE, E_NO_MEMORY; views into `file`. */
enum err zone_report_read(struct view file, struct arena *mem, struct zone_report *ret) must_use;
/* By its first line alone; NONE: it is none. */
enum zone_report_kind zone_report_kind(struct view file);
/* What the rows say. */
enum zone_report_verdict zone_report_judge(const struct zone_report *r);

/* OK while it counts: under this policy, E_POLICY; of the rules in force, E_CHANGED; not too old,
 * E_EXPIRED. */
enum err zone_report_counts(const struct zone_report *r, const uint8_t policy[HASH_LEN],
			    uint32_t generation, int64_t now) must_use;

/* The leaf of a report; number, time, policy, previous and signature are the ledger's. E_PROTOCOL:
 * it is none. */
enum err zone_report_leaf(struct view file, bool evaluation, struct leaf *ret) must_use;
/* Is this the leaf of exactly these bytes? E_BROKEN, E_HASH, E_SIGNATURE. */
enum err zone_report_check(const struct public_key *notary, bool evaluation, struct view record,
			   struct view file, struct leaf *ret) must_use;

#endif
