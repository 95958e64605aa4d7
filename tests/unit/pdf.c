/* SPDX-License-Identifier: Apache-2.0
 * pdf.c: PDF's tokens, filters and objects, on bytes written here.
 */
#include "disarm/pdf/image.h"
#include "disarm/pdf/lex.h"
#include "tap.h"

static struct report report;
static struct arena mem;
static struct disarm job;

static struct disarm *disarm_of(struct view in)
{
	job = (struct disarm){.in = in, .limits = &limits_default, .mem = &mem, .report = &report};
	return &job;
}

static void numbers(void)
{
	static const struct {
		const char *text;
		double value;
	} rows[] = {{"12", 12},	    {"-3.5", -3.5}, {"+.25", .25}, {"4.", 4}, {"--7", -7},
		    {"1.2.3", 1.2}, {"5-6", 5},	    {".", 0},	   {"-", 0},  {"00012", 12}};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct pdf_lex lex = {.in = view_str(rows[i].text), .mem = &mem};
		struct pdf_obj o;
		expect(pdf_lex_token(&lex, &o) == PDF_TOKEN_VALUE);
		expect(pdf_number(&o, 99) == rows[i].value);
		expect(pdf_lex_token(&lex, &o) == PDF_TOKEN_END);
	}
}

static void strings(void)
{
	const struct {
		struct view text, value;
	} rows[] = {
	    {VIEW("(a(b)c)"), VIEW("a(b)c")},	      {VIEW("(\\101\\n\\)\\q)"), VIEW("A\n)q")},
	    {VIEW("(a\\\r\nb)"), VIEW("ab")},	      {VIEW("(a\r\nb)"), VIEW("a\nb")},
	    {VIEW("<48 656C6c6f7>"), VIEW("Hellop")}, {VIEW("/A#42#4"), VIEW("AB#4")},
	    {VIEW("(unclosed"), VIEW("unclosed")},    {VIEW("<4"), VIEW("@")},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct pdf_lex lex = {.in = rows[i].text, .mem = &mem};
		struct pdf_obj o;
		expect(pdf_lex_token(&lex, &o) == PDF_TOKEN_VALUE);
		expect(view_eq(o.bytes, rows[i].value));
	}
}

static void objects(void)
{
	struct buf stack scope_end(buf_free) = buf_new(1 << 20);
	struct buf deep scope_end(buf_free) = buf_new(1 << 20);
	struct pdf_obj o = pdf_null;
	expect_err(pdf_parse(VIEW("<< /A [1 2 0 R true (x)] /B << /C null >> /A 5 /D 3 0 R >>"),
			     &mem, &stack, &o),
		   OK);
	expect(o.kind == PDF_DICT && o.n == 4);
	expect(o.entries[0].value.kind == PDF_ARRAY && o.entries[0].value.n == 4);
	expect(o.entries[0].value.items[1].kind == PDF_REF);
	expect(pdf_get_raw(&o, VIEW("A"))->whole == 5);
	expect_err(pdf_parse(VIEW("12 0 R"), &mem, &stack, &o), OK);
	expect(o.kind == PDF_REF && o.number == 12);
	expect_err(pdf_parse(VIEW("99999999 0 R"), &mem, &stack, &o), OK);
	expect(o.kind == PDF_NULL);
	expect_err(pdf_parse(VIEW("endobj"), &mem, &stack, &o), E_BROKEN);
	buf_fill(&deep, '[', 10000);
	expect_err(pdf_parse(buf_view(&deep), &mem, &stack, &o), E_LIMIT_DEPTH);
	expect(stack.n == 0);
}

