/* SPDX-License-Identifier: Apache-2.0
 * ask.h: the questions; part of policy.h, which includes it.
 *
 * Codes come as views from messages and pages; one that nobody has gives NULL or false, never an
 * assert.
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

/* Can such a thing be an address at all (RFC 5321, without quoting)? */
bool policy_address_ok(struct view address);
/* A domain name with at least two labels; does a rule (example.jp, *.example.jp, *) match it? */
bool policy_domain_ok(struct view domain);
bool policy_domain_matches(struct view rule, struct view domain);

/* Is it one of the grades that this body chooses from? */
bool policy_grade_used(const struct policy *p, enum grade grade);
/* "3B", and what this body calls it; empty for GRADE_NONE. */
struct view policy_grade_code(enum grade grade);
struct view policy_grade_label(const struct policy *p, enum grade grade, bool english);
/* By its code; GRADE_NONE for what is no grade of this body. */
enum grade policy_grade(const struct policy *p, struct view code);

/* What is wanted of a kind of find (its number in tbl/finds.h; unknown ones: NEVER) in a file of
 * that grade before it goes out. */
enum policy_find policy_find_wanted(const struct policy *p, uint32_t kind, enum grade grade);

/* Where notices go: an IPv4 address (host order) and a port. E_CONFIG: it is not one. */
struct policy_relay {
	uint32_t address;
	uint16_t port;
};
enum err policy_relay(const struct policy *p, struct policy_relay *ret) must_use;

/* 元ファイルの交付. OK only where it is enabled and, where the policy means conversion alone by
 * 無害化, an exception is in force at that time. */
enum err policy_originals(const struct policy *p, int64_t now) must_use;
/* The last second of a day written as 2027-03-31. E_CONFIG. */
enum err policy_day_end(struct view day, int64_t *ret) must_use;
/* E_CONFIG: none is configured. */
enum err policy_scanner(const struct policy *p, struct policy_relay *ret) must_use;
/* 確認方式: the standing rule for that unit and a file of that name, or NULL. */
const struct policy_confirm *policy_confirm(const struct policy *p, const struct policy_unit *unit,
					    struct view name);
/* NULL when nobody is named. */
const struct policy_person *policy_deputy(const struct policy *p,
					  const struct policy_person *person);

#endif
