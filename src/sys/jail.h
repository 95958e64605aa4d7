/* SPDX-License-Identifier: Apache-2.0
 * jail.h: how a process gives up everything it does not need, in the order of DESIGN section 5:
 * namespaces, mounts, rlimits, uid and capabilities, Landlock, seccomp. Irrevocable.
 *
 * The floor nobody can waive: seccomp allowlist, no network, memory limit x pool <= RAM, and (as
 * root) a uid of its own. What a kernel lacks is reported by jail_probe, never silently skipped.
 */
#ifndef SYS_JAIL_H
#define SYS_JAIL_H

#include "base/base.h"
#include "form/limits.h"

/* What this kernel and this user can do; for `sekisho status` and the banner. */
struct jail_probe {
	bool root;
	bool user_ns, pid_ns, net_ns, mount_ns, ipc_ns;
	bool seccomp, no_new_privs;
	int landlock_abi; /* 0: none; Debian 12's own kernel: 2 */
	bool memfd_seal, close_range, pidfd;
	bool evaluation;  /* not root: one user id, told everywhere */
};

void jail_probe(struct jail_probe *ret);

enum promise {
	PROMISE_NONE,
	PROMISE_KEEPER,
	PROMISE_ZYGOTE, /* fork, wait, wires; children take PROMISE_WORKER */
	PROMISE_WORKER, /* memory and its own descriptors; no open, no socket, no fork */
	PROMISE_STDIO,  /* wires and descriptors received; no open */
	PROMISE_FILES,  /* + files below its root */
	PROMISE_SERVER, /* + accept on an inherited socket, threads */
};

struct confine {
	enum promise promise;
	const char *root;   /* directory that becomes "/"; "" an empty one; needs root or a user namespace */
	uint32_t uid, gid;  /* 0: keep (evaluation) */
	bool new_namespaces; /* user (when not root), pid excluded: net, mount, ipc, uts */
	const struct limits *limits; /* workers: memory, time */
};

/* Every step must succeed; E_INTERNAL says the process must not go on. */
enum err jail_confine(const struct confine *c) must_use;

#endif
