/* SPDX-License-Identifier: Apache-2.0
 * xlsx.c: workbooks and templates, with and without macros: what is special about them.
 */
#include "disarm/office/xlsx.h"

static const struct ooxml_hang hangs[] = {
    {DOC_PART_WORKBOOK, REL_THEME, DOC_PART_THEME},
    {DOC_PART_WORKBOOK, REL_STYLES, DOC_PART_CELL_STYLES},
    {DOC_PART_WORKBOOK, REL_STRINGS, DOC_PART_STRINGS},
    {DOC_PART_WORKBOOK, REL_SHEET, DOC_PART_SHEET},
    {DOC_PART_WORKBOOK, REL_CHARTSHEET, DOC_PART_CHARTSHEET},
    {DOC_PART_SHEET, REL_DRAWING, DOC_PART_DRAWING},
    {DOC_PART_SHEET, REL_COMMENTS, DOC_PART_SHEET_COMMENTS},
    {DOC_PART_SHEET, REL_TABLE, DOC_PART_TABLE},
    {DOC_PART_CHARTSHEET, REL_DRAWING, DOC_PART_DRAWING},
    {DOC_PART_DRAWING, REL_CHART, DOC_PART_CHART},
    {DOC_PART_CHART, REL_CHART_SHAPES, DOC_PART_CHART_SHAPES},
};

/* ---- the workbook ---- */

static void put_sheet(struct ooxml *c, const struct xlsx_sheet *sheet)
{
	document_open(c->w, sheet->chart ? DOC_T_sk_chartSheet : DOC_T_sk_sheet);
	(void)document_view(c->w, DOC_A_sk_sheet__name, sheet->name);
	if (sheet->state > 0)
		(void)document_int(c->w, DOC_A_sk_sheet__state, sheet->state);
	(void)document_int(c->w, DOC_A_sk_sheet__part, c->numbers[sheet->part]);
	document_close(c->w);
}

static void put_window(struct ooxml *c)
{
	document_open(c->w, DOC_T_x_bookViews);
	document_open(c->w, DOC_T_x_workbookView);
	document_close(c->w);
	document_close(c->w);
}

/* The list was read before anything else: it is put from there. A view of a sheet needs a window.
 */
static enum err sheets(struct ooxml *c, unsigned type, bool *ret_done)
{
	const struct xlsx *s = c->own;
	*ret_done = true;
	if (!s->windows)
		put_window(c);
	document_open(c->w, type);
	for (uint32_t i = 0; i < s->n_sheets; i++)
		put_sheet(c, &s->sheets[i]);
	document_close(c->w);
	return xml_skip(&c->x);
}

static enum err names(struct ooxml *c, unsigned type, bool *ret_done)
{
	const struct xlsx *s = c->own;
	*ret_done = true;
	document_open(c->w, type);
	for (uint32_t i = 0; i < s->n_names; i++) {
		const struct xlsx_name *n = &s->names[i];
		if (!n->kept)
			continue;
		document_open(c->w, DOC_T_sk_name);
		(void)document_int(c->w, DOC_A_sk_name__id,
				   document_ident(c->w, DOC_IDENT_NAME, view_of(&i, sizeof i)));
		if (n->built_in >= 0)
			(void)document_int(c->w, DOC_A_sk_name__builtIn, n->built_in);
		else
			(void)document_view(c->w, DOC_A_sk_name__name, n->name);
		if (n->scope != FORMULA_NO)
			(void)document_int(c->w, DOC_A_sk_name__scope, n->scope);
		if (n->hidden)
			(void)document_int(c->w, DOC_A_sk_name__hidden, 1);
		(void)document_text(c->w, n->tokens);
		document_close(c->w);
	}
	document_close(c->w);
	return xml_skip(&c->x);
}

/* ---- a sheet ---- */

static enum err drop(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	*ret_done = true;
	return xml_skip(&c->x);
}

/* Behind the cells: what has no element of its own in the source, or another one. */
static void behind_cells(struct ooxml *c)
{
	enum err e = xlsx_validations_alone(c);
	if (e != OK)
		c->failed = e;
	for (uint32_t i = 0; i < c->relations.n; i++) {
		const struct opc_relation *r = &c->relations.rows[i];
		if (r->kind != REL_COMMENTS || r->part == OPC_NONE || c->numbers[r->part] == DOC_NO)
			continue;
		document_open(c->w, DOC_T_x_legacyDrawing);
		(void)document_int(c->w, DOC_A_x_legacyDrawing__r_id, c->numbers[r->part]);
		document_close(c->w);
	}
}

static enum err comment(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	struct xlsx *s = c->own;
	ooxml_count(c, FINDING_COMMENTS);
	s->row = s->column = 0;
	if (grid_cell(ooxml_plain(c, XML_NS_NONE, "ref"), &s->column, &s->row)) {
		s->row++;
		s->column++;
	}
	return OK;
}

static enum err column(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	struct view hidden = ooxml_plain(c, XML_NS_NONE, "hidden");
	if (view_eq(hidden, VIEW("1")) || view_eq(hidden, VIEW("true")))
		ooxml_count(c, FINDING_HIDDEN_CELLS);
	return OK;
}

/* Within the workbook: a place, said as a formula's place is. */
static enum err location(struct ooxml *c, struct view *ret)
{
	enum finding_code why;
	struct view v = view_trim(ooxml_plain(c, XML_NS_NONE, "location"));
	*ret = VIEW("");
	if (v.n > 0 && v.p[0] == '#')
		v = view_sub(v, 1, v.n);
	return v.n > 0 ? xlsx_tokens(c, v, FORMULA_AREAS, ret, &why) : OK;
}

