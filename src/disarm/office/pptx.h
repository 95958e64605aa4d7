/* SPDX-License-Identifier: Apache-2.0
 * pptx.h: inside the PowerPoint reader (pptx*.c).
 *
 * A presentation is a graph: the presentation names masters and slides, a slide its layout and
 * notes, a layout its master. pptx_plan.c walks it once and decides which parts cross and in which
 * order, so that a slide has its number before anything jumps to it; pptx.c then puts them.
 */
#ifndef DISARM_OFFICE_PPTX_H
#define DISARM_OFFICE_PPTX_H

#include "disarm/office/ooxml_refer.h"

/* Parts of one kind, in the order in which they are put. */
struct pptx_list {
	uint32_t n, room;
	uint32_t *parts;
	uint32_t *places; /* of slides: which it was in the source, from 1 */
};

struct pptx {
	uint32_t presentation; /* part */
	struct pptx_list masters, layouts, slides, notes, comments;
	uint32_t notes_master, authors; /* OPC_NONE: there is none */
};

/* pptx_plan.c */
enum err pptx_plan(struct ooxml *c, struct pptx *ret) must_use;
/* The part of that kind which a part names, or OPC_NONE. */
enum err pptx_related(struct ooxml *c, uint32_t part, enum relation_kind kind,
		      uint32_t *ret) must_use;

/* pptx_frame.c: p:graphicFrame. *ret_done false: it is to be read like any other element. */
enum err pptx_frame(struct ooxml *c, bool *ret_done) must_use;
/* p:pic: reads ahead for the size that a frame in its place would have. */
enum err pptx_extent(struct ooxml *c) must_use;

/* pptx_object.c */
/* Another part read in the middle of this one, as if it stood there; namespaces as `names` has
 * them. pptx_leave goes back to where pptx_enter was called. */
struct pptx_inside {
	struct xml x;
	uint32_t part;
	struct opc_relations relations;
};
enum err pptx_enter(struct ooxml *c, uint32_t part, xml_namespace *names,
		    struct pptx_inside **ret) must_use;
void pptx_leave(struct ooxml *c, const struct pptx_inside *back);
/* The picture that an old drawing (VML) shows for the shape of that id; a frame where none is. */
enum err pptx_old_picture(struct ooxml *c, struct view spid, int64_t cx, int64_t cy,
			  uint32_t *ret) must_use;
/* The part with the shapes of the diagram whose data is at that relationship, or OPC_NONE. */
enum err pptx_diagram_part(struct ooxml *c, struct view data, uint32_t *ret) must_use;
/* In such a part the shapes are called like those of a slide. */
uint16_t pptx_diagram_namespace(struct view address);

/* pptx_link.c: a:hlinkClick of a slide; a jump to a slide becomes a record of ours. */
enum err pptx_link(struct ooxml *c, bool *ret_done) must_use;

#endif
