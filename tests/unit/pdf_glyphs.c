/* SPDX-License-Identifier: Apache-2.0
 * pdf_glyphs.c: glyph by glyph: a font of Debian drawn by FreeType, against the same glyph taken as
 * outlines by lock 1 and written as a CFF font by lock 2. Fonts that are not installed are skipped.
 */
#include <ft2build.h>
#include <freetype/freetype.h>

#include "disarm/pdf/program.h"
#include "form/forms_gen.h"
#include "rebuild/cff.h"
#include "tap.h"
#include "whole.h"

#define SIZE 64 /* pixels an em */
#define SIDE 256
#define AT 64 /* origin in the picture */

struct picture {
	uint8_t p[SIDE][SIDE];
};

static struct buf load(const char *path)
{
	struct buf b = buf_new((size_t)64 << 20);
	(void)whole_read(path, &b);
	return b;
}

/* False: FreeType itself cannot draw it. */
static bool draw(FT_Face face, uint32_t glyph, struct picture *ret)
{
	memset(ret, 0, sizeof *ret);
	if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_HINTING | FT_LOAD_RENDER) != 0)
		return false;
	FT_GlyphSlot s = face->glyph;
	for (unsigned y = 0; y < s->bitmap.rows; y++)
		for (unsigned x = 0; x < s->bitmap.width; x++) {
			int to_x = AT + s->bitmap_left + (int)x;
			int to_y = SIDE - AT - s->bitmap_top + (int)y;
			if (to_x >= 0 && to_x < SIDE && to_y >= 0 && to_y < SIDE)
				ret->p[to_y][to_x] =
				    s->bitmap.buffer[y * (unsigned)s->bitmap.pitch + x];
		}
	return true;
}

static bool replay(struct cff *f, struct view segments, uint32_t n)
{
	struct cursor c = cursor_of(segments);
	while (n-- > 0) {
		struct form_font_segment s;
		struct form_segment_move m;
		struct form_segment_line l;
		struct form_segment_curve k;
		if (form_font_segment_read(&c, &s) != OK)
			return false;
		if (s.to == FORM_FONT_SEGMENT_TO_MOVE && form_segment_move_read(&c, &m) == OK)
			cff_move(f, m.point);
		else if (s.to == FORM_FONT_SEGMENT_TO_LINE && form_segment_line_read(&c, &l) == OK)
			cff_line(f, l.point);
		else if (s.to == FORM_FONT_SEGMENT_TO_CURVE &&
			 form_segment_curve_read(&c, &k) == OK)
			cff_curve(f, k.points);
		else
			return false;
	}
	return cursor_done(&c);
}

/* Glyphs 0 to n-1 as CIDs 1 to n. */
static bool rebuild(struct pdf_program *p, uint32_t n, struct buf *ret)
{
	struct cff f = {0};
	struct buf segments = buf_new((size_t)1 << 20);
	struct pdf_shape plain = {.stretch = 1};
	bool ok = true;
	cff_begin(&f, pdf_program_units(p));
	for (uint32_t glyph = 0; glyph < n && ok; glyph++) {
		uint32_t count = 0;
		buf_clear(&segments);
		if (pdf_program_outline(p, glyph, &plain, &segments, &count) != OK)
			count = 0;
		cff_glyph_begin(&f, 0);
		ok = replay(&f, buf_view(&segments), count) && cff_glyph_end(&f) == OK;
	}
	ok = ok && cff_end(&f, ret) == OK;
	cff_free(&f);
	buf_free(&segments);
	return ok;
}

struct result {
	unsigned drawn, same, worst;
};

static void compare(FT_Face a, FT_Face b, uint32_t n, struct result *r)
{
	static struct picture x, y;
	for (uint32_t glyph = 0; glyph < n; glyph++) {
		if (!draw(a, glyph, &x))
			continue;
		unsigned worst = 0;
		bool there = draw(b, glyph + 1, &y);
		for (int i = 0; i < SIDE * SIDE; i++) {
			int apart = x.p[i / SIDE][i % SIDE] - y.p[i / SIDE][i % SIDE];
			worst = max_of(worst, (unsigned)(apart < 0 ? -apart : apart));
		}
		r->drawn++;
		r->same += there && worst == 0;
		r->worst = max_of(r->worst, there ? worst : 255);
	}
}

