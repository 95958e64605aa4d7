/* SPDX-License-Identifier: Apache-2.0
 * image.c: an image part, checked as a whole and handed to its writer.
 */
#include "rebuild/image.h"

static enum err read_samples(struct cursor *c, struct image_part *part)
{
	const struct form_image *image = &part->image;
	try(form_image_samples_read(c, &part->samples));
	uint64_t want =
	    (uint64_t)image->width * image->height * image_channels(part->samples.layout);
	return part->samples.samples.n == want && cursor_done(c) ? OK : E_FORM;
}

static enum err read_jpeg(struct cursor *c, struct image_part *part)
{
	const struct form_image *image = &part->image;
	const struct form_jpeg_component *components = part->components;
	enum form_image_jpeg_colour colour;
	try(form_image_jpeg_read(c, &part->jpeg));
	colour = part->jpeg.colour;
	if (part->jpeg.components != image_components(colour))
		return E_FORM;
	for (uint32_t i = 0; i < part->jpeg.components; i++)
		try(form_jpeg_component_read(c, &part->components[i]));
	/* Only JFIF can say a resolution, and JFIF is grey or YCbCr, both or neither. */
	bool jfif = colour == FORM_IMAGE_JPEG_COLOUR_GREY || colour == FORM_IMAGE_JPEG_COLOUR_YCC;
	bool alone = part->jpeg.components == 1;
	if (!cursor_done(c) || (alone && (components[0].across != 1 || components[0].down != 1)) ||
	    (image->dpi_x == 0) != (image->dpi_y == 0) || (!jfif && image->dpi_x != 0))
		return E_FORM;
	return OK;
}

enum err image_part_read(const struct rebuild *r, uint32_t index, struct image_part *ret)
{
	if (index >= r->form->n || r->form->parts[index].kind != FORM_IMAGE)
		return E_FORM;
	struct cursor c = cursor_of(r->form->parts[index].body);
	try(form_image_read(&c, &ret->image));
	if ((uint64_t)ret->image.width * ret->image.height > r->limits->pixels)
		return E_LIMIT_PIXELS;
	return ret->image.content == FORM_IMAGE_CONTENT_SAMPLES ? read_samples(&c, ret)
								: read_jpeg(&c, ret);
}

enum err rebuild_picture(struct rebuild *r, uint32_t index, struct buf *out, const char **ret_ext,
			 uint32_t *ret_width, uint32_t *ret_height)
{
	struct image_part part;
	try(image_part_read(r, index, &part));
	bool samples = part.image.content == FORM_IMAGE_CONTENT_SAMPLES;
	try(samples ? png_put(r, &part.image, &part.samples, out)
		    : jpeg_put(r, &part.image, part.jpeg.colour, part.components,
			       part.jpeg.components, out));
	*ret_ext = samples ? "png" : "jpg";
	*ret_width = part.image.width;
	*ret_height = part.image.height;
	return out->err;
}

static enum err rebuild(struct rebuild *r)
{
	const char *ext;
	uint32_t width, height;
	if (r->form->n != 1)
		return E_FORM;
	try(rebuild_picture(r, 0, r->out, &ext, &width, &height));
	memcpy(r->ext, ext, strlen(ext) + 1);
	if (r->preview && r->limits->options & LIMITS_PREVIEW)
		image_preview(r, 0);
	return OK;
}

const struct target target_image = {"image", FORM_IMAGE, rebuild};
