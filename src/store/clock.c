/* SPDX-License-Identifier: Apache-2.0
 * clock.c: steady times, and deadlines that wait after a leap.
 */
#include "store/clock.h"

#include "sys/log.h"

static int64_t last;

void clock_begin(int64_t newest)
{
	last = newest;
}

int64_t clock_steady(void)
{
	int64_t now = clock_now();
	/* A log whose newest time is far ahead was written under a wrong clock: no use in waiting
	 * for years until it is reached. */
	if (now > last || last - now > CLOCK_LEAP)
		last = now;
	return last;
}

bool clock_may_fire(struct clock_watch *w, int64_t wall, uint64_t mono_us, bool *ret_leapt)
{
	int64_t went = (int64_t)((mono_us - w->mono_us) / 1000000);
	*ret_leapt = w->seen && wall - w->wall - went > CLOCK_LEAP;
	if (*ret_leapt)
		w->quiet_until_us = mono_us + (uint64_t)CLOCK_LEAP * 1000000;
	w->seen = true;
	w->wall = wall;
	w->mono_us = mono_us;
	return mono_us >= w->quiet_until_us;
}
