/* SPDX-License-Identifier: Apache-2.0
 * pdf/text.c: text (ISO 32000-2 9): codes become glyph numbers, word spacing becomes adjustments.
 *
 * Where the form stands is known at any time: `line` moved by `step` is where its next line begins,
 * unless `placed` is false; then the next show gets a matrix of its own, which is `tm`.
 */
#include <math.h>

#include "disarm/pdf/content.h"

#define RUN_MAX 60000
#define ADJUST_MOST 1e6 /* thousandths of an em: what the form takes */

static const double identity[6] = {1, 0, 0, 1, 0, 0};

static void emit_place(struct content *c)
{
	struct form_op_place place;
	nano_matrix(c->tm, place.matrix);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_PLACE);
	form_op_place_write(&c->ops.bytes, &place);
}

static void emit_where(struct content *c)
{
	if (!c->placed) {
		emit_place(c);
		c->off_line = !matrix_same(c->tm, c->line);
	} else if (c->stepped) {
		struct form_op_step step = {{micro(c->step[0]), micro(c->step[1])}};
		ops_begin(&c->ops, FORM_PAGE_OP_OP_STEP);
		form_op_step_write(&c->ops.bytes, &step);
	}
	c->placed = true;
	c->stepped = false;
	c->step[0] = c->step[1] = 0;
}

/* Where the first glyph of the run stands was written when it came (run_ready). */
void text_flush(struct content *c)
{
	struct form_op_show show = {.size = (int64_t)llround(c->now.text.size * PAGES_MICRO),
				    .glyphs = c->run.n};
	if (c->run.n == 0)
		return;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_SHOW);
	size_t at = c->ops.bytes.n;
	form_op_show_write(&c->ops.bytes, &show);
	ops_gap(&c->ops, at, c->run_font);
	buf_put(&c->ops.bytes, buf_view(&c->run.bytes));
	buf_clear(&c->run.bytes);
	c->run.n = 0;
}

static bool run_ready(struct content *c, node_id font)
{
	if (c->run.n >= RUN_MAX || (c->run.n > 0 && c->run_font != font))
		text_flush(c);
	if (c->run.n > 0)
		return true;
	if (!nest_enter_text(c))
		return false;
	emit_where(c);
	c->run_font = font;
	return true;
}

static void run_adjust(struct content *c, double thousandths)
{
	if (c->run.n == 0) { /* before the first glyph: a place says it */
		c->placed = false;
		return;
	}
	if (!(fabs(thousandths) < ADJUST_MOST)) {
		text_flush(c);
		c->placed = false;
		return;
	}
	struct form_glyph_adjust adjust = {.by = (int64_t)llround(thousandths * 1000)};
	if (adjust.by == 0)
		return;
	form_op_glyph_write(&c->run.bytes, &(struct form_op_glyph){FORM_OP_GLYPH_WHAT_ADJUST});
	form_glyph_adjust_write(&c->run.bytes, &adjust);
	c->run.n++;
}

static void run_glyph(struct content *c, node_id font, uint16_t glyph)
{
	if (!run_ready(c, font))
		return;
	form_op_glyph_write(&c->run.bytes, &(struct form_op_glyph){FORM_OP_GLYPH_WHAT_NUMBER});
	form_glyph_number_write(&c->run.bytes, &(struct form_glyph_number){.number = glyph});
	c->run.n++;
}

/* Moves the place of the next glyph along the line. */
static void advance(struct content *c, double along)
{
	const struct text_state *t = &c->now.text;
	bool vertical = t->font && pdf_font_vertical(t->font);
	double m[6] = {1, 0, 0, 1, vertical ? 0 : along * t->stretch, vertical ? along : 0};
	matrix_times(m, c->tm, c->tm);
}

static node_id font_node(struct content *c, struct pdf_font *font)
{
	struct reader *r = c->r;
	node_id node = (node_id)memo_get(&r->memo, font, MEMO_FONT);
	if (node == 0) {
		node = node_font(&r->nodes, font);
		memo_put(&r->pdf, &r->memo, font, MEMO_FONT, node);
	}
	return node;
}

static void show_one(struct content *c, struct cursor *codes)
{
	const struct text_state *t = &c->now.text;
	bool seen = t->render != 3 && c->hidden == 0 && !c->ghost;
	struct pdf_shown shown = {0};
	node_id node = 0;
	enum err e = pdf_font_next(t->font, codes, seen, &shown);
	if (e == E_BROKEN)
		content_spoil(c, "font");
	else if (e != OK)
		pdf_fail(&c->r->pdf, e);
	if (c->hidden == 0 && (c->ghost || pdf_font_source(t->font) != PDF_FONT_TYPE3))
		node = font_node(c, t->font);
	else if (c->hidden == 0)
		node = drawn_node(c, &shown);
	if (node != 0 && shown.glyph != 0) {
		run_glyph(c, node, shown.glyph);
	} else { /* nothing is shown, but what follows stands further on */
		text_flush(c);
		c->placed = false;
	}
	double word = shown.space ? t->word : 0;
	advance(c, shown.advance * t->size + t->spacing + word);
	if (word != 0 && t->size != 0)
		run_adjust(c, -1000 * word / t->size);
}

static void show(struct content *c, const struct pdf_obj *string)
{
	struct cursor codes = cursor_of(string->bytes);
	c->inherits |= !c->own.font || !c->own.word;
	if (!c->now.text.font)
		return;
	while (cursor_left(&codes) > 0 && c->r->pdf.err == OK)
		show_one(c, &codes);
}

