/* SPDX-License-Identifier: Apache-2.0
 * pdf/filter.c: undoing the packings of streams (ISO 32000-2 7.4), each under the cap of the buffer
 * it writes to. Damage ends a packing, it is no error: what came before is what viewers show.
 */
#include <zlib.h>

#include "base/base64.h"
#include "disarm/pdf/lex.h"

#define FILTERS_MAX 8
#define OBJECTS_MAX ((size_t)64 << 20) /* bytes of one object stream, unpacked */
#define UNPACKED_FACTOR                                                          \
	3 /* all streams, each time they are asked for: so many times the output \
	   */
#define RATIO_FREE ((uint64_t)1 << 20) /* a small stream may unpack to this, whatever its ratio */

static void undo_hex(struct view in, struct buf *out)
{
	struct pdf_lex lex = {.in = in};
	int high = -1;
	for (; lex.at < in.n && in.p[lex.at] != '>'; lex.at++) {
		int digit = hex_digit(in.p[lex.at]);
		if (digit < 0)
			continue;
		if (high >= 0)
			buf_u8(out, (uint8_t)(high * 16 + digit));
		high = high >= 0 ? -1 : digit;
	}
	if (high >= 0)
		buf_u8(out, (uint8_t)(high * 16));
}

static void undo_base85(struct view in, struct buf *out)
{
	uint32_t value = 0;
	unsigned n = 0;
	size_t i = view_starts(in, VIEW("<~")) ? 2 : 0;
	for (; i < in.n && in.p[i] != '~'; i++) {
		uint8_t c = in.p[i];
		if (c == 'z' && n == 0) {
			buf_u32be(out, 0);
		} else if (c >= '!' && c <= 'u') {
			value = value * 85 + (uint32_t)(c - '!');
			if (++n == 5) {
				buf_u32be(out, value);
				value = n = 0;
			}
		}
	}
	for (unsigned k = n; n > 1 && k < 5; k++)
		value = value * 85 + 84;
	for (unsigned k = 0; n > 1 && k < n - 1; k++)
		buf_u8(out, (uint8_t)(value >> (24 - 8 * k)));
}

static void undo_runs(struct view in, struct buf *out)
{
	struct cursor c = cursor_of(in);
	while (cursor_left(&c) > 0 && out->err == OK) {
		uint8_t length = cursor_u8(&c);
		if (length == 128)
			return;
		if (length < 128)
			buf_put(out, cursor_take(&c, min_of(length + 1u, cursor_left(&c))));
		else if (cursor_left(&c) > 0)
			buf_fill(out, cursor_u8(&c), 257u - length);
	}
}

/* The checksum and, where it is nonsense, the header are not asked: viewers do not either. */
static void undo_flate(struct view in, struct buf *out)
{
	uint8_t some[16384];
	z_stream z = {0};
	while (in.n > 0 && pdf_is_space(in.p[0]))
		in = view_sub(in, 1, in.n);
	if (in.n >= 2 && (in.p[0] & 15) == 8 && (in.p[0] * 256 + in.p[1]) % 31 == 0)
		in = view_sub(in, 2, in.n);
	if (inflateInit2(&z, -15) != Z_OK) {
		out->err = E_NO_MEMORY;
		return;
	}
	union { /* zlib only reads from it, but does not say so in its type */
		const uint8_t *theirs;
		Bytef *mine;
	} from = {.theirs = in.p};
	z.next_in = from.mine;
	z.avail_in = (uInt)min_of(in.n, (size_t)UINT32_MAX);
	int result;
	do {
		z.next_out = some;
		z.avail_out = sizeof some;
		result = inflate(&z, Z_NO_FLUSH);
		buf_put(out, view_of(some, sizeof some - z.avail_out));
	} while (result == Z_OK && out->err == OK && (z.avail_in > 0 || z.avail_out == 0));
	inflateEnd(&z);
	if (result == Z_MEM_ERROR)
		out->err = E_NO_MEMORY;
}

struct lzw {
	uint16_t before[4096], length[4096];
	uint8_t last[4096];
	unsigned n; /* codes so far */
};

/* Appends the string of a code; returns its first byte. */
static uint8_t lzw_put(const struct lzw *t, unsigned code, struct buf *out)
{
	size_t n = t->length[code];
	uint8_t *p = buf_grow(out, n), first = t->last[code];
	for (size_t i = n; i > 0; i--, code = t->before[code]) {
		first = t->last[code];
		if (p)
			p[i - 1] = first;
	}
	return first;
}

