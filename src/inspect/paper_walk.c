/* SPDX-License-Identifier: Apache-2.0
 * paper_walk.c: the operators of a page, one after the other, as things drawn.
 */
#include "inspect/paper.h"

#define STATES_MAX 300u
#define NEST_MAX 24u
#define POINTS_MAX ((size_t)64 << 20)

struct state {
	double ctm[6], clip[4], width;
	struct paper_colour fill, line;
	double spacing, stretch, rise;
	unsigned mode;
	bool mixed, masked; /* another blend than normal; a soft mask */
};

struct walk {
	struct paper *p;
	const struct paper_device *d;
	struct state states[STATES_MAX];
	uint32_t n; /* saved */
	struct state now;
	double tm[6], line[6]; /* of the text object */
	struct buf points;     /* of the path, on the page */
	double x, y;	       /* in its own space: where it began */
	uint32_t actual, n_actual, tag;
	uint32_t marks[260][3], n_marks;
	unsigned nest;
};

/* Of what is drawn now: not solid where something shines through. */
static struct paper_colour seen(const struct walk *w, struct paper_colour c)
{
	c.solid = c.solid && !w->now.mixed && !w->now.masked && c.alpha > 0.98;
	return c;
}

static uint8_t byte_of(double x)
{
	return (uint8_t)(x <= 0 ? 0 : x >= 1 ? 255 : x * 255 + 0.5);
}

static void set_rgb(struct paper_colour *c, double r, double g, double b)
{
	c->red = byte_of(r);
	c->green = byte_of(g);
	c->blue = byte_of(b);
	c->solid = true;
}

static enum err colour(struct walk *w, struct cursor *c)
{
	struct form_op_colour o;
	struct form_colour_grey grey;
	struct form_colour_rgb rgb;
	struct form_colour_cmyk k;
	struct form_colour_pattern pattern;
	try(form_op_colour_read(c, &o));
	struct paper_colour *to = o.side == FORM_OP_COLOUR_SIDE_FILL ? &w->now.fill : &w->now.line;
	switch (o.value) {
	case FORM_OP_COLOUR_VALUE_GREY:
		try(form_colour_grey_read(c, &grey));
		set_rgb(to, grey.grey / 1e6, grey.grey / 1e6, grey.grey / 1e6);
		return OK;
	case FORM_OP_COLOUR_VALUE_RGB:
		try(form_colour_rgb_read(c, &rgb));
		set_rgb(to, rgb.rgb[0] / 1e6, rgb.rgb[1] / 1e6, rgb.rgb[2] / 1e6);
		return OK;
	case FORM_OP_COLOUR_VALUE_CMYK:
		try(form_colour_cmyk_read(c, &k));
		set_rgb(to, (1 - k.cmyk[0] / 1e6) * (1 - k.cmyk[3] / 1e6),
			(1 - k.cmyk[1] / 1e6) * (1 - k.cmyk[3] / 1e6),
			(1 - k.cmyk[2] / 1e6) * (1 - k.cmyk[3] / 1e6));
		return OK;
	case FORM_OP_COLOUR_VALUE_PATTERN:
		try(form_colour_pattern_read(c, &pattern));
		set_rgb(to, 0.6, 0.6, 0.6);
		to->solid = false;
		return OK;
	case FORM_OP_COLOUR_VALUE_COUNT:
		break;
	}
	return E_FORM;
}

/* --- paths --- */

static void point(struct walk *w, uint8_t kind, double x, double y)
{
	struct paper_point p = {.kind = kind};
	paper_map(w->now.ctm, x, y, &p.x, &p.y);
	buf_put(&w->points, view_of(&p, sizeof p));
}

static void rectangle_path(struct walk *w, const int64_t box[4])
{
	double x = (double)box[0] / 1e6, y = (double)box[1] / 1e6;
	double x2 = x + (double)box[2] / 1e6, y2 = y + (double)box[3] / 1e6;
	point(w, 0, x, y);
	point(w, 1, x2, y);
	point(w, 1, x2, y2);
	point(w, 1, x, y2);
	point(w, 3, x, y);
}

static void meet(double clip[4], const struct paper_point *p, size_t n)
{
	double box[4] = {1e18, 1e18, -1e18, -1e18};
	for (size_t i = 0; i < n; i++) {
		box[0] = min_of(box[0], p[i].x);
		box[1] = min_of(box[1], p[i].y);
		box[2] = max_of(box[2], p[i].x);
		box[3] = max_of(box[3], p[i].y);
	}
	clip[0] = max_of(clip[0], box[0]);
	clip[1] = max_of(clip[1], box[1]);
	clip[2] = min_of(clip[2], box[2]);
	clip[3] = min_of(clip[3], box[3]);
}

