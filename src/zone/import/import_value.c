/* SPDX-License-Identifier: Apache-2.0
 * import_value.c: addresses, ports and protocols as exports write them.
 */
#include "zone/import/import_parts.h"

bool import_address(struct view text, uint8_t ret[16], bool *ret_v6)
{
	struct policy_prefix p;
	*ret_v6 = view_find(text, 0, ':') < text.n;
	if (view_find(text, 0, '/') < text.n ||
	    (*ret_v6 ? policy_prefix6(text, &p) : policy_prefix4(text, &p)) != OK)
		return false;
	memcpy(ret, p.address, 16);
	return true;
}

/* 255.255.0.0 as 16; false: no row of ones. */
static bool mask_bits(struct view text, int64_t *ret)
{
	uint8_t mask[16];
	bool v6;
	int64_t bits = 0;
	if (!import_address(text, mask, &v6) || v6)
		return false;
	while (bits < 32 && mask[bits / 8] & 0x80u >> bits % 8)
		bits++;
	for (int64_t i = bits; i < 32; i++)
		if (mask[i / 8] & 0x80u >> i % 8)
			return false;
	*ret = bits;
	return true;
}

static bool spread(struct zone_range *r, int64_t bits, bool v6, bool loose)
{
	struct zone_range all = zone_range_of(r->first, (unsigned)bits, v6);
	bool host_bits = memcmp(all.first, r->first, v6 ? 16 : 4) != 0;
	*r = all;
	return loose || !host_bits;
}

bool import_masked(struct view address, struct view mask, struct zone_range *ret)
{
	bool v6;
	int64_t bits;
	return import_address(address, ret->first, &v6) && !v6 && mask_bits(mask, &bits) &&
	       spread(ret, bits, false, true);
}

bool import_addresses(struct view text, bool loose, struct zone_range *ret, bool *ret_v6)
{
	size_t slash = view_find(text, 0, '/'), dash = view_find(text, 0, '-');
	*ret = (struct zone_range){0};
	if (slash < text.n) {
		struct view tail = view_sub(text, slash + 1, text.n);
		int64_t bits;
		if (!import_address(view_sub(text, 0, slash), ret->first, ret_v6))
			return false;
		if (view_int(tail, 0, *ret_v6 ? 128 : 32, &bits) != OK &&
		    (*ret_v6 || !mask_bits(tail, &bits)))
			return false;
		return spread(ret, bits, *ret_v6, loose);
	}
	if (dash < text.n) {
		bool v6;
		return import_address(view_trim(view_sub(text, 0, dash)), ret->first, ret_v6) &&
		       import_address(view_trim(view_sub(text, dash + 1, text.n)), ret->last,
				      &v6) &&
		       v6 == *ret_v6 && memcmp(ret->first, ret->last, 16) <= 0;
	}
	if (!import_address(text, ret->first, ret_v6))
		return false;
	memcpy(ret->last, ret->first, 16);
	return true;
}

bool import_ports(struct view text, uint8_t between, struct zone_range *ret)
{
	int64_t first, last;
	size_t at = view_find(text, 0, between);
	struct view low = view_trim(view_sub(text, 0, at));
	struct view high = at < text.n ? view_trim(view_sub(text, at + 1, text.n)) : low;
	*ret = (struct zone_range){0};
	if (view_int(low, 0, 65535, &first) != OK || view_int(high, 0, 65535, &last) != OK ||
	    first > last)
		return false;
	ret->first[0] = (uint8_t)(first >> 8);
	ret->first[1] = (uint8_t)first;
	ret->last[0] = (uint8_t)(last >> 8);
	ret->last[1] = (uint8_t)last;
	return true;
}

bool import_protocol(struct view text, uint8_t *ret)
{
	int64_t number;
	if (view_int(text, 0, 255, &number) == OK) {
		*ret = (uint8_t)number;
		return true;
	}
	return zone_protocol(text, ret);
}

struct zone_range import_byte(uint8_t first, uint8_t last)
{
	return (struct zone_range){.first = {first}, .last = {last}};
}

enum err import_line(struct import *m, struct view *rest, struct view *ret)
{
	m->line++;
	*ret = view_take(rest, '\n');
	if (ret->n > ZONE_IMPORT_LINE_MAX)
		return import_refuse(m, ZONE_PROBLEM_LIMIT, VIEW("64 KB"));
	return OK;
}
