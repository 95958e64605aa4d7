/* SPDX-License-Identifier: Apache-2.0
 * roles.h: stands in for sys/role.c in tests of one process: what it sends is kept in a list, who
 * is there is a table. Include it in the one file of the test; the real functions are then not
 * linked.
 */
#ifndef TESTS_ROLES_H
#define TESTS_ROLES_H

#include <fcntl.h>

#include "sys/role.h"

#define SENT_MAX 8192

struct sent {
	enum role peer;
	enum msg msg;
	uint64_t tag;
	int fds[MSG_FDS_MAX];
	uint8_t body[2048];
};

static struct sent *sent;
static size_t sent_count;
static bool there[ROLE_COUNT];
static enum role violated;

static void sent_clear(void)
{
	for (size_t i = 0; i < sent_count; i++)
		for (size_t k = 0; k < MSG_FDS_MAX; k++)
			close_fd(&sent[i].fds[k]);
	sent_count = 0;
	violated = ROLE_NONE;
}

/* The newest message of that kind to that peer; NULL. */
static struct sent *sent_last(enum role peer, enum msg m)
{
	for (size_t i = sent_count; i > 0; i--)
		if (sent[i - 1].peer == peer && sent[i - 1].msg == m)
			return &sent[i - 1];
	return NULL;
}

static inline size_t sent_how_many(enum role peer, enum msg m)
{
	size_t n = 0;
	for (size_t i = 0; i < sent_count; i++)
		n += sent[i].peer == peer && sent[i].msg == m;
	return n;
}

bool role_has(enum role peer)
{
	return there[peer];
}

uint64_t role_tag(void)
{
	static uint64_t tag = 1000;
	return ++tag;
}

enum err role_send(enum role peer, enum msg m, uint64_t tag, const void *body, const int *fds)
{
	if (!there[peer])
		return E_GONE;
	if (!sent)
		sent = calloc(SENT_MAX, sizeof *sent);
	if (!sent || sent_count == SENT_MAX)
		return E_BUSY;
	struct sent *s = &sent[sent_count++];
	*s = (struct sent){.peer = peer, .msg = m, .tag = tag, .fds = {-1, -1, -1}};
	if (body)
		memcpy(s->body, body, msg_size(m));
	for (size_t i = 0; i < msg_fds(m); i++)
		s->fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
	return OK;
}

void role_reply(const struct incoming *in, enum msg m, const void *body, const int *fds)
{
	enum err e = role_send(in->from, m, in->tag, body, fds);
	(void)e;
}

void role_done(const struct incoming *in, enum err e)
{
	struct body_done done = {.err = (uint32_t)e};
	role_reply(in, MSG_DONE, &done, NULL);
}

void role_violation(enum role peer)
{
	violated = peer;
}

/* A message as the loop would hand it over; closes `fds` like the loop does. */
static void deliver(void (*handle)(struct incoming *), enum role from, enum msg m, uint64_t tag,
		    const void *body, int fd0, int fd1)
{
	static struct incoming in;
	in = (struct incoming){.msg = m, .tag = tag, .from = from, .fds = {fd0, fd1, -1}};
	if (body)
		memcpy(in.body.bytes, body, msg_size(m));
	handle(&in);
	for (size_t i = 0; i < MSG_FDS_MAX; i++)
		close_fd(&in.fds[i]);
}

#endif
