/* SPDX-License-Identifier: Apache-2.0
 * pdf_font.c: pdf_font FOLDER: PDFs made by tools/make_pdf_font_samples.py: what each font says and
 * shows; faces that stand in, names, CMaps and ToUnicode on their own.
 */
#include <dirent.h>

#include "disarm/pdf/cmap.h"
#include "disarm/pdf/unicode.h"
#include "disarm/pdf/vert.h"
#include "faces.h"
#include "form/pages.h"
#include "pdf_shows.h"
#include "tap.h"

struct seen {
	struct buf text; /* a line for each string */
	unsigned codes, broken, spaces;
	double moved; /* sum of the advances */
};

static void shown(struct pdf_shows *w, const struct pdf_shown *s, enum err e)
{
	struct seen *seen = w->context;
	seen->codes++;
	seen->broken += e != OK;
	seen->spaces += s->space;
	seen->moved += s->advance;
	buf_put(&seen->text, pdf_font_unicode(w->font, s->glyph));
}

static void string_end(struct pdf_shows *w)
{
	struct seen *seen = w->context;
	buf_u8(&seen->text, '\n');
}

static unsigned found(const struct report *r, enum finding_code code)
{
	unsigned n = 0;
	for (uint32_t i = 0; i < r->n; i++)
		n += r->rows[i].code == code ? r->rows[i].count : 0;
	return n;
}

static unsigned drawn(const struct pdf_font *f)
{
	struct buf out = buf_new((size_t)64 << 20);
	struct form_page_font head;
	unsigned n = 0;
	if (!expect(pdf_font_write(f, &out) == OK))
		return 0;
	struct cursor c = cursor_of(buf_view(&out));
	expect(form_page_font_read(&c, &head) == OK && head.glyphs == pdf_font_glyphs(f));
	for (uint32_t i = 0; i < head.glyphs; i++) {
		struct form_font_glyph g;
		if (form_font_glyph_read(&c, &g) != OK)
			break;
		n += g.segments > 0;
		for (uint32_t k = 0; k < g.segments; k++) {
			struct form_font_segment s;
			struct form_segment_move m;
			struct form_segment_line l;
			struct form_segment_curve v;
			if (form_font_segment_read(&c, &s) != OK)
				break;
			if (s.to == FORM_FONT_SEGMENT_TO_MOVE)
				(void)!form_segment_move_read(&c, &m);
			else if (s.to == FORM_FONT_SEGMENT_TO_LINE)
				(void)!form_segment_line_read(&c, &l);
			else
				(void)!form_segment_curve_read(&c, &v);
		}
	}
	expect(cursor_done(&c));
	buf_free(&out);
	return n;
}

/* What is special about single samples. */
static void special(const char *name, struct pdf_shows *w, const struct seen *s)
{
	const struct pdf_font *f = pdf_fonts_at(w->fonts, 1);
	enum pdf_font_source source = pdf_font_source(f);
	struct view n = view_str(name);
	bool embedded = view_starts(n, VIEW("embedded")) || view_starts(n, VIEW("simple"));
	if (embedded)
		expect(source == PDF_FONT_EMBEDDED &&
		       found(&w->report, FINDING_FONT_SUBSTITUTED) == 0);
	else if (view_eq(n, VIEW("ghost.pdf")))
		expect(source == PDF_FONT_GHOST && drawn(f) == 0);
	else if (view_eq(n, VIEW("drawn.pdf")))
		expect(source == PDF_FONT_TYPE3 && pdf_font_glyphs(f) == 2);
	else
		expect(source == PDF_FONT_SUBSTITUTED &&
		       found(&w->report, FINDING_FONT_SUBSTITUTED) == pdf_fonts_count(w->fonts));
	expect(pdf_font_vertical(f) == (view_has(n, VIEW("-v")) != 0));
	if (source == PDF_FONT_EMBEDDED || source == PDF_FONT_SUBSTITUTED)
		expect(drawn(f) + 2 >= pdf_font_glyphs(f)); /* spaces draw nothing */
	/* IPA's faces have no Hangul and no simplified forms: said, and never a box. */
	bool foreign = view_eq(n, VIEW("ks-h.pdf")) || view_eq(n, VIEW("gb-h.pdf"));
	expect((found(&w->report, FINDING_GLYPH_MISSING) > 0) == foreign);
	if (view_eq(n, VIEW("jis-h.pdf"))) { /* named in Shift_JIS */
		const struct finding *row = &w->report.rows[0];
		expect(view_eq(view_of(row->text, row->text_len), VIEW("ＭＳ明朝")));
	}
	if (view_eq(n, VIEW("rksj-h.pdf")))
		expect(s->spaces == 4);
	if (view_eq(n, VIEW("utf16-v.pdf")))
		expect(s->moved == -(double)s->codes);
	if (view_eq(n, VIEW("embedded-v-w2.pdf")))
		expect(s->moved < 0 && s->moved != -(double)s->codes);
}

