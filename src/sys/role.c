/* SPDX-License-Identifier: Apache-2.0
 * role.c: birth and loop of a long-lived process.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sys/jail.h"
#include "sys/log.h"
#include "sys/peers.h"

#define KEEPER_FD 3
#define WATCHES_MAX 64
#define TICK_US 1000000u
#define FILES_MAX 65536

struct watch {
	int fd;
	void (*ready)(void);
	void (*ready_with)(void *);
	void *context;
};

static const struct role_def *def;
static struct watch watches[WATCHES_MAX];
static size_t watch_count;

static void add_watch(struct watch w)
{
	bool off = !w.ready && !w.ready_with;
	size_t i = 0;
	while (i < watch_count && watches[i].fd != w.fd)
		i++;
	if (off) {
		if (i < watch_count)
			watches[i] = watches[--watch_count];
		return;
	}
	assert(i < WATCHES_MAX);
	watches[i] = w;
	watch_count = max_of(watch_count, i + 1);
}

void role_watch(int fd, void (*ready)(void))
{
	add_watch((struct watch){.fd = fd, .ready = ready});
}

void role_watch_with(int fd, void (*ready)(void *), void *context)
{
	add_watch((struct watch){.fd = fd, .ready_with = ready, .context = context});
}

static void lose(enum role peer)
{
	if (!role_has(peer))
		return;
	peer_close(peer);
	if (def->peer_down)
		def->peer_down(peer);
}

void role_violation(enum role peer)
{
	struct body_wire body = {.peer = (uint32_t)peer};
	log_warn("%s broke the rules of its wire", role_name(peer));
	if (role_has(ROLE_keeper) && role_send(ROLE_keeper, MSG_VIOLATION, 0, &body, NULL) != OK)
		log_warn("the keeper could not be told");
	lose(peer);
}

static void new_wire(struct incoming *in)
{
	struct body_wire body;
	memcpy(&body, in->body.bytes, sizeof body);
	if (body.peer == ROLE_NONE || body.peer >= ROLE_COUNT || body.peer == ROLE_keeper)
		log_fatal("the keeper named a peer that does not exist");
	enum role peer = (enum role)body.peer;
	lose(peer);
	peer_open(peer, take_fd(&in->fds[0]));
	if (def->peer_up)
		def->peer_up(peer);
}

static void dispatch(struct incoming *in)
{
	if (in->from == ROLE_keeper && in->msg == MSG_WIRE) {
		new_wire(in);
		return;
	}
	if (peers_is_late_answer(in))
		return;
	for (size_t i = 0; i < def->handler_count; i++) {
		if (def->handlers[i].msg == in->msg) {
			def->handlers[i].handle(in);
			return;
		}
	}
	log_warn("%s is nothing this process is told", msg_name(in->msg));
	role_violation(in->from);
}

static void read_one(enum role from)
{
	struct incoming in;
	enum err e = wire_recv(&peer_of(from)->wire, &in);
	if (e == OK) {
		dispatch(&in);
		incoming_close(&in);
		return;
	}
	if (from == ROLE_keeper) {
		/* Nobody would restart us or bring new peers: the whole half ends. */
		log_info("the keeper is gone");
		_exit(0);
	}
	if (e == E_PROTOCOL)
		role_violation(from);
	else if (e != E_BUSY)
		lose(from);
}

static void handle_kept(void)
{
	struct incoming in;
	while (peers_next_kept(&in)) {
		dispatch(&in);
		incoming_close(&in);
	}
}

static void run_watch(int fd)
{
	for (size_t i = 0; i < watch_count; i++) {
		if (watches[i].fd != fd)
			continue;
		if (watches[i].ready)
			watches[i].ready();
		else
			watches[i].ready_with(watches[i].context);
		return;
	}
}

/* Which descriptors to wait for: peers first (their role is remembered in `roles`), then watches.
 */
static size_t fill(struct pollfd *fds, enum role *roles)
{
	size_t n = 0;
	for (size_t r = 0; r < ROLE_COUNT; r++) {
		struct peer *p = peer_of((enum role)r);
		short events = (short)((p->paused ? 0 : POLLIN) | (p->first ? POLLOUT : 0));
		if (p->wire.fd < 0)
			continue;
		roles[n] = (enum role)r;
		fds[n++] = (struct pollfd){.fd = p->wire.fd, .events = events};
	}
	for (size_t i = 0; i < watch_count; i++) {
		roles[n] = ROLE_NONE;
		fds[n++] = (struct pollfd){.fd = watches[i].fd, .events = POLLIN};
	}
	return n;
}

static void serve(const struct pollfd *fd, enum role role)
{
	if (role == ROLE_NONE) {
		run_watch(fd->fd);
		return;
	}
	/* An earlier handler of this round may have closed or replaced the wire. */
	struct peer *p = peer_of(role);
	if (p->wire.fd != fd->fd)
		return;
	if (fd->revents & POLLOUT)
		peer_flush(role);
	if (fd->revents & POLLIN)
		read_one(role);
	else if (fd->revents & (POLLHUP | POLLERR | POLLNVAL)) {
		if (role == ROLE_keeper)
			_exit(0);
		lose(role);
	}
}

