/* SPDX-License-Identifier: Apache-2.0
 * console_note.h: telling a running store or notary what was done at the console, for log and
 * ledger.
 */
#ifndef CLI_CONSOLE_NOTE_H
#define CLI_CONSOLE_NOTE_H

#include "base/view.h"

/* Leaves lgwan/store/notes/KIND-..., which belongs to the store; store/restore.c takes it. */
enum err console_note(int state, const char *kind, struct view content) must_use;
/* The same below another role's directory. */
enum err console_note_for(int state, const char *role, const char *kind,
			  struct view content) must_use;
bool console_notes_taken_by(int state, const char *role, const char *kind);
/* Are all notes of that kind taken? */
bool console_notes_taken(int state, const char *kind);

#endif
