/* SPDX-License-Identifier: Apache-2.0
 * pdf_page.c: the page tree and pages.
 */
#include <math.h>

#include "disarm/pdf_page.h"

#define TREE_DEPTH_MAX 64

struct inherited {
	const struct pdf_obj *resources, *media, *crop, *rotate;
};

static const struct pdf_obj *nearer(struct reader *r, const struct pdf_obj *node, const char *key,
				    const struct pdf_obj *above)
{
	const struct pdf_obj *o = pdf_get(&r->pdf, node, key);
	return o->kind == PDF_NULL ? above : o;
}

static enum err add_page(struct reader *r, const struct pdf_obj *o, const struct inherited *in)
{
	struct pages_read *p = r->pages;
	if (p->n >= PAGES_MAX)
		return E_LIMIT_COUNT;
	if (p->n == p->room) {
		uint32_t room = p->room ? p->room * 2 : 64;
		struct page *wider = arena_array(r->pdf.mem, room, sizeof *wider);
		if (!wider)
			return E_NO_MEMORY;
		if (p->n > 0)
			memcpy(wider, p->list, p->n * sizeof *wider);
		p->list = wider;
		p->room = room;
	}
	p->list[p->n] = (struct page){.o = o,
				      .number = p->n + 1,
				      .resources = in->resources,
				      .media = in->media,
				      .crop = in->crop,
				      .rotate = in->rotate,
				      .links = buf_new(1 << 24)};
	memo_put(&r->pdf, &r->memo, o, MEMO_PAGE, ++p->n);
	return OK;
}

static enum err walk(struct reader *r, const struct pdf_obj *node, struct inherited in,
		     unsigned depth)
{
	struct pdf *pdf = &r->pdf;
	const struct pdf_obj *kids = pdf_get(pdf, node, "Kids");
	if (node->kind != PDF_DICT || memo_get(&r->memo, node, MEMO_BUSY) ||
	    memo_get(&r->memo, node, MEMO_PAGE))
		return OK; /* a loop, or a page a second time: viewers show it once */
	if (depth > TREE_DEPTH_MAX)
		return E_LIMIT_DEPTH;
	in.resources = nearer(r, node, "Resources", in.resources);
	in.media = nearer(r, node, "MediaBox", in.media);
	in.crop = nearer(r, node, "CropBox", in.crop);
	in.rotate = nearer(r, node, "Rotate", in.rotate);
	if (kids->kind != PDF_ARRAY)
		return pdf_is(pdf_get(pdf, node, "Type"), "Pages") ? OK : add_page(r, node, &in);
	memo_put(pdf, &r->memo, node, MEMO_BUSY, 1);
	for (uint32_t i = 0; i < kids->n; i++)
		try(walk(r, pdf_at(pdf, kids, i), in, depth + 1));
	memo_put(pdf, &r->memo, node, MEMO_BUSY, 0);
	return pdf->err;
}

enum err pages_find(struct reader *r)
{
	const struct inherited none = {&pdf_null, &pdf_null, &pdf_null, &pdf_null};
	r->pages = arena_alloc(r->pdf.mem, sizeof *r->pages);
	if (!r->pages)
		return E_NO_MEMORY;
	try(walk(r, pdf_get(&r->pdf, r->root, "Pages"), none, 0));
	return r->pages->n > 0 ? OK : E_BROKEN;
}

struct page *page_of(struct reader *r, const struct pdf_obj *o)
{
	uintptr_t n = memo_get(&r->memo, pdf_resolve(&r->pdf, o), MEMO_PAGE);
	return n > 0 && n <= r->pages->n ? &r->pages->list[n - 1] : NULL;
}

/* --- boxes --- */

/* A box that the form takes, or US letter as viewers do. */
static void media_box(struct reader *r, const struct page *page, double box[4])
{
	static const double letter[4] = {0, 0, 612, 792};
	if (!read_box(&r->pdf, page->media, box) || box[2] - box[0] < 3 || box[3] - box[1] < 3)
		memcpy(box, letter, sizeof letter);
	for (size_t i = 0; i < 4; i++)
		box[i] = fmin(fmax(box[i], -14400), 14400);
	if (box[2] - box[0] < 3 || box[3] - box[1] < 3)
		memcpy(box, letter, sizeof letter);
}

