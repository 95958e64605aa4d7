/* SPDX-License-Identifier: Apache-2.0
 * package.h: writing a zip package (PKWARE APPNOTE 6.3.10, without zip64, as OPC wants it).
 *
 *   package_begin(&p, out); package_add(&p, "word/document.xml", xml, true); ... package_end(&p);
 *
 * Same members, same bytes: names are our own ASCII constants, every time stamp is 1980-01-01, no
 * extra fields, no comment, no data descriptors. A member is compressed once, or stored when that
 * is no longer or when the caller knows that it is compressed already.
 */
#ifndef REBUILD_PACKAGE_H
#define REBUILD_PACKAGE_H

#include "base/buf.h"

struct libdeflate_compressor;

struct package {
	struct buf *out, directory;
	struct libdeflate_compressor *deflate;
	uint32_t n;
	size_t start; /* of the package in `out` */
	enum err err;
};

void package_begin(struct package *p, struct buf *out);
void package_add(struct package *p, const char *name, struct view content, bool compress);

/* A member of an archive for people: its name is UTF-8 and says so (APPNOTE 4.4.4, bit 11). A
 * folder's name ends in "/". */
struct package_member {
	struct view name, content;
	uint32_t modified; /* MS-DOS date and time */
	bool compress;
};
#define PACKAGE_NAME_MAX 1024
void package_put(struct package *p, const struct package_member *m);
/* Central directory; frees what package_begin took. E_NO_MEMORY, E_LIMIT_*. */
enum err package_end(struct package *p) must_use;

#endif
