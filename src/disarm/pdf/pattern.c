/* SPDX-License-Identifier: Apache-2.0
 * pdf/pattern.c: tilings and gradients as colours (ISO 32000-2 8.7).
 */
#include "disarm/pdf/content.h"

static node_id tiling(struct content *c, const struct pdf_obj *pattern, bool uncoloured)
{
	struct reader *r = c->r;
	struct pdf *pdf = &r->pdf;
	struct buf bytes scope_end(buf_free) = buf_new(CONTENT_BYTES_MAX);
	double box[4], matrix[6],
	    step[2] = {pdf_number(pdf_get(pdf, pattern, "XStep"), 0),
		       pdf_number(pdf_get(pdf, pattern, "YStep"), 0)};
	int64_t spacing = pdf_int(pdf_get(pdf, pattern, "TilingType"), 1);
	struct form_page_tiling t = {.coloured = !uncoloured};
	if (!read_box(pdf, pdf_get(pdf, pattern, "BBox"), box))
		return 0;
	read_matrix(pdf, pdf_get(pdf, pattern, "Matrix"), matrix);
	nano_matrix(matrix, t.matrix);
	for (size_t i = 0; i < 4; i++)
		t.box[i] = micro(box[i]);
	for (size_t i = 0; i < 2; i++)
		t.step[i] = micro(step[i] != 0 ? step[i] : box[i + 2] - box[i]);
	if (t.step[0] == 0 || t.step[1] == 0)
		return 0;
	if (spacing >= 1 && spacing <= 3)
		t.spacing = (enum form_page_tiling_spacing)(spacing - 1);
	enum err e = content_bytes(r, pattern, &bytes);
	if (e != OK) {
		pdf_fail(pdf, e);
		return 0;
	}
	struct content inner;
	content_start(&inner, r, pdf_get(pdf, pattern, "Resources"), NULL);
	inner.uncoloured = uncoloured;
	content_read(&inner, buf_view(&bytes));
	struct ops body scope_end(ops_free) = ops_new();
	t.operators = inner.ops.n;
	form_page_tiling_write(&body.bytes, &t);
	ops_append(&body, &inner.ops);
	node_id node = node_new(&r->nodes, FORM_PAGE_ITEM_KIND_TILING, &body);
	if (inner.spoilt && node != 0)
		node_spoil(&r->nodes, node);
	content_free(&inner);
	return node;
}

static node_id gradient(struct content *c, const struct pdf_obj *pattern)
{
	struct reader *r = c->r;
	double matrix[6];
	struct form_page_gradient g = {0};
	node_id shading = shading_node(c, pdf_get(&r->pdf, pattern, "Shading"));
	if (shading == 0)
		return 0;
	read_matrix(&r->pdf, pdf_get(&r->pdf, pattern, "Matrix"), matrix);
	nano_matrix(matrix, g.matrix);
	struct ops body scope_end(ops_free) = ops_new();
	form_page_gradient_write(&body.bytes, &g);
	ops_gap(&body, 0, shading);
	return node_new(&r->nodes, FORM_PAGE_ITEM_KIND_GRADIENT, &body);
}

node_id pattern_node(struct content *c, const struct pdf_obj *pattern, bool *ret_uncoloured)
{
	struct reader *r = c->r;
	int64_t type = pdf_int(pdf_get(&r->pdf, pattern, "PatternType"), 0);
	r->tones = true;
	*ret_uncoloured = type == 1 && pdf_int(pdf_get(&r->pdf, pattern, "PaintType"), 1) == 2;
	node_id node = (node_id)memo_get(&r->memo, pattern, MEMO_PATTERN);
	if (node == 0 && reader_enter(r, pattern)) {
		if (type == 1 && pattern->kind == PDF_STREAM)
			node = tiling(c, pattern, *ret_uncoloured);
		else if (type == 2)
			node = gradient(c, pattern);
		reader_leave(r, pattern);
		memo_put(&r->pdf, &r->memo, pattern, MEMO_PATTERN, node);
	}
	if (node == 0 || node_spoilt(&r->nodes, node))
		content_spoil(c, "Pattern");
	return node;
}
