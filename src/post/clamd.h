/* SPDX-License-Identifier: Apache-2.0
 * clamd.h: a second opinion on a file: clamd's INSTREAM, no more of its protocol than that.
 *
 * Sent: "zINSTREAM\0", then pieces of a big-endian length and bytes, then a length of zero.
 * Answered: one line that ends with a NUL (clamd(8)). The scanner is on this host; it is never the
 * reason why anything passes.
 */
#ifndef POST_CLAMD_H
#define POST_CLAMD_H

#include "base/view.h"
#include "policy/policy.h"

#define CLAMD_ANSWER_MAX 1024
#define CLAMD_NAME_MAX 64

/* What an answer means; where something was found, its name, as printable ASCII, cut. An answer
 * that is none of clamd's is SCAN_UNREACHED. */
enum scan_result clamd_answer(struct view line, char ret_name[CLAMD_NAME_MAX]);

/* `fd` is a TCP socket, connected or not: it is used again and again. Waits at most a minute. */
enum scan_result clamd_scan(int fd, const struct policy_relay *where, int file, uint64_t length,
			    char ret_name[CLAMD_NAME_MAX]);

#endif
