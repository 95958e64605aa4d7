/* SPDX-License-Identifier: Apache-2.0
 * store.h: the one writer of the database, and the driver of every item's life.
 *
 *   item.c      rows of items, findings, previews
 *   drive.c     OFFER -> WANT -> FORM -> REBUILD -> REBUILT -> SIGN -> SIGNED -> DELIVERED
 *   flight.c    what was asked of somebody and not answered yet; the window; asking again
 *   password.c  the password of a protected file, on its way through
 *   approve.c   requests for approval, their canonical text, decisions, expiry
 *   check.c     送付前点検: what was found in what goes out, and what its sender decides
 *   trial.c     試行: files that only go through both locks
 *   clear.c     files leave the inbox when their time is over
 *   original.c  originals leave the vaults when their time is over
 *   handover.c  元ファイルの交付, 確認方式: requests; handover_act.c people; handover_drive.c steps
 *   preserve.c  証拠保全: nothing is deleted until two persons end it
 *   zone.c      rules between zones: requests; zone_act.c people and what they see;
 *               zone_report.c what the console proved and observed
 *   record.c    the log and its leaves in the ledger
 *   people.c    people of the policy adopted; tickets; who may see what
 *   query.c     answers to the portal          act.c  what the portal asks to be done
 *   away.c      不在設定                         urgent.c   緊急送付 and 事後承認
 *   notice.c    お知らせメール and reminders      search.c   finding items again
 *   balance.c   three independent counters held against each other
 *
 * A step is one transaction: the item's row, what belongs to it and its log row; what follows is
 * said to others only after it is durable. So whatever dies, the database says what was to be
 * asked, and it is asked again; every question may be asked twice.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "flow/states.h"
#include "notary/sign.h"
#include "policy/policy.h"
#include "store/db.h"
#include "sys/role.h"

#define STORE_WINDOW 8 /* items of one direction disarmed and rebuilt at once */
#define STORE_FAULTS 6 /* our own faults of one item before a person decides */
#define PREVIEW_MAX ((size_t)1 << 20)

/* One end of the cable, or the LGWAN half's own belt. */
struct store_link {
	enum role peer;
	enum direction direction; /* of the items it offers */
	uint64_t nonce;		  /* theirs; 0 before they spoke */
	bool met;		  /* heard since it came up */
	bool ready;		  /* met, and under the same policy */
	int64_t complained;	  /* when it was last said to be under another */
};

struct store {
	struct db *db;
	struct arena mem;
	const struct policy *policy;
	struct public_key auth;	     /* whose tickets count */
	struct public_key originals; /* whose word about an original counts */
	bool has_originals;
	bool evaluation;
	uint64_t nonce;
	int64_t turn; /* of the item that was started last */
	struct store_link links[2];
	uint64_t tree_size; /* newest head the notary named */
	int64_t tree_time;
};

extern struct store store;

/* Before the jail: into its directory, and OpenSSL loaded, which reads files when first used. */
enum err store_prepare(const struct role_start *s) must_use;
/* Opens the database below the current directory and takes everything up again. */
enum err store_begin(const struct role_start *s) must_use;
/* The same for tests: a database, a policy, a key. */
enum err store_open(const char *path, struct view policy_file,
		    const struct public_key *auth) must_use;
void store_close(void);
void store_tick(void);
void store_peer_up(enum role peer);
void store_peer_down(enum role peer);

void on_store_hello(struct incoming *in);
void on_offer(struct incoming *in);
void on_form(struct incoming *in);
void on_rebuilt(struct incoming *in);
void on_signed(struct incoming *in);
void on_delivered(struct incoming *in);
void on_logged(struct incoming *in);
void on_done(struct incoming *in);
void on_fetched(struct incoming *in);
void on_preserve(struct incoming *in);
void on_original_old(struct incoming *in);
void on_original_gone(struct incoming *in);
void on_ordered(struct incoming *in);
void on_original_said(struct incoming *in);
void on_original_not(struct incoming *in);
void on_handed(struct incoming *in);
void on_original_act(struct incoming *in);
void on_cleared(struct incoming *in);
void on_query(struct incoming *in);
void on_trial_drop(struct incoming *in);
void on_act(struct incoming *in);
void on_password(struct incoming *in);
void on_away(struct incoming *in);
void on_search(struct incoming *in);
void on_check(struct incoming *in);
void on_zone_act(struct incoming *in);
void on_zone_signed(struct incoming *in);
void on_zone_done(struct incoming *in);
void on_zone_state(struct incoming *in);
void on_zone_report(struct incoming *in);
void on_noticed(struct incoming *in);
void on_counts(struct incoming *in);

#endif
