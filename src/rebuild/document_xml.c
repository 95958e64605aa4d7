/* SPDX-License-Identifier: Apache-2.0
 * document_xml.c: checked records as WordprocessingML.
 */
#include "rebuild/document.h"
#include "rebuild/markup.h"
#include "rebuild/preview.h"

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

void document_tag_end(struct docx *x)
{
	if (x->tag_open)
		buf_u8(&x->xml, '>');
	x->tag_open = false;
}

uint32_t document_blob_rel(struct docx *x, uint32_t blob)
{
	if (x->blob_rel[blob] == 0) {
		const struct docx_file *file = document_media(x, blob);
		x->blob_rel[blob] = ++x->n_rels;
		buf_fmt(&x->rels,
			"<Relationship Id=\"rId%u\" Type=\"" RELATIONS
			"image\" Target=\"%smedia/image%u.%s\"/>",
			x->n_rels, x->in.kind == DOC_PART_THEME ? "../" : "", file->number,
			file->ext);
	}
	return x->blob_rel[blob];
}

uint32_t document_link_rel(struct docx *x, uint32_t link)
{
	if (x->link_rel[link] == 0) {
		x->link_rel[link] = ++x->n_rels;
		buf_fmt(&x->rels,
			"<Relationship Id=\"rId%u\" Type=\"" RELATIONS "hyperlink\" Target=\"",
			x->n_rels);
		markup_value(&x->rels, x->d.links[link]);
		buf_str(&x->rels, "\" TargetMode=\"External\"/>");
	}
	return x->link_rel[link];
}

/* Civil date of a day count (proleptic Gregorian, from 1970-01-01). libc's would read the time
 * zone. */
static void put_date(struct buf *b, int64_t seconds)
{
	int64_t days = (seconds - DOC_DATE_MIN) / 86400, rest = (seconds - DOC_DATE_MIN) % 86400;
	int64_t z = days + 693901; /* 1900-01-01, counted from 0000-03-01 */
	int64_t era = z / 146097, of_era = z % 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * month + 2) / 5 + 1;
	month = month < 10 ? month + 3 : month - 9;
	year += era * 400 + (month <= 2);
	buf_fmt(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, (int)month, (int)day,
		(int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
}

static void put_hex(struct buf *b, struct view v)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < v.n; i++) {
		buf_u8(b, (uint8_t)digits[v.p[i] >> 4]);
		buf_u8(b, (uint8_t)digits[v.p[i] & 15]);
	}
}

static void put_bits(struct buf *b, int64_t n, int bits)
{
	for (int i = bits - 1; i >= 0; i--)
		buf_u8(b, n >> i & 1 ? '1' : '0');
}

static void put_ident(struct docx *x, const struct doc_value *v)
{
	bool name = v->attr->dialect == DOC_IDENT_BOOKMARK &&
		    !view_eq(view_str(v->attr->local), VIEW("id"));
	if (name) {
		markup_value(&x->xml, x->d.bookmarks[v->n]);
		return;
	}
	if (v->attr->dialect == DOC_IDENT_STYLE)
		buf_u8(&x->xml, 's');
	markup_int(&x->xml, v->n);
}

/* rId1... of headers and footers in the body's relationships come first, in this order. */
static uint32_t ref_rel(struct docx *x, const struct doc_value *v)
{
	switch (v->attr->dialect) {
	case DOC_REF_BLOB:
		return document_blob_rel(x, (uint32_t)v->n);
	case DOC_REF_LINK:
		return document_link_rel(x, (uint32_t)v->n);
	case DOC_REF_HEADER:
		return (uint32_t)v->n + 1;
	default:
		return x->d.headers + (uint32_t)v->n + 1;
	}
}

static void put_value(struct docx *x, const struct doc_value *v)
{
	struct buf *b = &x->xml;
	switch ((enum doc_class)v->attr->class) {
	case DOC_BOOL:
		buf_u8(b, v->n ? '1' : '0');
		break;
	case DOC_ENUM:
		buf_str(b, doc_enum_word(v->attr->list, (unsigned)v->n));
		break;
	case DOC_INT:
		if (v->attr->dialect == DOC_INT_BITS12)
			put_bits(b, v->n, 12);
		else
			markup_int(b, v->n);
		break;
	case DOC_HEX:
		put_hex(b, v->view);
		break;
	case DOC_COLOUR:
		if (v->n < 0)
			buf_str(b, "auto");
		else
			put_hex(b, view_of((uint8_t[]){(uint8_t)(v->n >> 16), (uint8_t)(v->n >> 8),
						       (uint8_t)v->n},
					   3));
		break;
	case DOC_DATE:
		put_date(b, v->n);
		break;
	case DOC_IDENT:
		put_ident(x, v);
		break;
	case DOC_REF:
		buf_fmt(b, "rId%u", ref_rel(x, v));
		break;
	case DOC_TEXT:
		if (v->attr->dialect == DOC_TEXT_PERSON &&
		    (x->r->limits->options & LIMITS_DROP_PERSON))
			buf_str(b, "-");
		else
			markup_value(b, v->view);
		break;
	case DOC_NONE:
	case DOC_FIELD:
	case DOC_AUTO:
		break;
	}
}

