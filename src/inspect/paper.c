/* SPDX-License-Identifier: Apache-2.0
 * paper.c: where everything lies in a pages form.
 */
#include "inspect/paper.h"

void paper_times(const double a[6], const double b[6], double ret[6])
{
	double r[6] = {a[0] * b[0] + a[1] * b[2],	 a[0] * b[1] + a[1] * b[3],
		       a[2] * b[0] + a[3] * b[2],	 a[2] * b[1] + a[3] * b[3],
		       a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5]};
	memcpy(ret, r, sizeof r);
}

void paper_map(const double m[6], double x, double y, double *ret_x, double *ret_y)
{
	*ret_x = x * m[0] + y * m[2] + m[4];
	*ret_y = x * m[1] + y * m[3] + m[5];
}

void paper_box(const double m[6], const double box[4], double ret[4])
{
	double r[4] = {1e18, 1e18, -1e18, -1e18};
	for (unsigned i = 0; i < 4; i++) {
		double x, y;
		paper_map(m, box[i & 1 ? 2 : 0], box[i & 2 ? 3 : 1], &x, &y);
		r[0] = min_of(r[0], x);
		r[1] = min_of(r[1], y);
		r[2] = max_of(r[2], x);
		r[3] = max_of(r[3], y);
	}
	memcpy(ret, r, sizeof r);
}

/* --- skipping --- */

static enum err skip_show(struct cursor *c)
{
	struct form_op_show show;
	try(form_op_show_read(c, &show));
	for (uint32_t i = 0; i < show.glyphs; i++) {
		struct form_op_glyph g;
		struct form_glyph_number number;
		struct form_glyph_adjust adjust;
		try(form_op_glyph_read(c, &g));
		if (g.what == FORM_OP_GLYPH_WHAT_NUMBER)
			try(form_glyph_number_read(c, &number));
		else
			try(form_glyph_adjust_read(c, &adjust));
	}
	return OK;
}

static enum err skip_colour(struct cursor *c)
{
	struct form_op_colour colour;
	struct form_colour_grey grey;
	struct form_colour_rgb rgb;
	struct form_colour_cmyk cmyk;
	struct form_colour_pattern pattern;
	try(form_op_colour_read(c, &colour));
	switch (colour.value) {
	case FORM_OP_COLOUR_VALUE_GREY:
		return form_colour_grey_read(c, &grey);
	case FORM_OP_COLOUR_VALUE_RGB:
		return form_colour_rgb_read(c, &rgb);
	case FORM_OP_COLOUR_VALUE_CMYK:
		return form_colour_cmyk_read(c, &cmyk);
	case FORM_OP_COLOUR_VALUE_PATTERN:
		return form_colour_pattern_read(c, &pattern);
	case FORM_OP_COLOUR_VALUE_COUNT:
		break;
	}
	return E_FORM;
}

static enum err skip_dash(struct cursor *c)
{
	struct form_op_dash dash;
	struct form_op_dash_length length;
	try(form_op_dash_read(c, &dash));
	for (uint32_t i = 0; i < dash.lengths; i++)
		try(form_op_dash_length_read(c, &length));
	return OK;
}

enum err paper_skip(struct cursor *c)
{
#define SKIP(OP, name)                                 \
	case FORM_PAGE_OP_OP_##OP: {                   \
		struct form_op_##name row;             \
		return form_op_##name##_read(c, &row); \
	}
	struct form_page_op op;
	try(form_page_op_read(c, &op));
	switch (op.op) {
		SKIP(PLAIN, plain)
		SKIP(MATRIX, matrix)
		SKIP(WIDTH, width)
		SKIP(CAP, cap)
		SKIP(JOIN, join)
		SKIP(MITER, miter)
	case FORM_PAGE_OP_OP_DASH:
		return skip_dash(c);
		SKIP(ALPHA, alpha)
		SKIP(BLEND, blend)
		SKIP(MASK, mask)
		SKIP(OVERPRINT, overprint)
	case FORM_PAGE_OP_OP_COLOUR:
		return skip_colour(c);
		SKIP(MOVE, move)
		SKIP(LINE, line)
		SKIP(CURVE, curve)
		SKIP(RECTANGLE, rectangle)
		SKIP(PAINT, paint)
		SKIP(SPACING, spacing)
		SKIP(STRETCH, stretch)
		SKIP(RISE, rise)
		SKIP(RENDER, render)
		SKIP(PLACE, place)
		SKIP(STEP, step)
	case FORM_PAGE_OP_OP_SHOW:
		return skip_show(c);
		SKIP(SHADE, shade)
		SKIP(DRAW, draw)
		SKIP(MARK, mark)
	case FORM_PAGE_OP_OP_COUNT:
		break;
	}
	return E_FORM;
