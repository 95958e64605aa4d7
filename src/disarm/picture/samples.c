/* SPDX-License-Identifier: Apache-2.0
 * samples.c: decoded samples as the body of an image part, in the smallest layout of the same
 * picture.
 */
#include "disarm/picture/picture.h"

#define HEAD_ROOM 64 /* more than stands before the samples */

static bool opaque(const uint8_t *p, size_t n, size_t channels)
{
	for (size_t i = channels - 1; i < n; i += channels)
		if (p[i] != 255)
			return false;
	return true;
}

static bool colourless(const uint8_t *p, size_t n, size_t channels)
{
	for (size_t i = 0; i < n; i += channels)
		if (p[i] != p[i + 1] || p[i] != p[i + 2])
			return false;
	return true;
}

/* In place; says how many bytes are left. */
static size_t simplify(uint8_t *samples, size_t n, enum form_image_samples_layout *layout)
{
	size_t from = image_channels(*layout);
	bool alpha = from % 2 == 0, keep_alpha = alpha && !opaque(samples, n, from);
	bool colour = from >= 3 && !colourless(samples, n, from);
	size_t colours = colour ? 3 : 1, to = colours + keep_alpha, pixels = n / from;
	if (to == from)
		return n;
	for (size_t i = 0; i < pixels; i++) {
		uint8_t a = samples[i * from + from - 1];
		for (size_t k = 0; k < colours; k++)
			samples[i * to + k] = samples[i * from + k];
		if (keep_alpha)
			samples[i * to + colours] = a;
	}
	*layout = (enum form_image_samples_layout)(to - 1);
	return pixels * to;
}

void samples_begin(struct disarm *d)
{
	buf_fill(d->out, 0, HEAD_ROOM);
}

enum err samples_end(struct disarm *d, size_t start, struct form_image *image,
		     enum form_image_samples_layout layout)
{
	struct buf head scope_end(buf_free) = buf_new(HEAD_ROOM);
	try(d->out->err);
	uint8_t *samples = d->out->p + start + HEAD_ROOM;
	size_t n = simplify(samples, d->out->n - start - HEAD_ROOM, &layout);
	image->content = FORM_IMAGE_CONTENT_SAMPLES;
	form_image_write(&head, image);
	buf_u8(&head, (uint8_t)layout);
	buf_varint(&head, n);
	assert(head.err == OK);
	memmove(d->out->p + start + head.n, samples, n);
	memcpy(d->out->p + start, head.p, head.n);
	d->out->n = start + head.n + n;
	return OK;
}
