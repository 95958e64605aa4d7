/* SPDX-License-Identifier: Apache-2.0
 * ooxml_picture.c: pictures become image parts of the form, each once; what is no PNG or JPEG, or
 * is broken, becomes a frame of its size.
 */
#include "disarm/office/ooxml_refer.h"
#include "disarm/hash.h"

static void report_picture(struct ooxml *c, uint32_t part, enum finding_code code,
			   struct view bytes)
{
	uint8_t hash[32];
	if (code != FINDING_PICTURE)
		disarm_sha256(bytes, hash);
	report_add(c->d->report, code, PLACE_PART, part + 1, opc_name(&c->opc, part),
		   code == FINDING_PICTURE ? NULL : hash);
}

static bool readable_kind(struct view v)
{
	return view_starts(v, VIEW("\x89PNG")) || view_starts(v, VIEW("\xff\xd8\xff"));
}

/* The image part of a picture part, made when it is met first. */
static enum err image_of(struct ooxml *c, uint32_t part, uint32_t *ret)
{
	struct ooxml_picture *p = &c->pictures[part];
	*ret = p->image;
	if (p->tried)
		return OK;
	p->tried = true;
	struct view bytes = {NULL, 0};
	enum err err = opc_read(&c->opc, part, &bytes);
	if (err != OK && err != E_BROKEN)
		return err;
	bool room = c->form.n + 2 <= FORM_PARTS_MAX;
	if (err == OK && room && readable_kind(bytes))
		err = disarm_picture(c->d, bytes, &c->form);
	else if (err == OK)
		err = E_TYPE_UNKNOWN;
	if (err == E_NO_MEMORY || c->d->out->err != OK)
		return err == OK ? c->d->out->err : err;
	bool other = err == E_TYPE_UNKNOWN;
	report_picture(c, part,
		       err == OK ? FINDING_PICTURE
		       : other	 ? FINDING_PICTURE_REPLACED
				 : FINDING_PICTURE_BROKEN,
		       bytes);
	if (err == OK)
		*ret = p->image = c->form.n; /* part 0 will be the document, put before them all */
	return OK;
}

enum err ooxml_blob(struct ooxml *c, struct view id, int64_t cx, int64_t cy, uint32_t *ret)
{
	const struct opc_relation *r = opc_by_id(&c->relations, id);
	uint32_t image = 0;
	if (r && r->kind == REL_IMAGE && r->part != OPC_NONE)
		try(image_of(c, r->part, &image));
	else
		ooxml_count(c, FINDING_PICTURE_BROKEN);
	*ret = document_blob(c->w, image, cx, cy);
	return OK;
}

/* A picture without its bytes is a frame of its size. */
enum err ooxml_blip(struct ooxml *c, unsigned type unused_arg)
{
	if (!xml_find(&c->x, DOC_NS_R, VIEW("embed")))
		(void)document_int(c->w, DOC_A_a_blip__r_embed,
				   document_blob(c->w, 0, c->cx, c->cy));
	return OK;
}

/* ---- drawings ---- */

struct look {
	bool known;  /* the form can say what it shows */
	uint16_t ns; /* of what it shows */
	int64_t cx, cy;
	struct view title;
};

static void look_at(struct ooxml *c, struct look *l)
{
	const struct xml_name *name = &c->x.name;
	if (name->ns == DOC_NS_WP && view_eq(name->local, VIEW("extent"))) {
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cx"), 0, DOC_EMU_MAX, &l->cx);
		(void)ooxml_number(ooxml_plain(c, XML_NS_NONE, "cy"), 0, DOC_EMU_MAX, &l->cy);
	}
	if (name->ns == DOC_NS_WP && view_eq(name->local, VIEW("docPr")))
		l->title = ooxml_plain(c, XML_NS_NONE, "descr");
}

/* Reads up to the first element inside a:graphicData. */
static enum err look_ahead(struct ooxml *c, struct look *ret)
{
	struct look l = {.ns = XML_NS_NONE};
	struct xml_mark mark = xml_mark(&c->x);
	bool inside = false, done = false;
	while (!done) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE)
			done = inside || c->x.depth == mark.depth;
		if (c->x.kind != XML_OPEN)
			continue;
		look_at(c, &l);
		if (inside) {
			l.ns = c->x.name.ns;
			int name = l.ns < DOC_NS_COUNT ? doc_name_find(l.ns, c->x.name.local)
						       : DOC_NONE_FOUND;
			l.known = name != DOC_NONE_FOUND &&
				  doc_child_find(DOC_T_a_graphicData, name) &&
				  (l.ns != DOC_NS_C ||
				   ooxml_chart_known(c, ooxml_plain(c, DOC_NS_R, "id")));
			done = true;
		}
		inside = ooxml_is(&c->x, DOC_NS_A, "graphicData");
	}
	xml_rewind(&c->x, &mark);
	*ret = l;
	return OK;
}

static enum finding_code finding_of(uint16_t ns)
{
	switch (ns) {
	case DOC_NS_C:
	case NS_CHART_EX:
		return FINDING_CHART;
	case NS_DIAGRAM:
		return FINDING_DIAGRAM;
	case NS_INK:
		return FINDING_INK;
	default:
		return FINDING_PICTURE_REPLACED;
	}
}

static void put_frame(struct ooxml *c, const struct look *l)
{
	uint32_t blob = document_blob(c->w, 0, l->cx, l->cy);
	document_open(c->w, DOC_T_sk_picture);
	(void)document_int(c->w, DOC_A_sk_picture__image, blob);
	(void)document_int(c->w, DOC_A_sk_picture__cx, max_of(l->cx, (int64_t)1));
	(void)document_int(c->w, DOC_A_sk_picture__cy, max_of(l->cy, (int64_t)1));
	if (l->title.n)
		(void)document_view(c->w, DOC_A_sk_picture__title, ooxml_clean(c, l->title, false));
	document_close(c->w);
}

enum err docx_drawing(struct ooxml *c)
{
	struct look l;
	int64_t cx = c->cx, cy = c->cy;
	try(look_ahead(c, &l));
	c->cx = l.cx;
	c->cy = l.cy;
	if (l.known) {
		document_open(c->w, DOC_T_w_drawing);
		enum err err = ooxml_children(c);
		document_close(c->w);
		c->cx = cx;
		c->cy = cy;
		return err;
	}
	c->cx = cx;
	c->cy = cy;
	ooxml_count(c, finding_of(l.ns));
	if (ooxml_can_hold(c, DOC_T_sk_picture))
		put_frame(c, &l);
	return xml_skip(&c->x);
}
