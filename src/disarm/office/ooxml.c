/* SPDX-License-Identifier: Apache-2.0
 * ooxml.c: the package around the parts: what hangs on what, in which order it is read.
 */
#include "disarm/office/ooxml_refer.h"

/* Namespaces that the reader must know besides the form's. */
static const struct {
	const char *address;
	enum ooxml_namespace ns;
} namespaces[] = {
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", NS_MC},
    {"urn:schemas-microsoft-com:vml", NS_VML},
    {"urn:schemas-microsoft-com:office:office", NS_OFFICE},
    {"urn:schemas-microsoft-com:office:word", NS_VML_WORD},
    {"http://schemas.openxmlformats.org/drawingml/2006/diagram", NS_DIAGRAM},
    {"http://purl.oclc.org/ooxml/drawingml/diagram", NS_DIAGRAM},
    {"http://schemas.microsoft.com/office/word/2010/wordprocessingInk", NS_INK},
    {"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main", NS_X14},
    {"http://schemas.microsoft.com/office/excel/2006/main", NS_XM},
};

uint16_t ooxml_namespace_of(struct view address)
{
	int ours = doc_prefix_find(address);
	if (ours != DOC_NONE_FOUND)
		return (uint16_t)ours;
	for (size_t i = 0; i < array_len(namespaces); i++)
		if (view_eq(address, view_str(namespaces[i].address)))
			return (uint16_t)namespaces[i].ns;
	if (view_ends(address, VIEW("/chartex"))) /* one for every year of Office */
		return NS_CHART_EX;
	return XML_NS_UNKNOWN;
}

static void report_counts(struct ooxml *c)
{
	for (size_t i = 0; i < FINDING_COUNT; i++) {
		if (c->at > 0)
			report_add_many(c->d->report, (enum finding_code)i, c->place, c->at,
					VIEW(""), NULL, c->counts[i]);
		else
			report_add_many(c->d->report, (enum finding_code)i, PLACE_PART, c->part + 1,
					opc_name(&c->opc, c->part), NULL, c->counts[i]);
		c->counts[i] = 0;
	}
	if (c->x.skipped)
		report_add_many(c->d->report, FINDING_COMMENT_BYTES, PLACE_PART, c->part + 1,
				opc_name(&c->opc, c->part), NULL, c->x.skipped);
}

/* Relationships that nothing above follows. */
static void report_relations(struct ooxml *c, uint32_t source)
{
	for (uint32_t i = 0; i < c->relations.n; i++) {
		const struct opc_relation *r = &c->relations.rows[i];
		bool followed = r->part != OPC_NONE && c->opc.parts[r->part].reached;
		bool picture = r->kind == REL_IMAGE && !r->external;
		if (!followed && !picture && r->kind != REL_HYPERLINK)
			opc_report_dropped(&c->opc, source, r);
	}
}

/* ---- parts ---- */

static enum err open_part(struct ooxml *c, uint32_t part, enum doc_part_kind kind)
{
	struct view bytes;
	c->part = part;
	c->kind = kind;
	c->code = c->deleted = c->n_bookmarks = 0;
	c->cx = c->cy = 0;
	try(opc_read(&c->opc, part, &bytes));
	try(opc_relations(&c->opc, part, &c->relations));
	if (c->format->look) {
		try(xml_open(&c->x, bytes, ooxml_namespace_of, c->d->mem));
		try(c->format->look(c));
	}
	try(xml_open(&c->x, bytes, ooxml_namespace_of, c->d->mem));
	try(xml_next(&c->x));
	const struct doc_type *root = &doc_types[doc_parts[kind].root];
	bool right = c->x.kind == XML_OPEN && ooxml_is(&c->x, root->prefix, root->local);
	return right ? OK : E_BROKEN;
}

static enum err put_root(struct ooxml *c)
{
	try(ooxml_attributes(c, document_type(c->w)));
	try(ooxml_children(c));
	if (c->old_charts && c->kind == DOC_PART_CHART)
		ooxml_chart_absent(c, DOC_T_c_chartSpace);
	try(xml_next(&c->x));
	return c->x.kind == XML_END ? OK : E_BROKEN;
}

/* Why a part is left out; FINDING_COUNT: it is not. */
static enum finding_code left_out(struct ooxml *c, uint32_t part, enum doc_part_kind kind)
{
	bool comments = kind == DOC_PART_COMMENTS || kind == DOC_PART_AUTHORS ||
			kind == DOC_PART_SHEET_COMMENTS;
	if (comments && (c->d->limits->options & LIMITS_DROP_COMMENTS))
		return FINDING_COMMENT_BYTES;
	return c->format->left_out && c->format->left_out(c, part, kind) ? FINDING_UNKNOWN_PART
									 : FINDING_COUNT;
}

/* The parts of one kind that hang on another part. */
static enum err put_hanging(struct ooxml *c, const struct opc_relations *of,
			    const struct ooxml_hang *row)
{
	bool many = doc_parts[row->to].many & doc_form_bit(c->format->form);
	for (uint32_t i = 0; i < of->n; i++) {
		const struct opc_relation *r = &of->rows[i];
		if (r->kind != row->relation || r->part == OPC_NONE ||
		    c->opc.parts[r->part].reached)
			continue;
		c->opc.parts[r->part].reached = true;
		enum finding_code why = left_out(c, r->part, row->to);
		if (why != FINDING_COUNT)
			report_add(c->d->report, why, PLACE_PART, r->part + 1,
				   opc_name(&c->opc, r->part), NULL);
		else
			try(ooxml_part(c, r->part, row->to));
		if (!many)
			break;
	}
	return OK;
}

