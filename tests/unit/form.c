/* SPDX-License-Identifier: Apache-2.0
 * form.c: the frame, the report record, text classes, normal form and file names.
 */
#include "form/class.h"
#include "form/form.h"
#include "form/limits.h"
#include "form/name.h"
#include "form/nfc.h"
#include "form/report.h"
#include "form/forms_gen.h"
#include "tap.h"

static void write_text(struct buf *out, struct view line)
{
	struct form_writer w = form_begin(out);
	form_part_begin(&w, FORM_TEXT);
	form_text_write(
	    out, &(struct form_text){.newline = FORM_TEXT_NEWLINE_LF, .ended = true, .lines = 1});
	form_text_line_write(out, &(struct form_text_line){.line = line});
	form_part_end(&w);
}

static void frame(void)
{
	struct arena mem = arena_new(1 << 20);
	struct buf b = buf_new(4096), text = buf_new(4096);
	struct form f;
	write_text(&b, VIEW("こんにちは"));
	expect_err(form_open(buf_view(&b), &mem, &f), OK);
	expect(f.n == 1 && f.parts[0].kind == FORM_TEXT);
	expect_err(form_print(buf_view(&b), &mem, &text), OK);
	buf_u8(&text, 0);
	expect(strstr((char *)text.p, "line=\"こんにちは\"") != NULL);

	size_t refused = 0;
	for (size_t i = 0; i < 56; i++) { /* every byte of frame and part head matters */
		b.p[i] ^= 0x41;
		refused += form_open(buf_view(&b), &mem, &f) == E_FORM;
		b.p[i] ^= 0x41;
	}
	expect(refused == 56);
	refused = 0;
	for (size_t n = 0; n < b.n; n++)
		refused += form_open(view_of(b.p, n), &mem, &f) == E_FORM;
	expect(refused == b.n);
	buf_u8(&b, 0);
	expect_err(form_open(buf_view(&b), &mem, &f), E_FORM);
	buf_free(&b);
	buf_free(&text);
	arena_free(&mem);
}

static void values_are_checked(void)
{
	struct buf b = buf_new(4096);
	struct form_text_line line;
	form_text_line_write(&b, &(struct form_text_line){.line = VIEW("two\nlines")});
	struct cursor c = cursor_of(buf_view(&b));
	expect_err(form_text_line_read(&c, &line), E_FORM);

	buf_clear(&b);
	form_text_line_write(&b, &(struct form_text_line){.line = VIEW("a\xe2\x80\xae"
								       "b")});
	c = cursor_of(buf_view(&b));
	expect_err(form_text_line_read(&c, &line), E_FORM);

	struct form_image image;
	buf_clear(&b);
	form_image_write(&b, &(struct form_image){.width = 0, .height = 1});
	c = cursor_of(buf_view(&b));
	expect_err(form_image_read(&c, &image), E_FORM);

	struct form_text text;
	c = cursor_of(VIEW("\x02\x00\x00"));
	expect_err(form_text_read(&c, &text), E_FORM); /* no third kind of newline */
	c = cursor_of(VIEW("\x00\x02\x00"));
	expect_err(form_text_read(&c, &text), E_FORM); /* a flag is 0 or 1 */
	c = cursor_of(VIEW("\x00\x01\x05"));
	expect_err(form_text_read(&c, &text), E_FORM); /* five lines cannot follow in no bytes */
	buf_free(&b);
}

