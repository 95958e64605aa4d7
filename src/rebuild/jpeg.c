/* SPDX-License-Identifier: Apache-2.0
 * jpeg.c: coefficients -> sequential JPEG (ITU-T T.81), by libjpeg's coefficient writer.
 *
 * The file is ours from the first byte: Huffman tables are made for these coefficients, markers are
 * JFIF or Adobe's colour flag and nothing else. No entry point of a decoder is used here.
 *
 * libjpeg asks its memory manager for the rows of blocks that it codes next. We answer that
 * question ourselves, from the form: so a picture of any size needs one unit's rows of memory.
 */
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "rebuild/image.h"
#include "rebuild/jpeg_code.h"

struct job {
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	struct jpeg_destination_mgr sink;
	jmp_buf fail;
	enum err err;
	const struct form_image *image;
	const struct form_jpeg_component *from;
	uint32_t n;
	enum form_image_jpeg_colour colour;
	struct source {
		struct cursor at;
		uint32_t across, down; /* blocks */
		uint32_t next;	       /* row of blocks */
		int16_t (*blocks)[64]; /* rows of one unit */
		JBLOCKROW rows[4];
	} sources[4];
	jvirt_barray_ptr arrays[4]; /* opaque to libjpeg: each points to its source */
	jpeg_scan_info scans[4];
	struct jpeg_counts counts[2]; /* of libjpeg's two pairs of tables */
	struct arena *mem;
	struct buf *out;
	JOCTET chunk[32768];
};

static no_return void stop(struct job *j, enum err e)
{
	j->err = e;
	longjmp(j->fail, 1);
}

/* Every value was checked before: what libjpeg still refuses is a form outside of what JPEG can
 * say. */
static no_return void on_error(j_common_ptr common)
{
	stop(common->client_data, E_FORM);
}

static void on_message(unused_arg j_common_ptr common, unused_arg int level)
{
}

static void sink_start(j_compress_ptr c)
{
	struct job *j = c->client_data;
	j->sink.next_output_byte = j->chunk;
	j->sink.free_in_buffer = sizeof j->chunk;
}

static boolean sink_full(j_compress_ptr c)
{
	struct job *j = c->client_data;
	buf_put(j->out, view_of(j->chunk, sizeof j->chunk));
	if (j->out->err != OK)
		stop(j, j->out->err);
	sink_start(c);
	return TRUE;
}

static void sink_end(j_compress_ptr c)
{
	struct job *j = c->client_data;
	buf_put(j->out, view_of(j->chunk, sizeof j->chunk - j->sink.free_in_buffer));
}

/* Stands in for libjpeg's virtual arrays: rows are asked for in order, from the top again for every
 * scan. */
static JBLOCKARRAY rows_of(j_common_ptr common, jvirt_barray_ptr array, JDIMENSION start,
			   JDIMENSION n, unused_arg boolean writable)
{
	struct job *j = common->client_data;
	uint32_t i = 0;
	while (i < j->n && j->arrays[i] != array)
		i++;
	struct source *s = &j->sources[i];
	if (i == j->n || n > j->from[i].down || (start != s->next && start != 0))
		stop(j, E_INTERNAL);
	if (start == 0)
		s->at = cursor_of(j->from[i].coefficients);
	uint32_t there = min_of(n, s->down - min_of(start, s->down));
	memset(s->blocks, 0, (size_t)s->across * n * sizeof *s->blocks);
	jpeg_fill(&s->at, (size_t)s->across * there, s->blocks);
	s->next = start + n;
	return s->rows;
}

/* Checks and counts every block before a byte is written, and makes a source of each component. */
static void load(struct job *j)
{
	uint32_t most_x = 1, most_y = 1;
	for (uint32_t i = 0; i < j->n; i++) {
		most_x = max_of(most_x, j->from[i].across);
		most_y = max_of(most_y, j->from[i].down);
	}
	for (uint32_t i = 0; i < j->n; i++) {
		struct source *s = &j->sources[i];
		s->across = image_blocks(j->image->width, j->from[i].across, most_x);
		s->down = image_blocks(j->image->height, j->from[i].down, most_y);
		enum err e = jpeg_count(j->from[i].coefficients, (uint64_t)s->across * s->down,
					&j->counts[j->c.comp_info[i].dc_tbl_no]);
		if (e != OK)
			stop(j, e);
		s->blocks =
		    arena_array(j->mem, (size_t)s->across * j->from[i].down, sizeof *s->blocks);
		if (!s->blocks)
			stop(j, E_NO_MEMORY);
		for (uint32_t y = 0; y < j->from[i].down; y++)
			s->rows[y] = s->blocks + (size_t)y * s->across;
		j->arrays[i] = (void *)s;
	}
}

