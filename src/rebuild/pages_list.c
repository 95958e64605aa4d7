/* SPDX-License-Identifier: Apache-2.0
 * pages_list.c: a list of operators -> a content stream (ISO 32000-1 clauses 8, 9, 11).
 */
#include "form/class.h"
#include "rebuild/pages.h"
#include "rebuild/preview.h"

/* Where an operator may stand. */
#define OUT 1u
#define TEXT 2u
#define PATH 4u
#define COLOUR 8u /* and not in an uncoloured list */

enum { SAVED, TEXTED, MARKED };

struct text_font {
	uint32_t font;
	int64_t size;
};

struct list {
	struct pages *p;
	struct pages_list *l;
	struct buf *out;
	unsigned place; /* OUT, TEXT or PATH */
	unsigned depth;
	struct {
		uint8_t what;
		struct text_font font;
	} stack[PAGES_DEPTH_MOST];
	struct text_font font;
};

static void op_word(struct list *l, const char *op)
{
	buf_str(l->out, op);
	buf_u8(l->out, '\n');
}

static void add_cost(struct list *l, uint64_t cost)
{
	if (ckd_add(&l->l->cost, l->l->cost, cost))
		l->l->cost = UINT64_MAX;
}

/* Adds what an item costs each time it is drawn, and how deep it goes. */
static enum err draws(struct list *l, const struct pages_item *item)
{
	add_cost(l, item->cost);
	l->l->depth = max_of(l->l->depth, item->depth + 1);
	return l->l->depth <= PAGES_NESTED_MOST ? OK : E_FORM;
}

static enum err push(struct list *l, uint8_t what)
{
	if (l->depth == PAGES_DEPTH_MOST)
		return E_FORM;
	l->stack[l->depth].what = what;
	l->stack[l->depth++].font = l->font;
	return OK;
}

static enum err pop(struct list *l, uint8_t what)
{
	if (l->depth == 0 || l->stack[l->depth - 1].what != what)
		return E_FORM;
	l->depth--;
	if (what == SAVED)
		l->font = l->stack[l->depth].font;
	return OK;
}

static enum err op_plain(struct list *l)
{
	static const char *const words[] = {"q", "Q", "h", "BT", "ET", "EMC"};
	static const uint8_t wheres[] = {OUT, OUT, PATH, OUT, TEXT, OUT | TEXT};
	struct form_op_plain op;
	try(form_op_plain_read(&l->p->c, &op));
	if (!(wheres[op.what] & l->place))
		return E_FORM;
	if (op.what == FORM_OP_PLAIN_WHAT_SAVE)
		try(push(l, SAVED));
	if (op.what == FORM_OP_PLAIN_WHAT_RESTORE)
		try(pop(l, SAVED));
	if (op.what == FORM_OP_PLAIN_WHAT_TEXT_BEGIN)
		try(push(l, TEXTED));
	if (op.what == FORM_OP_PLAIN_WHAT_TEXT_END)
		try(pop(l, TEXTED));
	if (op.what == FORM_OP_PLAIN_WHAT_MARK_END)
		try(pop(l, MARKED));
	if (op.what == FORM_OP_PLAIN_WHAT_TEXT_BEGIN || op.what == FORM_OP_PLAIN_WHAT_TEXT_END)
		l->place = op.what == FORM_OP_PLAIN_WHAT_TEXT_BEGIN ? TEXT : OUT;
	if (op.what == FORM_OP_PLAIN_WHAT_TEXT_END)
		preview_put(l->p->r, VIEW("\n"));
	op_word(l, words[op.what]);
	return OK;
}

static enum err op_matrix(struct list *l)
{
	struct form_op_matrix op;
	try(form_op_matrix_read(&l->p->c, &op));
	pdf_nano(l->out, op.matrix, 6);
	op_word(l, "cm");
	return OK;
}

static enum err op_width(struct list *l)
{
	struct form_op_width op;
	try(form_op_width_read(&l->p->c, &op));
	pdf_fixed(l->out, (int64_t)op.width, 6);
	op_word(l, "w");
	return OK;
}

static enum err op_cap(struct list *l)
{
	struct form_op_cap op;
	try(form_op_cap_read(&l->p->c, &op));
	buf_fmt(l->out, "%d J\n", (int)op.cap);
	return OK;
}

