/* SPDX-License-Identifier: Apache-2.0
 * pages.c: fixed pages -> PDF 1.7: items in order, then the page tree and the catalogue.
 */
#include "form/class.h"
#include "rebuild/image.h"
#include "rebuild/pages.h"
#include "rebuild/preview.h"

const struct pages_item *pages_ref(const struct pages *p, uint32_t ref,
				   enum form_page_item_kind kind)
{
	return ref > 0 && ref <= p->n && p->items[ref - 1].kind == kind ? &p->items[ref - 1] : NULL;
}

bool pages_box_ok(const int64_t box[4])
{
	return box[0] < box[2] && box[1] < box[3];
}

bool pages_within(struct pages_item *item, const struct pages_item *part)
{
	if (ckd_add(&item->cost, item->cost, part->cost))
		item->cost = UINT64_MAX;
	item->depth = max_of(item->depth, part->depth + 1);
	return item->depth <= PAGES_NESTED_MOST;
}

/* A list that stands for itself: a stream with its own resources. */
static enum err put_list(struct pages *p, struct pages_list *l, struct pages_item *item)
{
	buf_clear(&p->content);
	pages_list_begin(p);
	try(pages_list(p, l));
	item->cost = l->cost;
	item->depth = l->depth;
	item->coloured = l->coloured;
	buf_str(&p->entries, "/Resources");
	pages_resources(p, &p->entries);
	item->object = pdf_new(&p->pdf);
	pdf_stream(&p->pdf, item->object, buf_view(&p->entries), buf_view(&p->content));
	return p->entries.err;
}

static enum err put_tiling(struct pages *p, struct pages_item *item)
{
	struct form_page_tiling t;
	struct buf *b = &p->entries;
	try(form_page_tiling_read(&p->c, &t));
	if (!pages_box_ok(t.box) || t.step[0] == 0 || t.step[1] == 0)
		return E_FORM;
	buf_clear(b);
	buf_fmt(b, "/PatternType 1/PaintType %d/TilingType %d/BBox[", t.coloured ? 1 : 2,
		(int)t.spacing + 1);
	pdf_micro(b, t.box, 4);
	buf_str(b, "]/XStep ");
	pdf_micro(b, t.step, 1);
	buf_str(b, "/YStep ");
	pdf_micro(b, t.step + 1, 1);
	buf_str(b, "/Matrix[");
	pdf_nano(b, t.matrix, 6);
	buf_str(b, "]");
	struct pages_list l = {.count = t.operators, .uncoloured = !t.coloured};
	try(put_list(p, &l, item));
	item->coloured = t.coloured;
	return OK;
}

static enum err put_gradient(struct pages *p, struct pages_item *item)
{
	struct form_page_gradient g;
	struct buf *b = &p->entries;
	try(form_page_gradient_read(&p->c, &g));
	const struct pages_item *shading = pages_ref(p, g.shading, FORM_PAGE_ITEM_KIND_SHADING);
	if (!shading || !pages_within(item, shading))
		return E_FORM;
	buf_clear(b);
	buf_fmt(b, "<</PatternType 2/Shading %u 0 R/Matrix[", shading->object);
	pdf_nano(b, g.matrix, 6);
	buf_str(b, "]>>");
	item->object = pdf_new(&p->pdf);
	pdf_object(&p->pdf, item->object, buf_view(b));
	return OK;
}

static enum err put_group(struct pages *p, struct pages_item *item)
{
	static const char *const spaces[] = {"", "", "/CS/DeviceGray", "/CS/DeviceRGB",
					     "/CS/DeviceCMYK"};
	struct form_page_group g;
	struct buf *b = &p->entries;
	try(form_page_group_read(&p->c, &g));
	bool transparent = g.blend != FORM_PAGE_GROUP_BLEND_NONE;
	if (!pages_box_ok(g.box) || (!transparent && (g.isolated || g.knockout)))
		return E_FORM;
	buf_clear(b);
	buf_str(b, "/Type/XObject/Subtype/Form/BBox[");
	pdf_micro(b, g.box, 4);
	buf_str(b, "]/Matrix[");
	pdf_nano(b, g.matrix, 6);
	buf_str(b, "]");
	if (transparent)
		buf_fmt(b, "/Group<</S/Transparency%s%s%s>>", spaces[g.blend],
			g.isolated ? "/I true" : "", g.knockout ? "/K true" : "");
	item->blend = g.blend;
	struct pages_list l = {.count = g.operators};
	return put_list(p, &l, item);
}

