/* SPDX-License-Identifier: Apache-2.0
 * docx.c: Word documents and templates, with and without macros: what is special about them.
 */
#include "disarm/office/ooxml_refer.h"

/* In the order they are read: what is referred to comes before what refers to it. */
static const struct ooxml_hang hangs[] = {
    {DOC_PART_BODY, REL_THEME, DOC_PART_THEME},
    {DOC_PART_BODY, REL_FONTS, DOC_PART_FONTS},
    {DOC_PART_BODY, REL_STYLES, DOC_PART_STYLES},
    {DOC_PART_BODY, REL_NUMBERING, DOC_PART_NUMBERING},
    {DOC_PART_BODY, REL_FOOTNOTES, DOC_PART_FOOTNOTES},
    {DOC_PART_BODY, REL_ENDNOTES, DOC_PART_ENDNOTES},
    {DOC_PART_BODY, REL_SETTINGS, DOC_PART_SETTINGS},
    {DOC_PART_BODY, REL_COMMENTS, DOC_PART_COMMENTS},
    {DOC_PART_BODY, REL_HEADER, DOC_PART_HEADER},
    {DOC_PART_BODY, REL_FOOTER, DOC_PART_FOOTER},
    {DOC_PART_BODY, REL_CHART, DOC_PART_CHART},
    {DOC_PART_HEADER, REL_CHART, DOC_PART_CHART},
    {DOC_PART_FOOTER, REL_CHART, DOC_PART_CHART},
    {DOC_PART_FOOTNOTES, REL_CHART, DOC_PART_CHART},
    {DOC_PART_ENDNOTES, REL_CHART, DOC_PART_CHART},
    {DOC_PART_CHART, REL_CHART_SHAPES, DOC_PART_CHART_SHAPES},
};

static bool drop_comments(const struct ooxml *c)
{
	return c->d->limits->options & LIMITS_DROP_COMMENTS;
}

static enum err bookmark_start(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	struct view id = ooxml_plain(c, DOC_NS_W, "id"), name = ooxml_plain(c, DOC_NS_W, "name");
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
		ooxml_count(c, FINDING_BAD_VALUE); /* the name is taken: the first one counts */
	else
		c->bookmarks[c->n_bookmarks++] = (struct docx_bookmark){id, ident};
	document_close(c->w);
	*ret_done = true;
	return xml_skip(&c->x);
}

static enum err bookmark_end(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	struct view id = ooxml_plain(c, DOC_NS_W, "id");
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
	return xml_skip(&c->x);
}

static enum err drawing(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	*ret_done = true;
	return docx_drawing(c);
}

static enum err extent(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cx"), 0, DOC_EMU_MAX, &c->cx);
	(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cy"), 0, DOC_EMU_MAX, &c->cy);
	return OK;
}

static enum err tracked(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	ooxml_count(c, FINDING_TRACKED);
	return OK;
}

static enum err deleted(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	c->deleted++;
	ooxml_count(c, FINDING_TRACKED);
	return OK;
}

static void deleted_end(struct ooxml *c)
{
	c->deleted--;
}

static enum err comment(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	ooxml_count(c, FINDING_COMMENTS);
	return OK;
}

static enum err comment_mark(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	*ret_done = drop_comments(c);
	return *ret_done ? xml_skip(&c->x) : OK;
}

static enum err vanish(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	if (c->kind != DOC_PART_STYLES && c->kind != DOC_PART_NUMBERING)
		ooxml_count(c, FINDING_HIDDEN_TEXT);
	return OK;
}

/* An author must be said, and some programs do not. */
static enum err author(struct ooxml *c, unsigned type)
{
	int number = doc_attr_find(type, DOC_NS_W, VIEW("author"));
	if (number != DOC_NONE_FOUND && !xml_find(&c->x, DOC_NS_W, VIEW("author")))
		(void)document_view(c->w, (unsigned)number, VIEW(""));
	return OK;
}

static enum err chart(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	ooxml_count(c, FINDING_CHART_DATA);
	return OK;
}

static const struct ooxml_hook hooks[DOC_TYPE_COUNT] = {
    [DOC_T_w_drawing] = {.before = drawing},
    [DOC_T_wp_extent] = {.before = extent},
    [DOC_T_a_blip] = {.after = ooxml_blip},
    [DOC_T_w_bookmarkStart] = {.before = bookmark_start},
    [DOC_T_w_bookmarkEnd] = {.before = bookmark_end},
    [DOC_T_w_CT_RunTrackChange_w_ins] = {.before = tracked, .after = author},
    [DOC_T_w_CT_RunTrackChange_w_moveTo] = {.before = tracked, .after = author},
    [DOC_T_w_CT_RunTrackChange_w_del] = {deleted, author, deleted_end},
    [DOC_T_w_CT_RunTrackChange_w_moveFrom] = {deleted, author, deleted_end},
    [DOC_T_w_CT_TrackChange_w_ins] = {.before = tracked, .after = author},
    [DOC_T_w_CT_TrackChange_w_del] = {.before = tracked, .after = author},
    [DOC_T_w_CT_TrackChange_w_moveFrom] = {.before = tracked, .after = author},
    [DOC_T_w_CT_TrackChange_w_moveTo] = {.before = tracked, .after = author},
    [DOC_T_w_pPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_CT_RPrChange_w_rPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_CT_ParaRPrChange_w_rPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_sectPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_tblPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_tcPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_trPrChange] = {.before = tracked, .after = author},
    [DOC_T_w_comment] = {.before = comment, .after = author},
    [DOC_T_w_commentRangeStart] = {.before = comment_mark},
    [DOC_T_w_commentRangeEnd] = {.before = comment_mark},
    [DOC_T_w_commentReference] = {.before = comment_mark},
    [DOC_T_c_CT_RelId_c_chart] = {.before = chart},
    [DOC_T_c_numRef] = {.before = ooxml_chart_literal},
    [DOC_T_c_strRef] = {.before = ooxml_chart_literal},
    [DOC_T_c_multiLvlStrRef] = {.before = ooxml_chart_literal},
    [DOC_T_w_vanish] = {.before = vanish},
};

static const struct ooxml_format word = {
    .form = FORM_DOCUMENT,
    .folder = "word/",
    .extensions = {"docx", "docm", "dotx", "dotm"},
    .hangs = hangs,
    .n_hangs = array_len(hangs),
    .hooks = hooks,
    .look = docx_fields_find,
};

static enum err docx_disarm(struct disarm *d)
{
	return ooxml_disarm(d, &word);
}

static bool docx_probe(struct view in, struct view ext)
{
	return ooxml_probe(&word, in, ext);
}

const struct format format_docx = {"docx", docx_probe, docx_disarm};
