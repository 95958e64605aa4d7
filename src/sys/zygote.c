/* SPDX-License-Identifier: Apache-2.0
 * zygote.c: the pool: who is idle, who works at what, what waits, and what became of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "sys/peers.h"
#include "sys/zygote_parts.h"

#define QUEUE_MAX 64
#define ZYGOTES 5 /* disarm in both halves, rebuild, inspect, both converters: tbl/procs.h */
#define WORKER_MEMORY ((uint64_t)640000000) /* what the default limits allow (form/limits.c) */
#define WALL_FACTOR 4			    /* wall time is four times the CPU time */
#define OUTPUT_SLACK ((uint64_t)ZYGOTE_EXTRA_MAX)

/* Something asked, from its arrival to its answer. */
struct request {
	uint64_t tag;
	struct body_work work;
	enum role from; /* ROLE_NONE: whoever asked is gone */
	int fds[3];
};

struct slot {
	pid_t pid; /* 0: nobody */
	int wire;
	bool busy;
	struct request request; /* while busy */
	uint64_t begun_us;
};

static struct nursery nursery;
static struct slot slots[ZYGOTE_POOL_MAX];
static unsigned pool;
static struct request queue[QUEUE_MAX];
static size_t queue_first, queue_n;
static uint64_t memory_max; /* of one worker, so that the whole pool fits into RAM */
static bool spawn_failed;

static void on_slot(void *context);

static void close_request(struct request *r)
{
	explicit_bzero(r->work.password, sizeof r->work.password);
	for (size_t i = 0; i < array_len(r->fds); i++)
		close_fd(&r->fds[i]);
}

static void fill_slot(struct slot *s)
{
	int wire;
	pid_t pid = worker_born(&nursery, (unsigned)(s - slots), &wire);
	if (pid < 0) {
		if (!spawn_failed)
			log_warn("no new worker: error %d; trying again", errno);
		spawn_failed = true;
		return;
	}
	spawn_failed = false;
	*s = (struct slot){.pid = pid, .wire = wire};
	role_watch_with(wire, on_slot, s);
}

static void set_limit(pid_t pid, int resource, uint64_t n)
{
	struct rlimit limit = {n, n};
	if (prlimit(pid, (__rlimit_resource_t)resource, &limit, NULL) != 0 && errno != EPERM)
		log_warn("limit %d not set: error %d", resource, errno);
}

/* From outside, because a worker may not change its own. */
static void limit_worker(pid_t pid, const struct limits *l)
{
#ifdef JAIL_OFF
	(void)pid;
	(void)l;
	(void)set_limit;
#else
	set_limit(pid, RLIMIT_AS, min_of(l->memory, memory_max));
	set_limit(pid, RLIMIT_CPU, max_of(l->seconds, 1u));
	set_limit(pid, RLIMIT_FSIZE, min_of(l->output, UINT64_MAX - OUTPUT_SLACK) + OUTPUT_SLACK);
#endif
}

static struct slot *idle_slot(void)
{
	for (unsigned i = 0; i < pool; i++)
		if (slots[i].pid > 0 && !slots[i].busy)
			return &slots[i];
	return NULL;
}

static void begin(struct slot *s, const struct request *r)
{
	struct wire wire = {
	    .fd = s->wire, .self = nursery.zygote->self, .peer = nursery.zygote->self};
	s->request = *r;
	s->busy = true;
	s->begun_us = clock_us();
	limit_worker(s->pid, &r->work.limits);
	/* A worker that died meanwhile is noticed by its wire: E_WORKER_DIED. */
	if (wire_try_send(&wire, MSG_WORK, r->tag, &r->work, r->fds) != OK)
		(void)kill(s->pid, SIGKILL);
	explicit_bzero(s->request.work.password, sizeof s->request.work.password);
}

static void begin_waiting(void)
{
	struct slot *s;
	while (queue_n && (s = idle_slot())) {
		struct request r = queue[queue_first];
		explicit_bzero(&queue[queue_first], sizeof queue[0]);
		queue_first = (queue_first + 1) % QUEUE_MAX;
		queue_n--;
		if (r.from == ROLE_NONE)
			close_request(&r);
		else
			begin(s, &r);
		explicit_bzero(r.work.password, sizeof r.work.password);
	}
	for (size_t r = 0; queue_n < QUEUE_MAX / 2 && r < ROLE_COUNT; r++)
		role_pause((enum role)r, false);
}

static uint64_t size_of(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
}

