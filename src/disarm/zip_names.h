/* SPDX-License-Identifier: Apache-2.0
 * zip_names.h: what the names in an archive say, and what they become.
 *
 * A zip says of a name that it is UTF-8 (flag 11, or Info-ZIP's field 0x7075), or nothing; then it
 * is what the packing system speaks: Shift_JIS from a Japanese Windows, UTF-8 from a Mac.
 */
#ifndef DISARM_ZIP_NAMES_H
#define DISARM_ZIP_NAMES_H

#include "base/buf.h"
#include "disarm/zip.h"

/* Are all names about which the archive says nothing UTF-8? One encoding a packing system. */
bool zip_names_utf8(const struct zip *z);

/* The path of a member by the rules of form/name.h. E_NAME: it is absolute or climbs (no packer
 * writes that by mistake), or is too deep or long. *ret_changed: characters were replaced. */
enum err zip_path(const struct zip_member *m, bool utf8, struct buf *out,
		  bool *ret_changed) must_use;

/* What systems leave in archives beside people's files: Finder's and Explorer's own. */
bool zip_litter(struct view path);

#endif