static void sample(const char *folder, const char *name)
{
	static struct pdf_shows w;
	struct seen seen = {.text = buf_new(65536)};
	char path[2048];
	w = (struct pdf_shows){.context = &seen, .shown = shown, .string_end = string_end};
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	printf("# %s\n", name);
	if (expect(pdf_shows_run(&w, path) == OK)) {
		memcpy(path + strlen(path) - 4, ".txt", 4);
		struct buf want = pdf_shows_load(path);
		if (want.n > 0 && !expect(view_eq(buf_view(&want), buf_view(&seen.text))))
			printf("# want %.*s# seen %.*s", (int)want.n, (const char *)want.p,
			       (int)seen.text.n, (const char *)seen.text.p);
		expect(seen.codes > 0 && seen.broken == 0);
		special(name, &w, &seen);
		buf_free(&want);
	}
	pdf_shows_close(&w);
	buf_free(&seen.text);
}

static bool name_says(const char *name, const char *want)
{
	uint8_t room[4 * PDF_TEXT_MAX];
	struct pdf_text_of t = pdf_name_text(view_str(name));
	return view_eq(pdf_text_clean(&t, room), view_str(want));
}

static void names(void)
{
	expect(name_says("A", "A") && name_says("Aacute", "Á") && name_says("afii10017", "А"));
	expect(name_says("fi", "fi") && name_says("f_f_i", "ffi") && name_says("a.alt", "a"));
	expect(name_says("uni3042", "あ") && name_says("uni30423044", "あい") &&
	       name_says("u20BB7", "𠮷"));
	expect(name_says("uniD800", "") && name_says("u110000", "") && name_says("g23", ""));
	expect(name_says("summationdisplay", "∑") && name_says("parenleftbigg", "("));
	expect(name_says(".notdef", "") && name_says("", "") && name_says("uni0000", ""));
	expect(name_says("uni202E", "")); /* turns the direction */
	expect(name_says("a10", "✁") == false && name_says("a1", "✁") && name_says("a35", "★"));
	expect(view_eq(pdf_encoding_name(PDF_ENCODING_WIN, 0x80), VIEW("Euro")));
	expect(view_eq(pdf_encoding_name(PDF_ENCODING_MAC, 0x8e), VIEW("eacute")));
	expect(view_eq(pdf_encoding_name(PDF_ENCODING_STANDARD, 0xae), VIEW("fi")));
	expect(pdf_encoding_name(PDF_ENCODING_STANDARD, 0x80).n == 0);
	expect(pdf_mac_code(VIEW("eacute")) == 0x8e && pdf_mac_code(VIEW("nosuch")) == 0);
}

static bool stands_in(const char *base, uint32_t flags, enum pdf_collection c, enum pdf_face face)
{
	struct pdf_stand_in s = pdf_face_for(view_str(base), flags, c);
	if (s.face != face)
		printf("# %s: %s\n", base, pdf_face_name(s.face));
	return s.face == face;
}

