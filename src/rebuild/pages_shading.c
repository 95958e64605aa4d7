/* SPDX-License-Identifier: Apache-2.0
 * pages_shading.c: shadings (ISO 32000-1 8.7.4.5). Meshes become free-form triangles (type 4) and
 * tensor-product patches (type 7): coordinates of 32 bits, colours of 16.
 */
#include "rebuild/pages.h"

struct shading {
	struct pages *p;
	struct form_page_shading s;
	const struct pages_item *function;
	unsigned components; /* of a point of a mesh */
	int64_t least[2], most[2];
};

static void put_flags(struct buf *b, bool before, bool after)
{
	if (before || after)
		buf_fmt(b, "/Extend[%s %s]", before ? "true" : "false", after ? "true" : "false");
}

static enum err put_axis(struct shading *x)
{
	struct form_shading_axis g;
	struct buf *b = &x->p->entries;
	try(form_shading_axis_read(&x->p->c, &g));
	if (!x->function || x->function->inputs != 1)
		return E_FORM;
	buf_str(b, "/ShadingType 2/Coords[");
	pdf_micro(b, g.points, 4);
	buf_str(b, "]/Domain[");
	pdf_micro(b, g.range, 2);
	buf_str(b, "]");
	put_flags(b, g.before, g.after);
	return OK;
}

static enum err put_circles(struct shading *x)
{
	struct form_shading_circles g;
	struct buf *b = &x->p->entries;
	try(form_shading_circles_read(&x->p->c, &g));
	if (!x->function || x->function->inputs != 1 || g.circles[2] < 0 || g.circles[5] < 0)
		return E_FORM;
	buf_str(b, "/ShadingType 3/Coords[");
	pdf_micro(b, g.circles, 6);
	buf_str(b, "]/Domain[");
	pdf_micro(b, g.range, 2);
	buf_str(b, "]");
	put_flags(b, g.before, g.after);
	return OK;
}

static enum err put_plane(struct shading *x)
{
	struct form_shading_plane g;
	struct buf *b = &x->p->entries;
	try(form_shading_plane_read(&x->p->c, &g));
	if (!x->function || x->function->inputs != 2)
		return E_FORM;
	buf_str(b, "/ShadingType 1/Domain[");
	pdf_micro(b, x->function->domain, 4);
	buf_str(b, "]/Matrix[");
	pdf_nano(b, g.matrix, 6);
	buf_str(b, "]");
	return OK;
}

static void reach(struct shading *x, const int64_t *points, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		x->least[i % 2] = min_of(x->least[i % 2], points[i]);
		x->most[i % 2] = max_of(x->most[i % 2], points[i]);
	}
}

/* A coordinate as a share of the mesh's extent. IEEE doubles: the same everywhere. */
static void put_points(struct shading *x, const int64_t *points, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double from = (double)(points[i] - x->least[i % 2]);
		double all = (double)(x->most[i % 2] - x->least[i % 2]);
		buf_u32be(&x->p->content, (uint32_t)(from / all * 4294967295.0 + 0.5));
	}
}

static enum err put_colour(struct shading *x, const uint32_t colour[4])
{
	for (unsigned i = 0; i < 4; i++) {
		uint32_t share = (uint32_t)(((uint64_t)colour[i] * 65535 + 500000) / 1000000);
		if (i >= x->components && share)
			return E_FORM;
		if (i < x->components) {
			buf_u8(&x->p->content, (uint8_t)(share >> 8));
			buf_u8(&x->p->content, (uint8_t)share);
		}
	}
	return OK;
}

static enum err put_triangles(struct shading *x, bool write)
{
	struct form_shading_triangles g;
	struct form_shading_corner corner;
	try(form_shading_triangles_read(&x->p->c, &g));
	if (g.corners % 3)
		return E_FORM;
	for (uint32_t i = 0; i < g.corners; i++) {
		try(form_shading_corner_read(&x->p->c, &corner));
		if (!write) {
			reach(x, corner.point, 2);
			continue;
		}
		buf_u8(&x->p->content, 0);
		put_points(x, corner.point, 2);
		try(put_colour(x, corner.colour));
	}
	return OK;
}

static enum err put_patches(struct shading *x, bool write)
{
	struct form_shading_patches g;
	struct form_shading_patch patch;
	try(form_shading_patches_read(&x->p->c, &g));
	for (uint32_t i = 0; i < g.patches; i++) {
		try(form_shading_patch_read(&x->p->c, &patch));
		if (!write) {
			reach(x, patch.points, 32);
			continue;
		}
		buf_u8(&x->p->content, 0);
		put_points(x, patch.points, 32);
		for (unsigned k = 0; k < 4; k++)
			try(put_colour(x, patch.colours + k * 4));
	}
	return OK;
}

