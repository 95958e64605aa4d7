/* SPDX-License-Identifier: Apache-2.0
 * bridge.h: the LGWAN end of the cable: which words cross, which way, and what is checked.
 *
 * Towards the LGWAN half: HELLO, OFFER, FORM (both descriptors sealed), OUT_DONE, CABLE_COUNTS,
 * ORIGINAL_OLD, _GONE, _SAID, _NOT, and _OUT (sealed; to release). Towards the Internet half:
 * HELLO, WANT, UNLOCK, ITEM_STATE (number, state, time), OUT (sealed, with its receipt),
 * CABLE_COUNT, ORIGINAL_DROP, _NOTED and _ORDER. The bridge keeps nothing: what cannot be passed on
 * is dropped, and whoever misses it asks again.
 */
#ifndef FLOW_BRIDGE_H
#define FLOW_BRIDGE_H

#include "sys/role.h"

/* Every handler of the bridge. */
void bridge_pass(struct incoming *in);

#endif
