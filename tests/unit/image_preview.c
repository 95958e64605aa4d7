/* SPDX-License-Identifier: Apache-2.0
 * image_preview.c: the small picture an approver sees, against what libpng and libjpeg show.
 */
#include "pictures.h"

#include "locks.h"
#include "tap.h"

static void rgb_at(const struct pixels *p, uint32_t x, uint32_t y, int ret[3])
{
	const uint8_t *s = p->at + ((size_t)y * p->width + x) * p->channels;
	for (unsigned k = 0; k < 3; k++)
		ret[k] = p->channels >= 3 ? s[k] : s[0];
}

/* Mean difference of the preview from the picture, both reduced to 8 x 8 fields. */
static int apart(const struct pixels *a, const struct pixels *b)
{
	int total = 0;
	for (unsigned f = 0; f < 64; f++) {
		int64_t sums[2][3] = {{0}}, n[2] = {0};
		const struct pixels *both[2] = {a, b};
		for (unsigned w = 0; w < 2; w++) {
			const struct pixels *p = both[w];
			for (uint32_t y = p->height * (f / 8) / 8; y < p->height * (f / 8 + 1) / 8;
			     y++) {
				for (uint32_t x = p->width * (f % 8) / 8;
				     x < p->width * (f % 8 + 1) / 8; x++) {
					int c[3];
					rgb_at(p, x, y, c);
					for (unsigned k = 0; k < 3; k++)
						sums[w][k] += c[k];
					n[w]++;
				}
			}
		}
		for (unsigned k = 0; k < 3; k++)
			total += abs((int)(sums[0][k] / max_of(n[0], (int64_t)1) -
					   sums[1][k] / max_of(n[1], (int64_t)1)));
	}
	return total / 192;
}

static struct locks *both(const struct buf *in, const char *ext)
{
	struct limits limits = limits_default;
	limits.options |= LIMITS_PREVIEW;
	return locks_run(buf_view(in), ext, &limits);
}

static bool like(struct buf *in, const char *ext, const struct pixels *want)
{
	struct locks *l = both(in, ext);
	struct pixels small =
	    l->preview.n ? pictures_png_decode(buf_view(&l->preview)) : (struct pixels){0};
	int d = small.at ? apart(want, &small) : 999;
	bool ok = l->rebuilt == OK && d <= 6 && (uint64_t)small.width * small.height <= 330000 &&
		  l->preview.n < (size_t)1 << 20;
	if (!ok)
		printf("# %s %ux%u: preview %ux%u of %zu bytes, apart %d\n", ext, want->width,
		       want->height, small.width, small.height, l->preview.n, d);
	pixels_free(&small);
	locks_free(l);
	buf_free(in);
	return ok;
}

static void sizes(void)
{
	static const uint32_t wide[][2] = {{1, 1},	{3, 200},     {63, 65},	   {600, 400},
					   {1300, 900}, {2500, 1900}, {5000, 4000}};
	for (size_t i = 0; i < array_len(wide); i++) {
		struct pixels p = pixels_draw(wide[i][0], wide[i][1], 3);
		struct buf png =
		    pictures_png(&p, (struct png_wish){.type = PNG_COLOR_TYPE_RGB, .depth = 8});
		struct buf jpeg = pictures_jpeg(
		    &p,
		    (struct jpeg_wish){
			.in = JCS_RGB, .stored = JCS_YCbCr, .across = 2, .down = 2, .quality = 90});
		struct pixels shown = pictures_jpeg_decode(buf_view(&jpeg));
		expect(like(&png, "png", &p));
		expect(like(&jpeg, "jpg", &shown));
		pixels_free(&shown);
		pixels_free(&p);
	}
}

static void kinds(void)
{
	struct pixels grey = pixels_draw(500, 300, 1), colour = pixels_draw(500, 300, 3);
	struct buf a =
	    pictures_png(&grey, (struct png_wish){.type = PNG_COLOR_TYPE_GRAY, .depth = 8});
	struct buf b = pictures_jpeg(&grey, (struct jpeg_wish){.in = JCS_GRAYSCALE,
							       .stored = JCS_GRAYSCALE,
							       .across = 1,
							       .down = 1,
							       .quality = 90});
	struct buf c = pictures_jpeg(&colour, (struct jpeg_wish){.in = JCS_RGB,
								 .stored = JCS_YCbCr,
								 .across = 1,
								 .down = 1,
								 .quality = 90,
								 .progressive = true});
	struct buf d = pictures_jpeg(
	    &colour, (struct jpeg_wish){
			 .in = JCS_RGB, .stored = JCS_RGB, .across = 1, .down = 1, .quality = 90});
	expect(like(&a, "png", &grey));
	expect(like(&b, "jpg", &grey));
	expect(like(&c, "jpg", &colour));
	expect(like(&d, "jpg", &colour));
	pixels_free(&grey);
	pixels_free(&colour);
}

/* None unless it is wanted; and a form with flipped bits never brings it down. */
static void rest(void)
{
	struct pixels p = pixels_draw(300, 200, 3);
	struct buf jpeg = pictures_jpeg(
	    &p, (struct jpeg_wish){
		    .in = JCS_RGB, .stored = JCS_YCbCr, .across = 2, .down = 1, .quality = 80});
	struct locks *l = locks_run(buf_view(&jpeg), "jpg", NULL);
	expect(l->rebuilt == OK && l->preview.n == 0);
	locks_free(l);
	l = both(&jpeg, "jpg");
	expect(l->rebuilt == OK && l->preview.n > 0);
	expect(locks_mutate(l, 400) > 0);
	locks_free(l);
	buf_free(&jpeg);
	pixels_free(&p);
}

int main(void)
{
	sizes();
	kinds();
	rest();
	return tap_done();
}
