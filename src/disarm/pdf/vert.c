/* SPDX-License-Identifier: Apache-2.0
 * pdf/vert.c: the feature "vert" of a font, as one array.
 */
#include "disarm/pdf/program.h"
#include "disarm/pdf/vert.h"

enum { LOOKUP_SINGLE = 1, LOOKUP_EXTENSION = 7, SUBTABLES_MAX = 64, LOOKUPS_MAX = 64 };

struct vert {
	struct view gsub;
	uint16_t *map;
	uint32_t glyphs;
	uint32_t left; /* substitutions: coverages may overlap without end */
};

static uint16_t u16_at(struct view v, size_t at)
{
	return at + 2 <= v.n ? (uint16_t)(v.p[at] << 8 | v.p[at + 1]) : 0;
}

static struct view from(struct view v, size_t at)
{
	return view_sub(v, at, v.n);
}

/* Sets the vertical form of the glyph that is number `index` of the coverage. */
static void set(struct vert *v, struct view sub, uint16_t glyph, uint32_t index)
{
	if (v->left == 0)
		return;
	v->left--;
	uint16_t format = u16_at(sub, 0), to;
	if (format == 1)
		to = (uint16_t)(glyph + u16_at(sub, 4));
	else if (format == 2 && index < u16_at(sub, 4))
		to = u16_at(sub, 6 + 2 * (size_t)index);
	else
		return;
	if (glyph < v->glyphs && to < v->glyphs)
		v->map[glyph] = to;
}

static void substitute(struct vert *v, struct view sub)
{
	struct view coverage = from(sub, u16_at(sub, 2));
	uint16_t format = u16_at(coverage, 0), n = u16_at(coverage, 2);
	if (format == 1) {
		for (uint32_t i = 0; i < n && v->left > 0 && 4 + 2 * i < coverage.n; i++)
			set(v, sub, u16_at(coverage, 4 + 2 * (size_t)i), i);
		return;
	}
	for (uint32_t i = 0; format == 2 && v->left > 0 && i < n && 4 + 6 * i < coverage.n; i++) {
		size_t at = 4 + 6 * (size_t)i;
		uint32_t first = u16_at(coverage, at), last = u16_at(coverage, at + 2);
		uint32_t index = u16_at(coverage, at + 4);
		for (uint32_t g = first; g <= last && v->left > 0; g++)
			set(v, sub, (uint16_t)g, index + g - first);
	}
}

static void lookup(struct vert *v, struct view l)
{
	uint16_t type = u16_at(l, 0), n = u16_at(l, 4);
	for (size_t i = 0; i < n && i < SUBTABLES_MAX; i++) {
		struct view sub = from(l, u16_at(l, 6 + 2 * i));
		if (type == LOOKUP_EXTENSION && u16_at(sub, 2) == LOOKUP_SINGLE)
			substitute(v, from(sub, (size_t)u16_at(sub, 4) << 16 | u16_at(sub, 6)));
		else if (type == LOOKUP_SINGLE)
			substitute(v, sub);
	}
}

static void feature(struct vert *v, struct view f)
{
	struct view lookups = from(v->gsub, u16_at(v->gsub, 8));
	uint16_t n = u16_at(f, 2);
	for (size_t i = 0; i < n && i < LOOKUPS_MAX; i++) {
		uint16_t number = u16_at(f, 4 + 2 * i);
		if (number < u16_at(lookups, 0))
			lookup(v, from(lookups, u16_at(lookups, 2 + 2 * (size_t)number)));
	}
}

const uint16_t *pdf_vert_map(struct arena *mem, struct view font, uint32_t glyphs)
{
	struct vert v = {
	    .gsub = pdf_program_table(font, "GSUB"), .glyphs = glyphs, .left = 4 * 65536};
	v.map = arena_array(mem, max_of(glyphs, 1U), sizeof *v.map);
	if (!v.map)
		return NULL;
	for (uint32_t g = 0; g < glyphs; g++)
		v.map[g] = (uint16_t)g;
	struct view features = from(v.gsub, u16_at(v.gsub, 6));
	uint16_t n = v.gsub.n > 10 ? u16_at(features, 0) : 0;
	for (size_t i = 0; i < n && 2 + 6 * i < features.n; i++) {
		struct cursor c = cursor_of(view_sub(features, 2 + 6 * i, 6));
		struct view tag = cursor_take(&c, 4);
		uint16_t at = cursor_u16be(&c);
		if (!c.bad && view_eq(tag, VIEW("vert"))) {
			feature(&v, from(features, at));
			break; /* the same lookups for every script of these faces */
		}
	}
	return v.map;
}

uint32_t pdf_vert_plain(uint32_t x)
{
	/* From Unicode's compatibility decompositions, full-width. */
	static const uint16_t fe10[] = {0xff0c, 0x3001, 0x3002, 0xff1a, 0xff1b,
					0xff01, 0xff1f, 0x3016, 0x3017, 0x2026};
	static const uint16_t fe30[] = {0x2025, 0x2014, 0x2013, 0xff3f, 0xfe4f, 0xff08, 0xff09,
					0xff5b, 0xff5d, 0x3014, 0x3015, 0x3010, 0x3011, 0x300a,
					0x300b, 0x3008, 0x3009, 0x300c, 0x300d, 0x300e, 0x300f,
					0xfe45, 0xfe46, 0xff3b, 0xff3d};
	if (x >= 0xfe10 && x - 0xfe10 < array_len(fe10))
		return fe10[x - 0xfe10];
	if (x >= 0xfe30 && x - 0xfe30 < array_len(fe30))
		return fe30[x - 0xfe30];
	if (x == 0x205d || x == 0x205a) /* what poppler-data calls the upright ellipses */
		return x == 0x205d ? 0x2026 : 0x2025;
	return x;
}
