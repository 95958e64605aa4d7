/* SPDX-License-Identifier: Apache-2.0
 * pictures.c: encoders and decoders of the tests.
 */
#include "pictures.h"

void pixels_free(struct pixels *p)
{
	free(p->at);
	*p = (struct pixels){0};
}

struct pixels pixels_new(uint32_t width, uint32_t height, uint32_t channels)
{
	struct pixels p = {width, height, channels, calloc((size_t)width * height, channels)};
	if (!p.at)
		abort();
	return p;
}

/* A picture with edges, gradients and a corner that tells its orientation. */
struct pixels pixels_draw(uint32_t width, uint32_t height, uint32_t channels)
{
	struct pixels p = pixels_new(width, height, channels);
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			for (uint32_t k = 0; k < channels; k++) {
				uint32_t v = x * 255 / width * (k % 3 == 0) +
					     y * 255 / height * (k % 3 == 1) +
					     (x + y) * 2 * (k % 3 == 2);
				if (x < width / 4 && y < height / 3)
					v = 240 - k * 60;
				p.at[((size_t)y * width + x) * channels + k] =
				    (uint8_t)min_of(v, 255u);
			}
	return p;
}

static void pictures_png_put(png_structp png, png_bytep p, size_t n)
{
	buf_put(png_get_io_ptr(png), view_of(p, n));
}

static void pictures_png_flush(unused_arg png_structp png)
{
}

static void pictures_png_metadata(png_structp png, png_infop info)
{
	char key[] = "Author", value[] = CANARY " text";
	png_text texts[] = {{.compression = PNG_TEXT_COMPRESSION_NONE,
			     .key = key,
			     .text = value,
			     .text_length = strlen(value)},
			    {.compression = PNG_TEXT_COMPRESSION_zTXt,
			     .key = key,
			     .text = value,
			     .text_length = strlen(value)},
			    {.compression = PNG_ITXT_COMPRESSION_NONE,
			     .key = key,
			     .text = value,
			     .itxt_length = strlen(value)}};
	png_unknown_chunk own = {.name = "caNy",
				 .data = (png_byte *)value,
				 .size = strlen(value),
				 .location = PNG_HAVE_IHDR};
	png_set_text(png, info, texts, 3);
	png_set_unknown_chunks(png, info, &own, 1);
	png_set_pHYs(png, info, 11811, 11811, PNG_RESOLUTION_METER);
	png_set_gAMA(png, info, 0.55);
	png_set_tIME(png, info, &(png_time){2026, 11, 21, 1, 2, 3});
}

/* Samples of `wish.depth` are made from the bytes of `p`: index, shifted or doubled. */
struct buf pictures_png(const struct pixels *p, struct png_wish wish)
{
	struct buf out = buf_new((size_t)64 << 20);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color colours[256];
	png_byte alphas[256];
	if (setjmp(png_jmpbuf(png)))
		abort();
	png_set_write_fn(png, &out, pictures_png_put, pictures_png_flush);
	png_set_IHDR(png, info, p->width, p->height, wish.depth, wish.type,
		     wish.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
	for (int i = 0; i < 256; i++) {
		colours[i] =
		    (png_color){(png_byte)(i * 7), (png_byte)(255 - i), (png_byte)(i * 31)};
		alphas[i] = (png_byte)(i * 3);
	}
	if (wish.type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, colours, wish.palette);
	if (wish.transparent)
		png_set_tRNS(png, info, alphas,
			     wish.type == PNG_COLOR_TYPE_PALETTE ? wish.palette / 2 : 0,
			     &(png_color_16){.gray = 1, .red = 60, .green = 60, .blue = 60});
	if (wish.metadata)
		pictures_png_metadata(png, info);
	png_write_info(png, info);
	size_t n = (size_t)p->width * p->channels;
	png_bytepp rows = calloc(p->height, sizeof *rows);
	uint8_t *bytes = calloc(p->height, n * 2 + 1);
	if (!rows || !bytes)
		abort();
	if (wish.depth < 8)
		png_set_packing(png);
	for (uint32_t y = 0; y < p->height; y++) {
		rows[y] = bytes + y * (n * 2 + 1);
		for (size_t i = 0; i < n; i++) {
			uint8_t v = p->at[y * n + i];
			if (wish.type == PNG_COLOR_TYPE_PALETTE)
				rows[y][i] = (uint8_t)(v % wish.palette);
			else if (wish.depth == 16) {
				rows[y][2 * i] = v;
				rows[y][2 * i + 1] = (uint8_t)(v * 5);
			} else
				rows[y][i] = (uint8_t)(v >> (8 - wish.depth));
		}
	}
	png_write_image(png, rows);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	free(rows);
	free(bytes);
	return out;
}

static void pictures_png_get(png_structp png, png_bytep p, size_t n)
{
	struct view v = cursor_take(png_get_io_ptr(png), n);
	if (v.n != n)
		png_error(png, "short");
	memcpy(p, v.p, n);
}

static void pictures_png_quiet(unused_arg png_structp png, unused_arg png_const_charp text)
{
}

static void pictures_png_fail(png_structp png, unused_arg png_const_charp text)
{
	png_longjmp(png, 1);
}

/* Everything as 8-bit RGBA, without any gamma; at == NULL when libpng refuses. */
struct pixels pictures_png_decode(struct view in)
{
	struct pixels p = {0};
	struct cursor c = cursor_of(in);
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, pictures_png_fail,
						 pictures_png_quiet);
	png_infop info = png_create_info_struct(png);
	png_bytepp volatile rows = NULL;
	uint8_t *volatile at = NULL;
	bool volatile ok = false;
	if (setjmp(png_jmpbuf(png)) == 0) {
		png_set_read_fn(png, &c, pictures_png_get);
		png_read_info(png, info);
		png_set_expand(png);
		png_set_scale_16(png);
		png_set_gray_to_rgb(png);
		png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
		(void)png_set_interlace_handling(png);
		png_read_update_info(png, info);
		p = (struct pixels){png_get_image_width(png, info), png_get_image_height(png, info),
				    4, NULL};
		at = calloc((size_t)p.width * p.height, 4);
		rows = calloc(p.height, sizeof *rows);
		if (!at || !rows)
			abort();
		for (uint32_t y = 0; y < p.height; y++)
			rows[y] = at + (size_t)p.width * 4 * y;
		png_read_image(png, rows);
		ok = true;
	}
	png_destroy_read_struct(&png, &info, NULL);
	free(rows);
	p.at = at;
	if (!ok)
		pixels_free(&p);
	return p;
}

