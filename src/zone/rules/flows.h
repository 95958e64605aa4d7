/* SPDX-License-Identifier: Apache-2.0
 * flows.h: what a policy lets pass, one line each, and what a change adds and takes away.
 *
 * A line is a flow as a person reads it, in words that need no translation: names of the policy,
 * addresses, protocols, ports. The same list gives the same lines, so two rule sets are compared by
 * their lines, and what an approver reads is what was compared.
 */
#ifndef ZONE_FLOWS_H
#define ZONE_FLOWS_H

#include "base/buf.h"
#include "zone/rules/space.h"

#define ZONE_FLOWS_MAX ((size_t)16 << 20)

struct zone_change {
	uint32_t gained, lost;
};

/* Appends a line for each interface, each flow, and each exception from one ("0.0.0.0/0" without a
 * network of its own). */
enum err zone_flows(const struct zone_allowed *allowed, struct buf *out) must_use;
/* How many lines of such a text are flows. */
uint32_t zone_flows_count(struct view lines);

/* Appends what comes and what goes: a heading each with its number, then the lines, "+" or "-"
 * before them. Nothing but two headings with 0: the same. E_LIMIT_SIZE, E_NO_MEMORY. */
enum err zone_flows_change(struct view before, struct view after, struct buf *out,
			   struct zone_change *ret) must_use;

#endif
