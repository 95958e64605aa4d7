/* SPDX-License-Identifier: Apache-2.0
 * pdf/field.c: form fields whose widget has no appearance, or says that it must be made anew (ISO
 * 32000-2 12.7.4.3): a content stream is written from the value and read like any other.
 */
#include <math.h>

#include "disarm/pdf/page.h"

#define LINES_MAX 200
#define PARENTS_MAX 32

enum { MULTILINE = 1 << 12, PASSWORD = 1 << 13, COMB = 1 << 24 };

struct field {
	struct content *c;
	struct pdf *pdf;
	const struct pdf_obj *widget, *form; /* AcroForm */
	struct pdf_font *font;
	double size, width, height;
	bool wide; /* two bytes a character: our own Japanese font */
	int64_t flags, quadding;
	struct buf text; /* codes of the font; newlines between lines */
	struct buf out;	 /* content */
};

/* An attribute of the field, from the widget up to its ancestors. */
static const struct pdf_obj *inherited(struct pdf *pdf, const struct pdf_obj *o, const char *key)
{
	for (int i = 0; i < PARENTS_MAX && pdf_is_dict(o); i++) {
		const struct pdf_obj *v = pdf_get(pdf, o, key);
		if (v->kind != PDF_NULL)
			return v;
		o = pdf_get(pdf, o, "Parent");
	}
	return &pdf_null;
}

bool field_wants_appearance(struct reader *r, const struct pdf_obj *widget)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *form = pdf_get(pdf, r->root, "AcroForm");
	const struct pdf_obj *kind = inherited(pdf, widget, "FT");
	const struct pdf_obj *normal = pdf_get(pdf, pdf_get(pdf, widget, "AP"), "N");
	if (!pdf_is(kind, "Tx") && !pdf_is(kind, "Ch"))
		return false;
	return normal->kind != PDF_STREAM || pdf_flag(pdf_get(pdf, form, "NeedAppearances"), false);
}

/* A font that every viewer of Japanese has; ours stands in for it. */
static const struct pdf_obj *japanese(struct pdf *pdf)
{
	static const char text[] =
	    "<< /Type /Font /Subtype /Type0 /BaseFont /KozMinPr6N-Regular "
	    "/Encoding /UniJIS-UTF16-H /DescendantFonts [ << /Type /Font /Subtype /CIDFontType0 "
	    "/BaseFont /KozMinPr6N-Regular /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) "
	    "/Supplement 6 >> /DW 1000 >> ] >>";
	struct pdf_obj *o = arena_alloc(pdf->mem, sizeof *o);
	if (!o || pdf_parse(view_str(text), pdf->mem, &pdf->scratch, o) != OK)
		return &pdf_null;
	return o;
}

static bool ascii(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] >= 0x7f)
			return false;
	return true;
}

/* The value as codes of the font. */
static void set_text(struct field *f, const struct pdf_obj *value)
{
	struct view text = pdf_text_string(f->pdf, value), raw = value->bytes;
	bool marked = view_starts(raw, VIEW("\xfe\xff")) || view_starts(raw, VIEW("\xff\xfe")) ||
		      view_starts(raw, VIEW("\xef\xbb\xbf"));
	f->wide = marked && !ascii(text);
	if (!f->wide) {
		struct view bytes = marked ? text : raw;
		for (size_t i = 0; i < bytes.n; i++)
			buf_u8(&f->text, bytes.p[i] == '\r' ? '\n' : bytes.p[i]);
		return;
	}
	for (struct cursor c = cursor_of(text); cursor_left(&c) > 0;) {
		uint32_t point = utf8_next(&c);
		uint32_t high = point > 0xffff ? 0xd800 + ((point - 0x10000) >> 10) : point;
		buf_u8(&f->text, (uint8_t)(high >> 8));
		buf_u8(&f->text, (uint8_t)high);
		if (point > 0xffff) {
			buf_u8(&f->text, (uint8_t)(0xdc | ((point - 0x10000) >> 8 & 3)));
			buf_u8(&f->text, (uint8_t)point);
		}
	}
}

static bool newline(const struct field *f, size_t i)
{
	const uint8_t *p = f->text.p + i;
	return f->wide ? p[0] == 0 && p[1] == '\n' : p[0] == '\n';
}

