/* SPDX-License-Identifier: Apache-2.0
 * store.c: birth, meetings with the two belts, and what the clock brings.
 */
#include <fcntl.h>
#include <unistd.h>

#include "flow/item.h"
#include "form/form.h"
#include "notary/key_file.h"
#include "store/approve.h"
#include "store/balance.h"
#include "store/check.h"
#include "store/clear.h"
#include "store/clock.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/handover.h"
#include "store/notice.h"
#include "store/password.h"
#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "store/restore.h"
#include "store/trial.h"
#include "store/urgent.h"
#include "store/zone.h"
#include "sys/file.h"
#include "sys/log.h"

#define UNSTAGE_DAYS 3
#define SESSION_DAYS 40
#define REFRESH_SECONDS 60
#define LIST_MOST 4096

struct store store;

static uint8_t ids[LIST_MOST][ID_LEN];

/* --- birth --- */

static enum err read_policy(struct view file)
{
	store.mem = arena_new(POLICY_ARENA);
	struct policy *policy = arena_alloc(&store.mem, sizeof *policy);
	struct policy_mistakes *mistakes = arena_alloc(&store.mem, sizeof *mistakes);
	struct view copy = arena_copy(&store.mem, file);
	if (!policy || !mistakes || (file.n && !copy.p))
		return E_NO_MEMORY;
	try(policy_load(copy, &store.mem, policy, mistakes));
	store.policy = policy;
	return policy->is_public ? E_CONFIG : OK;
}

/* What was waiting for an approval under another policy or form is disarmed again. */
static enum err renew_waiting(void)
{
	struct item i;
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_WAITING_FOR_OLD, db_bytes(store.policy->hash, HASH_LEN),
		   db_int(form_edition()));
	try(item_list(&rows, ids, LIST_MOST, &n));
	for (size_t k = 0; k < n; k++) {
		try(item_get(ids[k], &i));
		try(drive_restart(&i));
	}
	if (n)
		log_info("%zu items waited under an older policy: disarmed again", n);
	return OK;
}

static enum err open_base(const char *path, struct view policy_file, const struct public_key *auth)
{
	store = (struct store){.auth = *auth};
	store.links[0] = (struct store_link){.peer = ROLE_bridge, .direction = DIRECTION_IN};
	store.links[1] = (struct store_link){.peer = ROLE_belt, .direction = DIRECTION_OUT};
	try(random_bytes(&store.nonce, sizeof store.nonce));
	store.nonce |= 1;
	try(read_policy(policy_file));
	try(db_open(path, &store.db));
	return people_adopt();
}

static enum err take_up(void)
{
	try(db_number_all(store.db, SQL_TURN_LAST, NULL, 0, &store.turn));
	int64_t newest;
	try(db_number_all(store.db, SQL_LOG_NEWEST_TIME, NULL, 0, &newest));
	clock_begin(newest);
	try(flight_begin());
	return renew_waiting();
}

enum err store_open(const char *path, struct view policy_file, const struct public_key *auth)
{
	try(open_base(path, policy_file, auth));
	return take_up();
}

void store_close(void)
{
	flight_end();
	db_close(&store.db);
	arena_free(&store.mem);
}

enum err store_prepare(const struct role_start *s)
{
	struct signing_key k;
	uint8_t signature[SIGNATURE_LEN];
	if (fchdir(s->root_fd) != 0)
		return E_IO;
	try(signing_key_new("warm", true, &k));
	try(sign_bytes(&k, VIEW("warm"), signature));
	return sign_check(&k.public, VIEW("warm"), signature);
}

enum err store_begin(const struct role_start *s)
{
	struct public_key auth;
	scope_end(buf_free) struct buf file = buf_new(POLICY_FILE_MAX);
	/* A ticket of an evaluation's auth means nothing to a production store. */
	if (public_key_file_read(s->root_fd, "auth.pub", s->evaluation, &auth) != OK)
		return E_CONFIG;
	try(file_read(s->policy_fd, POLICY_FILE_MAX, &file));
	try(open_base("store.db", buf_view(&file), &auth));
	try(restore_take(s->root_fd));
	try(handover_begin(s->root_fd, s->evaluation));
	try(take_up());
	store.evaluation = s->evaluation;
	return OK;
}

/* --- meetings --- */

static struct store_link *link_of(enum role peer)
{
	for (size_t i = 0; i < array_len(store.links); i++)
		if (store.links[i].peer == peer)
			return &store.links[i];
	return NULL;
}

