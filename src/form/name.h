/* SPDX-License-Identifier: Apache-2.0
 * name.h: file names as a format of their own (rule 5 of the design).
 *
 * A name that passes name_check is safe to show, to store under and to hand to Windows: NFC, 1 to
 * 200 bytes of clean UTF-8, no path or shell character, no reserved device name, no space or dot
 * at either end, an extension of one to eight lower-case letters or digits.
 */
#ifndef FORM_NAME_H
#define FORM_NAME_H

#include "base/buf.h"

#define NAME_MAX_BYTES 200

/* E_NAME unless every rule above holds. */
enum err name_check(struct view name) must_use;

/* Turns whatever a sender called the file into a name that passes name_check, with `ext` (as the
 * form set it: "docx") in place of its own. What cannot be kept is replaced by "_"; a name of which
 * nothing is left becomes "file-" and eight digits made from its bytes. The same input always gives
 * the same name. `changed`, if not NULL, says whether more than the extension was touched. */
void name_clean(struct view raw, const char *ext, struct buf *out, bool *changed);

/* The same two for one step of a path within an archive, folder or file: no extension is asked
 * for, and its own stays. */
enum err name_check_step(struct view step) must_use;
void name_clean_step(struct view raw, struct buf *out, bool *changed);

/* Steps between "/", at most NAME_STEPS_MAX of them and NAME_PATH_MAX bytes, each of which passes
 * name_check_step. E_NAME. */
#define NAME_STEPS_MAX 16
#define NAME_PATH_MAX 600
enum err name_check_path(struct view path) must_use;

/* The extension of any name: after its last dot, at most 8 ASCII letters or digits, lower-cased
 * into `ret`, zeros behind it; empty when there is none. */
void name_ext(struct view raw, char ret[9]);
/* Is it one that lock 2 writes? A captured rebuild could say "exe". */
bool name_ext_written(struct view ext);

#endif
