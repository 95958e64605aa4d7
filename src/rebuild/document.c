/* SPDX-License-Identifier: Apache-2.0
 * document.c: the document form as a docx package: what parts there are, their names and relations.
 *
 * Every name, relationship and content type is a constant of ours. What came as docm, dotx or
 * dotm leaves as plain docx: the variants differ only in things that never cross.
 */
#include "rebuild/document.h"
#include "rebuild/frame.h"
#include "rebuild/markup.h"

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

/* By part kind: file name (headers and footers take a number), relation from the body, type. */
static const struct {
	const char *file, *relation, *type;
} parts[DOC_PART_COUNT] = {
    [DOC_PART_BODY] = {"document", "officeDocument", WORD_TYPE "document.main+xml"},
    [DOC_PART_HEADER] = {"header", "header", WORD_TYPE "header+xml"},
    [DOC_PART_FOOTER] = {"footer", "footer", WORD_TYPE "footer+xml"},
    [DOC_PART_FOOTNOTES] = {"footnotes", "footnotes", WORD_TYPE "footnotes+xml"},
    [DOC_PART_ENDNOTES] = {"endnotes", "endnotes", WORD_TYPE "endnotes+xml"},
    [DOC_PART_COMMENTS] = {"comments", "comments", WORD_TYPE "comments+xml"},
    [DOC_PART_STYLES] = {"styles", "styles", WORD_TYPE "styles+xml"},
    [DOC_PART_NUMBERING] = {"numbering", "numbering", WORD_TYPE "numbering+xml"},
    [DOC_PART_FONTS] = {"fontTable", "fontTable", WORD_TYPE "fontTable+xml"},
    [DOC_PART_SETTINGS] = {"settings", "settings", WORD_TYPE "settings+xml"},
    [DOC_PART_THEME] = {"theme/theme1", "theme",
			"application/vnd.openxmlformats-officedocument.theme+xml"},
};

static bool many(unsigned kind)
{
	return kind == DOC_PART_HEADER || kind == DOC_PART_FOOTER;
}

/* Namespaces of a record and of what its template writes. */
static uint32_t uses(const struct document_reader *in)
{
	static const uint32_t shape = 1u << DOC_NS_WP | 1u << DOC_NS_A;
	uint32_t bits = 1u << doc_types[in->type].prefix;
	if (in->type == DOC_T_sk_picture)
		bits |= shape | 1u << DOC_NS_PIC | 1u << DOC_NS_R;
	if (in->type == DOC_T_sk_textBox || in->type == DOC_T_sk_textPath)
		bits |= shape | 1u << DOC_NS_WPS;
	for (uint32_t i = 0; i < in->n_values; i++)
		if (in->values[i].attr->prefix < DOC_NS_COUNT)
			bits |= 1u << in->values[i].attr->prefix;
	return bits;
}

/* The first reading: everything is checked, definitions and namespaces are collected. */
static enum err survey(struct docx *x)
{
	document_start(&x->d, &x->in);
	do {
		try(document_next(&x->in));
		if (x->in.event == DOC_PART)
			x->kinds |= 1u << x->in.kind;
		if (x->in.event == DOC_OPEN)
			x->namespaces_of[x->in.done - 1] |= uses(&x->in);
	} while (x->in.event != DOC_END);
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++) {
		x->resolved[i] =
		    arena_copy(x->r->mem, view_of(x->d.defined[i], (size_t)x->d.idents[i] + 1)).p;
		if (!x->resolved[i])
			return E_NO_MEMORY;
	}
	return OK;
}

static bool wanted(const struct docx *x, unsigned kind)
{
	bool drop = kind == DOC_PART_COMMENTS && (x->r->limits->options & LIMITS_DROP_COMMENTS);
	return (x->kinds & 1u << kind) && !drop;
}

