/* SPDX-License-Identifier: Apache-2.0
 * ooxml_chart.c: charts of all three kinds of package. A chart keeps the values that it shows: what
 * a series refers to becomes literals (c:numLit, c:strLit), so no workbook and no formula is behind
 * it.
 */
#include "disarm/office/ooxml_refer.h"

#define TEXT_MAX 65536 /* bytes of a name or category */

bool ooxml_chart_known(struct ooxml *c, struct view id)
{
	const struct opc_relation *r = opc_by_id(&c->relations, id);
	return r && r->kind == REL_CHART && r->part != OPC_NONE && c->numbers[r->part] != DOC_NO;
}

/* Goes through the children of the element just opened and calls `put` for each of that name. */
static enum err each(struct ooxml *c, const char *local, enum err (*put)(struct ooxml *c, void *to),
		     void *to)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		if (ooxml_is(&c->x, DOC_NS_C, local))
			try(put(c, to));
		else
			try(xml_skip(&c->x));
	}
}

static enum err put_literal(struct ooxml *c, void *to)
{
	const unsigned *type = to;
	document_open(c->w, *type);
	try(ooxml_children(c));
	document_close(c->w);
	return OK;
}

/* ---- the text of a series' name or a title that stands in a cell ---- */

struct words {
	struct buf text;
	uint32_t n;
};

static enum err take_text(struct ooxml *c, void *to)
{
	struct words *w = to;
	struct view piece;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind == XML_OPEN) {
			try(xml_skip(&c->x));
			continue;
		}
		try(xml_text(&c->x, &piece));
		buf_put(&w->text, piece);
	}
}

static enum err take_point(struct ooxml *c, void *to)
{
	struct words *w = to;
	if (w->n++ > 0)
		buf_u8(&w->text, ' ');
	return each(c, "v", take_text, to);
}

static enum err take_points(struct ooxml *c, void *to)
{
	return each(c, "pt", take_point, to);
}

static void put_words(struct ooxml *c, unsigned type, struct view text)
{
	document_open(c->w, type);
	if (text.n > 0)
		(void)document_text(c->w, text);
	document_close(c->w);
}

/* A title has no place for plain text: one paragraph with one run. */
static void put_rich(struct ooxml *c, struct view text)
{
	static const unsigned path[] = {DOC_T_c_rich, DOC_T_a_p, DOC_T_a_r};
	for (size_t i = 0; i < array_len(path); i++) {
		document_open(c->w, path[i]);
		if (i > 0)
			continue;
		document_open(c->w, DOC_T_a_bodyPr);
		document_close(c->w);
	}
	put_words(c, DOC_T_a_t, text);
	for (size_t i = 0; i < array_len(path); i++)
		document_close(c->w);
}

static enum err put_name(struct ooxml *c, unsigned parent)
{
	struct words words = {.text = buf_new(TEXT_MAX)};
	enum err err = each(c, "strCache", take_points, &words);
	if (err == OK)
		err = words.text.err;
	if (err == OK && words.n > 0) {
		struct view text = ooxml_clean(c, buf_view(&words.text), false);
		if (parent == DOC_T_c_CT_SerTx_c_tx)
			put_words(c, DOC_T_c_v, text);
		else
			put_rich(c, text);
	}
	buf_free(&words.text);
	return err;
}

/* ---- categories in several levels: one text each ---- */

struct point {
	uint32_t index;
	struct view text;
};

struct points {
	struct ooxml *c;
	uint32_t n, room;
	struct point *rows;
	uint32_t level, at; /* the level being read, and where in the rows it stands */
	int64_t last;	    /* index of its last point */
};

static enum err join(struct ooxml *c, struct point *row, struct view outer)
{
	uint8_t *text = arena_alloc(c->d->mem, outer.n + 1 + row->text.n);
	if (!text)
		return E_LIMIT_MEMORY;
	memcpy(text, outer.p, outer.n);
	text[outer.n] = ' ';
	memcpy(text + outer.n + 1, row->text.p, row->text.n);
	row->text = view_of(text, outer.n + 1 + row->text.n);
	return OK;
}

