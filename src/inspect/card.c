/* SPDX-License-Identifier: Apache-2.0
 * card.c: a find as a card: the words around it with what was found in a red frame, cells with
 * their neighbours, a cropped picture with the part that is seen.
 */
#include "inspect/canvas.h"

#define MARGIN 14
#define SMALL 13.0
#define WORDS 19.0
#define LINE 27
#define CELL_HIGH 26
#define ROWS_AROUND 2
#define COLUMNS 5u

void draw_keep(struct scan *s, struct candidate *c, const struct canvas *canvas)
{
	struct view pixels = canvas_pixels(canvas, s->i->mem);
	if (pixels.n == 0)
		return;
	c->find.width = canvas->width;
	c->find.height = canvas->height;
	c->find.pixels = pixels;
}

static double put_text(struct canvas *c, double x, double y, double high, struct view v,
		       struct ink ink, double most)
{
	struct cursor k = cursor_of(v);
	while (cursor_left(&k) > 0) {
		uint32_t code = utf8_next(&k);
		if (x + canvas_letter_width(high, code) > most)
			break;
		x += canvas_letter(c, x, y, high, code, ink);
	}
	return x;
}

static void head(struct canvas *c, const struct candidate *of)
{
	scope_end(buf_free) struct buf where = buf_new(4096);
	find_where(&of->find.place, false, &where);
	canvas_rectangle(c, 0, 0, c->width, 26, (struct ink){240, 240, 240, 255});
	double x = put_text(c, MARGIN, 18, SMALL, view_str(find_text(of->find.kind)->ja), INK_RED,
			    FIND_WIDTH_MAX - MARGIN);
	(void)put_text(c, x + 12, 18, SMALL, buf_view(&where), INK_GREY, FIND_WIDTH_MAX - MARGIN);
}

/* --- letters, wrapped --- */

struct setting {
	struct canvas *c;
	double x, y;
	bool marked; /* of the letter before */
};

static void put_letter(struct setting *w, uint32_t x, bool marked, struct ink ink)
{
	double wide = canvas_letter_width(WORDS, x);
	if (x == '\n' || w->x + wide > FIND_WIDTH_MAX - MARGIN) {
		w->x = MARGIN;
		w->y += LINE;
		w->marked = false;
	}
	if (x == '\n')
		return;
	if (marked) {
		int64_t left = (int64_t)w->x - (w->marked ? 0 : 2),
			top = (int64_t)(w->y - WORDS + 1);
		canvas_rectangle(w->c, left, top, (int64_t)(wide + 3), (int64_t)WORDS + 5,
				 INK_PINK);
		canvas_rectangle(w->c, left, top - 2, (int64_t)(wide + 4), 2, INK_RED);
		canvas_rectangle(w->c, left, top + (int64_t)WORDS + 5, (int64_t)(wide + 4), 2,
				 INK_RED);
		if (!w->marked)
			canvas_rectangle(w->c, left - 2, top - 2, 2, (int64_t)WORDS + 9, INK_RED);
	}
	if (w->marked && !marked)
		canvas_rectangle(w->c, (int64_t)w->x + 1, (int64_t)(w->y - WORDS - 1), 2,
				 (int64_t)WORDS + 9, INK_RED);
	w->x += canvas_letter(w->c, w->x + (w->marked && !marked ? 4 : 0), w->y, WORDS, x, ink);
	w->x += w->marked && !marked ? 4 : 0;
	w->marked = marked;
}

static void end_mark(struct setting *w)
{
	if (w->marked)
		canvas_rectangle(w->c, (int64_t)w->x + 1, (int64_t)(w->y - WORDS - 1), 2,
				 (int64_t)WORDS + 9, INK_RED);
	w->marked = false;
	w->x = MARGIN;
	w->y += LINE;
}

static bool is_digit(uint32_t x)
{
	return letter_digit(x) != SCAN_NO;
}

/* Any twelve digits of any block that a card shows are masked, not only those found. */
static uint32_t shown(const struct letter *l, uint32_t n, uint32_t i)
{
	uint32_t before = 0, after = 0;
	if (!is_digit(l[i].x))
		return l[i].x;
	for (uint32_t k = i; k-- > 0 && (is_digit(l[k].x) || letter_between(l[k].x));)
		before += is_digit(l[k].x);
	for (uint32_t k = i + 1; k < n && (is_digit(l[k].x) || letter_between(l[k].x)); k++)
		after += is_digit(l[k].x);
	return before + after + 1 == PERSONAL_DIGITS && after >= 4 ? 0x25cf : l[i].x;
}

