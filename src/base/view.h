/* SPDX-License-Identifier: Apache-2.0
 * view.h: bytes somebody else owns, and a cursor that reads them.
 *
 * A view never owns; it lives as long as the arena, buffer or mapping it points into.
 * A cursor's `bad` bit is sticky: read many fields, then ask once. After the first short or
 * wrong read every further read returns zero and moves nothing.
 * Numbers are little-endian in our own formats and in zip; big-endian ones say so in the name.
 */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include "base/base.h"

struct view {
	const uint8_t *p;
	size_t n;
};

#define VIEW(literal) ((struct view){(const uint8_t *)("" literal), sizeof(literal) - 1})

struct view view_of(const void *p, size_t n);
struct view view_str(const char *s);
bool view_eq(struct view a, struct view b);
bool view_is_zero(struct view v);		   /* every byte; of nothing, true */
bool view_eq_nocase(struct view a, struct view b); /* ASCII only */
bool view_starts(struct view v, struct view prefix);
bool view_ends(struct view v, struct view suffix);
/* Bytes [from, from + n); clamped to the view, never outside it. */
struct view view_sub(struct view v, size_t from, size_t n);
bool view_has(struct view v, struct view part); /* anywhere */
struct view view_trim(struct view v);		/* ASCII space, tab, CR, LF at both ends */
/* Offset of the first `byte` at or after `from`; v.n if there is none. */
size_t view_find(struct view v, size_t from, uint8_t byte);
/* What stands before the first `until`, and `rest` goes on behind it; all of it when there is none.
 */
struct view view_take(struct view *rest, uint8_t until);
/* FNV-1a, to look things up by; nothing rests on it. Goes on from `so_far`: of more than one. */
#define VIEW_HASH_BEGIN 2166136261u
uint32_t view_hash(uint32_t so_far, struct view v);
/* Whole view as a decimal number within [min, max]; sign allowed only when min < 0. */
enum err view_int(struct view v, int64_t min, int64_t max, int64_t *ret) must_use;

struct cursor {
	struct view v;
	size_t at;
	bool bad;
};

struct cursor cursor_of(struct view v);
size_t cursor_left(const struct cursor *c);
bool cursor_done(const struct cursor *c); /* nothing left and nothing went wrong */
uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);
uint16_t cursor_u16be(struct cursor *c);
uint32_t cursor_u32be(struct cursor *c);
uint64_t cursor_u64be(struct cursor *c);
/* Unsigned LEB128 in its shortest form only: a longer spelling of the same number is bad. */
uint64_t cursor_varint(struct cursor *c);
int64_t cursor_zigzag(struct cursor *c);
struct view cursor_take(struct cursor *c, size_t n); /* {NULL, 0} when bad */
void cursor_skip(struct cursor *c, size_t n);

#endif
