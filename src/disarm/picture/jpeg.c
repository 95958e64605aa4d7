/* SPDX-License-Identifier: Apache-2.0
 * jpeg.c: JPEG (ITU-T T.81) to quantiser steps and coefficients: nothing is decoded to pixels and
 * encoded again, so nothing is lost. Sequential, progressive and arithmetic files become the same.
 *
 * EXIF's orientation is applied here, in the frequency domain where whole blocks allow it
 * (mirroring changes the sign of odd frequencies, transposing swaps them), else by jpeg_turn.
 */
#include "disarm/picture/jpeg_job.h"
#include "disarm/find.h"

#define MARKERS_MAX 10000
#define SCANS_MAX 100 /* progressive bombs: each scan walks the whole picture again */

bool jpeg_probe(struct view in)
{
	return view_starts(in, VIEW("\xff\xd8\xff"));
}

no_return void jpeg_stop(struct jpeg_job *j, enum err e)
{
	j->err = e;
	longjmp(j->fail, 1);
}

static no_return void on_error(j_common_ptr common)
{
	/* Kinds that libjpeg knows but cannot read are another format to us, not a broken file. */
	int code = common->err->msg_code;
	bool memory = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE;
	bool foreign = code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION;
	bool large = code == JERR_IMAGE_TOO_BIG || code == JERR_WIDTH_OVERFLOW;
	jpeg_stop(common->client_data, memory	 ? E_LIMIT_MEMORY
				       : foreign ? E_TYPE_UNKNOWN
				       : large	 ? E_LIMIT_PIXELS
						 : E_BROKEN);
}

static void on_message(j_common_ptr common, int level)
{
	if (level >= 0)
		return;
	struct jpeg_job *j = common->client_data;
	if (common->err->msg_code == JWRN_EXTRANEOUS_DATA)
		j->gaps++;
	else
		j->faults++;
}

static void on_progress(j_common_ptr common)
{
	struct jpeg_job *j = common->client_data;
	if (common->is_decompressor && j->in.input_scan_number > SCANS_MAX)
		jpeg_stop(j, E_LIMIT_COUNT);
}

struct jpeg_error_mgr *jpeg_errors(struct jpeg_job *j)
{
	jpeg_std_error(&j->errors);
	j->errors.error_exit = on_error;
	j->errors.emit_message = on_message;
	j->progress.progress_monitor = on_progress;
	return &j->errors;
}

void jpeg_open(struct jpeg_job *j, struct view bytes)
{
	j->in.err = jpeg_errors(j);
	j->in.client_data = j;
	jpeg_create_decompress(&j->in);
	j->in.progress = &j->progress;
	j->in.mem->max_memory_to_use = (long)min_of(j->d->limits->memory, (uint64_t)LONG_MAX);
	jpeg_mem_src(&j->in, bytes.p, (unsigned long)bytes.n);
	for (int app = 0; app < 16; app++)
		jpeg_save_markers(&j->in, JPEG_APP0 + app, 0xffff);
	jpeg_save_markers(&j->in, JPEG_COM, 0xffff);
}

static bool marker_is(jpeg_saved_marker_ptr m, int code, const char *start, size_t n)
{
	return m->marker == code &&
	       view_starts(view_of(m->data, m->data_length), view_of(start, n));
}

/* What a marker segment is called in the report; first match wins. */
static const struct {
	uint8_t app;
	const char *start;
	size_t n;
	enum finding_code code;
	const char *name;
} segments[] = {
    {1, "Exif\0", 5, FINDING_METADATA, "EXIF"},
    {1, "http", 4, FINDING_METADATA, "XMP"},
    {2, "ICC_PROFILE", 11, FINDING_COLOUR_PROFILE, "ICC"},
    {2, "MPF", 3, FINDING_UNKNOWN_PART, "MPF"},
    {0, "JFXX", 4, FINDING_THUMBNAIL, "JFXX"},
    {13, "Photoshop", 9, FINDING_METADATA, "Photoshop"},
};

static void report_marker(struct disarm *d, jpeg_saved_marker_ptr m)
{
	struct view data = view_of(m->data, m->data_length);
	bool jfif = marker_is(m, JPEG_APP0, "JFIF", 5),
	     adobe = marker_is(m, JPEG_APP0 + 14, "Adobe", 5);
	if (jfif && data.n > 14)
		disarm_found(d, FINDING_THUMBNAIL, "JFIF", data);
	if (adobe && data.n > 12)
		disarm_found(d, FINDING_UNKNOWN_PART, "Adobe", data);
	if (jfif || adobe)
		return;
	if (m->marker == JPEG_COM) {
		disarm_found(d, FINDING_COMMENT_BYTES, "COM", data);
		return;
	}
	for (size_t i = 0; i < array_len(segments); i++)
		if (marker_is(m, JPEG_APP0 + segments[i].app, segments[i].start, segments[i].n)) {
			disarm_found(d, segments[i].code, segments[i].name, data);
			return;
		}
	char name[8];
	(void)snprintf(name, sizeof name, "APP%d", (m->marker - JPEG_APP0) & 15);
	disarm_found(d, FINDING_UNKNOWN_PART, name, data);
}

