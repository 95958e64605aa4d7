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

/* What this kernel and this user can do; for `sekisho status` and the banner. */
struct jail_probe {
	bool root;
	bool user_ns, pid_ns, net_ns, mount_ns, ipc_ns;
	bool seccomp, no_new_privs;
	int landlock_abi; /* 0: none; Debian 12's own kernel: 2 */
	bool memfd_seal, close_range, pidfd;
	bool evaluation; /* not root: one user id, told everywhere */
};

void jail_probe(struct jail_probe *ret);

enum promise {
	PROMISE_NONE,
	PROMISE_KEEPER,
	PROMISE_ZYGOTE,	       /* fork, wait, wires; children take PROMISE_WORKER */
	PROMISE_WORKER,	       /* memory and its own descriptors; no open, no socket, no fork */
	PROMISE_STDIO,	       /* wires and descriptors received; no open */
	PROMISE_FILES,	       /* + files below its root */
	PROMISE_SERVER,	       /* + accept on an inherited socket, threads */
	PROMISE_TOOLS,	       /* a worker that runs somebody else's program on read-only files */
	PROMISE_TOOLS_ZYGOTE,  /* the zygote of such workers */
	PROMISE_MAILER,	       /* STDIO + connect of an inherited socket */
	PROMISE_ROUTER,	       /* FILES + netlink's packet filter in the network namespace it is in,
				  with CAP_NET_ADMIN and nothing else */
	PROMISE_KEEPER_ROUTER, /* KEEPER + starting such a process */
};

struct confine {
	enum promise promise;
	const char *root; /* directory that becomes "/"; "" or NULL: an empty one */
	int root_fd;	  /* that directory, open; afterwards it leads nowhere above it. -1: none */
	uint32_t uid, gid;     /* both 0: keep (evaluation) */
	uint16_t connect_port; /* the one TCP port it may connect to, where Landlock knows ports */
	bool new_namespaces;   /* net, mount, ipc, uts; of its own user where it is not root */
};

/* Every step must succeed; E_INTERNAL says the process must not go on. What is not possible for
 * an ordinary user on this kernel (no user namespaces) is logged and left out; seccomp never is. */
enum err jail_confine(const struct confine *c) must_use;

/* Soft and hard limit, never above what the process has. `resource`: RLIMIT_* */
enum err jail_limit(int resource, uint64_t n) must_use;

/* User ids: base + 100 for the LGWAN half + the offset in tbl/procs.h. 60706 to 61183 are left
 * free by Debian (policy 9.2.2) and by systemd (UIDS-GIDS). */
#define JAIL_UID_BASE 60800u
#define JAIL_UID_HALF 100u

#endif
