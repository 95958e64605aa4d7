/* SPDX-License-Identifier: Apache-2.0
 * xlsx.h: what the files of the workbook target share besides ooxml.h.
 */
#ifndef REBUILD_XLSX_H
#define REBUILD_XLSX_H

#include "form/grid.h"
#include "rebuild/ooxml.h"

#define XLSX_SHOWN 4096u /* strings that the preview can look up */

struct xlsx {
	bool begun, visible, full; /* the cell being read has a value or a formula */
	uint32_t n_sheets;
	struct view *sheets;	     /* names, in the order of the workbook */
	bool *listed;		     /* worksheets, then chart sheets */
	struct view *names, *tables; /* by ident; empty where there is none */
	struct view *strings;
	int64_t row;		/* of the cells being written */
	struct doc_value value; /* of the cell being written */
	bool has_value;
	struct buf vml;
	uint32_t boxes; /* of comments, written so far */
	bool box_waits; /* for its corners, or for the next comment */
	uint32_t box_column, box_row;
};

#endif
