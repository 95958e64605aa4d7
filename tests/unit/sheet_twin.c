/* SPDX-License-Identifier: Apache-2.0
 * sheet_twin.c: a disarm that was captured and says what it likes about a workbook. Every record
 * outside the grammar is E_FORM, and nothing of the file is used then.
 */
#include "form/document_read.h"
#include "rebuild/rebuild.h"
#include "tap.h"

extern const struct target target_sheet;

static enum err rebuild_body(struct view body)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct buf out scope_end(buf_free) = buf_new(16u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	struct form_part part = {FORM_SHEET, body};
	struct form form = {1, &part};
	struct rebuild r = {&form, &limits_default, &mem, &out, &preview, ""};
	return target_sheet.rebuild(&r);
}

/* What must not be sayable at all. */
// clang-format off
static const char *const forbidden_words[] = {
    "externalReference", "externalBook", "oleObject", "control", "connection", "pivotCache", "scenario",
    "customWorkbookView", "webPublishing", "fileSharing", "functionGroup", "legacyDrawingHF", "smartTag",
    "dataConsolidate", "protectedRange", "sheetProtection", "xmlColumnPr", "f", "c", "definedName",
};
static const char *const forbidden_attrs[] = {
    "codeName", "connectionId", "vbProcedure", "xlm", "functionGroupId", "publishToServer", "textlink",
    "refreshAllConnections", "updateLinks", "fullCalcOnLoad", "sourceFile", "shapeId", "customMenu",
};
// clang-format on

static void tables(void)
{
	for (unsigned type = 0; type < DOC_TYPE_COUNT; type++) {
		const struct doc_type *t = &doc_types[type];
		if (t->prefix != DOC_NS_X)
			continue;
		for (size_t k = 0; k < array_len(forbidden_words); k++)
			if (strcmp(t->local, forbidden_words[k]) == 0)
				tap_result(false, t->local, __FILE__, __LINE__);
		for (unsigned i = 0; i < t->n_attrs; i++)
			for (size_t k = 0; k < array_len(forbidden_attrs); k++)
				if (strcmp(doc_attr_at(type, i)->local, forbidden_attrs[k]) == 0)
					tap_result(false, doc_attr_at(type, i)->local, __FILE__,
						   __LINE__);
	}
	expect(true);
}

/* ---- a form by hand ---- */

struct book {
	uint64_t idents[DOC_IDENT_KINDS], parts[DOC_PART_COUNT];
	const char *link;
};

static void text(struct buf *b, struct view v)
{
	buf_varint(b, v.n);
	buf_put(b, v);
}

static void open_n(struct buf *b, unsigned type, unsigned n)
{
	buf_varint(b, type + 2u);
	buf_varint(b, n);
}

static void attr_text(struct buf *b, unsigned attr, const char *s)
{
	buf_varint(b, attr);
	text(b, view_str(s));
}

static void attr_n(struct buf *b, unsigned attr, uint64_t n)
{
	buf_varint(b, attr);
	buf_varint(b, n);
}

static void attr_z(struct buf *b, unsigned attr, int64_t n)
{
	buf_varint(b, attr);
	buf_zigzag(b, n);
}

static void close_n(struct buf *b, unsigned n)
{
	buf_fill(b, 0, n);
}

static struct buf head(const struct book *k)
{
	struct buf b = buf_new(1u << 20);
	buf_varint(&b, FORM_SHEET);
	buf_varint(&b, k->link != NULL);
	if (k->link)
		text(&b, view_str(k->link));
	buf_varint(&b, 0);
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++)
		buf_varint(&b, i == DOC_IDENT_NUM ? 1 : k->idents[i]);
	for (unsigned i = 0; i < DOC_PART_COUNT; i++)
		buf_varint(&b, i == DOC_PART_WORKBOOK ? 1 : k->parts[i]);
	return b;
}

static void part(struct buf *b, unsigned kind)
{
	buf_varint(b, kind);
	buf_varint(b, 0);
	open_n(b, doc_parts[kind].root, 0);
}