static double scale(const double m[6])
{
	double d = m[0] * m[3] - m[1] * m[2];
	double x = d < 0 ? -d : d, r = x > 1 ? x : 1;
	for (unsigned i = 0; i < 60 && x > 0; i++)
		r = (r + x / r) / 2;
	return x > 0 ? r : 0;
}

static void paint_path(struct walk *w, const struct form_op_paint *o)
{
	const struct paper_point *p = (const struct paper_point *)(const void *)w->points.p;
	size_t n = w->points.n / sizeof *p;
	struct paper_fill f = {.points = p,
			       .n = n,
			       .fill = o->fill != FORM_OP_PAINT_FILL_NONE,
			       .stroke = o->stroke,
			       .evenodd = o->fill == FORM_OP_PAINT_FILL_EVENODD,
			       .width = w->now.width * scale(w->now.ctm),
			       .colour = seen(w, w->now.fill),
			       .line = seen(w, w->now.line)};
	memcpy(f.clip, w->now.clip, sizeof f.clip);
	if (n > 0 && (f.fill || f.stroke) && w->d->path)
		w->d->path(w->d->owner, &f);
	if (o->clip != FORM_OP_PAINT_CLIP_NONE)
		meet(w->now.clip, p, n);
	buf_clear(&w->points);
}

/* --- text --- */

static enum err list(struct walk *w, uint32_t at, uint32_t n);

static void advance(struct walk *w, double x, double y)
{
	double by[6] = {1, 0, 0, 1, x, y};
	paper_times(by, w->tm, w->tm);
}

static enum err show_drawn(struct walk *w, const struct paper_item *font,
			   const struct paper_glyph *g, const double em[6])
{
	struct state kept = w->now;
	uint32_t n = w->n;
	struct buf points = w->points;
	double tm[6], line[6];
	memcpy(tm, w->tm, sizeof tm);
	memcpy(line, w->line, sizeof line);
	if (w->nest >= NEST_MAX)
		return OK;
	w->nest++;
	w->points = buf_new(POINTS_MAX);
	paper_times(font->matrix, em, w->now.ctm);
	enum err e = list(w, g->at, g->n);
	buf_free(&w->points);
	w->points = points;
	w->nest--;
	w->n = n;
	w->now = kept;
	memcpy(w->tm, tm, sizeof tm);
	memcpy(w->line, line, sizeof line);
	return e;
}

static int64_t back(double em)
{
	double by = -em * 1e6;
	return by > 1e9 || by < -1e9 ? 0 : (int64_t)(by < 0 ? by - 0.5 : by + 0.5);
}

static enum err glyph(struct walk *w, const struct paper_item *font, uint32_t number, double size,
		      uint32_t at, uint32_t n)
{
	const struct state *s = &w->now;
	if (number == 0 || number > font->n_glyphs)
		return E_FORM;
	const struct paper_glyph *g = &font->glyphs[number - 1];
	double em[6] = {size * s->stretch, 0, 0, size, 0, s->rise}, to[6], box[4];
	double per = size != 0 ? s->spacing / size : 0;
	double far = font->vertical ? g->vertical[0] + per : g->width + per;
	paper_times(em, w->tm, to);
	paper_times(to, s->ctm, to);
	if (font->vertical) {
		double aside[6] = {1, 0, 0, 1, -g->vertical[1], -g->vertical[2]};
		paper_times(aside, to, to);
	}
	struct paper_show show = {.font = font,
				  .number = number - 1,
				  .mode = s->mode,
				  .colour = s->fill,
				  .unicode = g->unicode,
				  .at = at,
				  .n = n,
				  .by = back(far),
				  .actual = w->actual,
				  .n_actual = w->n_actual,
				  .tag = w->tag};
	double plain[4] = {0, -0.1, g->width > 0.05 ? g->width : 0.5, 0.75};
	bool none = g->box[0] >= g->box[2] || g->box[1] >= g->box[3];
	memcpy(box, none ? plain : g->box, sizeof box);
	paper_box(to, box, show.box);
	memcpy(show.matrix, to, sizeof to);
	memcpy(show.clip, s->clip, sizeof show.clip);
	show.size = scale(to);
	if (s->mode == 1 || s->mode == 5)
		show.colour = s->line;
	if (font->drawn && s->mode != 3) /* what draws it does not hide it */
		try(show_drawn(w, font, g, to));
	if (w->d->glyph)
		w->d->glyph(w->d->owner, &show);
	if (font->vertical)
		advance(w, 0, g->vertical[0] * size + s->spacing);
	else
		advance(w, (g->width * size + s->spacing) * s->stretch, 0);
	return OK;
}

