/* SPDX-License-Identifier: Apache-2.0
 * pdf/shading.c: gradients (ISO 32000-2 8.7.4.5); meshes are in pdf/mesh.c.
 *
 * Whatever colour space and function a shading has, the form gets a function of samples straight
 * into grey, RGB or CMYK.
 */
#include <math.h>

#include "disarm/pdf/shading.h"

#define SAMPLES_LINE 1024
#define SAMPLES_PLANE 128 /* along each side */

/* Least and most in micro, apart from one another. */
static void put_domain(const double domain[4], uint32_t inputs, int64_t ret[4])
{
	for (uint32_t i = 0; i < inputs; i++) {
		ret[2 * i] = micro(min_of(fmax(domain[2 * i], -999999), 999998.0));
		ret[2 * i + 1] = micro(min_of(fmax(domain[2 * i + 1], -999999), 999999.0));
		if (ret[2 * i + 1] <= ret[2 * i])
			ret[2 * i + 1] = ret[2 * i] + 1;
	}
}

static void sample(const struct function *f, const struct colour_space *space, const double *in,
		   struct buf *out)
{
	double v[FUNCTION_OUTPUTS];
	function_eval(f, in, v);
	struct colour c = colour_of(space, v);
	for (uint32_t i = 0; i < c.n; i++)
		buf_u16(out, (uint16_t)lround(c.v[i] * 65535));
}

node_id function_node(struct reader *r, const struct function *f, const double domain[4],
		      const struct colour_space *space)
{
	struct form_page_function head = {.inputs = (uint8_t)f->inputs,
					  .outputs = colour_device(space),
					  .what = FORM_PAGE_FUNCTION_WHAT_SAMPLED};
	struct form_function_sampled sampled = {.size = {SAMPLES_LINE, 1}};
	struct buf samples scope_end(buf_free) = buf_new(1 << 20);
	struct ops body scope_end(ops_free) = ops_new();
	if (f->inputs > 2 || f->outputs < space->n || space->kind == COLOUR_PATTERN)
		return 0;
	if (f->inputs == 2)
		sampled.size[0] = sampled.size[1] = SAMPLES_PLANE;
	put_domain(domain, f->inputs, head.domain);
	for (uint32_t y = 0; y < sampled.size[1]; y++)
		for (uint32_t x = 0; x < sampled.size[0]; x++) {
			double in[2] = {
			    domain[0] + (domain[1] - domain[0]) * x / (sampled.size[0] - 1.0), 0};
			if (f->inputs == 2)
				in[1] = domain[2] +
					(domain[3] - domain[2]) * y / (sampled.size[1] - 1.0);
			sample(f, space, in, &samples);
		}
	sampled.samples = buf_view(&samples);
	form_page_function_write(&body.bytes, &head);
	form_function_sampled_write(&body.bytes, &sampled);
	return node_new(&r->nodes, FORM_PAGE_ITEM_KIND_FUNCTION, &body);
}

static void extend(struct reader *r, const struct pdf_obj *shading, bool *before, bool *after)
{
	const struct pdf_obj *o = pdf_get(&r->pdf, shading, "Extend");
	*before = pdf_flag(pdf_at(&r->pdf, o, 0), false);
	*after = pdf_flag(pdf_at(&r->pdf, o, 1), false);
}

static bool put_axis(struct shade *s, struct ops *body)
{
	struct form_shading_axis axis = {0};
	double points[4];
	if (!pdf_numbers(&s->r->pdf, pdf_get(&s->r->pdf, s->o, "Coords"), points, 4))
		return false;
	for (size_t i = 0; i < 4; i++)
		axis.points[i] = micro(points[i]);
	int64_t domain[4];
	put_domain(s->domain, 1, domain);
	memcpy(axis.range, domain, sizeof axis.range);
	extend(s->r, s->o, &axis.before, &axis.after);
	form_shading_axis_write(&body->bytes, &axis);
	return true;
}

static bool put_circles(struct shade *s, struct ops *body)
{
	struct form_shading_circles circles = {0};
	double v[6];
	if (!pdf_numbers(&s->r->pdf, pdf_get(&s->r->pdf, s->o, "Coords"), v, 6) || v[2] < 0 ||
	    v[5] < 0)
		return false;
	for (size_t i = 0; i < 6; i++)
		circles.circles[i] = micro(v[i]);
	int64_t domain[4];
	put_domain(s->domain, 1, domain);
	memcpy(circles.range, domain, sizeof circles.range);
	extend(s->r, s->o, &circles.before, &circles.after);
	form_shading_circles_write(&body->bytes, &circles);
	return true;
}

static bool put_plane(struct shade *s, struct ops *body)
{
	struct form_shading_plane plane;
	double matrix[6];
	read_matrix(&s->r->pdf, pdf_get(&s->r->pdf, s->o, "Matrix"), matrix);
	nano_matrix(matrix, plane.matrix);
	form_shading_plane_write(&body->bytes, &plane);
	return true;
}

