/* SPDX-License-Identifier: Apache-2.0
 * jpeg_turn.c: a turn that blocks cannot make: decode to component planes, turn those, encode with
 * the same quantiser steps. Planes, not pixels: no colour conversion and no resampling of chroma.
 */
#include "disarm/picture/jpeg_job.h"

/* libjpeg-turbo's forward transform reckons with eight times the step in sixteen bits. */
#define STEP_MAX ((UINT16)4095)

struct plane {
	uint32_t across, down;	 /* samples that mean something */
	uint32_t stride, height; /* allocated: whole units of blocks, edges repeated */
	uint8_t *at;
};

struct turning {
	struct jpeg_job job; /* first: jpeg_stop and the error manager see a job */
	struct jpeg_compress_struct to;
	struct jpeg_destination_mgr sink;
	struct plane from[4], out[4];
	struct buf *result;
	JOCTET chunk[16384];
};

static uint32_t up(uint32_t n, uint32_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static void make_plane(struct turning *t, struct plane *p, uint32_t width, uint32_t height,
		       uint32_t factor_x, uint32_t most_x, uint32_t factor_y, uint32_t most_y)
{
	p->across = (width * factor_x + most_x - 1) / most_x;
	p->down = (height * factor_y + most_y - 1) / most_y;
	p->stride = up(width, 8 * most_x) / most_x * factor_x;
	p->height = up(height, 8 * most_y) / most_y * factor_y;
	p->at = arena_array(t->job.d->mem, p->stride, p->height);
	if (!p->at)
		jpeg_stop(&t->job, E_LIMIT_MEMORY);
}

/* Hands libjpeg the rows of one unit of every plane, to be read from or written to. */
static void unit_rows(const struct plane *planes, const jpeg_component_info *info, int n,
		      uint32_t unit, JSAMPROW rows[4][32], JSAMPARRAY lists[4])
{
	for (int i = 0; i < n; i++) {
		uint32_t rows_a_unit = (uint32_t)info[i].v_samp_factor * 8;
		for (uint32_t y = 0; y < rows_a_unit; y++)
			rows[i][y] =
			    planes[i].at + (size_t)(unit * rows_a_unit + y) * planes[i].stride;
		lists[i] = rows[i];
	}
}

static void decode(struct turning *t)
{
	struct jpeg_decompress_struct *in = &t->job.in;
	JSAMPROW rows[4][32];
	JSAMPARRAY lists[4];
	jpeg_open(&t->job, t->job.bytes);
	(void)jpeg_read_header(in, TRUE);
	t->job.exif = jpeg_exif(&t->job);
	in->raw_data_out = TRUE;
	in->dct_method = JDCT_ISLOW;
	in->do_fancy_upsampling = FALSE;
	(void)jpeg_start_decompress(in);
	uint32_t most_x = (uint32_t)in->max_h_samp_factor, most_y = (uint32_t)in->max_v_samp_factor;
	for (int i = 0; i < in->num_components; i++)
		make_plane(t, &t->from[i], in->image_width, in->image_height,
			   (uint32_t)in->comp_info[i].h_samp_factor, most_x,
			   (uint32_t)in->comp_info[i].v_samp_factor, most_y);
	for (uint32_t unit = 0; in->output_scanline < in->output_height; unit++) {
		unit_rows(t->from, in->comp_info, in->num_components, unit, rows, lists);
		(void)jpeg_read_raw_data(in, lists, most_y * 8);
	}
}

/* Where along one side a new sample lies in the old plane: between `at` and the next, `part` of
 * `most`. */
struct place {
	uint32_t at, part;
};

/* A mirrored side that ends within a chroma sample starts within one: what was the middle of two
 * samples is now the middle of one. `pixels` is the side of the picture, a sample covers most /
 * factor. */
static struct place place_of(uint32_t i, uint32_t samples, bool mirror, uint32_t pixels,
			     uint32_t factor, uint32_t most)
{
	if (i >= samples)
		i = samples - 1; /* beyond the edge the last is repeated */
	int64_t from =
	    mirror ? (int64_t)pixels * factor - (int64_t)most * (i + 1) : (int64_t)most * i;
	from = max_of(from, (int64_t)0);
	return (struct place){(uint32_t)(from / most), (uint32_t)(from % most)};
}

struct axis {
	uint32_t pixels, factor, most;
	bool mirror;
};

static void turn_plane(const struct plane *from, struct plane *to, bool transpose,
		       struct axis across, struct axis down)
{
	uint64_t whole = (uint64_t)across.most * down.most;
	for (uint32_t y = 0; y < to->height; y++) {
		struct place v =
		    place_of(y, to->down, down.mirror, down.pixels, down.factor, down.most);
		uint32_t v1 = min_of(v.at + 1, to->down - 1);
		for (uint32_t x = 0; x < to->stride; x++) {
			struct place u = place_of(x, to->across, across.mirror, across.pixels,
						  across.factor, across.most);
			uint32_t u1 = min_of(u.at + 1, to->across - 1);
			size_t step_u = transpose ? from->stride : 1,
			       step_v = transpose ? 1 : from->stride;
			uint64_t top = (uint64_t)from->at[u.at * step_u + v.at * step_v] *
					   (across.most - u.part) +
				       (uint64_t)from->at[u1 * step_u + v.at * step_v] * u.part;
			uint64_t under = (uint64_t)from->at[u.at * step_u + v1 * step_v] *
					     (across.most - u.part) +
					 (uint64_t)from->at[u1 * step_u + v1 * step_v] * u.part;
			uint64_t sum = top * (down.most - v.part) + under * v.part;
			to->at[(size_t)y * to->stride + x] = (uint8_t)((sum + whole / 2) / whole);
		}
	}
}

static void sink_start(j_compress_ptr c)
{
	struct turning *t = c->client_data;
	t->sink.next_output_byte = t->chunk;
	t->sink.free_in_buffer = sizeof t->chunk;
}

static boolean sink_full(j_compress_ptr c)
{
	struct turning *t = c->client_data;
	buf_put(t->result, view_of(t->chunk, sizeof t->chunk));
	sink_start(c);
	return TRUE;
}

static void sink_end(j_compress_ptr c)
{
	struct turning *t = c->client_data;
	buf_put(t->result, view_of(t->chunk, sizeof t->chunk - t->sink.free_in_buffer));
}

/* The same component as before, with its factors and its steps turned along. */
static void set_component(struct turning *t, int i)
{
	const jpeg_component_info *old = &t->job.in.comp_info[i];
	jpeg_component_info *new = &t->to.comp_info[i];
	bool transpose = t->job.turn.transpose;
	if (!old->quant_table)
		jpeg_stop(&t->job, E_BROKEN);
	if (!t->to.quant_tbl_ptrs[i])
		t->to.quant_tbl_ptrs[i] = jpeg_alloc_quant_table((j_common_ptr)&t->to);
	for (size_t v = 0; v < 8; v++)
		for (size_t u = 0; u < 8; u++) {
			UINT16 step = old->quant_table->quantval[transpose ? u * 8 + v : v * 8 + u];
			if (step == 0)
				jpeg_stop(&t->job, E_BROKEN);
			t->to.quant_tbl_ptrs[i]->quantval[v * 8 + u] = min_of(step, STEP_MAX);
		}
	new->quant_tbl_no = i;
	new->h_samp_factor = transpose ? old->v_samp_factor : old->h_samp_factor;
	new->v_samp_factor = transpose ? old->h_samp_factor : old->v_samp_factor;
}

static void set_up_encoder(struct turning *t)
{
	struct jpeg_compress_struct *to = &t->to;
	const struct jpeg_decompress_struct *in = &t->job.in;
	bool transpose = t->job.turn.transpose;
	to->err = jpeg_errors(&t->job);
	to->client_data = t;
	jpeg_create_compress(to);
	t->sink = (struct jpeg_destination_mgr){.init_destination = sink_start,
						.empty_output_buffer = sink_full,
						.term_destination = sink_end};
	to->dest = &t->sink;
	to->image_width = transpose ? in->image_height : in->image_width;
	to->image_height = transpose ? in->image_width : in->image_height;
	to->input_components = in->num_components;
	to->in_color_space = in->jpeg_color_space;
	jpeg_set_defaults(to);
	jpeg_set_colorspace(to, in->jpeg_color_space);
	if (in->jpeg_color_space == JCS_CMYK)
		to->write_Adobe_marker = in->saw_Adobe_marker;
	if (in->saw_JFIF_marker) {
		to->density_unit = in->density_unit;
		to->X_density = transpose ? in->Y_density : in->X_density;
		to->Y_density = transpose ? in->X_density : in->Y_density;
	}
	to->raw_data_in = TRUE;
	to->dct_method = JDCT_ISLOW;
	for (int i = 0; i < in->num_components; i++)
		set_component(t, i);
}

/* More than ten blocks a unit do not fit one scan (T.81 B.2.3): then each component has its own. */
static void choose_scans(struct turning *t, jpeg_scan_info scans[4])
{
	int blocks = 0;
	for (int i = 0; i < t->to.num_components; i++) {
		blocks += t->to.comp_info[i].h_samp_factor * t->to.comp_info[i].v_samp_factor;
		scans[i] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {i}, .Se = 63};
	}
	if (blocks > 10) {
		t->to.scan_info = scans;
		t->to.num_scans = t->to.num_components;
	}
}

