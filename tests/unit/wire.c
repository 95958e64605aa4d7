/* SPDX-License-Identifier: Apache-2.0
 * wire.c: a message that is not in the table never reaches anybody, and a role outlives its peers.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "sys/peers.h"
#include "tap.h"

/* A forked peer says one message, as raw bytes and descriptors, to a wire of `self`. */
struct raw {
	enum role self, peer;
	uint32_t msg, size;
	size_t body; /* bytes that really follow the head */
	unsigned fds;
};

static void raw_send(int fd, const struct raw *r)
{
	static uint8_t body[MSG_BODY_MAX + 64];
	struct msg_head head = {.msg = r->msg, .size = r->size, .tag = 7};
	struct iovec iov[2] = {{&head, sizeof head}, {body, r->body}};
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(int) * 64)];
	} control = {.bytes = {0}};
	struct msghdr hdr = {.msg_iov = iov, .msg_iovlen = 2};
	if (r->fds) {
		int fds[64];
		for (unsigned i = 0; i < r->fds; i++)
			fds[i] = STDERR_FILENO;
		hdr.msg_control = control.bytes;
		hdr.msg_controllen = CMSG_SPACE(sizeof(int) * r->fds);
		struct cmsghdr *c = CMSG_FIRSTHDR(&hdr);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * r->fds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * r->fds);
	}
	if (sendmsg(fd, &hdr, MSG_NOSIGNAL) < 0)
		_exit(1);
}