static void say_hello(const struct store_link *link, uint64_t answer)
{
	struct body_hello hello = {.nonce = store.nonce, .answer = answer};
	memcpy(hello.policy, store.policy->hash, HASH_LEN);
	enum err e = role_send(link->peer, MSG_HELLO, role_tag(), &hello, NULL);
	if (e != OK && e != E_GONE)
		log_warn("HELLO could not be said");
}

/* Answer 0, or a number not heard before: that belt, or the bridge between us, is a new one. What
 * it was asked is forgotten there. */
void on_store_hello(struct incoming *in)
{
	struct body_hello hello;
	struct store_link *link = link_of(in->from);
	memcpy(&hello, in->body.bytes, sizeof hello);
	if (!link || hello.nonce == 0) {
		role_violation(in->from);
		return;
	}
	bool again = hello.answer == 0 || hello.nonce != link->nonce || !link->ready;
	if (hello.answer != store.nonce)
		say_hello(link, hello.nonce);
	link->nonce = hello.nonce;
	link->met = true;
	link->ready = memcmp(hello.policy, store.policy->hash, HASH_LEN) == 0;
	if (!link->ready && clock_now() - link->complained > 60) { /* not as often as it is said */
		link->complained = clock_now();
		log_warn("%s follows another policy: nothing is asked of it", role_name(in->from));
	}
	if (!again)
		return;
	handover_again();
	flight_due(STATE_DISARMING, link->direction);
	if (link->direction == DIRECTION_OUT)
		trial_again();
	if (link->direction == DIRECTION_IN) /* the Internet half's release may be a new one too */
		flight_due(STATE_RELEASING, DIRECTION_OUT);
	flight_pump();
}

static enum err unstage_ended(void)
{
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ENDED_LATELY, db_int(clock_now() - UNSTAGE_DAYS * DAY));
	try(item_list(&rows, ids, LIST_MOST, &n));
	for (size_t k = 0; k < n; k++)
		drive_unstage(ids[k]);
	return OK;
}

void store_peer_up(enum role peer)
{
	struct store_link *link = link_of(peer);
	if (link) {
		link->met = link->ready = false;
		say_hello(link, 0);
	} else if (peer == ROLE_mailer) {
		notice_mailer_up();
	} else if (peer == ROLE_notary) {
		record_again();
		handover_again();
		zone_again();
		flight_due(STATE_REBUILDING, DIRECTION_NONE);
		trial_again();
		flight_due(STATE_SIGNING, DIRECTION_NONE);
		flight_pump();
	} else if (peer == ROLE_zone) {
		zone_again();
	} else if (peer == ROLE_release) {
		if (unstage_ended() != OK)
			log_warn("what ended lately may still be staged");
		clear_again();
		handover_again();
		flight_due(STATE_RELEASING, DIRECTION_NONE);
		flight_pump();
	}
}

void store_peer_down(enum role peer)
{
	struct store_link *link = link_of(peer);
	if (link)
		link->met = link->ready = false;
	if (peer == ROLE_portal || peer == ROLE_release)
		query_forget(peer);
	if (peer == ROLE_zone)
		zone_gone();
}

/* --- once a second --- */

/* A bridge that had no cable yet, or died, dropped what was said: until the belt answers. */
static void greet_again(void)
{
	for (size_t i = 0; i < array_len(store.links); i++)
		if (role_has(store.links[i].peer) && !store.links[i].met)
			say_hello(&store.links[i], 0);
}

static enum err expire(void)
{
	struct item i;
	size_t n;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_APPROVALS_DUE, db_int(clock_now()));
	try(item_list(&rows, ids, LIST_MOST, &n));
	for (size_t k = 0; k < n; k++) {
		try(item_get(ids[k], &i));
		try(approve_expire(&i));
	}
	return OK;
}

/* What ends something by the clock. */
static void deadlines(int64_t now)
{
	if (!clock_trusted())
		return;
	enum err e = expire();
	if (e != OK)
		log_warn("requests past their time: %s", err_text(e)->name);
	clear_tick();
	handover_deadlines(now);
	urgent_tick();
	check_tick();
	password_tick();
	notice_tick();
}

void store_tick(void)
{
	static int64_t swept, refreshed;
	int64_t now = clock_now();
	deadlines(now);
	if (now - swept > DAY) {
		swept = now;
		if (db_run(store.db, SQL_SESSIONS_FORGET, db_int(now - SESSION_DAYS * DAY)) != OK)
			log_warn("old sessions could not be forgotten");
	}
	if (now - refreshed > REFRESH_SECONDS) {
		refreshed = now;
		flight_refresh();
	}
	greet_again();
	handover_tick();
	trial_tick();
	zone_tick();
	notes_take(AT_FDCWD); /* its own directory */
	record_tick();
	query_tick();
	balance_tick();
	notice_send();
	flight_pump();
}
