/* SPDX-License-Identifier: Apache-2.0
 * formula.c: formulas through both locks: what comes back as it was, what is made regular, what
 * cannot be said, and tokens that no reader of ours would write.
 */
#include "formulas.h"
#include "tap.h"

static struct buf tokens, text;

/* Parsed and printed; "" when it cannot be said. */
static struct view through(struct view in, enum formula_grammar grammar, enum finding_code *why)
{
	buf_clear(&tokens);
	buf_clear(&text);
	enum err e = formula_parse(in, grammar, &book_lookup, &tokens, why);
	assert(e == OK || (e == E_FORM && tokens.n == 0));
	if (e != OK)
		return VIEW("");
	e = formula_print(buf_view(&tokens), grammar, &book_names, &text);
	assert(e == OK); /* what lock 1 writes lock 2 takes */
	return buf_view(&text);
}

static void same_as(const char *in, const char *want, enum formula_grammar grammar)
{
	enum finding_code why = FINDING_LINK;
	struct view got = through(view_str(in), grammar, &why);
	if (!tap_result(view_eq(got, view_str(want)), in, __FILE__, __LINE__))
		printf("# got  %.*s\n# want %s (%u)\n", (int)got.n, (const char *)got.p, want, why);
}

static void refused(const char *in, enum finding_code want, enum formula_grammar grammar)
{
	enum finding_code why = FINDING_LINK;
	struct view got = through(view_str(in), grammar, &why);
	if (!tap_result(got.n == 0 && why == want, in, __FILE__, __LINE__))
		printf("# got  %.*s (%u)\n", (int)got.n, (const char *)got.p, why);
}

static const char *const stay[] = {
    "1",
    "0.5",
    "1.50",
    "1E+10",
    "2.5E-300",
    "0.000",
    "123456789012345678",
    "\"\"",
    "\"a\"\"b\"",
    "\"=cmd|'/c calc'!A0\"",
    "\"改行\n入り\"",
    "TRUE",
    "#N/A",
    "#REF!",
    "Sheet1!#REF!",
    "A1",
    "$A$1",
    "XFD1048576",
    "A$1:$B2",
    "A:A",
    "$A:XFD",
    "1:1",
    "$1:1048576",
    "Sheet1!A1",
    "'a b'!A1:B2",
    "'it''s'!$A:$B",
    "売上!A1",
    "'4月'!C3",
    "Sheet1:Sheet3!A1",
    "'a b:it''s'!A1",
    "Sheet1!A1:Sheet1!B2",
    "rate",
    "税率*2",
    "Sheet1!rate",
    "[0]!rate",
    "-A1",
    "--A1",
    "-2^2",
    "5%",
    "A1%%",
    "(1+2)*3",
    "((A1))",
    "1<=2",
    "1<>2",
    "A1>=-1",
    "A1&\"x\"&B1",
    "A1:B2 B1:C3",
    "SUM((A1,B2))",
    "SUM(A1,,3)",
    "IF(A1,,)",
    "NOW()",
    "SUM( A1 , B2 )",
    "IF(A1>0,\n   \"x\",\n   \"y\")",
    " 1 + 2 ",
    "INDEX(A:A,1):INDEX(A:A,9)",
    "A1:OFFSET(A1,1,0)",
    "{1,2;3,4}",
    "{-1.5,\"a\",TRUE,#N/A}",
    "SUM({1,2,3}*A1:C1)",
    "Table1[]",
    "Table1[列]",
    "Table1[#All]",
    "Table1[[a ]]",
    "Table1[#Totals]",
    "Table1[[#This Row],[列 1]]",
    "Table1[[#Headers],[#Data],[a]]",
    "Table1[[a]:[b]]",
    "Table1[[#This Row],[a]:[b]]",
    "表[it''s '[x'] '#1]",
    "SUBTOTAL(109,表[金額])",
    "_xlfn.XLOOKUP(A1,B:B,C:C,\"\")",
    "_xlfn._xlws.FILTER(A1:B9,A1:A9>0)",
    "_xlfn.LET(_xlpm.x,A1,_xlpm.x*_xlpm.x)",
    "_xlfn.MAP(A1:A3,_xlfn.LAMBDA(_xlpm.値,_xlpm.値+1))",
    "_xlfn.ANCHORARRAY(A1)",
    "_xlfn.SINGLE(A1:A9)",
    "LOG10(10)",
    "PHONETIC(A1)",
    "HYPERLINK(\"https://example.jp/a?b=c\")",
    "HYPERLINK(\"https://example.jp/\",\"見る\"&A1)",
    "HYPERLINK(\"mailto:a@example.jp\",\"a\")",
    "HYPERLINK(\"#Sheet1!A1\",\"目次\")",
    "HYPERLINK(\"#'a b'!A1\")",
    "MID(CELL(\"filename\",A1),FIND(\"]\",CELL(\"filename\",A1))+1,31)",
    "cmd",
    "SUM(cmd)",
    "A1,B1+1",
};