#undef SKIP
}

static size_t varint_length(uint64_t x)
{
	size_t n = 1;
	for (; x >= 0x80; x >>= 7)
		n++;
	return n;
}

static enum err skip_ops(struct cursor *c, uint32_t n, struct paper_item *item)
{
	item->ops = (uint32_t)c->at;
	item->count_at = (uint32_t)(c->at - varint_length(n));
	item->n_ops = n;
	for (uint32_t i = 0; i < n; i++)
		try(paper_skip(c));
	return OK;
}

/* --- fonts --- */

static void widen(double box[4], const int64_t *points, unsigned n, bool first)
{
	for (unsigned i = 0; i < n; i += 2) {
		double x = (double)points[i], y = (double)points[i + 1];
		if (first && i == 0) {
			box[0] = box[2] = x;
			box[1] = box[3] = y;
		}
		box[0] = min_of(box[0], x);
		box[1] = min_of(box[1], y);
		box[2] = max_of(box[2], x);
		box[3] = max_of(box[3], y);
	}
}

static enum err segments(struct cursor *c, uint32_t n, double box[4])
{
	for (uint32_t i = 0; i < n; i++) {
		struct form_font_segment s;
		struct form_segment_move move;
		struct form_segment_line line;
		struct form_segment_curve curve;
		try(form_font_segment_read(c, &s));
		switch (s.to) {
		case FORM_FONT_SEGMENT_TO_MOVE:
			try(form_segment_move_read(c, &move));
			widen(box, move.point, 2, i == 0);
			break;
		case FORM_FONT_SEGMENT_TO_LINE:
			try(form_segment_line_read(c, &line));
			widen(box, line.point, 2, i == 0);
			break;
		case FORM_FONT_SEGMENT_TO_CURVE:
			try(form_segment_curve_read(c, &curve));
			widen(box, curve.points, 6, i == 0);
			break;
		case FORM_FONT_SEGMENT_TO_COUNT:
			return E_FORM;
		}
	}
	return OK;
}

static enum err font(struct paper *p, struct cursor *c, struct paper_item *item)
{
	struct form_page_font f;
	try(form_page_font_read(c, &f));
	item->vertical = f.vertical;
	item->units = f.units;
	item->n_glyphs = f.glyphs;
	item->glyphs = arena_array(p->s->i->mem, f.glyphs, sizeof *item->glyphs);
	if (!item->glyphs)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < f.glyphs; i++) {
		struct form_font_glyph g;
		struct paper_glyph *to = &item->glyphs[i];
		try(form_font_glyph_read(c, &g));
		to->width = (double)g.width / 64000;
		for (unsigned k = 0; k < 3; k++)
			to->vertical[k] = (double)g.vertical[k] / 1000;
		to->unicode = g.unicode;
		to->at = (uint32_t)c->at;
		to->n = g.segments;
		try(segments(c, g.segments, to->box));
		for (unsigned k = 0; k < 4; k++)
			to->box[k] /= f.units;
	}
	return OK;
}

static enum err drawn(struct paper *p, struct cursor *c, struct paper_item *item)
{
	struct form_page_drawn f;
	try(form_page_drawn_read(c, &f));
	item->drawn = true;
	item->n_glyphs = f.glyphs;
	item->glyphs = arena_array(p->s->i->mem, f.glyphs, sizeof *item->glyphs);
	if (!item->glyphs)
		return E_NO_MEMORY;
	for (unsigned k = 0; k < 6; k++)
		item->matrix[k] = (double)f.matrix[k] / 1e9;
	for (uint32_t i = 0; i < f.glyphs; i++) {
		struct form_drawn_glyph g;
		struct paper_glyph *to = &item->glyphs[i];
		struct paper_item ops = {0};
		double box[4];
		try(form_drawn_glyph_read(c, &g));
		for (unsigned k = 0; k < 4; k++)
			box[k] = (double)g.box[k] / 1e6;
		paper_box(item->matrix, box, to->box);
		to->width = (double)g.width / 1e6 * item->matrix[0];
		to->unicode = g.unicode;
		try(skip_ops(c, g.operators, &ops));
		to->at = ops.ops;
		to->n = ops.n_ops;
	}
	return OK;
}

