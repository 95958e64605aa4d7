/* SPDX-License-Identifier: Apache-2.0
 * ooxml_element.c: elements of the form's table: attributes, text, children.
 */
#include "disarm/office/ooxml_refer.h"

void ooxml_count(struct ooxml *c, enum finding_code code)
{
	c->counts[code] += c->counts[code] < UINT32_MAX;
}

bool ooxml_can_hold(const struct ooxml *c, unsigned type)
{
	const struct doc_child *row = doc_child_find(document_type(c->w), doc_types[type].name);
	return row && row->type == type && !document_dropped(c->w);
}

/* Some have a row; of the rest, marks of editing sessions say who worked when. */
static void count_attribute(struct ooxml *c, const struct xml_attr *a)
{
	static const struct {
		const char *local;
		enum finding_code finding;
	} rows[] = {
#define FINDING_NONE FINDING_COUNT
#define OUTSIDE_ATTRIBUTE(local, finding) {#local, FINDING_##finding},
#include "tbl/ooxml_outside.h"
#undef OUTSIDE_ATTRIBUTE
#undef FINDING_NONE
	};
	struct view local = a->name.local;
	enum finding_code code = FINDING_UNKNOWN_ATTRIBUTE;
	if (a->name.ns == NS_MC || a->name.ns == XML_NS_XML)
		return;
	if (view_starts(local, VIEW("rsid")))
		code = FINDING_METADATA;
	for (size_t i = 0; i < array_len(rows) && code == FINDING_UNKNOWN_ATTRIBUTE; i++)
		if (view_eq(local, view_str(rows[i].local)))
			code = rows[i].finding;
	if (code != FINDING_COUNT)
		ooxml_count(c, code);
}

enum err ooxml_attributes(struct ooxml *c, unsigned type)
{
	for (uint32_t i = 0; i < c->x.n_attrs; i++) {
		const struct xml_attr *a = &c->x.attrs[i];
		struct view value;
		int number = DOC_NONE_FOUND;
		if (a->name.ns < DOC_NS_COUNT || a->name.ns == XML_NS_NONE)
			number = doc_attr_find(type, a->name.ns < DOC_NS_COUNT ? a->name.ns : 255u,
					       a->name.local);
		if (number == DOC_NONE_FOUND) {
			count_attribute(c, a);
			continue;
		}
		try(xml_attr_value(&c->x, a, &value));
		if (!ooxml_attribute(c, type, (unsigned)number, value))
			ooxml_count(c, FINDING_BAD_VALUE);
		try(c->failed);
	}
	return OK;
}

/* All text of the element, in one piece. Anything inside it goes. */
static enum err whole_text(struct ooxml *c, struct view *ret)
{
	struct view all = VIEW("");
	while (true) {
		struct view piece;
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			break;
		if (c->x.kind == XML_OPEN) {
			ooxml_count(c, FINDING_UNKNOWN_ELEMENT);
			try(xml_skip(&c->x));
			continue;
		}
		try(xml_text(&c->x, &piece));
		if (all.n == 0) {
			all = piece;
			continue;
		}
		uint8_t *joined = arena_alloc(c->d->mem, all.n + piece.n);
		if (!joined)
			return E_LIMIT_MEMORY;
		memcpy(joined, all.p, all.n);
		memcpy(joined + all.n, piece.p, piece.n);
		all = view_of(joined, all.n + piece.n);
	}
	*ret = all;
	return OK;
}

static enum err put_text(struct ooxml *c, unsigned type)
{
	const struct doc_attr *rule = &doc_types[type].text;
	const struct xml_attr *space = xml_find(&c->x, XML_NS_XML, VIEW("space"));
	bool keep =
	    (space && view_eq(space->raw, VIEW("preserve"))) || doc_types[type].prefix != DOC_NS_W;
	struct view text;
	try(whole_text(c, &text));
	if (rule->class == DOC_FORMULA) {
		(void)(c->format->formula && c->format->formula(c, rule, text, OOXML_TEXT));
		return c->failed;
	}
	if (rule->class != DOC_TEXT) {
		if (!ooxml_word_or_number(c, type, view_trim(text)))
			ooxml_count(c, FINDING_BAD_VALUE);
		return OK;
	}
	text = keep ? text : view_trim(text);
	if (c->format->text)
		try(c->format->text(c, type, &text));
	if (rule->dialect == DOC_TEXT_PERSON && (c->d->limits->options & LIMITS_DROP_PERSON))
		text = VIEW("作成者");
	text = ooxml_clean(c, text, rule->dialect == DOC_TEXT_XSTRING);
	if (text.n && !document_text(c->w, text) && !document_dropped(c->w))
		ooxml_count(c, FINDING_BAD_VALUE);
	return OK;
}

enum err ooxml_children(struct ooxml *c)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		try(document_error(c->w)); /* what comes behind a limit is not even looked at */
		if (c->x.kind == XML_OPEN)
			try(ooxml_element(c));
		else if (view_trim(c->x.raw).n)
			ooxml_count(c, FINDING_BAD_VALUE);
	}
}

static enum err skip(struct ooxml *c)
{
	return xml_skip(&c->x);
}

static enum err put_content(struct ooxml *c, unsigned type)
{
	if (doc_types[type].text.class != DOC_NONE)
		return put_text(c, type);
	if (!(doc_types[type].flags & DOC_STORY))
		return ooxml_children(c);
	/* A story stands in the middle of another one, perhaps of a field's code. */
	uint32_t code = c->code, deleted = c->deleted;
	c->code = c->deleted = 0;
	enum err err = ooxml_children(c);
	c->code = code;
	c->deleted = deleted;
	return err;
}

static enum err put(struct ooxml *c, unsigned type)
{
	const struct ooxml_hook *hook = &c->format->hooks[type];
	bool done = false, chart = c->old_charts && doc_types[type].prefix == DOC_NS_C;
	if (hook->before)
		try(hook->before(c, type, &done));
	if (done)
		return OK;
	if (chart && (type == DOC_T_c_dLbls || type == DOC_T_c_dLbl))
		try(ooxml_chart_labelled(c, &chart));
	document_open(c->w, type);
	if (document_dropped(c->w)) {
		ooxml_count(c, FINDING_UNKNOWN_ELEMENT);
		document_close(c->w);
		return skip(c);
	}
	try(ooxml_attributes(c, type));
	if (hook->after)
		try(hook->after(c, type));
	try(put_content(c, type));
	if (chart)
		ooxml_chart_absent(c, type);
	document_close(c->w);
	if (hook->closed)
		hook->closed(c);
	return OK;
}

enum err ooxml_element(struct ooxml *c)
{
	const struct xml_name *name = &c->x.name;
	const struct doc_child *row = NULL;
	unsigned parent = document_type(c->w);
	if (document_dropped(c->w))
		return skip(c);
	if (name->ns < DOC_NS_COUNT) {
		int number = doc_name_find(name->ns, name->local);
		row = number == DOC_NONE_FOUND ? NULL : doc_child_find(parent, number);
	}
	if (c->code > 0 && parent == DOC_T_w_r && row && row->type != DOC_T_w_CT_RPr_w_rPr)
		return skip(c); /* in a field's code nothing is shown */
	return row ? put(c, row->type) : ooxml_outside(c);
}