struct exif jpeg_exif(struct jpeg_job *j)
{
	for (jpeg_saved_marker_ptr m = j->in.marker_list; m; m = m->next)
		if (marker_is(m, JPEG_APP0 + 1, "Exif\0", 5) && m->data_length > 6)
			return exif_read(view_of(m->data + 6, m->data_length - 6));
	return exif_read(VIEW(""));
}

void jpeg_report(struct jpeg_job *j)
{
	struct disarm *d = j->d;
	while (!jpeg_input_complete(&j->in) && jpeg_consume_input(&j->in) != JPEG_SUSPENDED)
		;
	for (jpeg_saved_marker_ptr m = j->in.marker_list; m; m = m->next)
		report_marker(d, m);
	if (j->exif.gps)
		disarm_found(d, FINDING_GPS, "EXIF", VIEW(""));
	if (j->exif.thumbnail)
		disarm_found(d, FINDING_THUMBNAIL, "EXIF", VIEW(""));
	report_add_many(d->report, FINDING_GAP, PLACE_FILE, 0, VIEW("JPEG"), NULL, j->gaps);
	report_add_many(d->report, FINDING_BAD_VALUE, PLACE_FILE, 0, VIEW("JPEG"), NULL, j->faults);
	struct view tail = view_of(j->in.src->next_input_byte, j->in.src->bytes_in_buffer);
	/* libjpeg makes up an end where the file has none: then nothing of ours is left over. */
	if (tail.p >= j->bytes.p && tail.p < j->bytes.p + j->bytes.n && tail.n > 0)
		disarm_found(d, FINDING_TRAILING, "EOI", tail);
}

static enum form_image_jpeg_colour colour_of(struct jpeg_job *j)
{
	switch ((int)j->in.jpeg_color_space) {
	case JCS_GRAYSCALE:
		return FORM_IMAGE_JPEG_COLOUR_GREY;
	case JCS_YCbCr:
		return FORM_IMAGE_JPEG_COLOUR_YCC;
	case JCS_RGB:
		return FORM_IMAGE_JPEG_COLOUR_RGB;
	case JCS_CMYK:
		return j->in.saw_Adobe_marker ? FORM_IMAGE_JPEG_COLOUR_CMYK_INVERTED
					      : FORM_IMAGE_JPEG_COLOUR_CMYK;
	case JCS_YCCK:
		return FORM_IMAGE_JPEG_COLOUR_YCCK;
	default:
		jpeg_stop(j, E_TYPE_UNKNOWN);
	}
}

/* Mirroring is exact only where the picture ends with a whole unit of blocks on that side. */
static bool exact(const struct jpeg_job *j)
{
	uint32_t unit_x = 8 * (uint32_t)j->in.max_h_samp_factor,
		 unit_y = 8 * (uint32_t)j->in.max_v_samp_factor;
	bool across = j->turn.transpose ? j->turn.mirror_y : j->turn.mirror_x;
	bool down = j->turn.transpose ? j->turn.mirror_x : j->turn.mirror_y;
	return (!across || j->in.image_width % unit_x == 0) &&
	       (!down || j->in.image_height % unit_y == 0);
}

static void check_size(struct jpeg_job *j)
{
	uint64_t pixels = (uint64_t)j->in.image_width * j->in.image_height, bytes = 0;
	if (pixels > j->d->limits->pixels)
		jpeg_stop(j, E_LIMIT_PIXELS);
	if (j->in.num_components < 1 || j->in.num_components > 4)
		jpeg_stop(j, E_TYPE_UNKNOWN);
	for (int i = 0; i < j->in.num_components; i++) {
		const jpeg_component_info *c = &j->in.comp_info[i];
		bytes += (uint64_t)c->width_in_blocks * c->height_in_blocks * sizeof(JBLOCK);
	}
	if (bytes > j->d->limits->memory / 2)
		jpeg_stop(j, E_LIMIT_MEMORY);
}

static void put_head(struct jpeg_job *j)
{
	struct form_image image = {.content = FORM_IMAGE_CONTENT_JPEG};
	struct form_image_jpeg head = {.colour = colour_of(j),
				       .components = (uint32_t)j->in.num_components};
	uint32_t dpi_x = j->exif.dpi_x, dpi_y = j->exif.dpi_y;
	if (image_components(head.colour) != head.components)
		jpeg_stop(j, E_BROKEN);
	if (j->in.saw_JFIF_marker && j->in.density_unit != 0) {
		bool cm = j->in.density_unit == 2;
		dpi_x = cm ? (j->in.X_density * 254u + 50) / 100 : j->in.X_density;
		dpi_y = cm ? (j->in.Y_density * 254u + 50) / 100 : j->in.Y_density;
	}
	/* Only JFIF can say it again, and JFIF is grey or YCbCr; half a resolution is none. */
	bool jfif =
	    head.colour == FORM_IMAGE_JPEG_COLOUR_GREY || head.colour == FORM_IMAGE_JPEG_COLOUR_YCC;
	if (!jfif || dpi_x == 0 || dpi_y == 0 || dpi_x > 9600 || dpi_y > 9600)
		dpi_x = dpi_y = 0;
	image.dpi_x = j->turn.transpose ? dpi_y : dpi_x;
	image.dpi_y = j->turn.transpose ? dpi_x : dpi_y;
	image.width = j->turn.transpose ? j->in.image_height : j->in.image_width;
	image.height = j->turn.transpose ? j->in.image_width : j->in.image_height;
	form_image_write(j->d->out, &image);
	form_image_jpeg_write(j->d->out, &head);
}

