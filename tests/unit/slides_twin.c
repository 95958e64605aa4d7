/* SPDX-License-Identifier: Apache-2.0
 * slides_twin.c: a disarm that was captured and says what it likes about a presentation or a chart.
 * What acts on a click, in the timeline or in a chart has no record; the rest is E_FORM.
 */
#include "form/document_grammar.h"
#include "form/document_read.h"
#include "form/document_write.h"
#include "rebuild/rebuild.h"
#include "tap.h"

extern const struct target target_slides;

static uint32_t options;

static enum err rebuild_body(struct view body, struct buf *out)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	struct form_part part = {FORM_SLIDES, body};
	struct form form = {1, &part};
	struct limits limits = limits_default;
	limits.options |= options;
	struct rebuild r = {&form, &limits, &mem, out, &preview, ""};
	return target_slides.rebuild(&r);
}

/* What must not be sayable at all. */
// clang-format off
static const char *const forbidden_words[] = {
    "oleObj", "embed", "control", "controls", "cmd", "audio", "video", "cMediaNode", "sndAc", "stSnd", "snd",
    "sndTgt", "custDataLst", "tags", "embeddedFontLst", "modifyVerifier", "htmlPubPr", "extLst", "smartTags",
    "hlinkMouseOver", "audioFile", "videoFile", "wavAudioFile", "externalData", "pivotSource", "contentPart",
    "custShowLst", "sldSyncPr",
};
static const char *const forbidden_attrs[] = {
    "action", "invalidUrl", "tgtFrame", "macro", "textlink", "cmd", "progId", "link", "presetVerb",
};
// clang-format on

