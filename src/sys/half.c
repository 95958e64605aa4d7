/* SPDX-License-Identifier: Apache-2.0
 * half.c: pid 1 of one half: starts what is listed, wires what is ready, restarts what ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/half.h"
#include "sys/jail_parts.h"
#include "sys/log.h"

#define BACKOFF_MIN_US 100000u
#define BACKOFF_MAX_US 10000000u
#define LIVED_LONG_US 10000000u
#define READY_WITHIN_US 60000000u
#define CABLE_AGAIN_US 1000000u

#define CAP(name) ((uint64_t)1 << (name))
/* To make directories and hand them over, and what each child needs until its own jail closes. */
#define HALF_CAPS                                                                    \
	(CAP(CAP_CHOWN) | CAP(CAP_DAC_OVERRIDE) | CAP(CAP_FOWNER) | CAP(CAP_KILL) |  \
	 CAP(CAP_SETUID) | CAP(CAP_SETGID) | CAP(CAP_SETPCAP) | CAP(CAP_SYS_ADMIN) | \
	 CAP(CAP_SYS_RESOURCE))

struct row {
	const char *halves;
	enum role role;
	uint32_t uid;
};

static const struct row rows[] = {
#define PROC(name, halves, uid, root, promise, what) {halves, ROLE_##name, uid},
#include "tbl/procs.h"
#undef PROC
};

struct pair {
	char half;
	enum role a, b;
};

static const struct pair pairs[] = {
#define WIRED(half, a, b) {#half[0], ROLE_##a, ROLE_##b},
#define CABLE(a, b)
#include "tbl/wires.h"
#undef WIRED
#undef CABLE
};

/* Who holds which end of the cable: the Internet half's first. */
static const enum role cable_ends[2] = {
#define WIRED(half, a, b)
#define CABLE(a, b) ROLE_##a, ROLE_##b
#include "tbl/wires.h"
#undef WIRED
#undef CABLE
};

int half_log_write = -1;
static int log_read = -1, signals = -1;

bool half_runs(char letter, enum role r)
{
	for (size_t i = 0; i < array_len(rows); i++)
		if (rows[i].role == r)
			return strchr(rows[i].halves, letter) != NULL;
	return false;
}

uint32_t half_uid(const struct half *h, enum role r)
{
	uint32_t base = h->o->uid_base + (h->letter == 'L' ? JAIL_UID_HALF : 0);
	for (size_t i = 0; h->root && i < array_len(rows); i++)
		if (rows[i].role == r)
			return base + rows[i].uid;
	return 0;
}

static struct child *child_of(struct half *h, enum role r)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->children[i].role == r)
			return &h->children[i];
	return NULL;
}

/* One that does not read what its keeper says is of no use: it starts again. */
static void tell(struct child *c, const struct body_wire *body, int fd)
{
	if (wire_try_send(&c->wire, MSG_WIRE, 0, body, &fd) == OK)
		return;
	log_warn("%s does not listen", role_name(c->role));
	(void)kill(c->pid, SIGKILL);
}

/* The two ends share nothing but this; both must be ready, or the first words would be lost. */
static void wire_two(struct half *h, struct child *a, struct child *b)
{
	int fds[2];
	if (wire_pair(fds) != OK)
		return;
	struct body_wire to_b = {.peer = (uint32_t)b->role, .half = (uint32_t)h->letter};
	struct body_wire to_a = {.peer = (uint32_t)a->role, .half = (uint32_t)h->letter};
	tell(a, &to_b, fds[0]);
	tell(b, &to_a, fds[1]);
	close_fd(&fds[0]);
	close_fd(&fds[1]);
}

static void give_cable(struct half *h, struct child *c)
{
	bool ours_first = h->letter == 'I';
	if (h->cable < 0 || c->role != cable_ends[ours_first ? 0 : 1])
		return;
	struct body_wire body = {.peer = (uint32_t)cable_ends[ours_first ? 1 : 0],
				 .half = ours_first ? 'L' : 'I'};
	tell(c, &body, h->cable);
}

static void announce(struct half *h)
{
	if (h->announce < 0)
		return;
	for (size_t i = 0; i < h->n; i++)
		if (!h->children[i].ready)
			return;
	log_info("ready");
	ssize_t ignored = write(h->announce, "!", 1); /* the top also sees us end */
	(void)ignored;
	close_fd(&h->announce);
}

static void became_ready(struct half *h, struct child *c)
{
	c->ready = true;
	for (size_t i = 0; i < array_len(pairs); i++) {
		const struct pair *p = &pairs[i];
		if (p->half != h->letter || (p->a != c->role && p->b != c->role))
			continue;
		struct child *other = child_of(h, p->a == c->role ? p->b : p->a);
		if (other && other->ready)
			wire_two(h, c, other);
	}
	give_cable(h, c);
	announce(h);
}

static void start(struct half *h, struct child *c)
{
	c->begun_us = clock_us();
	c->ready = false;
	c->wire = (struct wire){.fd = -1};
	bool nginx = c->role == ROLE_nginx;
	int pid = nginx ? nginx_start(h) : child_start(h, c);
	if (pid < 0) {
		log_warn("%s could not be started: error %d", role_name(c->role), errno);
		c->next_us = clock_us() + BACKOFF_MAX_US;
		return;
	}
	c->pid = pid;
	if (nginx)
		c->ready = true; /* it has no wire to say so */
}

