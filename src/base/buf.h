/* SPDX-License-Identifier: Apache-2.0
 * buf.h: a growing byte buffer with a cap fixed at birth.
 *
 * Every buffer knows the most it may hold. The first append that does not fit (or finds no
 * memory) sets `err` and every later append does nothing: write many fields, then ask once.
 * A buffer owns its memory until buf_free; a zeroed struct buf has cap 0 and is always full.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/view.h"

struct buf {
	uint8_t *p;
	size_t n;
	size_t room;  /* allocated */
	size_t cap;   /* most it may ever hold */
	enum err err; /* OK, E_LIMIT_SIZE or E_NO_MEMORY */
};

struct buf buf_new(size_t cap);
void buf_free(struct buf *b);  /* also as scope_end(buf_free); a freed buffer is empty with cap 0 */
void buf_clear(struct buf *b); /* empties it and forgets the error; keeps cap and memory */
struct view buf_view(const struct buf *b);

void buf_put(struct buf *b, struct view v);
void buf_u8(struct buf *b, uint8_t x);
void buf_u16(struct buf *b, uint16_t x);
void buf_u32(struct buf *b, uint32_t x);
void buf_u64(struct buf *b, uint64_t x);
void buf_u32be(struct buf *b, uint32_t x);
void buf_u64be(struct buf *b, uint64_t x);
void buf_varint(struct buf *b, uint64_t x);
void buf_zigzag(struct buf *b, int64_t x);
void buf_fill(struct buf *b, uint8_t byte, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_int(struct buf *b, int64_t x);	    /* decimal */
void buf_hex(struct buf *b, struct view v); /* lower-case */
void buf_fmt(struct buf *b, const char *fmt, ...) print_like(2, 3);
/* Room for n more bytes to be written by the caller, or NULL; they count at once. */
uint8_t *buf_grow(struct buf *b, size_t n);
/* Overwrites four bytes already there (a length known only afterwards). */
void buf_set_u32(struct buf *b, size_t at, uint32_t x);

#endif
