/* SPDX-License-Identifier: Apache-2.0
 * pptx_frame.c: what stands in a frame on a slide: tables and charts as they are, diagrams as the
 * shapes they were drawn with, objects as their picture, anything else as a neutral frame.
 */
#include "disarm/office/pptx.h"

/* What a p:graphicFrame holds, learnt by reading ahead. */
struct look {
	struct xml_name shows; /* the first element inside a:graphicData */
	struct view id, name, descr;
	int64_t x, y, cx, cy;
	struct view image;  /* relationship of the picture of an object */
	struct view spid;   /* its shape in the old drawing */
	struct view target; /* r:id of a chart, r:dm of a diagram */
	bool inside;
};

static void look_at_object(struct ooxml *c, struct look *l)
{
	if (ooxml_is(&c->x, DOC_NS_P, "oleObj") && l->spid.n == 0)
		l->spid = ooxml_plain(c, XML_NS_NONE, "spid");
	if (ooxml_is(&c->x, DOC_NS_A, "blip") && l->image.n == 0)
		l->image = ooxml_plain(c, DOC_NS_R, "embed");
}

static void look_at(struct ooxml *c, struct look *l)
{
	if (l->inside) {
		if (l->shows.local.n == 0 || ooxml_is(&c->x, DOC_NS_P, "oleObj"))
			l->shows = c->x.name;
		if (l->target.n == 0)
			l->target = ooxml_plain(c, DOC_NS_R, "id");
		if (l->target.n == 0)
			l->target = ooxml_plain(c, DOC_NS_R, "dm");
		look_at_object(c, l);
	} else if (ooxml_is(&c->x, DOC_NS_P, "cNvPr")) {
		l->id = ooxml_plain(c, XML_NS_NONE, "id");
		l->name = ooxml_plain(c, XML_NS_NONE, "name");
		l->descr = ooxml_plain(c, XML_NS_NONE, "descr");
	} else if (ooxml_is(&c->x, DOC_NS_A, "off")) {
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "x"), -DOC_EMU_MAX, DOC_EMU_MAX,
				   &l->x);
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "y"), -DOC_EMU_MAX, DOC_EMU_MAX,
				   &l->y);
	} else if (ooxml_is(&c->x, DOC_NS_A, "ext")) {
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cx"), 0, DOC_EMU_MAX, &l->cx);
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cy"), 0, DOC_EMU_MAX, &l->cy);
	}
	l->inside = l->inside || ooxml_is(&c->x, DOC_NS_A, "graphicData");
}

/* A table is not read twice: it is known at its first element. */
static enum err look_ahead(struct ooxml *c, struct look *l)
{
	struct xml_mark mark = xml_mark(&c->x);
	*l = (struct look){.cx = 1, .cy = 1};
	do {
		try(xml_next(&c->x));
		if (c->x.kind == XML_OPEN)
			look_at(c, l);
	} while (!(c->x.kind == XML_CLOSE && c->x.depth == mark.depth) &&
		 !(l->inside && ooxml_is(&c->x, DOC_NS_A, "tbl")));
	xml_rewind(&c->x, &mark);
	return OK;
}

/* ---- writing ---- */

static void leaf(struct ooxml *c, unsigned type)
{
	document_open(c->w, type);
	document_close(c->w);
}

static void put_properties(struct ooxml *c, const struct look *l)
{
	document_open(c->w, DOC_T_p_cNvPr);
	(void)ooxml_attribute(c, DOC_T_p_cNvPr, DOC_A_p_cNvPr__id, l->id.n ? l->id : VIEW("0"));
	(void)document_view(c->w, DOC_A_p_cNvPr__name, ooxml_clean(c, l->name, false));
	if (l->descr.n > 0)
		(void)document_view(c->w, DOC_A_p_cNvPr__descr, ooxml_clean(c, l->descr, true));
	document_close(c->w);
}

static void put_point(struct ooxml *c, unsigned type, unsigned first, int64_t a, int64_t b)
{
	document_open(c->w, type);
	(void)document_int(c->w, first, a);
	(void)document_int(c->w, first + 1, b);
	document_close(c->w);
}