/* Twice over the points: first for their extent, then to write them as shares of it. */
static enum err put_mesh(struct shading *x, enum err (*put)(struct shading *, bool), unsigned type)
{
	struct buf *b = &x->p->entries;
	struct cursor start = x->p->c;
	for (unsigned i = 0; i < 2; i++) {
		x->least[i] = INT64_MAX;
		x->most[i] = INT64_MIN;
	}
	if (x->function && x->function->inputs != 1)
		return E_FORM;
	x->components = x->function ? 1 : pages_components(x->s.space);
	try(put(x, false));
	for (unsigned i = 0; i < 2; i++)
		if (x->least[i] == x->most[i])
			x->most[i]++; /* a flat mesh shows nothing, but is not wrong */
	x->p->c = start;
	buf_clear(&x->p->content);
	try(put(x, true));
	buf_fmt(b, "/ShadingType %u/BitsPerCoordinate 32/BitsPerComponent 16/BitsPerFlag 8/Decode[",
		type);
	for (unsigned i = 0; i < 2; i++) {
		pdf_micro(b, &x->least[i], 1);
		pdf_micro(b, &x->most[i], 1);
	}
	if (x->function)
		pdf_micro(b, x->function->domain, 2);
	for (unsigned i = 0; !x->function && i < x->components; i++)
		buf_str(b, "0 1 ");
	buf_str(b, "]");
	return x->p->content.err;
}

static enum err put_geometry(struct shading *x)
{
	switch (x->s.geometry) {
	case FORM_PAGE_SHADING_GEOMETRY_AXIS:
		return put_axis(x);
	case FORM_PAGE_SHADING_GEOMETRY_CIRCLES:
		return put_circles(x);
	case FORM_PAGE_SHADING_GEOMETRY_PLANE:
		return put_plane(x);
	case FORM_PAGE_SHADING_GEOMETRY_TRIANGLES:
		return put_mesh(x, put_triangles, 4);
	case FORM_PAGE_SHADING_GEOMETRY_PATCHES:
		return put_mesh(x, put_patches, 7);
	case FORM_PAGE_SHADING_GEOMETRY_COUNT:
		break;
	}
	return E_FORM;
}

static enum err put_head(struct shading *x)
{
	static const char *const spaces[] = {"DeviceGray", "DeviceRGB", "DeviceCMYK"};
	static const int64_t nothing[4];
	const struct form_page_shading *s = &x->s;
	struct buf *b = &x->p->entries;
	uint32_t components = pages_components(s->space);
	if (s->function && (!x->function || x->function->outputs != components))
		return E_FORM;
	if (s->clipped ? !pages_box_ok(s->box) : memcmp(s->box, nothing, sizeof nothing) != 0)
		return E_FORM;
	for (uint32_t i = s->background ? components : 0; i < 4; i++)
		if (s->colour[i])
			return E_FORM;
	buf_clear(b);
	buf_fmt(b, "/ColorSpace/%s", spaces[s->space]);
	if (s->background) {
		buf_str(b, "/Background[");
		pdf_shares(b, s->colour, components);
		buf_str(b, "]");
	}
	if (s->clipped) {
		buf_str(b, "/BBox[");
		pdf_micro(b, s->box, 4);
		buf_str(b, "]");
	}
	if (x->function)
		buf_fmt(b, "/Function %u 0 R", x->function->object);
	return OK;
}

enum err pages_shading(struct pages *p, struct pages_item *item)
{
	struct shading x = {.p = p};
	try(form_page_shading_read(&p->c, &x.s));
	x.function = pages_ref(p, x.s.function, FORM_PAGE_ITEM_KIND_FUNCTION);
	try(put_head(&x));
	size_t before = p->c.at;
	try(put_geometry(&x));
	item->object = pdf_new(&p->pdf);
	item->cost = 1 + (p->c.at - before) / 16;
	if (x.function && !pages_within(item, x.function))
		return E_FORM;
	bool mesh = x.s.geometry >= FORM_PAGE_SHADING_GEOMETRY_TRIANGLES;
	if (mesh) {
		pdf_stream(&p->pdf, item->object, buf_view(&p->entries), buf_view(&p->content));
		return OK;
	}
	struct buf body scope_end(buf_free) = buf_new(p->entries.n + 8);
	buf_str(&body, "<<");
	buf_put(&body, buf_view(&p->entries));
	buf_str(&body, ">>");
	pdf_object(&p->pdf, item->object, buf_view(&body));
	return body.err;
}