static void put_line(struct ooxml *c, unsigned attr, const char *local)
{
	struct view v = ooxml_plain(c, XML_NS_NONE, local);
	if (v.n > 0)
		(void)document_view(c->w, attr,
				    ooxml_clean(c, v, attr == DOC_A_x_hyperlink__display));
}

/* A link that leads nowhere is none. */
static enum err hyperlink(struct ooxml *c, unsigned type, bool *ret_done)
{
	struct view id = ooxml_plain(c, DOC_NS_R, "id"), place = VIEW("");
	uint32_t link = DOC_NO;
	*ret_done = true;
	if (id.n > 0)
		link = ooxml_link_by_id(c, id, ooxml_plain(c, XML_NS_NONE, "location"));
	else
		try(location(c, &place));
	if (link == DOC_NO && place.n == 0) {
		if (id.n == 0)
			ooxml_count(c, FINDING_LINK_BAD);
		return xml_skip(&c->x);
	}
	document_open(c->w, type);
	(void)document_view(c->w, DOC_A_x_hyperlink__ref,
			    view_trim(ooxml_plain(c, XML_NS_NONE, "ref")));
	if (link != DOC_NO)
		(void)document_int(c->w, DOC_A_x_hyperlink__r_id, link);
	else
		(void)document_view(c->w, DOC_A_x_hyperlink__location, place);
	put_line(c, DOC_A_x_hyperlink__tooltip, "tooltip");
	put_line(c, DOC_A_x_hyperlink__display, "display");
	document_close(c->w);
	return xml_skip(&c->x);
}

static enum err extent(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cx"), 0, DOC_EMU_MAX, &c->cx);
	(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cy"), 0, DOC_EMU_MAX, &c->cy);
	return OK;
}

/* What a series refers to stays a reference where it has tokens; else the values it showed stay. */
static enum err series(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	struct view text, tokens;
	enum finding_code why;
	try(ooxml_chart_formula(c, &text));
	try(xlsx_tokens(c, text, FORMULA_AREAS, &tokens, &why));
	*ret_done = tokens.n == 0;
	if (!*ret_done)
		return OK;
	ooxml_count(c, FINDING_CHART_DATA);
	return ooxml_chart_data(c);
}

static const struct ooxml_hook hooks[DOC_TYPE_COUNT] = {
    [DOC_T_x_sheets] = {.before = sheets},
    [DOC_T_x_definedNames] = {.before = names},
    [DOC_T_x_row] = {.before = xlsx_row},
    [DOC_T_x_col] = {.before = column},
    [DOC_T_x_sheetData] = {.closed = behind_cells},
    [DOC_T_x_legacyDrawing] = {.before = drop},
    [DOC_T_x_comment] = {.before = comment},
    [DOC_T_x_text] = {.closed = xlsx_put_box},
    [DOC_T_x_hyperlink] = {.before = hyperlink},
    [DOC_T_xdr_ext] = {.before = extent},
    [DOC_T_a_blip] = {.after = ooxml_blip},
    [DOC_T_x_cfRule] = {.before = xlsx_cf_rule},
    [DOC_T_x_dataValidation] = {.before = xlsx_validation},
    [DOC_T_x_dataValidations] = {.before = xlsx_validations},
    [DOC_T_c_numRef] = {.before = series},
    [DOC_T_c_strRef] = {.before = series},
    [DOC_T_c_multiLvlStrRef] = {.before = series},
};

/* A part begins: which sheet it is, and no cell yet. */
static enum err part_begins(struct ooxml *c)
{
	struct xlsx *s = c->own;
	s->here = FORMULA_NO;
	s->row = s->column = s->n_shared = 0;
	c->place = PLACE_SHEET;
	c->at = 0;
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (s->sheets[i].part == c->part)
			s->here = i;
	if (s->here != FORMULA_NO)
		c->at = s->here + 1;
	for (size_t i = 0; c->kind == DOC_PART_WORKBOOK && i < FINDING_COUNT; i++)
		c->counts[i] += s->looked[i];
	if (c->kind == DOC_PART_SHEET)
		return xlsx_extended(c, c->x.c.v);
	return c->kind == DOC_PART_SHEET_COMMENTS ? xlsx_boxes(c) : OK;
}

/* Sheets that the workbook does not list. */
static bool left_out(struct ooxml *c, uint32_t part, enum doc_part_kind kind)
{
	const struct xlsx *s = c->own;
	if (kind != DOC_PART_SHEET && kind != DOC_PART_CHARTSHEET)
		return false;
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (s->sheets[i].part == part)
			return false;
	return true;
}

static const struct ooxml_format excel = {
    .form = FORM_SHEET,
    .folder = "xl/",
    .extensions = {"xlsx", "xlsm", "xltx", "xltm"},
    .hangs = hangs,
    .n_hangs = array_len(hangs),
    .hooks = hooks,
    .begin = xlsx_look,
    .look = part_begins,
    .text = xlsx_text,
    .formula = xlsx_formula,
    .left_out = left_out,
};

static enum err xlsx_disarm(struct disarm *d)
{
	return ooxml_disarm(d, &excel);
}

static bool xlsx_probe(struct view in, struct view ext)
{
	return ooxml_probe(&excel, in, ext);
}

const struct format format_xlsx = {"xlsx", xlsx_probe, xlsx_disarm};
