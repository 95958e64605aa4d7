/* SPDX-License-Identifier: Apache-2.0
 * lab_route.c: which addresses are behind which interface, in the lab.
 */
#include "zone/lab/lab.h"

uint32_t zone_lab_route(const struct zone_allowed *allowed, const uint8_t *address, bool v6)
{
	const struct policy *p = allowed->policy;
	struct policy_prefix prefix;
	uint32_t found = ZONE_ANY;
	unsigned best = 0;
	for (uint32_t i = 0; i < p->networks_count; i++) {
		const struct policy_network *n = &p->networks[i];
		if (!n->interface[0] || !zone_prefix(n, v6, &prefix) ||
		    !zone_prefix_has(&prefix, address) ||
		    (found != ZONE_ANY && prefix.bits <= best))
			continue;
		for (uint32_t k = 0; k < allowed->interfaces_count; k++)
			if (strcmp(allowed->interfaces[k].name, n->interface) == 0)
				found = k;
		best = prefix.bits;
	}
	return found;
}

bool zone_lab_usable(const uint8_t *a, bool v6)
{
	static const uint8_t none[16], last[16] = {[15] = 1};
	if (!v6)
		return a[0] != 0 && a[0] != 127 && a[0] < 224 && !(a[0] == 169 && a[1] == 254);
	return a[0] != 0xff && !(a[0] == 0xfe && (a[1] & 0xc0) == 0x80) &&
	       memcmp(a, none, sizeof none) != 0 && memcmp(a, last, sizeof last) != 0 &&
	       memcmp(a, none, 10) != 0; /* mapped and compatible IPv4 */
}

/* The prefix's first address and `add`. */
static bool at_offset(const struct policy_prefix *p, unsigned add, uint8_t ret[16])
{
	size_t n = p->v6 ? 16 : 4;
	unsigned room = (unsigned)n * 8 - p->bits;
	memcpy(ret, p->address, 16);
	if (room < 16 && add >> room)
		return false;
	unsigned low = (unsigned)(ret[n - 2] << 8 | ret[n - 1]) + add;
	ret[n - 2] = (uint8_t)(low >> 8);
	ret[n - 1] = (uint8_t)low;
	return true;
}

bool zone_lab_address(const struct zone_allowed *allowed, const struct policy_prefix *within,
		      uint32_t interface, unsigned number, uint8_t ret[16])
{
	/* Of everything: documentation's (RFC 5737, 3849) and two that anybody may have. */
	static const struct policy_prefix samples[] = {
	    {{203, 0, 113}, 24, false},
	    {{198, 51, 100}, 24, false},
	    {{11, 22, 33}, 24, false},
	    {{0x20, 0x01, 0x0d, 0xb8}, 32, true},
	    {{0x2a, 0x00, 0x12, 0x34}, 32, true},
	};
	const struct policy *p = allowed->policy;
	uint8_t a[16], fallback[16];
	bool have = false;
	if (within->bits == 0) {
		for (size_t i = 0; i < array_len(samples); i++)
			if (samples[i].v6 == within->v6 &&
			    zone_lab_address(allowed, &samples[i], interface, number, ret))
				return true;
		return false;
	}
	/* Rather one that is in no smaller network than this. */
	for (unsigned i = 0; i < 1024; i++) {
		struct policy_prefix prefix;
		if (!at_offset(within, i, a))
			break;
		if (!zone_lab_usable(a, within->v6) ||
		    zone_lab_route(allowed, a, within->v6) != interface)
			continue;
		uint32_t n = zone_network_at(p, ZONE_ANY, a, within->v6);
		bool plain = n == POLICY_NONE ||
			     !zone_prefix(&p->networks[n], within->v6, &prefix) ||
			     prefix.bits <= within->bits;
		/* The network's own address and what ends in 0 come last. */
		plain = plain &&
			(a[within->v6 ? 15 : 3] != 0 || within->bits == (within->v6 ? 128 : 32));
		if (plain && number-- == 0) {
			memcpy(ret, a, sizeof a);
			return true;
		}
		if (plain || !have)
			memcpy(fallback, a, sizeof a);
		have = true;
	}
	if (have)
		memcpy(ret, fallback, sizeof fallback);
	return have;
}
