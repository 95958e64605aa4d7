/* SPDX-License-Identifier: Apache-2.0
 * civil.h: seconds since 1970 as a date, and dates as days. libc's calendar would read the time
 * zone's file, which no jail has.
 *
 * The proleptic Gregorian calendar, years 1 to 9999: a time outside them, which only a broken clock
 * or a lie can be, is read as the nearest that is inside. Japan is UTC+9 without summer time.
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/base.h"

#define HOUR ((int64_t)3600)
#define DAY ((int64_t)86400)

struct civil {
	int year, month, day; /* month and day from 1 */
	int weekday;	      /* 0 is Sunday */
	int hour, minute, second;
};

struct civil civil_utc(int64_t time);
struct civil civil_japan(int64_t time);

/* Days since 1970-01-01. A day behind the end of its month counts on into the next. */
int64_t civil_days(int64_t year, int64_t month, int64_t day);
/* Which day it is in Japan, and the time at which one begins there. */
int64_t civil_japan_day(int64_t time);
int64_t civil_japan_begin(int64_t day);

#endif
