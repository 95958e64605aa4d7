/* SPDX-License-Identifier: Apache-2.0
 * xml.c: what the tokeniser reads, and what it refuses.
 */
#include "base/buf.h"
#include "disarm/office/xml.h"
#include "tap.h"

static uint16_t namespace_of(struct view address)
{
	return view_eq(address, VIEW("urn:a")) ? 7 : XML_NS_UNKNOWN;
}

/* One line a token: "<7:name k=v" ">name" "text", or the name of the error at the end. */
static void trace(struct view in, struct buf *out)
{
	static struct xml x;
	struct arena mem = arena_new(1 << 20);
	enum err err = xml_open(&x, in, namespace_of, &mem);
	while (err == OK && (err = xml_next(&x)) == OK && x.kind != XML_END) {
		struct view v = VIEW("");
		if (x.kind == XML_TEXT) {
			err = xml_text(&x, &v);
			buf_put(out, v);
			continue;
		}
		buf_fmt(out, x.kind == XML_OPEN ? "<%d:" : ">%d:", (int16_t)x.name.ns);
		buf_put(out, x.name.local);
		for (uint32_t i = 0; x.kind == XML_OPEN && i < x.n_attrs && err == OK; i++) {
			buf_fmt(out, " %d:", (int16_t)x.attrs[i].name.ns);
			buf_put(out, x.attrs[i].name.local);
			buf_u8(out, '=');
			err = xml_attr_value(&x, &x.attrs[i], &v);
			buf_put(out, v);
		}
		buf_u8(out, '|');
	}
	if (err != OK)
		buf_fmt(out, "!%s", err_text(err)->name);
	arena_free(&mem);
}

static bool reads(struct view in, const char *want)
{
	struct buf out = buf_new(1 << 16);
	trace(in, &out);
	bool same = view_eq(buf_view(&out), view_str(want));
	if (!same)
		printf("# got %.*s\n# not %s\n", (int)out.n, (const char *)out.p, want);
	buf_free(&out);
	return same;
}

static bool refuses(struct view in, enum err want)
{
	struct buf out = buf_new(1 << 20);
	trace(in, &out);
	buf_u8(&out, 0);
	const char *name = strrchr((const char *)out.p, '!');
	bool same = name && strcmp(name + 1, err_text(want)->name) == 0;
	if (!same)
		printf("# got %s\n", (const char *)out.p);
	buf_free(&out);
	return same;
}

static void tokens(void)
{
	expect(reads(VIEW("<a/>"), "<-1:a|>-1:a|"));
	expect(reads(
	    VIEW(
		"\xef\xbb\xbf<?xml version='1.0' encoding=\"utf-8\"?>\n<a b='1' c=\"2\" >x</a >\n"),
	    "<-1:a -1:b=1 -1:c=2|x>-1:a|"));
	expect(reads(VIEW("<p:a xmlns:p='urn:a' p:b='1'><b xmlns='urn:a'/><p:c/></p:a>"),
		     "<7:a 7:b=1|<7:b|>7:b|<7:c|>7:c|>7:a|"));
	expect(reads(VIEW("<a xmlns='urn:a' b='1'><b xmlns=''/><c xmlns='urn:z'/></a>"),
		     "<7:a -1:b=1|<-1:b|>-1:b|<-3:c|>-3:c|>7:a|"));
	expect(reads(VIEW("<a xml:space='preserve'> </a>"), "<-1:a -2:space=preserve| >-1:a|"));
	expect(reads(VIEW("<a><!-- <b> --><?pi x?><![CDATA[<&amp;\r\n]]></a>"),
		     "<-1:a|<&amp;\n>-1:a|"));
	expect(reads(VIEW("<a b='&lt;&#65;&#x3042;\n\t'>&amp;\r\n\r&quot;&apos;&gt;</a>"),
		     "<-1:a -1:b=<Aあ  |&\n\n\"'>>-1:a|"));
	expect(reads(VIEW("<関 所='値'>本文</関>"), "<-1:関 -1:所=値|本文>-1:関|"));
}

static void encodings(void)
{
	expect(
	    reads(VIEW("\xff\xfe<\0a\0>\0B\x30\x40\xd8\x0b\xdc<\0/\0a\0>\0"), "<-1:a|あ𠀋>-1:a|"));
	expect(reads(VIEW("\xfe\xff\0<\0a\0/\0>"), "<-1:a|>-1:a|"));
	expect(refuses(VIEW("\xff\xfe<\0a\0>\0\0\xdc<\0/\0a\0>\0"), E_BROKEN)); /* lone surrogate */
	expect(refuses(VIEW("\xff\xfe<\0a\0/\0>"), E_BROKEN));
	expect(refuses(VIEW("<?xml version='1.0' encoding='UTF-7'?><a/>"), E_BROKEN));
	expect(refuses(VIEW("<?xml version='1.0' encoding='utf-16'?><a/>"), E_BROKEN));
	expect(refuses(VIEW("<a>\xc0\xaf</a>"), E_BROKEN));
}

