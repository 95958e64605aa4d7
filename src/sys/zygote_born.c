/* SPDX-License-Identifier: Apache-2.0
 * zygote_born.c: from an exec'd program to a confined zygote, and from there to jailed workers.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/role.h"
#include "sys/zygote_parts.h"

#define NAMESPACES \
	(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
#define CAP(name) ((uint64_t)1 << (name))
/* Within its own user namespace only: to make workers, limit and end them. */
#define ZYGOTE_CAPS                                                               \
	(CAP(CAP_SETUID) | CAP(CAP_SETGID) | CAP(CAP_SYS_ADMIN) | CAP(CAP_KILL) | \
	 CAP(CAP_SYS_RESOURCE))
#define WORKER_FILES 8
#define TOOLS_FILES 64
#define TOOLS_PROCESSES 64 /* of all workers of a user namespace */

static void must(bool ok, const char *step)
{
	if (!ok)
		log_fatal("%s: error %d", step, errno);
}

/* fork() into new namespaces; glibc has no such call that keeps the stack. One thread, so nothing
 * of libc needs to be told. */
static pid_t fork_into(unsigned long namespaces)
{
#ifdef JAIL_OFF
	(void)namespaces;
	return fork();
#else
	return (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, NULL, NULL, NULL, NULL);
#endif
}

/* Standard input and output are nothing; standard error stays the log. */
static void quiet_standard_fds(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	must(null >= 0 && dup2(null, STDIN_FILENO) == STDIN_FILENO &&
		 dup2(null, STDOUT_FILENO) == STDOUT_FILENO,
	     "/dev/null");
	(void)close(null);
}

#ifndef JAIL_OFF

/* The first process: holds nothing, ends with the zygote, and by PDEATHSIG the zygote with it. */
no_return static void stay_behind(pid_t zygote, int alive, uint32_t uid)
{
	int status = 0;
	(void)close_range(3, (unsigned)alive - 1, 0);
	(void)close_range((unsigned)alive + 1, ~0U, 0);
	struct confine c = {.promise = PROMISE_ZYGOTE, .root_fd = -1, .uid = uid, .gid = uid};
	must(jail_confine(&c) == OK, "the jail of the first process");
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (wait4(zygote, &status, 0, NULL) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 70);
}

static void parent_gone(void)
{
	_exit(0);
}

static void confine_zygote(struct nursery *n, bool namespaces)
{
	if (n->own_uids)
		must(setgroups(0, NULL) == 0 && setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0,
		     "own user");
	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0, "parent");
	const char *const *places = n->zygote->places;
	if (namespaces)
		must((places ? jail_places_root(places) : jail_new_root("")) == OK,
		     "root directory");
	must(jail_drop_caps(ZYGOTE_CAPS) == OK, "capabilities");
	must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "dumpable");
	must((places ? landlock_places(places) : landlock_confine(-1, 0)) == OK, "Landlock");
	filter_say_why();
	struct filter own;
	/* Without either wall its workers may run nothing, and die of trying. Landlock is one where
	 * it keeps their signals in, too: a program may send some. */
	bool tools = places && (namespaces || landlock_abi() >= 6);
	must(filter_build(tools ? PROMISE_TOOLS : PROMISE_WORKER, 1, &n->filter) == OK &&
		 filter_build(tools ? PROMISE_TOOLS_ZYGOTE : PROMISE_ZYGOTE, (uint32_t)getpid(),
			      &own) == OK &&
		 filter_enter(&own) == OK,
	     "seccomp");
	free(own.code);
}

void zygote_born(const struct zygote *z, uint32_t uid, struct nursery *ret)
{
	int go[2], alive[2];
	char byte = 0;
	uint32_t id = getuid(), group = getgid();
	bool root = jail_is_root(), namespaces = true;
	quiet_standard_fds();
	must(pipe2(go, O_CLOEXEC) == 0 && pipe2(alive, O_CLOEXEC) == 0, "pipe");
	pid_t pid = fork_into(NAMESPACES);
	if (pid < 0 && !root) {
		log_warn("no user namespaces here: workers share one process space");
		namespaces = false;
		pid = fork();
	}
	must(pid >= 0, "namespaces");
	if (pid > 0) {
		(void)close(alive[0]);
		if (root)
			must(jail_map_child(pid, uid, ZYGOTE_POOL_MAX + 1) == OK, "user map");
		must(write(go[1], &byte, 1) == 1, "go");
		stay_behind(pid, alive[1], root ? uid : 0);
	}
	(void)close(go[1]);
	(void)close(alive[1]);
	must(read(go[0], &byte, 1) == 1, "the first process");
	(void)close(go[0]);
	if (!root && namespaces)
		must(jail_map_self(id, group) == OK, "user map");
	*ret = (struct nursery){.zygote = z, .own_pids = namespaces, .own_uids = root};
	confine_zygote(ret, namespaces);
	role_watch(alive[0], parent_gone); /* it may have died before PDEATHSIG was set */
}

static void confine_worker(const struct nursery *n, unsigned slot)
{
	bool tools = n->zygote->places != NULL;
	must(jail_limit(RLIMIT_CORE, 0) == OK &&
		 jail_limit(RLIMIT_NOFILE, tools ? TOOLS_FILES : WORKER_FILES) == OK &&
		 jail_limit(RLIMIT_NPROC, tools ? TOOLS_PROCESSES : 0) == OK,
	     "limits");
	if (n->own_uids)
		must(jail_become(slot + 1, slot + 1) == OK, "worker's user");
	must(jail_drop_caps(0) == OK, "capabilities");
	must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "dumpable");
	/* Not even the log: a worker could flood it. */
	must(dup2(STDIN_FILENO, STDERR_FILENO) == STDERR_FILENO, "log");
	must(signal(SIGSYS, SIG_DFL) != SIG_ERR && filter_enter(&n->filter) == OK, "seccomp");
}

#else

void zygote_born(const struct zygote *z, uint32_t uid, struct nursery *ret)
{
	(void)uid;
	log_warn("built with -Djail=off: workers are not confined");
	quiet_standard_fds();
	*ret = (struct nursery){.zygote = z};
}

static void confine_worker(const struct nursery *n, unsigned slot)
{
	(void)n;
	(void)slot;
}

#endif

int worker_born(const struct nursery *n, unsigned slot, int *ret_wire)
{
	int pair[2];
	if (wire_pair(pair) != OK)
		return -1;
	/* Our end never waits, whatever the worker does with its own. */
	must(fcntl(pair[0], F_SETFL, O_NONBLOCK) == 0, "wire");
	pid_t pid = fork_into(n->own_pids ? CLONE_NEWPID : 0);
	if (pid == 0) {
		must(dup2(pair[1], WORKER_WIRE) == WORKER_WIRE, "wire");
		(void)close_range(WORKER_WIRE + 1, ~0U, 0);
		confine_worker(n, slot);
		worker_main(n->zygote);
	}
	close_fd(&pair[1]);
	if (pid < 0) {
		close_fd(&pair[0]);
		return -1;
	}
	*ret_wire = pair[0];
	return pid;
}
