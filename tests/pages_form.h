/* SPDX-License-Identifier: Apache-2.0
 * pages_form.h: a pages form made by hand that uses every record, for the tests of lock 2.
 */
#ifndef TESTS_PAGES_FORM_H
#define TESTS_PAGES_FORM_H

#include "form/pages.h"

struct pages_ops {
	struct buf b;
	uint32_t n;
};

#define M(x) ((int64_t)((x)*1000000LL))
#define N(x) ((int64_t)((x)*1000000000LL))
#define UNIT N(1), 0, 0, N(1), 0, 0
#define PUT(to, record, ...) form_##record##_write(to, &(struct form_##record){__VA_ARGS__})
#define ITEM(to, kind, record, ...) \
	(PUT(to, page_item, FORM_PAGE_ITEM_KIND_##kind), PUT(to, record, __VA_ARGS__), items++)
#define OP(ops, kind, record, ...)                                                             \
	(PUT(&(ops)->b, page_op, FORM_PAGE_OP_OP_##kind), PUT(&(ops)->b, record, __VA_ARGS__), \
	 (ops)->n++)
#define PLAIN(ops, what) OP(ops, PLAIN, op_plain, FORM_OP_PLAIN_WHAT_##what)

static inline void ops_take(struct buf *to, struct pages_ops *ops)
{
	buf_put(to, buf_view(&ops->b));
	buf_clear(&ops->b);
	ops->n = 0;
}

static inline void put_outline_glyph(struct buf *b, const char *unicode, int64_t width,
				     bool vertical, bool curved)
{
	PUT(b, font_glyph, .width = width * 64,
	    .vertical = {vertical ? -1000 : 0, vertical ? 500 : 0, vertical ? 880 : 0},
	    .unicode = view_str(unicode), .segments = curved ? 3 : 4);
	PUT(b, font_segment, FORM_FONT_SEGMENT_TO_MOVE);
	PUT(b, segment_move, {100, 0});
	if (curved) {
		PUT(b, font_segment, FORM_FONT_SEGMENT_TO_CURVE);
		PUT(b, segment_curve, {100, 700, 900, 1400, 1000, 0});
		PUT(b, font_segment, FORM_FONT_SEGMENT_TO_LINE);
		PUT(b, segment_line, {550, -200});
		return;
	}
	static const int64_t corners[3][2] = {{900, 0}, {900, 800}, {100, 800}};
	for (unsigned i = 0; i < 3; i++) {
		PUT(b, font_segment, FORM_FONT_SEGMENT_TO_LINE);
		PUT(b, segment_line, {corners[i][0], corners[i][1]});
	}
}

/* Items 1 to 8: two fonts, a ghost, a drawn font, three functions and their joint. */
static inline uint32_t pages_form_first(struct buf *b, struct pages_ops *ops)
{
	uint32_t items = 0;
	ITEM(b, FONT, page_font, .units = 1000, .ascent = 880, .descent = -120, .glyphs = 3);
	put_outline_glyph(b, "関", 1000, false, false);
	put_outline_glyph(b, "所", 1000, false, true);
	put_outline_glyph(b, "A", 600, false, true);
	ITEM(b, FONT, page_font, .vertical = true, .units = 2048, .ascent = 880, .descent = -120,
	     .glyphs = 1);
	put_outline_glyph(b, "縦", 1000, true, false);
	ITEM(b, FONT, page_font, .units = 1000, .ascent = 880, .descent = -120, .glyphs = 2);
	PUT(b, font_glyph, .width = 64000, .unicode = VIEW("隠"));
	PUT(b, font_glyph, .width = 64000, .unicode = VIEW("字"));
	OP(ops, RECTANGLE, op_rectangle, {0, 0, M(700), M(700)});
	OP(ops, PAINT, op_paint, .fill = FORM_OP_PAINT_FILL_NONZERO);
	ITEM(b, DRAWN, page_drawn, .matrix = {N(0.001), 0, 0, N(0.001), 0, 0}, .glyphs = 1);
	PUT(b, drawn_glyph, .width = M(800), .box = {0, 0, M(700), M(700)}, .unicode = VIEW("■"),
	    .operators = ops->n);
	ops_take(b, ops);
	ITEM(b, FUNCTION, page_function, 1, 3, {0, M(1)}, FORM_PAGE_FUNCTION_WHAT_POWER);
	PUT(b, function_power, {M(1), 0, 0}, {0, 0, M(1)}, M(1));
	ITEM(b, FUNCTION, page_function, 1, 3, {0, M(1)}, FORM_PAGE_FUNCTION_WHAT_SAMPLED);
	PUT(b, function_sampled, {2, 1}, VIEW("\xff\xff\0\0\0\0\0\0\xff\xff\0\0"));
	ITEM(b, FUNCTION, page_function, 1, 3, {0, M(1)}, FORM_PAGE_FUNCTION_WHAT_STITCHED);
	PUT(b, function_stitched, 2);
	PUT(b, function_piece, 5, M(0.5), {0, M(1)});
	PUT(b, function_piece, 6, M(1), {0, M(1)});
	ITEM(b, FUNCTION, page_function, 1, 1, {0, M(1)}, FORM_PAGE_FUNCTION_WHAT_POWER);
	PUT(b, function_power, {M(1)}, {0}, M(2));
	return items;
}

/* Items 9 to 16: joined functions, shadings of every kind, a plane's function. */
static inline uint32_t pages_form_shadings(struct buf *b)
{
	static const int64_t ring[24] = {0,  0,	 0,  10, 0,  20, 0,  30, 10, 30, 20, 30,
					 30, 30, 30, 20, 30, 10, 30, 0,	 20, 0,	 10, 0};
	uint32_t items = 0;
	ITEM(b, FUNCTION, page_function, 1, 3, {0, M(1)}, FORM_PAGE_FUNCTION_WHAT_JOINED);
	PUT(b, function_joined, 3);
	for (unsigned i = 0; i < 3; i++)
		PUT(b, function_ref, 8);
	ITEM(b, SHADING, page_shading, .space = FORM_PAGE_SHADING_SPACE_RGB, .function = 7,
	     .background = true, .colour = {M(0.9), M(0.9), M(0.9)}, .clipped = true,
	     .box = {0, 0, M(100), M(100)}, .geometry = FORM_PAGE_SHADING_GEOMETRY_AXIS);
	PUT(b, shading_axis, {0, 0, M(100), 0}, {0, M(1)}, true, true);
	ITEM(b, SHADING, page_shading, .space = FORM_PAGE_SHADING_SPACE_RGB, .function = 9,
	     .geometry = FORM_PAGE_SHADING_GEOMETRY_CIRCLES);
	PUT(b, shading_circles, {M(50), M(50), 0, M(50), M(50), M(50)}, {0, M(1)}, false, false);
	ITEM(b, FUNCTION, page_function, 2, 1, {0, M(1), 0, M(1)}, FORM_PAGE_FUNCTION_WHAT_SAMPLED);
	PUT(b, function_sampled, {2, 2}, VIEW("\0\0\xff\xff\xff\xff\0\0"));
	ITEM(b, SHADING, page_shading, .space = FORM_PAGE_SHADING_SPACE_GREY, .function = 12,
	     .geometry = FORM_PAGE_SHADING_GEOMETRY_PLANE);
	PUT(b, shading_plane, {N(50), 0, 0, N(50), 0, 0});
	ITEM(b, SHADING, page_shading, .space = FORM_PAGE_SHADING_SPACE_CMYK,
	     .geometry = FORM_PAGE_SHADING_GEOMETRY_TRIANGLES);
	PUT(b, shading_triangles, 3);
	PUT(b, shading_corner, {0, 0}, {M(1), 0, 0, 0});
	PUT(b, shading_corner, {M(50), 0}, {0, M(1), 0, 0});
	PUT(b, shading_corner, {M(25), M(50)}, {0, 0, M(1), 0});
	ITEM(b, SHADING, page_shading, .space = FORM_PAGE_SHADING_SPACE_RGB, .function = 5,
	     .geometry = FORM_PAGE_SHADING_GEOMETRY_PATCHES);
	PUT(b, shading_patches, 1);
	struct form_shading_patch patch = {
	    .colours = {0, 0, 0, 0, M(0.3), 0, 0, 0, M(0.6), 0, 0, 0, M(1), 0, 0, 0}};
	for (unsigned i = 0; i < 24; i++)
		patch.points[i] = M(ring[i]);
	static const int64_t inner[8] = {10, 10, 10, 20, 20, 20, 20, 10};
	for (unsigned i = 0; i < 8; i++)
		patch.points[24 + i] = M(inner[i]);
	form_shading_patch_write(b, &patch);
	ITEM(b, GRADIENT, page_gradient, 10, {UNIT});
	return items;
}

/* Items 17 to 25: tilings, images, bits, a group and a mask of it. Parts 1 to 3 of the form. */
static inline uint32_t pages_form_things(struct buf *b, struct pages_ops *ops)
{
	uint32_t items = 0;
	OP(ops, MOVE, op_move, {0, 0});
	OP(ops, LINE, op_line, {M(5), M(5)});
	OP(ops, PAINT, op_paint, .stroke = true);
	ITEM(b, TILING, page_tiling, .box = {0, 0, M(5), M(5)}, .step = {M(5), M(5)},
	     .matrix = {UNIT}, .operators = ops->n);
	buf_put(b, buf_view(&ops->b));
	ITEM(b, TILING, page_tiling, .coloured = true, .spacing = FORM_PAGE_TILING_SPACING_EXACT,
	     .box = {0, 0, M(5), M(5)}, .step = {M(5), M(-5)}, .matrix = {UNIT},
	     .operators = ops->n + 1);
	PUT(b, page_op, FORM_PAGE_OP_OP_COLOUR);
	PUT(b, op_colour, FORM_OP_COLOUR_SIDE_STROKE, FORM_OP_COLOUR_VALUE_RGB);
	PUT(b, colour_rgb, {M(1), 0, 0});
	ops_take(b, ops);
	ITEM(b, BITS, page_bits, 9, 2, true, false, {0}, VIEW("\xaa\x80\x55\0"));
	ITEM(b, BITS, page_bits, 9, 2, false, true, {255, 255, 255, 0, 0, 128},
	     VIEW("\xaa\x80\x55\0"));
	ITEM(b, IMAGE, page_image, .part = 1, .smooth = true);
	ITEM(b, IMAGE, page_image, .part = 2, .inverted = true, .soft = 3);
	ITEM(b, IMAGE, page_image, .part = 3, .inverted = true, .stencil = 19);
	OP(ops, DRAW, op_draw, 20);
	OP(ops, SHADE, op_shade, 10);
	ITEM(b, GROUP, page_group, .blend = FORM_PAGE_GROUP_BLEND_RGB, .isolated = true,
	     .box = {0, 0, M(100), M(100)}, .matrix = {UNIT}, .operators = ops->n);
	ops_take(b, ops);
	ITEM(b, MASK, page_mask, .from = FORM_PAGE_MASK_FROM_LUMINOSITY, .group = 24,
	     .backdrop = true, .colour = {M(1), M(1), M(1)}, .transfer = 8);
	return items;
}

static inline void pages_form_lines(struct pages_ops *o)
{
	PLAIN(o, SAVE);
	OP(o, MATRIX, op_matrix, {N(1), 0, 0, N(1), N(10), N(10.5)});
	OP(o, WIDTH, op_width, M(0.25));
	OP(o, CAP, op_cap, FORM_OP_CAP_CAP_ROUND);
	OP(o, JOIN, op_join, FORM_OP_JOIN_JOIN_BEVEL);
	OP(o, MITER, op_miter, M(4));
	OP(o, DASH, op_dash, M(1), 2);
	PUT(&o->b, op_dash_length, M(3));
	PUT(&o->b, op_dash_length, 0);
	OP(o, ALPHA, op_alpha, FORM_OP_ALPHA_SIDE_STROKE, M(0.5));
	OP(o, BLEND, op_blend, FORM_OP_BLEND_MODE_MULTIPLY);
	OP(o, MASK, op_mask, 25);
	OP(o, OVERPRINT, op_overprint, true, false, 1);
	OP(o, COLOUR, op_colour, FORM_OP_COLOUR_SIDE_FILL, FORM_OP_COLOUR_VALUE_PATTERN);
	PUT(&o->b, colour_pattern, 17, FORM_COLOUR_PATTERN_SPACE_CMYK, {0, M(1), 0, 0});
	OP(o, MOVE, op_move, {M(10), M(10)});
	OP(o, LINE, op_line, {M(100), M(10)});
	OP(o, CURVE, op_curve, {M(100), M(50), M(50), M(100), M(10), M(100)});
	PLAIN(o, CLOSE);
	OP(o, RECTANGLE, op_rectangle, {M(20), M(20), M(30), M(-5.5)});
	OP(o, PAINT, op_paint, FORM_OP_PAINT_FILL_EVENODD, true, FORM_OP_PAINT_CLIP_NONZERO);
	OP(o, MASK, op_mask, 0);
	OP(o, DRAW, op_draw, 24);
	PLAIN(o, RESTORE);
	for (uint32_t image = 19; image <= 23; image++) {
		PLAIN(o, SAVE);
		OP(o, MATRIX, op_matrix, {N(40), 0, 0, N(40), N((image - 19) * 50 + 20), N(400)});
		OP(o, DRAW, op_draw, image);
		PLAIN(o, RESTORE);
	}
	for (uint32_t shading = 10; shading <= 15; shading += shading == 11 ? 2 : 1) {
		PLAIN(o, SAVE);
		OP(o, MATRIX, op_matrix, {N(1), 0, 0, N(1), N((shading - 10) * 80 + 20), N(500)});
		OP(o, SHADE, op_shade, shading);
		PLAIN(o, RESTORE);
	}
}

static inline void pages_form_text(struct pages_ops *o)
{
	OP(o, MARK, op_mark, .kind = FORM_OP_MARK_KIND_TAGGED, .tag = 28);
	PLAIN(o, TEXT_BEGIN);
	OP(o, COLOUR, op_colour, FORM_OP_COLOUR_SIDE_FILL, FORM_OP_COLOUR_VALUE_GREY);
	PUT(&o->b, colour_grey, 0);
	OP(o, SPACING, op_spacing, M(0.1));
	OP(o, STRETCH, op_stretch, M(0.9));
	OP(o, RISE, op_rise, M(-1));
	OP(o, PLACE, op_place, {N(1), 0, 0, N(1), N(72), N(700)});
	OP(o, SHOW, op_show, 1, M(12), 4);
	static const int64_t row[] = {1, 2, -1, 3};
	for (unsigned i = 0; i < 4; i++) {
		PUT(&o->b, op_glyph,
		    row[i] < 0 ? FORM_OP_GLYPH_WHAT_ADJUST : FORM_OP_GLYPH_WHAT_NUMBER);
		if (row[i] < 0)
			PUT(&o->b, glyph_adjust, -300500);
		else
			PUT(&o->b, glyph_number, (uint16_t)row[i]);
	}
	static const uint32_t fonts[] = {2, 3, 4};
	for (unsigned i = 0; i < 3; i++) {
		OP(o, RENDER, op_render, fonts[i] == 3 ? 3 : 0);
		OP(o, STEP, op_step, {0, M(-40)});
		OP(o, SHOW, op_show, fonts[i], M(20), 1);
		PUT(&o->b, op_glyph, FORM_OP_GLYPH_WHAT_NUMBER);
		PUT(&o->b, glyph_number, 1);
	}
	PLAIN(o, TEXT_END);
	PLAIN(o, MARK_END);
	OP(o, MARK, op_mark, FORM_OP_MARK_KIND_SPAN, 0, VIEW("読み"));
	PLAIN(o, MARK_END);
	OP(o, MARK, op_mark, .kind = FORM_OP_MARK_KIND_ARTIFACT);
	PLAIN(o, MARK_END);
}

/* Items 26 to 37: tags, two pages, links, outline, labels. */
static inline uint32_t pages_form_pages(struct buf *b, struct pages_ops *o)
{
	static const int64_t a4[4] = {0, 0, 595276000, 841890000};
	struct form_page_page page = {.unit = M(1), .blend = FORM_PAGE_PAGE_BLEND_RGB};
	uint32_t items = 0;
	memcpy(page.media, a4, sizeof a4);
	memcpy(page.crop, a4, sizeof a4);
	ITEM(b, TAG, page_tag, 0, FORM_PAGE_TAG_ROLE_DOCUMENT, 1, 1, 0, VIEW(""), VIEW(""));
	ITEM(b, TAG, page_tag, 26, FORM_PAGE_TAG_ROLE_TH, 2, 1, FORM_PAGE_TAG_SCOPE_ROW,
	     VIEW("説明"), VIEW(""));
	ITEM(b, TAG, page_tag, 27, FORM_PAGE_TAG_ROLE_CONTENT, 1, 1, 0, VIEW(""), VIEW(""));
	ITEM(b, TAG, page_tag, 26, FORM_PAGE_TAG_ROLE_LINK, 1, 1, 0, VIEW(""), VIEW(""));
	pages_form_lines(o);
	pages_form_text(o);
	page.operators = o->n;
	PUT(b, page_item, FORM_PAGE_ITEM_KIND_PAGE);
	form_page_page_write(b, &page);
	ops_take(b, o);
	page.operators = 0;
	page.turn = FORM_PAGE_PAGE_TURN_RIGHT;
	page.unit = M(2);
	PUT(b, page_item, FORM_PAGE_ITEM_KIND_PAGE);
	form_page_page_write(b, &page);
	items += 2;
	ITEM(b, LINK, page_link, 30, 29, {M(10), M(10), M(60), M(30)}, FORM_PAGE_LINK_TARGET_URI);
	PUT(b, target_uri, VIEW("https://example.jp/a(b)?c=1"));
	ITEM(b, LINK, page_link, 30, 0, {M(70), M(10), M(90), M(30)}, FORM_PAGE_LINK_TARGET_PAGE);
	PUT(b, target_page, 31, FORM_TARGET_PAGE_VIEW_POINT, M(1), M(2), 0);
	ITEM(b, OUTLINE, page_outline, 1, true, true, false, {M(1), 0, 0}, VIEW("第一章"),
	     FORM_PAGE_OUTLINE_TARGET_PAGE);
	PUT(b, target_page, .page = 30);
	ITEM(b, OUTLINE, page_outline, 2, false, false, true, {0}, VIEW("(節)"),
	     FORM_PAGE_OUTLINE_TARGET_URI);
	PUT(b, target_uri, VIEW("mailto:a@example.jp"));
	ITEM(b, OUTLINE, page_outline, 1, false, false, false, {0}, VIEW("後"),
	     FORM_PAGE_OUTLINE_TARGET_NONE);
	PUT(b, target_none, 0);
	ITEM(b, LABEL, page_label, 30, FORM_PAGE_LABEL_STYLE_LOWER_ROMAN, 3, VIEW("附"));
	return items;
}

static inline void pages_form_body(struct buf *b)
{
	struct pages_ops ops = {.b = buf_new(1u << 20)};
	struct buf items = buf_new(1u << 20);
	uint32_t n = pages_form_first(&items, &ops);
	n += pages_form_shadings(&items);
	n += pages_form_things(&items, &ops);
	n += pages_form_pages(&items, &ops);
	PUT(b, pages, FORM_PAGES_DIRECTION_RIGHT, FORM_PAGES_SPREAD_TWO_RIGHT, VIEW("ja-JP"), n);
	buf_put(b, buf_view(&items));
	buf_free(&items);
	buf_free(&ops.b);
}

/* Parts 1 to 3: grey samples, a grey JPEG of one block, RGBA samples. */
static inline void pages_form_part(struct buf *b, unsigned part)
{
	struct form_jpeg_component component = {.across = 1, .down = 1};
	static const uint8_t samples[16] = {0, 85,  170, 255, 255, 0, 0,   128,
					    0, 255, 0,	 255, 0,   0, 255, 0};
	for (unsigned i = 0; i < 64; i++)
		component.steps[i] = 16;
	static const uint8_t block[10] = {1, 0, 0, 0, 0, 0, 0, 0, 40, 0};
	component.coefficients = view_of(block, sizeof block);
	if (part == 2) {
		PUT(b, image, 8, 8, 0, 0, FORM_IMAGE_CONTENT_JPEG);
		PUT(b, image_jpeg, FORM_IMAGE_JPEG_COLOUR_GREY, 1);
		form_jpeg_component_write(b, &component);
		return;
	}
	bool grey = part == 3;
	PUT(b, image, 2, 2, 0, 0, FORM_IMAGE_CONTENT_SAMPLES);
	PUT(b, image_samples,
	    grey ? FORM_IMAGE_SAMPLES_LAYOUT_GREY : FORM_IMAGE_SAMPLES_LAYOUT_RGBA,
	    view_of(samples, grey ? 4 : 16));
}

static inline void pages_form(struct buf *out)
{
	struct form_writer w = form_begin(out);
	form_part_begin(&w, FORM_PAGES);
	pages_form_body(out);
	form_part_end(&w);
	for (unsigned part = 1; part <= 3; part++) {
		form_part_begin(&w, FORM_IMAGE);
		pages_form_part(out, part);
		form_part_end(&w);
	}
}

#endif
