/* SPDX-License-Identifier: Apache-2.0
 * policy.h: the body's security policy as data, and the questions everybody asks of it.
 *
 * One file in, one struct out; everything in it lives in the arena it was loaded into and never
 * changes. Which keys there are: tbl/policy.h. References between entries are indices into the
 * arrays below (POLICY_NONE where there is none). Codes and staff numbers are NUL-terminated ASCII.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "policy/mistakes.h"
#include "tbl/bodies.h"

#define POLICY_NONE UINT32_MAX
#define POLICY_ARENA ((size_t)64 << 20) /* enough for the largest policy that is taken */
/* Read at most this; the loader itself refuses files over 1 MB. */
#define POLICY_FILE_MAX ((size_t)2 << 20)

enum policy_permit { POLICY_DENY, POLICY_ALLOW };
enum policy_keep { POLICY_KEEP, POLICY_DROP };
/* In rising order. MANAGER: the manager of the applicant's unit, and a reason. */
enum policy_need { POLICY_NEED_NONE, POLICY_NEED_APPROVER, POLICY_NEED_MANAGER };
enum policy_zone_kind {
	POLICY_ZONE_INTERNET,
	POLICY_ZONE_LGWAN,
	POLICY_ZONE_MYNUMBER,
	POLICY_ZONE_OTHER,
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
};

struct policy_person {
	char number[CODE_MAX];
	struct view name;
	const uint32_t *units; /* the first is the main one */
	uint32_t units_count;
	uint32_t roles;
	uint32_t deputy; /* a person, or POLICY_NONE */
};

struct policy_zone {
	char code[CODE_MAX];
	struct view name;
	enum policy_zone_kind kind;
};

struct policy_destination {
	struct view domain;	/* example.jp, *.example.jp, * */
	uint32_t highest_grade; /* 0: nothing may go there */
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
	enum policy_keep comments, persons;
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
	uint32_t inbox_days, original_days;
};

struct policy_limits {
	uint32_t file_mb, output_mb, memory_mb, megapixels, seconds, parts;
	uint32_t thousand_elements, depth, ratio, receipt_minutes;
	struct policy_session session;
	struct policy_lockout lockout;
	struct policy_retention retention;
};

struct policy_grades {
	enum policy_need grade1, grade2, grade3;
};

struct policy_approvals {
	enum policy_need inbound;
	struct policy_grades outbound;
	uint32_t deputy_after_minutes, expire_after_minutes;
};

struct policy {
	uint32_t schema;
	struct view public_of; /* 64 hex digits in the Internet half's file, else empty */
	struct policy_body body;
	const struct policy_organ *organs;
	const struct policy_unit *units;
	const struct policy_person *people;
	const struct policy_zone *zones;
	const struct policy_flow *flows;
	uint32_t organs_count, units_count, people_count, zones_count, flows_count;
	struct policy_formats formats;
	struct policy_limits limits;
	struct policy_approvals approvals;

	/* Not keys of the file: */
	bool is_public; /* the Internet half's file: no people, no approvals. The LGWAN half refuses
			   it. */
	/* SHA-256 of the file without byte order mark and with LF line ends: what sha256sum prints
	 * for a file saved that way. In a public file: that of the policy it was made from. */
	uint8_t hash[HASH_LEN];
	const uint32_t *units_sorted, *people_sorted; /* by code: for the look-ups */
};

/* Reads the whole file. E_CONFIG: it has mistakes, which are in m, and *ret is untouched. OK: there
 * may be notes in m all the same. */
enum err policy_load(struct view file, struct arena *mem, struct policy *ret,
		     struct policy_mistakes *m) must_use;
/* The file for the Internet half: body, organs, units, zones, flows, formats, limits; nobody's
 * name. It loads again, with the same hash. */
enum err policy_public(const struct policy *p, struct buf *out) must_use;

#include "policy/ask.h"

#endif
