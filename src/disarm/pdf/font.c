/* SPDX-License-Identifier: Apache-2.0
 * pdf/font.c: the fonts of one document: loaded once, glyphs numbered as they are shown.
 */
#include "disarm/pdf/font_parts.h"

#define FONTS_MAX 65536
#define SCRATCH_MAX ((size_t)1 << 20) /* 20,000 segments of 19 bytes */
#define DRAWN_MOST 255		      /* glyphs of a type3 font */
#define BOLD_STEM 140		      /* a stem as wide as that is a bold font's */
#define BOLD_WEIGHT 600
#define SEGMENTS_MOST 4000000u /* of one font */

struct pdf_fonts *pdf_fonts_open(struct pdf *pdf)
{
	struct pdf_fonts *set = arena_alloc(pdf->mem, sizeof *set);
	if (!set)
		return NULL;
	*set = (struct pdf_fonts){.pdf = pdf,
				  .mem = pdf->mem,
				  .lib = pdf_library_open(pdf->mem),
				  .all = buf_new(FONTS_MAX * sizeof(struct pdf_fonts_row)),
				  .numbered = buf_new(FONTS_MAX * sizeof(struct pdf_fonts_row)),
				  .programs = buf_new(FONTS_MAX * sizeof(struct pdf_fonts_program)),
				  .scratch = buf_new(SCRATCH_MAX)};
	return set->lib ? set : NULL;
}

static size_t fonts_in(const struct buf *list)
{
	return list->n / sizeof(struct pdf_fonts_row);
}

static enum err add_font(struct buf *list, struct pdf_font *f)
{
	struct pdf_fonts_row row = {f};
	buf_put(list, view_of(&row, sizeof row));
	return list->err;
}

static struct pdf_font *font_at(const struct buf *list, size_t i)
{
	struct pdf_fonts_row row;
	memcpy(&row, list->p + i * sizeof row, sizeof row);
	return row.font;
}

void pdf_fonts_close(struct pdf_fonts *set)
{
	if (!set)
		return;
	pdf_library_close(set->lib); /* before the bytes it reads */
	for (size_t i = 0; i < fonts_in(&set->all); i++)
		buf_free(&font_at(&set->all, i)->glyphs);
	for (size_t at = 0; at < set->programs.n; at += sizeof(struct pdf_fonts_program)) {
		struct pdf_fonts_program p;
		memcpy(&p, set->programs.p + at, sizeof p);
		buf_free(&p.bytes);
	}
	buf_free(&set->all);
	buf_free(&set->numbered);
	buf_free(&set->programs);
	buf_free(&set->scratch);
}

void *pdf_font_keep(struct pdf_fonts *set, const struct buf *b)
{
	void *p = arena_alloc(set->mem, max_of(b->n, (size_t)1));
	if (p && b->n > 0)
		memcpy(p, b->p, b->n);
	return p;
}

/* A program that cannot be read is NULL, not an error: the font is then substituted. */
static enum err open_program(struct pdf_fonts *set, const struct pdf_obj *stream,
			     struct pdf_program **ret)
{
	struct pdf_fonts_program p;
	for (size_t at = 0; at < set->programs.n; at += sizeof p) {
		memcpy(&p, set->programs.p + at, sizeof p);
		if (p.stream == stream) {
			*ret = p.program;
			return OK;
		}
	}
	p = (struct pdf_fonts_program){.stream = stream, .bytes = buf_new(PDF_PROGRAM_MAX)};
	enum err e = pdf_stream_data(set->pdf, stream, &p.bytes);
	if (e == OK && p.bytes.err == OK)
		e = pdf_program_open(set->lib, buf_view(&p.bytes), &p.program);
	if (e == E_NO_MEMORY) {
		buf_free(&p.bytes);
		return e;
	}
	buf_put(&set->programs, view_of(&p, sizeof p));
	*ret = p.program;
	return set->programs.err;
}

static enum err load_program(struct pdf_font *f)
{
	static const char *const keys[] = {"FontFile", "FontFile2", "FontFile3"};
	for (size_t i = 0; i < array_len(keys) && !f->program; i++) {
		const struct pdf_obj *o = pdf_get(f->set->pdf, f->descriptor, keys[i]);
		if (o->kind == PDF_STREAM)
			try(open_program(f->set, o, &f->program));
	}
	return OK;
}

