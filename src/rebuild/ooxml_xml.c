/* SPDX-License-Identifier: Apache-2.0
 * ooxml_xml.c: checked records as the XML of a part.
 */
#include "base/civil.h"
#include "rebuild/ooxml.h"
#include "rebuild/markup.h"

void ooxml_tag_end(struct ooxml *x)
{
	if (x->tag_open)
		buf_u8(&x->xml, '>');
	x->tag_open = false;
}

static void put_date(struct buf *b, int64_t seconds)
{
	struct civil c = civil_utc(seconds);
	buf_fmt(b, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute,
		c.second);
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

static void put_ident(struct ooxml *x, const struct doc_value *v)
{
	bool name = v->attr->dialect == DOC_IDENT_BOOKMARK &&
		    !view_eq(view_str(v->attr->local), VIEW("id"));
	if (name) {
		markup_value(&x->xml, x->d.bookmarks[v->n]);
		return;
	}
	if (v->attr->dialect == DOC_IDENT_STYLE)
		buf_u8(&x->xml, 's');
	bool from_one = v->attr->dialect == DOC_IDENT_SHAPE || v->attr->dialect == DOC_IDENT_TABLE;
	markup_int(&x->xml, v->n + from_one); /* 0 is no shape and no table */
}

static uint32_t ref_rel(struct ooxml *x, const struct doc_value *v)
{
	uint32_t own = x->target->ref ? x->target->ref(x, v) : 0;
	if (own)
		return own;
	if (v->attr->dialect == DOC_REF_BLOB)
		return ooxml_blob_rel(x, (uint32_t)v->n);
	if (v->attr->dialect == DOC_REF_LINK)
		return ooxml_link_rel(x, (uint32_t)v->n);
	return ooxml_part_rel(x, v->attr->dialect - (unsigned)DOC_REF_PART, (uint32_t)v->n);
}

static void put_value(struct ooxml *x, const struct doc_value *v)
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
	case DOC_FORMULA: /* it resolves, so it is printed */
		if (x->target->formula(x, v, b) != OK && b->err == OK)
			b->err = E_INTERNAL;
		break;
	case DOC_NONE:
	case DOC_FIELD:
	case DOC_AUTO:
		break;
	}
}

/* SpreadsheetML is the default namespace of its parts: it has many small elements. */
static void put_name(struct buf *b, unsigned prefix, const char *local)
{
	if (prefix < DOC_NS_COUNT && prefix != DOC_NS_X) {
		buf_str(b, doc_namespaces[prefix].prefix);
		buf_u8(b, ':');
	}
	buf_str(b, local);
}

static void put_auto(struct ooxml *x, const struct doc_attr *a)
{
	if (a->dialect == DOC_AUTO_NUMBER)
		markup_int(&x->xml, ++x->number);
	else if (a->dialect == DOC_AUTO_SLIDE) /* ECMA-376 part 1, 19.7.13: from 256 */
		markup_int(&x->xml, 256 + (int64_t)x->number++);
	else if (a->dialect ==
		 DOC_AUTO_MASTER) /* 19.7.14, 19.7.17: the upper half, one range for both */
		markup_int(&x->xml, 2147483648 + (int64_t)x->number++);
	else if (a->dialect == DOC_AUTO_GUID)
		buf_fmt(&x->xml, "{00000000-0000-4000-8000-%012X}", ++x->number);
	else if (a->dialect == DOC_AUTO_ZERO)
		buf_u8(&x->xml, '0');
	else if (a->dialect == DOC_AUTO_EMPTY)
		return;
	else if (a->dialect == DOC_AUTO_COMPAT)
		buf_str(&x->xml, "http://schemas.microsoft.com/office/word");
	else
		for (uint32_t i = 0; i < x->in.n_values; i++)
			if (x->in.values[i].attr->class == DOC_IDENT)
				markup_value(&x->xml, x->d.bookmarks[x->in.values[i].n]);
}

bool ooxml_resolves(const struct ooxml *x, const struct doc_value *v)
{
	unsigned kind = v->attr->dialect;
	if (v->attr->class == DOC_FORMULA) {
		struct buf scratch scope_end(buf_free) = buf_new(6 * FORMULA_BYTES_MAX);
		return x->target->formula && x->target->formula(x, v, &scratch) == OK;
	}
	if (v->attr->class == DOC_REF && kind >= DOC_REF_PART)
		return ooxml_wanted_part(x, kind - (unsigned)DOC_REF_PART, (uint32_t)v->n);
	if (v->attr->class != DOC_IDENT || (kind == DOC_IDENT_NUM && v->n == 0))
		return true;
	if (kind == DOC_IDENT_COMMENT && (x->r->limits->options & LIMITS_DROP_COMMENTS))
		return false;
	/* A timeline that moves a shape that is not there is at worst one that does nothing;
	 * without its target it would be one that PowerPoint cannot read. */
	if (kind == DOC_IDENT_SHAPE && view_eq(view_str(v->attr->local), VIEW("spid")))
		return true;
	return x->resolved[kind][v->n];
}

int64_t ooxml_given(const struct ooxml *x, unsigned attr, int64_t otherwise)
{
	const struct doc_value *v = document_value(&x->in, attr);
	return v ? v->n : otherwise;
}

