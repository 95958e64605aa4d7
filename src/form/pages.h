/* SPDX-License-Identifier: Apache-2.0
 * pages.h: units and shared limits of the plain form of fixed pages (FORM_PAGES).
 *
 * The records are in docs/plain-forms.md, their readers and writers in forms_gen.h. To write one:
 *
 *   form_pages_write(b, &(struct form_pages){.items = n});           the head; n is known first
 *   form_page_item_write(b, &(struct form_page_item){FORM_PAGE_ITEM_KIND_PAGE});
 *   form_page_page_write(b, &(struct form_page_page){..., .operators = k});
 *   form_page_op_write(b, &(struct form_page_op){FORM_PAGE_OP_OP_WIDTH});
 *   form_op_width_write(b, &(struct form_op_width){500000});         0.5 w
 *
 * A list's count stands before its records: collect them in a buf of their own and append it.
 * The first item has number 1; a ref names an earlier item. Pictures are further parts of the form.
 */
#ifndef FORM_PAGES_H
#define FORM_PAGES_H

#include "form/forms_gen.h"

#define PAGES_MICRO 1000000LL	/* units of user space, 1, or an em: see the field */
#define PAGES_NANO 1000000000LL /* matrices */
/* |coordinate| in micro, |matrix value| in nano; what is beyond is cut off or left out by lock 1.
 */
#define PAGES_COORD_MOST 10000000000000LL
#define PAGES_MATRIX_MOST 1000000000000000LL
#define PAGES_DEPTH_MOST 256	     /* save, text and mark together, in one list of operators */
#define PAGES_UNICODE_MOST 8	     /* code points of a glyph */
#define PAGES_SEGMENTS_MOST 4000000u /* of one font */
/* Operators drawn, groups and patterns counted at every use, for each one the policy allows. */
#define PAGES_DRAWN_TIMES 100u

/* 1, 3, 4 for grey, rgb, cmyk. */
uint32_t pages_components(enum form_page_shading_space space);

/* Text that a glyph may stand for: word of at most eight code points. */
bool pages_unicode_ok(struct view text);
/* Letters, digits and hyphens; or nothing. */
bool pages_lang_ok(struct view lang);

#endif
