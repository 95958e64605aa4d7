/* SPDX-License-Identifier: Apache-2.0
 * belt_link.c: the words with the store, directly or over the cable.
 *
 * A meeting begins with HELLO: each side says a number of its own, new at every start, and repeats
 * the other's. Whoever hears a number it has not heard before knows that the other one forgot
 * everything, and everything in new/ is offered again.
 */
#include "flow/belt.h"
#include "flow/item.h"
#include "flow/states.h"
#include "sys/log.h"

#define SECOND ((uint64_t)1000000)
#define COUNTS_MAX 8
#define OFFER_PATIENCE (15 * SECOND)
#define COUNTS_WAIT (2 * SECOND)

/* --- meeting --- */

/* What only the store's side says: ANY in tbl/messages.h stands for the bridge or the store. */
bool belt_from_up(const struct incoming *in)
{
	if (in->from != belt.up)
		role_violation(in->from);
	return in->from == belt.up;
}

static void say_hello(uint64_t answer)
{
	struct body_hello hello = {.nonce = belt.nonce, .answer = answer};
	memcpy(hello.policy, belt.policy, HASH_LEN);
	if (role_send(belt.up, MSG_HELLO, role_tag(), &hello, NULL) != OK)
		log_warn("HELLO could not be said");
}

void belt_meet(void)
{
	belt.peer_nonce = 0;
	say_hello(0);
}

void on_hello(struct incoming *in)
{
	struct body_hello hello;
	if (!belt_from_up(in))
		return;
	memcpy(&hello, in->body.bytes, sizeof hello);
	if (hello.answer !=
	    belt.nonce) /* it has not heard us, or speaks to an earlier life of us */
		say_hello(hello.nonce);
	/* An answer of one we know. A first word (no answer in it) begins anew even so: a bridge
	 * between us may have died with offers and wants in its hands. */
	if (hello.nonce == belt.peer_nonce && hello.answer != 0)
		return;
	belt.peer_nonce = hello.nonce;
	if (memcmp(hello.policy, belt.policy, HASH_LEN) != 0)
		log_warn("the other end follows another policy; it will not ask for anything");
	for (size_t i = 0; i < belt.n; i++)
		belt.items[i].told = belt.items[i].heard = false;
	belt_keep_again();
	belt_offer();
}

/* --- offering --- */

static enum err offer(const struct belt_item *item)
{
	static struct body_offer body;
	try(spool_envelope(&belt.spool, item->id, &body.envelope));
	return role_send(belt.up, MSG_OFFER, role_tag(), &body, NULL);
}

void belt_offer(void)
{
	size_t waiting = 0;
	if (!belt.peer_nonce || !role_has(belt.up))
		return;
	for (size_t i = 0; i < belt.n; i++)
		waiting += belt.items[i].told && !belt.items[i].heard;
	for (size_t i = 0; i < belt.n && waiting < BELT_OFFERS; i++) {
		struct belt_item *item = &belt.items[i];
		if (item->told || item->stage == BELT_ENDING)
			continue;
		enum err e = offer(item);
		if (e == E_GONE || e == E_BUSY || e == E_NO_MEMORY)
			return;
		if (e != OK)
			log_warn("item %s cannot be offered: %s", item_hex(item->id).s,
				 err_text(e)->name);
		item->told = true;
		item->told_us = clock_us();
		item->heard = e != OK;
		waiting += e == OK;
	}
}

/* --- states --- */

static enum err keep_end(const struct body_state *end)
{
	struct envelope e;
	scope_end(close_fd) int original = -1;
	try(spool_set_state(&belt.spool, end));
	if (id_is_trial(end->id)) { /* nothing of it is kept */
		try(spool_finish(&belt.spool, end->id));
		return spool_forget(&belt.spool, end->id);
	}
	try(journal_ended(&belt.journal, end));
	if (!vault_has(&belt.vault, end->id) &&
	    spool_original(&belt.spool, end->id, &original) == OK) {
		try(spool_envelope(&belt.spool, end->id, &e));
		try(vault_put(&belt.vault, end->id, e.hash, original));
	}
	return spool_finish(&belt.spool, end->id);
}

void belt_end(struct belt_item *item)
{
	enum err e = keep_end(&item->end);
	if (e == OK) {
		belt_remove(item);
		return;
	}
	if (item->tries++ == 0)
		log_warn("item %s: its end cannot be kept yet: %s", item_hex(item->id).s,
			 err_text(e)->name);
}

