/* SPDX-License-Identifier: Apache-2.0
 * pdf/names_table.h: shape of the tables that tools/gen_pdf_names.py makes.
 */
#ifndef DISARM_PDF_NAMES_TABLE_H
#define DISARM_PDF_NAMES_TABLE_H

#include "base/base.h"

struct pdf_name {
	const char *name;
	uint32_t text[4]; /* code points, 0 after the last */
};

extern const struct pdf_name pdf_names[]; /* sorted by name, byte by byte */
extern const size_t pdf_names_n;
/* By enum pdf_encoding_id; NULL where a code has no character. */
extern const char *const pdf_encodings[][256];

#endif
