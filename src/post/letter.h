/* SPDX-License-Identifier: Apache-2.0
 * letter.h: one notice as a mail (RFC 5322, MIME: RFC 2045 and 2047). Pure.
 *
 * Japanese first, English below. It says the item's number, a date, where to look; the file's name
 * only when it is given. All texts but the address, the number and the name are ours
 * (tbl/notices.h); addresses are the policy's and were checked there.
 */
#ifndef POST_LETTER_H
#define POST_LETTER_H

#include "base/buf.h"
#include "tbl/bodies.h"

#define LETTER_MAX ((size_t)16 << 10)

/* CRLF lines; the same notice is the same text but for the Date. E_PROTOCOL: no such notice. */
enum err letter_write(const struct body_notice *n, struct view from, struct view portal,
		      int64_t now, struct buf *out) must_use;

#endif