void on_item_state(struct incoming *in)
{
	struct body_state state;
	if (!belt_from_up(in))
		return;
	memcpy(&state, in->body.bytes, sizeof state);
	if (!state_known(state.state) || state.state == STATE_NONE || state.err >= ERR_COUNT) {
		role_violation(in->from);
		return;
	}
	struct belt_item *item = belt_find(state.id);
	if (!item)
		return;
	item->heard = true;
	if (!state_final((enum item_state)state.state)) {
		journal_note(&belt.journal, &state);
		belt_offer();
		return;
	}
	if (item->stage != BELT_ENDING)
		item->tries = 0;
	item->stage = BELT_ENDING;
	item->end = state;
	belt_end(item);
	belt_offer();
}

/* --- counts --- */

struct asked {
	uint64_t tag;	   /* 0: free */
	uint64_t back_tag; /* of who asked */
	uint64_t since, day;
};

static struct asked asked[COUNTS_MAX];

void on_ask_counts(struct incoming *in)
{
	struct body_day day;
	memcpy(&day, in->body.bytes, sizeof day);
	struct body_counts counts = journal_counts(&belt.journal, day.day);
	role_reply(in, MSG_COUNTS, &counts, NULL);
}

static void tell_counts(struct asked *a, const struct body_counts *release)
{
	struct body_cable_counts both = {.belt = journal_counts(&belt.journal, a->day)};
	if (release) {
		both.release = *release;
		both.has_release = 1;
	}
	if (role_send(belt.up, MSG_CABLE_COUNTS, a->back_tag, &both, NULL) != OK)
		log_warn("the counts could not be sent");
	a->tag = 0;
}

void on_cable_count(struct incoming *in)
{
	struct body_day day;
	struct asked *a = &asked[0], now = {.back_tag = in->tag, .since = clock_us()};
	if (!belt_from_up(in))
		return;
	memcpy(&day, in->body.bytes, sizeof day);
	now.day = day.day;
	for (size_t i = 0; i < COUNTS_MAX; i++)
		if (!asked[i].tag)
			a = &asked[i];
	now.tag = role_tag();
	if (role_send(ROLE_release, MSG_RELEASE_COUNT, now.tag, &day, NULL) != OK) {
		tell_counts(&now, NULL);
		return;
	}
	*a = now;
}

void on_release_counts(struct incoming *in)
{
	struct body_counts counts;
	memcpy(&counts, in->body.bytes, sizeof counts);
	for (size_t i = 0; i < COUNTS_MAX; i++)
		if (asked[i].tag && asked[i].tag == in->tag)
			tell_counts(&asked[i], &counts);
}

void belt_link_tick(void)
{
	uint64_t now = clock_us();
	for (size_t i = 0; i < COUNTS_MAX; i++)
		if (asked[i].tag && now - asked[i].since > COUNTS_WAIT)
			tell_counts(&asked[i], NULL);
	/* What was said over a bridge that died, or had no store yet, was dropped. */
	if (!belt.peer_nonce && role_has(belt.up))
		belt_meet();
	/* A store that could not take it, its disk being full, says nothing: it is offered again.
	 */
	for (size_t i = 0; i < belt.n; i++) {
		struct belt_item *item = &belt.items[i];
		if (item->told && !item->heard && now - item->told_us > OFFER_PATIENCE)
			item->told = false;
	}
	belt_offer();
}

/* --- outbound: the Internet half's release delivers --- */

static void out_failed(const struct body_receipt *out, enum err e)
{
	struct body_delivered done = {.err = (uint32_t)e, .half = belt.half};
	memcpy(done.id, out->receipt.binding.id, ID_LEN);
	done.position = out->receipt.position;
	done.time = clock_now();
	if (role_send(belt.up, MSG_OUT_DONE, role_tag(), &done, NULL) != OK)
		log_warn("OUT_DONE could not be sent");
}

void on_out(struct incoming *in)
{
	struct body_receipt out;
	if (!belt_from_up(in))
		return;
	memcpy(&out, in->body.bytes, sizeof out);
	enum err e = role_send(ROLE_release, MSG_OUT, in->tag, &out, in->fds);
	if (e != OK)
		out_failed(&out, e);
}

void on_out_done(struct incoming *in)
{
	if (in->from != ROLE_release) { /* ANY in tbl/messages.h */
		role_violation(in->from);
		return;
	}
	if (role_send(belt.up, MSG_OUT_DONE, in->tag, in->body.bytes, NULL) != OK)
		log_warn("OUT_DONE could not be sent; release will be asked again");
}
