/* SPDX-License-Identifier: Apache-2.0
 * image.c: small reckonings about pictures.
 */
#include "form/image.h"

const uint8_t image_zigzag[64] = {
    0,	1,  8,	16, 9,	2,  3,	10, 17, 24, 32, 25, 18, 11, 4,	5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,	14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

uint32_t image_channels(enum form_image_samples_layout layout)
{
	return (uint32_t)layout + 1;
}

uint32_t image_components(enum form_image_jpeg_colour colour)
{
	static const uint8_t components[] = {1, 3, 3, 4, 4, 4};
	return components[colour];
}

uint32_t image_blocks(uint32_t pixels, uint32_t factor, uint32_t most)
{
	return (pixels * factor + 8 * most - 1) / (8 * most);
}