static enum err op_join(struct list *l)
{
	struct form_op_join op;
	try(form_op_join_read(&l->p->c, &op));
	buf_fmt(l->out, "%d j\n", (int)op.join);
	return OK;
}

static enum err op_miter(struct list *l)
{
	struct form_op_miter op;
	try(form_op_miter_read(&l->p->c, &op));
	pdf_fixed(l->out, (int64_t)op.limit, 6);
	op_word(l, "M");
	return OK;
}

static enum err op_dash(struct list *l)
{
	struct form_op_dash op;
	try(form_op_dash_read(&l->p->c, &op));
	bool any = op.lengths == 0;
	buf_u8(l->out, '[');
	for (uint32_t i = 0; i < op.lengths; i++) {
		struct form_op_dash_length one;
		try(form_op_dash_length_read(&l->p->c, &one));
		any |= one.length > 0;
		pdf_fixed(l->out, (int64_t)one.length, 6);
	}
	buf_u8(l->out, ']');
	pdf_fixed(l->out, (int64_t)op.phase, 6);
	op_word(l, "d");
	return any ? OK : E_FORM;
}

static enum err op_alpha(struct list *l)
{
	struct form_op_alpha op;
	try(form_op_alpha_read(&l->p->c, &op));
	return pages_use_state(l->p,
			       op.side == FORM_OP_ALPHA_SIDE_FILL ? PAGES_STATE_FILL_ALPHA
								  : PAGES_STATE_STROKE_ALPHA,
			       op.alpha);
}

static enum err op_blend(struct list *l)
{
	struct form_op_blend op;
	try(form_op_blend_read(&l->p->c, &op));
	return pages_use_state(l->p, PAGES_STATE_BLEND, op.mode);
}

static enum err op_mask(struct list *l)
{
	struct form_op_mask op;
	try(form_op_mask_read(&l->p->c, &op));
	const struct pages_item *mask = pages_ref(l->p, op.mask, FORM_PAGE_ITEM_KIND_MASK);
	if (op.mask && !mask)
		return E_FORM;
	if (mask)
		try(draws(l, mask));
	return pages_use_state(l->p, PAGES_STATE_MASK, mask ? mask->object : 0);
}

static enum err op_overprint(struct list *l)
{
	struct form_op_overprint op;
	try(form_op_overprint_read(&l->p->c, &op));
	return pages_use_state(l->p, PAGES_STATE_OVERPRINT,
			       op.stroke * 4u + op.fill * 2u + op.mode);
}

static enum err put_pattern(struct list *l, bool fill)
{
	static const char *const words[] = {"gray", "rgb", "cmyk"};
	struct form_colour_pattern op;
	try(form_colour_pattern_read(&l->p->c, &op));
	const struct pages_item *tiling = pages_ref(l->p, op.pattern, FORM_PAGE_ITEM_KIND_TILING);
	const struct pages_item *pattern =
	    tiling ? tiling : pages_ref(l->p, op.pattern, FORM_PAGE_ITEM_KIND_GRADIENT);
	bool colour = op.space != FORM_COLOUR_PATTERN_SPACE_NONE;
	if (!pattern || colour != (tiling && !tiling->coloured))
		return E_FORM;
	try(draws(l, pattern));
	pages_use(l->p, op.pattern);
	if (!colour) {
		buf_fmt(l->out, "/Pattern %s /P%u %s\n", fill ? "cs" : "CS", op.pattern,
			fill ? "scn" : "SCN");
		return OK;
	}
	unsigned space = (unsigned)op.space - 1;
	l->p->spaces |= 1u << space;
	buf_fmt(l->out, "/U%s %s ", words[space], fill ? "cs" : "CS");
	pdf_shares(l->out, op.colour, pages_components((enum form_page_shading_space)space));
	buf_fmt(l->out, "/P%u %s\n", op.pattern, fill ? "scn" : "SCN");
	return OK;
}