static int open_fds(void)
{
	int n = 0;
	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static enum err told(const struct raw *r)
{
	int pair[2];
	if (wire_pair(pair) != OK)
		return E_INTERNAL;
	pid_t pid = fork();
	if (pid == 0) {
		raw_send(pair[1], r);
		_exit(0);
	}
	close(pair[1]);
	struct wire w = {.fd = pair[0], .self = r->self, .peer = r->peer};
	struct incoming in;
	enum err e = wire_recv(&w, &in);
	if (e == OK)
		incoming_close(&in);
	(void)waitpid(pid, NULL, 0);
	close(pair[0]);
	return e;
}

static void only_what_the_table_allows(void)
{
	const uint32_t form = sizeof(struct body_form), item = sizeof(struct body_item);
	int before = open_fds();
	struct raw ok = {ROLE_store, ROLE_belt, MSG_FORM, form, form, 2};
	expect_err(told(&ok), OK);
	struct raw bad = ok;
	bad.peer = ROLE_portal; /* FORM may come from anyone who has a wire: this one is allowed */
	expect_err(told(&bad), OK);
	bad = (struct raw){ROLE_store, ROLE_portal, MSG_FETCHED, item, item, 1};
	expect_err(told(&bad), E_PROTOCOL); /* only release may say it */
	bad = (struct raw){ROLE_belt, ROLE_release, MSG_FETCHED, item, item, 1};
	expect_err(told(&bad), E_PROTOCOL); /* only to the store */
	bad = (struct raw){
	    ROLE_store, ROLE_belt, MSG_START, sizeof(struct body_start), sizeof(struct body_start),
	    1};
	expect_err(told(&bad), E_PROTOCOL); /* only the keeper starts anybody */
	bad = ok;
	bad.fds = 1;
	expect_err(told(&bad), E_PROTOCOL);
	bad.fds = 0;
	expect_err(told(&bad), E_PROTOCOL);
	bad.fds = 3;
	expect_err(told(&bad), E_PROTOCOL);
	bad.fds = 60; /* more than there is room for: the kernel drops, we close the rest */
	expect_err(told(&bad), E_PROTOCOL);
	bad = ok;
	bad.body = form - 8;
	expect_err(told(&bad), E_PROTOCOL);
	bad.body = form + 8;
	expect_err(told(&bad), E_PROTOCOL);
	bad.body = MSG_BODY_MAX + 64;
	expect_err(told(&bad), E_PROTOCOL);
	bad = ok;
	bad.size = 0;
	expect_err(told(&bad), E_PROTOCOL);
	bad = ok;
	bad.msg = MSG_COUNT;
	expect_err(told(&bad), E_PROTOCOL);
	bad.msg = 0;
	expect_err(told(&bad), E_PROTOCOL);
	bad.msg = UINT32_MAX;
	expect_err(told(&bad), E_PROTOCOL);
	expect(open_fds() == before); /* nothing leaked, whatever came along */
}

static void short_and_empty(void)
{
	int pair[2];
	struct incoming in;
	expect_err(wire_pair(pair), OK);
	expect(fcntl(pair[0], F_GETFD) == FD_CLOEXEC);
	struct wire w = {.fd = pair[0], .self = ROLE_store, .peer = ROLE_belt};
	expect(send(pair[1], "abc", 3, 0) == 3);
	expect_err(wire_recv(&w, &in), E_PROTOCOL);
	close(pair[1]);
	expect_err(wire_recv(&w, &in), E_GONE);
	expect_err(wire_send(&w, MSG_WANT, 1, NULL, NULL), E_GONE);
	close(pair[0]);
	w.fd = -1;
	expect_err(wire_recv(&w, &in), E_GONE);
}

static void full_queue(void)
{
	int pair[2];
	expect_err(wire_pair(pair), OK);
	struct wire w = {.fd = pair[0], .self = ROLE_store, .peer = ROLE_belt};
	enum err e = OK;
	int sent = 0;
	while (e == OK && sent < 100000) {
		e = wire_try_send(&w, MSG_WANT, 1, NULL, NULL);
		sent++;
	}
	expect(e == E_BUSY && sent > 50);
	close(pair[0]);
	close(pair[1]);
}

static void texts(void)
{
	char field[8] = "abc";
	expect(body_text_ok(field, sizeof field));
	field[5] = 'x'; /* after the NUL */
	expect(!body_text_ok(field, sizeof field));
	expect(!body_text_ok("abcdefgh", 8)); /* no NUL */
	expect(!body_text_ok("\xff\0", 2));
	expect(!body_text_ok("\xe2\x80\xae\0", 4)); /* right-to-left override */
	expect(body_text_ok("\0\0", 2));
}

/* A role under a keeper played by this test, with one peer. */

static void on_want(struct incoming *in)
{
	role_done(in, E_POLICY);
}

static void on_offer(struct incoming *in)
{
	/* Asks its peer before it answers: a call within a handler. */
	role_done(in, role_call(ROLE_belt, MSG_WANT, NULL, NULL, 5, NULL, NULL));
}

static enum err no_confinement_to_test(const struct role_start *s)
{
	return s->half == 'L' && s->policy_fd >= 0 && s->root_fd < 0 ? OK : E_CONFIG;
}

static const struct handler handlers[] = {{MSG_WANT, on_want}, {MSG_OFFER, on_offer}};
static const struct role_def def = {.self = ROLE_store,
				    .handlers = handlers,
				    .handler_count = array_len(handlers),
				    .open = no_confinement_to_test};

static pid_t start_role(struct wire *keeper)
{
	int pair[2];
	if (wire_pair(pair) != OK)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		if (dup2(pair[1], 3) != 3)
			_exit(1);
		_exit(role_main(&def, 0, NULL));
	}
	close(pair[1]);
	*keeper = (struct wire){.fd = pair[0], .self = ROLE_keeper, .peer = ROLE_store};
	return pid;
}

static struct wire give_wire(struct wire *keeper)
{
	int pair[2];
	struct body_wire body = {.peer = ROLE_belt, .half = 'L'};
	if (wire_pair(pair) != OK || wire_send(keeper, MSG_WIRE, 0, &body, (int[]){pair[1]}) != OK)
		return (struct wire){.fd = -1};
	close(pair[1]);
	return (struct wire){.fd = pair[0], .self = ROLE_belt, .peer = ROLE_store};
}

static uint32_t done_err(const struct incoming *in)
{
	struct body_done body;
	memcpy(&body, in->body.bytes, sizeof body);
	return in->msg == MSG_DONE ? body.err : UINT32_MAX;
}

