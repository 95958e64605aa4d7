/* SPDX-License-Identifier: Apache-2.0
 * keeper.c: the top process. It makes the two halves and what joins them, and keeps neither.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/half.h"
#include "sys/jail_parts.h"
#include "sys/log.h"

#define NAMESPACES (CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)
#define AGAIN_MS 1000

struct top {
	const struct keeper_options *o;
	uint64_t epoch;
	int signals;
	int pids[2], ready[2]; /* Internet half, LGWAN half; -1: none */
	bool told;	       /* the line that everything is ready */
};

static void must(bool ok, const char *step)
{
	if (!ok)
		log_fatal("%s: error %d (%s)", step, errno, strerror(errno));
}

/* "127.0.0.1:8443" or "[::1]:8443". */
static int listen_tcp(const char *address)
{
	char host[256];
	const char *colon = strrchr(address, ':');
	struct view v = view_of(address, colon ? (size_t)(colon - address) : 0);
	if (v.n >= 2 && v.p[0] == '[' && v.p[v.n - 1] == ']')
		v = view_sub(v, 1, v.n - 2);
	if (v.n == 0 || v.n >= sizeof host)
		log_fatal("%s is no ADDRESS:PORT", address);
	memcpy(host, v.p, v.n);
	host[v.n] = '\0';
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *a = NULL;
	if (getaddrinfo(host, colon + 1, &hints, &a) != 0 || !a)
		log_fatal("%s is no ADDRESS:PORT", address);
	int on = 1, fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		 bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, 511) == 0,
	     address);
	freeaddrinfo(a);
	return fd;
}

/* How often a keeper was started here; it must survive a crash in the middle. */
static uint64_t next_epoch(const char *state)
{
	scope_end(close_fd) int dir = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(dir >= 0, state);
	scope_end(close_fd) int fd = openat(dir, "epoch", O_RDONLY | O_CLOEXEC);
	scope_end(buf_free) struct buf b = buf_new(32);
	int64_t n = 0;
	if (fd >= 0 && (file_read(fd, 32, &b) != OK ||
			view_int(view_trim(buf_view(&b)), 0, INT64_MAX - 1, &n) != OK))
		log_fatal("%s/epoch is not a number", state);
	buf_clear(&b);
	buf_fmt(&b, "%lld\n", (long long)n + 1);
	must(file_replace(dir, "epoch", buf_view(&b)) == OK, "epoch");
	return (uint64_t)n + 1;
}

/* Of all that is open here a half gets only its own. */
static void keep_only(const int *fds, size_t n)
{
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++) {
		bool own = false;
		for (size_t i = 0; i < n; i++)
			own = own || fds[i] == fd;
		if (!own)
			(void)close(fd);
	}
	(void)close_range(256, ~0U, 0);
}

no_return static void be_half(struct half *h, int go)
{
	char byte, name[] = "half I";
	name[5] = h->letter;
	log_name(name);
	int policy = h->o->policy[h->letter == 'I' ? 0 : 1];
	keep_only((int[]){h->listener, h->cable, h->announce, h->outside, policy, h->router, go},
		  7);
	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && read(go, &byte, 1) == 1,
	     "the top process");
	(void)close(go);
	half_main(h);
}

/* An ordinary user's half is in a user namespace that maps only that user. */
static pid_t fork_half(struct half *h)
{
	int go[2];
	uint32_t uid = getuid(), gid = getgid();
	must(pipe2(go, O_CLOEXEC) == 0, "pipe");
#ifdef JAIL_OFF
	pid_t pid = fork();
#else
	unsigned long user = h->root ? 0 : CLONE_NEWUSER;
	pid_t pid = (pid_t)syscall(SYS_clone, NAMESPACES | user | SIGCHLD, NULL, NULL, NULL, NULL);
#endif
	must(pid >= 0, "namespaces for a half");
	if (pid == 0) {
#ifndef JAIL_OFF
		must(h->root || jail_map_self(uid, gid) == OK, "user map");
#else
		(void)uid;
		(void)gid;
#endif
		be_half(h, go[0]);
	}
	must(write(go[1], "!", 1) == 1, "half");
	close_fd(&go[0]);
	close_fd(&go[1]);
	return pid;
}

/* By the name that ip-netns(8) gave it. Never our own: what is behind our listeners is no router,
 * and the halves' own networks are made anew and forward nothing. */
