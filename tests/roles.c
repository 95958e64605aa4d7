/* SPDX-License-Identifier: Apache-2.0
 * roles.c: the list of what was sent, instead of wires.
 */
#include <fcntl.h>

#include "roles.h"

#define SENT_MAX 8192

struct sent *sent;
size_t sent_count;
bool there[ROLE_COUNT];
enum role violated;

void sent_clear(void)
{
	for (size_t i = 0; i < sent_count; i++)
		for (size_t k = 0; k < MSG_FDS_MAX; k++)
			close_fd(&sent[i].fds[k]);
	sent_count = 0;
	violated = ROLE_NONE;
}

struct sent *sent_last(enum role peer, enum msg m)
{
	for (size_t i = sent_count; i > 0; i--)
		if (sent[i - 1].peer == peer && sent[i - 1].msg == m)
			return &sent[i - 1];
	return NULL;
}

size_t sent_how_many(enum role peer, enum msg m)
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
	for (size_t i = 0; fds && i < msg_fds(m); i++)
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

void deliver(void (*handle)(struct incoming *), enum role from, enum msg m, uint64_t tag,
	     const void *body, int fd0, int fd1)
{
	deliver_fds(handle, from, m, tag, body, (const int[MSG_FDS_MAX]){fd0, fd1, -1});
}

void deliver_fds(void (*handle)(struct incoming *), enum role from, enum msg m, uint64_t tag,
		 const void *body, const int fds[MSG_FDS_MAX])
{
	static struct incoming in;
	in = (struct incoming){.msg = m, .tag = tag, .from = from};
	memcpy(in.fds, fds, sizeof in.fds);
	if (body)
		memcpy(in.body.bytes, body, msg_size(m));
	handle(&in);
	for (size_t i = 0; i < MSG_FDS_MAX; i++)
		close_fd(&in.fds[i]);
}
