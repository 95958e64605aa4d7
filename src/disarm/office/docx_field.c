/* SPDX-License-Identifier: Apache-2.0
 * docx_field.c: fields (ECMA-376 part 1, 17.16). A code may be spread over many runs and hold
 * other fields, and what becomes of it is known only at its end; so the part's fields are read
 * first, and found again by their place when the part is put.
 */
#include "disarm/office/ooxml.h"

#define CODE_MAX 4096u /* bytes; a longer code is no code of ours */
#define NO_FIELD UINT32_MAX

struct open_field {
	uint32_t mark, story;
	size_t code_at; /* in the code buffer */
	bool in_result, composed, deleted;
};

struct choice {
	uint32_t depth;
	bool taken;
};

struct finder {
	struct ooxml *c;
	struct buf code;
	uint32_t n, room;
	struct open_field *open;
	uint32_t story, deleted;
	bool in_code_text; /* inside w:instrText */
	uint32_t n_choices;
	struct choice choices[XML_DEPTH_MAX]; /* mc:AlternateContent around */
};

static struct docx_field_mark *new_mark(struct ooxml *c)
{
	struct docx_fields *f = &c->fields;
	if (f->n == f->room) {
		uint32_t room = max_of(f->room * 2, 64u);
		struct docx_field_mark *marks = arena_array(c->d->mem, room, sizeof *marks);
		if (!marks)
			return NULL;
		if (f->n)
			memcpy(marks, f->marks, f->n * sizeof *marks);
		f->marks = marks;
		f->room = room;
	}
	struct docx_field_mark *m = &f->marks[f->n++];
	*m = (struct docx_field_mark){.at = c->x.c.at, .begin = NO_FIELD};
	return m;
}

/* The field that is innermost in this story. */
static struct open_field *top(struct finder *f)
{
	if (f->n == 0 || f->open[f->n - 1].story != f->story)
		return NULL;
	return &f->open[f->n - 1];
}

static enum err begin(struct finder *f)
{
	struct ooxml *c = f->c;
	struct open_field *outer = top(f);
	if (outer && !outer->in_result)
		outer->composed = true; /* its code depends on another field's result */
	struct docx_field_mark *m = new_mark(c);
	if (!m)
		return E_LIMIT_MEMORY;
	m->is_begin = true;
	m->begin = c->fields.n - 1;
	if (f->n == f->room) {
		uint32_t room = max_of(f->room * 2, 32u);
		struct open_field *open = arena_array(c->d->mem, room, sizeof *open);
		if (!open)
			return E_LIMIT_MEMORY;
		if (f->n)
			memcpy(open, f->open, f->n * sizeof *open);
		f->open = open;
		f->room = room;
	}
	f->open[f->n++] = (struct open_field){
	    .mark = m->begin, .story = f->story, .code_at = f->code.n, .deleted = f->deleted > 0};
	return OK;
}

/* The code is complete: what is it? Deleted and composed ones cannot be said. */
static void decide(struct finder *f, struct open_field *o)
{
	struct ooxml *c = f->c;
	struct view code = view_sub(buf_view(&f->code), o->code_at, f->code.n);
	struct docx_field_mark *m = &c->fields.marks[o->mark];
	bool sayable = f->code.err == OK && !o->composed && !o->deleted && code.n <= CODE_MAX;
	/* The field's texts are views of its code, and outlive what that was gathered in. */
	struct view kept = sayable && code.n > 0 ? arena_copy(c->d->mem, code) : code;
	if (sayable && kept.n == code.n)
		m->field = docx_code(c, kept);
	else
		ooxml_count(c, FINDING_FIELD_TEXT);
	f->code.n = min_of(o->code_at, f->code.n);
}

static enum err separate_or_end(struct finder *f, bool is_end)
{
	struct open_field *o = top(f);
	struct docx_field_mark *m = new_mark(f->c);
	if (!m)
		return E_LIMIT_MEMORY;
	m->is_end = is_end;
	if (!o || (!is_end && o->in_result))
		return OK; /* belongs to no field */
	m->begin = o->mark;
	if (!o->in_result)
		decide(f, o);
	m->parted = o->in_result;
	o->in_result = true;
	if (!is_end)
		return OK;
	m->paired = true;
	f->c->fields.marks[o->mark].paired = true;
	f->n--;
	return OK;
}

static bool begins_story(const struct xml *x)
{
	static const char *const names[] = {"txbxContent", "footnote", "endnote", "comment"};
	for (size_t i = 0; i < array_len(names); i++)
		if (ooxml_is(x, DOC_NS_W, names[i]))
			return true;
	return false;
}

static bool is_deletion(const struct xml *x)
{
	return ooxml_is(x, DOC_NS_W, "del") || ooxml_is(x, DOC_NS_W, "moveFrom");
}

static enum err field_char(struct finder *f)
{
	struct view kind = ooxml_plain(f->c, DOC_NS_W, "fldCharType");
	if (view_eq(kind, VIEW("begin")))
		return begin(f);
	return separate_or_end(f, !view_eq(kind, VIEW("separate")));
}

static void close_story(struct finder *f)
{
	while (top(f))
		f->n--; /* begun and never ended: no field */
	f->code.n = f->n ? min_of(f->code.n, f->open[f->n - 1].code_at + CODE_MAX + 1) : 0;
	f->story--;
}

