/* SPDX-License-Identifier: Apache-2.0
 * html.c: the five characters that mean something to HTML.
 */
#include "base/html.h"

#include "base/utf8.h"

static const char *const escapes[] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_put(struct buf *b, uint32_t code_point)
{
	if (code_point < array_len(escapes) && escapes[code_point])
		buf_str(b, escapes[code_point]);
	else
		utf8_put(b, code_point);
}
