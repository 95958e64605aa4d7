/* SPDX-License-Identifier: Apache-2.0
 * picture.h: what the picture readers share: each appends the body of one IMAGE part to d->out.
 */
#ifndef DISARM_PICTURE_PICTURE_H
#define DISARM_PICTURE_PICTURE_H

#include "disarm/disarm.h"
#include "form/image.h"

bool png_probe(struct view in);
bool jpeg_probe(struct view in);
bool gif_probe(struct view in);

/* On an error what was appended is worthless; the caller takes it back. */
enum err png_body(struct disarm *d, struct view in) must_use;
enum err jpeg_body(struct disarm *d, struct view in) must_use;
/* Without EXIF's orientation, which counts for nothing inside a PDF. */
enum err jpeg_body_as_is(struct disarm *d, struct view in) must_use;
enum err gif_body(struct disarm *d, struct view in) must_use; /* its first frame */

/* Samples of a body: leave room for what stands before them, append them to d->out, then write the
 * rest. They become the smallest layout that says the same: grey where red, green and blue agree,
 * no alpha where all is opaque. `start` is where the body begins. */
void samples_begin(struct disarm *d);
enum err samples_end(struct disarm *d, size_t start, struct form_image *image,
		     enum form_image_samples_layout layout) must_use;

/* A JPEG that was turned by an odd number of pixels: decoded to planes, turned as EXIF's
 * orientation says, and written to `out` with the same quantiser steps as a new JPEG without any
 * metadata. */
enum err jpeg_turn(struct disarm *d, struct view in, uint8_t orientation, struct buf *out) must_use;

/* EXIF orientation as steps: first across the diagonal, then mirrored. */
struct turn {
	bool transpose, mirror_x, mirror_y;
};

struct turn turn_of(uint8_t orientation);

#endif