static void picture(struct docx *x, uint32_t blob, struct docx_file *file)
{
	const struct doc_blob *b = &x->d.blobs[blob];
	struct buf bytes scope_end(buf_free) = buf_new(x->r->out->cap);
	char name[64];
	uint32_t width, height;
	enum err e = OK;
	file->ext = "png";
	if (b->part == 0)
		frame_png(b->cx, b->cy, &bytes);
	else
		e = rebuild_picture(x->r, b->part, &bytes, &file->ext, &width, &height);
	if (e == OK)
		e = bytes.err;
	if (x->picture_err == OK)
		x->picture_err = e;
	file->number = ++x->n_files;
	(void)snprintf(name, sizeof name, "word/media/image%u.%s", file->number, file->ext);
	package_add(&x->package, name, buf_view(&bytes), false);
}

const struct docx_file *document_media(struct docx *x, uint32_t blob)
{
	uint32_t part = x->d.blobs[blob].part;
	struct docx_file *file = part > 0 ? &x->part_file[part] : &x->frame_file[blob];
	if (file->number == 0)
		picture(x, blob, file);
	return file;
}

static void relation(struct buf *b, uint32_t id, const char *type, const char *target,
		     uint32_t number)
{
	buf_fmt(b, "<Relationship Id=\"rId%u\" Type=\"" RELATIONS "%s\" Target=\"%s", id, type,
		target);
	if (number > 0)
		buf_fmt(b, "%u", number);
	buf_str(b, ".xml\"/>");
}

/* The body refers to headers and footers first (document_xml.c counts on it), then to the rest. */
static void body_relations(struct docx *x)
{
	for (uint32_t i = 0; i < x->d.headers; i++)
		relation(&x->rels, ++x->n_rels, "header", "header", i + 1);
	for (uint32_t i = 0; i < x->d.footers; i++)
		relation(&x->rels, ++x->n_rels, "footer", "footer", i + 1);
	for (unsigned kind = DOC_PART_FOOTNOTES; kind < DOC_PART_COUNT; kind++)
		if (wanted(x, kind))
			relation(&x->rels, ++x->n_rels, parts[kind].relation, parts[kind].file, 0);
}

static void add_relations(struct docx *x, const char *name)
{
	struct buf b scope_end(buf_free) = buf_new(x->r->out->cap);
	if (x->rels.n == 0)
		return;
	buf_str(&b, MARKUP_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">");
	buf_put(&b, buf_view(&x->rels));
	buf_str(&b, "</Relationships>");
	if (x->package.err == OK)
		x->package.err = b.err;
	package_add(&x->package, name, buf_view(&b), true);
}

/* One part and its relationships. The reader stands at DOC_PART. */
static enum err write_part(struct docx *x)
{
	unsigned kind = x->in.kind;
	char name[64], rels[80], number[16] = "";
	buf_clear(&x->xml);
	buf_clear(&x->rels);
	x->n_rels = 0;
	x->namespaces = x->namespaces_of[x->in.done - 1];
	memset(x->blob_rel, 0, x->d.n_blobs * sizeof *x->blob_rel);
	memset(x->link_rel, 0, x->d.n_links * sizeof *x->link_rel);
	if (many(kind))
		(void)snprintf(number, sizeof number, "%u", x->in.part + 1);
	if (kind == DOC_PART_BODY)
		body_relations(x);
	(void)snprintf(name, sizeof name, "word/%s%s.xml", parts[kind].file, number);
	(void)snprintf(rels, sizeof rels, "word/%s_rels/%s%s.xml.rels",
		       kind == DOC_PART_THEME ? "theme/" : "",
		       kind == DOC_PART_THEME ? "theme1" : parts[kind].file, number);
	try(document_part_xml(x, wanted(x, kind)));
	try(x->picture_err);
	if (!wanted(x, kind))
		return OK;
	package_add(&x->package, name, buf_view(&x->xml), true);
	add_relations(x, rels);
	return x->package.err;
}

static void override(struct buf *b, const char *file, const char *type, uint32_t number)
{
	buf_fmt(b, "<Override PartName=\"/%s", file);
	if (number > 0)
		buf_fmt(b, "%u", number);
	buf_fmt(b, ".xml\" ContentType=\"%s\"/>", type);
}

