/* SPDX-License-Identifier: Apache-2.0
 * peers.c: sending without waiting, asking with waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/peers.h"

#define WAITING_MAX 4096 /* messages kept for one peer, either way */

/* Tags of role_call: the top bit, the asker, a counter. A late answer is known by its tag. */
#define CALL_BIT ((uint64_t)1 << 63)
#define ROLE_SHIFT 56

struct outgoing {
	struct outgoing *next;
	enum msg msg;
	uint64_t tag;
	int fds[MSG_FDS_MAX];
	uint8_t body[];
};

struct kept {
	struct kept *next;
	struct incoming in;
};

static enum role peers_self;
static struct peer peers[ROLE_COUNT];
static struct kept *kept_first, *kept_last;
static size_t kept_count;
static uint64_t counter;

void peers_begin(enum role self)
{
	peers_self = self;
	for (size_t r = 0; r < ROLE_COUNT; r++)
		peers[r].wire = (struct wire){.fd = -1, .self = self, .peer = (enum role)r};
	/* Not from zero: tags of an earlier life of this process must not be ours. */
	counter = clock_us() & (((uint64_t)1 << ROLE_SHIFT) - 1);
}

struct peer *peer_of(enum role r)
{
	assert((size_t)r < ROLE_COUNT);
	return &peers[r];
}

bool role_has(enum role peer)
{
	return peer_of(peer)->wire.fd >= 0;
}

uint64_t role_tag(void)
{
	return ++counter & (((uint64_t)1 << ROLE_SHIFT) - 1);
}

static uint64_t call_tag(void)
{
	return CALL_BIT | (uint64_t)peers_self << ROLE_SHIFT | role_tag();
}

bool peers_is_late_answer(const struct incoming *in)
{
	return in->tag >> ROLE_SHIFT == (CALL_BIT >> ROLE_SHIFT | (uint64_t)peers_self);
}

static void drop_first(struct peer *p)
{
	struct outgoing *o = p->first;
	p->first = o->next;
	if (!p->first)
		p->last = NULL;
	p->waiting--;
	for (size_t i = 0; i < MSG_FDS_MAX; i++)
		close_fd(&o->fds[i]);
	explicit_bzero(o->body, msg_size(o->msg)); /* some carry a password */
	free(o);
}

static void drop_kept_of(enum role r)
{
	struct kept **at = &kept_first;
	kept_last = NULL;
	while (*at) {
		struct kept *k = *at;
		if (k->in.from != r) {
			kept_last = k;
			at = &k->next;
			continue;
		}
		*at = k->next;
		incoming_close(&k->in);
		free(k);
		kept_count--;
	}
}

void peer_close(enum role r)
{
	struct peer *p = peer_of(r);
	close_fd(&p->wire.fd);
	while (p->first)
		drop_first(p);
	drop_kept_of(r);
	p->paused = false;
}

void peer_open(enum role r, int fd)
{
	peer_close(r);
	peer_of(r)->wire.fd = fd;
}

void role_pause(enum role peer, bool paused)
{
	peer_of(peer)->paused = paused;
}

/* Descriptors of its own for what waits; E_BUSY when there are no more to be had. */
static enum err copy_fds(struct outgoing *o, const int *fds)
{
	enum err e = OK;
	for (size_t i = 0; i < MSG_FDS_MAX; i++) {
		bool one = fds && i < msg_fds(o->msg);
		o->fds[i] = one ? fcntl(fds[i], F_DUPFD_CLOEXEC, 0) : -1;
		if (one && o->fds[i] < 0)
			e = E_BUSY;
	}
	for (size_t i = 0; e != OK && i < MSG_FDS_MAX; i++)
		close_fd(&o->fds[i]);
	return e;
}

static enum err wait_in_line(struct peer *p, enum msg m, uint64_t tag, const void *body,
			     const int *fds)
{
	if (p->waiting >= WAITING_MAX)
		return E_BUSY;
	struct outgoing *o = calloc(1, sizeof *o + msg_size(m));
	if (!o)
		return E_NO_MEMORY;
	o->msg = m;
	o->tag = tag;
	if (body)
		memcpy(o->body, body, msg_size(m));
	enum err e = copy_fds(o, fds);
	if (e != OK) {
		free(o);
		return e;
	}
	if (p->last)
		p->last->next = o;
	else
		p->first = o;
	p->last = o;
	p->waiting++;
	return OK;
}

