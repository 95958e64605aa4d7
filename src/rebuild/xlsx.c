/* SPDX-License-Identifier: Apache-2.0
 * xlsx.c: what is special about workbooks: cells, the list of sheets, the boxes of comments.
 */
#include "rebuild/xlsx.h"
#include "rebuild/formula.h"
#include "rebuild/markup.h"
#include "rebuild/preview.h"

#define VML_RELATION \
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"

/* The two records of a sheet differ only in the kind of part they name. */
static_assert((int)DOC_A_sk_sheet__name == (int)DOC_A_sk_chartSheet__name &&
		  (int)DOC_A_sk_sheet__state == (int)DOC_A_sk_chartSheet__state &&
		  (int)DOC_A_sk_sheet__part == (int)DOC_A_sk_chartSheet__part,
	      "attributes of both have the same numbers");

/* ---- the first reading ---- */

/* A sheet is listed once, and some sheet can be seen. */
static enum err read_sheet(struct ooxml *x, struct xlsx *s)
{
	bool chart = x->in.type == DOC_T_sk_chartSheet;
	const struct doc_value *name = document_value(&x->in, DOC_A_sk_sheet__name);
	int64_t part = ooxml_given(x, DOC_A_sk_sheet__part, 0);
	int64_t state = ooxml_given(x, DOC_A_sk_sheet__state, 0);
	uint32_t at = (uint32_t)part + (chart ? x->d.of_kind[DOC_PART_SHEET] : 0);
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (view_eq_nocase(s->sheets[i], name->view))
			return E_FORM;
	if (s->listed[at] || s->n_sheets == x->d.idents[DOC_IDENT_SHEET])
		return E_FORM;
	s->listed[at] = true;
	s->sheets[s->n_sheets++] = name->view;
	s->visible = s->visible || state == 0;
	return OK;
}

/* One value at most, in the cell or below it. */
static enum err read_cell(struct ooxml *x, struct xlsx *s)
{
	unsigned values = 0;
	for (uint32_t i = 0; i < x->in.n_values; i++)
		values += x->in.values[i].number >= DOC_A_sk_c__number &&
			  x->in.values[i].number <= DOC_A_sk_c__date;
	s->full = values > 0;
	return values <= 1 ? OK : E_FORM;
}

/* A name is one of its own or one that programs know, not both. */
static enum err read_name(struct ooxml *x, struct xlsx *s)
{
	const struct doc_value *name = document_value(&x->in, DOC_A_sk_name__name);
	const struct doc_value *built = document_value(&x->in, DOC_A_sk_name__builtIn);
	if (!name == !built)
		return E_FORM;
	if (name)
		s->names[ooxml_given(x, DOC_A_sk_name__id, 0)] = name->view;
	return OK;
}

static enum err read_table(struct ooxml *x, struct xlsx *s)
{
	const struct doc_value *id = document_value(&x->in, DOC_A_x_table__id);
	const struct doc_value *name = document_value(&x->in, DOC_A_x_table__displayName);
	if (id && name)
		s->tables[id->n] = name->view;
	return OK;
}

static enum err begin(struct ooxml *x, struct xlsx *s)
{
	uint32_t sheets = x->d.of_kind[DOC_PART_SHEET] + x->d.of_kind[DOC_PART_CHARTSHEET];
	s->sheets = arena_array(x->r->mem, x->d.idents[DOC_IDENT_SHEET], sizeof *s->sheets);
	s->listed = arena_array(x->r->mem, sheets, sizeof *s->listed);
	s->strings = arena_array(x->r->mem, XLSX_SHOWN, sizeof *s->strings);
	s->names = arena_array(x->r->mem, x->d.idents[DOC_IDENT_NAME], sizeof *s->names);
	s->tables = arena_array(x->r->mem, x->d.idents[DOC_IDENT_TABLE], sizeof *s->tables);
	s->begun = true;
	return s->names && s->tables && s->sheets && s->listed && s->strings ? OK : E_NO_MEMORY;
}

