/* SPDX-License-Identifier: Apache-2.0
 * page_picture.c: a piece of a page as it looks, with the find in a red frame. Words that the page
 * hides are drawn once more on top, in red; of a personal number the last four digits only.
 */
#include "form/forms_gen.h"
#include "inspect/canvas.h"

#define WIDE_LEAST 240.0 /* points that the picture shows, at least */
#define PICTURES_MAX 8u

struct shot {
	struct scan *s;
	struct candidate *c;
	struct canvas canvas;
	double to[6];	/* page to pixels */
	double find[4]; /* on the page */
	bool reveal;	/* second walk: only the words found */
	struct {
		uint32_t part;
		struct picture picture;
	} pictures[PICTURES_MAX];
	uint32_t n_pictures;
};

static void clip(struct shot *w, const double box[4])
{
	double p[4];
	paper_box(w->to, box, p);
	canvas_unclip(&w->canvas);
	w->canvas.clip[0] = (int32_t)max_of(min_of(p[0] - 0.5, 20000.0), 0.0);
	w->canvas.clip[1] = (int32_t)max_of(min_of(p[1] - 0.5, 20000.0), 0.0);
	w->canvas.clip[2] = (int32_t)min_of(max_of(p[2] + 1.5, 0.0), (double)w->canvas.width);
	w->canvas.clip[3] = (int32_t)min_of(max_of(p[3] + 1.5, 0.0), (double)w->canvas.height);
}

static struct ink ink_of(const struct paper_colour *c)
{
	return (struct ink){c->red, c->green, c->blue,
			    (uint8_t)(max_of(min_of(c->alpha, 1.0), 0.0) * 255)};
}

static bool within(const double a[4], const double b[4])
{
	double x = (a[0] + a[2]) / 2, y = (a[1] + a[3]) / 2;
	return x >= b[0] - 0.1 && x <= b[2] + 0.1 && y >= b[1] - 0.1 && y <= b[3] + 0.1;
}

static void take_glyph(void *owner, const struct paper_show *g)
{
	struct shot *w = owner;
	bool found = within(g->box, w->find);
	bool ghost = g->mode == 3 || g->mode == 7;
	struct ink ink = w->reveal ? INK_RED : ink_of(&g->colour);
	scope_end(buf_free) struct buf points = buf_new((size_t)4 << 20);
	if (w->reveal ? !found : ghost)
		return;
	if (paper_outline(scan_paper(w->s), g, &points) != OK)
		return;
	clip(w, w->reveal ? g->box : g->clip);
	if (w->reveal)
		canvas_unclip(&w->canvas);
	if (points.n > 0) {
		canvas_fill(&w->canvas, (const struct paper_point *)(const void *)points.p,
			    points.n / sizeof(struct paper_point), w->to, false, ink);
	} else if (w->reveal && g->unicode.n > 0) {
		double x, y, high = g->size * w->to[0];
		struct cursor c = cursor_of(g->unicode);
		paper_map(g->matrix, 0, 0, &x, &y);
		paper_map(w->to, x, y, &x, &y);
		while (cursor_left(&c) > 0)
			x += canvas_letter(&w->canvas, x, y, high, utf8_next(&c), ink);
	}
}

static void take_path(void *owner, const struct paper_fill *f)
{
	struct shot *w = owner;
	if (w->reveal)
		return;
	clip(w, f->clip);
	if (f->fill)
		canvas_fill(&w->canvas, f->points, f->n, w->to, f->evenodd, ink_of(&f->colour));
	for (size_t from = 0, i = 1; i <= f->n && f->stroke; i++) {
		if (i < f->n && f->points[i].kind != 0)
			continue;
		canvas_stroke(&w->canvas, f->points + from, i - from, w->to, f->width * w->to[0],
			      ink_of(&f->line));
		from = i;
	}
}