static enum err opened(struct finder *f)
{
	struct xml *x = &f->c->x;
	if (x->name.ns != DOC_NS_W)
		return OK;
	if (ooxml_is(x, DOC_NS_W, "fldChar"))
		return field_char(f);
	f->in_code_text = ooxml_is(x, DOC_NS_W, "instrText");
	f->story += begins_story(x);
	f->deleted += is_deletion(x);
	return OK;
}

static void closed(struct finder *f)
{
	struct xml *x = &f->c->x;
	if (ooxml_is(x, NS_MC, "AlternateContent") && f->n_choices)
		f->n_choices--;
	if (x->name.ns != DOC_NS_W)
		return;
	f->in_code_text = false;
	if (begins_story(x))
		close_story(f);
	f->deleted -= is_deletion(x);
}

static enum err code_text(struct finder *f)
{
	struct open_field *o = top(f);
	struct view text;
	if (!f->in_code_text || !o || o->in_result || f->code.n - o->code_at > CODE_MAX)
		return OK;
	try(xml_text(&f->c->x, &text));
	buf_put(&f->code, text);
	return OK;
}

/* Of alternatives only the one that will be put has fields. True: the element was gone past. */
static enum err other_branch(struct finder *f, bool *ret)
{
	struct xml *x = &f->c->x;
	struct choice *top_choice = f->n_choices ? &f->choices[f->n_choices - 1] : NULL;
	*ret = false;
	if (x->name.ns != NS_MC)
		return OK;
	if (ooxml_is(x, NS_MC, "AlternateContent") && f->n_choices < XML_DEPTH_MAX)
		f->choices[f->n_choices++] = (struct choice){x->depth, false};
	if (!top_choice || x->depth != top_choice->depth + 1)
		return OK;
	bool take = !top_choice->taken && (ooxml_is(x, NS_MC, "Fallback") ||
					   (ooxml_is(x, NS_MC, "Choice") && ooxml_choice_ok(f->c)));
	top_choice->taken = top_choice->taken || take;
	*ret = !take;
	return take ? OK : xml_skip(x);
}

static enum err walk(struct finder *f)
{
	struct xml *x = &f->c->x;
	while (true) {
		bool past;
		try(xml_next(x));
		if (x->kind == XML_END)
			return OK;
		if (x->kind == XML_TEXT)
			try(code_text(f));
		if (x->kind == XML_CLOSE)
			closed(f);
		if (x->kind != XML_OPEN)
			continue;
		try(other_branch(f, &past));
		if (!past)
			try(opened(f));
	}
}

enum err docx_fields_find(struct ooxml *c)
{
	struct view all = c->x.c.v;
	c->fields = (struct docx_fields){0};
	if (!view_has(all, VIEW("fldChar")))
		return OK;
	struct finder *f = arena_alloc(c->d->mem, sizeof *f);
	if (!f)
		return E_LIMIT_MEMORY;
	f->c = c;
	f->code = buf_new((size_t)1 << 20);
	enum err err = walk(f);
	buf_free(&f->code);
	return err;
}

/* ---- while the part is put ---- */

static struct docx_field_mark *mark_here(struct ooxml *c)
{
	uint32_t low = 0, high = c->fields.n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct docx_field_mark *m = &c->fields.marks[middle];
		if (m->at == c->x.c.at)
			return m;
		if (m->at < c->x.c.at)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Opens the record; what the field character holds (form data) comes below it. */
static enum err put_begin(struct ooxml *c, struct docx_field_mark *m)
{
	bool put = c->code == 0 && m->field && ooxml_can_hold(c, DOC_T_sk_field);
	m->seen = true;
	c->code++;
	if (!put)
		return xml_skip(&c->x);
	document_open(c->w, DOC_T_sk_field);
	m->written = document_field(c->w, m->field);
	enum err err = m->written ? ooxml_children(c) : xml_skip(&c->x);
	document_close(c->w);
	if (!m->written)
		ooxml_count(c, FINDING_FIELD_TEXT);
	return err;
}

static void put_end(struct ooxml *c)
{
	document_open(c->w, DOC_T_sk_fieldEnd);
	document_close(c->w);
}

enum err docx_field_char(struct ooxml *c)
{
	struct docx_field_mark *m = mark_here(c), *b;
	if (!m || m->begin == NO_FIELD || !c->fields.marks[m->begin].paired)
		return xml_skip(&c->x);
	b = &c->fields.marks[m->begin];
	if (m->is_begin)
		return put_begin(c, m);
	bool leaves_code = b->seen && (!m->is_end || !m->parted);
	c->code -= leaves_code && c->code > 0;
	if (m->is_end && b->written && ooxml_can_hold(c, DOC_T_sk_fieldEnd))
		put_end(c);
	return xml_skip(&c->x);
}

static void put_run(struct ooxml *c, const struct doc_field *field)
{
	document_open(c->w, DOC_T_w_r);
	if (field) {
		document_open(c->w, DOC_T_sk_field);
		(void)document_field(c->w, field);
		document_close(c->w);
	} else {
		put_end(c);
	}
	document_close(c->w);
}

enum err docx_field_simple(struct ooxml *c)
{
	const struct doc_field *field = NULL;
	if (c->code == 0 && c->deleted == 0 && ooxml_can_hold(c, DOC_T_w_r))
		field = docx_code(c, ooxml_plain(c, DOC_NS_W, "instr"));
	if (field)
		put_run(c, field);
	try(ooxml_children(c));
	if (field)
		put_run(c, NULL);
	return OK;
}
