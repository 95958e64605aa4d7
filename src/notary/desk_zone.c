/* SPDX-License-Identifier: Apache-2.0
 * desk_zone.c: the notary signs a rule set between zones, once another person approved it; and that
 * a report of the console is in the ledger.
 */
#include "notary/desk.h"
#include "notary/zone_report.h"

static bool same_set(const struct leaf *found, const struct leaf *like)
{
	return found->event == like->event && memcmp(found->item, like->item, ID_LEN) == 0 &&
	       memcmp(found->original, like->original, HASH_LEN) == 0 &&
	       memcmp(found->approval, like->approval, HASH_LEN) == 0 &&
	       memcmp(found->policy, like->policy, HASH_LEN) == 0;
}

static enum err sign_new(struct desk *d, int64_t now, struct leaf *leaf)
{
	ledger_next(&d->ledger, now, leaf);
	try(zone_leaf_sign(&d->key, leaf));
	return ledger_append(&d->ledger, leaf);
}

enum err desk_zone(struct desk *d, const struct zone_permit *ask, int64_t now,
		   struct zone_permit *ret)
{
	struct zone_permit p = *ask;
	struct leaf leaf, found;
	if (!d->has_zone_auth)
		return E_POLICY;
	try(zone_request_shape(&p.request));
	/* Nobody would load it any more: also what was signed in time and asked for again. */
	if (max_of(now, d->ledger.time) >= zone_until(&p, d->rules->boundary.load_days))
		return E_EXPIRED;
	zone_to_leaf(&p, d->evaluation, &leaf);
	enum err e = ledger_find(&d->ledger, &leaf, same_set, &found);
	if (e == E_NOT_FOUND) {
		/* Only what is new has to be fresh: the same question again gets the same leaf. */
		try(zone_approved(&d->zone_auth, &p, max_of(now, d->ledger.time)));
		if (memcmp(p.request.policy, d->policy, HASH_LEN) != 0)
			return E_CHANGED;
		try(sign_new(d, now, &leaf));
	} else if (e == OK) {
		leaf = found;
	} else {
		return e;
	}
	leaf_write(&leaf, p.leaf);
	struct leaf checked;
	/* Nothing leaves here that the zone process would not take. */
	try(zone_permit_check(&d->key.public, &d->zone_auth, d->evaluation, &p, &checked));
	*ret = p;
	return OK;
}

static bool same_report(const struct leaf *found, const struct leaf *like)
{
	return found->event == like->event && found->length == like->length &&
	       memcmp(found->original, like->original, HASH_LEN) == 0;
}

enum err desk_zone_report(struct desk *d, struct view file, int64_t now, struct leaf *ret)
{
	struct leaf leaf, found;
	try(zone_report_leaf(file, d->evaluation, &leaf));
	enum err e = ledger_find(&d->ledger, &leaf, same_report, &found);
	if (e == OK) {
		*ret = found;
		return OK;
	}
	if (e != E_NOT_FOUND)
		return e;
	memcpy(leaf.policy, d->policy, HASH_LEN);
	try(sign_new(d, now, &leaf));
	*ret = leaf;
	return OK;
}
