/* SPDX-License-Identifier: Apache-2.0
 * document_print.c: a document form as lines for people.
 */
#include "form/document_read.h"
#include "form/form.h"

static void print_text(struct buf *out, struct view v)
{
	buf_u8(out, '"');
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] == '\n' || v.p[i] == '\t')
			buf_str(out, v.p[i] == '\n' ? "\\n" : "\\t");
		else
			buf_u8(out, v.p[i]);
	buf_u8(out, '"');
}

static void print_value(struct buf *out, const struct document_reader *r, const struct doc_value *v)
{
	const struct doc_attr *a = v->attr;
	if (a->class == DOC_ENUM)
		buf_str(out, doc_enum_word(a->list, (unsigned)v->n));
	else if (a->class == DOC_TEXT)
		print_text(out, v->view);
	else if (a->class == DOC_HEX || a->class == DOC_FORMULA)
		buf_hex(out, v->view);
	else if (a->class == DOC_FIELD)
		buf_str(out, doc_codes[r->field.code].name);
	else
		buf_fmt(out, "%s%lld", a->class == DOC_IDENT || a->class == DOC_REF ? "#" : "",
			(long long)v->n);
}

static void print_name(struct buf *out, unsigned prefix, const char *local)
{
	if (prefix < DOC_NS_COUNT)
		buf_fmt(out, "%s:", doc_namespaces[prefix].prefix);
	buf_str(out, local);
}

static void print_event(struct buf *out, const struct document_reader *r)
{
	const struct doc_type *t = &doc_types[r->type];
	if (r->event == DOC_PART) {
		buf_fmt(out, "  %s %u", doc_parts[r->kind].name, r->part);
		for (uint32_t i = 0; i < r->n_relations; i++)
			buf_fmt(out, " %s #%u", doc_parts[r->relations[i].kind].name,
				r->relations[i].number);
		buf_u8(out, '\n');
	} else if (r->event == DOC_STRING) {
		buf_fill(out, ' ', (size_t)r->depth * 2 + 4);
		print_value(out, r, &r->text);
		buf_u8(out, '\n');
	} else if (r->event == DOC_OPEN) {
		buf_fill(out, ' ', (size_t)r->depth * 2 + 2);
		print_name(out, t->prefix, t->local);
		for (uint32_t i = 0; i < r->n_values; i++) {
			buf_u8(out, ' ');
			print_name(out, r->values[i].attr->prefix, r->values[i].attr->local);
			buf_u8(out, '=');
			print_value(out, r, &r->values[i]);
		}
		buf_u8(out, '\n');
	}
}

enum err document_print(struct view body, struct arena *mem, struct buf *out)
{
	struct document d;
	struct document_reader *r = arena_alloc(mem, sizeof *r);
	if (!r)
		return E_NO_MEMORY;
	try(document_head(body, FORM_PARTS_MAX, &limits_default, mem, &d));
	for (uint32_t i = 0; i < d.n_links; i++) {
		buf_fmt(out, "  link %u ", i);
		print_text(out, d.links[i]);
		buf_u8(out, '\n');
	}
	for (uint32_t i = 0; i < d.n_blobs; i++)
		buf_fmt(out, "  picture %u: part %u, %u x %u EMU\n", i, d.blobs[i].part,
			d.blobs[i].cx, d.blobs[i].cy);
	for (uint32_t i = 0; i < d.idents[DOC_IDENT_BOOKMARK]; i++) {
		buf_fmt(out, "  bookmark %u ", i);
		print_text(out, d.bookmarks[i]);
		buf_u8(out, '\n');
	}
	document_start(&d, r);
	do {
		try(document_next(r));
		print_event(out, r);
	} while (r->event != DOC_END);
	return out->err;
}