static void ended(struct child *c, int status)
{
	uint64_t now = clock_us();
	bool killed = WIFSIGNALED(status);
	log_warn("%s ended (%s %d); starting it again", role_name(c->role),
		 killed ? "signal" : "code", killed ? WTERMSIG(status) : WEXITSTATUS(status));
	close_fd(&c->wire.fd);
	c->pid = 0;
	c->ready = false;
	c->backoff_us = now - c->begun_us > LIVED_LONG_US || c->backoff_us == 0
			    ? BACKOFF_MIN_US
			    : min_of(c->backoff_us * 2, (uint64_t)BACKOFF_MAX_US);
	c->next_us = now + c->backoff_us;
}

static void reap(struct half *h)
{
	struct signalfd_siginfo info;
	while (read(signals, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo != SIGCHLD)
			_exit(0); /* told to end: the namespace ends with us */
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < h->n; i++)
			if (h->children[i].pid == pid)
				ended(&h->children[i], status);
}

static bool wired(const struct half *h, enum role a, enum role b)
{
	for (size_t i = 0; i < array_len(pairs); i++)
		if (pairs[i].half == h->letter &&
		    ((pairs[i].a == a && pairs[i].b == b) || (pairs[i].a == b && pairs[i].b == a)))
			return true;
	return false;
}

/* `from` says that `peer` broke the rules of their wire: only of one that they share. Both halves
 * have a belt; at the far end of the cable is the other half's, which is not ours to kill. */
static void violation(struct half *h, struct child *from, enum role peer)
{
	bool first = h->letter == 'I';
	struct child *c = child_of(h, peer);
	log_warn("%s reports a violation by %s", role_name(from->role), role_name(peer));
	if (wired(h, from->role, peer)) {
		if (c && c->pid > 0)
			(void)kill(c->pid, SIGKILL);
	} else if (from->role == cable_ends[first ? 0 : 1] && peer == cable_ends[first ? 1 : 0]) {
		from->next_us = clock_us() + CABLE_AGAIN_US; /* heard again after a while */
	} else {
		log_warn("%s has no wire to it", role_name(from->role));
	}
}

static void hear(struct half *h, struct child *c)
{
	struct incoming in;
	enum err e = wire_recv(&c->wire, &in);
	if (e == OK && in.msg == MSG_READY && !c->ready) {
		became_ready(h, c);
	} else if (e == OK && in.msg == MSG_VIOLATION && c->ready) {
		struct body_wire body;
		memcpy(&body, in.body.bytes, sizeof body);
		violation(h, c, body.peer < ROLE_COUNT ? (enum role)body.peer : ROLE_NONE);
	} else {
		if (e != E_GONE)
			log_warn("%s broke the rules of its wire", role_name(c->role));
		close_fd(&c->wire.fd);
		(void)kill(c->pid, SIGKILL); /* nothing lives without a keeper */
	}
	if (e == OK)
		incoming_close(&in);
}

/* What is due by the clock; how long until the next time, in milliseconds. */
static int due(struct half *h)
{
	uint64_t now = clock_us();
	for (size_t i = 0; i < h->n; i++) {
		struct child *c = &h->children[i];
		if (c->pid == 0 && now >= c->next_us) {
			start(h, c);
		} else if (c->pid > 0 && !c->ready && now - c->begun_us > READY_WITHIN_US) {
			log_warn("%s does not become ready", role_name(c->role));
			(void)kill(c->pid, SIGKILL);
		} else if (c->ready && c->next_us && now >= c->next_us) {
			c->next_us = 0;
			give_cable(h, c);
		}
	}
	announce(h);
	return 100;
}

no_return static void loop(struct half *h)
{
	for (;;) {
		int timeout = due(h);
		struct pollfd fds[ROLE_COUNT + 2];
		size_t n = 0;
		fds[n++] = (struct pollfd){.fd = signals, .events = POLLIN};
		fds[n++] = (struct pollfd){.fd = log_read, .events = POLLIN};
		for (size_t i = 0; i < h->n; i++)
			fds[n++] = (struct pollfd){.fd = h->children[i].wire.fd, .events = POLLIN};
		if (poll(fds, (nfds_t)n, timeout) <= 0)
			continue;
		if (fds[1].revents)
			half_log_copy(log_read);
		for (size_t i = 0; i < h->n; i++)
			if (fds[i + 2].revents && h->children[i].wire.fd == fds[i + 2].fd)
				hear(h, &h->children[i]);
		if (fds[0].revents)
			reap(h);
	}
}

static enum err take_signals(void)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_SETMASK, &set, NULL) != 0)
		return E_INTERNAL;
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals >= 0 ? OK : E_INTERNAL;
}

static void must(enum err e, const char *step)
{
	if (e != OK)
		log_fatal("%s: %s (error %d)", step, err_text(e)->name, errno);
}

void half_main(struct half *h)
{
	bool router = h->router >= 0;
	struct confine confine = {.promise = router ? PROMISE_KEEPER_ROUTER : PROMISE_KEEPER,
				  .root_fd = -1};
	(void)signal(SIGPIPE, SIG_IGN);
	must(take_signals(), "signals");
	must(half_directories(h), "directories");
#ifndef JAIL_OFF
	must(half_namespace_ready(h), "mounts");
#endif
	must(half_log_open(h, &log_read, &half_log_write), "log");
	must(jail_drop_caps(HALF_CAPS | (router ? CAP(CAP_NET_ADMIN) : 0)), "capabilities");
	must(jail_confine(&confine), "the jail");
	for (size_t i = 0; i < array_len(rows); i++) {
		enum role r = rows[i].role;
		bool wanted = r == ROLE_nginx	    ? nginx_wanted(h)
			      : r == ROLE_originals ? originals_wanted(h)
			      : r == ROLE_zone	    ? router
						    : r != ROLE_keeper;
		if (wanted && strchr(rows[i].halves, h->letter))
			h->children[h->n++] = (struct child){.role = r, .wire = {.fd = -1}};
	}
	log_info("starting %zu processes", h->n);
	loop(h);
}
