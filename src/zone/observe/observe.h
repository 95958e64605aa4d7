/* SPDX-License-Identifier: Apache-2.0
 * observe.h: who has seen that the zones are apart: nobody, our own rules, an imported
 * configuration, or a probe; pair by pair, and which segments nobody has looked at.
 *
 * Clause 6(3) (the separation) is never 技術的に担保 from our own table alone: observe_ensures is
 * the one place that says so, and only a probe on every pair, fresh and without a leak, makes it
 * true. Order of use: observe_begin, observe_rules and observe_result for each file, observe_end.
 *
 * A silence counts as "stopped" only where the listener heard itself, listened as long as the other
 * host sent (their clocks may differ by a minute), and both hosts' cables showed a neighbour. A
 * result is as good as the way it came: it is not signed.
 */
#ifndef ZONE_OBSERVE_H
#define ZONE_OBSERVE_H

#include "zone/import/import.h"
#include "zone/observe/observe_text.h"
#include "zone/proof/prove.h"

#define OBSERVE_DAYS 90 /* an observation counts so long where the policy has no audit cycle */
#define OBSERVE_PAIRS_MAX 4096
#define OBSERVE_RESULTS_MAX 128
#define OBSERVE_RULES_MAX 128 /* of which it is told whose they are; more are counted alike */

/* From the weakest to the strongest. */
enum observe_how {
	OBSERVE_NOBODY,	  /* 誰も観測していない */
	OBSERVE_OWN,	  /* 自系統の規則だけ */
	OBSERVE_IMPORTED, /* 設定の取込のみ */
	OBSERVE_PROBED,	  /* 探査で確認 */
	OBSERVE_HOW_COUNT
};

/* From one zone to another, both with a segment behind an interface. */
struct observe_pair {
	uint32_t from, to;    /* zones */
	enum observe_how how; /* the strongest that is fresh */
	bool leaks;	      /* something passes that the policy does not allow */
	bool stale;	      /* something stronger has been seen, too long ago */
	int64_t at;	      /* when what counts was seen; 0: never */
	bool own, imported;
	bool wants4, wants6, probed4,
	    probed6; /* families that both zones have, and that were seen */
	/* Tries of probes. */
	uint32_t arrived, stopped, missing, unclear, leaked;
};

/* A segment of the policy, or a zone that has none. */
struct observe_segment {
	uint32_t network; /* POLICY_NONE: the zone has no segment */
	uint32_t zone;
	enum observe_how how;
	int64_t at; /* when that was seen last; 0: never */
	/* By whom, one bit each: results and rules in the order in which they were given. */
	uint8_t results[OBSERVE_RESULTS_MAX / 8], rules[OBSERVE_RULES_MAX / 8];
};

/* What passed and should not have. */
struct observe_leak {
	uint32_t from, to;
	bool udp, answered;
	char source[OBSERVE_ADDRESS_MAX], destination[OBSERVE_ADDRESS_MAX];
	uint16_t port;
};

struct observe_heard;

struct observe {
	const struct zone_allowed *allowed;
	struct arena *mem;
	int64_t now, fresh_since;
	uint32_t days;
	struct observe_pair *pairs;
	struct observe_segment *segments;
	uint32_t pairs_count, segments_count;
	struct observe_leak leak[8];   /* the first */
	uint32_t leaks_count, ignored; /* tries outside of the policy's networks, or twice */
	struct observe_text *results;
	struct observe_heard *heard; /* of each: for looking up */
	uint32_t results_count, rules_count;
};

/* E_LIMIT_COUNT, E_NO_MEMORY. */
enum err observe_begin(const struct zone_allowed *allowed, int64_t now, struct arena *mem,
		       struct observe *ret) must_use;
/* What the policy itself says: months of its audit cycle as days, or OBSERVE_DAYS. */
uint32_t observe_days(const struct policy *p);

/* Rules that were read out at that time, and what the proof of them said. */
void observe_rules(struct observe *o, enum zone_format format, const struct zone_ruleset *ruleset,
		   const struct zone_proof *proof, int64_t at);
/* A result of the probe program. E_NOT_FOUND: of a zone that the policy does not have; E_EXPIRED:
 * of a time that is still to come; E_TYPE_MISMATCH: a plan; E_LIMIT_COUNT. */
enum err observe_result(struct observe *o, const struct observe_text *t) must_use;
/* Results are put together: what was sent in one zone and heard in another. */
void observe_end(struct observe *o);

/* The weakest of all pairs; NOBODY where there is no pair. */
enum observe_how observe_weakest(const struct observe *o);
bool observe_leaks(const struct observe *o);
/* May clause 6(3) be called 技術的に担保? */
bool observe_ensures(const struct observe *o);
const struct zone_problem_text *observe_how_name(enum observe_how how);
bool observe_bit(const uint8_t *bits, uint32_t i); /* of results or rules of a segment */

/* --- one packet --- */

enum observe_answer { OBSERVE_NO, OBSERVE_YES, OBSERVE_BY_MAC };
/* Does the policy let this begin? BY_MAC: from one MAC address alone. */
enum observe_answer observe_allows(const struct zone_allowed *allowed,
				   const struct zone_packet *packet);
/* The interface behind which that address of a zone lies; false: none. */
bool observe_interface(const struct zone_allowed *allowed, uint32_t zone, const uint8_t address[16],
		       bool v6, uint32_t *ret);

/* --- the plan --- */

struct observe_host {
	uint32_t zone, interface;
	bool v6;
	uint8_t address[16];
	char text[OBSERVE_ADDRESS_MAX];
};
/* "lgwan=10.2.0.2,lgwan=fd00:2::2,...". E_NAME: *ret_bad is no zone and address of it;
 * E_LIMIT_COUNT, E_NO_MEMORY. */
enum err observe_hosts(struct view text, const struct zone_allowed *allowed, struct arena *mem,
		       struct observe_host **ret, uint32_t *ret_n, struct view *ret_bad) must_use;
/* Between hosts of different zones, of one family: every port that the policy names for the two
 * zones, the ports beside it, and a sample of others. E_LIMIT_COUNT. */
enum err observe_plan(const struct zone_allowed *allowed, const struct observe_host *hosts,
		      uint32_t n, int64_t now, struct arena *mem,
		      struct observe_text *ret) must_use;

#endif
