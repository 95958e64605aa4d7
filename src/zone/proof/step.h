/* SPDX-License-Identifier: Apache-2.0
 * step.h: one packet, step by step: through the policy's list, and through a ruleset's chains.
 *
 * The same semantics as the proof's, written a second time without any diagram: where the two
 * and the kernel say the same of a packet, that is worth something.
 */
#ifndef ZONE_STEP_H
#define ZONE_STEP_H

#include "zone/proof/prove.h"

/* But for its MAC address. */
bool zone_rule_meets(const struct zone_rule *r, const struct zone_packet *packet);
/* The rule that decides, or NULL: none does, so it does not pass. */
const struct zone_rule *zone_decides(const struct zone_allowed *allowed,
				     const struct zone_packet *packet);

enum zone_answer { ZONE_NO, ZONE_PERHAPS, ZONE_YES };
/* Would it be forwarded? PERHAPS: a match on its way is not modelled. */
enum zone_answer zone_forwards(const struct zone_ruleset *ruleset,
			       const struct zone_packet *packet);

#endif
