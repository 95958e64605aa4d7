/* SPDX-License-Identifier: Apache-2.0
 * pdf/mesh.c: shadings of triangles and patches (ISO 32000-2 8.7.4.5.5 to 8.7.4.5.8), their packed
 * points as numbers.
 */
#include "disarm/pdf/shading.h"

#define MESH_BYTES_MAX ((size_t)64 << 20)
#define CORNERS_MAX 1000000u
#define PATCHES_MAX 100000u
#define ACROSS_MAX 100000

struct corner {
	double x, y;
	uint32_t colour[4];
};

struct mesh {
	struct shade *s;
	struct view bytes;
	uint64_t bit;
	uint32_t coordinate, component, flag; /* bits of each */
	uint32_t components;
	double decode[4 + 2 * COLOUR_COMPONENTS];
};

static bool left(const struct mesh *m)
{
	return m->bit / 8 < m->bytes.n;
}

static uint64_t bits(struct mesh *m, uint32_t n)
{
	uint64_t value = 0;
	for (uint32_t i = 0; i < n; i++, m->bit++) {
		uint64_t byte = m->bit / 8;
		uint32_t one =
		    byte < m->bytes.n ? (uint32_t)m->bytes.p[byte] >> (7 - m->bit % 8) & 1u : 0u;
		value = value << 1 | one;
	}
	return value;
}

static double scaled(struct mesh *m, uint32_t n, const double *range)
{
	double most = (double)((UINT64_C(1) << n) - 1);
	return range[0] + (double)bits(m, n) * (range[1] - range[0]) / most;
}

static bool open_mesh(struct shade *s, struct mesh *m, struct buf *bytes)
{
	struct pdf *pdf = &s->r->pdf;
	int64_t coordinate = pdf_int(pdf_get(pdf, s->o, "BitsPerCoordinate"), 0);
	int64_t component = pdf_int(pdf_get(pdf, s->o, "BitsPerComponent"), 0);
	int64_t flag = s->type == 5 ? 2 : pdf_int(pdf_get(pdf, s->o, "BitsPerFlag"), 0);
	*m = (struct mesh){.s = s, .components = s->function != 0 ? 1 : s->space->n};
	if (coordinate < 1 || coordinate > 32 || component < 1 || component > 16 || flag < 2 ||
	    flag > 8)
		return false;
	if (pdf_numbers_most(pdf, pdf_get(pdf, s->o, "Decode"), m->decode, 4 + 2 * m->components) !=
	    4 + 2 * m->components)
		return false;
	m->coordinate = (uint32_t)coordinate;
	m->component = (uint32_t)component;
	m->flag = (uint32_t)flag;
	enum err e = pdf_stream_data(pdf, s->o, bytes);
	if (e != OK) /* what is too much for us is not left to the converter */
		return e == E_BROKEN ? false : pdf_fail(pdf, e);
	m->bytes = buf_view(bytes);
	return true;
}

static void read_point(struct mesh *m, double *x, double *y)
{
	*x = scaled(m, m->coordinate, m->decode);
	*y = scaled(m, m->coordinate, m->decode + 2);
}

static void read_colour(struct mesh *m, uint32_t colour[4])
{
	double v[COLOUR_COMPONENTS] = {0};
	const double *domain = m->s->domain;
	for (uint32_t i = 0; i < m->components; i++)
		v[i] = scaled(m, m->component, m->decode + 4 + (size_t)2 * i);
	memset(colour, 0, 4 * sizeof *colour);
	if (m->s->function != 0) {
		double span = domain[1] - domain[0];
		colour[0] = micro_unit(span > 0 ? (v[0] - domain[0]) / span : 0);
		return;
	}
	struct colour c = colour_of(m->s->space, v);
	for (uint32_t i = 0; i < c.n; i++)
		colour[i] = micro_unit(c.v[i]);
}

static void byte_align(struct mesh *m)
{
	m->bit = (m->bit + 7) / 8 * 8;
}

static void put_corner(struct buf *out, const struct corner *corner)
{
	struct form_shading_corner c = {.point = {micro(corner->x), micro(corner->y)}};
	memcpy(c.colour, corner->colour, sizeof c.colour);
	form_shading_corner_write(out, &c);
}

static bool finish(struct shade *s, struct ops *body, const struct buf *corners, uint32_t n)
{
	if (n > CORNERS_MAX)
		return pdf_fail(&s->r->pdf, E_LIMIT_COUNT);
	if (n < 3)
		return false;
	form_shading_triangles_write(&body->bytes, &(struct form_shading_triangles){n});
	buf_put(&body->bytes, buf_view(corners));
	return true;
}

bool mesh_triangles(struct shade *s, struct ops *body)
{
	struct buf bytes scope_end(buf_free) = buf_new(MESH_BYTES_MAX);
	struct buf out scope_end(buf_free) = buf_new(NODE_BYTES_MAX);
	struct corner at[3] = {0};
	struct mesh m;
	uint32_t n = 0, have = 0;
	if (!open_mesh(s, &m, &bytes))
		return false;
	while (left(&m) && n <= CORNERS_MAX) {
		uint64_t flag = bits(&m, m.flag) & 3;
		struct corner next;
		read_point(&m, &next.x, &next.y);
		read_colour(&m, next.colour);
		byte_align(&m);
		if (have >= 3 && flag == 0)
			have = 0;
		if (have < 3) {
			at[have++] = next;
		} else {
			if (flag == 1)
				at[0] = at[1];
			at[1] = at[2];
			at[2] = next;
		}
		for (size_t i = 0; have == 3 && i < 3; i++, n++)
			put_corner(&out, &at[i]);
	}
	return finish(s, body, &out, n);
}

