/* SPDX-License-Identifier: Apache-2.0
 * belt.h: intake and belt, the same program in both halves; proc/belt.c hangs it on its wires.
 *
 *   belt.c         birth, the list of open items, what the clock brings
 *   belt_intake.c  ITEM_OPEN, ITEM_SEAL, ITEM_DROP
 *   belt_own.c     OWN_LIST, OWN_FIND
 *   belt_part.c    PART_*: uploads in pieces
 *   belt_work.c    WANT -> vault, disarm worker -> FORM
 *   belt_link.c    HELLO, OFFER, ITEM_STATE, counts, OUT: the words with the store
 *   belt_keep.c    originals and envelopes whose time is over
 *   belt_lend.c    元ファイルの交付: between the store's side and the originals program
 *
 * Towards the store it speaks to `up`: the store itself in the LGWAN half, the bridge in the
 * Internet half. It looks into no file: it moves descriptors, copies, hashes, encrypts.
 *
 * What survives a crash is on disk (spool.h, journal.h, vault.h). Everything else here may be
 * lost: after a restart all of new/ is offered again and the store asks again for what it misses.
 */
#ifndef FLOW_BELT_H
#define FLOW_BELT_H

#include "flow/bundle.h"
#include "flow/journal.h"
#include "flow/part.h"
#include "flow/spool.h"
#include "flow/vault.h"
#include "notary/sign.h"
#include "sys/role.h"

#define BELT_UPLOADS 2048		 /* open at once; more is E_BUSY */
#define BELT_WORKERS 4			 /* disarm workers busy at once */
#define BELT_TRIES 8			 /* our own faults in a row before the item is held */
#define BELT_OFFERS 256			 /* told and not yet answered */
#define BELT_RESERVE ((uint64_t)8 << 20) /* bytes of disk kept for states and journal */

#define BELT_FORMATS_MAX 64 /* rows of tbl/formats.h */

enum belt_stage {
	BELT_IDLE,    /* the store decides what is next */
	BELT_QUEUED,  /* wanted; waits for a worker, or for `due` */
	BELT_WORKING, /* with a worker */
	BELT_ENDING,  /* a final state was told and could not be kept yet: tried again */
};

struct belt_item {
	uint8_t id[ID_LEN];
	enum belt_stage stage;
	bool told, heard; /* this peer was offered it; and answered */
	uint64_t told_us;
	uint32_t tries;
	uint64_t due, place; /* clock_us; order of wanting */
	struct body_state end;
	char *password; /* until a worker has it: PASSWORD_LEN bytes, wiped; else NULL */
	bool leave_out; /* what it does not open */
	int erase; /* sealed list (form/finds.h) of what goes with the next form; -1: nothing */
};

struct belt_upload {
	uint64_t number;
	enum role from;
	int fd;
	uint64_t since; /* clock_us */
};

struct belt_job {
	uint64_t tag; /* 0: free; of the worker that is asked now */
	uint64_t since;
	uint8_t id[ID_LEN];
	int original;
	struct unpack unpack; /* one errand, or one a member of an archive, one after the other */
};

struct belt {
	uint32_t half;
	enum role up;
	struct limits limits, trial_limits;
	uint8_t policy[HASH_LEN];
	struct public_key auth;		/* LGWAN half: whose tickets count */
	uint32_t keep_days;		/* of originals */
	uint32_t part_hours;		/* of uploads in pieces, since the last piece */
	uint64_t part_bytes;		/* of all of them together */
	bool allowed[BELT_FORMATS_MAX]; /* formats that may pass within an archive */
	bool trial_allowed[BELT_FORMATS_MAX];
	struct spool spool;
	struct parts parts;
	struct vault vault;
	struct journal journal;

	struct belt_item *items; /* all of new/ */
	size_t n, room;
	struct belt_upload uploads[BELT_UPLOADS];
	size_t upload_count;
	uint64_t next_upload, next_place;
	struct belt_job jobs[BELT_WORKERS];

	uint64_t nonce, peer_nonce; /* ours of this meeting; theirs, 0 before they spoke */
};

extern struct belt belt;

/* Before the jail: descriptors enough, and OpenSSL loaded, which reads files when first used. */
enum err belt_prepare(const struct role_start *s) must_use;
enum err belt_begin(const struct role_start *s) must_use;
void belt_tick(void);
struct belt_item *belt_find(const uint8_t id[ID_LEN]); /* NULL; valid until the list changes */
enum err belt_add(const uint8_t id[ID_LEN]) must_use;
void belt_remove(struct belt_item *item);

void on_item_open(struct incoming *in);
void on_item_seal(struct incoming *in);
void on_item_drop(struct incoming *in);
void on_own_list(struct incoming *in);
void on_own_find(struct incoming *in);
void belt_drop_uploads(enum role from, uint64_t before); /* ROLE_NONE: anybody's */

void on_want(struct incoming *in);
void on_unlock(struct incoming *in);
void on_erase(struct incoming *in);
void belt_forget_password(struct belt_item *item);
void on_work_done(struct incoming *in);
void belt_work(void); /* starts what may start */
void belt_workers_died(enum role peer);
void belt_work_tick(void);

void on_hello(struct incoming *in);
void on_item_state(struct incoming *in);
void on_ask_counts(struct incoming *in);
void on_cable_count(struct incoming *in);
void on_release_counts(struct incoming *in);
void on_out(struct incoming *in);
void on_out_done(struct incoming *in);
void belt_meet(void);		       /* says HELLO to a peer that came up */
void belt_offer(void);		       /* offers what was not offered */
void belt_end(struct belt_item *item); /* keeps its final state; the item may be gone afterwards */
void belt_link_tick(void);

/* The store's words come by `up`. Many wires could carry them (ANY in tbl/messages.h): whoever
 * else says one breaks the rules. */
bool belt_from_up(const struct incoming *in) must_use;

void on_original_drop(struct incoming *in);
void on_original_noted(struct incoming *in);
void on_original_order(struct incoming *in);
void on_original_said(struct incoming *in); /* SAID, OUT, NOT: passed up as they are */
void belt_keep_tick(void);
void belt_keep_again(void); /* the other end is a new one: a round begins at the next tick */

#endif
