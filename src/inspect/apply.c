/* SPDX-License-Identifier: Apache-2.0
 * apply.c: edits of the finds chosen -> a form without them.
 *
 * Every edit becomes a cut: bytes of part 0 from `at` on, and what takes their place. Sorted by
 * place, a cut within another one goes with it; two that only overlap are a mistake of ours and
 * E_ERASE. The rest of the form is copied as it is.
 */
#include "form/document.h"
#include "form/forms_gen.h"
#include "inspect/detect.h"

#define STAR 0xff0a /* ＊ */

struct work {
	struct scan *s;
	struct buf cuts;
	struct buf marks;  /* one byte a letter: 0 stays, 1 becomes a star, 2 goes */
	struct buf pieces; /* one byte a piece: some letter of it is marked */
};

void apply_cut(struct buf *cuts, uint32_t at, uint32_t n, struct view with)
{
	struct cut c = {
	    .at = at, .end = at + n, .order = (uint32_t)(cuts->n / sizeof c), .with = with};
	buf_put(cuts, view_of(&c, sizeof c));
}

/* --- letters --- */

static void mark(struct work *w, const struct edit *e)
{
	uint8_t how = e->kind == EDIT_STARS ? 1 : 2;
	for (uint32_t i = e->at; i < e->at + e->n; i++) {
		const struct letter *l = &scan_letters(w->s)[i];
		if (l->piece == SCAN_NO || (how == 1 && letter_digit(l->x) == SCAN_NO))
			continue;
		w->marks.p[i] = max_of(w->marks.p[i], how);
		w->pieces.p[l->piece] = 1;
	}
}

/* What is left of a piece's text. Letters of a piece may stand in several blocks (a string of many
 * cells): a mark in any of them counts. */
static void gather(const struct work *w, uint32_t piece, const uint32_t *first, struct buf *how)
{
	const struct scan *s = w->s;
	size_t n = s->letters.n / sizeof(struct letter);
	buf_fill(how, 0, scan_piece(s, piece)->text.n);
	for (size_t i = first[piece]; i < n && how->err == OK; i++) {
		const struct letter *l = &scan_letters(s)[i];
		if (l->piece == piece && w->marks.p[i])
			how->p[l->at] = max_of(how->p[l->at], w->marks.p[i]);
	}
}

static void what_is_left(const struct piece *p, const struct buf *how, struct buf *out)
{
	struct cursor c = cursor_of(p->text);
	while (cursor_left(&c) > 0) {
		size_t at = c.at;
		uint32_t x = utf8_next(&c);
		if (how->p[at] == 0)
			utf8_put(out, x);
		else if (how->p[at] == 1)
			utf8_put(out, STAR);
	}
}

static enum err replace(struct work *w, uint32_t piece, const uint32_t *first)
{
	const struct piece *p = scan_piece(w->s, piece);
	scope_end(buf_free) struct buf how = buf_new(p->text.n + 1),
				       text = buf_new(p->text.n * 3 + 16),
				       value = buf_new(p->text.n * 3 + 64);
	gather(w, piece, first, &how);
	if (how.err != OK)
		return how.err;
	what_is_left(p, &how, &text);
	switch (p->kind) {
	case PIECE_TEXT:
		break;
	case PIECE_CELL:
		buf_u8(&value, FORM_TABLE_CELL_VALUE_TEXT);
		break;
	case PIECE_VALUE:
		buf_varint(&value, DOC_A_sk_c__text);
		break;
	case PIECE_FIXED:
		return E_ERASE;
	case PIECE_GLYPH:
		buf_u8(&value, FORM_OP_GLYPH_WHAT_ADJUST);
		buf_zigzag(&value, p->by);
		break;
	}
	if (p->kind != PIECE_GLYPH) {
		buf_varint(&value, text.n);
		buf_put(&value, buf_view(&text));
	}
	struct view with = arena_copy(w->s->i->mem, buf_view(&value));
	if (value.err != OK || text.err != OK || !with.p)
		return E_NO_MEMORY;
	apply_cut(&w->cuts, p->at, p->n, with);
	if (p->n_extra) /* a glyph's: the text of its span becomes empty */
		apply_cut(&w->cuts, p->extra, p->n_extra,
			  p->kind == PIECE_GLYPH ? view_of("", 1) : VIEW(""));
	return OK;
}

