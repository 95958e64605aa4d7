/* SPDX-License-Identifier: Apache-2.0
 * ooxml.c: an office form as a package: what parts there are, their names and relations.
 *
 * Every name, relationship and content type is a constant of ours. What came as a template or with
 * macros leaves as the plain kind: the variants differ only in things that never cross.
 */
#include "rebuild/ooxml.h"
#include "rebuild/frame.h"
#include "rebuild/markup.h"

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define MICROSOFT "http://schemas.microsoft.com/office/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define PACKAGE_TYPE "application/vnd.openxmlformats-package."
#define FORMATS "application/vnd.openxmlformats-officedocument."
#define WORD FORMATS "wordprocessingml."
#define EXCEL FORMATS "spreadsheetml."
#define POWERPOINT FORMATS "presentationml."
#define DRAWING FORMATS "drawingml."

enum numbering { ONE, EACH };

static const struct {
	const char *folder, *file;
	enum numbering numbering;
	const char *relation, *type;
} parts[DOC_PART_COUNT] = {
#define PART(kind, ...) [DOC_PART_##kind] = {__VA_ARGS__},
#include "tbl/ooxml_parts.h"
#undef PART
};

const uint8_t ooxml_main_refers[] = {
#define MAIN_REFERS(kind) DOC_PART_##kind,
#include "tbl/ooxml_parts.h"
#undef MAIN_REFERS
};
const size_t ooxml_n_main_refers = array_len(ooxml_main_refers);

#define NAME_MAX 96

/* "header3.xml" below the form's own folder; with `rels` the list of its relationships. */
static void part_name(char name[NAME_MAX], const char *before, unsigned kind, uint32_t number,
		      bool rels)
{
	char digits[16] = "";
	if (parts[kind].numbering == EACH)
		(void)snprintf(digits, sizeof digits, "%u", number + 1);
	(void)snprintf(name, NAME_MAX, "%s%s%s%s%s.xml%s", before, parts[kind].folder,
		       rels ? "_rels/" : "", parts[kind].file, digits, rels ? ".rels" : "");
}

bool ooxml_wanted(const struct ooxml *x, unsigned kind)
{
	static const uint32_t drop[DOC_PART_COUNT] = {
	    [DOC_PART_COMMENTS] = LIMITS_DROP_COMMENTS,
	    [DOC_PART_AUTHORS] = LIMITS_DROP_COMMENTS,
	    [DOC_PART_SLIDE_COMMENTS] = LIMITS_DROP_COMMENTS,
	    [DOC_PART_SHEET_COMMENTS] = LIMITS_DROP_COMMENTS,
	    [DOC_PART_NOTES] = LIMITS_DROP_NOTES,
	};
	return x->d.of_kind[kind] > 0 && !(x->r->limits->options & drop[kind]);
}

/* The place of a part among all of the form. */
uint32_t ooxml_part_at(const struct ooxml *x, unsigned kind, uint32_t number)
{
	for (unsigned k = 0; k < kind; k++)
		number += x->d.of_kind[k];
	return number;
}

bool ooxml_wanted_part(const struct ooxml *x, unsigned kind, uint32_t number)
{
	return ooxml_wanted(x, kind) && !x->left_out[ooxml_part_at(x, kind, number)];
}

void ooxml_leave_out(struct ooxml *x, unsigned kind, uint32_t number)
{
	x->left_out[ooxml_part_at(x, kind, number)] = 1;
}

/* Namespaces of a record and of what its template writes. */
static uint64_t uses(const struct ooxml *x)
{
	const struct document_reader *in = &x->in;
	uint64_t bits = (uint64_t)1 << doc_types[in->type].prefix;
	if (doc_types[in->type].own && x->target->uses)
		bits |= x->target->uses(in->type);
	for (uint32_t i = 0; i < in->n_values; i++)
		if (in->values[i].attr->prefix < DOC_NS_COUNT)
			bits |= (uint64_t)1 << in->values[i].attr->prefix;
	return bits;
}

/* The first reading: everything is checked, definitions and namespaces are collected. */
static enum err survey(struct ooxml *x)
{
	struct buf edges scope_end(buf_free) = buf_new(64u << 20);
	document_start(&x->d, &x->in);
	do {
		try(document_next(&x->in));
		if (x->in.event == DOC_OPEN)
			x->namespaces_of[x->in.done - 1] |= uses(x);
		ooxml_find_edges(x, &edges);
		if (x->target->read)
			try(x->target->read(x));
	} while (x->in.event != DOC_END);
	try(edges.err);
	try(ooxml_leave_unreached(x, &edges));
	for (unsigned i = 0; i < DOC_IDENT_KINDS; i++) {
		x->resolved[i] =
		    arena_copy(x->r->mem, view_of(x->d.defined[i], (size_t)x->d.idents[i] + 1)).p;
		if (!x->resolved[i])
			return E_NO_MEMORY;
	}
	return OK;
}