static enum err op_colour(struct list *l)
{
	struct form_op_colour op;
	struct form_colour_grey grey;
	struct form_colour_rgb rgb;
	struct form_colour_cmyk cmyk;
	try(form_op_colour_read(&l->p->c, &op));
	bool fill = op.side == FORM_OP_COLOUR_SIDE_FILL;
	if (op.value == FORM_OP_COLOUR_VALUE_PATTERN)
		return put_pattern(l, fill);
	if (op.value == FORM_OP_COLOUR_VALUE_GREY) {
		try(form_colour_grey_read(&l->p->c, &grey));
		pdf_shares(l->out, &grey.grey, 1);
		op_word(l, fill ? "g" : "G");
	}
	if (op.value == FORM_OP_COLOUR_VALUE_RGB) {
		try(form_colour_rgb_read(&l->p->c, &rgb));
		pdf_shares(l->out, rgb.rgb, 3);
		op_word(l, fill ? "rg" : "RG");
	}
	if (op.value == FORM_OP_COLOUR_VALUE_CMYK) {
		try(form_colour_cmyk_read(&l->p->c, &cmyk));
		pdf_shares(l->out, cmyk.cmyk, 4);
		op_word(l, fill ? "k" : "K");
	}
	return OK;
}

static enum err op_move(struct list *l)
{
	struct form_op_move op;
	try(form_op_move_read(&l->p->c, &op));
	l->place = PATH;
	pdf_micro(l->out, op.point, 2);
	op_word(l, "m");
	return OK;
}

static enum err op_line(struct list *l)
{
	struct form_op_line op;
	try(form_op_line_read(&l->p->c, &op));
	pdf_micro(l->out, op.point, 2);
	op_word(l, "l");
	return OK;
}

static enum err op_curve(struct list *l)
{
	struct form_op_curve op;
	try(form_op_curve_read(&l->p->c, &op));
	pdf_micro(l->out, op.points, 6);
	op_word(l, "c");
	return OK;
}

static enum err op_rectangle(struct list *l)
{
	struct form_op_rectangle op;
	try(form_op_rectangle_read(&l->p->c, &op));
	l->place = PATH;
	pdf_micro(l->out, op.box, 4);
	op_word(l, "re");
	return OK;
}

static enum err op_paint(struct list *l)
{
	static const char *const clips[] = {"", "W ", "W* "};
	static const char *const paints[2][3] = {{"n", "f", "f*"}, {"S", "B", "B*"}};
	struct form_op_paint op;
	try(form_op_paint_read(&l->p->c, &op));
	l->place = OUT;
	buf_str(l->out, clips[op.clip]);
	op_word(l, paints[op.stroke][op.fill]);
	return OK;
}

static enum err op_spacing(struct list *l)
{
	struct form_op_spacing op;
	try(form_op_spacing_read(&l->p->c, &op));
	pdf_fixed(l->out, op.spacing, 6);
	op_word(l, "Tc");
	return OK;
}

static enum err op_stretch(struct list *l)
{
	struct form_op_stretch op;
	try(form_op_stretch_read(&l->p->c, &op));
	pdf_fixed(l->out, op.scale, 4); /* micro of 1 to percent */
	op_word(l, "Tz");
	return OK;
}

static enum err op_rise(struct list *l)
{
	struct form_op_rise op;
	try(form_op_rise_read(&l->p->c, &op));
	pdf_fixed(l->out, op.rise, 6);
	op_word(l, "Ts");
	return OK;
}

static enum err op_render(struct list *l)
{
	struct form_op_render op;
	try(form_op_render_read(&l->p->c, &op));
	buf_fmt(l->out, "%u Tr\n", op.mode);
	return OK;
}

static enum err op_place(struct list *l)
{
	struct form_op_place op;
	try(form_op_place_read(&l->p->c, &op));
	pdf_nano(l->out, op.matrix, 6);
	op_word(l, "Tm");
	preview_put(l->p->r, VIEW("\n"));
	return OK;
}

static enum err op_step(struct list *l)
{
	struct form_op_step op;
	try(form_op_step_read(&l->p->c, &op));
	pdf_micro(l->out, op.by, 2);
	op_word(l, "Td");
	preview_put(l->p->r, op.by[1] ? VIEW("\n") : VIEW(" "));
	return OK;
}