/* The picture `blob` where the frame stood. */
static void put_picture(struct ooxml *c, const struct look *l, uint32_t blob)
{
	document_open(c->w, DOC_T_p_pic);
	document_open(c->w, DOC_T_p_nvPicPr);
	put_properties(c, l);
	leaf(c, DOC_T_p_cNvPicPr);
	leaf(c, DOC_T_p_nvPr);
	document_close(c->w);
	document_open(c->w, DOC_T_p_blipFill);
	document_open(c->w, DOC_T_a_blip);
	(void)document_int(c->w, DOC_A_a_blip__r_embed, blob);
	document_close(c->w);
	document_open(c->w, DOC_T_a_stretch);
	leaf(c, DOC_T_a_fillRect);
	document_close(c->w);
	document_close(c->w);
	document_open(c->w, DOC_T_p_spPr);
	document_open(c->w, DOC_T_a_CT_Transform2D_a_xfrm);
	put_point(c, DOC_T_a_off, DOC_A_a_off__x, l->x, l->y);
	put_point(c, DOC_T_a_ext, DOC_A_a_ext__cx, l->cx, l->cy);
	document_close(c->w);
	document_open(c->w, DOC_T_a_prstGeom);
	(void)document_int(
	    c->w, DOC_A_a_prstGeom__prst,
	    doc_enum_find(doc_attr_at(DOC_T_a_prstGeom, DOC_A_a_prstGeom__prst)->list,
			  VIEW("rect")));
	leaf(c, DOC_T_a_avLst);
	document_close(c->w);
	document_close(c->w);
	document_close(c->w);
}

static enum err put_frame(struct ooxml *c, const struct look *l, enum finding_code why)
{
	ooxml_count(c, why);
	put_picture(c, l, document_blob(c->w, 0, l->cx, l->cy));
	return xml_skip(&c->x);
}

/* ---- objects ---- */

static enum err put_object(struct ooxml *c, const struct look *l)
{
	uint32_t blob;
	struct view image = l->image;
	ooxml_count(c, FINDING_OBJECT_PICTURE);
	if (image.n == 0 && l->spid.n > 0)
		try(pptx_old_picture(c, l->spid, l->cx, l->cy, &blob));
	else
		try(ooxml_blob(c, image, l->cx, l->cy, &blob));
	put_picture(c, l, blob);
	return xml_skip(&c->x);
}

/* ---- diagrams ---- */

static void put_group_head(struct ooxml *c, const struct look *l)
{
	document_open(c->w, DOC_T_p_grpSp);
	document_open(c->w, DOC_T_p_nvGrpSpPr);
	put_properties(c, l);
	leaf(c, DOC_T_p_cNvGrpSpPr);
	leaf(c, DOC_T_p_nvPr);
	document_close(c->w);
	document_open(c->w, DOC_T_p_grpSpPr);
	document_open(c->w, DOC_T_a_CT_GroupTransform2D_a_xfrm);
	put_point(c, DOC_T_a_off, DOC_A_a_off__x, l->x, l->y);
	put_point(c, DOC_T_a_ext, DOC_A_a_ext__cx, l->cx, l->cy);
	put_point(c, DOC_T_a_chOff, DOC_A_a_chOff__x, 0, 0);
	put_point(c, DOC_T_a_chExt, DOC_A_a_chExt__cx, l->cx, l->cy);
	document_close(c->w);
	document_close(c->w);
}

/* Between the root and the shapes of a drawing. */
static enum err put_shapes(struct ooxml *c)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_END)
			return OK;
		if (c->x.kind != XML_OPEN || ooxml_is(&c->x, DOC_NS_P, "drawing") ||
		    ooxml_is(&c->x, DOC_NS_P, "spTree"))
			continue;
		if (ooxml_is(&c->x, DOC_NS_P, "sp") || ooxml_is(&c->x, DOC_NS_P, "grpSp"))
			try(ooxml_element(c));
		else
			try(xml_skip(&c->x));
	}
}

static enum err put_diagram(struct ooxml *c, const struct look *l)
{
	uint32_t drawing;
	struct pptx_inside *back;
	try(pptx_diagram_part(c, l->target, &drawing));
	if (drawing == OPC_NONE)
		return put_frame(c, l, FINDING_DIAGRAM);
	ooxml_count(c, FINDING_DIAGRAM_SHAPES);
	put_group_head(c, l);
	try(pptx_enter(c, drawing, pptx_diagram_namespace, &back));
	enum err err = put_shapes(c);
	pptx_leave(c, back);
	document_close(c->w);
	return err != OK ? err : xml_skip(&c->x);
}

enum err pptx_extent(struct ooxml *c)
{
	struct look l;
	try(look_ahead(c, &l));
	c->cx = l.cx;
	c->cy = l.cy;
	return OK;
}

enum err pptx_frame(struct ooxml *c, bool *ret_done)
{
	struct look l;
	try(look_ahead(c, &l));
	*ret_done = true;
	if (l.shows.ns == DOC_NS_A || (l.shows.ns == DOC_NS_C && ooxml_chart_known(c, l.target))) {
		*ret_done = false;
		return OK;
	}
	if (l.shows.ns == DOC_NS_P)
		return put_object(c, &l);
	if (l.shows.ns == NS_DIAGRAM)
		return put_diagram(c, &l);
	if (l.shows.ns == DOC_NS_C || l.shows.ns == NS_CHART_EX)
		return put_frame(c, &l, FINDING_CHART);
	return put_frame(c, &l, FINDING_PICTURE_REPLACED);
}