static void picture(struct ooxml *x, uint32_t blob, struct ooxml_file *file)
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
	(void)snprintf(name, sizeof name, "%s/media/image%u.%s", x->target->folder, file->number,
		       file->ext);
	package_add(&x->package, name, buf_view(&bytes), false);
}

const struct ooxml_file *ooxml_media(struct ooxml *x, uint32_t blob)
{
	uint32_t part = x->d.blobs[blob].part;
	struct ooxml_file *file = part > 0 ? &x->part_file[part] : &x->frame_file[blob];
	if (file->number == 0)
		picture(x, blob, file);
	return file;
}

/* Begins a relationship of the part being written, up to its target. */
static uint32_t begin_rel(struct ooxml *x, const char *relation)
{
	buf_fmt(&x->rels, "<Relationship Id=\"rId%u\" Type=\"%s\" Target=\"", ++x->n_rels,
		relation);
	return x->n_rels;
}

/* From the folder of this part to the form's own. */
static const char *up(const struct ooxml *x)
{
	return parts[x->in.kind].folder[0] ? "../" : "";
}

uint32_t ooxml_blob_rel(struct ooxml *x, uint32_t blob)
{
	if (x->blob_rel[blob] == 0) {
		const struct ooxml_file *file = ooxml_media(x, blob);
		x->blob_rel[blob] = begin_rel(x, OFFICE "image");
		buf_fmt(&x->rels, "%smedia/image%u.%s\"/>", up(x), file->number, file->ext);
	}
	return x->blob_rel[blob];
}

uint32_t ooxml_link_rel(struct ooxml *x, uint32_t link)
{
	if (x->link_rel[link] == 0) {
		x->link_rel[link] = begin_rel(x, OFFICE "hyperlink");
		markup_value(&x->rels, x->d.links[link]);
		buf_str(&x->rels, "\" TargetMode=\"External\"/>");
	}
	return x->link_rel[link];
}

uint32_t ooxml_part_rel(struct ooxml *x, unsigned kind, uint32_t number)
{
	uint32_t at = ooxml_part_at(x, kind, number);
	char name[NAME_MAX];
	if (x->part_rel[at] == 0) {
		x->part_rel[at] = begin_rel(x, parts[kind].relation);
		part_name(name, up(x), kind, number, false);
		buf_fmt(&x->rels, "%s\"/>", name);
	}
	return x->part_rel[at];
}

uint32_t ooxml_own_rel(struct ooxml *x, const char *relation, const char *target, uint32_t number,
		       const char *ext)
{
	uint32_t id = begin_rel(x, relation);
	buf_fmt(&x->rels, "%s%s%u.%s\"/>", up(x), target, number, ext);
	return id;
}

/* The main part refers to the kinds of MAIN_REFERS first, then to every kind of one at most. */
static void main_relations(struct ooxml *x)
{
	for (size_t k = 0; k < ooxml_n_main_refers; k++)
		for (uint32_t i = 0; i < x->d.of_kind[ooxml_main_refers[k]]; i++)
			(void)ooxml_part_rel(x, ooxml_main_refers[k], i);
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		if (ooxml_wanted(x, kind) &&
		    !((doc_parts[kind].many | doc_parts[kind].main) & x->d.form_bit))
			(void)ooxml_part_rel(x, kind, 0);
}

static void add_relations(struct ooxml *x, const char *name)
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
static enum err write_part(struct ooxml *x)
{
	unsigned kind = x->in.kind;
	char name[NAME_MAX], rels[NAME_MAX], folder[16];
	buf_clear(&x->xml);
	buf_clear(&x->rels);
	x->n_rels = 0;
	x->namespaces = x->namespaces_of[x->in.done - 1];
	memset(x->blob_rel, 0, x->d.n_blobs * sizeof *x->blob_rel);
	memset(x->link_rel, 0, x->d.n_links * sizeof *x->link_rel);
	memset(x->part_rel, 0, x->d.n_parts * sizeof *x->part_rel);
	if (doc_parts[kind].main & x->d.form_bit)
		main_relations(x);
	for (uint32_t i = 0; i < x->in.n_relations; i++)
		if (ooxml_wanted_part(x, x->in.relations[i].kind, x->in.relations[i].number))
			(void)ooxml_part_rel(x, x->in.relations[i].kind, x->in.relations[i].number);
	(void)snprintf(folder, sizeof folder, "%s/", x->target->folder);
	part_name(name, folder, kind, x->in.part, false);
	part_name(rels, folder, kind, x->in.part, true);
	bool wanted = ooxml_wanted_part(x, kind, x->in.part);
	try(ooxml_part_xml(x, wanted));
	try(x->picture_err);
	if (!wanted)
		return OK;
	if (x->target->part_end)
		try(x->target->part_end(x));
	package_add(&x->package, name, buf_view(&x->xml), true);
	add_relations(x, rels);
	return x->package.err;
}

static void override(struct buf *b, const char *name, const char *type)
{
	buf_fmt(b, "<Override PartName=\"/%s\" ContentType=\"%s\"/>", name, type);
}

