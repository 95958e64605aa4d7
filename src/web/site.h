/* SPDX-License-Identifier: Apache-2.0
 * site.h: what the pages need to know of the policy, taken from it once at start.
 */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "notary/sign.h"
#include "policy/policy.h"

struct site {
	struct policy policy;
	struct arena memory;
	bool evaluation;
	enum direction direction; /* of what this side sends */
	uint64_t limit;		  /* bytes of one file, in that direction */
	bool has_ledger; /* the portal's: what the ledger has is told from what it has not */
	struct public_key ledger;
};

/* Bytes of a file that goes there: the unit's gate may take less than the others'. */
uint64_t site_limit(const struct site *s, const struct envelope *e);
/* Reads the policy; E_CONFIG when it cannot be used (the keeper checked it before). */
enum err site_open(struct site *ret, int policy_fd, bool evaluation, enum direction d) must_use;

#endif
