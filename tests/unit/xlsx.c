/* SPDX-License-Identifier: Apache-2.0
 * xlsx.c: Excel files made by tools/make_xlsx_samples.py through both locks.
 *
 * The argument is the folder it wrote; what holds for every file: package_samples.h.
 */
#include "package_samples.h"

static void findings(void)
{
	static const struct wanted_finding rows[] = {
	    {"bad/formula-dde.xlsx", FINDING_FORMULA_OUTSIDE, 1},
	    {"bad/formula-external.xlsx", FINDING_FORMULA_OUTSIDE, 1},
	    {"bad/formula-webservice.xlsx", FINDING_FORMULA_CALL, 1},
	    {"bad/formula-rtd.xlsx", FINDING_FORMULA_CALL, 1},
	    {"bad/formula-call.xlsx", FINDING_FORMULA_CALL, 1},
	    {"bad/formula-unknown.xlsx", FINDING_FORMULA_VALUE, 1},
	    {"bad/macro.xlsm", FINDING_MACRO, 1},
	    {"bad/macro-lying.xlsx", FINDING_MACRO, 1},
	    {"bad/macrosheet.xlsm", FINDING_MACRO, 2},
	    {"bad/links.xlsx", FINDING_LINK_BAD, 7},
	    {"bad/external-link.xlsx", FINDING_EXTERNAL, 1},
	    {"bad/external-link.xlsx", FINDING_FORMULA_OUTSIDE, 1},
	    {"bad/connections.xlsx", FINDING_EXTERNAL, 1},
	    {"bad/pivot.xlsx", FINDING_PIVOT, 1},
	    {"bad/ole.xlsx", FINDING_OLE, 1},
	    {"bad/metadata.xlsx", FINDING_PRINTER, 1},
	    {"bad/metadata.xlsx", FINDING_CUSTOM_XML, 1},
	    {"bad/unlisted-sheet.xlsx", FINDING_UNKNOWN_PART, 1},
	    {"bad/gap.xlsx", FINDING_GAP, 1},
	    {"bad/tail.xlsx", FINDING_TRAILING, 1},
	    {"bad/rules.xlsx", FINDING_FORMULA_CALL, 1},
	    {"bad/rules.xlsx", FINDING_FORMULA_OUTSIDE, 1},
	    {"good/everything.xlsx", FINDING_COMMENTS, 1},
	    {"good/everything.xlsx", FINDING_LINK, 1},
	    {"good/everything.xlsx", FINDING_PICTURE, 1},
	    {"good/everything.xlsx", FINDING_HIDDEN_SHEET, 1},
	    {"good/everything.xlsx", FINDING_HIDDEN_CELLS, 2},
	    {"good/everything.xlsx", FINDING_UNKNOWN_ELEMENT, 0},
	    {"good/everything.xlsx", FINDING_BAD_VALUE, 0},
	    {"good/strict.xlsx", FINDING_BAD_VALUE, 0},
	    {"good/strict.xlsx", FINDING_UNKNOWN_ELEMENT, 0},
	};
	expect_findings(rows, array_len(rows));
}

/* All four kinds, and Strict, are one workbook. */
static void one_workbook(void)
{
	static const char *const same[] = {"good/everything.xlsm", "good/everything.xltx",
					   "good/everything.xltm", "good/strict.xlsx"};
	expect_same("good/everything.xlsx", same, array_len(same));
}

