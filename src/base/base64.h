/* SPDX-License-Identifier: Apache-2.0
 * base64.h: bytes as text (RFC 4648): base64 of section 4, and hexadecimal digits.
 *
 * Strict: padding required, no spaces, unused bits zero, so that any
 * bytes have exactly one spelling.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

void base64_put(struct buf *b, struct view v);
/* Exactly `n` bytes; E_BROKEN when the text says anything else. */
enum err base64_read(struct view text, uint8_t *ret, size_t n) must_use;
/* The value of a hexadecimal digit, of either case; -1 for any other byte. */
int hex_digit(uint8_t c);
/* Two lower-case digits a byte; exactly `n` bytes. */
enum err hex_read(struct view text, uint8_t *ret, size_t n) must_use;

#endif
