/* SPDX-License-Identifier: Apache-2.0
 * wire.c: messages as tbl/messages.h allows them, and nothing else.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/utf8.h"
#include "sys/wire.h"

#define ROLE_ANY ROLE_COUNT

/* Room for more descriptors than any row allows, so that a sender with too many is seen. */
#define FDS_ROOM 8 /* more than MSG_FDS_MAX */

struct rule {
	const char *name;
	unsigned from, to; /* enum role, or ROLE_ANY */
	size_t size;
	unsigned fds;
};

static const struct rule rules[MSG_COUNT] = {
#define MSG(name, from, to, body, fds) \
	[MSG_##name] = {#name, ROLE_##from, ROLE_##to, sizeof(struct body), fds},
#include "tbl/messages.h"
#undef MSG
};

#define MSG(name, from, to, body, fds)                                                \
	_Static_assert(sizeof(struct body) <= MSG_BODY_MAX && (fds) <= MSG_FDS_MAX && \
			   sizeof(struct body) % 8 == 0,                              \
		       #name " must fit, and hold no padding at its end");
#include "tbl/messages.h"
#undef MSG

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_NONE] = "none",
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = #name,
#include "tbl/procs.h"
#undef PROC
};

const char *role_name(enum role r)
{
	return (size_t)r < ROLE_COUNT ? role_names[r] : "none";
}

const char *msg_name(enum msg m)
{
	return (size_t)m < MSG_COUNT && rules[m].name ? rules[m].name : "NONE";
}

bool msg_is_row(enum msg m)
{
	struct view name = view_str(msg_name(m));
	return view_starts(name, VIEW("ROW_")) || view_ends(name, VIEW("_ROW"));
}

static bool may_say(enum role from, enum role to, enum msg m)
{
	if ((size_t)m >= MSG_COUNT || m == MSG_NONE)
		return false;
	return (rules[m].from == ROLE_ANY || rules[m].from == (unsigned)from) &&
	       (rules[m].to == ROLE_ANY || rules[m].to == (unsigned)to);
}

enum err wire_pair(int ret_fds[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_fds) == 0 ? OK
										   : E_INTERNAL;
}

int take_fd(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

union control {
	struct cmsghdr align;
	uint8_t bytes[CMSG_SPACE(sizeof(int) * FDS_ROOM)];
};

static enum err err_of_send(int e)
{
	switch (e) {
	case EAGAIN:
	case ENOBUFS:
	case ETOOMANYREFS: /* too many descriptors under way for this user */
		return E_BUSY;
	case EPIPE:
	case ECONNRESET:
	case ENOTCONN:
	case EBADF:
		return E_GONE;
	default:
		return E_INTERNAL;
	}
}

static enum err send_flags(struct wire *w, enum msg m, uint64_t tag, const void *body,
			   const int *fds, int flags)
{
	static const uint8_t zeros[MSG_BODY_MAX];
	if (w->fd < 0)
		return E_GONE;
	assert(may_say(w->self, w->peer, m));
	const struct rule *rule = &rules[m];
	struct msg_head head = {.msg = m, .size = (uint32_t)rule->size, .tag = tag};
	union {
		const void *in;
		void *out;
	} unconst = {.in = body ? body : zeros}; /* sendmsg only reads it */
	struct iovec iov[2] = {{&head, sizeof head}, {unconst.out, rule->size}};
	union control control = {.bytes = {0}};
	struct msghdr hdr = {.msg_iov = iov, .msg_iovlen = 2};
	if (rule->fds) {
		hdr.msg_control = control.bytes;
		hdr.msg_controllen = CMSG_SPACE(sizeof(int) * rule->fds);
		struct cmsghdr *c = CMSG_FIRSTHDR(&hdr);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * rule->fds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * rule->fds);
	}
	ssize_t n;
	do
		n = sendmsg(w->fd, &hdr, flags | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? err_of_send(errno) : OK;
}

enum err wire_send(struct wire *w, enum msg m, uint64_t tag, const void *body, const int *fds)
{
	return send_flags(w, m, tag, body, fds, 0);
}

enum err wire_try_send(struct wire *w, enum msg m, uint64_t tag, const void *body, const int *fds)
{
	return send_flags(w, m, tag, body, fds, MSG_DONTWAIT);
}

unsigned msg_fds(enum msg m)
{
	return (size_t)m < MSG_COUNT ? rules[m].fds : 0;
}

size_t msg_size(enum msg m)
{
	return (size_t)m < MSG_COUNT ? rules[m].size : 0;
}

/* Every descriptor that came along, so that none is leaked whatever the message says; then -1. */
static size_t collect_fds(struct msghdr *hdr, int ret[FDS_ROOM])
{
	size_t n = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(hdr); c; c = CMSG_NXTHDR(hdr, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count && n < FDS_ROOM; i++)
			memcpy(&ret[n++], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
	}
	for (size_t i = n; i < FDS_ROOM; i++)
		ret[i] = -1;
	return n;
}

static bool fits(const struct wire *w, const struct msg_head *head, size_t got, size_t fds)
{
	enum msg m = (enum msg)head->msg;
	return head->msg < MSG_COUNT && may_say(w->peer, w->self, m) &&
	       head->size == rules[m].size && got == sizeof *head + rules[m].size &&
	       fds == rules[m].fds;
}

enum err wire_recv(struct wire *w, struct incoming *ret)
{
	if (w->fd < 0)
		return E_GONE;
	struct msg_head head = {0};
	struct iovec iov[2] = {{&head, sizeof head}, {ret->body.bytes, sizeof ret->body.bytes}};
	union control control = {.bytes = {0}};
	struct msghdr hdr = {.msg_iov = iov,
			     .msg_iovlen = 2,
			     .msg_control = control.bytes,
			     .msg_controllen = sizeof control.bytes};
	ssize_t n;
	do
		n = recvmsg(w->fd, &hdr, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return E_BUSY;
	if (n <= 0)
		return E_GONE;
	int fds[FDS_ROOM];
	size_t count = collect_fds(&hdr, fds);
	if ((hdr.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || !fits(w, &head, (size_t)n, count)) {
		for (size_t i = 0; i < FDS_ROOM; i++)
			close_fd(&fds[i]);
		return E_PROTOCOL;
	}
	ret->msg = (enum msg)head.msg;
	ret->tag = head.tag;
	ret->from = w->peer;
	for (size_t i = 0; i < MSG_FDS_MAX; i++)
		ret->fds[i] = fds[i];
	return OK;
}

void incoming_close(struct incoming *in)
{
	for (size_t i = 0; i < MSG_FDS_MAX; i++)
		close_fd(&in->fds[i]);
}

bool body_text_ok(const char *field, size_t size)
{
	size_t n = 0;
	while (n < size && field[n] != '\0')
		n++;
	if (n == size)
		return false;
	for (size_t i = n; i < size; i++)
		if (field[i] != '\0')
			return false;
	return utf8_clean(view_of(field, n));
}
