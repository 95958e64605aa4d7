/* SPDX-License-Identifier: Apache-2.0
 * image.h: what follows from what in an image part; both locks reckon with the same functions.
 */
#ifndef FORM_IMAGE_H
#define FORM_IMAGE_H

#include "form/forms_gen.h"

/* Bytes a pixel. */
uint32_t image_channels(enum form_image_samples_layout layout);
uint32_t image_components(enum form_image_jpeg_colour colour);

/* Blocks of 8 x 8 that cover `pixels` along one side of a component sampled `factor` of `most`
 * times (ITU-T T.81 A.1.1 and A.2.4). */
uint32_t image_blocks(uint32_t pixels, uint32_t factor, uint32_t most);

/* Range of a quantised coefficient that 8-bit samples can have, and that every decoder takes. */
#define IMAGE_DC_LEAST (-1024)
#define IMAGE_AC_LEAST (-1023)
#define IMAGE_COEFFICIENT_MOST 1023

/* A block is a mask of 64 bits and its non-zero coefficients in zigzag order (docs/plain-forms.md).
 */
#define IMAGE_BLOCK_MOST 136

/* Where coefficient k in zigzag order lies in a block of rows (ITU-T T.81 figure A.6). */
extern const uint8_t image_zigzag[64];

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "coefficients are copied as little-endian numbers"
#endif

#endif
