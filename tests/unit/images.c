/* SPDX-License-Identifier: Apache-2.0
 * images.c: PNG and JPEG through both locks: same pixels, nothing else.
 */
#include "pictures.h"

#include "disarm/picture/picture.h"
#include "form/form.h"
#include "form/image.h"
#include "locks.h"
#include "tap.h"

static bool holds(const struct buf *b, const char *needle)
{
	return view_has(buf_view(b), view_str(needle));
}

/* Both locks, the same pixels, no canary, and stable at the second passage. */
static bool png_same(struct buf *png, const char *note)
{
	struct locks *l = locks_run(buf_view(png), "png", NULL);
	struct pixels before = pictures_png_decode(buf_view(png));
	struct pixels after =
	    l->out.n ? pictures_png_decode(buf_view(&l->out)) : (struct pixels){0};
	bool ok = l->disarmed == OK && l->rebuilt == OK && pixels_apart(&before, &after) == 0 &&
		  !holds(&l->out, "CANARY") && !holds(&l->form, "CANARY") && locks_stable(l) &&
		  strcmp(l->ext, "png") == 0;
	if (!ok)
		printf("# %s: disarm %s, rebuild %s, apart %u\n", note, err_text(l->disarmed)->name,
		       err_text(l->rebuilt)->name, pixels_apart(&before, &after));
	pixels_free(&before);
	pixels_free(&after);
	locks_free(l);
	return ok;
}

static void png_kinds(void)
{
	static const struct png_wish wishes[] = {
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 1},
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 2},
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 4},
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 8},
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 16},
	    {.type = PNG_COLOR_TYPE_GRAY_ALPHA, .depth = 8},
	    {.type = PNG_COLOR_TYPE_GRAY_ALPHA, .depth = 16},
	    {.type = PNG_COLOR_TYPE_RGB, .depth = 8},
	    {.type = PNG_COLOR_TYPE_RGB, .depth = 16},
	    {.type = PNG_COLOR_TYPE_RGBA, .depth = 8},
	    {.type = PNG_COLOR_TYPE_RGBA, .depth = 16},
	    {.type = PNG_COLOR_TYPE_PALETTE, .depth = 8, .palette = 200},
	    {.type = PNG_COLOR_TYPE_PALETTE, .depth = 4, .palette = 16},
	    {.type = PNG_COLOR_TYPE_PALETTE, .depth = 1, .palette = 2},
	    {.type = PNG_COLOR_TYPE_PALETTE, .depth = 8, .palette = 100, .transparent = true},
	    {.type = PNG_COLOR_TYPE_GRAY, .depth = 4, .transparent = true},
	    {.type = PNG_COLOR_TYPE_RGB, .depth = 8, .transparent = true},
	};
	static const uint8_t channels[] = {1, 0, 3, 1, 2, 0, 4};
	size_t ok = 0, all = 0;
	for (size_t i = 0; i < array_len(wishes); i++)
		for (unsigned size = 0; size < 3; size++)
			for (unsigned more = 0; more < 4; more++) {
				static const uint32_t widths[] = {1, 61, 240},
						      heights[] = {1, 47, 100};
				struct png_wish wish = wishes[i];
				char note[80];
				wish.interlaced = more & 1;
				wish.metadata = more & 2;
				struct pixels p =
				    pixels_draw(widths[size], heights[size], channels[wish.type]);
				struct buf png = pictures_png(&p, wish);
				(void)snprintf(note, sizeof note,
					       "type %d depth %d size %u more %u", wish.type,
					       wish.depth, size, more);
				ok += png_same(&png, note);
				all++;
				buf_free(&png);
				pixels_free(&p);
			}
	expect(ok == all && all == 204);
}

static void png_reports(void)
{
	struct pixels p = pixels_draw(30, 20, 3);
	struct buf png = pictures_png(
	    &p, (struct png_wish){.type = PNG_COLOR_TYPE_RGB, .depth = 16, .metadata = true});
	buf_str(&png, CANARY " tail");
	struct locks *l = locks_run(buf_view(&png), "png", NULL);
	expect(l->rebuilt == OK && !holds(&l->out, "CANARY"));
	expect(locks_found(l, FINDING_METADATA) == 4); /* three texts and the time */
	expect(locks_found(l, FINDING_UNKNOWN_PART) == 1);
	expect(locks_found(l, FINDING_COLOUR_PROFILE) == 1);
	expect(locks_found(l, FINDING_DEPTH16) == 1);
	expect(locks_found(l, FINDING_TRAILING) == 1);
	expect(holds(&l->out, "pHYs")); /* 300 dpi, for printing */
	locks_free(l);
	buf_free(&png);
	pixels_free(&p);
}