static void lzw_add(struct lzw *t, unsigned before, uint8_t last)
{
	t->before[t->n] = (uint16_t)before;
	t->length[t->n] = (uint16_t)(t->length[before] + 1);
	t->last[t->n++] = last;
}

static void undo_lzw(struct view in, struct buf *out, unsigned early)
{
	struct lzw t = {.n = 258};
	uint32_t bits = 0, held = 0, previous = 256, width = 9;
	for (unsigned i = 0; i < 256; i++) {
		t.length[i] = 1;
		t.last[i] = (uint8_t)i;
	}
	for (size_t i = 0; out->err == OK;) {
		while (held < width && i < in.n) {
			bits = bits << 8 | in.p[i++];
			held += 8;
		}
		if (held < width)
			return;
		unsigned code = bits >> (held - width) & ((1u << width) - 1);
		held -= width;
		if (code == 257)
			return;
		if (code == 256) {
			t.n = 258;
			width = 9;
		} else if (previous == 256) {
			if (code > 255)
				return;
			buf_u8(out, (uint8_t)code);
		} else if (code < t.n) {
			uint8_t first = lzw_put(&t, code, out);
			if (t.n < 4096)
				lzw_add(&t, previous, first);
		} else if (code == t.n && t.n < 4096) {
			uint8_t first = lzw_put(&t, previous, out);
			buf_u8(out, first);
			lzw_add(&t, previous, first);
		} else {
			return;
		}
		previous = code;
		while (width < 12 && t.n + early >= 1u << width)
			width++;
	}
}

/* --- predictors (7.4.4.4) --- */

struct predictor {
	int64_t kind, colours, bits, columns;
	size_t pixel, row; /* bytes, at least 1 */
};

static bool predictor_of(struct pdf *pdf, const struct pdf_obj *parms, struct predictor *p)
{
	p->kind = pdf_int(pdf_get(pdf, parms, "Predictor"), 1);
	p->colours = pdf_int(pdf_get(pdf, parms, "Colors"), 1);
	p->bits = pdf_int(pdf_get(pdf, parms, "BitsPerComponent"), 8);
	p->columns = pdf_int(pdf_get(pdf, parms, "Columns"), 1);
	if (p->colours < 1 || p->colours > 32 || p->columns < 1 || p->columns > 1 << 24 ||
	    (p->bits != 1 && p->bits != 2 && p->bits != 4 && p->bits != 8 && p->bits != 16))
		return false;
	p->pixel = (size_t)max_of(p->colours * p->bits / 8, 1);
	p->row = (size_t)((p->colours * p->bits * p->columns + 7) / 8);
	return true;
}

static uint8_t paeth(int a, int b, int c)
{
	int pa = abs(b - c), pb = abs(a - c), pc = abs(a + b - 2 * c);
	return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

static void png_row(uint8_t kind, uint8_t *row, const uint8_t *above, size_t n, size_t pixel)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t left = i >= pixel ? row[i - pixel] : 0, up = above ? above[i] : 0;
		uint8_t corner = above && i >= pixel ? above[i - pixel] : 0, guess = 0;
		if (kind == 1)
			guess = left;
		else if (kind == 2)
			guess = up;
		else if (kind == 3)
			guess = (uint8_t)((left + up) / 2);
		else if (kind == 4)
			guess = paeth(left, up, corner);
		row[i] = (uint8_t)(row[i] + guess);
	}
}

static void undo_png(struct view in, const struct predictor *p, struct buf *out)
{
	const size_t start = out->n;
	size_t rows = in.n / (p->row + 1), rest = in.n % (p->row + 1);
	uint8_t *to = buf_grow(out, rows * p->row + (rest > 0 ? rest - 1 : 0));
	const uint8_t *above = NULL;
	for (size_t at = 0; to && at + 1 < in.n; at += p->row + 1) {
		size_t n = min_of(p->row, in.n - at - 1);
		memcpy(to, in.p + at + 1, n);
		png_row(in.p[at], to, above, n, p->pixel);
		above = to;
		to += n;
	}
	assert(out->n >= start);
}

/* Components of fewer than eight bits, one by one. */
static void tiff_bits(uint8_t *row, const struct predictor *p)
{
	uint32_t before[32] = {0}, mask = (1u << p->bits) - 1;
	size_t bits = (size_t)p->bits, colours = (size_t)p->colours;
	for (size_t i = 0; i < colours * (size_t)p->columns; i++) {
		size_t at = i * bits / 8, shift = 8 - bits - i * bits % 8;
		uint32_t *sum = &before[i % colours];
		*sum = (*sum + (uint32_t)(row[at] >> shift)) & mask;
		row[at] = (uint8_t)((row[at] & ~(mask << shift)) | *sum << shift);
	}
}

