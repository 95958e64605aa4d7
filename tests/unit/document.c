/* SPDX-License-Identifier: Apache-2.0
 * document.c: the document form, written by the form's writer or by hand, through lock 2.
 *
 * With a folder as argument every rebuilt file is also left there, for tests/check/ooxml_check.py.
 */
#include "form/document_read.h"
#include "form/document_write.h"
#include "form/uri.h"
#include "rebuild/rebuild.h"
#include "tap.h"
#include "whole.h"

extern const struct target target_document;

static const char *out_folder;

static enum err rebuild_body(const char *name, struct view body, struct buf *out,
			     struct buf *preview)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct form_part part = {FORM_DOCUMENT, body};
	struct form form = {1, &part};
	struct rebuild r = {&form, &limits_default, &mem, out, preview, ""};
	enum err e = target_document.rebuild(&r);
	if (e == OK && out_folder) {
		char path[512];
		(void)snprintf(path, sizeof path, "%s/%s.docx", out_folder, name);
		(void)whole_write(path, buf_view(out));
	}
	return e;
}

static bool has(const struct buf *b, const char *needle)
{
	return view_has(buf_view(b), view_str(needle));
}

static void open_with(struct document_writer *w, unsigned type, unsigned attr, int64_t n)
{
	document_open(w, type);
	expect(document_int(w, attr, n));
}

static void leaf(struct document_writer *w, unsigned type, unsigned attr, int64_t n)
{
	open_with(w, type, attr, n);
	document_close(w);
}

static void run(struct document_writer *w, struct view text)
{
	document_open(w, DOC_T_w_r);
	document_open(w, DOC_T_w_t);
	expect(document_text(w, text));
	document_close(w);
	document_close(w);
}

static void paragraph(struct document_writer *w, struct view text)
{
	document_open(w, DOC_T_w_p);
	run(w, text);
	document_close(w);
}

static void styles(struct document_writer *w)
{
	document_part_begin(w, DOC_PART_STYLES);
	open_with(w, DOC_T_w_style, DOC_A_w_style__w_styleId,
		  document_ident(w, DOC_IDENT_STYLE, VIEW("Heading1")));
	expect(document_int(w, DOC_A_w_style__w_type, 0));
	document_open(w, DOC_T_w_CT_StyleName_w_name);
	expect(document_view(w, DOC_A_w_CT_StyleName_w_name__w_val, VIEW("heading 1")));
	document_close(w);
	document_close(w);
	expect(document_part_end(w) == 0);
}

static void fields(struct document_writer *w)
{
	struct doc_field page = {.code = DOC_CODE_PAGE};
	struct doc_field link = {.code = DOC_CODE_HYPERLINK};
	link.args[0] = (struct doc_field_item){
	    true, document_link(w, VIEW("https://www.example.jp/?a=1&b=2")), {0}};
	int tip = doc_switch_find(DOC_CODE_HYPERLINK, VIEW("o"));
	expect(tip >= 0);
	link.on[tip] = true;
	link.values[tip] = (struct doc_field_item){true, 0, VIEW("案内 & <地図>")};
	const struct doc_field *both[] = {&page, &link};
	document_open(w, DOC_T_w_p);
	for (size_t i = 0; i < array_len(both); i++) {
		document_open(w, DOC_T_w_r);
		document_open(w, DOC_T_sk_field);
		expect(document_field(w, both[i]));
		document_close(w);
		document_close(w);
		run(w, VIEW("1"));
		if (i == 0) { /* the second field is left open: the writer closes it */
			document_open(w, DOC_T_w_r);
			document_open(w, DOC_T_sk_fieldEnd);
			document_close(w);
			document_close(w);
		}
	}
	document_close(w);
}

static void body(struct document_writer *w)
{
	document_part_begin(w, DOC_PART_BODY);
	document_open(w, DOC_T_w_body);
	document_open(w, DOC_T_w_p);
	run(w, VIEW("関所 <b>&\"  二つの空白"));
	document_open(w, DOC_T_w_CT_PPr_w_pPr); /* after the run: sorted to the front */
	leaf(w, DOC_T_w_CT_String_w_pStyle, DOC_A_w_CT_String_w_pStyle__w_val,
	     document_ident(w, DOC_IDENT_STYLE, VIEW("Heading1")));
	document_close(w);
	document_close(w);
	fields(w);
	document_open(w, DOC_T_w_tbl);
	document_open(w, DOC_T_w_tr);
	document_open(w, DOC_T_w_tc);
	document_close(w);
	document_close(w);
	document_open(w, DOC_T_w_tr);
	document_close(w);
	document_close(w);
	document_open(w, DOC_T_w_p);
	document_open(w, DOC_T_w_r);
	document_open(w, DOC_T_sk_picture);
	expect(document_int(w, DOC_A_sk_picture__image, document_blob(w, 0, 2000000, 1000000)));
	expect(document_int(w, DOC_A_sk_picture__cx, 2000000));
	expect(document_int(w, DOC_A_sk_picture__cy, 1000000));
	document_close(w);
	document_open(w, DOC_T_sk_textBox);
	expect(document_int(w, DOC_A_sk_textBox__cx, 2000000));
	expect(document_int(w, DOC_A_sk_textBox__cy, 1000000));
	expect(document_int(w, DOC_A_sk_textBox__float, 1));
	expect(document_int(w, DOC_A_sk_textBox__line, 0));
	document_open(w, DOC_T_w_txbxContent);
	paragraph(w, VIEW("箱の中"));
	document_close(w);
	document_close(w);
	document_close(w);
	document_close(w);
	document_open(w, DOC_T_w_p);
	open_with(w, DOC_T_w_CT_Hyperlink_w_hyperlink, DOC_A_w_CT_Hyperlink_w_hyperlink__r_id,
		  document_link(w, VIEW("mailto:a@example.jp")));
	run(w, VIEW("終わり"));
	document_close(w);
	document_close(w);
	document_close(w);
	expect(document_part_end(w) == 0);
}

