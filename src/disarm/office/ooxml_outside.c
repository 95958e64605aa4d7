/* SPDX-License-Identifier: Apache-2.0
 * ooxml_outside.c: elements that the form does not have where they stand.
 */
#include "disarm/office/ooxml_refer.h"

enum way {
	WAY_DROP,
	WAY_THROUGH,
	WAY_CHOICE,
	WAY_FIELD_CHAR,
	WAY_FIELD_SIMPLE,
	WAY_PICT,
};

#define FINDING_NONE FINDING_COUNT

static const struct {
	unsigned ns;
	const char *local;
	enum way way;
	enum finding_code finding;
} rows[] = {
#define OUTSIDE(ns, local, way, finding) {ns, #local, WAY_##way, FINDING_##finding},
#include "tbl/ooxml_outside.h"
#undef OUTSIDE
};

bool ooxml_is(const struct xml *x, unsigned ns, const char *local)
{
	return x->name.ns == ns && view_eq(x->name.local, view_str(local));
}

/* A newer kind of chart, whose fallback says that there is one. */
static bool needs_chart_ex(const struct xml *x, struct view list)
{
	return xml_prefix(x, view_sub(list, 0, view_find(list, 0, ' '))) == NS_CHART_EX;
}

/* ECMA-376 part 3: a choice may be taken when every namespace it asks for is understood. */
bool ooxml_choice_ok(struct ooxml *c)
{
	struct view list = view_trim(ooxml_plain(c, XML_NS_NONE, "Requires"));
	if (list.n == 0)
		return false;
	while (list.n > 0) {
		size_t end = view_find(list, 0, ' ');
		uint16_t ns = xml_prefix(&c->x, view_sub(list, 0, end));
		if (ns >= DOC_NS_COUNT) {
			if (needs_chart_ex(&c->x, list))
				ooxml_count(c, FINDING_CHART);
			return false;
		}
		list = view_trim(view_sub(list, end, list.n));
	}
	return true;
}

/* Exactly one branch goes on, as if it stood there alone. */
static enum err put_choice(struct ooxml *c)
{
	bool taken = false;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			break;
		if (c->x.kind != XML_OPEN)
			continue;
		bool take = !taken && (ooxml_is(&c->x, NS_MC, "Fallback") ||
				       (ooxml_is(&c->x, NS_MC, "Choice") && ooxml_choice_ok(c)));
		taken = taken || take;
		if (take)
			try(ooxml_children(c));
		else
			try(xml_skip(&c->x));
	}
	if (!taken)
		ooxml_count(c, FINDING_UNKNOWN_ELEMENT);
	return OK;
}

/* Settings that we do not know are settings all the same. */
static enum finding_code default_finding(const struct ooxml *c)
{
	return c->kind == DOC_PART_SETTINGS ? FINDING_SETTINGS : FINDING_UNKNOWN_ELEMENT;
}

static enum err go(struct ooxml *c, enum way way)
{
	switch (way) {
	case WAY_DROP:
		return xml_skip(&c->x);
	case WAY_THROUGH:
		return ooxml_children(c);
	case WAY_CHOICE:
		return put_choice(c);
	case WAY_FIELD_CHAR:
		return docx_field_char(c);
	case WAY_FIELD_SIMPLE:
		return docx_field_simple(c);
	case WAY_PICT:
		return c->code > 0 ? xml_skip(&c->x) : docx_vml(c);
	}
	return E_INTERNAL;
}

enum err ooxml_outside(struct ooxml *c)
{
	for (size_t i = 0; i < array_len(rows); i++) {
		if (!ooxml_is(&c->x, rows[i].ns, rows[i].local))
			continue;
		if (rows[i].finding != FINDING_NONE)
			ooxml_count(c, rows[i].finding);
		return go(c, rows[i].way);
	}
	ooxml_count(c, default_finding(c));
	return xml_skip(&c->x);
}