/* One glyph or adjustment of a show; `open` says that a string is open. */
static enum err put_glyph(struct list *l, const struct pages_item *font, bool *open)
{
	struct form_op_glyph op;
	struct form_glyph_number glyph;
	struct form_glyph_adjust adjust;
	try(form_op_glyph_read(&l->p->c, &op));
	if (op.what == FORM_OP_GLYPH_WHAT_ADJUST) {
		try(form_glyph_adjust_read(&l->p->c, &adjust));
		buf_str(l->out, *open ? ">" : "");
		*open = false;
		pdf_fixed(l->out, adjust.by, 3);
		if (adjust.by < -250000)
			preview_put(l->p->r, VIEW(" "));
		return OK;
	}
	try(form_glyph_number_read(&l->p->c, &glyph));
	if (glyph.number > font->count)
		return E_FORM;
	buf_str(l->out, *open ? "" : "<");
	*open = true;
	bool wide = font->kind == FORM_PAGE_ITEM_KIND_FONT;
	uint8_t bytes[2] = {(uint8_t)(glyph.number >> 8), (uint8_t)glyph.number};
	buf_hex(l->out, view_of(wide ? bytes : bytes + 1, wide ? 2 : 1));
	struct view text = font->unicode[glyph.number - 1];
	l->p->words |= view_trim(text).n > 0;
	preview_put(l->p->r, text);
	return OK;
}

static enum err op_show(struct list *l)
{
	struct form_op_show op;
	try(form_op_show_read(&l->p->c, &op));
	const struct pages_item *font = pages_ref(l->p, op.font, FORM_PAGE_ITEM_KIND_FONT);
	if (!font && !l->l->drawn)
		font = pages_ref(l->p, op.font, FORM_PAGE_ITEM_KIND_DRAWN);
	if (!font)
		return E_FORM;
	if (l->font.font != op.font || l->font.size != op.size) {
		pages_use(l->p, op.font);
		buf_fmt(l->out, "/F%u ", op.font);
		pdf_fixed(l->out, op.size, 6);
		op_word(l, "Tf");
		l->font = (struct text_font){op.font, op.size};
	}
	bool open = false;
	buf_u8(l->out, '[');
	for (uint32_t i = 0; i < op.glyphs; i++)
		try(put_glyph(l, font, &open));
	buf_str(l->out, open ? ">" : "");
	op_word(l, "]TJ");
	add_cost(l, op.glyphs);
	try(draws(l, font));
	return OK;
}

static enum err op_shade(struct list *l)
{
	struct form_op_shade op;
	try(form_op_shade_read(&l->p->c, &op));
	const struct pages_item *shading = pages_ref(l->p, op.shading, FORM_PAGE_ITEM_KIND_SHADING);
	if (!shading)
		return E_FORM;
	try(draws(l, shading));
	pages_use(l->p, op.shading);
	buf_fmt(l->out, "/S%u sh\n", op.shading);
	return OK;
}

static enum err op_draw(struct list *l)
{
	struct form_op_draw op;
	try(form_op_draw_read(&l->p->c, &op));
	const struct pages_item *item = pages_ref(l->p, op.item, FORM_PAGE_ITEM_KIND_GROUP);
	if (!item)
		item = pages_ref(l->p, op.item, FORM_PAGE_ITEM_KIND_IMAGE);
	if (!item)
		item = pages_ref(l->p, op.item, FORM_PAGE_ITEM_KIND_BITS);
	if (!item || (l->l->uncoloured && item->coloured))
		return E_FORM;
	l->l->coloured |= item->coloured;
	if (l->l->page && !l->p->picture && item->kind != FORM_PAGE_ITEM_KIND_GROUP)
		l->p->picture = item;
	try(draws(l, item));
	pages_use(l->p, op.item);
	buf_fmt(l->out, "/X%u Do\n", op.item);
	return OK;
}

