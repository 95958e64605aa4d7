/* SPDX-License-Identifier: Apache-2.0
 * jail.c: what the jail costs an item: the same work in a jailed one-shot worker of the pool, in a
 * fork of this process, and as a plain call. The work is reading the input and handing it back.
 *   bench-jail WORKER [ITEMS]   WORKER: build/tests/jail/jail-worker
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "sys/zygote.h"

#define SIZE ((size_t)100 * 1000)
#define AHEAD 8

struct item {
	int fds[3];
	struct body_work work;
};

static struct item items[AHEAD];

static void must(bool ok)
{
	if (!ok)
		log_fatal("the bench failed");
}

static double cpu_ms(int who)
{
	struct rusage u;
	must(getrusage(who, &u) == 0);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000 +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000;
}

static void begin(struct item *it, struct view input)
{
	*it = (struct item){.fds = {memfd_new("in"), memfd_new("out"), memfd_new("extra")}};
	it->work.limits =
	    (struct limits){.input = SIZE, .output = SIZE, .memory = 512 << 20, .seconds = 10};
	must(file_write(it->fds[0], input) == OK && memfd_seal(it->fds[0]) == OK);
}

static void end(struct item *it)
{
	for (size_t i = 0; i < 3; i++)
		close_fd(&it->fds[i]);
}

/* What a worker does, without one. */
static void plain(struct item *it)
{
	scope_end(buf_free) struct buf in = buf_new(SIZE);
	must(file_read(it->fds[0], SIZE, &in) == OK);
	must(file_write(it->fds[1], buf_view(&in)) == OK);
}

static void forked(struct item *it)
{
	pid_t pid = fork();
	if (pid == 0) {
		plain(it);
		_exit(0);
	}
	int status;
	must(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static void row(const char *name, uint64_t begun_us, double cpu, int n)
{
	printf("%-44s %8.3f ms wall  %8.3f ms CPU\n", name,
	       (double)(clock_us() - begun_us) / 1000 / n, cpu / n);
}

static void one_by_one(const char *name, void (*run)(struct item *), struct view input, int n)
{
	double cpu = cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN);
	uint64_t begun = clock_us();
	for (int i = 0; i < n; i++) {
		begin(&items[0], input);
		run(&items[0]);
		end(&items[0]);
	}
	row(name, begun, cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN) - cpu, n);
}

/* `ahead` items under way at a time. The zygote's whole life is in its CPU time, start included. */
static void pooled(const char *name, const char *program, struct view input, int n, int ahead)
{
	struct zygote_client z;
	struct body_work_done done;
	uint64_t tag;
	double cpu = cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN);
	must(zygote_spawn(program, ROLE_disarm, &z) == OK);
	begin(&items[0], input);
	must(zygote_run(&z, &items[0].work, items[0].fds, &done) == OK && done.err == OK);
	end(&items[0]);
	uint64_t begun = clock_us();
	for (int sent = 0, got = 0; got < n; got++) {
		for (; sent < n && sent - got < ahead; sent++) {
			struct item *it = &items[sent % AHEAD];
			end(it);
			begin(it, input);
			must(zygote_send(&z, (uint64_t)sent, &it->work, it->fds) == OK);
		}
		must(zygote_wait(&z, &tag, &done) == OK && done.err == OK && done.output == SIZE);
	}
	double wall_end = (double)(clock_us() - begun);
	zygote_stop(&z);
	row(name, clock_us() - (uint64_t)wall_end,
	    cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN) - cpu, n);
}

int main(int argc, char **argv)
{
	static uint8_t bytes[SIZE];
	int64_t n = 1000;
	if (argc < 2 || (argc > 2 && view_int(view_str(argv[2]), 1, 1000000, &n) != OK)) {
		fputs("usage: bench-jail WORKER [ITEMS]\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < AHEAD; i++)
		items[i] = (struct item){.fds = {-1, -1, -1}};
	struct view input = view_of(bytes, SIZE);
	printf("%lld items of %zu bytes each; every row includes making and sealing the input\n",
	       (long long)n, SIZE);
	one_by_one("plain call", plain, input, (int)n);
	one_by_one("plain fork", forked, input, (int)n);
	pooled("jailed one-shot worker, one at a time", argv[1], input, (int)n, 1);
	pooled("jailed one-shot worker, 8 under way", argv[1], input, (int)n, AHEAD);
	return 0;
}
