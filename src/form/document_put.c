/* SPDX-License-Identifier: Apache-2.0
 * document_put.c: attributes and text of the open element, each checked as the reader will.
 */
#include "form/document_writer.h"
#include "form/form.h"
#include "form/formula.h"

/* Begins an attribute's value in the stage; NULL when it cannot be taken. */
static const struct doc_attr *stage(struct document_writer *w, unsigned number)
{
	if (w->skip > 0 || w->depth == 0 || document_top(w)->flushed ||
	    w->n_staged == DOC_ATTRS_MAX)
		return NULL;
	const struct doc_attr *a = doc_attr_at(document_top(w)->type, number);
	for (uint32_t i = 0; i < w->n_staged; i++)
		if (w->staged[i].number == number)
			return NULL;
	w->staged[w->n_staged] = (struct staged){.number = (uint16_t)number, .at = w->stage.n};
	return a;
}

static bool staged(struct document_writer *w)
{
	struct staged *s = &w->staged[w->n_staged++];
	s->n = w->stage.n - s->at;
	return true;
}

static bool define(struct document_writer *w, const struct doc_attr *a, uint64_t n)
{
	struct buf *b = &w->defined[a->dialect];
	if (!(a->flags & DOC_DEFINES))
		return true;
	if (a->dialect == DOC_IDENT_NUM && n == 0)
		return false; /* "no numbering" is nothing to define */
	if (n >= b->n)
		buf_fill(b, 0, (size_t)n + 1 - b->n);
	if (b->err != OK || b->p[n])
		return false;
	b->p[n] = 1;
	return true;
}

bool document_defined(const struct document_writer *w, enum doc_ident_dialect kind, uint32_t n)
{
	return n < w->defined[kind].n && w->defined[kind].p[n];
}

static uint32_t count_of(const struct document_writer *w, const struct doc_attr *a)
{
	if (a->class == DOC_IDENT)
		return w->next[a->dialect];
	if (a->dialect >= DOC_REF_PART) {
		unsigned kind = a->dialect - (unsigned)DOC_REF_PART;
		/* An empty one may still come: document_end sees to it. */
		return document_plain(kind) && (doc_parts[kind].many & w->form_bit)
			   ? FORM_PARTS_MAX
			   : max_of(w->of_kind[kind], w->promised[kind]);
	}
	return w->next[a->dialect == DOC_REF_LINK ? MAP_LINK : MAP_BLOB];
}

/* The part that a reference names must be there in the end. */
static void want_part(struct document_writer *w, const struct doc_attr *a, uint32_t n)
{
	if (a->class == DOC_REF && a->dialect >= DOC_REF_PART) {
		uint32_t *most = &w->wanted[a->dialect - DOC_REF_PART];
		*most = max_of(*most, n + 1);
	}
}

static bool put_number(struct document_writer *w, struct buf *b, const struct doc_attr *a,
		       int64_t n)
{
	switch ((enum doc_class)a->class) {
	case DOC_BOOL:
		if (n != 0 && n != 1)
			return false;
		buf_u8(b, (uint8_t)n);
		return true;
	case DOC_ENUM:
		if (n < 0 || n >= doc_enums[a->list].n)
			return false;
		buf_varint(b, (uint64_t)n);
		return true;
	case DOC_INT:
	case DOC_DATE:
		if (n < (a->class == DOC_INT ? a->min : DOC_DATE_MIN) ||
		    n > (a->class == DOC_INT ? a->max : DOC_DATE_MAX))
			return false;
		buf_zigzag(b, n);
		return true;
	case DOC_COLOUR:
		if (n < (a->dialect == DOC_COLOUR_RGB ? 0 : -1) || n > 0xffffff)
			return false;
		buf_varint(b, (uint64_t)(n + 1));
		return true;
	case DOC_IDENT:
	case DOC_REF:
		if (n < 0 || n >= count_of(w, a) ||
		    (a->class == DOC_IDENT && !define(w, a, (uint64_t)n)))
			return false;
		want_part(w, a, (uint32_t)n);
		buf_varint(b, (uint64_t)n);
		return true;
	case DOC_NONE:
	case DOC_HEX:
	case DOC_TEXT:
	case DOC_FIELD:
	case DOC_AUTO:
	case DOC_FORMULA:
		return false;
	}
	return false;
}

/* A number that must be greater than that of the sibling before. */
static bool ascends(struct document_writer *w, const struct doc_attr *a, int64_t n)
{
	if (!(a->flags & DOC_ASCENDS) || w->depth < 2)
		return true;
	const struct level *parent = &w->levels[w->depth - 2];
	if (parent->has_order && n <= parent->order)
		return false;
	document_top(w)->has_own = true;
	document_top(w)->own = n;
	return true;
}

bool document_int(struct document_writer *w, unsigned attr, int64_t n)
{
	const struct doc_attr *a = stage(w, attr);
	return a && ascends(w, a, n) && put_number(w, &w->stage, a, n) && staged(w);
}