static void put_attrs(struct ooxml *x, const struct doc_type *t)
{
	uint32_t at = 0;
	for (unsigned i = 0; i < t->n_attrs; i++) {
		const struct doc_attr *a = &doc_attrs[t->first_attr + i];
		bool given = at < x->in.n_values && x->in.values[at].number == i;
		if (!given && a->class != DOC_AUTO)
			continue;
		const struct doc_value *v = given ? &x->in.values[at++] : NULL;
		if (v && !ooxml_resolves(x, v))
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

/* The namespace of a drawing's content decides its address, and whether old readers may skip it. */
static void graphic_uri(struct ooxml *x)
{
	int child = document_peek(&x->in);
	unsigned prefix = child < 0 ? DOC_NS_PIC : doc_types[child].prefix;
	const char *uri = child == DOC_T_a_tbl
			      ? "http://schemas.openxmlformats.org/drawingml/2006/table"
			      : doc_namespaces[prefix].uri;
	buf_fmt(&x->xml, " uri=\"%s\"", uri);
	bool new = prefix == DOC_NS_WPS || prefix == DOC_NS_WPG || prefix == DOC_NS_WPC;
	if (new && x->n_drawings > 0)
	x->drawings[x->n_drawings - 1].requires = doc_namespaces[prefix].prefix;
}

static void drawing_close(struct ooxml *x)
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

/* An element whose required ident names nothing is left out; such elements have no content. So is
 * one whose text is a formula that names what is not there. */
static bool dangling(const struct ooxml *x)
{
	const struct doc_attr *text = &doc_types[x->in.type].text;
	if (text->class == DOC_FORMULA) {
		struct doc_value v = {.attr = text, .view = document_peek_text(&x->in)};
		if (!ooxml_resolves(x, &v))
			return true;
	}
	for (uint32_t i = 0; i < x->in.n_values; i++)
		if ((x->in.values[i].attr->flags & DOC_REQUIRED) &&
		    !ooxml_resolves(x, &x->in.values[i]))
			return true;
	return false;
}

static void open_element(struct ooxml *x)
{
	const struct doc_type *t = &doc_types[x->in.type];
	ooxml_tag_end(x);
	if (t->own) {
		if (x->target->own_open)
			x->target->own_open(x);
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
	if (x->target->opened)
		x->target->opened(x);
}

static void close_element(struct ooxml *x)
{
	const struct doc_type *t = &doc_types[x->in.type];
	if (t->own) {
		if (x->target->own_close)
			x->target->own_close(x);
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

static void put_string(struct ooxml *x)
{
	const struct doc_value *v = &x->in.text;
	if (doc_types[x->in.type].own) {
		if (x->target->own_string)
			x->target->own_string(x);
		return;
	}
	/* DrawingML, slides and charts keep blanks without being told, and know no such attribute.
	 */
	unsigned prefix = doc_types[x->in.type].prefix;
	bool tell = prefix != DOC_NS_A && prefix != DOC_NS_P && prefix != DOC_NS_C;
	if (v->attr->class == DOC_TEXT && tell && markup_preserve(v->view))
		buf_str(&x->xml, " xml:space=\"preserve\"");
	ooxml_tag_end(x);
	if (v->attr->class == DOC_TEXT && v->attr->dialect == DOC_TEXT_XSTRING)
		ooxml_xstring(&x->xml, v->view);
	else if (v->attr->class == DOC_TEXT && v->attr->dialect != DOC_TEXT_PERSON)
		markup_text(&x->xml, v->view);
	else
		put_value(x, v);
}

static bool hex4(struct view v, size_t at)
{
	for (size_t i = at; i < at + 4; i++)
		if (!((v.p[i] >= '0' && v.p[i] <= '9') ||
		      ((v.p[i] | 0x20) >= 'a' && (v.p[i] | 0x20) <= 'f')))
			return false;
	return true;
}

void ooxml_xstring(struct buf *b, struct view v)
{
	size_t from = 0;
	for (size_t i = 0; i + 7 <= v.n; i++) {
		if (v.p[i] != '_' || v.p[i + 1] != 'x' || v.p[i + 6] != '_' || !hex4(v, i + 2))
			continue;
		markup_text(b, view_sub(v, from, i - from));
		buf_str(b, "_x005F_");
		from = i + 1;
	}
	markup_text(b, view_sub(v, from, v.n));
}

/* The root's start tag: namespaces that the part uses, and those an older reader may ignore. */
static void open_root(struct ooxml *x)
{
	const uint64_t one = 1;
	const struct doc_type *t = &doc_types[x->in.type];
	uint64_t any = 0;
	buf_str(&x->xml, MARKUP_HEAD "<");
	put_name(&x->xml, t->prefix, t->local);
	for (unsigned i = 0; i < DOC_NS_SK; i++) {
		if (x->namespaces & one << i)
			buf_fmt(&x->xml, " xmlns%s%s=\"%s\"", i == DOC_NS_X ? "" : ":",
				i == DOC_NS_X ? "" : doc_namespaces[i].prefix,
				doc_namespaces[i].uri);
		any |= doc_namespaces[i].ignorable ? x->namespaces & one << i : 0;
	}
	if (any || (x->namespaces & (one << DOC_NS_WPS | one << DOC_NS_WPG | one << DOC_NS_WPC)))
		buf_str(
		    &x->xml,
		    " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"");
	if (any) {
		const char *between = " mc:Ignorable=\"";
		for (unsigned i = 0; i < DOC_NS_SK; i++)
			if (any & one << i) {
				buf_fmt(&x->xml, "%s%s", between, doc_namespaces[i].prefix);
				between = " ";
			}
		buf_u8(&x->xml, '"');
	}
	put_attrs(x, t);
	x->tag_open = true;
}

enum err ooxml_part_xml(struct ooxml *x, bool wanted)
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
		if (x->target->show)
			x->target->show(x);
	} while (x->in.depth > 0);
	return x->xml.err != OK ? x->xml.err : x->rels.err;
}
