/* SPDX-License-Identifier: Apache-2.0
 * document_random.c: forms at random. What the writer makes of any walk over the tables, lock 2
 * takes; what anybody makes of those bytes is refused or still a clean docx or pptx.
 *
 *   document-random [FOLDER [ROUNDS]]     FOLDER: leave what was rebuilt there, and the forms'
 *                                         bodies: seeds for fuzz/rebuild_document
 */
#include "chance.h"
#include "form/document_read.h"
#include "form/document_write.h"
#include "rebuild/rebuild.h"
#include "tap.h"
#include "whole.h"

extern const struct target target_document, target_slides;

static const char *out_folder;
static unsigned saved;
static bool whole; /* what must be there seldom fails to: deep parts would never come out whole */

static struct view any_text(void)
{
	static const char *const texts[] = {"関所",
					    "a b",
					    " x ",
					    "1",
					    "ja-JP",
					    "adj1",
					    "val 5",
					    "=cmd|'/c calc'!A0",
					    "javascript:alert(1)",
					    "DDEAUTO c:\\\\x \"y\"",
					    "</w:t><w:object/>",
					    "\\\\host\\share",
					    "\" \\d \"",
					    "a\nb\tc",
					    "",
					    "]]>&lt;<!--",
					    "ppaction://program",
					    "#ppt_x+cmd()",
					    "indefinite",
					    "M 0 0 L 1 1",
					    "#,##0;[Red]0",
					    "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"};
	return view_str(texts[any(array_len(texts))]);
}

static struct doc_field any_field(struct document_writer *w)
{
	struct doc_field f = {.code = (uint16_t)any(DOC_CODE_COUNT)};
	const struct doc_code *code = &doc_codes[f.code];
	uint32_t bookmark = document_ident(w, DOC_IDENT_BOOKMARK, any_text());
	for (unsigned i = 0; i < code->n_args; i++)
		f.args[i] =
		    (struct doc_field_item){any(4) > 0, any(2) ? bookmark : any(40), any_text()};
	for (unsigned i = 0; i < code->n_switches; i++) {
		f.on[i] = any(4) == 0;
		f.values[i] = (struct doc_field_item){any(4) > 0, any(2) ? bookmark : 0x11 + any(9),
						      any_text()};
		if (doc_code_switches[code->first_switch + i].value == DOC_FIELD_NONE)
			f.values[i].present = false;
	}
	return f;
}

static void any_attr(struct document_writer *w, unsigned type, unsigned number)
{
	static const uint8_t bytes[32] = {1, 2, 3, 0xff};
	const struct doc_attr *a = doc_attr_at(type, number);
	struct doc_field f;
	uint32_t key;
	switch ((enum doc_class)a->class) {
	case DOC_INT:
		(void)document_int(w, number, any(3) ? a->min : any(2) ? a->max : 0);
		break;
	case DOC_DATE:
		(void)document_int(w, number, (int64_t)any(UINT32_MAX) * 2 - 2208988800);
		break;
	case DOC_HEX:
		(void)document_view(w, number, view_of(bytes, a->dialect));
		break;
	case DOC_TEXT:
		(void)document_view(w, number, any_text());
		break;
	case DOC_FIELD:
		f = any_field(w);
		(void)document_field(w, &f);
		break;
	case DOC_IDENT:
		key = any(whole ? 4096 : 8);
		(void)document_int(w, number,
				   document_ident(w, (enum doc_ident_dialect)a->dialect,
						  view_of(&key, sizeof key)));
		break;
	case DOC_REF:
		if (a->dialect == DOC_REF_BLOB)
			(void)document_blob(w, 0, any(9000000), any(9000000));
		else if (a->dialect == DOC_REF_LINK)
			(void)document_link(w, any(2) ? VIEW("https://example.jp/") : any_text());
		(void)document_int(w, number, 0);
		break;
	case DOC_ENUM: /* seldom one beyond the list */
		(void)document_int(w, number, any(doc_enums[a->list].n + (any(32) ? 0u : 1u)));
		break;
	case DOC_BOOL:
	case DOC_COLOUR:
		(void)document_int(w, number, (int64_t)any(any(2) ? 3 : 0x1000000) - 1);
		break;
	case DOC_FORMULA:
	case DOC_NONE:
	case DOC_AUTO:
		break;
	}
}

static void any_element(struct document_writer *w, unsigned type, unsigned depth)
{
	const struct doc_type *t = &doc_types[type];
	for (unsigned i = 0; i < t->n_attrs; i++)
		if ((doc_attr_at(type, i)->flags & DOC_REQUIRED) ? any(whole ? 400 : 20) > 0
								 : any(3) == 0)
			any_attr(w, type, i);
	if (t->text.class == DOC_TEXT)
		(void)document_text(w, any_text());
	else if (t->text.class != DOC_NONE)
		(void)document_text_int(w, any(5));
	uint32_t n = t->n_children == 0 ? 0 : depth > 8 ? any(2) : 1 + any(4);
	for (uint32_t i = 0; i < n; i++) {
		const struct doc_child *row = &doc_children[t->first_child + any(t->n_children)];
		document_open(w, row->type);
		any_element(w, row->type, depth + 1);
		document_close(w);
	}
	for (unsigned i = 0; i < t->n_children && depth < 40; i++) {
		const struct doc_child *row = &doc_children[t->first_child + i];
		if (!(row->flags & DOC_REQUIRED) || any(whole ? 400 : 6) == 0)
			continue;
		document_open(w, row->type);
		any_element(w, row->type, depth + (whole ? 4 : 8));
		document_close(w);
	}
}

