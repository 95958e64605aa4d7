/* SPDX-License-Identifier: Apache-2.0
 * document_twin.c: a disarm that was captured and says what it likes. Nothing alive has a name in
 * the tables; every record outside the grammar is E_FORM, and nothing of the file is used then.
 */
#include "form/document_read.h"
#include "form/document_write.h"
#include "rebuild/rebuild.h"
#include "tap.h"

extern const struct target target_document;

static enum err rebuild_body(struct view body)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct buf out scope_end(buf_free) = buf_new(16u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	struct form_part part = {FORM_DOCUMENT, body};
	struct form form = {1, &part};
	struct rebuild r = {&form, &limits_default, &mem, &out, &preview, ""};
	return target_document.rebuild(&r);
}

/* What must not be sayable at all: names of elements, of attributes, codes of fields. */
// clang-format off
static const char *const forbidden_words[] = {
    "altChunk", "object", "pict", "control", "subDoc", "contentPart", "fldSimple", "instrText",
    "fldChar", "fldData", "mailMerge", "dataBinding", "embedRegular", "attachedTemplate",
    "customXml", "smartTag", "docVars", "entryMacro", "exitMacro", "movie", "frameset",
    "printerSettings", "documentProtection", "updateFields", "linkStyles", "saveThroughXslt",
    "audioFile", "videoFile", "wavAudioFile", "snd", "extLst", "placeholder",
};
static const char *const forbidden_attrs[] = {
    "link", "href", "src", "macro", "dirty", "action", "invalidUrl", "tgtFrame", "docLocation",
    "instr", "althref", "fldLock", "onclick",
};
static const char *const forbidden_codes[] = {
    "DDE", "DDEAUTO", "LINK", "EMBED", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT",
    "DATABASE", "RD", "AUTOTEXT", "AUTOTEXTLIST", "MACROBUTTON", "GOTOBUTTON", "PRINT", "QUOTE",
    "IF", "SET", "ASK", "FILLIN", "CONTROL", "HTMLACTIVEX", "ADDIN", "DOCVARIABLE",
    "DOCPROPERTY", "FILENAME", "USERNAME",
};
// clang-format on

static void tables(void)
{
	bool clean = true;
	for (size_t i = 0; i < DOC_NAME_COUNT; i++)
		for (size_t k = 0; k < array_len(forbidden_words); k++)
			clean = clean && strcmp(doc_names[i].local, forbidden_words[k]) != 0;
	expect(clean);
	clean = true;
	for (unsigned type = 0; type < DOC_TYPE_COUNT; type++)
		for (unsigned i = 0; i < doc_types[type].n_attrs; i++)
			for (size_t k = 0; k < array_len(forbidden_attrs); k++)
				clean = clean && (strcmp(doc_attr_at(type, i)->local,
							 forbidden_attrs[k]) != 0 ||
						  doc_attr_at(type, i)->class == DOC_AUTO);
	expect(clean);
	clean = true;
	for (size_t i = 0; i < array_len(forbidden_codes); i++)
		clean = clean && doc_code_find(view_str(forbidden_codes[i])) == DOC_NONE_FOUND;
	expect(clean);
}

/* A form by hand: a head with what is given, then records put by the case. */

struct head {
	const char *link, *bookmark;
	uint64_t blob_part, blob_cx, styles, parts, form;
	unsigned other; /* a part kind that there is one of, besides the body */
	bool blob;
};

static void text(struct buf *b, struct view v)
{
	buf_varint(b, v.n);
	buf_put(b, v);
}

static struct buf begin(struct head h)
{
	struct buf b = buf_new(1u << 20);
	buf_varint(&b, h.form ? h.form : FORM_DOCUMENT);
	buf_varint(&b, h.link != NULL);
	if (h.link)
		text(&b, view_str(h.link));
	buf_varint(&b, h.blob);
	if (h.blob) {
		buf_varint(&b, h.blob_part);
		buf_varint(&b, h.blob_cx);
		buf_varint(&b, 1);
	}
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++)
		buf_varint(&b, i == DOC_IDENT_NUM	 ? 1
			       : i == DOC_IDENT_BOOKMARK ? h.bookmark != NULL
			       : i == DOC_IDENT_STYLE	 ? h.styles
							 : 0);
	if (h.bookmark)
		text(&b, view_str(h.bookmark));
	for (unsigned i = 0; i < DOC_PART_COUNT; i++)
		buf_varint(&b, i == DOC_PART_BODY ? (h.parts ? h.parts : 1) : i == h.other ? 1 : 0);
	return b;
}

