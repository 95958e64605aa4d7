/* SPDX-License-Identifier: Apache-2.0
 * grade.c: the grades of confidentiality that a body uses, by code and by name.
 */
#include "policy/read/schema.h"

bool policy_grade_used(const struct policy *p, enum grade grade)
{
	bool five = p->classification.scale == POLICY_SCALE_FIVE;
	if (grade == GRADE_NONE || grade >= GRADE_COUNT)
		return false;
	return grade < GRADE_3 || (grade == GRADE_3) != five;
}

struct view policy_grade_code(enum grade grade)
{
	const struct policy_word *w = policy_word(WORDS_GRADE, grade);
	return view_str(w ? w->word : "");
}

struct view policy_grade_label(const struct policy *p, enum grade grade, bool english)
{
	const struct policy_classification *c = &p->classification;
	const struct policy_word *w = policy_word(WORDS_GRADE, grade);
	for (uint32_t i = 0; i < c->confidentiality_count; i++)
		if (c->confidentiality[i].grade == grade)
			return c->confidentiality[i].label;
	return view_str(!w ? "" : english ? w->en : w->ja);
}

enum grade policy_grade(const struct policy *p, struct view code)
{
	for (enum grade g = GRADE_1; g < GRADE_COUNT; g++)
		if (policy_grade_used(p, g) && view_eq(code, policy_grade_code(g)))
			return g;
	return GRADE_NONE;
}
