/* SPDX-License-Identifier: Apache-2.0
 * freeze.h: letting every process of a running system stand still for a moment (SIGSTOP).
 *
 * Should whoever froze it die, a guard process lets everything go on.
 */
#ifndef CLI_FREEZE_H
#define CLI_FREEZE_H

#include <sys/types.h>

#include "base/err.h"
#include "base/base.h"

#define FREEZE_MOST 4096

struct frozen_list {
	size_t n;
	pid_t pids[FREEZE_MOST];
};

struct frozen {
	struct frozen_list *list; /* shared with the guard */
	int guard;		  /* closing it ends the guard */
	pid_t guard_pid;
	uint64_t since_us;
};

/* The top process of the system that runs on this state directory; 0: none runs. */
pid_t freeze_keeper(const char *state);
/* E_BUSY: something could not be stopped within seconds; everything goes on. */
enum err freeze_begin(pid_t keeper, struct frozen *ret) must_use;
/* How long it stood still, in microseconds. */
uint64_t freeze_end(struct frozen *f);

#endif