static void peers_come_and_go(struct wire *keeper)
{
	struct incoming in;
	struct wire belt = give_wire(keeper);
	expect_err(wire_send(&belt, MSG_WANT, 42, NULL, NULL), OK);
	expect_err(wire_recv(&belt, &in), OK);
	expect(in.tag == 42 && done_err(&in) == E_POLICY);

	close(belt.fd); /* the peer died; the keeper brings a new one */
	belt = give_wire(keeper);
	expect_err(wire_send(&belt, MSG_OFFER, 43, NULL, NULL), OK);
	expect_err(wire_recv(&belt, &in), OK);
	expect(in.msg == MSG_WANT); /* the role's own question, while ours waits */
	uint64_t question = in.tag;
	expect_err(wire_send(&belt, MSG_WANT, 44, NULL, NULL), OK); /* kept for the loop */
	struct body_done done = {.err = E_STEPUP};
	expect_err(wire_send(&belt, MSG_DONE, question, &done, NULL), OK);
	expect_err(wire_recv(&belt, &in), OK);
	expect(in.tag == 43 && done_err(&in) == E_STEPUP);
	expect_err(wire_recv(&belt, &in), OK);
	expect(in.tag == 44 && done_err(&in) == E_POLICY);
	/* An answer to a question long given up is dropped, not a violation. */
	expect_err(wire_send(&belt, MSG_DONE, question, &done, NULL), OK);
	expect_err(wire_send(&belt, MSG_WANT, 45, NULL, NULL), OK);
	expect_err(wire_recv(&belt, &in), OK);
	expect(in.tag == 45);

	/* More than its queue holds, without reading: nobody waits for ever, nothing is lost. */
	for (uint64_t i = 0; i < 2000; i++) {
		struct pollfd fd = {.fd = belt.fd, .events = POLLOUT};
		(void)poll(&fd, 1, 10000);
		if (wire_send(&belt, MSG_WANT, 1000 + i, NULL, NULL) != OK)
			break;
	}
	uint64_t answered = 0;
	while (answered < 2000 && wire_recv(&belt, &in) == OK && in.tag == 1000 + answered)
		answered++;
	expect(answered == 2000);

	/* A message the table allows but nobody here is told: the keeper hears of it. */
	expect_err(wire_send(&belt, MSG_HELLO, 1, NULL, NULL), OK);
	expect_err(wire_recv(keeper, &in), OK);
	expect(in.msg == MSG_VIOLATION && in.body.bytes[0] == ROLE_belt);
	expect_err(wire_recv(&belt, &in), E_GONE);
	close(belt.fd);

	belt = give_wire(keeper);
	expect(send(belt.fd, "garbage", 7, 0) == 7);
	expect_err(wire_recv(keeper, &in), OK);
	expect(in.msg == MSG_VIOLATION);
	close(belt.fd);
}

static void roles(void)
{
	struct wire keeper;
	struct incoming in;
	int status;
	pid_t pid = start_role(&keeper);
	int policy = memfd_new("policy");
	struct body_start start = {.half = 'L', .evaluation = 1, .epoch = 1};
	expect_err(wire_send(&keeper, MSG_START, 0, &start, &policy), OK);
	close(policy);
	expect_err(wire_recv(&keeper, &in), OK);
	if (expect(in.msg == MSG_READY))
		peers_come_and_go(&keeper);
	close(keeper.fd); /* without a keeper it ends */
	expect(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Descriptors run out while messages wait: what was taken is sent, what was not is said. */
static void out_of_descriptors(void)
{
	int pair[2], fd = memfd_new("form"), again = memfd_new("again");
	struct rlimit old, low;
	uint64_t taken = 0, arrived = 0;
	enum err e = OK;
	expect_err(wire_pair(pair), OK);
	peers_begin(ROLE_store);
	peer_open(ROLE_notary, pair[0]);
	(void)getrlimit(RLIMIT_NOFILE, &old);
	low = (struct rlimit){32, old.rlim_max};
	expect(setrlimit(RLIMIT_NOFILE, &low) == 0);
	while (e == OK && taken < 10000) {
		e = role_send(ROLE_notary, MSG_REBUILD, taken, NULL, &fd);
		taken += e == OK;
	}
	expect(e == E_BUSY && taken > 32);
	expect_err(role_send(ROLE_notary, MSG_REBUILD, 0, NULL, &again), E_BUSY);
	expect(setrlimit(RLIMIT_NOFILE, &old) == 0);
	struct wire notary = {.fd = pair[1], .self = ROLE_notary, .peer = ROLE_store};
	struct incoming in;
	while (arrived < taken && wire_recv(&notary, &in) == OK && in.tag == arrived) {
		arrived++;
		incoming_close(&in);
		peer_flush(ROLE_notary);
	}
	expect(arrived == taken);
	expect(peer_of(ROLE_notary)->first == NULL);
	peer_close(ROLE_notary);
	close(pair[1]);
	close(fd);
	close(again);
}

int main(void)
{
	out_of_descriptors();
	only_what_the_table_allows();
	short_and_empty();
	full_queue();
	texts();
	roles();
	return tap_done();
}
