/* SPDX-License-Identifier: Apache-2.0
 * pages_font.c: outlines -> a Type 0 font with our own CFF (ISO 32000-1 9.7), drawn glyphs ->
 * Type 3.
 */
#include "form/class.h"
#include "rebuild/cff.h"
#include "rebuild/pages.h"

#define UNICODE_BLOCK 100u /* entries of one bfchar */

static void put_unicode_block(struct buf *b, const struct view *unicode, uint32_t n, uint32_t *at,
			      unsigned bytes)
{
	uint32_t from = *at, count = 0, i;
	for (i = from; i < n && count < UNICODE_BLOCK; i++)
		count += unicode[i].n > 0;
	*at = i;
	if (count == 0)
		return;
	buf_fmt(b, "%u beginbfchar\n", count);
	for (i = from; i < *at; i++) {
		if (unicode[i].n == 0)
			continue;
		buf_fmt(b, bytes == 2 ? "<%04X><" : "<%02X><", i + 1);
		pdf_utf16(b, unicode[i]);
		buf_str(b, ">\n");
	}
	buf_str(b, "endbfchar\n");
}

uint32_t pages_unicode(struct pages *p, const struct view *unicode, uint32_t n, unsigned bytes)
{
	struct buf *b = &p->content;
	bool any = false;
	buf_clear(b);
	buf_fmt(b,
		"/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
		"1 begincodespacerange\n%s\nendcodespacerange\n",
		bytes == 2 ? "<0000><FFFF>" : "<00><FF>");
	for (uint32_t i = 0; i < n; i++)
		any |= unicode[i].n > 0;
	if (!any)
		return 0;
	for (uint32_t i = 0; i < n;)
		put_unicode_block(b, unicode, n, &i, bytes);
	buf_str(b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
	uint32_t object = pdf_new(&p->pdf);
	pdf_stream(&p->pdf, object, VIEW(""), buf_view(b));
	return object;
}

/* A font on its way: the form's, the CFF's, and the two lists of widths. */
struct making {
	struct pages *p;
	struct form_page_font f;
	struct cff cff;
	struct buf widths, verticals;
	struct view *unicode;
	uint64_t segments;
};

static enum err put_segment(struct making *m, bool first)
{
	struct form_font_segment s;
	struct form_segment_move move;
	struct form_segment_line line;
	struct form_segment_curve curve;
	try(form_font_segment_read(&m->p->c, &s));
	if (first && s.to != FORM_FONT_SEGMENT_TO_MOVE)
		return E_FORM;
	switch (s.to) {
	case FORM_FONT_SEGMENT_TO_MOVE:
		try(form_segment_move_read(&m->p->c, &move));
		cff_move(&m->cff, move.point);
		return OK;
	case FORM_FONT_SEGMENT_TO_LINE:
		try(form_segment_line_read(&m->p->c, &line));
		cff_line(&m->cff, line.point);
		return OK;
	case FORM_FONT_SEGMENT_TO_CURVE:
		try(form_segment_curve_read(&m->p->c, &curve));
		cff_curve(&m->cff, curve.points);
		return OK;
	case FORM_FONT_SEGMENT_TO_COUNT:
		break;
	}
	return E_FORM;
}

static enum err put_glyph(struct making *m, uint32_t i)
{
	struct form_font_glyph g;
	try(form_font_glyph_read(&m->p->c, &g));
	const int64_t *v = g.vertical;
	if (!pages_unicode_ok(g.unicode) || (!m->f.vertical && (v[0] || v[1] || v[2])))
		return E_FORM;
	m->segments += g.segments;
	if (m->segments > PAGES_SEGMENTS_MOST)
		return E_LIMIT_COUNT;
	m->unicode[i] = g.unicode;
	int64_t width = g.width * m->f.units;
	cff_glyph_begin(&m->cff, (int32_t)((width + (width < 0 ? -32000 : 32000)) / 64000));
	for (uint32_t k = 0; k < g.segments; k++)
		try(put_segment(m, k == 0));
	try(cff_glyph_end(&m->cff));
	pdf_fixed(&m->widths, g.width * 15625, 6); /* 64ths, as millionths */
	for (unsigned k = 0; m->f.vertical && k < 3; k++)
		pdf_fixed(&m->verticals, v[k], 0);
	return OK;
}

static int64_t thousandths(const struct making *m, int32_t units)
{
	return (int64_t)units * 1000 / m->f.units;
}

static void put_descriptor(struct making *m, uint32_t descriptor, uint32_t file, uint32_t name)
{
	struct buf *b = &m->p->entries;
	buf_clear(b);
	buf_fmt(b, "<</Type/FontDescriptor/FontName/SK%06u/Flags 4/FontBBox[", name);
	for (unsigned i = 0; i < 4; i++)
		buf_fmt(b, "%lld ", (long long)thousandths(m, m->cff.box[i]) + (i < 2 ? -1 : 1));
	buf_fmt(b, "]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile3 %u 0 R>>",
		(int)m->f.ascent, (int)m->f.descent, (int)m->f.ascent, file);
	pdf_object(&m->p->pdf, descriptor, buf_view(b));
}

static void put_objects(struct making *m, uint32_t object, uint32_t unicode)
{
	struct pdf *pdf = &m->p->pdf;
	struct buf *b = &m->p->entries;
	uint32_t file = pdf_new(pdf), descriptor = pdf_new(pdf), cid = pdf_new(pdf);
	uint32_t name = m->p->n + 1;
	pdf_stream(pdf, file, VIEW("/Subtype/CIDFontType0C"), buf_view(&m->p->content));
	put_descriptor(m, descriptor, file, name);
	buf_clear(b);
	buf_fmt(b,
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/SK%06u/CIDSystemInfo<</Registry(Adobe)"
		"/Ordering(Identity)/Supplement 0>>/FontDescriptor %u 0 R/DW 0/W[1[",
		name, descriptor);
	buf_put(b, buf_view(&m->widths));
	buf_str(b, "]]");
	if (m->f.vertical) {
		buf_str(b, "/DW2[880 -1000]/W2[1[");
		buf_put(b, buf_view(&m->verticals));
		buf_str(b, "]]");
	}
	buf_str(b, ">>");
	pdf_object(pdf, cid, buf_view(b));
	buf_clear(b);
	buf_fmt(b,
		"<</Type/Font/Subtype/Type0/BaseFont/SK%06u/Encoding/Identity-%c"
		"/DescendantFonts[%u 0 R]",
		name, m->f.vertical ? 'V' : 'H', cid);
	if (unicode)
		buf_fmt(b, "/ToUnicode %u 0 R", unicode);
	buf_str(b, ">>");
	pdf_object(pdf, object, buf_view(b));
}

static enum err make_font(struct making *m, struct pages_item *item)
{
	struct pages *p = m->p;
	for (uint32_t i = 0; i < m->f.glyphs; i++)
		try(put_glyph(m, i));
	item->unicode = m->unicode;
	item->count = m->f.glyphs;
	item->object = pdf_new(&p->pdf);
	item->cost = 0;
	uint32_t unicode = pages_unicode(p, m->unicode, m->f.glyphs, 2);
	buf_clear(&p->content);
	try(cff_end(&m->cff, &p->content));
	put_objects(m, item->object, unicode);
	return max_of(max_of(m->widths.err, m->verticals.err), p->entries.err);
}

enum err pages_font(struct pages *p, struct pages_item *item)
{
	struct making m = {.p = p};
	try(form_page_font_read(&p->c, &m.f));
	m.unicode = arena_array(p->r->mem, m.f.glyphs, sizeof *m.unicode);
	if (!m.unicode)
		return E_NO_MEMORY;
	m.widths = buf_new(1u << 21);
	m.verticals = buf_new(1u << 21);
	cff_begin(&m.cff, m.f.units);
	enum err e = make_font(&m, item);
	cff_free(&m.cff);
	buf_free(&m.widths);
	buf_free(&m.verticals);
	return e;
}

/* One procedure of a Type 3 font: d0 or d1, then operators. */
static enum err put_drawn(struct pages *p, struct pages_item *item, struct view *unicode,
			  struct buf *widths, struct buf *procedures, uint32_t i)
{
	struct form_drawn_glyph g;
	struct buf *b = &p->content;
	try(form_drawn_glyph_read(&p->c, &g));
	if (!pages_box_ok(g.box) || !pages_unicode_ok(g.unicode))
		return E_FORM;
	unicode[i] = g.unicode;
	buf_clear(b);
	pdf_fixed(b, g.width, 6);
	buf_str(b, "0 ");
	if (!g.coloured)
		pdf_micro(b, g.box, 4);
	buf_str(b, g.coloured ? "d0\n" : "d1\n");
	struct pages_list l = {.count = g.operators, .uncoloured = !g.coloured, .drawn = true};
	try(pages_list(p, &l));
	item->cost = max_of(item->cost, l.cost);
	item->depth = max_of(item->depth, l.depth);
	item->coloured |= g.coloured;
	uint32_t object = pdf_new(&p->pdf);
	pdf_stream(&p->pdf, object, VIEW(""), buf_view(b));
	pdf_fixed(widths, g.width, 6);
	buf_fmt(procedures, "/g%u %u 0 R", i + 1, object);
	return OK;
}

static void put_drawn_font(struct pages *p, const struct form_page_drawn *f,
			   const struct buf *widths, const struct buf *procedures, uint32_t object,
			   uint32_t unicode)
{
	struct buf *b = &p->entries;
	buf_clear(b);
	buf_str(b, "<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[");
	pdf_nano(b, f->matrix, 6);
	buf_str(b, "]/CharProcs<<");
	buf_put(b, buf_view(procedures));
	buf_str(b, ">>/Encoding<</Type/Encoding/Differences[1");
	for (uint32_t i = 1; i <= f->glyphs; i++)
		buf_fmt(b, "/g%u", i);
	buf_fmt(b, "]>>/FirstChar 1/LastChar %u/Widths[", f->glyphs);
	buf_put(b, buf_view(widths));
	buf_str(b, "]/Resources");
	pages_resources(p, b);
	if (unicode)
		buf_fmt(b, "/ToUnicode %u 0 R", unicode);
	buf_str(b, ">>");
	pdf_object(&p->pdf, object, buf_view(b));
}

enum err pages_drawn(struct pages *p, struct pages_item *item)
{
	struct form_page_drawn f;
	struct buf widths scope_end(buf_free) = buf_new(1u << 16);
	struct buf procedures scope_end(buf_free) = buf_new(1u << 16);
	try(form_page_drawn_read(&p->c, &f));
	struct view *unicode = arena_array(p->r->mem, f.glyphs, sizeof *unicode);
	if (!unicode)
		return E_NO_MEMORY;
	pages_list_begin(p);
	for (uint32_t i = 0; i < f.glyphs; i++)
		try(put_drawn(p, item, unicode, &widths, &procedures, i));
	item->unicode = unicode;
	item->count = f.glyphs;
	item->object = pdf_new(&p->pdf);
	uint32_t stream = pages_unicode(p, unicode, f.glyphs, 1);
	put_drawn_font(p, &f, &widths, &procedures, item->object, stream);
	return max_of(max_of(widths.err, procedures.err), p->entries.err);
}
