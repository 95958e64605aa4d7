/* SPDX-License-Identifier: Apache-2.0
 * jail.c: a captured worker tries everything; each try must fail, and nobody else may notice.
 *   jail WORKER [--user]   --user: first become an ordinary user
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail.h"
#include "sys/jail_parts.h"
#include "sys/log.h"
#include "sys/zygote.h"
#include "tap.h"

static struct zygote_client zygote;

struct item {
	int fds[3];
	struct body_work work;
};

static struct item item_new(struct view input)
{
	struct item it = {.fds = {memfd_new("in"), memfd_new("out"), memfd_new("extra")}};
	it.work.limits =
	    (struct limits){.input = 1 << 20, .output = 1 << 20, .memory = 256 << 20, .seconds = 1};
	if (file_write(it.fds[0], input) != OK || memfd_seal(it.fds[0]) != OK)
		printf("# input could not be prepared\n");
	return it;
}

static void item_close(struct item *it)
{
	for (size_t i = 0; i < 3; i++)
		close_fd(&it->fds[i]);
}

static struct body_work_done run_one(struct view input, bool *ret_same)
{
	struct item it = item_new(input);
	struct body_work_done d = {.err = E_GONE};
	enum err e = zygote_run(&zygote, &it.work, it.fds, &d);
	if (e != OK)
		d.err = (uint32_t)e;
	scope_end(buf_free) struct buf out = buf_new(2 << 20);
	*ret_same = file_read(it.fds[1], out.cap, &out) == OK && view_eq(buf_view(&out), input);
	item_close(&it);
	return d;
}

static bool healthy(void)
{
	bool same;
	struct body_work_done d = run_one(VIEW("an ordinary item"), &same);
	return d.err == OK && same && d.output == 16 && d.extra == 6 &&
	       view_eq(view_str(d.ext), VIEW("txt")) && d.wall_us > 0 && d.memory_kb > 0;
}

struct attempt {
	const char *name;
	enum err want;
};

static const struct attempt attempts[] = {
    /* the file system */
    {"open", E_WORKER_DIED},
    {"openat", E_WORKER_DIED},
    {"stat", E_WORKER_DIED},
    {"proc", E_WORKER_DIED},
    {"memfd", E_WORKER_DIED},
    /* the network */
    {"socket", E_WORKER_DIED},
    {"connect", E_WORKER_DIED},
    {"socketpair", E_WORKER_DIED},
    /* other programs */
    {"fork", E_WORKER_DIED},
    {"thread", E_WORKER_DIED},
    {"clone3", E_WORKER_DIED},
    {"forkbomb", E_WORKER_DIED},
    {"execve", E_WORKER_DIED},
    {"unshare", E_WORKER_DIED},
    /* its siblings and its zygote */
    {"ptrace_sibling", E_WORKER_DIED},
    {"ptrace_me", E_WORKER_DIED},
    {"vm_write_sibling", E_WORKER_DIED},
    {"vm_write_zygote", E_WORKER_DIED},
    {"kill_all", E_WORKER_DIED},
    {"kill_sibling", E_WORKER_DIED},
    {"kill_zygote", E_WORKER_DIED},
    {"tgkill", E_WORKER_DIED},
    {"pidfd", E_WORKER_DIED},
    /* its input */
    {"truncate_input", E_WORKER_DIED},
    {"write_input", E_FORBIDDEN}, /* writing is its work; the seal says no */
    {"map_input", E_WORKER_DIED},
    /* code of its own, and the kernel's newer doors */
    {"mmap_exec", E_WORKER_DIED},
    {"mprotect_exec", E_WORKER_DIED},
    {"setuid", E_WORKER_DIED},
    {"dumpable", E_WORKER_DIED},
    {"rlimit", E_WORKER_DIED},
    {"io_uring", E_WORKER_DIED},
    {"bpf", E_WORKER_DIED},
#ifdef __x86_64__
    {"int80", E_WORKER_DIED},
    {"x32", E_WORKER_DIED},
#endif
    /* ordinary crashes */
    {"segv", E_WORKER_DIED},
    {"abort", E_WORKER_DIED},
    {"stack", E_WORKER_DIED},
    /* more than its share */
    {"memory", E_LIMIT_MEMORY},
    {"spin", E_LIMIT_TIME},
    {"sleep", E_LIMIT_TIME},
    {"file_bomb", E_FORBIDDEN},
    {"too_much", E_LIMIT_SIZE},
    /* what it says to its zygote */
    {"close_and_spin", E_WORKER_DIED},
    {"flood_wire", E_WORKER_DIED},
    {"lie", E_WORKER_DIED},
};

