/* SPDX-License-Identifier: Apache-2.0
 * table.h: columns that line up on a terminal, also in Japanese.
 *
 *   struct cli_table t = cli_table_new(3);
 *   cli_table_cell(&t, "符号"); ... one call a cell, row by row; the first row is the heading.
 *                                   What moves a terminal's cursor is not printed
 *   cli_table_print(&t, stdout);      prints and frees
 */
#ifndef SHEET_TABLE_H
#define SHEET_TABLE_H

#include <stdio.h>

#include "base/buf.h"

#define CLI_TABLE_COLUMNS 8

struct cli_table {
	size_t columns, cells;
	size_t width[CLI_TABLE_COLUMNS];
	struct buf text; /* cells, each ended by NUL */
};

struct cli_table cli_table_new(size_t columns);
void cli_table_cell(struct cli_table *t, struct view text);
void cli_table_print(struct cli_table *t, FILE *to);

/* Terminal cells that valid UTF-8 takes: East Asian wide and full-width ones two, combining none.
 */
size_t cli_width(struct view text);

#endif
