/* SPDX-License-Identifier: Apache-2.0
 * pdf/font_parts.h: for pdf/font*.c alone.
 */
#ifndef DISARM_PDF_FONT_PARTS_H
#define DISARM_PDF_FONT_PARTS_H

#include "disarm/pdf/pdf.h"
#include "disarm/pdf/cmap.h"
#include "disarm/pdf/font.h"
#include "disarm/pdf/program.h"
#include "disarm/pdf/unicode.h"

struct pdf_glyph {
	uint32_t code;
	uint8_t bytes;
	bool drawn;	    /* its outline was asked for */
	bool broken;	    /* and could not be had */
	struct view text;   /* UTF-8, in the arena: stays where it is when more glyphs come */
	uint16_t cid;	    /* of a composite font */
	uint32_t glyph;	    /* in the program */
	double width;	    /* thousandths; type3: of glyph space */
	double vertical[3]; /* w1y, vx, vy; thousandths */
	uint32_t segments_n;
	struct view segments;
	const struct pdf_obj *proc;
};

/* Widths and vertical metrics of ranges of CIDs: W and W2. */
struct pdf_cid_metric {
	uint16_t first, last;
	uint32_t order;
	double v[3];
};

struct pdf_metrics {
	uint32_t n;
	const struct pdf_cid_metric *rows; /* sorted by first */
};

struct pdf_font {
	struct pdf_fonts *set;
	const struct pdf_obj *dict;	  /* Type0, Type1, TrueType, Type3... */
	const struct pdf_obj *cid_dict;	  /* a composite font's descendant; else dict */
	const struct pdf_obj *descriptor; /* perhaps null */
	struct view base;		  /* BaseFont, without a subset's prefix */
	uint32_t flags;
	bool composite, type3;
	bool truetype; /* says the dictionary */
	bool shown_visibly;
	uint32_t number;
	struct pdf_program *program; /* NULL: not embedded, or not readable */
	struct pdf_stand_in stand_in;
	enum pdf_collection collection;
	const struct pdf_to_unicode *to_unicode; /* may be NULL */
	bool code_is_unicode;			 /* ToUnicode is Identity */

	/* Simple and type3. */
	struct view names[256]; /* empty: none */
	bool has_encoding;	/* names come from the dictionary */
	bool mac_encoding;
	bool fallback_names; /* names are only a guess */
	bool has_widths;
	double widths[256];
	double matrix[6]; /* type3 */
	const struct pdf_obj *resources, *procs;

	/* Composite. */
	const struct pdf_cmap *cmap;
	struct view cid_to_glyph; /* empty: the same */
	struct pdf_metrics w, w2;
	double dw, dw2[2];

	struct buf glyphs; /* struct pdf_glyph, in the order of first use */
	uint32_t glyphs_n;
	uint32_t *slots; /* hash of (bytes, code): number, 0 is free */
	uint32_t slots_n;
	uint32_t missing, unknown, blank; /* glyphs without a face, without text, broken ones */
	uint64_t segments;
};

struct pdf_fonts_program {
	const struct pdf_obj *stream;
	struct pdf_program *program; /* NULL: broken */
	struct buf bytes;
};

/* One font of a list. */
struct pdf_fonts_row {
	struct pdf_font *font;
};

struct pdf_fonts {
	struct pdf *pdf;
	struct arena *mem;
	struct pdf_library *lib;
	struct buf all;	     /* struct pdf_fonts_row: as loaded */
	struct buf numbered; /* struct pdf_fonts_row: those that showed a glyph */
	struct buf programs; /* struct pdf_fonts_program */
	struct buf scratch;  /* of one outline */
	struct pdf_program *faces[PDF_FACE_COUNT];
	const uint16_t *vert[PDF_FACE_COUNT];
	bool face_tried[PDF_FACE_COUNT];
	const uint32_t *cid_text[PDF_COLLECTION_KOREA1 + 1];
	uint32_t cid_text_n[PDF_COLLECTION_KOREA1 + 1];
};

#define FLAG_SYMBOLIC 4u
#define FLAG_SERIF 2u
#define FLAG_BOLD (1u << 18)

/* Contents of a buf, for good, in the arena; NULL without memory. */
void *pdf_font_keep(struct pdf_fonts *set, const struct buf *b) must_use;

enum err pdf_font_load_simple(struct pdf_font *f) must_use;
enum err pdf_font_load_composite(struct pdf_font *f) must_use;

/* A new glyph's number in its program, width, vertical metrics and text. */
void pdf_font_simple_glyph(struct pdf_font *f, struct pdf_glyph *g);
void pdf_font_composite_glyph(struct pdf_font *f, struct pdf_glyph *g);
/* What the CMap and the collection say that a code is. */
struct pdf_text_of pdf_font_cid_text(struct pdf_font *f, const struct pdf_glyph *g);

/* Sets what a glyph says. */
void pdf_font_set_text(struct pdf_font *f, struct pdf_glyph *g, const struct pdf_text_of *t);
/* The outline of a glyph into g->segments. */
enum err pdf_font_draw(struct pdf_font *f, struct pdf_glyph *g) must_use;
struct pdf_program *pdf_font_face(struct pdf_fonts *set, enum pdf_face face); /* NULL: missing */
/* For a font that is not embedded: the face that has a glyph, and its number there; 0: none. */
uint32_t pdf_font_stand_in_glyph(struct pdf_font *f, const struct pdf_glyph *g,
				 struct pdf_program **ret);

#endif
