/* SPDX-License-Identifier: Apache-2.0
 * diagram.h: sets of packets as binary decision diagrams; inside prove*.c.
 *
 * Every BDD that is returned here is counted for the caller, who hands it on to `both`, `either`,
 * `less` (which take their arguments) or ends it with drop(). BuDDy's errors cannot be returned
 * from each step: diagram_failed() is asked at the end, before an answer is believed.
 */
#ifndef ZONE_DIAGRAM_H
#define ZONE_DIAGRAM_H

#include <bdd.h>

#include "zone/proof/prove.h"

/* Tables begin with room for about so many rules: growing them later costs more. */
enum err diagram_open(uint32_t rules) must_use;
void diagram_close(void);
bool diagram_failed(void);

BDD keep(BDD x); /* counts it once more */
void drop(BDD x);
BDD both(BDD a, BDD b);
BDD either(BDD a, BDD b);
BDD less(BDD a, BDD b);
BDD other(BDD a);

/* The field's value is within, both ends included; as many bytes as it has. */
BDD within(enum zone_field field, bool v6, const uint8_t *first, const uint8_t *last);
BDD is(enum zone_field field, bool v6, const uint8_t *value);
BDD is_byte(enum zone_field field, uint8_t value);
BDD in_prefix(enum zone_field field, const struct policy_prefix *prefix);

/* The least and the most that match. */
struct span {
	BDD least, most;
};
struct span span_kept(struct span s);
struct span span_met(struct span a, struct span b); /* takes both */
/* What of `here` (taken) matches, too. Cheapest where matches come in the order of the diagrams,
 * the last field first: as nft lists a rule. */
struct span span_matching(struct span here, const struct zone_match *m, bool v6);
/* Everything but what stays within a zone, in states that are asked about. */
BDD crossing(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset);
BDD rule_set(const struct zone_rule *r);
BDD allowed_set(const struct zone_allowed *allowed, bool v6);

/* Sends `start`, which it takes, through the base chains, and shows each set that a rule accepts or
 * drops and what is left at the end of a base chain; `seen` does not keep it. */
typedef void zone_seen_set(void *who, BDD set);
void walk_bases(const struct zone_ruleset *ruleset, bool v6, BDD start, zone_seen_set *seen,
		void *who);

/* A packet of the set, which is not empty: one that a person understands, if there is one. */
void pick(BDD set, bool v6, const struct zone_allowed *allowed, struct zone_packet *ret);
BDD packet_set(const struct zone_packet *packet);

#endif