static enum err show(struct walk *w, struct cursor *c)
{
	struct form_op_show o;
	try(form_op_show_read(c, &o));
	const struct paper_item *font = o.font <= w->p->n ? &w->p->items[o.font] : &w->p->items[0];
	double size = (double)o.size / 1e6;
	if (font->kind != FORM_PAGE_ITEM_KIND_FONT && font->kind != FORM_PAGE_ITEM_KIND_DRAWN)
		return E_FORM;
	for (uint32_t i = 0; i < o.glyphs; i++) {
		struct form_op_glyph g;
		struct form_glyph_number number;
		struct form_glyph_adjust adjust;
		size_t at = c->at;
		try(form_op_glyph_read(c, &g));
		if (g.what == FORM_OP_GLYPH_WHAT_NUMBER) {
			try(form_glyph_number_read(c, &number));
			try(glyph(w, font, number.number, size, (uint32_t)at,
				  (uint32_t)(c->at - at)));
			continue;
		}
		try(form_glyph_adjust_read(c, &adjust));
		double by = -(double)adjust.by / 1e6 * size;
		advance(w, font->vertical ? 0 : by * w->now.stretch, font->vertical ? by : 0);
	}
	return OK;
}

/* --- things drawn by number --- */

static enum err group(struct walk *w, const struct paper_item *item)
{
	struct state kept = w->now;
	uint32_t n = w->n;
	double m[6], box[4];
	if (w->nest >= NEST_MAX)
		return OK;
	w->nest++;
	for (unsigned i = 0; i < 6; i++)
		m[i] = (double)item->group.matrix[i] / 1e9;
	for (unsigned i = 0; i < 4; i++)
		box[i] = (double)item->group.box[i] / 1e6;
	paper_times(m, w->now.ctm, w->now.ctm);
	struct paper_point corners[2];
	double on_page[4];
	paper_box(w->now.ctm, box, on_page);
	corners[0] = (struct paper_point){0, on_page[0], on_page[1]};
	corners[1] = (struct paper_point){1, on_page[2], on_page[3]};
	meet(w->now.clip, corners, 2);
	enum err e = list(w, item->ops, item->n_ops);
	w->nest--;
	w->n = n;
	w->now = kept;
	return e;
}

static enum err drawing(struct walk *w, uint32_t ref)
{
	if (ref > w->p->n)
		return E_FORM;
	const struct paper_item *item = &w->p->items[ref];
	if (item->kind == FORM_PAGE_ITEM_KIND_GROUP)
		return group(w, item);
	if (item->kind != FORM_PAGE_ITEM_KIND_IMAGE && item->kind != FORM_PAGE_ITEM_KIND_BITS)
		return E_FORM;
	struct paper_image i = {.item = item, .colour = seen(w, w->now.fill)};
	memcpy(i.matrix, w->now.ctm, sizeof i.matrix);
	memcpy(i.clip, w->now.clip, sizeof i.clip);
	if (w->d->image)
		w->d->image(w->d->owner, &i);
	return OK;
}

/* --- marks --- */

static void begin_mark(struct walk *w, const struct form_op_mark *o, size_t end)
{
	if (w->n_marks == array_len(w->marks))
		return;
	uint32_t *kept = w->marks[w->n_marks++];
	kept[0] = w->actual;
	kept[1] = w->n_actual;
	kept[2] = w->tag;
	if (o->actual.n > 0) {
		size_t length = 1;
		for (uint64_t x = o->actual.n; x >= 0x80; x >>= 7)
			length++;
		w->n_actual = (uint32_t)(o->actual.n + length);
		w->actual = (uint32_t)(end - w->n_actual);
	}
	if (o->tag)
		w->tag = o->tag;
}

static void unmark(struct walk *w)
{
	if (w->n_marks == 0)
		return;
	const uint32_t *kept = w->marks[--w->n_marks];
	w->actual = kept[0];
	w->n_actual = kept[1];
	w->tag = kept[2];
}

