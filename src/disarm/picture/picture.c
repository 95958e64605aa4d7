/* SPDX-License-Identifier: Apache-2.0
 * picture.c: a picture as a file of its own, or inside a document.
 */
#include "disarm/picture/picture.h"

static enum err put_part(struct disarm *d, struct view in, struct form_writer *w)
{
	form_part_begin(w, FORM_IMAGE);
	try(png_probe(in) ? png_body(d, in) : gif_probe(in) ? gif_body(d, in) : jpeg_body(d, in));
	form_part_end(w);
	return d->out->err;
}

enum err disarm_picture(struct disarm *d, struct view picture, struct form_writer *w)
{
	struct form_writer before = *w;
	size_t start = d->out->n;
	if (!png_probe(picture) && !jpeg_probe(picture) && !gif_probe(picture))
		return E_TYPE_UNKNOWN;
	enum err result = d->out->err == OK ? put_part(d, picture, w) : d->out->err;
	if (result != OK && result != E_NO_MEMORY) { /* as if it had never been tried */
		d->out->n = start;
		d->out->err = OK;
		*w = before;
	}
	return result;
}

static enum err disarm_file(struct disarm *d)
{
	struct form_writer w = form_begin(d->out);
	return put_part(d, d->in, &w);
}

static bool probe_png(struct view in, unused_arg struct view ext)
{
	return png_probe(in);
}

static bool probe_jpeg(struct view in, unused_arg struct view ext)
{
	return jpeg_probe(in);
}

const struct format format_png = {"png", probe_png, disarm_file};
const struct format format_jpeg = {"jpeg", probe_jpeg, disarm_file};

struct turn turn_of(uint8_t orientation)
{
	static const struct turn turns[] = {
	    [2] = {.mirror_x = true},
	    [3] = {.mirror_x = true, .mirror_y = true},
	    [4] = {.mirror_y = true},
	    [5] = {.transpose = true},
	    [6] = {.transpose = true, .mirror_x = true},
	    [7] = {.transpose = true, .mirror_x = true, .mirror_y = true},
	    [8] = {.transpose = true, .mirror_y = true},
	};
	return orientation < array_len(turns) ? turns[orientation] : turns[0];
}
