/* SPDX-License-Identifier: Apache-2.0
 * gif.c: GIF 87a and 89a (CompuServe, 1990) to samples, or to frames when it moves.
 *
 * No library: once the blocks are walked, a decoder has but the LZW codes to read (gif_lzw.c), and
 * giflib refuses code sizes that browsers show. Comments, texts and other programs' blocks are
 * named in the report and stay behind.
 */
#include "disarm/find.h"
#include "disarm/picture/gif.h"
#include "disarm/picture/picture.h"

#define FRAMES_MAX 4096u
#define BLOCKS_MAX 100000u /* besides images */

struct frame {
	struct view colours; /* of its own; empty: the global ones */
	struct view data;    /* code size and blocks */
	bool interlaced;
	uint32_t left, top, width, height, delay, clear;
	enum form_animation_frame_after after;
	bool whole; /* its data ends as it should */
};

struct gif {
	struct disarm *d;
	struct view colours; /* global */
	uint32_t width, height;
	struct frame *frames;
	uint32_t n, room, blocks;
	struct frame control; /* what the last graphic control says of the next frame */
	bool repeated;
	uint32_t repeats;
	struct view first[FINDING_COUNT];
	uint32_t found[FINDING_COUNT];
};

bool gif_probe(struct view in)
{
	return view_starts(in, VIEW("GIF87a")) || view_starts(in, VIEW("GIF89a"));
}

static void found(struct gif *g, enum finding_code code, struct view what)
{
	if (g->found[code]++ == 0)
		g->first[code] = what;
}

static void skip_data(struct cursor *c)
{
	for (uint8_t n; (n = cursor_u8(c)) != 0 && !c->bad;)
		cursor_skip(c, n);
}

static void control_block(struct gif *g, struct cursor c)
{
	uint8_t flags = 0, clear = 0, after = 0;
	if (cursor_u8(&c) != 4)
		return;
	flags = cursor_u8(&c);
	g->control.delay = cursor_u16(&c);
	clear = cursor_u8(&c);
	after = (flags >> 2) & 7;
	g->control.clear = flags & 1 ? clear + 1u : 0;
	g->control.after = after == 2	? FORM_ANIMATION_FRAME_AFTER_CLEAR
			   : after == 3 ? FORM_ANIMATION_FRAME_AFTER_RESTORE
					: FORM_ANIMATION_FRAME_AFTER_KEEP;
}

static void application_block(struct gif *g, struct cursor c, struct view all)
{
	uint8_t n = cursor_u8(&c);
	struct view id = cursor_take(&c, n);
	if (view_eq(id, VIEW("NETSCAPE2.0")) || view_eq(id, VIEW("ANIMEXTS1.0"))) {
		uint8_t length = cursor_u8(&c), kind = cursor_u8(&c);
		uint32_t repeats = cursor_u16(&c);
		if (length == 3 && kind == 1 && !c.bad) {
			g->repeated = true;
			g->repeats = repeats;
			return;
		}
	}
	found(g,
	      view_eq(id, VIEW("XMP DataXMP"))	 ? FINDING_METADATA
	      : view_eq(id, VIEW("ICCRGBG1012")) ? FINDING_COLOUR_PROFILE
						 : FINDING_UNKNOWN_PART,
	      all);
}

static enum err extension(struct gif *g, struct cursor *c)
{
	uint8_t label = cursor_u8(c);
	struct cursor data = *c;
	size_t at = c->at;
	skip_data(c);
	struct view all = view_sub(c->v, at, c->at - at);
	if (c->bad)
		return OK;
	if (++g->blocks > BLOCKS_MAX)
		return E_LIMIT_COUNT;
	if (label == 0xf9)
		control_block(g, data);
	else if (label == 0xff)
		application_block(g, data, all);
	else
		found(g, label == 0xfe ? FINDING_COMMENT_BYTES : FINDING_UNKNOWN_PART, all);
	return OK;
}

static enum err grow(struct gif *g)
{
	if (g->n < g->room)
		return OK;
	if (g->n == FRAMES_MAX)
		return E_LIMIT_COUNT;
	uint32_t room = g->room ? g->room * 4 : 4;
	struct frame *frames = arena_array(g->d->mem, room, sizeof *frames);
	if (!frames)
		return E_NO_MEMORY;
	if (g->n)
		memcpy(frames, g->frames, g->n * sizeof *frames);
	g->frames = frames;
	g->room = room;
	return OK;
}

static struct view colours(struct cursor *c, uint8_t flags)
{
	return flags & 0x80 ? cursor_take(c, (size_t)3 << ((flags & 7) + 1)) : (struct view){0};
}

