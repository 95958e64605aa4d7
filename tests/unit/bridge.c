/* SPDX-License-Identifier: Apache-2.0
 * bridge.c: nothing crosses but what the table says, and only what nobody can change any more.
 */
#include <unistd.h>

#include "flow/bridge.h"
#include "flow/item.h"
#include "flow/states.h"
#include "roles.h"
#include "sys/file.h"
#include "tap.h"

static int memory(bool sealed)
{
	int fd = memfd_new("test");
	expect(fd >= 0 && file_write(fd, VIEW("form")) == OK && (!sealed || memfd_seal(fd) == OK));
	return fd;
}

static bool crosses(enum role from, enum role to, enum msg m, const void *body, int fd0, int fd1)
{
	sent_clear();
	deliver(bridge_pass, from, m, 9, body, fd0, fd1);
	struct sent *s = sent_last(to, m);
	bool whole = s && s->tag == 9 && memcmp(s->body, body, msg_size(m)) == 0;
	return whole && sent_count == 1 && violated == ROLE_NONE;
}

/* Not passed on, and told to the keeper. */
static bool breaks(enum role from, enum msg m, const void *body, int fd0, int fd1)
{
	sent_clear();
	deliver(bridge_pass, from, m, 9, body, fd0, fd1);
	return sent_count == 0 && violated == from;
}

static struct body_offer offer(void)
{
	struct body_offer o = {.envelope = {.version = 1,
					    .direction = DIRECTION_IN,
					    .recipient_kind = RECIPIENT_UNIT,
					    .size = 1,
					    .accepted = 1,
					    .name = "a.txt",
					    .recipient = "soumu"}};
	return o;
}

static void inward(void)
{
	struct body_hello hello = {.nonce = 3};
	struct body_form form = {.err = OK};
	struct body_offer o = offer();
	struct body_cable_counts counts = {.has_release = 1};
	struct body_delivered done = {.half = 'I'};
	expect(crosses(ROLE_belt, ROLE_store, MSG_HELLO, &hello, -1, -1));
	expect(crosses(ROLE_belt, ROLE_store, MSG_OFFER, &o, -1, -1));
	expect(crosses(ROLE_belt, ROLE_store, MSG_FORM, &form, memory(true), memory(true)));
	expect(crosses(ROLE_belt, ROLE_store, MSG_CABLE_COUNTS, &counts, -1, -1));
	expect(crosses(ROLE_belt, ROLE_store, MSG_OUT_DONE, &done, -1, -1));

	struct body_item item = {{1}};
	expect(crosses(ROLE_belt, ROLE_store, MSG_ORIGINAL_OLD, &item, -1, -1));
	expect(crosses(ROLE_belt, ROLE_store, MSG_ORIGINAL_GONE, &item, -1, -1));
	expect(breaks(ROLE_release, MSG_ORIGINAL_GONE, &item, -1, -1));

	expect(breaks(ROLE_belt, MSG_FORM, &form, memory(true), memory(false)));
	expect(breaks(ROLE_belt, MSG_FORM, &form, memory(false), memory(true)));
	int pipes[2];
	expect(pipe(pipes) == 0);
	expect(breaks(ROLE_belt, MSG_FORM, &form, memory(true), pipes[0])); /* no memory at all */
	close(pipes[1]);
	form.err = 60000;
	expect(breaks(ROLE_belt, MSG_FORM, &form, memory(true), memory(true)));
	o.envelope.direction = DIRECTION_OUT;
	expect(breaks(ROLE_belt, MSG_OFFER, &o, -1, -1));
	o = offer();
	memset(o.envelope.recipient, 'x', sizeof o.envelope.recipient); /* no end */
	expect(breaks(ROLE_belt, MSG_OFFER, &o, -1, -1));
	o = offer();
	memcpy(o.envelope.sender, "1001", 4); /* the Internet half knows nobody */
	expect(breaks(ROLE_belt, MSG_OFFER, &o, -1, -1));
	done.half = 'L';
	expect(breaks(ROLE_belt, MSG_OUT_DONE, &done, -1, -1));
	hello.nonce = 0;
	expect(breaks(ROLE_belt, MSG_HELLO, &hello, -1, -1));
}