static void undo_tiff(struct view in, const struct predictor *p, struct buf *out)
{
	uint8_t *to = buf_grow(out, in.n);
	if (!to)
		return;
	memcpy(to, in.p, in.n);
	for (size_t at = 0; at + p->row <= in.n; at += p->row) {
		uint8_t *row = to + at;
		if (p->bits < 8)
			tiff_bits(row, p);
		for (size_t i = p->pixel; p->bits == 8 && i < p->row; i++)
			row[i] = (uint8_t)(row[i] + row[i - p->pixel]);
		for (size_t i = p->pixel; p->bits == 16 && i + 1 < p->row; i += 2) {
			unsigned sum = (unsigned)(row[i] << 8 | row[i + 1]) +
				       (unsigned)(row[i - p->pixel] << 8 | row[i + 1 - p->pixel]);
			row[i] = (uint8_t)(sum >> 8);
			row[i + 1] = (uint8_t)sum;
		}
	}
}

static void unpredict(struct pdf *pdf, const struct pdf_obj *parms, struct buf *data)
{
	struct predictor p;
	if (data->err != OK || !predictor_of(pdf, parms, &p) || p.kind < 2)
		return;
	struct buf plain = buf_new(data->cap);
	if (p.kind == 2)
		undo_tiff(buf_view(data), &p, &plain);
	else
		undo_png(buf_view(data), &p, &plain);
	buf_free(data);
	*data = plain;
}

/* --- chains --- */

enum filter { HEX, BASE85, RUNS, FLATE, LZW, CRYPT, PICTURE };

static const struct filter_row {
	const char *name, *brief;
	enum filter filter;
	enum pdf_codec codec;
} filters[] = {
    {"FlateDecode", "Fl", FLATE, PDF_CODEC_NONE},
    {"DCTDecode", "DCT", PICTURE, PDF_CODEC_DCT},
    {"ASCII85Decode", "A85", BASE85, PDF_CODEC_NONE},
    {"ASCIIHexDecode", "AHx", HEX, PDF_CODEC_NONE},
    {"LZWDecode", "LZW", LZW, PDF_CODEC_NONE},
    {"RunLengthDecode", "RL", RUNS, PDF_CODEC_NONE},
    {"CCITTFaxDecode", "CCF", PICTURE, PDF_CODEC_CCITT},
    {"JPXDecode", "JPXDecode", PICTURE, PDF_CODEC_JPX},
    {"JBIG2Decode", "JBIG2Decode", PICTURE, PDF_CODEC_JBIG2},
    {"Crypt", "Crypt", CRYPT, PDF_CODEC_NONE}, /* qpdf has decrypted already */
};

static const struct filter_row *row_of(const struct pdf_obj *name)
{
	for (size_t i = 0; i < array_len(filters); i++)
		if (pdf_is(name, filters[i].name) || pdf_is(name, filters[i].brief))
			return &filters[i];
	return NULL;
}

static void undo(struct pdf *pdf, enum filter filter, const struct pdf_obj *parms, struct view in,
		 struct buf *out)
{
	if (filter == HEX)
		undo_hex(in, out);
	else if (filter == BASE85)
		undo_base85(in, out);
	else if (filter == RUNS)
		undo_runs(in, out);
	else if (filter == FLATE)
		undo_flate(in, out);
	else if (filter == LZW)
		undo_lzw(in, out, pdf_int(pdf_get(pdf, parms, "EarlyChange"), 1) != 0);
	else
		buf_put(out, in);
	if (filter == FLATE || filter == LZW)
		unpredict(pdf, parms, out);
}

/* The i-th filter or its parameters: one alone or an array of them. */
static const struct pdf_obj *nth(struct pdf *pdf, const struct pdf_obj *one, uint32_t i)
{
	if (one->kind == PDF_ARRAY)
		return pdf_at(pdf, one, i);
	return i == 0 ? one : &pdf_null;
}

static const struct pdf_obj *either(struct pdf *pdf, const struct pdf_obj *dict, const char *name,
				    const char *brief)
{
	const struct pdf_obj *o = pdf_get(pdf, dict, name);
	return o->kind != PDF_NULL ? o : pdf_get(pdf, dict, brief);
}

