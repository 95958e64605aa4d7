/* SPDX-License-Identifier: Apache-2.0
 * pdf/inline.c: pictures inside content streams (ISO 32000-2 8.9.7), whose end has to be found.
 */
#include "disarm/pdf/content.h"

#define KEYS_MAX 32

/* The dictionary between BI and ID, in memory that stays. */
static const struct pdf_obj *read_dict(struct content *c)
{
	struct pdf_obj *dict = arena_alloc(c->r->pdf.mem, sizeof *dict), o;
	struct pdf_entry *entries = arena_array(c->r->pdf.mem, KEYS_MAX, sizeof *entries);
	struct view key = VIEW("");
	if (!dict || !entries) {
		pdf_fail(&c->r->pdf, E_NO_MEMORY);
		return NULL;
	}
	dict->kind = PDF_DICT;
	dict->entries = entries;
	for (;;) {
		enum pdf_token t = pdf_lex_operand(&c->lex, &c->stack, &o);
		if (t == PDF_TOKEN_WORD && view_eq(o.bytes, VIEW("ID")))
			return dict;
		if (t != PDF_TOKEN_VALUE)
			return NULL;
		if (key.n == 0) {
			key = o.kind == PDF_NAME ? o.bytes : VIEW("");
		} else if (dict->n < KEYS_MAX) {
			entries[dict->n].key = key;
			entries[dict->n++].value = o;
			key = VIEW("");
		}
	}
}

/* Does content go on at `at`? A few bytes of it are no binary data. */
static bool looks_like_content(struct view in, size_t at)
{
	for (size_t i = at; i < in.n && i < at + 12; i++)
		if (in.p[i] >= 127 || (in.p[i] < 32 && !pdf_is_space(in.p[i])))
			return false;
	return true;
}

/* Offset of the "EI" that ends data of at least `least` bytes from `from` on; in.n without one. */
static size_t find_end(struct view in, size_t from, size_t least)
{
	for (size_t i = from + least; i + 1 < in.n; i++) {
		if (in.p[i] != 'E' || in.p[i + 1] != 'I')
			continue;
		bool before = i == from || pdf_is_space(in.p[i - 1]) || i == from + least;
		bool after = i + 2 >= in.n || pdf_is_space(in.p[i + 2]);
		if (before && after && looks_like_content(in, i + 2))
			return i;
	}
	return in.n;
}

/* Without a filter the length is known. */
static size_t bare_length(struct content *c, const struct pdf_obj *dict)
{
	struct pdf *pdf = &c->r->pdf;
	static const char *const keys[][2] = {{"Filter", "F"},	    {"Width", "W"},
					      {"Height", "H"},	    {"BitsPerComponent", "BPC"},
					      {"ColorSpace", "CS"}, {"ImageMask", "IM"}};
	const struct pdf_obj *v[array_len(keys)];
	for (size_t i = 0; i < array_len(keys); i++) {
		v[i] = pdf_get(pdf, dict, keys[i][0]);
		if (v[i]->kind == PDF_NULL)
			v[i] = pdf_get(pdf, dict, keys[i][1]);
	}
	int64_t width = pdf_int(v[1], 0), height = pdf_int(v[2], 0), bits = pdf_int(v[3], 8), n = 1;
	if (v[0]->kind != PDF_NULL || width < 1 || width > 65535 || height < 1 || height > 65535 ||
	    bits < 1 || bits > 16)
		return 0;
	const struct colour_space *space =
	    pdf_flag(v[5], false) ? NULL : colour_space_read(pdf, v[4], c->resources);
	if (space)
		n = space->n;
	else
		bits = 1;
	return (size_t)((width * bits * n + 7) / 8 * height);
}

void op_inline_image(struct content *c, unused_arg const struct pdf_obj *a)
{
	bool cannot = false;
	c->lex.mem = c->r->pdf.mem;
	const struct pdf_obj *dict = read_dict(c);
	c->lex.mem = &c->scratch;
	if (!dict)
		return;
	size_t from = min_of(c->lex.at + 1, c->lex.in.n); /* one blank after ID */
	if (from < c->lex.in.n && c->lex.in.p[from - 1] == '\r' && c->lex.in.p[from] == '\n')
		from++;
	size_t end = find_end(c->lex.in, from, bare_length(c, dict));
	c->lex.at = min_of(end + 2, c->lex.in.n);
	if (c->hidden > 0 || c->ghost)
		return;
	node_id node =
	    image_inline(c->r, dict, view_sub(c->lex.in, from, end - from), c->resources, &cannot);
	if (cannot)
		content_spoil(c, "BI");
	if (node != 0 && c->uncoloured && !image_is_stencil(c->r, dict))
		return;
	draw_node(c, node);
}
