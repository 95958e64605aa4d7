/* SPDX-License-Identifier: Apache-2.0
 * listen.c: this zone's addresses and ports of the plan, listened at; what arrives is written down
 * and given back.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "probe/probe.h"

#define CALLS_MAX 256 /* accepted and not yet heard */

struct call {
	int fd;
	struct sockaddr_storage who;
	char words[PROBE_WORDS_MAX];
	size_t n;
	int64_t until;
};

struct ear {
	struct probe_task *t;
	struct pollfd *fds; /* one for each listen of the result, then one for each call */
	struct call calls[CALLS_MAX];
	uint32_t heard_itself;
};

static int open_one(const struct observe_listen *l)
{
	struct sockaddr_storage at;
	socklen_t n;
	const int yes = 1;
	if (!probe_address(l->address, l->port, &at, &n))
		return -1;
	int fd = socket(at.ss_family,
			(l->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (const struct sockaddr *)&at, n) != 0 || (!l->udp && listen(fd, 64) != 0)) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static bool is_own(const struct sockaddr_storage *who, const char *address)
{
	struct sockaddr_storage own;
	socklen_t n;
	if (!probe_address(address, 0, &own, &n) || own.ss_family != who->ss_family)
		return false;
	const struct sockaddr_in *a4 = (const void *)who, *b4 = (const void *)&own;
	const struct sockaddr_in6 *a6 = (const void *)who, *b6 = (const void *)&own;
	return own.ss_family == AF_INET
		   ? a4->sin_addr.s_addr == b4->sin_addr.s_addr
		   : memcmp(&a6->sin6_addr, &b6->sin6_addr, sizeof a6->sin6_addr) == 0;
}

static const struct observe_try *find_try(const struct probe_task *t, uint32_t number)
{
	for (uint32_t i = 0; i < t->plan.tries_count; i++)
		if (t->plan.tries[i].number == number)
			return &t->plan.tries[i];
	return NULL;
}

/* A line of this plan: true, and its number. */
static bool understand(const struct probe_task *t, const char *words, size_t n, uint32_t *ret)
{
	char head[PROBE_WORDS_MAX];
	int64_t number;
	size_t head_n = (size_t)snprintf(head, sizeof head, "sekisho-probe %s ", t->plan.plan);
	struct view v = view_of(words, n);
	if (!view_starts(v, view_of(head, head_n)) || !view_ends(v, VIEW("\n")) ||
	    view_int(view_sub(v, head_n, v.n - head_n - 1), 0, OBSERVE_TRIES_MAX, &number) != OK)
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* Number 0 is its own call at the beginning. */
static bool take(struct ear *e, const char *words, size_t n, const struct sockaddr_storage *who)
{
	struct probe_task *t = e->t;
	uint32_t number;
	if (!understand(t, words, n, &number))
		return false;
	const struct observe_try *at = number ? find_try(t, number) : NULL;
	bool twice = false;
	for (uint32_t i = 0; i < t->result.got_count && !twice; i++)
		twice = t->result.got[i].number == number;
	if (at && !twice && is_own(who, at->source) && t->result.got_count < OBSERVE_TRIES_MAX) {
		struct observe_got *got = &t->result.got[t->result.got_count++];
		got->number = number;
		memcpy(got->source, at->source, sizeof got->source);
	} else if (at && !twice && t->result.got_count < OBSERVE_TRIES_MAX) {
		/* Under another address: something on the way translated it. */
		struct observe_got *got = &t->result.got[t->result.got_count++];
		got->number = number;
		memcpy(got->source, "translated", sizeof "translated");
	}
	return true;
}

static void datagram(struct ear *e, int fd)
{
	char words[PROBE_WORDS_MAX];
	struct sockaddr_storage who;
	socklen_t who_n = sizeof who;
	ssize_t n = recvfrom(fd, words, sizeof words, 0, (struct sockaddr *)&who, &who_n);
	if (n > 0 && take(e, words, (size_t)n, &who))
		(void)sendto(fd, words, (size_t)n, MSG_NOSIGNAL, (const struct sockaddr *)&who,
			     who_n);
}

static void visitor(struct ear *e, int fd)
{
	struct sockaddr_storage who;
	socklen_t n = sizeof who;
	int call = accept4(fd, (struct sockaddr *)&who, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
	for (size_t i = 0; call >= 0 && i < CALLS_MAX; i++)
		if (e->calls[i].fd < 0) {
			e->calls[i] =
			    (struct call){.fd = call, .who = who, .until = probe_clock() + 5000};
			return;
		}
	if (call >= 0)
		(void)close(call);
}

static void hang_up(struct call *c)
{
	(void)close(c->fd);
	c->fd = -1;
}

static void hear(struct ear *e, struct call *c)
{
	ssize_t n = recv(c->fd, c->words + c->n, sizeof c->words - c->n, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		c->n += (size_t)n;
	bool whole = c->n > 0 && c->words[c->n - 1] == '\n';
	if (whole && take(e, c->words, c->n, &c->who))
		(void)send(c->fd, c->words, c->n, MSG_NOSIGNAL);
	if (n <= 0 || whole || c->n == sizeof c->words)
		hang_up(c);
}

static void once(struct ear *e, int wait)
{
	struct observe_text *r = &e->t->result;
	for (size_t i = 0; i < CALLS_MAX; i++)
		e->fds[r->listens_count + i] =
		    (struct pollfd){.fd = e->calls[i].fd, .events = POLLIN};
	if (poll(e->fds, r->listens_count + CALLS_MAX, wait) <= 0)
		return;
	for (uint32_t i = 0; i < r->listens_count; i++)
		if (e->fds[i].revents & POLLIN) {
			if (r->listens[i].udp)
				datagram(e, e->fds[i].fd);
			else
				visitor(e, e->fds[i].fd);
		}
	for (size_t i = 0; i < CALLS_MAX; i++) {
		struct call *c = &e->calls[i];
		if (c->fd >= 0 && e->fds[r->listens_count + i].revents)
			hear(e, c);
		else if (c->fd >= 0 && probe_clock() > c->until)
			hang_up(c);
	}
}

/* Its own call, so that a silence later is not that of a deaf listener. */
static bool hears(struct ear *e, const struct observe_listen *l)
{
	struct sockaddr_storage at;
	socklen_t n;
	char words[PROBE_WORDS_MAX], back[PROBE_WORDS_MAX];
	size_t words_n = probe_words(e->t, 0, words);
	if (!probe_address(l->address, l->port, &at, &n))
		return false;
	int fd = socket(at.ss_family,
			(l->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool good = false, said = false;
	int64_t until = probe_clock() + 1000;
	if (fd < 0)
		return false;
	if (connect(fd, (const struct sockaddr *)&at, n) == 0 || errno == EINPROGRESS)
		while (!good && probe_clock() < until) {
			said = said || send(fd, words, words_n, MSG_NOSIGNAL) == (ssize_t)words_n;
			once(e, 2);
			ssize_t got = recv(fd, back, sizeof back, 0);
			good = got == (ssize_t)words_n && memcmp(back, words, words_n) == 0;
		}
	(void)close(fd);
	return good;
}

/* One datagram to every other host: whoever answers for it on this cable shows that the cable is
 * there. */
static void stir(const struct probe_task *t)
{
	for (uint32_t i = 0; i < t->plan.listens_count; i++) {
		struct sockaddr_storage at;
		socklen_t n;
		const struct observe_listen *l = &t->plan.listens[i];
		bool first = i == 0 || strcmp(l->address, t->plan.listens[i - 1].address) != 0;
		if (!first || strcmp(l->zone, t->result.zone) == 0 ||
		    !probe_address(l->address, 9, &at, &n))
			continue;
		int fd = socket(at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			continue;
		(void)sendto(fd, "", 1, MSG_NOSIGNAL, (const struct sockaddr *)&at, n);
		(void)close(fd);
	}
}

static enum err open_all(struct ear *e)
{
	struct probe_task *t = e->t;
	struct observe_text *r = &t->result;
	r->listens = arena_array(t->mem, t->plan.listens_count + 1u, sizeof *r->listens);
	r->got = arena_array(t->mem, OBSERVE_TRIES_MAX, sizeof *r->got);
	e->fds = arena_array(t->mem, t->plan.listens_count + CALLS_MAX + 1u, sizeof *e->fds);
	if (!r->listens || !r->got || !e->fds)
		return E_NO_MEMORY;
	for (size_t i = 0; i < CALLS_MAX; i++)
		e->calls[i].fd = -1;
	for (uint32_t i = 0; i < t->plan.listens_count; i++) {
		const struct observe_listen *l = &t->plan.listens[i];
		if (strcmp(l->zone, r->zone) != 0)
			continue;
		e->fds[r->listens_count] = (struct pollfd){.fd = open_one(l), .events = POLLIN};
		r->listens[r->listens_count++] = *l;
	}
	for (uint32_t i = 0; i < r->listens_count; i++)
		r->listens[i].open = e->fds[i].fd >= 0 && hears(e, &r->listens[i]);
	return r->listens_count > 0 ? OK : E_NOT_FOUND;
}

enum err probe_listen(struct probe_task *t)
{
	struct ear *e = arena_alloc(t->mem, sizeof *e);
	if (!e)
		return E_NO_MEMORY;
	e->t = t;
	try(open_all(e));
	stir(t);
	uint32_t open = 0;
	for (uint32_t i = 0; i < t->result.listens_count; i++)
		open += t->result.listens[i].open;
	fprintf(stderr,
		"sekisho-probe: %u か所のうち %u か所で待っています / listening at %u of %u\n",
		t->result.listens_count, open, open, t->result.listens_count);
	if (open == 0)
		return E_IO;
	int64_t until = t->seconds > 0 ? probe_clock() + (int64_t)t->seconds * 1000 : INT64_MAX;
	while (!probe_over && probe_clock() < until)
		once(e, 200);
	probe_alive(&t->result);
	return OK;
}
