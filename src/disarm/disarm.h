/* SPDX-License-Identifier: Apache-2.0
 * disarm.h: lock 1. Hostile bytes in, a plain form out.
 *
 * A format is one file, disarm/NAME.c, holding `const struct format format_NAME`, and one row in
 * tbl/formats.h. It runs in a jailed process of its own: it may allocate and compute, nothing else.
 * It never copies a range of the input that it did not parse into typed values.
 */
#ifndef DISARM_DISARM_H
#define DISARM_DISARM_H

#include "form/form.h"
#include "form/limits.h"
#include "form/report.h"

struct disarm {
	struct view in;	 /* the original, whole */
	struct view ext; /* extension of its name, lower-case, without the dot; may be empty */
	const struct limits *limits;
	struct arena *mem;    /* everything that lives as long as the item */
	struct view password; /* candidates, one a line: disarm_password; empty: none was typed */
	struct view aside;    /* pages that the converter drew: drawn.h */
	struct buf wanted; /* pages that it is to draw; not empty: `out` is their list, no form */
	struct buf *out;   /* the form goes here */
	struct report *report;
	bool members; /* set by the format: `out` is a container of hostile members, not a form */
};

struct format {
	const char *name;
	bool (*probe)(struct view in, struct view ext); /* cheap; the reader decides for good */
	enum err (*disarm)(struct disarm *d) must_use;
};

enum format_id {
#define FORMAT(name, extensions, ja, en) FORMAT_ID_##name,
#include "tbl/formats.h"
#undef FORMAT
	FORMAT_ID_COUNT
};

extern const struct format *const disarm_formats[FORMAT_ID_COUNT];

/* Finds the format by content, refuses when the extension lies, and runs it. On any error the
 * form is worthless and must be thrown away; the report still says what was seen. */
enum err disarm_run(struct disarm *d, const struct format **ret_format) must_use;
/* Loads what libraries load lazily (ICU data, tables): call before the jail closes. */
void disarm_warm(void);

/* The candidate that begins at *at of d->password, which moves on to the next one; false: there is
 * none any more. A protected file is E_PASSWORD when none was typed, E_PASSWORD_WRONG when none
 * of them opens it, E_ENCRYPTED when no password could. */
bool disarm_password(const struct disarm *d, size_t *at, struct view *ret);

/* For formats that hold pictures: decodes a PNG, JPEG or GIF into an image part of `w`. Any other
 * kind or a broken picture gives an error and writes nothing. */
enum err disarm_picture(struct disarm *d, struct view picture, struct form_writer *w) must_use;

#endif
