/* SPDX-License-Identifier: Apache-2.0
 * image.c: small reckonings about pictures.
 */
#include "form/image.h"

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
