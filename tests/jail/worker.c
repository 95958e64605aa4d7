/* SPDX-License-Identifier: Apache-2.0
 * worker.c: a worker that has been captured: it does what its input names. Asked by
 * tests/jail/jail.c.
 *
 * OK: it got through. E_FORBIDDEN: the kernel said no. Most acts do not live to say either.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/zygote.h"

/* Descriptors of a worker: 3 the wire, 4 input, 5 output, 6 report. */
enum { WIRE = 3, INPUT = 4, OUTPUT = 5 };

static bool act_open(void)
{
	return syscall(SYS_open, "/etc/passwd", O_RDONLY) >= 0;
}

static bool act_openat(void)
{
	return open("/", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool act_stat(void)
{
	struct stat st;
	return stat("/etc/passwd", &st) == 0;
}

static bool act_proc(void)
{
	return open("/proc/self/mem", O_RDWR) >= 0;
}

static bool act_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool act_connect(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "/run/x"};
	return connect(WIRE, (const struct sockaddr *)&a, sizeof a) == 0;
}

static bool act_socketpair(void)
{
	int pair[2];
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}

static bool act_fork(void)
{
	return fork() >= 0;
}

static bool act_thread(void)
{
	return syscall(SYS_clone, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND, NULL, NULL, NULL,
		       NULL) >= 0;
}

static bool act_clone3(void)
{
	return syscall(SYS_clone3, NULL, 0) >= 0;
}

static bool act_forkbomb(void)
{
	for (int i = 0; i < 100000; i++)
		(void)fork();
	return true;
}

static bool act_execve(void)
{
	char name[] = "sh";
	char *argv[] = {name, NULL};
	(void)execve("/bin/sh", argv, NULL);
	return false;
}

static bool act_unshare(void)
{
	return unshare(CLONE_NEWUSER) == 0;
}

static bool act_ptrace_sibling(void)
{
	return ptrace(PTRACE_ATTACH, 2, NULL, NULL) == 0;
}

static bool act_ptrace_me(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool write_memory_of(pid_t pid)
{
	char byte = 0;
	struct iovec local = {&byte, 1}, remote = {&byte, 1};
	return process_vm_writev(pid, &local, 1, &remote, 1, 0) == 1;
}

static bool act_vm_write_sibling(void)
{
	return write_memory_of(2);
}

static bool act_vm_write_zygote(void)
{
	return write_memory_of(1);
}

static bool act_kill_all(void)
{
	return kill(-1, SIGKILL) == 0;
}

static bool act_kill_sibling(void)
{
	return kill(2, SIGKILL) == 0;
}

static bool act_kill_zygote(void)
{
	return kill(1, SIGKILL) == 0;
}

static bool act_tgkill(void)
{
	return syscall(SYS_tgkill, 2, 2, SIGKILL) == 0;
}

static bool act_pidfd(void)
{
	return syscall(SYS_pidfd_open, 1, 0) >= 0;
}

static bool act_truncate_input(void)
{
	return ftruncate(INPUT, 0) == 0;
}

static bool act_write_input(void)
{
	return pwrite(INPUT, "x", 1, 0) == 1;
}

static bool act_map_input(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, INPUT, 0) != MAP_FAILED;
}

static bool act_mmap_exec(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static bool act_mprotect_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool act_memfd(void)
{
	return memfd_create("x", 0) >= 0;
}

static bool act_setuid(void)
{
	return syscall(SYS_setuid, 0) == 0;
}

static bool act_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool act_rlimit(void)
{
	return prlimit(0, (__rlimit_resource_t)RLIMIT_AS, NULL, NULL) == 0;
}

static bool act_io_uring(void)
{
	struct io_uring_params p = {0};
	return syscall(SYS_io_uring_setup, 4, &p) >= 0;
}

static bool act_bpf(void)
{
	return syscall(SYS_bpf, 0, NULL, 0) >= 0;
}

#ifdef __x86_64__
static bool act_int80(void)
{
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory"); /* getpid of i386 */
	return result >= 0;
}

static bool act_x32(void)
{
	return syscall(0x40000000 | SYS_getpid) >= 0;
}
#endif

static bool act_segv(void)
{
	volatile uintptr_t nowhere = 16;
	*(volatile char *)nowhere = 1; // NOLINT: it is meant to crash
	return true;
}

static bool act_abort(void)
{
	abort();
	return true;
}

static int deeper(volatile char *above, volatile int *left)
{
	volatile char here[4096];
	here[0] = above[0];
	return --*left > 0 ? deeper(here, left) + here[0] : 0;
}

static bool act_stack(void)
{
	volatile char top[1] = {1};
	volatile int left = INT32_MAX;
	return deeper(top, &left) != 0;
}

static bool act_spin(void)
{
	for (volatile unsigned i = 0; i < 2; i = 1)
		;
	return true;
}

static bool act_sleep(void)
{
	char byte;
	return read(WIRE, &byte, 1) >= 0; /* nobody will ever write */
}

static bool act_close_and_spin(void)
{
	(void)close(WIRE);
	return act_spin();
}

static bool act_flood_wire(void)
{
	struct iovec iov = {(char[]){"garbage"}, 7};
	struct msghdr hdr = {.msg_iov = &iov, .msg_iovlen = 1};
	while (sendmsg(WIRE, &hdr, MSG_NOSIGNAL) >= 0)
		;
	return true;
}

static bool act_file_bomb(void)
{
	static char block[65536];
	uint64_t written = 0;
	ssize_t n;
	while ((n = write(OUTPUT, block, sizeof block)) > 0)
		written += (uint64_t)n;
	return written > (uint64_t)1 << 30;
}

struct attempt {
	const char *name;
	bool (*run)(void);
};

#define ACT(name)                 \
	{                         \
#name, act_##name \
	}
static const struct attempt acts[] = {
    ACT(open),
    ACT(openat),
    ACT(stat),
    ACT(proc),
    ACT(socket),
    ACT(connect),
    ACT(socketpair),
    ACT(fork),
    ACT(thread),
    ACT(clone3),
    ACT(forkbomb),
    ACT(execve),
    ACT(unshare),
    ACT(ptrace_sibling),
    ACT(ptrace_me),
    ACT(vm_write_sibling),
    ACT(vm_write_zygote),
    ACT(kill_all),
    ACT(kill_sibling),
    ACT(kill_zygote),
    ACT(tgkill),
    ACT(pidfd),
    ACT(truncate_input),
    ACT(write_input),
    ACT(map_input),
    ACT(mmap_exec),
    ACT(mprotect_exec),
    ACT(memfd),
    ACT(setuid),
    ACT(dumpable),
    ACT(rlimit),
    ACT(io_uring),
    ACT(bpf),
    ACT(segv),
    ACT(abort),
    ACT(stack),
    ACT(spin),
    ACT(sleep),
    ACT(close_and_spin),
    ACT(flood_wire),
    ACT(file_bomb),
#ifdef __x86_64__
    ACT(int80),
    ACT(x32),
#endif
};

/* Takes memory until there is none, and uses it. */
static enum err memory(void)
{
	struct buf all = buf_new(SIZE_MAX / 2);
	while (all.err == OK)
		buf_fill(&all, 1, (size_t)1 << 20);
	return all.err;
}

static enum err lie(struct worker *w)
{
	w->done->err = 77777;
	memset(w->done->ext, 'x', sizeof w->done->ext);
	return OK;
}

static enum err run(struct worker *w)
{
	if (view_eq(w->in, VIEW("memory")))
		return memory();
	if (view_eq(w->in, VIEW("lie")))
		return lie(w);
	if (view_eq(w->in, VIEW("too_much"))) {
		buf_fill(w->out, 'x', (size_t)w->work->limits.output + 1);
		return w->out->err;
	}
	for (size_t i = 0; i < array_len(acts); i++)
		if (view_eq(w->in, view_str(acts[i].name)))
			return acts[i].run() ? OK : E_FORBIDDEN;
	buf_put(w->out, w->in); /* an honest worker: gives back what it got */
	buf_str(w->extra, "report");
	memcpy(w->done->ext, "txt", 4);
	return OK;
}

int main(int argc, char **argv)
{
	static const struct zygote z = {.self = ROLE_disarm, .run = run, .pool = 4};
	return zygote_main(&z, argc, argv);
}