static enum err load_to_unicode(struct pdf_font *f)
{
	const struct pdf_obj *o = pdf_get(f->set->pdf, f->dict, "ToUnicode");
	struct pdf_to_unicode *map = NULL;
	f->code_is_unicode = pdf_is(o, "Identity-H") || pdf_is(o, "Identity-V");
	if (o->kind != PDF_STREAM)
		return OK;
	scope_end(buf_free) struct buf text = buf_new(PDF_CMAP_TEXT_MAX);
	enum err e = pdf_stream_data(f->set->pdf, o, &text);
	if (e == E_NO_MEMORY)
		return e;
	e = pdf_to_unicode_parse(f->set->mem, buf_view(&text), &map);
	f->to_unicode = map;
	return e == E_NO_MEMORY ? e : OK; /* beyond the limits: as if it were not there */
}

/* "ABCDEF+Name" is a subset of Name. */
static struct view without_prefix(struct view name)
{
	if (name.n < 7 || name.p[6] != '+')
		return name;
	for (size_t i = 0; i < 6; i++)
		if (name.p[i] < 'A' || name.p[i] > 'Z')
			return name;
	return view_sub(name, 7, name.n);
}

static enum err load(struct pdf_font *f)
{
	struct pdf *pdf = f->set->pdf;
	const struct pdf_obj *subtype = pdf_get(pdf, f->dict, "Subtype");
	f->composite = pdf_is(subtype, "Type0");
	f->type3 = pdf_is(subtype, "Type3");
	f->truetype = pdf_is(subtype, "TrueType");
	f->cid_dict = f->dict;
	if (f->composite)
		f->cid_dict = pdf_at(pdf, pdf_get(pdf, f->dict, "DescendantFonts"), 0);
	f->descriptor = pdf_get(pdf, f->cid_dict, "FontDescriptor");
	f->flags = (uint32_t)pdf_int(pdf_get(pdf, f->descriptor, "Flags"), 0);
	if (pdf_number(pdf_get(pdf, f->descriptor, "StemV"), 0) >= BOLD_STEM ||
	    pdf_number(pdf_get(pdf, f->descriptor, "FontWeight"), 0) >= BOLD_WEIGHT)
		f->flags |= FLAG_BOLD;
	const struct pdf_obj *base = pdf_get(pdf, f->cid_dict, "BaseFont");
	if (base->kind != PDF_NAME)
		base = pdf_get(pdf, f->dict, "BaseFont");
	f->base = base->kind == PDF_NAME ? without_prefix(base->bytes) : VIEW("");
	if (!f->type3)
		try(load_program(f));
	try(load_to_unicode(f));
	return f->composite ? pdf_font_load_composite(f) : pdf_font_load_simple(f);
}

enum err pdf_font_load(struct pdf_fonts *set, const struct pdf_obj *font, struct pdf_font **ret)
{
	const struct pdf_obj *dict = pdf_resolve(set->pdf, font);
	for (size_t i = 0; i < fonts_in(&set->all); i++) {
		struct pdf_font *known = font_at(&set->all, i);
		if (known->dict == dict) {
			*ret = known;
			return OK;
		}
	}
	struct pdf_font *f = arena_alloc(set->mem, sizeof *f);
	if (!f)
		return E_NO_MEMORY;
	f->set = set;
	f->dict = dict;
	f->glyphs = buf_new(PDF_FONT_GLYPHS * sizeof(struct pdf_glyph));
	try(load(f));
	enum err e = add_font(&set->all, f);
	if (e != OK)
		return e == E_NO_MEMORY ? e : E_LIMIT_COUNT;
	*ret = f;
	return OK;
}

static struct pdf_glyph *glyph_at(const struct pdf_font *f, uint32_t number)
{
	/* buf's memory comes from malloc and holds nothing but glyphs, so it is aligned. */
	return (struct pdf_glyph *)(void *)f->glyphs.p + (number - 1);
}

static uint32_t slot_of(const struct pdf_font *f, uint32_t code, uint8_t bytes)
{
	uint32_t i = (code * 2654435761u ^ bytes) & (f->slots_n - 1);
	for (; f->slots[i] != 0; i = (i + 1) & (f->slots_n - 1)) {
		const struct pdf_glyph *g = glyph_at(f, f->slots[i]);
		if (g->code == code && g->bytes == bytes)
			break;
	}
	return i;
}

