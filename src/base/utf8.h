/* SPDX-License-Identifier: Apache-2.0
 * utf8.h: strict UTF-8 (Unicode 15 table 3-7: no overlong forms, no surrogates, no more than
 * U+10FFFF) and the classes of code points that plain forms allow.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

#define UTF8_BAD UINT32_MAX

/* Next code point, moving the cursor past it; UTF8_BAD (and c->bad) when malformed or at the end.
 */
uint32_t utf8_next(struct cursor *c);
bool utf8_valid(struct view v);
/* Number of code points; the view must be valid. */
size_t utf8_count(struct view v);
void utf8_put(struct buf *b, uint32_t code_point);
/* Writes up to four bytes and says how many; the code point must be a scalar value. */
size_t utf8_encode(uint8_t *to, uint32_t code_point);

/* Characters that no form, name or report may carry: C0 but tab and newline, DEL, C1, NUL,
 * bidirectional controls, zero-width format characters (but U+200C/U+200D joiners and variation
 * selectors, which scripts need), noncharacters, tags, the byte order mark. */
bool utf8_forbidden(uint32_t code_point);
/* Valid UTF-8 and nothing forbidden. */
bool utf8_clean(struct view v);

/* For showing what anybody wrote: the next code point, or U+FFFD for a malformed byte and for a
 * forbidden character. In a line a tab and a newline become one, too. */
uint32_t utf8_shown(struct cursor *c);
uint32_t utf8_shown_in_line(struct cursor *c);

#endif
