/* SPDX-License-Identifier: Apache-2.0
 * text_table.c: text and tables through both locks: encodings, lines, cells, formulas.
 */
#include "disarm/encoding.h"
#include "locks.h"
#include "tap.h"

static bool becomes_with(struct view in, const char *ext, struct view want, enum finding_code code,
			 uint32_t times)
{
	struct locks *l = locks_run(in, ext, NULL);
	bool ok = l->disarmed == OK && l->rebuilt == OK && view_eq(buf_view(&l->out), want) &&
		  locks_found(l, code) == times && locks_stable(l);
	if (!ok)
		printf("# disarm %s, rebuild %s, found %u: %.*s\n", err_text(l->disarmed)->name,
		       err_text(l->rebuilt)->name, locks_found(l, code), (int)l->out.n,
		       l->out.p ? (char *)l->out.p : "");
	locks_free(l);
	return ok;
}

static bool becomes(struct view in, const char *ext, struct view want)
{
	return becomes_with(in, ext, want, FINDING_MACRO, 0);
}

static enum err fails(struct view in, const char *ext)
{
	struct locks *l = locks_run(in, ext, NULL);
	enum err e = l->disarmed;
	locks_free(l);
	return e;
}

static void lines(void)
{
	expect(becomes(VIEW("a\nb\n"), "txt", VIEW("a\nb\n")));
	expect(becomes(VIEW("a\r\n\r\nb"), "txt", VIEW("a\r\n\r\nb")));
	expect(becomes(VIEW("a\rb\r"), "txt", VIEW("a\r\nb\r\n")));
	expect(becomes(VIEW("a\r\nb\nc"), "log", VIEW("a\r\nb\r\nc")));
	expect(becomes(VIEW("\n\n"), "", VIEW("\n\n")));
	expect(becomes(VIEW("\xef\xbb\xbf関所"), "txt", VIEW("関所")));
	expect(becomes_with(VIEW("a\x1b[31mb\x07\xe2\x80\xae"
				 "c\n"),
			    "txt", VIEW("a[31mbc\n"), FINDING_FORBIDDEN_CHAR, 3));
	expect_err(fails(VIEW("\xef\xbb\xbf"), "txt"), E_EMPTY);
	expect_err(fails(VIEW(""), "txt"), E_EMPTY);
}