enum pdf_codec pdf_codec_of(struct pdf *pdf, const struct pdf_obj *dict)
{
	const struct pdf_obj *names = either(pdf, dict, "Filter", "F");
	uint32_t n = names->kind == PDF_ARRAY ? names->n : names->kind == PDF_NAME;
	const struct filter_row *row = n > 0 ? row_of(nth(pdf, names, n - 1)) : NULL;
	return row ? row->codec : PDF_CODEC_NONE;
}

enum err pdf_unpack(struct pdf *pdf, const struct pdf_obj *dict, struct view packed,
		    struct buf *out, enum pdf_codec *ret_codec, const struct pdf_obj **ret_parms)
{
	const struct pdf_obj *names = either(pdf, dict, "Filter", "F");
	const struct pdf_obj *parms = either(pdf, dict, "DecodeParms", "DP");
	uint32_t n = names->kind == PDF_ARRAY ? names->n : names->kind == PDF_NAME;
	struct buf data scope_end(buf_free) = buf_new(out->cap);
	uint64_t most = packed.n * (uint64_t)pdf->d->limits->ratio + RATIO_FREE;
	struct view at = packed;
	*ret_codec = PDF_CODEC_NONE;
	*ret_parms = &pdf_null;
	if (n > FILTERS_MAX)
		return E_LIMIT_DEPTH;
	for (uint32_t i = 0; i < n && *ret_codec == PDF_CODEC_NONE; i++) {
		const struct filter_row *row = row_of(nth(pdf, names, i));
		if (!row || (row->filter == PICTURE && i + 1 != n))
			return E_BROKEN;
		if (row->filter == PICTURE) {
			*ret_codec = row->codec;
			*ret_parms = nth(pdf, parms, i);
			break;
		}
		struct buf next = buf_new(out->cap);
		undo(pdf, row->filter, nth(pdf, parms, i), at, &next);
		buf_free(&data);
		data = next;
		pdf->unpacked += data.n + (data.err != OK ? out->cap : 0);
		if (pdf->unpacked > pdf->d->limits->output * UNPACKED_FACTOR) {
			pdf_fail(pdf, E_LIMIT_SIZE);
			return E_LIMIT_SIZE;
		}
		if (data.err != OK)
			return data.err;
		if (data.n > most)
			return E_LIMIT_RATIO;
		at = buf_view(&data);
	}
	if (out->n == 0 && data.p && at.p == data.p) { /* large: not copied */
		buf_free(out);
		*out = data;
		data = (struct buf){0};
	} else {
		buf_put(out, at);
	}
	return out->err;
}

/* --- what qpdf unpacks by itself --- */

#define HEAD_MOST 1024 /* bytes of a stream's dictionary that are looked at */

/* The most that a stream may hold, by what its dictionary says: it is one of qpdf's own, or could
 * be one in disguise (0: no). */
static size_t most_of(struct view head)
{
	if (view_has(head, VIEW("ObjStm")) || view_has(head, VIEW("XRef")))
		return OBJECTS_MAX;
	return view_has(head, VIEW("#")) ? PDF_STREAM_MAX : 0;
}

static enum err measure(struct view packed, size_t most)
{
	struct buf out scope_end(buf_free) = buf_new(most);
	undo_flate(packed, &out);
	for (int again = 0; out.err == OK && again < FILTERS_MAX; again++) {
		if (out.n < 2 || (out.p[0] & 15) != 8 || (out.p[0] * 256 + out.p[1]) % 31 != 0)
			return OK;
		struct buf next = buf_new(most);
		undo_flate(buf_view(&out), &next);
		buf_free(&out);
		out = next;
	}
	return out.err;
}

enum err pdf_survey(const struct disarm *d)
{
	struct view word = VIEW("stream"), in = d->in;
	size_t head = 0; /* where the last object ended */
	for (size_t i = 0; i + word.n < in.n; i++) {
		const uint8_t *p = memchr(in.p + i, 's', in.n - i - word.n);
		if (!p)
			return OK;
		i = (size_t)(p - in.p);
		if (memcmp(p, word.p, word.n) != 0)
			continue;
		if (i >= 3 && memcmp(p - 3, "end", 3) == 0) {
			head = i;
			continue;
		}
		size_t from = max_of(head, i > HEAD_MOST ? i - HEAD_MOST : 0);
		size_t most = most_of(view_sub(in, from, i - from));
		if (most > 0)
			try(measure(view_sub(in, i + word.n, in.n), most));
		i += word.n;
	}
	return OK;
}
