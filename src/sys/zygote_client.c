/* SPDX-License-Identifier: Apache-2.0
 * zygote_client.c: asking a zygote without a keeper.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/zygote_parts.h"

#define CHILD_WIRE 3

/* Who asks this role, by tbl/wires.h. */
enum role zygote_asker(enum role role)
{
	static const enum role pairs[][2] = {
#define WIRED(half, a, b) {ROLE_##a, ROLE_##b},
#define CABLE(a, b)
#include "tbl/wires.h"
#undef WIRED
#undef CABLE
	};
	for (size_t i = 0; i < array_len(pairs); i++)
		if (pairs[i][1] == role)
			return pairs[i][0];
	return ROLE_keeper;
}

/* In the child: only the wire and the three standard descriptors go along, and no environment. */
no_return static void become(const char *program, int wire)
{
	char name[] = "sekisho-worker", option[] = "--wire", number[] = "3";
	char *argv[] = {name, option, number, NULL}, *envp[] = {NULL};
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (wire == CHILD_WIRE ? fcntl(wire, F_SETFD, 0) != 0 : dup2(wire, CHILD_WIRE) < 0)
		_exit(127);
	(void)close_range(CHILD_WIRE + 1, ~0U, 0);
	(void)execve(program, argv, envp);
	_exit(127);
}

enum err zygote_spawn(const char *program, enum role role, struct zygote_client *ret)
{
	int pair[2];
	if (access(program, X_OK) != 0)
		return E_NOT_FOUND;
	try(wire_pair(pair));
	pid_t pid = fork();
	if (pid == 0)
		become(program, pair[1]);
	close_fd(&pair[1]);
	if (pid < 0) {
		close_fd(&pair[0]);
		return E_NO_MEMORY;
	}
	*ret = (struct zygote_client){
	    .wire = {.fd = pair[0], .self = zygote_asker(role), .peer = role}, .pid = pid};
	return OK;
}

/* It ends by itself when its wire is gone, and then its times are in ours; if not, by force. */
void zygote_stop(struct zygote_client *c)
{
	close_fd(&c->wire.fd);
	if (c->pid <= 0)
		return;
	scope_end(close_fd) int process = (int)syscall(SYS_pidfd_open, c->pid, 0);
	struct pollfd gone = {.fd = process, .events = POLLIN};
	if (process < 0 || poll(&gone, 1, 3000) <= 0)
		(void)kill(c->pid, SIGKILL);
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
}

enum err zygote_send(struct zygote_client *c, uint64_t tag, const struct body_work *work,
		     const int fds[3])
{
	return wire_send(&c->wire, MSG_WORK, tag, work, fds);
}

enum err zygote_wait(struct zygote_client *c, uint64_t *ret_tag, struct body_work_done *ret)
{
	struct incoming in;
	try(wire_recv(&c->wire, &in));
	if (in.msg != MSG_WORK_DONE) {
		incoming_close(&in);
		return E_PROTOCOL;
	}
	*ret_tag = in.tag;
	memcpy(ret, in.body.bytes, sizeof *ret);
	return OK;
}

enum err zygote_run(struct zygote_client *c, const struct body_work *work, const int fds[3],
		    struct body_work_done *ret)
{
	uint64_t tag;
	try(zygote_send(c, 1, work, fds));
	return zygote_wait(c, &tag, ret);
}
