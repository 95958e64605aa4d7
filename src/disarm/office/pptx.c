/* SPDX-License-Identifier: Apache-2.0
 * pptx.c: presentations, templates and shows, with and without macros.
 */
#include "disarm/office/pptx.h"

/* All but charts and themes have been put, or have their number, before the presentation itself. */
static const struct ooxml_hang hangs[] = {
    {DOC_PART_PRESENTATION, REL_THEME, DOC_PART_THEME},
    {DOC_PART_PRESENTATION, REL_TABLE_STYLES, DOC_PART_TABLE_STYLES},
    {DOC_PART_PRESENTATION, REL_COMMENT_AUTHORS, DOC_PART_AUTHORS},
    {DOC_PART_MASTER, REL_THEME, DOC_PART_THEME},
    {DOC_PART_MASTER, REL_CHART, DOC_PART_CHART},
    {DOC_PART_LAYOUT, REL_SLIDE_MASTER, DOC_PART_MASTER},
    {DOC_PART_LAYOUT, REL_CHART, DOC_PART_CHART},
    {DOC_PART_SLIDE, REL_SLIDE_LAYOUT, DOC_PART_LAYOUT},
    {DOC_PART_SLIDE, REL_NOTES_SLIDE, DOC_PART_NOTES},
    {DOC_PART_SLIDE, REL_COMMENTS, DOC_PART_SLIDE_COMMENTS},
    {DOC_PART_SLIDE, REL_CHART, DOC_PART_CHART},
    {DOC_PART_NOTES_MASTER, REL_THEME, DOC_PART_THEME},
    {DOC_PART_NOTES, REL_NOTES_MASTER, DOC_PART_NOTES_MASTER},
    {DOC_PART_NOTES, REL_SLIDE, DOC_PART_SLIDE},
    {DOC_PART_NOTES, REL_CHART, DOC_PART_CHART},
    {DOC_PART_CHART, REL_CHART_SHAPES, DOC_PART_CHART_SHAPES},
};

static enum err put_list(struct ooxml *c, const struct pptx_list *l, enum doc_part_kind kind)
{
	for (uint32_t i = 0; i < l->n; i++) {
		if (kind == DOC_PART_SLIDE)
			c->at = l->places[i];
		try(ooxml_part(c, l->parts[i], kind));
		if (c->numbers[l->parts[i]] != i)
			return E_BROKEN;
	}
	c->at = 0;
	return OK;
}

/* Every part knows its number before the first is put: a slide jumps to one that comes later. */
static void number(struct ooxml *c, const struct pptx_list *l, enum doc_part_kind kind)
{
	for (uint32_t i = 0; i < l->n; i++)
		c->numbers[l->parts[i]] = i;
	document_promise(c->w, kind, l->n);
}

static enum err begin(struct ooxml *c, uint32_t main)
{
	struct pptx p = {.presentation = main};
	c->place = PLACE_SLIDE;
	try(pptx_plan(c, &p));
	number(c, &p.masters, DOC_PART_MASTER);
	number(c, &p.layouts, DOC_PART_LAYOUT);
	number(c, &p.slides, DOC_PART_SLIDE);
	number(c, &p.notes, DOC_PART_NOTES);
	number(c, &p.comments, DOC_PART_SLIDE_COMMENTS);
	if (p.notes_master != OPC_NONE) {
		c->opc.parts[p.notes_master].reached = true;
		try(ooxml_part(c, p.notes_master, DOC_PART_NOTES_MASTER));
	}
	try(put_list(c, &p.masters, DOC_PART_MASTER));
	try(put_list(c, &p.layouts, DOC_PART_LAYOUT));
	try(put_list(c, &p.slides, DOC_PART_SLIDE));
	try(put_list(c, &p.notes, DOC_PART_NOTES));
	return put_list(c, &p.comments, DOC_PART_SLIDE_COMMENTS);
}

/* ---- elements ---- */

static enum err frame(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	return pptx_frame(c, ret_done);
}

static enum err click(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	return pptx_link(c, ret_done);
}

/* Pictures come before the extent that would tell the size of a frame in their place. */
static enum err picture(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	return pptx_extent(c);
}

static enum err comment(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	ooxml_count(c, FINDING_COMMENTS);
	return OK;
}

static enum err chart(struct ooxml *c, unsigned type unused_arg, bool *ret_done unused_arg)
{
	ooxml_count(c, FINDING_CHART_DATA);
	return OK;
}

static const struct ooxml_hook hooks[DOC_TYPE_COUNT] = {
    [DOC_T_p_graphicFrame] = {.before = frame},
    [DOC_T_a_hlinkClick] = {.before = click},
    [DOC_T_p_pic] = {.before = picture},
    [DOC_T_a_blip] = {.after = ooxml_blip},
    [DOC_T_p_cm] = {.before = comment},
    [DOC_T_c_CT_RelId_c_chart] = {.before = chart},
    [DOC_T_c_numRef] = {.before = ooxml_chart_literal},
    [DOC_T_c_strRef] = {.before = ooxml_chart_literal},
    [DOC_T_c_multiLvlStrRef] = {.before = ooxml_chart_literal},
};

static const struct ooxml_format powerpoint = {
    .form = FORM_SLIDES,
    .folder = "ppt/",
    .extensions = {"pptx", "pptm", "potx", "potm", "ppsx", "ppsm"},
    .hangs = hangs,
    .n_hangs = array_len(hangs),
    .hooks = hooks,
    .begin = begin,
};

static enum err pptx_disarm(struct disarm *d)
{
	return ooxml_disarm(d, &powerpoint);
}

static bool pptx_probe(struct view in, struct view ext)
{
	return ooxml_probe(&powerpoint, in, ext);
}

const struct format format_pptx = {"pptx", pptx_probe, pptx_disarm};
