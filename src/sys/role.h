/* SPDX-License-Identifier: Apache-2.0
 * role.h: the skeleton every long-lived process but the keeper hangs its handlers on.
 *
 *   static const struct handler handlers[] = {{MSG_OFFER, on_offer}, {MSG_FORM, on_form}};
 *   static const struct role_def def = {.self = ROLE_store, .handlers = handlers, ...};
 *   int main(int argc, char **argv) { return role_main(&def, argc, argv); }
 *
 * role_main takes the keeper's wire on descriptor 3, waits for START, calls `open` (outside any
 * jail, but as the user it is going to be: open files and keys of its own directory here), confines
 * the process (root directory, uid, capabilities, Landlock, seccomp by its row in tbl/procs.h),
 * calls `start`, says READY, then loops: one message, one handler. New wires to peers arrive from
 * the keeper at any time, also after a peer's death; `peer_up` and `peer_down` say so. One thread.
 * A handler that finds the sender breaking the rules calls role_violation(from).
 */
#ifndef SYS_ROLE_H
#define SYS_ROLE_H

#include "sys/wire.h"

struct handler {
	enum msg msg;
	void (*handle)(struct incoming *in);
};

struct role_start {
	uint32_t half; /* 'I' or 'L' */
	bool evaluation;
	uint64_t epoch;
	int policy_fd; /* read-only; whole file */
	int listen_fd; /* portal and gate: listening unix socket; else -1 */
	int root_fd;   /* the role's own directory (O_DIRECTORY); -1 where it has none */
};

struct role_def {
	enum role self;
	const struct handler *handlers;
	size_t handler_count;
	enum err (*open)(const struct role_start *s);  /* before dropping privileges */
	enum err (*start)(const struct role_start *s); /* after */
	void (*peer_up)(enum role peer);
	void (*peer_down)(enum role peer);
	void (*tick)(void); /* about once a second */
	bool needs_listen;
};

int role_main(const struct role_def *def, int argc, char **argv);
/* Only in `open`: the one TCP port that this process will connect to (promise MAILER). */
void role_connects_to(uint16_t port);

/* Sends to a peer, never waiting: what its queue does not take is kept (descriptors duplicated)
 * and sent when there is room. E_GONE while it is down (ask again on peer_up), E_BUSY when too
 * much is kept already. */
enum err role_send(enum role peer, enum msg m, uint64_t tag, const void *body,
		   const int *fds) must_use;
/* Answers the message `in` with the same tag. A peer that went away meanwhile is no error. */
void role_reply(const struct incoming *in, enum msg m, const void *body, const int *fds);
void role_done(const struct incoming *in, enum err e); /* role_reply(DONE) */

/* Asks and waits: `each` (or NULL) gets every answer up to and including the last one, which is
 * the first that is no row (msg_is_row); return false to stop with E_PROTOCOL. Gives the error a
 * DONE carries, else OK. Messages from other peers stay in their queues, other messages of this
 * peer are kept for the loop. E_GONE when the peer dies or does not answer within `seconds`; an
 * answer that comes later is dropped. Two roles that call each other wait for each other: let one
 * of each pair use role_send. */
typedef bool (*role_each)(struct incoming *answer, void *context);
enum err role_call(enum role peer, enum msg m, const void *body, const int *fds, unsigned seconds,
		   role_each each, void *context) must_use;

/* An extra descriptor in the loop (libmicrohttpd's epoll): `ready` is called when it is readable
 * or its other end is gone. NULL: not watched any more. */
void role_watch(int fd, void (*ready)(void));
void role_watch_with(int fd, void (*ready)(void *), void *context);
/* Reads nothing more from this peer until unpaused: its queue fills and it waits. */
void role_pause(enum role peer, bool paused);
bool role_has(enum role peer);
void role_violation(enum role peer); /* tells the keeper to kill it, closes the wire */
uint64_t role_tag(void);	     /* a fresh tag */

#endif
