/* SPDX-License-Identifier: Apache-2.0
 * jail.c: the steps in their order. Each narrows what the next one could undo.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sys/jail_parts.h"
#include "sys/log.h"
#include "sys/wire.h"

/* It has the rules read by a child. The kernel counts those of its user id, so of all houses that
 * run on this machine: too tight a bound, and the tests' houses end each other. */
#define ROUTER_PROCESSES 16
#define NAMESPACES (CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)

enum err jail_limit(int resource, uint64_t n)
{
	struct rlimit old, wanted = {n, n};
	if (getrlimit((__rlimit_resource_t)resource, &old) != 0)
		return E_INTERNAL;
	wanted.rlim_cur = wanted.rlim_max = min_of((rlim_t)n, old.rlim_max);
	return setrlimit((__rlimit_resource_t)resource, &wanted) == 0 ? OK : E_INTERNAL;
}

/* A role lives long: no core (it would hold what it handles), no second program. */
static enum err limit_role(enum promise p)
{
	try(jail_limit(RLIMIT_CORE, 0));
	if (p != PROMISE_SERVER)
		try(jail_limit(RLIMIT_NPROC, p == PROMISE_ROUTER ? ROUTER_PROCESSES : 0));
	return OK;
}

/* Only what lies below `root_fd` as seen from inside: the descriptor the role holds was opened
 * before "/" changed and could still be walked upwards. */
static enum err reopen_root(int root_fd)
{
	scope_end(close_fd) int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return E_INTERNAL;
	return dup3(fd, root_fd, O_CLOEXEC) == root_fd ? OK : E_INTERNAL;
}

static enum err enter_namespaces(const struct confine *c)
{
	bool router = c->promise == PROMISE_ROUTER; /* stays in the network it was started in */
	enum err e = jail_unshare(router ? NAMESPACES & ~CLONE_NEWNET : NAMESPACES);
	if (e != OK && !jail_is_root()) {
		log_warn("no user namespaces here: own mounts and network are not possible");
		return OK;
	}
	try(e);
	try(jail_new_root(c->root ? c->root : ""));
	return c->root_fd >= 0 ? reopen_root(c->root_fd) : OK;
}

enum err jail_confine(const struct confine *c)
{
#ifdef JAIL_OFF
	(void)c;
	(void)limit_role;
	(void)enter_namespaces;
	log_warn("built with -Djail=off: nothing is confined");
	return OK;
#else
	if (c->promise == PROMISE_NONE)
		return OK;
	if (c->new_namespaces)
		try(enter_namespaces(c));
	if (c->promise != PROMISE_KEEPER && c->promise != PROMISE_KEEPER_ROUTER) {
		bool router = c->promise == PROMISE_ROUTER;
		try(limit_role(c->promise));
		if (router && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0)
			return E_INTERNAL;
		try(jail_become(c->uid, c->gid));
		try(jail_drop_caps(router ? (uint64_t)1 << CAP_NET_ADMIN : 0));
		/* Nobody may look into it, also not a process of the same user. */
		if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
			return E_INTERNAL;
		try(landlock_confine(c->root_fd, c->connect_port));
		filter_say_why();
	}
	struct filter filter;
	try(filter_build(c->promise, (uint32_t)getpid(), &filter));
	enum err e = filter_enter(&filter);
	free(filter.code);
	return e;
#endif
}
