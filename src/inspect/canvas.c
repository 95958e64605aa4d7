/* SPDX-License-Identifier: Apache-2.0
 * canvas.c: pixels, paths, words.
 */
// clang-format off
#include <ft2build.h> /* before base/banned.h */
#include <freetype/freetype.h>
#include <freetype/ftoutln.h>
#include <freetype/ftstroke.h>
#include "inspect/canvas.h"
// clang-format on

#define POINTS_MOST 30000u

static FT_Library library;
static FT_Face face;

/* Debian's IPA fonts, which disarm uses, too; any Japanese one would do. */
const char *inspect_font_file(unsigned n)
{
	static const char *const files[] = {
	    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
	    "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
	    "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
	    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
	};
	return n < array_len(files) ? files[n] : NULL;
}

static bool ready(void)
{
	return library || FT_Init_FreeType(&library) == 0;
}

void inspect_font_give(struct view bytes)
{
	if (!face && ready() && bytes.n <= (size_t)INT32_MAX)
		(void)FT_New_Memory_Face(library, bytes.p, (FT_Long)bytes.n, 0, &face);
}

/* --- pixels --- */

void canvas_unclip(struct canvas *c)
{
	c->clip[0] = c->clip[1] = 0;
	c->clip[2] = (int32_t)c->width;
	c->clip[3] = (int32_t)c->height;
}

enum err canvas_new(struct arena *mem, uint32_t width, uint32_t height, struct canvas *ret)
{
	*ret = (struct canvas){.width = width, .height = height};
	ret->rgb = arena_array(mem, (size_t)width * height, 3);
	if (!ret->rgb)
		return E_NO_MEMORY;
	memset(ret->rgb, 0xff, (size_t)width * height * 3);
	canvas_unclip(ret);
	return OK;
}

void canvas_pixel(struct canvas *c, int64_t x, int64_t y, struct ink ink)
{
	if (x < c->clip[0] || y < c->clip[1] || x >= c->clip[2] || y >= c->clip[3])
		return;
	uint8_t *p = c->rgb + ((size_t)y * c->width + (size_t)x) * 3;
	p[0] = (uint8_t)((p[0] * (255 - ink.alpha) + ink.red * ink.alpha + 127) / 255);
	p[1] = (uint8_t)((p[1] * (255 - ink.alpha) + ink.green * ink.alpha + 127) / 255);
	p[2] = (uint8_t)((p[2] * (255 - ink.alpha) + ink.blue * ink.alpha + 127) / 255);
}

void canvas_rectangle(struct canvas *c, int64_t x, int64_t y, int64_t width, int64_t height,
		      struct ink ink)
{
	int64_t left = max_of(x, (int64_t)c->clip[0]),
		right = min_of(x + width, (int64_t)c->clip[2]);
	int64_t top = max_of(y, (int64_t)c->clip[1]),
		bottom = min_of(y + height, (int64_t)c->clip[3]);
	for (int64_t j = top; j < bottom; j++)
		for (int64_t i = left; i < right; i++)
			canvas_pixel(c, i, j, ink);
}

void canvas_frame(struct canvas *c, int64_t x, int64_t y, int64_t width, int64_t height,
		  unsigned thick, struct ink ink)
{
	int64_t t = thick;
	canvas_rectangle(c, x, y, width, t, ink);
	canvas_rectangle(c, x, y + height - t, width, t, ink);
	canvas_rectangle(c, x, y + t, t, height - 2 * t, ink);
	canvas_rectangle(c, x + width - t, y + t, t, height - 2 * t, ink);
}

struct view canvas_pixels(const struct canvas *c, struct arena *mem)
{
	size_t n = (size_t)c->width * c->height;
	uint8_t *p = arena_alloc(mem, n);
	for (size_t i = 0; p && i < n; i++)
		p[i] = find_colour(c->rgb[i * 3], c->rgb[i * 3 + 1], c->rgb[i * 3 + 2]);
	return view_of(p, p ? n : 0);
}

/* --- outlines --- */

struct brush {
	struct canvas *c;
	struct ink ink;
};

static void spans(int y, int count, const FT_Span *s, void *user)
{
	struct brush *b = user;
	for (int i = 0; i < count; i++) {
		struct ink ink = b->ink;
		ink.alpha = (uint8_t)(ink.alpha * s[i].coverage / 255);
		for (int x = s[i].x; x < s[i].x + s[i].len; x++)
			canvas_pixel(b->c, x, (int64_t)b->c->height - 1 - y, ink);
	}
}

/* FreeType's y goes up from the bottom of the picture. */
static void render(struct canvas *c, FT_Outline *o, struct ink ink)
{
	struct brush brush = {c, ink};
	FT_Raster_Params params = {0};
	params.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP;
	params.gray_spans = spans;
	params.user = &brush;
	params.clip_box.xMin = c->clip[0];
	params.clip_box.xMax = c->clip[2];
	params.clip_box.yMin = (FT_Pos)c->height - c->clip[3];
	params.clip_box.yMax = (FT_Pos)c->height - c->clip[1];
	(void)FT_Outline_Render(library, o, &params);
}

