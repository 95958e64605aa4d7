/* SPDX-License-Identifier: Apache-2.0
 * watch.c: listens for changes of the kernel's rules, and has a child read and prove them.
 */
#include "zone/live/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/log.h"
#include "zone/live/watch_parts.h"

struct zone_watch {
	const struct policy *policy;
	int all, heard,
	    timer;   /* epoll; of notifications; of the next reading, or the child's end */
	pid_t child; /* 0: none */
	int pipe;
	size_t got;
	struct zone_watch_report report; /* what the child has said so far */
	struct zone_watch_heard last;	 /* notification */
	uint8_t hash[32];		 /* of the reading before */
	uint32_t generation;
	uint64_t since;	 /* a change that the present, or the next, reading is about */
	bool dirty, any; /* to be read; any reading so far */
};

static void put_timer(struct zone_watch *w, int seconds)
{
	const struct itimerspec t = {.it_value = {.tv_sec = seconds}};
	(void)timerfd_settime(w->timer, 0, &t, NULL);
}

static bool listen_to(struct zone_watch *w, int fd)
{
	struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
	return fd >= 0 && epoll_ctl(w->all, EPOLL_CTL_ADD, fd, &e) == 0;
}

static int heard_socket(void)
{
	const struct sockaddr_nl me = {.nl_family = AF_NETLINK};
	const int group = NFNLGRP_NFTABLES;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);
	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&me, sizeof me) == 0 &&
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) == 0)
		return fd;
	close(fd);
	return -1;
}

enum err zone_watch_open(const struct policy *policy, struct zone_watch **ret)
{
	struct zone_watch *w = calloc(1, sizeof *w);
	if (!w)
		return E_NO_MEMORY;
	*w = (struct zone_watch){.policy = policy, .pipe = -1, .dirty = true, .since = clock_us()};
	w->all = epoll_create1(EPOLL_CLOEXEC);
	w->heard = heard_socket();
	w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (w->all < 0 || !listen_to(w, w->heard) || !listen_to(w, w->timer)) {
		zone_watch_close(w);
		return E_IO;
	}
	/* The first reading: at once. */
	const struct itimerspec now = {.it_value = {.tv_nsec = 1}};
	(void)timerfd_settime(w->timer, 0, &now, NULL);
	*ret = w;
	return OK;
}

