/* SPDX-License-Identifier: Apache-2.0
 * pdf/content.c: content streams: operands are collected, an operator is found in the table of
 * tbl/pdf_operators.h and called with exactly the operands it asks for.
 */
#include "disarm/find.h"
#include "disarm/pdf/content.h"

#define SCRATCH_KEEP ((size_t)1 << 20) /* decoded operands are dropped when they are more */
#define SCRATCH_MOST ((size_t)256 << 20)
#define INDEX 256 /* a power of two, well above the number of operators */

static const struct operator_row {
	const char *word, *operands;
	void (*run)(struct content *c, const struct pdf_obj *a);
} operators[] = {
#define PDF_OPERATOR(word, operands, name) {word, operands, op_##name},
#include "tbl/pdf_operators.h"
#undef PDF_OPERATOR
};

static uint32_t slot_of(struct view word)
{
	uint32_t h = (uint32_t)word.n;
	for (size_t i = 0; i < word.n; i++)
		h = h * 131 + word.p[i];
	return h % INDEX;
}

/* Row + 1 of each word, open addressing. */
static void make_index(uint8_t *index)
{
	for (size_t i = 0; i < array_len(operators); i++) {
		uint32_t at = slot_of(view_str(operators[i].word));
		while (index[at] != 0)
			at = (at + 1) % INDEX;
		index[at] = (uint8_t)(i + 1);
	}
}

static const struct operator_row *find(struct reader *r, struct view word)
{
	if (word.n == 0 || word.n > 3)
		return NULL;
	if (r->index[slot_of(VIEW("q"))] == 0)
		make_index(r->index);
	for (uint32_t at = slot_of(word); r->index[at] != 0; at = (at + 1) % INDEX)
		if (view_eq(word, view_str(operators[r->index[at] - 1].word)))
			return &operators[r->index[at] - 1];
	return NULL;
}

static bool fits(const struct pdf_obj *o, char kind)
{
	switch (kind) {
	case 'n':
		return pdf_is_number(o);
	case 'N':
		return o->kind == PDF_NAME;
	case 's':
		return o->kind == PDF_STRING;
	case 'a':
		return o->kind == PDF_ARRAY;
	case 'd':
		return o->kind == PDF_DICT || o->kind == PDF_NAME;
	default:
		return false;
	}
}

/* Something a viewer steps over: so do we, and say it. */
static void stepped_over(struct content *c, struct view word)
{
	report_add(c->r->d->report, FINDING_PDF_OPERATOR, PLACE_PAGE, c->r->page,
		   view_sub(word, 0, 16), NULL);
}

static void run(struct content *c, struct view word)
{
	const struct operator_row *row = find(c->r, word);
	uint32_t want = row ? (uint32_t)strlen(row->operands) : 0;
	if (!row) {
		stepped_over(c, word);
		return;
	}
	if (row->operands[0] == '*') {
		row->run(c, c->args);
		return;
	}
	const struct pdf_obj *a = c->args + (c->n_args - min_of(want, c->n_args));
	bool good = c->n_args >= want;
	for (uint32_t i = 0; good && i < want; i++)
		good = fits(&a[i], row->operands[i]);
	if (good)
		row->run(c, a);
	else
		stepped_over(c, word);
}

void content_missing(struct content *c, const char *operator)
{
	stepped_over(c, view_str(operator));
}

void content_start(struct content *c, struct reader *r, const struct pdf_obj *resources,
		   const struct graphics *from)
{
	static const struct graphics first = {
	    .text = {.stretch = 1}, .paint = {.fill = &colour_grey, .stroke = &colour_grey}};
	*c = (struct content){.r = r,
			      .resources = resources,
			      .ops = ops_new(),
			      .path = ops_new(),
			      .run = ops_new(),
			      .now = from ? *from : first,
			      .saved = buf_new(PAGES_DEPTH_MOST * sizeof(struct state)),
			      .marks = buf_new((size_t)65536 * sizeof(struct mark)),
			      .stack = buf_new(64 << 20),
			      .scratch = arena_new(SCRATCH_MOST)};
}

void content_free(struct content *c)
{
	ops_free(&c->ops);
	ops_free(&c->path);
	ops_free(&c->run);
	buf_free(&c->saved);
	buf_free(&c->marks);
	buf_free(&c->stack);
	arena_free(&c->scratch);
}

