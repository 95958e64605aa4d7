/* SPDX-License-Identifier: Apache-2.0
 * prove.h: is what the kernel forwards a part of what the policy allows?
 *
 * Both become sets of packets (space.h), held as binary decision diagrams by BuDDy; the question is
 * whether "forwarded and not allowed, from one zone to another" is empty, over all packets at once.
 * Where it is not, one packet of it is the counterexample, with the rules that let it pass.
 *
 * The answer "holds" is certain as far as the model goes (zone_unseen says how far); a leak whose
 * rule asks something that is not modelled may be none, and says so in `perhaps`.
 *
 * BuDDy keeps its tables in the process: one proof at a time, never from two threads.
 */
#ifndef ZONE_PROVE_H
#define ZONE_PROVE_H

#include "base/buf.h"
#include "zone/rules/ruleset.h"

#define ZONE_NODES_MAX 12000000 /* of the diagrams: 240 MB and as much again for caches */
#define ZONE_STEPS_MAX 2000000	/* rules walked through, again for each jump to them */
#define ZONE_THROUGH_MAX 4
#define ZONE_SELF (ZONE_ANY - 1)     /* of a packet's ends in words: the boundary itself */
#define ZONE_UNROUTED (ZONE_ANY - 2) /* and one that it was not yet sent to */

struct zone_packet {
	bool v6;
	uint8_t source[16], destination[16], mac[6];
	uint8_t protocol;
	uint16_t port;
	uint32_t from, to; /* indices into the ruleset's names; ZONE_ANY: one that nothing names */
	enum zone_state state;
};

struct zone_leak {
	struct zone_packet packet;
	bool perhaps; /* a match on its way may or may not hold */
	/* What let it pass, of each base chain; step NULL: the chain's policy. None: no base chain,
	 * and the kernel forwards whatever it can route. */
	struct {
		const struct zone_chain *chain;
		const struct zone_step *step;
	} through[ZONE_THROUGH_MAX];
	uint32_t through_count;
};

struct zone_proof {
	bool holds;
	struct zone_leak leak; /* where it does not */
};

/* E_LIMIT_COUNT, E_LIMIT_MEMORY, E_NO_MEMORY: nothing was proved. */
enum err zone_prove(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		    struct zone_proof *ret) must_use;

/* A leak as a sentence for a person; then one line for each rule that lets it pass. */
void zone_leak_words(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		     const struct zone_leak *leak, bool english, struct buf *ret);

/* "IPv4 TCP port 22 from ... to ...", without a line end. */
void zone_packet_words(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		       const struct zone_packet *packet, bool english, struct buf *ret);

/* What such a proof has not looked at, one line each. */
struct zone_unseen {
	const char *ja, *en;
};
extern const struct zone_unseen zone_unseen[];
extern const size_t zone_unseen_count;

#endif