static void plain_op(struct walk *w, enum form_op_plain_what what)
{
	static const double unit[6] = {1, 0, 0, 1, 0, 0};
	switch (what) {
	case FORM_OP_PLAIN_WHAT_SAVE:
		if (w->n < STATES_MAX)
			w->states[w->n] = w->now;
		w->n++;
		break;
	case FORM_OP_PLAIN_WHAT_RESTORE:
		if (w->n > 0 && --w->n < STATES_MAX)
			w->now = w->states[w->n];
		break;
	case FORM_OP_PLAIN_WHAT_CLOSE:
		point(w, 3, w->x, w->y);
		break;
	case FORM_OP_PLAIN_WHAT_TEXT_BEGIN:
		memcpy(w->tm, unit, sizeof unit);
		memcpy(w->line, unit, sizeof unit);
		break;
	case FORM_OP_PLAIN_WHAT_MARK_END:
		unmark(w);
		break;
	case FORM_OP_PLAIN_WHAT_TEXT_END:
	case FORM_OP_PLAIN_WHAT_COUNT:
		break;
	}
}

static void set_alpha(struct walk *w, const struct form_op_alpha *o)
{
	(o->side == FORM_OP_ALPHA_SIDE_FILL ? &w->now.fill : &w->now.line)->alpha = o->alpha / 1e6;
}

static void place_text(struct walk *w, const struct form_op_place *o)
{
	for (unsigned i = 0; i < 6; i++)
		w->tm[i] = w->line[i] = (double)o->matrix[i] / 1e9;
}

static void step_text(struct walk *w, const struct form_op_step *o)
{
	double by[6] = {1, 0, 0, 1, (double)o->by[0] / 1e6, (double)o->by[1] / 1e6};
	paper_times(by, w->line, w->line);
	memcpy(w->tm, w->line, sizeof w->tm);
}

