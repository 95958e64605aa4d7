/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_composite.c: fonts of many-byte codes: code to CID by a CMap, CID to glyph, width and
 * vertical metrics by the CIDFont (ISO 32000-2 9.7).
 */
#include "disarm/pdf/font_parts.h"
#include "disarm/pdf/vert.h"

#define METRICS_MAX 200000
#define METRIC_MOST 1e9
#define CMAP_CHAIN 4 /* CMaps of a PDF that use each other */

static enum pdf_collection collection_of(struct pdf *pdf, const struct pdf_obj *cid_dict)
{
	static const char *const orderings[] = {
	    [PDF_COLLECTION_NONE] = "Identity", [PDF_COLLECTION_JAPAN1] = "Japan1",
	    [PDF_COLLECTION_GB1] = "GB1",	[PDF_COLLECTION_CNS1] = "CNS1",
	    [PDF_COLLECTION_KOREA1] = "Korea1",
	};
	const struct pdf_obj *o = pdf_get(pdf, pdf_get(pdf, cid_dict, "CIDSystemInfo"), "Ordering");
	for (size_t i = 1; o->kind == PDF_STRING && i < array_len(orderings); i++)
		if (view_eq(o->bytes, view_str(orderings[i])))
			return (enum pdf_collection)i;
	return PDF_COLLECTION_NONE;
}

/* NULL in ret: no such CMap. */
static enum err load_cmap(struct pdf_fonts *set, const struct pdf_obj *o, unsigned chain,
			  const struct pdf_cmap **ret)
{
	const struct pdf_cmap *use = NULL;
	if (o->kind == PDF_NAME)
		*ret = pdf_cmap_named(set->mem, o->bytes);
	if (o->kind != PDF_STREAM || chain == 0)
		return OK;
	scope_end(buf_free) struct buf text = buf_new(PDF_CMAP_TEXT_MAX);
	struct pdf_cmap *m = arena_alloc(set->mem, sizeof *m);
	if (!m)
		return E_NO_MEMORY;
	try(load_cmap(set, pdf_get(set->pdf, o, "UseCMap"), chain - 1, &use));
	enum err e = pdf_stream_data(set->pdf, o, &text);
	if (e == OK)
		e = pdf_cmap_parse(set->mem, buf_view(&text), use, m);
	if (e != OK)
		return e == E_NO_MEMORY ? e : OK;
	m->vertical = pdf_int(pdf_get(set->pdf, o, "WMode"), m->vertical) == 1;
	*ret = m;
	return OK;
}

static int by_cid(const void *a, const void *b)
{
	const struct pdf_cid_metric *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* One row for CIDs first to last; false when its numbers make no sense. */
static bool add_metric(struct buf *rows, int64_t first, int64_t last, const double *v, uint32_t n)
{
	if (first < 0 || last > 0xffff || last < first)
		return false;
	struct pdf_cid_metric m = {.first = (uint16_t)first,
				   .last = (uint16_t)last,
				   .order = (uint32_t)(rows->n / sizeof(struct pdf_cid_metric))};
	for (uint32_t i = 0; i < n; i++) {
		if (!(v[i] >= -METRIC_MOST && v[i] <= METRIC_MOST))
			return false;
		m.v[i] = v[i];
	}
	buf_put(rows, view_of(&m, sizeof m));
	return true;
}

/* "c [v...]" gives c, c+1... n numbers each; "c1 c2 v..." gives them to all (9.7.4.3). */
static enum err load_metrics(struct pdf_font *f, const char *key, uint32_t n,
			     struct pdf_metrics *ret)
{
	struct pdf *pdf = f->set->pdf;
	const struct pdf_obj *list = pdf_get(pdf, f->cid_dict, key);
	scope_end(buf_free) struct buf rows = buf_new(METRICS_MAX * sizeof(struct pdf_cid_metric));
	double v[3] = {0};
	for (uint32_t i = 0; list->kind == PDF_ARRAY && i + 1 < list->n;) {
		int64_t first = pdf_int(pdf_at(pdf, list, i), -1);
		const struct pdf_obj *second = pdf_at(pdf, list, i + 1);
		if (second->kind == PDF_ARRAY) {
			for (uint32_t k = 0; k + n <= second->n; k += n, first++) {
				for (uint32_t j = 0; j < n; j++)
					v[j] = pdf_number(pdf_at(pdf, second, k + j), 0);
				(void)add_metric(&rows, first, first, v, n);
			}
			i += 2;
		} else {
			for (uint32_t j = 0; j < n; j++)
				v[j] = pdf_number(pdf_at(pdf, list, i + 2 + j), 0);
			if (i + 2 + n <= list->n)
				(void)add_metric(&rows, first, pdf_int(second, -1), v, n);
			i += 2 + n;
		}
	}
	if (rows.err == E_NO_MEMORY)
		return E_NO_MEMORY;
	struct pdf_cid_metric *kept = pdf_font_keep(f->set, &rows);
	if (!kept)
		return E_NO_MEMORY;
	*ret = (struct pdf_metrics){(uint32_t)(rows.n / sizeof *kept), kept};
	qsort(kept, ret->n, sizeof *kept, by_cid);
	return OK;
}

static const struct pdf_cid_metric *metric_of(const struct pdf_metrics *m, uint16_t cid)
{
	uint32_t low = 0, high = m->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (m->rows[mid].first <= cid)
			low = mid + 1;
		else
			high = mid;
	}
	/* Ranges do not overlap in sane files; a few steps back find the one that still holds. */
	for (uint32_t back = 0; back < 4 && low > back; back++)
		if (m->rows[low - back - 1].last >= cid)
			return &m->rows[low - back - 1];
	return NULL;
}

