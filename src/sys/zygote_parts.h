/* SPDX-License-Identifier: Apache-2.0
 * zygote_parts.h: inside sys/: birth of a zygote, life of a worker. zygote.h is the face.
 */
#ifndef SYS_ZYGOTE_PARTS_H
#define SYS_ZYGOTE_PARTS_H

#include "sys/jail_parts.h"
#include "sys/zygote.h"

#define WORKER_WIRE 3

/* How the zygote was born, and what a worker needs of it. */
struct nursery {
	const struct zygote *zygote;
	bool own_pids;	      /* workers get pid namespaces of their own */
	bool own_uids;	      /* worker of slot i becomes user 1 + i of the user namespace */
	struct filter filter; /* PROMISE_WORKER */
};

enum role zygote_asker(enum role role);

/* Returns in the zygote, confined; the first process stays behind and ends with it. `uid`: first of
 * pool + 1 ids, as root. */
void zygote_born(const struct zygote *z, uint32_t uid, struct nursery *ret);
/* A jailed worker waiting on the other end of `ret_wire`; its pid, or -1. */
int worker_born(const struct nursery *n, unsigned slot, int *ret_wire);
no_return void worker_main(const struct zygote *z);

#endif
