/* SPDX-License-Identifier: Apache-2.0
 * gates.c: which ways in and out are open, for whom, and how large a file may be there.
 */
#include "policy/policy.h"

#define MEGA ((uint64_t)1000 * 1000)

bool policy_gate_built(enum policy_gate_kind kind)
{
	return kind == POLICY_GATE_PORTAL;
}

static bool names(const struct policy *p, const struct policy_gate *g,
		  const struct policy_unit *unit)
{
	for (uint32_t i = 0; i < g->units_count; i++)
		if (&p->units[g->units[i]] == unit)
			return true;
	return false;
}

/* The row that counts for that unit, or NULL. */
static const struct policy_gate *row_of(const struct policy *p, enum policy_gate_kind kind,
					enum direction d, const struct policy_unit *unit)
{
	const struct policy_gate *all = NULL;
	for (uint32_t i = 0; i < p->gates_count; i++) {
		const struct policy_gate *g = &p->gates[i];
		if (g->kind != kind || g->direction != d)
			continue;
		if (g->units_count == 0)
			all = g;
		else if (names(p, g, unit))
			return g;
	}
	return all;
}

bool policy_gate_open(const struct policy *p, enum policy_gate_kind kind, enum direction d,
		      const struct policy_unit *unit)
{
	if (!policy_gate_built(kind) || !policy_flows(p, d))
		return false;
	if (p->gates_count == 0)
		return true;
	if (unit) {
		const struct policy_gate *g = row_of(p, kind, d, unit);
		return g && g->on;
	}
	for (uint32_t i = 0; i < p->units_count; i++)
		if (policy_gate_open(p, kind, d, &p->units[i]))
			return true;
	return false;
}

uint64_t policy_gate_limit(const struct policy *p, enum policy_gate_kind kind, enum direction d,
			   const struct policy_unit *unit)
{
	const struct policy_gate *g = row_of(p, kind, d, unit);
	return MEGA * (g && g->file_mb ? min_of(g->file_mb, p->limits.file_mb) : p->limits.file_mb);
}
