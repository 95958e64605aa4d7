/* SPDX-License-Identifier: Apache-2.0
 * lines.h: what the readers of plain text share: encoding, ends of lines, characters left out.
 */
#ifndef DISARM_LINES_H
#define DISARM_LINES_H

#include "disarm/disarm.h"

struct lines {
	struct view text; /* well-formed UTF-8 without byte order mark */
	struct buf own;	  /* holds it when it was converted */
	bool crlf;	  /* each line ends (and shall end) in CR LF; else in LF */
};

/* Text of some known encoding, and nobody else's magic number at the front. */
bool lines_probe(struct view in);
/* Converts and reports. E_ENCODING when it cannot be told. Close with scope_end(lines_close). */
enum err lines_open(struct disarm *d, struct lines *ret) must_use;
void lines_close(struct lines *l);

/* The next line without its end (LF, CR LF or CR), moving `at` past it. ret_ended: it had one. */
struct view lines_next(struct view text, size_t *at, bool *ret_ended);
/* Appends `v` without what clean text may not hold (and without CR); returns how much was left out.
 */
uint32_t lines_clean(struct view v, struct buf *out);

#endif
