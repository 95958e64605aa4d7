/* SPDX-License-Identifier: Apache-2.0
 * corpus_fonts.c: corpus_fonts FOLDER: every font that the sample set's PDFs show is turned into
 * outlines; skips where the set is absent.
 *
 * Pages and forms are walked for the operators that show text (pdf_shows.h).
 */
#include <dirent.h>

#include "faces.h"
#include "pdf_shows.h"
#include "tap.h"

struct tally {
	unsigned files, read, fonts, embedded, substituted, ghost, drawn, glyphs, codes, broken;
	unsigned unknown;
	size_t bytes;
};

struct file {
	struct tally *t;
	const char *name;
};

static void shown(struct pdf_shows *w, const struct pdf_shown *s, enum err e)
{
	struct file *f = w->context;
	f->t->codes++;
	if (e != OK && f->t->broken++ < 40)
		printf("# %s: code %x: %s\n", f->name, s->code, err_text(e)->name);
}

static void tally_fonts(struct pdf_shows *w)
{
	struct buf out = buf_new((size_t)256 << 20);
	struct file *file = w->context;
	struct tally *t = file->t;
	for (uint32_t i = 1; i <= pdf_fonts_count(w->fonts); i++) {
		const struct pdf_font *f = pdf_fonts_at(w->fonts, i);
		static const char *const names[] = {"embedded", "substituted", "ghost", "type3"};
		enum pdf_font_source source = pdf_font_source(f);
		unsigned *const counts[] = {&t->embedded, &t->substituted, &t->ghost, &t->drawn};
		++*counts[source];
		t->fonts++;
		t->glyphs += pdf_font_glyphs(f);
		unsigned dumb = 0;
		for (uint32_t g = 1; g <= pdf_font_glyphs(f); g++)
			dumb += pdf_font_unicode(f, (uint16_t)g).n == 0;
		t->unknown += dumb;
		buf_clear(&out);
		if (source != PDF_FONT_TYPE3 && !expect(pdf_font_write(f, &out) == OK))
			printf("# %s\n", file->name);
		t->bytes += out.n;
		printf("# %s: font %u %s, %u glyphs (%u without text), %zu bytes\n", file->name, i,
		       names[source], pdf_font_glyphs(f), dumb, out.n);
	}
	buf_free(&out);
}

static void passage(const char *root, const char *name, struct tally *t)
{
	static struct pdf_shows w;
	struct file file = {t, name};
	char path[2048];
	w = (struct pdf_shows){.context = &file, .shown = shown};
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	t->files++;
	enum err e = pdf_shows_run(&w, path);
	if (e == OK) {
		t->read++;
		tally_fonts(&w);
	} else {
		printf("# %s: %s\n", name, err_text(e)->name);
	}
	pdf_shows_close(&w);
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