static enum err image_block(struct gif *g, struct cursor *c)
{
	struct frame f = g->control;
	try(grow(g));
	f.left = cursor_u16(c);
	f.top = cursor_u16(c);
	f.width = cursor_u16(c);
	f.height = cursor_u16(c);
	uint8_t flags = cursor_u8(c);
	f.interlaced = flags & 0x40;
	f.colours = colours(c, flags);
	size_t at = c->at;
	(void)cursor_u8(c); /* code size */
	bool headed = !c->bad;
	skip_data(c);
	f.whole = !c->bad;
	f.data = view_sub(c->v, at, f.whole ? c->at - at : c->v.n - at);
	g->control = (struct frame){0};
	if (headed)
		g->frames[g->n++] = f;
	return OK;
}

/* The whole file once. A file that ends without saying so is read as far as it goes. */
static enum err survey(struct gif *g, struct view in)
{
	struct cursor c = cursor_of(in);
	cursor_skip(&c, 6);
	g->width = cursor_u16(&c);
	g->height = cursor_u16(&c);
	uint8_t flags = cursor_u8(&c);
	cursor_skip(&c, 2);
	g->colours = colours(&c, flags);
	if (c.bad)
		return E_BROKEN;
	bool ended = false;
	while (!ended && !c.bad) {
		uint8_t kind = cursor_u8(&c);
		if (c.bad)
			break;
		if (kind == 0x2c)
			try(image_block(g, &c));
		else if (kind == 0x21)
			try(extension(g, &c));
		else if (kind != 0x3b && kind != 0) /* some writers pad with zeros */
			c.bad = true;
		ended = kind == 0x3b;
	}
	if (g->n == 0)
		return E_BROKEN;
	if (!ended)
		found(g, FINDING_BAD_VALUE, VIEW(""));
	else if (c.at < in.n)
		found(g, FINDING_TRAILING, view_sub(in, c.at, in.n));
	return OK;
}

static void report(struct gif *g)
{
	for (unsigned code = 0; code < FINDING_COUNT; code++)
		if (g->found[code])
			disarm_found(g->d, (enum finding_code)code, "GIF", g->first[code]);
}

struct picture {
	uint8_t *indices; /* f->width x f->height */
	uint8_t colours[768];
	uint32_t n_colours;
};

