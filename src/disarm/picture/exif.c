/* SPDX-License-Identifier: Apache-2.0
 * exif.c: one walk over the first directory of a TIFF structure; nothing else is followed.
 */
#include "disarm/picture/exif.h"

enum {
	TAG_ORIENTATION = 0x0112,
	TAG_X = 0x011a,
	TAG_Y = 0x011b,
	TAG_UNIT = 0x0128,
	TAG_GPS = 0x8825
};
enum { SHORT = 3, RATIONAL = 5, UNIT_CM = 3 };

struct tiff {
	struct view bytes;
	bool big;
};

static uint16_t u16_at(const struct tiff *t, size_t at)
{
	struct cursor c = cursor_of(view_sub(t->bytes, at, 2));
	return t->big ? cursor_u16be(&c) : cursor_u16(&c);
}

static uint32_t u32_at(const struct tiff *t, size_t at)
{
	struct cursor c = cursor_of(view_sub(t->bytes, at, 4));
	return t->big ? cursor_u32be(&c) : cursor_u32(&c);
}

/* A resolution, rounded; 0 when it is none that a printer or scanner has. */
static uint32_t resolution(const struct tiff *t, size_t entry)
{
	uint32_t at = u32_at(t, entry + 8), top = u32_at(t, at), under = u32_at(t, (size_t)at + 4);
	uint64_t value = under ? ((uint64_t)top + under / 2) / under : 0;
	return u16_at(t, entry + 2) == RATIONAL && value <= 9600 ? (uint32_t)value : 0;
}

struct exif exif_read(struct view tiff)
{
	struct tiff t = {tiff, view_starts(tiff, VIEW("MM"))};
	struct exif e = {.orientation = 1};
	uint16_t unit = 0;
	if (!t.big && !view_starts(tiff, VIEW("II")))
		return e;
	size_t directory = u32_at(&t, 4);
	uint16_t n = min_of(u16_at(&t, directory), (uint16_t)512);
	for (uint16_t i = 0; i < n; i++) {
		size_t entry = directory + 2 + (size_t)i * 12;
		uint16_t tag = u16_at(&t, entry), value = u16_at(&t, entry + 8);
		if (tag == TAG_ORIENTATION && u16_at(&t, entry + 2) == SHORT && value >= 1 &&
		    value <= 8)
			e.orientation = (uint8_t)value;
		if (tag == TAG_GPS)
			e.gps = true;
		if (tag == TAG_UNIT)
			unit = value;
		if (tag == TAG_X)
			e.dpi_x = resolution(&t, entry);
		if (tag == TAG_Y)
			e.dpi_y = resolution(&t, entry);
	}
	e.thumbnail = n > 0 && u32_at(&t, directory + 2 + (size_t)n * 12) != 0;
	if (unit == UNIT_CM) {
		e.dpi_x = (e.dpi_x * 254 + 50) / 100;
		e.dpi_y = (e.dpi_y * 254 + 50) / 100;
	}
	if (e.dpi_x > 9600 || e.dpi_y > 9600)
		e.dpi_x = e.dpi_y = 0;
	return e;
}