static enum err png_fails(struct view in, const struct limits *limits)
{
	struct locks *l = locks_run(in, "png", limits);
	enum err e = l->disarmed;
	locks_free(l);
	return e;
}

static void png_broken(void)
{
	struct pixels p = pixels_draw(64, 64, 3);
	struct buf png =
	    pictures_png(&p, (struct png_wish){.type = PNG_COLOR_TYPE_RGB, .depth = 8});
	size_t refused = 0;
	for (size_t n = 8; n < png.n; n += 7)
		refused += png_fails(view_of(png.p, n), NULL) == E_BROKEN;
	expect(refused == (png.n - 8 + 6) / 7);
	struct limits small = limits_default;
	small.pixels = 4095;
	expect_err(png_fails(buf_view(&png), &small), E_LIMIT_PIXELS);
	small = limits_default;
	small.output = 5000;
	expect_err(png_fails(buf_view(&png), &small), E_LIMIT_SIZE);
	png.p[50] ^= 1; /* inside IDAT: its CRC says so */
	expect_err(png_fails(buf_view(&png), NULL), E_BROKEN);
	struct locks *l = locks_run(buf_view(&png), "jpg", NULL);
	expect_err(l->disarmed, E_TYPE_MISMATCH);
	locks_free(l);
	buf_free(&png);
	pixels_free(&p);
}

static bool jpeg_same(struct buf *jpeg, const char *note)
{
	struct locks *l = locks_run(buf_view(jpeg), "jpg", NULL);
	struct pixels before = pictures_jpeg_decode(buf_view(jpeg));
	struct pixels after =
	    l->out.n ? pictures_jpeg_decode(buf_view(&l->out)) : (struct pixels){0};
	bool ok = l->disarmed == OK && l->rebuilt == OK && pixels_apart(&before, &after) == 0 &&
		  !holds(&l->out, "CANARY") && !holds(&l->form, "CANARY") && locks_stable(l) &&
		  strcmp(l->ext, "jpg") == 0;
	if (!ok)
		printf("# %s: disarm %s, rebuild %s, apart %u, stable %d\n", note,
		       err_text(l->disarmed)->name, err_text(l->rebuilt)->name,
		       pixels_apart(&before, &after), locks_stable(l));
	pixels_free(&before);
	pixels_free(&after);
	locks_free(l);
	return ok;
}

static void jpeg_kinds(void)
{
	static const struct jpeg_wish wishes[] = {
	    {.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE},
	    {.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .across = 2, .down = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 2, .down = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .down = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 4, .down = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .across = 1, .down = 4},
	    {.in = JCS_RGB, .stored = JCS_RGB},
	    {.in = JCS_CMYK, .stored = JCS_CMYK},
	    {.in = JCS_CMYK, .stored = JCS_YCCK},
	    {.in = JCS_CMYK, .stored = JCS_YCCK, .across = 2, .down = 2},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .quality = 1},
	    {.in = JCS_RGB, .stored = JCS_YCbCr, .quality = 100},
	};
	size_t ok = 0, all = 0;
	for (size_t i = 0; i < array_len(wishes); i++)
		for (unsigned size = 0; size < 3; size++)
			for (unsigned more = 0; more < 16; more++) {
				static const uint32_t widths[] = {1, 61, 160},
						      heights[] = {1, 47, 96};
				struct jpeg_wish wish = wishes[i];
				char note[80];
				wish.progressive = more & 1;
				wish.arithmetic = more & 2;
				wish.restarts = more & 4;
				wish.metadata = more & 8;
				uint32_t channels = wish.in == JCS_RGB	  ? 3
						    : wish.in == JCS_CMYK ? 4
									  : 1;
				struct pixels p =
				    pixels_draw(widths[size], heights[size], channels);
				struct buf jpeg = pictures_jpeg(&p, wish);
				if (more & 8)
					buf_str(&jpeg, CANARY " tail");
				(void)snprintf(note, sizeof note, "wish %zu size %u more %u", i,
					       size, more);
				ok += jpeg_same(&jpeg, note);
				all++;
				buf_free(&jpeg);
				pixels_free(&p);
			}
	expect(ok == all && all == 672);
}

