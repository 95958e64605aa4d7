/* SPDX-License-Identifier: Apache-2.0
 * wrap.c: a number that the end of a line cut, or that is written a digit below the other.
 *
 * Lines follow one another as they were read. A number over several of them ends one line, fills
 * those between, and begins the last; put together it is one more block, which repeats its letters.
 */
#include "inspect/detect.h"

static bool of_number(uint32_t x)
{
	return letter_digit(x) != SCAN_NO || letter_between(x);
}

/* Digits at one end of a block: how many, and how many letters they take with what stands between.
 */
struct digits {
	uint32_t digits, letters;
	bool whole; /* the block has nothing else */
};

static struct digits at_end(const struct scan *s, const struct block *b, bool tail)
{
	const struct letter *l = scan_letters(s) + b->first;
	struct digits d = {0};
	for (; d.letters < b->n && d.digits <= PERSONAL_DIGITS; d.letters++) {
		uint32_t x = l[tail ? b->n - 1 - d.letters : d.letters].x;
		if (!of_number(x))
			break;
		d.digits += letter_digit(x) != SCAN_NO;
	}
	d.whole = d.letters == b->n;
	return d;
}

static bool is_line(const struct block *b)
{
	return !b->joined && b->row == 0 && b->table == 0;
}

static bool is_paged(const struct block *b)
{
	return b->place.at == FIND_AT_PAGE || b->place.at == FIND_AT_SLIDE;
}

static bool follows(const struct block *a, const struct block *b)
{
	return is_line(a) && is_line(b) && a->place.at == b->place.at &&
	       (!is_paged(a) || a->place.number == b->place.number);
}

/* The last block of a number that begins at the end of this one; SCAN_NO: there is none. */
static uint32_t last_of(const struct scan *s, uint32_t first, uint32_t end)
{
	const struct block *b = scan_block(s, first);
	struct digits d = at_end(s, b, true);
	uint32_t digits = d.digits;
	if (!is_line(b) || digits == 0 || digits >= PERSONAL_DIGITS)
		return SCAN_NO;
	if (d.whole && first > 0 && follows(b - 1, b) && at_end(s, b - 1, true).digits > 0)
		return SCAN_NO; /* it has begun before */
	for (uint32_t k = first + 1; k < end && follows(b, scan_block(s, k)); k++) {
		d = at_end(s, scan_block(s, k), false);
		digits += d.digits;
		if (d.digits == 0 || digits > PERSONAL_DIGITS)
			return SCAN_NO;
		if (digits == PERSONAL_DIGITS)
			return k;
		if (!d.whole)
			return SCAN_NO;
	}
	return SCAN_NO;
}

/* With the letters next to it: they say whether it is part of something longer. */
static void join(struct scan *s, uint32_t first, uint32_t last)
{
	for (uint32_t k = first; k <= last; k++) {
		struct block b = *scan_block(s, k);
		uint32_t from = 0, n = b.n;
		if (k == first) {
			uint32_t tail = at_end(s, &b, true).letters;
			from = b.n - min_of(tail + 1, b.n);
			n = b.n - from;
		} else if (k == last) {
			n = min_of(at_end(s, &b, false).letters + 1, b.n);
		}
		(void)scan_repeat(s, b.first + from, n);
	}
	struct block joined = *scan_block(s, first);
	joined.joined = true;
	joined.wrapped = first + 1;
	(void)scan_block_end(s, &joined);
}

void scan_wraps(struct scan *s)
{
	for (uint32_t k = 0, end = scan_blocks(s); k < end && s->err == OK; k++) {
		uint32_t last = last_of(s, k, end);
		if (last != SCAN_NO)
			join(s, k, last);
	}
}
