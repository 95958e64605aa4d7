/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_report.c: what a person is told about a document's fonts.
 */
#include "base/utf8.h"
#include "disarm/encoding.h"
#include "disarm/pdf/font_parts.h"

/* Producers of Japan write names in Shift_JIS, whatever the standard says. */
static struct view readable(const struct pdf_font *f, struct buf *room)
{
	uint32_t bad = 0;
	buf_clear(room);
	if (utf8_valid(f->base) ||
	    encoding_to_utf8(ENCODING_WINDOWS_31J, f->base, room, &bad) != OK || bad > 0)
		return f->base;
	return buf_view(room);
}

void pdf_fonts_report(const struct pdf_fonts *set)
{
	scope_end(buf_free) struct buf room = buf_new(1024);
	struct report *r = set->pdf->d->report;
	for (uint32_t i = 1; i <= pdf_fonts_count(set); i++) {
		const struct pdf_font *f = pdf_fonts_at(set, i);
		struct view name = readable(f, &room);
		if (pdf_font_source(f) == PDF_FONT_SUBSTITUTED)
			report_add(r, FINDING_FONT_SUBSTITUTED, PLACE_FILE, 0, name, NULL);
		report_add_many(r, FINDING_GLYPH_MISSING, PLACE_FILE, 0, name, NULL, f->missing);
		report_add_many(r, FINDING_GLYPH_BROKEN, PLACE_FILE, 0, name, NULL, f->blank);
		report_add_many(r, FINDING_TEXT_UNKNOWN, PLACE_FILE, 0, name, NULL, f->unknown);
	}
}
