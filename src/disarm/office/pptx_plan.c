/* SPDX-License-Identifier: Apache-2.0
 * pptx_plan.c: which parts of a presentation cross, and in which order.
 */
#include "disarm/office/pptx.h"

static enum err add(struct ooxml *c, struct pptx_list *l, uint32_t part)
{
	c->opc.parts[part].reached = true;
	if (l->n == l->room) {
		uint32_t room = max_of(l->room * 2, 32u);
		uint32_t *more = arena_array(c->d->mem, room, sizeof *more);
		uint32_t *places = arena_array(c->d->mem, room, sizeof *places);
		if (!more || !places)
			return E_LIMIT_MEMORY;
		if (l->n) {
			memcpy(more, l->parts, l->n * sizeof *more);
			memcpy(places, l->places, l->n * sizeof *places);
		}
		l->parts = more;
		l->places = places;
		l->room = room;
	}
	l->places[l->n] = l->n + 1;
	l->parts[l->n++] = part;
	return OK;
}

static bool listed(const struct pptx_list *l, uint32_t part)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->parts[i] == part)
			return true;
	return false;
}

enum err pptx_related(struct ooxml *c, uint32_t part, enum relation_kind kind, uint32_t *ret)
{
	struct opc_relations all;
	try(opc_relations(&c->opc, part, &all));
	const struct opc_relation *r = opc_by_kind(&all, kind);
	*ret = r ? r->part : OPC_NONE;
	return OK;
}

/* ---- the presentation's own lists ---- */

static enum err list_entry(struct ooxml *c, struct pptx *p, const struct opc_relations *own)
{
	static const struct {
		const char *local;
		enum relation_kind kind;
		size_t at;
	} rows[] = {
	    {"sldMasterId", REL_SLIDE_MASTER, offsetof(struct pptx, masters)},
	    {"sldId", REL_SLIDE, offsetof(struct pptx, slides)},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		if (!ooxml_is(&c->x, DOC_NS_P, rows[i].local))
			continue;
		struct pptx_list *l = (void *)((uint8_t *)p + rows[i].at);
		const struct opc_relation *r = opc_by_id(own, ooxml_plain(c, DOC_NS_R, "id"));
		if (r && r->kind == rows[i].kind && r->part != OPC_NONE &&
		    !c->opc.parts[r->part].reached)
			return add(c, l, r->part);
	}
	return OK;
}

static enum err read_lists(struct ooxml *c, struct pptx *p)
{
	struct view bytes;
	struct opc_relations own;
	try(opc_relations(&c->opc, p->presentation, &own));
	try(opc_read(&c->opc, p->presentation, &bytes));
	try(xml_open(&c->x, bytes, ooxml_namespace_of, c->d->mem));
	do {
		try(xml_next(&c->x));
		if (c->x.kind == XML_OPEN)
			try(list_entry(c, p, &own));
	} while (c->x.kind != XML_END);
	return p->masters.n > 0 ? OK : E_BROKEN;
}

/* ---- slides ---- */

/* The root's attribute alone says so. */
static enum err is_hidden(struct ooxml *c, uint32_t part, bool *ret)
{
	struct view bytes;
	try(opc_read(&c->opc, part, &bytes));
	try(xml_open(&c->x, bytes, ooxml_namespace_of, c->d->mem));
	try(xml_next(&c->x));
	struct view show = ooxml_plain(c, XML_NS_NONE, "show");
	*ret = view_eq(show, VIEW("0")) || view_eq(show, VIEW("false"));
	return OK;
}

static enum err leave_out_hidden(struct ooxml *c, struct pptx *p)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < p->slides.n; i++) {
		bool hidden;
		bool drop = c->d->limits->options & LIMITS_DROP_HIDDEN;
		try(is_hidden(c, p->slides.parts[i], &hidden));
		if (hidden)
			report_add(c->d->report,
				   drop ? FINDING_HIDDEN_DROPPED : FINDING_HIDDEN_SLIDE,
				   PLACE_SLIDE, i + 1, VIEW(""), NULL);
		if (hidden && drop)
			continue;
		p->slides.places[kept] = p->slides.places[i];
		p->slides.parts[kept++] = p->slides.parts[i];
	}
	p->slides.n = kept;
	return OK;
}

/* The layout of a slide, and that layout's master: listed if the presentation forgot to. */
static enum err add_layout(struct ooxml *c, struct pptx *p, uint32_t slide)
{
	uint32_t layout, master;
	try(pptx_related(c, slide, REL_SLIDE_LAYOUT, &layout));
	if (layout == OPC_NONE || listed(&p->layouts, layout))
		return OK; /* none: it gets the first one */
	try(pptx_related(c, layout, REL_SLIDE_MASTER, &master));
	if (master == OPC_NONE)
		return OK;
	if (!listed(&p->masters, master))
		try(add(c, &p->masters, master));
	return add(c, &p->layouts, layout);
}

static enum err add_layouts(struct ooxml *c, struct pptx *p, uint32_t master)
{
	struct opc_relations own;
	try(opc_relations(&c->opc, master, &own));
	for (uint32_t i = 0; i < own.n; i++) {
		const struct opc_relation *r = &own.rows[i];
		if (r->kind == REL_SLIDE_LAYOUT && r->part != OPC_NONE &&
		    !c->opc.parts[r->part].reached)
			try(add(c, &p->layouts, r->part));
	}
	return OK;
}

/* Notes and comments, where the policy lets them through. */
static enum err add_around(struct ooxml *c, struct pptx *p, uint32_t i)
{
	uint32_t options = c->d->limits->options, part;
	try(pptx_related(c, p->slides.parts[i], REL_NOTES_SLIDE, &part));
	if (part != OPC_NONE && !c->opc.parts[part].reached) {
		bool keep = !(options & LIMITS_DROP_NOTES) && p->notes_master != OPC_NONE;
		report_add(c->d->report, keep ? FINDING_NOTES : FINDING_NOTES_DROPPED, PLACE_SLIDE,
			   p->slides.places[i], VIEW(""), NULL);
		c->opc.parts[part].reached = true;
		if (keep)
			try(add(c, &p->notes, part));
	}
	try(pptx_related(c, p->slides.parts[i], REL_COMMENTS, &part));
	if (part == OPC_NONE || c->opc.parts[part].reached)
		return OK;
	c->opc.parts[part].reached = true;
	if (!(options & LIMITS_DROP_COMMENTS) && p->authors != OPC_NONE)
		return add(c, &p->comments, part);
	report_add(c->d->report, FINDING_COMMENT_BYTES, PLACE_PART, part + 1,
		   opc_name(&c->opc, part), NULL);
	return OK;
}

enum err pptx_plan(struct ooxml *c, struct pptx *p)
{
	try(read_lists(c, p));
	try(leave_out_hidden(c, p));
	try(pptx_related(c, p->presentation, REL_NOTES_MASTER, &p->notes_master));
	try(pptx_related(c, p->presentation, REL_COMMENT_AUTHORS, &p->authors));
	for (uint32_t i = 0; i < p->masters.n; i++)
		try(add_layouts(c, p, p->masters.parts[i]));
	for (uint32_t i = 0; i < p->slides.n; i++) {
		try(add_layout(c, p, p->slides.parts[i]));
		try(add_around(c, p, i));
	}
	return p->layouts.n > 0 || p->slides.n == 0 ? OK : E_BROKEN;
}