static void put_name(struct buf *b, unsigned prefix, const char *local)
{
	if (prefix < DOC_NS_COUNT) {
		buf_str(b, doc_namespaces[prefix].prefix);
		buf_u8(b, ':');
	}
	buf_str(b, local);
}

static void put_auto(struct docx *x, const struct doc_attr *a)
{
	if (a->dialect == DOC_AUTO_NUMBER)
		markup_int(&x->xml, ++x->number);
	else if (a->dialect == DOC_AUTO_COMPAT)
		buf_str(&x->xml, "http://schemas.microsoft.com/office/word");
	else
		for (uint32_t i = 0; i < x->in.n_values; i++)
			if (x->in.values[i].attr->class == DOC_IDENT)
				markup_value(&x->xml, x->d.bookmarks[x->in.values[i].n]);
}

/* Is the thing that an ident names defined anywhere, and still wanted? */
static bool resolves(const struct docx *x, const struct doc_value *v)
{
	unsigned kind = v->attr->dialect;
	if (v->attr->class != DOC_IDENT || (kind == DOC_IDENT_NUM && v->n == 0))
		return true;
	if (kind == DOC_IDENT_COMMENT && (x->r->limits->options & LIMITS_DROP_COMMENTS))
		return false;
	return x->resolved[kind][v->n];
}

static void put_attrs(struct docx *x, const struct doc_type *t)
{
	uint32_t at = 0;
	for (unsigned i = 0; i < t->n_attrs; i++) {
		const struct doc_attr *a = &doc_attrs[t->first_attr + i];
		bool given = at < x->in.n_values && x->in.values[at].number == i;
		if (!given && a->class != DOC_AUTO)
			continue;
		const struct doc_value *v = given ? &x->in.values[at++] : NULL;
		if (v && !resolves(x, v))
			continue;
		buf_u8(&x->xml, ' ');
		put_name(&x->xml, a->prefix, a->local);
		buf_str(&x->xml, "=\"");
		if (v)
			put_value(x, v);
		else
			put_auto(x, a);
		buf_u8(&x->xml, '"');
	}
}

/* What the preview shows of a record: paragraphs as lines, cells and tabs as tabs. */
static void show(struct docx *x)
{
	unsigned type = x->in.type;
	bool open = x->in.event == DOC_OPEN;
	if (x->in.kind != DOC_PART_BODY)
		return;
	if (x->in.event == DOC_STRING && type == DOC_T_w_t)
		preview_put(x->r, x->in.text.view);
	else if (open && type == DOC_T_w_CT_Empty_w_tab)
		preview_put(x->r, VIEW("\t"));
	else if ((open && type == DOC_T_w_br) ||
		 (!open && type == DOC_T_w_p && x->in.event == DOC_CLOSE))
		preview_put(x->r, VIEW("\n"));
}

static void field_close(struct docx *x)
{
	buf_str(&x->xml, x->tag_open ? "/>" : "</w:fldChar>");
	buf_str(&x->xml, "<w:instrText xml:space=\"preserve\">");
	document_code(x, &x->field, &x->xml);
	buf_str(&x->xml, "</w:instrText><w:fldChar w:fldCharType=\"separate\"/>");
}

static void own_open(struct docx *x)
{
	if (x->in.type == DOC_T_sk_field) {
		x->field = x->in.field;
		buf_str(&x->xml, "<w:fldChar w:fldCharType=\"begin\"");
		x->tag_open = true;
	} else if (x->in.type == DOC_T_sk_fieldEnd) {
		buf_str(&x->xml, "<w:fldChar w:fldCharType=\"end\"/>");
	} else {
		document_shape_open(x);
	}
}

/* The namespace of a drawing's content decides its address, and whether old readers may skip it. */
static void graphic_uri(struct docx *x)
{
	int child = document_peek(&x->in);
	unsigned prefix = child < 0 ? DOC_NS_PIC : doc_types[child].prefix;
	buf_fmt(&x->xml, " uri=\"%s\"", doc_namespaces[prefix].uri);
	if (prefix != DOC_NS_PIC && x->n_drawings > 0)
	x->drawings[x->n_drawings - 1].requires = doc_namespaces[prefix].prefix;
}

