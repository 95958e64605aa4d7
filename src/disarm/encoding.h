/* SPDX-License-Identifier: Apache-2.0
 * encoding.h: text in any encoding an office meets, to UTF-8.
 *
 * Told by mark (UTF-8, UTF-16), by form (ISO-2022-JP), by being strict UTF-8, and else by scoring
 * the rows of JIS X 0208 that the bytes would mean as windows-31j or EUC-JP. Conversion is ICU's:
 * circled digits, 髙, ㈱, half-width kana, gaiji (private use) and JIS X 0212 survive.
 */
#ifndef DISARM_ENCODING_H
#define DISARM_ENCODING_H

#include "base/buf.h"

enum encoding {
	ENCODING_NONE, /* not text, or none that we can tell */
	ENCODING_UTF8,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_ISO_2022_JP,
	ENCODING_WINDOWS_31J,
	ENCODING_EUC_JP,
	ENCODING_COUNT
};

/* Looks at the first 64 KiB. ret_mark: bytes of byte order mark at the front. */
enum encoding encoding_tell(struct view in, size_t *ret_mark);
const char *encoding_name(enum encoding e);

/* Appends `in` (without its mark) as well-formed UTF-8; what is malformed becomes U+FFFD and is
 * counted. E_ENCODING when more than a slip here and there is malformed. Controls pass: the caller
 * decides about them. */
enum err encoding_to_utf8(enum encoding e, struct view in, struct buf *out,
			  uint32_t *ret_bad) must_use;

/* The other way, for a name or a password; what cannot be said becomes a substitute. E_ENCODING. */
enum err encoding_from_utf8(enum encoding e, struct view in, struct buf *out) must_use;

/* Opens every converter once: ICU reads its tables on first use. */
void encoding_warm(void);

#endif
