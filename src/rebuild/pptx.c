/* SPDX-License-Identifier: Apache-2.0
 * pptx.c: what is special about PowerPoint: jumps, slides that the policy leaves out, the preview.
 */
#include "rebuild/markup.h"
#include "rebuild/ooxml.h"
#include "rebuild/preview.h"

/* What the preview shows: the paragraphs of the slides as lines, an empty one between slides. */
static void show(struct ooxml *x)
{
	if (x->in.kind != DOC_PART_SLIDE)
		return;
	if (x->in.event == DOC_STRING && x->in.type == DOC_T_a_t)
		preview_put(x->r, x->in.text.view);
	else if (x->in.event == DOC_CLOSE && (x->in.type == DOC_T_a_p || x->in.type == DOC_T_p_sld))
		preview_put(x->r, VIEW("\n"));
	else if (x->in.event == DOC_CLOSE && x->in.type == DOC_T_a_tc)
		preview_put(x->r, VIEW("\t"));
}

/* A click that goes to a slide: the only action there is. */
static void own_open(struct ooxml *x)
{
	if (x->in.type == DOC_T_sk_slideJump) {
		uint32_t slide = (uint32_t)ooxml_given(x, DOC_A_sk_slideJump__slide, 0);
		buf_fmt(&x->xml,
			"<a:hlinkClick r:id=\"rId%u\" action=\"ppaction://hlinksldjump\"/>",
			ooxml_part_rel(x, DOC_PART_SLIDE, slide));
	} else if (x->in.type == DOC_T_sk_showJump) {
		const struct doc_value *v = document_value(&x->in, DOC_A_sk_showJump__jump);
		buf_fmt(&x->xml,
			"<a:hlinkClick r:id=\"\" action=\"ppaction://hlinkshowjump?jump=%s\"/>",
			doc_enum_word(v->attr->list, (unsigned)v->n));
	}
}

static uint64_t uses(unsigned type unused_arg)
{
	return (uint64_t)1 << DOC_NS_A | (uint64_t)1 << DOC_NS_R;
}

/* Hidden slides and what hangs on them, where the policy leaves them out; slides come first. */
static enum err read(struct ooxml *x)
{
	const struct document_reader *in = &x->in;
	if (!(x->r->limits->options & LIMITS_DROP_HIDDEN))
		return OK;
	if (in->event == DOC_PART && in->kind == DOC_PART_NOTES)
		for (uint32_t i = 0; i < in->n_relations; i++)
			if (in->relations[i].kind == DOC_PART_SLIDE &&
			    !ooxml_wanted_part(x, DOC_PART_SLIDE, in->relations[i].number))
				ooxml_leave_out(x, DOC_PART_NOTES, in->part);
	if (in->event != DOC_OPEN || in->type != DOC_T_p_sld ||
	    ooxml_given(x, DOC_A_p_sld__show, 1))
		return OK;
	ooxml_leave_out(x, DOC_PART_SLIDE, in->part);
	for (uint32_t i = 0; i < in->n_relations; i++)
		if (in->relations[i].kind == DOC_PART_SLIDE_COMMENTS)
			ooxml_leave_out(x, DOC_PART_SLIDE_COMMENTS, in->relations[i].number);
	return OK;
}

static const struct ooxml_target powerpoint = {
    .folder = "ppt", .ext = "pptx", .uses = uses, .own_open = own_open, .read = read, .show = show};

static enum err slides_rebuild(struct rebuild *r)
{
	return ooxml_rebuild(r, FORM_SLIDES, &powerpoint, NULL);
}

const struct target target_slides = {"slides", FORM_SLIDES, slides_rebuild};
