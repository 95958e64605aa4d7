/* SPDX-License-Identifier: Apache-2.0
 * pdf/reader.h: one PDF on its way into a PAGES form, and one content stream in work.
 *
 * A content stream becomes a list of operators (struct ops) of the form. PDF lets a stream do what
 * the form does not: begin a path and then something else, draw inside a text object, let marks
 * and saved states overlap. So paths wait until they are painted, text objects are opened when the
 * first glyph is shown and closed when anything else is drawn, and `nest` remembers what is open in
 * the form.
 */
#ifndef DISARM_PDF_READER_H
#define DISARM_PDF_READER_H

#include "disarm/pdf/font.h"
#include "disarm/pdf/image.h"
#include "disarm/pdf/lex.h"

#define CONTENT_DEPTH_MAX 32 /* forms, patterns and glyphs inside one another */
#define NEST_MOST \
	(PAGES_DEPTH_MOST - 2) /* a page's operators get a save of their own around them */
#define CONTENT_ARGS 40	       /* operands of one operator */
#define CONTENT_BYTES_MAX ((size_t)128 << 20)

/* What was made of an object, by its address (objects never move). */
struct memo_row;
struct memo {
	uint32_t n, room;
	struct memo_row *rows;
};

enum memo_what {
	MEMO_NONE,
	MEMO_COLOUR,  /* struct colour_space * */
	MEMO_IMAGE,   /* node */
	MEMO_GROUP,   /* struct made_group * */
	MEMO_SHADING, /* node */
	MEMO_FONT,    /* node, by struct pdf_font */
	MEMO_DRAWN,   /* struct drawn_font *, by struct pdf_font */
	MEMO_BUSY,    /* being read just now */
	MEMO_PAGE,    /* struct page *, by page object */
	MEMO_NODE,    /* of the page tree: its pages are known */
	MEMO_LAYER,   /* 1: off; 2: on */
	MEMO_MASK,
	MEMO_PATTERN,
	MEMO_OUTLINE,
	MEMO_TAG,
	MEMO_SEEN,
};

struct reader {
	struct disarm *d;
	struct pdf pdf;
	struct nodes nodes;
	struct pdf_fonts *fonts;
	struct memo memo;
	uint64_t operators; /* read so far, in all streams */
	unsigned depth;	    /* of content streams at work */
	uint32_t page;	    /* from 1, while its content is read */
	const struct pdf_obj *root;
	struct pages_read *pages; /* pdf/page.h */
	struct tags *tags;	  /* pdf/tag.h; NULL: none */
	struct drawn_font *drawn; /* Type 3 fonts, a list */
	bool tones;		  /* the page at hand shows more than black and white */
	uint32_t bits_across;	  /* of its pictures that have no rule: pixels of the widest */
	bool wait;		  /* for the converter: no form is written */
	bool in_glyph;		  /* inside a glyph of one */
	uint8_t index[256];	  /* of operators, pdf/content.c */
};

struct text_state {
	struct pdf_font *font; /* NULL: none yet */
	double size, word, spacing, stretch, leading, rise;
	unsigned render;
};

struct paint_state {
	const struct colour_space *fill, *stroke;
};

struct graphics {
	struct text_state text;
	struct paint_state paint;
	struct form_op_overprint overprint;
};

/* Which of these the content at hand has set for itself. */
struct own {
	bool font, word, leading, fill, stroke;
};

struct state {
	struct graphics g;
	struct own own;
};

enum nested { NESTED_SAVE, NESTED_TEXT, NESTED_MARK };

struct nest {
	uint8_t kind;
	bool late; /* a mark that should have ended already */
	uint32_t mark;
};

struct mark {
	bool open;  /* in the form */
	bool hides; /* a layer that is off */
};

struct content {
	struct reader *r;
	const struct pdf_obj *resources;
	struct ops ops;
	struct graphics now;
	struct own own;
	bool inherits;	  /* needed something of the state around it that the form does not carry */
	struct buf saved; /* of struct state */
	struct nest nest[NEST_MOST];
	uint32_t n_nest;
	struct buf marks; /* of struct mark */
	unsigned hidden;  /* marks around us that hide */
	/* the path that waits */
	struct ops path;
	bool has_point;
	double start[2], point[2];
	uint8_t clip; /* enum form_op_paint_clip */
	/* text: matrices as PDF has them; what the form has is `line` moved by `step` */
	double tm[6], line[6], step[2];
	bool placed;	/* ... unless this is false: then the next text needs a matrix of its own */
	bool stepped;	/* a line was begun since */
	bool off_line;	/* the form's line begins somewhere else: the next line needs one, too */
	struct ops run; /* glyphs of one show, the first of which is no adjustment */
	node_id run_font;
	/* what it is */
	bool on_page;	 /* marks may be tagged */
	bool ghost;	 /* nothing but its text, invisible: a picture shows the rest */
	bool uncoloured; /* sets no colours */
	struct form_drawn_glyph *glyph; /* of a Type 3 font; or NULL */
	bool spoilt;
	const char *why;
	struct pdf_font *forced; /* whatever Tf says: pdf/field.c */
	double forced_size;
	/* operands */
	struct pdf_obj args[CONTENT_ARGS];
	uint32_t n_args;
	struct pdf_lex lex;
	struct buf stack;
	struct arena scratch; /* decoded operands: gone after a few operators */
};

#endif
