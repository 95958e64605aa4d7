/* SPDX-License-Identifier: Apache-2.0
 * drawn.c: any bytes as the converter's answer: what is found in it lock 2 must accept.
 */
#include "disarm/drawn.h"
#include "rebuild/rebuild.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_page(struct buf *items)
{
	static const int64_t box[4] = {0, 0, 9000000, 9000000};
	struct form_page_page page = {.unit = 1000000, .operators = 1};
	memcpy(page.media, box, sizeof box);
	memcpy(page.crop, box, sizeof box);
	form_page_item_write(items, &(struct form_page_item){FORM_PAGE_ITEM_KIND_PAGE});
	form_page_page_write(items, &page);
	form_page_op_write(items, &(struct form_page_op){FORM_PAGE_OP_OP_DRAW});
	form_op_draw_write(items, &(struct form_op_draw){1});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits = limits_default;
	limits.pixels = 1 << 20;
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct buf items scope_end(buf_free) = buf_new(32u << 20);
	struct buf form scope_end(buf_free) = buf_new(32u << 20);
	struct buf out scope_end(buf_free) = buf_new(32u << 20);
	struct buf preview scope_end(buf_free) = buf_new(4096);
	struct disarm d = {.aside = view_of(data, size), .limits = &limits, .mem = &mem};
	struct drawn page;
	if (!drawn_find(&d, 1, &page))
		return 0;
	struct form_writer w = form_begin(&form);
	form_part_begin(&w, FORM_PAGES);
	form_pages_write(&form, &(struct form_pages){.items = 2});
	if (page.depth == DRAWN_BITS && drawn_bits(&d, &page, &items) != OK)
		abort();
	if (page.depth != DRAWN_BITS) {
		form_page_item_write(&items, &(struct form_page_item){FORM_PAGE_ITEM_KIND_IMAGE});
		form_page_image_write(&items, &(struct form_page_image){.part = 1});
	}
	put_page(&items);
	buf_put(&form, buf_view(&items));
	form_part_end(&w);
	if (page.depth != DRAWN_BITS) {
		form_part_begin(&w, FORM_IMAGE);
		drawn_part(&page, &form);
		form_part_end(&w);
	}
	struct rebuild r = {.limits = &limits, .mem = &mem, .out = &out, .preview = &preview};
	if (rebuild_run(buf_view(&form), &r) != OK)
		abort();
	return 0;
}
