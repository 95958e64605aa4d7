/* SPDX-License-Identifier: Apache-2.0
 * states.c: the two tables of tbl/states.h compiled in.
 */
#include "flow/states.h"

static const struct {
	bool known, final;
} states[STATE_COUNT] = {
#define STATE(name, number, final, ja, en) [number] = {true, final},
#include "tbl/states.h"
#undef STATE
};

static const struct {
	enum item_state from;
	enum cause cause;
	enum item_state to;
} steps[] = {
#define STEP(from, cause, to) {STATE_##from, CAUSE_##cause, STATE_##to},
#include "tbl/states.h"
#undef STEP
};

enum err state_step(enum item_state from, enum cause cause, enum item_state *ret)
{
	for (size_t i = 0; i < array_len(steps); i++) {
		if (steps[i].from == from && steps[i].cause == cause) {
			*ret = steps[i].to;
			return OK;
		}
	}
	return E_PROTOCOL;
}

bool state_known(uint32_t number)
{
	return number < STATE_COUNT && states[number].known;
}

bool state_final(enum item_state s)
{
	return state_known(s) && states[s].final;
}