/* What the part names without an element, where the form has a place for it. */
static void put_relations(struct ooxml *c)
{
	for (size_t i = 0; i < c->format->n_hangs; i++) {
		const struct ooxml_hang *row = &c->format->hangs[i];
		if (row->from != c->kind)
			continue;
		for (uint32_t j = 0; j < c->relations.n; j++) {
			const struct opc_relation *r = &c->relations.rows[j];
			if (r->kind == row->relation && r->part != OPC_NONE &&
			    c->numbers[r->part] != DOC_NO)
				document_relation(c->w, row->to, c->numbers[r->part]);
		}
	}
}

enum err ooxml_part(struct ooxml *c, uint32_t part, enum doc_part_kind kind)
{
	struct opc_relations of;
	if (++c->nested > OOXML_NESTED_MAX)
		return E_LIMIT_DEPTH;
	try(opc_relations(&c->opc, part, &of));
	for (size_t i = 0; i < c->format->n_hangs; i++)
		if (c->format->hangs[i].from == kind)
			try(put_hanging(c, &of, &c->format->hangs[i]));
	c->nested--;
	try(open_part(c, part, kind));
	document_part_begin(c->w, kind);
	if (document_dropped(c->w))
		return E_INTERNAL;
	put_relations(c);
	try(put_root(c));
	c->numbers[part] = document_part_end(c->w);
	report_counts(c);
	report_relations(c, part);
	return OK;
}

/* The picture parts were written first, because the document has to know which of them could be
 * read; but the document is part 0. */
static enum err put_form_first(struct ooxml *c, size_t from)
{
	struct buf *out = c->d->out;
	size_t at = out->n;
	form_part_begin(&c->form, c->format->form);
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
static enum err check_type(const struct ooxml *c, struct view type)
{
	static const struct {
		const char *word;
		enum form_kind form;
	} words[] = {
	    {"wordprocessingml", FORM_DOCUMENT}, {"ms-word", FORM_DOCUMENT},
	    {"spreadsheetml", FORM_SHEET},	 {"ms-excel", FORM_SHEET},
	    {"presentationml", FORM_SLIDES},	 {"ms-powerpoint", FORM_SLIDES},
	};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_has(type, view_str(words[i].word)) && words[i].form != c->format->form)
			return E_TYPE_MISMATCH;
	return OK;
}

static enum err put_all(struct ooxml *c)
{
	struct opc_relations root;
	try(opc_relations(&c->opc, OPC_ROOT, &root));
	const struct opc_relation *r = opc_by_kind(&root, REL_DOCUMENT);
	if (!r)
		return E_BROKEN;
	try(check_type(c, c->opc.parts[r->part].type));
	c->opc.parts[r->part].reached = true;
	c->old_charts = ooxml_chart_is_old(c, &root);
	c->form = form_begin(c->d->out);
	size_t from = c->d->out->n;
	if (c->format->begin)
		try(c->format->begin(c, r->part));
	try(ooxml_part(c, r->part,
		       (enum doc_part_kind)doc_main_part(doc_form_bit(c->format->form))));
	c->relations = root;
	report_relations(c, OPC_ROOT);
	try(put_form_first(c, from));
	opc_report_unreached(&c->opc);
	return OK;
}

static void abandon(struct ooxml **c)
{
	if (*c && (*c)->w)
		document_abandon((*c)->w);
}

enum err ooxml_disarm(struct disarm *d, const struct ooxml_format *format)
{
	scope_end(abandon) struct ooxml *c = arena_alloc(d->mem, sizeof *c);
	if (!c)
		return E_LIMIT_MEMORY;
	c->d = d;
	c->format = format;
	try(opc_open(d->in, d->limits, d->mem, d->report, &c->opc));
	c->numbers = arena_array(d->mem, max_of(c->opc.zip.n, 1u), sizeof *c->numbers);
	c->pictures = arena_array(d->mem, max_of(c->opc.zip.n, 1u), sizeof *c->pictures);
	if (!c->numbers || !c->pictures)
		return E_LIMIT_MEMORY;
	for (uint32_t i = 0; i < c->opc.zip.n; i++)
		c->numbers[i] = DOC_NO;
	try(document_begin(d->mem, d->limits, format->form, &c->w));
	return put_all(c);
}

/* A package with the format's folder in its directory, or any zip that is called so. */
bool ooxml_probe(const struct ooxml_format *format, struct view in, struct view ext)
{
	struct view tail = view_sub(in, in.n > 65536 ? in.n - 65536 : 0, in.n);
	for (size_t i = 0; i < array_len(format->extensions) && format->extensions[i]; i++)
		if (view_eq(ext, view_str(format->extensions[i])))
			return zip_probe(in);
	return view_starts(in, VIEW("PK\x03\x04")) && view_has(tail, view_str(format->folder)) &&
	       view_has(tail, VIEW("[Content_Types].xml"));
}
