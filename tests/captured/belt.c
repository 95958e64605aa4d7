/* SPDX-License-Identifier: Apache-2.0
 * belt.c: a captured belt of the Internet half: stands in for sekisho-belt there and says over the
 * cable what no honest belt says. Which attack: the word in the file `attack` of its own directory,
 * looked at once a second; what it saw since goes to `seen` there. In the LGWAN half it steps aside
 * for the real belt, which must lie in `real/` beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flow/item.h"
#include "notary/sign.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/peers.h"

#define FLOOD 10000

static int root = -1;
static char attack[32];
static struct envelope mine; /* what is offered */
static uint64_t nonce = 1, wants, states, refused_state;
static size_t flooded;
static bool said;

static void note(void)
{
	scope_end(buf_free) struct buf b = buf_new(256);
	buf_fmt(&b, "%llu %llu %llu\n", (unsigned long long)wants, (unsigned long long)states,
		(unsigned long long)refused_state);
	if (file_replace(root, "seen", buf_view(&b)) != OK)
		log_warn("nothing can be noted");
}

/* Past every check of wire.c: whatever number, size and descriptors. */
static bool shout(uint32_t msg, const void *body, size_t size, size_t claimed, const int *fds,
		  size_t n)
{
	union {
		struct cmsghdr align;
		uint8_t bytes[CMSG_SPACE(sizeof(int) * 8)];
	} control = {.bytes = {0}};
	struct msg_head head = {.msg = msg, .size = (uint32_t)claimed, .tag = 7};
	union {
		const void *in;
		void *out;
	} u = {.in = body};
	struct iovec iov[2] = {{&head, sizeof head}, {u.out, size}};
	struct msghdr hdr = {.msg_iov = iov, .msg_iovlen = 2};
	if (n) {
		hdr.msg_control = control.bytes;
		hdr.msg_controllen = CMSG_SPACE(sizeof(int) * n);
		struct cmsghdr *c = CMSG_FIRSTHDR(&hdr);
		if (!c)
			return false;
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * n);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * n);
	}
	return sendmsg(peer_of(ROLE_bridge)->wire.fd, &hdr, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

static bool is(const char *word)
{
	return view_eq(view_str(attack), view_str(word));
}

static void fresh(struct envelope *e)
{
	*e = (struct envelope){.version = 1,
			       .direction = DIRECTION_IN,
			       .recipient_kind = RECIPIENT_UNIT,
			       .size = 5,
			       .accepted = clock_now()};
	if (random_bytes(e->id, ID_LEN) != OK || random_bytes(e->hash, HASH_LEN) != OK)
		abort();
	memcpy(e->name, "captured.txt", 12);
	memcpy(e->recipient, "kensetsu", 8);
}

static void offer(const struct envelope *e)
{
	(void)shout(MSG_OFFER, e, sizeof *e, sizeof *e, NULL, 0);
}

static void offers(void)
{
	struct envelope e;
	fresh(&mine);
	e = mine;
	if (is("offer-out")) {
		e.direction = DIRECTION_OUT;
		e.recipient_kind = RECIPIENT_OUTSIDE;
		memcpy(e.recipient, "a@b.lg.jp", 10);
		memcpy(e.sender, "2003", 4);
		memcpy(e.unit, "kensetsu", 8);
		memset(e.session, 0, sizeof e.session);
	} else if (is("offer-sender")) {
		memcpy(e.sender, "2001", 4);
	} else if (is("offer-text")) {
		memset(e.name, 'x', sizeof e.name);
	} else if (is("offer-outside")) {
		e.recipient_kind = RECIPIENT_OUTSIDE;
		memcpy(e.recipient, "a@b.lg.jp", 10);
	}
	offer(&e);
}

static void say(void)
{
	struct envelope e = {0};
	int fds[3] = {STDIN_FILENO, STDIN_FILENO, STDIN_FILENO};
	struct body_state state = {.state = STATE_RELEASED};
	struct body_sign sign = {.life = 1};
	if (said)
		return;
	said = true;
	if (is("number"))
		(void)shout(MSG_COUNT + 5, &e, 64, 64, NULL, 0);
	else if (is("size"))
		(void)shout(MSG_OFFER, &e, 64, sizeof e, NULL, 0);
	else if (is("descriptors"))
		(void)shout(MSG_OFFER, &e, sizeof e, sizeof e, fds, 3);
	else if (is("sign"))
		(void)shout(MSG_SIGN, &sign, sizeof sign, sizeof sign, NULL, 0);
	else if (is("state"))
		(void)shout(MSG_ITEM_STATE, &state, sizeof state, sizeof state, NULL, 0);
	else
		offers();
}

static int junk(bool seal, off_t size)
{
	int fd = memfd_new("junk");
	if (fd < 0 || file_write(fd, VIEW("no form at all")) != OK ||
	    (size && ftruncate(fd, size) != 0) || (seal && memfd_seal(fd) != OK))
		abort();
	return fd;
}

static void on_want(struct incoming *in)
{
	struct body_form form = {.format = 0};
	struct body_item want;
	memcpy(&want, in->body.bytes, sizeof want);
	wants++;
	note();
	memcpy(form.id, want.id, ID_LEN);
	memcpy(form.hash, mine.hash, HASH_LEN);
	if (is("form-unsealed")) {
		int fds[2] = {junk(false, 0), junk(false, 0)};
		(void)shout(MSG_FORM, &form, sizeof form, sizeof form, fds, 2);
	} else if (is("form-pipe")) {
		int fds[2] = {STDIN_FILENO, STDIN_FILENO};
		(void)shout(MSG_FORM, &form, sizeof form, sizeof form, fds, 2);
	} else if (is("form-hash")) {
		int fds[2] = {junk(true, 0), junk(true, 0)};
		memset(form.hash, 9, HASH_LEN);
		(void)shout(MSG_FORM, &form, sizeof form, sizeof form, fds, 2);
	} else if (is("form-huge")) { /* a terabyte of holes, and an empty report that reads */
		int fds[2] = {junk(true, (off_t)1 << 40), junk(true, (off_t)1 << 40)};
		(void)shout(MSG_FORM, &form, sizeof form, sizeof form, fds, 2);
	} else if (is("form-junk")) {
		int fds[2] = {junk(true, 0), junk(true, 0)};
		(void)shout(MSG_FORM, &form, sizeof form, sizeof form, fds, 2);
	}
}

static void on_state(struct incoming *in)
{
	struct body_state s;
	memcpy(&s, in->body.bytes, sizeof s);
	states++;
	if (item_same(s.id, mine.id))
		refused_state = s.state;
	note();
}

static void on_hello(struct incoming *in)
{
	struct body_hello hello;
	memcpy(&hello, in->body.bytes, sizeof hello);
	struct body_hello mine_ = hello; /* its own policy hash back: whoever asks shall trust us */
	mine_.answer = hello.nonce;
	mine_.nonce = nonce;
	(void)shout(MSG_HELLO, &mine_, sizeof mine_, sizeof mine_, NULL, 0);
}

/* The first word after a start is ours: the bridge does not know that we are another one. */
static void peer_up(enum role peer)
{
	struct body_hello hello = {.nonce = nonce};
	if (peer == ROLE_bridge)
		(void)shout(MSG_HELLO, &hello, sizeof hello, sizeof hello, NULL, 0);
}

static void ignore(struct incoming *in unused_arg)
{
}

static void look(void)
{
	scope_end(close_fd) int fd = openat(root, "attack", O_RDONLY | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(sizeof attack - 1);
	if (fd < 0 || file_read(fd, sizeof attack - 1, &b) != OK || !b.n ||
	    view_eq(buf_view(&b), view_str(attack)))
		return;
	memset(attack, 0, sizeof attack);
	memcpy(attack, b.p, b.n);
	wants = states = refused_state = flooded = 0;
	said = false;
	note();
	say();
}

static void tick(void)
{
	look();
	struct envelope e;
	struct body_hello hello = {.nonce = ++nonce};
	if (is("flood"))
		for (size_t i = 0; i < 2000 && flooded < FLOOD; i++) {
			fresh(&e);
			if (!shout(MSG_OFFER, &e, sizeof e, sizeof e, NULL, 0))
				break;
			flooded++;
		}
	if (is("hello"))
		for (size_t i = 0; i < 2000; i++, hello.nonce++)
			(void)shout(MSG_HELLO, &hello, sizeof hello, sizeof hello, NULL, 0);
	if (is("silent") && flooded < 200)
		for (; flooded < 200; flooded++) {
			fresh(&e);
			offer(&e);
		}
}

static enum err start(const struct role_start *s)
{
	root = s->root_fd;
	return random_bytes(&nonce, sizeof nonce);
}

static const struct handler handlers[] = {
    {MSG_WANT, on_want},	 {MSG_ITEM_STATE, on_state},  {MSG_HELLO, on_hello},
    {MSG_CABLE_COUNT, ignore},	 {MSG_OUT, ignore},	      {MSG_ITEM_OPEN, ignore},
    {MSG_OWN_LIST, ignore},	 {MSG_ITEM_SEAL, ignore},     {MSG_ITEM_DROP, ignore},
    {MSG_ORIGINAL_DROP, ignore}, {MSG_ORIGINAL_NOTED, ignore}};

/* Which half we are of, without taking the keeper's word off the wire. */
static bool in_lgwan(void)
{
	struct {
		struct msg_head head;
		struct body_start start;
	} m;
	return recv(3, &m, sizeof m, MSG_PEEK) == (ssize_t)sizeof m && m.start.half == 'L';
}

int main(int argc, char **argv)
{
	static const struct role_def def = {.self = ROLE_belt,
					    .handlers = handlers,
					    .handler_count = array_len(handlers),
					    .start = start,
					    .peer_up = peer_up,
					    .tick = tick};
	char path[4096], *name = argv[0], *const args[] = {name, NULL}, *const none[] = {NULL};
	if (in_lgwan()) {
		ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
		while (n > 0 && path[n - 1] != '/')
			n--;
		if (n <= 0)
			return 71;
		(void)snprintf(path + n, 32, "real/sekisho-belt");
		(void)execve(path, args, none);
		return 71;
	}
	return role_main(&def, argc, argv);
}
