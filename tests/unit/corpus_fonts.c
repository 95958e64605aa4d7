/* SPDX-License-Identifier: Apache-2.0
 * corpus_fonts.c: corpus_fonts FOLDER: every font that the sample set's PDFs show is turned into
 * outlines; skips where the set is absent.
 *
 * A small reader of content walks pages and forms for Tf and the operators that show text.
 */
#include <dirent.h>

#include "disarm/pdf_font.h"
#include "disarm/pdf_lex.h"
#include "faces.h"
#include "tap.h"

struct tally {
	unsigned files, read, fonts, embedded, substituted, ghost, drawn, glyphs, codes, broken;
	unsigned unknown;
	size_t bytes;
};

struct walk {
	struct pdf pdf;
	struct pdf_fonts *fonts;
	struct pdf_font *font;
	struct tally *t;
	const char *name;
	int64_t render;
	unsigned depth;
};

static struct buf load(const char *path)
{
	struct buf b = buf_new((size_t)64 << 20);
	FILE *f = fopen(path, "rb");
	for (int c; f && (c = getc(f)) != EOF;)
		buf_u8(&b, (uint8_t)c);
	if (f)
		(void)fclose(f);
	return b;
}

static void show(struct walk *w, const struct pdf_obj *o)
{
	if (o->kind == PDF_ARRAY)
		for (uint32_t i = 0; i < o->n; i++)
			show(w, &o->items[i]);
	if (o->kind != PDF_STRING || !w->font)
		return;
	for (struct cursor c = cursor_of(o->bytes); cursor_left(&c) > 0;) {
		struct pdf_shown s = {0};
		enum err e = pdf_font_next(w->font, &c, w->render != 3, &s);
		w->t->codes++;
		if (e != OK && w->t->broken++ < 40)
			printf("# %s: code %x: %s\n", w->name, s.code, err_text(e)->name);
		if (e != OK && e != E_BROKEN)
			return;
	}
}

static void content(struct walk *w, const struct pdf_obj *resources, struct view text);

static void run_form(struct walk *w, const struct pdf_obj *resources, const struct pdf_obj *name)
{
	struct pdf *pdf = &w->pdf;
	const struct pdf_obj *o =
	    pdf_get_view(pdf, pdf_get(pdf, resources, "XObject"), name->bytes);
	if (o->kind != PDF_STREAM || !pdf_is(pdf_get(pdf, o, "Subtype"), "Form") || w->depth > 8)
		return;
	struct buf text = buf_new((size_t)64 << 20);
	const struct pdf_obj *own = pdf_get(pdf, o, "Resources");
	w->depth++;
	if (pdf_stream(pdf, o, &text) == OK)
		content(w, pdf_is_dict(own) ? own : resources, buf_view(&text));
	w->depth--;
	buf_free(&text);
}

static void operate(struct walk *w, const struct pdf_obj *resources, struct view word,
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

static void content(struct walk *w, const struct pdf_obj *resources, struct view text)
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

static void page(struct walk *w, const struct pdf_obj *node, const struct pdf_obj *inherited,
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
		e = pdf_stream(pdf, o, &text);
	for (uint32_t i = 0; o->kind == PDF_ARRAY && i < o->n; i++) {
		e = pdf_stream(pdf, pdf_at(pdf, o, i), &text);
		buf_u8(&text, ' ');
	}
	if (e != OK)
		printf("# %s: a content stream: %s\n", w->name, err_text(e)->name);
	content(w, resources, buf_view(&text));
	buf_free(&text);
}

static void tally_fonts(struct walk *w)
{
	struct buf out = buf_new((size_t)256 << 20);
	for (uint32_t i = 1; i <= pdf_fonts_count(w->fonts); i++) {
		const struct pdf_font *f = pdf_fonts_at(w->fonts, i);
		static const char *const names[] = {"embedded", "substituted", "ghost", "type3"};
		enum pdf_font_source source = pdf_font_source(f);
		unsigned *const counts[] = {&w->t->embedded, &w->t->substituted, &w->t->ghost,
					    &w->t->drawn};
		++*counts[source];
		w->t->fonts++;
		w->t->glyphs += pdf_font_glyphs(f);
		unsigned dumb = 0;
		for (uint32_t g = 1; g <= pdf_font_glyphs(f); g++)
			dumb += pdf_font_unicode(f, (uint16_t)g).n == 0;
		w->t->unknown += dumb;
		buf_clear(&out);
		if (source != PDF_FONT_TYPE3 && !expect(pdf_font_write(f, &out) == OK))
			printf("# %s\n", w->name);
		w->t->bytes += out.n;
		printf("# %s: font %u %s, %u glyphs (%u without text), %zu bytes\n", w->name, i,
		       names[source], pdf_font_glyphs(f), dumb, out.n);
	}
	buf_free(&out);
}

static void passage(const char *root, const char *name, struct tally *t)
{
	char path[2048];
	static struct report report;
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	struct buf in = load(path), out = buf_new(1024);
	struct arena mem = arena_new((size_t)1 << 30);
	struct disarm d = {.in = buf_view(&in),
			   .limits = &limits_default,
			   .mem = &mem,
			   .out = &out,
			   .report = &report};
	struct walk w = {.t = t, .name = name};
	t->files++;
	enum err e = pdf_open(&d, &w.pdf);
	if (e == OK) {
		w.fonts = pdf_fonts_open(&w.pdf);
		page(&w, pdf_get(&w.pdf, pdf_get(&w.pdf, w.pdf.trailer, "Root"), "Pages"),
		     &pdf_null, 0);
		t->read++;
		tally_fonts(&w);
		pdf_fonts_report(w.fonts);
		pdf_fonts_close(w.fonts);
		pdf_close(&w.pdf);
	} else {
		printf("# %s: %s\n", name, err_text(e)->name);
	}
	arena_free(&mem);
	buf_free(&in);
	buf_free(&out);
}

int main(int argc, char **argv)
{
	struct tally t = {0};
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/pdf", argc > 1 ? argv[1] : "");
	DIR *dir = opendir(path);
	if (!dir) {
		tap_skip("the fonts of the sample set", "the set is not here");
		return tap_done();
	}
	printf("# %u of %d faces\n", faces_give(), PDF_FACE_COUNT);
	for (struct dirent *e; (e = readdir(dir));)
		if (e->d_name[0] != '.')
			passage(path, e->d_name, &t);
	(void)closedir(dir);
	printf(
	    "# %u of %u files read; %u fonts: %u embedded, %u substituted, %u ghosts, %u drawn; %u "
	    "glyphs (%u without text), %zu bytes; %u codes, %u not drawn\n",
	    t.read, t.files, t.fonts, t.embedded, t.substituted, t.ghost, t.drawn, t.glyphs,
	    t.unknown, t.bytes, t.codes, t.broken);
	expect(t.read > 0 && t.embedded > 0);
	expect(t.broken == 0);
	return tap_done();
}
