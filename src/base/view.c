/* SPDX-License-Identifier: Apache-2.0
 * view.c: views and cursors.
 */
#include "base/view.h"

struct view view_of(const void *p, size_t n)
{
	return (struct view){p, n};
}

struct view view_str(const char *s)
{
	return view_of(s, strlen(s));
}

bool view_eq(struct view a, struct view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool view_is_zero(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] != 0)
			return false;
	return true;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

bool view_eq_nocase(struct view a, struct view b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool view_starts(struct view v, struct view prefix)
{
	return v.n >= prefix.n && view_eq(view_sub(v, 0, prefix.n), prefix);
}

bool view_ends(struct view v, struct view suffix)
{
	return v.n >= suffix.n && view_eq(view_sub(v, v.n - suffix.n, suffix.n), suffix);
}

bool view_has(struct view v, struct view part)
{
	return part.n == 0 || (v.n >= part.n && memmem(v.p, v.n, part.p, part.n) != NULL);
}

struct view view_sub(struct view v, size_t from, size_t n)
{
	if (from >= v.n)
		return (struct view){v.p, 0};
	return view_of(v.p + from, min_of(n, v.n - from));
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct view view_trim(struct view v)
{
	while (v.n > 0 && is_space(v.p[0]))
		v = view_sub(v, 1, v.n);
	while (v.n > 0 && is_space(v.p[v.n - 1]))
		v.n--;
	return v;
}

size_t view_find(struct view v, size_t from, uint8_t byte)
{
	if (from >= v.n)
		return v.n;
	const uint8_t *hit = memchr(v.p + from, byte, v.n - from);
	return hit ? (size_t)(hit - v.p) : v.n;
}

uint32_t view_hash(uint32_t so_far, struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		so_far = (so_far ^ v.p[i]) * 16777619u;
	return so_far;
}

struct view view_take(struct view *rest, uint8_t until)
{
	size_t end = view_find(*rest, 0, until);
	struct view taken = view_sub(*rest, 0, end);
	*rest = view_sub(*rest, end + 1, rest->n);
	return taken;
}

enum err view_int(struct view v, int64_t min, int64_t max, int64_t *ret)
{
	bool negative = min < 0 && v.n > 0 && v.p[0] == '-';
	size_t i = negative || (min < 0 && v.n > 0 && v.p[0] == '+') ? 1 : 0;
	int64_t sum = 0;
	if (i >= v.n)
		return E_BROKEN;
	for (; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return E_BROKEN;
		int64_t digit = v.p[i] - '0';
		if (ckd_mul(&sum, sum, (int64_t)10) ||
		    (negative ? ckd_sub(&sum, sum, digit) : ckd_add(&sum, sum, digit)))
			return E_BROKEN;
	}
	if (sum < min || sum > max)
		return E_BROKEN;
	*ret = sum;
	return OK;
}

struct cursor cursor_of(struct view v)
{
	return (struct cursor){v, 0, false};
}

size_t cursor_left(const struct cursor *c)
{
	return c->bad ? 0 : c->v.n - c->at;
}

bool cursor_done(const struct cursor *c)
{
	return !c->bad && c->at == c->v.n;
}

struct view cursor_take(struct cursor *c, size_t n)
{
	if (c->bad || n > c->v.n - c->at) {
		c->bad = true;
		return (struct view){NULL, 0};
	}
	struct view got = view_of(c->v.p + c->at, n);
	c->at += n;
	return got;
}

void cursor_skip(struct cursor *c, size_t n)
{
	(void)cursor_take(c, n);
}

static uint64_t little(struct cursor *c, size_t n)
{
	struct view v = cursor_take(c, n);
	uint64_t sum = 0;
	for (size_t i = v.n; i > 0; i--)
		sum = sum << 8 | v.p[i - 1];
	return sum;
}

static uint64_t big(struct cursor *c, size_t n)
{
	struct view v = cursor_take(c, n);
	uint64_t sum = 0;
	for (size_t i = 0; i < v.n; i++)
		sum = sum << 8 | v.p[i];
	return sum;
}

uint8_t cursor_u8(struct cursor *c)
{
	return (uint8_t)little(c, 1);
}

uint16_t cursor_u16(struct cursor *c)
{
	return (uint16_t)little(c, 2);
}

uint32_t cursor_u32(struct cursor *c)
{
	return (uint32_t)little(c, 4);
}

uint64_t cursor_u64(struct cursor *c)
{
	return little(c, 8);
}

uint16_t cursor_u16be(struct cursor *c)
{
	return (uint16_t)big(c, 2);
}

uint32_t cursor_u32be(struct cursor *c)
{
	return (uint32_t)big(c, 4);
}

uint64_t cursor_u64be(struct cursor *c)
{
	return big(c, 8);
}

uint64_t cursor_varint(struct cursor *c)
{
	uint64_t sum = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte = cursor_u8(c);
		if (c->bad)
			return 0;
		if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
			break; /* does not fit, or could be said shorter */
		sum |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return sum;
	}
	c->bad = true;
	return 0;
}

int64_t cursor_zigzag(struct cursor *c)
{
	uint64_t raw = cursor_varint(c);
	return (int64_t)(raw >> 1) ^ -(int64_t)(raw & 1);
}
