/* SPDX-License-Identifier: Apache-2.0
 * pdf/page.c: the page tree and pages.
 */
#include <math.h>

#include "disarm/drawn.h"
#include "disarm/pdf/page.h"

#define TREE_DEPTH_MAX 64
#define DRAWN_DPI_SCAN 600
#define DRAWN_DPI 200 /* of pages that the converter draws: what office scanners give */

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
	if (node->kind != PDF_DICT || memo_get(&r->memo, node, MEMO_NODE) ||
	    memo_get(&r->memo, node, MEMO_PAGE))
		return OK; /* a loop, or pages a second time: viewers show them once */
	if (depth > TREE_DEPTH_MAX)
		return E_LIMIT_DEPTH;
	in.resources = nearer(r, node, "Resources", in.resources);
	in.media = nearer(r, node, "MediaBox", in.media);
	in.crop = nearer(r, node, "CropBox", in.crop);
	in.rotate = nearer(r, node, "Rotate", in.rotate);
	if (kids->kind != PDF_ARRAY)
		return pdf_is(pdf_get(pdf, node, "Type"), "Pages") ? OK : add_page(r, node, &in);
	memo_put(pdf, &r->memo, node, MEMO_NODE, 1);
	for (uint32_t i = 0; i < kids->n; i++)
		try(walk(r, pdf_at(pdf, kids, i), in, depth + 1));
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

static void plain(struct ops *body, enum form_op_plain_what what)
{
	ops_begin(body, FORM_PAGE_OP_OP_PLAIN);
	form_op_plain_write(&body->bytes, &(struct form_op_plain){what});
}

/* The picture of a page that no rule can say, as the converter drew it (drawn.h). */
static node_id picture_node(struct reader *r, const struct drawn *drawn)
{
	struct ops body scope_end(ops_free) = ops_new();
	if (drawn->depth == DRAWN_BITS) {
		struct buf item scope_end(buf_free) = buf_new(NODE_BYTES_MAX);
		if (drawn_bits(r->d, drawn, &item) != OK)
			return 0;
		buf_put(&body.bytes, view_sub(buf_view(&item), 1, item.n)); /* without its kind */
		return node_new(&r->nodes, FORM_PAGE_ITEM_KIND_BITS, &body);
	}
	struct image *image = arena_alloc(r->pdf.mem, sizeof *image);
	struct drawn *copy = arena_alloc(r->pdf.mem, sizeof *copy);
	if (!image || !copy)
		return 0;
	*copy = *drawn;
	*image = (struct image){.drawn = copy, .page = r->page};
	return node_image(&r->nodes, image);
}

static enum err put_picture(struct reader *r, const struct drawn *drawn,
			    const struct form_page_page *head, struct ops *body)
{
	struct form_op_matrix matrix;
	node_id node = picture_node(r, drawn);
	if (node == 0)
		return r->pdf.err != OK ? r->pdf.err : E_NO_MEMORY;
	drawn_matrix(head->turn, head->crop, matrix.matrix);
	plain(body, FORM_OP_PLAIN_WHAT_SAVE);
	ops_begin(body, FORM_PAGE_OP_OP_MATRIX);
	form_op_matrix_write(&body->bytes, &matrix);
	ops_begin(body, FORM_PAGE_OP_OP_DRAW);
	size_t at = body->bytes.n;
	form_op_draw_write(&body->bytes, &(struct form_op_draw){0});
	ops_gap(body, at, node);
	plain(body, FORM_OP_PLAIN_WHAT_RESTORE);
	ops_begin(body, FORM_PAGE_OP_OP_RENDER);
	form_op_render_write(&body->bytes, &(struct form_op_render){.mode = 3});
	report_add(r->d->report, FINDING_PAGE_DRAWN, PLACE_PAGE, r->page, VIEW(""), NULL);
	return ops_err(body);
}

/* The page's own operators between save and restore, so that what annotations show stands in the
 * page's space again. */
static void put_page(const struct content *c, const struct content *over, struct ops *body)
{
	if (over->ops.n > 0)
		plain(body, FORM_OP_PLAIN_WHAT_SAVE);
	ops_append(body, &c->ops);
	if (over->ops.n > 0) {
		plain(body, FORM_OP_PLAIN_WHAT_RESTORE);
		ops_append(body, &over->ops);
	}
}

/* Reads the page's operators and those of its annotations into `body`. */
static enum err read_operators(struct reader *r, struct page *page, const struct drawn *drawn,
			       const struct form_page_page *head, struct ops *body)
{
	struct buf bytes scope_end(buf_free) = buf_new(CONTENT_BYTES_MAX);
	struct content c, over;
	try(content_bytes(r, pdf_get(&r->pdf, page->o, "Contents"), &bytes));
	if (drawn)
		try(put_picture(r, drawn, head, body));
	content_start(&c, r, page->resources, NULL);
	c.on_page = true;
	c.ghost = drawn != NULL;
	content_read(&c, buf_view(&bytes));
	content_start(&over, r, page->resources, NULL);
	over.ghost = drawn != NULL;
	annotations_draw(&over, page);
	nest_end(&over);
	put_page(&c, &over, body);
	page->spoilt = c.spoilt || over.spoilt;
	if (page->spoilt)
		page->why = c.spoilt && c.why ? c.why : over.why ? over.why : "";
	content_free(&c);
	content_free(&over);
	return r->pdf.err;
}

/* A page of scans in black and white is drawn as such, in the resolution of the finest. */
static bool ask(struct reader *r, const struct page *page, const struct form_page_page *head)
{
	double inches =
	    (double)(head->crop[2] - head->crop[0]) / PAGES_MICRO / 72 * head->unit / PAGES_MICRO;
	double dpi = fmin(fmax(r->bits_across / inches, DRAWN_DPI), DRAWN_DPI_SCAN);
	if (r->bits_across > 0 && !r->tones)
		return drawn_ask(r->d, page->number, DRAWN_BITS, (uint32_t)dpi);
	return drawn_ask(r->d, page->number, DRAWN_COLOUR, DRAWN_DPI);
}

enum err page_read(struct reader *r, struct page *page)
{
	struct form_page_page head = {0};
	struct drawn drawn;
	r->page = page->number;
	r->tones = false;
	r->bits_across = 0;
	page_head(r, page, &head);
	bool have = drawn_find(r->d, page->number, &drawn);
	struct ops operators scope_end(ops_free) = ops_new();
	try(read_operators(r, page, have ? &drawn : NULL, &head, &operators));
	if (page->spoilt && !have) {
		page->asked = ask(r, page, &head);
		report_add(r->d->report, FINDING_PDF_PAGE, PLACE_PAGE, page->number,
			   view_str(page->why), NULL);
	}
	page->spoilt &= !have; /* the picture shows what the rules could not say */
	struct ops body scope_end(ops_free) = ops_new();
	head.operators = operators.n;
	form_page_page_write(&body.bytes, &head);
	ops_append(&body, &operators);
	page->node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_PAGE, &body);
	r->page = 0;
	return r->pdf.err;
}
