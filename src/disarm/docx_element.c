/* SPDX-License-Identifier: Apache-2.0
 * docx_element.c: elements of the form's table: attributes, text, children.
 */
#include "disarm/docx.h"

/* Elements that need more than the table says. */
enum hook {
	HOOK_NONE,
	HOOK_DRAWING,
	HOOK_EXTENT,
	HOOK_BLIP,
	HOOK_HYPERLINK,
	HOOK_BOOKMARK_START,
	HOOK_BOOKMARK_END,
	HOOK_TRACKED,
	HOOK_DELETED,
	HOOK_COMMENT,
	HOOK_COMMENT_MARK,
	HOOK_VANISH,
};

static const uint8_t hooks[DOC_TYPE_COUNT] = {
    [DOC_T_w_drawing] = HOOK_DRAWING,
    [DOC_T_wp_extent] = HOOK_EXTENT,
    [DOC_T_a_blip] = HOOK_BLIP,
    [DOC_T_w_CT_Hyperlink_w_hyperlink] = HOOK_HYPERLINK,
    [DOC_T_w_CT_HyperlinkRuby_w_hyperlink] = HOOK_HYPERLINK,
    [DOC_T_w_bookmarkStart] = HOOK_BOOKMARK_START,
    [DOC_T_w_bookmarkEnd] = HOOK_BOOKMARK_END,
    [DOC_T_w_CT_RunTrackChange_w_ins] = HOOK_TRACKED,
    [DOC_T_w_CT_RunTrackChange_w_moveTo] = HOOK_TRACKED,
    [DOC_T_w_CT_RunTrackChange_w_del] = HOOK_DELETED,
    [DOC_T_w_CT_RunTrackChange_w_moveFrom] = HOOK_DELETED,
    [DOC_T_w_CT_TrackChange_w_ins] = HOOK_TRACKED,
    [DOC_T_w_CT_TrackChange_w_del] = HOOK_TRACKED,
    [DOC_T_w_CT_TrackChange_w_moveFrom] = HOOK_TRACKED,
    [DOC_T_w_CT_TrackChange_w_moveTo] = HOOK_TRACKED,
    [DOC_T_w_pPrChange] = HOOK_TRACKED,
    [DOC_T_w_CT_RPrChange_w_rPrChange] = HOOK_TRACKED,
    [DOC_T_w_CT_ParaRPrChange_w_rPrChange] = HOOK_TRACKED,
    [DOC_T_w_sectPrChange] = HOOK_TRACKED,
    [DOC_T_w_tblPrChange] = HOOK_TRACKED,
    [DOC_T_w_tcPrChange] = HOOK_TRACKED,
    [DOC_T_w_trPrChange] = HOOK_TRACKED,
    [DOC_T_w_comment] = HOOK_COMMENT,
    [DOC_T_w_commentRangeStart] = HOOK_COMMENT_MARK,
    [DOC_T_w_commentRangeEnd] = HOOK_COMMENT_MARK,
    [DOC_T_w_commentReference] = HOOK_COMMENT_MARK,
    [DOC_T_w_vanish] = HOOK_VANISH,
};

void docx_count(struct docx *c, enum finding_code code)
{
	c->counts[code] += c->counts[code] < UINT32_MAX;
}

bool docx_can_hold(const struct docx *c, unsigned type)
{
	const struct doc_child *row = doc_child_find(document_type(c->w), doc_types[type].name);
	return row && row->type == type && !document_dropped(c->w);
}

/* Some have a row; of the rest, marks of editing sessions say who worked when. */
static void count_attribute(struct docx *c, const struct xml_attr *a)
{
	static const struct {
		const char *local;
		enum finding_code finding;
	} rows[] = {
#define FINDING_NONE FINDING_COUNT
#define OUTSIDE_ATTRIBUTE(local, finding) {#local, FINDING_##finding},
#include "tbl/docx_outside.h"
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
		docx_count(c, code);
}

enum err docx_attributes(struct docx *c, unsigned type)
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
		if (!docx_attribute(c, type, (unsigned)number, value))
			docx_count(c, FINDING_BAD_VALUE);
		try(c->failed);
	}
	return OK;
}