#define READ(name)                  \
	struct form_op_##name name; \
	try(form_op_##name##_read(c, &name))

static enum err path_op(struct walk *w, enum form_page_op_op op, struct cursor *c)
{
	if (op == FORM_PAGE_OP_OP_MOVE) {
		READ(move);
		w->x = (double)move.point[0] / 1e6;
		w->y = (double)move.point[1] / 1e6;
		point(w, 0, w->x, w->y);
	} else if (op == FORM_PAGE_OP_OP_LINE) {
		READ(line);
		point(w, 1, (double)line.point[0] / 1e6, (double)line.point[1] / 1e6);
	} else if (op == FORM_PAGE_OP_OP_CURVE) {
		READ(curve);
		for (unsigned i = 0; i < 6; i += 2)
			point(w, 2, (double)curve.points[i] / 1e6,
			      (double)curve.points[i + 1] / 1e6);
	} else if (op == FORM_PAGE_OP_OP_RECTANGLE) {
		READ(rectangle);
		rectangle_path(w, rectangle.box);
	} else {
		READ(paint);
		paint_path(w, &paint);
	}
	return w->points.err;
}

static enum err text_op(struct walk *w, enum form_page_op_op op, struct cursor *c)
{
	if (op == FORM_PAGE_OP_OP_SPACING) {
		READ(spacing);
		w->now.spacing = (double)spacing.spacing / 1e6;
	} else if (op == FORM_PAGE_OP_OP_STRETCH) {
		READ(stretch);
		w->now.stretch = (double)stretch.scale / 1e6;
	} else if (op == FORM_PAGE_OP_OP_RISE) {
		READ(rise);
		w->now.rise = (double)rise.rise / 1e6;
	} else if (op == FORM_PAGE_OP_OP_RENDER) {
		READ(render);
		w->now.mode = render.mode;
	} else if (op == FORM_PAGE_OP_OP_PLACE) {
		READ(place);
		place_text(w, &place);
	} else {
		READ(step);
		step_text(w, &step);
	}
	return OK;
}

/* Of the rest what matters to how something looks; the others are skipped. */
static enum err look_op(struct walk *w, enum form_page_op_op op, struct cursor *c)
{
	if (op == FORM_PAGE_OP_OP_MATRIX) {
		double m[6];
		READ(matrix);
		for (unsigned i = 0; i < 6; i++)
			m[i] = (double)matrix.matrix[i] / 1e9;
		paper_times(m, w->now.ctm, w->now.ctm);
	} else if (op == FORM_PAGE_OP_OP_WIDTH) {
		READ(width);
		w->now.width = (double)width.width / 1e6;
	} else if (op == FORM_PAGE_OP_OP_ALPHA) {
		READ(alpha);
		set_alpha(w, &alpha);
	} else if (op == FORM_PAGE_OP_OP_BLEND) {
		READ(blend);
		w->now.mixed = blend.mode != FORM_OP_BLEND_MODE_NORMAL;
	} else if (op == FORM_PAGE_OP_OP_MASK) {
		READ(mask);
		w->now.masked = mask.mask != 0;
	} else if (op == FORM_PAGE_OP_OP_SHADE) {
		READ(shade);
		if (w->d->shade)
			w->d->shade(w->d->owner, w->now.clip);
	} else if (op == FORM_PAGE_OP_OP_DRAW) {
		READ(draw);
		return drawing(w, draw.item);
	} else if (op == FORM_PAGE_OP_OP_MARK) {
		READ(mark);
		begin_mark(w, &mark, c->at);
	} else {
		READ(plain);
		plain_op(w, plain.what);
	}
	return OK;
}

static enum err one(struct walk *w, struct cursor *c)
{
	struct cursor before = *c;
	struct form_page_op op;
	try(form_page_op_read(c, &op));
	switch (op.op) {
	case FORM_PAGE_OP_OP_MOVE:
	case FORM_PAGE_OP_OP_LINE:
	case FORM_PAGE_OP_OP_CURVE:
	case FORM_PAGE_OP_OP_RECTANGLE:
	case FORM_PAGE_OP_OP_PAINT:
		return path_op(w, op.op, c);
	case FORM_PAGE_OP_OP_SPACING:
	case FORM_PAGE_OP_OP_STRETCH:
	case FORM_PAGE_OP_OP_RISE:
	case FORM_PAGE_OP_OP_RENDER:
	case FORM_PAGE_OP_OP_PLACE:
	case FORM_PAGE_OP_OP_STEP:
		return text_op(w, op.op, c);
	case FORM_PAGE_OP_OP_PLAIN:
	case FORM_PAGE_OP_OP_MATRIX:
	case FORM_PAGE_OP_OP_WIDTH:
	case FORM_PAGE_OP_OP_ALPHA:
	case FORM_PAGE_OP_OP_BLEND:
	case FORM_PAGE_OP_OP_MASK:
	case FORM_PAGE_OP_OP_SHADE:
	case FORM_PAGE_OP_OP_DRAW:
	case FORM_PAGE_OP_OP_MARK:
		return look_op(w, op.op, c);
	case FORM_PAGE_OP_OP_COLOUR:
		return colour(w, c);
	case FORM_PAGE_OP_OP_SHOW:
		return show(w, c);
	case FORM_PAGE_OP_OP_CAP:
	case FORM_PAGE_OP_OP_JOIN:
	case FORM_PAGE_OP_OP_MITER:
	case FORM_PAGE_OP_OP_DASH:
	case FORM_PAGE_OP_OP_OVERPRINT:
	case FORM_PAGE_OP_OP_COUNT:
		break;
	}
	*c = before;
	return paper_skip(c);
}

static enum err list(struct walk *w, uint32_t at, uint32_t n)
{
	struct cursor c = cursor_of(w->p->body);
	cursor_skip(&c, at);
	w->p->walked += n;
	if (w->p->walked > (uint64_t)w->p->s->i->limits->elements * 1000 * PAGES_DRAWN_TIMES)
		return E_LIMIT_COUNT;
	for (uint32_t i = 0; i < n; i++)
		try(one(w, &c));
	return OK;
}

enum err paper_walk(struct paper *p, uint32_t page, const struct paper_device *d)
{
	static const double unit[6] = {1, 0, 0, 1, 0, 0};
	const struct paper_item *item = &p->items[p->pages[page]];
	struct walk *w = calloc(1, sizeof *w);
	if (!w)
		return E_NO_MEMORY;
	w->p = p;
	w->d = d;
	w->points = buf_new(POINTS_MAX);
	memcpy(w->now.ctm, unit, sizeof unit);
	memcpy(w->tm, unit, sizeof unit);
	memcpy(w->line, unit, sizeof unit);
	for (unsigned i = 0; i < 4; i++)
		w->now.clip[i] = (double)item->page.media[i] / 1e6;
	w->now.fill = w->now.line = (struct paper_colour){.solid = true, .alpha = 1};
	w->now.width = 1;
	w->now.stretch = 1;
	uint64_t before = p->walked;
	enum err e = list(w, item->ops, item->n_ops);
	if (d->again)
		p->walked = before; /* a picture is no second use */
	buf_free(&w->points);
	free(w);
	return e;
}
