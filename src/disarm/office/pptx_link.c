/* SPDX-License-Identifier: Apache-2.0
 * pptx_link.c: what a click on a slide does. A jump to a slide crosses as that slide's number;
 * programs, macros, files, sounds and verbs have no record.
 */
#include "disarm/office/pptx.h"

static void put_jump(struct ooxml *c, unsigned type, unsigned attr, int64_t n)
{
	if (!ooxml_can_hold(c, type))
		return;
	document_open(c->w, type);
	(void)document_int(c->w, attr, n);
	document_close(c->w);
}

static void slide_jump(struct ooxml *c)
{
	const struct opc_relation *r = opc_by_id(&c->relations, ooxml_plain(c, DOC_NS_R, "id"));
	if (r && r->kind == REL_SLIDE && r->part != OPC_NONE && c->numbers[r->part] != DOC_NO)
		put_jump(c, DOC_T_sk_slideJump, DOC_A_sk_slideJump__slide, c->numbers[r->part]);
	else
		ooxml_count(c, FINDING_LINK_BAD);
}

/* "hlinkshowjump?jump=nextslide" */
static void show_jump(struct ooxml *c, struct view query)
{
	struct view jump = view_sub(query, 5, query.n);
	int place = DOC_NONE_FOUND;
	if (view_starts(query, VIEW("jump=")))
		place = doc_enum_find(doc_attr_at(DOC_T_sk_showJump, DOC_A_sk_showJump__jump)->list,
				      jump);
	if (place != DOC_NONE_FOUND)
		put_jump(c, DOC_T_sk_showJump, DOC_A_sk_showJump__jump, place);
	else
		ooxml_count(c, FINDING_ACTION);
}

static const struct {
	const char *name;
	enum finding_code finding; /* FINDING_COUNT: nothing to tell */
} actions[] = {
    {"macro", FINDING_MACRO},	 {"program", FINDING_ACTION},
    {"ole", FINDING_OLE},	 {"media", FINDING_COUNT}, /* its picture tells */
    {"noaction", FINDING_COUNT},
};

enum err pptx_link(struct ooxml *c, bool *ret_done)
{
	struct view action = ooxml_plain(c, XML_NS_NONE, "action"), head = VIEW("ppaction://");
	*ret_done = action.n > 0;
	if (action.n == 0)
		return OK;
	struct view rest = view_sub(action, head.n, action.n);
	size_t end = view_find(rest, 0, '?');
	struct view name = view_sub(rest, 0, end), query = view_sub(rest, end + 1, rest.n);
	enum finding_code code = FINDING_ACTION;
	if (!view_starts(action, head))
		name = VIEW("");
	if (view_eq(name, VIEW("hlinksldjump"))) {
		slide_jump(c);
		return xml_skip(&c->x);
	}
	if (view_eq(name, VIEW("hlinkshowjump"))) {
		show_jump(c, query);
		return xml_skip(&c->x);
	}
	for (size_t i = 0; i < array_len(actions); i++)
		if (view_eq(name, view_str(actions[i].name)))
			code = actions[i].finding;
	if (code != FINDING_COUNT)
		ooxml_count(c, code);
	return xml_skip(&c->x);
}
