/* SPDX-License-Identifier: Apache-2.0
 * pages.c: what a page holds and does not show: text below something opaque, in the colour of what
 * lies behind it, outside the page, invisible.
 *
 * A page is gathered once: its glyphs, and whatever could hide them, in the order they are drawn.
 * Text that a scanner laid invisibly over its picture is no find (that is how a scan is searched),
 * unless somebody put a box over both: then the words below are still there.
 */
#include "form/forms_gen.h"
#include "inspect/paper.h"

#define COVERS_MAX 20000u
#define LINE_SORTED 200u /* glyphs of a line that is put in order */
#define SCAN_SHARE 0.6	 /* of the page: an image this large is the page */
#define HIDDEN_SHARE 0.8 /* of a glyph's box */
#define NEAR_COLOUR 20
#define TINY 1.0 /* points */
#define NOTHING_HIDES 0x80000000u

struct cover {
	double box[4];
	uint32_t order;
	bool image, known; /* not known: something that may or may not hide */
	uint8_t red, green, blue;
};

struct seen {
	double box[4], clip[4];
	double size, x, y, along; /* baseline: where it begins; how far it goes */
	uint32_t order, piece, tag;
	unsigned mode;
	bool solid, turned;
	uint8_t red, green, blue;
	uint32_t first, n; /* letters */
};

struct gather {
	struct scan *s;
	struct buf glyphs, covers;
	uint32_t order;
	double page[4];
};

/* By piece, for what has to follow when a glyph goes. */
struct origin {
	uint32_t page, tag; /* index of the page */
	bool scanned;	    /* invisible, over a picture that shows it */
	double box[4];
};

struct reading {
	struct paper paper;
	struct buf origins; /* struct origin of each piece, from the first glyph's on */
	uint32_t first_piece;
	struct buf actuals; /* places of texts that stand for words of a page: uint32_t, 2 each */
};

static double area(const double b[4])
{
	return b[2] > b[0] && b[3] > b[1] ? (b[2] - b[0]) * (b[3] - b[1]) : 0;
}

static double shared(const double a[4], const double b[4])
{
	double m[4] = {max_of(a[0], b[0]), max_of(a[1], b[1]), min_of(a[2], b[2]),
		       min_of(a[3], b[3])};
	return area(m);
}

/* --- what is drawn --- */

/* All glyphs of a span have one text, and come one after the other. */
static void stood_for(struct reading *r, uint32_t at, uint32_t n)
{
	const uint32_t now[2] = {at, n};
	size_t size = sizeof now;
	bool same =
	    r->actuals.n >= size && memcmp(r->actuals.p + r->actuals.n - size, now, size) == 0;
	if (n > 0 && !same)
		buf_put(&r->actuals, view_of(now, size));
}

static void saw_glyph(void *owner, const struct paper_show *g)
{
	struct gather *w = owner;
	double end_x, end_y;
	const struct paper_glyph *glyph = &g->font->glyphs[g->number];
	struct seen s = {.order = w->order++,
			 .size = g->size,
			 .x = g->matrix[4],
			 .y = g->matrix[5],
			 .tag = g->tag,
			 .mode = g->mode,
			 .solid = g->colour.solid && !g->font->drawn,
			 .turned = g->matrix[0] < 0.5 * g->size || g->font->vertical,
			 .red = g->colour.red,
			 .green = g->colour.green,
			 .blue = g->colour.blue};
	struct piece p = {.kind = PIECE_GLYPH,
			  .at = g->at,
			  .n = g->n,
			  .text = g->unicode.n ? g->unicode : VIEW("\xef\xbf\xbd"),
			  .by = g->by,
			  .extra = g->actual,
			  .n_extra = g->n_actual};
	paper_map(g->matrix, glyph->width, 0, &end_x, &end_y);
	s.along = end_x - s.x;
	memcpy(s.box, g->box, sizeof s.box);
	memcpy(s.clip, g->clip, sizeof s.clip);
	s.piece = scan_piece_add(w->s, &p);
	buf_put(&w->glyphs, view_of(&s, sizeof s));
	stood_for(w->s->reader, g->actual, g->n_actual);
}

