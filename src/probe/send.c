/* SPDX-License-Identifier: Apache-2.0
 * send.c: the plan's tries from this zone, some at once; each ends with an answer or with its time.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "probe/probe.h"

struct one {
	struct observe_try *at;
	int fd;
	bool connected;
	int64_t again; /* when a datagram is sent a second time; 0: it was */
	char words[PROBE_WORDS_MAX], back[PROBE_WORDS_MAX];
	size_t words_n, back_n;
};

static enum observe_outcome outcome_of(int e)
{
	switch (e) {
	case ECONNREFUSED:
	case ECONNRESET:
	case EPIPE:
		return OBSERVE_REFUSED;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EHOSTDOWN:
	case EACCES:
	case EPROTO:
	case ENOPROTOOPT:
		return OBSERVE_UNREACHABLE;
	case ETIMEDOUT:
		return OBSERVE_SILENT;
	default:
		return OBSERVE_FAILED;
	}
}

static void end(struct one *o, enum observe_outcome outcome)
{
	o->at->outcome = outcome;
	(void)close(o->fd);
	o->fd = -1;
}

static void say(struct one *o)
{
	ssize_t n = send(o->fd, o->words, o->words_n, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN)
		end(o, outcome_of(errno));
}

static void begin(struct one *o, const struct probe_task *t)
{
	struct sockaddr_storage from, to;
	socklen_t from_n, to_n;
	o->connected = false;
	o->back_n = 0;
	o->words_n = probe_words(t, o->at->number, o->words);
	o->again = o->at->udp ? probe_clock() + t->seconds * 500 : 0;
	if (!probe_address(o->at->source, 0, &from, &from_n) ||
	    !probe_address(o->at->destination, o->at->port, &to, &to_n)) {
		o->fd = -1;
		o->at->outcome = OBSERVE_FAILED;
		return;
	}
	o->fd = socket(from.ss_family,
		       (o->at->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (o->fd < 0) {
		o->at->outcome = OBSERVE_FAILED;
		return;
	}
	/* Not from here: nothing was tried. */
	if (bind(o->fd, (const struct sockaddr *)&from, from_n) != 0)
		end(o, OBSERVE_FAILED);
	else if (connect(o->fd, (const struct sockaddr *)&to, to_n) != 0 && errno != EINPROGRESS)
		end(o, outcome_of(errno));
	else if (o->at->udp)
		say(o);
}

/* The same bytes back, and nothing else, are an answer. */
static void hear(struct one *o)
{
	ssize_t n = recv(o->fd, o->back + o->back_n, o->words_n - o->back_n, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end(o, n < 0 ? outcome_of(errno) : OBSERVE_REFUSED);
		return;
	}
	o->back_n += (size_t)n;
	if (memcmp(o->back, o->words, o->back_n) != 0)
		end(o, OBSERVE_REFUSED); /* somebody else's */
	else if (o->back_n == o->words_n)
		end(o, OBSERVE_ANSWERED);
}

static void step(struct one *o, short events)
{
	if (!o->at->udp && !o->connected && events) {
		int e = 0;
		socklen_t n = sizeof e;
		(void)getsockopt(o->fd, SOL_SOCKET, SO_ERROR, &e, &n);
		if (e != 0) {
			end(o, outcome_of(e));
			return;
		}
		o->connected = true;
		say(o);
		return;
	}
	if (events & (POLLIN | POLLERR | POLLHUP))
		hear(o);
	if (o->fd >= 0 && o->again && probe_clock() >= o->again) {
		o->again = 0;
		say(o);
	}
}

static void together(struct one *rows, size_t n, const struct probe_task *t)
{
	int64_t until = probe_clock() + t->seconds * 1000;
	for (size_t i = 0; i < n; i++)
		begin(&rows[i], t);
	while (!probe_over && probe_clock() < until) {
		struct pollfd fds[PROBE_AT_ONCE];
		size_t open = 0;
		for (size_t i = 0; i < n; i++) {
			bool writes = !rows[i].at->udp && !rows[i].connected;
			fds[i] =
			    (struct pollfd){.fd = rows[i].fd, .events = writes ? POLLOUT : POLLIN};
			open += rows[i].fd >= 0;
		}
		if (open == 0)
			return;
		(void)poll(fds, n, 50);
		for (size_t i = 0; i < n; i++)
			if (rows[i].fd >= 0)
				step(&rows[i], fds[i].revents);
	}
	for (size_t i = 0; i < n; i++)
		if (rows[i].fd >= 0)
			end(&rows[i], probe_over ? OBSERVE_FAILED : OBSERVE_SILENT);
}

/* How many of what; false: none could even be tried. */
static bool report(const struct observe_text *r)
{
	uint32_t n[OBSERVE_OUTCOME_COUNT] = {0};
	for (uint32_t i = 0; i < r->tries_count; i++)
		n[r->tries[i].outcome]++;
	uint32_t refused = n[OBSERVE_REFUSED] + n[OBSERVE_UNREACHABLE];
	fprintf(
	    stderr,
	    "sekisho-probe: %u 件: 届いた %u、断られた %u、返事がない %u、この端末から送れない "
	    "%u\n  %u tries: %u answered, %u refused, %u silent, %u that this host cannot send\n",
	    r->tries_count, n[OBSERVE_ANSWERED], refused, n[OBSERVE_SILENT], n[OBSERVE_FAILED],
	    r->tries_count, n[OBSERVE_ANSWERED], refused, n[OBSERVE_SILENT], n[OBSERVE_FAILED]);
	return n[OBSERVE_FAILED] < r->tries_count;
}

enum err probe_send(struct probe_task *t)
{
	static struct one rows[PROBE_AT_ONCE];
	size_t n = 0;
	t->result.tries = arena_array(t->mem, t->plan.tries_count + 1u, sizeof *t->result.tries);
	if (!t->result.tries)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < t->plan.tries_count && !probe_over; i++) {
		if (strcmp(t->plan.tries[i].from, t->result.zone) != 0)
			continue;
		struct observe_try *at = &t->result.tries[t->result.tries_count++];
		*at = t->plan.tries[i];
		rows[n++].at = at;
		if (n == PROBE_AT_ONCE) {
			together(rows, n, t);
			n = 0;
		}
	}
	together(rows, n, t);
	/* What was not begun is not in the result. */
	while (t->result.tries_count > 0 &&
	       t->result.tries[t->result.tries_count - 1].outcome == OBSERVE_UNTRIED)
		t->result.tries_count--;
	probe_alive(&t->result);
	return t->result.tries_count == 0 ? E_NOT_FOUND : report(&t->result) ? OK : E_IO;
}