/* All text of the element, in one piece. Anything inside it goes. */
static enum err whole_text(struct docx *c, struct view *ret)
{
	struct view all = VIEW("");
	while (true) {
		struct view piece;
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			break;
		if (c->x.kind == XML_OPEN) {
			docx_count(c, FINDING_UNKNOWN_ELEMENT);
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

static enum err put_text(struct docx *c, unsigned type)
{
	const struct doc_attr *rule = &doc_types[type].text;
	const struct xml_attr *space = xml_find(&c->x, XML_NS_XML, VIEW("space"));
	bool keep =
	    (space && view_eq(space->raw, VIEW("preserve"))) || doc_types[type].prefix != DOC_NS_W;
	struct view text;
	try(whole_text(c, &text));
	if (rule->class != DOC_TEXT) {
		if (!docx_word_or_number(c, type, view_trim(text)))
			docx_count(c, FINDING_BAD_VALUE);
		return OK;
	}
	text = docx_clean(c, keep ? text : view_trim(text), false);
	if (text.n && !document_text(c->w, text) && !document_dropped(c->w))
		docx_count(c, FINDING_BAD_VALUE);
	return OK;
}

enum err docx_children(struct docx *c)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			return OK;
		if (c->x.kind == XML_OPEN)
			try(docx_element(c));
		else if (view_trim(c->x.raw).n)
			docx_count(c, FINDING_BAD_VALUE);
	}
}

static enum err skip(struct docx *c)
{
	return xml_skip(&c->x);
}

static enum err put_content(struct docx *c, unsigned type)
{
	if (doc_types[type].text.class != DOC_NONE)
		return put_text(c, type);
	if (!(doc_types[type].flags & DOC_STORY))
		return docx_children(c);
	/* A story stands in the middle of another one, perhaps of a field's code. */
	uint32_t code = c->code, deleted = c->deleted;
	c->code = c->deleted = 0;
	enum err err = docx_children(c);
	c->code = code;
	c->deleted = deleted;
	return err;
}

/* ---- hooks ---- */

/* Before the attributes are put. True: the hook did it all. */
static enum err before(struct docx *c, enum hook hook, bool *ret_done);
static enum err after_attributes(struct docx *c, enum hook hook, unsigned type);

static enum err put(struct docx *c, unsigned type)
{
	enum hook hook = (enum hook)hooks[type];
	bool done = false;
	if (hook != HOOK_NONE)
		try(before(c, hook, &done));
	if (done)
		return OK;
	document_open(c->w, type);
	if (document_dropped(c->w)) {
		docx_count(c, FINDING_UNKNOWN_ELEMENT);
		document_close(c->w);
		return skip(c);
	}
	try(docx_attributes(c, type));
	if (hook != HOOK_NONE)
		try(after_attributes(c, hook, type));
	try(put_content(c, type));
	document_close(c->w);
	if (hook == HOOK_DELETED)
		c->deleted--;
	return OK;
}

static bool drop_comments(const struct docx *c)
{
	return c->d->limits->options & LIMITS_DROP_COMMENTS;
}

static enum err bookmark_start(struct docx *c, bool *ret_done)
{
	struct view id = docx_plain(c, DOC_NS_W, "id"), name = docx_plain(c, DOC_NS_W, "name");
	if (c->n_bookmarks == c->room_bookmarks) {
		uint32_t room = max_of(c->room_bookmarks * 2, 64u);
		struct docx_bookmark *more = arena_array(c->d->mem, room, sizeof *more);
		if (!more)
			return E_LIMIT_MEMORY;
		if (c->n_bookmarks)
			memcpy(more, c->bookmarks, c->n_bookmarks * sizeof *more);
		c->bookmarks = more;
		c->room_bookmarks = room;
	}
	document_open(c->w, DOC_T_w_bookmarkStart);
	uint32_t ident = document_ident(c->w, DOC_IDENT_BOOKMARK, name);
	if (!document_int(c->w, DOC_A_w_bookmarkStart__w_id, ident))
		docx_count(c, FINDING_BAD_VALUE); /* the name is taken: the first one counts */
	else
		c->bookmarks[c->n_bookmarks++] = (struct docx_bookmark){id, ident};
	document_close(c->w);
	*ret_done = true;
	return skip(c);
}

static enum err bookmark_end(struct docx *c, bool *ret_done)
{
	struct view id = docx_plain(c, DOC_NS_W, "id");
	for (uint32_t i = c->n_bookmarks; i > 0; i--) {
		if (!view_eq(c->bookmarks[i - 1].id, id))
			continue;
		document_open(c->w, DOC_T_w_bookmarkEnd);
		(void)document_int(c->w, DOC_A_w_bookmarkEnd__w_id, c->bookmarks[i - 1].ident);
		document_close(c->w);
		c->bookmarks[i - 1] = c->bookmarks[--c->n_bookmarks];
		break;
	}
	*ret_done = true;
	return skip(c);
}

static enum err before(struct docx *c, enum hook hook, bool *ret_done)
{
	switch (hook) {
	case HOOK_DRAWING:
		*ret_done = true;
		return docx_drawing(c);
	case HOOK_EXTENT:
		(void)docx_number(docx_plain(c, XML_NS_NONE, "cx"), 0, DOC_EMU_MAX, &c->cx);
		(void)docx_number(docx_plain(c, XML_NS_NONE, "cy"), 0, DOC_EMU_MAX, &c->cy);
		return OK;
	case HOOK_BOOKMARK_START:
		return bookmark_start(c, ret_done);
	case HOOK_BOOKMARK_END:
		return bookmark_end(c, ret_done);
	case HOOK_DELETED:
		c->deleted++;
		docx_count(c, FINDING_TRACKED);
		return OK;
	case HOOK_TRACKED:
		docx_count(c, FINDING_TRACKED);
		return OK;
	case HOOK_COMMENT:
		docx_count(c, FINDING_COMMENTS);
		return OK;
	case HOOK_COMMENT_MARK:
		*ret_done = drop_comments(c);
		return *ret_done ? skip(c) : OK;
	case HOOK_VANISH:
		if (c->kind != DOC_PART_STYLES && c->kind != DOC_PART_NUMBERING)
			docx_count(c, FINDING_HIDDEN_TEXT);
		return OK;
	case HOOK_NONE:
	case HOOK_BLIP:
	case HOOK_HYPERLINK:
		return OK;
	}
	return OK;
}

/* What the attributes say only together, or must say and did not. */
static enum err after_attributes(struct docx *c, enum hook hook, unsigned type)
{
	if (hook == HOOK_BLIP && !xml_find(&c->x, DOC_NS_R, VIEW("embed"))) {
		uint32_t frame = document_blob(c->w, 0, c->cx, c->cy);
		(void)document_int(c->w, DOC_A_a_blip__r_embed, frame);
	}
	if ((hook == HOOK_TRACKED || hook == HOOK_DELETED || hook == HOOK_COMMENT) &&
	    !xml_find(&c->x, DOC_NS_W, VIEW("author"))) {
		int author = doc_attr_find(type, DOC_NS_W, VIEW("author"));
		if (author != DOC_NONE_FOUND)
			(void)document_view(c->w, (unsigned)author, VIEW(""));
	}
	return OK;
}

enum err docx_element(struct docx *c)
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
	return row ? put(c, row->type) : docx_outside(c);
}