static void reports(void)
{
	static struct report r, back;
	uint8_t hash[32] = {1, 2, 3};
	report_add(&r, FINDING_MACRO, PLACE_PART, 3, VIEW("word/vbaProject.bin"), hash);
	report_add(&r, FINDING_MACRO, PLACE_PART, 3, VIEW("word/vbaProject.bin"), hash);
	report_add(&r, FINDING_GPS, PLACE_FILE, 9,
		   VIEW("a\x01\xff\xe2\x80\xae"
			"z"),
		   NULL);
	expect(r.n == 2 && r.rows[0].count == 2);
	expect(view_eq(view_of(r.rows[1].text, r.rows[1].text_len), VIEW("a\ufffd\ufffd\ufffdz")));
	struct buf b = buf_new(1 << 20);
	report_write(&r, &b);
	expect_err(report_read(buf_view(&b), &back), OK);
	expect(memcmp(&r, &back, sizeof r) == 0);

	size_t ok = 0;
	for (size_t n = 0; n < b.n; n++)
		ok += report_read(view_of(b.p, n), &back) == E_FORM && back.n == 0;
	expect(ok == b.n);

	struct report *many = &back;
	*many = (struct report){0};
	for (uint32_t i = 1; i <= REPORT_MAX + 50; i++)
		report_add(many, FINDING_LINK, PLACE_LINE, i, VIEW(""), NULL);
	expect(many->n == REPORT_MAX && many->full && many->rows[0].count == 51);
	report_add(many, FINDING_MACRO, PLACE_FILE, 0, VIEW(""), NULL); /* never hidden by others */
	expect(many->n == REPORT_MAX && many->rows[0].count == 52 &&
	       many->rows[REPORT_MAX - 1].code == FINDING_MACRO);
	expect(strcmp(finding_text(FINDING_PICTURE)->name, "PICTURE") == 0);
	buf_free(&b);
}

static void classes(void)
{
	static const char *const numbers[] = {"0",  "-1,000", "+81", "00123", "1,234,567.89",
					      ".5", "-.5",    "12%", "1e5",   "1.5E-10"};
	static const char *const not_numbers[] = {"",	"-",   "+",  ".",  "1,00", "1,2345", "1e",
						  "1.", "0x1", "１", "1 ", "--1",  "=1",     "1%%"};
	for (size_t i = 0; i < array_len(numbers); i++)
		expect(class_number(view_str(numbers[i])));
	for (size_t i = 0; i < array_len(not_numbers); i++)
		expect(!class_number(view_str(not_numbers[i])));
	expect(class_date(VIEW("2026-11-21")) && class_date(VIEW("2026/1/2 3:04")) &&
	       class_date(VIEW("2026.01.02 03:04:05")));
	expect(!class_date(VIEW("2026-13-01")) && !class_date(VIEW("2026-1/2")) &&
	       !class_date(VIEW("26-1-2")) && !class_date(VIEW("2026-1-2 ")) &&
	       !class_date(VIEW("2026-1-")));
}

static void formulas(void)
{
	static const char *const evil[] = {"=1+1",
					   "=cmd|' /C calc'!A0",
					   "+cmd|' /C calc'!A0",
					   "@SUM(1+1)*cmd|' /C calc'!A0",
					   "-2+3+cmd|' /C calc'!A0",
					   " =HYPERLINK(\"http://a\")",
					   "\t=1",
					   "\n=1",
					   "＝cmd｜A",
					   "-HYPERLINK(\"a\")",
					   "+A!B",
					   "＠ＳＵＭ（1）",
					   "-LOG10 (5)",
					   "=A1",
					   "= ー"};
	static const char *const fine[] = {"-1,000",
					   "+81-3-1234-5678",
					   "+81(0)3-1234",
					   "@section",
					   "@town_official",
					   "- なし",
					   "-",
					   "=====",
					   "==--==",
					   "a=1",
					   "メモ: =SUM(A1)",
					   "- 該当なし（理由）",
					   "",
					   "'=1",
					   "△1,000",
					   "−500"};
	for (size_t i = 0; i < array_len(evil); i++)
		expect(class_formula(view_str(evil[i])));
	for (size_t i = 0; i < array_len(fine); i++)
		expect(!class_formula(view_str(fine[i])));
}

static bool nfc_gives(const char *in, const char *want)
{
	struct buf b = buf_new(1024);
	bool ok = nfc_put(&b, view_str(in)) && view_eq(buf_view(&b), view_str(want));
	buf_free(&b);
	return ok;
}

static void normal_form(void)
{
	expect(nfc_gives("か\u3099き", "がき"));
	expect(nfc_gives("は\u309aな", "ぱな"));
	expect(nfc_gives("a\u0323\u0307", "ạ\u0307"));
	expect(nfc_gives("a\u0307\u0323", "ạ\u0307")); /* marks are put in order first */
	expect(nfc_gives("\u1112\u1161\u11ab", "한"));
	expect(nfc_gives("\u212b", "\u00c5"));
	expect(nfc_gives("神\ufa19", "神神")); /* compatibility ideographs with a canonical form */
	expect(nfc_gives("\u0915\u093c", "\u0915\u093c")); /* composition exclusion */
	struct buf b = buf_new(16);
	expect(!nfc_put(&b, VIEW("\xff")));
	buf_free(&b);
}

