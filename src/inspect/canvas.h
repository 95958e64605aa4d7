/* SPDX-License-Identifier: Apache-2.0
 * canvas.h: a small picture being drawn: filled and stroked paths, words, samples. Pixels from the
 * top left; paths are filled by FreeType's rasteriser, words are set with the one font given.
 */
#ifndef INSPECT_CANVAS_H
#define INSPECT_CANVAS_H

#include "inspect/paper.h"

struct ink {
	uint8_t red, green, blue;
	uint8_t alpha; /* 255: covers */
};

struct canvas {
	uint32_t width, height;
	uint8_t *rgb;
	int32_t clip[4]; /* left top right bottom; pixels outside are not touched */
};

#define INK_BLACK ((struct ink){0, 0, 0, 255})
#define INK_GREY ((struct ink){110, 110, 110, 255})
#define INK_LIGHT ((struct ink){225, 225, 225, 255})
#define INK_RED ((struct ink){204, 0, 0, 255})
#define INK_PINK ((struct ink){255, 204, 204, 255})

/* White. E_NO_MEMORY. */
enum err canvas_new(struct arena *mem, uint32_t width, uint32_t height,
		    struct canvas *ret) must_use;
void canvas_unclip(struct canvas *c);
void canvas_pixel(struct canvas *c, int64_t x, int64_t y, struct ink ink);
void canvas_rectangle(struct canvas *c, int64_t x, int64_t y, int64_t width, int64_t height,
		      struct ink ink);
void canvas_frame(struct canvas *c, int64_t x, int64_t y, int64_t width, int64_t height,
		  unsigned thick, struct ink ink);
/* A path on the page; `to` maps page to pixels (its y downwards). */
void canvas_fill(struct canvas *c, const struct paper_point *p, size_t n, const double to[6],
		 bool evenodd, struct ink ink);
void canvas_stroke(struct canvas *c, const struct paper_point *p, size_t n, const double to[6],
		   double width, struct ink ink);
/* A word character with its baseline at y: how far it goes, in pixels. Draws nothing for height 0.
 */
double canvas_letter(struct canvas *c, double x, double y, double height, uint32_t code_point,
		     struct ink ink);
double canvas_letter_width(double height, uint32_t code_point);

/* Places in find_palette, for a find. */
struct view canvas_pixels(const struct canvas *c, struct arena *mem);

/* A picture of the form (image.c's reader), as samples to be looked up. E_FORM. */
struct picture {
	uint32_t width, height; /* of what is there: of large JPEGs an eighth */
	uint8_t *rgba;
};
enum err picture_read(struct scan *s, uint32_t part, struct picture *ret) must_use;

/* card.c: words, cells, cropped pictures. page_picture.c: a piece of a page. */
void draw_card(struct scan *s, struct candidate *c);
void draw_crop(struct scan *s, struct candidate *c);
void draw_page(struct scan *s, struct candidate *c);
void draw_keep(struct scan *s, struct candidate *c, const struct canvas *canvas);

#endif