static void add_cover(struct gather *w, const double box[4], const double clip[4], bool known,
		      bool image, const struct paper_colour *c)
{
	struct cover now = {.order = w->order++, .known = known, .image = image};
	if (c) {
		now.red = c->red;
		now.green = c->green;
		now.blue = c->blue;
	}
	now.box[0] = max_of(box[0], clip[0]);
	now.box[1] = max_of(box[1], clip[1]);
	now.box[2] = min_of(box[2], clip[2]);
	now.box[3] = min_of(box[3], clip[3]);
	if (area(now.box) > 1 && w->covers.n / sizeof now < COVERS_MAX)
		buf_put(&w->covers, view_of(&now, sizeof now));
}

/* Each closed part of a path that fills its bounding box is a box; any other may hide or not. */
static void saw_part(struct gather *w, const struct paper_fill *f, const struct paper_point *p,
		     size_t n)
{
	double box[4] = {1e18, 1e18, -1e18, -1e18}, twice = 0;
	for (size_t i = 0; i < n; i++) {
		const struct paper_point *q = &p[(i + 1) % n];
		box[0] = min_of(box[0], p[i].x);
		box[1] = min_of(box[1], p[i].y);
		box[2] = max_of(box[2], p[i].x);
		box[3] = max_of(box[3], p[i].y);
		twice += p[i].x * q->y - q->x * p[i].y;
	}
	double full = (twice < 0 ? -twice : twice) / 2;
	if (area(box) > 1)
		add_cover(w, box, f->clip, f->colour.solid && full >= 0.9 * area(box), false,
			  &f->colour);
}

/* A thick line hides as a box does. */
static void saw_line(struct gather *w, const struct paper_fill *f, const struct paper_point *p)
{
	double half = f->width / 2;
	bool flat = p[0].y - p[1].y < 0.5 && p[1].y - p[0].y < 0.5,
	     steep = p[0].x - p[1].x < 0.5 && p[1].x - p[0].x < 0.5;
	double box[4] = {min_of(p[0].x, p[1].x) - (steep ? half : 0),
			 min_of(p[0].y, p[1].y) - (flat ? half : 0),
			 max_of(p[0].x, p[1].x) + (steep ? half : 0),
			 max_of(p[0].y, p[1].y) + (flat ? half : 0)};
	if ((flat || steep) && f->width > 3)
		add_cover(w, box, f->clip, f->line.solid, false, &f->line);
}

static void saw_path(void *owner, const struct paper_fill *f)
{
	struct gather *w = owner;
	size_t from = 0;
	for (size_t i = 1; i <= f->n && f->fill; i++) {
		if (i < f->n && f->points[i].kind != 0)
			continue;
		saw_part(w, f, f->points + from, i - from);
		from = i;
	}
	if (f->stroke && !f->fill && f->n == 2)
		saw_line(w, f, f->points);
}

static void saw_image(void *owner, const struct paper_image *i)
{
	static const double unit[4] = {0, 0, 1, 1};
	struct gather *w = owner;
	double box[4];
	const struct paper_item *item = i->item;
	bool stencil = item->kind == FORM_PAGE_ITEM_KIND_BITS && item->bits.stencil;
	bool opaque = item->kind == FORM_PAGE_ITEM_KIND_BITS
			  ? !stencil
			  : item->image.soft == 0 && item->image.stencil == 0;
	paper_box(i->matrix, unit, box);
	add_cover(w, box, i->clip, opaque && i->colour.alpha > 0.98, true, NULL);
}

static void saw_shade(void *owner, const double clip[4])
{
	add_cover(owner, clip, clip, false, false, NULL);
}

/* --- lines --- */

static void end_line(struct gather *w, uint32_t page, const double box[4])
{
	struct block b = {.place = {.at = FIND_AT_PAGE, .number = page + 1}};
	for (unsigned i = 0; i < 4; i++)
		b.box[i] = (int64_t)(max_of(min_of(box[i], 1e7), -1e7) * 1e6);
	(void)scan_block_end(w->s, &b);
}

