/* SPDX-License-Identifier: Apache-2.0
 * release.c: release, in both halves: what flow/release.c decides, by message.
 *
 * LGWAN half: STAGE -> STAGED; RECEIPT -> DELIVERED to the store, or, for the outbox, OUT to the
 * bridge (again at every new bridge and now and then until UNSTAGE); FETCH, CLEAR; ORIGINAL_OUT
 * from the bridge -> HANDED to the store, HAND, HAND_CLEAR. Internet half: OUT from belt ->
 * OUT_DONE.
 */
#include "flow/item.h"
#include "flow/release_original.h"
#include "sys/log.h"
#include "sys/role.h"

/* Seconds until an unanswered forward is sent again, then twice that, up to FORWARD_MOST. */
#define FORWARD_FIRST 60
#define FORWARD_MOST 3600

static struct release release;
static struct release_original originals;
static int64_t forward_next, forward_wait = FORWARD_FIRST;

static void say_refused(const uint8_t id[ID_LEN], enum err e)
{
	if (e == E_REPLAY) /* asked again after a restart, or by somebody who hopes */
		log_info("item %s: delivered before", item_hex(id).s);
	else if (e != OK)
		log_warn("item %s: %s", item_hex(id).s, err_text(e)->name);
}

static void on_stage(struct incoming *in)
{
	struct body_stage stage;
	struct body_staged answer = {0};
	memcpy(&stage, in->body.bytes, sizeof stage);
	enum err e = release_stage(&release, &stage, in->fds[0]);
	say_refused(stage.id, e);
	memcpy(answer.id, stage.id, ID_LEN);
	memcpy(answer.output, stage.output, HASH_LEN);
	answer.err = (uint32_t)e;
	role_reply(in, MSG_STAGED, &answer, NULL);
}

static void tell_store(const struct body_delivered *d)
{
	if (role_send(ROLE_store, MSG_DELIVERED, role_tag(), d, NULL) != OK)
		log_warn("the store did not hear of a delivery; it asks again");
}

/* Refusals are told; the good news comes from the other half (OUT_DONE). */
static void forward(const struct receipt *r)
{
	scope_end(close_fd) int fd = -1;
	struct body_receipt body = {.receipt = *r};
	struct body_delivered d = {
	    .half = release.half, .position = r->position, .time = clock_now()};
	enum err e = release_forward(&release, r, clock_now(), &fd);
	const int fds[] = {fd};
	memcpy(d.id, r->binding.id, ID_LEN);
	if (e == OK) {
		/* The bridge is away: peer_up or tick sends it. */
		(void)(role_send(ROLE_bridge, MSG_OUT, role_tag(), &body, fds) == OK);
		return;
	}
	say_refused(r->binding.id, e);
	d.err = (uint32_t)e;
	tell_store(&d);
}

static void on_receipt(struct incoming *in)
{
	struct body_receipt body;
	struct body_delivered d;
	memcpy(&body, in->body.bytes, sizeof body);
	if (view_eq(view_of(body.receipt.binding.destination,
			    strnlen(body.receipt.binding.destination, CODE_MAX)),
		    VIEW("outbox"))) {
		forward(&body.receipt);
		forward_wait = FORWARD_FIRST;
		forward_next = clock_now() + forward_wait;
		return;
	}
	enum err e = release_deliver(&release, &body.receipt, clock_now(), &d);
	say_refused(d.id, e);
	tell_store(&d);
}

static void on_out(struct incoming *in)
{
	struct body_receipt body;
	struct body_delivered d;
	memcpy(&body, in->body.bytes, sizeof body);
	enum err e = release_receive(&release, &body.receipt, in->fds[0], clock_now(), &d);
	say_refused(d.id, e);
	role_reply(in, MSG_OUT_DONE, &d, NULL);
}

static void on_fetch(struct incoming *in)
{
	struct body_item ask;
	scope_end(close_fd) int fd = -1;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = release_fetch(&release, ask.id, &fd);
	const int fds[] = {fd};
	if (e == OK)
		role_reply(in, MSG_FETCHED, &ask, fds);
	else
		role_done(in, e);
}

static void on_unstage(struct incoming *in)
{
	struct body_item ask;
	memcpy(&ask, in->body.bytes, sizeof ask);
	say_refused(ask.id, release_unstage(&release, ask.id));
}

