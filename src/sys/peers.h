/* SPDX-License-Identifier: Apache-2.0
 * peers.h: inside sys/: the wires of this process and what waits on them. role.h is the face.
 */
#ifndef SYS_PEERS_H
#define SYS_PEERS_H

#include "sys/role.h"

struct outgoing; /* a message its peer's queue had no room for */
struct kept;	 /* a message that came during a role_call and belongs to the loop */

struct peer {
	struct outgoing *first, *last;
	size_t waiting;
	struct wire wire;
	bool paused;
};

void peers_begin(enum role self);
struct peer *peer_of(enum role r);
void peer_open(enum role r, int fd); /* takes the descriptor; r's old wire is closed */
void peer_close(enum role r);
void peer_flush(enum role r); /* as much of what waits as its queue takes */
/* Next kept message, oldest first; false when there is none. */
bool peers_next_kept(struct incoming *ret);
bool peers_is_late_answer(const struct incoming *in);

/* The pieces of role_main, for the zygote, which has more to do between them. */
void role_wait_start(enum role self, struct body_start *ret, struct role_start *ret_start);
void role_ready(void);
void role_loop(const struct role_def *d) no_return;

#endif