struct outline {
	FT_Vector *points;
	char *tags;
	short *contours;
	FT_Outline o;
};

static FT_Pos fixed(double x)
{
	return (FT_Pos)(max_of(min_of(x, 30000.0), -30000.0) * 64);
}

static bool outline_new(const struct canvas *c, const struct paper_point *p, size_t n,
			const double to[6], bool evenodd, struct outline *ret)
{
	short contours = 0, points = 0;
	*ret = (struct outline){0};
	if (n == 0 || n > POINTS_MOST || !ready())
		return false;
	ret->points = calloc(n, sizeof *ret->points);
	ret->tags = calloc(n, 1);
	ret->contours = calloc(n, sizeof *ret->contours);
	for (size_t i = 0; ret->points && ret->tags && ret->contours && i < n; i++) {
		double x, y;
		if (p[i].kind == 3)
			continue;
		if (p[i].kind == 0 && points > 0)
			ret->contours[contours++] = (short)(points - 1);
		paper_map(to, p[i].x, p[i].y, &x, &y);
		ret->points[points] = (FT_Vector){fixed(x), fixed((double)c->height - y)};
		bool last =
		    p[i].kind == 2 &&
		    (i + 1 >= n || p[i + 1].kind != 2 ||
		     (points > 1 && ret->tags[points - 1] == 2 && ret->tags[points - 2] == 2));
		ret->tags[points++] =
		    p[i].kind == 2 && !last ? FT_CURVE_TAG_CUBIC : FT_CURVE_TAG_ON;
	}
	if (points == 0)
		return false;
	ret->contours[contours++] = (short)(points - 1);
	ret->o = (FT_Outline){.n_contours = contours,
			      .n_points = points,
			      .points = ret->points,
			      .tags = ret->tags,
			      .contours = ret->contours,
			      .flags = evenodd ? FT_OUTLINE_EVEN_ODD_FILL : FT_OUTLINE_NONE};
	return true;
}

static void outline_free(struct outline *o)
{
	free(o->points);
	free(o->tags);
	free(o->contours);
}

void canvas_fill(struct canvas *c, const struct paper_point *p, size_t n, const double to[6],
		 bool evenodd, struct ink ink)
{
	struct outline o;
	if (outline_new(c, p, n, to, evenodd, &o))
		render(c, &o.o, ink);
	outline_free(&o);
}

static void stroke(struct canvas *c, FT_Stroker stroker, const struct ink ink)
{
	FT_UInt points = 0, contours = 0;
	FT_Outline out;
	if (FT_Stroker_GetCounts(stroker, &points, &contours) != 0 || points == 0 ||
	    points > POINTS_MOST || FT_Outline_New(library, points, (FT_Int)contours, &out) != 0)
		return;
	out.n_points = 0;
	out.n_contours = 0;
	FT_Stroker_Export(stroker, &out);
	render(c, &out, ink);
	(void)FT_Outline_Done(library, &out);
}

void canvas_stroke(struct canvas *c, const struct paper_point *p, size_t n, const double to[6],
		   double width, struct ink ink)
{
	struct outline o;
	FT_Stroker stroker;
	bool closed = n > 0 && p[n - 1].kind == 3;
	if (outline_new(c, p, n, to, false, &o) && FT_Stroker_New(library, &stroker) == 0) {
		FT_Stroker_Set(stroker, fixed(max_of(width, 0.8) / 2), FT_STROKER_LINECAP_BUTT,
			       FT_STROKER_LINEJOIN_MITER_FIXED, 4 << 16);
		if (FT_Stroker_ParseOutline(stroker, &o.o, !closed) == 0)
			stroke(c, stroker, ink);
		FT_Stroker_Done(stroker);
	}
	outline_free(&o);
}

/* --- words --- */

static bool load(double height, uint32_t code_point)
{
	if (!face || FT_Set_Char_Size(face, 0, fixed(height), 72, 72) != 0)
		return false;
	return FT_Load_Char(face, code_point, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) == 0 &&
	       face->glyph->format == FT_GLYPH_FORMAT_OUTLINE;
}

double canvas_letter_width(double height, uint32_t code_point)
{
	return load(height, code_point) ? (double)face->glyph->advance.x / 64 : height;
}

double canvas_letter(struct canvas *c, double x, double y, double height, uint32_t code_point,
		     struct ink ink)
{
	if (!load(height, code_point))
		return height;
	double far = (double)face->glyph->advance.x / 64;
	FT_Outline_Translate(&face->glyph->outline, fixed(x), fixed((double)c->height - y));
	render(c, &face->glyph->outline, ink);
	return far;
}