static void on_clear(struct incoming *in)
{
	struct body_item ask;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = release_clear(&release, ask.id, clock_now());
	say_refused(ask.id, e);
	if (e == OK)
		role_reply(in, MSG_CLEARED, &ask, NULL);
}

/* --- 元ファイルの交付 --- */

static void say_handed(const uint8_t id[ID_LEN], enum err e)
{
	struct body_handed handed = {.err = (uint32_t)e};
	memcpy(handed.id, id, ID_LEN);
	if (role_send(ROLE_store, MSG_HANDED, role_tag(), &handed, NULL) != OK)
		log_warn("the store did not hear of an original; it asks again");
}

static void on_original(struct incoming *in)
{
	static struct body_original b;
	memcpy(&b, in->body.bytes, sizeof b);
	if (in->from != ROLE_bridge) { /* ANY in tbl/messages.h */
		role_violation(in->from);
		return;
	}
	enum err e = release_original_keep(&originals, &b, in->fds[0], clock_now());
	say_refused(b.order.item, e);
	say_handed(b.order.id, e);
}

static void say_here(const uint8_t id[ID_LEN])
{
	say_handed(id, OK);
}

/* A store from a backup may not know of them any more: it has them cleared. */
static void say_all_here(void)
{
	enum err e = release_original_each(&originals, say_here);
	if (e != OK)
		log_warn("originals that were handed over: %s", err_text(e)->name);
}

static void on_hand(struct incoming *in)
{
	struct body_item ask;
	scope_end(close_fd) int fd = -1;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = release_original_fetch(&originals, ask.id, &fd);
	if (e == OK)
		role_reply(in, MSG_FETCHED, &ask, &fd);
	else
		role_done(in, e);
}

static void on_hand_clear(struct incoming *in)
{
	struct body_item ask;
	memcpy(&ask, in->body.bytes, sizeof ask);
	enum err e = release_original_clear(&originals, ask.id);
	if (e == OK)
		role_reply(in, MSG_CLEARED, &ask, NULL);
	else
		log_warn("an original that was handed over is still there: %s", err_text(e)->name);
}

static void on_count(struct incoming *in)
{
	struct body_day ask;
	memcpy(&ask, in->body.bytes, sizeof ask);
	struct body_counts counts = release_counts(&release, ask.day);
	role_reply(in, MSG_RELEASE_COUNTS, &counts, NULL);
}

static void forward_again(const struct receipt *r, void *context unused_arg)
{
	forward(r);
}

static void forward_all(void)
{
	enum err e = release_forwards(&release, forward_again, NULL);
	if (e != OK)
		log_warn("forwards: %s", err_text(e)->name);
}

static void peer_up(enum role peer)
{
	if (peer == ROLE_store)
		say_all_here();
	if (peer != ROLE_bridge)
		return;
	forward_wait = FORWARD_FIRST;
	forward_next = clock_now() + forward_wait;
	forward_all();
}

static void tick(void)
{
	int64_t now = clock_now();
	if (release.half != 'L' || (now < forward_next && forward_next - now <= FORWARD_MOST))
		return;
	forward_wait = min_of(forward_wait * 2, (int64_t)FORWARD_MOST);
	forward_next = now + forward_wait;
	if (role_has(ROLE_bridge))
		forward_all();
}

static enum err start(const struct role_start *s)
{
	forward_next = clock_now() + forward_wait;
	try(release_open(s->root_fd, s->half, s->evaluation, clock_now(), &release));
	return release_original_open(&release, clock_now(), &originals);
}

static enum err warm(const struct role_start *s unused_arg)
{
	return sign_warm();
}

static const struct handler handlers[] = {
    {MSG_STAGE, on_stage},	    {MSG_RECEIPT, on_receipt},	     {MSG_OUT, on_out},
    {MSG_FETCH, on_fetch},	    {MSG_UNSTAGE, on_unstage},	     {MSG_RELEASE_COUNT, on_count},
    {MSG_CLEAR, on_clear},	    {MSG_ORIGINAL_OUT, on_original}, {MSG_HAND, on_hand},
    {MSG_HAND_CLEAR, on_hand_clear}};

static const struct role_def def = {.self = ROLE_release,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = warm,
				    .start = start,
				    .peer_up = peer_up,
				    .tick = tick};

int main(int argc, char **argv)
{
	return role_main(&def, argc, argv);
}
