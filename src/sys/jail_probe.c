/* SPDX-License-Identifier: Apache-2.0
 * jail_probe.c: what this kernel lets this user do, by trying it in a child.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail_parts.h"
#include "sys/wire.h"

/* True when a child could enter this namespace (from a user namespace, unless it may already). */
static bool can_unshare(int flag)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(jail_unshare(flag) == OK ? 0 : 1);
	int status = 1;
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool can_user_ns(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(unshare(CLONE_NEWUSER) == 0 ? 0 : 1);
	int status = 1;
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool has_seccomp(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;
	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static bool has_pidfd(void)
{
	scope_end(close_fd) int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	return fd >= 0;
}

void jail_probe(struct jail_probe *ret)
{
	scope_end(close_fd) int fd = memfd_new("probe");
	*ret = (struct jail_probe){
	    .root = jail_is_root(),
	    .user_ns = can_user_ns(),
	    .pid_ns = can_unshare(CLONE_NEWPID),
	    .net_ns = can_unshare(CLONE_NEWNET),
	    .mount_ns = can_unshare(CLONE_NEWNS),
	    .ipc_ns = can_unshare(CLONE_NEWIPC),
	    .seccomp = has_seccomp(),
	    .no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0,
	    .landlock_abi = landlock_abi(),
	    .memfd_seal = fd >= 0 && memfd_seal(fd) == OK && memfd_is_sealed(fd),
	    .close_range = close_range(~0U, ~0U, 0) == 0,
	    .pidfd = has_pidfd(),
	    .evaluation = !jail_is_root(),
	};
}
