/* SPDX-License-Identifier: Apache-2.0
 * clock.c: steady times, and deadlines that wait after a leap.
 */
#include "store/clock.h"

#include "base/base.h"
#include "sys/log.h"

static int64_t last;
static struct clock_watch watch;

static void be_quiet(struct clock_watch *w, uint64_t mono_us)
{
	w->quiet_until_us = mono_us + (uint64_t)CLOCK_LEAP * 1000000;
}

void clock_begin(int64_t newest)
{
	last = newest;
	watch = (struct clock_watch){.seen = false};
	if (newest == 0 || clock_now() - newest <= CLOCK_LEAP)
		return;
	/* Nobody was here to see what the clock did meanwhile. */
	be_quiet(&watch, clock_us());
	log_info("the log's newest entry is older than an hour: nothing expires for the next hour");
}

bool clock_trusted(void)
{
	bool leapt, may = clock_may_fire(&watch, clock_now(), clock_us(), &leapt);
	if (leapt)
		log_warn("the clock leapt forward: nothing expires for the next hour");
	return may;
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
	int64_t ahead = wall - (int64_t)(mono_us / 1000000);
	*ret_leapt = w->seen && ahead - w->ahead > CLOCK_LEAP;
	if (*ret_leapt)
		be_quiet(w, mono_us);
	w->ahead = w->seen && !*ret_leapt ? min_of(ahead, w->ahead) : ahead;
	w->seen = true;
	return mono_us >= w->quiet_until_us;
}
