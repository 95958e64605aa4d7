/* SPDX-License-Identifier: Apache-2.0
 * base64.h: RFC 4648 section 4, strict: padding required, no spaces, unused bits zero, so that any
 * bytes have exactly one spelling.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

void base64_put(struct buf *b, struct view v);
/* Exactly `n` bytes; E_BROKEN when the text says anything else. */
enum err base64_read(struct view text, uint8_t *ret, size_t n) must_use;
/* Two lower-case digits a byte; exactly `n` bytes. */
enum err hex_read(struct view text, uint8_t *ret, size_t n) must_use;

#endif
