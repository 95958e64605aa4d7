/* SPDX-License-Identifier: Apache-2.0
 * gif.h: the LZW codes of one GIF picture (appendix F of GIF 89a).
 */
#ifndef DISARM_PICTURE_GIF_H
#define DISARM_PICTURE_GIF_H

#include "base/view.h"

/* `data` is the code size and the blocks after it. Writes at most n indices and says how many there
 * were before the end, or before what is no code. */
size_t gif_codes(struct view data, uint8_t *to, size_t n);

#endif