static enum err load_cid_to_glyph(struct pdf_font *f)
{
	const struct pdf_obj *o = pdf_get(f->set->pdf, f->cid_dict, "CIDToGIDMap");
	if (o->kind != PDF_STREAM || !f->program)
		return OK;
	scope_end(buf_free) struct buf map = buf_new(2 * 65536);
	enum err e = pdf_stream_data(f->set->pdf, o, &map);
	if (e == E_NO_MEMORY)
		return e;
	f->cid_to_glyph = arena_copy(f->set->mem, buf_view(&map));
	return f->cid_to_glyph.p ? OK : E_NO_MEMORY;
}

enum err pdf_font_load_composite(struct pdf_font *f)
{
	struct pdf *pdf = f->set->pdf;
	try(load_cmap(f->set, pdf_get(pdf, f->dict, "Encoding"), CMAP_CHAIN, &f->cmap));
	if (!f->cmap)
		f->cmap = pdf_cmap_named(f->set->mem, VIEW("Identity-H"));
	f->collection = collection_of(pdf, f->cid_dict);
	if (f->collection == PDF_COLLECTION_NONE && !f->program)
		f->collection = f->cmap->collection;
	f->stand_in = pdf_face_for(f->base, f->flags, f->collection);
	f->dw = pdf_number(pdf_get(pdf, f->cid_dict, "DW"), 1000);
	f->dw2[0] = 880;
	f->dw2[1] = -1000;
	double dw2[2];
	if (pdf_numbers(pdf, pdf_get(pdf, f->cid_dict, "DW2"), dw2, 2))
		memcpy(f->dw2, dw2, sizeof dw2);
	try(load_metrics(f, "W", 1, &f->w));
	try(load_metrics(f, "W2", 3, &f->w2));
	return load_cid_to_glyph(f);
}

static uint32_t text_of_cid(struct pdf_fonts *set, enum pdf_collection c, uint16_t cid)
{
	if (!set->cid_text[c])
		set->cid_text[c] = pdf_cid_unicode(set->mem, c, &set->cid_text_n[c]);
	return set->cid_text[c] && cid < set->cid_text_n[c] ? set->cid_text[c][cid] : 0;
}

struct pdf_text_of pdf_font_cid_text(struct pdf_font *f, const struct pdf_glyph *g)
{
	struct pdf_text_of t = {0};
	enum pdf_collection c =
	    f->collection != PDF_COLLECTION_NONE ? f->collection : f->cmap->collection;
	if (f->cmap->unicode)
		pdf_text_add(&t, g->code);
	if (c == PDF_COLLECTION_NONE || f->cmap->unicode)
		return t;
	uint32_t x = text_of_cid(f->set, c, g->cid);
	/* Some forms for vertical writing have no character; that of the horizontal CMap says it.
	 */
	if (x == 0 && f->cmap->use)
		x = text_of_cid(f->set, c, pdf_cmap_cid(f->cmap->use, g->code, g->bytes));
	if (x != 0)
		pdf_text_add(&t, x);
	return t;
}

static uint32_t glyph_of(const struct pdf_font *f, uint16_t cid)
{
	if (f->cid_to_glyph.n == 0)
		return cid;
	size_t at = 2 * (size_t)cid;
	return at + 2 <= f->cid_to_glyph.n
		   ? (uint32_t)(f->cid_to_glyph.p[at] << 8 | f->cid_to_glyph.p[at + 1])
		   : 0;
}

static struct pdf_text_of text_of(struct pdf_font *f, const struct pdf_glyph *g)
{
	struct pdf_text_of t = {0};
	char room[128];
	if (f->to_unicode)
		t = pdf_to_unicode(f->to_unicode, g->code);
	if (t.n == 0 && f->code_is_unicode)
		pdf_text_add(&t, g->code);
	if (t.n > 0 && t.c[0] != 0)
		return t;
	/* People search for the bracket, not for its form in vertical writing. */
	t = pdf_font_cid_text(f, g);
	if (t.n == 1)
		t.c[0] = pdf_vert_plain(t.c[0]);
	if (t.n == 0 && f->program && !pdf_program_cid_keyed(f->program)) {
		pdf_text_add(&t, pdf_program_unicode(f->program, g->glyph));
		if (t.c[0] == 0)
			t = pdf_name_text(pdf_program_name(f->program, g->glyph, room));
	}
	return t;
}

void pdf_font_composite_glyph(struct pdf_font *f, struct pdf_glyph *g)
{
	g->cid = pdf_cmap_cid(f->cmap, g->code, g->bytes);
	g->glyph = f->program ? glyph_of(f, g->cid) : 0;
	const struct pdf_cid_metric *w = metric_of(&f->w, g->cid), *w2 = metric_of(&f->w2, g->cid);
	g->width = w ? w->v[0] : f->dw;
	g->vertical[0] = w2 ? w2->v[0] : f->dw2[1];
	g->vertical[1] = w2 ? w2->v[1] : g->width / 2;
	g->vertical[2] = w2 ? w2->v[2] : f->dw2[0];
	struct pdf_text_of t = text_of(f, g);
	pdf_font_set_text(f, g, &t);
}
