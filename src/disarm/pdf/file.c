/* SPDX-License-Identifier: Apache-2.0
 * pdf/file.c: PDF: found, read page by page, and written as a PAGES form.
 */
#include "disarm/pdf/page.h"
#include "disarm/pdf/tag.h"

#define HEADER_WITHIN 1024 /* where viewers still look for it */

/* At the start; further on, as viewers find it, only where the name says so too. */
static bool probe(struct view in, struct view ext)
{
	struct view head = view_sub(in, 0, HEADER_WITHIN), mark = VIEW("\xef\xbb\xbf");
	if (view_starts(head, mark))
		head = view_sub(head, mark.n, head.n);
	return view_starts(view_trim(head), VIEW("%PDF-")) ||
	       (view_eq(ext, VIEW("pdf")) && view_has(head, VIEW("%PDF-")));
}

static enum err read_pages(struct reader *r)
{
	uint32_t spoilt = 0, asked = 0;
	try(pages_find(r));
	layers_open(r);
	tags_open(r);
	for (uint32_t i = 0; i < r->pages->n; i++) {
		try(page_read(r, &r->pages->list[i]));
		spoilt += r->pages->list[i].spoilt;
		asked += r->pages->list[i].asked;
	}
	r->wait = asked > 0; /* the converter draws them, then the file is read once more */
	if (r->wait)
		return OK;
	drawn_finish(r);
	alive_report(r);
	try(r->pdf.err);
	return spoilt > 0 ? E_TYPE_UNKNOWN : OK;
}

static enum err place_all(struct reader *r)
{
	try(tags_place(r));
	for (uint32_t i = 0; i < r->pages->n; i++)
		try(node_place(&r->nodes, r->pages->list[i].node));
	try(links_place(r));
	try(outlines_place(r));
	return labels_place(r);
}

static void head_of(struct reader *r, struct form_pages *head)
{
	static const char *const spreads[] = {
	    [FORM_PAGES_SPREAD_SINGLE] = "SinglePage",
	    [FORM_PAGES_SPREAD_COLUMN] = "OneColumn",
	    [FORM_PAGES_SPREAD_TWO_LEFT] = "TwoPageLeft",
	    [FORM_PAGES_SPREAD_TWO_RIGHT] = "TwoPageRight",
	};
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *layout = pdf_get(pdf, r->root, "PageLayout");
	const struct pdf_obj *wishes = pdf_get(pdf, r->root, "ViewerPreferences");
	struct view lang = pdf_text_string(pdf, pdf_get(pdf, r->root, "Lang"));
	for (size_t i = 1; i < array_len(spreads); i++)
		if (pdf_is(layout, spreads[i]))
			head->spread = (enum form_pages_spread)i;
	if (pdf_is(layout, "TwoColumnLeft"))
		head->spread = FORM_PAGES_SPREAD_TWO_LEFT;
	if (pdf_is(layout, "TwoColumnRight"))
		head->spread = FORM_PAGES_SPREAD_TWO_RIGHT;
	if (pdf_is(pdf_get(pdf, wishes, "Direction"), "R2L"))
		head->direction = FORM_PAGES_DIRECTION_RIGHT;
	head->lang = lang.n <= 35 && pages_lang_ok(lang) ? lang : VIEW("");
	head->items = r->nodes.items;
}

static enum err write_form(struct reader *r)
{
	struct form_writer w = form_begin(r->d->out);
	struct form_pages head = {0};
	try(place_all(r));
	head_of(r, &head);
	form_part_begin(&w, FORM_PAGES);
	form_pages_write(r->d->out, &head);
	try(nodes_write(&r->nodes, r->d->out));
	form_part_end(&w);
	try(image_parts(r, &w));
	pdf_fonts_report(r->fonts);
	return r->pdf.err;
}

static enum err run(struct reader *r)
{
	r->root = pdf_get(&r->pdf, r->pdf.trailer, "Root");
	r->nodes = nodes_new(&r->pdf);
	r->fonts = pdf_fonts_open(&r->pdf);
	enum err e = r->fonts ? read_pages(r) : E_NO_MEMORY;
	if (e == OK && !r->wait)
		e = write_form(r);
	for (uint32_t i = 0; r->pages && i < r->pages->n; i++)
		buf_free(&r->pages->list[i].links);
	tags_free(r);
	drawn_free(r);
	nodes_free(&r->nodes);
	pdf_fonts_close(r->fonts);
	return r->pdf.err != OK ? r->pdf.err : e;
}

static enum err disarm(struct disarm *d)
{
	struct reader *r = arena_alloc(d->mem, sizeof *r);
	if (!r)
		return E_NO_MEMORY;
	r->d = d;
	try(pdf_open(d, &r->pdf));
	enum err e = run(r);
	pdf_close(&r->pdf);
	return e;
}

const struct format format_pdf = {"pdf", probe, disarm};