static const struct picture *picture_of(struct shot *w, uint32_t part)
{
	for (uint32_t i = 0; i < w->n_pictures; i++)
		if (w->pictures[i].part == part)
			return &w->pictures[i].picture;
	if (w->n_pictures == PICTURES_MAX ||
	    picture_read(w->s, part, &w->pictures[w->n_pictures].picture) != OK)
		return NULL;
	w->pictures[w->n_pictures].part = part;
	return &w->pictures[w->n_pictures++].picture;
}

static struct ink bits_at(const struct paper_image *i, double x, double y)
{
	const struct form_page_bits *b = &i->item->bits;
	uint32_t px = min_of((uint32_t)(x * b->width), b->width - 1),
		 py = min_of((uint32_t)(y * b->height), b->height - 1);
	size_t at = (size_t)py * ((b->width + 7) / 8) + px / 8;
	unsigned bit = at < b->rows.n ? (unsigned)b->rows.p[at] >> (7 - px % 8) & 1 : 0;
	if (b->stencil)
		return bit ? ink_of(&i->colour) : (struct ink){0, 0, 0, 0};
	return (struct ink){b->colours[bit * 3], b->colours[bit * 3 + 1], b->colours[bit * 3 + 2],
			    255};
}

static struct ink sample_at(const struct picture *p, double x, double y)
{
	uint32_t px = min_of((uint32_t)(x * p->width), p->width - 1),
		 py = min_of((uint32_t)(y * p->height), p->height - 1);
	const uint8_t *s = p->rgba + ((size_t)py * p->width + px) * 4;
	return (struct ink){s[0], s[1], s[2], s[3]};
}

static bool invert(const double m[6], double ret[6])
{
	double d = m[0] * m[3] - m[1] * m[2];
	if (d < 1e-12 && d > -1e-12)
		return false;
	ret[0] = m[3] / d;
	ret[1] = -m[1] / d;
	ret[2] = -m[2] / d;
	ret[3] = m[0] / d;
	ret[4] = (m[2] * m[5] - m[3] * m[4]) / d;
	ret[5] = (m[1] * m[4] - m[0] * m[5]) / d;
	return true;
}

static void take_image(void *owner, const struct paper_image *i)
{
	struct shot *w = owner;
	double all[6], back[6];
	bool bits = i->item->kind == FORM_PAGE_ITEM_KIND_BITS;
	paper_times(i->matrix, w->to, all);
	if (w->reveal || !invert(all, back))
		return;
	const struct picture *p = bits ? NULL : picture_of(w, i->item->image.part);
	if (!bits && !p)
		return;
	clip(w, i->clip);
	for (int32_t y = w->canvas.clip[1]; y < w->canvas.clip[3]; y++)
		for (int32_t x = w->canvas.clip[0]; x < w->canvas.clip[2]; x++) {
			double u, v;
			paper_map(back, x + 0.5, y + 0.5, &u, &v);
			if (u < 0 || v < 0 || u >= 1 || v >= 1)
				continue;
			struct ink ink = bits ? bits_at(i, u, 1 - v) : sample_at(p, u, 1 - v);
			if (!bits && i->item->image.inverted)
				ink = (struct ink){(uint8_t)~ink.red, (uint8_t)~ink.green,
						   (uint8_t)~ink.blue, ink.alpha};
			canvas_pixel(&w->canvas, x, y, ink);
		}
}

/* --- the picture --- */

static void frame_shot(struct shot *w)
{
	const struct form_page_page *page =
	    &scan_paper(w->s)->items[scan_paper(w->s)->pages[w->c->page]].page;
	double wide = max_of((w->find[2] - w->find[0]) * 1.5, WIDE_LEAST), high;
	double most = (double)(page->crop[2] - page->crop[0]) / 1e6 * 1.2;
	wide = min_of(wide, max_of(most, WIDE_LEAST));
	high = max_of(min_of((w->find[3] - w->find[1]) * 2 + wide / 6, wide * 0.55), wide / 5);
	double x = (w->find[0] + w->find[2]) / 2 - wide / 2,
	       y = (w->find[1] + w->find[3]) / 2 - high / 2;
	double per = FIND_WIDTH_MAX / wide;
	w->canvas.width = FIND_WIDTH_MAX;
	w->canvas.height = min_of((uint32_t)(high * per), FIND_PIXELS_MAX / FIND_WIDTH_MAX);
	double to[6] = {per, 0, 0, -per, -x * per, (y + high) * per};
	memcpy(w->to, to, sizeof to);
}