static void sheet_row(struct buf *b, const char *name, uint64_t of, int state)
{
	open_n(b, DOC_T_sk_sheet, state >= 0 ? 3 : 2);
	attr_text(b, DOC_A_sk_sheet__name, name);
	if (state >= 0)
		attr_n(b, DOC_A_sk_sheet__state, (uint64_t)state);
	attr_n(b, DOC_A_sk_sheet__part, of);
	close_n(b, 1);
}

/* One sheet called `name`; `names` is put where defined names stand, `cells` into a row. */
typedef void put(struct buf *b);

static enum err book_with(struct book k, const char *name, put *names, put *cells, put *behind)
{
	k.idents[DOC_IDENT_SHEET] = 1;
	k.parts[DOC_PART_SHEET] = 1;
	struct buf b = head(&k);
	part(&b, DOC_PART_WORKBOOK);
	open_n(&b, DOC_T_x_sheets, 0);
	sheet_row(&b, name, 0, -1);
	close_n(&b, 1);
	if (names) {
		open_n(&b, DOC_T_x_definedNames, 0);
		names(&b);
		close_n(&b, 1);
	}
	close_n(&b, 1);
	part(&b, DOC_PART_SHEET);
	open_n(&b, DOC_T_x_sheetData, 0);
	open_n(&b, DOC_T_x_row, 1);
	attr_z(&b, DOC_A_x_row__r, 1);
	if (cells)
		cells(&b);
	close_n(&b, 2);
	if (behind)
		behind(&b);
	close_n(&b, 1);
	enum err e = rebuild_body(buf_view(&b));
	buf_free(&b);
	return e;
}

/* ---- texts ---- */

static const char *cell_number;

static void number_cell(struct buf *b)
{
	open_n(b, DOC_T_sk_c, 2);
	attr_z(b, DOC_A_sk_c__col, 0);
	attr_text(b, DOC_A_sk_c__number, cell_number);
	close_n(b, 1);
}

static void texts(void)
{
	static const char *const names[] = {
	    "", "a/b", "[1]a", "a:b", "'a", "a'", "*", "12345678901234567890123456789012"};
	static const char *const numbers[] = {
	    "=1", "1 ", "", "NaN", "INF", "1e", "0x10", "1;DDE", "cmd|'/c calc'!A0"};
	expect_err(book_with((struct book){0}, "一覧", NULL, NULL, NULL), OK);
	for (size_t i = 0; i < array_len(names); i++)
		expect_err(book_with((struct book){0}, names[i], NULL, NULL, NULL), E_FORM);
	cell_number = "-1.50E+3";
	expect_err(book_with((struct book){0}, "a", NULL, number_cell, NULL), OK);
	for (size_t i = 0; i < array_len(numbers); i++) {
		cell_number = numbers[i];
		expect_err(book_with((struct book){0}, "a", NULL, number_cell, NULL), E_FORM);
	}
}

static const char *value;

static void area(struct buf *b)
{
	open_n(b, DOC_T_x_mergeCells, 0);
	open_n(b, DOC_T_x_mergeCell, 1);
	attr_text(b, DOC_A_x_mergeCell__ref, value);
	close_n(b, 2);
}

static void footer(struct buf *b)
{
	open_n(b, DOC_T_x_headerFooter, 0);
	open_n(b, DOC_T_x_oddFooter, 0);
	buf_varint(b, 1);
	text(b, view_str(value));
	close_n(b, 2);
}

static void places(void)
{
	static const char *const areas[] = {"A1:B2", "A1", "$A:$C", "1:3"};
	static const char *const bad[] = {"Sheet1!A1", "A0",	      "A1048577", "XFE1",
					  "A1:B2 ",    "[1]Sheet!A1", "A1:1",	  ""};
	static const char *const feet[] = {"&L&P / &N&R&D", "&\"游ゴシック,標準\"&12&K00FF00x",
					   "&&"};
	static const char *const bad_feet[] = {"&Z&F", "&G", "x&", "&\"a\\b\"", "&KFF", "&\"open"};
	for (size_t i = 0; i < array_len(areas); i++) {
		value = areas[i];
		expect_err(book_with((struct book){0}, "a", NULL, NULL, area), OK);
	}
	for (size_t i = 0; i < array_len(bad); i++) {
		value = bad[i];
		expect_err(book_with((struct book){0}, "a", NULL, NULL, area), E_FORM);
	}
	for (size_t i = 0; i < array_len(feet); i++) {
		value = feet[i];
		expect_err(book_with((struct book){0}, "a", NULL, NULL, footer), OK);
	}
	for (size_t i = 0; i < array_len(bad_feet); i++) {
		value = bad_feet[i];
		expect_err(book_with((struct book){0}, "a", NULL, NULL, footer), E_FORM);
	}
}

