/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word documents and templates, with and without macros: the package around the text.
 */
#include "disarm/docx.h"

/* Namespaces that the reader must know besides the form's. */
static const struct {
	const char *address;
	enum docx_namespace ns;
} namespaces[] = {
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", NS_MC},
    {"urn:schemas-microsoft-com:vml", NS_VML},
    {"urn:schemas-microsoft-com:office:office", NS_OFFICE},
    {"urn:schemas-microsoft-com:office:word", NS_VML_WORD},
    {"http://schemas.openxmlformats.org/drawingml/2006/chart", NS_CHART},
    {"http://purl.oclc.org/ooxml/drawingml/chart", NS_CHART},
    {"http://schemas.microsoft.com/office/drawing/2014/chartex", NS_CHART_EX},
    {"http://schemas.openxmlformats.org/drawingml/2006/diagram", NS_DIAGRAM},
    {"http://purl.oclc.org/ooxml/drawingml/diagram", NS_DIAGRAM},
    {"http://schemas.microsoft.com/office/word/2010/wordprocessingInk", NS_INK},
};

/* Parts that hang on the main part, in the order they are read: what is referred to comes before
 * what refers to it. */
static const struct {
	enum relation_kind relation;
	enum doc_part_kind kind;
	bool many;
} stories[] = {
    {REL_THEME, DOC_PART_THEME, false},		{REL_FONTS, DOC_PART_FONTS, false},
    {REL_STYLES, DOC_PART_STYLES, false},	{REL_NUMBERING, DOC_PART_NUMBERING, false},
    {REL_FOOTNOTES, DOC_PART_FOOTNOTES, false}, {REL_ENDNOTES, DOC_PART_ENDNOTES, false},
    {REL_SETTINGS, DOC_PART_SETTINGS, false},	{REL_COMMENTS, DOC_PART_COMMENTS, false},
    {REL_HEADER, DOC_PART_HEADER, true},	{REL_FOOTER, DOC_PART_FOOTER, true},
};

static uint16_t namespace_of(struct view address)
{
	int ours = doc_prefix_find(address);
	if (ours != DOC_NONE_FOUND)
		return (uint16_t)ours;
	for (size_t i = 0; i < array_len(namespaces); i++)
		if (view_eq(address, view_str(namespaces[i].address)))
			return (uint16_t)namespaces[i].ns;
	return XML_NS_UNKNOWN;
}

static void report_counts(struct docx *c)
{
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		report_add_many(c->d->report, (enum finding_code)i, PLACE_PART, c->part + 1,
				opc_name(&c->opc, c->part), NULL, c->counts[i]);
		c->counts[i] = 0;
	}
	if (c->x.skipped)
		report_add_many(c->d->report, FINDING_COMMENT_BYTES, PLACE_PART, c->part + 1,
				opc_name(&c->opc, c->part), NULL, c->x.skipped);
}

/* Relationships that nothing above follows. */
static void report_relations(struct docx *c, uint32_t source)
{
	for (uint32_t i = 0; i < c->relations.n; i++) {
		const struct opc_relation *r = &c->relations.rows[i];
		bool followed = r->part != OPC_NONE && c->opc.parts[r->part].reached;
		bool picture = r->kind == REL_IMAGE && !r->external;
		if (!followed && !picture && r->kind != REL_HYPERLINK)
			opc_report_dropped(&c->opc, source, r);
	}
}

static enum err open_part(struct docx *c, uint32_t part, enum doc_part_kind kind)
{
	struct view bytes;
	c->part = part;
	c->kind = kind;
	c->code = c->deleted = c->n_bookmarks = 0;
	c->cx = c->cy = 0;
	try(opc_read(&c->opc, part, &bytes));
	try(opc_relations(&c->opc, part, &c->relations));
	try(xml_open(&c->x, bytes, namespace_of, c->d->mem));
	try(docx_fields_find(c));
	try(xml_open(&c->x, bytes, namespace_of, c->d->mem));
	try(xml_next(&c->x));
	const struct doc_type *root = &doc_types[doc_roots[kind]];
	bool right = c->x.kind == XML_OPEN && docx_is(&c->x, root->prefix, root->local);
	return right ? OK : E_BROKEN;
}

static enum err put_root(struct docx *c)
{
	try(docx_attributes(c, document_type(c->w)));
	try(docx_children(c));
	try(xml_next(&c->x));
	return c->x.kind == XML_END ? OK : E_BROKEN;
}

static enum err put_part(struct docx *c, uint32_t part, enum doc_part_kind kind)
{
	try(open_part(c, part, kind));
	document_part_begin(c->w, kind);
	if (document_dropped(c->w))
		return E_INTERNAL;
	try(put_root(c));
	uint32_t number = document_part_end(c->w);
	if (kind == DOC_PART_HEADER || kind == DOC_PART_FOOTER)
		c->numbers[part] = number;
	report_counts(c);
	report_relations(c, part);
	return OK;
}

