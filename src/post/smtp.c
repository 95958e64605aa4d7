/* SPDX-License-Identifier: Apache-2.0
 * smtp.c: the dialogue, step by step, on a socket that is used again and again.
 */
#include "post/smtp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sys/log.h"

#define PATIENCE_US ((uint64_t)60000000)
#define STEP_SECONDS 20
#define LINE_MAX_ 512
#define LINES_MAX 64

struct dialogue {
	int fd;
	uint64_t until; /* clock_us */
	struct buf in;
};

enum err smtp_reply(struct view in, unsigned *ret_code)
{
	unsigned code = 0;
	size_t at = 0;
	for (int lines = 0; lines < LINES_MAX; lines++) {
		size_t end = view_find(in, at, '\n');
		if (end == in.n)
			return in.n - at > LINE_MAX_ ? E_PROTOCOL : E_BUSY;
		struct view line = view_trim(view_sub(in, at, end - at));
		int64_t n;
		if (end - at > LINE_MAX_ || view_int(view_sub(line, 0, 3), 100, 599, &n) != OK ||
		    line.n < 3 || (code && (unsigned)n != code))
			return E_PROTOCOL;
		code = (unsigned)n;
		at = end + 1;
		if (line.n > 3 && line.p[3] == '-')
			continue;
		*ret_code = code;
		return OK;
	}
	return E_PROTOCOL;
}

enum err smtp_meaning(unsigned code, unsigned good, bool recipient)
{
	if (code == good || (good == 250 && (code == 251 || code == 252)))
		return OK;
	return recipient && code >= 550 && code <= 553 ? E_RECIPIENT : E_BUSY;
}

static enum err say(struct dialogue *d, struct view text)
{
	while (text.n) {
		ssize_t n = send(d->fd, text.p, text.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || clock_us() > d->until)
			return E_GONE;
		text = view_sub(text, (size_t)n, text.n);
	}
	return OK;
}

static enum err hear(struct dialogue *d, unsigned *ret_code)
{
	uint8_t some[1024];
	buf_clear(&d->in);
	for (;;) {
		ssize_t n = recv(d->fd, some, sizeof some, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || clock_us() > d->until)
			return E_GONE;
		buf_put(&d->in, view_of(some, (size_t)n));
		if (d->in.err != OK)
			return E_PROTOCOL;
		enum err e = smtp_reply(buf_view(&d->in), ret_code);
		if (e != E_BUSY)
			return e;
	}
}

static enum err ask(struct dialogue *d, struct view command, unsigned good, bool recipient)
{
	unsigned code = 0;
	try(say(d, command));
	try(hear(d, &code));
	return smtp_meaning(code, good, recipient);
}

static enum err ask_about(struct dialogue *d, const char *verb, struct view address, bool recipient)
{
	scope_end(buf_free) struct buf b = buf_new(512);
	buf_fmt(&b, "%s:<", verb);
	buf_put(&b, address);
	buf_str(&b, ">\r\n");
	return b.err != OK ? E_RECIPIENT : ask(d, buf_view(&b), 250, recipient);
}

/* RFC 5321 4.5.2: a line that begins with a dot gets another one. */
static void stuffed(struct view letter, struct buf *out)
{
	for (size_t i = 0; i < letter.n; i++) {
		if (letter.p[i] == '.' && (i == 0 || letter.p[i - 1] == '\n'))
			buf_u8(out, '.');
		buf_u8(out, letter.p[i]);
	}
	buf_str(out, ".\r\n");
}

static enum err talk(struct dialogue *d, struct view from, const char *to, struct view letter)
{
	unsigned code = 0;
	scope_end(buf_free) struct buf body = buf_new(letter.n * 2 + 8);
	try(hear(d, &code));
	try(smtp_meaning(code, 220, false));
	if (ask(d, VIEW("EHLO localhost\r\n"), 250, false) != OK)
		try(ask(d, VIEW("HELO localhost\r\n"), 250, false));
	try(ask_about(d, "MAIL FROM", from, false));
	try(ask_about(d, "RCPT TO", view_str(to), true));
	try(ask(d, VIEW("DATA\r\n"), 354, false));
	stuffed(letter, &body);
	if (body.err != OK)
		return body.err;
	try(ask(d, buf_view(&body), 250, false)); /* now it is theirs */
	if (ask(d, VIEW("QUIT\r\n"), 221, false) != OK)
		log_info("the relay hung up first");
	return OK;
}

/* Linux lets go of a TCP socket's peer this way, and the socket can be connected again. */
static void let_go(int fd)
{
	static const struct sockaddr none = {.sa_family = AF_UNSPEC};
	if (connect(fd, &none, sizeof none) != 0)
		log_info("the socket was not connected");
}

enum err smtp_send(int fd, const struct policy_relay *relay, struct view from, const char *to,
		   struct view letter)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(relay->port),
				.sin_addr.s_addr = htonl(relay->address)};
	struct timeval step = {.tv_sec = STEP_SECONDS};
	struct dialogue d = {
	    .fd = fd, .until = clock_us() + PATIENCE_US, .in = buf_new(SMTP_REPLY_MAX)};
	let_go(fd);
	enum err e = E_GONE;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &step, sizeof step) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &step, sizeof step) == 0 &&
	    connect(fd, (const struct sockaddr *)&a, sizeof a) == 0)
		e = talk(&d, from, to, letter);
	let_go(fd);
	buf_free(&d.in);
	return e;
}
