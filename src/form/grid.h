/* SPDX-License-Identifier: Apache-2.0
 * grid.h: grammars of text in a workbook: places, headers and footers, dates. For
 * document.c; columns and rows of a place also for who writes them.
 */
#ifndef FORM_GRID_H
#define FORM_GRID_H

#include "base/utf8.h"

#define GRID_ROWS 1048576u
#define GRID_COLUMNS 16384u

/* "AB12", "$A$1": from zero. False: no cell. */
bool grid_cell(struct view v, uint32_t *ret_column, uint32_t *ret_row);
/* The letters of a column, from zero; `to` takes three. */
size_t grid_letters(uint32_t column, char to[3]);

bool grid_cell_ok(struct view v);  /* A1, no dollar */
bool grid_area_ok(struct view v);  /* A1, A1:B2, A:C or 1:3 */
bool grid_areas_ok(struct view v); /* areas with one space between */
/* Codes of ECMA-376 18.3.1.46 but those that name the file, its folder or a picture. */
bool grid_headfoot_ok(struct view v);
bool grid_date_ok(
    struct view v); /* yyyy-mm-ddThh:mm:ss.fff, or a part of it that ISO 8601 allows */
/* Is this byte a code of headers and footers by itself ("&P")? */
bool grid_headfoot_code(uint8_t b);

#endif