static void faces(void)
{
	const enum pdf_collection none = PDF_COLLECTION_NONE, japan = PDF_COLLECTION_JAPAN1;
	expect(stands_in("Helvetica", 0, none, PDF_FACE_SANS));
	expect(stands_in("Arial,BoldItalic", 0, none, PDF_FACE_SANS_BOLD_ITALIC));
	expect(stands_in("ArialMT", 0, none, PDF_FACE_SANS));
	expect(stands_in("TimesNewRomanPS-BoldMT", 0, none, PDF_FACE_SERIF_BOLD));
	expect(stands_in("CourierNew,Italic", 0, none, PDF_FACE_MONO_ITALIC));
	expect(stands_in("Symbol", 4, none, PDF_FACE_SYMBOL));
	expect(stands_in("ZapfDingbats", 4, none, PDF_FACE_DINGBATS));
	expect(stands_in("CenturyGothic", 0, none, PDF_FACE_SANS));
	expect(stands_in("Unheard", 1, none, PDF_FACE_MONO) &&
	       stands_in("Unheard", 2, none, PDF_FACE_SERIF));
	expect(stands_in("MS-Mincho", 0, none, PDF_FACE_MINCHO));
	expect(stands_in("MS-PMincho", 0, japan, PDF_FACE_PMINCHO));
	expect(stands_in("MS PGothic", 0, japan, PDF_FACE_PGOTHIC));
	expect(stands_in("ＭＳ 明朝", 0, japan, PDF_FACE_MINCHO));
	expect(stands_in("\x82\x6c\x82\x72\x83\x53\x83\x56\x83\x62\x83\x4e", 0, japan,
			 PDF_FACE_GOTHIC));
	expect(stands_in("Ryumin-Light", 0, japan, PDF_FACE_MINCHO));
	expect(stands_in("GothicBBB-Medium", 0, japan, PDF_FACE_GOTHIC));
	expect(stands_in("Unheard", 2, japan, PDF_FACE_MINCHO) &&
	       stands_in("Arial", 0, japan, PDF_FACE_GOTHIC));
	struct pdf_stand_in s = pdf_face_for(VIEW("MS-Gothic,BoldItalic"), 0, japan);
	expect(s.bolder && s.slanted);
	expect(stands_in("", 0, none, PDF_FACE_SANS));
}

static uint16_t cid_of(const struct pdf_cmap *m, const char *string, uint8_t *ret_bytes)
{
	struct cursor c = cursor_of(view_str(string));
	uint32_t code = pdf_cmap_next(m, &c, ret_bytes);
	return pdf_cmap_cid(m, code, *ret_bytes);
}

static void cmaps(void)
{
	struct arena mem = arena_new((size_t)64 << 20);
	uint8_t n = 0;
	const struct pdf_cmap *m = pdf_cmap_named(&mem, VIEW("90ms-RKSJ-H"));
	expect(m && !m->vertical && m->collection == PDF_COLLECTION_JAPAN1);
	expect(cid_of(m, "A", &n) == 264 && n == 1);
	expect(cid_of(m, "\x82\xa0", &n) == 843 && n == 2); /* あ */
	expect(cid_of(m, "\xb1", &n) == 367 - 24 + 0 || n == 1);
	expect(cid_of(m, "\x82", &n) == 0 && n == 1); /* cut off */
	m = pdf_cmap_named(&mem, VIEW("90ms-RKSJ-V"));
	expect(m && m->vertical && cid_of(m, "\x81\x41", &n) == 7887); /* 、 */
	expect(cid_of(m, "\x82\xa0", &n) == 843);		       /* from the horizontal one */
	m = pdf_cmap_named(&mem, VIEW("UniJIS-UTF16-H"));
	expect(cid_of(m, "\x30\x42", &n) == 843 && n == 2);
	expect(cid_of(m, "\xd8\x42\xdf\xb7", &n) == 13706 && n == 4);
	m = pdf_cmap_named(&mem, VIEW("UniJIS-UTF8-H"));
	expect(cid_of(m, "あ", &n) == 843 && n == 3 && cid_of(m, "\xff", &n) == 0 && n == 1);
	expect(pdf_cmap_named(&mem, VIEW("NoSuch-H")) == NULL &&
	       pdf_cmap_named(&mem, VIEW("")) == NULL);
	m = pdf_cmap_named(&mem, VIEW("Identity-V"));
	expect(m->vertical && cid_of(m, "\x12\x34", &n) == 0x1234 && n == 2);
	uint32_t count = 0;
	const uint32_t *text = pdf_cid_unicode(&mem, PDF_COLLECTION_JAPAN1, &count);
	expect(text && count > 23000 && text[843] == 0x3042 && text[1] == 0x20);
	arena_free(&mem);
}

