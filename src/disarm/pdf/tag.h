/* SPDX-License-Identifier: Apache-2.0
 * pdf/tag.h: the structure tree of a tagged PDF (ISO 32000-2 14.7), as far as the form has words.
 */
#ifndef DISARM_PDF_TAG_H
#define DISARM_PDF_TAG_H

#include "disarm/pdf/content.h"

/* Reads the whole tree, once the pages are known; makes nothing of a file without one. */
void tags_open(struct reader *r);
/* The place of the page at hand's marked content of that number; 0: nowhere in the tree. */
node_id tag_of(struct reader *r, int64_t number);
/* Gives every tag its number, in the order of the tree. */
enum err tags_place(struct reader *r) must_use;
/* The element an annotation belongs to, by its StructParent; 0: none. */
node_id tag_of_annotation(struct reader *r, const struct pdf_obj *annotation);
void tags_free(struct reader *r);

#endif