static void page_boxes(struct reader *r, const struct page *page, struct form_page_page *head)
{
	double media[4], crop[4];
	media_box(r, page, media);
	bool cropped = read_box(&r->pdf, page->crop, crop);
	for (size_t i = 0; cropped && i < 2; i++) {
		crop[i] = fmax(crop[i], media[i]);
		crop[i + 2] = fmin(crop[i + 2], media[i + 2]);
		cropped = crop[i + 2] - crop[i] >= 3;
	}
	for (size_t i = 0; i < 4; i++) {
		head->media[i] = micro(media[i]);
		head->crop[i] = micro(cropped && crop[2] - crop[0] >= 3 ? crop[i] : media[i]);
	}
}

static void page_head(struct reader *r, const struct page *page, struct form_page_page *head)
{
	struct pdf *pdf = &r->pdf;
	int64_t turn = pdf_int(page->rotate, 0) / 90 % 4;
	double unit = pdf_number(pdf_get(pdf, page->o, "UserUnit"), 1);
	const struct pdf_obj *group = pdf_get(pdf, page->o, "Group"),
			     *cs = pdf_get(pdf, group, "CS");
	page_boxes(r, page, head);
	head->turn = (enum form_page_page_turn)((turn + 4) % 4);
	head->unit = (uint32_t)micro(unit >= 1 && unit <= 75 ? unit : 1);
	if (cs->kind == PDF_NULL)
		return;
	const struct colour_space *space = colour_space_read(pdf, cs, page->resources);
	uint8_t n = space ? colour_device(space) : 0;
	head->blend = n == 1   ? FORM_PAGE_PAGE_BLEND_GREY
		      : n == 3 ? FORM_PAGE_PAGE_BLEND_RGB
		      : n == 4 ? FORM_PAGE_PAGE_BLEND_CMYK
			       : FORM_PAGE_PAGE_BLEND_NONE;
}

/* The page's own operators between save and restore, so that what annotations show stands in the
 * page's space again. */
static void put_page(struct content *c, struct content *over, struct form_page_page *head,
		     struct ops *body)
{
	static const struct form_op_plain save = {FORM_OP_PLAIN_WHAT_SAVE},
					  restore = {FORM_OP_PLAIN_WHAT_RESTORE};
	head->operators = c->ops.n + (over->ops.n > 0 ? over->ops.n + 2 : 0);
	form_page_page_write(&body->bytes, head);
	if (over->ops.n == 0) {
		ops_append(body, &c->ops);
		return;
	}
	ops_begin(body, FORM_PAGE_OP_OP_PLAIN);
	form_op_plain_write(&body->bytes, &save);
	ops_append(body, &c->ops);
	ops_begin(body, FORM_PAGE_OP_OP_PLAIN);
	form_op_plain_write(&body->bytes, &restore);
	ops_append(body, &over->ops);
}

enum err page_read(struct reader *r, struct page *page)
{
	struct buf bytes scope_end(buf_free) = buf_new(CONTENT_BYTES_MAX);
	struct form_page_page head = {0};
	struct content c, over;
	r->page = page->number;
	page_head(r, page, &head);
	try(content_bytes(r, pdf_get(&r->pdf, page->o, "Contents"), &bytes));
	content_start(&c, r, page->resources, NULL);
	c.on_page = true;
	content_read(&c, buf_view(&bytes));
	content_start(&over, r, page->resources, NULL);
	annotations_draw(&over, page);
	nest_end(&over);
	struct ops body scope_end(ops_free) = ops_new();
	put_page(&c, &over, &head, &body);
	page->node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_PAGE, &body);
	page->spoilt = c.spoilt || over.spoilt;
	if (page->spoilt)
		report_add(r->d->report, FINDING_PDF_PAGE, PLACE_PAGE, page->number,
			   view_str(c.spoilt && c.why ? c.why
				    : over.why	      ? over.why
						      : ""),
			   NULL);
	content_free(&c);
	content_free(&over);
	r->page = 0;
	return r->pdf.err;
}
