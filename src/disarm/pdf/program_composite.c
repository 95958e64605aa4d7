/* SPDX-License-Identifier: Apache-2.0
 * pdf/program_composite.c: what a TrueType glyph costs before FreeType is let near it.
 *
 * A composite glyph names glyphs that may be composite again: a few hundred bytes can ask for two
 * to the thirtieth of them. FreeType stops only at a glyph that holds itself.
 */
#include "disarm/pdf/program_parts.h"

#define PARTS_MOST 512 /* glyphs in one glyph, counted at every use */
#define DEPTH_MOST 16

enum {
	WORDS = 0x0001,
	SCALE = 0x0008,
	MORE = 0x0020,
	SCALE_TWO = 0x0040,
	SCALE_FOUR = 0x0080,
};

struct view pdf_program_table(struct view font, const char tag[static 4])
{
	struct cursor c = cursor_of(font);
	cursor_skip(&c, 4);
	uint16_t n = cursor_u16be(&c);
	cursor_skip(&c, 6);
	for (uint16_t i = 0; i < n && !c.bad; i++) {
		struct view t = cursor_take(&c, 4);
		cursor_skip(&c, 4);
		uint32_t at = cursor_u32be(&c), length = cursor_u32be(&c);
		if (!c.bad && length > 0 && memcmp(t.p, tag, 4) == 0)
			return view_sub(font, at, length);
	}
	return VIEW("");
}

void pdf_program_find_glyphs(struct pdf_program *p, struct view font)
{
	struct view head = pdf_program_table(font, "head");
	p->wide_places = head.n >= 52 && head.p[51] != 0;
	p->places = pdf_program_table(font, "loca");
	p->shapes = pdf_program_table(font, "glyf");
}

/* From where the glyph's bytes begin to the end of the table. */
static struct view glyph_bytes(const struct pdf_program *p, uint32_t glyph)
{
	size_t size = p->wide_places ? 4 : 2;
	struct cursor c = cursor_of(view_sub(p->places, glyph * size, size));
	size_t at = p->wide_places ? cursor_u32be(&c) : 2 * (size_t)cursor_u16be(&c);
	return c.bad ? VIEW("") : view_sub(p->shapes, at, p->shapes.n);
}

static bool affordable(const struct pdf_program *p, uint32_t glyph, unsigned depth, uint32_t *left)
{
	struct cursor c = cursor_of(glyph_bytes(p, glyph));
	if (depth == 0 || (*left)-- == 0)
		return false;
	bool composite = (cursor_u16be(&c) & 0x8000) != 0;
	cursor_skip(&c, 8);
	for (uint16_t flags = MORE; composite && (flags & MORE) && !c.bad;) {
		flags = cursor_u16be(&c);
		uint16_t part = cursor_u16be(&c);
		cursor_skip(&c, flags & WORDS ? 4 : 2);
		cursor_skip(&c, flags & SCALE	     ? 2
				: flags & SCALE_TWO  ? 4
				: flags & SCALE_FOUR ? 8
						     : 0);
		if (!c.bad && !affordable(p, part, depth - 1, left))
			return false;
	}
	return true;
}

bool pdf_program_affordable(const struct pdf_program *p, uint32_t glyph)
{
	uint32_t left = PARTS_MOST;
	return p->kind != PDF_PROGRAM_TRUETYPE || affordable(p, glyph, DEPTH_MOST, &left);
}
