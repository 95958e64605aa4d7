/* SPDX-License-Identifier: Apache-2.0
 * png.c: PNG (ISO/IEC 15948) to samples.
 *
 * libpng is fed only what we choose: IHDR, PLTE, tRNS, IDAT and an IEND of our own. Everything else
 * is named in the report and never reaches a decoder. Samples leave in the smallest layout that
 * says the same: grey where red, green and blue agree, no alpha where all is opaque.
 */
#include <png.h>
#include <setjmp.h>

#include "disarm/picture/exif.h"
#include "disarm/find.h"
#include "disarm/hash.h"
#include "disarm/picture/picture.h"
#include "form/image.h"

#define CHUNKS_MAX 100000 /* besides IDAT */
#define BEHIND_FREE 65536 /* packed bytes from the last row on, beside two such rows */

static const uint8_t magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
static const uint8_t end_chunk[] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

/* What we know of chunks that stay behind; anything else is outside the rules. */
static const struct known {
	const char *type;
	enum finding_code code;
} known[] = {
    {"tEXt", FINDING_METADATA},	      {"zTXt", FINDING_METADATA},
    {"iTXt", FINDING_METADATA},	      {"tIME", FINDING_METADATA},
    {"eXIf", FINDING_METADATA},	      {"sBIT", FINDING_METADATA},
    {"bKGD", FINDING_METADATA},	      {"hIST", FINDING_METADATA},
    {"sPLT", FINDING_METADATA},	      {"oFFs", FINDING_METADATA},
    {"iCCP", FINDING_COLOUR_PROFILE}, {"cHRM", FINDING_COLOUR_PROFILE},
    {"gAMA", FINDING_COLOUR_PROFILE}, {"cICP", FINDING_COLOUR_PROFILE},
    {"acTL", FINDING_ANIMATION},      {"fcTL", FINDING_ANIMATION},
    {"fdAT", FINDING_ANIMATION},
};
#define UNKNOWN array_len(known)

bool png_probe(struct view in)
{
	return view_starts(in, view_of(magic, sizeof magic));
}

struct chunk {
	struct view all, type, data;
};

/* The chunk at the cursor; false at a cut. CRCs of what is kept are libpng's to check. */
static bool next_chunk(struct cursor *c, struct chunk *ret)
{
	size_t at = c->at;
	uint32_t length = cursor_u32be(c);
	ret->type = cursor_take(c, 4);
	ret->data = cursor_take(c, length);
	cursor_skip(c, 4);
	ret->all = view_sub(c->v, at, c->at - at);
	return !c->bad;
}

static bool is(const struct chunk *chunk, const char *type)
{
	return view_eq(chunk->type, view_str(type));
}

static bool kept(const struct chunk *chunk)
{
	return is(chunk, "IHDR") || is(chunk, "PLTE") || is(chunk, "tRNS") || is(chunk, "IDAT");
}

struct seen {
	uint32_t count[UNKNOWN + 1];
	struct view first[UNKNOWN + 1];
	bool srgb, gps;
	uint32_t dpi_x, dpi_y;
};

/* 45455 is the gamma of sRGB; a file that says no more than that loses nothing. */
static bool says_srgb(const struct chunk *chunk)
{
	struct cursor c = cursor_of(chunk->data);
	return is(chunk, "gAMA") && cursor_u32be(&c) == 45455;
}

static void look_at(const struct chunk *chunk, struct seen *seen)
{
	size_t i = 0;
	while (i < UNKNOWN && !is(chunk, known[i].type))
		i++;
	if (is(chunk, "pHYs")) {
		struct cursor c = cursor_of(chunk->data);
		uint64_t x = cursor_u32be(&c), y = cursor_u32be(&c);
		bool metre = cursor_u8(&c) == 1;
		x = (x * 254 + 5000) / 10000;
		y = (y * 254 + 5000) / 10000;
		seen->dpi_x = metre && x <= 9600 ? (uint32_t)x : 0;
		seen->dpi_y = metre && y <= 9600 ? (uint32_t)y : 0;
		return;
	}
	if (is(chunk, "sRGB"))
		seen->srgb = true;
	if (is(chunk, "eXIf"))
		seen->gps = exif_read(chunk->data).gps;
	if (is(chunk, "sRGB") || says_srgb(chunk))
		return;
	if (seen->count[i]++ == 0)
		seen->first[i] = chunk->data;
}

static void report_seen(struct disarm *d, const struct seen *seen, struct view tail)
{
	uint8_t hash[32];
	for (size_t i = 0; i <= UNKNOWN; i++) {
		bool colour = i < UNKNOWN && known[i].code == FINDING_COLOUR_PROFILE &&
			      strcmp(known[i].type, "iCCP") != 0;
		if (seen->count[i] == 0 || (colour && seen->srgb))
			continue;
		const char *name = i < UNKNOWN ? known[i].type : "PNG";
		enum finding_code code = i < UNKNOWN ? known[i].code : FINDING_UNKNOWN_PART;
		disarm_sha256(seen->first[i], hash);
		report_add_many(d->report, code, PLACE_FILE, 0, view_str(name), hash,
				seen->count[i]);
	}
	if (seen->gps)
		disarm_found(d, FINDING_GPS, "eXIf", VIEW(""));
	if (tail.n > 0)
		disarm_found(d, FINDING_TRAILING, "IEND", tail);
}

