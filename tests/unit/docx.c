/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word files made by tools/make_docx_samples.py through both locks.
 *
 * The argument is the folder it wrote; what holds for every file: package_samples.h.
 */
#include "package_samples.h"

/* ---- what the report must say ---- */

static void findings(void)
{
	static const struct wanted_finding rows[] = {
	    {"bad/macro.docm", FINDING_MACRO, 1},
	    {"bad/macro-lying.docx", FINDING_MACRO, 1},
	    {"bad/ole.docx", FINDING_OLE, 1},
	    {"bad/ole.docx", FINDING_OBJECT_PICTURE, 1},
	    {"bad/ole-link.docx", FINDING_EXTERNAL, 1},
	    {"bad/activex.docx", FINDING_ACTIVEX, 1},
	    {"bad/external-image.docx", FINDING_EXTERNAL, 1},
	    {"bad/altchunk.docx", FINDING_ALTCHUNK, 1},
	    {"bad/dde.docx", FINDING_FIELD, 1},
	    {"bad/dde-quote.docx", FINDING_FIELD, 1},
	    {"bad/dde-simple.docx", FINDING_FIELD, 1},
	    {"bad/dde-nested.docx", FINDING_FIELD, 1},
	    {"bad/includepicture.docx", FINDING_FIELD, 1},
	    {"bad/includetext.docx", FINDING_FIELD, 1},
	    {"bad/hyperlink-field.docx", FINDING_LINK_BAD, 1},
	    {"bad/links.docx", FINDING_LINK_BAD, 12},
	    {"bad/links.docx", FINDING_LINK, 1},
	    {"bad/gap.docx", FINDING_GAP, 1},
	    {"bad/tail.docx", FINDING_TRAILING, 1},
	    {"bad/head.docx", FINDING_TRAILING, 1},
	    {"bad/metadata.docx", FINDING_TEMPLATE, 1},
	    {"bad/metadata.docx", FINDING_SIGNATURE, 1},
	    {"bad/metadata.docx", FINDING_THUMBNAIL, 1},
	    {"bad/metadata.docx", FINDING_PRINTER, 1},
	    {"bad/metadata.docx", FINDING_FONT, 1},
	    {"bad/metadata.docx", FINDING_GLOSSARY, 1},
	    {"bad/metadata.docx", FINDING_CUSTOM_XML, 1},
	    {"bad/metadata.docx", FINDING_UNKNOWN_PART, 1},
	    {"good/everything.docx", FINDING_COMMENTS, 1},
	    {"good/everything.docx", FINDING_TRACKED, 2},
	    {"good/everything.docx", FINDING_HIDDEN_TEXT, 1},
	    {"good/everything.docx", FINDING_LINK, 1},
	    {"good/everything.docx", FINDING_PICTURE, 1},
	    {"good/everything.docx", FINDING_UNKNOWN_ELEMENT, 0},
	    {"good/everything.docx", FINDING_UNKNOWN_ATTRIBUTE, 0},
	    {"good/everything.docx", FINDING_BAD_VALUE, 0},
	    {"good/everything.docx", FINDING_FIELD_TEXT, 0},
	    {"good/strict.docx", FINDING_BAD_VALUE, 0},
	    {"good/strict.docx", FINDING_UNKNOWN_ELEMENT, 0},
	};
	expect_findings(rows, array_len(rows));
}

/* All four kinds, and Strict, are one document. */
static void one_document(void)
{
	static const char *const same[] = {"good/everything.docm", "good/everything.dotx",
					   "good/everything.dotm", "good/strict.docx"};
	expect_same("good/everything.docx", same, array_len(same));
}

static void options(void)
{
	struct limits limits = limits_default;
	struct view author = VIEW("関所 太郎"), comment = VIEW("確認してください");
	struct locks *l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(holds(buf_view(&l->form), author) && holds(buf_view(&l->form), comment));
	locks_free(l);
	limits.options = LIMITS_DROP_PERSON;
	l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(l->rebuilt == OK && !holds(buf_view(&l->form), author));
	expect(holds(buf_view(&l->form), comment));
	locks_free(l);
	limits.options = LIMITS_DROP_COMMENTS;
	l = locks_run(load("good/everything.docx"), "docx", &limits);
	expect(l->rebuilt == OK && !holds(buf_view(&l->form), comment));
	expect(!holds(buf_view(&l->form), author));
	locks_free(l);
}

/* Old groups: what stands in the line keeps text clear of it, what floats does as it says. */
static void grouped(void)
{
	struct locks *l = locks_run(load("good/grouped.docx"), "docx", NULL);
	expect(output_says(l, "document.xml", "wrapTopAndBottom"));
	expect(output_says(l, "document.xml", "wrapSquare"));
	expect(output_says(l, "document.xml", "relativeFrom=\"page\""));
	expect(output_says(l, "document.xml", "行の中の枠") &&
	       output_says(l, "document.xml", "浮いた枠"));
	locks_free(l);
}

/* The text that a reader of the file sees is all there, in its order. */
static void text_kept(void)
{
	static const char *const words[] = {
	    "関所の見本",   "せきしょ",
	    "こちら",	    "目的",
	    "範囲",	    "所属",
	    "総務課",	    "コメント付き",
	    "追加した文字", "消した文字",
	    "枠の中の文章", "旧形式の枠",
	    "隠し文字",	    "令和8年11月21日",
	    "x=1",
	};
	struct locks *l = locks_run(load("good/everything.docx"), "docx", NULL);
	struct view form = buf_view(&l->form);
	size_t at = 0;
	for (size_t i = 0; i < array_len(words); i++) {
		struct view rest = view_sub(form, at, form.n);
		const uint8_t *hit = memmem(rest.p, rest.n, words[i], strlen(words[i]));
		if (!hit)
			printf("# %s is missing or out of order\n", words[i]);
		expect(hit != NULL);
		at += hit ? (size_t)(hit - rest.p) : 0;
	}
	locks_free(l);
}

int main(int argc, char **argv)
{
	if (!samples_begin(argc, argv, "Word samples"))
		return tap_done();
	every_sample();
	findings();
	one_document();
	options();
	grouped();
	text_kept();
	expect_bent("good/everything.docx", 400);
	arena_free(&memory);
	return tap_done();
}