/* ---- names and formulas ---- */

static struct buf tokens;

static void token(struct formula_token t)
{
	formula_token_write(&tokens, &t);
}

static void name_record(struct buf *b)
{
	open_n(b, DOC_T_sk_name, 2);
	attr_n(b, DOC_A_sk_name__id, 0);
	attr_text(b, DOC_A_sk_name__name, value);
	buf_varint(b, 1);
	text(b, buf_view(&tokens));
	close_n(b, 1);
}

static void both_names(struct buf *b)
{
	open_n(b, DOC_T_sk_name, 3);
	attr_n(b, DOC_A_sk_name__id, 0);
	attr_text(b, DOC_A_sk_name__name, "a");
	attr_n(b, DOC_A_sk_name__builtIn, 0);
	buf_varint(b, 1);
	text(b, buf_view(&tokens));
	close_n(b, 1);
}

static void names(void)
{
	static const char *const bad[] = {"Auto_Open", "auto_close", "_xlnm.Auto_Open",
					  "A1",	       "R1C1",	     "cmd|'/c x'",
					  "",	       "a b",	     "[1]x"};
	struct book k = {.idents = {[DOC_IDENT_NAME] = 1}};
	tokens = buf_new(4096);
	token((struct formula_token){.tag = FORMULA_T_NUMBER, .mantissa = 1});
	value = "税率";
	expect_err(book_with(k, "a", name_record, NULL, NULL), OK);
	for (size_t i = 0; i < array_len(bad); i++) {
		value = bad[i];
		expect_err(book_with(k, "a", name_record, NULL, NULL), E_FORM);
	}
	expect_err(book_with(k, "a", both_names, NULL, NULL), E_FORM);
	buf_free(&tokens);
}

static void formula_cell(struct buf *b)
{
	open_n(b, DOC_T_sk_c, 1);
	attr_z(b, DOC_A_sk_c__col, 0);
	open_n(b, DOC_T_sk_f, 0);
	buf_varint(b, 1);
	text(b, buf_view(&tokens));
	close_n(b, 2);
}

static enum err formula_of(const struct formula_token *t, size_t n)
{
	tokens = buf_new(4096);
	for (size_t i = 0; i < n; i++)
		token(t[i]);
	enum err e = book_with((struct book){0}, "a", NULL, formula_cell, NULL);
	buf_free(&tokens);
	return e;
}

static void formulas(void)
{
	const struct formula_token one = {.tag = FORMULA_T_NUMBER, .mantissa = 1};
	const struct formula_token here = {.tag = FORMULA_T_CELL,
					   .ref = {.column = {2}, .row = {9}}};
	struct formula_token away = here, name = {.tag = FORMULA_T_NAME, .n = 0};
	struct formula_token call = {.tag = FORMULA_T_CALL, .n = FORMULA_FUNCTIONS};
	struct formula_token uri = {.tag = FORMULA_T_URI, .n = 0};
	struct formula_token sum[] = {one, here};
	struct formula_token never[] = {call, one, {.tag = FORMULA_T_CLOSE}};
	away.where = FORMULA_ON_SHEET;
	expect_err(formula_of(&one, 1), OK);
	expect_err(formula_of(&here, 1), OK);
	expect_err(formula_of(&away, 1), OK);
	away.sheet[0] = 1; /* there is no second sheet */
	expect_err(formula_of(&away, 1), E_FORM);
	expect_err(formula_of(&name, 1), E_FORM);
	expect_err(formula_of(&uri, 1), E_FORM);
	expect_err(formula_of(sum, 2), E_FORM);	  /* no operator between */
	expect_err(formula_of(never, 3), E_FORM); /* no such function: WEBSERVICE has no number */
	expect_err(formula_of(&one, 0), E_FORM);
}