/* Walks all chunks once, before any decoder sees a byte. */
static enum err survey(struct disarm *d, struct view in, struct seen *seen)
{
	struct cursor c = cursor_of(in);
	struct chunk chunk;
	uint32_t others = 0;
	cursor_skip(&c, sizeof magic);
	do {
		if (!next_chunk(&c, &chunk))
			return E_BROKEN;
		if (kept(&chunk) || is(&chunk, "IEND"))
			continue;
		if (++others > CHUNKS_MAX)
			return E_LIMIT_COUNT;
		look_at(&chunk, seen);
	} while (!is(&chunk, "IEND"));
	report_seen(d, seen, view_sub(in, c.at, in.n));
	return OK;
}

struct job {
	png_structp png;
	png_infop info;
	jmp_buf fail;
	struct cursor in;
	struct view current; /* what libpng has not yet taken of the chunk at hand */
	struct disarm *d;
	struct form_image image;
	struct form_image_samples head;
	uint8_t *samples;
	size_t n;
	uint64_t rows_left, behind,
	    behind_most; /* rows to come; bytes fed since the last one began */
	enum err err;
};

/* setjmp is called in one place only (decode), so that no variable of ours is lost by longjmp. */
static no_return void stop(struct job *j, enum err e)
{
	j->err = e;
	longjmp(j->fail, 1);
}

static no_return void on_error(png_structp png, unused_arg png_const_charp message)
{
	stop(png_get_error_ptr(png), E_BROKEN);
}

static void on_warning(unused_arg png_structp png, unused_arg png_const_charp message)
{
}

/* Gives libpng the signature, then the kept chunks one after the other, then our end. */
static void feed(png_structp png, png_bytep to, size_t n)
{
	struct job *j = png_get_io_ptr(png);
	while (n > 0) {
		struct chunk chunk;
		/* libpng unpacks to its end whatever stands behind the last row. */
		if (j->rows_left == 1 && (j->behind += n) > j->behind_most)
			stop(j, E_LIMIT_RATIO);
		if (j->current.n == 0) {
			do {
				if (!next_chunk(&j->in, &chunk))
					stop(j, E_BROKEN);
			} while (!kept(&chunk) && !is(&chunk, "IEND"));
			j->current =
			    is(&chunk, "IEND") ? view_of(end_chunk, sizeof end_chunk) : chunk.all;
		}
		size_t some = min_of(n, j->current.n);
		memcpy(to, j->current.p, some);
		to += some;
		n -= some;
		j->current = view_sub(j->current, some, j->current.n);
	}
}

/* Before libpng, which calls what it will not read at all an error of the file. */
static void check_size(struct job *j, struct view in)
{
	struct cursor c = cursor_of(in);
	cursor_skip(&c, sizeof magic + 8);
	uint64_t width = cursor_u32be(&c), height = cursor_u32be(&c);
	if (!c.bad && width > 0 && height > j->d->limits->pixels / width)
		stop(j, E_LIMIT_PIXELS);
}

static void read_head(struct job *j)
{
	png_uint_32 width, height;
	int depth, colour, interlace;
	png_set_user_limits(j->png, 65535, 65535);
	png_set_read_fn(j->png, j, feed);
	png_read_info(j->png, j->info);
	png_get_IHDR(j->png, j->info, &width, &height, &depth, &colour, &interlace, NULL, NULL);
	j->behind_most = BEHIND_FREE + (uint64_t)width * 16;
	if (depth == 16) {
		disarm_found(j->d, FINDING_DEPTH16, "PNG", VIEW(""));
		png_set_scale_16(j->png);
	}
	png_set_expand(j->png);
	j->rows_left = (uint64_t)height * (uint64_t)png_set_interlace_handling(j->png);
	png_read_update_info(j->png, j->info);
	j->image.width = width;
	j->image.height = height;
	unsigned channels = png_get_channels(j->png, j->info);
	if (channels < 1 || channels > 4 ||
	    png_get_rowbytes(j->png, j->info) != (size_t)width * channels)
		stop(j, E_INTERNAL);
	j->head.layout = (enum form_image_samples_layout)(channels - 1);
	j->n = (size_t)width * height * channels;
}

static void read_samples(struct job *j)
{
	size_t row = j->n / j->image.height, y = 0;
	j->samples = buf_grow(j->d->out, j->n);
	if (!j->samples)
		stop(j, j->d->out->err);
	for (; j->rows_left > 0; j->rows_left--, y = (y + 1) % j->image.height)
		png_read_row(j->png, j->samples + row * y, NULL);
	png_read_end(j->png, NULL);
}

static enum err decode(struct job *j)
{
	j->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, j, on_error, on_warning);
	j->info = j->png ? png_create_info_struct(j->png) : NULL;
	if (!j->info)
		j->err = E_NO_MEMORY;
	else if (setjmp(j->fail) == 0) {
		check_size(j, j->in.v);
		read_head(j);
		read_samples(j);
	}
	png_destroy_read_struct(&j->png, &j->info, NULL);
	return j->err;
}

enum err png_body(struct disarm *d, struct view in)
{
	struct seen seen = {0};
	struct job *j = arena_alloc(d->mem, sizeof *j);
	size_t start = d->out->n;
	if (!j)
		return E_NO_MEMORY;
	try(survey(d, in, &seen));
	*j = (struct job){.in = cursor_of(in), .current = view_of(magic, sizeof magic), .d = d};
	cursor_skip(&j->in, sizeof magic);
	samples_begin(d);
	try(decode(j));
	j->image.dpi_x = seen.dpi_x;
	j->image.dpi_y = seen.dpi_y;
	return samples_end(d, start, &j->image, j->head.layout);
}