static void broken(void)
{
	static const char *const bad[] = {
	    "",
	    "a",
	    "<a>",
	    "</a>",
	    "<a/><b/>",
	    "<a></b>",
	    "<a/>x",
	    "<a b='1' b='2'/>",
	    "<a b=1/>",
	    "<a b/>",
	    "<a b='<'/>",
	    "<a b='1'c='2'/>",
	    "<p:a/>",
	    "<a p:b='1'/>",
	    "<a:b:c/>",
	    "<:a/>",
	    "<1/>",
	    "<a>&nbsp;</a>",
	    "<a>&</a>",
	    "<a>&amp</a>",
	    "<a>&#0;</a>",
	    "<a>&#xd800;</a>",
	    "<a>&#x110000;</a>",
	    "<a>&#99999999999;</a>",
	    "<a>&#;</a>",
	    "<a>&#x;</a>",
	    "<a b='&amp'/>",
	    "<a xmlns:p=''/>",
	    "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>",
	    "<a xmlns:xml='urn:a'/>",
	    "<a><!-- </a>",
	    "<a><![CDATA[</a>",
	    "<![CDATA[x]]><a/>",
	    "<a/><?xml version='1.0'?>",
	    "<!DOCTYPE a><a/>",
	    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
	    "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>",
	    "<a<b/>",
	    "<a",
	    "<a b='",
	};
	for (size_t i = 0; i < array_len(bad); i++)
		if (!refuses(view_str(bad[i]), E_BROKEN))
			expect(false && bad[i]);
	expect(reads(VIEW("<a xmlns:p='urn:x' xmlns:q='urn:y' p:b='1' q:b='2'/>"),
		     "<-1:a -3:b=1 -3:b=2|>-1:a|"));
}

static void limits(void)
{
	struct buf b = buf_new(1 << 20);
	for (int i = 0; i < XML_DEPTH_MAX; i++)
		buf_str(&b, "<a>");
	for (int i = 0; i < XML_DEPTH_MAX; i++)
		buf_str(&b, "</a>");
	expect(!refuses(buf_view(&b), E_LIMIT_DEPTH));
	buf_clear(&b);
	for (int i = 0; i <= XML_DEPTH_MAX; i++)
		buf_str(&b, "<a>");
	expect(refuses(buf_view(&b), E_LIMIT_DEPTH));
	buf_clear(&b);
	buf_str(&b, "<a");
	for (int i = 0; i <= XML_ATTRS_MAX; i++)
		buf_fmt(&b, " a%d='1'", i);
	buf_str(&b, "/>");
	expect(refuses(buf_view(&b), E_LIMIT_COUNT));
	buf_clear(&b);
	buf_str(&b, "<a");
	for (int i = 0; i <= XML_BINDINGS_MAX; i++)
		buf_fmt(&b, " xmlns:a%d='urn:a'", i);
	buf_str(&b, "/>");
	expect(refuses(buf_view(&b), E_LIMIT_COUNT));
	buf_free(&b);
}

static void skipping(void)
{
	static struct xml x;
	struct arena mem = arena_new(1 << 20);
	expect_err(xml_open(&x, VIEW("<a><b><b/><!--1-->x</b><c/></a>"), namespace_of, &mem), OK);
	expect_err(xml_next(&x), OK);
	expect_err(xml_next(&x), OK);
	expect_err(xml_skip(&x), OK);
	expect(x.skipped == 1 && view_eq(x.first_skipped, VIEW("1")));
	expect_err(xml_next(&x), OK);
	expect(x.kind == XML_OPEN && view_eq(x.name.local, VIEW("c")) && x.depth == 2);
	arena_free(&mem);
}

/* What the element itself declares is closed at its end and known again after going back. */
static void going_back(void)
{
	static struct xml x;
	struct arena mem = arena_new(1 << 20);
	static const char *const inner[] = {"", "<b xmlns:q='urn:q'><p:c/></b>", "text"};
	for (size_t i = 0; i < array_len(inner); i++) {
		struct buf b = buf_new(256);
		buf_fmt(&b, "<r><p:a xmlns:p='urn:a'>%s</p:a><z/></r>", inner[i]);
		expect_err(xml_open(&x, buf_view(&b), namespace_of, &mem), OK);
		expect(xml_next(&x) == OK && xml_next(&x) == OK && x.kind == XML_OPEN);
		struct xml_mark mark = xml_mark(&x);
		expect_err(xml_skip(&x), OK);
		expect(xml_prefix(&x, VIEW("p")) == XML_NS_UNKNOWN);
		xml_rewind(&x, &mark);
		expect(x.kind == XML_OPEN && x.name.ns == 7 && xml_prefix(&x, VIEW("p")) == 7);
		expect(xml_skip(&x) == OK && xml_prefix(&x, VIEW("p")) == XML_NS_UNKNOWN);
		expect(xml_next(&x) == OK && view_eq(x.name.local, VIEW("z")));
		buf_free(&b);
	}
	arena_free(&mem);
}

int main(void)
{
	tokens();
	encodings();
	broken();
	limits();
	skipping();
	going_back();
	return tap_done();
}