static double width_of(struct field *f, struct view codes)
{
	double width = 0;
	for (struct cursor c = cursor_of(codes); cursor_left(&c) > 0;) {
		struct pdf_shown shown = {0};
		enum err e = pdf_font_next(f->font, &c, false, &shown);
		if (e != OK && e != E_BROKEN)
			pdf_fail(f->pdf, e);
		width += shown.advance;
	}
	return width * f->size;
}

static void put_string(struct field *f, struct view codes)
{
	buf_u8(&f->out, '<');
	buf_hex(&f->out, codes);
	buf_str(&f->out, "> Tj\n");
}

/* Font and colour of DA; where it says no size, one that fits. */
static void put_look(struct field *f)
{
	const struct pdf_obj *da = inherited(f->pdf, f->widget, "DA");
	if (da->kind != PDF_STRING)
		da = pdf_get(f->pdf, f->form, "DA");
	struct pdf_lex lex = {.in = da->kind == PDF_STRING ? da->bytes : VIEW(""),
			      .mem = f->pdf->mem};
	struct pdf_obj o, before = pdf_null, name = pdf_null;
	for (enum pdf_token t; (t = pdf_lex_token(&lex, &o)) != PDF_TOKEN_END;) {
		if (t == PDF_TOKEN_VALUE && o.kind == PDF_NAME)
			name = o;
		if (t == PDF_TOKEN_WORD && view_eq(o.bytes, VIEW("Tf")))
			f->size = pdf_number(&before, 0);
		before = o;
	}
	const struct pdf_obj *fonts = pdf_get(f->pdf, pdf_get(f->pdf, f->form, "DR"), "Font");
	const struct pdf_obj *font =
	    pdf_get_raw(fonts, name.kind == PDF_NAME ? name.bytes : VIEW(""));
	if (f->wide)
		font = japanese(f->pdf);
	if (pdf_font_load(f->c->r->fonts, font, &f->font) != OK)
		pdf_fail(f->pdf, E_NO_MEMORY);
	if (!(f->size > 0)) {
		bool many = (f->flags & MULTILINE) != 0;
		f->size = many ? 12 : fmin(fmax(f->height * 0.7, 4), 12);
		double width = many || !f->font ? 0 : width_of(f, buf_view(&f->text));
		if (width > f->width - 4 && width > 0)
			f->size = fmax(f->size * (f->width - 4) / width, 4);
	}
	if (da->kind == PDF_STRING)
		buf_put(&f->out, da->bytes);
	buf_u8(&f->out, '\n');
}

static void put_line(struct field *f, struct view codes, double y)
{
	double x = 2, width = width_of(f, codes);
	if (f->quadding == 1)
		x = (f->width - width) / 2;
	else if (f->quadding == 2)
		x = f->width - 2 - width;
	buf_fmt(&f->out, "1 0 0 1 %.3f %.3f Tm ", x, y);
	put_string(f, codes);
}

static void put_comb(struct field *f, int64_t cells, double y)
{
	size_t each = f->wide ? 2 : 1;
	for (size_t i = 0; i < f->text.n / each; i++) {
		struct view code = view_sub(buf_view(&f->text), i * each, each);
		double cell = f->width / (double)cells;
		double x = cell * (double)i + (cell - width_of(f, code)) / 2;
		buf_fmt(&f->out, "1 0 0 1 %.3f %.3f Tm ", x, y);
		put_string(f, code);
	}
}

/* Lines end where the text says so, or before the character that does not fit any more. */
static void put_lines(struct field *f)
{
	size_t each = f->wide ? 2 : 1, from = 0, blank = 0;
	double y = f->height - 2 - f->size, width = 0;
	for (size_t i = 0, lines = 0; i <= f->text.n && lines < LINES_MAX; i += each) {
		bool end = i + each > f->text.n;
		double more = end ? 0 : width_of(f, view_sub(buf_view(&f->text), i, each));
		bool full = width + more > f->width - 4 && i > from;
		if (!end && !newline(f, i) && !full) {
			width += more;
			blank = f->text.p[i + each - 1] == ' ' ? i : blank;
			continue;
		}
		if (full && !end && !newline(f, i) && blank > from)
			i = blank;
		put_line(f, view_sub(buf_view(&f->text), from, i - from), y);
		bool skip = !end && (newline(f, i) || i == blank);
		from = skip ? i + each : i;
		i = skip || end ? i : i - each;
		y -= f->size * 1.15;
		width = 0;
		lines++;
	}
}