static void outward(void)
{
	struct body_hello hello = {.nonce = 3};
	struct body_item item = {{1}};
	struct body_state state = {.state = STATE_HELD};
	struct body_day day = {0};
	struct body_receipt out = {0};
	out.receipt.binding.direction = DIRECTION_OUT;
	expect(crosses(ROLE_store, ROLE_belt, MSG_HELLO, &hello, -1, -1));
	expect(crosses(ROLE_store, ROLE_belt, MSG_WANT, &item, -1, -1));
	struct body_unlock unlock = {.password = "kanri-2026", .leave_out = 1};
	expect(crosses(ROLE_store, ROLE_belt, MSG_UNLOCK, &unlock, -1, -1));
	unlock.leave_out = 2;
	expect(breaks(ROLE_store, MSG_UNLOCK, &unlock, -1, -1));
	unlock.leave_out = 0;
	memset(unlock.password, 'x', sizeof unlock.password); /* no end */
	expect(breaks(ROLE_store, MSG_UNLOCK, &unlock, -1, -1));
	expect(crosses(ROLE_store, ROLE_belt, MSG_ITEM_STATE, &state, -1, -1));
	expect(crosses(ROLE_store, ROLE_belt, MSG_CABLE_COUNT, &day, -1, -1));
	expect(crosses(ROLE_release, ROLE_belt, MSG_OUT, &out, memory(true), -1));
	expect(crosses(ROLE_store, ROLE_belt, MSG_ORIGINAL_DROP, &item, -1, -1));
	expect(crosses(ROLE_store, ROLE_belt, MSG_ORIGINAL_NOTED, &item, -1, -1));
	expect(breaks(ROLE_belt, MSG_ORIGINAL_DROP, &item, -1, -1));
	expect(breaks(ROLE_store, MSG_ORIGINAL_GONE, &item, -1, -1));

	expect(breaks(ROLE_release, MSG_OUT, &out, memory(false), -1));
	out.receipt.binding.direction = DIRECTION_IN;
	expect(breaks(ROLE_release, MSG_OUT, &out, memory(true), -1));
	state.state = 99;
	expect(breaks(ROLE_store, MSG_ITEM_STATE, &state, -1, -1));
}

/* What is allowed one way is not allowed the other, nor from somebody else. */
static void the_other_way(void)
{
	struct body_state state = {.state = STATE_HELD};
	struct body_item item = {{1}};
	struct body_form form = {.err = OK};
	struct body_offer o = offer();
	struct body_hello hello = {.nonce = 3};
	expect(breaks(ROLE_belt, MSG_ITEM_STATE, &state, -1, -1));
	expect(breaks(ROLE_belt, MSG_WANT, &item, -1, -1));
	expect(breaks(ROLE_belt, MSG_UNLOCK, &(struct body_unlock){.password = "x"}, -1, -1));
	expect(breaks(ROLE_store, MSG_FORM, &form, memory(true), memory(true)));
	expect(breaks(ROLE_store, MSG_OFFER, &o, -1, -1));
	expect(breaks(ROLE_release, MSG_HELLO, &hello, -1, -1));
	expect(breaks(ROLE_release, MSG_ITEM_STATE, &state, -1, -1));
}

static void nobody_there(void)
{
	struct body_item item = {{1}};
	there[ROLE_belt] = false;
	sent_clear();
	deliver(bridge_pass, ROLE_store, MSG_WANT, 1, &item, -1, -1);
	expect(sent_count == 0 &&
	       violated == ROLE_NONE); /* dropped; whoever misses it asks again */
}

int main(void)
{
	there[ROLE_belt] = there[ROLE_store] = there[ROLE_release] = true;
	inward();
	outward();
	the_other_way();
	nobody_there();
	sent_clear();
	return tap_done();
}
