/* SPDX-License-Identifier: Apache-2.0
 * report.h: what happened to a file, as fixed records: {code, place, count, hash} and at most 80
 * code points of clean text. Disarm writes it, so it is as little trusted as the form itself:
 * the other side takes it only through report_read. JSON of it: docs/report.md.
 */
#ifndef FORM_REPORT_H
#define FORM_REPORT_H

#include "base/arena.h"
#include "base/utf8.h"

enum finding_kind { FINDING_KIND_REMOVED, FINDING_KIND_LOST, FINDING_KIND_KEPT };

enum finding_code {
#define FINDING(name, kind, ja, en) FINDING_##name,
#include "tbl/findings.h"
#undef FINDING
	FINDING_COUNT
};

struct finding_text {
	enum finding_kind kind;
	const char *name, *ja, *en;
};

const struct finding_text *finding_text(enum finding_code code); /* code < FINDING_COUNT */

/* Where in the file: a part (package member or marker), or nothing narrower than the file. */
enum place_kind {
	PLACE_FILE,
	PLACE_PART,
	PLACE_PAGE,
	PLACE_SHEET,
	PLACE_SLIDE,
	PLACE_LINE,
	PLACE_COUNT
};

#define FINDING_TEXT_MAX 320 /* bytes: 80 code points of at most four */
#define REPORT_MAX 256	     /* findings; same (code, place) are counted, not repeated */

struct finding {
	uint16_t code;
	uint8_t place_kind;
	uint8_t has_hash;
	uint32_t place; /* number within its kind, from 1; 0 for the file */
	uint32_t count;
	uint32_t text_len;
	uint8_t hash[32];	     /* SHA-256 of the first thing removed, where that is bytes */
	char text[FINDING_TEXT_MAX]; /* clean UTF-8, not NUL-terminated: a part or field name */
};

struct report {
	uint32_t n;
	bool full; /* rows beyond REPORT_MAX are counted under the first of their code */
	struct finding rows[REPORT_MAX];
};

/* Adds one, or counts it up where (code, place_kind, place, text) is there already. `text` may be
 * any bytes: forbidden and malformed ones become U+FFFD, and it is cut at 80 code points. `hash`
 * may be NULL. Place 0 means the file, whatever the kind. */
void report_add(struct report *r, enum finding_code code, enum place_kind kind, uint32_t place,
		struct view text, const uint8_t hash[32]);
/* The same for `count` things at once; does nothing for 0. */
void report_add_many(struct report *r, enum finding_code code, enum place_kind kind, uint32_t place,
		     struct view text, const uint8_t hash[32], uint32_t count);
void report_write(const struct report *r, struct buf *out);
/* E_FORM, and an empty report, on any record outside the table, the classes or the limits. */
enum err report_read(struct view bytes, struct report *ret) must_use;

#endif