static void as_they_were(void)
{
	for (size_t i = 0; i < array_len(stay); i++)
		same_as(stay[i], stay[i], FORMULA_CELL);
}

static void made_regular(void)
{
	static const char *const pairs[][2] = {
	    {"sum(a1,$b$2)", "SUM(A1,$B$2)"},
	    {"XLOOKUP(A1,B:B,C:C)", "_xlfn.XLOOKUP(A1,B:B,C:C)"},
	    {"_xlfn.FILTER(A1:B9,A1:A9)", "_xlfn._xlws.FILTER(A1:B9,A1:A9)"},
	    {"_xlfn.NETWORKDAYS.INTL(A1,B1)", "NETWORKDAYS.INTL(A1,B1)"},
	    {"A1#", "_xlfn.ANCHORARRAY(A1)"},
	    {"SUM(Sheet1!A1#)", "SUM(_xlfn.ANCHORARRAY(Sheet1!A1))"},
	    {"@A1:A3", "_xlfn.SINGLE(A1:A3)"},
	    {"'Sheet1'!A1", "Sheet1!A1"},
	    {"sheet1!a1", "Sheet1!A1"},
	    {"RATE", "rate"},
	    {"true", "TRUE"},
	    {".5", "0.5"},
	    {"5.", "5"},
	    {"007", "7"},
	    {"1e5", "1E+5"},
	    {"12345678901234567890123", "1234567890123456789E+4"},
	    {"0.12345678901234567890123", "0.1234567890123456789"},
	    {"Table1", "Table1[]"},
	    {"Table1[ [#This Row] , [a] ]", "Table1[[#This Row],[a]]"},
	    {"\"a\r\nb\"", "\"a\nb\""},
	    {"1 +\r\n 2", "1 +\n 2"},
	    {"1\r+2", "1\n+2"},
	};
	for (size_t i = 0; i < array_len(pairs); i++)
		same_as(pairs[i][0], pairs[i][1], FORMULA_CELL);
}