/* A PDF without a cross reference table: qpdf finds its objects all the same. */
static void put_pdf(struct buf *b, const char *dict, struct view stream)
{
	buf_clear(b);
	buf_fmt(b, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /S 3 0 R >>\nendobj\n");
	buf_fmt(b, "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");
	buf_fmt(b, "3 0 obj\n<< %s /Length %zu >>\nstream\n", dict, stream.n);
	buf_put(b, stream);
	buf_str(b, "\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n");
}

static void filters(void)
{
	const struct {
		const char *dict;
		struct view packed, plain;
	} rows[] = {
	    {"", VIEW("plain"), VIEW("plain")},
	    {"/Filter /ASCIIHexDecode", VIEW("48 65 6c6C 6f>zz"), VIEW("Hello")},
	    {"/Filter [/A85]", VIEW("<~87cURD]i,\"Ebo80~>"), VIEW("Hello World!")},
	    {"/Filter /RunLengthDecode", VIEW("\002abc\376x\200zz"), VIEW("abcxxx")},
	    {"/Filter [/AHx /RL]", VIEW("02 61 62 63 FE 78 80>"), VIEW("abcxxx")},
	    {"/Filter [/AHx /FlateDecode]", VIEW("789ccb48cdc9c95728cf2fca49010019ab0464"),
	     VIEW("hello world")},
	    /* cut in the middle: what came before */
	    {"/Filter [/AHx /FlateDecode]", VIEW("789ccb48cdc9c957"), VIEW("hello")},
	    /* ISO 32000-2 7.4.4.2: the standard's own example */
	    {"/Filter [/AHx /LZWDecode]", VIEW("800B6050220C0C8501"), VIEW("-----A---B")},
	    {"/Filter [/AHx /Fl] /DecodeParms [null << /Predictor 12 /Columns 3 >>]",
	     VIEW("789c63484c4a66626464040006f8012c"), VIEW("abcbcd")},
	    {"/Filter [/AHx /Fl] /DecodeParms [null << /Predictor 2 /Columns 3 >>]",
	     VIEW("789c4b64644c62640400037e00c8"), VIEW("abcbcd")},
	};
	struct buf file scope_end(buf_free) = buf_new(1 << 16);
	for (size_t i = 0; i < array_len(rows); i++) {
		struct pdf pdf scope_end(pdf_close) = {0};
		struct buf out scope_end(buf_free) = buf_new(1 << 16);
		put_pdf(&file, rows[i].dict, rows[i].packed);
		expect_err(pdf_open(disarm_of(buf_view(&file)), &pdf), OK);
		const struct pdf_obj *root = pdf_get(&pdf, pdf.trailer, "Root");
		expect_err(pdf_stream_data(&pdf, pdf_get(&pdf, root, "S"), &out), OK);
		expect(view_eq(buf_view(&out), rows[i].plain));
	}
}

static void texts(void)
{
	const struct {
		struct view in, out;
	} rows[] = {
	    {VIEW("a\x80\xa0"), VIEW("a\xe2\x80\xa2\xe2\x82\xac")},
	    {VIEW("\xfe\xff\x65\xe5\xd8\x40\xdc\x0b"), VIEW("\xe6\x97\xa5\xf0\xa0\x80\x8b")},
	    {VIEW("\xff\xfe\xe5\x65"), VIEW("\xe6\x97\xa5")},
	    {VIEW("\xef\xbb\xbf\xe6\x97\xa5"), VIEW("\xe6\x97\xa5")},
	    {VIEW("\xfe\xff\x00\x1b\x00j\x00"
		  "a\x00\x1b\x00x\x20\x2e"),
	     VIEW("x")},
	};
	struct pdf pdf = {.mem = &mem};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct pdf_obj o = {.kind = PDF_STRING, .bytes = rows[i].in};
		expect(view_eq(pdf_text_string(&pdf, &o), rows[i].out));
	}
}

/* How many components a JPEG has decides whether its coefficients can go on as they are. */
static void jpeg_components(void)
{
	const struct {
		struct view jpeg;
		uint32_t n;
	} rows[] = {
	    {VIEW("\xff\xd8\xff\xe0\0\6JFIF\xff\xdb\0\3\0\xff\xc0\0\x11\10\0\1\0\1\3\1\x22\0\2\x11"
		  "\1\3\x11\1"),
	     3},
	    {VIEW("\xff\xd8\xff\xff\xc2\0\x0b\10\0\1\0\1\1\1\x11\0"), 1},
	    {VIEW(
		 "\xff\xd8\xff\xfe\0\2\xff\xc0\0\x14\10\0\1\0\1\4\1\x11\0\2\x11\0\3\x11\0\4\x11\0"),
	     4},
	    {VIEW("\xff\xd8\xff\xc0\0\x0b\14\0\1\0\1\1\1\x11\0"), 0}, /* 12 bits a sample */
	    {VIEW("\xff\xd8\xff\xe0\0\0\xff\xe0\xff\xff"), 0},
	};
	struct pdf pdf = {.mem = &mem};
	for (size_t i = 0; i < array_len(rows); i++)
		expect(dct_components(rows[i].jpeg, &pdf_null, &pdf) == rows[i].n);
}

static void nonsense(void)
{
	struct pdf pdf scope_end(pdf_close) = {0};
	expect_err(pdf_open(disarm_of(VIEW("%PDF-1.7\nno object at all")), &pdf), E_BROKEN);
}

int main(void)
{
	mem = arena_new((size_t)64 << 20);
	numbers();
	strings();
	objects();
	filters();
	texts();
	jpeg_components();
	nonsense();
	arena_free(&mem);
	return tap_done();
}
