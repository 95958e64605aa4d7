/* SPDX-License-Identifier: Apache-2.0
 * calendar.c: the holidays by rule, no table of years to keep up.
 */
#include "store/calendar.h"

#include "base/civil.h"

/* The almanac's approximation, good from 1980 to 2099. */
static int equinox(int year, int64_t at_1980)
{
	int64_t n = year - 1980;
	return (int)((at_1980 + 242194 * n) / 1000000 - n / 4);
}

struct rule {
	int month, day; /* day 0: the `nth` Monday */
	int nth;
};

static const struct rule rules[] = {
    {1, 1, 0}, {1, 0, 2}, {2, 11, 0}, {2, 23, 0}, {4, 29, 0}, {5, 3, 0},  {5, 4, 0},
    {5, 5, 0}, {7, 0, 3}, {8, 11, 0}, {9, 0, 3},  {10, 0, 2}, {11, 3, 0}, {11, 23, 0},
};

static struct civil date_of(int64_t day)
{
	return civil_utc(day * DAY);
}

static bool is_named(struct civil d)
{
	if (d.month == 3 && d.day == equinox(d.year, 20843100))
		return true;
	if (d.month == 9 && d.day == equinox(d.year, 23248800))
		return true;
	for (size_t i = 0; i < array_len(rules); i++) {
		const struct rule *r = &rules[i];
		if (r->month != d.month)
			continue;
		if (r->day ? r->day == d.day : d.weekday == 1 && (d.day + 6) / 7 == r->nth)
			return true;
	}
	return false;
}

/* A holiday on a Sunday moves to the next day that is none; a day between two becomes one. */
static bool is_holiday(int64_t day)
{
	if (is_named(date_of(day)))
		return true;
	for (int64_t before = day - 1; is_named(date_of(before)); before--)
		if (date_of(before).weekday == 0)
			return true;
	return is_named(date_of(day - 1)) && is_named(date_of(day + 1));
}

bool calendar_works(int64_t day)
{
	struct civil d = date_of(day);
	bool year_end = (d.month == 12 && d.day >= 29) || (d.month == 1 && d.day <= 3);
	return d.weekday != 0 && d.weekday != 6 && !year_end && !is_holiday(day);
}

int64_t calendar_next_noon(int64_t time)
{
	for (int64_t day = civil_japan_day(time);; day++) {
		int64_t noon = civil_japan_begin(day) + 12 * HOUR;
		if (noon >= time + HOUR && calendar_works(day))
			return noon;
	}
}
