/* SPDX-License-Identifier: Apache-2.0
 * crossing_draw.c: boxes, lanes and arrows.
 */
#include "web/crossing_draw.h"

#include <stdarg.h>

#define PAD 12
#define LETTER 16 /* a full-width character; others are half of it */
#define LINE 24
#define GAP 104 /* between boxes, where arrows run */
#define HEAD 10
#define MARK 12	       /* radius of a number */
#define LANE_LEAST 27  /* narrower, numbers would touch */
#define LANE_WORDS 132 /* as wide as this, the kind stands beside the number */
#define LINES_MOST 4

/* --- which arrows --- */

static unsigned depth_of(enum policy_zone_kind k)
{
	static const unsigned depth[] = {[POLICY_ZONE_INTERNET] = 0,
					 [POLICY_ZONE_OTHER] = 1,
					 [POLICY_ZONE_LGWAN] = 2,
					 [POLICY_ZONE_MYNUMBER] = 3};
	return depth[k];
}

static void put_order(const struct policy *p, bool outside, struct draw_plan *ret)
{
	if (outside)
		ret->order[ret->zones++] = POLICY_NONE;
	for (unsigned depth = 0; depth < 4; depth++)
		for (uint32_t z = 0; z < p->zones_count; z++)
			if (depth_of(p->zones[z].kind) == depth)
				ret->order[ret->zones++] = z;
}

static uint32_t place_of(const struct draw_plan *plan, uint32_t zone)
{
	uint32_t i = 0;
	while (plan->order[i] != zone)
		i++;
	return i;
}

void draw_plan_make(const struct policy *p, const struct crossing *list, size_t n,
		    struct draw_plan *ret, uint32_t *ret_mark)
{
	bool outside = false;
	*ret = (struct draw_plan){.zones = 0};
	for (size_t i = 0; i < n; i++)
		outside = outside || list[i].from == list[i].to;
	put_order(p, outside, ret);
	for (size_t i = 0; i < n; i++) {
		const struct crossing *c = &list[i];
		bool in = c->direction == DIRECTION_IN;
		bool alone = c->from == c->to;
		struct draw_group g = {
		    .kind = c->kind,
		    .from = place_of(ret, alone && in ? POLICY_NONE : c->from),
		    .to = place_of(ret, alone && !in ? POLICY_NONE : c->to),
		};
		size_t k = 0;
		ret_mark[i] = 0;
		if (c->state != CROSSING_STATE_OPEN)
			continue;
		while (k < ret->n && (ret->groups[k].kind != g.kind ||
				      ret->groups[k].from != g.from || ret->groups[k].to != g.to))
			k++;
		if (k == DRAW_ARROWS)
			continue;
		if (k == ret->n)
			ret->groups[ret->n++] = g;
		ret->groups[k].count++;
		ret_mark[i] = (uint32_t)k + 1;
	}
}

/* --- text in boxes --- */

static size_t letter_bytes(struct view v)
{
	uint8_t c = v.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	return min_of(n, v.n);
}

/* As many letters as fit into `room`; at least one. */
static struct view take_line(struct view *rest, uint32_t room)
{
	size_t n = 0;
	for (uint32_t used = 0; n < rest->n;) {
		struct view v = view_sub(*rest, n, rest->n);
		size_t bytes = letter_bytes(v);
		used += bytes == 1 ? LETTER * 5 / 8 : LETTER;
		if (n > 0 && used > room)
			break;
		n += bytes;
	}
	struct view line = view_sub(*rest, 0, n);
	*rest = view_sub(*rest, n, rest->n);
	return line;
}

static const char *text_in(struct arena *mem, struct view v)
{
	return (const char *)arena_copy(mem, v).p;
}

static bool put_box(struct view name, const char *style, uint32_t y, uint32_t width,
		    struct arena *mem, struct draw_box *ret)
{
	struct draw_line *lines = arena_array(mem, LINES_MOST, sizeof *lines);
	size_t n = 0;
	for (struct view rest = name; lines && rest.n && n < LINES_MOST; n++) {
		lines[n] = (struct draw_line){
		    .x = width / 2,
		    .y = y + PAD + LINE * n + LINE * 3 / 4,
		    .text = text_in(mem, take_line(&rest, width - 2 * PAD)),
		};
		if (!lines[n].text)
			return false;
	}
	*ret = (struct draw_box){.y = y,
				 .width = width,
				 .height = 2 * PAD + LINE * max_of(n, (size_t)1),
				 .style = style,
				 .lines = lines,
				 .lines_count = n};
	return lines != NULL;
}

static const char *box_style(const struct policy *p, uint32_t zone)
{
	static const char *const styles[] = {[POLICY_ZONE_INTERNET] = "internet",
					     [POLICY_ZONE_OTHER] = "other",
					     [POLICY_ZONE_LGWAN] = "lgwan",
					     [POLICY_ZONE_MYNUMBER] = "mynumber"};
	return zone == POLICY_NONE ? "outside" : styles[p->zones[zone].kind];
}