static void attempts_fail(void)
{
	for (size_t i = 0; i < array_len(attempts); i++) {
		bool same;
		const struct attempt *a = &attempts[i];
		struct body_work_done d = run_one(view_str(a->name), &same);
		char what[128];
		(void)snprintf(what, sizeof what, "%s: %s (wanted %s)", a->name,
			       err_text((enum err)d.err)->name, err_text(a->want)->name);
		(void)tap_result(d.err == (uint32_t)a->want, what, __FILE__, __LINE__);
	}
	expect(healthy());
}

/* While one attacks, the others' items go through: many of both, pipelined. */
static void siblings_unharmed(void)
{
	enum { N = 60 };
	static const char *const bad[] = {"kill_all", "vm_write_sibling", "forkbomb", "segv"};
	struct item items[N];
	int good = 0, refused = 0;
	for (uint64_t i = 0; i < N; i++) {
		struct view input = i % 3 == 1 ? view_str(bad[i / 3 % 4]) : VIEW("honest");
		items[i] = item_new(input);
		if (zygote_send(&zygote, i, &items[i].work, items[i].fds) != OK)
			break;
	}
	for (int i = 0; i < N; i++) {
		uint64_t tag;
		struct body_work_done d;
		if (zygote_wait(&zygote, &tag, &d) != OK || tag >= N)
			break;
		good += tag % 3 != 1 && d.err == OK && d.output == 6;
		refused += tag % 3 == 1 && d.err == E_WORKER_DIED;
	}
	expect(good == 40);
	expect(refused == 20);
	for (size_t i = 0; i < N; i++)
		item_close(&items[i]);
}

/* What the asking side may not hand over. */
static void descriptors_are_checked(void)
{
	bool same;
	struct item it = item_new(VIEW("x"));
	struct body_work_done d = {0};
	int unsealed = memfd_new("unsealed"), fds[3] = {unsealed, it.fds[1], it.fds[2]};
	expect_err(zygote_run(&zygote, &it.work, fds, &d), OK);
	expect(d.err == E_PROTOCOL);
	fds[0] = it.fds[0];
	fds[1] = zygote.wire.fd; /* a socket */
	expect_err(zygote_run(&zygote, &it.work, fds, &d), OK);
	expect(d.err == E_PROTOCOL);
	close_fd(&unsealed);
	item_close(&it);
	d = run_one(VIEW(""), &same); /* nothing in, nothing out */
	expect(d.err == OK && same);
}

/* From outside: what the kernel says of the zygote's processes. */

struct seen {
	int pid, parent;
	unsigned uid;
	int levels; /* of pid namespaces, as we see it */
	bool filtered, no_new_privs, no_caps;
};

static struct view line_of(struct view text, const char *key)
{
	for (size_t at = 0; at < text.n;) {
		size_t end = view_find(text, at, '\n');
		struct view line = view_sub(text, at, end - at);
		if (view_starts(line, view_str(key)))
			return view_trim(view_sub(line, strlen(key), SIZE_MAX));
		at = end + 1;
	}
	return VIEW("");
}

static int64_t first_number(struct view v)
{
	int64_t n = -1;
	size_t end = 0;
	while (end < v.n && v.p[end] >= '0' && v.p[end] <= '9')
		end++;
	return view_int(view_sub(v, 0, end), 0, INT32_MAX, &n) == OK ? n : -1;
}

