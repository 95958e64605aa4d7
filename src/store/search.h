/* SPDX-License-Identifier: Apache-2.0
 * search.h: finding items again.
 *
 * A name is kept as every two neighbouring characters of it, folded (full-width letters and digits
 * as ASCII, small as capital, half-width kana as they are): so a word of two characters is found as
 * well as a long one, which a longer gram would miss. A word of one character, or none, looks at
 * the newest items one by one. What the person may not see is not found.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/item.h"

/* The item's name; inside the transaction that makes its row. */
enum err search_add(const struct item *i) must_use;
/* As names and words are compared. */
void search_fold(struct view text, struct buf *out);

#endif
