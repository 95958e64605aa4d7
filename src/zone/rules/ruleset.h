/* SPDX-License-Identifier: Apache-2.0
 * ruleset.h: what the kernel holds, as `nft -j list ruleset` says it (libnftables-json(5), schema
 * 1), reduced to what decides whether a packet that begins a flow is forwarded.
 *
 * A match is exact, or it says how far it may be trusted: `unknown` may match or not, `loose`
 * matches at most what its elements hold. Whoever asks what may pass takes the most for an accept
 * and the least for a drop, so a packet that passes is never missed. What changes packets or takes
 * them out of this path (nat, queue, flowtables, tproxy, notrack, helpers, dup, fwd) is refused by
 * name.
 *
 * States: a packet of domain NEW, INVALID or UNTRACKED. What belongs to a flow already accepted
 * (established, related) is not asked about: `ct state established` matches nothing here.
 *
 * Read: base chains of the hook forward, and what they jump to. Chains of prerouting, postrouting,
 * ingress and egress can only drop more, which is not counted on; they are read so that what they
 * may not do is seen. Hooks input and output, the boundary's own traffic, are not looked at.
 */
#ifndef ZONE_RULESET_H
#define ZONE_RULESET_H

#include "zone/rules/space.h"

#define ZONE_RULESET_FILE_MAX ((size_t)64 << 20)
#define ZONE_RULESET_ARENA ((size_t)512 << 20)
#define ZONE_CHAINS_MAX 20000
#define ZONE_ELEMENTS_MAX 1000000 /* of all matches together: a set counts each time it is used */
#define ZONE_JUMPS_MAX 16	  /* as in the kernel: NFT_JUMP_STACK_SIZE */
#define ZONE_COLUMNS_MAX 5	  /* of one concatenation */

enum zone_field {
	ZONE_FIELD_FAMILY, /* 4 or 6 */
	ZONE_FIELD_PROTOCOL,
	ZONE_FIELD_PORT,
	ZONE_FIELD_DESTINATION,
	ZONE_FIELD_SOURCE,
	ZONE_FIELD_FROM, /* index into names */
	ZONE_FIELD_TO,
	ZONE_FIELD_MAC,
	ZONE_FIELD_STATE,
	ZONE_FIELD_COUNT
};
enum zone_state { ZONE_STATE_NEW, ZONE_STATE_INVALID, ZONE_STATE_UNTRACKED, ZONE_STATE_COUNT };

/* Both ends belong to it. Network order; in the first bytes, as many as the field has. */
struct zone_range {
	uint8_t first[16], last[16];
};

struct zone_match {
	/* Without these it does not match, negated or not: what nft leaves unsaid when it lists. */
	uint8_t family;	   /* 0, 4 or 6 */
	uint16_t protocol; /* or ZONE_ANY_PROTOCOL */
	bool unknown, negated, loose;
	uint8_t columns;
	enum zone_field field[ZONE_COLUMNS_MAX];
	const struct zone_range *ranges; /* elements x columns; an element matches in all columns */
	uint32_t elements;
};

enum zone_verdict {
	ZONE_VERDICT_NONE, /* goes on behind the rule */
	ZONE_VERDICT_ACCEPT,
	ZONE_VERDICT_DROP,
	ZONE_VERDICT_RETURN,
	ZONE_VERDICT_JUMP,
	ZONE_VERDICT_GOTO
};

/* A plain rule has one outcome without `when`; a verdict map one for each element, of which at most
 * one matches, and perhaps one for what is left. */
struct zone_outcome {
	const struct zone_match *when; /* NULL: always, or whatever no other matches */
	enum zone_verdict verdict;
	const struct zone_chain *to; /* of JUMP and GOTO */
};

struct zone_step {
	uint64_t handle;
	struct view comment;
	uint32_t line;	   /* of an imported file (import.h); 0: of the kernel's listing */
	struct view label; /* what it calls the rule: "policy 12"; may be empty */
	const struct zone_match *matches; /* all of them */
	const struct zone_outcome *outcomes;
	uint32_t matches_count, outcomes_count;
};

struct zone_chain {
	struct view family, table, name;
	uint8_t only; /* 0: both; 4 or 6: packets of that family alone come here */
	const struct zone_step *steps;
	uint32_t steps_count;
	bool drops; /* a base chain's policy */
	int64_t priority;
};

struct zone_ruleset {
	const struct zone_chain *const *bases; /* of forward; a packet passes all of them */
	uint32_t bases_count, rules_count;     /* rules of all chains that were read */
	/* The policy's interfaces, in their order, then those that only the ruleset names. */
	const char (*names)[ZONE_INTERFACE_MAX];
	uint32_t names_count;
	/* Of an imported file, by the same index: it speaks of this interface. NULL: not asked. */
	const bool *named;
};

enum zone_problem_code {
#define ZONE_PROBLEM(name, ja, en) ZONE_PROBLEM_##name,
#include "tbl/zone_problems.h"
#undef ZONE_PROBLEM
};
struct zone_problem {
	enum zone_problem_code code;
	uint32_t line;		    /* of an imported file; 0: `where` says it all */
	char where[256], what[128]; /* as the file spells it: not for a terminal as it is */
};
struct zone_problem_text {
	const char *ja, *en;
};
const struct zone_problem_text *zone_problem_text(enum zone_problem_code code);

/* IANA's number of a protocol by its name in /etc/protocols; false: no such name. */
bool zone_protocol(struct view name, uint8_t *ret);
/* "TCP": of those that a policy names; NULL: say the number. */
const char *zone_protocol_name(unsigned number);
/* TCP, UDP, DCCP, SCTP, UDP-Lite: bytes 2 and 3 are a port. */
bool zone_has_ports(uint8_t protocol);
/* The prefix's addresses; host bits are cleared. `address`: 4 or 16 bytes. */
struct zone_range zone_range_of(const uint8_t *address, unsigned bits, bool v6);
/* An address of the prefix's own family. */
bool zone_prefix_has(const struct policy_prefix *p, const uint8_t *address);

/* E_CONFIG: what ret_problem says. E_NO_MEMORY. */
enum err zone_read(struct view json, const struct zone_allowed *allowed, struct arena *mem,
		   struct zone_ruleset *ret, struct zone_problem *ret_problem) must_use;

#endif
