/* SPDX-License-Identifier: Apache-2.0
 * image.c: an image part, checked as a whole and handed to its writer.
 */
#include "rebuild/image.h"

static enum err put_samples(struct rebuild *r, struct cursor *c, const struct form_image *image,
			    struct buf *out)
{
	struct form_image_samples samples;
	try(form_image_samples_read(c, &samples));
	uint64_t want = (uint64_t)image->width * image->height * image_channels(samples.layout);
	if (samples.samples.n != want || !cursor_done(c))
		return E_FORM;
	return png_put(r, image, &samples, out);
}

static enum err put_jpeg(struct rebuild *r, struct cursor *c, const struct form_image *image,
			 struct buf *out)
{
	struct form_image_jpeg head;
	struct form_jpeg_component components[4];
	try(form_image_jpeg_read(c, &head));
	if (head.components != image_components(head.colour))
		return E_FORM;
	for (uint32_t i = 0; i < head.components; i++)
		try(form_jpeg_component_read(c, &components[i]));
	/* Only JFIF can say a resolution, and JFIF is grey or YCbCr, both or neither. */
	bool jfif =
	    head.colour == FORM_IMAGE_JPEG_COLOUR_GREY || head.colour == FORM_IMAGE_JPEG_COLOUR_YCC;
	bool alone = head.components == 1;
	if (!cursor_done(c) || (alone && (components[0].across != 1 || components[0].down != 1)) ||
	    (image->dpi_x == 0) != (image->dpi_y == 0) || (!jfif && image->dpi_x != 0))
		return E_FORM;
	return jpeg_put(r, image, head.colour, components, head.components, out);
}

enum err rebuild_picture(struct rebuild *r, uint32_t index, struct buf *out, const char **ret_ext,
			 uint32_t *ret_width, uint32_t *ret_height)
{
	struct form_image image;
	if (index >= r->form->n || r->form->parts[index].kind != FORM_IMAGE)
		return E_FORM;
	struct cursor c = cursor_of(r->form->parts[index].body);
	try(form_image_read(&c, &image));
	if ((uint64_t)image.width * image.height > r->limits->pixels)
		return E_LIMIT_PIXELS;
	bool samples = image.content == FORM_IMAGE_CONTENT_SAMPLES;
	try(samples ? put_samples(r, &c, &image, out) : put_jpeg(r, &c, &image, out));
	*ret_ext = samples ? "png" : "jpg";
	*ret_width = image.width;
	*ret_height = image.height;
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
		image_preview(r);
	return OK;
}

const struct target target_image = {"image", FORM_IMAGE, rebuild};
