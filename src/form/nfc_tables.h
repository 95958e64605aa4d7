/* SPDX-License-Identifier: Apache-2.0
 * nfc_tables.h: shape of the generated Unicode tables, each sorted by its first members.
 */
#ifndef FORM_NFC_TABLES_H
#define FORM_NFC_TABLES_H

#include "base/base.h"

struct nfc_row {
	uint32_t code;
	uint16_t at, n; /* into nfc_parts: the full canonical decomposition */
};

struct nfc_pair {
	uint32_t first, second, whole;
};

struct nfc_class {
	uint32_t from, to;
	uint8_t ccc; /* canonical combining class; what is not listed has 0 */
};

extern const uint32_t nfc_parts[];
extern const struct nfc_row nfc_rows[];
extern const struct nfc_pair nfc_pairs[];
extern const struct nfc_class nfc_classes[];
extern const size_t nfc_rows_n, nfc_pairs_n, nfc_classes_n;

#endif
