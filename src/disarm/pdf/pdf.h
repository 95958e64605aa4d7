/* SPDX-License-Identifier: Apache-2.0
 * pdf.h: a PDF (ISO 32000-2) as typed objects.
 *
 * qpdf finds the objects, mends the cross references and decrypts; everything it says about an
 * object is the object's normalised text, which our own parser (pdf/lex.h) turns into the structs
 * below, and the packed bytes of streams, whose filters we undo ourselves under a cap.
 *
 * Objects live in pdf->mem as long as the document and never change. An indirect object is read
 * when it is first asked for. Errors of reading are sticky in pdf->err (limits, no memory): an
 * object that cannot be read is null, and whoever builds something asks pdf->err at the end.
 */
#ifndef DISARM_PDF_PDF_H
#define DISARM_PDF_PDF_H

#include "disarm/disarm.h"

enum pdf_kind {
	PDF_NULL,
	PDF_BOOL,
	PDF_INT,
	PDF_REAL,
	PDF_STRING,
	PDF_NAME,
	PDF_ARRAY,
	PDF_DICT,
	PDF_STREAM,
	PDF_REF,
};

struct pdf_entry;

struct pdf_obj {
	uint8_t kind;	      /* enum pdf_kind */
	uint32_t n;	      /* items of an array, entries of a dictionary or stream */
	uint32_t number, gen; /* PDF_REF and PDF_STREAM: which indirect object; else 0 */
	union {
		bool flag;
		int64_t whole;
		double real;	   /* finite */
		struct view bytes; /* PDF_STRING decoded; PDF_NAME without slash, #xx decoded */
		const struct pdf_obj *items;
		const struct pdf_entry *entries; /* duplicate keys: the last one counts */
	};
};

struct pdf_entry {
	struct view key;
	struct pdf_obj value;
};

#define PDF_NESTING_MAX 100		   /* arrays and dictionaries in one object */
#define PDF_NUMBER_MAX 8388607		   /* ISO 32000-2 annex C */
#define PDF_STREAM_MAX ((size_t)256 << 20) /* bytes of one stream, unpacked */

struct pdf_cache;

struct pdf {
	struct disarm *d;
	struct arena *mem; /* d->mem */
	enum err err;	   /* sticky */
	const struct pdf_obj *trailer;
	uint32_t objects; /* read so far */
	void *reader;	  /* qpdf's handle */
	struct pdf_cache *cache;
	struct buf scratch; /* of the parser */
	uint64_t unpacked;  /* bytes, of all streams at every stage: pdf_unpack */
	uint32_t looked_up; /* keys and names compared: pdf/link.c */
	bool encrypted;	    /* and opened, by the password given or the empty one */
};

/* Opens d->in. E_BROKEN, E_ENCRYPTED (password wrong or missing), E_LIMIT_*, E_NO_MEMORY. */
enum err pdf_open(struct disarm *d, struct pdf *ret) must_use;
void pdf_close(struct pdf *pdf); /* also as scope_end; objects live on in the arena */

/* Remembers the first error; always false, so that a reader may `return pdf_fail(...)`. */
bool pdf_fail(struct pdf *pdf, enum err e);

/* None of these ever returns NULL: what is not there is the null object. All resolve references. */
extern const struct pdf_obj pdf_null;
const struct pdf_obj *pdf_resolve(struct pdf *pdf, const struct pdf_obj *o);
const struct pdf_obj *pdf_get(struct pdf *pdf, const struct pdf_obj *dict, const char *key);
const struct pdf_obj *pdf_get_view(struct pdf *pdf, const struct pdf_obj *dict, struct view key);
const struct pdf_obj *pdf_at(struct pdf *pdf, const struct pdf_obj *array, uint32_t i);
/* The value as it stands, perhaps a PDF_REF: for those who ask "the same object?". */
const struct pdf_obj *pdf_get_raw(const struct pdf_obj *dict, struct view key);

/* Of a resolved object. A stream counts as its dictionary, an integer as a number. */
bool pdf_is(const struct pdf_obj *o, const char *name); /* is it that name? */
bool pdf_is_dict(const struct pdf_obj *o);		/* dictionary or stream */
bool pdf_is_number(const struct pdf_obj *o);
double pdf_number(const struct pdf_obj *o, double otherwise);
int64_t pdf_int(const struct pdf_obj *o, int64_t otherwise); /* reals are cut to integers */
bool pdf_flag(const struct pdf_obj *o, bool otherwise);
/* Exactly (or, for `pdf_numbers_most`, at most) n numbers of an array; false if it is not that. */
bool pdf_numbers(struct pdf *pdf, const struct pdf_obj *array, double *ret, uint32_t n);
uint32_t pdf_numbers_most(struct pdf *pdf, const struct pdf_obj *array, double *ret, uint32_t n);

/* A text string (PDFDocEncoding, UTF-16 or UTF-8 with a mark) as clean UTF-8 in the arena;
 * forbidden characters are left out. */
struct view pdf_text_string(struct pdf *pdf, const struct pdf_obj *string);

/* Pictures' own packings, which are not undone by pdf_stream_data. */
enum pdf_codec {
	PDF_CODEC_NONE,
	PDF_CODEC_DCT,
	PDF_CODEC_CCITT,
	PDF_CODEC_JPX,
	PDF_CODEC_JBIG2,
};

/* The content of a stream appended to `out` (whose cap is the limit), all filters undone. A packing
 * that breaks off in the middle gives what came before. E_BROKEN: not a stream, a filter we do not
 * know or a picture's; E_LIMIT_*. */
enum err pdf_stream_data(struct pdf *pdf, const struct pdf_obj *stream, struct buf *out) must_use;
/* The same up to the first picture filter: says which, and its parameters (perhaps null). */
enum err pdf_stream_picture(struct pdf *pdf, const struct pdf_obj *stream, struct buf *out,
			    enum pdf_codec *ret_codec, const struct pdf_obj **ret_parms) must_use;
/* qpdf unpacks object and cross reference streams by itself, without a limit: here they are looked
 * for in the raw file and unpacked once under one. E_LIMIT_SIZE. */
enum err pdf_survey(const struct disarm *d) must_use;
/* The picture filter that a stream ends with, without reading it. */
enum pdf_codec pdf_codec_of(struct pdf *pdf, const struct pdf_obj *dict);
/* The same for packed bytes at hand (an inline image: short names count too). */
enum err pdf_unpack(struct pdf *pdf, const struct pdf_obj *dict, struct view packed,
		    struct buf *out, enum pdf_codec *ret_codec,
		    const struct pdf_obj **ret_parms) must_use;

#endif