/* What a reader of the file sees and works with is there as it stood. */
static void kept(void)
{
	static const struct {
		const char *part, *text;
	} rows[] = {
	    {"xl/sharedStrings.xml", "<rPh sb=\"0\" eb=\"2\"><t>セキショ</t></rPh>"},
	    {"xl/sharedStrings.xml", "改行\nあり _x005F_x0041_ のまま"},
	    {"xl/sharedStrings.xml", "<t xml:space=\"preserve\"> 部分 </t>"},
	    {"xl/sharedStrings.xml", "<t>=cmd|'/c calc'!A0</t>"},
	    {"xl/worksheets/sheet1.xml", "<v>0.1000000000000000055511151231257827</v>"},
	    {"xl/worksheets/sheet1.xml", "<c r=\"B6\"><f>A6*2+$C$2</f><v>8</v></c>"},
	    {"xl/worksheets/sheet1.xml", "<f t=\"array\" ref=\"C5:C6\">TRANSPOSE(A2:B2)</f>"},
	    {"xl/worksheets/sheet1.xml", "location=\"別表!A1\""},
	    {"xl/worksheets/sheet1.xml", "<mergeCell ref=\"D2:D3\"/>"},
	    {"xl/worksheets/sheet1.xml", "<formula>$A$4+1</formula>"},
	    {"xl/worksheets/sheet1.xml", "sqref=\"A9 A11:A12\""},
	    {"xl/worksheets/sheet1.xml", "sqref=\"A10\"><formula1>別表!$A$1:$A$3</formula1></"
					 "dataValidation></dataValidations>"},
	    {"xl/worksheets/sheet1.xml", "&amp;C&amp;P / &amp;N ページ&amp;R</oddFooter>"},
	    {"xl/worksheets/sheet2.xml", "<f>一覧!A4+SUM(表1[金額])</f>"},
	    {"xl/workbook.xml", "<definedName name=\"税率\">別表!$A$1*0.1</definedName>"},
	    {"xl/workbook.xml", "state=\"hidden\""},
	    {"xl/styles.xml", "[$-411]ggge"},
	    {"xl/drawings/drawing1.xml", "図形の文字"},
	    {"xl/drawings/vmlDrawing1.vml",
	     "<x:Anchor>2, 15, 0, 7, 4, 15, 4, 13</x:Anchor><x:AutoFill>False</x:AutoFill>"
	     "<x:Row>1</x:Row><x:Column>1</x:Column><x:Visible/>"},
	};
	struct locks *l = locks_run(load("good/everything.xlsx"), "xlsx", NULL);
	for (size_t i = 0; i < array_len(rows); i++)
		if (!tap_result(output_says(l, rows[i].part, rows[i].text), rows[i].part, __FILE__,
				__LINE__))
			printf("# without %s\n", rows[i].text);
	expect(view_has(buf_view(&l->preview), VIEW("関所の見本\t")));
	locks_free(l);
	l = locks_run(load("good/date1904.xlsx"), "xlsx", NULL);
	expect(output_says(l, "xl/workbook.xml", "date1904=\"1\""));
	expect(output_says(l, "xl/worksheets/sheet1.xml", "t=\"d\"><v>2026-11-21T00:00:00</v>"));
	locks_free(l);
	l = locks_run(load("bad/names.xlsx"), "xlsx", NULL);
	expect(output_says(l, "xl/worksheets/sheet1.xml",
			   "<c r=\"A1\"><v>5</v></c><c r=\"B1\"><f>良名+1</f><v>6</v></c>"));
	locks_free(l);
}

static void options(void)
{
	struct limits limits = limits_default;
	limits.options = LIMITS_DROP_COMMENTS;
	struct locks *l = locks_run(load("good/everything.xlsx"), "xlsx", &limits);
	expect(l->rebuilt == OK && !output_says(l, "xl/comments1.xml", "comment") &&
	       !output_says(l, "xl/worksheets/sheet1.xml", "legacyDrawing"));
	expect(!holds(buf_view(&l->form), VIEW("確認:")));
	locks_free(l);
	limits.options = LIMITS_DROP_PERSON;
	l = locks_run(load("good/everything.xlsx"), "xlsx", &limits);
	expect(l->rebuilt == OK && output_says(l, "xl/comments1.xml", "確認:") &&
	       !holds(buf_view(&l->form), VIEW("関所 太郎")));
	locks_free(l);
	limits.options = LIMITS_DROP_HIDDEN;
	l = locks_run(load("good/everything.xlsx"), "xlsx", &limits);
	expect(l->rebuilt == OK && !output_says(l, "xl/workbook.xml", "隠し") &&
	       output_says(l, "xl/workbook.xml", "別表"));
	expect(locks_found(l, FINDING_HIDDEN_DROPPED) == 1);
	locks_free(l);
}

int main(int argc, char **argv)
{
	if (!samples_begin(argc, argv, "Excel samples"))
		return tap_done();
	every_sample();
	findings();
	one_workbook();
	kept();
	options();
	expect_bent("good/everything.xlsx", 400);
	arena_free(&memory);
	return tap_done();
}
