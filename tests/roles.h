/* SPDX-License-Identifier: Apache-2.0
 * roles.h: stands in for sys/role.c in tests of one process: what it sends is kept in a list, who
 * is there is a table. With roles.c compiled into the test, the real functions are not linked.
 */
#ifndef TESTS_ROLES_H
#define TESTS_ROLES_H

#include "sys/role.h"

struct sent {
	enum role peer;
	enum msg msg;
	uint64_t tag;
	int fds[MSG_FDS_MAX];
	uint8_t body[MSG_BODY_MAX];
};

extern struct sent *sent;
extern size_t sent_count;
extern bool there[ROLE_COUNT];
extern enum role violated;

void sent_clear(void);
/* The newest message of that kind to that peer; NULL. */
struct sent *sent_last(enum role peer, enum msg m);
size_t sent_how_many(enum role peer, enum msg m);

/* A message as the loop would hand it over; closes the descriptors like the loop does. */
void deliver(void (*handle)(struct incoming *), enum role from, enum msg m, uint64_t tag,
	     const void *body, int fd0, int fd1);
/* The same with up to MSG_FDS_MAX of them. */
void deliver_fds(void (*handle)(struct incoming *), enum role from, enum msg m, uint64_t tag,
		 const void *body, const int fds[MSG_FDS_MAX]);

#endif
