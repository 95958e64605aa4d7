/* SPDX-License-Identifier: Apache-2.0
 * pdf_cmap.c: any bytes as a CMap and as a ToUnicode map; then the same bytes as a string of codes.
 */
#include "base/utf8.h"
#include "disarm/pdf/cmap.h"
#include "disarm/pdf/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena mem = arena_new((size_t)256 << 20);
	struct view in = view_of(data, size);
	struct pdf_cmap m;
	struct pdf_to_unicode *u = NULL;
	uint8_t out[4 * PDF_TEXT_MAX], bytes = 0;
	bool mapped = pdf_cmap_parse(&mem, in, NULL, &m) == OK;
	if (pdf_to_unicode_parse(&mem, in, &u) != OK)
		u = NULL;
	for (struct cursor c = cursor_of(in); mapped && cursor_left(&c) > 0;) {
		size_t before = c.at;
		uint32_t code = pdf_cmap_next(&m, &c, &bytes);
		assert(c.at > before && c.at <= size && bytes >= 1 && bytes <= 4);
		(void)pdf_cmap_cid(&m, code, bytes);
		struct pdf_text_of t = u ? pdf_to_unicode(u, code) : (struct pdf_text_of){0};
		assert(utf8_clean(pdf_text_clean(&t, out)));
	}
	struct pdf_text_of t = pdf_name_text(in);
	assert(utf8_clean(pdf_text_clean(&t, out)));
	arena_free(&mem);
	return 0;
}
