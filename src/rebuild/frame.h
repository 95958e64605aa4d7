/* SPDX-License-Identifier: Apache-2.0
 * frame.h: the neutral picture that stands where one could not cross: a grey frame with a cross.
 */
#ifndef REBUILD_FRAME_H
#define REBUILD_FRAME_H

#include "base/buf.h"

/* A PNG in the proportions of cx : cy (EMU), at most 480 pixels a side. */
void frame_png(int64_t cx, int64_t cy, struct buf *out);

#endif
