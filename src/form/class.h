/* SPDX-License-Identifier: Apache-2.0
 * class.h: the classes of text that plain forms know. Each says yes or no to a whole string.
 */
#ifndef FORM_CLASS_H
#define FORM_CLASS_H

#include "base/utf8.h"

bool class_clean(struct view v); /* well-formed, nothing forbidden; newline and tab allowed */
bool class_line(struct view v);	 /* clean without newline */
bool class_word(struct view v);	 /* line without tab */

/* [+-] digits, perhaps in groups by commas, [. digits] [e+-digits] [%]; or . digits. ASCII only. */
bool class_number(struct view v);
/* yyyy-m-d, yyyy/m/d or yyyy.m.d, perhaps followed by a space and h:mm or h:mm:ss. */
bool class_date(struct view v);

/* Would a spreadsheet evaluate this cell in a way that calls, fetches or starts something?
 * After leading white space:
 *   "="             always, unless nothing but = and - follows (a drawn line);
 *   "+", "-", "@"   when a call NAME(, a DDE pipe | or a sheet mark ! follows somewhere.
 * So -1,000 and +81-3-1234-5678 and @section and "- none" are not formulas here.
 * Full-width forms count as the ASCII ones: Japanese input methods and Excel treat them alike. */
bool class_formula(struct view v);

/* "sep=" in the first cell of a table: Excel takes it as an order, not as a cell. */
bool class_directive(struct view cell);

/* Would a program take a text that starts so for another format (PDF, RTF, PostScript, GIF, RAR)?
 * Word opens RTF under any name. */
bool class_foreign(struct view start);

/* Must a cell be written in quotation marks? Any of the three separators asks for them, so that a
 * reader who guesses another separator than ours still sees the same cells. */
bool class_needs_marks(struct view v);

#endif
