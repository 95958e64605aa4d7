/* SPDX-License-Identifier: Apache-2.0
 * pages_function.c: functions (ISO 32000-1 7.10): sampled, exponential, stitching.
 */
#include "rebuild/pages.h"

static void put_head(struct pages *p, const struct form_page_function *f, unsigned type)
{
	buf_clear(&p->entries);
	buf_fmt(&p->entries, "/FunctionType %u/Domain[", type);
	pdf_micro(&p->entries, f->domain, f->inputs * 2u);
	buf_str(&p->entries, "]/Range[");
	for (unsigned i = 0; i < f->outputs; i++)
		buf_str(&p->entries, "0 1 ");
	buf_str(&p->entries, "]");
}

static enum err put_sampled(struct pages *p, const struct form_page_function *f, uint32_t object)
{
	struct form_function_sampled s;
	try(form_function_sampled_read(&p->c, &s));
	bool two = f->inputs == 2;
	uint64_t want = (uint64_t)s.size[0] * s.size[1] * f->outputs * 2;
	if (s.size[0] < 2 || (two ? s.size[1] < 2 : s.size[1] != 1) || s.samples.n != want)
		return E_FORM;
	put_head(p, f, 0);
	buf_fmt(&p->entries, "/BitsPerSample 16/Size[%u", s.size[0]);
	if (two)
		buf_fmt(&p->entries, " %u", s.size[1]);
	buf_str(&p->entries, "]");
	buf_clear(&p->content);
	uint8_t *to = buf_grow(&p->content, s.samples.n);
	for (size_t i = 0; to && i < s.samples.n; i++)
		to[i] = s.samples.p[i ^ 1]; /* big-endian in the file */
	try(p->content.err);
	pdf_stream(&p->pdf, object, buf_view(&p->entries), buf_view(&p->content));
	return OK;
}

static enum err put_power(struct pages *p, const struct form_page_function *f, uint32_t object)
{
	struct form_function_power s;
	try(form_function_power_read(&p->c, &s));
	if (f->inputs != 1 || (s.exponent != PAGES_MICRO && f->domain[0] < 0))
		return E_FORM;
	for (unsigned i = f->outputs; i < 4; i++)
		if (s.from[i] || s.to[i])
			return E_FORM;
	struct buf *b = &p->entries;
	put_head(p, f, 2);
	buf_str(b, "/C0[");
	pdf_shares(b, s.from, f->outputs);
	buf_str(b, "]/C1[");
	pdf_shares(b, s.to, f->outputs);
	buf_str(b, "]/N ");
	pdf_fixed(b, s.exponent, 6);
	struct buf body scope_end(buf_free) = buf_new(b->n + 8);
	buf_str(&body, "<<");
	buf_put(&body, buf_view(b));
	buf_str(&body, ">>");
	pdf_object(&p->pdf, object, buf_view(&body));
	return body.err;
}

/* A function that takes part in another one: never a joined one, which is an array. */
static const struct pages_item *piece_of(const struct pages *p, uint32_t ref, unsigned inputs,
					 unsigned outputs)
{
	const struct pages_item *f = pages_ref(p, ref, FORM_PAGE_ITEM_KIND_FUNCTION);
	return f && !f->joined && f->inputs == inputs && f->outputs == outputs ? f : NULL;
}

static enum err put_stitched(struct pages *p, const struct form_page_function *f,
			     struct pages_item *item)
{
	struct form_function_stitched s;
	struct buf bounds scope_end(buf_free) = buf_new(1u << 20);
	struct buf encode scope_end(buf_free) = buf_new(1u << 20);
	struct buf body scope_end(buf_free) = buf_new(1u << 22);
	try(form_function_stitched_read(&p->c, &s));
	if (f->inputs != 1)
		return E_FORM;
	int64_t last = f->domain[0];
	put_head(p, f, 3);
	buf_str(&body, "<<");
	buf_put(&body, buf_view(&p->entries));
	buf_str(&body, "/Functions[");
	for (uint32_t i = 0; i < s.pieces; i++) {
		struct form_function_piece piece;
		try(form_function_piece_read(&p->c, &piece));
		const struct pages_item *part = piece_of(p, piece.function, 1, f->outputs);
		bool end = i + 1 == s.pieces;
		if (!part || piece.end <= last || (end && piece.end != f->domain[1]) ||
		    !pages_within(item, part))
			return E_FORM;
		last = piece.end;
		pdf_ref(&body, part->object);
		if (!end)
			pdf_micro(&bounds, &piece.end, 1);
		pdf_micro(&encode, piece.encode, 2);
	}
	buf_str(&body, "]/Bounds[");
	buf_put(&body, buf_view(&bounds));
	buf_str(&body, "]/Encode[");
	buf_put(&body, buf_view(&encode));
	buf_str(&body, "]>>");
	pdf_object(&p->pdf, item->object, buf_view(&body));
	return body.err;
}

static enum err put_joined(struct pages *p, const struct form_page_function *f,
			   struct pages_item *item)
{
	struct form_function_joined s;
	try(form_function_joined_read(&p->c, &s));
	if (s.functions != f->outputs)
		return E_FORM;
	buf_clear(&p->entries);
	buf_str(&p->entries, "[");
	for (uint32_t i = 0; i < s.functions; i++) {
		struct form_function_ref one;
		try(form_function_ref_read(&p->c, &one));
		const struct pages_item *part = piece_of(p, one.function, f->inputs, 1);
		if (!part || !pages_within(item, part))
			return E_FORM;
		pdf_ref(&p->entries, part->object);
	}
	buf_str(&p->entries, "]");
	pdf_object(&p->pdf, item->object, buf_view(&p->entries));
	item->joined = true;
	return OK;
}

enum err pages_function(struct pages *p, struct pages_item *item)
{
	struct form_page_function f;
	try(form_page_function_read(&p->c, &f));
	for (unsigned i = 0; i < 2; i++) {
		const int64_t *d = f.domain + i * 2;
		if (i < f.inputs ? d[0] >= d[1] : d[0] != 0 || d[1] != 0)
			return E_FORM;
	}
	item->inputs = f.inputs;
	item->outputs = f.outputs;
	memcpy(item->domain, f.domain, sizeof item->domain);
	item->object = pdf_new(&p->pdf);
	item->cost = 1;
	switch (f.what) {
	case FORM_PAGE_FUNCTION_WHAT_SAMPLED:
		return put_sampled(p, &f, item->object);
	case FORM_PAGE_FUNCTION_WHAT_POWER:
		return put_power(p, &f, item->object);
	case FORM_PAGE_FUNCTION_WHAT_STITCHED:
		return put_stitched(p, &f, item);
	case FORM_PAGE_FUNCTION_WHAT_JOINED:
		return put_joined(p, &f, item);
	case FORM_PAGE_FUNCTION_WHAT_COUNT:
		break;
	}
	return E_FORM;
}