static bool left_out(const struct docx *c, enum doc_part_kind kind)
{
	return kind == DOC_PART_COMMENTS && (c->d->limits->options & LIMITS_DROP_COMMENTS);
}

static enum err put_stories(struct docx *c, const struct opc_relations *main)
{
	for (size_t i = 0; i < array_len(stories); i++) {
		bool done = false;
		for (uint32_t j = 0; j < main->n; j++) {
			const struct opc_relation *r = &main->rows[j];
			if (r->kind != stories[i].relation || r->part == OPC_NONE || done ||
			    c->opc.parts[r->part].reached)
				continue;
			c->opc.parts[r->part].reached = true;
			if (left_out(c, stories[i].kind))
				report_add(c->d->report, FINDING_COMMENT_BYTES, PLACE_PART,
					   r->part + 1, opc_name(&c->opc, r->part), NULL);
			else
				try(put_part(c, r->part, stories[i].kind));
			done = !stories[i].many;
		}
	}
	return OK;
}

/* The picture parts were written first, because the document has to know which of them could be
 * read; but the document is part 0. */
static enum err put_document_first(struct docx *c, size_t from)
{
	struct buf *out = c->d->out;
	size_t at = out->n;
	form_part_begin(&c->form, FORM_DOCUMENT);
	struct document_writer *w = c->w;
	c->w = NULL;
	try(document_end(w, out));
	form_part_end(&c->form);
	try(out->err);
	if (at == from)
		return OK;
	struct view part = arena_copy(c->d->mem, view_sub(buf_view(out), at, out->n));
	if (!part.p)
		return E_LIMIT_MEMORY;
	memmove(out->p + from + part.n, out->p + from, at - from);
	memcpy(out->p + from, part.p, part.n);
	return OK;
}

/* The main part's content type says which program the package is for. */
static enum err check_type(struct view type)
{
	if (view_has(type, VIEW("spreadsheetml")) || view_has(type, VIEW("ms-excel")) ||
	    view_has(type, VIEW("presentationml")) || view_has(type, VIEW("ms-powerpoint")))
		return E_TYPE_MISMATCH;
	return OK;
}

static enum err put_all(struct docx *c)
{
	struct opc_relations root, main;
	size_t from;
	try(opc_relations(&c->opc, OPC_ROOT, &root));
	const struct opc_relation *r = opc_by_kind(&root, REL_DOCUMENT);
	if (!r)
		return E_BROKEN;
	try(check_type(c->opc.parts[r->part].type));
	c->opc.parts[r->part].reached = true;
	try(opc_relations(&c->opc, r->part, &main));
	c->form = form_begin(c->d->out);
	from = c->d->out->n;
	try(put_stories(c, &main));
	try(put_part(c, r->part, DOC_PART_BODY));
	c->relations = root;
	report_relations(c, OPC_ROOT);
	try(put_document_first(c, from));
	opc_report_unreached(&c->opc);
	return OK;
}

static void abandon(struct docx **c)
{
	if (*c && (*c)->w)
		document_abandon((*c)->w);
}

static enum err docx_disarm(struct disarm *d)
{
	scope_end(abandon) struct docx *c = arena_alloc(d->mem, sizeof *c);
	if (!c)
		return E_LIMIT_MEMORY;
	c->d = d;
	try(opc_open(d->in, d->limits, d->mem, d->report, &c->opc));
	c->numbers = arena_array(d->mem, max_of(c->opc.zip.n, 1u), sizeof *c->numbers);
	c->pictures = arena_array(d->mem, max_of(c->opc.zip.n, 1u), sizeof *c->pictures);
	if (!c->numbers || !c->pictures)
		return E_LIMIT_MEMORY;
	for (uint32_t i = 0; i < c->opc.zip.n; i++)
		c->numbers[i] = DOC_NO;
	try(document_begin(d->mem, d->limits, &c->w));
	return put_all(c);
}

/* A package with a Word folder in its directory, or any zip that is called a Word file. */
static bool docx_probe(struct view in, struct view ext)
{
	static const char *const ours[] = {"docx", "docm", "dotx", "dotm"};
	struct view tail = view_sub(in, in.n > 65536 ? in.n - 65536 : 0, in.n);
	for (size_t i = 0; i < array_len(ours); i++)
		if (view_eq(ext, view_str(ours[i])))
			return zip_probe(in);
	return view_starts(in, VIEW("PK\x03\x04")) && view_has(tail, VIEW("word/")) &&
	       view_has(tail, VIEW("[Content_Types].xml"));
}

const struct format format_docx = {"docx", docx_probe, docx_disarm};
