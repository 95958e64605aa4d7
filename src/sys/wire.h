/* SPDX-License-Identifier: Apache-2.0
 * wire.h: one SOCK_SEQPACKET between two processes that may speak (tbl/wires.h).
 *
 * A message is struct msg_head and the fixed body its row in tbl/messages.h names, with exactly the
 * row's number of descriptors. wire_recv checks sender, size and descriptors before anybody
 * looks; a message that does not fit is E_PROTOCOL and the wire is dead. Descriptors cross, paths
 * never. Descriptors received are CLOEXEC and belong to the receiver.
 */
#ifndef SYS_WIRE_H
#define SYS_WIRE_H

#include "tbl/bodies.h"

enum role {
	ROLE_NONE,
#define PROC(name, halves, uid, root, promise, what) ROLE_##name,
#include "tbl/procs.h"
#undef PROC
	ROLE_COUNT
};

enum msg {
	MSG_NONE,
#define MSG(name, from, to, body, fds) MSG_##name,
#include "tbl/messages.h"
#undef MSG
	MSG_COUNT
};

const char *role_name(enum role r);
const char *msg_name(enum msg m);
size_t msg_size(enum msg m);  /* of its body */
unsigned msg_fds(enum msg m); /* how many descriptors it carries */
/* ROW_* and *_ROW: one of many answers to the same question; anything else is the last one. */
bool msg_is_row(enum msg m);

#define MSG_FDS_MAX 3
#define MSG_BODY_MAX 4096

struct msg_head {
	uint32_t msg;
	uint32_t size; /* of the body */
	uint64_t tag;  /* the asker's choice; answers repeat it */
};

struct wire {
	int fd; /* -1: not there */
	enum role self, peer;
};

struct incoming {
	enum msg msg;
	uint64_t tag;
	enum role from;
	int fds[MSG_FDS_MAX]; /* -1 where none; take_fd() what you keep, the rest is closed for you
			       */
	union {
		uint8_t bytes[MSG_BODY_MAX];
		uint64_t align;
	} body;
};

/* A pair of connected, CLOEXEC, non-blocking-for-nobody sockets. */
enum err wire_pair(int ret_fds[2]) must_use;

/* E_GONE: the peer went away. `fds` may be NULL when the row has none; they stay the caller's.
 * `body` NULL: all zeros. Saying what the table forbids is our own mistake: it fails an assert.
 * wire_send waits when the peer's queue is full, wire_try_send says E_BUSY. */
enum err wire_send(struct wire *w, enum msg m, uint64_t tag, const void *body,
		   const int *fds) must_use;
enum err wire_try_send(struct wire *w, enum msg m, uint64_t tag, const void *body,
		       const int *fds) must_use;
/* Waits for one message. E_GONE at the end, E_PROTOCOL on a violation (nothing in `ret` then). */
enum err wire_recv(struct wire *w, struct incoming *ret) must_use;
void incoming_close(struct incoming *in); /* closes what was not taken */

/* NUL-terminated within the field, clean UTF-8, nothing after the NUL but NULs. */
bool body_text_ok(const char *field, size_t size);

int take_fd(int *fd);	/* returns it and leaves -1 */
void close_fd(int *fd); /* for scope_end; ignores -1 */

#endif