static bool look(int pid, struct seen *ret)
{
	char path[64], bytes[8192];
	(void)snprintf(path, sizeof path, "/proc/%d/status", pid);
	scope_end(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
	if (n <= 0)
		return false;
	struct view text = view_of(bytes, (size_t)n), ids = line_of(text, "NSpid:");
	*ret = (struct seen){.pid = pid,
			     .parent = (int)first_number(line_of(text, "PPid:")),
			     .uid = (unsigned)first_number(line_of(text, "Uid:")),
			     .levels = 1,
			     .filtered = view_eq(line_of(text, "Seccomp:"), VIEW("2")),
			     .no_new_privs = view_eq(line_of(text, "NoNewPrivs:"), VIEW("1")),
			     .no_caps = first_number(line_of(text, "CapPrm:")) == 0 &&
					first_number(line_of(text, "CapEff:")) == 0};
	for (size_t i = 0; i < ids.n; i++)
		ret->levels += ids.p[i] == '\t';
	return true;
}

/* Children of a process, by reading every status below /proc up to `most` pids. */
static size_t children_of(int parent, struct seen *ret, size_t room)
{
	size_t n = 0;
	for (int pid = 2; pid < 4194304 && n < room; pid++) {
		struct seen s;
		char path[32];
		(void)snprintf(path, sizeof path, "/proc/%d", pid);
		if (pid > parent + 2000)
			break;
		if (pid > 1 && access(path, F_OK) == 0 && look(pid, &s) && s.parent == parent)
			ret[n++] = s;
	}
	return n;
}

static void seen_from_outside(bool root)
{
	struct seen zygotes[4], workers[16], first;
	if (!expect(healthy()) || !expect(look(zygote.pid, &first)))
		return;
	expect(first.filtered && first.no_new_privs && first.no_caps);
	if (!expect(children_of(zygote.pid, zygotes, 4) == 1))
		return;
	expect(zygotes[0].filtered && zygotes[0].no_new_privs);
	expect(zygotes[0].levels == first.levels + 1);
	size_t n = children_of(zygotes[0].pid, workers, 16);
	expect(n == 4);
	bool ok = n > 0, own = n > 0;
	for (size_t i = 0; i < n; i++) {
		ok = ok && workers[i].filtered && workers[i].no_new_privs && workers[i].no_caps &&
		     workers[i].levels == first.levels + 2;
		for (size_t j = 0; j < n; j++)
			own = own && (i == j || workers[i].uid != workers[j].uid) &&
			      workers[i].uid > zygotes[0].uid;
	}
	expect(ok);
	if (root)
		expect(own);
	else
		tap_skip("each worker has a user of its own", "not root: one user id for all");
	if (root)
		expect(zygotes[0].uid >= JAIL_UID_BASE && first.uid >= JAIL_UID_BASE);
}

static void cost(void)
{
	enum { N = 300 };
	bool same;
	uint64_t begin = clock_us();
	for (int i = 0; i < N; i++)
		(void)run_one(VIEW("honest"), &same);
	printf("# %.2f ms an item, one after the other\n", (double)(clock_us() - begin) / 1000 / N);
}

static bool become_user(void)
{
	if (geteuid() != 0)
		return true;
	/* nobody; and /proc/self must be ours again, as it is after an ordinary login */
	return setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
	       setresuid(65534, 65534, 65534) == 0 && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

/* TCP Fast Open connects without connect(2), and Landlock's rule about ports is not asked. */
static void mailer_connects_one_way(void)
{
	static const char letter[] = "x";
	struct filter f = {0};
	int status = 0, ends[2];
	expect_err(filter_build(PROMISE_MAILER, 1, &f), OK);
	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	for (int fast = 0; fast < 2; fast++) {
		pid_t pid = fork();
		if (pid == 0) {
			int flags = MSG_NOSIGNAL | (fast ? MSG_FASTOPEN : 0);
			if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_enter(&f) == OK)
				_exit(sendto(ends[0], letter, 1, flags, NULL, 0) == 1 ? 7 : 8);
			_exit(9);
		}
		expect(pid > 0 && waitpid(pid, &status, 0) == pid);
		expect(fast ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS
			    : WIFEXITED(status) && WEXITSTATUS(status) == 7);
	}
	close_fd(&ends[0]);
	close_fd(&ends[1]);
	free(f.code);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	bool user = argc > 2;
#ifdef JAIL_OFF
	tap_skip("all of it", "built with -Djail=off");
	return tap_done();
#endif
	if (!user && geteuid() != 0) {
		tap_skip("as root", "not root");
		return tap_done();
	}
	if (user && !expect(become_user()))
		return tap_done();
	expect_err(zygote_spawn("/nonexistent", ROLE_disarm, &zygote), E_NOT_FOUND);
	if (!expect(zygote_spawn(argv[1], ROLE_disarm, &zygote) == OK) || !expect(healthy()))
		return tap_done();
	seen_from_outside(!user);
	attempts_fail();
	siblings_unharmed();
	descriptors_are_checked();
	cost();
	mailer_connects_one_way();
	expect(healthy());
	int pid = zygote.pid;
	zygote_stop(&zygote);
	expect(kill(pid, 0) != 0);
	return tap_done();
}
