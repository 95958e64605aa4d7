/* SPDX-License-Identifier: Apache-2.0
 * pdf_shows.h: for tests of fonts: walks a PDF's pages and forms for the operators that show text,
 * knowing nothing else of content.
 */
#ifndef TESTS_PDF_SHOWS_H
#define TESTS_PDF_SHOWS_H

#include "disarm/pdf/font.h"
#include "disarm/pdf/lex.h"

struct pdf_shows {
	struct pdf pdf;
	struct pdf_fonts *fonts;
	struct pdf_font *font; /* of what is being shown */
	void *context;
	void (*shown)(struct pdf_shows *w, const struct pdf_shown *s, enum err e);
	void (*string_end)(struct pdf_shows *w); /* may be NULL */
	int64_t render;
	unsigned depth;
	struct disarm d;
	struct report report;
	struct arena mem;
	struct buf in, out;
};

struct buf pdf_shows_load(const char *path);
/* Reads the file; on OK everything was shown and the fonts are still there. Close it anyway. */
enum err pdf_shows_run(struct pdf_shows *w, const char *path);
void pdf_shows_close(struct pdf_shows *w);

#endif
