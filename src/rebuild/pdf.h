/* SPDX-License-Identifier: Apache-2.0
 * pdf.h: writing the file structure of PDF 1.7 (ISO 32000-1 clause 7): objects, streams, end.
 *
 *   pdf_begin(&f, out); n = pdf_new(&f); pdf_object(&f, n, body) ... pdf_end(&f, root);
 *
 * Plain objects are gathered in object streams, streams stand alone, the cross-reference is a
 * stream. Same calls, same bytes: the identifier is fixed, nothing says when or by whom. An object
 * may be referred to before it is written; pdf_end refuses one that never was (our mistake).
 */
#ifndef REBUILD_PDF_H
#define REBUILD_PDF_H

#include "base/buf.h"

struct libdeflate_compressor;

struct pdf {
	struct buf *out;
	struct libdeflate_compressor *deflate;
	struct buf places;	   /* one struct pdf_place an object */
	struct buf index, bodies;  /* of the object stream being filled */
	uint32_t n;		   /* objects so far, number 0 counted */
	uint32_t gathered, stream; /* in it; its number */
	enum err err;
};

struct pdf_place {
	uint64_t at;	 /* in the file, or in the object stream */
	uint32_t stream; /* 0: stands alone */
	bool written;
};

void pdf_begin(struct pdf *f, struct buf *out);
uint32_t pdf_new(struct pdf *f);
void pdf_object(struct pdf *f, uint32_t number, struct view body);
/* `entries` is the dictionary without << >>, Length and Filter; content is compressed here. */
void pdf_stream(struct pdf *f, uint32_t number, struct view entries, struct view content);
/* Content that is compressed already; its Filter is among the entries. */
void pdf_stream_as_is(struct pdf *f, uint32_t number, struct view entries, struct view content);
/* Cross-reference and end. E_NO_MEMORY, E_LIMIT_SIZE. */
enum err pdf_end(struct pdf *f, uint32_t root, uint32_t info) must_use;
void pdf_free(struct pdf *f); /* what pdf_begin took */

/* A number with `places` decimals (6 micro, 9 nano), in the shortest spelling, then a space. */
void pdf_fixed(struct buf *b, int64_t value, unsigned places);
void pdf_micro(struct buf *b, const int64_t *values, size_t n);
void pdf_shares(struct buf *b, const uint32_t *micro, size_t n);
void pdf_nano(struct buf *b, const int64_t *values, size_t n);
void pdf_ref(struct buf *b, uint32_t number);
/* A text string: UTF-16 with its mark, in hexadecimal. The text is clean. */
void pdf_text(struct buf *b, struct view text);
/* UTF-16 in hexadecimal without mark or brackets. */
void pdf_utf16(struct buf *b, struct view text);
/* A literal string of any bytes. */
void pdf_string(struct buf *b, struct view bytes);

#endif
