/* SPDX-License-Identifier: Apache-2.0
 * pdf/colour.h: colour spaces (ISO 32000-2 8.6), all of them turned into grey, RGB or CMYK.
 *
 * ICC profiles are taken for the device space of as many components, calibrated spaces for the
 * device's, Lab is reckoned into sRGB, tints (Separation, DeviceN) go through their function.
 */
#ifndef DISARM_PDF_COLOUR_H
#define DISARM_PDF_COLOUR_H

#include "disarm/pdf/function.h"

#define COLOUR_COMPONENTS 32

enum colour_kind {
	COLOUR_GREY,
	COLOUR_RGB,
	COLOUR_CMYK,
	COLOUR_LAB,
	COLOUR_INDEXED,
	COLOUR_TINT,
	COLOUR_PATTERN,
};

struct colour_space {
	uint8_t kind;			 /* enum colour_kind */
	uint8_t n;			 /* components; 0 of a pattern without colour */
	bool none;			 /* a tint that marks nothing (Separation None) */
	const struct colour_space *base; /* of indexed, tint and pattern (NULL: coloured) */
	const struct function *tint;
	struct view lookup; /* indexed: base->n bytes each */
	uint32_t high;
	double white[3], range[4]; /* Lab */
	const void *profile;	   /* ICC: the stream it came from */
};

/* What the form knows: 1, 3 or 4 components, each 0..1. */
struct colour {
	uint8_t n;
	double v[4];
};

extern const struct colour_space colour_grey, colour_rgb, colour_cmyk;

/* A colour space by its object (a name of ours or an array); a name of the resources is looked up
 * in `resources` (perhaps null). NULL: no rule for it. */
const struct colour_space *colour_space_read(struct pdf *pdf, const struct pdf_obj *o,
					     const struct pdf_obj *resources) must_use;
/* Components as PDF gives them, space->n of them. Not of patterns. */
struct colour colour_of(const struct colour_space *space, const double *components);
/* The first colour of a space (8.6.3), into space->n components. */
void colour_first(const struct colour_space *space, double *ret);
/* What samples of `bits` bits mean without a Decode array: least and most of each component. */
void colour_decode(const struct colour_space *space, uint32_t bits, double *ret);
/* How many components the colours of this space have in the form. */
uint8_t colour_device(const struct colour_space *space);
/* For pictures: to sRGB, 0..1. */
void colour_to_rgb(const struct colour *c, double ret[3]);

#endif