void role_loop(const struct role_def *d)
{
	struct pollfd fds[ROLE_COUNT + WATCHES_MAX];
	enum role roles[ROLE_COUNT + WATCHES_MAX];
	uint64_t next_tick = clock_us() + TICK_US;
	def = d;
	for (;;) {
		handle_kept();
		uint64_t now = clock_us();
		if (now >= next_tick) {
			next_tick = now + TICK_US;
			if (def->tick)
				def->tick();
			continue;
		}
		size_t n = fill(fds, roles);
		int ready = poll(fds, (nfds_t)n, (int)((next_tick - now) / 1000) + 1);
		if (ready < 0 && errno != EINTR)
			log_fatal("poll: error %d", errno);
		for (size_t i = 0; ready > 0 && i < n; i++)
			if (fds[i].revents)
				serve(&fds[i], roles[i]);
	}
}

static void wait_for_keeper(enum msg want, struct incoming *ret)
{
	if (wire_recv(&peer_of(ROLE_keeper)->wire, ret) != OK || ret->msg != want)
		log_fatal("the keeper did not say %s", msg_name(want));
}

/* A thousand files at once are a thousand descriptors; select(2), which would mind, is not used. */
static void more_files(void)
{
	struct rlimit l;
	if (getrlimit(RLIMIT_NOFILE, &l) != 0)
		return;
	l.rlim_cur = min_of(l.rlim_max, (rlim_t)FILES_MAX);
	(void)setrlimit(RLIMIT_NOFILE, &l);
}

void role_wait_start(enum role self, struct body_start *ret, struct role_start *ret_start)
{
	struct incoming in;
	log_name(role_name(self));
	(void)signal(SIGPIPE, SIG_IGN);
	more_files();
	peers_begin(self);
	if (fcntl(KEEPER_FD, F_SETFD, FD_CLOEXEC) != 0)
		log_fatal("started without a keeper");
	/* Nothing but what the keeper meant to hand over. */
	(void)close_range(KEEPER_FD + 1, ~0U, 0);
	peer_open(ROLE_keeper, KEEPER_FD);
	wait_for_keeper(MSG_START, &in);
	memcpy(ret, in.body.bytes, sizeof *ret);
	if (!body_text_ok(ret->root, sizeof ret->root))
		log_fatal("the keeper's START is malformed");
	*ret_start = (struct role_start){.half = ret->half,
					 .evaluation = ret->evaluation != 0,
					 .epoch = ret->epoch,
					 .policy_fd = take_fd(&in.fds[0]),
					 .listen_fd = -1,
					 .root_fd = -1};
}

void role_ready(void)
{
	if (role_send(ROLE_keeper, MSG_READY, 0, NULL, NULL) != OK)
		log_fatal("the keeper is gone");
}

static void must(enum err e, const char *step)
{
	if (e != OK)
		log_fatal("%s: %s", step, err_text(e)->name);
}

static const enum promise promises[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = PROMISE_##promise,
#include "tbl/procs.h"
#undef PROC
};

/* As root only: for a while, and back. */
static void act_as(uint32_t uid, uint32_t gid)
{
	bool ok = uid ? setgroups(0, NULL) == 0 && setegid(gid) == 0 && seteuid(uid) == 0
		      : seteuid(0) == 0 && setegid(0) == 0;
	if (!ok)
		log_fatal("user %u cannot be taken on: error %d", uid, errno);
}

static uint16_t connect_port;

void role_connects_to(uint16_t port)
{
	connect_port = port;
}

static void confine(enum role self, const struct body_start *body, int root_fd)
{
	struct confine c = {.promise = promises[self],
			    .root = body->root,
			    .root_fd = root_fd,
			    .uid = body->uid,
			    .gid = body->gid,
			    .connect_port = connect_port,
			    .new_namespaces = true};
	must(jail_confine(&c), "the jail");
}

int role_main(const struct role_def *d, int argc unused_arg, char **argv unused_arg)
{
	struct body_start body;
	struct role_start start;
	struct incoming in;
	def = d;
	role_wait_start(d->self, &body, &start);
	if (d->needs_listen) {
		wait_for_keeper(MSG_LISTEN, &in);
		start.listen_fd = take_fd(&in.fds[0]);
	}
	if (body.root[0]) {
		start.root_fd = open(body.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (start.root_fd < 0)
			log_fatal("its directory cannot be opened: error %d", errno);
	}
	if (d->open) {
		/* What it makes belongs to the user it is going to be. */
		bool other = body.uid != 0;
		if (other)
			act_as(body.uid, body.gid);
		must(d->open(&start), "open");
		if (other)
			act_as(0, 0);
	}
	confine(d->self, &body, start.root_fd);
	if (d->start)
		must(d->start(&start), "start");
	role_ready();
	role_loop(d);
}
