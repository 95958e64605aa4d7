/* SPDX-License-Identifier: Apache-2.0
 * finds.h: what 送付前点検 found in a file that is to leave, as fixed records; and the list of what
 * is to be erased. Both lie in sealed descriptors between belt, inspect and store.
 *
 *   inspect   in:  plain form, behind it (body_work.aside bytes) the list of erase_write, or
 * nothing out: plain form without what was erased; the finds that are left
 *
 * The form is disarmed anew from the original each time, so the same list of ids gives the same
 * form. An id names one find of the form before anything was erased from it: kind, place and what
 * stands there. An id that is not found, or cannot be erased, is E_ERASE, and no form comes out.
 *
 * Written by a jailed process that read a form: as little trusted as a report. finds_read takes
 * clean words, known kinds, pixels of one fixed palette, and nothing else. Bytes:
 * docs/plain-forms.md (FINDS); kinds and words: tbl/finds.h; rules of detection:
 * docs/inspection.md.
 */
#ifndef FORM_FINDS_H
#define FORM_FINDS_H

#include "base/arena.h"
#include "base/utf8.h"

enum find_kind {
#define FIND(name, severity, erased, ja, en, todo_ja, todo_en) FIND_##name,
#include "tbl/finds.h"
#undef FIND
	FIND_COUNT
};

enum find_severity { FIND_TELL, FIND_ASK, FIND_STOP, FIND_SEVERITY_COUNT };
enum find_erased { FIND_NOT, FIND_GONE, FIND_BLANKED, FIND_CUT };

struct find_text {
	const char *name; /* as in tbl/finds.h: "COVERED" */
	enum find_severity severity;
	enum find_erased erased;
	const char *ja, *en, *todo_ja, *todo_en;
};

const struct find_text *find_text(enum find_kind kind); /* kind < FIND_COUNT */

#define FINDS_MAX 200		     /* listed; further ones are counted by kind */
#define FINDS_PICTURES_MAX 32	     /* of them with a picture */
#define FIND_TEXT_MAX 320	     /* bytes: 80 code points of at most four */
#define FIND_WIDTH_MAX 640u	     /* of a picture */
#define FIND_PIXELS_MAX (160u << 10) /* bytes: one a pixel */
#define FINDS_KINDS_MAX 32	     /* rows of tbl/finds.h that there may ever be */

enum find_at {
	FIND_AT_FILE,
	FIND_AT_PAGE,
	FIND_AT_SHEET,
	FIND_AT_SLIDE,
	FIND_AT_LINE,
	FIND_AT_PARAGRAPH,
	FIND_AT_COUNT
};

struct find_word {
	uint32_t n;
	char text[FIND_TEXT_MAX]; /* clean UTF-8 without tab or newline, not NUL-terminated */
};

struct find_place {
	uint32_t member; /* of an archive, from 1; 0: the file itself */
	enum find_at at;
	uint32_t number;       /* page, sheet, slide, line, paragraph from 1; 0 for the file */
	uint32_t row, column;  /* of a sheet's cell, from 1; 0: none */
	int32_t box[4];	       /* page, slide: left bottom right top in 1/100 point; all 0: none */
	struct find_word file; /* path within the archive */
	struct find_word name; /* of the sheet */
};

struct find {
	uint64_t id; /* never 0; no two alike */
	enum find_kind kind;
	enum find_severity severity; /* the table's, or less where inspect is less sure */
	bool erasable;
	uint32_t count; /* how many of it there are at that place */
	struct find_place place;
	struct find_word excerpt; /* with personal numbers masked but for their last digits */
	uint32_t width, height;	  /* of the picture; 0: none */
	struct view pixels;	  /* width * height places in find_palette, from the top */
};

struct finds {
	uint32_t n, pictures;
	uint32_t erased;	   /* how many the list took out */
	uint32_t rest[FIND_COUNT]; /* not listed: there was no room */
	struct find rows[FINDS_MAX];
};

/* Writer's side. Any bytes become a word: what is malformed or forbidden becomes U+FFFD, spaces and
 * line ends one space; cut at 80 code points. */
void find_word_set(struct find_word *w, struct view text);
/* Takes a copy of f; the pixels stay the caller's. Where there is no room it is counted. */
void finds_add(struct finds *f, const struct find *row);
void finds_write(const struct finds *f, struct buf *out);

/* Reader's side. E_FORM, and no finds, on any record outside table, classes or limits. Pixels point
 * into the bytes. */
enum err finds_read(struct view bytes, struct finds *ret) must_use;
uint32_t finds_total(const struct finds *f); /* listed and not listed */
/* "12ページ", "シート「名簿」 C5", "3枚目のスライド" (or in English), after the archive's path. */
void find_where(const struct find_place *place, bool english, struct buf *out);

/* Red, green, blue of the 256 places: 0..215 a cube of six steps (36 r + 6 g + b), then greys. */
extern const uint8_t find_palette[256][3];
/* The nearest place. */
uint8_t find_colour(uint8_t red, uint8_t green, uint8_t blue);
/* The picture as a PNG of our own making (stored, not compressed: about a byte a pixel). */
void find_png(const struct find *f, struct buf *out);

/* What was chosen in all rounds together: a list of finds is one round's. */
#define ERASE_MAX 2000

struct erase {
	uint32_t n;
	uint64_t ids[ERASE_MAX]; /* ascending, each once, none 0 */
};

/* Any order, any number of times; E_LIMIT_COUNT when they are more than ERASE_MAX. */
enum err erase_add(struct erase *e, uint64_t id) must_use;
bool erase_has(const struct erase *e, uint64_t id);
void erase_write(const struct erase *e, struct buf *out);
enum err erase_read(struct view bytes, struct erase *ret) must_use; /* E_FORM; no bytes: none */

#endif
