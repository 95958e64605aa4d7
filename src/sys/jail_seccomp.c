/* SPDX-License-Identifier: Apache-2.0
 * jail_seccomp.c: tbl/promises.h as BPF programs (seccomp(2)), made by libseccomp.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail_parts.h"
#include "sys/log.h"
#include "sys/wire.h"

/* A value only known when the filter is built. */
#define SELF UINT64_MAX

struct rule_arg {
	unsigned arg;
	uint64_t mask, value;
};

struct rule {
	const char *keep;
	int call;
	unsigned n;
	struct rule_arg args[2];
};

#define NEW_NAMESPACES                                                                             \
	(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | \
	 CLONE_NEWCGROUP)

#define RULE1(a, m, v)                             \
	1,                                         \
	{                                          \
		{a, (uint64_t)(m), (uint64_t)(v)}, \
		{                                  \
			0, 0, 0                    \
		}                                  \
	}
#define RULE2(a, m, v, b, k, w)                         \
	2,                                              \
	{                                               \
		{a, (uint64_t)(m), (uint64_t)(v)},      \
		{                                       \
			b, (uint64_t)(k), (uint64_t)(w) \
		}                                       \
	}

static const struct rule rules[] = {
#define CALL(name, keep) {keep, SCMP_SYS(name), 0, {{0, 0, 0}, {0, 0, 0}}},
#define CALL_IF(name, keep, ...) {keep, SCMP_SYS(name), __VA_ARGS__},
#include "tbl/promises.h"
#undef CALL
#undef CALL_IF
};

struct refusal {
	const char *of;
	int call, error;
};

static const struct refusal refusals[] = {
#define REFUSE(name, of, error) {of, SCMP_SYS(name), error},
#include "tbl/promises.h"
#undef REFUSE
};

static const int never[] = {
#define NEVER(name) SCMP_SYS(name),
#include "tbl/promises.h"
#undef NEVER
};

/* Two letters: what either keeps. A worker lives under its zygote's filter and its own. */
static const char *const letters[] = {
    [PROMISE_WORKER] = "W", [PROMISE_ZYGOTE] = "Z",	   [PROMISE_STDIO] = "S",
    [PROMISE_FILES] = "F",  [PROMISE_SERVER] = "V",	   [PROMISE_MAILER] = "M",
    [PROMISE_TOOLS] = "T",  [PROMISE_TOOLS_ZYGOTE] = "ZT", [PROMISE_ROUTER] = "FR",
};

static bool names(const char *set, const char *any)
{
	return strpbrk(set, any) != NULL;
}

static int add_rule(scmp_filter_ctx ctx, const struct rule *r, uint32_t self)
{
	struct scmp_arg_cmp cmp[2];
	for (unsigned i = 0; i < r->n; i++) {
		uint64_t value = r->args[i].value == SELF ? self : r->args[i].value;
		cmp[i] = (struct scmp_arg_cmp){.arg = r->args[i].arg,
					       .op = SCMP_CMP_MASKED_EQ,
					       .datum_a = r->args[i].mask,
					       .datum_b = value};
	}
	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, r->call, r->n, cmp);
}

/* Libseccomp cannot hold a plain refusal beside a conditional leave of the same call: where a call
 * is kept under a condition, its refusal is the default action, and that is the promise's. */
static bool kept_somehow(int call, const char *letter)
{
	for (size_t i = 0; i < array_len(rules); i++)
		if (rules[i].call == call && names(rules[i].keep, letter))
			return true;
	return false;
}

static int fill_allowlist(scmp_filter_ctx ctx, const char *letter, uint32_t self)
{
	int bad = 0;
	for (size_t i = 0; i < array_len(rules); i++)
		if (names(rules[i].keep, letter))
			bad |= add_rule(ctx, &rules[i], self);
	for (size_t i = 0; i < array_len(refusals); i++)
		if (names(refusals[i].of, letter) && !kept_somehow(refusals[i].call, letter))
			bad |=
			    seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO((uint32_t)refusals[i].error),
						   refusals[i].call, 0, NULL);
	return bad;
}

/* The keeper and nginx start other programs and cannot be held by an allowlist; but what no
 * process of ours ever needs is refused, and of sockets there are only unix ones. */
