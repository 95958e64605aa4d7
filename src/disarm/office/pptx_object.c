/* SPDX-License-Identifier: Apache-2.0
 * pptx_object.c: where the pictures of objects and the shapes of diagrams are.
 */
#include "disarm/office/pptx.h"

enum err pptx_enter(struct ooxml *c, uint32_t part, xml_namespace *names, struct pptx_inside **ret)
{
	struct pptx_inside *back = arena_alloc(c->d->mem, sizeof *back);
	struct view bytes;
	if (!back)
		return E_LIMIT_MEMORY;
	*back = (struct pptx_inside){c->x, c->part, c->relations};
	try(opc_read(&c->opc, part, &bytes));
	c->opc.parts[part].reached = true;
	try(opc_relations(&c->opc, part, &c->relations));
	c->part = part;
	*ret = back;
	return xml_open(&c->x, bytes, names, c->d->mem);
}

void pptx_leave(struct ooxml *c, const struct pptx_inside *back)
{
	c->x = back->x;
	c->part = back->part;
	c->relations = back->relations;
}

/* ---- old drawings (MS-OI29500, VML): v:shape id="..." > v:imagedata o:relid="..." ---- */

static enum err image_id(struct ooxml *c, struct view spid, struct view *ret)
{
	bool inside = false;
	*ret = VIEW("");
	while (ret->n == 0) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_END)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		if (ooxml_is(&c->x, NS_VML, "shape"))
			inside = view_eq(ooxml_plain(c, XML_NS_NONE, "id"), spid) ||
				 view_eq(ooxml_plain(c, NS_OFFICE, "spid"), spid);
		else if (inside && ooxml_is(&c->x, NS_VML, "imagedata"))
			*ret = ooxml_plain(c, NS_OFFICE, "relid");
	}
	return OK;
}

enum err pptx_old_picture(struct ooxml *c, struct view spid, int64_t cx, int64_t cy, uint32_t *ret)
{
	const struct opc_relation *r = opc_by_kind(&c->relations, REL_VML);
	struct pptx_inside *back;
	struct view id = VIEW("");
	*ret = document_blob(c->w, 0, cx, cy);
	if (!r)
		return OK;
	try(pptx_enter(c, r->part, ooxml_namespace_of, &back));
	enum err err = image_id(c, spid, &id);
	if (err == OK && id.n > 0)
		err = ooxml_blob(c, id, cx, cy, ret);
	pptx_leave(c, back);
	return err == E_BROKEN ? OK : err; /* VML need not be XML; the frame stays */
}

/* ---- diagrams (MS-ODRAWXML 2.6): the data names the drawing by a relationship of the slide ----
 */

static enum err drawing_id(struct ooxml *c, struct view *ret)
{
	*ret = VIEW("");
	while (ret->n == 0) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_END)
			return OK;
		if (c->x.kind == XML_OPEN && view_eq(c->x.name.local, VIEW("dataModelExt")))
			*ret = ooxml_plain(c, XML_NS_NONE, "relId");
	}
	return OK;
}

enum err pptx_diagram_part(struct ooxml *c, struct view data, uint32_t *ret)
{
	const struct opc_relation *r = opc_by_id(&c->relations, data);
	struct pptx_inside *back;
	struct view id = VIEW("");
	*ret = OPC_NONE;
	if (!r || r->kind != REL_DIAGRAM_DATA || r->part == OPC_NONE)
		return OK;
	try(pptx_enter(c, r->part, ooxml_namespace_of, &back));
	enum err err = drawing_id(c, &id);
	pptx_leave(c, back);
	try(err);
	r = opc_by_id(&c->relations, id);
	if (r && r->kind == REL_DIAGRAM_DRAWING)
		*ret = r->part;
	return OK;
}

uint16_t pptx_diagram_namespace(struct view address)
{
	if (view_eq(address, VIEW("http://schemas.microsoft.com/office/drawing/2008/diagram")))
		return DOC_NS_P;
	return ooxml_namespace_of(address);
}
