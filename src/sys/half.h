/* SPDX-License-Identifier: Apache-2.0
 * half.h: inside sys/: one half and the processes in it. keeper.h is the face.
 */
#ifndef SYS_HALF_H
#define SYS_HALF_H

#include "sys/keeper.h"

/* A row of tbl/procs.h in this half, or nginx. */
struct child {
	enum role role;
	int pid; /* 0: not running */
	struct wire wire;
	bool ready;
	uint64_t begun_us, next_us; /* next_us: not to be started before */
	uint64_t backoff_us;
};

struct half {
	const struct keeper_options *o;
	char letter;	     /* 'I' or 'L' */
	char directory[512]; /* STATE/internet or STATE/lgwan */
	uint64_t epoch;
	bool root;
	int listener; /* nginx's; -1: none */
	int cable;
	int outside;  /* a socket of the network outside: the mailer's, the originals program's */
	int router;   /* the router's network namespace; -1: this host is no boundary */
	int announce; /* one byte to the top when all are ready; -1 afterwards */
	struct child children[ROLE_COUNT];
	size_t n;
};

/* half.c: never returns. The calling process is the only one in its pid namespace. */
no_return void half_main(struct half *h);
bool half_runs(char letter, enum role r);
uint32_t half_uid(const struct half *h, enum role r); /* 0: not root */

/* half_place.c: what must be there before anybody starts. */
enum err half_namespace_ready(
    const struct half *h) must_use; /* /proc, the other half out of sight */
enum err half_directories(const struct half *h) must_use;
/* The program that hands originals over runs where `sekisho init` gave it its key, nowhere else. */
bool originals_wanted(const struct half *h);

/* half_child.c: pid or -1 */
int child_start(struct half *h, struct child *c);
int nginx_start(struct half *h);
bool nginx_wanted(const struct half *h);

/* half_log.c: standard error of all children into STATE/HALF/log/, 8 MB a file, four files. */
enum err half_log_open(const struct half *h, int *ret_read, int *ret_write) must_use;
void half_log_copy(int from);

#endif