static void put_block(struct setting *w, const struct scan *s, uint32_t block,
		      const struct candidate *found, uint32_t most)
{
	const struct block *b = scan_block(s, block);
	const struct letter *l = scan_letters(s) + b->first;
	uint32_t from = found && found->from > 60 ? found->from - 50 : 0;
	for (uint32_t i = from; i < b->n && i < from + most && w->y < w->c->height - 6; i++) {
		bool in = found && i >= found->from && i < found->from + found->n;
		uint32_t x = shown(l, b->n, i);
		put_letter(w, letter_space(x) ? ' ' : x, in,
			   in	   ? INK_BLACK
			   : found ? INK_BLACK
				   : INK_GREY);
	}
	end_mark(w);
}

static void words_card(struct scan *s, struct candidate *c)
{
	struct canvas canvas;
	if (canvas_new(s->i->mem, FIND_WIDTH_MAX, 170, &canvas) != OK)
		return;
	struct setting w = {.c = &canvas, .x = MARGIN, .y = 26 + LINE};
	head(&canvas, c);
	if (c->block == SCAN_NO) {
		struct cursor k = cursor_of(c->words);
		while (cursor_left(&k) > 0 && w.y < canvas.height - 6) {
			uint32_t x = utf8_next(&k);
			put_letter(&w, x == '\t' ? ' ' : x, x != '\n', INK_BLACK);
		}
		end_mark(&w);
	} else {
		uint32_t around =
		    c->block > 0 && scan_block(s, c->block - 1)->place.at == c->find.place.at
			? c->block - 1
			: SCAN_NO;
		if (around != SCAN_NO)
			put_block(&w, s, around, NULL, 30);
		put_block(&w, s, c->block, c, 150);
		if (c->block + 1 < scan_blocks(s))
			put_block(&w, s, c->block + 1, NULL, 60);
	}
	canvas.height = (uint32_t)min_of(w.y - WORDS + 8, (double)canvas.height);
	draw_keep(s, c, &canvas);
}

/* --- cells --- */

static void cell(struct canvas *c, const struct scan *s, const struct block *b, int64_t x,
		 int64_t y, int64_t wide, bool found)
{
	const struct letter *l = scan_letters(s) + b->first;
	double at = (double)x + 5;
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t code = shown(l, b->n, i);
		double step = canvas_letter_width(15, code);
		if (at + step > (double)(x + wide - 3))
			break;
		at += canvas_letter(c, at, (double)y + 18, 15, code, found ? INK_BLACK : INK_GREY);
	}
}

static void labels(struct canvas *c, uint32_t column, uint32_t row, int64_t wide)
{
	struct find_place at = {.at = FIND_AT_SHEET, .number = 1};
	for (uint32_t i = 0; i < COLUMNS; i++) {
		scope_end(buf_free) struct buf name = buf_new(64);
		for (uint32_t x = column + i; x; x = (x - 1) / 26) {
			buf_u8(&name, (uint8_t)('A' + (x - 1) % 26));
			if (name.n == 2)
				buf_fmt(&name, "%s", "");
		}
		if (name.n == 2) {
			uint8_t first = name.p[0];
			name.p[0] = name.p[1];
			name.p[1] = first;
		}
		int64_t middle = 44 + i * wide + wide / 2;
		(void)put_text(c, (double)(middle - 6), 44, SMALL, buf_view(&name), INK_GREY,
			       FIND_WIDTH_MAX);
	}
	for (uint32_t i = 0; i <= 2 * ROWS_AROUND; i++) {
		scope_end(buf_free) struct buf number = buf_new(64);
		buf_int(&number, row + i);
		(void)put_text(c, 10, (double)(50 + i * CELL_HIGH + 18), SMALL, buf_view(&number),
			       INK_GREY, 44);
	}
	(void)at;
}