static void jpeg_reports(void)
{
	struct pixels p = pixels_draw(40, 24, 3);
	struct buf jpeg = pictures_jpeg(
	    &p, (struct jpeg_wish){
		    .in = JCS_RGB, .stored = JCS_YCbCr, .metadata = true, .orientation = 1});
	buf_str(&jpeg, CANARY " tail");
	struct locks *l = locks_run(buf_view(&jpeg), "jpeg", NULL);
	expect(l->rebuilt == OK && !holds(&l->out, "CANARY"));
	expect(locks_found(l, FINDING_COMMENT_BYTES) == 1);
	expect(locks_found(l, FINDING_COLOUR_PROFILE) == 1);
	expect(locks_found(l, FINDING_METADATA) == 2); /* EXIF, XMP */
	expect(locks_found(l, FINDING_GPS) == 1);
	expect(locks_found(l, FINDING_THUMBNAIL) == 1);
	expect(locks_found(l, FINDING_UNKNOWN_PART) == 1);
	expect(locks_found(l, FINDING_TRAILING) == 1);
	locks_free(l);
	buf_free(&jpeg);
	pixels_free(&p);
}

/* What a viewer that knows EXIF shows: the decoded picture, turned pixel by pixel. */
static struct pixels upright(const struct pixels *p, struct turn turn)
{
	struct pixels out = pixels_new(turn.transpose ? p->height : p->width,
				       turn.transpose ? p->width : p->height, p->channels);
	for (uint32_t y = 0; y < out.height; y++)
		for (uint32_t x = 0; x < out.width; x++) {
			uint32_t sx = turn.mirror_x ? out.width - 1 - x : x,
				 sy = turn.mirror_y ? out.height - 1 - y : y;
			size_t from = turn.transpose ? (size_t)sx * p->width + sy
						     : (size_t)sy * p->width + sx;
			memcpy(out.at + ((size_t)y * out.width + x) * p->channels,
			       p->at + from * p->channels, p->channels);
		}
	return out;
}

static uint32_t turned_apart(uint32_t width, uint32_t height, struct jpeg_wish wish)
{
	struct pixels p = pixels_draw(width, height,
				      wish.in == JCS_RGB    ? 3
				      : wish.in == JCS_CMYK ? 4
							    : 1);
	struct buf jpeg = pictures_jpeg(&p, wish);
	struct locks *l = locks_run(buf_view(&jpeg), "jpg", NULL);
	struct pixels shown = pictures_jpeg_decode(buf_view(&jpeg));
	struct pixels want = upright(&shown, turn_of((uint8_t)wish.orientation));
	struct pixels got = l->out.n ? pictures_jpeg_decode(buf_view(&l->out)) : (struct pixels){0};
	uint32_t apart = l->rebuilt == OK && locks_stable(l) && locks_found(l, FINDING_GPS) == 1
			     ? pixels_apart(&want, &got)
			     : UINT32_MAX;
	pixels_free(&p);
	pixels_free(&shown);
	pixels_free(&want);
	pixels_free(&got);
	buf_free(&jpeg);
	locks_free(l);
	return apart;
}

static void orientations(void)
{
	uint32_t exact = 0, exact_chroma = 0, odd = 0, odd_chroma = 0, four = 0;
	for (int o = 1; o <= 8; o++) {
		struct jpeg_wish grey = {
		    .in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .orientation = o, .quality = 95};
		struct jpeg_wish colour = {.in = JCS_RGB,
					   .stored = JCS_YCbCr,
					   .across = 2,
					   .down = 2,
					   .orientation = o,
					   .quality = 95};
		struct jpeg_wish inks = {.in = JCS_CMYK,
					 .stored = JCS_YCCK,
					 .across = 2,
					 .orientation = o,
					 .quality = 95};
		exact = max_of(exact, turned_apart(96, 64, grey));
		exact_chroma = max_of(exact_chroma, turned_apart(96, 64, colour));
		odd = max_of(odd, turned_apart(91, 61, grey));
		odd_chroma = max_of(odd_chroma, turned_apart(91, 61, colour));
		four = max_of(four, turned_apart(50, 40, inks));
	}
	printf("# largest difference: whole blocks %u, with chroma %u; parts of blocks %u, with "
	       "chroma %u, inks %u\n",
	       exact, exact_chroma, odd, odd_chroma, four);
	expect(exact <= 2);	    /* rounding of the inverse transform */
	expect(exact_chroma <= 24); /* upsampling is not symmetric */
	expect(odd <= 16);	    /* one more quantisation */
	expect(odd_chroma <= 60);
	expect(four <= 60);
}

