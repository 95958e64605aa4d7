/* SPDX-License-Identifier: Apache-2.0
 * zygote.h: a small process, exec'd apart, that keeps a pool of pre-jailed one-shot workers.
 *
 * Each worker is pid 1 of a pid namespace of its own, has a uid of its own (as root), reads one
 * WORK message with its three descriptors, runs once and dies. The zygote answers WORK_DONE with
 * what became of it: its own verdict, or E_WORKER_DIED, E_LIMIT_TIME, E_LIMIT_MEMORY when it was
 * killed. Whoever asked owns, seals and hashes the outputs; the worker is dead by then.
 *
 * proc/disarm.c and proc/rebuild.c are `main() { return zygote_main(&z, argc, argv); }`.
 */
#ifndef SYS_ZYGOTE_H
#define SYS_ZYGOTE_H

#include "sys/wire.h"

struct worker {
	const struct body_work *work;
	struct view in;       /* the whole input, read into memory */
	struct buf *out;      /* written to descriptor 2 of WORK afterwards, also on error */
	struct buf *extra;    /* written to descriptor 3: report or preview */
	struct body_work_done *done; /* format and ext to fill */
};

struct zygote {
	enum role self;
	void (*warm)(void);                     /* before any fork */
	enum err (*run)(struct worker *w);      /* in the jailed worker */
	unsigned pool;
};

/* Under the keeper: wires as for any role. With --wire FD: serves that one wire (command line). */
int zygote_main(const struct zygote *z, int argc, char **argv);

/* Asking side without a keeper (sekisho disarm, tests, bench): starts `program --wire FD` jailed as
 * this user may. zygote_run waits for one item; zygote_send/zygote_wait pipeline many. */
struct zygote_client {
	struct wire wire;
	int pid;
};

enum err zygote_spawn(const char *program, enum role role, struct zygote_client *ret) must_use;
void zygote_stop(struct zygote_client *c);
enum err zygote_run(struct zygote_client *c, const struct body_work *work, const int fds[3],
		    struct body_work_done *ret) must_use;

#endif
