/* SPDX-License-Identifier: Apache-2.0
 * pdf/ccitt.c: facsimile pictures (ITU-T T.4 and T.6) by libtiff, which is given a TIFF of one
 * strip whose directory we wrote.
 */
#include <tiffio.h>

#include "disarm/pdf/image.h"

struct source {
	struct view bytes;
	uint64_t at;
};

static tmsize_t on_read(thandle_t handle, void *to, tmsize_t n)
{
	struct source *s = handle;
	size_t left = s->at < s->bytes.n ? s->bytes.n - (size_t)s->at : 0;
	size_t some = min_of(left, (size_t)max_of(n, 0));
	if (some > 0)
		memcpy(to, s->bytes.p + s->at, some);
	s->at += some;
	return (tmsize_t)some;
}

static tmsize_t on_write(unused_arg thandle_t handle, unused_arg void *from, unused_arg tmsize_t n)
{
	return 0;
}

static toff_t on_seek(thandle_t handle, toff_t to, int whence)
{
	struct source *s = handle;
	s->at = whence == SEEK_SET ? to : whence == SEEK_CUR ? s->at + to : s->bytes.n + to;
	return s->at;
}

static int on_close(unused_arg thandle_t handle)
{
	return 0;
}

static toff_t on_size(thandle_t handle)
{
	const struct source *s = handle;
	return s->bytes.n;
}

static void entry(struct buf *b, uint16_t tag, uint16_t type, uint32_t value)
{
	buf_u16(b, tag);
	buf_u16(b, type);
	buf_u32(b, 1);
	if (type == TIFF_SHORT) {
		buf_u16(b, (uint16_t)value);
		buf_u16(b, 0);
	} else {
		buf_u32(b, value);
	}
}

struct fax {
	int64_t k, columns;
	bool black_is_1, aligned;
};

#define ENTRIES 10

static void put_tiff(struct buf *b, const struct fax *fax, uint32_t rows, struct view packed)
{
	uint32_t data = 8 + 2 + ENTRIES * 12 + 4;
	buf_put(b, VIEW("II\x2a\0\x08\0\0\0"));
	buf_u16(b, ENTRIES);
	entry(b, TIFFTAG_IMAGEWIDTH, TIFF_LONG, (uint32_t)fax->columns);
	entry(b, TIFFTAG_IMAGELENGTH, TIFF_LONG, rows);
	entry(b, TIFFTAG_BITSPERSAMPLE, TIFF_SHORT, 1);
	entry(b, TIFFTAG_COMPRESSION, TIFF_SHORT,
	      fax->k < 0 ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
	entry(b, TIFFTAG_PHOTOMETRIC, TIFF_SHORT, PHOTOMETRIC_MINISWHITE);
	entry(b, TIFFTAG_STRIPOFFSETS, TIFF_LONG, data);
	entry(b, TIFFTAG_SAMPLESPERPIXEL, TIFF_SHORT, 1);
	entry(b, TIFFTAG_ROWSPERSTRIP, TIFF_LONG, rows);
	entry(b, TIFFTAG_STRIPBYTECOUNTS, TIFF_LONG, (uint32_t)packed.n);
	if (fax->k < 0)
		entry(b, TIFFTAG_GROUP4OPTIONS, TIFF_LONG, 0);
	else
		entry(b, TIFFTAG_GROUP3OPTIONS, TIFF_LONG,
		      (fax->k > 0 ? GROUP3OPT_2DENCODING : 0u) |
			  (fax->aligned ? GROUP3OPT_FILLBITS : 0u));
	buf_u32(b, 0);
	buf_put(b, packed);
}

/* Rows as far as they can be read; the rest stays white. */
static enum err read_rows(struct buf *file, uint32_t rows, size_t row, uint8_t *to)
{
	struct source source = {.bytes = buf_view(file)};
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	TIFF *tiff = TIFFClientOpen("fax", "rm", &source, on_read, on_write, on_seek, on_close,
				    on_size, NULL, NULL);
	if (!tiff)
		return E_BROKEN;
	bool good = TIFFScanlineSize64(tiff) == row;
	uint8_t *line = good ? calloc(row, 1) : NULL;
	for (uint32_t y = 0; line && y < rows; y++) {
		if (TIFFReadScanline(tiff, line, y, 0) != 1)
			break;
		memcpy(to + y * row, line, row);
	}
	TIFFClose(tiff);
	if (good && !line)
		return E_NO_MEMORY;
	free(line);
	return good ? OK : E_BROKEN;
}

enum err ccitt_read(struct pdf *pdf, const struct pdf_obj *parms, uint32_t width, uint32_t height,
		    struct view packed, struct raster *ret)
{
	struct fax fax = {.k = pdf_int(pdf_get(pdf, parms, "K"), 0),
			  .columns = pdf_int(pdf_get(pdf, parms, "Columns"), 1728),
			  .black_is_1 = pdf_flag(pdf_get(pdf, parms, "BlackIs1"), false),
			  .aligned = pdf_flag(pdf_get(pdf, parms, "EncodedByteAlign"), false)};
	struct buf file scope_end(buf_free) = buf_new(packed.n + 4096);
	struct buf bits = buf_new(PDF_STREAM_MAX);
	if (fax.columns < 1 || fax.columns > 65535 || packed.n > UINT32_MAX / 2 || width == 0)
		return E_BROKEN;
	size_t row = ((size_t)fax.columns + 7) / 8;
	uint8_t *to = buf_grow(&bits, row * height);
	if (!to)
		return bits.err;
	memset(to, 0, row * height);
	put_tiff(&file, &fax, height, packed);
	enum err e = file.err != OK ? file.err : read_rows(&file, height, row, to);
	for (size_t i = 0; e == OK && !fax.black_is_1 && i < bits.n; i++)
		to[i] = (uint8_t)~to[i];
	if (e != OK) {
		buf_free(&bits);
		return e;
	}
	*ret = (struct raster){.width = (uint32_t)fax.columns,
			       .height = height,
			       .components = 1,
			       .bits = 1,
			       .bytes = bits};
	return OK;
}