static void jpeg_broken(void)
{
	struct pixels p = pixels_draw(64, 64, 3);
	struct buf jpeg = pictures_jpeg(&p, (struct jpeg_wish){.in = JCS_RGB, .stored = JCS_YCbCr});
	size_t fine = 0, all = 0;
	for (size_t n = 3; n < jpeg.n; n += 11, all++) { /* cut: refused, or said to be faulty */
		struct locks *l = locks_run(view_of(jpeg.p, n), "jpg", NULL);
		fine += l->disarmed != OK ||
			(l->rebuilt == OK && locks_found(l, FINDING_BAD_VALUE) > 0);
		locks_free(l);
	}
	expect(fine == all);
	struct limits small = limits_default;
	small.pixels = 4095;
	struct locks *l = locks_run(buf_view(&jpeg), "jpg", &small);
	expect_err(l->disarmed, E_LIMIT_PIXELS);
	locks_free(l);
	small = limits_default;
	small.output = 500;
	l = locks_run(buf_view(&jpeg), "jpg", &small);
	expect_err(l->disarmed, E_LIMIT_SIZE);
	locks_free(l);
	buf_free(&jpeg);
	pixels_free(&p);
}

/* Coefficients that no encoder would write do not pass, whatever else is right. */
static void forms_are_checked(void)
{
	struct pixels p = pixels_draw(16, 16, 1);
	struct buf jpeg =
	    pictures_jpeg(&p, (struct jpeg_wish){.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE});
	struct locks *l = locks_run(buf_view(&jpeg), "jpg", NULL);
	uint8_t *last = l->form.p + l->form.n - 2; /* the last value of the last block */
	static const struct {
		const char *bytes;
		enum err want;
	} values[] = {{"\x00\x04", E_FORM},
		      {"\x00\xfc", E_FORM},
		      {"\x00\x00", E_FORM},
		      {"\x01\xfc", OK},
		      {"\xff\x03", OK}};
	for (size_t i = 0; i < array_len(values); i++) { /* 1024, -1024, 0; -1023, 1023 */
		memcpy(last, values[i].bytes, 2);
		locks_rebuild(l);
		expect_err(l->rebuilt, values[i].want);
	}
	expect(locks_mutate(l, 3000) > 500);
	locks_free(l);
	buf_free(&jpeg);
	pixels_free(&p);

	p = pixels_draw(20, 20, 4);
	struct buf png =
	    pictures_png(&p, (struct png_wish){.type = PNG_COLOR_TYPE_RGBA, .depth = 8});
	l = locks_run(buf_view(&png), "png", NULL);
	expect(locks_mutate(l, 3000) > 500);
	l->limits.pixels = 399;
	locks_rebuild(l);
	expect_err(l->rebuilt, E_LIMIT_PIXELS);
	locks_free(l);
	buf_free(&png);
	pixels_free(&p);
}

/* As documents use it: a picture that fails leaves no trace, the next one takes its number. */
static void pictures_in_documents(void)
{
	struct pixels p = pixels_draw(20, 20, 3);
	struct buf png =
		       pictures_png(&p, (struct png_wish){.type = PNG_COLOR_TYPE_RGB, .depth = 8}),
		   form = buf_new(1 << 20);
	struct arena mem = arena_new(1 << 24);
	static struct report report;
	struct disarm d = {.limits = &limits_default, .mem = &mem, .out = &form, .report = &report};
	struct form_writer w = form_begin(&form);
	form_part_begin(&w, FORM_TEXT);
	buf_put(&form, VIEW("\x01\x01\x01\x01x"));
	form_part_end(&w);
	expect_err(disarm_picture(&d, VIEW("BM6"), &w), E_TYPE_UNKNOWN);
	expect_err(disarm_picture(&d, view_of(png.p, png.n - 20), &w), E_BROKEN);
	expect_err(disarm_picture(&d, buf_view(&png), &w), OK);
	struct form opened;
	expect_err(form_open(buf_view(&form), &mem, &opened), OK);
	expect(opened.n == 2 && w.n == 2);
	struct buf out = buf_new(1 << 20);
	struct rebuild r = {.form = &opened, .limits = &limits_default, .mem = &mem, .out = &out};
	const char *ext = "";
	uint32_t width = 0, height = 0;
	expect_err(rebuild_picture(&r, 0, &out, &ext, &width, &height), E_FORM);
	expect_err(rebuild_picture(&r, 2, &out, &ext, &width, &height), E_FORM);
	expect_err(rebuild_picture(&r, 1, &out, &ext, &width, &height), OK);
	expect(strcmp(ext, "png") == 0 && width == 20 && height == 20);
	buf_free(&out);
	buf_free(&form);
	buf_free(&png);
	arena_free(&mem);
	pixels_free(&p);
}

int main(void)
{
	png_kinds();
	png_reports();
	png_broken();
	jpeg_kinds();
	jpeg_reports();
	orientations();
	jpeg_broken();
	forms_are_checked();
	pictures_in_documents();
	return tap_done();
}