static enum err replace_letters(struct work *w)
{
	const struct scan *s = w->s;
	size_t letters = s->letters.n / sizeof(struct letter),
	       pieces = s->pieces.n / sizeof(struct piece);
	uint32_t *first = arena_array(s->i->mem, pieces + 1, sizeof *first);
	if (!first)
		return E_NO_MEMORY;
	for (size_t i = letters; i-- > 0;)
		if (scan_letters(s)[i].piece != SCAN_NO)
			first[scan_letters(s)[i].piece] = (uint32_t)i;
	for (uint32_t i = 0; i < pieces; i++)
		if (w->pieces.p[i])
			try(replace(w, i, first));
	return w->cuts.err;
}

/* --- the new form --- */

static int by_place(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1; /* the larger one first */
	return x->order < y->order ? -1 : x->order > y->order;
}

static enum err write_body(struct work *w, struct buf *out)
{
	struct view body = w->s->form.parts[0].body;
	struct cut *c = (struct cut *)(void *)w->cuts.p;
	size_t n = w->cuts.n / sizeof *c, at = 0;
	if (n > 1)
		qsort(c, n, sizeof *c, by_place);
	for (size_t i = 0; i < n; i++) {
		if (c[i].end <= at && c[i].end > c[i].at)
			continue; /* within one before */
		if (c[i].at < at || c[i].end > body.n)
			return E_ERASE;
		buf_put(out, view_sub(body, at, c[i].at - at));
		buf_put(out, c[i].with);
		at = c[i].end;
	}
	buf_put(out, view_sub(body, at, body.n));
	return out->err;
}

static const struct candidate *part_edit(const struct scan *s, const bool *chosen, uint32_t part)
{
	const struct edit *e = (const struct edit *)(void *)s->edits.p;
	for (size_t i = 0; i < s->edits.n / sizeof *e; i++)
		if (e[i].kind == EDIT_PART && e[i].at == part && chosen[e[i].candidate])
			return scan_candidate(s, e[i].candidate);
	return NULL;
}

static void work_free(struct work *w)
{
	buf_free(&w->cuts);
	buf_free(&w->marks);
	buf_free(&w->pieces);
}

enum err apply(struct scan *s, const bool *chosen, struct buf *out)
{
	scope_end(work_free) struct work w = {.s = s,
					      .cuts = buf_new((size_t)256 << 20),
					      .marks = buf_new(SCAN_LETTERS_MAX),
					      .pieces = buf_new(SCAN_LETTERS_MAX)};
	const struct edit *e = (const struct edit *)(void *)s->edits.p;
	buf_fill(&w.marks, 0, s->letters.n / sizeof(struct letter));
	buf_fill(&w.pieces, 0, s->pieces.n / sizeof(struct piece));
	if (w.marks.err != OK || w.pieces.err != OK)
		return E_NO_MEMORY;
	for (size_t i = 0; i < s->edits.n / sizeof *e; i++) {
		if (!chosen[e[i].candidate])
			continue;
		if (e[i].kind == EDIT_STARS || e[i].kind == EDIT_EMPTY)
			mark(&w, &e[i]);
		else if (e[i].kind == EDIT_CUT || e[i].kind == EDIT_PUT)
			apply_cut(&w.cuts, e[i].at, e[i].n, e[i].with);
	}
	enum err err = replace_letters(&w);
	if (err == OK && s->form.parts[0].kind == FORM_PAGES)
		err = pages_boxes_put(s, chosen, &w.cuts);
	try(err);
	struct form_writer writer = form_begin(out);
	for (uint32_t i = 0; i < s->form.n; i++) {
		const struct candidate *c = i ? part_edit(s, chosen, i) : NULL;
		form_part_begin(&writer, s->form.parts[i].kind);
		if (i == 0)
			try(write_body(&w, out));
		else if (c)
			try(image_blank(s->form.parts[i].body, c->shown, out));
		else
			buf_put(out, s->form.parts[i].body);
		form_part_end(&writer);
	}
	return out->err;
}
