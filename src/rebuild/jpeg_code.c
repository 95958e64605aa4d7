/* SPDX-License-Identifier: Apache-2.0
 * jpeg_code.c: what of JPEG's entropy coding needs the whole picture at once: symbol counts.
 *
 * libjpeg could count them itself, in a pass over dense blocks; our blocks are sparse, so counting
 * while checking is nearly free, and the picture is never unpacked as a whole.
 */
#include "rebuild/jpeg_code.h"

#define SYMBOLS 257 /* one more than there are: it takes the code of all ones */
#define LONGEST                                                                           \
	64 /* before codes are cut to 16 bits; a tree of 2^32 leaves is no deeper than 47 \
	    */

/* The category of a value other than zero (T.81 table F.1, F.2): bits of its magnitude. */
static unsigned size_of(int x)
{
	return 32 - (unsigned)__builtin_clz((unsigned)(x < 0 ? -x : x) | 1);
}

static int16_t value_at(const uint8_t *p)
{
	int16_t x;
	memcpy(&x, p, sizeof x);
	return x;
}

/* Mask and values of the next block; the caller moves `at` past the values it has walked. */
static bool block_at(struct cursor *c, uint64_t *ret_mask, const uint8_t **ret_values)
{
	size_t left = c->v.n - c->at;
	if (left < sizeof *ret_mask)
		return false;
	memcpy(ret_mask, c->v.p + c->at, sizeof *ret_mask);
	*ret_values = c->v.p + c->at + sizeof *ret_mask;
	/* Counting bits is needed near the end only: elsewhere the largest block would fit. */
	return left >= IMAGE_BLOCK_MOST ||
	       left - sizeof *ret_mask >= 2 * (size_t)__builtin_popcountll(*ret_mask);
}

/* AC symbols of one block (T.81 F.1.2.2): runs of zeros, sizes, ends of block. Returns the place
 * after its values, NULL when one is not allowed. */
static const uint8_t *count_block(uint64_t mask, const uint8_t *values, int *dc, uint32_t ac[256])
{
	unsigned last = 0;
	int bad = 0;
	*dc = 0;
	if (mask & 1) {
		*dc = value_at(values);
		values += 2;
		bad = (*dc == 0) | (*dc < IMAGE_DC_LEAST) | (*dc > IMAGE_COEFFICIENT_MOST);
	}
	for (mask &= ~(uint64_t)1; mask; mask &= mask - 1, values += 2) {
		unsigned k = (unsigned)__builtin_ctzll(mask), run = k - last - 1;
		int x = value_at(values);
		bad |= (x == 0) | (x < IMAGE_AC_LEAST) | (x > IMAGE_COEFFICIENT_MOST);
		for (; run > 15; run -= 16)
			ac[0xf0]++;
		ac[(run << 4 | size_of(x)) & 255]++;
		last = k;
	}
	ac[0] += last < 63;
	return bad ? NULL : values;
}

enum err jpeg_count(struct view coefficients, uint64_t blocks, struct jpeg_counts *counts)
{
	struct cursor c = cursor_of(coefficients);
	int before = 0, dc;
	for (uint64_t i = 0; i < blocks; i++) {
		uint64_t mask;
		const uint8_t *values;
		if (!block_at(&c, &mask, &values) ||
		    !(values = count_block(mask, values, &dc, counts->ac)))
			return E_FORM;
		c.at = (size_t)(values - c.v.p);
		/* Blocks of a unit are coded in another order than rows: near enough for counting,
		 * and the tables hold every category anyway. */
		counts->dc[dc == before ? 0 : size_of(dc - before)]++;
		before = dc;
	}
	return cursor_done(&c) ? OK : E_FORM;
}

void jpeg_fill(struct cursor *c, size_t n, int16_t (*to)[64])
{
	for (size_t i = 0; i < n; i++) {
		uint64_t mask;
		const uint8_t *values;
		if (!block_at(c, &mask, &values))
			return;
		for (; mask; mask &= mask - 1, values += 2)
			to[i][image_zigzag[__builtin_ctzll(mask)]] = value_at(values);
		c->at = (size_t)(values - c->v.p);
	}
}

/* The least count that is not zero, the later symbol where several are equal; SYMBOLS when none is.
 */
static unsigned least(const uint64_t counts[SYMBOLS], unsigned other_than)
{
	unsigned found = SYMBOLS;
	for (unsigned i = 0; i < SYMBOLS; i++)
		if (counts[i] && i != other_than &&
		    (found == SYMBOLS || counts[i] <= counts[found]))
			found = i;
	return found;
}

/* Length of each symbol's code by joining the two rarest again and again (T.81 figure K.1). */
static void code_lengths(const uint32_t given[256], uint8_t lengths[SYMBOLS])
{
	uint64_t counts[SYMBOLS];
	unsigned next[SYMBOLS]; /* symbols of one subtree hang together in a chain */
	for (unsigned i = 0; i < SYMBOLS; i++) {
		counts[i] = i < 256 ? given[i] : 1;
		next[i] = SYMBOLS;
		lengths[i] = 0;
	}
	for (;;) {
		unsigned a = least(counts, SYMBOLS), b = least(counts, a), end = a;
		if (b == SYMBOLS)
			return;
		counts[a] += counts[b];
		counts[b] = 0;
		for (unsigned i = a; i < SYMBOLS; i = next[i]) {
			lengths[i]++;
			end = i;
		}
		next[end] = b;
		for (unsigned i = b; i < SYMBOLS; i = next[i])
			lengths[i]++;
	}
}

/* Numbers of codes of each length, none longer than 16 (T.81 figure K.3): two of the longest become
 * one shorter by a bit and one that shares a shorter code's place. */
static void cut_lengths(unsigned bits[LONGEST + 1])
{
	for (unsigned i = LONGEST; i > 16; i--)
		while (bits[i] > 0) {
			unsigned j = i - 2;
			while (bits[j] == 0)
				j--;
			bits[i] -= 2;
			bits[i - 1]++;
			bits[j + 1] += 2;
			bits[j]--;
		}
	unsigned last = 16;
	while (bits[last] == 0)
		last--;
	bits[last]--; /* the code of all ones: reserved */
}

struct jpeg_table jpeg_best_table(const uint32_t counts[256])
{
	struct jpeg_table table = {0};
	uint8_t lengths[SYMBOLS];
	unsigned bits[LONGEST + 1] = {0}, n = 0;
	code_lengths(counts, lengths);
	for (unsigned i = 0; i < SYMBOLS; i++)
		bits[min_of(lengths[i], (uint8_t)LONGEST)] += lengths[i] != 0;
	cut_lengths(bits);
	for (unsigned i = 1; i <= 16; i++)
		table.bits[i] = (uint8_t)bits[i];
	/* Symbols go by the length they had: the rarest of all, number 256, falls off at the end.
	 */
	for (unsigned length = 1; length <= LONGEST; length++)
		for (unsigned i = 0; i < 256; i++)
			if (lengths[i] == length)
				table.symbols[n++] = (uint8_t)i;
	return table;
}
