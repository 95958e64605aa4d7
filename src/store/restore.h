/* SPDX-License-Identifier: Apache-2.0
 * restore.h: what a restore and other acts at the console leave for the store to take.
 */
#ifndef STORE_RESTORE_H
#define STORE_RESTORE_H

#include "store/store.h"

/* The file `restored` (flow/restored.h) below the store's directory: items that ended between the
 * backup and the accident become rows, the gap is logged, the file goes. OK when there is none. */
enum err restore_take(int dir) must_use;
/* Files below notes/: "backup-TIME", "restore-test-TIME" with a line of text become log rows. */
void notes_take(int dir);

#endif