static enum err read_end(const struct ooxml *x, const struct xlsx *s)
{
	for (uint32_t i = 0; i < x->d.of_kind[DOC_PART_SHEET] + x->d.of_kind[DOC_PART_CHARTSHEET];
	     i++)
		if (!s->listed[i])
			return E_FORM;
	return s->visible ? OK : E_FORM;
}

static enum err read(struct ooxml *x)
{
	struct xlsx *s = x->own;
	if (!s->begun)
		try(begin(x, s));
	if (x->in.event == DOC_END)
		return read_end(x, s);
	if (x->in.event == DOC_STRING && x->in.type == DOC_T_x_t &&
	    x->in.kind == DOC_PART_STRINGS && x->in.next[DOC_IDENT_STRING] <= XLSX_SHOWN) {
		struct view *v = &s->strings[x->in.next[DOC_IDENT_STRING] - 1];
		*v = v->n ? *v : x->in.text.view;
	}
	if (x->in.event != DOC_OPEN)
		return OK;
	if (x->in.type == DOC_T_sk_c)
		return read_cell(x, s);
	if (x->in.type == DOC_T_sk_sheet || x->in.type == DOC_T_sk_chartSheet)
		return read_sheet(x, s);
	if (x->in.type == DOC_T_sk_f)
		s->full = true;
	if (x->in.type == DOC_T_x_is)
		return s->full ? E_FORM : OK; /* rich text is the cell's value then */
	if (x->in.type == DOC_T_sk_name)
		return read_name(x, s);
	return x->in.type == DOC_T_x_table ? read_table(x, s) : OK;
}

/* ---- cells ---- */

static const char *const kinds[] = {
    [DOC_A_sk_c__truth] = "b",	[DOC_A_sk_c__error] = "e", [DOC_A_sk_c__string] = "s",
    [DOC_A_sk_c__text] = "str", [DOC_A_sk_c__date] = "d",
};

static const struct doc_value *value_of(const struct ooxml *x)
{
	for (uint32_t i = 0; i < x->in.n_values; i++)
		if (x->in.values[i].number >= DOC_A_sk_c__number &&
		    x->in.values[i].number <= DOC_A_sk_c__date &&
		    ooxml_resolves(x, &x->in.values[i]))
			return &x->in.values[i];
	return NULL;
}

static void cell_start(struct ooxml *x, const struct xlsx *s, const char *kind)
{
	struct buf *b = &x->xml;
	char letters[3];
	const struct doc_value *style = document_value(&x->in, DOC_A_sk_c__style);
	size_t n = grid_letters((uint32_t)ooxml_given(x, DOC_A_sk_c__col, 0), letters);
	buf_str(b, "<c r=\"");
	buf_put(b, view_of(letters, n));
	markup_int(b, s->row);
	if (style && ooxml_resolves(x, style)) {
		buf_str(b, "\" s=\"");
		markup_int(b, style->n);
	}
	if (kind) {
		buf_str(b, "\" t=\"");
		buf_str(b, kind);
	}
	buf_str(b, ooxml_given(x, DOC_A_sk_c__phonetic, 0) ? "\" ph=\"1\"" : "\"");
}

static void cell_value(struct ooxml *x, const struct xlsx *s)
{
	const struct doc_value *v = &s->value;
	struct buf *b = &x->xml;
	buf_str(b, "<v>");
	if (v->number == DOC_A_sk_c__text)
		ooxml_xstring(b, v->view);
	else if (v->attr->class == DOC_TEXT)
		buf_put(b, v->view);
	else if (v->attr->class == DOC_ENUM)
		buf_str(b, doc_enum_word(v->attr->list, (unsigned)v->n));
	else
		markup_int(b, v->n);
	buf_str(b, "</v>");
}

/* The value is written behind the formula, when the cell closes. */
static void cell_open(struct ooxml *x)
{
	struct xlsx *s = x->own;
	const struct doc_value *v = value_of(x);
	bool rich = document_peek(&x->in) == DOC_T_x_is;
	s->has_value = v != NULL;
	if (v)
		s->value = *v;
	cell_start(x, s, rich ? "inlineStr" : v ? kinds[v->number] : NULL);
	x->tag_open = true;
}

