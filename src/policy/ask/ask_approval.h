/* SPDX-License-Identifier: Apache-2.0
 * ask_approval.h: what an item needs, whose voice counts, and when there are enough; part of
 * policy.h, which includes it.
 */
#ifndef POLICY_ASK_APPROVAL_H
#define POLICY_ASK_APPROVAL_H

struct policy;

/* What a rule is asked with. */
struct policy_case {
	enum direction direction;
	enum grade grade;
	struct view name;      /* of what goes: its extension is what it is */
	uint64_t length;       /* of that */
	struct view recipient; /* outside address */
};

/* What is asked for before it is released. */
struct policy_demand {
	enum policy_need need;
	uint32_t rule;	   /* of approvals.rules; POLICY_NONE: the short form */
	uint32_t count;	   /* different people; of ALL: policy_wanted */
	bool manager;	   /* and one of them is the manager: what was found in it wants that */
	bool urgent, bulk; /* 緊急送付 and 一括承認 may be used */
	uint32_t deputy_minutes;
};

/* The short form alone, by direction and grade. */
enum policy_need policy_need(const struct policy *p, enum direction d, enum grade grade);
struct policy_demand policy_demand(const struct policy *p, const struct policy_case *c);
/* No rule's, but one that is fixed: for originals, 事後承認. */
struct policy_demand policy_asks(const struct policy *p, enum policy_need need);
/* The same, and the unit's manager must be among them. */
void policy_demand_manager(const struct policy *p, struct policy_demand *d);
/* Is it one of the rule's recipients: an address, or a domain as a rule writes it? A rule without
 * any is for all. */
bool policy_recipient_in(const struct policy_rule *r, struct view recipient);
/* Does a sum of grades cover this one? "3" covers 3A, 3B and 3C. */
bool policy_grade_in(uint32_t grades, enum grade grade);

/* One request for approval. */
struct policy_request {
	const struct policy_unit *unit; /* of the applicant, at the time of asking */
	const struct policy_person *applicant;
	struct policy_demand demand;
	uint32_t waited_minutes; /* since it was asked */
	/* Has this person said 不在? Then their deputy need not wait. NULL: nobody has. */
	bool (*away)(const struct policy_person *person);
	/* Who has approved so far; one who is no more may be NULL. */
	const struct policy_person *voices[VOTES_MAX];
	size_t voices_count;
};

/* OK; E_SELF_APPROVAL for the applicant; E_SPOKEN for whom it would not bring nearer, having
 * approved already or having it approved by whose deputy they are; E_FORBIDDEN for anyone who is
 * neither asked nor, once it has waited long enough or that one is away, the deputy of one. */
enum err policy_may_approve(const struct policy *p, const struct policy_person *person,
			    const struct policy_request *r) must_use;
/* How many different voices it wants, and how many count so far. */
uint32_t policy_wanted(const struct policy *p, const struct policy_request *r);
uint32_t policy_given(const struct policy *p, const struct policy_request *r);
bool policy_enough(const struct policy *p, const struct policy_request *r);
/* Is this one asked in their own right, and how many are. */
bool policy_is_seat(const struct policy *p, const struct policy_request *r,
		    const struct policy_person *person);
uint32_t policy_seats(const struct policy *p, const struct policy_request *r);
/* Everybody who may, at most `most`, without those who are away; how many. */
size_t policy_approvers(const struct policy *p, const struct policy_request *r,
			const struct policy_person **ret, size_t most);
/* By role or by a rule. */
bool policy_asked(const struct policy *p, const struct policy_person *person);
/* Approver, manager of a unit, named by a rule, or deputy of one of these: needs a second factor.
 */
bool policy_ever_approves(const struct policy *p, const struct policy_person *person);

#endif
