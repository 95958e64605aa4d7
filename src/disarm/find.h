/* SPDX-License-Identifier: Apache-2.0
 * find.h: one line for "this was there, and is gone".
 */
#ifndef DISARM_FIND_H
#define DISARM_FIND_H

#include "disarm/disarm.h"

/* A finding about the whole file; `what` is our own word for it ("EXIF"), `removed` the bytes that
 * the hash is of, or an empty view. */
void disarm_found(struct disarm *d, enum finding_code code, const char *what, struct view removed);

#endif
