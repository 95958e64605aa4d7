/* SPDX-License-Identifier: Apache-2.0
 * pptx.c: PowerPoint files made by tools/make_pptx_samples.py through both locks.
 *
 * The argument is the folder it wrote; what holds for every file: package_samples.h.
 */
#include "package_samples.h"

static void findings(void)
{
	static const struct wanted_finding rows[] = {
	    {"good/basic.pptx", FINDING_PICTURE, 1},
	    {"good/basic.pptx", FINDING_UNKNOWN_ELEMENT, 0},
	    {"good/basic.pptx", FINDING_BAD_VALUE, 0},
	    {"good/strict.pptx", FINDING_UNKNOWN_ELEMENT, 0},
	    {"good/strict.pptx", FINDING_BAD_VALUE, 0},
	    {"good/links.pptx", FINDING_LINK, 1},
	    {"good/links.pptx", FINDING_LINK_BAD, 1},
	    {"good/actions.pptx", FINDING_ACTION, 7},
	    {"good/actions.pptx", FINDING_MACRO, 1},
	    {"good/media.pptx", FINDING_MEDIA, 2},
	    {"good/objects.pptx", FINDING_OBJECT_PICTURE, 2},
	    {"good/objects.pptx", FINDING_ACTIVEX, 1},
	    {"good/diagram.pptx", FINDING_DIAGRAM_SHAPES, 1},
	    {"good/animated.pptx", FINDING_TIMELINE, 1},
	    {"good/noted.pptx", FINDING_NOTES, 2},
	    {"good/noted.pptx", FINDING_HIDDEN_SLIDE, 1},
	    {"good/noted.pptx", FINDING_COMMENTS, 1},
	    {"good/charted.pptx", FINDING_CHART_DATA, 1},
	    {"good/charted.pptx", FINDING_CHART, 1},
	    {"good/chart.docx", FINDING_CHART_DATA, 1},
	    {"good/sundry.pptm", FINDING_MACRO, 1},
	    {"good/sundry.pptm", FINDING_FONT, 1},
	    {"good/sundry.pptm", FINDING_PRINTER, 1},
	    {"good/sundry.pptm", FINDING_EXTERNAL, 1},
	};
	expect_findings(rows, array_len(rows));
}

/* All six kinds, and Strict, are one presentation. */
static void one_presentation(void)
{
	static const char *const same[] = {"good/basic.pptm", "good/basic.potx",
					   "good/basic.potm", "good/basic.ppsx",
					   "good/basic.ppsm", "good/strict.pptx"};
	expect_same("good/basic.pptx", same, array_len(same));
}

/* What a reader of the file sees and works with is there as it stood. */
static void kept(void)
{
	static const struct {
		const char *file, *part, *text;
	} rows[] = {
	    {"basic.pptx", "ppt/slides/slide2.xml", "drawingml/2006/table"},
	    {"basic.pptx", "ppt/slides/slide2.xml", "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"},
	    {"basic.pptx", "ppt/slides/slide3.xml", "<a:stCxn"},
	    {"links.pptx", "ppt/slides/slide1.xml", "action=\"ppaction://hlinksldjump\""},
	    {"links.pptx", "ppt/slides/slide1.xml", "hlinkshowjump?jump=nextslide"},
	    {"links.pptx", "ppt/slides/_rels/slide1.xml.rels", "../slides/slide3.xml"},
	    {"animated.pptx", "ppt/slides/slide1.xml", "<p:strVal val=\"1+#ppt_h/2\"/>"},
	    {"animated.pptx", "ppt/slides/slide1.xml", "<p:wipe dir=\"r\"/>"},
	    {"diagram.pptx", "ppt/slides/slide1.xml", "段階2"},
	    {"noted.pptx", "ppt/notesSlides/notesSlide1.xml", "覚え書き1"},
	    {"noted.pptx", "ppt/comments/comment1.xml", "確認してください"},
	    {"noted.pptx", "ppt/slides/slide2.xml", "show=\"0\""},
	    {"charted.pptx", "ppt/charts/chart1.xml", "<c:numLit><c:formatCode>#,##0_);[Red]"},
	    {"charted.pptx", "ppt/charts/chart1.xml", "<c:strLit>"},
	    {"charted.pptx", "ppt/drawings/chartShapes1.xml", "図中の注"},
	    {"old-chart.pptx", "ppt/charts/chart1.xml", "<c:smooth val=\"0\"/></c:ser>"},
	    {"old-chart.pptx", "ppt/charts/chart1.xml", "<c:minorTickMark val=\"none\"/>"},
	    {"old-chart.pptx", "ppt/charts/chart1.xml", "<c:roundedCorners val=\"0\"/>"},
	    {"old-chart.pptx", "ppt/charts/chart1.xml",
	     "<c:showVal val=\"1\"/><c:showCatName val=\"0\"/>"},
	    {"levels.pptx", "ppt/charts/chart1.xml", "令和７年 上期"},
	    {"chart.docx", "word/charts/chart1.xml", "予算の推移"},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "good/%s", rows[i].file);
		struct locks *l = locks_run(load(name), strrchr(name, '.') + 1, NULL);
		if (!tap_result(output_says(l, rows[i].part, rows[i].text), rows[i].part, __FILE__,
				__LINE__))
			printf("# %s without %s\n", rows[i].file, rows[i].text);
		locks_free(l);
	}
	struct locks *l = locks_run(load("good/basic.pptx"), "pptx", NULL);
	expect(view_has(buf_view(&l->preview), VIEW("関所の試験")));
	locks_free(l);
}

static void options(void)
{
	struct limits limits = limits_default;
	limits.options = LIMITS_DROP_HIDDEN | LIMITS_DROP_NOTES | LIMITS_DROP_COMMENTS;
	struct locks *l = locks_run(load("good/noted.pptx"), "pptx", &limits);
	expect(l->rebuilt == OK && locks_found(l, FINDING_HIDDEN_DROPPED) == 1);
	expect(locks_found(l, FINDING_NOTES_DROPPED) == 1);
	expect(!holds(buf_view(&l->form), VIEW("隠した頁")) &&
	       !holds(buf_view(&l->form), VIEW("覚え書き")) &&
	       !holds(buf_view(&l->form), VIEW("確認してください")) &&
	       !holds(buf_view(&l->form), VIEW("山田")));
	expect(output_says(l, "ppt/slides/slide2.xml", "終わり"));
	locks_free(l);
	limits.options = LIMITS_DROP_PERSON;
	l = locks_run(load("good/noted.pptx"), "pptx", &limits);
	expect(l->rebuilt == OK && !holds(buf_view(&l->form), VIEW("山田")));
	locks_free(l);
}

int main(int argc, char **argv)
{
	if (!samples_begin(argc, argv, "PowerPoint samples"))
		return tap_done();
	every_sample();
	findings();
	one_presentation();
	kept();
	options();
	expect_bent("good/charted.pptx", 400);
	arena_free(&memory);
	return tap_done();
}