static enum err grow_slots(struct pdf_font *f)
{
	if (f->glyphs_n * 2 < f->slots_n)
		return OK;
	uint32_t n = f->slots_n ? f->slots_n * 4 : 64;
	uint32_t *slots = arena_array(f->set->mem, n, sizeof *slots);
	if (!slots)
		return E_NO_MEMORY;
	f->slots = slots;
	f->slots_n = n;
	for (uint32_t i = 1; i <= f->glyphs_n; i++)
		slots[slot_of(f, glyph_at(f, i)->code, glyph_at(f, i)->bytes)] = i;
	return OK;
}

static enum err number_font(struct pdf_font *f)
{
	enum err e = add_font(&f->set->numbered, f);
	f->number = (uint32_t)fonts_in(&f->set->numbered);
	return e;
}

void pdf_font_set_text(struct pdf_font *f, struct pdf_glyph *g, const struct pdf_text_of *t)
{
	uint8_t room[4 * PDF_TEXT_MAX];
	struct view text = pdf_text_clean(t, room);
	if (text.n > 0)
		g->text = arena_copy(f->set->mem, text); /* without memory: not known */
}

static enum err add_glyph(struct pdf_font *f, uint32_t slot, uint32_t code, uint8_t bytes)
{
	struct pdf_glyph g = {.code = code, .bytes = bytes};
	if (f->glyphs_n == (f->type3 ? DRAWN_MOST : PDF_FONT_GLYPHS))
		return E_LIMIT_COUNT;
	if (f->composite)
		pdf_font_composite_glyph(f, &g);
	else
		pdf_font_simple_glyph(f, &g);
	f->unknown += g.text.n == 0;
	buf_put(&f->glyphs, view_of(&g, sizeof g));
	try(f->glyphs.err);
	f->slots[slot] = ++f->glyphs_n;
	return f->number == 0 ? number_font(f) : OK;
}

static enum err draw(struct pdf_font *f, struct pdf_glyph *g)
{
	f->shown_visibly = true;
	if (!g->drawn) {
		enum err e = pdf_font_draw(f, g);
		if (e == E_NO_MEMORY)
			return e;
		f->segments += g->segments_n;
		g->drawn = true;
		g->broken = e != OK || f->segments > SEGMENTS_MOST;
		if (g->broken) {
			f->segments -= g->segments_n;
			g->segments_n = 0;
			g->segments = VIEW("");
		}
	}
	return g->broken ? E_BROKEN : OK;
}

enum err pdf_font_next(struct pdf_font *f, struct cursor *string, bool visible,
		       struct pdf_shown *ret)
{
	struct pdf_shown s = {0};
	if (f->composite) {
		s.code = pdf_cmap_next(f->cmap, string, &s.bytes);
	} else {
		s.code = cursor_u8(string);
		s.bytes = 1;
	}
	s.space = s.bytes == 1 && s.code == ' ';
	try(grow_slots(f));
	uint32_t slot = slot_of(f, s.code, s.bytes);
	if (f->slots[slot] == 0)
		try(add_glyph(f, slot, s.code, s.bytes));
	s.glyph = (uint16_t)f->slots[slot];
	struct pdf_glyph *g = glyph_at(f, s.glyph);
	s.proc = g->proc;
	s.advance = (pdf_font_vertical(f) ? g->vertical[0] : g->width) / 1000;
	if (f->type3)
		s.advance = g->width * f->matrix[0];
	*ret = s;
	return visible && !f->type3 ? draw(f, g) : OK;
}

bool pdf_font_vertical(const struct pdf_font *f)
{
	return f->composite && f->cmap->vertical;
}

enum pdf_font_source pdf_font_source(const struct pdf_font *f)
{
	if (f->type3)
		return PDF_FONT_TYPE3;
	if (f->program)
		return PDF_FONT_EMBEDDED;
	return f->shown_visibly ? PDF_FONT_SUBSTITUTED : PDF_FONT_GHOST;
}

const double *pdf_font_matrix(const struct pdf_font *f)
{
	return f->matrix;
}

const struct pdf_obj *pdf_font_resources(const struct pdf_font *f)
{
	return f->resources;
}

struct view pdf_font_unicode(const struct pdf_font *f, uint16_t glyph)
{
	return glyph_at(f, glyph)->text;
}

uint32_t pdf_font_glyphs(const struct pdf_font *f)
{
	return f->glyphs_n;
}

uint32_t pdf_fonts_count(const struct pdf_fonts *set)
{
	return (uint32_t)fonts_in(&set->numbered);
}

const struct pdf_font *pdf_fonts_at(const struct pdf_fonts *set, uint32_t number)
{
	return font_at(&set->numbered, number - 1);
}
