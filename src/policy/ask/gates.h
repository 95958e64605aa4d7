/* SPDX-License-Identifier: Apache-2.0
 * gates.h: which ways in and out are open; part of policy.h, which includes it.
 *
 * A policy without `gates` has the portal both ways. One with it is a closed list: what it does not
 * name is closed, and a row that names a unit counts for that unit before one that names none.
 */
#ifndef POLICY_GATES_H
#define POLICY_GATES_H

struct policy;

/* Is there a process for it in this version? */
bool policy_gate_built(enum policy_gate_kind kind);
/* Open for that unit; NULL: for any unit at all. */
bool policy_gate_open(const struct policy *p, enum policy_gate_kind kind, enum direction d,
		      const struct policy_unit *unit);
/* Bytes of one file there: at most what limits say. */
uint64_t policy_gate_limit(const struct policy *p, enum policy_gate_kind kind, enum direction d,
			   const struct policy_unit *unit);

#endif
