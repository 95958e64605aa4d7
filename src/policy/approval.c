/* SPDX-License-Identifier: Apache-2.0
 * approval.c: what needs an approval, and whose it may be.
 */
#include "policy/schema.h"

enum policy_need policy_need(const struct policy *p, enum direction d, enum grade grade)
{
	if (d == DIRECTION_IN)
		return p->approvals.inbound;
	if (grade_level(grade) == GRADE_1)
		return p->approvals.outbound.grade1;
	if (grade_level(grade) == GRADE_2)
		return p->approvals.outbound.grade2;
	return p->approvals.outbound.grade3; /* an outbound file without a grade gets the most */
}

/* In their own right, not as a deputy. A manager may do what an approver may. */
static bool approves_for(const struct policy *p, const struct policy_person *person,
			 const struct policy_unit *unit, enum policy_need need)
{
	if (unit->manager != POLICY_NONE && &p->people[unit->manager] == person)
		return true;
	return need == POLICY_NEED_APPROVER && policy_has_role(person, PERSON_APPROVER) &&
	       policy_in_unit(p, person, unit);
}

/* May the deputy of this one decide instead? Once it has waited long enough; who asks, or is away,
 * cannot answer: then at once. */
static bool stands_in_for(const struct policy *p, const struct policy_request *r,
			  const struct policy_person *absent)
{
	return approves_for(p, absent, r->unit, r->need) &&
	       (r->waited_minutes >= p->approvals.deputy_after_minutes || absent == r->applicant ||
		(r->away && r->away(absent)));
}

enum err policy_may_approve(const struct policy *p, const struct policy_person *person,
			    const struct policy_request *r)
{
	if (person == r->applicant)
		return E_SELF_APPROVAL;
	if (approves_for(p, person, r->unit, r->need))
		return OK;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (policy_deputy(p, &p->people[i]) == person && stands_in_for(p, r, &p->people[i]))
			return OK;
	return E_FORBIDDEN;
}

static void add_once(const struct policy_person *one, const struct policy_request *r,
		     const struct policy_person **list, size_t most, size_t *n)
{
	if (one == r->applicant || *n == most || (r->away && r->away(one)))
		return;
	for (size_t i = 0; i < *n; i++)
		if (list[i] == one)
			return;
	list[(*n)++] = one;
}

size_t policy_approvers(const struct policy *p, const struct policy_request *r,
			const struct policy_person **ret, size_t most)
{
	size_t n = 0;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (approves_for(p, &p->people[i], r->unit, r->need))
			add_once(&p->people[i], r, ret, most, &n);
	for (uint32_t i = 0; i < p->people_count; i++) {
		const struct policy_person *one = &p->people[i], *deputy = policy_deputy(p, one);
		if (deputy && stands_in_for(p, r, one))
			add_once(deputy, r, ret, most, &n);
	}
	return n;
}

static bool approves_at_all(const struct policy *p, const struct policy_person *person)
{
	if (policy_has_role(person, PERSON_APPROVER))
		return true;
	for (uint32_t i = 0; i < p->units_count; i++)
		if (p->units[i].manager != POLICY_NONE && &p->people[p->units[i].manager] == person)
			return true;
	return false;
}

bool policy_ever_approves(const struct policy *p, const struct policy_person *person)
{
	if (approves_at_all(p, person))
		return true;
	for (uint32_t i = 0; i < p->people_count; i++)
		if (policy_deputy(p, &p->people[i]) == person && approves_at_all(p, &p->people[i]))
			return true;
	return false;
}