void peer_flush(enum role r)
{
	struct peer *p = peer_of(r);
	while (p->first) {
		struct outgoing *o = p->first;
		enum err e = wire_try_send(&p->wire, o->msg, o->tag, o->body, o->fds);
		if (e != OK)
			return; /* E_BUSY: later; E_GONE: the loop will see the end itself */
		drop_first(p);
	}
}

enum err role_send(enum role peer, enum msg m, uint64_t tag, const void *body, const int *fds)
{
	struct peer *p = peer_of(peer);
	if (p->wire.fd < 0)
		return E_GONE;
	enum err e = p->first ? E_BUSY : wire_try_send(&p->wire, m, tag, body, fds);
	return e == E_BUSY ? wait_in_line(p, m, tag, body, fds) : e;
}

void role_reply(const struct incoming *in, enum msg m, const void *body, const int *fds)
{
	enum err e = role_send(in->from, m, in->tag, body, fds);
	if (e != OK && e != E_GONE)
		log_warn("answer %s to %s not sent: %s", msg_name(m), role_name(in->from),
			 err_text(e)->name);
}

void role_done(const struct incoming *in, enum err e)
{
	struct body_done body = {.err = (uint32_t)e};
	role_reply(in, MSG_DONE, &body, NULL);
}

bool peers_next_kept(struct incoming *ret)
{
	struct kept *k = kept_first;
	if (!k)
		return false;
	*ret = k->in;
	kept_first = k->next;
	if (!kept_first)
		kept_last = NULL;
	kept_count--;
	free(k);
	return true;
}

/* Takes the descriptors of `in` in any case. */
static enum err keep(struct incoming *in)
{
	struct kept *k = kept_count < WAITING_MAX ? malloc(sizeof *k) : NULL;
	if (!k) {
		incoming_close(in);
		return E_NO_MEMORY;
	}
	*k = (struct kept){.in = *in};
	if (kept_last)
		kept_last->next = k;
	else
		kept_first = k;
	kept_last = k;
	kept_count++;
	return OK;
}

/* Waits until the peer has something for us, sending what waits for it meanwhile. */
static enum err wait_for(enum role peer, uint64_t deadline_us)
{
	struct peer *p = peer_of(peer);
	for (;;) {
		uint64_t now = clock_us();
		if (now >= deadline_us)
			return E_GONE;
		struct pollfd fd = {.fd = p->wire.fd,
				    .events = (short)(POLLIN | (p->first ? POLLOUT : 0))};
		int n = poll(&fd, 1, (int)((deadline_us - now) / 1000) + 1);
		if (n < 0 && errno != EINTR)
			return E_INTERNAL;
		if (n <= 0)
			continue;
		if (fd.revents & POLLOUT)
			peer_flush(peer);
		if (fd.revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))
			return OK;
	}
}

static enum err take_answer(struct incoming *in, role_each each, void *context, bool *ret_last)
{
	enum err e = OK;
	*ret_last = !msg_is_row(in->msg);
	if (in->msg == MSG_DONE) {
		struct body_done body;
		memcpy(&body, in->body.bytes, sizeof body);
		e = body.err < ERR_COUNT ? (enum err)body.err : E_PROTOCOL;
	}
	if (each && !each(in, context))
		e = E_PROTOCOL;
	incoming_close(in);
	return e;
}

enum err role_call(enum role peer, enum msg m, const void *body, const int *fds, unsigned seconds,
		   role_each each, void *context)
{
	uint64_t tag = call_tag(), deadline = clock_us() + (uint64_t)seconds * 1000000;
	try(role_send(peer, m, tag, body, fds));
	for (;;) {
		struct incoming in;
		bool last;
		try(wait_for(peer, deadline));
		enum err e = wire_recv(&peer_of(peer)->wire, &in);
		if (e == E_PROTOCOL)
			role_violation(peer);
		if (e != OK)
			return e == E_PROTOCOL ? E_GONE : e;
		if (in.tag == tag) {
			e = take_answer(&in, each, context, &last);
			if (e != OK || last)
				return e;
		} else if (peers_is_late_answer(&in)) {
			incoming_close(&in);
		} else {
			try(keep(&in));
		}
	}
}