/* With interlace row k of the data is this row of the picture (appendix E of the standard). */
static uint32_t row_of(uint32_t k, uint32_t height)
{
	static const struct {
		uint32_t from, step;
	} passes[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
	for (size_t i = 0; i < array_len(passes); i++) {
		uint32_t rows =
		    height > passes[i].from
			? (height - passes[i].from + passes[i].step - 1) / passes[i].step
			: 0;
		if (k < rows)
			return passes[i].from + k * passes[i].step;
		k -= rows;
	}
	return k;
}

/* Its own colours, or the global ones, or greys where there are none at all. */
static void read_colours(struct gif *g, const struct frame *f, struct picture *p)
{
	struct view from = f->colours.n ? f->colours : g->colours;
	if (from.n == 0)
		found(g, FINDING_BAD_VALUE, VIEW(""));
	for (uint32_t i = 0; i < 768 && from.n == 0; i++)
		p->colours[i] = (uint8_t)(i / 3);
	if (from.n)
		memcpy(p->colours, from.p, from.n);
	p->n_colours = from.n ? (uint32_t)(from.n / 3) : 256;
}

static enum err decode(struct gif *g, const struct frame *f, struct picture *p)
{
	size_t n = (size_t)f->width * f->height;
	uint8_t *rows = arena_alloc(g->d->mem, n);
	p->indices = f->interlaced ? arena_alloc(g->d->mem, n) : rows;
	if (!rows || !p->indices)
		return E_NO_MEMORY;
	read_colours(g, f, p);
	/* What is missing stays clear, or the first colour. */
	memset(rows, f->clear > 0 ? (int)(f->clear - 1) : 0, n);
	size_t done = gif_codes(f->data, rows, n);
	if (done == 0)
		return E_BROKEN;
	if (done < n)
		found(g, FINDING_BAD_VALUE, VIEW(""));
	for (uint32_t k = 0; k < f->height && f->interlaced; k++)
		memcpy(p->indices + (size_t)row_of(k, f->height) * f->width,
		       rows + (size_t)k * f->width, f->width);
	for (size_t i = 0; i < n; i++)
		if (p->indices[i] >= p->n_colours)
			p->indices[i] = 0;
	return OK;
}

/* Frames without an extent or outside of the picture are left out; the first one may be larger than
 * the screen that the file promises, and then it is the screen, as browsers have it. */
static enum err settle(struct gif *g)
{
	uint32_t kept = 0;
	uint64_t pixels = 0;
	for (uint32_t i = 0; i < g->n; i++) {
		struct frame *f = &g->frames[i];
		bool bad = f->width == 0 || f->height == 0;
		if (!bad && kept == 0) {
			g->width = max_of(g->width, min_of(f->left + f->width, 65535u));
			g->height = max_of(g->height, min_of(f->top + f->height, 65535u));
		}
		bad = bad || f->left >= g->width || f->top >= g->height || (!f->whole && kept > 0);
		if (bad)
			found(g, FINDING_BAD_VALUE, VIEW(""));
		else
			g->frames[kept++] = *f;
		pixels += bad ? 0 : (uint64_t)f->width * f->height;
	}
	g->n = kept;
	if (kept == 0)
		return E_BROKEN;
	if (pixels > g->d->limits->pixels || (uint64_t)g->width * g->height > g->d->limits->pixels)
		return E_LIMIT_PIXELS;
	return OK;
}

static enum err open_gif(struct disarm *d, struct view in, struct gif **ret)
{
	struct gif *g = arena_alloc(d->mem, sizeof *g);
	if (!g)
		return E_NO_MEMORY;
	g->d = d;
	try(survey(g, in));
	try(settle(g));
	*ret = g;
	return OK;
}

/* The first frame on a clear ground. */
static enum err first_frame(struct gif *g)
{
	struct disarm *d = g->d;
	const struct frame *f = &g->frames[0];
	struct picture p = {0};
	size_t start = d->out->n, n = (size_t)g->width * g->height * 4;
	try(decode(g, f, &p));
	samples_begin(d);
	uint8_t *to = buf_grow(d->out, n);
	if (!to)
		return d->out->err;
	memset(to, 0, n);
	for (uint32_t y = 0; y < min_of(f->height, g->height - f->top); y++) {
		for (uint32_t x = 0; x < min_of(f->width, g->width - f->left); x++) {
			uint8_t index = p.indices[(size_t)y * f->width + x];
			uint8_t *at = to + ((size_t)(f->top + y) * g->width + f->left + x) * 4;
			if (index + 1u == f->clear)
				continue;
			memcpy(at, p.colours + 3 * (size_t)index, 3);
			at[3] = 255;
		}
	}
	struct form_image image = {.width = g->width, .height = g->height};
	return samples_end(d, start, &image, FORM_IMAGE_SAMPLES_LAYOUT_RGBA);
}

enum err gif_body(struct disarm *d, struct view in)
{
	struct gif *g = NULL;
	try(open_gif(d, in, &g));
	if (g->n > 1)
		found(g, FINDING_ANIMATION, VIEW(""));
	try(first_frame(g));
	report(g);
	return OK;
}

static enum err put_frame(struct gif *g, const struct frame *f)
{
	struct picture p = {0};
	struct form_animation_frame out = {.left = f->left,
					   .top = f->top,
					   .width = min_of(f->width, g->width - f->left),
					   .height = min_of(f->height, g->height - f->top),
					   .delay = f->delay,
					   .after = f->after};
	try(decode(g, f, &p));
	out.clear = f->clear <= p.n_colours ? f->clear : 0;
	out.colours = view_of(p.colours, 3 * (size_t)p.n_colours);
	/* Rows that the picture's edge cuts are pushed together. */
	for (uint32_t y = 0; y < out.height && out.width < f->width; y++)
		memmove(p.indices + (size_t)y * out.width, p.indices + (size_t)y * f->width,
			out.width);
	out.indices = view_of(p.indices, (size_t)out.width * out.height);
	form_animation_frame_write(g->d->out, &out);
	return g->d->out->err;
}

static enum err disarm_gif(struct disarm *d)
{
	struct gif *g = NULL;
	struct form_writer w = form_begin(d->out);
	try(open_gif(d, d->in, &g));
	bool moving = g->n > 1;
	form_part_begin(&w, moving ? FORM_ANIMATION : FORM_IMAGE);
	if (moving) {
		struct form_animation head = {.width = g->width,
					      .height = g->height,
					      .repeated = g->repeated,
					      .repeats = g->repeats,
					      .frames = g->n};
		form_animation_write(d->out, &head);
	} else {
		try(first_frame(g));
	}
	for (uint32_t i = 0; moving && i < g->n; i++)
		try(put_frame(g, &g->frames[i]));
	form_part_end(&w);
	report(g);
	return d->out->err;
}

static bool probe(struct view in, unused_arg struct view ext)
{
	return gif_probe(in);
}

const struct format format_gif = {"gif", probe, disarm_gif};
