/* SPDX-License-Identifier: Apache-2.0
 * role.c: a process of any role that does nothing but live: named by the program it was started as
 * (sekisho-NAME). Used to test keeper, wires and jail without the real ones.
 */
#include <fcntl.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/peers.h"

static struct role_def def;
static int root_fd = -1;

static void peer_up(enum role peer)
{
	log_info("peer %s is up", role_name(peer));
}

static void peer_down(enum role peer)
{
	log_info("peer %s is down", role_name(peer));
}

/* Over the cable and back: HELLO is answered once. */
static void on_hello(struct incoming *in)
{
	struct body_hello body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (body.answer == 0) {
		body.answer = body.nonce;
		role_reply(in, MSG_HELLO, &body, NULL);
	} else {
		log_info("hello from %s came back", role_name(in->from));
	}
}

static void up_and_greet(enum role peer)
{
	peer_up(peer);
	if (def.self == ROLE_bridge && peer == ROLE_belt) {
		struct body_hello body = {.nonce = 7};
		if (role_send(peer, MSG_HELLO, 1, &body, NULL) != OK)
			log_warn("no hello");
	}
}

static enum err start(const struct role_start *s)
{
#ifndef JAIL_OFF
	/* In the jail now: nothing above its root can be reached, by no way. */
	if (s->root_fd >= 0 && (openat(s->root_fd, "../../policy.yaml", O_RDONLY) >= 0 ||
				open("/etc/passwd", O_RDONLY) >= 0))
		return E_INTERNAL;
#endif
	root_fd = s->root_fd;
	log_info("in the jail");
	return OK;
}

/* A file "misbehave" in its directory makes it say to the belt what nobody may: once. */
static void tick(void)
{
	static bool done;
	if (done || root_fd < 0 || faccessat(root_fd, "misbehave", F_OK, 0) != 0)
		return;
	done = true;
	log_info("misbehaving");
	static const char command[] = "\033]0;owned\007\n"; /* to whoever looks at the log */
	ssize_t said = write(STDERR_FILENO, command, sizeof command - 1);
	(void)said;
	struct wire w = peer_of(ROLE_belt)->wire;
	ssize_t n = write(w.fd, "garbage", 7);
	(void)n;
}

int main(int argc, char **argv)
{
	static const struct handler handlers[] = {{MSG_HELLO, on_hello}};
	const char *dash = argc > 0 ? strrchr(argv[0], '-') : NULL;
	def = (struct role_def){.handlers = handlers,
				.handler_count = 1,
				.start = start,
				.peer_up = up_and_greet,
				.peer_down = peer_down,
				.tick = tick};
	for (size_t r = 1; dash && r < ROLE_COUNT; r++)
		if (view_eq(view_str(dash + 1), view_str(role_name((enum role)r))))
			def.self = (enum role)r;
	def.needs_listen =
	    def.self == ROLE_portal || def.self == ROLE_gate || def.self == ROLE_mailer;
	return role_main(&def, argc, argv);
}