/* A worker is as little trusted as what it read: its words are checked, its sizes looked up. */
static void check_verdict(const struct slot *s, struct body_work_done *d)
{
	if (d->err >= ERR_COUNT || d->next >= WORK_NEXT_COUNT ||
	    !body_text_ok(d->ext, sizeof d->ext)) {
		*d = (struct body_work_done){.err = E_WORKER_DIED};
		return;
	}
	if (d->err == OK && size_of(s->request.fds[1]) > s->request.work.limits.output)
		d->err = E_LIMIT_SIZE;
}

static enum err cause_of_death(const struct slot *s, int status, const struct rusage *ru,
			       uint64_t cpu_us)
{
	const struct limits *l = &s->request.work.limits;
	uint64_t seconds = max_of(l->seconds, 1u);
	uint64_t memory_kb = min_of(l->memory, memory_max) / 1024;
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	if (clock_us() - s->begun_us >= WALL_FACTOR * seconds * 1000000)
		return E_LIMIT_TIME;
	if (WIFSIGNALED(status) && (uint64_t)ru->ru_maxrss >= memory_kb / 10 * 9)
		return E_LIMIT_MEMORY;
	/* RLIMIT_CPU counts ticks, rusage counts time: on a busy machine they differ a lot. Nothing
	 * else kills a worker that has worked so long. */
	if (killed && cpu_us >= seconds * 1000000 / 2)
		return E_LIMIT_TIME;
	return E_WORKER_DIED;
}

static uint64_t cpu_time(const struct rusage *ru)
{
	return (uint64_t)(ru->ru_utime.tv_sec + ru->ru_stime.tv_sec) * 1000000 +
	       (uint64_t)(ru->ru_utime.tv_usec + ru->ru_stime.tv_usec);
}

static void answer(struct slot *s, struct body_work_done *d)
{
	struct incoming asked = {.from = s->request.from, .tag = s->request.tag};
	d->output = size_of(s->request.fds[1]);
	d->extra = size_of(s->request.fds[2]);
	close_request(&s->request);
	if (asked.from != ROLE_NONE)
		role_reply(&asked, MSG_WORK_DONE, d, NULL);
}

/* The end of a worker, with its verdict or without: kill it, count what it took, tell, replace. */
static void finish(struct slot *s, struct body_work_done *verdict)
{
	struct rusage ru = {0};
	int status = 0;
	role_watch(s->wire, NULL);
	(void)kill(s->pid, SIGKILL);
	while (wait4(s->pid, &status, 0, &ru) < 0 && errno == EINTR)
		;
	close_fd(&s->wire);
	struct body_work_done d = {0};
	if (s->busy) {
		uint64_t cpu_us = cpu_time(&ru);
		if (verdict) {
			d = *verdict;
			check_verdict(s, &d);
		} else {
			d.err = (uint32_t)cause_of_death(s, status, &ru, cpu_us);
			log_info("a worker ended without a verdict: %s, signal %d",
				 err_text((enum err)d.err)->name,
				 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		}
		d.cpu_us = cpu_us;
		d.wall_us = clock_us() - s->begun_us;
		d.memory_kb = (uint64_t)ru.ru_maxrss;
		answer(s, &d);
		*s = (struct slot){.wire = -1};
		fill_slot(s);
		begin_waiting();
	} else {
		log_warn("an idle worker died, signal %d",
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
		*s = (struct slot){.wire = -1}; /* refilled by the next tick, not in a hot loop */
	}
}

static void on_slot(void *context)
{
	struct slot *s = context;
	struct incoming in;
	struct body_work_done d;
	struct wire wire = {
	    .fd = s->wire, .self = nursery.zygote->self, .peer = nursery.zygote->self};
	enum err e = wire_recv(&wire, &in);
	if (e == E_BUSY)
		return;
	if (e == OK) {
		memcpy(&d, in.body.bytes, sizeof d);
		incoming_close(&in);
	}
	bool verdict = e == OK && in.msg == MSG_WORK_DONE && in.tag == s->request.tag && s->busy;
	finish(s, verdict ? &d : NULL);
}

/* The worker must not be able to write its input or to be given anything but files. */
static bool descriptors_ok(const int fds[3])
{
	for (size_t i = 0; i < 3; i++) {
		struct stat st;
		if (fstat(fds[i], &st) != 0 || !S_ISREG(st.st_mode))
			return false;
	}
	int flags = fcntl(fds[0], F_GETFL);
	return flags >= 0 && ((flags & O_ACCMODE) == O_RDONLY || memfd_is_sealed(fds[0]));
}

static void on_work(struct incoming *in)
{
	struct request r = {.from = in->from, .tag = in->tag};
	if (!descriptors_ok(in->fds)) {
		struct body_work_done d = {.err = E_PROTOCOL};
		role_reply(in, MSG_WORK_DONE, &d, NULL);
		return;
	}
	memcpy(&r.work, in->body.bytes, sizeof r.work);
	for (size_t i = 0; i < 3; i++)
		r.fds[i] = take_fd(&in->fds[i]);
	assert(queue_n < QUEUE_MAX);
	queue[(queue_first + queue_n++) % QUEUE_MAX] = r;
	explicit_bzero(r.work.password, sizeof r.work.password);
	if (queue_n == QUEUE_MAX)
		for (size_t i = 0; i < ROLE_COUNT; i++)
			if (i != ROLE_keeper)
				role_pause((enum role)i, true);
	begin_waiting();
}

/* Nobody waits for these any more. */
static void forget(enum role peer)
{
	for (size_t i = 0; i < queue_n; i++) {
		struct request *r = &queue[(queue_first + i) % QUEUE_MAX];
		if (r->from == peer)
			r->from = ROLE_NONE;
	}
	for (unsigned i = 0; i < pool; i++) {
		if (!slots[i].busy || slots[i].request.from != peer)
			continue;
		slots[i].request.from = ROLE_NONE;
		(void)kill(slots[i].pid, SIGKILL);
	}
}

static void end_with_asker(enum role peer unused_arg)
{
	_exit(0);
}

static void tick(void)
{
	for (unsigned i = 0; i < pool; i++) {
		struct slot *s = &slots[i];
		uint64_t most =
		    (uint64_t)max_of(s->request.work.limits.seconds, 1u) * WALL_FACTOR * 1000000;
		if (s->pid <= 0)
			fill_slot(s);
		else if (s->busy && clock_us() - s->begun_us > most)
			finish(s, NULL);
	}
	begin_waiting();
}

static const struct handler handlers[] = {{MSG_WORK, on_work}};

static struct role_def under_keeper = {
    .handlers = handlers, .handler_count = 1, .peer_down = forget, .tick = tick};
static struct role_def alone = {
    .handlers = handlers, .handler_count = 1, .peer_down = end_with_asker, .tick = tick};

static uint32_t default_uid(enum role self)
{
	static const uint32_t offsets[ROLE_COUNT] = {
#define PROC(name, halves, uid, root, promise, what) [ROLE_##name] = uid,
#include "tbl/procs.h"
#undef PROC
	};
	return JAIL_UID_BASE + offsets[self];
}

/* qsort asks for the size of memory, by a system call no worker has, the first time it sorts
 * something large; libc remembers the answer. */
static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 8);
}

