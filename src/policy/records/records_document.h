/* SPDX-License-Identifier: Apache-2.0
 * records_document.h: what the published policy says; included by policy.h. Days stay as written.
 */
#ifndef POLICY_RECORDS_DOCUMENT_H
#define POLICY_RECORDS_DOCUMENT_H

#include "base/view.h"
#include "policy/records/document_words.h"

struct policy_version {
	struct view version, day, change;
};

struct policy_document_zone {
	uint32_t zone;
	struct view also;
	uint32_t measures;
	struct view clause;
};

struct policy_definition {
	struct view term, clause;
	bool used;
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
	struct view legal_clause;
	uint32_t purpose;
	const struct policy_definition *definitions;
	uint32_t definitions_count;
	const struct policy_document_zone *zones;
	uint32_t zones_count;
	enum policy_scope scope;
	uint32_t persons;
	const struct policy_version *versions;
	uint32_t versions_count;
	const struct policy_threat *threats;
	uint32_t threats_count;
	struct view threats_clause;
	uint32_t assets;
	enum policy_organisation organisation;
	enum policy_by_class by_class;
	bool usability;
	uint32_t physical, training, technical, operations;
	bool improve, contractors;
	struct policy_cycle audit, self_check, evaluation, review;
	bool risk_analysis;
	struct policy_rules standards, procedures;
	bool follow_procedures;
	uint32_t outsourcing, cloud, sns;
};

struct policy_asset_kind {
	enum policy_asset kind;
	struct view name, basis, clause;
	uint32_t owner; /* a unit, or POLICY_NONE */
	uint32_t handling;
	struct view procedure;
};

#endif