/* ---- formulas ---- */

static bool say(void *arg, enum formula_thing thing, uint32_t number, struct view *ret_name)
{
	const struct ooxml *x = arg;
	const struct xlsx *s = x->own;
	*ret_name = VIEW("");
	if (thing == FORMULA_SHEET && number < s->n_sheets)
		*ret_name = s->sheets[number];
	else if (thing == FORMULA_NAME)
		*ret_name = s->names[number];
	else if (thing == FORMULA_TABLE)
		*ret_name = s->tables[number];
	else if (thing == FORMULA_URI)
		*ret_name = x->d.links[number];
	return ret_name->n > 0;
}

static enum err formula(const struct ooxml *x, const struct doc_value *v, struct buf *out)
{
	struct ooxml *open = (struct ooxml *)(uintptr_t)x; /* say() only looks */
	struct formula_names names = {say, open, document_formula_counts(&x->d)};
	struct buf plain scope_end(buf_free) = buf_new(FORMULA_BYTES_MAX);
	try(formula_print(v->view, (enum formula_grammar)v->attr->dialect, &names, &plain));
	markup_value(out, buf_view(&plain));
	return out->err;
}

/* An array's formula says over which cells it spreads. */
static void formula_open(struct ooxml *x)
{
	const struct doc_value *over = document_value(&x->in, DOC_A_sk_f__over);
	buf_str(&x->xml, "<f");
	if (over) {
		buf_str(&x->xml, " t=\"array\"");
		markup_attr(&x->xml, "ref", over->view);
	}
	buf_u8(&x->xml, '>');
}

static void name_open(struct ooxml *x)
{
	const struct doc_value *name = document_value(&x->in, DOC_A_sk_name__name);
	const struct doc_value *built = document_value(&x->in, DOC_A_sk_name__builtIn);
	const struct doc_value *scope = document_value(&x->in, DOC_A_sk_name__scope);
	buf_str(&x->xml, "<definedName name=\"");
	if (built)
		buf_fmt(&x->xml, "_xlnm.%s", doc_enum_word(built->attr->list, (unsigned)built->n));
	else if (name)
		markup_value(&x->xml, name->view);
	buf_u8(&x->xml, '"');
	if (scope)
		markup_attr_int(&x->xml, "localSheetId", scope->n);
	if (ooxml_given(x, DOC_A_sk_name__hidden, 0))
		buf_str(&x->xml, " hidden=\"1\"");
	buf_u8(&x->xml, '>');
}

static void own_string(struct ooxml *x)
{
	if (formula(x, &x->in.text, &x->xml) != OK && x->xml.err == OK)
		x->xml.err = E_INTERNAL;
}

/* ---- sheets ---- */

static void sheet_open(struct ooxml *x)
{
	bool chart = x->in.type == DOC_T_sk_chartSheet;
	const struct doc_value *name = document_value(&x->in, DOC_A_sk_sheet__name);
	const struct doc_value *state = document_value(&x->in, DOC_A_sk_sheet__state);
	int64_t part = ooxml_given(x, DOC_A_sk_sheet__part, 0);
	buf_str(&x->xml, "<sheet");
	markup_attr(&x->xml, "name", name->view);
	markup_attr_int(&x->xml, "sheetId", ++x->number);
	if (state && state->n > 0)
		buf_fmt(&x->xml, " state=\"%s\"",
			doc_enum_word(state->attr->list, (unsigned)state->n));
	buf_fmt(&x->xml, " r:id=\"rId%u\"/>",
		ooxml_part_rel(x, chart ? DOC_PART_CHARTSHEET : DOC_PART_SHEET, (uint32_t)part));
}

static void box_open(struct ooxml *x, struct xlsx *s);