static void warm_libc(void)
{
	static uint64_t numbers[512];
	for (size_t i = 0; i < array_len(numbers); i++)
		numbers[i] = i * 2654435761u;
	qsort(numbers, array_len(numbers), sizeof numbers[0], compare);
}

static const struct role_def *begin_life(const struct zygote *z, int argc, char **argv,
					 uint32_t *ret_uid)
{
	int64_t fd;
	if (argc == 3 && view_eq(view_str(argv[1]), VIEW("--wire")) &&
	    view_int(view_str(argv[2]), 3, 1023, &fd) == OK) {
		log_name(role_name(z->self));
		(void)signal(SIGPIPE, SIG_IGN);
		peers_begin(z->self);
		if (fcntl((int)fd, F_SETFD, FD_CLOEXEC) != 0)
			log_fatal("--wire names no open descriptor");
		peer_open(zygote_asker(z->self), (int)fd);
		*ret_uid = default_uid(z->self);
		alone.self = z->self;
		return &alone;
	}
	struct body_start body;
	struct role_start start;
	role_wait_start(z->self, &body, &start);
	close_fd(&start.policy_fd);
	*ret_uid = body.uid;
	under_keeper.self = z->self;
	return &under_keeper;
}

/* All workers of the host's zygotes together fit into RAM, each with all its limit allows: on a
 * small machine fewer work at the same time. */
static void share_memory(unsigned wanted)
{
	uint64_t share =
	    (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / ZYGOTES;
	uint64_t fitting = max_of(share / WORKER_MEMORY, (uint64_t)1);
	pool = (unsigned)min_of((uint64_t)min_of(max_of(wanted, 1u), (unsigned)ZYGOTE_POOL_MAX),
				fitting);
	memory_max = share / pool;
}

int zygote_main(const struct zygote *z, int argc, char **argv)
{
	uint32_t uid;
	const struct role_def *def = begin_life(z, argc, argv, &uid);
	share_memory(z->pool);
	warm_libc();
	if (z->warm)
		z->warm();
	zygote_born(z, uid, &nursery);
	for (unsigned i = 0; i < pool; i++)
		fill_slot(&slots[i]);
	if (def == &under_keeper)
		role_ready();
	role_loop(def);
}
