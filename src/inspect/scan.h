/* SPDX-License-Identifier: Apache-2.0
 * scan.h: one form under inspection, as the files that look at it share it (detect.h).
 *
 *   reader (plain.c, office*.c, pages*.c)   form -> blocks of letters, and finds that its own
 *                                           records tell (hidden, comments, covered text...)
 *   detector (number.c, people.c, mark.c)   blocks -> finds that words and digits tell
 *   apply.c                                 edits of the finds chosen -> a form without them
 *   card.c, page_picture.c                  a find -> its picture
 *
 * A letter knows where its bytes lie, so that a find made of letters can be erased wherever the
 * form keeps them: in one text or in several runs, cells or glyphs.
 */
#ifndef INSPECT_SCAN_H
#define INSPECT_SCAN_H

#include "form/form.h"
#include "inspect/inspect.h"

#define SCAN_NO UINT32_MAX
#define SCAN_CANDIDATES_MAX 2000u /* of one form; further ones are counted */
#define SCAN_LETTERS_MAX (32u << 20)

/* Where letters come from. */
enum piece_kind {
	PIECE_TEXT,  /* length and UTF-8, at `at` */
	PIECE_CELL,  /* TABLE: a cell that is a number or date, tag and all; becomes text */
	PIECE_VALUE, /* SHEET: attribute with a number; becomes one with text */
	PIECE_FIXED, /* a name of which others depend: read, and nothing takes its place */
	PIECE_GLYPH, /* PAGES: one glyph of a show; becomes an adjustment */
};

struct piece {
	enum piece_kind kind;
	uint32_t at, n;	  /* its whole record in the body of part 0 */
	struct view text; /* of it */
	int64_t by;	  /* glyph: what takes its place */
	uint32_t extra;	  /* value: at, of n_extra bytes: the formula that makes it, cut with it */
	uint32_t n_extra;
};

struct letter {
	uint32_t x;	/* code point; ' ' between things */
	uint32_t piece; /* SCAN_NO: none, it was put between */
	uint32_t at;	/* byte within the piece's text */
};

/* A paragraph, cell, line: what a person reads as one. */
struct block {
	struct find_place place;
	uint32_t first, n;	/* letters */
	uint32_t row;		/* blocks of one row of a table have one number; 0: none */
	uint32_t table, column; /* likewise of one table, and its columns; 0: none */
	bool joined;		/* repeats letters of other blocks, put together */
	uint32_t wrapped; /* a number that goes on in the next line: its first block, and one */
	int64_t box[4];	  /* pages: micro of the page's space */
};

enum edit_kind {
	EDIT_CUT,   /* bytes of part 0 go */
	EDIT_PUT,   /* ... become others */
	EDIT_STARS, /* letters become ＊ */
	EDIT_EMPTY, /* letters go */
	EDIT_PART,  /* the whole body of a further part */
};

struct edit {
	uint32_t candidate;
	enum edit_kind kind;
	uint32_t at, n;	  /* bytes; or the first letter and how many; or part, page */
	struct view with; /* in the arena */
};

struct candidate {
	struct find find;
	bool kept;		 /* it was there before something else was erased */
	uint64_t content;	 /* of what it is about: goes into its id */
	uint32_t block, from, n; /* letters within a block, for the card; SCAN_NO: none */
	uint32_t page;		 /* index of the pages scan; SCAN_NO: none */
	int64_t box[4];		 /* on it */
	uint32_t picture;	 /* image part that it is about; 0: none */
	uint32_t shown[4];	 /* of it: left, top, right, bottom in shares of SHARES */
	struct view words;	 /* for a card without a block */
};

struct scan {
	struct inspect *i;
	struct form form;
	struct view bytes; /* of the form */
	uint32_t member;
	struct find_word file;
	struct buf blocks, letters, pieces, edits, candidates; /* arrays of the above */
	uint32_t rest[FIND_COUNT];			       /* candidates that had no room */
	uint32_t open;	       /* first letter of the block being read */
	uint32_t rows, tables; /* numbers given so far */
	void *reader;	       /* office tree or pages, for pictures and edits */
	enum err err;	       /* sticky: memory */
};

static inline struct letter *scan_letters(const struct scan *s)
{
	return (struct letter *)(void *)s->letters.p;
}
static inline struct block *scan_block(const struct scan *s, uint32_t n)
{
	return &((struct block *)(void *)s->blocks.p)[n];
}
static inline uint32_t scan_blocks(const struct scan *s)
{
	return (uint32_t)(s->blocks.n / sizeof(struct block));
}
static inline struct piece *scan_piece(const struct scan *s, uint32_t n)
{
	return &((struct piece *)(void *)s->pieces.p)[n];
}
static inline struct candidate *scan_candidate(const struct scan *s, uint32_t n)
{
	return &((struct candidate *)(void *)s->candidates.p)[n];
}
static inline uint32_t scan_candidates(const struct scan *s)
{
	return (uint32_t)(s->candidates.n / sizeof(struct candidate));
}

/* Letters: a piece's whole text, or one code point that no piece holds. */
uint32_t scan_piece_add(struct scan *s, const struct piece *p);
void scan_text(struct scan *s, uint32_t piece);
void scan_put(struct scan *s, uint32_t x);
/* Ends the block that began after the last one; SCAN_NO when nothing was in it. */
uint32_t scan_block_end(struct scan *s, const struct block *b);
/* A block that repeats letters of others. */
uint32_t scan_repeat(struct scan *s, uint32_t first, uint32_t n);

/* A find; SCAN_NO when there is no room (it is counted). `key` is what it is about. */
uint32_t scan_find(struct scan *s, enum find_kind kind, const struct find_place *at,
		   struct view excerpt, struct view key);
/* The same about letters of a block: excerpt and card come from there. */
uint32_t scan_find_letters(struct scan *s, enum find_kind kind, uint32_t block, uint32_t from,
			   uint32_t n);
/* Its excerpt anew, after its letters became more. */
void scan_letters_excerpt(struct scan *s, uint32_t candidate);
void scan_count(struct scan *s, uint32_t candidate, uint32_t more);
void scan_edit(struct scan *s, uint32_t candidate, const struct edit *e);
void scan_cut(struct scan *s, uint32_t candidate, uint32_t at, uint32_t n);
void scan_put_bytes(struct scan *s, uint32_t candidate, uint32_t at, uint32_t n, struct view with);
void scan_erase_letters(struct scan *s, uint32_t candidate, enum edit_kind kind, uint32_t first,
			uint32_t n);
void scan_words(const struct scan *s, uint32_t first, uint32_t n, struct buf *out);

#endif