static void encode(struct turning *t)
{
	JSAMPROW rows[4][32];
	JSAMPARRAY lists[4];
	jpeg_scan_info scans[4];
	set_up_encoder(t);
	choose_scans(t, scans);
	jpeg_start_compress(&t->to, TRUE);
	uint32_t most_x = (uint32_t)t->to.max_h_samp_factor,
		 most_y = (uint32_t)t->to.max_v_samp_factor;
	for (int i = 0; i < t->to.num_components; i++) {
		uint32_t factor_x = (uint32_t)t->to.comp_info[i].h_samp_factor;
		uint32_t factor_y = (uint32_t)t->to.comp_info[i].v_samp_factor;
		make_plane(t, &t->out[i], t->to.image_width, t->to.image_height, factor_x, most_x,
			   factor_y, most_y);
		turn_plane(
		    &t->from[i], &t->out[i], t->job.turn.transpose,
		    (struct axis){t->to.image_width, factor_x, most_x, t->job.turn.mirror_x},
		    (struct axis){t->to.image_height, factor_y, most_y, t->job.turn.mirror_y});
	}
	for (uint32_t unit = 0; t->to.next_scanline < t->to.image_height; unit++) {
		unit_rows(t->out, t->to.comp_info, t->to.num_components, unit, rows, lists);
		(void)jpeg_write_raw_data(&t->to, lists, most_y * 8);
	}
	jpeg_finish_compress(&t->to);
}

enum err jpeg_turn(struct disarm *d, struct view in, uint8_t orientation, struct buf *out)
{
	struct turning *t = arena_alloc(d->mem, sizeof *t);
	if (!t)
		return E_NO_MEMORY;
	t->job.d = d;
	t->job.bytes = in;
	t->job.turn = turn_of(orientation);
	t->result = out;
	if (setjmp(t->job.fail) == 0) {
		decode(t);
		encode(t);
		jpeg_report(&t->job);
	}
	jpeg_destroy_decompress(&t->job.in);
	jpeg_destroy_compress(&t->to);
	return t->job.err != OK ? t->job.err : out->err;
}
