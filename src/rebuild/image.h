/* SPDX-License-Identifier: Apache-2.0
 * image.h: the two picture writers. Each takes values that image.c has checked; lengths fit.
 */
#ifndef REBUILD_IMAGE_H
#define REBUILD_IMAGE_H

#include "form/image.h"
#include "rebuild/rebuild.h"

/* PNG: IHDR, perhaps pHYs, PLTE and tRNS, one IDAT, IEND; the smallest of grey, palette and true
 * colour. */
enum err png_put(struct rebuild *r, const struct form_image *image,
		 const struct form_image_samples *samples, struct buf *out) must_use;

/* The same rows as one zlib stream, for formats that know PNG's filters (PDF's Predictor 15). The
 * layout has no alpha. */
struct png_rows {
	uint32_t depth, channels;
	uint32_t n_colours;	 /* of the palette: then one channel of indices; 0: none */
	const uint32_t *colours; /* R G B from the low byte on */
};
enum err png_rows(struct rebuild *r, const struct form_image *image,
		  const struct form_image_samples *samples, struct png_rows *ret,
		  struct buf *out) must_use;

/* An image part, checked as a whole. The cursor-free form of what a writer takes. */
struct image_part {
	struct form_image image;
	struct form_image_samples samples; /* when content says so */
	struct form_image_jpeg jpeg;
	struct form_jpeg_component components[4];
};
enum err image_part_read(const struct rebuild *r, uint32_t index, struct image_part *ret) must_use;

/* JPEG: sequential with Huffman tables made for it; every coefficient's range is checked here. */
enum err jpeg_put(struct rebuild *r, const struct form_image *image,
		  enum form_image_jpeg_colour colour, const struct form_jpeg_component *components,
		  uint32_t n, struct buf *out) must_use;

/* Draws an image part, which has been written before, small into r->preview: a PNG of at most
 * 320,000 pixels. Shows nothing rather than fail. */
void image_preview(struct rebuild *r, uint32_t part);
/* The same of a bit map that has been checked. */
void image_preview_bits(struct rebuild *r, const struct form_page_bits *bits);

#endif
