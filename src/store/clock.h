/* SPDX-License-Identifier: Apache-2.0
 * clock.h: the store's clock, where a wrong one would do harm.
 *
 * Times of log rows never decrease, also over a restart: a clock set back is the notary's CLOCK
 * record, not a reason for a log that runs backwards. Deadlines end items for good, and the time
 * of an original ends it for good, so after a clock that leapt forward by more than an hour, at
 * once or in steps or while the store was down, they wait for an hour of real time: long enough for
 * somebody to see it and set it right.
 */
#ifndef STORE_CLOCK_H
#define STORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_LEAP ((int64_t)3600) /* seconds */

/* Newest time in the log, at the start; 0: there is none. */
void clock_begin(int64_t newest);
/* May anything end, or be deleted, because of the time? Looks at both clocks; once a second, and
 * before anything is deleted. */
bool clock_trusted(void);
/* Now, but never before what it said last. */
int64_t clock_steady(void);

/* What the wall says beyond what has really gone by, where that was least. */
struct clock_watch {
	bool seen;
	int64_t ahead;
	uint64_t quiet_until_us;
};
/* May deadlines fire? ret_leapt: it has just leapt. */
bool clock_may_fire(struct clock_watch *w, int64_t wall, uint64_t mono_us, bool *ret_leapt);

#endif