static const struct kind {
	enum form_page_shading_geometry geometry;
	uint32_t inputs;
	bool (*put)(struct shade *s, struct ops *body);
} kinds[] = {
    [1] = {FORM_PAGE_SHADING_GEOMETRY_PLANE, 2, put_plane},
    [2] = {FORM_PAGE_SHADING_GEOMETRY_AXIS, 1, put_axis},
    [3] = {FORM_PAGE_SHADING_GEOMETRY_CIRCLES, 1, put_circles},
    [4] = {FORM_PAGE_SHADING_GEOMETRY_TRIANGLES, 1, mesh_triangles},
    [5] = {FORM_PAGE_SHADING_GEOMETRY_TRIANGLES, 1, mesh_lattice},
    [6] = {FORM_PAGE_SHADING_GEOMETRY_PATCHES, 1, mesh_patches},
    [7] = {FORM_PAGE_SHADING_GEOMETRY_PATCHES, 1, mesh_patches},
};

/* Function and domain; a mesh may do without. */
static bool read_function(struct shade *s, uint32_t inputs)
{
	struct pdf *pdf = &s->r->pdf;
	const struct pdf_obj *o = pdf_get(pdf, s->o, "Function");
	s->domain[1] = s->domain[3] = 1;
	(void)pdf_numbers(pdf, pdf_get(pdf, s->o, "Domain"), s->domain, 2 * inputs);
	if (o->kind == PDF_NULL)
		return s->type >= 4;
	const struct function *f = function_read(pdf, o);
	if (!f || f->inputs != inputs)
		return false;
	if (s->type >= 4) /* Decode says the range of the parameter */
		memcpy(s->domain, f->domain, sizeof(double[2]));
	s->function = function_node(s->r, f, s->domain, s->space);
	return s->function != 0;
}

static void background(struct shade *s, struct form_page_shading *head)
{
	struct pdf *pdf = &s->r->pdf;
	double v[COLOUR_COMPONENTS] = {0}, box[4];
	if (pdf_numbers(pdf, pdf_get(pdf, s->o, "Background"), v, s->space->n)) {
		struct colour c = colour_of(s->space, v);
		head->background = true;
		for (uint32_t i = 0; i < c.n; i++)
			head->colour[i] = micro_unit(c.v[i]);
	}
	head->clipped = read_box(pdf, pdf_get(pdf, s->o, "BBox"), box);
	for (size_t i = 0; head->clipped && i < 4; i++)
		head->box[i] = micro(box[i]);
}

static node_id make(struct content *c, const struct pdf_obj *o)
{
	static const enum form_page_shading_space spaces[] = {
	    [1] = FORM_PAGE_SHADING_SPACE_GREY,
	    [3] = FORM_PAGE_SHADING_SPACE_RGB,
	    [4] = FORM_PAGE_SHADING_SPACE_CMYK,
	};
	struct pdf *pdf = &c->r->pdf;
	struct shade s = {.r = c->r, .o = o};
	struct form_page_shading head = {0};
	int64_t type = pdf_int(pdf_get(pdf, o, "ShadingType"), 0);
	s.space = colour_space_read(pdf, pdf_get(pdf, o, "ColorSpace"), c->resources);
	if (type < 1 || type > 7 || !s.space || s.space->kind == COLOUR_PATTERN)
		return 0;
	s.type = (uint32_t)type;
	if (!read_function(&s, kinds[type].inputs))
		return 0;
	head.space = spaces[colour_device(s.space)];
	head.geometry = kinds[type].geometry;
	background(&s, &head);
	struct ops body scope_end(ops_free) = ops_new();
	form_page_shading_write(&body.bytes, &head);
	ops_gap(&body, 1, s.function); /* after the space */
	if (!kinds[type].put(&s, &body))
		return 0;
	return node_new(&c->r->nodes, FORM_PAGE_ITEM_KIND_SHADING, &body);
}

node_id shading_node(struct content *c, const struct pdf_obj *o)
{
	struct reader *r = c->r;
	node_id node = (node_id)memo_get(&r->memo, o, MEMO_SHADING);
	r->tones = true;
	if (node != 0)
		return node;
	node = make(c, o);
	memo_put(&r->pdf, &r->memo, o, MEMO_SHADING, node);
	return node;
}

void op_shade(struct content *c, const struct pdf_obj *a)
{
	struct pdf *pdf = &c->r->pdf;
	if (c->hidden > 0 || c->uncoloured || c->ghost)
		return;
	const struct pdf_obj *o =
	    pdf_get_view(pdf, pdf_get(pdf, c->resources, "Shading"), a->bytes);
	if (o->kind == PDF_NULL) {
		content_missing(c, "sh");
		return;
	}
	node_id node = shading_node(c, o);
	if (node == 0) {
		content_spoil(c, "sh");
		return;
	}
	nest_leave_text(c);
	ops_begin(&c->ops, FORM_PAGE_OP_OP_SHADE);
	size_t at = c->ops.bytes.n;
	form_op_shade_write(&c->ops.bytes, &(struct form_op_shade){0});
	ops_gap(&c->ops, at, node);
}