static int fill_denylist(scmp_filter_ctx ctx)
{
	int bad = 0;
	for (size_t i = 0; i < array_len(never); i++)
		bad |= seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EPERM), never[i], 0, NULL);
	struct scmp_arg_cmp other = {.arg = 0, .op = SCMP_CMP_NE, .datum_a = AF_UNIX};
	bad |=
	    seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, &other);
	return bad;
}

/* The same of a keeper that starts a process in the router's network namespace: that one asks the
 * packet filter, and nothing else, by netlink. */
static int fill_denylist_router(scmp_filter_ctx ctx)
{
	const uint32_t refused = SCMP_ACT_ERRNO(EAFNOSUPPORT);
	const int call = SCMP_SYS(socket);
	int bad = 0;
	for (size_t i = 0; i < array_len(never); i++)
		if (never[i] != SCMP_SYS(setns))
			bad |=
			    seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EPERM), never[i], 0, NULL);
	struct scmp_arg_cmp kind = {.arg = 1, .op = SCMP_CMP_NE, .datum_a = CLONE_NEWNET};
	bad |= seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setns), 1, &kind);
	for (unsigned family = 0; family < AF_NETLINK; family++) {
		struct scmp_arg_cmp one = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = family};
		if (family != AF_UNIX)
			bad |= seccomp_rule_add_array(ctx, refused, call, 1, &one);
	}
	struct scmp_arg_cmp above = {.arg = 0, .op = SCMP_CMP_GT, .datum_a = AF_NETLINK};
	struct scmp_arg_cmp other[2] = {
	    {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = AF_NETLINK},
	    {.arg = 2, .op = SCMP_CMP_NE, .datum_a = NETLINK_NETFILTER}};
	bad |= seccomp_rule_add_array(ctx, refused, call, 1, &above);
	return bad | seccomp_rule_add_array(ctx, refused, call, 2, other);
}

static void free_context(scmp_filter_ctx *ctx)
{
	if (*ctx)
		seccomp_release(*ctx);
}

static enum err export(scmp_filter_ctx ctx, struct filter *ret) {
	scope_end(close_fd) int fd = memfd_new("filter");
	scope_end(buf_free) struct buf code = buf_new(FILTER_MAX * sizeof(struct sock_filter));
	if (fd < 0 || seccomp_export_bpf(ctx, fd) != 0) return E_INTERNAL;
	try(file_read(fd, code.cap, &code));
	struct sock_filter *copy = malloc(code.n);
	if (!copy) return E_NO_MEMORY;
	memcpy(copy, code.p, code.n);
	*ret = (struct filter){copy, (unsigned short)(code.n / sizeof *copy)};
	return OK;
}

enum err filter_build(enum promise p, uint32_t self, struct filter *ret)
{
	bool deny = p == PROMISE_KEEPER || p == PROMISE_KEEPER_ROUTER;
	/* A worker dies at once. A role says which call it was, for whoever forgot it in the table;
	 * the call is not made either way. */
	uint32_t otherwise = deny		   ? SCMP_ACT_ALLOW
			     : p == PROMISE_WORKER ? SCMP_ACT_KILL_PROCESS
						   : SCMP_ACT_TRAP;
	scope_end(free_context) scmp_filter_ctx ctx = seccomp_init(otherwise);
	if (!ctx)
		return E_NO_MEMORY;
	int bad = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	bad |= seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	bad |= !deny		     ? fill_allowlist(ctx, letters[p], self)
	       : p == PROMISE_KEEPER ? fill_denylist(ctx)
				     : fill_denylist_router(ctx);
	return bad ? E_INTERNAL : export(ctx, ret);
}

static void on_refused_call(int sig unused_arg, siginfo_t *info, void *context unused_arg)
{
	log_warn("system call %d is outside its promise", info->si_syscall);
	_exit(159);
}

enum err filter_enter(const struct filter *f)
{
	struct sock_fprog program = {.len = f->n, .filter = f->code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return E_INTERNAL;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? OK : E_INTERNAL;
}

void filter_say_why(void)
{
	struct sigaction action = {.sa_sigaction = on_refused_call, .sa_flags = SA_SIGINFO};
	(void)sigaction(SIGSYS, &action, NULL);
}
