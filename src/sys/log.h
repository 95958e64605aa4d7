/* SPDX-License-Identifier: Apache-2.0
 * log.h: one line a decision, to standard error (the keeper's journal). Whoever decides logs, once.
 * Never raw bytes: control characters and non-UTF-8 are escaped. No personal data, no file names.
 */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "base/civil.h"

void log_name(const char *process); /* prefix of every later line */
void log_info(const char *fmt, ...) print_like(1, 2);
void log_warn(const char *fmt, ...) print_like(1, 2);
void log_fatal(const char *fmt, ...) print_like(1, 2) no_return; /* exits 70 */

/* Clocks: seconds since 1970; microseconds of a monotonic clock. */
int64_t clock_now(void);
uint64_t clock_us(void);
/* "令和8年11月21日 14:05" and "2026-11-21 14:05", Japan time (UTC+9, no summer time). */
struct clock_text {
	char s[48];
};
struct clock_text clock_ja(int64_t t);
struct clock_text clock_iso(int64_t t);

#endif
