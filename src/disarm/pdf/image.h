/* SPDX-License-Identifier: Apache-2.0
 * pdf/image.h: pictures of a PDF (ISO 32000-2 8.9).
 *
 * What has one bit a pixel becomes an item of its own (page_bits) at once. Everything else becomes
 * an image part of the form: baseline coefficients where the file has a JPEG in a colour space that
 * says the same, samples otherwise. Those are decoded only when all pages are read, one after the
 * other and straight into the form, so that one picture at a time is in memory.
 */
#ifndef DISARM_PDF_IMAGE_H
#define DISARM_PDF_IMAGE_H

#include "disarm/pdf/colour.h"
#include "disarm/pdf/node.h"

struct reader;
struct drawn;
struct content;

struct image {
	const struct pdf_obj *dict;	  /* a stream, or the dictionary of an inline image */
	struct view packed;		  /* of an inline image */
	bool bare;			  /* inline: short keys, bytes in `packed` */
	const struct colour_space *space; /* NULL: the JPX says it */
	uint32_t width, height, bits;	  /* as the dictionary says */
	double decode[2 * COLOUR_COMPONENTS];
	bool decoded;  /* there is a Decode array that says something */
	bool opposite; /* ... and it says nothing but "the other way round" */
	bool grey;     /* a soft mask: always grey samples */
	bool keyed;    /* colours that are left out */
	int64_t key[2 * COLOUR_COMPONENTS];
	bool smooth, inverted, jpeg; /* of the form; jpeg: as coefficients */
	const struct drawn *drawn;   /* a whole page, by the converter: nothing else here counts */
	bool matte;		     /* its colours were mixed with the soft mask's matte */
	struct image *soft;
	node_id stencil;
	uint32_t part; /* of the form; 0: none yet */
	uint32_t page; /* first seen on */
};

/* The node of an image XObject. 0 with *ret_cannot: the page is to be drawn by another program;
 * without: nothing is to be drawn. */
node_id image_node(struct reader *r, const struct pdf_obj *stream, const struct pdf_obj *resources,
		   bool *ret_cannot) must_use;
/* The same for an inline image, whose packed bytes are `packed`. */
node_id image_inline(struct reader *r, const struct pdf_obj *dict, struct view packed,
		     const struct pdf_obj *resources, bool *ret_cannot) must_use;

/* The record of a picture whose parts have their numbers. */
void image_write(const struct nodes *t, const struct image *image, struct buf *out);
/* All image parts, after part 0. A picture that cannot be read becomes a grey pixel and a finding.
 */
enum err image_parts(struct reader *r, struct form_writer *w) must_use;

/* Does it paint with the current colour? */
bool image_is_stencil(struct reader *r, const struct pdf_obj *dict);

/* Width times height samples of one byte for each component, or one row of bits after the other
 * (`bits` 1): what a picture's own packing says, before any colour space. */
struct raster {
	uint32_t width, height, components, bits; /* 1, 2, 4, 8, 16: rows begin on a byte */
	bool alpha;				  /* the last component is one (JPX) */
	struct buf bytes;
};
/* The picture unpacked; its bytes are the caller's to free. */
enum err image_raster(struct reader *r, const struct image *im, struct raster *ret) must_use;
/* Components of a JPEG of 8 bits whose colours are what a JPEG reader guesses; else 0. */
uint32_t dct_components(struct view packed, const struct pdf_obj *parms, struct pdf *pdf);
enum err ccitt_read(struct pdf *pdf, const struct pdf_obj *parms, uint32_t width, uint32_t height,
		    struct view packed, struct raster *ret) must_use;
enum err jpx_read(struct pdf *pdf, struct view packed, struct raster *ret) must_use;
/* pdf/jbig2.c: does a stream name no page or region of more pixels than that? */
bool jbig2_within(struct view stream, uint64_t pixels);
enum err dct_read(struct pdf *pdf, const struct pdf_obj *parms, struct view packed,
		  struct raster *ret) must_use;

#endif
