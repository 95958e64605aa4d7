/* SPDX-License-Identifier: Apache-2.0
 * network.h: addresses and ports as a policy writes them, and what a model lets pass.
 *
 * Reading is strict: one way to write each thing, no host bits beyond a prefix, no leading zeros in
 * IPv4 (RFC 6943, 3.1.1: some readers take them as octal). IPv6 as RFC 4291, 2.2, without zones and
 * without an IPv4 tail.
 */
#ifndef POLICY_NETWORK_H
#define POLICY_NETWORK_H

#include "policy/policy.h"

struct policy_prefix {
	uint8_t address[16]; /* network order; IPv4: the first four */
	uint8_t bits;
	bool v6;
};

/* E_CONFIG: it is none. Without "/bits" it is one address. */
enum err policy_prefix4(struct view text, struct policy_prefix *ret) must_use;
enum err policy_prefix6(struct view text, struct policy_prefix *ret) must_use;
bool policy_prefix_inside(const struct policy_prefix *inner, const struct policy_prefix *outer);
/* One lies in the other: prefixes never overlap otherwise. */
bool policy_prefix_meets(const struct policy_prefix *a, const struct policy_prefix *b);

#define POLICY_PORTS_MAX 16
struct policy_ports {
	struct {
		uint16_t first, last;
	} range[POLICY_PORTS_MAX]; /* rising, apart from each other */
	size_t n;
};
/* "443", "8000-8010", "25,587". E_CONFIG: none, out of order, or more than fit. */
enum err policy_ports(struct view text, struct policy_ports *ret) must_use;
enum err policy_mac(struct view text, uint8_t ret[6]) must_use;

/* What may be between two zones under a model (tbl/models.h). */
enum policy_between {
	POLICY_BETWEEN_ANY,	/* whatever is listed */
	POLICY_BETWEEN_NEVER,	/* nothing, whoever approves */
	POLICY_BETWEEN_SPECIAL, /* 特定通信 alone */
	POLICY_BETWEEN_CLEAN,	/* 無害化通信 alone */
	POLICY_BETWEEN_SERVICE, /* 無害化通信, and towards listed services */
};
enum policy_between policy_between(const struct policy *p, enum policy_zone_kind from,
				   enum policy_zone_kind to);
/* What a model asks for: a sum of 1u << condition. */
uint32_t policy_model_conditions(enum policy_model model);

/* Is this traffic in force at that time? 特定通信 ends with its day. */
bool policy_traffic_open(const struct policy_traffic *t, int64_t now);

#endif