static void add_types(struct ooxml *x)
{
	char file[NAME_MAX], folder[16];
	struct buf b scope_end(buf_free) = buf_new(4u << 20);
	(void)snprintf(folder, sizeof folder, "%s/", x->target->folder);
	buf_str(&b, MARKUP_HEAD
		"<Types xmlns=\"" PACKAGE "content-types\">"
		"<Default Extension=\"rels\" "
		"ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Default Extension=\"png\" ContentType=\"image/png\"/>"
		"<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
		"<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>");
	for (unsigned kind = 0; kind < DOC_PART_COUNT; kind++)
		for (uint32_t i = 0; i < x->d.of_kind[kind]; i++) {
			if (!ooxml_wanted_part(x, kind, i))
				continue;
			part_name(file, folder, kind, i, false);
			override(&b, file, parts[kind].type);
		}
	override(&b, "docProps/core.xml", PACKAGE_TYPE "core-properties+xml");
	override(&b, "docProps/app.xml", FORMATS "extended-properties+xml");
	if (x->target->types)
		x->target->types(x, &b);
	buf_str(&b, "</Types>");
	if (x->package.err == OK)
		x->package.err = b.err;
	package_add(&x->package, "[Content_Types].xml", buf_view(&b), true);
}

/* What every package has and no document fills: nobody's name, no title, no time. */
static void add_frame(struct ooxml *x)
{
	static const char core[] =
	    MARKUP_HEAD "<cp:coreProperties xmlns:cp=\"" PACKAGE
			"metadata/core-properties\"><cp:revision>1</cp:revision>"
			"</cp:coreProperties>";
	char folder[16], name[NAME_MAX];
	struct buf b scope_end(buf_free) = buf_new(4096);
	(void)snprintf(folder, sizeof folder, "%s/", x->target->folder);
	part_name(name, folder, doc_main_part(x->d.form_bit), 0, false);
	buf_fmt(&b,
		MARKUP_HEAD
		"<Relationships xmlns=\"" PACKAGE "relationships\">"
		"<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"%s\"/>"
		"<Relationship Id=\"rId2\" Type=\"" PACKAGE
		"relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
		"<Relationship Id=\"rId3\" Type=\"" OFFICE
		"extended-properties\" Target=\"docProps/app.xml\"/></Relationships>",
		name);
	package_add(&x->package, "_rels/.rels", buf_view(&b), true);
	package_add(&x->package, "docProps/core.xml", view_str(core), true);
	buf_clear(&b);
	buf_fmt(
	    &b,
	    MARKUP_HEAD
	    "<Properties "
	    "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">"
	    "<Application>%s</Application></Properties>",
	    x->target->program);
	package_add(&x->package, "docProps/app.xml", buf_view(&b), true);
	if (x->package.err == OK)
		x->package.err = b.err;
}

static enum err write_parts(struct ooxml *x)
{
	add_types(x);
	add_frame(x);
	document_start(&x->d, &x->in);
	while (true) {
		try(document_next(&x->in));
		if (x->in.event == DOC_END)
			return OK;
		try(write_part(x));
	}
}

/* Tables by what the form holds; all zero. */
static enum err tables(struct ooxml *x)
{
	struct rebuild *r = x->r;
	x->blob_rel = arena_array(r->mem, x->d.n_blobs, sizeof *x->blob_rel);
	x->link_rel = arena_array(r->mem, x->d.n_links, sizeof *x->link_rel);
	x->part_rel = arena_array(r->mem, x->d.n_parts, sizeof *x->part_rel);
	x->frame_file = arena_array(r->mem, x->d.n_blobs, sizeof *x->frame_file);
	x->part_file = arena_array(r->mem, r->form->n, sizeof *x->part_file);
	x->namespaces_of = arena_array(r->mem, x->d.n_parts, sizeof *x->namespaces_of);
	x->left_out = arena_array(r->mem, x->d.n_parts, sizeof *x->left_out);
	return x->left_out && x->blob_rel && x->link_rel && x->part_rel && x->frame_file &&
		       x->part_file && x->namespaces_of
		   ? OK
		   : E_NO_MEMORY;
}

enum err ooxml_rebuild(struct rebuild *r, enum form_kind form, const struct ooxml_target *target,
		       void *own)
{
	struct ooxml *x = arena_alloc(r->mem, sizeof *x);
	if (!x)
		return E_NO_MEMORY;
	x->r = r;
	x->target = target;
	x->own = own;
	try(document_head(r->form->parts[0].body, r->form->n, r->limits, r->mem, &x->d));
	if (x->d.form != form)
		return E_FORM;
	try(tables(x));
	try(survey(x));
	x->xml = buf_new(r->out->cap);
	x->rels = buf_new(r->out->cap);
	package_begin(&x->package, r->out);
	enum err e = write_parts(x);
	enum err end = package_end(&x->package);
	buf_free(&x->xml);
	buf_free(&x->rels);
	(void)snprintf(r->ext, sizeof r->ext, "%s", target->ext);
	return e != OK ? e : end;
}