static const struct {
	const char *text;
	enum finding_code why;
} unsaid[] = {
    {"WEBSERVICE(\"http://a.jp/\")", FINDING_FORMULA_CALL},
    {"webService(A1)", FINDING_FORMULA_CALL},
    {"_xlfn.WEBSERVICE(A1)", FINDING_FORMULA_CALL},
    {"_xlfn._xlws.WEBSERVICE(A1)", FINDING_FORMULA_CALL},
    {"_xlfn._xlfn.SUM(A1)", FINDING_FORMULA_CALL},
    {"_xludf.SUM(A1)", FINDING_FORMULA_CALL},
    {"_xll.SUM(A1)", FINDING_FORMULA_CALL},
    {"COM.MICROSOFT.WEBSERVICE(A1)", FINDING_FORMULA_CALL},
    {"ＷＥＢＳＥＲＶＩＣＥ(A1)", FINDING_FORMULA_CALL},
    {"WEBSERVICE (A1)", FINDING_FORMULA_VALUE},
    {"WEBSERVICE\n(A1)", FINDING_FORMULA_VALUE},
    {"cmd (A1)", FINDING_FORMULA_VALUE},
    {"cmd\n(A1)", FINDING_FORMULA_VALUE},
    {"cmd(A1)", FINDING_FORMULA_CALL},
    {"_xlpm.x(A1)", FINDING_FORMULA_CALL},
    {"_xlfn.LAMBDA(_xlpm.x,_xlpm.x)(1)", FINDING_FORMULA_VALUE},
    {"'WEBSERVICE'(A1)", FINDING_FORMULA_VALUE},
    {"Sheet1!SUM(A1)", FINDING_FORMULA_VALUE},
    {"[1]!macro(A1)", FINDING_FORMULA_OUTSIDE},
    {"RTD(\"a\",,\"b\")", FINDING_FORMULA_CALL},
    {"CALL(\"kernel32\",\"WinExec\",\"JCJ\",\"calc\",0)", FINDING_FORMULA_CALL},
    {"REGISTER.ID(\"a\",\"b\")", FINDING_FORMULA_CALL},
    {"EXEC(\"calc\")", FINDING_FORMULA_CALL},
    {"GET.CELL(1,A1)", FINDING_FORMULA_CALL},
    {"EVALUATE(A1)", FINDING_FORMULA_CALL},
    {"SUM(1,WEBSERVICE(A1))", FINDING_FORMULA_CALL},
    {"cmd|'/c calc'!A0", FINDING_FORMULA_OUTSIDE},
    {"cmd|'/c calc'!'A0'", FINDING_FORMULA_OUTSIDE},
    {"+cmd|'/c calc'!A0", FINDING_FORMULA_OUTSIDE},
    {"'cmd|/c calc'!A0", FINDING_FORMULA_OUTSIDE},
    {"Excel|Book1!A1", FINDING_FORMULA_OUTSIDE},
    {"1+Excel|Book1!A1", FINDING_FORMULA_OUTSIDE},
    {"[1]Sheet1!A1", FINDING_FORMULA_OUTSIDE},
    {"'[1]a b'!A1", FINDING_FORMULA_OUTSIDE},
    {"[1]!name", FINDING_FORMULA_OUTSIDE},
    {"'C:\\[b.xlsx]Sheet1'!A1", FINDING_FORMULA_OUTSIDE},
    {"'\\\\host\\share\\[b.xlsx]Sheet1'!A1", FINDING_FORMULA_OUTSIDE},
    {"'file:///c:/b.ods'#$Sheet1.A1", FINDING_FORMULA_VALUE},
    {"'http://a.jp/[b.xlsx]Sheet1'!A1", FINDING_FORMULA_OUTSIDE},
    {"HYPERLINK(A1)", FINDING_FORMULA_CALL},
    {"HYPERLINK()", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"http://a.jp/\"&A1)", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"#\"&A1)", FINDING_FORMULA_CALL},
    {"HYPERLINK(+\"http://a.jp/\")", FINDING_FORMULA_CALL},
    {"HYPERLINK((\"http://a.jp/\"))", FINDING_FORMULA_CALL},
    {"HYPERLINK(,\"x\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"file:///c:/\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"\\\\\\\\host\\\\share\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"javascript:alert(1)\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"[b.xlsx]Sheet1!A1\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"#[b.xlsx]Sheet1!A1\")", FINDING_FORMULA_CALL},
    {"HYPERLINK(\"#\\\\host\\a\")", FINDING_FORMULA_CALL},
    {"INDIRECT(A1)", FINDING_FORMULA_CALL},
    {"", FINDING_FORMULA_VALUE},
    {" ", FINDING_FORMULA_VALUE},
    {"=1", FINDING_FORMULA_VALUE},
    {"1+", FINDING_FORMULA_VALUE},
    {"(1", FINDING_FORMULA_VALUE},
    {"1)", FINDING_FORMULA_VALUE},
    {"1 2", FINDING_FORMULA_VALUE},
    {"1:A1", FINDING_FORMULA_VALUE},
    {"A1:2", FINDING_FORMULA_VALUE},
    {"\"a", FINDING_FORMULA_VALUE},
    {"'a", FINDING_FORMULA_VALUE},
    {"a b", FINDING_FORMULA_VALUE},
    {"unknown", FINDING_FORMULA_VALUE},
    {"Nowhere!A1", FINDING_FORMULA_VALUE},
    {"XFE1", FINDING_FORMULA_VALUE},
    {"A1048577", FINDING_FORMULA_VALUE},
    {"A0", FINDING_FORMULA_VALUE},
    {"R1C1", FINDING_FORMULA_VALUE},
    {"{1,2;3}", FINDING_FORMULA_VALUE},
    {"{A1}", FINDING_FORMULA_VALUE},
    {"{1+1}", FINDING_FORMULA_VALUE},
    {"{}", FINDING_FORMULA_VALUE},
    {"IF()", FINDING_FORMULA_VALUE},
    {"PI(1)", FINDING_FORMULA_VALUE},
    {"A1+1,B1", FINDING_FORMULA_VALUE},
    {"1;2", FINDING_FORMULA_VALUE},
    {"Table1[#Bad]", FINDING_FORMULA_VALUE},
    {"Table1[[#All],[#Data]]", FINDING_FORMULA_VALUE},
    {"Table1[a", FINDING_FORMULA_VALUE},
    {"Auto_Open", FINDING_FORMULA_VALUE},
    {"1E999", FINDING_FORMULA_VALUE},
    {"1e", FINDING_FORMULA_VALUE},
    {"3x", FINDING_FORMULA_VALUE},
    {"@1", FINDING_FORMULA_VALUE},
    {"@@A1", FINDING_FORMULA_VALUE},
    {"\"\xe2\x80\xae\"", FINDING_FORMULA_VALUE},
    {"\xff", FINDING_FORMULA_VALUE},
};

static void cannot_be_said(void)
{
	for (size_t i = 0; i < array_len(unsaid); i++)
		refused(unsaid[i].text, unsaid[i].why, FORMULA_CELL);
}

static void smaller_grammars(void)
{
	static const char *const areas[] = {"Sheet1!$A$1:$A$9",
					    "(Sheet1!$A$1,Sheet1!$C$1)",
					    "Sheet1!$A:$B,Sheet1!$1:$2",
					    "Sheet1!rate",
					    "[0]!rate",
					    "Sheet1!#REF!",
					    "Table1[列]"};
	for (size_t i = 0; i < array_len(areas); i++)
		same_as(areas[i], areas[i], FORMULA_AREAS);
	static const char *const no_areas[] = {"1",   "\"a\"", "A1+1", "SUM(A1)",
					       "-A1", "{1}",   "A1%"};
	for (size_t i = 0; i < array_len(no_areas); i++)
		refused(no_areas[i], FINDING_FORMULA_VALUE, FORMULA_AREAS);
	same_as("\"はい,いいえ\"", "\"はい,いいえ\"", FORMULA_RULE);
	same_as("AND(A1>0,COUNTIF($A:$A,A1)=1)", "AND(A1>0,COUNTIF($A:$A,A1)=1)", FORMULA_RULE);
	refused("HYPERLINK(\"https://a.jp/\")", FINDING_FORMULA_VALUE, FORMULA_RULE);
	refused("SUM({1,2})", FINDING_FORMULA_VALUE, FORMULA_RULE);
}

static void limits(void)
{
	struct buf b scope_end(buf_free) = buf_new(1 << 20);
	enum finding_code why;
	for (unsigned depth = 64; depth <= 65; depth++) {
		buf_clear(&b);
		for (unsigned i = 0; i < depth; i++)
			buf_str(&b, "(");
		buf_str(&b, "1");
		buf_fill(&b, ')', depth);
		expect((through(buf_view(&b), FORMULA_CELL, &why).n > 0) == (depth == 64));
	}
	for (unsigned args = 255; args <= 256; args++) {
		buf_clear(&b);
		buf_str(&b, "SUM(1");
		for (unsigned i = 1; i < args; i++)
			buf_str(&b, ",1");
		buf_str(&b, ")");
		expect((through(buf_view(&b), FORMULA_CELL, &why).n > 0) == (args == 255));
	}
	for (unsigned n = 8192; n <= 8193; n++) {
		buf_clear(&b);
		buf_fill(&b, '-', n - 1);
		buf_str(&b, "1");
		expect((through(buf_view(&b), FORMULA_CELL, &why).n > 0) == (n == 8192));
	}
}

static void put(unsigned tag, uint32_t n, const char *words)
{
	formula_token_write(&tokens,
			    &(struct formula_token){
				.tag = tag, .n = n, .text = view_str(words), .scientific = false});
}

static enum err printed(enum formula_grammar grammar)
{
	buf_clear(&text);
	enum err e = formula_print(buf_view(&tokens), grammar, &book_names, &text);
	buf_clear(&tokens);
	return e;
}

/* With lock 1 in other hands: tokens in an order, or with texts, that print as something alive. */
static void forged(void)
{
	buf_clear(&tokens);
	uint32_t link = formula_function_find(VIEW("HYPERLINK")),
		 sum = formula_function_find(VIEW("SUM"));
	put(FORMULA_T_CALL, link, "");
	put(FORMULA_T_STRING, 0, "file:///c:/windows/system32/calc.exe");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_CALL, link, "");
	put(FORMULA_T_URI, 0, "");
	put(FORMULA_T_INFIX, 5, "");
	put(FORMULA_T_STRING, 0, "x");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_CALL, link, "");
	put(FORMULA_T_OPEN, 0, "");
	put(FORMULA_T_STRING, 0, "\\\\host\\share");
	put(FORMULA_T_CLOSE, 0, "");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_CALL, link, "");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_URI, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_NAME, 5, ""); /* cmd ( "x" ) */
	put(FORMULA_T_INTERSECT, 1, "");
	put(FORMULA_T_OPEN, 0, "");
	put(FORMULA_T_STRING, 0, "x");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_NAME, 5, "");
	put(FORMULA_T_OPEN, 0, "");
	put(FORMULA_T_STRING, 0, "x");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_PARAM, 0, "x(1)");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_PARAM, 0, "cmd|'/c'!A0");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_CALL, FORMULA_FUNCTIONS, "");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_NAME, 6, "");
	expect_err(printed(FORMULA_CELL), E_FORM);
	put(FORMULA_T_CALL, sum, "");
	put(FORMULA_T_BOOL, 1, "");
	put(FORMULA_T_CLOSE, 0, "");
	expect_err(printed(FORMULA_AREAS), E_FORM);
	put(FORMULA_T_STRING, 0, "\"&WEBSERVICE(\"http://a.jp/\")&\"");
	expect_err(printed(FORMULA_CELL), OK);
	expect(view_eq(buf_view(&text), VIEW("\"\"\"&WEBSERVICE(\"\"http://a.jp/\"\")&\"\"\"")));
}

