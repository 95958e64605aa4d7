/* SPDX-License-Identifier: Apache-2.0
 * pdf/cmap_table.h: shape of the tables that tools/gen_pdf_cmaps.py makes from poppler-data.
 *
 * Ranges are packed LEB128 numbers, sorted by the length of the code, then by code. A number 0
 * says that codes one byte longer follow (there is one before the first, for length 1). Else it is
 * the gap since the end of the last range plus 1, followed by how many more codes than one the
 * range has and, zigzag, its first CID less the CID after the last range's.
 * Code space: length, lowest and highest code (4 bytes each, most significant first).
 * Unicode of CIDs 0, 1...: zigzag difference to the one before plus 1; 0 where there is none.
 */
#ifndef DISARM_PDF_CMAP_TABLE_H
#define DISARM_PDF_CMAP_TABLE_H

#include "base/base.h"

struct pdf_cmap_table {
	int use; /* the table whose ranges hold where this one has none; -1: none */
	bool vertical;
	uint32_t spaces_n, ranges_n; /* bytes */
	const char *spaces, *ranges;
};

struct pdf_cmap_row {
	const char *name;
	uint8_t collection; /* enum pdf_collection */
	uint8_t table;
	uint8_t coding; /* enum pdf_coding: of the codes in a string */
};

struct pdf_cid_unicode {
	uint32_t count, bytes;
	const char *packed;
};

extern const struct pdf_cmap_table pdf_cmap_tables[];
extern const struct pdf_cmap_row pdf_cmap_rows[]; /* sorted by name */
extern const size_t pdf_cmap_rows_n;
extern const struct pdf_cid_unicode pdf_cid_unicodes[]; /* by enum pdf_collection */

#endif