static enum err put_mask(struct pages *p, struct pages_item *item)
{
	static const uint8_t components[] = {0, 0, 1, 3, 4};
	struct form_page_mask m;
	struct buf *b = &p->entries;
	try(form_page_mask_read(&p->c, &m));
	const struct pages_item *group = pages_ref(p, m.group, FORM_PAGE_ITEM_KIND_GROUP);
	const struct pages_item *transfer = pages_ref(p, m.transfer, FORM_PAGE_ITEM_KIND_FUNCTION);
	if (!group || group->blend == FORM_PAGE_GROUP_BLEND_NONE || (m.transfer && !transfer) ||
	    (transfer && (transfer->joined || transfer->inputs != 1 || transfer->outputs != 1)) ||
	    !pages_within(item, group) || (transfer && !pages_within(item, transfer)))
		return E_FORM;
	uint32_t n = m.backdrop ? components[group->blend] : 0;
	if (m.backdrop && (n == 0 || m.from != FORM_PAGE_MASK_FROM_LUMINOSITY))
		return E_FORM;
	for (uint32_t i = n; i < 4; i++)
		if (m.colour[i])
			return E_FORM;
	buf_clear(b);
	buf_fmt(b, "<</S/%s/G %u 0 R", m.from == FORM_PAGE_MASK_FROM_ALPHA ? "Alpha" : "Luminosity",
		group->object);
	if (n) {
		buf_str(b, "/BC[");
		pdf_shares(b, m.colour, n);
		buf_str(b, "]");
	}
	if (transfer)
		buf_fmt(b, "/TR %u 0 R", transfer->object);
	buf_str(b, ">>");
	item->object = pdf_new(&p->pdf);
	pdf_object(&p->pdf, item->object, buf_view(b));
	return OK;
}

static enum err put_page(struct pages *p, struct pages_item *item)
{
	struct pages_page *page = &p->pages[p->n_pages];
	struct form_page_page *f = &page->page;
	try(form_page_page_read(&p->c, f));
	const int64_t *media = f->media, *crop = f->crop, least = 3 * PAGES_MICRO;
	if (!pages_box_ok(media) || media[2] - media[0] < least || media[3] - media[1] < least ||
	    !pages_box_ok(crop) || crop[0] < media[0] || crop[1] < media[1] || crop[2] > media[2] ||
	    crop[3] > media[3])
		return E_FORM;
	page->object = pdf_new(&p->pdf);
	page->annots = buf_new(1u << 24);
	item->count = p->n_pages++;
	buf_clear(&p->entries);
	buf_clear(&p->content);
	pages_list_begin(p);
	struct pages_list l = {.count = f->operators, .marks = true, .page = page};
	try(pages_list(p, &l));
	preview_put(p->r, VIEW("\n\n"));
	uint64_t most = (uint64_t)p->r->limits->elements * 1000 * PAGES_DRAWN_TIMES;
	p->cost += l.cost;
	if (p->cost > most)
		return E_LIMIT_COUNT;
	page->content = pdf_new(&p->pdf);
	page->resources = pdf_new(&p->pdf);
	item->object = page->object;
	pdf_stream(&p->pdf, page->content, VIEW(""), buf_view(&p->content));
	pages_resources(p, &p->entries);
	pdf_object(&p->pdf, page->resources, buf_view(&p->entries));
	return p->entries.err;
}

