/* SPDX-License-Identifier: Apache-2.0
 * records.h: the parts of a policy, one struct for each RECORD of tbl/policy.h.
 *
 * A member has its key's name; what each means is said in that table. References are indices into
 * the arrays of struct policy, POLICY_NONE where there is none. A list is a pointer and NAME_count.
 */
#ifndef POLICY_RECORDS_H
#define POLICY_RECORDS_H

#include "base/view.h"
#include "tbl/bodies.h"

#define POLICY_NONE UINT32_MAX

enum policy_permit { POLICY_DENY, POLICY_ALLOW };
enum policy_keep { POLICY_KEEP, POLICY_DROP };
enum policy_incomplete { POLICY_LEAVE_OUT, POLICY_REFUSE_ALL };
/* MANAGER: the manager of the applicant's unit, and a reason. ANY, ALL: several people, by a rule
 * (records_approval.h). */
enum policy_need {
	POLICY_NEED_NONE,
	POLICY_NEED_APPROVER,
	POLICY_NEED_MANAGER,
	POLICY_NEED_ANY,
	POLICY_NEED_ALL
};
/* What the policy wants of a kind of find (tbl/finds.h) before it leaves, in rising order. */
enum policy_find { POLICY_FIND_TELL, POLICY_FIND_ASK, POLICY_FIND_STOP, POLICY_FIND_NEVER };
enum policy_zone_kind {
	POLICY_ZONE_INTERNET,
	POLICY_ZONE_LGWAN,
	POLICY_ZONE_MYNUMBER,
	POLICY_ZONE_OTHER,
};
enum policy_body_kind {
	POLICY_BODY_UNSAID,
	POLICY_BODY_CITY,
	POLICY_BODY_TOWN,
	POLICY_BODY_VILLAGE,
	POLICY_BODY_WARD,
	POLICY_BODY_PREFECTURE,
	POLICY_BODY_UNION,
};
/* `roles` everywhere is a sum of 1u << role. */
enum person_role {
	PERSON_CLERK,
	PERSON_APPROVER,
	PERSON_OPERATOR,
	PERSON_CISO,
	PERSON_AUDITOR,
	PERSON_ROLE_COUNT
};

struct policy_body {
	struct view name, reading;
	char number[CODE_MAX]; /* 全国地方公共団体コード, "" when not given */
	enum policy_body_kind kind;
};

struct policy_organ {
	char code[CODE_MAX];
	struct view name;
};

struct policy_unit {
	char code[CODE_MAX];
	struct view name;
	uint32_t organ;
	uint32_t manager; /* a person, or POLICY_NONE */
	struct view mail;
};

struct policy_person {
	char number[CODE_MAX];
	struct view name;
	const uint32_t *units; /* the first is the main one */
	uint32_t units_count;
	uint32_t roles;
	uint32_t deputy; /* a person, or POLICY_NONE */
	struct view mail;
};

struct policy_zone {
	char code[CODE_MAX];
	struct view name;
	enum policy_zone_kind kind;
};

struct policy_destination {
	struct view domain;	  /* example.jp, *.example.jp, * */
	enum grade highest_grade; /* NONE: nothing may go there; 3: all of 3 */
};

struct policy_flow {
	char code[CODE_MAX];
	struct view name;
	enum direction direction;
	uint32_t from, to; /* zones */
	const struct policy_destination *destinations;
	uint32_t destinations_count;
};

struct policy_format_rules {
#define FORMAT(name, extensions, ja, en) enum policy_permit name;
#include "tbl/formats.h"
#undef FORMAT
	bool csv_guard;
	enum policy_incomplete archive;
	enum policy_keep comments, persons, hidden, notes;
};

struct policy_formats {
	struct policy_format_rules inbound, outbound;
};

struct policy_session {
	uint32_t idle_minutes, absolute_minutes, step_up_minutes;
};

struct policy_lockout {
	uint32_t tries, minutes;
};

struct policy_retention {
	uint32_t inbox_days, original_days, trial_days;
};

struct policy_limits {
	uint32_t file_mb, output_mb, memory_mb, megapixels, seconds, parts;
	uint32_t thousand_elements, depth, ratio, archive_mb, archive_files, archive_depth,
	    receipt_minutes;
	uint32_t unfinished_hours, unfinished_mb;
	struct policy_session session;
	struct policy_lockout lockout;
	struct policy_retention retention;
};

#endif
