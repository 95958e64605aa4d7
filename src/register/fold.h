/* SPDX-License-Identifier: Apache-2.0
 * fold.h: what offices write in two widths, as one.
 */
#ifndef REGISTER_FOLD_H
#define REGISTER_FOLD_H

#include "base/buf.h"

/* Full-width letters, digits and signs as plain ones, an ideographic space as a space; no space at
 * either end. false: not UTF-8, or out->err. */
bool fold_width(struct view text, struct buf *out) must_use;

#endif
