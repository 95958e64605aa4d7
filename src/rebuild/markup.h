/* SPDX-License-Identifier: Apache-2.0
 * markup.h: writing XML. The only place where text becomes markup, so the only place that escapes.
 */
#ifndef REBUILD_MARKUP_H
#define REBUILD_MARKUP_H

#include "base/buf.h"

#define MARKUP_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* Character data and attribute values; `v` is clean UTF-8. In attributes tab and newline are
 * written as references, else a reader would make spaces of them (XML 1.0, 3.3.3). */
void markup_text(struct buf *b, struct view v);
void markup_value(struct buf *b, struct view v);
/* " name=\"value\"" with the value escaped; of a number. `name` is a constant of ours. */
void markup_attr(struct buf *b, const char *name, struct view v);
void markup_int(struct buf *b, int64_t n); /* decimal, without printf */
void markup_attr_int(struct buf *b, const char *name, int64_t n);
/* Must a reader be told to keep the spaces? */
bool markup_preserve(struct view v);

#endif
