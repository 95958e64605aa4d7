/* SPDX-License-Identifier: Apache-2.0
 * states.c: the model test of tbl/states.h: what must hold of the life of any item.
 */
#include "flow/states.h"
#include "tap.h"

/* Everything reachable from `from`, as bits. */
static uint32_t reach(enum item_state from)
{
	uint32_t seen = 1u << from, before;
	do {
		before = seen;
		for (int s = 0; s < STATE_COUNT; s++)
			for (int c = 0; c < CAUSE_COUNT; c++) {
				enum item_state to;
				if ((seen >> s & 1) &&
				    state_step((enum item_state)s, (enum cause)c, &to) == OK)
					seen |= 1u << to;
			}
	} while (seen != before);
	return seen;
}

static void every_state_is_reachable(void)
{
	uint32_t all = reach(STATE_NONE);
	for (int s = 0; s < STATE_COUNT; s++)
		if (!expect(all >> s & 1))
			printf("# state %d\n", s);
}

static void every_state_has_an_end(void)
{
	uint32_t finals = 0;
	for (int s = 0; s < STATE_COUNT; s++)
		finals |= state_final((enum item_state)s) ? 1u << s : 0;
	expect(finals != 0);
	for (int s = 0; s < STATE_COUNT; s++)
		if (!expect(reach((enum item_state)s) & finals))
			printf("# state %d\n", s);
}

static void nothing_leaves_an_end(void)
{
	bool left = false;
	for (int s = 0; s < STATE_COUNT; s++)
		for (int c = 0; c < CAUSE_COUNT; c++) {
			enum item_state to;
			left |= state_final((enum item_state)s) &&
				state_step((enum item_state)s, (enum cause)c, &to) == OK;
		}
	expect(!left);
}

/* Each cause leads somewhere, and no pair of state and cause has two rows. */
static void the_table_is_a_function(void)
{
	static const struct {
		int from, cause;
	} rows[] = {
#define STEP(from, cause, to) {STATE_##from, CAUSE_##cause},
#include "tbl/states.h"
#undef STEP
	};
	bool twice = false;
	uint32_t used = 0;
	for (size_t i = 0; i < array_len(rows); i++) {
		used |= 1u << rows[i].cause;
		for (size_t j = 0; j < i; j++)
			twice |= rows[i].from == rows[j].from && rows[i].cause == rows[j].cause;
	}
	expect(!twice);
	expect(used == (1u << CAUSE_COUNT) - 1);
}

/* Without a receipt signed nothing is ever delivered: every way to RELEASED is release's own word,
 * and release is only asked in RELEASING, which only SIGNED leads to. */
static void no_receipt_no_release(void)
{
	bool only = true;
	for (int s = 0; s < STATE_COUNT; s++)
		for (int c = 0; c < CAUSE_COUNT; c++) {
			enum item_state to;
			if (state_step((enum item_state)s, (enum cause)c, &to) != OK)
				continue;
			only &= to != STATE_RELEASED || c == CAUSE_DELIVERED;
			only &= to != STATE_RELEASING || c == CAUSE_SIGNED;
		}
	expect(only);
}

static void unknown_values(void)
{
	enum item_state to = STATE_HELD;
	expect_err(state_step((enum item_state)99, CAUSE_OFFERED, &to), E_PROTOCOL);
	expect_err(state_step(STATE_NONE, CAUSE_DELIVERED, &to), E_PROTOCOL);
	expect(to == STATE_HELD);
	expect(!state_known(99) && state_known(STATE_EXPIRED));
	expect(!state_final((enum item_state)99));
}

int main(void)
{
	every_state_is_reachable();
	every_state_has_an_end();
	nothing_leaves_an_end();
	the_table_is_a_function();
	no_receipt_no_release();
	unknown_values();
	return tap_done();
}
