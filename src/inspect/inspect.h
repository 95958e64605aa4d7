/* SPDX-License-Identifier: Apache-2.0
 * inspect.h: 送付前点検: what a person would not want to send, found in a plain form, and taken out
 * of it where the sender says so. Pure: a form in, a form and finds out (form/finds.h).
 *
 * Reads plain forms only, never a source format. What it writes is a form like any other: lock 2
 * checks every record of it. Erasing changes as little as can be: bytes of records are cut or
 * replaced, everything else stays as lock 1 wrote it, and the result is read again before it is
 * given out. Kinds, rules and limits: docs/inspection.md.
 */
#ifndef INSPECT_INSPECT_H
#define INSPECT_INSPECT_H

#include "form/finds.h"
#include "form/limits.h"

struct inspect {
	const struct limits *limits;
	struct arena *mem;
	const struct erase *erase; /* what to take out; NULL: nothing */
	struct buf *out;	   /* the form, perhaps as it was */
	struct finds *finds;	   /* what is left; pixels lie in `mem` */
};

/* E_ERASE: an id is not found, or cannot be erased; E_FORM: not a form; E_LIMIT_*. Nothing of `out`
 * is used then. */
enum err inspect_run(struct view form, struct inspect *i) must_use;

/* A font for the pictures' words, mapped before the jail; without one they have frames, no words.
 */
const char *inspect_font_file(
    unsigned n); /* where it may lie, one after the other; NULL: no more */
void inspect_font_give(struct view bytes); /* stays mapped */

#endif
