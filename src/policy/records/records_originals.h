/* SPDX-License-Identifier: Apache-2.0
 * records_originals.h: what a policy says of 元ファイルの交付; included by policy.h.
 */
#ifndef POLICY_RECORDS_ORIGINALS_H
#define POLICY_RECORDS_ORIGINALS_H

#include "policy/records/records.h"

/* 無害化 as the body's policy defines it: by conversion alone, or wider (無変換 with rules). */
enum policy_meaning { POLICY_MEANS_WIDER, POLICY_MEANS_CONVERSION };
enum policy_scan { POLICY_SCAN_OPTIONAL, POLICY_SCAN_DEMANDED };

struct policy_exception {
	struct view clause, approver, until; /* all three, or it is none */
};

struct policy_confirm {
	uint32_t unit;
	enum original_format format;
	struct view clause;
};

struct policy_originals {
	bool enabled;
	enum policy_meaning meaning;
	struct policy_exception exception;
	enum policy_need approval, confirm_approval;
	enum policy_scan scan;
	struct view clamd;
	uint32_t decide_minutes, keep_hours;
	const struct policy_confirm *confirm;
	uint32_t confirm_count;
};

#endif