static bool same_line(const struct seen *a, const struct seen *b)
{
	double high = max_of(a->size, b->size), dy = b->y - a->y, dx = b->x - (a->x + a->along);
	if (a->turned || b->turned) /* written downwards, or turned: next to each other is enough */
		return (dy < 0 ? -dy : dy) < 2.5 * high && (dx < 0 ? -dx : dx) < 2.5 * high;
	return dy < 0.5 * high && dy > -0.5 * high && dx > -1.5 * high;
}

static void put_line(struct gather *w, uint32_t page, struct seen *g, size_t n)
{
	double box[4] = {0, 0, 0, 0};
	for (size_t i = 0; i < n && w->s->err == OK; i++) {
		if (i > 0 && !g[i].turned &&
		    g[i].x - (g[i - 1].x + g[i - 1].along) > 0.25 * g[i].size)
			scan_put(w->s, ' ');
		for (unsigned k = 0; k < 4; k++)
			box[k] = i == 0	 ? g[i].box[k]
				 : k < 2 ? min_of(box[k], g[i].box[k])
					 : max_of(box[k], g[i].box[k]);
		g[i].first = (uint32_t)(w->s->letters.n / sizeof(struct letter));
		scan_text(w->s, g[i].piece);
		g[i].n = (uint32_t)(w->s->letters.n / sizeof(struct letter)) - g[i].first;
	}
	if (n > 0)
		end_line(w, page, box);
}

static struct view words_of(const struct gather *w, const struct seen *g)
{
	return scan_piece(w->s, g->piece)->text;
}

/* Has it room for a number, and is it written from left to right? */
static bool may_number(const struct gather *w, const struct seen *g, size_t n)
{
	size_t digits = 0;
	for (size_t i = 0; i < n; i++) {
		struct cursor c = cursor_of(words_of(w, &g[i]));
		digits += letter_digit(utf8_next(&c)) != SCAN_NO;
		if (g[i].turned)
			return false;
	}
	return digits >= 12 && n <= LINE_SORTED;
}

static bool upon(const struct gather *w, const struct seen *a, const struct seen *b)
{
	double dx = a->x - b->x, dy = a->y - b->y, near = 0.2 * min_of(a->size, b->size);
	return dx < near && dx > -near && dy < near && dy > -near &&
	       view_eq(words_of(w, a), words_of(w, b));
}

/* As it is read, whatever was drawn first. What was drawn twice, as bold sometimes is, comes once;
 * how many are left: the rest is a line of its own. */
static size_t as_read(const struct gather *w, struct seen *g, size_t n)
{
	struct seen twice[LINE_SORTED];
	size_t kept = 0, more = 0;
	assert(n <= LINE_SORTED); /* may_number */
	for (size_t i = 1; i < n; i++) {
		struct seen now = g[i];
		size_t k = i;
		for (; k > 0 && g[k - 1].x > now.x; k--)
			g[k] = g[k - 1];
		g[k] = now;
	}
	for (size_t i = 0; i < n; i++)
		if (kept > 0 && upon(w, &g[kept - 1], &g[i]))
			twice[more++] = g[i];
		else
			g[kept++] = g[i];
	memcpy(g + kept, twice, more * sizeof *twice);
	return kept;
}

static void lines(struct gather *w, uint32_t page)
{
	struct seen *g = (struct seen *)(void *)w->glyphs.p;
	size_t n = w->glyphs.n / sizeof *g;
	for (size_t i = 0, end; i < n && w->s->err == OK; i = end) {
		for (end = i + 1; end < n && same_line(&g[end - 1], &g[end]);)
			end++;
		size_t kept = may_number(w, g + i, end - i) ? as_read(w, g + i, end - i) : end - i;
		put_line(w, page, g + i, kept);
		put_line(w, page, g + i + kept, end - i - kept);
	}
}

/* --- what hides a glyph --- */

