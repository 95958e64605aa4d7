/* SPDX-License-Identifier: Apache-2.0
 * sense_approval.c: grades that are not this body's.
 */
#include "policy/sense/lint.h"

void lint_grade(const struct policy *p, struct view code, const struct yaml_node *node,
		struct schema_reader *s)
{
	const struct policy_word *scale = policy_word(WORDS_SCALE, p->classification.scale);
	lint_complain(s, MISTAKE_GRADE_NOT_HERE, node,
		      VALUES(code, view_str(scale->ja), view_str(scale->en)));
}

static void check_grade(const struct policy *p, enum grade grade, const struct yaml_node *node,
			struct schema_reader *s)
{
	if (!policy_grade_used(p, grade))
		lint_grade(p, policy_grade_code(grade), node, s);
}

/* "3" is right in both scales: all of 3. */
static void check_highest(const struct policy *p, const struct yaml_node *root,
			  struct schema_reader *s)
{
	const struct yaml_node *flow = yaml_member(root, "flows")->first;
	for (uint32_t i = 0; i < p->flows_count; i++, flow = flow->next) {
		const struct yaml_node *list = yaml_member(flow, "destinations");
		const struct yaml_node *row = list ? list->first : NULL;
		for (uint32_t k = 0; k < p->flows[i].destinations_count && row; k++) {
			enum grade g = p->flows[i].destinations[k].highest_grade;
			if (g > GRADE_3)
				check_grade(p, g, lint_below(row, "highest_grade"), s);
			row = row->next;
		}
	}
}

static void complain_twice(struct schema_reader *s, const struct yaml_node *row)
{
	const struct yaml_node *node = lint_below(row, "grade");
	lint_complain(s, MISTAKE_GRADE_TWICE, node, VALUES(node->text));
}

static void check_labels(const struct policy *p, const struct yaml_node *node,
			 struct schema_reader *s)
{
	const struct policy_classification *c = &p->classification;
	const struct yaml_node *list = yaml_member(node, "confidentiality");
	const struct yaml_node *row = list ? list->first : NULL;
	for (uint32_t i = 0, seen = 0; i < c->confidentiality_count && row; i++, row = row->next) {
		enum grade g = c->confidentiality[i].grade;
		check_grade(p, g, lint_below(row, "grade"), s);
		if (seen & 1u << g)
			complain_twice(s, row);
		seen |= 1u << g;
	}
}

static void check_classes(const struct policy_class *list, uint32_t n, const char *key,
			  const struct yaml_node *node, struct schema_reader *s)
{
	if (n == 2 && list[0].grade == list[1].grade)
		complain_twice(s, yaml_member(node, key)->first->next);
}

void lint_classification(const struct policy *p, const struct yaml_node *root,
			 struct schema_reader *s)
{
	const struct policy_classification *c = &p->classification;
	const struct yaml_node *node = lint_below(root, "classification");
	check_highest(p, root, s);
	check_labels(p, node, s);
	check_classes(c->integrity, c->integrity_count, "integrity", node, s);
	check_classes(c->availability, c->availability_count, "availability", node, s);
}