/* ---- structure ---- */

static void two_values(struct buf *b)
{
	open_n(b, DOC_T_sk_c, 3);
	attr_z(b, DOC_A_sk_c__col, 0);
	attr_text(b, DOC_A_sk_c__number, "1");
	buf_varint(b, DOC_A_sk_c__truth);
	buf_u8(b, 1);
	close_n(b, 1);
}

static void value_and_rich(struct buf *b)
{
	open_n(b, DOC_T_sk_c, 2);
	attr_z(b, DOC_A_sk_c__col, 0);
	attr_text(b, DOC_A_sk_c__number, "1");
	open_n(b, DOC_T_x_is, 0);
	close_n(b, 2);
}

static void columns_back(struct buf *b)
{
	for (int i = 1; i >= 0; i--) {
		open_n(b, DOC_T_sk_c, 1);
		attr_z(b, DOC_A_sk_c__col, i);
		close_n(b, 1);
	}
}

static void style_beyond(struct buf *b)
{
	open_n(b, DOC_T_sk_c, 2);
	attr_z(b, DOC_A_sk_c__col, 0);
	attr_n(b, DOC_A_sk_c__style, 0);
	close_n(b, 1);
}

static void drawing_beyond(struct buf *b)
{
	open_n(b, DOC_T_x_drawing, 1);
	attr_n(b, DOC_A_x_drawing__r_id, 0);
	close_n(b, 1);
}

static void xml_cell(struct buf *b) /* the schema's own cell has no record */
{
	open_n(b, DOC_T_x_si, 0);
	close_n(b, 1);
}

static enum err two_sheets(const char *second, uint64_t of, int state, uint64_t parts)
{
	struct book k = {.idents = {[DOC_IDENT_SHEET] = 2}, .parts = {[DOC_PART_SHEET] = parts}};
	struct buf b = head(&k);
	part(&b, DOC_PART_WORKBOOK);
	open_n(&b, DOC_T_x_sheets, 0);
	sheet_row(&b, "a", 0, state);
	sheet_row(&b, second, of, state);
	close_n(&b, 2);
	for (uint64_t i = 0; i < parts; i++) {
		part(&b, DOC_PART_SHEET);
		open_n(&b, DOC_T_x_sheetData, 0);
		close_n(&b, 2);
	}
	enum err e = rebuild_body(buf_view(&b));
	buf_free(&b);
	return e;
}

static void structure(void)
{
	expect_err(book_with((struct book){0}, "a", NULL, two_values, NULL), E_FORM);
	expect_err(book_with((struct book){0}, "a", NULL, value_and_rich, NULL), E_FORM);
	expect_err(book_with((struct book){0}, "a", NULL, columns_back, NULL), E_FORM);
	expect_err(book_with((struct book){0}, "a", NULL, style_beyond, NULL), E_FORM);
	expect_err(book_with((struct book){0}, "a", NULL, xml_cell, NULL), E_FORM);
	expect_err(book_with((struct book){0}, "a", NULL, NULL, drawing_beyond), E_FORM);
	expect_err(two_sheets("b", 1, -1, 2), OK);
	expect_err(two_sheets("A", 1, -1, 2), E_FORM); /* one name twice */
	expect_err(two_sheets("b", 0, -1, 2), E_FORM); /* one part twice, the other hidden */
	expect_err(two_sheets("b", 1, -1, 3), E_FORM); /* a third that nobody lists */
	expect_err(two_sheets("b", 1, 2, 2), E_FORM);  /* nothing to be seen */
	expect_err(two_sheets("b", 2, -1, 2), E_FORM);
	struct book word = {.parts = {[DOC_PART_BODY] = 1}};
	expect_err(book_with(word, "a", NULL, NULL, NULL), E_FORM);
	struct book macro = {.link = "file:///c:/x"};
	expect_err(book_with(macro, "a", NULL, NULL, NULL), E_FORM);
}

int main(void)
{
	tables();
	texts();
	places();
	names();
	formulas();
	structure();
	return tap_done();
}