static void open_n(struct buf *b, unsigned type, unsigned n)
{
	buf_varint(b, type + 2u);
	buf_varint(b, n);
}

static void close_n(struct buf *b, unsigned n)
{
	buf_fill(b, 0, n);
}

/* Body with one paragraph and one run open. */
static struct buf run_in(struct head h)
{
	struct buf b = begin(h);
	buf_varint(&b, DOC_PART_BODY);
	buf_varint(&b, 0);
	open_n(&b, DOC_T_w_document, 0);
	open_n(&b, DOC_T_w_body, 0);
	open_n(&b, DOC_T_w_p, 0);
	open_n(&b, DOC_T_w_r, 0);
	return b;
}

static enum err end(struct buf *b)
{
	close_n(b, 4);
	enum err e = rebuild_body(buf_view(b));
	buf_free(b);
	return e;
}

static enum err head_only(struct head h)
{
	struct buf b = run_in(h);
	return end(&b);
}

static void heads(void)
{
	expect_err(head_only((struct head){0}), OK);
	expect_err(head_only((struct head){.link = "https://a.example/"}), OK);
	static const char *const links[] = {"javascript:alert(1)",
					    "file:///c:/x",
					    "\\\\host\\share\\t.dotm",
					    "http://a.example/\" \\t \"x",
					    "https://u:p@a.example/",
					    "",
					    "http://a b/"};
	for (size_t i = 0; i < array_len(links); i++)
		expect_err(head_only((struct head){.link = links[i]}), E_FORM);
	expect_err(head_only((struct head){.bookmark = "_Toc1"}), OK);
	expect_err(head_only((struct head){.bookmark = "a\" \\d DDE"}), E_FORM);
	expect_err(head_only((struct head){.bookmark = ""}), E_FORM);
	expect_err(head_only((struct head){.blob = true, .blob_cx = 5}), OK);
	expect_err(head_only((struct head){.blob = true, .blob_cx = 5, .blob_part = 1}), E_FORM);
	expect_err(head_only((struct head){.blob = true}), E_FORM);
	expect_err(head_only((struct head){.styles = 1u << 30}), E_FORM);
	expect_err(head_only((struct head){.parts = 2}), E_FORM);
	expect_err(head_only((struct head){.other = DOC_PART_STYLES}), E_FORM); /* never comes */
	expect_err(head_only((struct head){.form = FORM_SHEET}), E_FORM);
	expect_err(head_only((struct head){.form = FORM_IMAGE}), E_FORM);
	expect_err(head_only((struct head){.form = 1u << 20}), E_FORM);
	struct buf b = begin((struct head){0});
	buf_varint(&b, DOC_PART_STYLES);
	buf_varint(&b, 0);
	open_n(&b, DOC_T_w_styles, 0);
	buf_u8(&b, 0);
	expect_err(rebuild_body(buf_view(&b)), E_FORM); /* no body */
	buf_free(&b);
}

static enum err one_text(struct view v)
{
	struct buf b = run_in((struct head){0});
	open_n(&b, DOC_T_w_t, 0);
	buf_varint(&b, 1);
	text(&b, v);
	close_n(&b, 1);
	return end(&b);
}

static void texts(void)
{
	expect_err(one_text(VIEW("関所 <w:object/>")), OK);
	expect_err(one_text(VIEW("a\x13 DDE \x14")), E_FORM);
	expect_err(one_text(VIEW("\xff")), E_FORM);
	expect_err(one_text(VIEW("a\xe2\x80\xae"
				 "b")),
		   E_FORM);
	expect_err(one_text(VIEW("\xed\xa0\x80")), E_FORM);
	expect_err(one_text(VIEW("a\x00"
				 "b")),
		   E_FORM);
}

static enum err records(void (*put)(struct buf *b), struct head h)
{
	struct buf b = run_in(h);
	put(&b);
	return end(&b);
}

static void unknown_type(struct buf *b)
{
	open_n(b, DOC_TYPE_COUNT, 0);
	close_n(b, 1);
}

static void foreign_child(struct buf *b)
{
	open_n(b, DOC_T_w_tbl, 0);
	close_n(b, 1);
}