static enum err (*const readers[FORM_PAGE_ITEM_KIND_COUNT])(struct pages *, struct pages_item *) = {
    [FORM_PAGE_ITEM_KIND_FUNCTION] = pages_function, [FORM_PAGE_ITEM_KIND_SHADING] = pages_shading,
    [FORM_PAGE_ITEM_KIND_TILING] = put_tiling,	     [FORM_PAGE_ITEM_KIND_GRADIENT] = put_gradient,
    [FORM_PAGE_ITEM_KIND_GROUP] = put_group,	     [FORM_PAGE_ITEM_KIND_MASK] = put_mask,
    [FORM_PAGE_ITEM_KIND_IMAGE] = pages_image,	     [FORM_PAGE_ITEM_KIND_BITS] = pages_bits,
    [FORM_PAGE_ITEM_KIND_FONT] = pages_font,	     [FORM_PAGE_ITEM_KIND_DRAWN] = pages_drawn,
    [FORM_PAGE_ITEM_KIND_TAG] = pages_tag,	     [FORM_PAGE_ITEM_KIND_PAGE] = put_page,
    [FORM_PAGE_ITEM_KIND_LINK] = pages_link,	     [FORM_PAGE_ITEM_KIND_OUTLINE] = pages_outline,
    [FORM_PAGE_ITEM_KIND_LABEL] = pages_label,
};

static enum err read_items(struct pages *p)
{
	for (p->n = 0; p->n < p->head.items; p->n++) {
		struct form_page_item head;
		struct pages_item item = {0}; /* not among the items before it is whole */
		try(form_page_item_read(&p->c, &head));
		item.kind = head.kind;
		try(readers[head.kind](p, &item));
		try(p->pdf.err);
		p->items[p->n] = item;
	}
	return cursor_done(&p->c) && p->n_pages > 0 ? OK : E_FORM;
}

static void put_page_object(struct pages *p, const struct pages_page *page, uint32_t number)
{
	static const char *const groups[] = {"", "DeviceGray", "DeviceRGB", "DeviceCMYK"};
	struct buf *b = &p->entries;
	buf_clear(b);
	buf_fmt(b, "<</Type/Page/Parent %u 0 R/Contents %u 0 R/Resources %u 0 R/MediaBox[", p->tree,
		page->content, page->resources);
	pdf_micro(b, page->page.media, 4);
	buf_str(b, "]/CropBox[");
	pdf_micro(b, page->page.crop, 4);
	buf_str(b, "]");
	if (page->page.turn)
		buf_fmt(b, "/Rotate %d", (int)page->page.turn * 90);
	if (page->page.unit != PAGES_MICRO) {
		buf_str(b, "/UserUnit ");
		pdf_fixed(b, page->page.unit, 6);
	}
	if (page->page.blend)
		buf_fmt(b, "/Group<</S/Transparency/CS/%s>>", groups[page->page.blend]);
	if (page->annots.n) {
		buf_str(b, "/Annots[");
		buf_put(b, buf_view(&page->annots));
		buf_str(b, "]/Tabs/S");
	}
	if (page->marks)
		buf_fmt(b, "/StructParents %u", number);
	buf_str(b, ">>");
	pdf_object(&p->pdf, page->object, buf_view(b));
}

static void put_tree(struct pages *p)
{
	struct buf kids scope_end(buf_free) = buf_new((size_t)p->n_pages * 16 + 64);
	buf_str(&kids, "<</Type/Pages/Kids[");
	for (uint32_t i = 0; i < p->n_pages; i++) {
		put_page_object(p, &p->pages[i], i);
		pdf_ref(&kids, p->pages[i].object);
	}
	buf_fmt(&kids, "]/Count %u>>", p->n_pages);
	pdf_object(&p->pdf, p->tree, buf_view(&kids));
	if (p->pdf.err == OK)
		p->pdf.err = kids.err;
}