static bool cleaned(const char *in, const char *ext, const char *want)
{
	struct buf b = buf_new(1024);
	name_clean(view_str(in), ext, &b, NULL);
	bool ok = view_eq(buf_view(&b), view_str(want)) && name_check(buf_view(&b)) == OK;
	if (!ok)
		printf("# %s -> %.*s\n", in, (int)b.n, b.p);
	buf_free(&b);
	return ok;
}

static void names(void)
{
	static const char *const bad[] = {
	    "",	       ".",	      "..",	      "a",	     ".docx",
	    "a.",      "a.DOCX",      "a/b.txt",      "a\\b.txt",    "a\tb.txt",
	    "con.txt", "COM1.txt",    "nul.tar.txt",  " a.txt",	     "a .txt",
	    "a..txt",  "a:b.txt",     "か\u3099.txt", "a\u202e.txt", "lpt¹.txt",
	    "　a.txt", "a.toolongext"};
	for (size_t i = 0; i < array_len(bad); i++)
		expect_err(name_check(view_str(bad[i])), E_NAME);
	expect_err(name_check(VIEW("令和8年度 予算(案)①.docx")), OK);
	expect_err(name_check(VIEW("common.txt")), OK);

	expect(cleaned("報告書.docm", "docx", "報告書.docx"));
	expect(cleaned("C:\\Users\\x\\か\u3099き.TXT", "txt", "がき.txt"));
	expect(cleaned("../../etc/passwd", "txt", "passwd.txt"));
	expect(cleaned("a\u202egpj.exe", "txt", "a_gpj.txt"));
	expect(cleaned("第1.2版", "txt", "第1.2版.txt"));
	expect(cleaned("a<b>|c?.csv", "csv", "a_b__c_.csv"));
	struct buf b = buf_new(1024), again = buf_new(1024);
	bool changed = false;
	name_clean(VIEW("CON.docx"), "docx", &b, &changed);
	expect(changed && name_check(buf_view(&b)) == OK &&
	       view_starts(buf_view(&b), VIEW("file-")));
	name_clean(VIEW("CON.docx"), "docx", &again, NULL);
	expect(view_eq(buf_view(&b), buf_view(&again)));
	buf_clear(&b);
	char longest[4000];
	memset(longest, 'x', sizeof longest);
	name_clean(view_of(longest, sizeof longest), "jpg", &b, &changed);
	expect(changed && b.n == NAME_MAX_BYTES && name_check(buf_view(&b)) == OK);
	buf_free(&b);
	buf_free(&again);
	char ext[9];
	memset(ext, 'x', sizeof ext);
	name_ext(VIEW("a.tar.GZ"), ext);
	expect(memcmp(ext, "gz\0\0\0\0\0\0", sizeof ext) == 0); /* nothing of ours crosses a wire */
	expect(name_ext_written(VIEW("docx")) && name_ext_written(VIEW("zip")));
	expect(!name_ext_written(VIEW("exe")) && !name_ext_written(VIEW("docm")) &&
	       !name_ext_written(VIEW("")) && !name_ext_written(VIEW("DOCX")));
	name_ext(VIEW("第1.二"), ext);
	expect(ext[0] == '\0');
}

/* Whatever a name is made of, what comes out passes the check. */
static void any_name_becomes_good(void)
{
	uint32_t seed = 1;
	size_t good = 0;
	for (size_t round = 0; round < 20000; round++) {
		uint8_t raw[24];
		for (size_t i = 0; i < sizeof raw; i++) {
			seed = seed * 1664525u + 1013904223u;
			raw[i] =
			    round % 2
				? (uint8_t)(seed >> 24)
				: (uint8_t) ". /\\:aZ1\xe3\x82\x99\xcc\x81 nulcom"[seed >> 24 & 15];
		}
		struct buf b = buf_new(1024);
		name_clean(view_of(raw, round % 25), "txt", &b, NULL);
		good += name_check(buf_view(&b)) == OK;
		buf_free(&b);
	}
	expect(good == 20000);
}

int main(void)
{
	frame();
	values_are_checked();
	reports();
	classes();
	formulas();
	normal_form();
	names();
	any_name_becomes_good();
	expect(limits_default.options == LIMITS_CSV_GUARD);
	return tap_done();
}