static void font_bytes(FT_Library ft, struct view bytes, const char *path, uint32_t most,
		       unsigned apart)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct pdf_library *lib = pdf_library_open(&mem);
	struct pdf_program *p = NULL;
	struct buf cff = buf_new((size_t)32 << 20);
	FT_Face a, b;
	struct result r = {0};
	if (expect(pdf_program_open(lib, bytes, &p) == OK)) {
		uint32_t n = min_of(pdf_program_glyphs(p), most);
		expect(rebuild(p, n, &cff));
		if (expect(FT_New_Memory_Face(ft, bytes.p, (FT_Long)bytes.n, 0, &a) == 0 &&
			   FT_New_Memory_Face(ft, cff.p, (FT_Long)cff.n, 0, &b) == 0)) {
			(void)FT_Set_Pixel_Sizes(a, 0, SIZE);
			(void)FT_Set_Pixel_Sizes(b, 0, SIZE);
			compare(a, b, n, &r);
			printf("# %s: %u glyphs, %u the same, worst difference %u of 255\n", path,
			       r.drawn, r.same, r.worst);
			expect(r.drawn > 0 && r.worst <= apart);
			(void)FT_Done_Face(a);
			(void)FT_Done_Face(b);
		}
	}
	pdf_library_close(lib);
	arena_free(&mem);
	buf_free(&cff);
}

static void font(FT_Library ft, const char *path, uint32_t most, unsigned apart)
{
	struct buf bytes = load(path);
	if (bytes.n == 0)
		tap_skip(path, "not installed");
	else
		font_bytes(ft, buf_view(&bytes), path, most, apart);
	buf_free(&bytes);
}

/* A Type 1 font whose matrix is not a thousandth: smaller units, and slanted. */
static void matrix(FT_Library ft, const char *with, const char *what)
{
	static const char path[] = "/usr/share/fonts/type1/urw-base35/NimbusRoman-Regular.t1";
	struct buf bytes = load(path), bent = buf_new((size_t)1 << 20);
	size_t at = 0;
	while (at + 12 < bytes.n && memcmp(bytes.p + at, "/FontMatrix ", 12) != 0)
		at++;
	size_t end = view_find(buf_view(&bytes), at, ']');
	if (bytes.n == 0 || end >= bytes.n) {
		tap_skip(what, "the font is not installed");
	} else {
		/* In a PFB the first segment's length is that of what follows it. */
		buf_put(&bent, view_sub(buf_view(&bytes), 0, at));
		buf_str(&bent, with);
		buf_put(&bent, view_sub(buf_view(&bytes), end + 1, bytes.n));
		if (bent.p[0] == 0x80) {
			uint32_t n = (uint32_t)(bytes.p[2] | bytes.p[3] << 8 | bytes.p[4] << 16);
			buf_set_u32(&bent, 2, n + (uint32_t)(bent.n - bytes.n));
		}
		font_bytes(ft, buf_view(&bent), what, 300, 2);
	}
	buf_free(&bytes);
	buf_free(&bent);
}

