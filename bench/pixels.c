/* SPDX-License-Identifier: Apache-2.0
 * pixels.c: how far two pictures are apart, for bench/fidelity.
 *
 *   bench-pixels FIRST.png SECOND.png [SHOWN.png]
 *
 * Prints the mean difference of all channels (0: the same, 1: black against white) and the share of
 * pixels that are visibly others (a channel is off by more than 64). Both are laid on white, at the
 * upper left corner of a sheet as wide and as high as the larger one: what one lacks counts. SHOWN
 * is the difference itself, dark where it is large.
 */
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAR = 64 };

struct picture {
	uint8_t *rgb;
	size_t width, height;
};

static bool read_png(const char *path, struct picture *ret)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	png_color white = {255, 255, 255};
	*ret = (struct picture){0};
	if (!png_image_begin_read_from_file(&image, path))
		return false;
	image.format = PNG_FORMAT_RGB;
	*ret = (struct picture){malloc(PNG_IMAGE_SIZE(image)), image.width, image.height};
	return ret->rgb && png_image_finish_read(&image, &white, ret->rgb, 0, NULL);
}

static int at(const struct picture *p, size_t x, size_t y, size_t channel)
{
	return x < p->width && y < p->height ? p->rgb[(y * p->width + x) * 3 + channel] : 255;
}

static void show(const char *path, uint8_t *shown, size_t width, size_t height)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
			   .width = (png_uint_32)width,
			   .height = (png_uint_32)height,
			   .format = PNG_FORMAT_GRAY};
	if (!png_image_write_to_file(&image, path, 0, shown, 0, NULL))
		fprintf(stderr, "cannot write %s\n", path);
}

static int compare(const struct picture *a, const struct picture *b, const char *path)
{
	size_t width = a->width > b->width ? a->width : b->width;
	size_t height = a->height > b->height ? a->height : b->height;
	uint8_t *shown = malloc(width * height);
	uint64_t sum = 0, far = 0;
	if (!shown)
		return 2;
	for (size_t y = 0; y < height; y++)
		for (size_t x = 0; x < width; x++) {
			int most = 0;
			for (size_t c = 0; c < 3; c++) {
				int off = abs(at(a, x, y, c) - at(b, x, y, c));
				sum += (unsigned)off;
				most = off > most ? off : most;
			}
			far += most > FAR;
			shown[y * width + x] = (uint8_t)(255 - most);
		}
	printf("%.6f %.6f\n", (double)sum / 255 / 3 / (double)(width * height),
	       (double)far / (double)(width * height));
	if (path)
		show(path, shown, width, height);
	free(shown);
	return 0;
}

int main(int argc, char **argv)
{
	struct picture a = {0}, b = {0};
	int status = 2;
	if (argc < 3 || argc > 4 || !read_png(argv[1], &a) || !read_png(argv[2], &b))
		fprintf(stderr, "bench-pixels FIRST.png SECOND.png [SHOWN.png]\n");
	else
		status = compare(&a, &b, argc == 4 ? argv[3] : NULL);
	free(a.rgb);
	free(b.rgb);
	return status;
}