static void types(void)
{
	expect_err(fails(VIEW("%PDF-1.7\n"), "pdf"), E_BROKEN);
	expect_err(fails(VIEW("%PDF-1.7\n"), "txt"), E_TYPE_MISMATCH);
	expect_err(fails(VIEW("{\\rtf1 hello}"), "csv"), E_TYPE_MISMATCH);
	expect_err(fails(VIEW("hello"), "html"), E_TYPE_UNKNOWN);
	expect_err(fails(VIEW("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), "txt"),
		   E_TYPE_MISMATCH);
	expect_err(fails(VIEW("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), "exe"),
		   E_TYPE_UNKNOWN);
	expect_err(fails(VIEW("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."
			      "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
			 "docx"),
		   E_BROKEN);
	struct limits small = limits_default;
	small.input = 3;
	struct locks *l = locks_run(VIEW("abcd"), "txt", &small);
	expect_err(l->disarmed, E_LIMIT_SIZE);
	locks_free(l);
}

static void encodings(void)
{
	/* The same line, ①㈱髙橋ｶﾅ表示, as its encodings spell it; EUC-JP has 髙 among NEC's
	 * selection. */
	static const char want[] = "①㈱髙橋ｶﾅ表示\n";
	struct view utf8 = view_str(want);
	expect(becomes_with(VIEW("\x87\x40\x87\x8a\xfb\xfc\x8b\xb4\xb6\xc5\x95\x5c\x8e\xa6\n"),
			    "txt", utf8, FINDING_ENCODING, 1));
	expect(
	    becomes_with(VIEW("\xad\xa1\xad\xea\xfc\xe2\xb6\xb6\x8e\xb6\x8e\xc5\xc9\xbd\xbc\xa8\n"),
			 "txt", utf8, FINDING_ENCODING, 1));
	expect(becomes_with(VIEW("\x1b$B-!-j|b66\x1b(I6E\x1b$BI=<(\x1b(B\n"), "txt", utf8,
			    FINDING_ENCODING, 1));
	expect(becomes_with(
	    VIEW(
		"\xff\xfe\x60\x24\x31\x32\xd9\x9a\x4b\x6a\x76\xff\x85\xff\x68\x88\x3a\x79\x0a\x00"),
	    "txt", utf8, FINDING_ENCODING, 1));
	expect(becomes_with(
	    VIEW("\x60\x24\x31\x32\xd9\x9a\x4b\x6a\x76\xff\x85\xff\x68\x88\x3a\x79\x0a\x00"), "txt",
	    utf8, FINDING_ENCODING, 1));
	expect(becomes(utf8, "txt", utf8));
	/* JIS X 0212 (丂) by EUC-JP's third set and by its escape. */
	expect(becomes(VIEW("\xa4\xa2\x8f\xb0\xa1\xa4\xa4\n"), "txt", VIEW("あ丂い\n")));
	expect(becomes(VIEW("\x1b$(D0!\x1b(B\n"), "txt", VIEW("丂\n")));
	/* Gaiji stay in the private use area. */
	expect(becomes(VIEW("\x82\xa0\xf0\x40\x82\xa2\n"), "txt", VIEW("あ\ue000い\n")));
	/* Wave dash and minus as Windows writes them. */
	expect(becomes(VIEW("\x82\xa0\x81\x60\x81\x7c\n"), "txt", VIEW("あ～－\n")));
	/* A character cut by a column width. */
	expect(becomes_with(VIEW("\x8e\x52\x93\x63\x91\xbe\x98\x59\x82\n"), "txt",
			    VIEW("山田太郎\ufffd\n"), FINDING_BAD_VALUE, 1));
	expect_err(fails(VIEW("caf\xe9 au lait \xe0 la fran\xe7"
			      "aise \xff\xfe\xfd"),
			 "txt"),
		   E_ENCODING);
}

static enum encoding told(const char *bytes)
{
	size_t mark;
	return encoding_tell(view_str(bytes), &mark);
}

static void short_strings(void)
{
	expect(told("\xb1\xb2\xb3\xb4\xb5") == ENCODING_WINDOWS_31J); /* ｱｲｳｴｵ */
	expect(told("\xd4\xcf\xc0\xde\xdb\xb3\xbb\xdd") == ENCODING_WINDOWS_31J); /* ﾔﾏﾀﾞﾛｳｻﾝ */
	expect(told("\xbb\xb3\xc5\xc4\xc2\xc0\xcf\xba") == ENCODING_EUC_JP); /* 山田太郎 */
	expect(told("\xa4\xa2") == ENCODING_EUC_JP);			     /* あ */
	expect(told("\x82\xa0") == ENCODING_WINDOWS_31J);		     /* あ */
	expect(told("\x95\x5c") == ENCODING_WINDOWS_31J);		     /* 表 */
	expect(told("plain") == ENCODING_UTF8);
}

static void tables(void)
{
#define BOM "\xef\xbb\xbf"
	expect(becomes(VIEW("金額,電話\r\n\"-1,000\",+81-3-1234-5678\r\n"), "csv",
		       VIEW(BOM "金額,電話\r\n\"-1,000\",+81-3-1234-5678\r\n")));
	expect(becomes(VIEW("00123,@section,-5,2026-11-21,,\n"), "csv",
		       VIEW(BOM "00123,@section,-5,2026-11-21,,\n")));
	expect(becomes_with(VIEW("a,=1+1\nb,\"=cmd|' /C calc'!A0\"\n"), "csv",
			    VIEW(BOM "a,'=1+1\nb,'=cmd|' /C calc'!A0\n"), FINDING_FORMULA_TEXT, 2));
	expect(becomes(VIEW("a\tb\n1\t2,3\n"), "tsv", VIEW(BOM "a\tb\n1\t\"2,3\"\n")));
	expect(
	    becomes(VIEW("a;b\n1,5;2\n2,5;3\n"), "csv", VIEW(BOM "a;b\n\"1,5\";2\n\"2,5\";3\n")));
	expect(becomes(VIEW("\"a\",\"\"\n\n\"b \"\"c\"\"\",\"x\ny\"\n"), "csv",
		       VIEW(BOM "\"a\",\"\"\n\n\"b \"\"c\"\"\",\"x\ny\"\n")));
	expect(becomes(VIEW("a,b\n1\n1,2,3\n"), "csv", VIEW(BOM "a,b\n1\n1,2,3\n"))); /* ragged */
	expect(becomes(VIEW("a,\"b\r\nc\",d"), "csv", VIEW(BOM "a,\"b\nc\",d")));
	expect(becomes(VIEW("a,\"open\nend"), "csv", VIEW(BOM "a,\"open\nend\"")));
	expect(becomes(VIEW("a,x\"y\n"), "csv", VIEW(BOM "a,\"x\"\"y\"\n")));
	expect(becomes(VIEW("\"\"\na\n"), "csv", VIEW(BOM "\"\"\na\n")));
	expect(becomes(VIEW("\x8e\x52,\xb6\xc5\r\n"), "csv", VIEW(BOM "山,ｶﾅ\r\n")));
	expect(becomes_with(VIEW("sep=;\r\na,b;c\r\n"), "csv", VIEW(BOM "\"a,b\";c\r\n"),
			    FINDING_UNKNOWN_ELEMENT, 1));
	expect(becomes_with(VIEW("SEP=|\na,b\n"), "csv", VIEW(BOM "a,b\n"), FINDING_UNKNOWN_ELEMENT,
			    1));
	expect(becomes_with(VIEW("\"sep=;\",b\n"), "csv", VIEW(BOM "\"'sep=;\",b\n"),
			    FINDING_FORMULA_TEXT, 1));
	expect(becomes_with(VIEW("s\x01"
				 "ep=;\nb,c\n"),
			    "csv", VIEW(BOM "\"'sep=;\"\nb,c\n"), FINDING_FORMULA_TEXT, 1));
	expect_err(fails(VIEW("sep=,\n"), "csv"), E_EMPTY);
	expect_err(fails(VIEW("a,b\n"), "xlsx"), E_TYPE_MISMATCH);
	expect_err(fails(VIEW("a,b\n"), "xls"), E_TYPE_UNKNOWN);
}

static void guard_is_policy(void)
{
	struct limits open = limits_default;
	open.options = 0;
	struct locks *l = locks_run(VIEW("=1+1,2\n"), "csv", &open);
	expect(l->rebuilt == OK && view_eq(buf_view(&l->out), VIEW(BOM "=1+1,2\n")));
	l->limits.options = LIMITS_CSV_GUARD; /* rebuild does not take disarm's word for it */
	locks_rebuild(l);
	expect_err(l->rebuilt, E_FORM);
	locks_free(l);
}

static void random_bytes_come_out_clean(void)
{
	static const char alphabet[] = "a,\"\n\r;\t=-1\x82\xa0\xe3\x81\x82\x1b$B ";
	uint32_t seed = 3;
	size_t stable = 0, done = 0;
	for (size_t round = 0; round < 3000; round++) {
		uint8_t bytes[40];
		size_t kinds =
		    round % 2 ? 11 : sizeof alphabet - 1; /* half of them without encodings */
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525u + 1013904223u;
			char c = alphabet[(seed >> 16) % kinds];
			bytes[i] = (uint8_t)(c == ';' || c == '\t'
						 ? 'b'
						 : c); /* else the separator may be guessed anew */
		}
		struct locks *l =
		    locks_run(view_of(bytes, 1 + round % 40), round % 3 ? "csv" : "txt", NULL);
		if (l->disarmed == OK) {
			done++;
			stable += l->rebuilt == OK && locks_stable(l);
			if (!(l->rebuilt == OK && locks_stable(l)))
				printf("# round %zu rebuild %s: [%.*s]\n", round,
				       err_text(l->rebuilt)->name, (int)(1 + round % 40),
				       (char *)bytes);
		}
		locks_free(l);
	}
	printf("# %zu of 3000 are text\n", done);
	expect(done > 700 && stable == done);
}

static void mutated_forms(void)
{
	struct locks *l =
	    locks_run(VIEW("a,-1,2026-11-21\n=1,\"x\ny\",z\n関,所,！\n"), "csv", NULL);
	expect(locks_mutate(l, 5000) > 2000);
	locks_free(l);
	l = locks_run(VIEW("one\ntwo\n三\n"), "txt", NULL);
	expect(locks_mutate(l, 5000) > 2000);
	locks_free(l);
}

int main(void)
{
	disarm_warm();
	lines();
	types();
	encodings();
	short_strings();
	tables();
	guard_is_policy();
	random_bytes_come_out_clean();
	mutated_forms();
	return tap_done();
}
