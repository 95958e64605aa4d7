/* SPDX-License-Identifier: Apache-2.0
 * zone_permit.h: the signatures without which no rules between zones are loaded.
 *
 *   asked    auth    the applicant gave a fresh second factor for exactly this request
 *                    (zone_subject): nobody asks in another's name
 *   warrant  auth    another person did, who approves it
 *   leaf     notary  this rule set, under this policy, with that approval, at this place of the
 *                    ledger
 *
 * The zone process checks both, that the approver has the role that the policy names and is not the
 * applicant, that the rules are what it makes of the policy itself, and that the position is newer
 * than the last one it took. So neither a captured notary nor auth nor store gets rules of its own
 * loaded, and none gets an older rule set loaded again, or one that was approved long ago.
 *
 * Signed (Ed25519) are, big-endian, texts as u32 length and bytes:
 *   subject    SHA-256("sekisho zone request v1\n" || id || rules || words || policy || length ||
 *              base || made || generation || applicant)
 *   approval   SHA-256("sekisho zone approval v2\n" || subject || person || issued || expires ||
 *              signature of the warrant || person || issued || expires || signature of `asked`)
 *   leaf       "sekisho zone v1\n" || log id || the first LEAF_SIGNED bytes of the leaf
 * In the leaf: item the id, original the rules, output the words, length, policy, approval, value
 * the generation, destination "zone".
 */
#ifndef NOTARY_ZONE_PERMIT_H
#define NOTARY_ZONE_PERMIT_H

#include "notary/leaf.h"
#include "notary/order.h"

#define ZONE_DESTINATION "zone"
#define ZONE_ASKED_LIFE                                                                        \
	((int64_t)31 * 86400)		    /* from the applicant's second factor to the other \
					     */
#define ZONE_APPROVAL_LIFE ((int64_t)86400) /* from that one to the notary's leaf */

/* What the approver's warrant names. */
void zone_subject(const struct zone_request *r, uint8_t ret[HASH_LEN]);
/* Texts, lengths, times. E_PROTOCOL. */
enum err zone_request_shape(const struct zone_request *r) must_use;
/* Shape, and auth's word that the applicant asks for it: E_PROTOCOL, E_SIGNATURE, E_CHANGED (a
 * warrant for something else), E_FORBIDDEN (somebody else's). */
enum err zone_asked(const struct public_key *auth, const struct zone_permit *p) must_use;
/* The same, and auth's word about who approves it: also E_SELF_APPROVAL; E_EXPIRED: asked for too
 * long before it was approved, or that too long before `time`. */
enum err zone_approved(const struct public_key *auth, const struct zone_permit *p,
		       int64_t time) must_use;

/* When an approved set that was not loaded lapses: `days` (boundary: load_days) after the approval.
 * What is in force stays so. */
int64_t zone_until(const struct zone_permit *p, uint32_t days);

/* The leaf of a permit; number, time, previous and signature are the ledger's and signer's. */
void zone_to_leaf(const struct zone_permit *p, bool evaluation, struct leaf *ret);
/* Also of a report (zone_report.h), under words of its own. */
enum err zone_leaf_sign(const struct signing_key *k, struct leaf *l) must_use;
enum err zone_leaf_check(const struct public_key *k, const struct leaf *l) must_use;

/* Everything above of a permit with its leaf. E_BROKEN: no leaf; E_CHANGED: it is one of another
 * request or approval; E_SIGNATURE. */
enum err zone_permit_check(const struct public_key *notary, const struct public_key *auth,
			   bool evaluation, const struct zone_permit *p,
			   struct leaf *ret_leaf) must_use;

#endif