/* Text, or the tokens of a formula: whoever made them knows what their numbers stand for. */
static bool string_ok(const struct doc_attr *a, struct view v)
{
	static const struct formula_counts any = {{FORMULA_NO, FORMULA_NO, FORMULA_NO, FORMULA_NO}};
	if (a->class == DOC_FORMULA)
		return v.n <= FORMULA_BYTES_MAX &&
		       formula_ok(v, (enum formula_grammar)a->dialect, &any);
	return a->class == DOC_TEXT && doc_text_ok(a->dialect, v);
}

bool document_view(struct document_writer *w, unsigned attr, struct view v)
{
	const struct doc_attr *a = stage(w, attr);
	if (a && a->class == DOC_HEX && v.n == a->dialect) {
		buf_put(&w->stage, v);
		return staged(w);
	}
	if (!a || !string_ok(a, v))
		return false;
	buf_varint(&w->stage, v.n);
	buf_put(&w->stage, v);
	return staged(w);
}

bool document_field(struct document_writer *w, const struct doc_field *field)
{
	struct doc_field_counts counts = {w->next[DOC_IDENT_BOOKMARK], w->next[MAP_LINK]};
	const struct doc_attr *a = stage(w, DOC_A_sk_field__code);
	return a && a->class == DOC_FIELD && doc_field_write(&w->stage, field, &counts) &&
	       staged(w);
}

static bool text_begin(struct document_writer *w)
{
	if (w->skip > 0 || w->depth == 0)
		return false;
	document_flush(w);
	return !document_top(w)->dead && !document_top(w)->has_text;
}

bool document_text(struct document_writer *w, struct view text)
{
	if (!text_begin(w))
		return false;
	const struct doc_attr *a = &doc_types[document_top(w)->type].text;
	if (!string_ok(a, text))
		return false;
	document_top(w)->has_text = true;
	buf_varint(&w->stream, 1);
	buf_varint(&w->stream, text.n);
	buf_put(&w->stream, text);
	return true;
}

bool document_text_int(struct document_writer *w, int64_t n)
{
	if (!text_begin(w))
		return false;
	const struct doc_attr *a = &doc_types[document_top(w)->type].text;
	size_t before = w->stream.n;
	buf_varint(&w->stream, 1);
	document_top(w)->has_text = put_number(w, &w->stream, a, n);
	if (!document_top(w)->has_text)
		w->stream.n = before;
	return document_top(w)->has_text;
}

static bool given(const struct document_writer *w, unsigned number)
{
	for (uint32_t i = 0; i < w->n_staged; i++)
		if (w->staged[i].number == number)
			return true;
	return false;
}

/* Some programs leave out what the schema requires and others do without: a name is empty, a flag
 * is off, an offset in a drawing is 0. Anything else has no value that could be guessed. */
static bool fill(struct document_writer *w, unsigned type, unsigned number,
		 const struct doc_attr *a)
{
	bool drawing = doc_types[type].prefix != DOC_NS_W && doc_types[type].prefix != DOC_NS_M;
	bool name = a->class == DOC_TEXT &&
		    (a->dialect == DOC_TEXT_NAME || a->dialect == DOC_TEXT_PERSON) &&
		    type != DOC_T_sk_textPath;
	if (name)
		return document_view(w, number, VIEW(""));
	if (a->class == DOC_BOOL || (a->class == DOC_INT && drawing && a->min <= 0 && a->max >= 0 &&
				     type != DOC_T_wp_extent))
		return document_int(w, number, 0);
	return false;
}

static bool fill_all(struct document_writer *w, unsigned type)
{
	const struct doc_type *t = &doc_types[type];
	for (unsigned i = 0; i < t->n_attrs && t->must > 0; i++) {
		const struct doc_attr *a = &doc_attrs[t->first_attr + i];
		if ((a->flags & DOC_REQUIRED) && a->class != DOC_AUTO && !given(w, i) &&
		    !fill(w, type, i, a))
			return false;
	}
	return true;
}

void document_flush(struct document_writer *w)
{
	struct level *l = document_top(w);
	if (l->flushed)
		return;
	l->dead = !fill_all(w, l->type);
	l->flushed = true;
	for (uint32_t i = 1; i < w->n_staged; i++) /* few, and nearly sorted */
		for (uint32_t j = i; j > 0 && w->staged[j].number < w->staged[j - 1].number; j--) {
			struct staged swap = w->staged[j];
			w->staged[j] = w->staged[j - 1];
			w->staged[j - 1] = swap;
		}
	buf_varint(&w->stream, (uint64_t)l->type + 2);
	buf_varint(&w->stream, w->n_staged);
	for (uint32_t i = 0; i < w->n_staged; i++) {
		const struct staged *s = &w->staged[i];
		buf_varint(&w->stream, s->number);
		buf_put(&w->stream, view_sub(buf_view(&w->stage), s->at, s->n));
	}
}
