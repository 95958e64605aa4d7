/* SPDX-License-Identifier: Apache-2.0
 * network.c: prefixes, ports, MAC addresses, and the table of models.
 */
#include "policy/ask/network.h"

/* --- prefixes --- */

static bool cut_bits(struct view *text, unsigned most, uint8_t *ret)
{
	int64_t bits;
	size_t slash = view_find(*text, 0, '/');
	*ret = (uint8_t)most;
	if (slash >= text->n)
		return true;
	struct view after = view_sub(*text, slash + 1, text->n);
	if (after.n > 3 || (after.n > 1 && after.p[0] == '0') ||
	    view_int(after, 0, most, &bits) != OK)
		return false;
	*ret = (uint8_t)bits;
	*text = view_sub(*text, 0, slash);
	return true;
}

/* No bit stands beyond the prefix: 10.1.2.3/16 is a slip of the hand. */
static bool is_aligned(const struct policy_prefix *p)
{
	unsigned all = p->v6 ? 128 : 32;
	for (unsigned i = p->bits; i < all; i++)
		if (p->address[i / 8] & 0x80u >> i % 8)
			return false;
	return true;
}

enum err policy_prefix4(struct view text, struct policy_prefix *ret)
{
	struct policy_prefix p = {.v6 = false};
	int64_t n;
	if (!cut_bits(&text, 32, &p.bits))
		return E_CONFIG;
	for (size_t i = 0; i < 4; i++) {
		size_t end = i < 3 ? view_find(text, 0, '.') : text.n;
		struct view part = view_sub(text, 0, end);
		if (end > 3 || (i < 3 && end >= text.n) || (part.n > 1 && part.p[0] == '0') ||
		    view_int(part, 0, 255, &n) != OK)
			return E_CONFIG;
		p.address[i] = (uint8_t)n;
		text = view_sub(text, min_of(end + 1, text.n), text.n);
	}
	if (!is_aligned(&p))
		return E_CONFIG;
	*ret = p;
	return OK;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One group of up to four digits; how many it took, 0: none. */
static size_t read_group(struct view text, size_t at, uint16_t *ret)
{
	size_t n = 0;
	unsigned x = 0;
	while (n < 4 && at + n < text.n && hex_digit(text.p[at + n]) >= 0)
		x = x << 4 | (unsigned)hex_digit(text.p[at + n++]);
	*ret = (uint16_t)x;
	return n;
}

enum err policy_prefix6(struct view text, struct policy_prefix *ret)
{
	struct policy_prefix p = {.v6 = true};
	uint16_t group[8] = {0};
	size_t n = 0, gap = SIZE_MAX, at = 0;
	if (!cut_bits(&text, 128, &p.bits) || text.n < 2)
		return E_CONFIG;
	while (at < text.n) {
		if (view_starts(view_sub(text, at, text.n), VIEW("::")) && gap == SIZE_MAX) {
			gap = n;
			at += 2;
			continue;
		}
		bool colon = n > 0 && gap != n; /* one that only parts two groups */
		if (colon && text.p[at] != ':')
			return E_CONFIG;
		at += colon;
		size_t took = n < 8 ? read_group(text, at, &group[n]) : 0;
		if (took == 0)
			return E_CONFIG;
		n++;
		at += took;
	}
	if (gap == SIZE_MAX ? n != 8 : n > 7)
		return E_CONFIG;
	for (size_t i = 0; i < n; i++) {
		size_t place = i < gap ? i : i + 8 - n;
		p.address[place * 2] = (uint8_t)(group[i] >> 8);
		p.address[place * 2 + 1] = (uint8_t)group[i];
	}
	if (!is_aligned(&p))
		return E_CONFIG;
	*ret = p;
	return OK;
}

bool policy_prefix_inside(const struct policy_prefix *inner, const struct policy_prefix *outer)
{
	if (inner->v6 != outer->v6 || inner->bits < outer->bits)
		return false;
	for (unsigned i = 0; i < outer->bits; i++)
		if ((inner->address[i / 8] ^ outer->address[i / 8]) & 0x80u >> i % 8)
			return false;
	return true;
}

bool policy_prefix_meets(const struct policy_prefix *a, const struct policy_prefix *b)
{
	return policy_prefix_inside(a, b) || policy_prefix_inside(b, a);
}

/* --- ports, MAC --- */

enum err policy_ports(struct view text, struct policy_ports *ret)
{
	struct policy_ports p = {.n = 0};
	int64_t first, last;
	for (size_t at = 0; at <= text.n;) {
		size_t end = view_find(text, at, ',');
		struct view part = view_sub(text, at, end - at);
		size_t dash = view_find(part, 0, '-');
		bool one = dash >= part.n;
		struct view high = one ? part : view_sub(part, dash + 1, part.n);
		if (p.n == POLICY_PORTS_MAX ||
		    view_int(view_sub(part, 0, dash), 1, 65535, &first) != OK ||
		    view_int(high, first, 65535, &last) != OK ||
		    (p.n > 0 && first <= p.range[p.n - 1].last))
			return E_CONFIG;
		p.range[p.n].first = (uint16_t)first;
		p.range[p.n++].last = (uint16_t)last;
		at = end + 1;
	}
	*ret = p;
	return OK;
}

enum err policy_mac(struct view text, uint8_t ret[6])
{
	uint8_t mac[6];
	if (text.n != 17)
		return E_CONFIG;
	for (size_t i = 0; i < 6; i++) {
		int high = hex_digit(text.p[i * 3]), low = hex_digit(text.p[i * 3 + 1]);
		if (high < 0 || low < 0 || (i < 5 && text.p[i * 3 + 2] != ':'))
			return E_CONFIG;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(ret, mac, sizeof mac);
	return OK;
}

/* --- models --- */

enum policy_between policy_between(const struct policy *p, enum policy_zone_kind from,
				   enum policy_zone_kind to)
{
	static const struct {
		enum policy_model model;
		enum policy_zone_kind a, b;
		enum policy_between what;
	} rows[] = {
#define BETWEEN(model, a, b, what) \
	{POLICY_MODEL_##model, POLICY_ZONE_##a, POLICY_ZONE_##b, POLICY_BETWEEN_##what},
#include "tbl/models.h"
#undef BETWEEN
	};
	for (size_t i = 0; i < array_len(rows); i++)
		if (rows[i].model == p->boundary.model && ((rows[i].a == from && rows[i].b == to) ||
							   (rows[i].a == to && rows[i].b == from)))
			return rows[i].what;
	return POLICY_BETWEEN_ANY;
}

uint32_t policy_model_conditions(enum policy_model model)
{
	static const uint8_t rows[][2] = {
#define CONDITION(model, condition) {POLICY_MODEL_##model, POLICY_CONDITION_##condition},
#include "tbl/models.h"
#undef CONDITION
	};
	uint32_t sum = 0;
	for (size_t i = 0; i < array_len(rows); i++)
		if (rows[i][0] == model)
			sum |= 1u << rows[i][1];
	return sum;
}

bool policy_traffic_open(const struct policy_traffic *t, int64_t now)
{
	int64_t until;
	return !t->special.until.n ||
	       (policy_day_end(t->special.until, &until) == OK && now <= until);
}
