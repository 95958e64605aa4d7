/* SPDX-License-Identifier: Apache-2.0
 * gif.c: an animation, checked and written as GIF 89a, with our own LZW (appendix F of the
 * standard).
 */
#include "rebuild/image.h"

#define CODES 4096u
#define SLOTS 16384u /* of the string table: four times as many as codes */

struct lzw {
	struct buf *out;
	uint32_t held, bits; /* not yet written */
	uint8_t block[255];
	uint32_t in_block;
	uint32_t width;	     /* bits a code now */
	uint32_t next;	     /* code that the next string gets */
	uint32_t key[SLOTS]; /* string: code of its start << 8 | last byte, plus one; 0 is free */
	uint16_t code[SLOTS];
};

static void put_byte(struct lzw *z, uint8_t x)
{
	z->block[z->in_block++] = x;
	if (z->in_block < sizeof z->block)
		return;
	buf_u8(z->out, (uint8_t)z->in_block);
	buf_put(z->out, view_of(z->block, z->in_block));
	z->in_block = 0;
}

static void put_code(struct lzw *z, uint32_t code)
{
	z->held |= code << z->bits;
	for (z->bits += z->width; z->bits >= 8; z->bits -= 8) {
		put_byte(z, (uint8_t)z->held);
		z->held >>= 8;
	}
}

static void forget(struct lzw *z, uint32_t first_bits)
{
	memset(z->key, 0, sizeof z->key);
	z->width = first_bits + 1;
	z->next = (1u << first_bits) + 2;
}

static uint32_t slot_of(const struct lzw *z, uint32_t key)
{
	uint32_t i = (key * 2654435761u) >> 18;
	while (z->key[i] && z->key[i] != key)
		i = (i + 1) % SLOTS;
	return i;
}

/* Indices, at least one, each below 1 << bits. */
static void compress(struct lzw *z, struct view indices, uint32_t bits)
{
	uint32_t clear = 1u << bits, current = indices.p[0];
	buf_u8(z->out, (uint8_t)bits);
	forget(z, bits);
	put_code(z, clear);
	for (size_t i = 1; i < indices.n; i++) {
		uint32_t key = (current << 8 | indices.p[i]) + 1, at = slot_of(z, key);
		if (z->key[at]) {
			current = z->code[at];
			continue;
		}
		put_code(z, current);
		current = indices.p[i];
		if (z->next == CODES) { /* the table is full: begin anew */
			put_code(z, clear);
			forget(z, bits);
			continue;
		}
		z->key[at] = key;
		z->code[at] = (uint16_t)z->next;
		/* The reader learns a string one code later than we do. */
		if (z->next++ == 1u << z->width && z->width < 12)
			z->width++;
	}
	put_code(z, current);
	if (z->next == 1u << z->width && z->width < 12)
		z->width++;
	put_code(z, clear + 1);
	if (z->bits > 0)
		put_byte(z, (uint8_t)z->held);
	if (z->in_block > 0) {
		buf_u8(z->out, (uint8_t)z->in_block);
		buf_put(z->out, view_of(z->block, z->in_block));
	}
	buf_u8(z->out, 0);
}

/* Fewest bits for that many colours, 1 to 8. */
static uint32_t bits_of(struct view colours)
{
	uint32_t bits = 1;
	while ((size_t)3 << bits < colours.n)
		bits++;
	return bits;
}

static void put_colours(struct buf *out, struct view colours)
{
	buf_put(out, colours);
	buf_fill(out, 0, ((size_t)3 << bits_of(colours)) - colours.n);
}

static enum err check_frame(const struct form_animation *a, const struct form_animation_frame *f)
{
	uint64_t pixels = (uint64_t)f->width * f->height;
	size_t n = f->colours.n / 3;
	if (f->left + f->width > a->width || f->top + f->height > a->height ||
	    f->colours.n % 3 != 0 || f->indices.n != pixels || f->clear > n)
		return E_FORM;
	for (size_t i = 0; i < f->indices.n; i++)
		if (f->indices.p[i] >= n)
			return E_FORM;
	return OK;
}

static void put_frame(const struct form_animation_frame *f, struct view global, struct buf *out,
		      struct lzw *z)
{
	static const uint8_t after[] = {[FORM_ANIMATION_FRAME_AFTER_KEEP] = 1,
					[FORM_ANIMATION_FRAME_AFTER_CLEAR] = 2,
					[FORM_ANIMATION_FRAME_AFTER_RESTORE] = 3};
	bool own = !view_eq(f->colours, global);
	buf_put(out, VIEW("\x21\xf9\x04"));
	buf_u8(out, (uint8_t)(after[f->after] << 2 | (f->clear > 0)));
	buf_u16(out, (uint16_t)f->delay);
	buf_u8(out, (uint8_t)(f->clear > 0 ? f->clear - 1 : 0));
	buf_u8(out, 0);
	buf_u8(out, 0x2c);
	buf_u16(out, (uint16_t)f->left);
	buf_u16(out, (uint16_t)f->top);
	buf_u16(out, (uint16_t)f->width);
	buf_u16(out, (uint16_t)f->height);
	buf_u8(out, (uint8_t)(own ? 0x80 | (bits_of(f->colours) - 1) : 0));
	if (own)
		put_colours(out, f->colours);
	*z = (struct lzw){.out = out};
	compress(z, f->indices, max_of(bits_of(f->colours), 2u));
}

static void put_head(const struct form_animation *a, struct view global, struct buf *out)
{
	buf_put(out, VIEW("GIF89a"));
	buf_u16(out, (uint16_t)a->width);
	buf_u16(out, (uint16_t)a->height);
	buf_u8(out, (uint8_t)(0xf0 | (bits_of(global) - 1)));
	buf_u16(out, 0); /* ground, aspect */
	put_colours(out, global);
	if (a->repeated) {
		buf_put(out, VIEW("\x21\xff\x0bNETSCAPE2.0\x03\x01"));
		buf_u16(out, (uint16_t)a->repeats);
		buf_u8(out, 0);
	}
}

static enum err rebuild(struct rebuild *r)
{
	struct form_animation a;
	struct view global = {0};
	uint64_t pixels = 0;
	if (r->form->n != 1)
		return E_FORM;
	struct cursor c = cursor_of(r->form->parts[0].body);
	struct lzw *z = arena_alloc(r->mem, sizeof *z);
	if (!z)
		return E_NO_MEMORY;
	try(form_animation_read(&c, &a));
	if (!a.repeated && a.repeats != 0)
		return E_FORM;
	if ((uint64_t)a.width * a.height > r->limits->pixels)
		return E_LIMIT_PIXELS;
	for (uint32_t i = 0; i < a.frames; i++) {
		struct form_animation_frame f;
		try(form_animation_frame_read(&c, &f));
		try(check_frame(&a, &f));
		pixels += f.indices.n;
		if (pixels > r->limits->pixels)
			return E_LIMIT_PIXELS;
		if (i == 0) {
			global = f.colours;
			put_head(&a, global, r->out);
		}
		put_frame(&f, global, r->out, z);
		try(r->out->err);
	}
	if (!cursor_done(&c))
		return E_FORM;
	buf_u8(r->out, 0x3b);
	memcpy(r->ext, "gif", 4);
	return r->out->err;
}

const struct target target_gif = {"gif", FORM_ANIMATION, rebuild};