static enum err put_end(struct pages *p)
{
	static const char *const spreads[] = {"", "SinglePage", "OneColumn", "TwoPageLeft",
					      "TwoPageRight"};
	uint32_t root = pdf_new(&p->pdf), info = pdf_new(&p->pdf);
	put_tree(p);
	pages_tags_end(p);
	uint32_t outline = pages_outlines_end(p);
	struct buf *b = &p->entries;
	buf_clear(b);
	buf_fmt(b, "<</Type/Catalog/Pages %u 0 R", p->tree);
	if (outline)
		buf_fmt(b, "/Outlines %u 0 R", outline);
	if (p->structure)
		buf_fmt(b, "/StructTreeRoot %u 0 R/MarkInfo<</Marked true>>", p->structure);
	if (p->n_labels) {
		buf_str(b, "/PageLabels<</Nums[");
		buf_put(b, buf_view(&p->labels));
		buf_str(b, "]>>");
	}
	if (p->head.lang.n) {
		buf_str(b, "/Lang");
		pdf_string(b, p->head.lang);
	}
	if (p->head.direction == FORM_PAGES_DIRECTION_RIGHT)
		buf_str(b, "/ViewerPreferences<</Direction/R2L>>");
	if (p->head.spread)
		buf_fmt(b, "/PageLayout/%s", spreads[p->head.spread]);
	buf_str(b, ">>");
	try(b->err);
	pdf_object(&p->pdf, root, buf_view(b));
	pdf_object(&p->pdf, info, VIEW("<</Producer(Sekisho)>>"));
	return pdf_end(&p->pdf, root, info);
}

static enum err write_all(struct pages *p)
{
	struct arena *mem = p->r->mem;
	try(form_pages_read(&p->c, &p->head));
	for (uint32_t i = 1; i < p->r->form->n; i++)
		if (p->r->form->parts[i].kind != FORM_IMAGE)
			return E_FORM;
	uint32_t n = p->head.items;
	p->items = arena_array(mem, n, sizeof *p->items);
	p->pages = arena_array(mem, n, sizeof *p->pages);
	p->tags = arena_array(mem, n, sizeof *p->tags);
	p->outlines = arena_array(mem, n, sizeof *p->outlines);
	p->stamps = arena_array(mem, n, sizeof *p->stamps);
	if (!p->items || !p->pages || !p->tags || !p->outlines || !p->stamps)
		return E_NO_MEMORY;
	if (!pages_lang_ok(p->head.lang))
		return E_FORM;
	p->tree = pdf_new(&p->pdf);
	try(read_items(p));
	return put_end(p);
}

/* What an approver sees of a scan: its first picture, where there are no words. */
static void show_picture(struct pages *p)
{
	const struct pages_item *item = p->picture;
	if (p->words || !item || !(p->r->limits->options & LIMITS_PREVIEW))
		return;
	buf_clear(p->r->preview);
	if (!item->bits)
		image_preview(p->r, item->count);
	else if (!item->stencil)
		image_preview_bits(p->r, item->bits);
}

static enum err rebuild(struct rebuild *r)
{
	struct pages *p = arena_alloc(r->mem, sizeof *p);
	if (!p)
		return E_NO_MEMORY;
	p->r = r;
	p->c = cursor_of(r->form->parts[0].body);
	p->entries = buf_new(1u << 26);
	p->content = buf_new(r->out->cap);
	p->used = buf_new(1u << 26);
	p->states = buf_new(1u << 20);
	p->marks = buf_new(1u << 28);
	p->labels = buf_new(1u << 26);
	pdf_begin(&p->pdf, r->out);
	enum err e = write_all(p);
	if (e == OK)
		show_picture(p);
	pdf_free(&p->pdf);
	for (uint32_t i = 0; i < p->n_pages; i++)
		buf_free(&p->pages[i].annots);
	buf_free(&p->entries);
	buf_free(&p->content);
	buf_free(&p->used);
	buf_free(&p->states);
	buf_free(&p->marks);
	buf_free(&p->labels);
	memcpy(r->ext, "pdf", 4);
	return e;
}

const struct target target_pages = {"pages", FORM_PAGES, rebuild};
