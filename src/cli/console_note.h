/* SPDX-License-Identifier: Apache-2.0
 * console_note.h: telling a running store what was done at the console, for log and ledger.
 */
#ifndef CLI_CONSOLE_NOTE_H
#define CLI_CONSOLE_NOTE_H

#include "base/err.h"
#include "base/base.h"

/* Leaves lgwan/store/notes/KIND-... with one line of text; store/note.c takes it. */
enum err console_note(int state, uint32_t uid_base, const char *kind, const char *text) must_use;

#endif
