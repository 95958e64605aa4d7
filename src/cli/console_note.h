/* SPDX-License-Identifier: Apache-2.0
 * console_note.h: telling a running store what was done at the console, for log and ledger.
 */
#ifndef CLI_CONSOLE_NOTE_H
#define CLI_CONSOLE_NOTE_H

#include "base/view.h"

/* Leaves lgwan/store/notes/KIND-..., which belongs to the store; store/restore.c takes it. */
enum err console_note(int state, const char *kind, struct view content) must_use;
/* Are all notes of that kind taken? */
bool console_notes_taken(int state, const char *kind);

#endif
