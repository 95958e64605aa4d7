/* SPDX-License-Identifier: Apache-2.0
 * kernel.c: libnftables, one command in one child, which may die of it.
 */
#include "router/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <nftables/libnftables.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/jail.h"
#include "sys/log.h"

/* A command, and what is wanted of its output. */
struct question {
	const char *command; /* ends with 0 */
	unsigned flags;
	bool hashed; /* SHA-256 of the output instead of the output */
};

/* What a child says: this, then `length` bytes of output. */
struct answer {
	uint32_t done, err;
	uint64_t length;
	char why[KERNEL_WHY];
};

/* --- the child --- */

/* The first line of what it complained about, as far as it is plain. */
static void say_why(const char *text, char ret[KERNEL_WHY])
{
	size_t n = 0;
	for (; text && text[n] && text[n] != '\n' && n + 1 < KERNEL_WHY; n++)
		ret[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
}

static enum err run(const struct question *q, struct answer *a, struct view *ret)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft || nft_ctx_buffer_output(nft) != 0 || nft_ctx_buffer_error(nft) != 0)
		return E_NO_MEMORY;
	nft_ctx_clear_include_paths(nft);
	nft_ctx_output_set_flags(nft, q->flags);
	if (nft_run_cmd_from_buffer(nft, q->command) != 0) {
		say_why(nft_ctx_get_error_buffer(nft), a->why);
		return E_CONFIG;
	}
	const char *out = nft_ctx_get_output_buffer(nft);
	*ret = view_str(out ? out : "");
	return OK;
}

/* What is in force already may be narrower; then that counts. */
static bool limits(void)
{
	return jail_limit(RLIMIT_CORE, 0) == OK && jail_limit(RLIMIT_CPU, KERNEL_SECONDS) == OK &&
	       jail_limit(RLIMIT_AS, KERNEL_MEMORY) == OK;
}

static no_return void child(const struct question *q, int fd)
{
	struct answer a = {.done = 1};
	struct view out = {0};
	uint8_t hash[HASH_LEN];
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	a.err = (uint32_t)(limits() ? run(q, &a, &out) : E_INTERNAL);
	if (a.err == OK && q->hashed) {
		hash_bytes(out, hash);
		out = view_of(hash, sizeof hash);
	}
	a.length = out.n;
	bool said =
	    file_write(fd, view_of(&a, sizeof a)) == OK && (!out.n || file_write(fd, out) == OK);
	_exit(said ? 0 : 1);
}

/* --- who asks --- */

/* At most `n` bytes, as they come; fewer: it ended, or took too long. */
static size_t take(int fd, uint8_t *to, size_t n, uint64_t until)
{
	size_t got = 0;
	while (got < n) {
		uint64_t now = clock_us();
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int ready = now < until ? poll(&p, 1, (int)((until - now) / 1000) + 1) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t r = ready > 0 ? read(fd, to + got, n - got) : 0;
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		got += (size_t)r;
	}
	return got;
}

static enum err hear(int fd, struct buf *out, char ret_why[KERNEL_WHY])
{
	struct answer a = {0};
	uint64_t until = clock_us() + (uint64_t)KERNEL_SECONDS * 1000000;
	if (take(fd, (uint8_t *)&a, sizeof a, until) != sizeof a || a.done != 1 ||
	    a.err >= ERR_COUNT) {
		log_warn("libnftables ended in the middle of a question");
		return E_INTERNAL;
	}
	a.why[KERNEL_WHY - 1] = '\0';
	memcpy(ret_why, a.why, KERNEL_WHY);
	if (a.err != OK)
		return (enum err)a.err;
	if (a.length > out->cap - out->n)
		return E_LIMIT_SIZE;
	uint8_t *to = buf_grow(out, a.length);
	if (!to)
		return out->err;
	return take(fd, to, a.length, until) == a.length ? OK : E_INTERNAL;
}

static enum err ask(const struct question *q, struct buf *out, char ret_why[KERNEL_WHY])
{
	int fds[2];
	ret_why[0] = '\0';
	if (pipe2(fds, O_CLOEXEC) != 0)
		return err_of_errno(errno);
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(fds[0]);
		child(q, fds[1]);
	}
	(void)close(fds[1]);
	enum err e = pid > 0 ? hear(fds[0], out, ret_why) : E_NO_MEMORY;
	(void)close(fds[0]);
	if (pid > 0) {
		(void)kill(pid, SIGKILL); /* it has said all it will */
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return e;
}

enum err kernel_load(struct view rules, char ret_why[KERNEL_WHY])
{
	scope_end(buf_free) struct buf text = buf_new(rules.n + 1), out = buf_new(KERNEL_WHY);
	ret_why[0] = '\0';
	buf_put(&text, rules);
	buf_u8(&text, 0);
	try(text.err);
	return ask(&(struct question){.command = (const char *)text.p, .hashed = true}, &out,
		   ret_why);
}

enum err kernel_list(struct buf *ret_json)
{
	char why[KERNEL_WHY];
	return ask(&(struct question){.command = "list ruleset\n",
				      .flags = NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_HANDLE},
		   ret_json, why);
}

enum err kernel_print(uint8_t ret[HASH_LEN])
{
	char why[KERNEL_WHY];
	scope_end(buf_free) struct buf out = buf_new(HASH_LEN);
	try(ask(&(struct question){.command = "list ruleset\n",
				   .flags = NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_NUMERIC_ALL,
				   .hashed = true},
		&out, why));
	if (out.n != HASH_LEN)
		return E_INTERNAL;
	memcpy(ret, out.p, HASH_LEN);
	return OK;
}
