/* SPDX-License-Identifier: Apache-2.0
 * err.c: the error table compiled in.
 */
#include "base/base.h"

static const struct err_text texts[] = {
#define ERR(name, kind, ja, en, todo_ja, todo_en) [name] = {kind, #name, ja, en, todo_ja, todo_en},
#include "tbl/errors.h"
#undef ERR
};

const struct err_text *err_text(enum err e)
{
	return (size_t)e < array_len(texts) ? &texts[e] : &texts[E_INTERNAL];
}
