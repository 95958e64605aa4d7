/* SPDX-License-Identifier: Apache-2.0
 * hold.h: what the zone process decides, without its wires (those are proc/zone.c).
 *
 * Its directory: notary.pub, auth.pub (sekisho init); applied, the rule set in force with its
 * permit, written before its applicant hears of it and loaded again before anything else is done;
 * status, the newest struct body_zone_state, for `sekisho zone status`.
 *
 * A rule set is taken only with a permit (notary/zone_permit.h) that is newer than the last one, by
 * a person of the role that the policy names (boundary: approver:) and not longer ago than it lets
 * (boundary: load_days:), and only if it is, byte for byte, what this process makes of the policy
 * in force by itself, and changes what the approver read. After it was loaded it is read back and
 * proved to let nothing pass that the policy does not allow; where that fails, what was there
 * before comes back. With no rule set at all the table is there and forwards nothing.
 */
#ifndef ROUTER_HOLD_H
#define ROUTER_HOLD_H

#include "notary/zone_permit.h"
#include "policy/policy.h"
#include "router/kernel.h"
#include "zone/rules/flows.h"
#include "zone/live/watch.h"

#define HOLD_APPLIED "applied"
#define HOLD_STATUS "status"
#define HOLD_MAGIC "sekisho zone 2\n"
#define HOLD_FILE_MAX (ZONE_SET_MAX + ZONE_FLOWS_MAX + 4096)

/* `applied`: this, then the rules, then their flows (zone/rules/flows.h). */
struct hold_head {
	char magic[16];
	struct zone_permit permit;
	int64_t applied;
	uint64_t rules, flows; /* bytes */
};

struct hold {
	int dir;
	bool evaluation;
	bool has;    /* a rule set is kept, and its permit counts */
	bool lost;   /* what was not proved may be in force, and nothing else can be loaded */
	bool closed; /* the kernel does not take it any more: nothing passes */
	struct public_key notary, auth;
	const struct policy *policy;
	struct hold_head head; /* where `has` */
	struct buf rules, flows;
	uint8_t print[HASH_LEN]; /* of the kernel's, right after loading */
	bool printed;
	uint8_t seen[HASH_LEN]; /* the same at the watcher's last report */
	struct body_zone_state state;
};

/* Before the jail: keys, what was in force. E_CONFIG: no keys. A kept rule set that does not verify
 * counts as none. `policy` lives as long. The kernel is spoken to from hold_begin on. */
enum err hold_open(int dir, bool evaluation, const struct policy *policy,
		   struct hold *ret) must_use;
/* Loads what is in force, or what forwards nothing. Whatever happens, nothing more passes. */
enum err hold_begin(struct hold *h, int64_t now) must_use;
/* `fd` is sealed. OK: it is in force and durable. E_REPLAY: older than what is; E_CHANGED: for
 * another base, or other words; E_FORBIDDEN: not by that role; E_EXPIRED: it has lapsed; E_HASH,
 * E_POLICY (another policy, or not what it makes of it), E_CONFIG (the kernel does not take it),
 * E_FORM (read back, it lets too much pass, or nothing could be proved), and as zone_permit_check
 * says. */
enum err hold_take(struct hold *h, const struct zone_permit *p, int fd, int64_t now) must_use;
/* Without a watcher: looks at the kernel again, and proves it where it changed. True: something
 * changed for whoever is told. */
bool hold_look(struct hold *h, int64_t now);
/* Did the kernel's rules change while the watcher's child read them, so that it has seen the old
 * ones? Then it reads again. Said once of a change. */
bool hold_stale(struct hold *h, const struct zone_watch_report *r);
/* A reading that began before we loaded may be of the rules before. A clock that was set back ends
 * that, too: nothing is silenced for longer. */
#define HOLD_SETTLING 2 /* seconds */
static inline bool hold_settling(int64_t loaded, int64_t now)
{
	return now >= loaded && now - loaded < HOLD_SETTLING;
}
/* The same with what the watcher's child read and proved (zone/live/watch.h). */
bool hold_seen(struct hold *h, const struct zone_watch_report *r, int64_t now);
/* It lives: the time of `status` says when it was last looked at. */
void hold_alive(const struct hold *h);

/* The kept file, for the command line. E_BROKEN; views into `file`. */
enum err hold_read(struct view file, struct hold_head *ret, struct view *ret_rules,
		   struct view *ret_flows) must_use;

#endif