void op_show(struct content *c, const struct pdf_obj *a)
{
	show(c, a);
}

void op_show_array(struct content *c, const struct pdf_obj *a)
{
	const struct text_state *t = &c->now.text;
	for (uint32_t i = 0; i < a->n; i++) {
		const struct pdf_obj *o = &a->items[i];
		if (o->kind == PDF_STRING)
			show(c, o);
		else if (pdf_is_number(o)) {
			advance(c, -pdf_number(o, 0) / 1000 * t->size);
			run_adjust(c, pdf_number(o, 0));
		}
	}
}

void op_text_begin(struct content *c, unused_arg const struct pdf_obj *a)
{
	text_flush(c);
	if (c->forced) {
		c->now.text.font = c->forced;
		c->now.text.size = c->forced_size;
		c->own.font = true;
	}
	memcpy(c->tm, identity, sizeof identity);
	memcpy(c->line, identity, sizeof identity);
	c->placed = false;
}

void op_text_end(struct content *c, unused_arg const struct pdf_obj *a)
{
	nest_leave_text(c);
}

static void step(struct content *c, double x, double y)
{
	double m[6] = {1, 0, 0, 1, x, y};
	text_flush(c);
	matrix_times(m, c->line, c->line);
	memcpy(c->tm, c->line, sizeof c->tm);
	if (c->off_line)
		c->placed = false;
	c->off_line = false;
	c->stepped = true; /* even by nothing: the next glyph stands where the line begins */
	c->step[0] += x;
	c->step[1] += y;
}

void op_step(struct content *c, const struct pdf_obj *a)
{
	step(c, pdf_number(&a[0], 0), pdf_number(&a[1], 0));
}

void op_step_leading(struct content *c, const struct pdf_obj *a)
{
	c->now.text.leading = -pdf_number(&a[1], 0);
	c->own.leading = true;
	op_step(c, a);
}

void op_next_line(struct content *c, unused_arg const struct pdf_obj *a)
{
	c->inherits |= !c->own.leading;
	step(c, 0, -c->now.text.leading);
}

void op_place(struct content *c, const struct pdf_obj *a)
{
	text_flush(c);
	for (size_t i = 0; i < 6; i++)
		c->tm[i] = c->line[i] = pdf_number(&a[i], 0);
	c->placed = false;
}

void op_next_show(struct content *c, const struct pdf_obj *a)
{
	op_next_line(c, a);
	show(c, a);
}

void op_next_show_spaced(struct content *c, const struct pdf_obj *a)
{
	op_word(c, &a[0]);
	op_spacing(c, &a[1]);
	op_next_show(c, &a[2]);
}

/* --- state --- */

/* Of a state that the form knows in micro within +-most. */
static int64_t within(double x, double most)
{
	return micro(x < -most ? -most : x > most ? most : x);
}

void op_spacing(struct content *c, const struct pdf_obj *a)
{
	text_flush(c);
	c->now.text.spacing = pdf_number(a, 0);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_SPACING);
	form_op_spacing_write(&c->ops.bytes,
			      &(struct form_op_spacing){within(c->now.text.spacing, 10000)});
}

void op_word(struct content *c, const struct pdf_obj *a)
{
	c->now.text.word = pdf_number(a, 0);
	c->own.word = true;
}

void op_stretch(struct content *c, const struct pdf_obj *a)
{
	text_flush(c);
	c->now.text.stretch = pdf_number(a, 100) / 100;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_STRETCH);
	form_op_stretch_write(&c->ops.bytes,
			      &(struct form_op_stretch){within(c->now.text.stretch, 100)});
}

void op_leading(struct content *c, const struct pdf_obj *a)
{
	c->now.text.leading = pdf_number(a, 0);
	c->own.leading = true;
}

void op_rise(struct content *c, const struct pdf_obj *a)
{
	text_flush(c);
	c->now.text.rise = pdf_number(a, 0);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_RISE);
	form_op_rise_write(&c->ops.bytes, &(struct form_op_rise){within(c->now.text.rise, 10000)});
}

void op_render(struct content *c, const struct pdf_obj *a)
{
	int64_t mode = pdf_int(a, 0);
	if (mode < 0 || mode > 7 || c->ghost)
		return;
	text_flush(c);
	c->now.text.render = (unsigned)mode;
	ops_begin(&c->ops, FORM_PAGE_OP_OP_RENDER);
	form_op_render_write(&c->ops.bytes, &(struct form_op_render){.mode = (uint8_t)mode});
}

void text_font(struct content *c, const struct pdf_obj *font, double size)
{
	struct pdf_font *loaded = NULL;
	enum err e = pdf_font_load(c->r->fonts, font, &loaded);
	text_flush(c);
	if (e != OK) {
		pdf_fail(&c->r->pdf, e);
		return;
	}
	c->now.text.font = loaded;
	c->own.font = true;
	c->now.text.size = size >= -10000 && size <= 10000 ? size : 0;
}

void op_font(struct content *c, const struct pdf_obj *a)
{
	const struct pdf_obj *fonts = pdf_get(&c->r->pdf, c->resources, "Font");
	if (c->forced)
		return;
	text_font(c, pdf_get_raw(fonts, a[0].bytes), pdf_number(&a[1], 0));
}
