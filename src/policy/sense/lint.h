/* SPDX-License-Identifier: Apache-2.0
 * lint.h: what a policy says as a whole: references that resolve, and sense.
 */
#ifndef POLICY_LINT_H
#define POLICY_LINT_H

#include "policy/read/schema.h"

/* The node of a key below another, or the nearest thing above it that is there. */
const struct yaml_node *lint_below(const struct yaml_node *node, const char *key);
void lint_complain(struct schema_reader *s, enum mistake_code code, const struct yaml_node *node,
		   struct mistake_values values);
/* To fill a mistake's text with: a number, the line of a node, a word of a closed set in Japanese,
 * in English, as the file writes it. */
struct view lint_number(struct schema_reader *s, uint64_t value);
struct view lint_line(struct schema_reader *s, const struct yaml_node *node);
struct view lint_word_ja(enum policy_word_set set, uint32_t value);
struct view lint_word_en(enum policy_word_set set, uint32_t value);
struct view lint_word(enum policy_word_set set, uint32_t value);

/* Sorts the codes, finds those given twice, fills every reference's slot. */
enum err lint_references(struct policy *p, const struct yaml_node *root,
			 struct schema_reader *s) must_use;
/* Complaints and notes about a policy that has no mistake so far. */
void lint_sense(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* networks, traffic, boundary: called by lint_sense. */
void lint_networks(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* document: what is published, against itself. */
void lint_document(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* classification, and where a grade is named. */
void lint_classification(const struct policy *p, const struct yaml_node *root,
			 struct schema_reader *s);
/* gates and kinds of assets: called by lint_sense. */
void lint_gates(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* A word that is a grade, but none of this body. */
void lint_grade(const struct policy *p, struct view code, const struct yaml_node *node,
		struct schema_reader *s);
/* approvals.rules. */
void lint_rules(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);
/* terminals: called by lint_sense. */
void lint_terminals(const struct policy *p, const struct yaml_node *root, struct schema_reader *s);

#endif
