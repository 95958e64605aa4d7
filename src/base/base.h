/* SPDX-License-Identifier: Apache-2.0
 * base.h: the few words every file uses. Pure: no system call behind any of base/.
 *
 * Style in one breath: functions that can fail return `enum err` and are must_use; results go
 * to `ret_x`, which stays untouched on failure; bad input is an error, our own mistake an assert.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/banned.h"
#include "base/err.h"

#define must_use __attribute__((warn_unused_result))
#define unused_arg __attribute__((unused))
#define print_like(fmt, args) __attribute__((format(printf, fmt, args)))
#define no_return __attribute__((noreturn))
#define scope_end(function) __attribute__((cleanup(function)))

#define array_len(a) (sizeof(a) / sizeof((a)[0]))
#define min_of(a, b) ((a) < (b) ? (a) : (b))
#define max_of(a, b) ((a) > (b) ? (a) : (b))

/* Overflow-checked arithmetic: true when the result did not fit (the result is then unusable). */
#define ckd_add(ret, a, b) __builtin_add_overflow((a), (b), (ret))
#define ckd_sub(ret, a, b) __builtin_sub_overflow((a), (b), (ret))
#define ckd_mul(ret, a, b) __builtin_mul_overflow((a), (b), (ret))

/* Leave `function` at the first error: try(step()); */
#define try(expression)                           \
	do {                                      \
		enum err try_err_ = (expression); \
		if (try_err_ != OK)               \
			return try_err_;          \
	} while (0)

#endif