static void whole_document(void)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct document_writer *w;
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf out scope_end(buf_free) = buf_new(4u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	expect_err(document_begin(&mem, &limits_default, FORM_DOCUMENT, &w), OK);
	styles(w);
	body(w);
	expect(document_counts(w).sorted ==
	       2); /* the paragraph, and the table whose grid was added */
	expect_err(document_end(w, &form), OK);
	expect_err(rebuild_body("whole", buf_view(&form), &out, &preview), OK);
	expect(has(&out, "word/document.xml") && has(&out, "word/media/image1.png"));
	expect(has(&preview, "関所 <b>&\"  二つの空白\n"));
	struct buf text scope_end(buf_free) = buf_new(1u << 20);
	expect_err(document_print(buf_view(&form), &mem, &text), OK);
	expect(has(&text, "w:pStyle"));
	struct buf again scope_end(buf_free) = buf_new(4u << 20);
	struct buf preview2 scope_end(buf_free) = buf_new(16384);
	expect_err(rebuild_body("again", buf_view(&form), &again, &preview2), OK);
	expect(view_eq(buf_view(&out), buf_view(&again))); /* same form, same bytes */
}

static void links(void)
{
	static const char *const good[] = {
	    "http://example.jp", "https://example.jp:8443/a%20b?c=d#e", "HTTPS://EXAMPLE.JP/",
	    "http://[2001:db8::1]/", "mailto:a@b.jp,c@d.jp?subject=x&body=y"};
	static const char *const bad[] = {"",
					  "javascript:alert(1)",
					  "file:///etc/passwd",
					  "\\\\host\\share",
					  "//host/share",
					  "http:",
					  "http://",
					  "http://user@host/",
					  "http://user:pw@host/",
					  "https://host/a b",
					  "https://host/\"onload",
					  "https://host\\x",
					  "https://host/%00",
					  "https://host/%0d%0aX",
					  "https://host/%7f",
					  "https://host/%zz",
					  "https://host:0/",
					  "https://host:99999/",
					  "https://-/",
					  "ms-msdt:/id",
					  "mailto:",
					  "mailto:a@b?attach=c:/x",
					  "data:text/html,x",
					  "vbscript:x",
					  "search-ms:q",
					  "https://\xe4\xbe\x8b.jp/"};
	for (size_t i = 0; i < array_len(good); i++)
		tap_result(uri_ok(view_str(good[i])), good[i], __FILE__, __LINE__);
	for (size_t i = 0; i < array_len(bad); i++)
		tap_result(!uri_ok(view_str(bad[i])), bad[i], __FILE__, __LINE__);
}

static void texts(void)
{
	expect(doc_text_ok(DOC_TEXT_LANG, VIEW("ja-JP")) &&
	       !doc_text_ok(DOC_TEXT_LANG, VIEW("ja--JP")));
	expect(doc_text_ok(DOC_TEXT_GUIDE, VIEW("*/ adj1 w 100000")) &&
	       doc_text_ok(DOC_TEXT_GUIDE, VIEW("val 50000")));
	expect(!doc_text_ok(DOC_TEXT_GUIDE, VIEW("val 1 2")) &&
	       !doc_text_ok(DOC_TEXT_GUIDE, VIEW("exec x")));
	expect(!doc_text_ok(DOC_TEXT_RUN, VIEW("a\x02"
					       "b")) &&
	       !doc_text_ok(DOC_TEXT_NAME, VIEW("a\nb")));
	expect(doc_bookmark_ok(VIEW("_Toc123")) && doc_bookmark_ok(VIEW("第一条")) &&
	       !doc_bookmark_ok(VIEW("a b")));
	expect(!doc_bookmark_ok(VIEW("a\"b")) && !doc_bookmark_ok(VIEW("")));
	expect(!doc_field_text_ok(DOC_FIELD_TEXT, VIEW("x\" \\d DDE")) &&
	       !doc_field_text_ok(DOC_FIELD_EQ, VIEW("{ DDE }")));
}

int main(int argc, char **argv)
{
	out_folder = argc > 1 ? argv[1] : NULL;
	links();
	texts();
	whole_document();
	return tap_done();
}
