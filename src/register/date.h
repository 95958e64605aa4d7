/* SPDX-License-Identifier: Apache-2.0
 * date.h: days as Japanese offices write them, and as registers keep them.
 *
 * A day is counted from 1970-01-01 (civil.h); kept and compared as '2027-03-31'. Read in any of:
 *
 *   2027-03-31  2027/3/31  2027.3.31  20270331  2027年3月31日
 *   令和9年3月31日  R9.3.31  R09-03-31  令和元年5月1日  ㋿9年3月31日     M, T, S, H,
 * R and their signs
 *
 * with full-width letters and digits, spaces anywhere, and a weekday in brackets behind it, which
 * must be the right one. A year of an era may go beyond its end (平成32年 stands in contracts), not
 * before its beginning. Years 1868 to 2199. Eras: 元号法; 明治 from the Gregorian calendar of 1873.
 */
#ifndef REGISTER_DATE_H
#define REGISTER_DATE_H

#include "base/buf.h"

#define DATE_PLAIN 10 /* bytes of '2027-03-31' */

/* false: it is none. *ret_day is then untouched. */
bool date_read(struct view text, int64_t *ret_day) must_use;
/* '2027-03-31' and nothing else. */
bool date_read_plain(struct view text, int64_t *ret_day) must_use;
/* A day and an hour: 2027-03-31 14:05, 令和9年3月31日 午後2時5分, 2027/3/31 14時; as seconds since
 * 1970, the hour being Japan's. A day alone is its first minute. */
bool date_read_time(struct view text, int64_t *ret_time) must_use;

void date_write_plain(struct buf *out, int64_t day);
void date_write_era(struct buf *out, int64_t day); /* 令和9年3月31日, 令和元年5月1日 */
void date_write_era_short(struct buf *out, int64_t day); /* R9.3.31 */
void date_write_time(struct buf *out, int64_t time); /* 令和9年3月31日 14:05; seconds unless 0 */

/* Moved by months, which end with the month where it has no such day (民法143条2項), then days. */
int64_t date_add(int64_t day, int64_t months, int64_t days);
int64_t date_fiscal_year(int64_t day); /* from April: 2026 for 2027-03-31 */

#endif
