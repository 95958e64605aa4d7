/* SPDX-License-Identifier: Apache-2.0
 * tools.c: a captured converter: what a worker that may run programs can do, and what not. The
 * program is its own zygote: called with --wire it is the worker, otherwise the test.
 *
 *   test-tools [--user]
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/zygote.h"
#include "tap.h"

#define GIVEN "/usr/bin/env"

static const char *const places[] = {GIVEN, "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", NULL};

static bool runs(const char *program)
{
	char name[] = "x", option[] = "--version";
	char *argv[] = {name, option, NULL}, *envp[] = {NULL};
	int status = 1;
	pid_t pid = fork();
	if (pid == 0) {
		(void)execve(program, argv, envp);
		_exit(127);
	}
	return pid > 0 && wait4(pid, &status, 0, NULL) == pid && status == 0;
}

static bool act_given(void)
{
	return runs(GIVEN);
}

static bool act_not_given(void)
{
	return runs("/usr/bin/id") || runs("/bin/sh");
}

static bool act_passwd(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool act_proc(void)
{
	return open("/proc/self/status", O_RDONLY) >= 0;
}

static bool act_write(void)
{
	static const char *const paths[] = {"/x", "/usr/lib/x", "/tmp/x", "/etc/x", GIVEN};
	for (size_t i = 0; i < array_len(paths); i++)
		if (open(paths[i], O_WRONLY | O_CREAT, 0600) >= 0)
			return true;
	return false;
}

static bool act_directory(void)
{
	char path[] = "/usr/lib/x";
	return syscall(SYS_mkdir, path, 0700) == 0;
}

static bool act_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool act_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool act_unshare(void)
{
	return unshare(CLONE_NEWUSER) == 0;
}

static bool act_clone_user(void)
{
	return syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL) >= 0;
}

static bool act_mount(void)
{
	return mount("none", "/usr/lib", "tmpfs", 0, NULL) == 0;
}

static bool act_setuid(void)
{
	return setresuid(0, 0, 0) == 0;
}

/* More processes than it may have. */
static bool act_many(void)
{
	for (int i = 0; i < 200; i++) {
		pid_t pid = fork();
		if (pid < 0)
			return false;
		if (pid == 0) {
			for (;;)
				(void)sched_yield();
		}
	}
	return true;
}

static bool act_kill_all(void)
{
	(void)kill(-1, SIGKILL);
	(void)kill(1, SIGKILL);
	return false;
}

static const struct {
	const char *name;
	bool (*run)(void);
	bool may;
} acts[] = {
    {"given", act_given, true},	     {"not given", act_not_given, false},
    {"passwd", act_passwd, false},   {"proc", act_proc, false},
    {"write", act_write, false},     {"directory", act_directory, false},
    {"socket", act_socket, false},   {"ptrace", act_ptrace, false},
    {"unshare", act_unshare, false}, {"clone user", act_clone_user, false},
    {"mount", act_mount, false},     {"setuid", act_setuid, false},
    {"many", act_many, false},	     {"kill all", act_kill_all, false},
};

static enum err run(struct worker *w)
{
	for (size_t i = 0; i < array_len(acts); i++)
		if (view_eq(w->in, view_str(acts[i].name)))
			return acts[i].run() ? OK : E_FORBIDDEN;
	return E_NOT_FOUND;
}

static enum err ask(struct zygote_client *z, struct view name)
{
	struct body_work work = {.limits = limits_default, .input = name.n};
	struct body_work_done done;
	scope_end(close_fd) int in = memfd_new("in"), out = memfd_new("out"),
				extra = memfd_new("x");
	work.limits.seconds = 2;
	try(file_write(in, name));
	try(memfd_seal(in));
	try(zygote_run(z, &work, (const int[]){in, out, extra}, &done));
	return (enum err)done.err;
}

static bool become_user(void)
{
	return setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
	       setresuid(65534, 65534, 65534) == 0 && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

int main(int argc, char **argv)
{
	static const struct zygote z = {
	    .self = ROLE_converter, .run = run, .pool = 1, .places = places};
	struct zygote_client client;
	if (argc == 3)
		return zygote_main(&z, argc, argv);
#ifdef JAIL_OFF
	tap_skip("all of it", "built with -Djail=off");
	return tap_done();
#endif
	if (geteuid() != 0) {
		tap_skip("all of it", "not root");
		return tap_done();
	}
	if (argc == 2 && !expect(become_user()))
		return tap_done();
	if (!expect(zygote_spawn(argv[0], ROLE_converter, &client) == OK))
		return tap_done();
	for (size_t i = 0; i < array_len(acts); i++) {
		enum err e = ask(&client, view_str(acts[i].name));
		printf("# %s: %s\n", acts[i].name, err_text(e)->name);
		expect(acts[i].may ? e == OK
				   : e == E_FORBIDDEN || e == E_WORKER_DIED || e == E_LIMIT_TIME);
		expect_err(ask(&client, VIEW("given")), OK); /* and the next one works */
	}
	zygote_stop(&client);
	return tap_done();
}
