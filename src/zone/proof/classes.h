/* SPDX-License-Identifier: Apache-2.0
 * classes.h: one packet of each class of the model: of what each rule of the policy decides, of
 * what each rule of the ruleset accepts or drops, and of what is left at the end of its chains.
 */
#ifndef ZONE_CLASSES_H
#define ZONE_CLASSES_H

#include "zone/proof/prove.h"

struct zone_classes {
	struct zone_packet *packets;
	uint32_t count;
	/* Of so many, no packet can be sent in the lab: an interface that nobody has, a state that
	 * no first packet is in, an address without a route. */
	uint32_t unsendable;
	uint32_t left_out; /* more than `most` */
};

enum err zone_classes(const struct zone_allowed *allowed, const struct zone_ruleset *ruleset,
		      struct arena *mem, uint32_t most, struct zone_classes *ret) must_use;

#endif
