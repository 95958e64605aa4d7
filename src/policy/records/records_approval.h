/* SPDX-License-Identifier: Apache-2.0
 * records_approval.h: grades of information, and who approves what; included by policy.h.
 */
#ifndef POLICY_RECORDS_APPROVAL_H
#define POLICY_RECORDS_APPROVAL_H

#include "policy/records/records.h"

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

struct policy_grades {
	enum policy_need grade1, grade2, grade3;
};

/* Of whom ANY and ALL ask. UNIT: approvers and the manager of the applicant's unit. */
enum policy_among {
	POLICY_AMONG_UNIT,
	POLICY_AMONG_PEOPLE,
	POLICY_AMONG_APPROVERS,
	POLICY_AMONG_OPERATORS,
	POLICY_AMONG_CISO
};
enum policy_format {
#define FORMAT(name, extensions, ja, en) POLICY_FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
};
#define POLICY_DEPUTY_MOST 10080 /* minutes; more: as approvals says */

struct policy_recipient {
	struct view address; /* a@example.jp, example.jp, *.example.jp, * */
};

/* The first whose conditions all hold decides; a condition that is 0 or empty holds. */
struct policy_rule {
	enum direction direction;
	uint32_t grades, formats; /* sums of 1u << enum grade, enum policy_format */
	uint32_t from_bytes;
	const struct policy_recipient *recipients;
	enum policy_need need;
	uint32_t count; /* ANY: how many of them */
	enum policy_among among;
	const uint32_t *people; /* AMONG_PEOPLE */
	uint32_t recipients_count, people_count;
	bool afterwards, bulk;
	uint32_t deputy_minutes;
	struct view clause;
};

struct policy_approvals {
	enum policy_need inbound;
	struct policy_grades outbound;
	const struct policy_rule *rules;
	uint32_t rules_count;
	uint32_t deputy_after_minutes, expire_after_minutes;
	bool urgent;
	uint32_t bulk_most;
};

#endif