bool mesh_lattice(struct shade *s, struct ops *body)
{
	struct buf bytes scope_end(buf_free) = buf_new(MESH_BYTES_MAX);
	struct buf out scope_end(buf_free) = buf_new(NODE_BYTES_MAX);
	struct mesh m;
	uint32_t n = 0;
	int64_t across = pdf_int(pdf_get(&s->r->pdf, s->o, "VerticesPerRow"), 0);
	if (across > ACROSS_MAX)
		return pdf_fail(&s->r->pdf, E_LIMIT_COUNT);
	if (across < 2 || !open_mesh(s, &m, &bytes))
		return false;
	struct corner *rows = arena_array(s->r->pdf.mem, 2 * (size_t)across, sizeof *rows);
	if (!rows)
		return pdf_fail(&s->r->pdf, E_NO_MEMORY);
	for (uint32_t y = 0; left(&m) && n <= CORNERS_MAX; y++) {
		struct corner *above = rows + (y % 2 ? 0 : across);
		struct corner *row = rows + (y % 2 ? across : 0);
		for (int64_t x = 0; x < across; x++) {
			if (!left(&m))
				return finish(s, body, &out, n);
			read_point(&m, &row[x].x, &row[x].y);
			read_colour(&m, row[x].colour);
			byte_align(&m);
		}
		for (int64_t x = 0; y > 0 && x + 1 < across; x++, n += 6) {
			put_corner(&out, &above[x]);
			put_corner(&out, &above[x + 1]);
			put_corner(&out, &row[x]);
			put_corner(&out, &above[x + 1]);
			put_corner(&out, &row[x + 1]);
			put_corner(&out, &row[x]);
		}
	}
	return finish(s, body, &out, n);
}

/* --- patches: 16 points p in the stream's order, 4 colours --- */

struct patch {
	double p[16][2];
	uint32_t colour[4][4];
};

/* An inner point of a Coons patch as a tensor's (8.7.4.5.8): `near` is its corner, `a` and `b` the
 * border points beside the corner, `c` and `d` the corners next to it, `e` and `f` the border
 * points across, `far` the corner opposite. */
static double inner(double near, double a, double b, double c, double d, double e, double f,
		    double far)
{
	return (-4 * near + 6 * (a + b) - 2 * (c + d) + 3 * (e + f) - far) / 9;
}

static void raise_coons(struct patch *t)
{
	/* places of p00 p01 p02 p03 p13 p23 p33 p32 p31 p30 p20 p10 in the stream: 0 to 11 */
	static const uint8_t from[4][8] = {
	    {0, 1, 11, 3, 9, 8, 4, 6}, /* p11 */
	    {3, 2, 4, 0, 6, 7, 11, 9}, /* p12 */
	    {6, 7, 5, 9, 3, 2, 10, 0}, /* p22 */
	    {9, 8, 10, 6, 0, 1, 5, 3}, /* p21 */
	};
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < 2; k++) {
			const uint8_t *f = from[i];
			t->p[12 + i][k] =
			    inner(t->p[f[0]][k], t->p[f[1]][k], t->p[f[2]][k], t->p[f[3]][k],
				  t->p[f[4]][k], t->p[f[5]][k], t->p[f[6]][k], t->p[f[7]][k]);
		}
}

static void read_patch(struct mesh *m, struct patch *t)
{
	uint64_t flag = bits(m, m->flag) & 3;
	struct patch before = *t;
	uint32_t points = m->s->type == 6 ? 12 : 16, first = 0, colours = 0;
	for (uint32_t i = 0; flag != 0 && i < 4; i++, first++)
		memcpy(t->p[i], before.p[(3 * flag + i) % 12], sizeof t->p[i]);
	for (uint32_t i = 0; flag != 0 && i < 2; i++, colours++)
		memcpy(t->colour[i], before.colour[(flag + i) % 4], sizeof t->colour[i]);
	for (uint32_t i = first; i < points; i++)
		read_point(m, &t->p[i][0], &t->p[i][1]);
	for (uint32_t i = colours; i < 4; i++)
		read_colour(m, t->colour[i]);
	byte_align(m);
	if (m->s->type == 6)
		raise_coons(t);
}

bool mesh_patches(struct shade *s, struct ops *body)
{
	struct buf bytes scope_end(buf_free) = buf_new(MESH_BYTES_MAX);
	struct buf out scope_end(buf_free) = buf_new(NODE_BYTES_MAX);
	struct patch patch = {0};
	struct mesh m;
	uint32_t n = 0;
	if (!open_mesh(s, &m, &bytes))
		return false;
	for (; left(&m) && n <= PATCHES_MAX; n++) {
		struct form_shading_patch f;
		read_patch(&m, &patch);
		if (m.bit / 8 > m.bytes.n) /* cut off in the middle */
			break;
		for (size_t i = 0; i < 32; i++)
			f.points[i] = micro(patch.p[i / 2][i % 2]);
		for (size_t i = 0; i < 16; i++)
			f.colours[i] = patch.colour[i / 4][i % 4];
		form_shading_patch_write(&out, &f);
	}
	if (n > PATCHES_MAX)
		return pdf_fail(&s->r->pdf, E_LIMIT_COUNT);
	if (n == 0)
		return false;
	form_shading_patches_write(&body->bytes, &(struct form_shading_patches){n});
	buf_put(&body->bytes, buf_view(&out));
	return true;
}