void content_spoil(struct content *c, const char *why)
{
	if (!c->spoilt)
		c->why = why;
	c->spoilt = true;
	c->r->tones |= c->r->bits_across == 0; /* no scan is the reason */
}

static void operand(struct content *c, const struct pdf_obj *o)
{
	if (c->n_args == CONTENT_ARGS) {
		memmove(c->args, c->args + 1, (CONTENT_ARGS - 1) * sizeof *c->args);
		c->n_args--;
	}
	c->args[c->n_args++] = *o;
}

void content_read(struct content *c, struct view bytes)
{
	struct pdf *pdf = &c->r->pdf;
	uint64_t most = (uint64_t)c->r->d->limits->elements * 1000;
	struct pdf_obj o;
	c->lex = (struct pdf_lex){.in = bytes, .mem = &c->scratch};
	while (pdf->err == OK) {
		enum pdf_token t = pdf_lex_operand(&c->lex, &c->stack, &o);
		if (t == PDF_TOKEN_END)
			break;
		if (t == PDF_TOKEN_VALUE) {
			operand(c, &o);
			continue;
		}
		if (++c->r->operators > most)
			pdf_fail(pdf, E_LIMIT_COUNT);
		run(c, o.bytes);
		c->n_args = 0;
		if (c->scratch.used > SCRATCH_KEEP) {
			arena_free(&c->scratch);
			c->scratch = arena_new(SCRATCH_MOST);
		}
	}
	if (c->lex.err != OK)
		pdf_fail(pdf, c->lex.err);
	nest_end(c);
	if (ops_err(&c->ops) != OK)
		pdf_fail(pdf, ops_err(&c->ops));
}

enum err content_bytes(struct reader *r, const struct pdf_obj *o, struct buf *out)
{
	uint32_t n = o->kind == PDF_ARRAY ? o->n : 1;
	for (uint32_t i = 0; i < n && out->err == OK; i++) {
		const struct pdf_obj *stream = o->kind == PDF_ARRAY ? pdf_at(&r->pdf, o, i) : o;
		struct buf some scope_end(buf_free) = buf_new(out->cap);
		enum err e =
		    stream->kind == PDF_STREAM ? pdf_stream_data(&r->pdf, stream, &some) : OK;
		if (e != OK && e != E_BROKEN)
			return e;
		if (e == E_BROKEN)
			report_add(r->d->report, FINDING_PDF_OPERATOR, PLACE_PAGE, r->page,
				   VIEW("Contents"), NULL);
		buf_put(out, buf_view(&some));
		buf_u8(out, '\n');
	}
	return out->err;
}

void op_nothing(unused_arg struct content *c, unused_arg const struct pdf_obj *a)
{
}

/* --- what was made of an object --- */

struct memo_row {
	const void *key;
	enum memo_what what;
	uintptr_t to;
};

static struct memo_row *memo_find(const struct memo *m, const void *key, enum memo_what what)
{
	uintptr_t h = ((uintptr_t)key >> 4) * 2654435761u ^ (uintptr_t)what * 40503u;
	uint32_t at = (uint32_t)(h ^ h >> 15) & (m->room - 1);
	while (m->rows[at].key && (m->rows[at].key != key || m->rows[at].what != what))
		at = (at + 1) & (m->room - 1);
	return &m->rows[at];
}

uintptr_t memo_get(const struct memo *m, const void *key, enum memo_what what)
{
	return m->room ? memo_find(m, key, what)->to : 0;
}

void memo_put(struct pdf *pdf, struct memo *m, const void *key, enum memo_what what, uintptr_t to)
{
	if ((m->n + 1) * 2 > m->room) {
		struct memo wider = {.n = m->n, .room = m->room ? m->room * 2 : 256};
		wider.rows = arena_array(pdf->mem, wider.room, sizeof *wider.rows);
		if (!wider.rows) {
			pdf_fail(pdf, E_NO_MEMORY);
			return;
		}
		for (uint32_t i = 0; i < m->room; i++)
			if (m->rows[i].key)
				*memo_find(&wider, m->rows[i].key, m->rows[i].what) = m->rows[i];
		*m = wider;
	}
	struct memo_row *row = memo_find(m, key, what);
	m->n += row->key == NULL;
	*row = (struct memo_row){key, what, to};
}