static void set_table(struct job *j, JHUFF_TBL **slot, const uint32_t counts[256])
{
	struct jpeg_table table = jpeg_best_table(counts);
	if (!*slot)
		*slot = jpeg_alloc_huff_table((j_common_ptr)&j->c);
	memcpy((*slot)->bits, table.bits, sizeof table.bits);
	memcpy((*slot)->huffval, table.symbols, sizeof table.symbols);
	(*slot)->sent_table = FALSE;
}

/* Blocks that only fill up a unit are coded as "no difference, nothing else". */
static void set_codes(struct job *j)
{
	for (unsigned k = 0; k < 2; k++) {
		for (unsigned category = 0; category < 12; category++)
			j->counts[k].dc[category] += 1;
		j->counts[k].ac[0] += 1;
		set_table(j, &j->c.dc_huff_tbl_ptrs[k], j->counts[k].dc);
		set_table(j, &j->c.ac_huff_tbl_ptrs[k], j->counts[k].ac);
	}
}

/* Components with the same steps share a table, so that a file has no more than it needs. */
static void set_steps(struct job *j)
{
	for (uint32_t i = 0; i < j->n; i++) {
		uint32_t k = 0;
		while (k < i &&
		       memcmp(j->from[k].steps, j->from[i].steps, sizeof j->from[i].steps) != 0)
			k++;
		j->c.comp_info[i].quant_tbl_no = (int)k;
		if (!j->c.quant_tbl_ptrs[k])
			j->c.quant_tbl_ptrs[k] = jpeg_alloc_quant_table((j_common_ptr)&j->c);
		if (k == i)
			memcpy(j->c.quant_tbl_ptrs[k]->quantval, j->from[i].steps,
			       sizeof j->from[i].steps);
	}
}

/* More than ten blocks a unit do not fit one scan (T.81 B.2.3): then each component has its own. */
static void set_scans(struct job *j)
{
	unsigned blocks = 0;
	for (uint32_t i = 0; i < j->n; i++) {
		blocks += (unsigned)j->from[i].across * j->from[i].down;
		j->scans[i] =
		    (jpeg_scan_info){.comps_in_scan = 1, .component_index = {(int)i}, .Se = 63};
	}
	if (blocks > 10) {
		j->c.scan_info = j->scans;
		j->c.num_scans = (int)j->n;
	}
}

static void set_up(struct job *j)
{
	static const J_COLOR_SPACE spaces[] = {JCS_GRAYSCALE, JCS_YCbCr, JCS_RGB,
					       JCS_CMYK,      JCS_CMYK,	 JCS_YCCK};
	j->c.image_width = j->image->width;
	j->c.image_height = j->image->height;
	j->c.input_components = (int)j->n;
	j->c.in_color_space = spaces[j->colour];
	jpeg_set_defaults(&j->c);
	jpeg_set_colorspace(&j->c, spaces[j->colour]);
	if (j->colour == FORM_IMAGE_JPEG_COLOUR_CMYK)
		j->c.write_Adobe_marker = FALSE; /* with it readers take the inks as inverted */
	if (j->image->dpi_x) {
		j->c.density_unit = 1;
		j->c.X_density = (UINT16)j->image->dpi_x;
		j->c.Y_density = (UINT16)j->image->dpi_y;
	}
	for (uint32_t i = 0; i < j->n; i++) {
		j->c.comp_info[i].h_samp_factor = j->from[i].across;
		j->c.comp_info[i].v_samp_factor = j->from[i].down;
	}
	set_steps(j);
	set_scans(j);
}

static void write_all(struct job *j)
{
	jpeg_create_compress(&j->c);
	j->sink = (struct jpeg_destination_mgr){.init_destination = sink_start,
						.empty_output_buffer = sink_full,
						.term_destination = sink_end};
	j->c.dest = &j->sink;
	set_up(j);
	load(j);
	set_codes(j);
	j->c.mem->access_virt_barray = rows_of;
	jpeg_write_coefficients(&j->c, j->arrays);
	jpeg_finish_compress(&j->c);
}

enum err jpeg_put(struct rebuild *r, const struct form_image *image,
		  enum form_image_jpeg_colour colour, const struct form_jpeg_component *components,
		  uint32_t n, struct buf *out)
{
	struct job *j = arena_alloc(r->mem, sizeof *j);
	if (!j)
		return E_NO_MEMORY;
	j->image = image;
	j->from = components;
	j->n = n;
	j->colour = colour;
	j->out = out;
	j->mem = r->mem;
	j->c.err = jpeg_std_error(&j->errors);
	j->c.client_data = j;
	j->errors.error_exit = on_error;
	j->errors.emit_message = on_message;
	if (setjmp(j->fail) == 0)
		write_all(j);
	jpeg_destroy_compress(&j->c);
	return j->err != OK ? j->err : out->err;
}
