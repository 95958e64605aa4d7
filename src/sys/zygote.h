/* SPDX-License-Identifier: Apache-2.0
 * zygote.h: a small process, exec'd apart, that keeps a pool of pre-jailed one-shot workers.
 *
 *   program (sees to it that the zygote ends with it)
 *     zygote: pid 1 of a pid namespace, own user, network, mount and ipc namespaces; an empty "/"
 *       worker: pid 1 of its own pid namespace, own uid (as root), no capability, PROMISE_WORKER
 *
 * Each worker reads one WORK message with its three descriptors, runs once and is killed when it
 * has given its verdict. The zygote answers WORK_DONE with what became of it: the worker's own
 * verdict, or E_WORKER_DIED, E_LIMIT_TIME, E_LIMIT_MEMORY when it gave none, with CPU and wall
 * time, peak memory and the true sizes of what was written. Whoever asked owns, seals and hashes
 * the outputs; the worker is dead by then. Requests may be pipelined: what finds no idle worker
 * waits.
 *
 * proc/disarm.c and proc/rebuild.c are `main() { return zygote_main(&z, argc, argv); }`.
 */
#ifndef SYS_ZYGOTE_H
#define SYS_ZYGOTE_H

#include "sys/wire.h"

#define ZYGOTE_EXTRA_MAX ((size_t)16 << 20) /* most of the second output */

struct worker {
	const struct body_work *work;
	struct view in;	   /* the whole original, read into memory */
	struct view aside; /* what stood behind it: another worker's output for this one */
	struct buf *out;   /* at most limits.output; written to WORK's second descriptor */
	struct buf *extra; /* written to the third: report or preview; also on error */
	struct body_work_done *done; /* format and ext to fill */
};

struct zygote {
	enum role self;
	void (*warm)(void); /* before any fork; may be NULL */
	enum err (*run)(
	    struct worker *w);	   /* in the jailed worker; E_NO_MEMORY is told as E_LIMIT_MEMORY */
	unsigned pool;		   /* workers at work at the same time, at most ZYGOTE_POOL_MAX */
	const char *const *places; /* NULL at the end: files and folders, all that its workers see,
				      read-only; they may run programs. NULL: they see nothing */
};

#define ZYGOTE_POOL_MAX 16

/* Under the keeper: wires as for any role. With --wire FD: serves that one wire (command line). */
int zygote_main(const struct zygote *z, int argc, char **argv);

/* Asking side without a keeper (sekisho disarm, tests, bench): starts `program --wire 3` jailed as
 * this user may. zygote_run waits for one item; zygote_send and zygote_wait pipeline many (answers
 * come in the order of completion; do not send more than a hundred ahead). The descriptors stay the
 * caller's: input read-only or sealed, both outputs empty regular files or memfds. */
struct zygote_client {
	struct wire wire;
	int pid;
};

enum err zygote_spawn(const char *program, enum role role, struct zygote_client *ret) must_use;
void zygote_stop(struct zygote_client *c);
enum err zygote_send(struct zygote_client *c, uint64_t tag, const struct body_work *work,
		     const int fds[3]) must_use;
enum err zygote_wait(struct zygote_client *c, uint64_t *ret_tag,
		     struct body_work_done *ret) must_use;
enum err zygote_run(struct zygote_client *c, const struct body_work *work, const int fds[3],
		    struct body_work_done *ret) must_use;

#endif
