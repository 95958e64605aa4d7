/* SPDX-License-Identifier: Apache-2.0
 * records_network.h: zones on cables; included by policy.h. Addresses, ports and days stay as they
 * were written: network.h reads them.
 */
#ifndef POLICY_RECORDS_NETWORK_H
#define POLICY_RECORDS_NETWORK_H

#include "policy/records/records.h"

/* Guideline for local governments' information security policies, chapter 3: which zone holds what.
 */
enum policy_model {
	POLICY_MODEL_ALPHA,
	POLICY_MODEL_ALPHA2,
	POLICY_MODEL_BETA,
	POLICY_MODEL_BETA2
};

/* What a model asks for beyond the cables. `conditions` is a sum of 1u << these. */
enum policy_condition {
	POLICY_CONDITION_ISMAP,
	POLICY_CONDITION_DESTINATIONS,
	POLICY_CONDITION_ENCRYPTION,
	POLICY_CONDITION_TENANT,
	POLICY_CONDITION_MAIL,
	POLICY_CONDITION_FILES,
	POLICY_CONDITION_ENDPOINT,
	POLICY_CONDITION_READINESS,
	POLICY_CONDITION_SCREEN,
	POLICY_CONDITION_MONITORING,
	POLICY_CONDITION_PER_ASSET,
	POLICY_CONDITION_BASELINE,
	POLICY_CONDITION_DETECTION,
	POLICY_CONDITION_LOGS,
	POLICY_CONDITION_AUDIT,
	POLICY_CONDITION_COUNT
};

enum policy_network_role {
	POLICY_NETWORK_SEGMENT, /* behind an interface of the boundary */
	POLICY_NETWORK_HOST,	/* within a segment */
	POLICY_NETWORK_ROUTER,	/* the boundary's own addresses in that zone */
	POLICY_NETWORK_GUARD,	/* Sekisho's own */
	POLICY_NETWORK_SERVICE, /* outside: reached through the zone's segment */
};

enum policy_protocol {
	POLICY_TCP = 6,
	POLICY_UDP = 17,
	POLICY_ICMP = 1,
	POLICY_ICMPV6 = 58,
	POLICY_ESP = 50,
	POLICY_GRE = 47,
};

/* 無害化通信 is SANITIZED or, where the policy's definition is wide enough, SCREEN. */
enum policy_way { POLICY_WAY_PLAIN, POLICY_WAY_SANITIZED, POLICY_WAY_SCREEN };
enum policy_peer { POLICY_PEER_NONE, POLICY_PEER_CLOSED, POLICY_PEER_PUBLIC };

struct policy_boundary {
	enum policy_model model;
	uint32_t conditions;
	bool security_cloud;
	enum person_role approver; /* of a change of the rules between zones */
	uint32_t load_days;	   /* an approved change that was not loaded by then lapses */
	struct view clause;	   /* that the zones are kept apart */
};

struct policy_network {
	char code[CODE_MAX];
	struct view name;
	uint32_t zone;
	enum policy_network_role role;
	struct view v4, v6;
	char interface[CODE_MAX];
	struct view mac, listed;
};

struct policy_special {
	enum policy_peer peer;
	uint32_t approver; /* a person, or POLICY_NONE */
	struct view approved, until;
};

struct policy_traffic {
	char code[CODE_MAX];
	struct view name;
	uint32_t from, to; /* networks */
	enum policy_protocol protocol;
	struct view ports;
	enum policy_way way;
	struct view clause, purpose;
	struct policy_special special;
};

#endif
