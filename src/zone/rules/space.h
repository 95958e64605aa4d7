/* SPDX-License-Identifier: Apache-2.0
 * space.h: what a policy lets pass between zones, as one list over packets that begin a flow.
 *
 * A packet here is: the interface it comes in at, the one it leaves by, IPv4 or IPv6, source and
 * destination address, protocol (of the transport header), destination port (its bytes 2 and 3:
 * what protocols without ports have there is not asked about) and the source's MAC address.
 *
 * The list is read from its beginning: the first rule that matches decides, and what none matches
 * does not pass. Rules that deny stand only where a later one would take in too much: 0.0.0.0/0 or
 * ::/0 of an internet zone means what is in no other network. So a compiler may write the rules in
 * this order, each for itself, and end with a drop.
 *
 * Not in the list: answers to what it lets pass (they belong to the flow), traffic within a zone,
 * 特定通信 that is over at `now`, and what the boundary itself sends and receives.
 *
 * Everything is in the arena and names things of the policy, which must live as long.
 */
#ifndef ZONE_SPACE_H
#define ZONE_SPACE_H

#include "base/arena.h"
#include "policy/ask/network.h"
#include "policy/policy.h"

/* IFNAMSIZ of Linux: names are at most 15 bytes. */
#define ZONE_INTERFACE_MAX 16
#define ZONE_INTERFACES_MAX 250 /* of policy and ruleset together */
#define ZONE_RULES_MAX 100000
#define ZONE_ANY UINT32_MAX	     /* any interface */
#define ZONE_ANY_PROTOCOL UINT16_MAX /* else 0 to 255 */

/* One of the boundary's, behind which segments of one zone lie. */
struct zone_interface {
	char name[ZONE_INTERFACE_MAX];
	uint32_t zone; /* index into the policy's zones */
};

struct zone_rule {
	uint32_t from, to; /* indices into interfaces, or ZONE_ANY; never of the same zone */
	bool v6;	   /* else IPv4 */
	struct policy_prefix source, destination; /* of that family; bits 0: any */
	uint16_t protocol;			  /* IANA's number, or ZONE_ANY_PROTOCOL */
	uint16_t port_first, port_last;		  /* 0 and 65535: any */
	bool has_mac;
	uint8_t mac[6]; /* of the source, as it comes in */
	bool accept;
	uint32_t traffic; /* index into the policy's traffic; POLICY_NONE for one that denies */
	/* "code clause" of that traffic, "code" where it names no clause; of one that denies, the
	 * code of the network it keeps out. For logs and for words to people. */
	struct view text;
};

struct zone_allowed {
	const struct policy *policy;
	const struct zone_interface *interfaces; /* in the order of the policy's networks */
	const struct zone_rule *rules;
	uint32_t interfaces_count, rules_count;
};

/* E_CONFIG: the policy's networks are not what policy_load lets through; E_LIMIT_COUNT: more
 * interfaces or rules than the above. */
enum err zone_allowed(const struct policy *p, int64_t now, struct arena *mem,
		      struct zone_allowed *ret) must_use;

/* "0.0.0.0/0" or "::/0" of an internet zone: whatever is in no other network. */
bool zone_is_rest(const struct policy *p, const struct policy_network *n, bool v6);
/* The network's prefix of that family; false: it has none. */
bool zone_prefix(const struct policy_network *n, bool v6, struct policy_prefix *ret);
/* The smallest network of that zone (ZONE_ANY: of any) that holds the address (16 or 4 bytes), or
 * POLICY_NONE. */
uint32_t zone_network_at(const struct policy *p, uint32_t zone, const uint8_t *address, bool v6);

#endif