struct hidden {
	enum find_kind kind;
	uint32_t by; /* order of what hides it; 0: nothing of the page */
};

static bool dark(const struct cover *c)
{
	return c->red * 3 + c->green * 6 + c->blue < 900;
}

static bool alike(const struct seen *g, int red, int green, int blue)
{
	int r = g->red - red, gr = g->green - green, b = g->blue - blue;
	return r < NEAR_COLOUR && r > -NEAR_COLOUR && gr < NEAR_COLOUR && gr > -NEAR_COLOUR &&
	       b < NEAR_COLOUR && b > -NEAR_COLOUR;
}

static bool is_page(const struct gather *w, const struct cover *c)
{
	return c->image && shared(c->box, w->page) > SCAN_SHARE * area(w->page);
}

static bool below(const struct gather *w, const struct seen *g, struct hidden *ret)
{
	const struct cover *c = (const struct cover *)(const void *)w->covers.p;
	bool ghost = g->mode == 3;
	for (size_t i = 0; i < w->covers.n / sizeof *c; i++) {
		if (c[i].order < g->order || !c[i].known || is_page(w, &c[i]) ||
		    (ghost && (c[i].image || !dark(&c[i]))))
			continue;
		if (shared(c[i].box, g->box) < HIDDEN_SHARE * area(g->box))
			continue;
		ret->kind = c[i].image || dark(&c[i]) ? FIND_COVERED : FIND_HIDDEN_TEXT;
		ret->by = c[i].order + 1;
		return true;
	}
	/* The scan came first, then the words, or the other way round; then somebody's box. */
	for (size_t i = 0; i < w->covers.n / sizeof *c && ghost; i++)
		if (c[i].known && !c[i].image && dark(&c[i]) &&
		    shared(c[i].box, g->box) >= HIDDEN_SHARE * area(g->box)) {
			*ret = (struct hidden){FIND_COVERED, c[i].order + 1};
			return true;
		}
	return false;
}

static bool like_behind(const struct gather *w, const struct seen *g, struct hidden *ret)
{
	const struct cover *c = (const struct cover *)(const void *)w->covers.p, *last = NULL;
	if (g->mode != 0 || !g->solid)
		return false;
	for (size_t i = 0; i < w->covers.n / sizeof *c && c[i].order < g->order; i++)
		if (shared(c[i].box, g->box) > 0.1 * area(g->box))
			last = &c[i];
	if (last && (!last->known || last->image ||
		     shared(last->box, g->box) < HIDDEN_SHARE * area(g->box)))
		return false; /* nobody knows what is behind it */
	if (last ? !alike(g, last->red, last->green, last->blue) : !alike(g, 255, 255, 255))
		return false;
	ret->kind = last && dark(last) ? FIND_COVERED : FIND_HIDDEN_TEXT;
	ret->by = last ? last->order + 1 : 0;
	return true;
}

static bool over_image(const struct gather *w, const struct seen *g)
{
	const struct cover *c = (const struct cover *)(const void *)w->covers.p;
	for (size_t i = 0; i < w->covers.n / sizeof *c; i++)
		if (c[i].image && shared(c[i].box, g->box) > 0.3 * area(g->box))
			return true;
	return false;
}

static bool hides(const struct gather *w, const struct seen *g, struct hidden *ret)
{
	*ret = (struct hidden){FIND_COUNT, 0};
	if (area(g->box) <= 0 || g->mode == 7) /* mode 7 only clips */
		return false;
	if (shared(g->box, w->page) < 0.05 * area(g->box)) {
		ret->kind = FIND_OFF_PAGE;
		return true;
	}
	if (below(w, g, ret))
		return true;
	if (g->mode == 3) {
		ret->kind = FIND_INVISIBLE_TEXT;
		return !over_image(w, g);
	}
	if (shared(g->box, g->clip) < 0.05 * area(g->box)) {
		ret->kind = FIND_OFF_PAGE;
		return true;
	}
	if (g->size < TINY) {
		ret->kind = FIND_HIDDEN_TEXT;
		return true;
	}
	return like_behind(w, g, ret);
}

