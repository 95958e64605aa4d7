/* SPDX-License-Identifier: Apache-2.0
 * desk.h: what the notary decides, without its wires (those are proc/notary.c).
 *
 * Its directory: key (private half), ledger/ (ledger.h), auth.pub (orders, order.h), zone-auth.pub
 * (rules between zones, zone_permit.h), rebuilt (one
 * line a file it rebuilt: "TIME ITEM OUTPUT LENGTH", digits and hex). It signs for nothing that is
 * not in `rebuilt`.
 */
#ifndef NOTARY_DESK_H
#define NOTARY_DESK_H

#include "notary/ledger.h"
#include "notary/order.h"
#include "notary/receipt.h"
#include "policy/policy.h"

#define RECEIPT_LIFE_DEFAULT (7 * 86400) /* seconds, when the store names none */
#define RECEIPT_LIFE_MAX (31 * 86400)
#define REBUILT_KEEP (100 * 86400) /* older lines of `rebuilt` are dropped at a start */
#define CLOCK_JUMP 60		   /* seconds that the wall clock may gain on the monotonic one */

struct rebuilt_file {
	int64_t time;
	uint64_t length;
	uint8_t item[ID_LEN], output[HASH_LEN];
};

struct desk {
	struct signing_key key;
	struct ledger ledger;
	uint8_t policy[HASH_LEN]; /* of `rules` */
	const struct policy *rules;
	bool evaluation, has_auth, has_zone_auth;
	struct public_key auth;	     /* whose warrants count; where there is no file, nobody's */
	struct public_key zone_auth; /* the same, for rules between zones */
	int rebuilt_fd;
	struct rebuilt_file *rebuilt; /* newest last */
	size_t rebuilt_count, rebuilt_room;
	int64_t wall; /* both clocks when last looked at */
	uint64_t mono_us;
};

/* Opens everything below `dir` and appends START and POLICY leaves. `rules` stays the caller's. The
 * evaluation flag must fit the key (E_CONFIG): production signs with no key that was made in
 * evaluation mode. */
enum err desk_open(int dir, bool evaluation, const struct policy *rules, int64_t wall,
		   uint64_t mono_us, struct desk *ret) must_use;
void desk_close(struct desk *d); /* also as scope_end(desk_close) */

/* Before anything is written: notices a clock that jumped and appends a CLOCK leaf. */
enum err desk_clock(struct desk *d, int64_t wall, uint64_t mono_us) must_use;

/* This file was rebuilt under our eyes; durable when OK. */
enum err desk_rebuilt(struct desk *d, const uint8_t item[ID_LEN], const uint8_t output[HASH_LEN],
		      uint64_t length, int64_t now) must_use;

/* The receipt for this binding: the same one again while it is valid, else a new position.
 * E_HASH: that output was never rebuilt here for that item. E_DESTINATION, E_PROTOCOL,
 * E_CHANGED (the item was asked for under another policy than the one in force); as votes_count
 * says: E_POLICY and others. */
enum err desk_sign(struct desk *d, const struct body_sign *ask, int64_t now,
		   struct body_signed *ret, struct receipt *ret_receipt) must_use;
/* Signs an order for an original as it is asked; to give one, only with another person's warrant,
 * and with a leaf of the ledger. The same one again is the same. E_POLICY: there is no auth whose
 * word could count; E_CHANGED: another policy is in force; as order_shape says. */
enum err desk_order(struct desk *d, const struct order *ask, int64_t now,
		    struct order *ret) must_use;
/* Signs a rule set between zones that another person approved, as a leaf. The same one again is
 * the same leaf. E_POLICY: there is no auth whose word could count; E_CHANGED: another policy is in
 * force; E_EXPIRED: approved longer ago than zone_until; as zone_approved says. desk_zone.c */
enum err desk_zone(struct desk *d, const struct zone_permit *ask, int64_t now,
		   struct zone_permit *ret) must_use;
/* The leaf of a report that the console left (zone_report.h), which is looked at no further than
 * its first line. The same one again is the same leaf. E_PROTOCOL: it is none. */
enum err desk_zone_report(struct desk *d, struct view file, int64_t now, struct leaf *ret) must_use;
/* Appends what the store wants remembered; the same row again gives the same leaf. E_PROTOCOL: an
 * event the store may not write. */
enum err desk_log(struct desk *d, const struct body_log *ask, int64_t now,
		  struct body_logged *ret) must_use;

#endif