static void second_once(struct buf *b)
{
	for (int i = 0; i < 2; i++) {
		open_n(b, DOC_T_w_CT_RPr_w_rPr, 0);
		close_n(b, 1);
	}
}

static void wrong_order(struct buf *b)
{
	open_n(b, DOC_T_w_t, 0);
	close_n(b, 1);
	open_n(b, DOC_T_w_CT_RPr_w_rPr, 0);
	close_n(b, 1);
}

static void text_in_element(struct buf *b)
{
	buf_varint(b, 1);
	text(b, VIEW("x"));
}

static void long_varint(struct buf *b)
{
	buf_u8(b, 0x83);
	buf_u8(b, 0x00);
}

static void end_without_field(struct buf *b)
{
	open_n(b, DOC_T_sk_fieldEnd, 0);
	close_n(b, 1);
}

static void field(struct buf *b, unsigned code, unsigned n)
{
	open_n(b, DOC_T_sk_field, 1);
	buf_varint(b, DOC_A_sk_field__code);
	buf_varint(b, code);
	buf_varint(b, n);
}

static void open_field(struct buf *b)
{
	field(b, DOC_CODE_NUMPAGES, 0);
	close_n(b, 1);
}

static void whole_field(struct buf *b)
{
	open_field(b);
	end_without_field(b);
}

static void unknown_code(struct buf *b)
{
	field(b, DOC_CODE_COUNT, 0);
	close_n(b, 1);
	end_without_field(b);
}

static void quoting_switch(struct buf *b)
{
	field(b, DOC_CODE_TIME, 1);
	buf_varint(b, 3); /* \@ */
	text(b, VIEW("HH\" \\d DDE"));
	close_n(b, 1);
	end_without_field(b);
}

static void plain_switch(struct buf *b)
{
	field(b, DOC_CODE_TIME, 1);
	buf_varint(b, 3);
	text(b, VIEW("HH:mm"));
	close_n(b, 1);
	end_without_field(b);
}

static void link_beyond(struct buf *b)
{
	open_n(b, DOC_T_sk_field, 1);
	buf_varint(b, DOC_A_sk_field__code);
	buf_varint(b, DOC_CODE_HYPERLINK);
	buf_u8(b, 1);
	buf_varint(b, 1); /* there is link 0 */
	buf_varint(b, 0);
	close_n(b, 1);
	end_without_field(b);
}

static void attributes(struct buf *b, unsigned first, unsigned second)
{
	open_n(b, DOC_T_w_sym, 2);
	for (int i = 0; i < 2; i++) {
		unsigned n = i ? second : first;
		buf_varint(b, n);
		if (n == DOC_A_w_sym__w_font)
			text(b, VIEW("Wingdings"));
		else
			buf_put(b, VIEW("\xf0\x41"));
	}
	close_n(b, 1);
}

static void attributes_right(struct buf *b)
{
	attributes(b, DOC_A_w_sym__w_font, DOC_A_w_sym__w_char);
}

static void attributes_turned(struct buf *b)
{
	attributes(b, DOC_A_w_sym__w_char, DOC_A_w_sym__w_font);
}

static void attribute_twice(struct buf *b)
{
	attributes(b, DOC_A_w_sym__w_font, DOC_A_w_sym__w_font);
}

static void attribute_beyond(struct buf *b)
{
	open_n(b, DOC_T_w_sym, 1);
	buf_varint(b, 40);
	buf_varint(b, 0);
	close_n(b, 1);
}

static void enum_beyond(struct buf *b)
{
	open_n(b, DOC_T_w_br, 1);
	buf_varint(b, DOC_A_w_br__w_type);
	buf_varint(b, 3);
	close_n(b, 1);
}

static void required_missing(struct buf *b)
{
	open_n(b, DOC_T_sk_picture, 0);
	close_n(b, 1);
}

static void empty_drawing(struct buf *b)
{
	open_n(b, DOC_T_w_drawing, 0);
	close_n(b, 1);
}

static void deep(struct buf *b)
{
	for (int i = 0; i < 60; i++) {
		open_n(b, DOC_T_sk_textBox, 2);
		buf_varint(b, DOC_A_sk_textBox__cx);
		buf_zigzag(b, 1);
		buf_varint(b, DOC_A_sk_textBox__cy);
		buf_zigzag(b, 1);
		open_n(b, DOC_T_w_txbxContent, 0);
		open_n(b, DOC_T_w_p, 0);
		open_n(b, DOC_T_w_r, 0);
	}
	close_n(b, 240);
}