/* --- finds --- */

static uint32_t block_of(const struct scan *s, uint32_t from, uint32_t letter)
{
	while (from < scan_blocks(s) &&
	       scan_block(s, from)->first + scan_block(s, from)->n <= letter)
		from++;
	return from;
}

static void set_box(struct candidate *c, const double box[4], bool first)
{
	for (unsigned k = 0; k < 4; k++) {
		int64_t x = (int64_t)(max_of(min_of(box[k], 1e7), -1e7) * 1e6);
		c->box[k] = first ? x : k < 2 ? min_of(c->box[k], x) : max_of(c->box[k], x);
		c->find.place.box[k] = (int32_t)(c->box[k] / 10000);
	}
}

static bool white(const struct scan *s, const struct seen *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (!letter_space(scan_letters(s)[g->first + i].x))
			return false;
	return true;
}

/* One find for all that the same thing hides on a page. */
struct group {
	enum find_kind kind;
	uint32_t by, candidate;
};

static uint32_t group_of(struct gather *w, struct buf *groups, const struct hidden *h,
			 uint32_t block, const struct seen *g, uint32_t page)
{
	struct group *all = (struct group *)(void *)groups->p;
	for (size_t i = 0; i < groups->n / sizeof *all; i++)
		if (all[i].kind == h->kind && all[i].by == h->by)
			return all[i].candidate;
	const struct block *b = scan_block(w->s, block);
	struct group now = {.kind = h->kind, .by = h->by};
	now.candidate = scan_find_letters(w->s, h->kind, block, g->first - b->first, g->n);
	if (now.candidate != SCAN_NO) {
		scan_candidate(w->s, now.candidate)->page = page;
		set_box(scan_candidate(w->s, now.candidate), g->box, true);
	}
	buf_put(groups, view_of(&now, sizeof now));
	return now.candidate;
}

static void finds(struct gather *w, uint32_t page, uint32_t first_block)
{
	struct scan *s = w->s;
	const struct seen *g = (const struct seen *)(const void *)w->glyphs.p;
	scope_end(buf_free) struct buf groups = buf_new((size_t)1 << 20);
	uint32_t block = first_block;
	struct hidden last = {FIND_COUNT, 0};
	uint32_t run =
	    0; /* of hidden glyphs, one after the other, that nothing on the page hides */
	for (size_t i = 0; i < w->glyphs.n / sizeof *g && s->err == OK; i++) {
		struct hidden h;
		bool space = white(s, &g[i]);
		if (g[i].n == 0)
			continue;
		bool is = space ? last.kind != FIND_COUNT : hides(w, &g[i], &h);
		if (space && is)
			h = last; /* a space between hidden words goes with them */
		run += !is || h.kind != last.kind;
		if (is && !space && h.by == 0)
			h.by = NOTHING_HIDES | run;
		last = is ? h : (struct hidden){FIND_COUNT, 0};
		if (!is)
			continue;
		block = block_of(s, block, g[i].first);
		uint32_t c = group_of(w, &groups, &h, block, &g[i], page);
		if (c == SCAN_NO)
			continue;
		struct candidate *to = scan_candidate(s, c);
		set_box(to, g[i].box, false);
		if (to->block == block)
			to->n = g[i].first + g[i].n - scan_block(s, block)->first - to->from;
		scan_erase_letters(s, c, EDIT_EMPTY, g[i].first, g[i].n);
	}
	for (size_t i = 0; i < groups.n / sizeof(struct group); i++)
		scan_letters_excerpt(s, ((struct group *)(void *)groups.p)[i].candidate);
}

