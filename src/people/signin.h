/* SPDX-License-Identifier: Apache-2.0
 * signin.h: who may come in: passwords, one-time codes, slowing and locking, tickets.
 *
 * A wrong number, a wrong password and a person without a secret are one answer (E_SIGNIN), after
 * the same work, and are slowed and locked alike: the answer tells nobody which numbers exist. From
 * the third wrong try on, each makes the next wait (2, 4, 8... seconds); after the policy's number
 * of tries, for the policy's minutes. A browser's address that tries many numbers is locked too.
 * Wrong one-time codes are counted apart, and only a right one ends that count.
 */
#ifndef PEOPLE_SIGNIN_H
#define PEOPLE_SIGNIN_H

#include "notary/order.h"
#include "people/secret.h"
#include "people/ticket.h"
#include "policy/policy.h"

#define TRIES_KEPT 512	 /* unknown numbers and addresses remembered, in memory only */
#define ADDRESS_FACTOR 4 /* an address may fail this much oftener than a number */

struct tries {
	char key[72]; /* "n:NUMBER" or "a:ADDRESS" */
	uint32_t failed;
	int64_t until, last;
};

struct signin {
	int people; /* directory of the secrets; the caller's */
	const struct policy *policy;
	struct signing_key key;
	struct secret nobody; /* checked where there is no secret, so that the work is the same */
	struct tries tries[TRIES_KEPT];
};

/* `cost` is that of new passwords: what nobody's check costs. */
enum err signin_open(int people, const struct policy *p, const struct signing_key *k,
		     struct cost cost, struct signin *ret) must_use;

/* E_SIGNIN, E_LOCKED; E_NO_SPACE when a wrong try cannot be written down. */
enum err signin_password(struct signin *s, const struct body_signin *ask, int64_t now,
			 struct body_ticket *ret) must_use;
/* A fresh ticket for a good one, in which the second factor counts from now on. E_SIGNATURE,
 * E_EXPIRED (of the ticket); E_SIGNIN, E_LOCKED (of the code); E_FORBIDDEN (no second factor, or no
 * longer in the policy). */
enum err signin_code(struct signin *s, const struct body_stepup *ask, int64_t now,
		     struct body_ticket *ret) must_use;
/* The same second factor, for one thing only: a warrant, and no ticket. */
enum err signin_warrant(struct signin *s, const struct body_stepup_for *ask, int64_t now,
			struct warrant *ret) must_use;

#endif