static void nothing(struct buf *b unused_arg)
{
}

static void trailing(struct buf *b)
{
	close_n(b, 5);
}

static void grammar(void)
{
	static const struct {
		const char *what;
		void (*put)(struct buf *b);
		enum err want;
	} cases[] = {
	    {"an empty run", nothing, OK},
	    {"a type beyond the table", unknown_type, E_FORM},
	    {"a table in a run", foreign_child, E_FORM},
	    {"properties twice", second_once, E_FORM},
	    {"properties after text", wrong_order, E_FORM},
	    {"text where elements are", text_in_element, E_FORM},
	    {"a number said longer than need be", long_varint, E_FORM},
	    {"the end of no field", end_without_field, E_FORM},
	    {"a field left open", open_field, E_FORM},
	    {"a field", whole_field, OK},
	    {"a field code beyond the table", unknown_code, E_FORM},
	    {"a switch", plain_switch, OK},
	    {"a switch that leaves its quotes", quoting_switch, E_FORM},
	    {"a link that is not there", link_beyond, E_FORM},
	    {"attributes", attributes_right, OK},
	    {"attributes out of order", attributes_turned, E_FORM},
	    {"an attribute twice", attribute_twice, E_FORM},
	    {"an attribute beyond the type", attribute_beyond, E_FORM},
	    {"a word beyond the list", enum_beyond, E_FORM},
	    {"a record without what it must have", required_missing, E_FORM},
	    {"a drawing of nothing", empty_drawing, E_FORM},
	    {"nesting without end", deep, E_LIMIT_DEPTH},
	    {"records after the last", trailing, E_FORM},
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		enum err e = records(cases[i].put, (struct head){.link = "https://a.example/"});
		if (!tap_result(e == cases[i].want, cases[i].what, __FILE__, __LINE__))
			printf("# it gave %s\n", err_text(e)->name);
	}
}

/* A number of ours (shape ids, revision ids, bookmark names) cannot be said by the other side. */
static void auto_attribute(void)
{
	struct buf b = begin((struct head){.bookmark = "a"});
	buf_varint(&b, DOC_PART_BODY);
	buf_varint(&b, 0);
	open_n(&b, DOC_T_w_document, 0);
	open_n(&b, DOC_T_w_body, 0);
	open_n(&b, DOC_T_w_p, 0);
	open_n(&b, DOC_T_w_bookmarkStart, 1);
	buf_varint(&b, DOC_A_w_bookmarkStart__w_name);
	text(&b, VIEW("x"));
	close_n(&b, 1);
	close_n(&b, 3);
	expect_err(rebuild_body(buf_view(&b)), E_FORM);
	buf_free(&b);
}

/* No beginning of a form is a form; nor is one with anything behind it. */
static void cut(void)
{
	struct arena mem scope_end(arena_free) = arena_new(16u << 20);
	struct document_writer *w;
	struct buf b scope_end(buf_free) = buf_new(1u << 20);
	expect_err(document_begin(&mem, &limits_default, FORM_DOCUMENT, &w), OK);
	document_part_begin(w, DOC_PART_BODY);
	document_open(w, DOC_T_w_body);
	document_open(w, DOC_T_w_p);
	document_open(w, DOC_T_w_r);
	document_open(w, DOC_T_w_t);
	expect(document_text(w, VIEW("関所")));
	document_close(w);
	document_close(w);
	document_close(w);
	document_close(w);
	expect(document_part_end(w) == 0);
	expect_err(document_end(w, &b), OK);
	expect_err(rebuild_body(buf_view(&b)), OK);
	bool refused = true;
	for (size_t n = 0; n < b.n; n++)
		refused = refused && rebuild_body(view_sub(buf_view(&b), 0, n)) == E_FORM;
	expect(refused);
	for (unsigned byte = 0; byte < 256; byte++) {
		buf_u8(&b, (uint8_t)byte);
		refused = refused && rebuild_body(buf_view(&b)) == E_FORM;
		b.n--;
	}
	expect(refused);
}

int main(void)
{
	tables();
	heads();
	texts();
	grammar();
	auto_attribute();
	cut();
	return tap_done();
}
