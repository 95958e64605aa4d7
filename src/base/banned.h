/* SPDX-License-Identifier: Apache-2.0
 * banned.h: libc functions that have hurt everyone. Using one is a compile error; each has a
 * replacement in base/ (views, capped buffers, checked numbers) or sys/ (spawn, clock).
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under clang glibc's fortify headers spell some of these as macros. */
#undef sprintf
#undef vsprintf
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r gets
#pragma GCC poison atoi atol atoll atof system popen tmpnam mktemp

#endif
