/* SPDX-License-Identifier: Apache-2.0
 * package.h: an office package of small parts that are in order, one of them replaced by the bytes
 * to try: a changed byte would hardly ever get past the checksums of a real zip.
 */
#ifndef FUZZ_PACKAGE_H
#define FUZZ_PACKAGE_H

#include <libdeflate.h>

#include "passage.h"

struct package_part {
	const char *name, *content;
};

static inline void header(struct buf *b, bool central, const char *name, struct view content)
{
	buf_u32(b, central ? 0x02014b50 : 0x04034b50);
	if (central)
		buf_u16(b, 20);
	buf_u16(b, 20);
	buf_u32(b, 0); /* flags, method: stored */
	buf_u32(b, 0x00210000);
	buf_u32(b, libdeflate_crc32(0, content.p, content.n));
	buf_u32(b, (uint32_t)content.n);
	buf_u32(b, (uint32_t)content.n);
	buf_u16(b, (uint16_t)strlen(name));
	buf_u16(b, 0);
}

static inline void package(struct buf *out, const struct package_part *parts, size_t n,
			   size_t chosen, struct view content)
{
	struct buf directory = buf_new(1 << 16);
	for (size_t i = 0; i < n; i++) {
		struct view v = i == chosen ? content : view_str(parts[i].content);
		uint32_t at = (uint32_t)out->n;
		header(out, false, parts[i].name, v);
		buf_str(out, parts[i].name);
		buf_put(out, v);
		header(&directory, true, parts[i].name, v);
		buf_fill(&directory, 0, 10);
		buf_u32(&directory, at);
		buf_str(&directory, parts[i].name);
	}
	uint32_t at = (uint32_t)out->n;
	buf_put(out, buf_view(&directory));
	buf_u32(out, 0x06054b50);
	buf_u32(out, 0);
	buf_u16(out, (uint16_t)n);
	buf_u16(out, (uint16_t)n);
	buf_u32(out, (uint32_t)directory.n);
	buf_u32(out, at);
	buf_u16(out, 0);
	buf_free(&directory);
}

/* Bytes that start like a zip are taken as one; any others are one part, chosen by the first. */
static inline int package_passage(const uint8_t *data, size_t size, const char *ext,
				  const struct package_part *parts, size_t n)
{
	struct view in = view_of(data, size);
	if (size < 2 || size > 1 << 19 || view_starts(in, VIEW("PK")))
		return passage(data, size, ext);
	struct buf b = buf_new(2 << 20);
	package(&b, parts, n, data[0] % n, view_sub(in, 1, size));
	int result = passage(b.p, b.n, ext);
	buf_free(&b);
	return result;
}

#endif
