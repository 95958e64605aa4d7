/* SPDX-License-Identifier: Apache-2.0
 * preview.h: the text an approver sees, as far as it goes.
 */
#ifndef REBUILD_PREVIEW_H
#define REBUILD_PREVIEW_H

#include "rebuild/rebuild.h"

/* Appends clean text until the preview is full, then quietly nothing: never an error, never half a
 * character. */
void preview_put(struct rebuild *r, struct view clean_text);

#endif
