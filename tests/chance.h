/* SPDX-License-Identifier: Apache-2.0
 * chance.h: numbers at random that a seed tells again (xorshift64), for tests that try a great many
 * changes: what a failed run says of itself is its seed and the number of the round.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdint.h>

static uint64_t chance = UINT64_C(88172645463325252);

/* Any seed will do: the state must only not be 0. */
static inline void chance_seed(uint64_t seed)
{
	chance = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

/* 0 to below - 1; of nothing, 0. */
static inline uint32_t any(uint32_t below)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return below == 0 ? 0 : (uint32_t)(chance >> 16) % below;
}

#endif