static int open_router(const char *name)
{
	char path[300];
	struct stat own, there;
	if (!name)
		return -1;
	if (!jail_is_root())
		log_fatal("--router-netns: only as root");
	if (!name[0] || name[0] == '.' || strchr(name, '/') || strlen(name) > 200)
		log_fatal("--router-netns: %s is no name of a network namespace", name);
	(void)snprintf(path, sizeof path, "/run/netns/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	must(fd >= 0 && fstat(fd, &there) == 0 && stat("/proc/self/ns/net", &own) == 0, path);
	if (own.st_dev != there.st_dev || own.st_ino == there.st_ino)
		log_fatal("%s is no network namespace of its own", path);
	return fd;
}

static void make_half(struct top *t, size_t i, int cable)
{
	static struct half h; /* large; only copied into the child */
	bool internet = i == 0;
	const char *address = internet ? t->o->internet : t->o->lgwan;
	int ready[2];
	must(pipe2(ready, O_CLOEXEC) == 0, "pipe");
	h = (struct half){.o = t->o,
			  .letter = internet ? 'I' : 'L',
			  .epoch = t->epoch,
			  .root = jail_is_root(),
			  .listener = address ? listen_tcp(address) : -1,
			  .cable = cable,
			  .outside = -1,
			  .router = internet ? -1 : open_router(t->o->router),
			  .announce = ready[1]};
	(void)snprintf(h.directory, sizeof h.directory, "%s/%s", t->o->state,
		       internet ? "internet" : "lgwan");
	if (!internet || originals_wanted(&h))
		h.outside = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	t->pids[i] = fork_half(&h);
	close_fd(&h.listener);
	close_fd(&h.outside);
	close_fd(&h.router);
	close_fd(&ready[1]);
	t->ready[i] = ready[0];
}

static bool wanted(const struct top *t, size_t i)
{
	return i == 0 ? t->o->half_i : t->o->half_l;
}

static void make_halves(struct top *t)
{
	int cable[2] = {-1, -1};
	if (wanted(t, 0) && wanted(t, 1))
		must(wire_pair(cable) == OK, "cable");
	for (size_t i = 0; i < 2; i++)
		if (wanted(t, i))
			make_half(t, i, cable[i]);
	close_fd(&cable[0]);
	close_fd(&cable[1]);
}

static void end_halves(struct top *t)
{
	for (size_t i = 0; i < 2; i++) {
		if (t->pids[i] > 0) {
			(void)kill(t->pids[i], SIGKILL);
			while (waitpid(t->pids[i], NULL, 0) < 0 && errno == EINTR)
				;
		}
		t->pids[i] = -1;
		close_fd(&t->ready[i]);
	}
}

static bool some_half_ended(struct top *t)
{
	bool ended = false;
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < 2; i++)
			if (t->pids[i] == pid) {
				log_warn("the %s half ended (%s %d); see its log",
					 i == 0 ? "Internet" : "LGWAN",
					 WIFSIGNALED(status) ? "signal" : "code",
					 WIFSIGNALED(status) ? WTERMSIG(status)
							     : WEXITSTATUS(status));
				t->pids[i] = -1;
				ended = true;
			}
	return ended;
}

static void hear_ready(struct top *t, size_t i)
{
	char byte;
	if (read(t->ready[i], &byte, 1) == 1)
		close_fd(&t->ready[i]);
	for (size_t j = 0; j < 2; j++)
		if (t->ready[j] >= 0)
			return;
	if (t->told)
		return;
	t->told = true;
	printf("sekisho-keeper: ready%s%s%s%s%s\n", t->o->internet ? ", internet https://" : "",
	       t->o->internet ? t->o->internet : "", t->o->lgwan ? ", lgwan https://" : "",
	       t->o->lgwan ? t->o->lgwan : "", jail_is_root() ? "" : " (evaluation mode)");
	(void)fflush(stdout);
}

/* True when told to end. */
static bool take_signal(struct top *t)
{
	struct signalfd_siginfo info;
	while (read(t->signals, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo != SIGCHLD)
			return true;
	if (!some_half_ended(t))
		return false;
	/* One half alone has lost what the other was told: both begin again. */
	end_halves(t);
	(void)poll(NULL, 0, AGAIN_MS);
	make_halves(t);
	return false;
}

static void watch(struct top *t)
{
	for (;;) {
		struct pollfd fds[3] = {{.fd = t->signals, .events = POLLIN},
					{.fd = t->ready[0], .events = POLLIN},
					{.fd = t->ready[1], .events = POLLIN}};
		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return;
		for (size_t i = 0; i < 2; i++) {
			if (fds[i + 1].revents & POLLIN)
				hear_ready(t, i);
			else if (fds[i + 1].revents)
				close_fd(&t->ready[i]); /* it ended before */
		}
		if (fds[0].revents && take_signal(t))
			return;
	}
}

static void take_signals(struct top *t)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	t->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	must(sigprocmask(SIG_SETMASK, &set, NULL) == 0 && t->signals >= 0, "signals");
}

/* Ids that this user namespace does not map cannot be taken on: better said now than by each role.
 */
static void check_uids(uint32_t base)
{
	int status = 1;
	pid_t pid = fork();
	if (pid == 0)
		_exit(setresuid(base, base, base) == 0 ? 0 : 1);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status != 0)
		log_fatal("user ids from %u on are not usable here; choose others with --uid-base",
			  base);
}

/* nginx runs as a user of its own and has to reach its directory. */
static void check_reachable(const char *state)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s", state);
	for (char *slash = path + strlen(path); slash > path; slash = strrchr(path, '/')) {
		struct stat st;
		*slash = '\0';
		if (path[0] && stat(path, &st) == 0 && !(st.st_mode & S_IXOTH))
			log_warn("%s cannot be entered by other users: nginx will not reach the "
				 "state directory",
				 path);
	}
}

int keeper_run(const struct keeper_options *o)
{
	struct top t = {.o = o, .pids = {-1, -1}, .ready = {-1, -1}};
	log_name("keeper");
	if (o->state[0] != '/' || strlen(o->state) > 400 || o->libexec[0] != '/')
		log_fatal("the state and libexec directories need absolute paths");
	(void)signal(SIGPIPE, SIG_IGN);
	take_signals(&t);
	t.epoch = next_epoch(o->state);
	if (jail_is_root()) {
		must(chmod(o->state, 0711) == 0, o->state);
		check_uids(o->uid_base);
		check_uids(o->uid_base + 2 * JAIL_UID_HALF - 1);
		check_reachable(o->state);
	} else {
		log_warn("not root: evaluation mode, one user id for all processes");
	}
	make_halves(&t);
	watch(&t);
	end_halves(&t);
	return 0;
}