static const char *said;

static bool say_anything(unused_arg void *arg, unused_arg enum formula_thing thing,
			 unused_arg uint32_t number, struct view *ret)
{
	*ret = view_str(said);
	return said[0] != '-';
}

/* Whatever the form's lists hold, what they say is held to its grammar once more. */
static void forged_names(void)
{
	static const char *const sheets[] = {"a|b", "[1]S", "c:\\x", "\\\\h\\s",
					     "'q",  "a/b",  "-",     "a\nb"};
	static const char *const names[] = {"a b", "a!b",	"a|b",	       "A1", "R1C1",
					    "x(",  "Auto_Open", "_xlfn.X",     "1a", "TRUE",
					    "a'b", "[1]!x",	"auto_close2", "-"};
	static const char *const links[] = {"file:///a", "\\\\h\\s", "http://a.jp/\"&A1&\"", "-"};
	const struct formula_names any = {say_anything, NULL, {{1, 1, 1, 1}}};
	struct formula_token t = {.tag = FORMULA_T_CELL, .where = FORMULA_ON_SHEET};
	struct buf b scope_end(buf_free) = buf_new(4096);
	struct buf out scope_end(buf_free) = buf_new(4096);
	formula_token_write(&b, &t);
	for (size_t i = 0; i < array_len(sheets); i++) {
		said = sheets[i];
		expect_err(formula_print(buf_view(&b), FORMULA_CELL, &any, &out), E_NOT_FOUND);
	}
	buf_clear(&b);
	t = (struct formula_token){.tag = FORMULA_T_NAME};
	formula_token_write(&b, &t);
	for (size_t i = 0; i < array_len(names); i++) {
		said = names[i];
		expect_err(formula_print(buf_view(&b), FORMULA_CELL, &any, &out), E_NOT_FOUND);
	}
	buf_clear(&b);
	t = (struct formula_token){.tag = FORMULA_T_CALL,
				   .n = formula_function_find(VIEW("HYPERLINK"))};
	formula_token_write(&b, &t);
	t = (struct formula_token){.tag = FORMULA_T_URI};
	formula_token_write(&b, &t);
	t = (struct formula_token){.tag = FORMULA_T_CLOSE};
	formula_token_write(&b, &t);
	for (size_t i = 0; i < array_len(links); i++) {
		said = links[i];
		expect_err(formula_print(buf_view(&b), FORMULA_CELL, &any, &out), E_NOT_FOUND);
	}
	expect(out.n == 0);
}

int main(void)
{
	tokens = buf_new(1 << 20);
	text = buf_new(1 << 20);
	as_they_were();
	made_regular();
	cannot_be_said();
	smaller_grammars();
	limits();
	forged();
	forged_names();
	expect(formula_function_find(VIEW("ABS")) == 0);
	for (uint32_t i = 0; i < FORMULA_FUNCTIONS; i++)
		if (formula_function_find(view_str(formula_functions[i].name)) != i)
			tap_result(false, formula_functions[i].name, __FILE__, __LINE__);
	buf_free(&tokens);
	buf_free(&text);
	buf_free(&book_links);
	return tap_done();
}
