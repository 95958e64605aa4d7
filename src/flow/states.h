/* SPDX-License-Identifier: Apache-2.0
 * states.h: the life of an item as a function, made from tbl/states.h and from nothing else.
 *
 * Nobody assigns a state: whoever learns that something happened asks state_step what follows.
 * A cause that the table does not know in that state is E_PROTOCOL; the caller decides whether that
 * is a late answer (drop it) or a rule broken (end the sender).
 */
#ifndef FLOW_STATES_H
#define FLOW_STATES_H

#include "tbl/bodies.h"

enum cause {
#define CAUSE(name, what) CAUSE_##name,
#include "tbl/states.h"
#undef CAUSE
	CAUSE_COUNT
};

enum err state_step(enum item_state from, enum cause cause, enum item_state *ret) must_use;
bool state_known(uint32_t number);
bool state_final(enum item_state s);

#endif