/* EXIF with an orientation, a GPS directory, a thumbnail and a canary. */
static void pictures_exif(struct jpeg_compress_struct *c, int orientation)
{
	struct buf b = buf_new(1024);
	buf_put(&b, VIEW("Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0"));
	buf_u32(&b, (uint32_t)orientation);
	buf_put(&b, VIEW("\x25\x88\x04\0\x01\0\0\0\x40\0\0\0\x60\0\0\0" CANARY "-exif"));
	jpeg_write_marker(c, JPEG_APP0 + 1, b.p, (unsigned)b.n);
	buf_free(&b);
}

static void pictures_jpeg_quiet(unused_arg j_common_ptr c, unused_arg int level)
{
}

struct buf pictures_jpeg(const struct pixels *p, struct jpeg_wish wish)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL;
	unsigned long n = 0;
	struct buf out = buf_new((size_t)64 << 20);
	c.err = jpeg_std_error(&errors);
	errors.emit_message = pictures_jpeg_quiet;
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &bytes, &n);
	c.image_width = p->width;
	c.image_height = p->height;
	c.input_components = (int)p->channels;
	c.in_color_space = wish.in;
	jpeg_set_defaults(&c);
	jpeg_set_colorspace(&c, wish.stored);
	jpeg_set_quality(&c, wish.quality ? wish.quality : 90, FALSE);
	c.comp_info[0].h_samp_factor = wish.across ? wish.across : 1;
	c.comp_info[0].v_samp_factor = wish.down ? wish.down : 1;
	if (wish.progressive)
		jpeg_simple_progression(&c);
	c.arith_code = wish.arithmetic;
	c.restart_in_rows = wish.restarts;
	jpeg_start_compress(&c, TRUE);
	if (wish.orientation)
		pictures_exif(&c, wish.orientation);
	if (wish.metadata) {
		jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)CANARY "-comment", 19);
		jpeg_write_marker(&c, JPEG_APP0 + 2,
				  (const JOCTET *)"ICC_PROFILE\0\1\1" CANARY "-icc", 29);
		jpeg_write_marker(&c, JPEG_APP0 + 1,
				  (const JOCTET *)"http://ns.adobe.com/xap/1.0/\0" CANARY, 40);
		jpeg_write_marker(&c, JPEG_APP0 + 9, (const JOCTET *)CANARY "-app9", 16);
	}
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = p->at + (size_t)c.next_scanline * p->width * p->channels;
		(void)jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	buf_put(&out, view_of(bytes, n));
	free(bytes);
	return out;
}

struct pictures_errors {
	struct jpeg_error_mgr mgr;
	jmp_buf fail;
};

static void pictures_jpeg_fail(j_common_ptr c)
{
	struct pictures_errors *e = c->client_data;
	longjmp(e->fail, 1);
}

/* As libjpeg shows it (RGB, grey or CMYK); at == NULL when it refuses. */
struct pixels pictures_jpeg_decode(struct view in)
{
	struct pixels p = {0};
	struct jpeg_decompress_struct c;
	struct pictures_errors errors;
	uint8_t *volatile at = NULL;
	bool volatile ok = false;
	c.err = jpeg_std_error(&errors.mgr);
	errors.mgr.error_exit = pictures_jpeg_fail;
	errors.mgr.emit_message = pictures_jpeg_quiet;
	c.client_data = &errors;
	jpeg_create_decompress(&c);
	if (setjmp(errors.fail) == 0) {
		jpeg_mem_src(&c, in.p, (unsigned long)in.n);
		(void)jpeg_read_header(&c, TRUE);
		c.dct_method = JDCT_ISLOW;
		(void)jpeg_start_decompress(&c);
		p = (struct pixels){c.output_width, c.output_height, (uint32_t)c.output_components,
				    NULL};
		at = calloc((size_t)p.width * p.height, p.channels);
		if (!at)
			abort();
		while (c.output_scanline < c.output_height) {
			JSAMPROW row = at + (size_t)c.output_scanline * p.width * p.channels;
			(void)jpeg_read_scanlines(&c, &row, 1);
		}
		ok = true;
	}
	jpeg_destroy_decompress(&c);
	p.at = at;
	if (!ok)
		pixels_free(&p);
	return p;
}

/* Largest difference of any sample; UINT32_MAX when sizes differ or one is not there. */
uint32_t pixels_apart(const struct pixels *a, const struct pixels *b)
{
	uint32_t most = 0;
	if (!a->at || !b->at || a->width != b->width || a->height != b->height ||
	    a->channels != b->channels)
		return UINT32_MAX;
	for (size_t i = 0; i < (size_t)a->width * a->height * a->channels; i++) {
		uint32_t d =
		    (uint32_t)(a->at[i] > b->at[i] ? a->at[i] - b->at[i] : b->at[i] - a->at[i]);
		most = max_of(most, d);
	}
	return most;
}
