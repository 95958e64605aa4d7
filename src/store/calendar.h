/* SPDX-License-Identifier: Apache-2.0
 * calendar.h: when a Japanese municipal office works.
 *
 * Closed: Saturdays, Sundays, national holidays (国民の祝日に関する法律, as amended for 2020 and
 * after, with substitute holidays and days between two), 29 December to 3 January (地方自治法
 * 4条の2). Days are those of civil_japan_day(). Pure.
 */
#ifndef STORE_CALENDAR_H
#define STORE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

bool calendar_works(int64_t day);
/* The first noon of a working day that is at least an hour away. */
int64_t calendar_next_noon(int64_t time);

#endif