static void own_open(struct ooxml *x)
{
	if (x->in.type == DOC_T_sk_box)
		box_open(x, x->own);
	else if (x->in.type == DOC_T_sk_c)
		cell_open(x);
	else if (x->in.type == DOC_T_sk_f)
		formula_open(x);
	else if (x->in.type == DOC_T_sk_name)
		name_open(x);
	else if (x->in.type == DOC_T_sk_sheet || x->in.type == DOC_T_sk_chartSheet)
		sheet_open(x);
}

static void own_close(struct ooxml *x)
{
	struct xlsx *s = x->own;
	if (x->in.type == DOC_T_sk_f)
		buf_str(&x->xml, "</f>");
	else if (x->in.type == DOC_T_sk_name)
		buf_str(&x->xml, "</definedName>");
	if (x->in.type != DOC_T_sk_c)
		return;
	if (s->has_value) {
		ooxml_tag_end(x);
		cell_value(x, s);
	}
	buf_str(&x->xml, x->tag_open ? "/>" : "</c>");
}

/* ---- comments: the box is the only VML, and it is a template (ECMA-376 part 4, 19.4) ---- */

#define VML_HEAD                                                                              \
	"<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "                                     \
	"xmlns:o=\"urn:schemas-microsoft-com:office:office\" "                                \
	"xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"                                 \
	"<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"%u\"/></o:shapelayout>" \
	"<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "            \
	"path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"                  \
	"<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"

/* The box that waits for its place, in the corners given (column, pixels, row, pixels; twice). */
static void put_box(struct ooxml *x, struct xlsx *s, const int64_t corners[8], bool shown)
{
	uint32_t sheet = x->in.part + 1;
	if (!s->box_waits)
		return;
	s->box_waits = false;
	if (s->boxes == 0)
		buf_fmt(&s->vml, VML_HEAD, sheet);
	buf_fmt(&s->vml,
		"<v:shape id=\"_x0000_s%u\" type=\"#_x0000_t202\" style=\"position:absolute%s\" "
		"fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
		"<v:shadow color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
		"<v:textbox style=\"mso-direction-alt:auto\"/><x:ClientData ObjectType=\"Note\">"
		"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>",
		sheet * 1024 + 1 + s->boxes, shown ? "" : ";visibility:hidden");
	for (size_t i = 0; i < 8; i++) {
		buf_str(&s->vml, i ? ", " : "");
		markup_int(&s->vml, corners[i]);
	}
	buf_fmt(&s->vml,
		"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%u</x:Row><x:Column>%u</x:Column>"
		"%s</x:ClientData></v:shape>",
		s->box_row, s->box_column, shown ? "<x:Visible/>" : "");
	s->boxes++;
}

/* A comment that said nothing about its box: hidden, beside its cell. */
static void plain_box(struct ooxml *x, struct xlsx *s)
{
	uint32_t most = GRID_COLUMNS - 4, left = s->box_column < most ? s->box_column + 1 : most;
	uint32_t top = s->box_row > 0 ? s->box_row - 1 : 0;
	uint32_t bottom = top < GRID_ROWS - 5 ? top + 5 : GRID_ROWS - 1;
	const int64_t corners[8] = {left, 15, top, 10, left + 2, 31, bottom, 9};
	put_box(x, s, corners, false);
}

static void comment_open(struct ooxml *x, struct xlsx *s)
{
	const struct doc_value *ref = document_value(&x->in, DOC_A_x_comment__ref);
	plain_box(x, s);
	s->box_waits = ref && grid_cell(ref->view, &s->box_column, &s->box_row);
}

static void box_open(struct ooxml *x, struct xlsx *s)
{
	int64_t corners[8];
	for (unsigned i = 0; i < 8; i++)
		corners[i] = ooxml_given(x, DOC_A_sk_box__left + i, 0);
	put_box(x, s, corners, ooxml_given(x, DOC_A_sk_box__shown, 0) != 0);
}