/* --- items --- */

static enum err function(struct cursor *c)
{
	struct form_page_function f;
	struct form_function_sampled sampled;
	struct form_function_power power;
	struct form_function_stitched stitched;
	struct form_function_piece piece;
	struct form_function_joined joined;
	struct form_function_ref ref;
	try(form_page_function_read(c, &f));
	switch (f.what) {
	case FORM_PAGE_FUNCTION_WHAT_SAMPLED:
		return form_function_sampled_read(c, &sampled);
	case FORM_PAGE_FUNCTION_WHAT_POWER:
		return form_function_power_read(c, &power);
	case FORM_PAGE_FUNCTION_WHAT_STITCHED:
		try(form_function_stitched_read(c, &stitched));
		for (uint32_t i = 0; i < stitched.pieces; i++)
			try(form_function_piece_read(c, &piece));
		return OK;
	case FORM_PAGE_FUNCTION_WHAT_JOINED:
		try(form_function_joined_read(c, &joined));
		for (uint32_t i = 0; i < joined.functions; i++)
			try(form_function_ref_read(c, &ref));
		return OK;
	case FORM_PAGE_FUNCTION_WHAT_COUNT:
		break;
	}
	return E_FORM;
}

static enum err shading(struct cursor *c)
{
	struct form_page_shading s;
	struct form_shading_axis axis;
	struct form_shading_circles circles;
	struct form_shading_plane plane;
	struct form_shading_triangles triangles;
	struct form_shading_corner corner;
	struct form_shading_patches patches;
	struct form_shading_patch patch;
	try(form_page_shading_read(c, &s));
	switch (s.geometry) {
	case FORM_PAGE_SHADING_GEOMETRY_AXIS:
		return form_shading_axis_read(c, &axis);
	case FORM_PAGE_SHADING_GEOMETRY_CIRCLES:
		return form_shading_circles_read(c, &circles);
	case FORM_PAGE_SHADING_GEOMETRY_PLANE:
		return form_shading_plane_read(c, &plane);
	case FORM_PAGE_SHADING_GEOMETRY_TRIANGLES:
		try(form_shading_triangles_read(c, &triangles));
		for (uint32_t i = 0; i < triangles.corners; i++)
			try(form_shading_corner_read(c, &corner));
		return OK;
	case FORM_PAGE_SHADING_GEOMETRY_PATCHES:
		try(form_shading_patches_read(c, &patches));
		for (uint32_t i = 0; i < patches.patches; i++)
			try(form_shading_patch_read(c, &patch));
		return OK;
	case FORM_PAGE_SHADING_GEOMETRY_COUNT:
		break;
	}
	return E_FORM;
}

static enum err target_page(struct cursor *c)
{
	struct form_target_page page;
	return form_target_page_read(c, &page);
}

static enum err target_uri(struct paper *p, struct cursor *c)
{
	struct form_target_uri uri;
	struct block b = {.place = {.at = FIND_AT_FILE}};
	try(form_target_uri_read(c, &uri));
	if (!letters_number(uri.uri))
		return OK;
	scan_text(p->s,
		  scan_piece_add(p->s, &(struct piece){.kind = PIECE_FIXED, .text = uri.uri}));
	(void)scan_block_end(p->s, &b);
	return p->s->err;
}

static enum err link(struct paper *p, struct cursor *c)
{
	struct form_page_link link;
	try(form_page_link_read(c, &link));
	return link.target == FORM_PAGE_LINK_TARGET_URI ? target_uri(p, c) : target_page(c);
}

/* Words that stand on no page are words of the file: they are searched, read aloud, copied. */
void paper_words(struct paper *p, struct view text)
{
	struct block b = {.place = {.at = FIND_AT_FILE}};
	size_t before = varint_length(text.n), at = (size_t)(text.p - p->body.p);
	struct piece piece = {.kind = PIECE_TEXT,
			      .at = (uint32_t)(at - before),
			      .n = (uint32_t)(text.n + before),
			      .text = text};
	scan_text(p->s, scan_piece_add(p->s, &piece));
	(void)scan_block_end(p->s, &b);
}

enum err paper_stood_for(struct paper *p, const struct buf *places)
{
	const uint32_t *at = (const uint32_t *)(const void *)places->p;
	for (size_t i = 0; i < places->n / sizeof *at; i += 2) {
		struct cursor c = cursor_of(view_sub(p->body, at[i], at[i + 1]));
		struct view text = cursor_take(&c, cursor_varint(&c));
		if (!c.bad && letters_number(text))
			paper_words(p, text);
	}
	return places->err;
}

