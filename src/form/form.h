/* SPDX-License-Identifier: Apache-2.0
 * form.h: the plain form (素形) as a file: what crosses between the two locks.
 *
 *   "SKF1"  u16 file version  u16 0  u32 part count
 *   part:   u16 kind  u16 form version  32 bytes table hash  u64 length  body
 *
 * Part 0 is the thing itself; further parts are its pictures, which it names by part number.
 * The table hash is the SHA-256 of the table the form's reader and writer were generated from:
 * two sides built from different tables do not talk. No compression, no offsets, no optional
 * spelling: for every form there is exactly one byte string. Bodies: docs/plain-forms.md.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/arena.h"
#include "base/buf.h"

enum form_kind {
#define FORM(name, number, ja, en) FORM_##name = number,
#include "tbl/forms.h"
#undef FORM
};

#define FORM_PARTS_MAX 4096

struct form_part {
	enum form_kind kind;
	struct view body;
};

struct form {
	uint32_t n;
	struct form_part *parts; /* in the arena; bodies point into the bytes given */
};

/* Checks frame, versions, table hashes and lengths, not the bodies. E_FORM when anything is off. */
enum err form_open(struct view bytes, struct arena *mem, struct form *ret) must_use;

/* A number that changes whenever the table of any form does: what an item was disarmed under. */
uint32_t form_edition(void);

/* Writing: begin the file once, then each part: begin, append its body to `out`, end. */
struct form_writer {
	struct buf *out;
	uint32_t n;
	size_t count_at, length_at;
};

struct form_writer form_begin(struct buf *out);
void form_part_begin(struct form_writer *w, enum form_kind kind);
void form_part_end(struct form_writer *w);

/* Printable summary of a form, for `sekisho form`: one line a record, indented. */
enum err form_print(struct view bytes, struct arena *mem, struct buf *out) must_use;

#endif