static void remember(struct reading *r, struct gather *w, uint32_t page)
{
	const struct seen *g = (const struct seen *)(const void *)w->glyphs.p;
	for (size_t i = 0; i < w->glyphs.n / sizeof *g; i++) {
		bool ghost = g[i].mode == 3 || g[i].mode == 7;
		struct origin o = {
		    .page = page, .tag = g[i].tag, .scanned = ghost && over_image(w, &g[i])};
		memcpy(o.box, g[i].box, sizeof o.box);
		if (i == 0 && r->origins.n == 0)
			r->first_piece = g[i].piece;
		buf_put(&r->origins, view_of(&o, sizeof o));
	}
	if (r->origins.err != OK || w->glyphs.err != OK || w->covers.err != OK)
		w->s->err = w->s->err == OK ? E_LIMIT_MEMORY : w->s->err;
}

static enum err one_page(struct reading *r, uint32_t page)
{
	struct scan *s = r->paper.s;
	const struct form_page_page *p = &r->paper.items[r->paper.pages[page]].page;
	struct gather w = {.s = s,
			   .glyphs = buf_new((size_t)s->i->limits->memory / 4),
			   .covers = buf_new(COVERS_MAX * sizeof(struct cover)),
			   .order = 1};
	struct paper_device d = {.owner = &w,
				 .glyph = saw_glyph,
				 .path = saw_path,
				 .image = saw_image,
				 .shade = saw_shade};
	uint32_t first_block = scan_blocks(s);
	for (unsigned i = 0; i < 4; i++)
		w.page[i] = (double)p->crop[i] / 1e6;
	enum err e = paper_walk(&r->paper, page, &d);
	if (e == OK) {
		lines(&w, page);
		finds(&w, page, first_block);
		remember(r, &w, page);
	}
	buf_free(&w.glyphs);
	buf_free(&w.covers);
	return e == OK ? s->err : e;
}

enum err scan_pages(struct scan *s)
{
	struct reading *r = arena_alloc(s->i->mem, sizeof *r);
	if (!r)
		return E_NO_MEMORY;
	s->reader = r;
	try(paper_read(s, &r->paper));
	r->origins = buf_new((size_t)s->i->limits->memory / 4);
	r->actuals = buf_new((size_t)s->i->limits->memory / 16);
	enum err e = OK;
	for (uint32_t i = 0; e == OK && i < r->paper.n_pages; i++)
		e = one_page(r, i);
	return e == OK ? paper_stood_for(&r->paper, &r->actuals) : e;
}

struct paper *scan_paper(const struct scan *s)
{
	return s->form.n > 0 && s->form.parts[0].kind == FORM_PAGES && s->reader
		   ? &((struct reading *)s->reader)->paper
		   : NULL;
}

void scan_pages_free(struct scan *s)
{
	if (!scan_paper(s))
		return;
	buf_free(&((struct reading *)s->reader)->origins);
	buf_free(&((struct reading *)s->reader)->actuals);
}

static const struct origin *origin_of(const struct scan *s, uint32_t piece)
{
	const struct reading *r = s->reader;
	const struct origin *o = (const struct origin *)(const void *)r->origins.p;
	size_t at = (size_t)piece - r->first_piece;
	bool in = piece != SCAN_NO && piece >= r->first_piece && at < r->origins.n / sizeof *o;
	return in ? &o[at] : NULL;
}

bool scan_glyph_place(const struct scan *s, uint32_t piece, uint32_t *ret_page, double ret_box[4],
		      uint32_t *ret_tag)
{
	const struct origin *o = origin_of(s, piece);
	if (!o)
		return false;
	*ret_page = o->page;
	*ret_tag = o->tag;
	memcpy(ret_box, o->box, sizeof o->box);
	return true;
}

void scan_pages_note(struct scan *s)
{
	for (uint32_t k = 0; k < scan_candidates(s); k++) {
		struct candidate *c = scan_candidate(s, k);
		if (c->block == SCAN_NO || c->page != SCAN_NO)
			continue;
		const struct letter *l = scan_letters(s) + scan_block(s, c->block)->first + c->from;
		for (uint32_t i = 0; i < c->n; i++) {
			const struct origin *o = origin_of(s, l[i].piece);
			if (!o)
				continue;
			set_box(c, o->box, c->page == SCAN_NO);
			c->page = o->page;
			c->find.erasable = c->find.erasable && !o->scanned;
		}
	}
}
