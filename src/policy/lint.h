/* SPDX-License-Identifier: Apache-2.0
 * lint.h: what a policy says as a whole: references that resolve, and sense.
 */
#ifndef POLICY_LINT_H
#define POLICY_LINT_H

#include "policy/schema.h"

/* Sorts the codes, finds those given twice, fills every reference's slot. */
enum err lint_references(struct policy *p, const struct yaml_node *root,
			 struct schema_reader *s) must_use;
/* Complaints and notes about a policy that has no mistake so far. */
void lint_sense(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* networks, traffic, boundary: called by lint_sense. */
void lint_networks(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* document: what is published, against itself. */
void lint_document(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* terminals: called by lint_sense. */
void lint_terminals(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);

#endif