/* --- lanes --- */

static uint32_t upper(const struct draw_group *g)
{
	return min_of(g->from, g->to);
}

static uint32_t lower(const struct draw_group *g)
{
	return max_of(g->from, g->to);
}

/* The first lane in which nothing runs between the same boxes; how many lanes there are. */
static size_t put_lanes(const struct draw_plan *plan, uint32_t lane[DRAW_ARROWS])
{
	size_t lanes = 0;
	for (size_t i = 0; i < plan->n; i++) {
		bool taken = true;
		for (lane[i] = 0; taken; lane[i] += taken) {
			taken = false;
			for (size_t k = 0; k < i; k++)
				taken =
				    taken || (lane[k] == lane[i] &&
					      upper(&plan->groups[k]) < lower(&plan->groups[i]) &&
					      upper(&plan->groups[i]) < lower(&plan->groups[k]));
		}
		lanes = max_of(lanes, (size_t)lane[i] + 1);
	}
	return lanes;
}

/* --- arrows --- */

struct canvas {
	const struct draw_plan *plan;
	const struct draw_box *boxes;
	struct arena *mem;
	uint32_t lane_width, left;
	bool english, words;
};

static const char *path_text(struct arena *mem, const char *format, ...) print_like(2, 3);
static const char *path_text(struct arena *mem, const char *format, ...)
{
	char text[120];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return n > 0 && (size_t)n < sizeof text ? text_in(mem, view_of(text, (size_t)n)) : NULL;
}

static bool put_arrow(const struct canvas *c, size_t i, uint32_t lane, struct draw_arrow *ret)
{
	const struct draw_group *g = &c->plan->groups[i];
	const struct crossing_text *text = crossing_kind_text(g->kind);
	bool down = g->from < g->to;
	const struct draw_box *from = &c->boxes[g->from], *to = &c->boxes[g->to];
	unsigned x = c->left + lane * c->lane_width + (c->words ? 30 : c->lane_width / 2);
	unsigned begin = (unsigned)(down ? from->y + from->height : from->y);
	unsigned end = (unsigned)(down ? to->y : to->y + to->height);
	unsigned neck = down ? end - HEAD : end + HEAD;
	unsigned mark = down ? begin + GAP / 2 - 4 : begin - GAP / 2 + 4;
	*ret = (struct draw_arrow){
	    .style = text->style,
	    .line = path_text(c->mem, "M%u %uV%u", x, begin, neck),
	    .head = path_text(c->mem, "M%u %uL%u %uL%u %uZ", x - 7, neck, x, end, x + 7, neck),
	    .number = i + 1,
	    .x = x,
	    .y = mark,
	    .text_y = mark + 5,
	    .label = !c->words	  ? ""
		     : c->english ? text->label_en
				  : text->label_ja,
	    .label_x = x + MARK + 6,
	};
	return ret->line && ret->head;
}

static bool put_arrows(const struct canvas *c, const uint32_t *lane, struct drawing *ret)
{
	struct draw_arrow *arrows = arena_array(c->mem, c->plan->n + 1, sizeof *arrows);
	for (size_t i = 0; arrows && i < c->plan->n; i++)
		if (!put_arrow(c, i, lane[i], &arrows[i]))
			return false;
	ret->arrows = arrows;
	ret->arrows_count = c->plan->n;
	return arrows != NULL;
}

bool draw_make(const struct policy *p, const struct draw_plan *plan, bool english, uint32_t width,
	       struct arena *mem, struct drawing *ret)
{
	uint32_t lane[DRAW_ARROWS], y = 1;
	size_t lanes = put_lanes(plan, lane);
	struct draw_box *boxes = arena_array(mem, plan->zones, sizeof *boxes);
	uint32_t most = lanes ? (width - 2 * PAD) / (uint32_t)lanes : width;
	/* With a full plan arrows may be missing, and no arrow means that nothing passes. */
	if (!boxes || most < LANE_LEAST || plan->n == DRAW_ARROWS)
		return false;
	for (size_t i = 0; i < plan->zones; i++) {
		uint32_t z = plan->order[i];
		struct view name = z != POLICY_NONE ? p->zones[z].name
				   : english	    ? VIEW("outside the body")
						    : VIEW("庁外");
		if (!put_box(name, box_style(p, z), y, width - 2, mem, &boxes[i]))
			return false;
		y += (uint32_t)boxes[i].height + GAP;
	}
	struct canvas c = {.plan = plan,
			   .boxes = boxes,
			   .mem = mem,
			   .left = PAD,
			   .lane_width = most,
			   .english = english,
			   .words = most >= LANE_WORDS};
	*ret = (struct drawing){
	    .width = width, .height = y - GAP + 1, .boxes = boxes, .boxes_count = plan->zones};
	return put_arrows(&c, lane, ret);
}
