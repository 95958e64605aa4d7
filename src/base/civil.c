/* SPDX-License-Identifier: Apache-2.0
 * civil.c: the Gregorian calendar, counted in years that begin in March, so that the leap day is
 * the last of its year, and in eras of 400 years, after which it repeats.
 */
#include "base/civil.h"

#define JAPAN (9 * HOUR)
#define ERA_DAYS 146097
#define MARCH_0 719468		      /* days from 1 March of year 0 to 1 January 1970 */
#define FIRST ((int64_t)-62135596800) /* 0001-01-01 00:00:00 */
#define LAST ((int64_t)253402300799)  /* 9999-12-31 23:59:59 */

static int64_t within(int64_t time)
{
	return max_of(min_of(time, LAST), FIRST);
}

static int64_t day_of(int64_t time)
{
	return (time - FIRST) / DAY + FIRST / DAY;
}

struct civil civil_utc(int64_t time)
{
	int64_t t = within(time), days = day_of(t), rest = t - days * DAY;
	int64_t z = days + MARCH_0, era = z / ERA_DAYS, in_era = z % ERA_DAYS;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * in_year + 2) / 153;
	int month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	return (struct civil){.year = (int)(year + era * 400 + (month <= 2)),
			      .month = month,
			      .day = (int)(in_year - (153 * from_march + 2) / 5 + 1),
			      .weekday = (int)((days - FIRST / DAY + 1) % 7), /* it was a Monday */
			      .hour = (int)(rest / HOUR),
			      .minute = (int)(rest / 60 % 60),
			      .second = (int)(rest % 60)};
}

struct civil civil_japan(int64_t time)
{
	return civil_utc(within(time) + JAPAN);
}

int64_t civil_days(int64_t year, int64_t month, int64_t day)
{
	int64_t y = year - (month <= 2), from_march = month > 2 ? month - 3 : month + 9;
	int64_t era = y / 400, in_era = y % 400; /* years from 1: never below zero */
	return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 +
	       (153 * from_march + 2) / 5 + day - 1 - MARCH_0;
}

int64_t civil_japan_day(int64_t time)
{
	return day_of(within(within(time) + JAPAN));
}

int64_t civil_japan_begin(int64_t day)
{
	return day * DAY - JAPAN;
}
