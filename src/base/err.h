/* SPDX-License-Identifier: Apache-2.0
 * err.h: every way to fail, one row each in tbl/errors.h with what a person is told.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_kind {
	ERR_KIND_NONE,
	ERR_KIND_REFUSE, /* the item cannot be taken in (取込不可): its bytes are the reason */
	ERR_KIND_HOLD,	 /* the item waits for a person (保留) */
	ERR_KIND_ASK,	 /* the item waits for a word of its owner: a password */
	ERR_KIND_FAULT,	 /* our own side failed; the item is kept and tried again */
};

enum err {
#define ERR(name, kind, ja, en, todo_ja, todo_en) name,
#include "tbl/errors.h"
#undef ERR
	ERR_COUNT
};

struct err_text {
	enum err_kind kind;
	const char *name; /* the constant's name, as in reports and logs */
	const char *ja, *en;
	const char *todo_ja, *todo_en; /* what to do next; "" where nothing */
};

/* Never NULL; a value outside the table reads as E_INTERNAL. */
const struct err_text *err_text(enum err e);

#endif
