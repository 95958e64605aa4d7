/* SPDX-License-Identifier: Apache-2.0
 * sheet.h: one page of headings, sentences and tables, for a terminal or as a page to print.
 *
 *   struct sheet s = sheet_begin(file, html, english, title);
 *   sheet_heading(&s, "..."); sheet_say(&s, SHEET_PLAIN, "...");
 *   sheet_table(&s, 3); sheet_cell(&s, "...") row by row, the first row is the heading;
 * sheet_table_end(&s); sheet_end(&s); Every text is cleaned of control characters, and escaped
 * where the page is HTML.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "sheet/table.h"

enum sheet_weight { SHEET_PLAIN, SHEET_BIG, SHEET_SMALL };

struct sheet {
	FILE *to;
	bool html, english;
	struct cli_table table;
	size_t columns, cells;
};

/* The style of the page, as it stands in it: for a Content-Security-Policy that names its hash. */
extern const char sheet_style[];
struct sheet sheet_begin(FILE *to, bool html, bool english, const char *title);
void sheet_heading(struct sheet *s, const char *ja, const char *en);
void sheet_say(struct sheet *s, enum sheet_weight weight, const char *ja, const char *en, ...)
    print_like(3, 5) print_like(4, 5);
void sheet_table(struct sheet *s, size_t columns);
void sheet_cell(struct sheet *s, const char *ja, const char *en);
void sheet_number(struct sheet *s, uint64_t n);
void sheet_table_end(struct sheet *s);
/* False: something could not be written. */
bool sheet_end(struct sheet *s);

#endif
