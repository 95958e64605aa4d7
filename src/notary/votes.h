/* SPDX-License-Identifier: Apache-2.0
 * votes.h: does what is to be signed have the approvals that the policy asks for?
 *
 * The notary reads the policy itself, before the first message, and counts for itself: each vote is
 * auth's word (a warrant) that one person gave a second factor for a list of decisions with this
 * very item in it: its original, its output, and the terms (name, sender, unit, recipient, grade).
 * So a captured store or portal invents no approver, passes nobody off as two, and sends nothing
 * elsewhere or under a lower grade than was approved.
 *
 * What it takes the store's word for: which grade and sender an item has that nobody has to
 * approve; what 送付前点検 found in it; whether a deputy has waited long enough or somebody is
 * away; and of 緊急送付, that the colleague whose ticket it is confirmed this item.
 */
#ifndef NOTARY_VOTES_H
#define NOTARY_VOTES_H

#include "policy/policy.h"

struct public_key;

/* OK; E_POLICY: too few, or in a way the policy does not allow; E_SIGNATURE, E_CHANGED, E_EXPIRED:
 * a vote that is none; E_FORBIDDEN: a sender or unit that is not of this body. */
enum err votes_count(const struct policy *p, const struct public_key *auth,
		     const struct body_sign *ask, int64_t now) must_use;

#endif
