/* SPDX-License-Identifier: Apache-2.0
 * pdf_reader.h: one PDF on its way into a PAGES form, and one content stream in work.
 *
 * A content stream becomes a list of operators (struct ops) of the form. PDF lets a stream do what
 * the form does not: begin a path and then something else, draw inside a text object, let marks
 * and saved states overlap. So paths wait until they are painted, text objects are opened when the
 * first glyph is shown and closed when anything else is drawn, and `nest` remembers what is open in
 * the form.
 *
 * What no rule of the form can say makes the content `spoilt`: a page that holds it must be drawn
 * by the converter instead. It is never left out silently.
 */
#ifndef DISARM_PDF_READER_H
#define DISARM_PDF_READER_H

#include "disarm/pdf_font.h"
#include "disarm/pdf_image.h"
#include "disarm/pdf_lex.h"

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
	MEMO_LAYER,   /* 1: off; 2: on */
	MEMO_MASK,
	MEMO_PATTERN,
	MEMO_OUTLINE,
	MEMO_TAG,
	MEMO_SEEN,
};

uintptr_t memo_get(const struct memo *m, const void *key, enum memo_what what);
void memo_put(struct pdf *pdf, struct memo *m, const void *key, enum memo_what what, uintptr_t to);

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
	struct pages_read *pages; /* pdf_page.h */
	struct tags *tags;	  /* pdf_tag.h; NULL: none */
	struct drawn_font *drawn; /* Type 3 fonts, a list */
	bool tones;		  /* the page at hand shows more than black and white */
	uint32_t bits_across;	  /* of its pictures that have no rule: pixels of the widest */
	bool wait;		  /* for the converter: no form is written */
	bool in_glyph;		  /* inside a glyph of one */
	uint8_t index[256];	  /* of operators, pdf_content.c */
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
	struct pdf_font *forced; /* whatever Tf says: pdf_field.c */
	double forced_size;
	/* operands */
	struct pdf_obj args[CONTENT_ARGS];
	uint32_t n_args;
	struct pdf_lex lex;
	struct buf stack;
	struct arena scratch; /* decoded operands: gone after a few operators */
};

/* --- pdf_content.c --- */

/* Starts the state of a page (`from` NULL) or of what is drawn within `from`. */
void content_start(struct content *c, struct reader *r, const struct pdf_obj *resources,
		   const struct graphics *from);
void content_free(struct content *c);
/* Reads operators until the bytes end, then closes everything. Errors go to r->pdf.err. */
void content_read(struct content *c, struct view bytes);
/* The bytes of a stream, or of an array of streams with a blank between them. */
enum err content_bytes(struct reader *r, const struct pdf_obj *o, struct buf *out) must_use;
/* An operator names a resource that is not there: viewers step over it. */
void content_missing(struct content *c, const char *operator);
/* "A rule is missing": the page must be drawn by the converter. */
void content_spoil(struct content *c, const char *why);

/* --- pdf_nest.c: what is open in the form --- */

void nest_save(struct content *c);
void nest_restore(struct content *c);
void nest_leave_text(struct content *c); /* before anything that is no text */
bool nest_enter_text(struct content *c); /* false: too deep, spoilt */
void nest_mark(struct content *c, const struct mark *mark, const struct form_op_mark *what,
	       node_id tag);
void nest_mark_end(struct content *c);
void nest_end(struct content *c); /* closes everything */

/* --- operators, by their word in tbl/pdf_operators.h --- */

#define PDF_OPERATOR(word, operands, name) \
	void op_##name(struct content *c, const struct pdf_obj *a);
#include "tbl/pdf_operators.h"
#undef PDF_OPERATOR

/* --- pdf_text.c --- */

void text_flush(struct content *c); /* glyphs waiting become one show */
void text_font(struct content *c, const struct pdf_obj *font, double size);
/* --- pdf_paint.c --- */
void paint_colour(struct content *c, bool stroke, const struct colour_space *space,
		  const double *components);
void put_matrix(struct content *c, const double matrix[6]);
/* a x b: first a, then b */
void matrix_times(const double a[6], const double b[6], double ret[6]);

/* --- pdf_group.c --- */

/* A form under the state of `c`; as a transparency group even if it does not say so. 0: nothing. */
node_id group_node(struct content *c, const struct pdf_obj *form, bool transparent);
void draw_node(struct content *c, node_id node);
void draw_xobject(struct content *c, const struct pdf_obj *xobject);
node_id mask_node(struct content *c, const struct pdf_obj *dict);
/* A box with sides; false without. The identity where there is no matrix. */
bool read_box(struct pdf *pdf, const struct pdf_obj *o, double ret[4]);
void read_matrix(struct pdf *pdf, const struct pdf_obj *o, double ret[6]);
/* Around a content stream of its own: false when it is at work already, or too deep. */
bool reader_enter(struct reader *r, const void *what);
void reader_leave(struct reader *r, const void *what);
/* --- pdf_pattern.c, pdf_shading.c --- */
node_id pattern_node(struct content *c, const struct pdf_obj *pattern, bool *ret_uncoloured);
node_id shading_node(struct content *c, const struct pdf_obj *shading);
node_id function_node(struct reader *r, const struct function *f, const double domain[4],
		      const struct colour_space *space);
/* --- pdf_layer.c --- */
void layers_open(struct reader *r);
bool layer_hidden(struct reader *r, const struct pdf_obj *o); /* OCG or OCMD; anything else: no */
/* --- pdf_drawn.c: Type 3 --- */
/* The node of the current font; the glyph shown is drawn when it is new. 0: cannot be shown. */
node_id drawn_node(struct content *c, const struct pdf_shown *shown);
void drawn_finish(struct reader *r); /* writes the items of all of them */
void drawn_free(struct reader *r);

#endif
