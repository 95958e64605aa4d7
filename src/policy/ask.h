/* SPDX-License-Identifier: Apache-2.0
 * ask.h: the questions; part of policy.h, which includes it.
 *
 * Codes come as views from messages and pages; one that nobody has gives NULL or false, never an
 * assert. `need` rises: NONE, APPROVER, MANAGER.
 */
#ifndef POLICY_ASK_H
#define POLICY_ASK_H

struct policy;

const struct policy_unit *policy_unit(const struct policy *p, struct view code);
const struct policy_person *policy_person(const struct policy *p, struct view number);
bool policy_in_unit(const struct policy *p, const struct policy_person *person,
		    const struct policy_unit *unit);
bool policy_has_role(const struct policy_person *person, enum person_role role);

/* Is there a flow that way at all? */
bool policy_flows(const struct policy *p, enum direction d);
/* By the name of tbl/formats.h; false for one that is not there. */
bool policy_format_allowed(const struct policy *p, enum direction d, struct view format);
void policy_limits_of(const struct policy *p, enum direction d, struct limits *ret);
/* May a file of that grade go to that outside address? E_RECIPIENT: no address; E_POLICY: no. */
enum err policy_destination(const struct policy *p, struct view address, enum grade grade) must_use;

/* A domain name with at least two labels; does a rule (example.jp, *.example.jp, *) match it? */
bool policy_domain_ok(struct view domain);
bool policy_domain_matches(struct view rule, struct view domain);

/* What an item needs before it is released. */
enum policy_need policy_need(const struct policy *p, enum direction d, enum grade grade);

/* One request for approval. */
struct policy_request {
	const struct policy_unit *unit; /* of the applicant, at the time of asking */
	const struct policy_person *applicant;
	enum policy_need need;
	uint32_t waited_minutes; /* since it was asked; UINT32_MAX: the approver has said 不在 */
};

/* OK; E_SELF_APPROVAL for the applicant; E_FORBIDDEN for anyone who is neither approver (manager)
 * of that unit nor, once it has waited long enough, the deputy of one. */
enum err policy_may_approve(const struct policy *p, const struct policy_person *person,
			    const struct policy_request *r) must_use;
/* Approver, manager of a unit, or deputy of one of these: needs a second factor. */
bool policy_ever_approves(const struct policy *p, const struct policy_person *person);
/* NULL when nobody is named. */
const struct policy_person *policy_deputy(const struct policy *p,
					  const struct policy_person *person);

#endif
