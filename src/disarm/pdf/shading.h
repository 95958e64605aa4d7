/* SPDX-License-Identifier: Apache-2.0
 * pdf/shading.h: one shading in work, between pdf/shading.c and pdf/mesh.c.
 */
#ifndef DISARM_PDF_SHADING_H
#define DISARM_PDF_SHADING_H

#include "disarm/pdf/content.h"

struct shade {
	struct reader *r;
	const struct pdf_obj *o;
	const struct colour_space *space;
	node_id function; /* 0: a mesh whose points carry colours */
	double domain[4];
	uint32_t type; /* PDF's ShadingType */
};

/* Each writes the geometry of a mesh; false when it makes no sense or is empty. */
bool mesh_triangles(struct shade *s, struct ops *body);
bool mesh_lattice(struct shade *s, struct ops *body);
bool mesh_patches(struct shade *s, struct ops *body);

#endif
