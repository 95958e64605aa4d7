/* SPDX-License-Identifier: Apache-2.0
 * pdf/cmap.h: CMaps: how long the codes of a string are, and which CID each stands for.
 *
 * Predefined ones come packed from poppler-data at build time (pdf/cmap_table.h); those inside a
 * PDF are read here (Adobe Technical Note 5014; PostScript, but in a few fixed phrases). Both live
 * in the arena given. Codes are numbers, most significant byte first.
 */
#ifndef DISARM_PDF_CMAP_H
#define DISARM_PDF_CMAP_H

#include "disarm/pdf/face.h"
#include "disarm/pdf/lex.h"

enum pdf_coding {
	PDF_CODING_SPACES, /* as the code space says */
	PDF_CODING_UTF8,   /* the table's codes are code points */
	PDF_CODING_UTF16,
};

struct pdf_code_space {
	uint8_t bytes; /* 1 to 4 */
	uint32_t low, high;
};

struct pdf_cid_range {
	uint32_t low, high; /* codes of `bytes` bytes */
	uint16_t cid;	    /* of low */
	uint8_t bytes;
};

struct pdf_cmap {
	enum pdf_collection collection; /* of a predefined one */
	enum pdf_coding coding;
	bool vertical;
	bool unicode; /* codes are code points */
	uint32_t spaces_n, ranges_n;
	const struct pdf_code_space *spaces;
	const struct pdf_cid_range *ranges; /* sorted by bytes, then low */
	const struct pdf_cmap *use;	    /* holds where this one has no range; may be NULL */
};

#define PDF_CMAP_TEXT_MAX ((size_t)8 << 20) /* of one inside a PDF */
#define PDF_CMAP_RANGES_MAX 200000

/* A predefined CMap, Identity-H and -V too; NULL: no such name, or no memory. */
const struct pdf_cmap *pdf_cmap_named(struct arena *mem, struct view name);
/* The text of a CMap; `use` is what its dictionary's UseCMap names (usecmap inside counts too).
 * E_LIMIT_COUNT, E_NO_MEMORY; nonsense gives an emptier map. */
enum err pdf_cmap_parse(struct arena *mem, struct view text, const struct pdf_cmap *use,
			struct pdf_cmap *ret) must_use;

/* Takes the next code (at least one byte, never past the end). */
uint32_t pdf_cmap_next(const struct pdf_cmap *m, struct cursor *string, uint8_t *ret_bytes);
uint16_t pdf_cmap_cid(const struct pdf_cmap *m, uint32_t code, uint8_t bytes); /* 0: none */

/* Code points of a collection's CIDs, 0 where there is none; NULL for PDF_COLLECTION_NONE. */
const uint32_t *pdf_cid_unicode(struct arena *mem, enum pdf_collection c, uint32_t *ret_n);

/* What ToUnicode maps have in common with CMaps: sections of rows between "begin..." and "end...".
 */
enum pdf_section {
	PDF_SECTION_NONE, /* outside: the values before an operator, given with its name */
	PDF_SECTION_SPACE,
	PDF_SECTION_CID_RANGE,
	PDF_SECTION_CID_CHAR,
	PDF_SECTION_NOTDEF_RANGE,
	PDF_SECTION_NOTDEF_CHAR,
	PDF_SECTION_BF_RANGE,
	PDF_SECTION_BF_CHAR,
	PDF_SECTION_COUNT,
};

struct pdf_cmap_row_seen {
	enum pdf_section section;
	const struct pdf_obj *v; /* two or three values; outside: the last two before `word` */
	struct view word;	 /* outside only */
};

enum err pdf_cmap_scan(struct arena *mem, struct view text, void *context,
		       enum err (*take)(void *context,
					const struct pdf_cmap_row_seen *row)) must_use;
/* A string of one to four bytes as a number; false if it is not that. */
bool pdf_cmap_code(const struct pdf_obj *string, uint32_t *ret, uint8_t *ret_bytes);

#endif
