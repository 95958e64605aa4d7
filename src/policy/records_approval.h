/* SPDX-License-Identifier: Apache-2.0
 * records_approval.h: grades of information, and who approves what; included by policy.h.
 */
#ifndef POLICY_RECORDS_APPROVAL_H
#define POLICY_RECORDS_APPROVAL_H

#include "base/view.h"
#include "tbl/bodies.h"

enum policy_scale { POLICY_SCALE_THREE, POLICY_SCALE_FIVE };

struct policy_confidentiality {
	enum grade grade;
	struct view label;
};

struct policy_class {
	uint32_t grade; /* 2 or 1 */
	struct view label;
};

struct policy_classification {
	enum policy_scale scale;
	const struct policy_confidentiality *confidentiality;
	const struct policy_class *integrity, *availability;
	uint32_t confidentiality_count, integrity_count, availability_count;
	struct view clause;
};

#endif
