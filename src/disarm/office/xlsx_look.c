/* SPDX-License-Identifier: Apache-2.0
 * xlsx_look.c: the workbook looked through before anything is put: its sheets, names and tables.
 */
#include "disarm/office/xlsx.h"

void *xlsx_more(struct ooxml *c, void *array, uint32_t *n, uint32_t *room, size_t size)
{
	if (*n == *room) {
		uint32_t more = max_of(*room * 2, 16u);
		void *bigger = arena_array(c->d->mem, more, size);
		if (!bigger)
			return NULL;
		if (*n)
			memcpy(bigger, array, *n * size);
		array = bigger;
		*room = more;
	}
	++*n;
	return array;
}

static enum err open_part(struct ooxml *c, uint32_t part)
{
	struct view bytes;
	try(opc_read(&c->opc, part, &bytes));
	return xml_open(&c->x, bytes, ooxml_namespace_of, c->d->mem);
}

/* ---- sheets ---- */

static bool listed(const struct xlsx *s, uint32_t part)
{
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (s->sheets[i].part == part)
			return true;
	return false;
}

static bool name_taken(const struct xlsx *s, struct view name)
{
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (view_eq_nocase(s->sheets[i].name, name))
			return true;
	return false;
}

/* A name that no program could have given is replaced by one of ours. */
static struct view sheet_name(struct ooxml *c, const struct xlsx *s, struct view name)
{
	char own[32];
	uint32_t n = s->n_sheets;
	while (!doc_text_ok(DOC_TEXT_SHEET, name) || name_taken(s, name)) {
		ooxml_count(c, FINDING_BAD_VALUE);
		(void)snprintf(own, sizeof own, "Sheet%u", ++n);
		name = arena_copy(c->d->mem, view_str(own));
		if (!name.p)
			break;
	}
	return name;
}

static int64_t state_of(struct view v)
{
	int n = doc_enum_find(doc_attr_at(DOC_T_sk_sheet, DOC_A_sk_sheet__state)->list, v);
	return n == DOC_NONE_FOUND ? 0 : n;
}

static enum err look_sheet(struct ooxml *c, struct xlsx *s, const struct opc_relations *of,
			   struct buf *places)
{
	struct xlsx_sheet sheet = {.name = ooxml_plain(c, XML_NS_NONE, "name"),
				   .state = state_of(ooxml_plain(c, XML_NS_NONE, "state"))};
	const struct opc_relation *r = opc_by_id(of, ooxml_plain(c, DOC_NS_R, "id"));
	uint32_t place = FORMULA_NO;
	bool dropped = sheet.state > 0 && (c->d->limits->options & LIMITS_DROP_HIDDEN);
	bool known =
	    r && r->part != OPC_NONE && (r->kind == REL_SHEET || r->kind == REL_CHARTSHEET);
	if (sheet.state > 0)
		report_add(c->d->report, dropped ? FINDING_HIDDEN_DROPPED : FINDING_HIDDEN_SHEET,
			   PLACE_SHEET, (uint32_t)(places->n / sizeof place) + 1, sheet.name, NULL);
	if (known && dropped)
		c->opc.parts[r->part].reached = true; /* said above, as a sheet */
	if (known && !dropped && !listed(s, r->part)) {
		sheet.part = r->part;
		sheet.chart = r->kind == REL_CHARTSHEET;
		sheet.name = sheet_name(c, s, ooxml_clean(c, sheet.name, false));
		place = s->n_sheets;
		s->sheets =
		    xlsx_more(c, s->sheets, &s->n_sheets, &s->room_sheets, sizeof *s->sheets);
		if (!s->sheets || !sheet.name.p)
			return E_LIMIT_MEMORY;
		s->sheets[place] = sheet;
	}
	buf_put(places, view_of(&place, sizeof place));
	return places->err;
}

static void show_one(struct xlsx *s)
{
	for (uint32_t i = 0; i < s->n_sheets; i++)
		if (s->sheets[i].state == 0)
			return;
	s->sheets[0].state = 0;
}

/* ---- names ---- */

static bool flag(struct ooxml *c, const char *local)
{
	struct view v = ooxml_plain(c, XML_NS_NONE, local);
	return view_eq(v, VIEW("1")) || view_eq(v, VIEW("true"));
}

static int64_t built_in(struct view name)
{
	unsigned list = doc_attr_at(DOC_T_sk_name, DOC_A_sk_name__builtIn)->list;
	if (!view_starts(name, VIEW("_xlnm.")))
		return -1;
	return doc_enum_find(list, view_sub(name, 6, name.n));
}

/* Where the name holds: a sheet by its place in the source; false when that sheet is gone. */
static bool scope_of(struct ooxml *c, const struct buf *places, uint32_t *ret)
{
	int64_t local;
	struct view v = ooxml_plain(c, XML_NS_NONE, "localSheetId");
	*ret = FORMULA_NO;
	if (v.n == 0)
		return true;
	if (!ooxml_number(v, 0, (int64_t)(places->n / sizeof *ret) - 1, &local))
		return false;
	memcpy(ret, places->p + (size_t)local * sizeof *ret, sizeof *ret);
	return *ret != FORMULA_NO;
}