static void parsed(void)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct pdf_cmap m;
	uint8_t n = 0, room[4 * PDF_TEXT_MAX];
	expect(pdf_cmap_parse(&mem,
			      VIEW("/90ms-RKSJ-H usecmap /WMode 1 def 1 begincidchar <82a0> 7 "
				   "endcidchar 1 begincidrange <8340> <8350> 100 endcidrange"),
			      NULL, &m) == OK);
	expect(m.vertical && cid_of(&m, "\x82\xa0", &n) == 7 && cid_of(&m, "\x83\x42", &n) == 102);
	expect(cid_of(&m, "A", &n) == 264 && n == 1);
	expect(pdf_cmap_parse(
		   &mem, VIEW("begincidrange <00> <ffff> 1 <05> <04> 2 <06> x endcidrange ]] >>"),
		   NULL, &m) == OK);
	expect(m.ranges_n == 0 && cid_of(&m, "ab", &n) == 0 && n == 2);
	struct pdf_to_unicode *u;
	expect(
	    pdf_to_unicode_parse(&mem,
				 VIEW("2 beginbfrange <0001> <0003> <3042> <0010> <0012> [<0041> "
				      "<d842dfb7> <00660069>] endbfrange 2 beginbfchar <20> <fb03> "
				      "<21> <d800> endbfchar"),
				 &u) == OK);
	static const struct {
		uint32_t code;
		const char *text;
	} rows[] = {{1, "あ"},	  {3, "い"},	{4, ""},       {0x10, "A"},
		    {0x11, "𠮷"}, {0x12, "fi"}, {0x20, "ffi"}, {0x21, ""}};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct pdf_text_of t = pdf_to_unicode(u, rows[i].code);
		expect(view_eq(pdf_text_clean(&t, room), view_str(rows[i].text)));
	}
	arena_free(&mem);
}

static void vertical(void)
{
	struct arena mem = arena_new((size_t)1 << 20);
	/* A font that is nothing, and one whose tables point outside. */
	const uint16_t *map = pdf_vert_map(&mem, VIEW("OTTO"), 10);
	expect(map && map[9] == 9);
	map = pdf_vert_map(&mem,
			   VIEW("\0\1\0\0\0\1\0\0\0\0\0\0GSUB\0\0\0\0\0\0\0\x1c\xff\xff\xff\xff\0\1"
				"\0\0\0\2\0\2\0\4\0\4"),
			   10);
	expect(map && map[3] == 3);
	expect(pdf_vert_plain(0xfe35) == 0xff08 && pdf_vert_plain(0x3042) == 0x3042);
	arena_free(&mem);
}

int main(int argc, char **argv)
{
	names();
	faces();
	cmaps();
	parsed();
	vertical();
	DIR *dir = argc > 1 ? opendir(argv[1]) : NULL;
	if (faces_give() != PDF_FACE_COUNT) {
		tap_skip("the samples", "stand-in fonts are not installed");
		return tap_done();
	}
	for (struct dirent *e; dir && (e = readdir(dir));)
		if (strstr(e->d_name, ".pdf"))
			sample(argv[1], e->d_name);
	expect(dir != NULL);
	if (dir)
		(void)closedir(dir);
	return tap_done();
}
