/* SPDX-License-Identifier: Apache-2.0
 * pdf_shows.c: a small reader of content.
 */
#include "pdf_shows.h"
#include "whole.h"

struct buf pdf_shows_load(const char *path)
{
	struct buf b = buf_new((size_t)64 << 20);
	(void)whole_read(path, &b);
	return b;
}

static void show(struct pdf_shows *w, const struct pdf_obj *o)
{
	if (o->kind == PDF_ARRAY)
		for (uint32_t i = 0; i < o->n; i++)
			show(w, &o->items[i]);
	if (o->kind != PDF_STRING || !w->font)
		return;
	for (struct cursor c = cursor_of(o->bytes); cursor_left(&c) > 0;) {
		struct pdf_shown s = {0};
		enum err e = pdf_font_next(w->font, &c, w->render != 3, &s);
		w->shown(w, &s, e);
		if (e != OK && e != E_BROKEN)
			return;
	}
	if (w->string_end)
		w->string_end(w);
}

static void content(struct pdf_shows *w, const struct pdf_obj *resources, struct view text);

static void run_form(struct pdf_shows *w, const struct pdf_obj *resources,
		     const struct pdf_obj *name)
{
	struct pdf *pdf = &w->pdf;
	const struct pdf_obj *o =
	    pdf_get_view(pdf, pdf_get(pdf, resources, "XObject"), name->bytes);
	if (o->kind != PDF_STREAM || !pdf_is(pdf_get(pdf, o, "Subtype"), "Form") || w->depth > 8)
		return;
	struct buf text = buf_new((size_t)64 << 20);
	const struct pdf_obj *own = pdf_get(pdf, o, "Resources");
	w->depth++;
	if (pdf_stream_data(pdf, o, &text) == OK)
		content(w, pdf_is_dict(own) ? own : resources, buf_view(&text));
	w->depth--;
	buf_free(&text);
}

static void operate(struct pdf_shows *w, const struct pdf_obj *resources, struct view word,
		    const struct pdf_obj *v)
{
	struct pdf *pdf = &w->pdf;
	if (view_eq(word, VIEW("Tf")) && v[1].kind == PDF_NAME) {
		const struct pdf_obj *font =
		    pdf_get_view(pdf, pdf_get(pdf, resources, "Font"), v[1].bytes);
		if (pdf_font_load(w->fonts, font, &w->font) != OK)
			w->font = NULL;
	} else if (view_eq(word, VIEW("Tr"))) {
		w->render = pdf_int(&v[2], 0);
	} else if (view_eq(word, VIEW("Tj")) || view_eq(word, VIEW("TJ")) ||
		   view_eq(word, VIEW("'")) || view_eq(word, VIEW("\""))) {
		show(w, &v[2]);
	} else if (view_eq(word, VIEW("Do")) && v[2].kind == PDF_NAME) {
		run_form(w, resources, &v[2]);
	}
}

static void content(struct pdf_shows *w, const struct pdf_obj *resources, struct view text)
{
	struct buf stack = buf_new((size_t)8 << 20);
	struct pdf_lex lex = {.in = text, .mem = w->pdf.mem};
	struct pdf_obj v[3] = {0}, o;
	enum pdf_token token;
	while ((token = pdf_lex_operand(&lex, &stack, &o)) != PDF_TOKEN_END) {
		if (token == PDF_TOKEN_WORD) {
			operate(w, resources, o.bytes, v);
			memset(v, 0, sizeof v);
		} else {
			v[0] = v[1];
			v[1] = v[2];
			v[2] = o;
		}
	}
	buf_free(&stack);
}

static void page(struct pdf_shows *w, const struct pdf_obj *node, const struct pdf_obj *inherited,
		 unsigned depth)
{
	struct pdf *pdf = &w->pdf;
	const struct pdf_obj *own = pdf_get(pdf, node, "Resources"),
			     *kids = pdf_get(pdf, node, "Kids");
	const struct pdf_obj *resources = pdf_is_dict(own) ? own : inherited;
	for (uint32_t i = 0; kids->kind == PDF_ARRAY && i < kids->n && depth < 20; i++)
		page(w, pdf_at(pdf, kids, i), resources, depth + 1);
	const struct pdf_obj *o = pdf_get(pdf, node, "Contents");
	struct buf text = buf_new((size_t)64 << 20);
	enum err e = OK;
	if (o->kind == PDF_STREAM)
		e = pdf_stream_data(pdf, o, &text);
	for (uint32_t i = 0; o->kind == PDF_ARRAY && i < o->n; i++) {
		e = pdf_stream_data(pdf, pdf_at(pdf, o, i), &text);
		buf_u8(&text, ' ');
	}
	if (e != OK)
		printf("# a content stream: %s\n", err_text(e)->name);
	content(w, resources, buf_view(&text));
	buf_free(&text);
}

enum err pdf_shows_run(struct pdf_shows *w, const char *path)
{
	w->in = pdf_shows_load(path);
	w->out = buf_new(1024);
	w->mem = arena_new((size_t)1 << 30);
	w->d = (struct disarm){.in = buf_view(&w->in),
			       .limits = &limits_default,
			       .mem = &w->mem,
			       .out = &w->out,
			       .report = &w->report};
	try(pdf_open(&w->d, &w->pdf));
	w->fonts = pdf_fonts_open(&w->pdf);
	if (!w->fonts)
		return E_NO_MEMORY;
	page(w, pdf_get(&w->pdf, pdf_get(&w->pdf, w->pdf.trailer, "Root"), "Pages"), &pdf_null, 0);
	pdf_fonts_report(w->fonts);
	return OK;
}

void pdf_shows_close(struct pdf_shows *w)
{
	pdf_fonts_close(w->fonts);
	pdf_close(&w->pdf);
	arena_free(&w->mem);
	buf_free(&w->in);
	buf_free(&w->out);
}