static void page_edge(struct shot *w)
{
	const struct form_page_page *page =
	    &scan_paper(w->s)->items[scan_paper(w->s)->pages[w->c->page]].page;
	double box[4], p[4];
	for (unsigned i = 0; i < 4; i++)
		box[i] = (double)page->crop[i] / 1e6;
	paper_box(w->to, box, p);
	canvas_unclip(&w->canvas);
	canvas_rectangle(&w->canvas, 0, 0, w->canvas.width, w->canvas.height,
			 (struct ink){214, 214, 214, 255});
	canvas_rectangle(&w->canvas, (int64_t)p[0], (int64_t)p[1], (int64_t)(p[2] - p[0]),
			 (int64_t)(p[3] - p[1]), (struct ink){255, 255, 255, 255});
}

/* All digits but the last four. */
static void mask(struct shot *w)
{
	const struct letter *l =
	    scan_letters(w->s) + scan_block(w->s, w->c->block)->first + w->c->from;
	uint32_t digits = 0;
	for (uint32_t i = w->c->n; i-- > 0;) {
		uint32_t page, tag;
		double box[4], p[4];
		if (letter_digit(l[i].x) == SCAN_NO || ++digits <= 4 ||
		    !scan_glyph_place(w->s, l[i].piece, &page, box, &tag))
			continue;
		paper_box(w->to, box, p);
		canvas_rectangle(&w->canvas, (int64_t)p[0] - 1, (int64_t)p[1] - 1,
				 (int64_t)(p[2] - p[0]) + 3, (int64_t)(p[3] - p[1]) + 3, INK_GREY);
	}
}

void draw_page(struct scan *s, struct candidate *c)
{
	struct shot *w = calloc(1, sizeof *w);
	double p[4];
	bool number = c->find.kind == FIND_PERSONAL_NUMBER || c->find.kind == FIND_NUMBER_LIKE;
	if (!w)
		return;
	struct paper_device d = {
	    .owner = w, .again = true, .glyph = take_glyph, .path = take_path, .image = take_image};
	w->s = s;
	w->c = c;
	for (unsigned i = 0; i < 4; i++)
		w->find[i] = (double)c->box[i] / 1e6;
	frame_shot(w);
	if (canvas_new(s->i->mem, w->canvas.width, w->canvas.height, &w->canvas) == OK) {
		page_edge(w);
		enum err e = paper_walk(scan_paper(s), c->page, &d);
		canvas_unclip(&w->canvas);
		paper_box(w->to, w->find, p);
		if (e == OK && number) {
			mask(w);
		} else if (e == OK && c->find.kind != FIND_GRADE_MARK &&
			   c->find.kind != FIND_ADDRESS_LIST) {
			canvas_rectangle(&w->canvas, (int64_t)p[0] - 3, (int64_t)p[1] - 3,
					 (int64_t)(p[2] - p[0]) + 6, (int64_t)(p[3] - p[1]) + 6,
					 (struct ink){255, 240, 240, 225});
			w->reveal = true;
			e = paper_walk(scan_paper(s), c->page, &d);
		}
		canvas_unclip(&w->canvas);
		canvas_frame(&w->canvas, (int64_t)p[0] - 6, (int64_t)p[1] - 6,
			     (int64_t)(p[2] - p[0]) + 12, (int64_t)(p[3] - p[1]) + 12, 3, INK_RED);
		if (e == OK)
			draw_keep(s, c, &w->canvas);
	}
	free(w);
}
