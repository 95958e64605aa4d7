/* SPDX-License-Identifier: Apache-2.0
 * records_document.h: what the published policy says; included by policy.h. Days stay as written.
 */
#ifndef POLICY_RECORDS_DOCUMENT_H
#define POLICY_RECORDS_DOCUMENT_H

#include "base/view.h"

enum policy_threat_kind {
	POLICY_THREAT_ATTACK,
	POLICY_THREAT_INSIDER,
	POLICY_THREAT_MISTAKE,
	POLICY_THREAT_LOSS,
	POLICY_THREAT_FAILURE,
	POLICY_THREAT_SERVICE,
	POLICY_THREAT_DATA,
	POLICY_THREAT_DISASTER,
	POLICY_THREAT_SUPPLIER,
	POLICY_THREAT_SOCIETY,
	POLICY_THREAT_DEVICES,
	POLICY_THREAT_PHISHING,
	POLICY_THREAT_STAFF,
	POLICY_THREAT_UTILITIES,
	POLICY_THREAT_KIND_COUNT
};

/* Sums of 1u << these. */
enum policy_asset {
	POLICY_ASSET_SYSTEMS,
	POLICY_ASSET_DATA,
	POLICY_ASSET_PAPERS,
	POLICY_ASSET_RECORDS,
	POLICY_ASSET_PUBLIC
};
enum policy_trigger {
	POLICY_TRIGGER_INCIDENT,
	POLICY_TRIGGER_REORGANISATION,
	POLICY_TRIGGER_SYSTEM,
	POLICY_TRIGGER_LAW,
	POLICY_TRIGGER_FINDING,
};
enum policy_outsourcing {
	POLICY_OUTSOURCING_SELECT,
	POLICY_OUTSOURCING_CONTRACT,
	POLICY_OUTSOURCING_CONFIRM,
	POLICY_OUTSOURCING_ACT
};
enum policy_service_duty {
	POLICY_SERVICE_RULES,
	POLICY_SERVICE_PROCEDURE,
	POLICY_SERVICE_CONTENT,
	POLICY_SERVICE_PERSON
};

enum policy_cycle_mode {
	POLICY_CYCLE_UNSAID,
	POLICY_CYCLE_PERIODIC,
	POLICY_CYCLE_NEEDED,
	POLICY_CYCLE_EITHER
};
enum policy_origin { POLICY_ORIGIN_OWN, POLICY_ORIGIN_REFERENCE, POLICY_ORIGIN_NONE };

struct policy_version {
	struct view version, day, change;
};

struct policy_threat {
	struct view name;
	enum policy_threat_kind kind;
	struct view clause;
};

struct policy_cycle {
	enum policy_cycle_mode mode;
	uint32_t months, triggers;
	struct view clause;
};

struct policy_rules {
	enum policy_origin origin;
	struct view host;
	bool published;
	struct view clause;
};

struct policy_document {
	struct view title;
	bool legal;
	const struct policy_version *versions;
	uint32_t versions_count;
	const struct policy_threat *threats;
	uint32_t threats_count;
	struct view threats_clause;
	uint32_t assets;
	bool contractors;
	struct policy_cycle audit, self_check, evaluation, review;
	bool risk_analysis;
	struct policy_rules standards, procedures;
	bool follow_procedures;
	uint32_t outsourcing, cloud, sns;
};

#endif
