/* SPDX-License-Identifier: Apache-2.0
 * crossing_draw.h: what may cross between zones as a drawing: where each box, line and letter
 * stands.
 *
 * Zones are boxes one below the other, the outermost first; an arrow runs from the edge of one to
 * the edge of another, behind what lies between. Arrows that do not meet share a lane. All lengths
 * are in the drawing's own units; it has no other text than zones, numbers and kinds, so it can be
 * read at the width it was made for.
 */
#ifndef WEB_CROSSING_DRAW_H
#define WEB_CROSSING_DRAW_H

#include "pages.h"
#include "policy/ask/crossing.h"

#define DRAW_ARROWS 200 /* so many are not drawn any more: the table stands alone */

/* All crossings of one kind from one zone to another that pass today. */
struct draw_group {
	enum crossing_kind kind;
	uint32_t from, to; /* places in `order` */
	uint32_t count;	   /* how many crossings */
};

struct draw_plan {
	uint32_t order[66]; /* zones from above; POLICY_NONE: outside */
	size_t zones;
	struct draw_group groups[DRAW_ARROWS];
	size_t n;
};

/* The group of each crossing, from 1, in ret_mark; 0: not drawn. */
void draw_plan_make(const struct policy *p, const struct crossing *list, size_t n,
		    struct draw_plan *ret, uint32_t *ret_mark);
/* Within `width`; strings live in mem. False when out of memory, or where it is too much to draw.
 */
bool draw_make(const struct policy *p, const struct draw_plan *plan, bool english, uint32_t width,
	       struct arena *mem, struct drawing *ret);

#endif
