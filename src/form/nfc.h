/* SPDX-License-Identifier: Apache-2.0
 * nfc.h: Unicode normalisation form C (UAX #15) for short strings such as file names. macOS sends
 * names decomposed (か + ゛); two names that look the same must be the same bytes.
 */
#ifndef FORM_NFC_H
#define FORM_NFC_H

#include "base/utf8.h"

#define NFC_MOST 1024 /* code points of the input */

/* Appends the normal form of `v`; false, and nothing written, when `v` is malformed or too long. */
bool nfc_put(struct buf *out, struct view v) must_use;

#endif