static void cells_card(struct scan *s, struct candidate *c)
{
	struct canvas canvas;
	const struct block *of = scan_block(s, c->block);
	uint32_t first_row = of->place.row > ROWS_AROUND ? of->place.row - ROWS_AROUND : 1;
	uint32_t first_column = of->column > 2 ? of->column - 2 : 1;
	int64_t wide = (FIND_WIDTH_MAX - 44 - MARGIN) / COLUMNS;
	uint32_t high = 50 + (2 * ROWS_AROUND + 1) * CELL_HIGH + 10;
	if (canvas_new(s->i->mem, FIND_WIDTH_MAX, high, &canvas) != OK)
		return;
	head(&canvas, c);
	labels(&canvas, first_column, first_row, wide);
	for (uint32_t r = 0; r <= 2 * ROWS_AROUND; r++)
		for (uint32_t k = 0; k < COLUMNS; k++)
			canvas_frame(&canvas, 44 + k * wide, 50 + r * CELL_HIGH, wide + 1,
				     CELL_HIGH + 1, 1, INK_LIGHT);
	uint32_t from = c->block > 4000 ? c->block - 4000 : 0;
	for (uint32_t i = from; i < scan_blocks(s) && i < c->block + 4000; i++) {
		const struct block *b = scan_block(s, i);
		if (b->table != of->table || b->joined || b->place.row < first_row ||
		    b->place.row > first_row + 2 * ROWS_AROUND || b->column < first_column ||
		    b->column >= first_column + COLUMNS)
			continue;
		cell(&canvas, s, b, 44 + (b->column - first_column) * wide,
		     50 + (b->place.row - first_row) * CELL_HIGH, wide, i == c->block);
	}
	canvas_frame(&canvas, 43 + (of->column - first_column) * wide,
		     49 + (of->place.row - first_row) * CELL_HIGH, wide + 3, CELL_HIGH + 3, 3,
		     INK_RED);
	draw_keep(s, c, &canvas);
}

/* --- pictures --- */

void draw_crop(struct scan *s, struct candidate *c)
{
	struct picture p;
	struct canvas canvas;
	if (picture_read(s, c->picture, &p) != OK)
		return;
	double per = min_of(400.0 / p.width, 220.0 / p.height);
	uint32_t wide = max_of((uint32_t)(p.width * per), 1u),
		 high = max_of((uint32_t)(p.height * per), 1u);
	if (canvas_new(s->i->mem, FIND_WIDTH_MAX, 250, &canvas) != OK)
		return;
	head(&canvas, c);
	int64_t left = (FIND_WIDTH_MAX - wide) / 2, top = 28;
	int64_t box[4];
	for (unsigned i = 0; i < 4; i++)
		box[i] = (int64_t)((uint64_t)c->shown[i] * (i % 2 ? high : wide) / SHARES);
	for (uint32_t y = 0; y < high; y++)
		for (uint32_t x = 0; x < wide; x++) {
			const uint8_t *v =
			    p.rgba +
			    ((size_t)(y / per < p.height ? (uint32_t)(y / per) : p.height - 1) *
				 p.width +
			     (x / per < p.width ? (uint32_t)(x / per) : p.width - 1)) *
				4;
			bool in = x >= box[0] && x < box[2] && y >= box[1] && y < box[3];
			canvas_pixel(&canvas, left + x, top + y,
				     (struct ink){v[0], v[1], v[2], v[3]});
			if (!in)
				canvas_pixel(&canvas, left + x, top + y,
					     (struct ink){255, 120, 120, 70});
		}
	canvas.height = min_of(high + 36, canvas.height);
	canvas_frame(&canvas, left + box[0] - 1, top + box[1] - 1, box[2] - box[0] + 2,
		     box[3] - box[1] + 2, 3, INK_RED);
	draw_keep(s, c, &canvas);
}

void draw_card(struct scan *s, struct candidate *c)
{
	const struct block *b = c->block == SCAN_NO ? NULL : scan_block(s, c->block);
	if (b && b->place.at == FIND_AT_SHEET && b->table)
		cells_card(s, c);
	else
		words_card(s, c);
}

void draw(struct scan *s, uint32_t candidate)
{
	struct candidate *c = scan_candidate(s, candidate);
	if (c->picture)
		draw_crop(s, c);
	else if (c->page != SCAN_NO && scan_paper(s))
		draw_page(s, c);
	else if (c->block != SCAN_NO || c->words.n > 0)
		draw_card(s, c);
}