static enum err look_name(struct ooxml *c, struct xlsx *s, const struct buf *places)
{
	struct xlsx_name name = {.name = ooxml_plain(c, XML_NS_NONE, "name")};
	name.built_in = built_in(name.name);
	name.hidden = flag(c, "hidden");
	bool macro = flag(c, "function") || flag(c, "vbProcedure") || flag(c, "xlm");
	bool ok = (name.built_in >= 0 || doc_text_ok(DOC_TEXT_DEFINEDNAME, name.name)) && !macro;
	name.kept = scope_of(c, places, &name.scope) && ok;
	try(xml_next(&c->x));
	while (c->x.kind != XML_CLOSE) {
		if (c->x.kind == XML_TEXT && name.text.n == 0)
			try(xml_text(&c->x, &name.text));
		else if (c->x.kind == XML_OPEN)
			try(xml_skip(&c->x));
		try(xml_next(&c->x));
	}
	if (!name.kept)
		ooxml_count(c, macro ? FINDING_MACRO : FINDING_FORMULA_VALUE);
	s->names = xlsx_more(c, s->names, &s->n_names, &s->room_names, sizeof *s->names);
	if (!s->names)
		return E_LIMIT_MEMORY;
	s->names[s->n_names - 1] = name;
	return OK;
}

/* Names may stand in names: one that cannot be said takes those along that use it. */
static enum err settle_names(struct ooxml *c, struct xlsx *s)
{
	enum finding_code why;
	for (bool changed = true; changed;) {
		changed = false;
		for (uint32_t i = 0; i < s->n_names; i++) {
			struct xlsx_name *n = &s->names[i];
			if (!n->kept)
				continue;
			s->here = n->scope;
			try(xlsx_tokens(c, n->text, FORMULA_CELL, &n->tokens, &why));
			if (n->tokens.n > 0)
				continue;
			ooxml_count(c, why);
			n->kept = false;
			changed = true;
		}
	}
	s->here = FORMULA_NO;
	return OK;
}

/* ---- tables ---- */

static enum err look_table(struct ooxml *c, struct xlsx *s, uint32_t part)
{
	try(open_part(c, part));
	try(xml_next(&c->x));
	if (c->x.kind != XML_OPEN)
		return E_BROKEN;
	struct xlsx_table table = {ooxml_plain(c, XML_NS_NONE, "displayName"),
				   view_trim(ooxml_plain(c, XML_NS_NONE, "id"))};
	if (!doc_text_ok(DOC_TEXT_DEFINEDNAME, table.name) || table.id.n == 0)
		return OK;
	s->tables = xlsx_more(c, s->tables, &s->n_tables, &s->room_tables, sizeof *s->tables);
	if (!s->tables)
		return E_LIMIT_MEMORY;
	s->tables[s->n_tables - 1] = table;
	return OK;
}

static enum err look_tables(struct ooxml *c, struct xlsx *s)
{
	for (uint32_t i = 0; i < s->n_sheets; i++) {
		struct opc_relations of;
		try(opc_relations(&c->opc, s->sheets[i].part, &of));
		for (uint32_t k = 0; k < of.n; k++) {
			if (of.rows[k].kind != REL_TABLE || of.rows[k].part == OPC_NONE)
				continue;
			try(look_table(c, s, of.rows[k].part));
			c->opc.parts[of.rows[k].part].reached = false; /* to be read yet */
		}
	}
	return OK;
}

/* Everything in one list of the workbook: sheets before names, as the schema has them. */
static enum err look_workbook(struct ooxml *c, struct xlsx *s, const struct opc_relations *of,
			      struct buf *places)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_END)
			return s->n_sheets > 0 ? OK : E_BROKEN;
		if (c->x.kind != XML_OPEN)
			continue;
		if (c->x.depth == 2 && ooxml_is(&c->x, DOC_NS_X, "bookViews"))
			s->windows = true;
		if (c->x.depth == 3 && ooxml_is(&c->x, DOC_NS_X, "sheet"))
			try(look_sheet(c, s, of, places));
		else if (c->x.depth == 3 && ooxml_is(&c->x, DOC_NS_X, "definedName"))
			try(look_name(c, s, places));
	}
}

enum err xlsx_look(struct ooxml *c, uint32_t main)
{
	struct opc_relations of;
	struct buf places scope_end(buf_free) = buf_new(16u << 20);
	struct xlsx *s = arena_alloc(c->d->mem, sizeof *s);
	if (!s)
		return E_LIMIT_MEMORY;
	c->own = s;
	c->part = main;
	s->here = FORMULA_NO;
	try(opc_relations(&c->opc, main, &of));
	try(open_part(c, main));
	try(look_workbook(c, s, &of, &places));
	show_one(s);
	try(look_tables(c, s));
	try(settle_names(c, s));
	memcpy(s->looked, c->counts, sizeof s->looked);
	memset(c->counts, 0, sizeof c->counts);
	return OK;
}
