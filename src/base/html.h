/* SPDX-License-Identifier: Apache-2.0
 * html.h: a character of text as HTML, where it stands between tags or in a quoted attribute.
 */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/buf.h"

void html_put(struct buf *b, uint32_t code_point);

#endif