static void put_component(struct jpeg_job *j, int i)
{
	const jpeg_component_info *c = &j->in.comp_info[i];
	struct form_jpeg_component head = {0};
	if (!c->quant_table)
		jpeg_stop(j, E_BROKEN);
	/* A single component has nothing to be sampled against: T.81 A.2.2 makes its unit one
	 * block. */
	bool alone = j->in.num_components == 1;
	head.across =
	    alone ? 1 : (uint8_t)(j->turn.transpose ? c->v_samp_factor : c->h_samp_factor);
	head.down = alone ? 1 : (uint8_t)(j->turn.transpose ? c->h_samp_factor : c->v_samp_factor);
	for (size_t k = 0; k < 64; k++) {
		head.steps[image_zigzag[k]] = c->quant_table->quantval[j->map.from[k]];
		if (head.steps[image_zigzag[k]] == 0)
			jpeg_stop(j, E_BROKEN);
	}
	head.coefficients = buf_view(&j->blocks[i]);
	form_jpeg_component_write(j->d->out, &head);
	if (j->d->out->err != OK)
		jpeg_stop(j, j->d->out->err);
}

/* Where the next marker begins, past anything that is none (T.81 B.1.1.2). */
static bool find_marker(struct cursor *c, uint8_t *ret)
{
	for (struct view v = c->v; c->at + 1 < v.n; c->at++) {
		const uint8_t *p = memchr(v.p + c->at, 0xff, v.n - c->at - 1);
		if (!p)
			return false;
		c->at = (size_t)(p - v.p);
		*ret = p[1];
		if (*ret != 0 && *ret != 0xff && (*ret < JPEG_RST0 || *ret > JPEG_RST0 + 7))
			return true;
	}
	return false;
}

/* libjpeg walks its list of markers anew for each that it keeps: it is given only as many. */
static void check_markers(struct jpeg_job *j)
{
	struct cursor c = cursor_of(j->bytes);
	uint8_t marker = 0;
	cursor_skip(&c, 2);
	for (uint32_t n = 0; find_marker(&c, &marker) && marker != JPEG_EOI; n++) {
		if (n > MARKERS_MAX)
			jpeg_stop(j, E_LIMIT_COUNT);
		cursor_skip(&c, 2);
		uint16_t length = cursor_u16be(&c);
		cursor_skip(&c, length < 2 ? 0 : length - 2u);
		if (c.bad)
			return;
	}
}

static void read_all(struct jpeg_job *j)
{
	check_markers(j);
	jpeg_open(j, j->bytes);
	(void)jpeg_read_header(&j->in, TRUE);
	check_size(j);
	j->exif = jpeg_exif(j);
	j->turn = turn_of(j->as_is ? 1 : j->exif.orientation);
	if (!exact(j)) {
		j->turn_pixels = true;
		return;
	}
	jpeg_blocks(j);
	put_head(j);
	for (int i = 0; i < j->in.num_components; i++)
		put_component(j, i);
	jpeg_report(j);
}

static enum err run(struct jpeg_job *j)
{
	if (setjmp(j->fail) == 0)
		read_all(j);
	jpeg_destroy_decompress(&j->in);
	for (size_t i = 0; i < array_len(j->blocks); i++)
		buf_free(&j->blocks[i]);
	return j->err;
}

static enum err body(struct disarm *d, struct view in, bool as_is)
{
	struct jpeg_job *j = arena_alloc(d->mem, sizeof *j);
	if (!j)
		return E_NO_MEMORY;
	j->d = d;
	j->bytes = in;
	j->as_is = as_is;
	for (size_t i = 0; i < array_len(j->blocks); i++)
		j->blocks[i] = buf_new(d->limits->output);
	try(run(j));
	if (!j->turn_pixels)
		return d->out->err;
	struct buf turned scope_end(buf_free) = buf_new(d->limits->output);
	try(jpeg_turn(d, in, j->exif.orientation, &turned));
	return body(d, buf_view(&turned), as_is);
}

enum err jpeg_body(struct disarm *d, struct view in)
{
	return body(d, in, false);
}

enum err jpeg_body_as_is(struct disarm *d, struct view in)
{
	return body(d, in, true);
}