static enum err part_end(struct ooxml *x)
{
	struct xlsx *s = x->own;
	char name[64];
	if (x->in.kind != DOC_PART_SHEET_COMMENTS)
		return OK;
	plain_box(x, s);
	if (s->boxes == 0)
		buf_fmt(&s->vml, VML_HEAD, x->in.part + 1);
	buf_str(&s->vml, "</xml>");
	(void)snprintf(name, sizeof name, "xl/drawings/vmlDrawing%u.vml", x->in.part + 1);
	package_add(&x->package, name, buf_view(&s->vml), true);
	enum err e = s->vml.err;
	buf_clear(&s->vml);
	s->boxes = 0;
	return e;
}

static void types(struct ooxml *x, struct buf *b)
{
	if (ooxml_wanted(x, DOC_PART_SHEET_COMMENTS))
		buf_str(
		    b,
		    "<Default Extension=\"vml\" "
		    "ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>");
}

/* A sheet names its comments' list; what stands in the attribute is their boxes. */
static uint32_t ref(struct ooxml *x, const struct doc_value *v)
{
	if (v->attr->dialect != (unsigned)DOC_REF_PART + DOC_PART_SHEET_COMMENTS)
		return 0;
	(void)ooxml_part_rel(x, DOC_PART_SHEET_COMMENTS, (uint32_t)v->n);
	return ooxml_own_rel(x, VML_RELATION, "drawings/vmlDrawing", (uint32_t)v->n + 1, "vml");
}

static void opened(struct ooxml *x)
{
	struct xlsx *s = x->own;
	if (x->in.type == DOC_T_x_row)
		s->row = ooxml_given(x, DOC_A_x_row__r, 1);
	if (x->in.type == DOC_T_x_comment)
		comment_open(x, s);
}

/* ---- preview: rows as lines, cells with tabs between ---- */

static void show_cell(struct ooxml *x, const struct xlsx *s)
{
	const struct doc_value *v = value_of(x);
	if (!v)
		return;
	if (v->number == DOC_A_sk_c__string)
		preview_put(x->r, v->n < XLSX_SHOWN ? s->strings[v->n] : VIEW("…"));
	else if (v->attr->class == DOC_TEXT)
		preview_put(x->r, v->view);
	else if (v->attr->class == DOC_ENUM)
		preview_put(x->r, view_str(doc_enum_word(v->attr->list, (unsigned)v->n)));
	else
		preview_put(x->r, v->n ? VIEW("TRUE") : VIEW("FALSE"));
}

static void show(struct ooxml *x)
{
	unsigned type = x->in.type;
	if (x->in.kind != DOC_PART_SHEET || x->r->preview->n == x->r->preview->cap)
		return;
	if (x->in.event == DOC_OPEN && type == DOC_T_sk_c)
		show_cell(x, x->own);
	if (x->in.event == DOC_STRING && type == DOC_T_x_t)
		preview_put(x->r, x->in.text.view);
	if (x->in.event == DOC_CLOSE && type == DOC_T_sk_c)
		preview_put(x->r, VIEW("\t"));
	if (x->in.event == DOC_CLOSE && type == DOC_T_x_row)
		preview_put(x->r, VIEW("\n"));
}

static uint64_t uses(unsigned type)
{
	const uint64_t one = 1;
	return one << DOC_NS_X | (type == DOC_T_sk_c ? 0 : one << DOC_NS_R);
}

static const struct ooxml_target excel = {
    .folder = "xl",
    .ext = "xlsx",
    /* LibreOffice computes all formulas anew on opening unless it trusts the program. */
    .program = "Microsoft Excel",
    .uses = uses,
    .own_open = own_open,
    .own_close = own_close,
    .own_string = own_string,
    .formula = formula,
    .opened = opened,
    .ref = ref,
    .show = show,
    .read = read,
    .part_end = part_end,
    .types = types};

static enum err sheet_rebuild(struct rebuild *r)
{
	struct xlsx *s = arena_alloc(r->mem, sizeof *s);
	if (!s)
		return E_NO_MEMORY;
	s->vml = buf_new(r->out->cap);
	enum err e = ooxml_rebuild(r, FORM_SHEET, &excel, s);
	buf_free(&s->vml);
	return e;
}

const struct target target_sheet = {"sheet", FORM_SHEET, sheet_rebuild};