static bool among(const char *word, const char *const list[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static void tables(void)
{
	for (unsigned type = 0; type < DOC_TYPE_COUNT; type++) {
		const struct doc_type *t = &doc_types[type];
		bool ours = t->prefix == DOC_NS_P || t->prefix == DOC_NS_A ||
			    t->prefix == DOC_NS_C || t->prefix == DOC_NS_CDR;
		if (ours && among(t->local, forbidden_words, array_len(forbidden_words)))
			tap_result(false, t->local, __FILE__, __LINE__);
		for (unsigned i = 0; ours && i < t->n_attrs; i++)
			if (among(doc_attr_at(type, i)->local, forbidden_attrs,
				  array_len(forbidden_attrs)))
				tap_result(false, doc_attr_at(type, i)->local, __FILE__, __LINE__);
	}
	expect(true);
}

/* ---- values that a program evaluates ---- */

static void grammars(void)
{
	static const char *const alive[] = {"cmd()",
					    "javascript:alert(1)",
					    "\\\\host\\share",
					    "file:///c:/x",
					    "#ppt_x+shell(1)",
					    "eval(x)",
					    "ppaction://program",
					    "a\nb",
					    "WScript",
					    "$host",
					    "='x'"};
	static const char *const still[] = {"#ppt_x",
					    "0-#ppt_w/2",
					    "visible",
					    "1+#ppt_h/2",
					    "(6*min(max(#ppt_w*#ppt_h,.3),1)-7.4)/-.7*#ppt_w",
					    "#ff8000",
					    "sin(2.5*pi*$)",
					    "0, 0; .2, .5",
					    "",
					    "rgb(1,2,3)"};
	bool ok = true;
	for (size_t i = 0; i < array_len(alive); i++)
		ok = ok && !doc_text_ok(DOC_TEXT_ANIMATION, view_str(alive[i])) &&
		     !doc_text_ok(DOC_TEXT_MOTION, view_str(alive[i])) &&
		     !doc_text_ok(DOC_TEXT_TIME, view_str(alive[i])) &&
		     !doc_text_ok(DOC_TEXT_DECIMAL, view_str(alive[i])) &&
		     !doc_text_ok(DOC_TEXT_GUID, view_str(alive[i]));
	expect(ok);
	for (size_t i = 0; i < array_len(still); i++)
		ok = ok && doc_text_ok(DOC_TEXT_ANIMATION, view_str(still[i]));
	expect(ok);
	expect(doc_text_ok(DOC_TEXT_MOTION, VIEW("M 0 0 L 0.25 -1.0E-5 Z")));
	expect(doc_text_ok(DOC_TEXT_TIME, VIEW("indefinite")) &&
	       doc_text_ok(DOC_TEXT_TIME, VIEW("500")));
	expect(!doc_text_ok(DOC_TEXT_TIME, VIEW("-1")) &&
	       !doc_text_ok(DOC_TEXT_DECIMAL, VIEW("INF")));
	expect(doc_text_ok(DOC_TEXT_DECIMAL, VIEW("-1.5E-3")) &&
	       !doc_text_ok(DOC_TEXT_DECIMAL, VIEW("1e")));
	expect(!doc_text_ok(DOC_TEXT_GUID, VIEW("{5C22544A-7EE6-4342-B048-85BDC9FD1C3}")));
}

static void number_formats(void)
{
	static const char *const good[] = {"General",
					   "#,##0_);[Red]\\(#,##0\\)",
					   "[$-411]ggge\"年\"m\"月\"d\"日\"",
					   "[<=99]0;[>=100]0.0;@",
					   "_(* #,##0.00_);_(* \\(#,##0.00\\)",
					   "[h]:mm:ss",
					   "[DBNum1][$-411]0",
					   "[$¥-411]#,##0",
					   "yyyy/m/d"};
	static const char *const bad[] = {"\"open", "[Red",	 "[http://x/]0", "[$\\\\host\\x]0",
					  "[cmd]0", "0;0;0;0;0", "a\nb",	 "[$http://x]0"};
	bool ok = true;
	for (size_t i = 0; i < array_len(good); i++)
		ok = ok && doc_text_ok(DOC_TEXT_NUMFMT, view_str(good[i]));
	expect(ok);
	for (size_t i = 0; i < array_len(bad); i++)
		ok = ok && !doc_text_ok(DOC_TEXT_NUMFMT, view_str(bad[i]));
	expect(ok);
}

/* ---- whole forms, made with the writer and then spoilt by hand ---- */

static void leaf(struct document_writer *w, unsigned type)
{
	document_open(w, type);
	document_close(w);
}

static uint32_t key = 100;

/* What must be there, with the first value that will do. */
static void fill(struct document_writer *w, unsigned type)
{
	const struct doc_type *t = &doc_types[type];
	for (unsigned i = 0; i < t->n_attrs; i++) {
		const struct doc_attr *a = doc_attr_at(type, i);
		if (!(a->flags & DOC_REQUIRED))
			continue;
		if (a->class == DOC_TEXT)
			(void)document_view(w, i, VIEW("x"));
		else if (a->class == DOC_IDENT)
			(void)document_int(w, i,
					   document_ident(w, (enum doc_ident_dialect)a->dialect,
							  view_of(&(uint32_t){++key}, sizeof key)));
		else
			(void)document_int(w, i, a->class == DOC_INT ? a->min : 0);
	}
	for (unsigned i = 0; i < t->n_children; i++) {
		const struct doc_child *row = &doc_children[t->first_child + i];
		if (!(row->flags & DOC_REQUIRED))
			continue;
		document_open(w, row->type);
		fill(w, row->type);
		document_close(w);
	}
}

static void open_text(struct document_writer *w, unsigned type, unsigned attr, struct view v)
{
	document_open(w, type);
	if (!document_view(w, attr, v))
		tap_result(false, "a value of the base", __FILE__, __LINE__);
}

/* <p:anim> that moves the shape `ident`, and a <p:set> with a value. */
static void timeline(struct document_writer *w, uint32_t ident)
{
	static const unsigned path[] = {DOC_T_p_timing, DOC_T_p_tnLst,	    DOC_T_p_par,
					DOC_T_p_cTn,	DOC_T_p_childTnLst, DOC_T_p_set};
	for (size_t i = 0; i < array_len(path); i++)
		document_open(w, path[i]);
	document_open(w, DOC_T_p_cBhvr);
	leaf(w, DOC_T_p_cTn);
	document_open(w, DOC_T_p_tgtEl);
	document_open(w, DOC_T_p_spTgt);
	expect(document_int(w, DOC_A_p_spTgt__spid, ident));
	document_close(w);
	document_close(w);
	document_open(w, DOC_T_p_attrNameLst);
	document_open(w, DOC_T_p_attrName);
	expect(document_text_int(w, 0));
	document_close(w);
	document_close(w);
	document_close(w);
	document_open(w, DOC_T_p_CT_TLAnimVariant_p_to);
	open_text(w, DOC_T_p_strVal, DOC_A_p_strVal__val, VIEW("#ppt_x+#ppt_y"));
	document_close(w);
	document_close(w);
	for (size_t i = 0; i < array_len(path); i++)
		document_close(w);
}

static void shape(struct document_writer *w, uint32_t ident)
{
	document_open(w, DOC_T_p_sp);
	document_open(w, DOC_T_p_nvSpPr);
	document_open(w, DOC_T_p_cNvPr);
	(void)document_int(w, DOC_A_p_cNvPr__id, ident);
	(void)document_view(w, DOC_A_p_cNvPr__name, VIEW("x"));
	document_open(w, DOC_T_a_hlinkClick);
	(void)document_int(w, DOC_A_a_hlinkClick__r_id,
			   document_link(w, VIEW("https://a.example/abc")));
	document_close(w);
	document_close(w);
	document_close(w);
	document_close(w);
}

static void jump(struct document_writer *w, uint32_t ident)
{
	document_open(w, DOC_T_p_sp);
	document_open(w, DOC_T_p_nvSpPr);
	document_open(w, DOC_T_p_cNvPr);
	(void)document_int(w, DOC_A_p_cNvPr__id, ident);
	document_open(w, DOC_T_sk_slideJump);
	expect(document_int(w, DOC_A_sk_slideJump__slide, 1));
	for (int i = 0; i < 4; i++)
		document_close(w);
}

static void slide(struct document_writer *w, unsigned n)
{
	uint32_t ident = document_ident(w, DOC_IDENT_SHAPE, view_of(&n, sizeof n));
	document_part_begin(w, DOC_PART_SLIDE);
	document_relation(w, DOC_PART_LAYOUT, 0);
	if (n == 1)
		(void)document_int(w, DOC_A_p_sld__show, 0);
	document_open(w, DOC_T_p_cSld);
	document_open(w, DOC_T_p_spTree);
	fill(w, DOC_T_p_spTree);
	if (n == 0)
		jump(w, document_ident(w, DOC_IDENT_SHAPE, VIEW("jump")));
	shape(w, ident);
	document_close(w);
	document_close(w);
	if (n == 0)
		timeline(w, ident);
	expect(document_part_end(w) == n);
}

static void chart(struct document_writer *w)
{
	document_part_begin(w, DOC_PART_CHART);
	document_open(w, DOC_T_c_CT_Chart_c_chart);
	document_open(w, DOC_T_c_plotArea);
	document_open(w, DOC_T_c_valAx);
	document_open(w, DOC_T_c_axId);
	(void)document_int(w, DOC_A_c_axId__val, 1);
	document_close(w);
	document_open(w, DOC_T_c_scaling);
	open_text(w, DOC_T_c_max, DOC_A_c_max__val, VIEW("10.55555"));
	document_close(w);
	document_close(w);
	open_text(w, DOC_T_c_numFmt, DOC_A_c_numFmt__formatCode, VIEW("[$-411]0.00000"));
	document_close(w);
	fill(w, DOC_T_c_valAx);
	for (int i = 0; i < 3; i++)
		document_close(w);
	(void)document_part_end(w);
}

/* Two slides, the second one hidden; the first jumps to it. */
static void base(struct buf *out)
{
	static const enum doc_part_kind frame[] = {DOC_PART_THEME, DOC_PART_MASTER,
						   DOC_PART_LAYOUT};
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct document_writer *w;
	expect_err(document_begin(&mem, &limits_default, FORM_SLIDES, &w), OK);
	for (size_t i = 0; i < array_len(frame); i++) {
		document_part_begin(w, frame[i]);
		if (i > 0)
			document_relation(w, frame[i - 1], 0);
		fill(w, doc_parts[frame[i]].root);
		expect(document_part_end(w) == 0);
	}
	document_promise(w, DOC_PART_SLIDE, 2);
	slide(w, 0);
	slide(w, 1);
	chart(w);
	document_part_begin(w, DOC_PART_PRESENTATION);
	document_open(w, DOC_T_p_sldIdLst);
	for (int i = 0; i < 2; i++) {
		document_open(w, DOC_T_p_sldId);
		(void)document_int(w, DOC_A_p_sldId__r_id, i);
		document_close(w);
	}
	document_close(w);
	fill(w, DOC_T_p_presentation);
	expect(document_part_end(w) == 0);
	expect_err(document_end(w, out), OK);
}

static enum err rebuilt(struct view body)
{
	struct buf out scope_end(buf_free) = buf_new(16u << 20);
	return rebuild_body(body, &out);
}

static uint8_t *found(const struct buf *b, struct view what)
{
	for (size_t i = 0; i + what.n <= b->n; i++)
		if (memcmp(b->p + i, what.p, what.n) == 0)
			return b->p + i;
	return NULL;
}

/* The same length, so that nothing else of the form changes. */
static void values(struct buf *b)
{
	static const char *const rows[][2] = {
	    {"#ppt_x+#ppt_y", "shell('calc')"},
	    {"#ppt_x+#ppt_y", "javascript:12"},
	    {"#ppt_x+#ppt_y", "\\\\host\\shar.x"},
	    {"#ppt_x+#ppt_y", "#ppt_x+#cmd_y"},
	    {"10.55555", "='[a]b'!"},
	    {"10.55555", "INFINITY"},
	    {"[$-411]0.00000", "[$\\\\host\\x]0.0"},
	    {"[$-411]0.00000", "[cmd]000.00000"},
	    {"https://a.example/abc", "file:///c:/win/ab.exe"},
	    {"https://a.example/abc", "ppaction://program?ab"},
	    {"https://a.example/abc", "\\\\host\\share\\abc.pptm"},
	    {"https://a.example/abc", "javascript:alert(123)"},
	};
	expect_err(rebuilt(buf_view(b)), OK);
	for (size_t i = 0; i < array_len(rows); i++) {
		struct view good = view_str(rows[i][0]), bad = view_str(rows[i][1]);
		uint8_t *at = good.n == bad.n ? found(b, good) : NULL;
		expect(at != NULL);
		if (!at)
			continue;
		memcpy(at, bad.p, bad.n);
		if (!tap_result(rebuilt(buf_view(b)) == E_FORM, rows[i][1], __FILE__, __LINE__))
			printf("# it was taken\n");
		memcpy(at, good.p, good.n);
	}
}

/* Numbers beyond what there is: a slide, a word of the list, the shape's own number twice. */
static void numbers(struct buf *b)
{
	struct buf jumps scope_end(buf_free) = buf_new(64), name scope_end(buf_free) = buf_new(64);
	buf_varint(&jumps, DOC_T_sk_slideJump + 2u);
	buf_put(&jumps, VIEW("\x01\x00\x01"));
	uint8_t *at = found(b, buf_view(&jumps));
	expect(at != NULL);
	if (at) {
		at[jumps.n - 1] = 2;
		expect_err(rebuilt(buf_view(b)), E_FORM);
		at[jumps.n - 1] = 0;
		expect_err(rebuilt(buf_view(b)), OK);
		at[jumps.n - 1] = 1;
	}
	buf_varint(&name, DOC_T_p_attrName + 2u);
	buf_put(&name, VIEW("\x00\x01\x00"));
	at = found(b, buf_view(&name));
	expect(at != NULL);
	if (at) {
		at[name.n - 1] = 127; /* the list has fewer */
		expect_err(rebuilt(buf_view(b)),
			   doc_enums[doc_types[DOC_T_p_attrName].text.list].n > 127 ? OK : E_FORM);
		at[name.n - 1] = 0;
	}
}

/* The policy leaves hidden slides out, whatever disarm let through: no name of its part is there.
 */
static void hidden(const struct buf *b)
{
	struct buf all scope_end(buf_free) = buf_new(16u << 20);
	struct buf few scope_end(buf_free) = buf_new(16u << 20);
	expect_err(rebuild_body(buf_view(b), &all), OK);
	options = LIMITS_DROP_HIDDEN;
	expect_err(rebuild_body(buf_view(b), &few), OK);
	options = 0;
	expect(found(&all, VIEW("ppt/slides/slide2.xml")) &&
	       found(&few, VIEW("ppt/slides/slide1.xml")));
	expect(!found(&few, VIEW("ppt/slides/slide2.xml")));
	/* Nothing leads to the chart, so it is not written. */
	expect(!found(&all, VIEW("ppt/charts/")));
}

/* What stands in another form's part has no place in this one, and the other way. */
static void other_forms(struct buf *b)
{
	uint8_t kept = b->p[0];
	for (unsigned form = 1; form < 10; form++) {
		b->p[0] = (uint8_t)form;
		expect_err(rebuilt(buf_view(b)), form == FORM_SLIDES ? OK : E_FORM);
	}
	b->p[0] = kept;
}

int main(void)
{
	struct buf b scope_end(buf_free) = buf_new(4u << 20);
	tables();
	grammars();
	number_formats();
	base(&b);
	values(&b);
	numbers(&b);
	hidden(&b);
	other_forms(&b);
	return tap_done();
}
