/* SPDX-License-Identifier: Apache-2.0
 * pdf/jbig2.c: how large a JBIG2 stream (ITU-T T.88 7.2, 7.4.1, 7.4.8) says that its pages and
 * regions are. Nothing of it is decoded here: it is asked before the converter is.
 */
#include "disarm/pdf/image.h"

#define SEGMENTS_MAX 65536u
#define UNKNOWN UINT32_MAX /* a length or height that shows only at the end */

enum { SEGMENT_PAGE = 48, SEGMENT_FIRST_REGION = 4, SEGMENT_LAST_REGION = 43 };

/* Dictionaries and tables have no size of their own. */
static bool has_size(uint8_t type)
{
	return type == SEGMENT_PAGE ||
	       (type >= SEGMENT_FIRST_REGION && type <= SEGMENT_LAST_REGION && type != 16);
}

/* 7.2.4: how many segments it refers to, each by 1, 2 or 4 bytes; then its page. */
static void skip_references(struct cursor *c, uint32_t number, bool wide_page)
{
	uint64_t n = cursor_u8(c) >> 5;
	if (n == 7) {
		c->at--;
		n = cursor_u32be(c) & 0x1fffffff;
		cursor_skip(c, (size_t)((n + 8) / 8));
	}
	uint64_t width = number <= 256 ? 1 : number <= 65536 ? 2 : 4;
	cursor_skip(c, (size_t)(n * width) + (wide_page ? 4 : 1));
}

bool jbig2_within(struct view stream, uint64_t pixels)
{
	struct cursor c = cursor_of(stream);
	for (uint32_t i = 0; i < SEGMENTS_MAX && cursor_left(&c) > 0; i++) {
		uint32_t number = cursor_u32be(&c);
		uint8_t flags = cursor_u8(&c);
		skip_references(&c, number, flags & 0x40);
		uint32_t length = cursor_u32be(&c);
		struct cursor data = c;
		uint64_t width = cursor_u32be(&data), height = cursor_u32be(&data);
		if (!data.bad && has_size(flags & 63) && width > 0) {
			bool open = (flags & 63) == SEGMENT_PAGE && height == UNKNOWN;
			if (width > pixels || (!open && height > pixels / width))
				return false;
		}
		if (length == UNKNOWN)
			return true; /* to be searched for: the converter's own business */
		cursor_skip(&c, length);
	}
	return cursor_left(&c) == 0 || c.bad;
}