static enum err op_mark(struct list *l)
{
	struct form_op_mark op;
	try(form_op_mark_read(&l->p->c, &op));
	bool tagged = op.kind == FORM_OP_MARK_KIND_TAGGED;
	bool span = op.kind == FORM_OP_MARK_KIND_SPAN;
	const struct pages_item *tag = pages_ref(l->p, op.tag, FORM_PAGE_ITEM_KIND_TAG);
	if (!l->l->marks || (!span && op.actual.n > 0) || tagged != (op.tag != 0) ||
	    (tagged && (!tag || !tag->content)))
		return E_FORM;
	try(push(l, MARKED));
	if (op.kind == FORM_OP_MARK_KIND_ARTIFACT)
		op_word(l, "/Artifact BMC");
	if (span) {
		buf_str(l->out, "/Span<</ActualText");
		pdf_text(l->out, op.actual);
		op_word(l, ">>BDC");
	}
	if (tagged) {
		struct pages_mark mark = {tag->count, (uint32_t)(l->l->page - l->p->pages),
					  l->l->page->marks++, 0};
		buf_put(&l->p->marks, view_of(&mark, sizeof mark));
		buf_fmt(l->out, "/C<</MCID %u>>BDC\n", mark.number);
	}
	return OK;
}

static const struct {
	enum err (*run)(struct list *l);
	unsigned where;
} ops[FORM_PAGE_OP_OP_COUNT] = {
    [FORM_PAGE_OP_OP_PLAIN] = {op_plain, OUT | TEXT | PATH},
    [FORM_PAGE_OP_OP_MATRIX] = {op_matrix, OUT},
    [FORM_PAGE_OP_OP_WIDTH] = {op_width, OUT | TEXT},
    [FORM_PAGE_OP_OP_CAP] = {op_cap, OUT | TEXT},
    [FORM_PAGE_OP_OP_JOIN] = {op_join, OUT | TEXT},
    [FORM_PAGE_OP_OP_MITER] = {op_miter, OUT | TEXT},
    [FORM_PAGE_OP_OP_DASH] = {op_dash, OUT | TEXT},
    [FORM_PAGE_OP_OP_ALPHA] = {op_alpha, OUT | TEXT},
    [FORM_PAGE_OP_OP_BLEND] = {op_blend, OUT | TEXT},
    [FORM_PAGE_OP_OP_MASK] = {op_mask, OUT | TEXT},
    [FORM_PAGE_OP_OP_OVERPRINT] = {op_overprint, OUT | TEXT},
    [FORM_PAGE_OP_OP_COLOUR] = {op_colour, OUT | TEXT | COLOUR},
    [FORM_PAGE_OP_OP_MOVE] = {op_move, OUT | PATH},
    [FORM_PAGE_OP_OP_LINE] = {op_line, PATH},
    [FORM_PAGE_OP_OP_CURVE] = {op_curve, PATH},
    [FORM_PAGE_OP_OP_RECTANGLE] = {op_rectangle, OUT | PATH},
    [FORM_PAGE_OP_OP_PAINT] = {op_paint, PATH},
    [FORM_PAGE_OP_OP_SPACING] = {op_spacing, OUT | TEXT},
    [FORM_PAGE_OP_OP_STRETCH] = {op_stretch, OUT | TEXT},
    [FORM_PAGE_OP_OP_RISE] = {op_rise, OUT | TEXT},
    [FORM_PAGE_OP_OP_RENDER] = {op_render, OUT | TEXT},
    [FORM_PAGE_OP_OP_PLACE] = {op_place, TEXT},
    [FORM_PAGE_OP_OP_STEP] = {op_step, TEXT},
    [FORM_PAGE_OP_OP_SHOW] = {op_show, TEXT},
    [FORM_PAGE_OP_OP_SHADE] = {op_shade, OUT | COLOUR},
    [FORM_PAGE_OP_OP_DRAW] = {op_draw, OUT},
    [FORM_PAGE_OP_OP_MARK] = {op_mark, OUT | TEXT},
};

enum err pages_list(struct pages *p, struct pages_list *list)
{
	struct list state = {.p = p, .l = list, .out = &p->content, .place = OUT}, *l = &state;
	uint64_t most = (uint64_t)p->r->limits->elements * 1000 * PAGES_DRAWN_TIMES;
	list->cost = list->count;
	for (uint32_t i = 0; i < list->count; i++) {
		struct form_page_op op;
		try(form_page_op_read(&p->c, &op));
		if (!(ops[op.op].where & l->place))
			return E_FORM;
		if (ops[op.op].where & COLOUR) {
			list->coloured = true;
			if (list->uncoloured)
				return E_FORM;
		}
		try(ops[op.op].run(l));
		if (list->cost > most)
			return E_LIMIT_COUNT;
	}
	return l->depth == 0 && l->place == OUT ? p->content.err : E_FORM;
}
