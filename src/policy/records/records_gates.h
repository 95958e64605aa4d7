/* SPDX-License-Identifier: Apache-2.0
 * records_gates.h: ways in and out, and the host of an organ's policy; included by policy.h.
 */
#ifndef POLICY_RECORDS_GATES_H
#define POLICY_RECORDS_GATES_H

#include "policy/records/records.h"

enum policy_gate_kind {
	POLICY_GATE_PORTAL, /* the only one that is built (policy_gate_built) */
	POLICY_GATE_MAIL,
	POLICY_GATE_FOLDER,
	POLICY_GATE_WEB,
	POLICY_GATE_MEDIA,
	POLICY_GATE_KIND_COUNT
};

struct policy_gate {
	enum policy_gate_kind kind;
	enum direction direction;
	bool on;
	const uint32_t *units; /* none: every unit that no other row of this gate names */
	uint32_t units_count;
	uint32_t file_mb; /* 0: as limits.file_mb */
	struct view clause;
};

/* Of an organ's policy: whose network, units and people it uses, and what of it was adopted. */
struct policy_host {
	struct view file;
	uint32_t organ;
	struct view version, hash;
};

#endif