/* One of a kind, with the first of every kind that it may name. A slide cannot do without its
 * layout, nor that without its master: until they are there, they are tried again. */
static void any_part(struct document_writer *w, unsigned kind)
{
	const struct doc_part *p = &doc_parts[kind];
	document_part_begin(w, (enum doc_part_kind)kind);
	for (unsigned i = 0; i < p->n_relations; i++) {
		const struct doc_part_relation *r = &doc_part_relations[p->first_relation + i];
		if (r->required)
			document_relation(w, (enum doc_part_kind)r->to, 0);
	}
	any_element(w, p->root, 0);
	(void)document_part_end(w);
}

static bool any_form(struct buf *form, struct document_counts *counts, enum form_kind which)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct document_writer *w;
	unsigned bit = doc_form_bit(which), main = doc_main_part(bit);
	whole = which == FORM_SLIDES;
	if (document_begin(&mem, &limits_default, which, &w) != OK)
		return false;
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		if (which == FORM_SLIDES && (doc_parts[kind].many & bit))
			document_promise(w, (enum doc_part_kind)kind, 1);
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++) {
		if (!(doc_parts[kind].forms & bit) ||
		    (which != FORM_SLIDES && kind != main && any(2)))
			continue;
		do
			any_part(w, kind);
		while (which == FORM_SLIDES && document_parts(w, (enum doc_part_kind)kind) == 0);
	}
	*counts = document_counts(w);
	return document_end(w, form) == OK;
}

static void leave(const char *extension, unsigned number, struct view bytes)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s/%04u.%s", out_folder, number, extension);
	(void)whole_write(path, bytes);
}

static enum err rebuild_one(struct view body, enum form_kind which)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct buf out scope_end(buf_free) = buf_new(64u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	struct form_part part = {which, body};
	struct form form = {1, &part};
	struct rebuild r = {&form, &limits_default, &mem, &out, &preview, ""};
	bool slides = which == FORM_SLIDES;
	enum err e = slides ? target_slides.rebuild(&r) : target_document.rebuild(&r);
	if (e == OK && out_folder && saved < 400)
		leave(slides ? "pptx" : "docx", saved++, buf_view(&out));
	return e;
}

/* Changes that a captured disarm might try, and blind ones. */
static void spoil(struct buf *b)
{
	static const char *const pieces[] = {"javascript:alert(1)", "file:///c:/x", "\\\\h\\s",
					     "\x13 DDE \x14", "\xff\xff\xff\xff\x0f"};
	struct view piece = view_str(pieces[any(array_len(pieces))]);
	size_t at = any((uint32_t)b->n), n = 1 + any(12), to = any((uint32_t)b->n);
	switch (any(5)) {
	case 0:
		b->p[at] ^= (uint8_t)(1u << any(8));
		break;
	case 1:
		b->p[at] = (uint8_t)any(256);
		break;
	case 2:
		for (size_t i = 0; i < piece.n && at + i < b->n; i++)
			b->p[at + i] = piece.p[i];
		break;
	case 3:
		for (size_t i = 0; i < n && at + i < b->n && to + i < b->n; i++) {
			uint8_t swap = b->p[at + i];
			b->p[at + i] = b->p[to + i];
			b->p[to + i] = swap;
		}
		break;
	default:
		memmove(b->p + at, b->p + min_of(at + n, b->n), b->n - min_of(at + n, b->n));
		b->n -= min_of(n, b->n - at);
		break;
	}
}

/* The last lines before the record that was refused. */
static void explain(unsigned round, enum err e, struct view body)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct buf text scope_end(buf_free) = buf_new(256u << 20);
	enum err again = document_print(body, &mem, &text);
	size_t from = text.n;
	for (unsigned lines = 0; from > 0 && lines < 12; from--)
		lines += text.p[from - 1] == '\n';
	printf("# round %u: %s, printed %s, after:\n%.*s\n", round, err_text(e)->name,
	       err_text(again)->name, (int)(text.n - from), (const char *)text.p + from);
}

int main(int argc, char **argv)
{
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 60, taken = 0,
		 refused = 0, passed = 0;
	struct document_counts counts, sum = {0};
	out_folder = argc > 1 ? argv[1] : NULL;
	for (unsigned i = 0; i < rounds; i++) {
		enum form_kind which = i % 2 ? FORM_SLIDES : FORM_DOCUMENT;
		struct buf form scope_end(buf_free) = buf_new(64u << 20);
		if (!any_form(&form, &counts, which))
			continue;
		if (out_folder && i < 100)
			leave("body", i, buf_view(&form));
		enum err e = rebuild_one(buf_view(&form), which);
		taken += e == OK;
		if (e != OK)
			explain(i, e, buf_view(&form));
		sum.dropped += counts.dropped;
		sum.sorted += counts.sorted;
		sum.added += counts.added;
		sum.elements += counts.elements;
		for (unsigned k = 0; k < 40 && form.n > 8; k++) {
			struct buf copy scope_end(buf_free) = buf_new(form.n);
			buf_put(&copy, buf_view(&form));
			for (unsigned m = 0; m <= any(3); m++)
				if (copy.n > 0)
					spoil(&copy);
			if (rebuild_one(buf_view(&copy), which) == OK)
				passed++;
			else
				refused++;
		}
	}
	printf(
	    "# %u elements, %u dropped, %u sorted, %u added; spoilt: %u refused, %u still whole\n",
	    sum.elements, sum.dropped, sum.sorted, sum.added, refused, passed);
	expect(taken == rounds);
	expect(refused > passed / 2);
	return tap_done();
}