static enum err append(struct points *p, uint32_t index, struct view text)
{
	if (p->n == p->room) {
		uint32_t room = max_of(p->room * 2, 64u);
		struct point *more = arena_array(p->c->d->mem, room, sizeof *more);
		if (!more)
			return E_LIMIT_MEMORY;
		if (p->n)
			memcpy(more, p->rows, p->n * sizeof *more);
		p->rows = more;
		p->room = room;
	}
	p->rows[p->n++] = (struct point){index, text};
	return OK;
}

static enum err take_level_point(struct ooxml *c, void *to)
{
	struct points *p = to;
	struct words words = {.text = buf_new(TEXT_MAX)};
	int64_t index;
	bool numbered = ooxml_number(ooxml_plain(c, XML_NS_NONE, "idx"), 0, UINT32_MAX, &index);
	enum err err = each(c, "v", take_text, &words);
	struct view text = arena_copy(c->d->mem, buf_view(&words.text));
	if (err == OK)
		err = words.text.err != OK ? words.text.err : text.p ? OK : E_LIMIT_MEMORY;
	buf_free(&words.text);
	try(err);
	if (!numbered || index <= p->last)
		return OK;
	p->last = index;
	if (p->level == 0)
		return append(p, (uint32_t)index, text);
	while (p->at < p->n && p->rows[p->at].index < index)
		p->at++;
	return p->at < p->n && p->rows[p->at].index == index ? join(c, &p->rows[p->at], text) : OK;
}

/* Levels come from the inner one out, the points of each in ascending order. */
static enum err take_level(struct ooxml *c, void *to)
{
	struct points *p = to;
	p->at = 0;
	p->last = -1;
	try(each(c, "pt", take_level_point, p));
	p->level++;
	return OK;
}

static enum err take_levels(struct ooxml *c, void *to)
{
	return each(c, "lvl", take_level, to);
}

static enum err put_levels(struct ooxml *c)
{
	struct points p = {.c = c};
	try(each(c, "multiLvlStrCache", take_levels, &p));
	if (p.n == 0)
		return OK;
	document_open(c->w, DOC_T_c_strLit);
	document_open(c->w, DOC_T_c_ptCount);
	(void)document_int(c->w, DOC_A_c_ptCount__val, (int64_t)p.rows[p.n - 1].index + 1);
	document_close(c->w);
	for (uint32_t i = 0; i < p.n; i++) {
		document_open(c->w, DOC_T_c_CT_StrVal_c_pt);
		(void)document_int(c->w, DOC_A_c_CT_StrVal_c_pt__idx, p.rows[i].index);
		put_words(c, DOC_T_c_v, ooxml_clean(c, p.rows[i].text, false));
		document_close(c->w);
	}
	document_close(c->w);
	return OK;
}

enum err ooxml_chart_data(struct ooxml *c)
{
	unsigned parent = document_type(c->w), number = DOC_T_c_numLit, string = DOC_T_c_strLit;
	if (ooxml_is(&c->x, DOC_NS_C, "numRef"))
		return each(c, "numCache", put_literal, &number);
	if (ooxml_is(&c->x, DOC_NS_C, "multiLvlStrRef"))
		return put_levels(c);
	if (parent == DOC_T_c_CT_SerTx_c_tx || parent == DOC_T_c_CT_Tx_c_tx)
		return put_name(c, parent);
	return each(c, "strCache", put_literal, &string);
}

enum err ooxml_chart_literal(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	*ret_done = true;
	return ooxml_chart_data(c);
}

enum err ooxml_chart_formula(struct ooxml *c, struct view *ret)
{
	struct xml_mark mark = xml_mark(&c->x);
	struct words words = {.text = buf_new(TEXT_MAX)};
	enum err err = each(c, "f", take_text, &words);
	if (err == OK)
		err = words.text.err;
	*ret = arena_copy(c->d->mem, buf_view(&words.text));
	buf_free(&words.text);
	xml_rewind(&c->x, &mark);
	return err == OK && !ret->p ? E_LIMIT_MEMORY : err;
}
