/* SPDX-License-Identifier: Apache-2.0
 * assets.h: what a browser loads besides pages. Made by tools/gen_assets.py from share/style.
 */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/view.h"

struct asset {
	const char *name; /* "style.3fa9c1d2e0b7.css": the hash is of the content */
	const char *type;
	struct view bytes;
};

extern const struct asset assets[]; /* the last has no name */

#endif