/* Small fonts of ours (tools/make_pdf_font_seeds.py): which glyph, and what is in it. */
static void small(const char *folder)
{
	static const struct {
		const char *name;
		enum pdf_program_kind kind;
		uint32_t glyph, units, segments;
		double width;
	} rows[] = {
	    {"square.ttf", PDF_PROGRAM_TRUETYPE, 0, 1000, 5, 700},
	    {"square.ttf", PDF_PROGRAM_TRUETYPE, 1, 1000, 5, 700},
	    {"square.ttf", PDF_PROGRAM_TRUETYPE, 2, 1000, 10, 700}, /* composite */
	    {"type1.pfa", PDF_PROGRAM_TYPE1, 1, 1000, 5, 600},
	    {"type1.pfa", PDF_PROGRAM_TYPE1, 3, 1000, 9, 600}, /* letter and accent */
	    {"matrix.pfa", PDF_PROGRAM_TYPE1, 1, 2000, 5, 300},
	    {"name.cff", PDF_PROGRAM_CFF, 1, 1000, 5, 0},
	    {"wrapped.otf", PDF_PROGRAM_CFF, 1, 1000, 5, 0},
	    {"cid.cff", PDF_PROGRAM_CFF, 10, 1000, 5, 0}, /* by CID */
	    {"cid.cff", PDF_PROGRAM_CFF, 11, 1000, 0, 0}, /* no such CID: that of CID 0 */
	    {"bad-doubled.ttf", PDF_PROGRAM_TRUETYPE, 3, 1000, 40, 700}, /* eight squares */
	    {"bad-doubled.ttf", PDF_PROGRAM_TRUETYPE, 12, 1000, UINT32_MAX, 0},
	    {"bad-itself.ttf", PDF_PROGRAM_TRUETYPE, 1, 1000, UINT32_MAX, 0},
	    {"bad-far.pfa", PDF_PROGRAM_TYPE1, 0, 1000, UINT32_MAX, 500},
	    {"bad-subrs.pfa", PDF_PROGRAM_TYPE1, 0, 1000, UINT32_MAX, 0},
	    {"bad-cut.ttf", PDF_PROGRAM_TRUETYPE, 0, 0, 0, 0},
	    {"bad-ttc.ttc", PDF_PROGRAM_TRUETYPE, 0, 0, 0, 0},
	    {"bad-empty.cff", PDF_PROGRAM_CFF, 0, 0, 0, 0},
	};
	const struct pdf_shape plain = {.stretch = 1};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct arena mem = arena_new((size_t)64 << 20);
		struct pdf_library *lib = pdf_library_open(&mem);
		struct pdf_program *p = NULL;
		struct buf out = buf_new((size_t)1 << 20);
		char path[1024];
		uint32_t n = UINT32_MAX;
		(void)snprintf(path, sizeof path, "%s/pdf_font/%s", folder, rows[i].name);
		struct buf bytes = load(path);
		enum err e = pdf_program_open(lib, buf_view(&bytes), &p);
		expect(bytes.n > 0 && (e == OK) == (rows[i].units != 0));
		if (e == OK) {
			e = pdf_program_outline(p, rows[i].glyph, &plain, &out, &n);
			if (!expect(n == rows[i].segments && (e == OK) == (n != UINT32_MAX)))
				printf("# %s %u: %u segments\n", rows[i].name, rows[i].glyph, n);
			expect(pdf_program_units(p) == rows[i].units &&
			       pdf_program_kind(p) == rows[i].kind);
			if (!expect(pdf_program_width(p, rows[i].glyph) == rows[i].width))
				printf("# %s: %f\n", rows[i].name,
				       pdf_program_width(p, rows[i].glyph));
		}
		pdf_library_close(lib);
		buf_free(&bytes);
		buf_free(&out);
		arena_free(&mem);
	}
}

int main(int argc, char **argv)
{
	FT_Library ft;
	small(argc > 1 ? argv[1] : ".");
	if (!expect(FT_Init_FreeType(&ft) == 0))
		return tap_done();
	/* TrueType's curves are conics: the rasteriser cuts ours in other pieces. */
	font(ft, "/usr/share/fonts/type1/urw-base35/NimbusSans-Italic.t1", 400, 0);
	font(ft, "/usr/share/fonts/type1/urw-base35/Z003-MediumItalic.t1", 400, 0);
	font(ft, "/usr/share/fonts/opentype/urw-base35/NimbusRoman-Bold.otf", 400, 0);
	font(ft, "/usr/share/fonts/opentype/urw-base35/D050000L.otf", 400, 0);
	font(ft, "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 400, 48);
	font(ft, "/usr/share/fonts/opentype/ipafont-mincho/ipam.ttf", 600, 64);
	font(ft, "/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf", 600, 64);
	matrix(ft, "/FontMatrix [0.0005 0 0 0.0005 0 0]", "half-sized units");
	matrix(ft, "/FontMatrix [0.001 0 0.0003 0.001 0 0]", "slanted by its matrix");
	FT_Done_FreeType(ft);
	return tap_done();
}