static void drawing_close(struct docx *x)
{
	static const char begin[] = "<mc:AlternateContent><mc:Choice Requires=\"%s\">";
	char head[sizeof begin + 8];
	assert(x->n_drawings > 0);
	struct drawing d = x->drawings[--x->n_drawings];
	if (!d.requires)
		return;
	int n = snprintf(head, sizeof head, begin, d.requires);
	size_t length = x->xml.n - d.start;
	if (n <= 0 || !buf_grow(&x->xml, (size_t)n))
		return;
	memmove(x->xml.p + d.start + n, x->xml.p + d.start, length);
	memcpy(x->xml.p + d.start, head, (size_t)n);
	buf_str(&x->xml, "</mc:Choice></mc:AlternateContent>");
}

/* An element whose required ident names nothing is left out; such elements have no content. */
static bool dangling(const struct docx *x)
{
	for (uint32_t i = 0; i < x->in.n_values; i++)
		if ((x->in.values[i].attr->flags & DOC_REQUIRED) && !resolves(x, &x->in.values[i]))
			return true;
	return false;
}

static void open_element(struct docx *x)
{
	const struct doc_type *t = &doc_types[x->in.type];
	document_tag_end(x);
	if (t->own) {
		own_open(x);
		return;
	}
	if (x->in.type == DOC_T_w_drawing)
		x->drawings[x->n_drawings++] = (struct drawing){x->xml.n, NULL};
	buf_u8(&x->xml, '<');
	put_name(&x->xml, t->prefix, t->local);
	if (x->in.type == DOC_T_a_graphicData)
		graphic_uri(x);
	put_attrs(x, t);
	x->tag_open = true;
}

static void close_element(struct docx *x)
{
	const struct doc_type *t = &doc_types[x->in.type];
	if (x->in.type == DOC_T_sk_field) {
		field_close(x);
	} else if (t->own) {
		document_shape_close(x, x->in.type);
	} else if (x->tag_open) {
		buf_str(&x->xml, "/>");
	} else {
		buf_str(&x->xml, "</");
		put_name(&x->xml, t->prefix, t->local);
		buf_u8(&x->xml, '>');
	}
	x->tag_open = false;
	if (x->in.type == DOC_T_w_drawing)
		drawing_close(x);
}

static void put_string(struct docx *x)
{
	const struct doc_value *v = &x->in.text;
	if (v->attr->class == DOC_TEXT && markup_preserve(v->view))
		buf_str(&x->xml, " xml:space=\"preserve\"");
	document_tag_end(x);
	if (v->attr->class == DOC_TEXT)
		markup_text(&x->xml, v->view);
	else
		put_value(x, v);
}

/* The root's start tag: namespaces that the part uses, and those an older reader may ignore. */
static void open_root(struct docx *x)
{
	static const unsigned ignorable[] = {DOC_NS_W14, DOC_NS_W15, DOC_NS_WP14};
	const struct doc_type *t = &doc_types[x->in.type];
	bool any = false;
	buf_str(&x->xml, MARKUP_HEAD "<");
	put_name(&x->xml, t->prefix, t->local);
	for (unsigned i = 0; i < DOC_NS_SK; i++)
		if (x->namespaces & 1u << i)
			buf_fmt(&x->xml, " xmlns:%s=\"%s\"", doc_namespaces[i].prefix,
				doc_namespaces[i].uri);
	for (unsigned i = 0; i < array_len(ignorable); i++)
		any = any || (x->namespaces & 1u << ignorable[i]);
	if (any || (x->namespaces & (1u << DOC_NS_WPS | 1u << DOC_NS_WPG | 1u << DOC_NS_WPC)))
		buf_str(
		    &x->xml,
		    " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"");
	if (any) {
		const char *between = " mc:Ignorable=\"";
		for (unsigned i = 0; i < array_len(ignorable); i++)
			if (x->namespaces & 1u << ignorable[i]) {
				buf_fmt(&x->xml, "%s%s", between,
					doc_namespaces[ignorable[i]].prefix);
				between = " ";
			}
		buf_u8(&x->xml, '"');
	}
	put_attrs(x, t);
	x->tag_open = true;
}

enum err document_part_xml(struct docx *x, bool wanted)
{
	uint32_t skip = 0;
	bool first = true;
	do {
		try(document_next(&x->in));
		if (!wanted || skip > 0 || (x->in.event == DOC_OPEN && dangling(x))) {
			skip += x->in.event == DOC_OPEN;
			skip -= skip > 0 && x->in.event == DOC_CLOSE;
			continue;
		}
		if (x->in.event == DOC_OPEN && first)
			open_root(x);
		else if (x->in.event == DOC_OPEN)
			open_element(x);
		else if (x->in.event == DOC_STRING)
			put_string(x);
		else
			close_element(x);
		first = false;
		show(x);
	} while (x->in.depth > 0);
	return x->xml.err != OK ? x->xml.err : x->rels.err;
}