static void add_types(struct docx *x)
{
	char file[64];
	struct buf b scope_end(buf_free) = buf_new(4u << 20);
	buf_str(&b, MARKUP_HEAD
		"<Types xmlns=\"" PACKAGE "content-types\">"
		"<Default Extension=\"rels\" "
		"ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Default Extension=\"png\" ContentType=\"image/png\"/>"
		"<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
		"<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>");
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++) {
		uint32_t n = kind == DOC_PART_HEADER ? x->d.headers : x->d.footers;
		(void)snprintf(file, sizeof file, "word/%s", parts[kind].file);
		if (!wanted(x, kind))
			continue;
		if (!many(kind))
			override(&b, file, parts[kind].type, 0);
		for (uint32_t i = 0; many(kind) && i < n; i++)
			override(&b, file, parts[kind].type, i + 1);
	}
	override(&b, "docProps/core", "application/vnd.openxmlformats-package.core-properties+xml",
		 0);
	override(&b, "docProps/app",
		 "application/vnd.openxmlformats-officedocument.extended-properties+xml", 0);
	buf_str(&b, "</Types>");
	if (x->package.err == OK)
		x->package.err = b.err;
	package_add(&x->package, "[Content_Types].xml", buf_view(&b), true);
}

/* What every package has and no document fills: nobody's name, no title, no time. */
static void add_frame(struct docx *x)
{
	static const char relations[] = MARKUP_HEAD
	    "<Relationships xmlns=\"" PACKAGE "relationships\">"
	    "<Relationship Id=\"rId1\" Type=\"" RELATIONS
	    "officeDocument\" Target=\"word/document.xml\"/>"
	    "<Relationship Id=\"rId2\" Type=\"" PACKAGE "relationships/metadata/core-properties\" "
	    "Target=\"docProps/core.xml\"/>"
	    "<Relationship Id=\"rId3\" Type=\"" RELATIONS
	    "extended-properties\" Target=\"docProps/app.xml\"/>"
	    "</Relationships>";
	static const char core[] =
	    MARKUP_HEAD "<cp:coreProperties xmlns:cp=\"" PACKAGE
			"metadata/core-properties\"><cp:revision>1</cp:revision>"
			"</cp:coreProperties>";
	static const char app[] = MARKUP_HEAD
	    "<Properties "
	    "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
	    "<Application>Sekisho</Application></Properties>";
	package_add(&x->package, "_rels/.rels", view_str(relations), true);
	package_add(&x->package, "docProps/core.xml", view_str(core), true);
	package_add(&x->package, "docProps/app.xml", view_str(app), true);
}

static enum err write_parts(struct docx *x)
{
	add_types(x);
	add_frame(x);
	document_start(&x->d, &x->in);
	for (;;) {
		try(document_next(&x->in));
		if (x->in.event == DOC_END)
			return OK;
		try(write_part(x));
	}
}

static enum err document_rebuild(struct rebuild *r)
{
	struct docx *x = arena_alloc(r->mem, sizeof *x);
	if (!x)
		return E_NO_MEMORY;
	x->r = r;
	try(document_head(r->form->parts[0].body, r->form->n, r->limits, r->mem, &x->d));
	x->blob_rel = arena_array(r->mem, x->d.n_blobs, sizeof *x->blob_rel);
	x->link_rel = arena_array(r->mem, x->d.n_links, sizeof *x->link_rel);
	x->frame_file = arena_array(r->mem, x->d.n_blobs, sizeof *x->frame_file);
	x->part_file = arena_array(r->mem, r->form->n, sizeof *x->part_file);
	x->namespaces_of = arena_array(r->mem, x->d.n_parts, sizeof *x->namespaces_of);
	if (!x->blob_rel || !x->link_rel || !x->frame_file || !x->part_file || !x->namespaces_of)
		return E_NO_MEMORY;
	try(survey(x));
	x->xml = buf_new(r->out->cap);
	x->rels = buf_new(r->out->cap);
	package_begin(&x->package, r->out);
	enum err e = write_parts(x);
	enum err end = package_end(&x->package);
	buf_free(&x->xml);
	buf_free(&x->rels);
	memcpy(r->ext, "docx", 5);
	return e != OK ? e : end;
}

const struct target target_document = {"document", FORM_DOCUMENT, document_rebuild};