static void put_box(struct field *f, const char *key, const char *words[5], const char *paint)
{
	double v[4];
	const struct pdf_obj *look = pdf_get(f->pdf, f->widget, "MK");
	uint32_t n = pdf_numbers_most(f->pdf, pdf_get(f->pdf, look, key), v, 4);
	if (n == 0 || n == 2)
		return;
	for (uint32_t i = 0; i < n; i++)
		buf_fmt(&f->out, "%.4f ", v[i]);
	buf_fmt(&f->out, "%s 0 0 %.3f %.3f re %s\n", words[n], f->width, f->height, paint);
}

static void put_content(struct field *f)
{
	static const char *fill[5] = {"", "g", "", "rg", "k"},
			  *stroke[5] = {"", "G", "", "RG", "K"};
	int64_t cells = pdf_int(inherited(f->pdf, f->widget, "MaxLen"), 0);
	put_box(f, "BG", fill, "f");
	put_box(f, "BC", stroke, "S");
	if (f->text.n == 0)
		return;
	buf_fmt(&f->out, "q 1 1 %.3f %.3f re W n BT\n", f->width - 2, f->height - 2);
	put_look(f);
	if (f->pdf->err != OK)
		return;
	double y = fmax((f->height - f->size) / 2 + f->size * 0.2, 1);
	if ((f->flags & COMB) != 0 && cells > 0 && cells < 10000)
		put_comb(f, cells, y);
	else if ((f->flags & MULTILINE) != 0)
		put_lines(f);
	else
		put_line(f, buf_view(&f->text), y);
	buf_str(&f->out, "ET Q\n");
}

static node_id make_group(struct field *f)
{
	struct content inner;
	struct form_page_group g = {.box = {0, 0, micro(f->width), micro(f->height)},
				    .matrix = {PAGES_NANO, 0, 0, PAGES_NANO, 0, 0}};
	content_start(&inner, f->c->r, pdf_get(f->pdf, f->form, "DR"), NULL);
	inner.forced = f->font;
	inner.forced_size = f->size;
	content_read(&inner, buf_view(&f->out));
	struct ops body scope_end(ops_free) = ops_new();
	g.operators = inner.ops.n;
	form_page_group_write(&body.bytes, &g);
	ops_append(&body, &inner.ops);
	if (inner.spoilt)
		content_spoil(f->c, inner.why);
	content_free(&inner);
	return node_new(&f->c->r->nodes, FORM_PAGE_ITEM_KIND_GROUP, &body);
}

node_id field_appearance(struct content *c, const struct pdf_obj *widget, const double box[4])
{
	struct reader *r = c->r;
	struct field f = {.c = c,
			  .pdf = &r->pdf,
			  .widget = widget,
			  .form = pdf_get(&r->pdf, r->root, "AcroForm"),
			  .width = box[2] - box[0],
			  .height = box[3] - box[1],
			  .text = buf_new(1 << 20),
			  .out = buf_new(16 << 20)};
	const struct pdf_obj *value = inherited(f.pdf, widget, "V");
	node_id node = 0;
	f.flags = pdf_int(inherited(f.pdf, widget, "Ff"), 0);
	f.quadding = pdf_int(inherited(f.pdf, widget, "Q"), 0);
	if (value->kind == PDF_ARRAY) /* of a list of choices: the first */
		value = pdf_at(f.pdf, value, 0);
	if (value->kind == PDF_STRING && (f.flags & PASSWORD) == 0)
		set_text(&f, value);
	put_content(&f);
	if (f.out.err != OK || f.text.err != OK)
		pdf_fail(f.pdf, E_LIMIT_SIZE);
	if (f.out.n > 0 && f.pdf->err == OK)
		node = make_group(&f);
	buf_free(&f.text);
	buf_free(&f.out);
	return node;
}