static void end_child(struct zone_watch *w)
{
	if (w->child > 0) {
		(void)kill(w->child, SIGKILL);
		while (waitpid(w->child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (w->pipe >= 0)
		close(w->pipe); /* leaves the epoll by that */
	w->pipe = -1;
	w->child = 0;
}

void zone_watch_close(struct zone_watch *w)
{
	if (!w)
		return;
	end_child(w);
	const int fds[] = {w->timer, w->heard, w->all};
	for (size_t i = 0; i < array_len(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(w);
}

int zone_watch_fd(const struct zone_watch *w)
{
	return w->all;
}

static void start(struct zone_watch *w)
{
	int fds[2];
	w->dirty = false;
	w->got = 0;
	put_timer(w, ZONE_WATCH_SECONDS + 5);
	if (pipe2(fds, O_CLOEXEC) != 0)
		return; /* the timer finds that nothing came */
	w->child = fork();
	if (w->child == 0) {
		close(fds[0]);
		zone_watch_child(w->policy, w->generation, fds[1]);
	}
	close(fds[1]);
	w->pipe = fds[0];
	(void)fcntl(w->pipe, F_SETFL, O_NONBLOCK);
	if (w->child < 0 || !listen_to(w, w->pipe))
		end_child(w);
}

void zone_watch_expect(struct zone_watch *w, uint32_t generation)
{
	w->generation = generation;
	w->dirty = true;
	w->since = clock_us();
	if (!w->child)
		start(w);
}

/* The child is over, or never was. */
static void finish(struct zone_watch *w, struct zone_watch_report *ret)
{
	end_child(w);
	*ret = w->report;
	if (w->got < sizeof *ret) {
		*ret = (struct zone_watch_report){.state = ZONE_WATCH_UNREADABLE};
		(void)snprintf(ret->ja, sizeof ret->ja,
			       "規則を読み出すプログラムが、途中で止まりました（nft "
			       "の読めない規則か、大きすぎる規則があります）\n");
		(void)snprintf(ret->en, sizeof ret->en,
			       "the program that reads the rules ended in the middle: rules that "
			       "nft cannot read, or that are too large\n");
	}
	/* What another process said ends where it should. */
	ret->ja[sizeof ret->ja - 1] = ret->en[sizeof ret->en - 1] = '\0';
	ret->other[sizeof ret->other - 1] = ret->odd[sizeof ret->odd - 1] = '\0';
	ret->changed = !w->any || memcmp(ret->hash, w->hash, sizeof w->hash) != 0;
	w->any = true;
	memcpy(w->hash, ret->hash, sizeof w->hash);
	ret->kernel_generation = w->last.generation;
	ret->by_pid = w->last.pid;
	memcpy(ret->by, w->last.name, sizeof ret->by);
	ret->microseconds = clock_us() - w->since;
	w->since = clock_us();
	put_timer(w, ZONE_WATCH_EVERY);
}

static void hear(struct zone_watch *w)
{
	union {
		uint8_t bytes[16384];
		uint32_t aligned;
	} in;
	struct zone_watch_heard heard = {0};
	for (int i = 0; i < 256; i++) {
		struct sockaddr_nl from = {0};
		socklen_t length = sizeof from;
		ssize_t n =
		    recvfrom(w->heard, in.bytes, sizeof in, 0, (struct sockaddr *)&from, &length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN))
			break;
		if (n <= 0)
			heard.change = true; /* ENOBUFS: something was lost */
		else if (from.nl_pid == 0)   /* the kernel; anybody may send to a netlink socket */
			zone_watch_hear(view_of(in.bytes, (size_t)n), &heard);
	}
	if (!heard.change)
		return;
	if (!w->dirty)
		w->since = clock_us();
	w->dirty = true;
	if (heard.generation || heard.pid)
		w->last = heard;
}

/* True: the child has said all it will. */
static bool listen_child(struct zone_watch *w)
{
	while (w->pipe >= 0) {
		size_t left = sizeof w->report - w->got;
		uint8_t more[1];
		ssize_t n = left ? read(w->pipe, (uint8_t *)&w->report + w->got, left)
				 : read(w->pipe, more, sizeof more);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return false;
		if (n <= 0 || left == 0)
			return true;
		w->got += (size_t)n;
	}
	return false;
}

bool zone_watch_step(struct zone_watch *w, struct zone_watch_report *ret)
{
	uint64_t times;
	bool reading = w->child > 0, done = false;
	hear(w);
	bool rang = read(w->timer, &times, sizeof times) == (ssize_t)sizeof times;
	if (reading) {
		done = rang || listen_child(w);
	} else if (rang) {
		if (!w->dirty)
			w->since = clock_us();
		w->dirty = true;
	}
	if (done)
		finish(w, ret);
	if (w->dirty && !w->child) {
		start(w);
		/* No child could be had: that is an answer, too. */
		if (!w->child && !done) {
			w->got = 0;
			finish(w, ret);
			done = true;
		}
	}
	return done;
}

enum err zone_watch_once(const struct policy *policy, uint32_t generation,
			 struct zone_watch_report *ret)
{
	struct zone_watch *w;
	try(zone_watch_open(policy, &w));
	w->generation = generation;
	struct pollfd p = {.fd = zone_watch_fd(w), .events = POLLIN};
	while (!zone_watch_step(w, ret))
		(void)poll(&p, 1, 1000);
	zone_watch_close(w);
	return OK;
}
