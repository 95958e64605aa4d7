/* SPDX-License-Identifier: Apache-2.0
 * pdf_font.c: any bytes as a font program: glyphs asked for in every way, outlines read back.
 */
#include "disarm/pdf/program.h"
#include "disarm/pdf/vert.h"
#include "form/forms_gen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was written must be what the form says it is. */
static void read_back(struct view segments, uint32_t n)
{
	struct cursor c = cursor_of(segments);
	assert(n <= PDF_SEGMENTS_MAX);
	for (uint32_t i = 0; i < n; i++) {
		struct form_font_segment s;
		struct form_segment_move m;
		struct form_segment_line l;
		struct form_segment_curve k;
		enum err e = form_font_segment_read(&c, &s);
		assert(e == OK && (i > 0 || s.to == FORM_FONT_SEGMENT_TO_MOVE));
		if (s.to == FORM_FONT_SEGMENT_TO_MOVE)
			e = form_segment_move_read(&c, &m);
		else if (s.to == FORM_FONT_SEGMENT_TO_LINE)
			e = form_segment_line_read(&c, &l);
		else
			e = form_segment_curve_read(&c, &k);
		assert(e == OK);
	}
	assert(cursor_done(&c));
}

static void use(struct pdf_program *p)
{
	static const struct pdf_shape shapes[] = {
	    {.stretch = 1}, {.units = 1000, .stretch = 0.5, .bolder = true, .slanted = true}};
	struct buf out = buf_new((size_t)1 << 20);
	char name[128];
	uint32_t n = min_of(pdf_program_glyphs(p), 24U);
	assert(pdf_program_units(p) >= 16 && pdf_program_units(p) <= 16384);
	for (uint32_t glyph = 0; glyph < n; glyph++) {
		for (size_t i = 0; i < array_len(shapes); i++) {
			uint32_t count = 0;
			buf_clear(&out);
			if (pdf_program_outline(p, glyph, &shapes[i], &out, &count) == OK)
				read_back(buf_view(&out), count);
		}
		(void)pdf_program_width(p, glyph);
		(void)pdf_program_unicode(p, glyph);
		(void)pdf_program_by_name(p, pdf_program_name(p, glyph, name));
	}
	for (uint32_t code = 0; code < 256; code += 5) {
		(void)pdf_program_built_in(p, code);
		(void)pdf_program_by_char(p, 1, 0, code);
		(void)pdf_program_by_char(p, 3, 0, 0xf000 + code);
		(void)pdf_program_by_unicode(p, code);
	}
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena mem = arena_new((size_t)256 << 20);
	struct pdf_library *lib = pdf_library_open(&mem);
	struct pdf_program *p = NULL;
	const uint16_t *map = pdf_vert_map(&mem, view_of(data, size), 500);
	for (uint32_t i = 0; map && i < 500; i++)
		assert(map[i] < 500);
	if (lib && pdf_program_open(lib, view_of(data, size), &p) == OK)
		use(p);
	pdf_library_close(lib);
	arena_free(&mem);
	return 0;
}
