/* SPDX-License-Identifier: Apache-2.0
 * rebuild.h: lock 2. A plain form in, a file that we wrote out.
 *
 * A target is one file, rebuild/NAME.c, holding `const struct target target_NAME`, and one row in
 * tbl/targets.h. Nothing here decodes, inflates or parses any outside format: the only reader is
 * the plain form's, and every value is checked against its grammar before it is written.
 */
#ifndef REBUILD_REBUILD_H
#define REBUILD_REBUILD_H

#include "form/form.h"
#include "form/limits.h"

struct rebuild {
	const struct form *form;
	const struct limits *limits;
	struct arena *mem;
	struct buf *out;     /* the file */
	struct buf *preview; /* clean UTF-8 text for the approver, capped; of a picture, with
				 LIMITS_PREVIEW, a small PNG */
	char ext[8];	     /* set by the target: "docx", NUL-terminated */
};

struct target {
	const char *name;
	enum form_kind kind;
	/* E_FORM for a record that the form does not allow; nothing of `out` is used then. */
	enum err (*rebuild)(struct rebuild *r) must_use;
};

/* Opens the form, finds the target and runs it. */
enum err rebuild_run(struct view form, struct rebuild *r) must_use;
/* Writes image part `index` of the form as PNG or JPEG; for documents with pictures.
 * ret_ext is a static string. */
enum err rebuild_picture(struct rebuild *r, uint32_t index, struct buf *out, const char **ret_ext,
			 uint32_t *ret_width, uint32_t *ret_height) must_use;

#endif
