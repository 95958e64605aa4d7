/* SPDX-License-Identifier: Apache-2.0
 * probe.h: real packets against a rule set, in a lab of its own (lab.h): does the kernel decide as
 * the policy and the model say?
 *
 *   sweeps   every pair of interfaces of different zones, IPv4 and IPv6, from an ordinary address
 *            and from both ends of each rule: all TCP ports, all UDP ports, all 256 protocols
 *
 *   own      the same to the boundary itself from each interface, and from it: all must stop
 *
 *   classes  one packet for each class of the model (classes.h)
 *
 *   edges    beside each rule: ports, addresses, protocols, MAC addresses one off, and its packet
 *            from every other interface (a forged source)
 *
 *   flows    begun and answered under these rules; then the same rules with another generation,
 *            and nothing of them may pass any more
 *
 * Before the rules comes the control: the same packets under a rule set that accepts everything. If
 * one of a sweep does not arrive then, the probe says nothing (control.arrived < control.sent).
 */
#ifndef ZONE_PROBE_H
#define ZONE_PROBE_H

#include "zone/lab/lab.h"

#define ZONE_PROBE_SECONDS 1800
#define ZONE_PROBE_SWEEPS_MAX 1024
#define ZONE_PROBE_CLASSES_MAX 20000
#define ZONE_PROBE_WORDS 16384

struct zone_probe_count {
	uint64_t sent, arrived;
};

struct zone_probe_result {
	enum err err; /* not OK: `trouble` says what; nothing else counts */
	struct zone_lab_trouble trouble;
	struct zone_probe_count control, sweeps, own, classes, edges, flows, stale;
	/* The kernel let pass what the policy does not allow; stopped what it allows; decided other
	 * than the model of the ruleset says. */
	uint64_t leaks, stopped, unlike;
	uint64_t astray; /* came out where it should not, or too late to count */
	uint32_t sweeps_done, sweeps_left_out;
	uint32_t rules_left_out; /* of the policy: not looked beside, nor a flow of theirs begun */
	uint32_t rules;		 /* of the ruleset, as read back */
	/* Not looked at: classes no packet can be sent of, or too many; single packets that did not
	 * arrive even in the control; pairs without an address of a family at the far end. */
	uint32_t classes_unsendable, classes_left_out, silent, pairs_without;
	bool stale_asked; /* the rules carry a generation mark that could be changed */
	double seconds;
	char ja[ZONE_PROBE_WORDS], en[ZONE_PROBE_WORDS]; /* differences, a line each; the first */
};

bool zone_probe_good(const struct zone_probe_result *r);

/* Everything happens in a child process, which takes the lab with it when it ends. `rules`: as
 * nft -f reads them. `generation`: their mark, or 0. */
enum err zone_probe(const struct zone_allowed *allowed, const char *rules, uint32_t generation,
		    struct zone_probe_result *ret) must_use;

#endif
