/* SPDX-License-Identifier: Apache-2.0
 * finds.c: finds in, bytes out, and back with every value checked; the list of what is erased.
 */
#include "form/finds.h"
#include "form/class.h"
#include "form/forms_gen.h"

#define TEXT_CODE_POINTS 80

_Static_assert(FIND_COUNT <= FINDS_KINDS_MAX, "every kind must have its count");
_Static_assert(FIND_WIDTH_MAX * 256 <= FIND_PIXELS_MAX, "a picture may be as wide as allowed");

static const struct find_text texts[FIND_COUNT] = {
#define FIND(name, severity, erased, ja, en, todo_ja, todo_en) \
	{#name, FIND_##severity, FIND_##erased, ja, en, todo_ja, todo_en},
#include "tbl/finds.h"
#undef FIND
};

const struct find_text *find_text(enum find_kind kind)
{
	assert(kind < FIND_COUNT);
	return &texts[kind];
}

/* --- writing --- */

static bool space(uint32_t x)
{
	return x == ' ' || x == '\n' || x == '\t' || x == '\r' || x == 0x3000;
}

void find_word_set(struct find_word *w, struct view text)
{
	struct buf out = buf_new(FIND_TEXT_MAX);
	struct cursor c = cursor_of(text);
	bool gap = false;
	for (unsigned n = 0; n < TEXT_CODE_POINTS && cursor_left(&c) > 0;) {
		struct cursor before = c;
		uint32_t x = utf8_next(&c);
		if (c.bad) {
			c = before;
			cursor_skip(&c, 1);
			x = 0xfffd;
		}
		if (space(x)) {
			gap = out.n > 0;
			continue;
		}
		if (gap && ++n < TEXT_CODE_POINTS)
			buf_u8(&out, ' ');
		if (n < TEXT_CODE_POINTS)
			utf8_put(&out, utf8_forbidden(x) ? 0xfffd : x);
		gap = false;
		n++;
	}
	w->n = out.err == OK ? (uint32_t)out.n : 0;
	if (w->n)
		memcpy(w->text, out.p, w->n);
	buf_free(&out);
}

void finds_add(struct finds *f, const struct find *row)
{
	assert(row->kind < FIND_COUNT && row->count > 0 && f->n <= FINDS_MAX);
	if (f->n == FINDS_MAX) {
		if (ckd_add(&f->rest[row->kind], f->rest[row->kind], row->count))
			f->rest[row->kind] = UINT32_MAX;
		return;
	}
	f->pictures += row->width > 0;
	f->rows[f->n++] = *row;
}

static struct view word_view(const struct find_word *w)
{
	return view_of(w->text, w->n);
}

static void row_write(const struct find *f, struct buf *out)
{
	struct form_finds_row row = {.kind = f->kind,
				     .severity = (enum form_finds_row_severity)f->severity,
				     .erasable = f->erasable,
				     .count = f->count,
				     .member = f->place.member,
				     .at = (enum form_finds_row_at)f->place.at,
				     .number = f->place.number,
				     .row = f->place.row,
				     .column = f->place.column,
				     .file = word_view(&f->place.file),
				     .name = word_view(&f->place.name),
				     .excerpt = word_view(&f->excerpt),
				     .width = f->width,
				     .height = f->height,
				     .pixels = f->pixels};
	for (unsigned i = 0; i < 4; i++)
		row.box[i] = f->place.box[i];
	for (unsigned i = 0; i < 8; i++)
		row.id[i] = (uint8_t)(f->id >> (8 * i));
	form_finds_row_write(out, &row);
}

void finds_write(const struct finds *f, struct buf *out)
{
	struct form_finds head = {.erased = f->erased, .rows = f->n};
	memcpy(head.rest, f->rest, sizeof f->rest);
	buf_put(out, VIEW("SKN1"));
	buf_put(out, view_of(form_finds_spec.hash, sizeof form_finds_spec.hash));
	form_finds_write(out, &head);
	for (uint32_t i = 0; i < f->n; i++)
		row_write(&f->rows[i], out);
}

/* --- reading --- */

static bool word_take(struct find_word *w, struct view v)
{
	w->n = (uint32_t)v.n;
	if (v.n)
		memcpy(w->text, v.p, v.n);
	return v.n <= FIND_TEXT_MAX && utf8_count(v) <= TEXT_CODE_POINTS;
}

static bool picture_ok(const struct form_finds_row *row)
{
	return (row->width == 0) == (row->height == 0) && row->pixels.n <= FIND_PIXELS_MAX &&
	       row->pixels.n == (size_t)row->width * row->height;
}

static bool place_ok(const struct form_finds_row *row)
{
	bool at_file = row->at == FORM_FINDS_ROW_AT_FILE;
	bool cell = row->row != 0 || row->column != 0;
	bool boxed = row->at == FORM_FINDS_ROW_AT_PAGE || row->at == FORM_FINDS_ROW_AT_SLIDE;
	for (unsigned i = 0; i < 4; i++)
		if (row->box[i] != 0 && !boxed)
			return false;
	return at_file == (row->number == 0) && (!cell || row->at == FORM_FINDS_ROW_AT_SHEET) &&
	       (row->member != 0 || row->file.n == 0) && row->box[0] <= row->box[2] &&
	       row->box[1] <= row->box[3];
}

static bool id_ok(const struct finds *f, const uint8_t id[32], uint64_t *ret)
{
	uint64_t x = 0;
	for (unsigned i = 0; i < 32; i++)
		if (i < 8)
			x |= (uint64_t)id[i] << (8 * i);
		else if (id[i] != 0)
			return false;
	for (uint32_t i = 0; i < f->n; i++)
		if (f->rows[i].id == x)
			return false;
	*ret = x;
	return x != 0;
}

static enum err row_read(struct cursor *c, struct finds *f)
{
	struct form_finds_row row;
	struct find *to = &f->rows[f->n];
	try(form_finds_row_read(c, &row));
	if (!picture_ok(&row) || !place_ok(&row) || !id_ok(f, row.id, &to->id) ||
	    !word_take(&to->place.file, row.file) || !word_take(&to->place.name, row.name) ||
	    !word_take(&to->excerpt, row.excerpt) ||
	    (row.erasable && texts[row.kind].erased == FIND_NOT))
		return E_FORM;
	to->kind = (enum find_kind)row.kind;
	to->severity = (enum find_severity)row.severity;
	to->erasable = row.erasable;
	to->count = row.count;
	to->place.member = row.member;
	to->place.at = (enum find_at)row.at;
	to->place.number = row.number;
	to->place.row = row.row;
	to->place.column = row.column;
	for (unsigned i = 0; i < 4; i++)
		to->place.box[i] = (int32_t)row.box[i];
	to->width = row.width;
	to->height = row.height;
	to->pixels = row.pixels;
	f->pictures += row.width > 0;
	f->n++;
	return OK;
}

static enum err all_read(struct cursor *c, struct finds *ret)
{
	struct form_finds head;
	struct view magic = cursor_take(c, 4), hash = cursor_take(c, 32);
	if (!view_eq(magic, VIEW("SKN1")) || !view_eq(hash, view_of(form_finds_spec.hash, 32)))
		return E_FORM;
	try(form_finds_read(c, &head));
	for (unsigned i = 0; i < FINDS_KINDS_MAX; i++)
		if (i < FIND_COUNT)
			ret->rest[i] = head.rest[i];
		else if (head.rest[i] != 0)
			return E_FORM;
	ret->erased = head.erased;
	for (uint32_t i = 0; i < head.rows; i++)
		try(row_read(c, ret));
	return cursor_done(c) && ret->pictures <= FINDS_PICTURES_MAX ? OK : E_FORM;
}

enum err finds_read(struct view bytes, struct finds *ret)
{
	struct cursor c = cursor_of(bytes);
	memset(ret, 0, sizeof *ret);
	enum err e = all_read(&c, ret);
	if (e != OK)
		memset(ret, 0, sizeof *ret); /* never half of them */
	return e;
}

uint32_t finds_total(const struct finds *f)
{
	uint64_t n = f->n;
	for (unsigned i = 0; i < FIND_COUNT; i++)
		n += f->rest[i];
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* --- in words --- */

static void cell_name(const struct find_place *p, bool english, struct buf *out)
{
	char letters[8];
	size_t n = 0;
	for (uint32_t column = p->column; column && n < sizeof letters; column = (column - 1) / 26)
		letters[n++] = (char)('A' + (column - 1) % 26);
	if (p->row && p->column)
		buf_u8(out, ' ');
	else if (p->row)
		buf_str(out, english ? " row " : " 行");
	else if (p->column)
		buf_str(out, english ? " column " : " 列");
	while (n > 0)
		buf_u8(out, (uint8_t)letters[--n]);
	if (p->row)
		buf_int(out, p->row);
}

void find_where(const struct find_place *p, bool english, struct buf *out)
{
	static const char *const ja[FIND_AT_COUNT] = {"ファイル全体", "%uページ", "シート%u",
						      "スライド%u",   "%u行目",	  "%u段落目"};
	static const char *const en[FIND_AT_COUNT] = {"whole file", "page %u", "sheet %u",
						      "slide %u",   "line %u", "paragraph %u"};
	const char *pattern = (english ? en : ja)[p->at];
	const char *number = strstr(pattern, "%u");
	if (p->member) {
		buf_put(out, word_view(&p->file));
		buf_str(out, english ? ": " : "：");
	}
	buf_put(out, view_of(pattern, number ? (size_t)(number - pattern) : strlen(pattern)));
	if (number) {
		buf_int(out, p->number);
		buf_str(out, number + 2);
	}
	if (p->name.n) {
		buf_str(out, english ? " \"" : "「");
		buf_put(out, word_view(&p->name));
		buf_str(out, english ? "\"" : "」");
	}
	cell_name(p, english, out);
}

/* --- what is to be erased --- */

bool erase_has(const struct erase *e, uint64_t id)
{
	for (uint32_t i = 0; i < e->n; i++)
		if (e->ids[i] == id)
			return true;
	return false;
}

enum err erase_add(struct erase *e, uint64_t id)
{
	uint32_t at = e->n;
	if (id == 0 || erase_has(e, id))
		return id ? OK : E_ERASE;
	if (e->n == ERASE_MAX)
		return E_LIMIT_COUNT;
	for (; at > 0 && e->ids[at - 1] > id; at--)
		e->ids[at] = e->ids[at - 1];
	e->ids[at] = id;
	e->n++;
	return OK;
}

void erase_write(const struct erase *e, struct buf *out)
{
	buf_put(out, VIEW("SKE1"));
	buf_u32(out, e->n);
	for (uint32_t i = 0; i < e->n; i++)
		buf_u64(out, e->ids[i]);
}

enum err erase_read(struct view bytes, struct erase *ret)
{
	struct cursor c = cursor_of(bytes);
	*ret = (struct erase){0};
	if (bytes.n == 0)
		return OK;
	struct view magic = cursor_take(&c, 4);
	uint32_t n = cursor_u32(&c);
	if (!view_eq(magic, VIEW("SKE1")) || n > ERASE_MAX || cursor_left(&c) != (size_t)n * 8)
		return E_FORM;
	for (uint32_t i = 0; i < n; i++) {
		ret->ids[i] = cursor_u64(&c);
		if (ret->ids[i] == 0 || (i > 0 && ret->ids[i] <= ret->ids[i - 1]))
			return E_FORM;
	}
	ret->n = n;
	return cursor_done(&c) ? OK : E_FORM;
}