static enum err outline(struct paper *p, struct cursor *c)
{
	struct form_page_outline o;
	struct form_target_none none;
	try(form_page_outline_read(c, &o));
	if (o.title.n > 0)
		paper_words(p, o.title);
	if (o.target == FORM_PAGE_OUTLINE_TARGET_NONE)
		return form_target_none_read(c, &none);
	return o.target == FORM_PAGE_OUTLINE_TARGET_URI ? target_uri(p, c) : target_page(c);
}

static enum err tag(struct paper *p, struct cursor *c, struct paper_item *item)
{
	struct form_page_tag t;
	try(form_page_tag_read(c, &t));
	item->up = t.parent;
	item->texts_n =
	    (uint32_t)(varint_length(t.alt.n) + t.alt.n + varint_length(t.actual.n) + t.actual.n);
	item->texts_at = (uint32_t)(c->at - item->texts_n);
	if (t.alt.n + t.actual.n == 0)
		item->texts_n = 0;
	if (letters_number(t.alt))
		paper_words(p, t.alt);
	if (letters_number(t.actual))
		paper_words(p, t.actual);
	return OK;
}

static enum err tiling(struct cursor *c)
{
	struct form_page_tiling t;
	struct paper_item none = {0};
	try(form_page_tiling_read(c, &t));
	return skip_ops(c, t.operators, &none);
}

static enum err item(struct paper *p, struct cursor *c, struct paper_item *i)
{
	struct form_page_item head;
	struct form_page_gradient gradient;
	struct form_page_mask mask;
	struct form_page_label label;
	try(form_page_item_read(c, &head));
	i->kind = head.kind;
	switch (head.kind) {
	case FORM_PAGE_ITEM_KIND_FUNCTION:
		return function(c);
	case FORM_PAGE_ITEM_KIND_SHADING:
		return shading(c);
	case FORM_PAGE_ITEM_KIND_TILING:
		return tiling(c);
	case FORM_PAGE_ITEM_KIND_GRADIENT:
		return form_page_gradient_read(c, &gradient);
	case FORM_PAGE_ITEM_KIND_GROUP:
		try(form_page_group_read(c, &i->group));
		return skip_ops(c, i->group.operators, i);
	case FORM_PAGE_ITEM_KIND_MASK:
		return form_page_mask_read(c, &mask);
	case FORM_PAGE_ITEM_KIND_IMAGE:
		return form_page_image_read(c, &i->image);
	case FORM_PAGE_ITEM_KIND_BITS:
		return form_page_bits_read(c, &i->bits);
	case FORM_PAGE_ITEM_KIND_FONT:
		return font(p, c, i);
	case FORM_PAGE_ITEM_KIND_DRAWN:
		return drawn(p, c, i);
	case FORM_PAGE_ITEM_KIND_TAG:
		return tag(p, c, i);
	case FORM_PAGE_ITEM_KIND_PAGE:
		try(form_page_page_read(c, &i->page));
		p->pages[p->n_pages++] = (uint32_t)(i - p->items);
		return skip_ops(c, i->page.operators, i);
	case FORM_PAGE_ITEM_KIND_LINK:
		return link(p, c);
	case FORM_PAGE_ITEM_KIND_OUTLINE:
		return outline(p, c);
	case FORM_PAGE_ITEM_KIND_LABEL:
		try(form_page_label_read(c, &label));
		if (letters_number(label.prefix))
			paper_words(p, label.prefix);
		return OK;
	case FORM_PAGE_ITEM_KIND_COUNT:
		break;
	}
	return E_FORM;
}

enum err paper_read(struct scan *s, struct paper *p)
{
	struct cursor c = cursor_of(s->form.parts[0].body);
	struct form_pages head;
	*p = (struct paper){.s = s, .body = c.v};
	if (p->body.n > UINT32_MAX)
		return E_LIMIT_SIZE;
	try(form_pages_read(&c, &head));
	p->n = head.items;
	p->items = arena_array(s->i->mem, (size_t)head.items + 1, sizeof *p->items);
	p->pages = arena_array(s->i->mem, (size_t)head.items + 1, sizeof *p->pages);
	if (!p->items || !p->pages)
		return E_NO_MEMORY;
	for (uint32_t i = 1; i <= head.items; i++)
		try(item(p, &c, &p->items[i]));
	return cursor_done(&c) ? s->err : E_FORM;
}
