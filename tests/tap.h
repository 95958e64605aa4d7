/* SPDX-License-Identifier: Apache-2.0
 * tap.h: our test harness: TAP 13 on standard output, one line an expectation.
 *
 *   int main(void) { expect(1 + 1 == 2); expect_err(view_int(v, 0, 9, &n), E_BROKEN); return
 * tap_done(); }
 *
 * A failed expectation says where and goes on; a crash fails the program in meson's eyes.
 * tap_skip says why something could not be tried here; a skip is never counted as passed.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failed;

static inline bool tap_result(bool ok, const char *what, const char *file, int line)
{
	printf("%sok %d - %s\n", ok ? "" : "not ", ++tap_count, what);
	if (!ok) {
		tap_failed++;
		printf("# at %s:%d\n", file, line);
	}
	fflush(stdout);
	return ok;
}

static inline void tap_skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why);
	fflush(stdout);
}

static inline int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#define expect(condition) tap_result((condition), #condition, __FILE__, __LINE__)
#define expect_err(call, want) \
	tap_result((call) == (want), #call " gives " #want, __FILE__, __LINE__)

#endif
