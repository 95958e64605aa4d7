/* SPDX-License-Identifier: Apache-2.0
 * pictures.h: PNG and JPEG files made and decoded by the libraries themselves, for tests.
 */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "base/buf.h"

/* Pixels of any number of channels, decoded to bytes. */
struct pixels {
	uint32_t width, height, channels;
	uint8_t *at; /* free() */
};

struct png_wish {
	int type, depth;
	bool interlaced, metadata;
	int palette;	  /* colours, for PNG_COLOR_TYPE_PALETTE */
	bool transparent; /* tRNS */
};

#define CANARY "CANARY-7f3a"

struct jpeg_wish {
	J_COLOR_SPACE in, stored;
	int across, down; /* sampling of the first component */
	bool progressive, arithmetic, restarts, metadata;
	int orientation; /* 0: no EXIF */
	int quality;
};

void pixels_free(struct pixels *p);
struct pixels pixels_new(uint32_t width, uint32_t height, uint32_t channels);
/* A picture with edges, gradients and a corner that tells its orientation. */
struct pixels pixels_draw(uint32_t width, uint32_t height, uint32_t channels);
/* Samples of the wished depth are made from the bytes of `p`: index, shifted or doubled. */
struct buf pictures_png(const struct pixels *p, struct png_wish wish);
/* Everything as 8-bit RGBA, without any gamma; at == NULL when libpng refuses. */
struct pixels pictures_png_decode(struct view in);
struct buf pictures_jpeg(const struct pixels *p, struct jpeg_wish wish);
/* As libjpeg shows it (RGB, grey or CMYK); at == NULL when it refuses. */
struct pixels pictures_jpeg_decode(struct view in);
/* Largest difference of any sample; UINT32_MAX when sizes differ or one is not there. */
uint32_t pixels_apart(const struct pixels *a, const struct pixels *b);

#endif
