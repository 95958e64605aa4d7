/* SPDX-License-Identifier: Apache-2.0
 * freeze.c: who descends from the top process, by /proc, and stopping all of them.
 */
#include "cli/freeze.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/view.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

#define ROUND_US 2000
#define ROUNDS 1500

struct process {
	pid_t pid, parent;
	char state;
};

static size_t read_file(const char *path, char *ret, size_t room)
{
	scope_end(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, ret, room - 1) : -1;
	ret[n > 0 ? n : 0] = 0;
	return n > 0 ? (size_t)n : 0;
}

static struct names processes(void)
{
	scope_end(close_fd) int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return names_in(fd);
}

/* The next process of /proc; false at the end. */
static bool next_process(struct names *in, struct process *ret)
{
	for (const char *name; (name = names_next(in));) {
		char path[64], text[512];
		int64_t pid;
		int parent;
		if (view_int(view_str(name), 1, INT32_MAX, &pid) != OK)
			continue;
		(void)snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
		if (read_file(path, text, sizeof text) == 0)
			continue;
		const char *after = strrchr(text, ')');
		char state;
		if (!after || sscanf(after + 1, " %c %d", &state, &parent) != 2)
			continue;
		*ret = (struct process){(pid_t)pid, (pid_t)parent, state};
		return true;
	}
	return false;
}

/* By the words of `status`: the owner of /proc/PID says root for everything that is not dumpable.
 */
static bool is_ours(pid_t pid)
{
	char path[64], text[4096];
	unsigned uid;
	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	(void)read_file(path, text, sizeof text);
	const char *line = strstr(text, "\nUid:");
	return line && sscanf(line, "\nUid: %u", &uid) == 1 && uid == geteuid();
}

/* Anybody can write such a command line over its own; only of our user's it is believed. */
static bool is_keeper_of(pid_t pid, const char *state)
{
	char path[64], line[8192];
	if (!is_ours(pid))
		return false;
	(void)snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	size_t n = read_file(path, line, sizeof line);
	const char *name = strrchr(line, '/');
	if (n == 0 || strcmp(name ? name + 1 : line, "sekisho-keeper") != 0)
		return false;
	for (size_t at = 0; at < n; at += strlen(line + at) + 1) {
		size_t next = at + strlen(line + at) + 1;
		if (strcmp(line + at, "--state") != 0 || next >= n)
			continue;
		char real[PATH_MAX];
		return realpath(line + next, real) && strcmp(real, state) == 0;
	}
	return false;
}

/* A half's keeper has the same command line: the top one is the one whose parent is not. */
pid_t freeze_keeper(const char *state)
{
	char real[PATH_MAX];
	struct process p;
	pid_t found = 0;
	if (!realpath(state, real))
		return 0;
	scope_end(names_end) struct names in = processes();
	while (!found && next_process(&in, &p))
		if (p.state != 'Z' && is_keeper_of(p.pid, real) && !is_keeper_of(p.parent, real))
			found = p.pid;
	return found;
}

static bool has(const struct frozen_list *l, pid_t pid)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->pids[i] == pid)
			return true;
	return false;
}

static void stop(struct frozen_list *l, pid_t pid)
{
	if (l->n == FREEZE_MOST)
		return; /* never still, then: E_BUSY */
	l->pids[l->n++] = pid;
	(void)kill(pid, SIGSTOP);
}

/* Stops whoever is new among the descendants. True: all of them stand still, none was new. */
static bool one_round(struct frozen_list *l)
{
	scope_end(names_end) struct names in = processes();
	struct process p;
	bool still = true;
	while (next_process(&in, &p)) {
		bool ours = has(l, p.pid);
		if (!ours && !has(l, p.parent))
			continue;
		if (!ours)
			stop(l, p.pid);
		still = still && ours && (p.state == 'T' || p.state == 'Z' || p.state == 'X');
	}
	return still && in.err == OK;
}

/* The keepers last, so that they see nobody come back late. */
static void go_on(const struct frozen_list *l)
{
	for (size_t i = l->n; i > 0; i--)
		(void)kill(l->pids[i - 1], SIGCONT);
}

/* A process that waits until the pipe's other end is closed, by us or by our death. */
static bool begin_guard(struct frozen *f)
{
	int ends[2];
	char byte;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	f->guard_pid = fork();
	if (f->guard_pid == 0) {
		(void)close(ends[1]);
		(void)setsid(); /* a terminal's Ctrl-C is for the one who froze */
		while (read(ends[0], &byte, 1) > 0)
			;
		go_on(f->list);
		_exit(0);
	}
	(void)close(ends[0]);
	f->guard = ends[1];
	return f->guard_pid > 0;
}

uint64_t freeze_end(struct frozen *f)
{
	uint64_t us = clock_us() - f->since_us;
	if (f->list) {
		go_on(f->list);
		close_fd(&f->guard);
		if (f->guard_pid > 0)
			(void)waitpid(f->guard_pid, NULL, 0);
		(void)munmap(f->list, sizeof *f->list);
	}
	*f = (struct frozen){.guard = -1};
	return us;
}

enum err freeze_begin(pid_t keeper, struct frozen *ret)
{
	struct frozen f = {.guard = -1, .since_us = clock_us()};
	void *shared =
	    mmap(NULL, sizeof *f.list, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return E_NO_MEMORY;
	f.list = shared;
	bool still = false, guarded = begin_guard(&f);
	if (guarded)
		stop(f.list, keeper);
	for (int i = 0; i < ROUNDS && guarded && !still; i++) {
		if (i > 0)
			(void)usleep(ROUND_US);
		still = one_round(f.list);
	}
	if (!still)
		(void)freeze_end(&f);
	else
		*ret = f;
	return still ? OK : guarded ? E_BUSY : E_NO_MEMORY;
}
