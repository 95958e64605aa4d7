/* SPDX-License-Identifier: Apache-2.0
 * twin.c: both portals without the rest of the house: it takes the place of sys/role.c and answers
 * as store, belt and auth would, from memory. For looking at pages and for tests of every answer a
 * peer can give; nothing of it is installed.
 *
 *   twin gate|portal SOCKET POLICY
 *
 * Staff numbers and people are the policy's; every password is "password", every code "123456".
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/file.h"
#include "tests/web/twin.h"
#include "web/pages_both.h"

#define WATCHES 8
#define ANSWERS 4096

static struct {
	int fd;
	void (*ready)(void);
} watches[WATCHES];
static size_t watch_count;

static struct incoming *answers[ANSWERS];
static size_t answer_count;
static uint64_t tags;

struct site twin_site;

void role_watch(int fd, void (*ready)(void))
{
	watches[watch_count].fd = fd;
	watches[watch_count++].ready = ready;
}

uint64_t role_tag(void)
{
	return ++tags;
}

bool role_has(enum role peer)
{
	return peer != ROLE_NONE;
}

void twin_answer(uint64_t tag, enum role from, enum msg m, const void *body, int fd)
{
	struct incoming *in = calloc(1, sizeof(*in));
	if (!in || answer_count == ANSWERS)
		abort();
	*in = (struct incoming){.msg = m, .tag = tag, .from = from, .fds = {fd, -1, -1}};
	memcpy(in->body.bytes, body, msg_size(m));
	answers[answer_count++] = in;
}

void twin_done(uint64_t tag, enum role from, enum err e, const struct body_done *with)
{
	struct body_done body = with ? *with : (struct body_done){0};
	body.err = e;
	twin_answer(tag, from, MSG_DONE, &body, -1);
}

enum err role_send(enum role peer, enum msg m, uint64_t tag, const void *body, const int *fds)
{
	(void)fds;
	return twin_asked(peer, m, tag, body);
}

static void deliver(void)
{
	for (size_t i = 0; i < answer_count; i++) {
		ask_answer(answers[i]);
		incoming_close(answers[i]);
		free(answers[i]);
	}
	answer_count = 0;
}

static int listen_at(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	(void)unlink(path);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, 128) != 0 ||
	    chmod(path, 0666) != 0) /* nginx of the tests may be another user */
		abort();
	return fd;
}

static void loop(void)
{
	uint64_t tick = clock_us() + 1000000;
	for (;;) {
		struct pollfd fds[WATCHES];
		for (size_t i = 0; i < watch_count; i++)
			fds[i] = (struct pollfd){.fd = watches[i].fd, .events = POLLIN};
		(void)poll(fds, watch_count, answer_count ? 0 : 200);
		for (size_t i = 0; i < watch_count; i++)
			if (fds[i].revents)
				watches[i].ready();
		deliver();
		if (clock_us() > tick) {
			tick = clock_us() + 1000000;
			server_tick();
		}
	}
}

int main(int argc, char **argv)
{
	static const struct server gate = {
	    .site = &twin_site, .routes = gate_routes, .gate = true, .envelope = gate_envelope};
	static const struct server portal = {
	    .site = &twin_site, .routes = portal_routes, .envelope = portal_envelope};
	if (argc != 4)
		return 2;
	bool is_gate = !strcmp(argv[1], "gate");
	int policy = open(argv[3], O_RDONLY | O_CLOEXEC);
	(void)signal(SIGPIPE, SIG_IGN);
	log_name(is_gate ? "twin-gate" : "twin-portal");
	if (site_open(&twin_site, policy, true, is_gate ? DIRECTION_IN : DIRECTION_OUT) != OK)
		log_fatal("policy");
	twin_site.limit = 4000000; /* small, so that "too large" is quick to try */
	twin_people();
	twin_zone_key();
	if (server_open(is_gate ? &gate : &portal, listen_at(argv[2])) != OK)
		log_fatal("server");
	printf("ready\n");
	fflush(stdout);
	loop();
}
